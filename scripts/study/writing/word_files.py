"""The insides of a Word file: the styles and the page that the manuscript takes, and archives without times."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from study.words.dictionary import word

__all__ = [
    "CORE_PROPERTIES",
    "MAIN_PART",
    "NO_OTHER_PROPERTIES",
    "archive",
    "parts",
    "reference_document",
    "set_body",
    "with_authors",
]

ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the first that an archive can hold
MAIN_PART, CORE_PROPERTIES = "word/document.xml", "docProps/core.xml"
# Pandoc copies every setting here, the folder of the citation style on this machine among them.
NO_OTHER_PROPERTIES = {
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" />'
}
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def reference_document(default: bytes, styles: Path, language: str, header: str, is_notice: bool) -> bytes:
    """Return the document whose styles and page pandoc takes: its `default` one with the parts in the folder `styles`.

    header: the text on top of every page; `is_notice` frames it.
    """
    changed = dict(parts(default))
    head = styles / ("header_notice.xml" if is_notice else "header_title.xml")
    changed[MAIN_PART] = _filled(styles / "document.xml", {})
    changed["word/styles.xml"] = _filled(styles / "styles.xml", {"LANGUAGE": word("numbers", "locale", language)})
    changed["word/header1.xml"] = _filled(head, {"TEXT": escape(header)})
    changed["word/footer1.xml"] = _filled(styles / "footer.xml", {})
    for kind in ("header", "footer"):
        relation = f'<Relationship Type="{OFFICE}/{kind}" Id="rId{kind.title()}" Target="{kind}1.xml" />'
        content = f'<Override PartName="/word/{kind}1.xml" ContentType="{WORD}.{kind}+xml" />'
        changed |= _before(changed, "word/_rels/document.xml.rels", "</Relationships>", relation)
        changed |= _before(changed, "[Content_Types].xml", "</Types>", content)
    return archive(changed)


def parts(content: bytes) -> dict[str, bytes]:
    """Take an archive apart: its files by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def set_body(document: bytes) -> bytes:
    """Return a document's main part with table rows that no page break splits, and pictures as wide as the text."""
    whole = document.replace(b"<w:tr><w:tc>", b"<w:tr><w:trPr><w:cantSplit /></w:trPr><w:tc>")
    # Without these, LibreOffice keeps an eighth of an inch free beside a picture, and pushes it out of the margin.
    return whole.replace(b"<wp:inline>", b'<wp:inline distT="0" distB="0" distL="0" distR="0">')


def with_authors(properties: bytes, names: Sequence[str]) -> bytes:
    """Return a document's core properties with the names of its authors."""
    return properties.replace(
        b"<dc:creator></dc:creator>", f"<dc:creator>{escape('; '.join(names))}</dc:creator>".encode()
    )


def archive(files: Mapping[str, bytes]) -> bytes:
    """Make an archive of files in their order, without times and rights of the machine."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(zipfile.ZipInfo(name, ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _filled(file: Path, words: Mapping[str, str]) -> bytes:
    text = file.read_text(encoding="utf-8")
    for placeholder, replacement in words.items():
        text = text.replace(placeholder, replacement)
    return text.encode()


def _before(files: Mapping[str, bytes], name: str, end: str, addition: str) -> dict[str, bytes]:
    return {name: files[name].decode().replace(end, addition + end).encode()}
