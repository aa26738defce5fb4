"""Fonts, colours, sizes and saving in one place: all figures look alike and come out byte for byte the same."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context, rcdefaults, rcParams
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.ticker import FuncFormatter
from matplotlib.typing import ColorType

from study.words.wording import decimal

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72.0
WIDTH = 160.0  # mm, the text width of an A4 page
SMALL = 8.0  # points at print size
BODY = 9.0  # points at print size
HEAD = 10.0  # points at print size
LINE_HEIGHT = 1.22  # of the font size
LABEL_PAD = 3.5  # points between the numbers of an axis and its turned name
NOTICE_HEIGHT = 8.0  # mm kept free at the top for the notice

DARK = "#1A1A1A"
FRAME = "#4D4D4D"
GREY = "#6B6B6B"
PALE = "#EEF2F6"
HAIRLINE = "#DDDDDD"
PALE_FRAME = "#B0B0B0"
NOTICE = "#8A1C1C"

FONT = "STIXGeneral"  # comes with matplotlib: no font of the system is needed
_SETTINGS: Mapping[Any, Any] = {
    "font.family": FONT,
    "font.size": BODY,
    "mathtext.fontset": "stix",
    "text.color": DARK,
    "axes.edgecolor": FRAME,
    "axes.labelcolor": DARK,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": True,
    "xtick.color": FRAME,
    "xtick.labelcolor": DARK,
    "xtick.labelsize": SMALL,
    "ytick.color": FRAME,
    "ytick.labelcolor": DARK,
    "ytick.labelsize": SMALL,
    "hatch.linewidth": 0.5,
    "svg.fonttype": "path",
    "svg.hashsalt": "study",
    "pdf.fonttype": 42,
    "path.simplify": False,
}


@contextmanager
def print_style() -> Iterator[None]:
    """Draw and save under the figures' settings and no others; the settings of the process come back afterwards.

    What a user has set in a matplotlibrc of their own changes no figure.
    """
    with rc_context():
        rcdefaults()
        rcParams.update({"figure.dpi": 100.0, **_SETTINGS})
        yield


def page(height: float, notice: str = "") -> Figure:
    """Make an empty figure of `height` (mm), with a strip on top for the notice where there is one."""
    total = height + (NOTICE_HEIGHT if notice else 0.0)
    figure = Figure(figsize=(WIDTH / MM_PER_INCH, total / MM_PER_INCH), facecolor="white")
    FigureCanvasAgg(figure)
    if notice:
        figure.text(
            0.5,
            1 - 0.45 * NOTICE_HEIGHT / total,
            notice,
            ha="center",
            va="center",
            fontsize=SMALL,
            fontweight="bold",
            color=NOTICE,
            gid="notice",
            bbox={"boxstyle": "square,pad=0.3", "facecolor": "white", "edgecolor": NOTICE, "linewidth": 0.8},
        )
    return figure


def plot_axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add axes at a place in mm from the figure's lower left corner."""
    across, up = (float(inches) * MM_PER_INCH for inches in figure.get_size_inches())
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


