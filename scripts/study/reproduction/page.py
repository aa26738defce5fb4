"""A report of sections and tables, once as a page and once as text for the terminal."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

__all__ = ["Page", "Section", "as_html", "as_text"]

NAME_WIDTH = 64


@dataclass(frozen=True)
class Section:
    """A heading, what stands under it in words, and a table (or none); the terminal has its `shown` first rows."""

    heading: str
    words: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    shown: int = 40


@dataclass(frozen=True)
class Page:
    """A report: title, the notice that simulated data carry (or nothing), the verdict in one sentence, sections."""

    title: str
    notice: str
    verdict: str
    sections: Sequence[Section]


def as_html(page: Page) -> str:
    """Set a page as one self-contained HTML file."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("page.html.jinja").render(page=page) + "\n"


def as_text(page: Page, full: str) -> str:
    """Set a page for the terminal, long tables cut; `full` names the file with all rows."""
    head = [line for line in (page.title, page.notice, page.verdict) if line]
    return "\n".join([*head, *(line for section in page.sections for line in _lines(section, full))])


def _lines(section: Section, full: str) -> Iterator[str]:
    yield ""
    yield f"{section.heading}: {section.words}" if section.words else section.heading
    shown = [section.columns, *section.rows[: section.shown]] if section.rows else []
    widths = _widths(shown)
    for row in shown:
        yield "  " + "  ".join(_cut(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
    if len(section.rows) > section.shown:
        yield f"  ... and {len(section.rows) - section.shown} more in {full}"


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The width of each column: names in full, the others within their share of what the terminal has left."""
    if not rows:
        return []
    needed = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    first = min(needed[0], NAME_WIDTH)
    share = max(24, (shutil.get_terminal_size((140, 24)).columns - first) // max(1, len(needed) - 1) - 2)
    return [first, *(min(width, share) for width in needed[1:])]


def _cut(cell: str, width: int) -> str:
    return cell.ljust(width) if len(cell) <= width else cell[: width - 1] + "…"
