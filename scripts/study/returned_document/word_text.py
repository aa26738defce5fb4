"""What a Word file says: its paragraphs and tables as text, read by pandoc with tracked changes accepted."""

import re
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypandoc

from study.base.errors import StudyError

__all__ = ["Document", "Paragraph", "Table", "read_document"]

PANDOC = ("--from=docx+styles", "--to=html", "--track-changes=accept", "--wrap=none", "--standalone", "--quiet")
NAMESPACE = ' xmlns="http://www.w3.org/1999/xhtml"'
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
CONTAINERS = frozenset(["blockquote", "dd", "div", "dl", "dt", "figure", "header", "li", "ol", "section", "ul"])
BLOCKS = HEADINGS | CONTAINERS | {"p", "table"}
NO_SECTION = "before the first heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its text, the heading above it, its number in the file from 1, and the name of its style."""

    text: str
    section: str
    number: int
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
    """Read a DOCX; StudyError where it is none. Paragraphs without text are left out."""
    paragraphs: list[Paragraph] = []
    tables: list[Table] = []
    section = NO_SECTION
    caption = ""
    for block, style in _text_blocks(_read_html(path), ""):
        text = "" if block.tag == "table" else _block_text(block)
        if block.tag == "table":
            tables.append(Table(tuple(_cell_texts(row) for row in block.iter("tr")), section, caption))
        elif text:
            section = text if block.tag in HEADINGS and block.get("class") != "title" else section
            caption = text
            paragraphs.append(Paragraph(text, section, len(paragraphs) + 1, style))
    return Document(tuple(paragraphs), tuple(tables))


def _read_html(path: Path) -> ElementTree.Element:
    """Return the body of a DOCX as pandoc reads it: formulas in letters, a caption within its table."""
    if not path.is_file():
        raise StudyError(
            what="there is no such file", where=str(path), found="nothing", expected="a .docx file", remedy="check FILE"
        )
    command = [pypandoc.get_pandoc_path(), *PANDOC]
    result = subprocess.run(command, input=path.read_bytes(), capture_output=True, check=False)  # noqa: S603
    if result.returncode != 0:
        raise StudyError(
            what="this is not a Word document",
            where=str(path),
            found=result.stderr.decode(errors="replace"),
            expected="a .docx file",
            remedy="save it as .docx in Word",
        )
    # What pandoc writes names no outside entity.
    return next(ElementTree.fromstring(result.stdout.decode().replace(NAMESPACE, "")).iter("body"))  # noqa: S314


def _text_blocks(node: ElementTree.Element, style: str) -> Iterator[tuple[ElementTree.Element, str]]:
    """Yield the paragraphs and the tables, a caption before its table, each with its style."""
    named = node.get("data-custom-style", style)
    if node.tag == "table":
        yield from (entry for caption in node.iter("caption") for entry in _text_blocks(caption, named))
        yield node, named
    elif any(child.tag in BLOCKS for child in node):
        for child in node:
            yield from _text_blocks(child, named)
    else:
        yield node, named


def _cell_texts(row: ElementTree.Element) -> tuple[str, ...]:
    """Return the texts of a row's cells, and an empty one for every further column that a cell spans."""
    return tuple(text for cell in row for text in [_block_text(cell)] + [""] * (int(cell.get("colspan", "1")) - 1))


def _block_text(node: ElementTree.Element) -> str:
    return re.sub(r"\s+", " ", "".join(_text_pieces(node))).strip()


def _text_pieces(node: ElementTree.Element) -> Iterator[str]:
    """Yield the text of an element; raised text after ^, and no marks of footnotes."""
    if node.get("role") in ("doc-noteref", "doc-backlink"):
        return
    inner = (node.text or "") + "".join(piece for child in node for piece in (*_text_pieces(child), child.tail or ""))
    if node.tag == "br":
        yield " "
    elif node.tag == "sup" and inner.strip():
        yield f"^{inner}"
    elif "math" in node.get("class", ""):
        yield _spaced_formula(inner)
    else:
        yield inner


def _spaced_formula(text: str) -> str:
    """Set a formula's terms apart: a sign before each but the first, and the number apart from its symbol."""
    # To pandoc every comma of a formula parts two terms, that of a number too.
    joined = re.sub(r"(?<=\d,)\u2006(?=\d)", "", text)
    spaced = re.sub(r"\s*([+=])\s*", r" \1 ", joined)
    spaced = re.sub(r"\s*[−-]\s*(?=\d)", " −", spaced)
    apart = re.sub(r"(?<=[0-9])(?=[^\W\d_])", " ", spaced)
    return f" {apart} "
