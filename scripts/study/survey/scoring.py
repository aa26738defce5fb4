"""From the text of a cell to a point of the scale.

Rows that a spreadsheet adds below the answers, totals and means: nobody's answers, and never counted as such.
"""

import re
from collections.abc import Iterator
from itertools import chain

from study.base.errors import StudyError
from study.setup.codebook import Scale, normalised
from study.survey.binding import Binding
from study.survey.reading import Row, Table

__all__ = ["AnswerError", "is_number", "score_answer", "total_problems"]

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
    text = normalised(cell)
    if not text or text in scale.missing:
        return None
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
    return NUMBER.fullmatch(normalised(cell)) is not None


def _within(point: int, scale: Scale) -> int:
    if not 1 <= point <= scale.points:
        raise AnswerError("a value outside the scale")
    return point


FEWEST = 2  # numbers that tell a total from a slip of the pen
# What stands before such a row; a person who is called like this is not known to answer in numbers only.
WORDS = frozenset(
    ("jumlah", "total", "sum", "grand total", "rata-rata", "rata rata", "rerata", "mean", "average", "modus", "median")
)


def total_problems(table: Table, binding: Binding, scale: Scale) -> Iterator[StudyError]:
    """Find rows that nobody submitted, all numbers, none of them of the scale or beside a word such as Total."""
    items = list(chain.from_iterable(binding.indicators.values()))
    for row in table.rows:
        if not _is_submitted(row, binding) and _is_total(row, items, scale):
            what, found = "a row is no respondent's", "numbers as in a row of totals or means"
            remedy = "delete the row: the export should hold answers alone"
            yield StudyError(what, f"{table.source}, row {row.number}", found, "answers", remedy)


def _is_submitted(row: Row, binding: Binding) -> bool:
    """Whether a form was filled in: there is a time, a consent or an identity, whatever the answers are."""
    columns = [column for column in (binding.timestamp, binding.consent, binding.identity) if column is not None]
    return any(row.cells[column].strip() and normalised(row.cells[column]) not in WORDS for column in columns)


def _is_total(row: Row, items: list[int], scale: Scale) -> bool:
    answers = [row.cells[column] for column in items if row.cells[column].strip()]
    if len(answers) < FEWEST or not all(is_number(answer) for answer in answers):
        return False
    named = any(normalised(cell) in WORDS for index, cell in enumerate(row.cells) if index not in items)
    return named or not any(_is_answer(answer, scale) for answer in answers)


def _is_answer(cell: str, scale: Scale) -> bool:
    try:
        return score_answer(cell, scale) is not None
    except AnswerError:
        return False
