"""What a Word file says: its paragraphs and tables as text, tracked changes taken as accepted.

Not by pandoc, which leaves out text boxes and changes without an author, empties a deleted row instead of leaving it
out, and takes ten times as long.
"""

import hashlib
import posixpath
import re
import unicodedata
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from study.base.errors import StudyError
from study.writing.documents import MAIN_PART
from study.writing.word_layout import read_property

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What a reader does not see: text that was deleted or moved away, field codes, properties, the second of two versions.
UNSEEN = frozenset(
    [f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "tblPr", "tcPr")]
    + [f"{MC}Fallback", f"{M}rPr", f"{M}ctrlPr"]
)
# Text that is hidden or struck out by its format says nothing either.
UNSEEN_FORMATS = tuple(f"{W}rPr/{W}{name}" for name in ("vanish", "strike", "dstrike"))
# What Word, Google Docs and their fonts write in place of plain signs; None: it has no width.
WRITTEN_SIGNS: Mapping[int, str | None] = {
    **dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]),
    0x2010: "-",
    0x2011: "-",
    **dict.fromkeys([0x2012, 0xFE63, 0x207B], "−"),
    0xB2: "^2",
    0xB3: "^3",
    0x3D0: "β",
    0x2A7D: "≤",
    0x2A7E: "≥",
    **dict.fromkeys([0x2794, 0x279C, 0x27F6], "→"),
    # Full-width letters, digits and signs.
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF01, 0xFF5F)},
    # Ligatures, as PDF hands them on, and letters and digits that formulas are set in.
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)},
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x1D400, 0x1D800)},
}
# What keyboards offer instead: of an arrow, a product, β, a decimal point in the middle, an apostrophe of thousands.
TYPED_SIGNS = (
    (r"-+>", "→"),
    (r"(?<=\w)\s?→\s?(?=\w)", " → "),
    (r"(?<=\d) [x*] (?=[A-Z\d])", " × "),
    (r"\bß\b", "β"),
    (r"(?<=\d)·(?=\d)", "."),
    (r"(?<=\d)[’'](?=\d{3}\b)", " "),
    # A sign is apart from its number.
    (r"−[\u00a0\u2009\u202f](?=[.,]?\d)", "−"),
    (r"((?:^|[=<>≤≥\[(;,^])\s?)−\s(?=[.,]?\d)", r"\1−"),
)
# The font Symbol, in which "Insert symbol" writes.
SYMBOL_FONT = dict(zip("abcrlDS=<>-\u00a3\u00b3\u00b1\u00b4\u00ae", "αβχρλΔΣ=<>−≤≥±×→", strict=True))
SIGNS = {f"{W}tab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-"}
RELATIONS_PART = "word/_rels/document.xml.rels"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
V = "{urn:schemas-microsoft-com:vml}"
# What names the file of a picture, and what describes it; the second of each in files that Word kept for old versions.
PICTURE_FILES = (
    ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", f"{R}embed"),
    (f"{V}imagedata", f"{R}id"),
)
DESCRIPTIONS = (
    ("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr", "descr"),
    (f"{V}shape", "alt"),
)
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
HEADS_AND_FEET = re.compile(r"word/(header|footer)\w*\.xml")
COUNTED_PAGES = ("PAGE", "NUMPAGES", "SECTIONPAGES")
HEADING = re.compile(r"(Heading|Judul)\s?\d.*")
NO_SECTION = "before the first heading"
EDGES = (f"{W}hdr", f"{W}ftr")
EDGE = "head or foot of the pages"
# Around raised text, of the private characters that no font has.
RAISED = "\ue000"
LOWERED = "\ue001"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its text, the heading above it, its number in the file from 1, and the name of its style."""

    text: str
    section: str
    number: int
    style: str


@dataclass(frozen=True)
class WordTable:
    """A table: the texts of its cells by row, the heading and the paragraph above it."""

    rows: tuple[tuple[str, ...], ...]
    section: str
    caption: str


@dataclass(frozen=True)
class Picture:
    """A picture: the digest of its file, the text for those who cannot see it, and its caption.

    An unknown digest is empty; the caption is the text in its paragraph or the next.
    """

    digest: str
    described: str
    caption: str


@dataclass(frozen=True)
class Document:
    """The paragraphs, the tables and the pictures of a Word file, each in their order."""

    paragraphs: tuple[Paragraph, ...]
    tables: tuple[WordTable, ...]
    pictures: tuple[Picture, ...] = ()


def read_document(path: Path) -> Document:
    """Read a DOCX; StudyError where it is none."""
    try:
        with zipfile.ZipFile(path) as opened:
            notes = [name for name in NOTES if name in opened.namelist()]
            edges = sorted(name for name in opened.namelist() if HEADS_AND_FEET.fullmatch(name))
            # The standard library's parser expands no outside entity.
            roots = [ElementTree.fromstring(opened.read(name)) for name in [MAIN_PART, *notes, *edges]]  # noqa: S314
            return parse_document(roots, _picture_digests(opened))
    except FileNotFoundError:
        raise StudyError(
            what="there is no such file", where=str(path), found="nothing", expected="a .docx file", remedy="check FILE"
        ) from None
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError) as error:
        raise StudyError(
            what="this is not a Word document",
            where=str(path),
            found=type(error).__name__,
            expected="a .docx file",
            remedy="save it as .docx in Word",
        ) from None


def parse_document(roots: Sequence[ElementTree.Element], digests: Mapping[str, str] | None = None) -> Document:
    """Take the text from the parsed parts of a DOCX that hold any; paragraphs without text are left out.

    `digests` are those of the files of pictures, by the names that the main part has for them.
    What the heads and feet of pages say is taken once, for Word keeps it for each section and for first pages.
    """
    edges = [root for root in roots if root.tag in EDGES]
    paragraphs, tables = _parse_body([root for root in roots if root.tag not in EDGES])
    said = dict.fromkeys(text for root in edges for text in _edge_texts(root) if text)
    added = [Paragraph(text, EDGE, number, "") for number, text in enumerate(said, start=len(paragraphs) + 1)]
    return Document((*paragraphs, *added), tuple(tables), tuple(_read_pictures(roots[0], digests or {})))


def _picture_digests(opened: zipfile.ZipFile) -> dict[str, str]:
    """Return the digests of the files that the main part refers to, by its names for them."""
    if RELATIONS_PART not in opened.namelist():
        return {}
    relations = ElementTree.fromstring(opened.read(RELATIONS_PART))  # noqa: S314
    files = {one.get("Id", ""): posixpath.join("/word", one.get("Target", ""))[1:] for one in relations}
    there = {*opened.namelist()}
    return {name: hashlib.sha256(opened.read(file)).hexdigest() for name, file in files.items() if file in there}


def _read_pictures(root: ElementTree.Element, digests: Mapping[str, str]) -> Iterator[Picture]:
    """Yield the pictures of the main part that are not deleted, each with the text of its paragraph or the next."""
    waiting: list[Picture] = []
    for block in _text_blocks(root):
        waiting += [
            Picture(digests.get(files[0], ""), next(iter(_attributes(drawing, DESCRIPTIONS)), ""), "")
            for drawing in _drawings(block)
            if (files := _attributes(drawing, PICTURE_FILES))
        ]
        text = "" if block.tag == f"{W}tbl" else _block_text(block)
        if text:
            yield from (replace(one, caption=text) for one in waiting)
            waiting = []
    yield from waiting


def _drawings(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in node:
        if child.tag in (f"{W}drawing", f"{W}pict"):
            yield child
        elif child.tag not in UNSEEN:
            yield from _drawings(child)


def _attributes(node: ElementTree.Element, names: Sequence[tuple[str, str]]) -> list[str]:
    """List the values of these attributes of elements within a node; empty where an element lacks its own."""
    return [element.get(name, "") for tag, name in names for element in node.iter(tag)]


def _edge_texts(root: ElementTree.Element) -> Iterator[str]:
    """Yield the paragraphs of the head or foot of a page; a number of pages is no statement."""
    for paragraph in root.iter(f"{W}p"):
        simple = " ".join(node.get(f"{W}instr", "") for node in paragraph.iter(f"{W}fldSimple"))
        coded = " ".join(node.text or "" for node in paragraph.iter(f"{W}instrText"))
        counts_pages = bool({*simple.split(), *coded.split()} & {*COUNTED_PAGES})
        text = _block_text(paragraph)
        yield re.sub(r"\b\d+\b", "", text).strip() if counts_pages else text


def _parse_body(roots: Sequence[ElementTree.Element]) -> tuple[list[Paragraph], list[WordTable]]:
    paragraphs: list[Paragraph] = []
    tables: list[WordTable] = []
    section = NO_SECTION
    caption = ""
    for block in (block for root in roots for block in _text_blocks(root)):
        if block.tag == f"{W}tbl":
            tables.append(WordTable(tuple(_table_rows(block)), section, caption))
        elif text := _block_text(block):
            style = read_property(block, "pPr/pStyle")
            section = text if HEADING.fullmatch(style) else section
            caption = text
            paragraphs.append(Paragraph(text, section, len(paragraphs) + 1, style))
    return paragraphs, tables


def _text_blocks(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Yield the paragraphs and tables, wherever content controls, changes and tables of a layout put them."""
    for child in node:
        is_layout = child.tag == f"{W}tbl" and child.find(f".//{W}tbl") is not None
        if child.tag in (f"{W}p", f"{W}tbl") and not is_layout:
            yield child
        if child.tag == f"{W}p":
            # What its text boxes say is none of its sentences.
            yield from _text_blocks(child)
        elif child.tag == f"{W}tbl" and not is_layout:
            continue
        elif child.tag not in UNSEEN:
            yield from _text_blocks(child)


