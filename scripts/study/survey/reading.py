"""Read a survey file as text: nothing is coerced, nothing repaired, and every row keeps its number in the file.

Only CSV and XLSX are read; which of them a file is, its name and its first bytes tell.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from study.base.errors import StudyError, stop_on
from study.base.files import LOCK_MARK, locked
from study.setup.codebook import normalise

__all__ = ["Row", "Table", "column_letter", "read_survey_table", "read_text_rows"]

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}


def read_text_rows(path: Path) -> list[tuple[int, list[str]]]:
    """Return the number and the cells of every row, blank ones too, numbered as a spreadsheet shows them.

    StudyError where the encoding is none of UTF-8 and cp1252, a quotation mark is not closed, or the separator is not
    the only one possible.
    """
    text = _decode(path)
    declared, text = _split_declaration(text)
    tables = {mark: rows for mark in declared or SEPARATORS if (rows := _parse(text, mark)) is not None}
    if not tables:
        what = "the rows cannot be told apart"
        found = "an unclosed or misplaced quotation mark"
        raise StudyError(what=what, where=str(path), found=found, expected="a CSV file", remedy="save it again")
    return list(enumerate(tables[_choose_separator(tables, str(path))], start=1))


def _decode(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith(b"PK") or b"\0" in content:
        what = "this is not a text file"
        remedy = "save it as CSV UTF-8"
        raise StudyError(what=what, where=str(path), found="binary content", expected="CSV in UTF-8", remedy=remedy)
    # cp1252 is what Excel for Windows writes as plain "CSV"; it is tried last because it reads almost any bytes.
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    what = "the encoding is not known"
    found = "neither UTF-8 nor cp1252"
    raise StudyError(what=what, where=str(path), found=found, expected="UTF-8", remedy="save it as CSV UTF-8")


def _split_declaration(text: str) -> tuple[str, str]:
    # Excel writes and hides this line.
    line, _, rest = text.partition("\n")
    declared = line.strip("\r")
    if len(declared) == 5 and declared.startswith("sep=") and declared[-1] in SEPARATORS:
        return declared[-1], rest
    return "", text


def _parse(text: str, separator: str) -> list[list[str]] | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return None


def _choose_separator(tables: dict[str, list[list[str]]], source: str) -> str:
    """Choose the separator that splits every row into the same number of cells, and into most cells."""
    widths = {mark: _width(rows) for mark, rows in tables.items()}
    even = {mark: width for mark, (width, share) in widths.items() if width > 1 and share == 1.0}
    candidates = even or {mark: width for mark, (width, _) in widths.items()}
    most = max(candidates.values())
    best = [mark for mark, width in candidates.items() if width == most]
    if most > 1 and len(best) > 1:
        what = "the separator is not clear"
        found = f"{' and '.join(SEPARATORS[mark] for mark in best)} each give {most} columns"
        remedy = "put the texts in quotes or save as XLSX"
        raise StudyError(what=what, where=source, found=found, expected="one separator", remedy=remedy)
    return best[0]


def _width(rows: list[list[str]]) -> tuple[int, float]:
    """The number of cells of the header, and the share of rows that have as many."""
    counts = Counter(len(row) for row in rows if row)
    header = next((len(row) for row in rows if row), 0)
    return header, counts[header] / max(counts.total(), 1)


TEXT_FILES = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
SAVE = "open it in Excel and save it as Excel Workbook (.xlsx) or CSV UTF-8 (.csv)"
# By what a file begins with.
OLD_WORKBOOK = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


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


def read_survey_table(path: Path, sheet: str | None = None, first: int | None = None) -> Table:
    """Read a CSV file (comma, semicolon or tab; UTF-8 or cp1252) or a sheet of an XLSX workbook.

    first: take only so many rows; None takes all. Rows without any cell filled are no rows.
    StudyError where the file cannot be read as a table; StudyErrors for headers and ragged rows.
    """
    lines, source = _read_lines(path, sheet)
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if len(filled) < 2:
        what = "the file has no answers" if filled else "the file is empty"
        found = "a header only" if filled else "no filled cell"
        expected = "a row per answer" if filled else "a header and answers"
        raise StudyError(what=what, where=source, found=found, expected=expected, remedy="export the survey again")
    (top, headers), *rows = filled
    where = f"{source}, row {top}"
    _check_title(headers, rows[0][1], where)
    problems = [*_find_repeated_headers(headers, where), *_find_ragged_rows(headers, rows, source)]
    stop_on([*problems, *_find_missing_headers(headers, rows, source)], source)
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


def _read_lines(path: Path, sheet: str | None) -> tuple[list[tuple[int, list[str]]], str]:
    _check_kind(path)
    if path.suffix.lower() in WORKBOOKS:
        # openpyxl takes half a second to load and most surveys come as CSV.
        from study.survey.workbooks import read_sheet_rows

        return read_sheet_rows(path, sheet)
    if sheet is not None:
        what = "a text file has no sheets"
        remedy = "correct the configuration"
        raise StudyError(what=what, where=str(path), found=f"sheet: {sheet}", expected="sheet: null", remedy=remedy)
    return read_text_rows(path), str(path)


def _check_title(headers: Sequence[str], below: Sequence[str], where: str) -> None:
    """Refuse a first row that is a title over the table: one or two cells where the next row has many."""
    filled = sum(1 for cell in headers if cell.strip())
    filled_below = sum(1 for cell in below if cell.strip())
    if filled < filled_below / 2:
        what = "the first row holds no questions"
        found = f"{filled} filled cells above {filled_below}, as in a title"
        remedy = "delete the rows above the questions"
        raise StudyError(what=what, where=where, found=found, expected="the questions in the first row", remedy=remedy)


def _find_repeated_headers(headers: Sequence[str], where: str) -> Iterator[StudyError]:
    names = [normalise(header) for header in headers]
    for index, name in enumerate(names):
        if name and name in names[:index]:
            yield StudyError(
                what="two columns have the same header",
                where=f"{where}, columns {column_letter(names.index(name))} and {column_letter(index)}",
                found=repr(headers[index].strip()),
                expected="different headers",
                remedy="delete or rename one, or put the header row back",
            )


def _find_ragged_rows(
    headers: Sequence[str], rows: Sequence[tuple[int, list[str]]], source: str
) -> Iterator[StudyError]:
    for number, cells in rows:
        if len(cells) != len(headers):
            what = "a row has another number of cells than the header"
            where = f"{source}, row {number}"
            found = f"{len(cells)} cells"
            remedy = "check separators and quotes there"
            yield StudyError(what=what, where=where, found=found, expected=f"{len(headers)} cells", remedy=remedy)


def _find_missing_headers(
    headers: Sequence[str], rows: Sequence[tuple[int, list[str]]], source: str
) -> Iterator[StudyError]:
    whole = [(number, cells) for number, cells in rows if len(cells) == len(headers)]
    for index in [index for index, header in enumerate(headers) if not header.strip()]:
        filled = [number for number, cells in whole if cells[index].strip()]
        if filled:
            what = "a column has no header"
            where = f"{source}, column {column_letter(index)}"
            found = f"{len(filled)} filled cells from row {filled[0]} on"
            remedy = "name the column in the first row or delete it"
            yield StudyError(what=what, where=where, found=found, expected="a header", remedy=remedy)


def _check_kind(path: Path) -> None:
    """StudyError where a survey file is absent, held by another program, or no CSV or XLSX whatever its name says."""
    if path.name.startswith(LOCK_MARK):
        what = "this is not the survey"
        found = "the mark that Excel leaves beside an open file"
        remedy = "close Excel and name the survey itself"
        raise StudyError(what=what, where=str(path), found=found, expected=f"a name without {LOCK_MARK}", remedy=remedy)
    if not path.is_file():
        what = "a data file is missing"
        remedy = "restore it or correct its path in the configuration"
        raise StudyError(what=what, where=str(path), found="nothing", expected="a file", remedy=remedy)
    if path.suffix.lower() not in (*TEXT_FILES, *WORKBOOKS):
        what = "a kind of file that is not read"
        where = str(path)
        expected = ", ".join((*TEXT_FILES, *WORKBOOKS))
        raise StudyError(what=what, where=where, found=repr(path.suffix or path.name), expected=expected, remedy=SAVE)
    _check_content(path, _read_first_bytes(path))


def _read_first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(512)
    except PermissionError:
        raise locked(path) from None


def _check_content(path: Path, first: bytes) -> None:
    named_workbook = path.suffix.lower() in WORKBOOKS
    what = "the file is not what its name says"
    expected = "an XLSX workbook" if named_workbook else "CSV in UTF-8"
    found = remedy = ""
    if first.startswith(OLD_WORKBOOK):
        found = "an old workbook (XLS) or one with a password"
        remedy = f"{SAVE}, without a password"
    elif first.startswith(ZIP) and not named_workbook:
        found = "an XLSX workbook"
        remedy = "give its name the ending .xlsx"
    elif first.startswith(UTF_16):
        what = "the encoding is not read"
        found = "UTF-16 (Excel: Unicode Text)"
        expected = "UTF-8"
        remedy = SAVE
    elif first.lstrip().lower().startswith((b"<html", b"<!doctype", b"<table")):
        found = "a web page"
        remedy = SAVE
    elif named_workbook and first and not first.startswith(ZIP):
        found = "no workbook"
        remedy = "give its name the ending .csv if it opens in Notepad, else export it again"
    if found:
        raise StudyError(what=what, where=str(path), found=found, expected=expected, remedy=remedy)
