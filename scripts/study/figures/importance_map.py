"""Importance-performance map of the dimensions, or of the constructs where a study has no dimensions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from study.figures import style
from study.figures.diagram import Line, draw_lines, lines_height
from study.figures.layout import Floats
from study.setup.study_model import StudyModel
from study.setup.study_names import construct_label, dimension_labels
from study.words.dictionary import figure_word

__all__ = ["Element", "draw_importance_map", "mapped", "spots"]

LEFT, FOOT, TOP, HEIGHT, KEY = 13.0, 11.0, 3.0, 88.0, 58.0  # mm
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
REACH = 3.4  # mm from a point to the middle of its number
ROOM = (4.2, 3.6)  # mm, width and height that a number takes


@dataclass(frozen=True)
class Element:
    """A point of the map: its words, the construct it belongs to, importance and performance (both 0 to 100)."""

    label: str
    construct: str
    importance: float
    performance: float


def draw_importance_map(model: StudyModel, importance: pd.DataFrame, language: str, notice: str = "") -> Figure:
    """Draw `importance.csv` for the main outcome: one numbered point per dimension that leads to it.

    Dashed lines: means of the points. Elements without importance or performance (NaN) are left out.
    """
    elements = mapped(model, importance, language)
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
    points = axes.transLimits.transform(values or np.empty((0, 2)))
    for number, (x, y) in enumerate(spots(points * (width, HEIGHT) + (LEFT, FOOT)), start=1):
        # On white, so that no dashed line strikes a number through.
        ground = {"boxstyle": "square,pad=0.05", "facecolor": "white", "edgecolor": "none"}
        page.text(x, y, str(number), ha="center", va="center_baseline", fontsize=style.SMALL, bbox=ground)
    _draw_key(page, model, elements, shapes, language)
    return figure


def mapped(model: StudyModel, importance: pd.DataFrame, language: str) -> list[Element]:
    """Return the points of the map in the order of the model, in the words of the language."""
    several = any(len(construct.dimensions) > 1 for construct in model.constructs.values())
    level = "dimension" if several else "construct"
    rows = importance[(importance["target"] == model.main_outcome) & (importance["level"] == level)]
    constructs = {name: construct_label(model, name, language) for name in model.constructs}
    labels = dimension_labels(model, language) if several else constructs
    known = rows.dropna(subset=["importance", "performance"])
    columns = zip(*(known[name] for name in ("element", "construct", "importance", "performance")), strict=True)
    return [Element(labels[element], construct, float(x), float(y)) for element, construct, x, y in columns]


def spots(points: Floats) -> list[tuple[float, float]]:
    """Choose where each number stands (mm), near its point (P, 2) in mm, clear of other points and numbers.

    The nearest of sixteen directions at growing distances; the first distance where nothing else can be found.
    """
    taken: list[tuple[float, float]] = []
    for point in points:
        angles = np.pi / 2 - np.arange(16) * np.pi / 8
        tries = [
            point + REACH * far * np.array([np.cos(a), np.sin(a)]) for far, a in product((1, 1.6, 2.2, 3.0), angles)
        ]
        free = [spot for spot in tries if _clear(spot, points, taken)]
        chosen = (free or tries)[0]
        taken.append((float(chosen[0]), float(chosen[1])))
    return taken


def _clear(spot: Floats, points: Floats, taken: Sequence[tuple[float, float]]) -> bool:
    others = np.abs(np.array(taken).reshape(-1, 2) - spot)
    from_points = np.abs(points - spot)
    over = (others < ROOM).all(axis=1).any() or (from_points < (2.4, 2.4)).all(axis=1).any()
    return not over and LEFT + 1.5 < spot[0] < style.WIDTH - KEY - 6.0 and spot[1] > FOOT + 2.0


def _scale(axes: Axes, elements: Sequence[Element], language: str) -> None:
    x = np.array([element.importance for element in elements] or [0.0])
    y = np.array([element.performance for element in elements] or [0.0])
    axes.set_xlim(*_limits(x, 0.02))
    axes.set_ylim(*_limits(y, 2.0))
    for axis, key in ((axes.xaxis, "importance"), (axes.yaxis, "performance")):
        axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        style.write_ticks(axis, language)
        axis.set_label_text(figure_word(key, language), fontsize=style.SMALL)
        axis.labelpad = 1.5
    if elements:
        axes.axvline(float(x.mean()), color=style.GREY, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0)
        axes.axhline(float(y.mean()), color=style.GREY, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0)
    for side in ("right", "top"):
        axes.spines[side].set_visible(False)


def _limits(values: Floats, least: float) -> tuple[float, float]:
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
