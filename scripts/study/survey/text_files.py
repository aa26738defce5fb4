"""Rows of a CSV file, whatever program wrote it: separator and encoding are found out, never converted silently."""

import csv
import io
from collections import Counter
from pathlib import Path

from study.base.errors import StudyError

__all__ = ["read_text_rows"]

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
