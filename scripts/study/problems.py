"""Stop on everything that is wrong with a file at once, so that an author corrects it in one go."""

from collections.abc import Sequence

from study.errors import StudyError, StudyErrors

__all__ = ["stop_on"]

LINES = 20  # more would push the first ones off the screen


def stop_on(problems: Sequence[StudyError], source: str) -> None:
    """Raise StudyErrors where there are problems: the first ones in full, then how many more `source` has."""
    if not problems:
        return
    more = len(problems) - LINES
    if more <= 0:
        raise StudyErrors(problems)
    rest = StudyError("further problems", source, f"{more} more", "none", "correct those above first and run again")
    raise StudyErrors([*problems[:LINES], rest])
