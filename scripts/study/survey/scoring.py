"""From the text of a cell to a point of the scale."""

import re
import unicodedata

from study.setup.codebook import Scale, normalise

__all__ = ["AnswerError", "is_number", "score_answer"]

NUMBER = re.compile(r"[-−+]?\d+(?:[.,]\d*)?")
# "4", and "4.0" and "4,0", which is what spreadsheets make of it.
WHOLE_NUMBER = re.compile(r"(\d{1,9})(?:[.,]0*)?")
# "4 - Setuju", "4. Setuju", "4) Setuju", "(4) Setuju", "4 = Setuju", "4 Setuju".
NUMBER_AND_LABEL = re.compile(r"\(?(?P<number>\d{1,9})\)?\s*(?:[-–—.):=]\s*)?(?P<label>[^\W\d].*)")
# "Setuju (4)", "Setuju - 4", "Setuju = 4".
LABEL_AND_NUMBER = re.compile(r"(?P<label>\D+?)\s*[-–—(:=]\s*(?P<number>\d{1,9})\)?")


class AnswerError(ValueError):
    """The text is no answer of the scale; the message says what it is instead."""


def score_answer(cell: str, scale: Scale) -> int | None:
    """Return the point from 1 to P that a cell stands for (dimensionless), None where it holds no answer.

    AnswerError for an unknown label, a number outside the scale, or a number and a label that contradict each other.
    """
    text = normalise(cell)
    if not text or text in scale.missing:
        return None
    if any(unicodedata.category(character) == "No" for character in cell):
        raise AnswerError("an unknown label")  # normalised, a superscript two is a two
    if text in scale.spellings:
        return scale.spellings[text]
    if NUMBER.fullmatch(text):
        whole = WHOLE_NUMBER.fullmatch(text)
        return _within(int(whole[1]) if whole else 0, scale)
    match = NUMBER_AND_LABEL.fullmatch(text) or LABEL_AND_NUMBER.fullmatch(text)
    if match is None or match["label"] not in scale.spellings:
        raise AnswerError("an unknown label")
    point = _within(int(match["number"]), scale)
    if scale.spellings[match["label"]] != point:
        raise AnswerError("a number and a label that differ")
    return point


def is_number(cell: str) -> bool:
    """Whether a cell is a number, of the scale or not."""
    return NUMBER.fullmatch(normalise(cell)) is not None


def _within(point: int, scale: Scale) -> int:
    if not 1 <= point <= scale.points:
        raise AnswerError("a value outside the scale")
    return point
