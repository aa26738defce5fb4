"""What can be wrong with a study's files. Every message is one line: what, where, found, expected, what to do.

Stop on everything that is wrong with a file at once, so that an author corrects it in one go.
"""

from collections.abc import Sequence


class StudyError(ValueError):
    """One refusal, on one line."""

    refusal = True

    def __init__(self, *, what: str, where: str, found: str, expected: str, remedy: str) -> None:
        super().__init__(" ".join(f"{what}: {where}: found {found}; expected {expected}; {remedy}".split()))


class StudyErrors(ValueError):  # noqa: N818 (several of them)
    """Several refusals found in one go, one line each."""

    refusal = True

    def __init__(self, errors: Sequence[StudyError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)


LINES = 20  # more would push the first ones off the screen


def stop_on(problems: Sequence[StudyError], source: str) -> None:
    """Raise StudyErrors where there are problems: the first ones in full, then how many more `source` has."""
    if not problems:
        return
    more = len(problems) - LINES
    if more <= 0:
        raise StudyErrors(problems)
    rest = StudyError(
        what="further problems",
        where=source,
        found=f"{more} more",
        expected="none",
        remedy="correct those above first and run again",
    )
    raise StudyErrors([*problems[:LINES], rest])
