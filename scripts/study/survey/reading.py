"""Read a survey file as text: nothing is coerced, nothing repaired, and every row keeps its number in the file.

What kind of file a survey is, by its name and by its first bytes: only CSV and XLSX are read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from study.base.errors import StudyError, stop_on
from study.base.files import LOCK_MARK, locked
from study.setup.codebook import normalised
from study.survey.text_files import read_text_rows

__all__ = ["TEXT_FILES", "WORKBOOKS", "Row", "Table", "check_kind", "column_letter", "read_table"]


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
        from study.survey.workbooks import read_sheet_rows

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


TEXT_FILES = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
SAVE = "open it in Excel and save it as Excel Workbook (.xlsx) or CSV UTF-8 (.csv)"
# By what a file begins with.
OLD_WORKBOOK = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def check_kind(path: Path) -> None:
    """StudyError where a survey file is absent, held by another program, or no CSV or XLSX whatever its name says."""
    if path.name.startswith(LOCK_MARK):
        what, found = "this is not the survey", "the mark that Excel leaves beside an open file"
        remedy = "close Excel and name the survey itself"
        raise StudyError(what, str(path), found, f"a name without {LOCK_MARK}", remedy)
    if not path.is_file():
        remedy = "restore it or correct its path in the configuration"
        raise StudyError("a data file is missing", str(path), "nothing", "a file", remedy)
    if path.suffix.lower() not in (*TEXT_FILES, *WORKBOOKS):
        expected, found = ", ".join((*TEXT_FILES, *WORKBOOKS)), repr(path.suffix or path.name)
        raise StudyError("a kind of file that is not read", str(path), found, expected, SAVE)
    _check_content(path, _first_bytes(path))


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(512)
    except PermissionError:
        raise locked(path) from None


def _check_content(path: Path, first: bytes) -> None:
    named_workbook = path.suffix.lower() in WORKBOOKS
    what, expected = "the file is not what its name says", "an XLSX workbook" if named_workbook else "CSV in UTF-8"
    if first.startswith(OLD_WORKBOOK):
        found = "an old workbook (XLS) or one with a password"
        raise StudyError(what, str(path), found, expected, f"{SAVE}, without a password")
    if first.startswith(ZIP) and not named_workbook:
        raise StudyError(what, str(path), "an XLSX workbook", expected, "give its name the ending .xlsx")
    if first.startswith(UTF_16):
        raise StudyError("the encoding is not read", str(path), "UTF-16 (Excel: Unicode Text)", "UTF-8", SAVE)
    if first.lstrip().lower().startswith((b"<html", b"<!doctype", b"<table")):
        raise StudyError(what, str(path), "a web page", expected, SAVE)
    if named_workbook and first and not first.startswith(ZIP):
        remedy = "give its name the ending .csv if it opens in Notepad, else export it again"
        raise StudyError(what, str(path), "no workbook", expected, remedy)