def _table_rows(table: ElementTree.Element) -> Iterator[tuple[str, ...]]:
    for row in table.iter(f"{W}tr"):
        if row.find(f"{W}trPr/{W}del") is None:
            cells = [cell for cell in row.iter(f"{W}tc") if cell.find(f"{W}tcPr/{W}cellDel") is None]
            yield tuple(text for cell in cells for text in _cell_texts(cell))


def _cell_texts(cell: ElementTree.Element) -> list[str]:
    """Return a cell's text, and an empty one for every further column that the cell spans."""
    columns = int(read_property(cell, "tcPr/gridSpan") or 1)
    text = " ".join(filter(None, map(_block_text, cell.iter(f"{W}p"))))
    return [text] + [""] * (columns - 1)


def _block_text(node: ElementTree.Element) -> str:
    text = "".join(_text_pieces(node)).replace(LOWERED + RAISED, "")
    plain = unicodedata.normalize("NFC", text.replace(RAISED, "^").replace(LOWERED, "").translate(WRITTEN_SIGNS))
    for typed, sign in TYPED_SIGNS:
        plain = re.sub(typed, sign, plain)
    return re.sub(r"\s+", " ", plain).strip()


def _text_pieces(node: ElementTree.Element) -> Iterator[str]:
    if node.tag in UNSEEN or node.tag == f"{W}txbxContent" or _has_unseen_format(node):
        return
    if node.tag == f"{W}sym":
        yield _symbol_sign(node)
        return
    if node.tag in (f"{W}t", f"{M}t"):
        yield node.text or ""
        return
    if node.tag in SIGNS:
        yield SIGNS[node.tag]
        return
    inner = "".join(piece for child in node for piece in _text_pieces(child))
    if node.tag == f"{M}oMath":
        yield _spaced_formula(inner)
    elif node.tag == f"{W}r" and inner.strip() and read_property(node, "rPr/vertAlign") == "superscript":
        yield f"{RAISED}{inner}{LOWERED}"
    else:
        yield inner


def _has_unseen_format(run: ElementTree.Element) -> bool:
    formats = [run.find(path) for path in UNSEEN_FORMATS] if run.tag == f"{W}r" else []
    return any(one is not None and one.get(f"{W}val", "1") not in ("0", "false", "off") for one in formats)


def _symbol_sign(node: ElementTree.Element) -> str:
    """Return the sign that a symbol font shows; its codes may lie in the private area."""
    code = int(node.get(f"{W}char", "0"), 16) & 0xFF
    return SYMBOL_FONT.get(chr(code), "") if node.get(f"{W}font") == "Symbol" else ""


def _spaced_formula(text: str) -> str:
    """Set a formula's terms apart: a sign before each but the first, and the number apart from its symbol."""
    spaced = re.sub(r"\s*([+=]|[−-](?!\s*\d))\s*", lambda sign: f" {sign[1].replace('-', '−')} ", text)
    spaced = re.sub(r"\s*[−-]\s*(?=\d)", " −", spaced)
    apart = re.sub(r"(?<=[0-9])(?=[^\W\d_])", " ", spaced)
    return f" {apart} "
