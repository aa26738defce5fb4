"""Heat map of the heterotrait-monotrait ratios, with those at or above the threshold marked."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from study.figures import style
from study.figures.diagram import Line, draw_lines, lines_height
from study.figures.geometry import Floats
from study.figures.words import symbol_and_label, word
from study.model import StudyModel
from study.wording import decimal

__all__ = ["draw_htmt_map", "htmt_matrix"]

LABELS, CELL_HEIGHT, WIDEST_CELL = 48.0, 9.5, 30.0  # mm
PLACES = 3
SHADES = LinearSegmentedColormap.from_list("htmt", ["#F7FBFF", "#C6DBEF", "#6BAED6", "#2A6BA8"])


def draw_htmt_map(model: StudyModel, htmt: pd.DataFrame, threshold: float, language: str, notice: str = "") -> Figure:
    """Draw `htmt.csv` (construct_1, construct_2, htmt) as a lower triangle in the order of the model.

    Values at or above `threshold` (dimensionless) are framed and bold; a value that cannot be computed (NaN) is hatched.
    """
    names = list(model.constructs)
    values = htmt_matrix(names, htmt)
    cell = min(WIDEST_CELL, (style.WIDTH - LABELS - 1.0) / (len(names) - 1))
    heads = [_head(model, name, cell, language) for name in names[:-1]]
    foot = max(lines_height(head) for head in heads) + 2.5
    notes = _notes(values, threshold, language)
    depth = CELL_HEIGHT * (len(names) - 1)
    note_height = lines_height(notes) + (2.0 if notes else 0.0)
    figure = style.page(depth + foot + note_height + 2.0, notice)
    axes = style.canvas(figure, style.WIDTH, depth + foot + note_height + 2.0)
    left = LABELS + (style.WIDTH - LABELS - cell * (len(names) - 1)) / 2 * (len(names) < 6)
    _draw_cells(axes, values, threshold, (left, foot + note_height + depth, cell), language)
    _draw_names(axes, model, heads, (left, foot + note_height + depth, cell), language)
    draw_lines(axes, notes, left - LABELS + 0.5, lines_height(notes) + 0.5, align="left")
    return figure


def htmt_matrix(names: list[str], htmt: pd.DataFrame) -> Floats:
    """Return the ratios as a lower triangle (J, J), NaN elsewhere and where there is no value."""
    values = np.full((len(names), len(names)), np.nan)
    for one, two, value in zip(htmt["construct_1"], htmt["construct_2"], htmt["htmt"].astype(float), strict=True):
        i, j = sorted((names.index(one), names.index(two)), reverse=True)
        values[i, j] = value
    return values


def _notes(values: Floats, threshold: float, language: str) -> list[Line]:
    below = values[np.tril_indices(len(values), -1)]
    texts = []
    if (below >= threshold).any():
        texts.append(word("above_threshold", language).format(threshold=decimal(threshold, 2, language)))
    else:
        texts.append(word("all_below_threshold", language).format(threshold=decimal(threshold, 2, language)))
    if np.isnan(below).any():
        texts.append(word("not_computable", language))
    return [(text, style.SMALL, False) for text in texts]


def _draw_cells(axes: Axes, values: Floats, threshold: float, place: tuple[float, float, float], language: str) -> None:
    left, top, cell = place
    marked = []
    for i, j in zip(*np.tril_indices(len(values), -1), strict=True):
        corner = (left + float(j) * cell, top - float(i) * CELL_HEIGHT)
        above = bool(values[i, j] >= threshold)
        _draw_cell(axes, corner, cell, float(values[i, j]), above, language)
        marked += [corner] * above
    # Frames come last, so that no neighbour's border runs over them.
    for x, y in marked:
        inset = (x + 0.5, y + 0.5)
        axes.add_patch(
            Rectangle(
                inset,
                cell - 1.0,
                CELL_HEIGHT - 1.0,
                fill=False,
                edgecolor=style.DARK,
                linewidth=1.8,
                zorder=4,
                gid="above",
            )
        )


def _draw_cell(axes: Axes, corner: tuple[float, float], width: float, value: float, above: bool, language: str) -> None:
    known = value == value
    shade = SHADES(min(max(value, 0.0), 1.0)) if known else "white"
    axes.add_patch(
        Rectangle(
            corner,
            width,
            CELL_HEIGHT,
            facecolor=shade,
            edgecolor="white" if known else "#B0B0B0",
            linewidth=1.0 if known else 0.4,
            hatch=None if known else "////",
            zorder=2,
        )
    )
    if known:
        dark = value > 0.75
        axes.text(
            corner[0] + width / 2,
            corner[1] + CELL_HEIGHT / 2 - style.half_cap_height(style.BODY),
            decimal(value, PLACES, language),
            ha="center",
            va="baseline",
            fontsize=style.BODY,
            fontweight="bold" if above else "normal",
            color="white" if dark else style.DARK,
            zorder=5,
        )


def _head(model: StudyModel, name: str, cell: float, language: str) -> list[Line]:
    """A column's head: the symbol where the construct has one, else its label broken to the column's width."""
    symbol, label = symbol_and_label(name, model.constructs[name].label, language)
    return [(symbol or style.wrap(label, cell - 1.0, style.SMALL), style.BODY if symbol else style.SMALL, bool(symbol))]


def _draw_names(
    axes: Axes, model: StudyModel, heads: list[list[Line]], place: tuple[float, float, float], language: str
) -> None:
    left, top, cell = place
    constructs = list(model.constructs.items())
    for row, (name, construct) in enumerate(constructs[1:], start=1):
        symbol, label = symbol_and_label(name, construct.label, language)
        text = style.wrap("  ".join(filter(None, [symbol, label])), LABELS - 3.0, style.BODY)
        middle = top - (row - 0.5) * CELL_HEIGHT
        line: Line = (text, style.BODY, False)
        draw_lines(axes, [line], left - 2.0, middle + lines_height([line]) / 2, align="right")
    for column, head in enumerate(heads):
        draw_lines(axes, head, left + (column + 0.5) * cell, top - CELL_HEIGHT * len(heads) - 1.5)
