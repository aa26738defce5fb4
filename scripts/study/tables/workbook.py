"""All tables in one workbook: a sheet each, formatted, the same bytes for the same tables."""

import io
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from textwrap import wrap

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from study.base.files import zip_archive
from study.results.catalogue import number_format
from study.tables.column_words import head, title, word_truth
from study.words.dictionary import label, legible

NARROWEST = 9.0  # characters
WIDEST = 60.0  # characters
LINE = 15.0  # points, height of a line of text
PAGE = 190.0  # characters that a landscape page of A4 holds at the smallest scale that can be read
A4 = 9
LONGEST_NAME = 31  # characters that Excel allows the name of a sheet
# The first time that a ZIP archive can hold, in place of the present one.
FIRST_TIME = datetime(1980, 1, 1, tzinfo=UTC)

FONT = "Calibri"  # the workbook's own; a font without a name is set in another
_NOTICE = Font(name=FONT, bold=True, color="8A1C1C")
_TITLE = Font(name=FONT, bold=True, size=12)
_HEAD = Font(name=FONT, bold=True)
_LINK = Font(name=FONT, color="1F4E79", underline="single")
_HEAD_FILL = PatternFill("solid", fgColor="EEF2F6")
_RULE = Border(top=Side("thin"), bottom=Side("thin"))

# Keys of words: the column beside each holds the words themselves.
_KEYS = (
    *("kind", "reason", "sample", "step", "trend", "verdict", "type", "level", "role", "criterion", "direction"),
    *("category", "rule", "status", "first", "second", "finding", "choice", "option", "column", "answer"),
    *("statistic", "interaction", "route", "setting", "evidence_kind", "moderated_route", "at", "change"),
    *("dimension", "ceiling", "requirement", "invariance", "question", "group", "group_1", "group_2"),
    *("without_verdict", "imputed_verdict"),
)

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class WorkbookSheet:
    """A table as a sheet shows it: its notice (empty: none), its heads, and per column a number format and cells.

    file: the table at full precision, beside the workbook.
    """

    file: str
    title: str
    notice: str
    heads: Sequence[str]
    formats: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    @property
    def name(self) -> str:
        """The title, cut between words to what Excel allows."""
        if len(self.title) <= LONGEST_NAME:
            return self.title
        return self.title[:LONGEST_NAME].rpartition(" ")[0].rstrip(",") + "…"


def sheets_of(
    tables: Mapping[str, pd.DataFrame], language: str, notices: Mapping[str, str], constructs: Sequence[str]
) -> list[WorkbookSheet]:
    """Word the tables for the workbook; `constructs` are columns that keep their name, `notices` go by table."""
    return [_sheet(name, table, language, notices[name], constructs) for name, table in tables.items()]


def write_workbook(sheets: Sequence[WorkbookSheet], language: str, path: Path) -> None:
    """Write the sheets after a list of them; a missing number is an empty cell."""
    workbook = _empty_workbook()
    heads = [label("single_table", language), label("source_file", language)]
    listed = [[sheet.title, sheet.file] for sheet in sheets]
    contents = WorkbookSheet("", label("contents", language), "", heads, ["@", "@"], listed)
    for sheet in (contents, *sheets):
        _fill(workbook.create_sheet(sheet.name), sheet)
    for row, sheet in enumerate(sheets, start=3):
        cell = workbook.worksheets[0].cell(row, 1)
        cell.hyperlink = Hyperlink(cell.coordinate, location=f"'{sheet.name}'!A1")
        cell.font = _LINK
    path.write_bytes(workbook_bytes(workbook))


def plain_workbook(name: str, rows: Sequence[Sequence[str | int | datetime | None]]) -> bytes:
    """Return a workbook with one sheet of plain cells, a moment as a date."""
    workbook = _empty_workbook()
    worksheet = workbook.create_sheet(name)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = worksheet.cell(number, column, value)
            if isinstance(value, datetime):
                cell.number_format = "dd/mm/yyyy"
    # Stored, not compressed: the same bytes under every version of zlib.
    return workbook_bytes(workbook, zipfile.ZIP_STORED)


def _empty_workbook() -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    return workbook


