"""Growth by quarter and the key of its trend word; the words themselves belong to the manuscript."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pandas as pd

from study.base.errors import StudyError, stop_on
from study.setup.codebook import normalise
from study.survey.cells import Row, Table
from study.survey.reading import read_survey_table

COLUMNS = ("year", "quarter", "growth")
FORMS = {
    "year": (re.compile(r"[12]\d{3}"), "a year such as 2023"),
    "quarter": (re.compile(r"[1-4]"), "1, 2, 3 or 4"),
    "growth": (re.compile(r"[-−+]?\d+(?:[.,]\d+)?|"), "per cent such as -5.12 or -5,12, or an empty cell"),
}
TRENDS = (
    "contraction",
    "stagnation",
    "first",
    "peak",
    "recovery",
    "acceleration",
    "unchanged",
    "slowdown",
    "further_slowdown",
)


def read_growth(path: Path) -> pd.DataFrame:
    """Read year, quarter and growth (per cent, year on year; NaN: not published), earliest quarter first.

    StudyErrors for other columns, for a cell that is no year, quarter or number, for a quarter that stands twice.
    """
    table = read_survey_table(path)
    if tuple(normalise(header) for header in table.headers) != COLUMNS:
        what = "other columns than a table of growth has"
        found = ", ".join(table.headers)
        raise StudyError(what=what, where=table.source, found=found, expected=", ".join(COLUMNS), remedy="rename them")
    stop_on([*_find_bad_cells(table), *_find_repeated_quarters(table)], table.source)
    rows = [(int(year), int(quarter), _number(growth)) for year, quarter, growth in map(_cells, table.rows)]
    growth = pd.DataFrame(rows, columns=list(COLUMNS))
    return growth.sort_values(["year", "quarter"], ignore_index=True)


def trends(growth: Sequence[float], stagnation: float) -> list[str]:
    """Return the key of each quarter's trend, the first that applies, from growth in per cent, in order of time.

    contraction: below zero. stagnation: from zero to below `stagnation` (per cent). first: nothing to compare with.
    Compared with the quarter before it in the table: peak: higher, and the highest of all. recovery: higher, after a
    contraction. acceleration: higher otherwise. unchanged: equal. further_slowdown: lower, and the one before had been
    lower, too. slowdown: lower otherwise. "" where growth is NaN; such a quarter is passed over in comparisons.
    """
    known = [value for value in growth if value == value]
    changes = [0.0, *(after - before for before, after in pairwise(known))]
    keys = iter([_trend(index, known, changes, stagnation) for index in range(len(known))])
    return [next(keys) if value == value else "" for value in growth]


def _trend(index: int, known: Sequence[float], changes: Sequence[float], stagnation: float) -> str:
    value = known[index]
    change = changes[index]
    if value < 0:
        return "contraction"
    if value < stagnation:
        return "stagnation"
    if index == 0:
        return "first"
    if change > 0:
        return "peak" if value == max(known) else "recovery" if known[index - 1] < 0 else "acceleration"
    if change == 0:
        return "unchanged"
    return "further_slowdown" if changes[index - 1] < 0 else "slowdown"


def _cells(row: Row) -> tuple[str, str, str]:
    year, quarter, growth = (cell.strip() for cell in row.cells)
    return year, quarter, growth


def _number(text: str) -> float:
    return float(text.replace(",", ".").replace("−", "-")) if text else float("nan")


def _find_bad_cells(table: Table) -> Iterator[StudyError]:
    for row in table.rows:
        for name, column, cell in zip(COLUMNS, table.columns, _cells(row), strict=True):
            form, expected = FORMS[name]
            if not form.fullmatch(cell):
                what = "this is not a table of growth"
                where = f"{table.source}, row {row.number}, column {column} ({name})"
                yield StudyError(what=what, where=where, found=repr(cell), expected=expected, remedy="correct the cell")


def _find_repeated_quarters(table: Table) -> Iterator[StudyError]:
    known: set[tuple[str, str]] = set()
    for row in table.rows:
        year, quarter, _ = _cells(row)
        if (year, quarter) in known:
            what = "a quarter stands twice"
            where = f"{table.source}, row {row.number}"
            found = f"{year} quarter {quarter}"
            expected = "each quarter once"
            yield StudyError(what=what, where=where, found=found, expected=expected, remedy="delete one of the rows")
        known.add((year, quarter))
