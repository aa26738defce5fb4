"""Read a survey file as text: nothing is coerced, nothing repaired, and every row keeps its number in the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from study.errors import StudyError
from study.file_kinds import WORKBOOKS, check_kind
from study.matching import normalised
from study.problems import stop_on
from study.text_files import read_text_rows

__all__ = ["Row", "Table", "column_letter", "read_table"]


@dataclass(frozen=True)
class Row:
    """A row's cells and its number as a spreadsheet shows it (the header is row 1)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Headers and rows of one file or sheet; `columns` are the letters that a spreadsheet shows above the headers."""

    source: str
    headers: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path, sheet: str | None = None, first: int | None = None) -> Table:
    """Read a CSV file (comma, semicolon or tab; UTF-8 or cp1252) or a sheet of an XLSX workbook.

    first: take only so many rows; None takes all. Rows without any cell filled are no rows.
    StudyError where the file cannot be read as a table; StudyErrors for headers and ragged rows.
    """
    lines, source = _lines(path, sheet)
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        raise StudyError(
            "the file is empty", source, "no filled cell", "a header and answers", "export the survey again"
        )
    (top, headers), *rows = filled
    if not rows:
        raise StudyError(
            "the file has no answers", source, "a header only", "a row per answer", "export the survey again"
        )
    _check_title(headers, rows[0][1], f"{source}, row {top}")
    stop_on([*_header_problems(headers, f"{source}, row {top}"), *_ragged(headers, rows, source)], source)
    used = [index for index, header in enumerate(headers) if header.strip()]
    return Table(
        source=source,
        headers=tuple(headers[index].strip() for index in used),
        columns=tuple(column_letter(index) for index in used),
        rows=tuple(Row(number, tuple(cells[index] for index in used)) for number, cells in rows[:first]),
    )


def column_letter(index: int) -> str:
    """Name a column, counted from 0, as a spreadsheet does: A, B, ..., Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _lines(path: Path, sheet: str | None) -> tuple[list[tuple[int, list[str]]], str]:
    check_kind(path)
    if path.suffix.lower() in WORKBOOKS:
        # openpyxl takes half a second to load and most surveys come as CSV.
        from study.workbooks import read_sheet_rows

        return read_sheet_rows(path, sheet)
    if sheet is not None:
        raise StudyError(
            "a text file has no sheets", str(path), f"sheet: {sheet}", "sheet: null", "correct the configuration"
        )
    return read_text_rows(path), str(path)


def _check_title(headers: Sequence[str], below: Sequence[str], where: str) -> None:
    """Refuse a first row that is a title over the table: one or two cells where the next row has many."""
    filled, next_filled = (sum(1 for cell in cells if cell.strip()) for cells in (headers, below))
    if filled < next_filled / 2:
        what, found = "the first row holds no questions", f"{filled} filled cells above {next_filled}, as in a title"
        expected, remedy = "the questions in the first row", "delete the rows above the questions"
        raise StudyError(what, where, found, expected, remedy)


def _header_problems(headers: Sequence[str], where: str) -> Iterator[StudyError]:
    names = [normalised(header) for header in headers]
    for index, name in enumerate(names):
        if name and name in names[:index]:
            letters = f"columns {column_letter(names.index(name))} and {column_letter(index)}"
            what, found = "two columns have the same header", repr(headers[index].strip())
            yield StudyError(
                what,
                f"{where}, {letters}",
                found,
                "different headers",
                "delete or rename one, or put the header row back",
            )


def _ragged(headers: Sequence[str], rows: Sequence[tuple[int, list[str]]], source: str) -> Iterator[StudyError]:
    width = len(headers)
    for number, cells in rows:
        if len(cells) != width:
            what, found = "a row has another number of cells than the header", f"{len(cells)} cells"
            yield StudyError(
                what, f"{source}, row {number}", found, f"{width} cells", "check separators and quotes there"
            )
    for index in [index for index, header in enumerate(headers) if not header.strip()]:
        filled = [number for number, cells in rows if len(cells) == width and cells[index].strip()]
        if filled:
            where, found = (
                f"{source}, column {column_letter(index)}",
                f"{len(filled)} filled cells from row {filled[0]} on",
            )
            remedy = "name the column in the first row or delete it"
            yield StudyError("a column has no header", where, found, "a header", remedy)
