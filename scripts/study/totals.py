"""Rows that a spreadsheet adds below the answers, totals and means: nobody's answers, and never counted as such."""

from collections.abc import Iterator
from itertools import chain

from study.binding import Binding
from study.codebook import Scale
from study.errors import StudyError
from study.matching import normalised
from study.reading import Row, Table
from study.scoring import AnswerError, is_number, score_answer

__all__ = ["total_problems"]

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