def workbook_bytes(workbook: Workbook, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a workbook as a file holds it, without its creator and the time of its saving, in parts and archive."""
    workbook.properties.creator = None
    workbook.properties.created = FIRST_TIME.replace(tzinfo=None)
    stream = io.BytesIO()
    workbook.save(stream)
    with zipfile.ZipFile(stream) as saved:
        files = {name: saved.read(name) for name in saved.namelist()}
    stamp = rb"(<dcterms:modified[^>]*>)[^<]*"
    for name in [name for name in files if "docProps" in name]:
        files[name] = re.sub(stamp, rb"\g<1>1980-01-01T00:00:00Z", files[name])
    return zip_archive(files, compression)


def _sheet(name: str, table: pd.DataFrame, language: str, notice: str, constructs: Sequence[str]) -> WorkbookSheet:
    worded = {"value"} if "value_label" in table else set()
    shown = [column for column in table.columns if column not in {*_KEYS, *worded}]
    return WorkbookSheet(
        file=f"{name}.csv",
        title=title(name, language),
        notice=notice,
        heads=[column if column in constructs else head(column, language) for column in shown],
        formats=[number_format(column) for column in shown],
        rows=[
            [_cell(column, value, language) for column, value in zip(shown, row, strict=True)]
            for row in table[shown].itertuples(index=False, name=None)
        ],
    )


def _cell(column: str, value: Cell, language: str) -> Cell:
    if isinstance(value, bool):
        return word_truth(column, value, language)
    return None if isinstance(value, float) and math.isnan(value) else value


def _fill(worksheet: Worksheet, sheet: WorkbookSheet) -> None:
    top = [(sheet.title, _TITLE)]
    if sheet.notice:
        top.insert(0, (sheet.notice, _NOTICE))
    for row, (text, font) in enumerate(top, start=1):
        worksheet.cell(row, 1, text).font = font
    head_row = len(top) + 1
    for column, text in enumerate(sheet.heads, start=1):
        cell = worksheet.cell(head_row, column, text)
        cell.font = _HEAD
        cell.fill = _HEAD_FILL
        cell.border = _RULE
        texts = [row[column - 1] for row in sheet.rows if isinstance(row[column - 1], str)]
        cell.alignment = _aligned(column, is_text=bool(texts) or not sheet.rows, vertical="center")
    for row, values in enumerate(sheet.rows, start=head_row + 1):
        for column, (value, form) in enumerate(zip(values, sheet.formats, strict=True), start=1):
            _set(worksheet, row, column, value, form)
    widths = _widths(sheet)
    for column, width in enumerate(widths, start=1):
        worksheet.column_dimensions[get_column_letter(column)].width = width
    for row, values in enumerate([sheet.heads, *sheet.rows], start=head_row):
        worksheet.row_dimensions[row].height = LINE * max(map(_lines, values, widths))
    _set_up_pages(worksheet, head_row, math.ceil(sum(widths) / PAGE))


def _set_up_pages(worksheet: Worksheet, head_row: int, pages: int) -> None:
    """Print the heads on every page, and the first column where a sheet is several pages wide; both stay in sight."""
    worksheet.freeze_panes = worksheet.cell(head_row + 1, 2 if pages > 1 else 1)
    worksheet.print_title_rows = f"1:{head_row}"
    if pages > 1:
        worksheet.print_title_cols = "A:A"
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = A4
    worksheet.page_setup.fitToWidth = pages
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.oddFooter.center.text = "&A, &P / &N"


def _set(worksheet: Worksheet, row: int, column: int, value: Cell, form: str) -> None:
    cell = worksheet.cell(row, column, legible(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.alignment = _aligned(column, is_text=True, vertical="top")
        # A text that begins with = is a text, not a formula.
        cell.data_type = "s"
    else:
        cell.alignment = Alignment(vertical="top")
        cell.number_format = form


def _aligned(column: int, *, is_text: bool, vertical: str) -> Alignment:
    """Numbers and their heads stand to the right; text keeps a distance from numbers to its left."""
    indent = 1 if is_text and column > 1 else 0
    return Alignment(horizontal="left" if is_text else "right", wrap_text=True, vertical=vertical, indent=indent)


def _lines(value: Cell, width: float) -> int:
    """Number of lines that a cell's text takes in a column of a width (characters)."""
    return max(1, len(wrap(value, int(width) - 1))) if isinstance(value, str) else 1


def _widths(sheet: WorkbookSheet) -> list[float]:
    """Widths (characters) that hold a column's texts, its numbers, and its head on two lines without a broken word."""
    columns = zip(*sheet.rows, strict=True) if sheet.rows else ([] for _ in sheet.heads)
    texts = [max((len(value) for value in column if isinstance(value, str)), default=0) for column in columns]
    return [
        min(max(float(text) + 2, len(words) / 2 + 3, max(map(len, words.split())) + 4, NARROWEST), WIDEST)
        for text, words in zip(texts, sheet.heads, strict=True)
    ]
