"""The tables of a report exported to Excel or HTML: titles, a head and rows, found among the cells of its sheets."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from study.base.errors import StudyError
from study.survey.reading import decode_text, is_web_page, read_all_sheets, read_first_bytes
from study.survey.web_pages import WebPage

Row = Sequence[str]
ARROW = re.compile(r"\s*(<->|<-|->|→)\s*")
# Titles of the parts of a section; "Inner model - Matrix" is one of "Collinearity statistics (VIF)".
PART = re.compile(r"(.* - )?(matrix|list)|overview|mean, stdev.*|confidence intervals.*|total|case ?\d+")
LONGEST_TITLE = 80  # characters; sentences ("The absence of this result ...") end in a full stop
NAVIGATION = "navigation"


@dataclass(frozen=True)
class ReportTable:
    """A table of a sheet: the titles above it, the sheet's name first, its head, and its rows by number in the sheet.

    left: the empty columns before it, counted from column A.
    """

    titles: tuple[str, ...]
    head: Row
    rows: tuple[tuple[int, Row], ...]
    left: int

    @property
    def name(self) -> str:
        """The sheet and the last titles, as a reader finds the table."""
        return f"{self.titles[0]}: {' / '.join(self.titles[1:][-2:])}"


def read_rows(path: Path) -> dict[str, list[tuple[int, Row]]]:
    """Return the filled rows of each sheet by their number; StudyError where the file is no workbook."""
    if not path.is_file():
        raise StudyError(
            what="there is no such file",
            where=str(path),
            found="nothing",
            expected="an .xlsx file",
            remedy="check FILE",
        )
    if is_web_page(read_first_bytes(path)):
        return {path.name: _filled_rows(WebPage(decode_text(path)).rows)}
    sheets = [sheet for sheet in read_all_sheets(path) if sheet.name.lower() != NAVIGATION]
    return {sheet.name or path.name: _filled_rows(sheet.rows) for sheet in sheets}


def _filled_rows(rows: Sequence[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """Return the rows with a filled cell, each as far as its last one."""
    stripped = ((number, [cell.strip() for cell in row]) for number, row in rows)
    ends = ((number, row, max((i for i, cell in enumerate(row, 1) if cell), default=0)) for number, row in stripped)
    return [(number, row[:end]) for number, row, end in ends if end]


def list_tables(sheets: Mapping[str, Sequence[tuple[int, Row]]]) -> list[ReportTable]:
    """Find the tables of all sheets."""
    return [table for sheet, rows in sheets.items() for table in _find_tables(sheet, rows)]


def _find_tables(sheet: str, rows: Sequence[tuple[int, Row]]) -> Iterator[ReportTable]:
    """Find the tables of a sheet: titles, a head, and rows without a blank one or a title between."""
    left = min((next(i for i, cell in enumerate(row) if cell) for _, row in rows), default=0)
    titles: tuple[str, ...] = (sheet,)
    is_nested = True
    for run in _split_runs([(number, row[left:]) for number, row in rows]):
        above = [row[0] for _, row in run[: _count_titles(run)]]
        for title in above:
            titles = _next_titles(titles, title, is_nested)
            is_nested = True
        table = run[len(above) :]
        if len(table) > 1:
            yield ReportTable(titles, table[0][1], tuple(table[1:]), left)
            is_nested = False


def _split_runs(rows: Sequence[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    """Split rows where one is blank and where a title follows a table; a row of a triangle may be a name alone."""
    run: list[tuple[int, Row]] = []
    for number, row in rows:
        head = next((row for _, row in run if not _is_title(row)), None)
        if run and (number != run[-1][0] + 1 or (head is not None and _is_title(row) and row[0] not in head)):
            yield run
            run = []
        run.append((number, row))
    yield run


def _count_titles(run: Sequence[tuple[int, Row]]) -> int:
    return next((count for count, (_, row) in enumerate(run) if not _is_title(row)), len(run))


def _is_title(row: Row) -> bool:
    """Whether a row is its first cell alone, and that is no line of a list without a number."""
    return bool(row[0]) and not any(row[1:]) and ARROW.search(row[0]) is None


def _next_titles(titles: tuple[str, ...], title: str, is_nested: bool) -> tuple[str, ...]:
    """Add a title to those above it; one of a part takes the place of another part, one after a table of them all."""
    if len(title) > LONGEST_TITLE or title.endswith("."):
        return titles
    if PART.fullmatch(title.lower()):
        return (*(titles[:-1] if len(titles) > 1 and PART.fullmatch(titles[-1].lower()) else titles), title)
    return (*titles, title) if is_nested else (titles[0], title)
