"""Columns without a header: which of them hold no answers, and may be skipped; all others are refused."""

from collections.abc import Collection, Sequence

import numpy as np

from study.base.errors import StudyError, stop_on
from study.survey.cells import Row, column_letter, counts_rows
from study.survey.platforms import find_quiz
from study.survey.scoring import LONGEST_SCALE
from study.survey.tick_marks import FEWEST_POINTS
from study.survey.totals import cell_numbers, sums_columns_before


def choose_columns(headers: Sequence[str], rows: Sequence[Row], layout: str, where: str) -> tuple[list[int], list[str]]:
    """Return the columns with a question, and what is said of those that are skipped; StudyErrors for unnamed answers.

    headers: of the first columns; those to the right of them have none.
    """
    width = len(rows[0].cells)
    bare = [index for index in range(width) if index >= len(headers) or not headers[index].strip()]
    filled = [index for index in bare if any(row.cells[index].strip() for row in rows)]
    empty = sorted({*bare} - {*filled})
    running = [index for index in filled if len(rows) > 1 and counts_rows(rows, index)]
    sums = _find_sums([index for index in filled if index not in running], frozenset(empty), rows)
    beside = [index for index in filled if index not in (*running, *sums) and _is_beside(index, empty, rows)]
    quiz = find_quiz(headers) if layout in ("google_forms", "microsoft_forms") else []
    skipped = {
        "empty columns": [index for index in empty if index < last_named(headers)],
        "a running number": running,
        "sums or means of the columns before, without a header": sums,
        "a table beside the answers, without a header": beside,
        "points and comments of a quiz": quiz,
    }
    left_out = {*empty, *running, *sums, *beside, *quiz}
    stop_on([_refuse_unnamed(index, rows, where) for index in filled if index not in left_out], where)
    notes = [
        f"skipped {what}: {', '.join(map(column_letter, columns))}" for what, columns in skipped.items() if columns
    ]
    return [index for index in range(width) if index not in left_out], notes


def _find_sums(bare: Sequence[int], empty: Collection[int], rows: Sequence[Row]) -> list[int]:
    """Find the columns that hold, row for row, the sum or the mean of columns right before them, and nothing else."""
    sums: list[int] = []
    named = [index for index in range(bare[-1] + 1 if bare else 0) if index not in empty]
    numbers = {index: cell_numbers([row.cells[index].strip() for row in rows]) for index in named}
    for index in bare:
        before = [numbers[place] for place in named if place < index and place not in sums]
        are_numbers = np.isfinite(numbers[index]).sum() == sum(bool(row.cells[index].strip()) for row in rows)
        if are_numbers and sums_columns_before(numbers[index], before):
            sums.append(index)
    return sums


def _is_beside(index: int, empty: Sequence[int], rows: Sequence[Row]) -> bool:
    """Whether a column behind an empty one holds a cell for each point of a scale, beside answers, as its legend.

    Each cell is another one: of the answers of a few neighbours some recur.
    """
    filled = [place for place, row in enumerate(rows) if row.cells[index].strip()]
    if len({rows[place].cells[index].strip() for place in filled}) < len(filled):
        return False
    is_one_run = filled[-1] - filled[0] < len(filled) and FEWEST_POINTS <= len(filled) <= LONGEST_SCALE
    are_answered = all(row.cells[0].strip() for row in rows)
    return any(place < index for place in empty) and is_one_run and are_answered and 2 * len(filled) < len(rows)


def last_named(headers: Sequence[str]) -> int:
    """Return the last column with a header, 0 where none has one."""
    return max((index for index, header in enumerate(headers) if header.strip()), default=0)


def _refuse_unnamed(index: int, rows: Sequence[Row], where: str) -> StudyError:
    filled = [row.number for row in rows if row.cells[index].strip()]
    return StudyError(
        what="a column has no header",
        where=f"{where}, column {column_letter(index)}",
        found=f"{len(filled)} filled cells from row {filled[0]} on",
        expected="a header",
        remedy="name the column there or delete it",
    )
