"""Importance-performance map of the dimensions, or of the constructs where a study has no dimensions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from plssem import FloatArray
from study.figures import style
from study.figures.figure_data import FigureData
from study.figures.shapes import Line, draw_lines, lines_height
from study.setup.study_model import StudyModel
from study.setup.study_names import construct_label, dimension_labels
from study.words.dictionary import figure_word

LEFT = 13.0  # mm
FOOT = 11.0  # mm
TOP = 3.0  # mm
HEIGHT = 70.0  # mm
KEY = 58.0  # mm
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
REACH = 3.4  # mm from a point to the middle of its number
ROOM = (4.2, 3.6)  # mm, width and height that a number takes
# Whether importance and performance are above their means: the names of Martilla and James (1977).
QUADRANTS = {
    "concentrate": (True, False),
    "keep_up": (True, True),
    "low_priority": (False, False),
    "overkill": (False, True),
}


Corners = tuple[float, float, float, float]  # mm: left, low, right, top


@dataclass(frozen=True)
class Element:
    """A point of the map: its words, the construct it belongs to, importance and performance (both 0 to 100)."""

    label: str
    construct: str
    importance: float
    performance: float


def draw_importance_map(data: FigureData, language: str, notice: str = "") -> Figure:
    """Draw `importance.csv` for the main outcome: one numbered point per dimension that leads to it.

    Dashed lines: means of the points; the quarters that they part are named where the points differ in both. Elements
    without importance or performance (NaN) are left out.
    """
    elements = list_elements(data.model, data.tables["importance"], language)
    figure = style.page(FOOT + HEIGHT + TOP, notice)
    width = style.WIDTH - LEFT - KEY - 4.0
    axes = style.plot_axes(figure, LEFT, FOOT, width, HEIGHT)
    _scale(axes, elements, language)
    shapes = dict(zip(dict.fromkeys(element.construct for element in elements), MARKERS * len(elements), strict=False))
    for element in elements:
        marker = shapes[element.construct]
        axes.plot(element.importance, element.performance, marker=marker, color=style.DARK, markersize=4.5)
    page = style.canvas(figure, style.WIDTH, FOOT + HEIGHT + TOP)
    values = [(element.importance, element.performance) for element in elements]
    points = _on_page(axes, values)
    crossing = _on_page(axes, [_means(elements)] if elements else [])
    names = _draw_quadrants(page, crossing[0], language) if _parted(elements) else []
    for number, (x, y) in enumerate(place_numbers(points, crossing, names), start=1):
        # On white, so that no dashed line strikes a number through.
        ground = {"boxstyle": "square,pad=0.05", "facecolor": "white", "edgecolor": "none"}
        page.text(x, y, str(number), ha="center", va="center_baseline", fontsize=style.SMALL, bbox=ground)
    _draw_key(page, data.model, elements, shapes, language)
    return figure


def list_elements(model: StudyModel, importance: pd.DataFrame, language: str) -> list[Element]:
    """Return the points of the map in the order of the model, in the words of the language."""
    several = any(len(construct.dimensions) > 1 for construct in model.constructs.values())
    level = "dimension" if several else "construct"
    rows = importance[(importance["target"] == model.main_outcome) & (importance["level"] == level)]
    constructs = {name: construct_label(model, name, language) for name in model.constructs}
    labels = dimension_labels(model, language) if several else constructs
    known = rows.dropna(subset=["importance", "performance"])
    columns = zip(*(known[name] for name in ("element", "construct", "importance", "performance")), strict=True)
    return [Element(labels[element], construct, float(x), float(y)) for element, construct, x, y in columns]


def name_quadrant(element: Element, elements: Sequence[Element]) -> str:
    """Name the quarter of the map that an element lies in, by its key; empty where the map has no quarters."""
    importance, performance = _means(elements)
    place = (element.importance > importance, element.performance > performance)
    return next(key for key, sides in QUADRANTS.items() if sides == place) if _parted(elements) else ""


def _means(elements: Sequence[Element]) -> tuple[float, float]:
    values = np.array([(element.importance, element.performance) for element in elements]).mean(axis=0)
    return float(values[0]), float(values[1])


def _parted(elements: Sequence[Element]) -> bool:
    values = np.array([(element.importance, element.performance) for element in elements]).reshape(-1, 2)
    return len(values) > 1 and bool((np.ptp(values, axis=0) > 1e-9).all())


def _on_page(axes: Axes, values: Sequence[tuple[float, float]]) -> FloatArray:
    """Return where values of the map stand on the page (mm)."""
    size = (style.WIDTH - LEFT - KEY - 4.0, HEIGHT)
    return np.asarray(axes.transLimits.transform(np.array(values).reshape(-1, 2)) * size + (LEFT, FOOT))


def _draw_quadrants(page: Axes, crossing: FloatArray, language: str) -> list[Corners]:
    """Write each quarter's name into its outer corner, and return the room that it takes (mm)."""
    right = style.WIDTH - KEY - 4.0
    top = FOOT + HEIGHT
    rooms = []
    for key, (is_right, is_top) in QUADRANTS.items():
        free = (right - crossing[0] if is_right else crossing[0] - LEFT) - 3.0
        text = style.wrap(figure_word(key, language), max(free, 14.0), style.SMALL)
        width, height = style.text_size(text, style.SMALL)
        x = right - width - 0.5 if is_right else LEFT + 1.5
        y = top - height if is_top else FOOT + 1.0
        for number, line in enumerate(text.split("\n")):
            middle = y + height - style.line_height(style.SMALL) * (number + 0.5)
            place = (right - 0.5 if is_right else x, middle - style.half_cap_height(style.SMALL))
            page.text(
                *place,
                line,
                ha="right" if is_right else "left",
                fontsize=style.SMALL,
                style="italic",
                color=style.FRAME,
            )
        rooms.append((x, y, x + width, y + height))
    return rooms


