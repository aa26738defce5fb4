"""Which sheet of a workbook holds the answers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from study.base.errors import StudyError
from study.setup.codebook import normalise
from study.survey.cells import Sheet, count_filled
from study.survey.heads import SEARCHED
from study.survey.platforms import recognise
from study.survey.totals import is_total

MOST_NOTED = 2  # cells of a title or a note; somebody who stopped half-way left more
LARGER = 3  # times as many cells: then the larger of two tables is taken for the answers


def choose_sheet(sheets: Sequence[Sheet], path: Path) -> Sheet:
    """Find the sheet with the answers: the only table, the only export of a platform, or by far the largest table."""
    tables = [sheet for sheet in sheets if _is_table(sheet) or _is_export(sheet)] or [
        sheet for sheet in sheets if len(sheet.rows) > 1
    ]
    shown = [sheet for sheet in tables if not sheet.hidden] or tables
    exports = [sheet for sheet in shown if _is_export(sheet)]
    by_size = sorted(exports or shown or list(sheets[:1]), key=_count_cells, reverse=True)
    is_whole = len(by_size) > 1 and _holds_rows_of(by_size[0], by_size[1:])
    if (
        len(by_size) > 1
        and not is_whole
        and (_count_cells(by_size[0]) < LARGER * _count_cells(by_size[1]) or _ask_the_same(by_size[0], by_size[1:]))
    ):
        what = "the workbook has several sheets"
        found = ", ".join(f"{sheet.name} ({len(sheet.rows)} rows)" for sheet in by_size)
        remedy = (
            "name it under sheet (at start-study: --sheet); of several with answers of different respondents each is "
            "an entry of files (at start-study: --sheet once for each); other questions of the same respondents belong "
            "beside each other in one sheet"
        )
        expected = "one with answers, or by far the largest and with other questions"
        raise StudyError(what=what, where=str(path), found=found, expected=expected, remedy=remedy)
    if not by_size:
        what = "the workbook has no sheet of cells"
        remedy = "export the survey again"
        raise StudyError(what=what, where=str(path), found="none", expected="a sheet of answers", remedy=remedy)
    others = [f"{sheet.name!r}{' (hidden)' if sheet.hidden else ''}" for sheet in sheets if sheet is not by_size[0]]
    again = ", whose rows it holds" if is_whole else ""
    note = (f"not read: the sheets {', '.join(others)}{again}",) if others else ()
    return replace(by_size[0], notes=(*by_size[0].notes, *note))


def _holds_rows_of(sheet: Sheet, others: Sequence[Sheet]) -> bool:
    """Whether a sheet holds all rows of each other one, as where the villages of a survey were put together.

    Running numbers, which begin anew there, titles, totals and notes do not count.
    """
    held = _count_rows(sheet)
    parts = [_count_rows(other) for other in others]
    heads = set.intersection(*map(set, parts)) if len(parts) > 1 else set()
    together = sum(parts, Counter[tuple[str, ...]]())
    lacking = [row for row, count in together.items() if held[row] < (1 if row in heads else count)]
    return all(part.total() > 1 for part in parts) and not lacking


def _count_rows(sheet: Sheet) -> Counter[tuple[str, ...]]:
    """Count the rows by their cells (normalised), without a running number, and those of few cells or of totals."""
    rows = [[normalise(cell) for cell in cells if cell.strip()] for _, cells in sheet.rows]
    typical = median(map(len, rows)) if rows else 0
    return Counter(
        tuple(row[1:] if row[0].isdecimal() else row)
        for row in rows
        if (len(row) > MOST_NOTED or 2 * len(row) > typical) and not any(map(is_total, row))
    )


def _ask_the_same(sheet: Sheet, others: Sequence[Sheet]) -> bool:
    """Whether a row of different texts, as of questions, stands in another sheet, too, with further answers below."""
    return any(_rows_of_texts(sheet) & _rows_of_texts(other) for other in others)


def _rows_of_texts(sheet: Sheet) -> set[tuple[str, ...]]:
    rows = [tuple(filter(None, map(normalise, cells))) for _, cells in sheet.rows[:SEARCHED]]
    return {row for row in rows if len(row) == len({*row}) > 1 and not any(cell[0].isdigit() for cell in row)}


def _count_cells(sheet: Sheet) -> int:
    return sum(len(cells) for _, cells in sheet.rows)


def _is_export(sheet: Sheet) -> bool:
    """Whether a platform's columns stand in a sheet."""
    return any(recognise(cells) != "plain" for _, cells in sheet.rows[:SEARCHED])


def _is_table(sheet: Sheet) -> bool:
    """Whether a sheet has two rows of two cells."""
    return sum(count_filled(cells) > 1 for _, cells in sheet.rows[:SEARCHED]) > 1
