"""Read a survey file as text: nothing is coerced, nothing repaired, and every row keeps its number in the file.

Text files, workbooks, web pages, and files of SPSS and Stata are read; which of them a file is, its content tells, and
its name only where that does not.
Each reader hands on the cells as they stand there (`Sheet`); `layouts` finds questions and answers among them.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from study.base.errors import StudyError
from study.base.files import LOCK_MARK, refuse_locked
from study.survey.cells import Sheet, Table
from study.survey.layouts import lay_out
from study.survey.sheets import choose_sheet
from study.survey.web_pages import WebPage

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
TEXT_FILES = (".csv", ".tsv", ".txt")
WEB_PAGE = ".html"
ZIPPED_WORKBOOKS = (".xlsx", ".xlsm", ".ods")
SAVE = "open it in Excel and save it as Excel Workbook (.xlsx) or CSV UTF-8 (.csv)"
# By what a file begins with.
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"  # PK alone may begin the code of a question
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
BEGINNINGS = {
    **dict.fromkeys((*ZIPPED_WORKBOOKS, ".xlsb"), (ZIP,)),
    ".xls": (OLE, b"\x09\x08", b"\x09\x04", b"\x09\x02"),
    ".sav": (b"$FL2", b"$FL3"),
    ".zsav": (b"$FL2", b"$FL3"),
    ".dta": (b"<stata_dta>", *(bytes([version]) for version in range(102, 120))),
}
OFFICE_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"


@dataclass(frozen=True)
class _Parsed:
    """A text split at one separator: how many rows have how many cells, and how many rows there are.

    broken: a quotation mark after these rows made an end of them.
    """

    widths: Counter[int]
    rows: int
    broken: bool

    @property
    def width(self) -> int:
        """The number of cells that most rows have; the larger of two numbers where as many have either."""
        return max(self.widths, key=lambda width: (self.widths[width], width), default=0)

    @property
    def share(self) -> float:
        """The share of rows that have so many cells."""
        return self.widths[self.width] / max(self.widths.total(), 1)


def read_text_rows(path: Path, delimiter: str | None = None) -> list[tuple[int, list[str]]]:
    """Return the number and the cells of every row, blank ones too, numbered as a spreadsheet shows them.

    delimiter: between cells; None: the content tells.
    StudyError where the encoding is none of UTF-8, UTF-16 and cp1252, a quotation mark is not closed, or the separator
    is not the only one possible.
    """
    text = decode_text(path)
    declared, text = _split_declaration(text)
    with _fields_of_any_length(text):
        marks = delimiter or declared or SEPARATORS
        separator = _choose_separator({mark: _measure(text, mark) for mark in marks}, str(path))
        # Most cells are one of a few answers: each different one is kept once.
        known: dict[str, str] = {}
        rows = ([known.setdefault(cell, cell) for cell in row] for row in _split(text, separator))
        return list(enumerate(rows, start=1))


def decode_text(path: Path) -> str:
    """Return the text of a file in UTF-8, UTF-16 or cp1252; StudyError for any other content."""
    content = path.read_bytes()
    wide = "utf-16" if content.startswith(UTF_16) else _find_unmarked_encoding(content)
    if b"\0" in content and not wide:
        what = "this is not a text file"
        remedy = "save it as CSV UTF-8"
        raise StudyError(what=what, where=str(path), found="binary content", expected="CSV in UTF-8", remedy=remedy)
    # cp1252 is what Excel for Windows writes as plain "CSV"; it is tried last because it reads almost any bytes.
    for encoding in (wide,) if wide else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    what = "the encoding is not known"
    found = "neither UTF-8 nor cp1252"
    raise StudyError(what=what, where=str(path), found=found, expected="UTF-8", remedy="save it as CSV UTF-8")


def _find_unmarked_encoding(content: bytes) -> str:
    """Name the UTF-16 that a text without a mark of it is in: one half of each pair of bytes is 0 in most."""
    first, second = content[::2].count(0), content[1::2].count(0)
    is_wide = not (first and second) and 4 * (first + second) > len(content)
    return ("utf-16-be" if first else "utf-16-le") if is_wide else ""


def _split_declaration(text: str) -> tuple[str, str]:
    # Excel writes and hides this line.
    line, _, rest = text.partition("\n")
    declared = line.strip("\r")
    if len(declared) == 5 and declared.startswith("sep=") and declared[-1] in SEPARATORS:
        return declared[-1], rest
    return "", text


@contextmanager
def _fields_of_any_length(text: str) -> Iterator[None]:
    # The limit is one of the module csv, for all its readers.
    before = csv.field_size_limit(max(len(text), 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _split(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _measure(text: str, separator: str) -> _Parsed:
    widths: Counter[int] = Counter()
    rows = 0
    try:
        for row in _split(text, separator):
            rows += 1
            widths[len(row)] += 1
    except csv.Error:
        broken = True
    else:
        broken = False
    del widths[0]
    return _Parsed(widths, rows, broken)


def _choose_separator(tables: dict[str, _Parsed], source: str) -> str:
    """Choose the separator that splits most rows into the same number of cells, and into most cells.

    StudyError where two do, and where it is the one that a quotation mark makes an end of.
    """
    split = {mark: table for mark, table in tables.items() if table.width > 1}
    ranks = {mark: (table.share if table.share < 1 else 2.0, table.width) for mark, table in split.items()}
    whole = {mark: rank for mark, rank in ranks.items() if not tables[mark].broken}
    broken = [mark for mark, table in tables.items() if table.broken]
    worst = max(broken, key=lambda mark: ranks.get(mark, (0.0, 0)), default="")
    if worst and ranks.get(worst, (0.0, 0)) >= max(whole.values(), default=(0.0, 0)):
        raise _refuse_quotation(tables[worst].rows + 1, source)
    best = [mark for mark, rank in whole.items() if rank == max(whole.values())]
    if len(best) > 1:
        what = "the separator is not clear"
        found = f"{' and '.join(SEPARATORS[mark] for mark in best)} each give {tables[best[0]].width} columns"
        remedy = "put the texts in quotes or save as XLSX"
        raise StudyError(what=what, where=source, found=found, expected="one separator", remedy=remedy)
    return best[0] if best else next(iter(tables))


def _refuse_quotation(row: int, source: str) -> StudyError:
    what = "the rows cannot be told apart"
    where = f"{source}, row {row}"
    found = "an unclosed or misplaced quotation mark, or a file that ends within a cell"
    remedy = "double or delete the quotation mark there, or copy the file again"
    return StudyError(what=what, where=where, found=found, expected="quotation marks in pairs", remedy=remedy)


def read_survey_table(
    path: Path,
    sheet: str | None = None,
    first: int | None = None,
    layout: str | None = None,
    head_row: int | None = None,
    unfinished: str = "exclude",
    delimiter: str | None = None,
) -> Table:
    """Read a text file (comma, semicolon or tab; UTF-8, UTF-16 or cp1252) or a sheet of a workbook.

    sheet: its name; None takes the one with the answers. first: take only so many rows; None takes all. Rows without
    any cell filled are no rows. layout, head_row, unfinished: see `lay_out`. delimiter: see `read_text_rows`.
    StudyError where the file cannot be read as a table; StudyErrors for headers and ragged rows.
    """
    table = lay_out(_read_sheet(path, sheet, delimiter), layout, head_row, unfinished)
    if first is None or first >= len(table.rows):
        return table
    rows = table.rows[:first]
    asides = tuple(aside for aside in table.set_aside if aside.number <= rows[-1].number)
    return replace(table, rows=rows, set_aside=asides)


def _read_sheet(path: Path, sheet: str | None, delimiter: str | None) -> Sheet:
    sheets = read_all_sheets(path, sheet, delimiter)
    return _part_lines(sheets[0] if sheets and sheets[0].even else choose_sheet(sheets, path))


def _part_lines(sheet: Sheet) -> Sheet:
    """Part the rows of a table that stand in one cell each, as where Excel opened a CSV of another country.

    Only where one separator gives all of them the same number of cells.
    """
    if any(cell.strip() for _, cells in sheet.rows for cell in cells[1:]):
        return sheet
    lines = [(number, cells[0]) for number, cells in sheet.rows if cells and cells[0].strip()]
    parted = {mark: _part_alike([line for _, line in lines], mark) for mark in SEPARATORS}
    widths = {mark: len(rows[0]) for mark, rows in parted.items() if rows}
    best = [mark for mark, width in widths.items() if width == max(widths.values()) > 1]
    if len(best) != 1:
        return sheet
    rows = [(number, cells) for (number, _), cells in zip(lines, parted[best[0]], strict=True)]
    return replace(
        sheet, rows=rows, notes=(*sheet.notes, f"each row stood in one cell, parted by {SEPARATORS[best[0]]}")
    )


def _part_alike(lines: Sequence[str], mark: str) -> list[list[str]]:
    """Part lines at a separator; nothing where that does not give all of them as many cells."""
    try:
        rows = [next(_split(line, mark)) for line in lines]
    except csv.Error:
        return []
    return rows if len({len(row) for row in rows}) == 1 else []


def read_all_sheets(path: Path, sheet: str | None = None, delimiter: str | None = None) -> Sequence[Sheet]:
    """Return the sheets of a workbook, or the one of any other file; StudyError where it cannot be read.

    sheet: the name of the one to be read. delimiter: see `read_text_rows`.
    """
    _check_file(path)
    kind = _find_kind(path)
    _check_keys(path, kind, sheet, delimiter)
    sheets = _read_kind(path, kind, sheet, delimiter)
    if kind == path.suffix.lower() or {kind, path.suffix.lower()} <= {WEB_PAGE, ".htm"}:
        return sheets
    note = f"its name ends in {path.suffix}, its content is that of a {kind} file, and read as such"
    return [replace(each, notes=(note, *each.notes)) for each in sheets]


def _read_kind(path: Path, kind: str, sheet: str | None, delimiter: str | None) -> Sequence[Sheet]:
    if kind in TEXT_FILES:
        return (Sheet(source=str(path), rows=read_text_rows(path, delimiter), even=True),)
    if kind == WEB_PAGE:
        page = WebPage(decode_text(path))
        return (Sheet(source=str(path), rows=page.rows, merged=tuple(page.merged)),)
    if kind in ZIPPED_WORKBOOKS:
        # openpyxl takes half a second to load and most surveys come as CSV.
        from study.survey.workbooks import read_sheets

        return read_sheets(path, sheet)
    from study.survey.binary_files import read_binary_sheets

    return read_binary_sheets(path, kind, sheet)


def _check_keys(path: Path, kind: str, sheet: str | None, delimiter: str | None) -> None:
    """StudyError where a setting is of another kind of file."""
    if sheet is not None and kind in (*TEXT_FILES, WEB_PAGE):
        what = "a text file has no sheets"
        remedy = "correct the configuration"
        raise StudyError(what=what, where=str(path), found=f"sheet: {sheet}", expected="sheet: null", remedy=remedy)
    if delimiter is not None and kind not in TEXT_FILES:
        what = "only a text file has a delimiter"
        remedy = "delete the key delimiter"
        found = f"delimiter: {delimiter!r}"
        raise StudyError(what=what, where=str(path), found=found, expected="delimiter: null", remedy=remedy)


def _check_file(path: Path) -> None:
    """StudyError where a survey file is absent, held by another program, or has the name of what is none."""
    if path.name.startswith(LOCK_MARK):
        what = "this is not the survey"
        found = "the mark that Excel leaves beside an open file"
        remedy = "close Excel and name the survey itself"
        raise StudyError(what=what, where=str(path), found=found, expected=f"a name without {LOCK_MARK}", remedy=remedy)
    if not path.is_file():
        what = "a data file is missing"
        remedy = "restore it or correct its path in the configuration"
        raise StudyError(what=what, where=str(path), found="nothing", expected="a file", remedy=remedy)
    named = (*TEXT_FILES, WEB_PAGE, ".htm", *BEGINNINGS)
    if path.suffix.lower() not in named:
        what = "a kind of file that is not read"
        found = repr(path.suffix or path.name)
        raise StudyError(what=what, where=str(path), found=found, expected=", ".join(named), remedy=SAVE)


def read_first_bytes(path: Path, count: int = 512) -> bytes:
    """Return what a file begins with; StudyError where another program holds it."""
    try:
        with path.open("rb") as stream:
            return stream.read(count)
    except PermissionError:
        raise refuse_locked(path) from None


def is_web_page(first: bytes) -> bool:
    """Whether a file that begins so is HTML, whatever its name says."""
    plain = first.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    declared = plain.startswith(b"<?xml") and b"<html" in plain
    return declared or plain.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<style"))


def _find_kind(path: Path) -> str:
    """Return the ending that a file's content would have; StudyError where it is of no kind that is read.

    What begins as the file's own ending says is that; an old workbook with a password begins as one without.
    """
    suffix = path.suffix.lower()
    first = read_first_bytes(path)
    if not first or first.startswith(BEGINNINGS.get(suffix, ())):
        return ".xlsb" if suffix == ".xlsb" or _holds_binary_sheets(path) else suffix
    if first.startswith(ZIP):
        return ".xlsb" if _holds_binary_sheets(path) else ".xlsx"
    other = next((kind for kind in (".xls", ".sav") if first.startswith(BEGINNINGS[kind])), "")
    if other or is_web_page(first):
        return other or WEB_PAGE
    is_text = first.startswith(UTF_16) or b"\0" not in first or _find_unmarked_encoding(first) != ""
    if OFFICE_2003 in first or (suffix in BEGINNINGS and not is_text):
        what = "the file is not what its name says" if suffix in BEGINNINGS else "a kind of file that is not read"
        found = "a workbook of Excel 2003 as XML" if OFFICE_2003 in first else "content of no kind that is read"
        expected = "a workbook, a text file, or a file of SPSS or Stata"
        raise StudyError(what=what, where=str(path), found=found, expected=expected, remedy=SAVE)
    return suffix if suffix in TEXT_FILES else TEXT_FILES[0]


def _holds_binary_sheets(path: Path) -> bool:
    """Whether an archive holds an XLSB workbook."""
    try:
        with ZipFile(path) as archive:
            return "xl/workbook.bin" in archive.namelist()
    except (BadZipFile, OSError, ValueError):
        return False
