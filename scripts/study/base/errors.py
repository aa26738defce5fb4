"""What can be wrong with a study's files. Every message is one line: what, where, found, expected, what to do.

Stop on everything that is wrong with a file at once, so that an author corrects it in one go.
"""

import sys
from collections.abc import Sequence
from itertools import zip_longest


def sentra(words: str, system: str = sys.platform) -> str:
    """Name a command of the project as it works without make; on Windows with the path of its Python, as one types it.

    >>> sentra("run", "linux"), sentra("run", "win32")
    ('python scripts/sentra.py run', '.venv\\\\Scripts\\\\python scripts\\\\sentra.py run')
    """
    python = r".venv\Scripts\python scripts\sentra.py" if system == "win32" else "python scripts/sentra.py"
    return f"{python} {words}"


class StudyError(ValueError):
    """One refusal, on one line."""

    refusal = True

    def __init__(self, *, what: str, where: str, found: str, expected: str, remedy: str) -> None:
        super().__init__(" ".join(f"{what}: {where}: found {found}; expected {expected}; {remedy}".split()))
        self.where = where
        self.rest = {"what": what, "found": found, "expected": expected, "remedy": remedy}


class StudyErrors(ValueError):  # noqa: N818 (several of them)
    """Several refusals found in one go, one line each."""

    refusal = True

    def __init__(self, errors: Sequence[StudyError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)


LINES = 20  # more would push the first ones off the screen
PLACES = 10  # of one fault that are named beside the first


def stop_on(problems: Sequence[StudyError], source: str) -> None:
    """Raise StudyErrors where there are problems: the first ones in full, then how many more `source` has.

    Those that differ in their place alone take one line.
    """
    if not problems:
        return
    kinds: dict[tuple[str, ...], list[StudyError]] = {}
    for problem in problems:
        kinds.setdefault(tuple(problem.rest.values()), []).append(problem)
    lines = [_together(alike) for alike in kinds.values()]
    more = len(lines) - LINES
    if more <= 0:
        raise StudyErrors(lines)
    rest = StudyError(
        what="further problems",
        where=source,
        found=f"{more} more",
        expected="none",
        remedy="correct those above first and run again",
    )
    raise StudyErrors([*lines[:LINES], rest])


def _together(alike: Sequence[StudyError]) -> StudyError:
    """Say in one line what is wrong at several places."""
    first, *others = alike
    if not others:
        return first
    places = [problem.where.split(", ") for problem in alike]
    # Places in one file differ in what follows its name; places that are the same differ in nothing.
    depth = next((index for index, same in enumerate(zip_longest(*places)) if len(set(same)) > 1), 0)
    named = [", ".join(place[depth:]) for place in places[1 : PLACES + 1]]
    further = "; ..." if len(others) > PLACES else ""
    return StudyError(where=f"{first.where} and {len(others)} more ({'; '.join(named)}{further})", **first.rest)
