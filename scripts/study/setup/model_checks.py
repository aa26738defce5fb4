"""Whether the model can be: its indicators, its paths, and the variables that single questions make."""

from collections.abc import Iterable, Iterator
from functools import partial

from study.base.errors import StudyError, stop_on
from study.setup.codebook import Codebook, normalise
from study.setup.configuration import MODE, Configuration
from study.setup.study_model import ModelPath, StudyModel
from study.setup.text_checks import find_repeated, find_same_words, find_unknown, one_of, suggest

NOTHING = "nothing is declared"
NO_QUESTIONS = "nothing: the codebook has no such questions"


def check_model(model: StudyModel, codes: Iterable[str], source: str, codebook: str) -> None:
    """StudyErrors for indicators and paths that cannot be: unknown, twice, leading to themselves, in a cycle.

    codes: the indicators of the codebook. source, codebook: the names of the files.
    """
    problems = [
        *_find_misplaced_indicators(model, list(codes), source, codebook),
        *_find_unknown_ends(model, source),
        *_find_repeated_paths(model, source),
        *_find_isolated_constructs(model, source),
        *find_same_words({name: one.label for name, one in model.constructs.items()}, f"{source}, constructs"),
    ]
    stop_on(problems, source)
    stop_on(list(find_cycle(model, source)), source)


def _find_misplaced_indicators(model: StudyModel, codes: list[str], source: str, codebook: str) -> Iterator[StudyError]:
    for name, construct in model.constructs.items():
        yield from find_unknown(
            construct.indicators,
            codes,
            what="an indicator of the model has no question",
            where=f"{source}, construct {name}",
            expected=f"a code under indicators of {codebook}",
            otherwise="add its question there or correct the code",
        )
    for code in find_repeated(model.indicators):
        owners = [name for name, construct in model.constructs.items() if code in construct.indicators]
        yield StudyError(
            what="an indicator stands in two places",
            where=f"{source}, construct {' and '.join(owners)}",
            found=code,
            expected="each indicator in one construct and one dimension",
            remedy="delete it in one of them",
        )


def _find_unknown_ends(model: StudyModel, source: str) -> Iterator[StudyError]:
    for number, path in enumerate(model.paths, start=1):
        where = f"{source}, key paths, entry {number}"
        yield from find_unknown(
            (path.source, path.target),
            model.constructs,
            what="a path leads from or to no construct",
            where=where,
            expected=f"one of: {', '.join(model.constructs)}",
            otherwise="correct the name or add the construct",
        )
        if path.source == path.target:
            yield StudyError(
                what="a path leads from a construct to itself",
                where=where,
                found=path.name,
                expected="two constructs",
                remedy="correct source or target",
            )


def _find_repeated_paths(model: StudyModel, source: str) -> Iterator[StudyError]:
    for name in find_repeated(path.name for path in model.paths):
        where = f"{source}, key paths"
        remedy = "delete one of the lines"
        yield StudyError(what="a path stands twice", where=where, found=name, expected="each path once", remedy=remedy)
    for hypothesis in find_repeated(path.hypothesis for path in model.paths if path.hypothesis):
        names = [path.name for path in model.paths if path.hypothesis == hypothesis]
        yield StudyError(
            what="a hypothesis stands at two paths",
            where=f"{source}, paths {' and '.join(names)}",
            found=hypothesis,
            expected="a hypothesis of its own per path",
            remedy="number them differently",
        )


def _find_isolated_constructs(model: StudyModel, source: str) -> Iterator[StudyError]:
    connected = {end for path in model.paths for end in (path.source, path.target)}
    refuse = partial(StudyError, what="a construct has no path", found="none under paths")
    for name in [name for name in model.constructs if name not in connected]:
        where = f"{source}, construct {name}"
        yield refuse(where=where, expected="a path from it or to it", remedy="add one or delete it")


def find_cycle(model: StudyModel, source: str) -> Iterator[StudyError]:
    """Refuse paths that lead back to where they began."""
    left = list(model.paths)
    while ends := [path for path in left if path.source not in {other.target for other in left}]:
        left = [path for path in left if path not in ends]
    # What is left leads into a cycle or out of it; the other way round only the cycle remains.
    while ends := [path for path in left if path.target not in {other.source for other in left}]:
        left = [path for path in left if path not in ends]
    if left:
        yield StudyError(
            what="paths lead in a circle",
            where=f"{source}, key paths",
            found=", ".join(path.name for path in left),
            expected="paths that never lead back",
            remedy="delete or turn one of them: PLS-SEM estimates recursive models",
        )


def find_impossible_observed(
    configuration: Configuration, model: StudyModel, codebook: Codebook
) -> Iterator[StudyError]:
    """Refuse an observed variable of a question that is none, with a name that is taken, or an answer in two places."""
    known = [*codebook.questions, *([MODE] if len(configuration.survey.full.modes) > 1 else [])]
    taken = {*model.constructs, *model.indicators, *model.dimension_names, *codebook.indicators}
    for name, variable in model.observed.items():
        where = f"{configuration.model}, key observed, {variable.group}"
        yield from find_unknown(
            [variable.question],
            known,
            what="an observed variable of a question that the codebook lacks",
            where=where,
            expected=one_of(known, NO_QUESTIONS),
            otherwise="correct the name of the question",
        )
        if name in taken:
            what = "an observed variable has a name that is taken"
            yield StudyError(what=what, where=where, found=name, expected="a name of its own", remedy="rename it")
        for answer in find_repeated(map(normalise, (*variable.answers, *variable.others))):
            yield StudyError(
                what="an answer stands in two categories",
                where=where,
                found=answer,
                expected="an answer in one category, or in the base",
                remedy="keep it in one of them",
            )


def find_impossible_controls(paths: Iterable[ModelPath], model: StudyModel, where: str) -> Iterator[StudyError]:
    """Refuse a control variable that is none, or part of the model, and one that acts on nothing that is explained."""
    refuse = partial(StudyError, what="a control variable that cannot be", where=where)
    groups = model.observed_groups
    expected = f"one of observed: {', '.join(groups) or NOTHING}"
    items = {code: f"an item of {name}" for name, one in model.constructs.items() for code in one.indicators}
    parts = items | dict.fromkeys(model.constructs, "a construct of the model")
    for path in paths:
        if part := parts.get(path.source):
            remedy = "draw a path under paths, or name an observed variable"
            yield refuse(found=f"{path.source}, {part}", expected=expected, remedy=remedy)
        elif path.source not in model.observed:
            remedy = suggest(path.source, groups, "correct the name, or declare it under observed")
            yield refuse(found=path.source, expected=expected, remedy=remedy)
        if path.target not in model.endogenous:
            explained = f"a path to a construct that another leads to: {', '.join(model.endogenous)}"
            yield refuse(found=str(path), expected=explained, remedy="correct the target")
