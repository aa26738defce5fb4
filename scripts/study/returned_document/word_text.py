"""What a Word file says: its paragraphs and tables as text, tracked changes taken as accepted."""

import re
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from study.base.errors import StudyError
from study.writing.word_files import MAIN_PART

__all__ = ["Document", "Paragraph", "Table", "document_from", "document_of", "read_document"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What a reader does not see: text that was deleted or moved away, field codes, properties, the second of two versions.
UNSEEN = frozenset(
    [f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "tblPr", "tcPr")]
    + [f"{MC}Fallback", f"{M}rPr", f"{M}ctrlPr"]
)
SIGNS = {f"{W}tab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-"}
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
NO_SECTION = "before the first heading"
RAISED, LOWERED = "\ue000", "\ue001"  # around raised text, of the private characters that no font has


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its text, the heading above it, its number in the file from 1, and the name of its style."""

    text: str
    section: str
    place: int
    style: str


@dataclass(frozen=True)
class Table:
    """A table: the texts of its cells by row, the heading and the paragraph above it."""

    rows: tuple[tuple[str, ...], ...]
    section: str
    caption: str


@dataclass(frozen=True)
class Document:
    """The paragraphs and the tables of a Word file, each in their order."""

    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...]


def read_document(path: Path) -> Document:
    """Read a DOCX; StudyError where it is none."""
    try:
        with zipfile.ZipFile(path) as opened:
            main = opened.read(MAIN_PART)
            notes = [opened.read(name) for name in NOTES if name in opened.namelist()]
        return document_of(main, notes)
    except FileNotFoundError:
        raise StudyError("there is no such file", str(path), "nothing", "a .docx file", "check FILE") from None
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError) as error:
        raise StudyError(
            "this is not a Word document", str(path), type(error).__name__, "a .docx file", "save it as .docx in Word"
        ) from None


def document_of(main: bytes, notes: list[bytes]) -> Document:
    """Read the main part of a DOCX and its parts of footnotes and endnotes."""
    # The standard library's parser expands no outside entity.
    return document_from([ElementTree.fromstring(part) for part in (main, *notes)])  # noqa: S314


def document_from(roots: Sequence[ElementTree.Element]) -> Document:
    """Read the parts of a DOCX that hold text, parsed; paragraphs without text are left out."""
    blocks = [block for root in roots for block in _blocks(root)]
    paragraphs: list[Paragraph] = []
    tables: list[Table] = []
    section, caption = NO_SECTION, ""
    for block in blocks:
        if block.tag == f"{W}tbl":
            tables.append(Table(tuple(_rows(block)), section, caption))
            continue
        text, style = _text(block), _style(block)
        if not text:
            continue
        section = text if re.fullmatch(r"(Heading|Judul)\s?\d.*", style) else section
        caption = text
        paragraphs.append(Paragraph(text, section, len(paragraphs) + 1, style))
    return Document(tuple(paragraphs), tuple(tables))


def _blocks(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Yield the paragraphs and the outermost tables, wherever content controls and changes put them."""
    for child in node:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag not in UNSEEN:
            yield from _blocks(child)


def _rows(table: ElementTree.Element) -> Iterator[tuple[str, ...]]:
    for row in table.iter(f"{W}tr"):
        if row.find(f"{W}trPr/{W}del") is None:
            cells = tuple(text for cell in row.iter(f"{W}tc") for text in _cell(cell))
            yield cells


def _cell(cell: ElementTree.Element) -> list[str]:
    """Return a cell's text, and an empty one for every further column that the cell spans."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    columns = int(span.get(f"{W}val", "1")) if span is not None else 1
    text = " ".join(part for part in map(_text, cell.iter(f"{W}p")) if part)
    return [text] + [""] * (columns - 1)


def _style(paragraph: ElementTree.Element) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val", "")


def _text(node: ElementTree.Element) -> str:
    text = "".join(_pieces(node)).replace(LOWERED + RAISED, "")
    return re.sub(r"\s+", " ", text.replace(RAISED, "^").replace(LOWERED, "")).strip()


def _pieces(node: ElementTree.Element) -> Iterator[str]:
    if node.tag in UNSEEN:
        return
    if node.tag in (f"{W}t", f"{M}t"):
        yield node.text or ""
    elif node.tag == f"{M}oMath":
        yield _formula("".join(piece for child in node for piece in _pieces(child)))
    elif node.tag == f"{W}r" and _is_raised(node):
        raised = "".join(piece for child in node for piece in _pieces(child))
        yield f"{RAISED}{raised}{LOWERED}" if raised.strip() else raised
    elif node.tag in SIGNS:
        yield SIGNS[node.tag]
    else:
        for child in node:
            yield from _pieces(child)


def _is_raised(run: ElementTree.Element) -> bool:
    found = run.find(f"{W}rPr/{W}vertAlign")
    return found is not None and found.get(f"{W}val") == "superscript"


def _formula(text: str) -> str:
    """Set a formula's terms apart: a sign before each but the first, and the number apart from its symbol."""
    spaced = re.sub(r"\s*([+=])\s*", r" \1 ", text)
    spaced = re.sub(r"\s*[−-]\s*(?=\d)", " −", spaced)
    apart = re.sub(r"(?<=[0-9])(?=[^\W\d_])", " ", spaced)
    return f" {apart} "
