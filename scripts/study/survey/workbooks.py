"""Sheets of a workbook (XLSX, XLSM, ODS), every cell as the text a reader sees; XLS and XLSB by `binary_files`.

A sheet is read as a stream and only its filled cells are kept, so that memory follows what a survey holds and not the
cell that lies farthest out. Names of elements are taken without their namespace: strict OOXML has others.
"""

import posixpath
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel, from_ISO8601

from study.base.errors import StudyError
from study.base.files import refuse_locked
from study.survey.cells import Area, Sheet, column_letter, number_text

Attributes = Mapping[str, str]
CHUNK = 1 << 16  # bytes
LARGEST_PART = 1 << 30  # bytes of XML; 200,000 rows of 60 answers take about a quarter of it
LARGEST_UNASKED = 1 << 26  # bytes of XML that may be packed as densely as can be
DENSEST = 200  # times; answers are packed about 30 times, one text repeated for ever 1000 times
MOST_CELLS = 16_000_000  # up to the last filled one of each row; 200,000 rows of 80 answers
MOST_CHARACTERS = 1 << 26  # of the different texts of a workbook
LONGEST_ROW = 1 << 14  # cells, as spreadsheets have it
LAST_ROW = 1 << 20
# What zipfile, expat and conversions raise for content that is no workbook's.
BROKEN = (
    BadZipFile,
    ExpatError,
    zlib.error,
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
SAVE_AGAIN = "open it in Excel and save it again as Excel Workbook (.xlsx)"


class _TooLargeError(Exception):
    """The workbook unfolds to more than a survey holds; the message says what there is too much of."""


def read_sheets(path: Path, sheet: str | None) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook in their order, without charts; only the one named `sheet`, if it is named.

    StudyError where the file is no workbook, unfolds to more than `MOST_CELLS` cells, or has no such sheet.
    """
    try:
        with ZipFile(path) as archive:
            if "content.xml" in archive.namelist():
                return _only(_read_opendocument(archive, path), sheet, path)
            return _read_openxml(archive, sheet, path)
    except PermissionError:
        raise refuse_locked(path) from None
    except StudyError:
        raise
    except (_TooLargeError, MemoryError) as error:
        what = "the workbook unfolds to more than a survey holds"
        found = str(error) or "more than the memory holds"
        expected = f"at most {MOST_CELLS:,} cells up to the last filled one of each row"
        remedy = "copy the answers alone into a new workbook, or save the sheet as CSV UTF-8"
        raise StudyError(what=what, where=str(path), found=found, expected=expected, remedy=remedy) from None
    except BROKEN:
        what = "the workbook cannot be opened"
        found = "content that is damaged, protected by a password, or no workbook's"
        raise StudyError(what=what, where=str(path), found=found, expected="a workbook", remedy=SAVE_AGAIN) from None


def _only(sheets: tuple[Sheet, ...], name: str | None, path: Path) -> tuple[Sheet, ...]:
    chosen = sheets if name is None else tuple(sheet for sheet in sheets if sheet.name == name)
    if not chosen:
        raise _no_such_sheet([sheet.name for sheet in sheets], name, path)
    return chosen


def _no_such_sheet(names: Sequence[str], name: str | None, path: Path) -> StudyError:
    what = "the workbook has no such sheet" if name else "the workbook has no sheet of cells"
    found = ", ".join(names) or "none"
    remedy = "correct sheet in the configuration (at start-study: --sheet)" if name else "export the survey again"
    return StudyError(what=what, where=str(path), found=found, expected=name or "a sheet", remedy=remedy)


Start = Callable[[str, Attributes], None]
End = Callable[[str, str], None]


def _parse(archive: ZipFile, part: str, start: Start, end: End, before: Callable[[str], None] | None = None) -> None:
    """Stream a part of the archive: `start` takes an element's name and attributes, `end` its name and last text.

    before: takes the text that stands before an element within another.
    """
    info = archive.getinfo(part)
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or info.flag_bits & 1:
        raise BadZipFile(part)
    dense = info.file_size > LARGEST_UNASKED and info.file_size > DENSEST * info.compress_size
    if dense or info.file_size > LARGEST_PART:
        raise _TooLargeError(f"a part of {info.file_size:,} bytes")
    parser = ParserCreate()
    parser.buffer_text = True
    text: list[str] = []

    def begin(name: str, attributes: Attributes) -> None:
        if before is not None:
            before("".join(text))
        text.clear()
        start(name.rpartition(":")[2], _without_prefixes(attributes))

    def finish(name: str) -> None:
        end(name.rpartition(":")[2], "".join(text))
        text.clear()

    def refuse(*_: object) -> None:
        raise ValueError("a document type")  # what entities that unfold are declared in

    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = refuse
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _without_prefixes(attributes: Attributes) -> Attributes:
    if any(":" in key for key in attributes):
        return {key.rpartition(":")[2]: value for key, value in attributes.items()}
    return attributes


def _ignore(*_: object) -> None:
    return


@dataclass
class _Texts:
    """The different texts of a workbook, each kept once, and how much of it is filled."""

    known: dict[str, str] = field(default_factory=dict)
    characters: int = 0
    cells: int = 0

    def keep(self, text: str) -> str:
        """Return the text as it is kept."""
        kept = self.known.get(text)
        if kept is None:
            self.characters += len(text)
            if self.characters > MOST_CHARACTERS:
                raise _TooLargeError(f"texts of more than {MOST_CHARACTERS:,} characters")
            kept = self.known[text] = text
        return kept

    def count(self, cells: int) -> None:
        """Count the cells of a row, empty ones before the last filled one too."""
        self.cells += cells
        if self.cells > MOST_CELLS:
            raise _TooLargeError(f"more than {MOST_CELLS:,} cells")


@dataclass
class _Filling:
    """A sheet while it is read: its rows up to the last filled cell, numbered from 1, what is hidden or merged."""

    texts: _Texts
    rows: dict[int, tuple[str, ...]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    unvalued: str = ""

    def add(self, first: int, count: int, cells: Mapping[int, str]) -> None:
        """Keep the filled cells of a row, by column from 1, as rows `first` to `first + count - 1`."""
        if not cells:
            return
        if first < 1 or first + count - 1 > LAST_ROW or min(cells) < 1 or max(cells) > LONGEST_ROW:
            raise ValueError("a cell outside every sheet")
        kept = {column: self.texts.keep(text) for column, text in cells.items()}
        dense = tuple(kept.get(column, "") for column in range(1, max(kept) + 1))
        self.used.update(kept)
        for row in range(first, first + count):
            if row in self.rows:
                raise ValueError("a row twice")
            self.texts.count(len(dense))
            self.rows[row] = dense

    def sheet(self, path: Path, name: str, hidden: bool) -> Sheet:
        """Return the sheet as it is handed on."""
        hidden_columns = {
            column for column in self.used if any(low <= column <= high for low, high in self.hidden_columns)
        }
        return Sheet(
            source=f"{path}, sheet {name!r}",
            rows=tuple(sorted(self.rows.items())),
            name=name,
            hidden=hidden,
            hidden_rows=len(self.hidden_rows & set(self.rows)),
            hidden_columns=len(hidden_columns),
            merged=tuple(self.merged),
            unvalued=self.unvalued,
        )


def _number(text: str) -> str:
    """Write a number as a reader types it: 4 for 4.0."""
    if re.fullmatch(r"[-+]?\d{1,30}", text):
        return str(int(text))
    return number_text(float(text))


def _moment(value: object) -> str:
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


@dataclass(frozen=True)
class _Entry:
    """A sheet as the workbook lists it, and the part of the archive that holds it."""

    name: str
    hidden: bool
    part: str


@dataclass(frozen=True)
class _Book:
    """What the cells of all sheets refer to: shared texts, which styles are dates, the first day of the calendar."""

    strings: Sequence[str]
    dates: Mapping[int, str]
    epoch: datetime


def _read_openxml(archive: ZipFile, sheet: str | None, path: Path) -> tuple[Sheet, ...]:
    root = _related(archive, "", "officeDocument") or {"": "xl/workbook.xml"}
    workbook = next(iter(root.values()))
    entries, epoch = _entries(archive, workbook)
    wanted = [entry for entry in entries if sheet is None or entry.name == sheet]
    if not wanted:
        raise _no_such_sheet([entry.name for entry in entries], sheet, path)
    shared = next(iter(_related(archive, workbook, "sharedStrings").values()), "")
    styles = next(iter(_related(archive, workbook, "styles").values()), "")
    texts = _Texts()
    book = _Book(_shared_strings(archive, shared, texts), _date_styles(archive, styles), epoch)
    return tuple(_read_worksheet(archive, entry, book, texts, path) for entry in wanted)


def _related(archive: ZipFile, part: str, kind: str) -> dict[str, str]:
    """The parts of a kind that a part refers to, by the name of the reference."""
    place = PurePosixPath(part)
    listed = str(place.parent / "_rels" / f"{place.name}.rels")
    found: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("Type", "").rpartition("/")[2] == kind:
            target = posixpath.join("/", place.parent, attributes["Target"])
            found[attributes["Id"]] = posixpath.normpath(target).lstrip("/")

    with suppress(KeyError):
        _parse(archive, listed, start, _ignore)
    names = {name.casefold(): name for name in archive.namelist()}
    return {key: names.get(target.casefold(), target) for key, target in found.items()}


def _entries(archive: ZipFile, workbook: str) -> tuple[list[_Entry], datetime]:
    parts = _related(archive, workbook, "worksheet")
    entries: list[_Entry] = []
    epochs = [CALENDAR_WINDOWS_1900]

    def start(name: str, attributes: Attributes) -> None:
        if name == "sheet" and attributes.get("id", "") in parts:
            hidden = attributes.get("state", "visible") != "visible"
            entries.append(_Entry(attributes.get("name", ""), hidden, parts[attributes["id"]]))
        elif name == "workbookPr" and attributes.get("date1904", "0") in ("1", "true"):
            epochs.append(CALENDAR_MAC_1904)

    _parse(archive, workbook, start, _ignore)
    return entries, epochs[-1]


def _shared_strings(archive: ZipFile, part: str, texts: _Texts) -> list[str]:
    strings: list[str] = []
    pieces: list[str] = []
    phonetic = [False]

    def start(name: str, _: Attributes) -> None:
        if name == "si":
            pieces.clear()
        phonetic[0] = phonetic[0] or name == "rPh"

    def end(name: str, text: str) -> None:
        if name == "t" and not phonetic[0]:
            pieces.append(text)
        elif name == "rPh":
            phonetic[0] = False
        elif name == "si":
            strings.append(texts.keep(_unescape("".join(pieces))))

    if part:
        _parse(archive, part, start, end)
    return strings


def _unescape(text: str) -> str:
    """Characters that XML cannot hold stand as _x000D_."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _date_styles(archive: ZipFile, part: str) -> dict[int, str]:
    """The formats of cells that show dates or times, by the number of their style."""
    formats: dict[int, str] = dict(BUILTIN_FORMATS)
    used: list[int] = []
    inside = [False]

    def start(name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            used.append(int(attributes.get("numFmtId", "0")))

    def end(name: str, _: str) -> None:
        inside[0] = inside[0] and name != "cellXfs"

    if part:
        _parse(archive, part, start, end)
    shown = {style: formats.get(number, "") for style, number in enumerate(used)}
    return {style: form for style, form in shown.items() if form and is_date_format(form)}


@dataclass
class _Worksheet:
    """A sheet of an OOXML workbook while its elements pass by."""

    book: _Book
    filling: _Filling
    row: int = 0
    column: int = 0
    cells: dict[int, str] = field(default_factory=dict)
    cell: Attributes = field(default_factory=dict)
    value: str | None = None
    pieces: list[str] = field(default_factory=list)
    formula: bool = False
    phonetic: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
            self.cells = {}
            if attributes.get("hidden") in ("1", "true"):
                self.filling.hidden_rows.add(self.row)
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.phonetic = True
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self.filling.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            self.filling.merged.append(Area(*_position(first), *_position(last or first)))

    def _begin_cell(self, attributes: Attributes) -> None:
        row, self.column = _position(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
        if row != self.row:
            raise ValueError("a cell in another row than it says")
        self.cell = attributes
        self.value = None
        self.formula = False
        self.pieces = []

    def end(self, name: str, text: str) -> None:
        """Take the end of an element, and the cell where it is one's."""
        if name == "v":
            self.value = text
        elif name == "t" and not self.phonetic:
            self.pieces.append(text)
        elif name == "rPh":
            self.phonetic = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self.filling.add(self.row, 1, self.cells)

    def _end_cell(self) -> None:
        kind = self.cell.get("t", "n")
        if self.formula and (self.value is None or (kind == "n" and not self.value)) and not self.pieces:
            self.filling.unvalued = self.filling.unvalued or f"{column_letter(self.column - 1)}{self.row}"
        elif text := self._text(kind):
            self.cells[self.column] = text

    def _text(self, kind: str) -> str:
        if kind == "inlineStr":
            return _unescape("".join(self.pieces))
        if not self.value:
            return ""
        if kind == "s":
            return self.book.strings[int(self.value)]
        if kind == "b":
            return "True" if self.value.strip() in ("1", "true") else "False"
        if kind == "d":
            return _moment(from_ISO8601(self.value))
        return self._number() if kind == "n" else _unescape(self.value)

    def _number(self) -> str:
        form = self.book.dates.get(int(self.cell.get("s", "0")))
        if form is None or self.value is None:
            return _number(self.value or "")
        value: Any = float(self.value)
        try:
            return _moment(from_excel(value, self.book.epoch, timedelta=is_timedelta_format(form)))
        except (OverflowError, ValueError):
            return _number(self.value)  # a number that no calendar has a day for


def _position(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a reference such as C7."""
    match = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})", reference)
    if match is None:
        raise ValueError("no reference of a cell")
    column = 0
    for letter in match[1].upper():
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _read_worksheet(archive: ZipFile, entry: _Entry, book: _Book, texts: _Texts, path: Path) -> Sheet:
    reader = _Worksheet(book, _Filling(texts))
    _parse(archive, entry.part, reader.start, reader.end)
    return reader.filling.sheet(path, entry.name, entry.hidden)


MARKS = {"s": " ", "tab": "\t", "line-break": "\n"}  # elements that stand for characters


@dataclass
class _Tables:
    """The tables of an OpenDocument while its elements pass by; what is repeated unfolds where it is filled."""

    path: Path
    texts: _Texts = field(default_factory=_Texts)
    sheets: list[Sheet] = field(default_factory=list)
    hidden_styles: set[str] = field(default_factory=set)
    style: str = ""
    name: str = ""
    hidden: bool = False
    filling: _Filling | None = None
    row: int = 0
    repeated_row: int = 1
    column: int = 0
    cells: dict[int, str] = field(default_factory=dict)
    cell: Attributes = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    skipped: int = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        if self.skipped or name in ("annotation", "shapes", "tracked-changes", "dde-links", "database-ranges"):
            self.skipped += 1
        elif name == "style":
            self.style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "table" and self.filling is None:
            self._begin_table(attributes)
        elif name == "table-row":
            self._begin_row(attributes)
        elif name == "table-column" and self.filling is not None:
            self._take_columns(attributes)
        elif name in ("table-cell", "covered-table-cell"):
            self.cell = attributes
            self.paragraphs = []
        elif name == "p":
            self.pieces = []

    def before(self, text: str) -> None:
        """Take the text that stands before an element of a paragraph."""
        if not self.skipped:
            self.pieces.append(text)

    def _begin_table(self, attributes: Attributes) -> None:
        self.filling = _Filling(self.texts)
        self.name = attributes.get("name", "")
        self.row = 0
        self.column = 0
        self.hidden = attributes.get("style-name", "") in self.hidden_styles

    def _take_columns(self, attributes: Attributes) -> None:
        count = int(attributes.get("number-columns-repeated", "1"))
        if self.filling is not None and attributes.get("visibility", "visible") != "visible":
            self.filling.hidden_columns.append((self.column + 1, self.column + count))
        self.column += count

    def _begin_row(self, attributes: Attributes) -> None:
        self.repeated_row = int(attributes.get("number-rows-repeated", "1"))
        self.column = 0
        self.cells = {}
        if self.filling is not None and attributes.get("visibility", "visible") != "visible":
            self.filling.hidden_rows.update(range(self.row + 1, self.row + 1 + min(self.repeated_row, 1 << 16)))

    def end(self, name: str, text: str) -> None:
        """Take the end of an element, and what it closes."""
        if self.skipped:
            self.skipped -= 1
            return
        if name in ("p", "span", "a", "s", "tab", "line-break"):
            self._take_text(name, text)
        elif name in ("table-cell", "covered-table-cell"):
            self._end_cell(name)
        elif name == "table-row":
            self._end_row()
        elif name == "table" and self.filling is not None:
            self.sheets.append(self.filling.sheet(self.path, self.name, self.hidden))
            self.filling = None

    def _take_text(self, name: str, text: str) -> None:
        self.pieces.append(MARKS.get(name, text))
        if name == "p":
            self.paragraphs.append("".join(self.pieces))

    def _end_cell(self, name: str) -> None:
        count = int(self.cell.get("number-columns-repeated", "1"))
        text = "" if name == "covered-table-cell" else self._text()
        if text:
            if not 0 < count <= LONGEST_ROW:
                raise ValueError("a cell outside every sheet")
            self.cells |= dict.fromkeys(range(self.column + 1, self.column + 1 + count), text)
        self._take_merged()
        self.column += count

    def _take_merged(self) -> None:
        across, down = (int(self.cell.get(f"number-{way}-spanned", "1")) for way in ("columns", "rows"))
        if self.filling is not None and (across > 1 or down > 1):
            row = self.row + 1
            column = self.column + 1
            self.filling.merged.append(Area(row, column, row + down - 1, column + across - 1))

    def _text(self) -> str:
        kind = self.cell.get("value-type", "")
        if kind in ("float", "percentage", "currency") and "value" in self.cell:
            return _number(self.cell["value"])
        if kind == "boolean":
            return "True" if self.cell.get("boolean-value") == "true" else "False"
        if kind == "date" and "date-value" in self.cell:
            return _moment(datetime.fromisoformat(self.cell["date-value"]))
        return "\n".join(self.paragraphs)

    def _end_row(self) -> None:
        if self.filling is not None:
            self.filling.add(self.row + 1, self.repeated_row, self.cells)
        self.row += self.repeated_row


def _read_opendocument(archive: ZipFile, path: Path) -> tuple[Sheet, ...]:
    tables = _Tables(path)
    _parse(archive, "content.xml", tables.start, tables.end, tables.before)
    return tuple(tables.sheets)
