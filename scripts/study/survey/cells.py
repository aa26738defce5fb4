"""The cells of a file as they stand there, and the table of questions and answers that is found among them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from study.setup.codebook import normalise
from study.survey.platforms import LAYOUTS

LOOKED_AT = 500  # rows that tell what answers look like
Lines = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class Area:
    """Merged cells: rows and columns, from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """The cells of a text file or a sheet as they stand there: rows by number (from 1), up to their last filled cell.

    even: rows are to have as many cells as the questions, as in a text file. hidden_rows, hidden_columns: how many of
    the filled ones the spreadsheet does not show. unvalued: the first cell with a formula and without its value.
    notes: what is to be said of how it was found.
    """

    source: str
    rows: Lines
    name: str = ""
    hidden: bool = False
    even: bool = False
    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: tuple[Area, ...] = ()
    unvalued: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells and its number as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class SetAside:
    """A row that is no complete answer to the form: its number, the reason for leaving it out, and a word on it."""

    number: int
    reason: str
    detail: str


@dataclass(frozen=True)
class Table:
    """Questions and answers of one file or sheet; `columns` are the letters that a spreadsheet shows above them.

    layout: what the file was taken for. notes: what was skipped or renamed on the way here. set_aside: rows without an
    answer that counts, which are received and left out.
    """

    source: str
    headers: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    layout: str = "plain"
    head_row: int = 1
    notes: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    def describe(self) -> str:
        """Say in one line what the file was taken for, where the questions stand, and what was skipped."""
        kind = LAYOUTS[self.layout].title
        asides = Counter(f"{aside.reason}: {aside.detail}" for aside in self.set_aside)
        counts = [f"{count} set aside ({reason})" for reason, count in asides.items()]
        rows = f"{len(self.rows)} rows of answers to {len(self.headers)} questions, which stand in row {self.head_row}"
        return "; ".join([f"{self.source}: read as {kind}", rows, *counts, *self.notes])


def number_text(value: float) -> str:
    """Write a number of a workbook as text, never with three decimals alone, which text may take for thousands.

    >>> number_text(4.0), number_text(3.5), number_text(2.125)
    ('4', '3.5', '2.1250')
    """
    if value.is_integer():
        return str(int(value))
    text = str(value)
    return f"{text}0" if re.fullmatch(r"-?\d+\.\d{3}", text) else text


def column_letter(index: int) -> str:
    """Name a column, counted from 0, as a spreadsheet does: A, B, ..., Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def count_filled(cells: Sequence[str]) -> int:
    """Count the cells with something in them."""
    return sum(1 for cell in cells if cell.strip())


def is_figure(text: str) -> bool:
    """Whether a text is a number, or a percentage."""
    return re.fullmatch(r"[-+]?\d+(?:[.,]\d+)*\s*%?", text.strip()) is not None


def cell_at(cells: Sequence[str], column: int) -> str:
    """Return a cell without the blanks around it; empty beyond the last one."""
    return cells[column].strip() if column < len(cells) else ""


def pad(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Return so many cells of a row, empty ones beyond its last."""
    return (*cells[:width], *("",) * (width - len(cells)))


def name_questions(headers: Sequence[str]) -> dict[int, str]:
    """Return the questions, normalised, by column."""
    return {index: name for index, header in enumerate(headers) if (name := normalise(header))}


def counts_rows(rows: Sequence[Row], index: int) -> bool:
    """Whether each number of a column is one more than that above it; one that is no number ends the search."""
    before: int | None = None
    for row in rows:
        cell = row.cells[index].strip()
        if not re.fullmatch(r"\d{1,9}", cell) or (before is not None and int(cell) != before + 1):
            return False
        before = int(cell)
    return True