@dataclass(frozen=True)
class Panels:
    """Panels of one height, two in a row, each with an axis below and a title above it, over a note (all in mm)."""

    left: float
    height: float
    foot: float
    head: float
    note: float
    columns: int = 2
    gap: float = 4.0

    @property
    def width(self) -> float:
        """The width of a panel."""
        return (WIDTH - self.columns * self.left - self.gap) / self.columns

    def depth(self, count: int) -> float:
        """The height of a figure of so many panels."""
        rows = -(-count // self.columns)
        return self.note + rows * (self.height + self.foot + self.head)

    def place(self, number: int, count: int) -> tuple[float, float, float, float]:
        """Return left, bottom, width and height of one of so many panels, row by row from the top."""
        row, column = divmod(number, self.columns)
        bottom = self.depth(count) - (row + 1) * (self.height + self.foot + self.head) + self.foot
        return self.left + column * (self.width + self.left), bottom, self.width, self.height


def canvas(figure: Figure, width: float, height: float) -> Axes:
    """Add bare axes whose data units are mm from the lower left corner, for drawings without scales."""
    axes = plot_axes(figure, 0.0, 0.0, width, height)
    axes.set_xlim(0.0, width)
    axes.set_ylim(0.0, height)
    axes.set_axis_off()
    return axes


def write_ticks(axis: Axis, language: str) -> None:
    """Write the ticks of a scale in the language, with as many decimals as all of them need."""
    places = tick_places(axis.get_ticklocs())
    axis.set_major_formatter(FuncFormatter(lambda value, _: decimal(value, places, language)))


def tick_places(ticks: Iterable[float]) -> int:
    """Count the decimals that write every tick of a scale without rounding it, at most six."""
    return next((places for places in range(6) if all(abs(round(tick, places) - tick) < 1e-9 for tick in ticks)), 6)


def save(figure: Figure, stem: Path, title: str, description: str, dpi: float = 300.0) -> None:
    """Write the figure as SVG, PDF and PNG, with title and description but without dates; `stem` lacks the ending."""
    svg = {"Date": None, "Creator": None, "Title": title, "Description": description}
    figure.savefig(f"{stem}.svg", format="svg", metadata=svg)
    pdf = {"CreationDate": None, "Creator": None, "Producer": None, "Title": title, "Subject": description}
    figure.savefig(f"{stem}.pdf", format="pdf", metadata=pdf)
    png = {"Software": None, "Title": title, "Description": description}
    figure.savefig(f"{stem}.png", format="png", dpi=dpi, metadata=png)


def ink_on(ground: ColorType) -> str:
    """Choose dark or white ink for a ground, whichever has the better contrast (WCAG 2.2, relative luminance)."""
    light = luminance(ground) + 0.05
    return "white" if 1.05 / light > light / (luminance(DARK) + 0.05) else DARK


def luminance(colour: ColorType) -> float:
    """Relative luminance of a colour, from 0 (black) to 1 (white), as the Web Content Accessibility Guidelines do."""
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))


def line_height(size: float) -> float:
    """Height (mm) of one line of text set at `size` points."""
    return LINE_HEIGHT * size / POINTS_PER_INCH * MM_PER_INCH


def half_cap_height(size: float) -> float:
    """Half the height (mm) of a capital letter at `size` points: how far a baseline lies below the middle of a line."""
    return 0.331 * size / POINTS_PER_INCH * MM_PER_INCH


def text_size(text: str, size: float, bold: bool = False) -> tuple[float, float]:
    """Width and height (mm) of a text of one or more lines set at `size` points."""
    lines = text.split("\n")
    return max(_line_width(line, size, bold) for line in lines), len(lines) * line_height(size)


def wrap(text: str, width: float, size: float, bold: bool = False) -> str:
    """Break a text at its spaces so that no line is wider than `width` (mm); a longer word is broken with a hyphen."""
    lines: list[str] = []
    words = re.split(r"[ \t\n]+", text.strip())
    for piece in [piece for word in words for piece in _pieces(word, width, size, bold)]:
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and _line_width(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    return "\n".join(lines)


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    if len(word) < 3 or _line_width(word, size, bold) <= width:
        return [word]
    fits = [end for end in range(2, len(word)) if _line_width(f"{word[:end]}-", size, bold) <= width]
    end = max(fits, default=2)
    return [f"{word[:end]}-", *_pieces(word[end:], width, size, bold)]


@lru_cache(maxsize=4096)
def _line_width(line: str, size: float, bold: bool) -> float:
    if not line:
        return 0.0
    font = FontProperties(family=FONT, weight="bold" if bold else "normal")
    # Only formulas depend on the settings, and to set them takes as long as the outline.
    with rc_context({"mathtext.fontset": "stix"}) if "$" in line else nullcontext():
        outline = TextPath((0.0, 0.0), line, size=size, prop=font)
    # The control points reach at least as far as the curves, and need no search for the extrema.
    return float(outline.vertices[:, 0].max(initial=0.0)) / POINTS_PER_INCH * MM_PER_INCH