def place_numbers(
    points: FloatArray, crossing: FloatArray | None = None, taken: Sequence[Corners] = ()
) -> list[tuple[float, float]]:
    """Choose where each number stands (mm), near its point (P, 2) in mm, clear of points, other numbers and words.

    crossing: (1, 2) where the dashed lines meet, None or (0, 2): there are none. taken: corners of words. The nearest
    of sixteen directions at growing distances; on a line where nothing else can be found, and last at the first.
    """
    found: list[tuple[float, float]] = []
    lines = np.empty((0, 2)) if crossing is None else crossing
    for point in points:
        angles = np.pi / 2 - np.arange(16) * np.pi / 8
        tries = [
            point + REACH * far * np.array([np.cos(a), np.sin(a)]) for far, a in product((1, 1.6, 2.2, 3.0), angles)
        ]
        free = [spot for spot in tries if _clear(spot, points, found, taken)]
        off = [spot for spot in free if (np.abs(lines - spot) > (ROOM[0] / 2, ROOM[1] / 2)).all()]
        chosen = (off or free or tries)[0]
        found.append((float(chosen[0]), float(chosen[1])))
    return found


def _clear(
    spot: FloatArray, points: FloatArray, numbers: Sequence[tuple[float, float]], words: Sequence[Corners]
) -> bool:
    others = np.abs(np.array(numbers).reshape(-1, 2) - spot)
    from_points = np.abs(points - spot)
    x, y = spot
    across = ROOM[0] / 2
    up = ROOM[1] / 2
    over = (others < ROOM).all(axis=1).any() or (from_points < (2.4, 2.4)).all(axis=1).any()
    on_words = any(left - across < x < right + across and low - up < y < top + up for left, low, right, top in words)
    return not over and not on_words and LEFT + 1.5 < x < style.WIDTH - KEY - 6.0 and y > FOOT + 2.0


def _scale(axes: Axes, elements: Sequence[Element], language: str) -> None:
    x = np.array([element.importance for element in elements] or [0.0])
    y = np.array([element.performance for element in elements] or [0.0])
    # From tick to tick, so that the ticks cover the points.
    ticks = MaxNLocator(8, steps=[1, 2, 5, 10])
    across, up = (np.array(ticks.tick_values(*_limits(*values))) for values in ((x, 0.02), (y, 2.0)))
    axes.set_xlim(across[0], across[-1])
    axes.set_ylim(up[0], up[-1])
    axes.set_xticks(across)
    # Performance ends at 0 and 100, even where the margin of a point does not.
    axes.set_yticks(up[(up >= 0) & (up <= 100)])
    for axis, key in ((axes.xaxis, "importance"), (axes.yaxis, "performance")):
        style.write_ticks(axis, language)
        axis.set_label_text(figure_word(key, language), fontsize=style.SMALL)
        axis.labelpad = style.LABEL_PAD
    if elements:
        axes.axvline(float(x.mean()), color=style.GREY, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0)
        axes.axhline(float(y.mean()), color=style.GREY, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0)
    axes.spines[["right", "top"]].set_visible(False)


def _limits(values: FloatArray, least: float) -> tuple[float, float]:
    """Leave a margin around the values for their numbers; `least` is the narrowest range, in their units."""
    margin = 0.14 * max(float(np.ptp(values)), least)
    return float(values.min()) - margin, float(values.max()) + margin


def _draw_key(
    page: Axes, model: StudyModel, elements: Sequence[Element], shapes: Mapping[str, str], language: str
) -> None:
    """List the numbers with their words, under the marker and the name of each construct."""
    left = style.WIDTH - KEY
    top = FOOT + HEIGHT
    for construct, shape in shapes.items():
        page.plot(left + 1.2, top - style.line_height(style.SMALL) / 2, marker=shape, color=style.DARK, markersize=4.5)
        name = construct_label(model, construct, language)
        entries = [(str(n), element.label) for n, element in enumerate(elements, 1) if element.construct == construct]
        alone = [label for _, label in entries] == [name]
        top = _draw_entry(page, entries[0][0] if alone else "", name, (left - 2.5, top), bold=not alone)
        for number, label in [] if alone else entries:
            top = _draw_entry(page, number, label, (left + 1.0, top))
        top -= 1.2


def _draw_entry(page: Axes, number: str, label: str, place: tuple[float, float], bold: bool = False) -> float:
    """Set a number and words, and return where the next entry begins (mm)."""
    left, top = place
    words: Line = (style.wrap(label, KEY - 11.0, style.SMALL, bold), style.SMALL, bold)
    draw_lines(page, [(number, style.SMALL, False)], left + 7.5, top)
    draw_lines(page, [words], left + (9.5 if number else 7.0), top, align="left")
    return top - lines_height([words]) - 0.3
