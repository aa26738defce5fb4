"""What a model must be before anything is estimated; every fault of `model.yaml` is found in one go."""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from study.errors import StudyError
from study.model import StudyModel
from study.problems import stop_on

__all__ = ["check_model"]


def check_model(model: StudyModel, known: Iterable[str], source: str, codebook: str) -> None:
    """StudyErrors for indicators and paths that cannot be: unknown, twice, leading to themselves, in a circle.

    known: the codes of the codebook. source, codebook: the names of the files.
    """
    problems = [
        *_indicators(model, list(known), source, codebook),
        *_ends(model, source),
        *_twice(model, source),
        *_alone(model, source),
    ]
    stop_on(problems, source)
    stop_on(list(_circle(model, source)), source)


def _indicators(model: StudyModel, known: list[str], source: str, codebook: str) -> Iterator[StudyError]:
    for name, construct in model.constructs.items():
        for code in [code for code in construct.indicators if code not in known]:
            near = get_close_matches(code, known, n=1)
            what, expected = "an indicator of the model has no question", f"a code under indicators of {codebook}"
            remedy = f"did you mean {near[0]}?" if near else "add its question there or correct the code"
            yield StudyError(what, f"{source}, construct {name}", code, expected, remedy)
    owners = [(code, name) for name, construct in model.constructs.items() for code in construct.indicators]
    for code in _repeated(code for code, _ in owners):
        where = " and ".join(dict.fromkeys(name for other, name in owners if other == code))
        what, expected = "an indicator stands in two places", "each indicator in one construct and one dimension"
        yield StudyError(what, f"{source}, construct {where}", code, expected, "delete it in one of them")


def _ends(model: StudyModel, source: str) -> Iterator[StudyError]:
    names = list(model.constructs)
    for number, path in enumerate(model.paths, start=1):
        where = f"{source}, key paths, entry {number}"
        for end in [end for end in (path.source, path.target) if end not in names]:
            near = get_close_matches(end, names, n=1)
            remedy = f"did you mean {near[0]}?" if near else "correct the name or add the construct"
            yield StudyError("a path leads from or to no construct", where, end, f"one of: {', '.join(names)}", remedy)
        if path.source == path.target:
            what, expected = "a path leads from a construct to itself", "two constructs"
            yield StudyError(what, where, path.name, expected, "correct source or target")


def _twice(model: StudyModel, source: str) -> Iterator[StudyError]:
    for name in _repeated(path.name for path in model.paths):
        what, expected = "a path stands twice", "each path once"
        yield StudyError(what, f"{source}, key paths", name, expected, "delete one of the lines")
    for hypothesis in _repeated(path.hypothesis for path in model.paths if path.hypothesis):
        where = " and ".join(path.name for path in model.paths if path.hypothesis == hypothesis)
        what, expected = "a hypothesis stands at two paths", "a hypothesis of its own per path"
        yield StudyError(what, f"{source}, paths {where}", hypothesis, expected, "number them differently")


def _alone(model: StudyModel, source: str) -> Iterator[StudyError]:
    reached = {end for path in model.paths for end in (path.source, path.target)}
    for name in [name for name in model.constructs if name not in reached]:
        what, expected = "a construct has no path", "a path from it or to it"
        yield StudyError(what, f"{source}, construct {name}", "none under paths", expected, "add one or delete it")


def _circle(model: StudyModel, source: str) -> Iterator[StudyError]:
    left = list(model.paths)
    while ends := [path for path in left if path.source not in {other.target for other in left}]:
        left = [path for path in left if path not in ends]
    # What is left leads into a circle or out of it; the other way round only the circle remains.
    while ends := [path for path in left if path.target not in {other.source for other in left}]:
        left = [path for path in left if path not in ends]
    if left:
        found, expected = ", ".join(path.name for path in left), "paths that never lead back"
        remedy = "delete or turn one of them: PLS-SEM estimates recursive models"
        yield StudyError("paths lead in a circle", f"{source}, key paths", found, expected, remedy)


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
