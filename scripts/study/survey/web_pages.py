"""Tables of a web page, as sites export them under the name of a workbook (.xls), and SmartPLS its reports."""

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

from study.survey.cells import Area

LARGEST_SPAN = 1000  # columns or rows of one cell


class WebPage(HTMLParser):
    """The rows of a web page, numbered: those of its tables, and each text outside them as a row of one cell.

    A blank row stands before and after each table but for a first one. merged: the cells that span several.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[tuple[int, Sequence[str]]] = []
        self.merged: list[Area] = []
        self.number = -1
        self.cells: list[str] | None = None
        self.current = 0  # the cell that texts belong to
        self.spanned: dict[int, int] = {}  # rows that a cell above reaches further down, by column
        self.skipped = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Begin a row or a cell; scripts and styles are passed over."""
        self.skipped += tag in ("script", "style", "title")
        self.number += tag in ("tr", "table")
        if tag == "table":
            self.spanned = {}
        if tag == "tr":
            self.cells = []
        elif tag in ("td", "th") and self.cells is not None:
            self._begin_cell(self.cells, dict(attrs))
        elif self.cells:
            self.cells[self.current] += " "

    def _begin_cell(self, cells: list[str], attributes: Mapping[str, str | None]) -> None:
        while self.spanned.get(len(cells), 0):
            self.spanned[len(cells)] -= 1
            cells.append("")
        across, down = (_read_span(attributes.get(key)) for key in ("colspan", "rowspan"))
        self.current = len(cells)
        self.spanned |= dict.fromkeys(range(self.current, self.current + across), down - 1)
        if max(across, down) > 1:
            area = Area(self.number, self.current + 1, self.number + down - 1, self.current + across)
            self.merged.append(area)
        cells += [""] * across

    def handle_endtag(self, tag: str) -> None:
        """End a row, or the table."""
        self.skipped -= tag in ("script", "style", "title") and self.skipped > 0
        if tag == "tr" and self.cells is not None:
            for column in range(len(self.cells), max(self.spanned, default=-1) + 1):
                self.spanned[column] = max(self.spanned.get(column, 0) - 1, 0)
            self._add(self.cells)
            self.cells = None
        self.number += tag == "table"

    def handle_data(self, data: str) -> None:
        """Add a text to its cell, or as a row of its own."""
        text = " ".join(data.split())
        if self.cells:
            # An arrow (<-) that is not escaped comes in pieces.
            self.cells[self.current] += data
        elif text and self.cells is None and not self.skipped:
            self.number += 2
            self._add([text])

    def _add(self, cells: Sequence[str]) -> None:
        self.rows.append((self.number, [" ".join(cell.split()) for cell in cells]))


def _read_span(text: str | None) -> int:
    return min(int(text), LARGEST_SPAN) or 1 if text and text.strip().isdecimal() else 1
