"""From the text of a cell to a point of the scale."""

import re

from study.codebook import Scale
from study.matching import normalised

__all__ = ["AnswerError", "score_answer"]

# "4", "4.0" and "4,0" (what spreadsheets make of 4), "4 - Setuju", "4. Setuju", "4) Setuju", "4 = Setuju", "4 Setuju".
NUMBER_FIRST = re.compile(r"\(?(?P<number>\d+)(?:[.,]0+)?\)?\s*(?:[-–—.):=]\s*)?(?P<label>\D.*)?")
# "Setuju (4)", "Setuju - 4", "Setuju = 4".
NUMBER_LAST = re.compile(r"(?P<label>\D+?)\s*[-–—(:=]\s*(?P<number>\d+)\)?")

ANY_NUMBER = re.compile(r"[-−+]?\d+(?:[.,]\d+)?")


class AnswerError(ValueError):
    """The text is no answer of the scale; the message says what it is instead."""


def score_answer(cell: str, scale: Scale) -> int | None:
    """Return the point from 1 to P that a cell stands for (dimensionless), None where it holds no answer.

    AnswerError for an unknown label, a number outside the scale, or a number and a label that contradict each other.
    """
    text = normalised(cell)
    if not text or text in scale.missing:
        return None
    if text in scale.spellings:
        return scale.spellings[text]
    match = NUMBER_FIRST.fullmatch(text) or NUMBER_LAST.fullmatch(text)
    if match is None:
        raise AnswerError("a value outside the scale" if ANY_NUMBER.fullmatch(text) else "an unknown label")
    return _checked(int(match["number"]), match["label"], scale)


def _checked(point: int, label: str | None, scale: Scale) -> int:
    if label is not None and label not in scale.spellings:
        raise AnswerError("an unknown label")
    if not 1 <= point <= scale.points:
        raise AnswerError("a value outside the scale")
    if label is not None and scale.spellings[label] != point:
        raise AnswerError("a number and a label that differ")
    return point
