"""Read a survey file as text: nothing is coerced, nothing repaired, and every row keeps its number in the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from study.errors import StudyError
from study.matching import normalised
from study.problems import stop_on
from study.text_files import read_text_rows

__all__ = ["Row", "Table", "column_letter", "read_table"]

TEXT_FILES = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")


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
    if not path.is_file():
        raise StudyError(
            "a data file is missing",
            str(path),
            "nothing",
            "a file",
            "restore it or correct its path in the configuration",
        )
    if path.suffix.lower() in WORKBOOKS:
        # openpyxl takes half a second to load and most surveys come as CSV.
        from study.workbooks import read_sheet_rows

        return read_sheet_rows(path, sheet)
    if path.suffix.lower() not in TEXT_FILES:
        expected = ", ".join((*TEXT_FILES, *WORKBOOKS))
        raise StudyError(
            "a kind of file that is not read", str(path), repr(path.suffix), expected, "save it as one of these"
        )
    if sheet is not None:
        raise StudyError(
            "a text file has no sheets", str(path), f"sheet: {sheet}", "sheet: null", "correct the configuration"
        )
    return read_text_rows(path), str(path)


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
            continue
        for index, cell in enumerate(cells):
            if cell.strip() and not headers[index].strip():
                where = f"{source}, row {number}, column {column_letter(index)}"
                yield StudyError("a cell stands under no header", where, "a filled cell", "a header", "name the column")
