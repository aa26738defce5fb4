"""Heat map of the heterotrait-monotrait ratios, with those at or above the threshold marked."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from plssem import FloatArray
from study.figures import style
from study.figures.figure_data import FigureData
from study.figures.shapes import Line, draw_lines, lines_height
from study.setup.study_model import StudyModel
from study.setup.study_names import symbol_and_label
from study.words.dictionary import figure_word
from study.words.wording import as_set, decimal

LABELS = 48.0  # mm
LOWEST_CELL = 9.5  # mm
WIDEST_CELL = 30.0  # mm
PLACES = 3
SHADES = LinearSegmentedColormap.from_list(
    "htmt", [(0.0, "#F7FBFF"), (0.5, "#C6DBEF"), (0.8, "#6BAED6"), (1.0, "#08519C")]
)


@dataclass(frozen=True)
class _Triangle:
    """Upper left corner of the triangle, width and height of a cell (mm)."""

    left: float
    top: float
    width: float
    height: float

    def cell(self, corner: tuple[float, float], inset: float = 0.0, **look: Any) -> Rectangle:
        """Return the frame of a cell, drawn so far within its border (mm)."""
        x, y = corner
        return Rectangle((x + inset, y + inset), self.width - 2 * inset, self.height - 2 * inset, **look)


def draw_htmt_map(data: FigureData, language: str, notice: str = "") -> Figure:
    """Draw `htmt.csv` (construct_1, construct_2, htmt) as a lower triangle in the order of the model.

    Values at or above the threshold (dimensionless) are framed and bold; a value that cannot be computed (NaN) is
    hatched.
    """
    model = data.model
    threshold = data.htmt_threshold
    values = htmt_matrix(list(model.constructs), data.tables["htmt"])
    count = len(values) - 1
    width = min(WIDEST_CELL, (style.WIDTH - LABELS - 1.0) / count)
    labels = [_label(model, name, language) for name in list(model.constructs)[1:]]
    heads = [_head(model, name, width, language) for name in list(model.constructs)[:-1]]
    notes = _notes(values, threshold, language)
    height = max(LOWEST_CELL, *(lines_height([label]) + 1.5 for label in labels))
    foot = max(lines_height([head]) for head in heads) + 2.5 + lines_height(notes) + 2.0
    page = height * count + foot + 2.0
    figure = style.page(page, notice)
    axes = style.canvas(figure, style.WIDTH, page)
    triangle = _Triangle((style.WIDTH - LABELS - width * count) / 2 + LABELS, foot + height * count, width, height)
    _draw_cells(axes, values, threshold, triangle, language)
    _draw_names(axes, labels, heads, triangle)
    draw_lines(axes, notes, triangle.left - LABELS + 0.5, lines_height(notes) + 0.5, align="left")
    return figure


def htmt_matrix(names: list[str], htmt: pd.DataFrame) -> FloatArray:
    """Return the ratios as a lower triangle (J, J), NaN elsewhere and where there is no value."""
    values = np.full((len(names), len(names)), np.nan)
    for first, second, value in zip(htmt["construct_1"], htmt["construct_2"], htmt["htmt"].astype(float), strict=True):
        row, column = sorted((names.index(first), names.index(second)), reverse=True)
        values[row, column] = value
    return values


def _notes(values: FloatArray, threshold: float, language: str) -> list[Line]:
    below = values[np.tril_indices(len(values), -1)]
    texts = []
    if np.isfinite(below).any():
        key = "above_threshold" if (below >= threshold).any() else "all_below_threshold"
        texts.append(figure_word(key, language).format(threshold=as_set(threshold, 2, language)))
    if np.isnan(below).any():
        texts.append(figure_word("not_computable", language))
    return [(text, style.SMALL, False) for text in texts]


def _draw_cells(axes: Axes, values: FloatArray, threshold: float, triangle: _Triangle, language: str) -> None:
    for i, j in zip(*np.tril_indices(len(values), -1), strict=True):
        corner = (triangle.left + float(j) * triangle.width, triangle.top - float(i) * triangle.height)
        value = float(values[i, j])
        if np.isnan(value):
            hatched: dict[str, Any] = {
                "facecolor": "white",
                "edgecolor": style.PALE_FRAME,
                "linewidth": 0.4,
                "hatch": "////",
            }
            axes.add_patch(triangle.cell(corner, **hatched, zorder=2))
            continue
        shade = SHADES(min(max(value, 0.0), 1.0))
        axes.add_patch(triangle.cell(corner, facecolor=shade, edgecolor="white", linewidth=1.0, zorder=2))
        _draw_value(axes, corner, triangle, decimal(value, PLACES, language), style.ink_on(shade), value >= threshold)
        if value >= threshold:
            # Above the cells, so that no neighbour's border runs over it.
            above: dict[str, Any] = {
                "fill": False,
                "edgecolor": style.DARK,
                "linewidth": 1.8,
                "zorder": 4,
                "gid": "above",
            }
            axes.add_patch(triangle.cell(corner, inset=0.5, **above))


def _draw_value(axes: Axes, corner: tuple[float, float], triangle: _Triangle, text: str, ink: str, bold: bool) -> None:
    axes.text(
        corner[0] + triangle.width / 2,
        corner[1] + triangle.height / 2 - style.half_cap_height(style.BODY),
        text,
        ha="center",
        va="baseline",
        fontsize=style.BODY,
        fontweight="bold" if bold else "normal",
        color=ink,
        zorder=5,
    )


def _label(model: StudyModel, name: str, language: str) -> Line:
    """A row's label: symbol and label, broken to the width of the labels' column."""
    symbol, label = symbol_and_label(model, name, language)
    return style.wrap("  ".join(filter(None, [symbol, label])), LABELS - 3.0, style.BODY), style.BODY, False


def _head(model: StudyModel, name: str, width: float, language: str) -> Line:
    """A column's head: the symbol where the construct has one, else its label broken to the column's width."""
    symbol, label = symbol_and_label(model, name, language)
    return (symbol, style.BODY, True) if symbol else (style.wrap(label, width - 1.0, style.SMALL), style.SMALL, False)


def _draw_names(axes: Axes, labels: list[Line], heads: list[Line], triangle: _Triangle) -> None:
    for row, label in enumerate(labels):
        middle = triangle.top - (row + 0.5) * triangle.height
        draw_lines(axes, [label], triangle.left - 2.0, middle + lines_height([label]) / 2, align="right")
    for column, head in enumerate(heads):
        bottom = triangle.top - triangle.height * len(heads)
        draw_lines(axes, [head], triangle.left + (column + 0.5) * triangle.width, bottom - 1.5)
