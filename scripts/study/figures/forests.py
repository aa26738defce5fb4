"""Forest plots: estimates with their intervals, of the paths or of the dimensions' effects and their differences."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from study.figures import style
from study.figures.figure_data import FigureData, PathEstimate, choose_notes, path_estimates
from study.figures.shapes import Line, draw_lines, lines_height, note_lines
from study.setup.study_names import construct_label, dimension_labels, symbol_of
from study.words.dictionary import figure_word, label
from study.words.wording import decimal, interval, share_as_set

# Columns of text, mm.
HYPOTHESES = 9.0
LABELS = 56.0
ESTIMATES = 13.0
INTERVALS = 26.0

PLACES = 3
MINUS = "\u00a0− "
FOOT = 11.0  # mm
HEAD = 7.0  # mm


def draw_path_forest(data: FigureData, language: str, notice: str = "") -> Figure:
    """Draw `paths.csv` (source, target, estimate, lower, upper, hypothesis) in the order of the file.

    A filled marker stands for an interval that excludes zero; a path without an estimate (NaN) has none.
    """
    estimates = path_estimates(data.tables["paths"])
    names = {name: construct_label(data.model, name, language) for name in data.model.constructs}
    labels = [f"{names[estimate.source]}\u00a0→ {names[estimate.target]}" for estimate in estimates]
    return draw_forest(estimates, labels, "path_coefficient", data.confidence_level, language, notice)


def draw_forest(
    estimates: Sequence[PathEstimate],
    texts: Sequence[str],
    quantity: str,
    confidence_level: float,
    language: str,
    notice: str = "",
) -> Figure:
    """Draw estimates from top to bottom, each with the text that names it; quantity: the word of the axis.

    A filled marker stands for an interval that excludes zero; without an estimate (NaN) there is none.
    """
    labels_left = HYPOTHESES if any(estimate.hypothesis for estimate in estimates) else 0.5
    names = [(style.wrap(text, LABELS - 2.0, style.BODY), style.BODY, False) for text in texts]
    heights = [max(lines_height([name]), style.line_height(style.BODY)) + 2.2 for name in names]
    depth = sum(heights)
    middles = np.cumsum(heights) - np.array(heights) / 2
    note = note_lines(choose_notes(estimates, "open_marker"), confidence_level, language)
    foot = FOOT + lines_height(note)
    figure = style.page(depth + foot + HEAD, notice)
    axes = _forest_axes(figure, estimates, (foot, depth), quantity, language)
    page = style.canvas(figure, style.WIDTH, depth + foot + HEAD)
    for estimate, name, middle in zip(estimates, names, middles, strict=True):
        _draw_estimate(axes, estimate, float(middle))
        _draw_texts(page, estimate, name, (labels_left, foot + depth - float(middle)), language)
    _draw_heads(page, foot + depth + 5.0, confidence_level, language)
    draw_lines(page, note, 0.5, lines_height(note) + 0.5, align="left")
    return figure


def _draw_heads(page: Axes, top: float, confidence_level: float, language: str) -> None:
    level = share_as_set(confidence_level, language)
    estimate = (label("estimate", language), style.SMALL, True)
    interval_of = (label("interval", language).format(level=level), style.SMALL, True)
    draw_lines(page, [estimate], style.WIDTH - INTERVALS - 1.0, top, align="right")
    draw_lines(page, [interval_of], style.WIDTH - 1.0, top, align="right")


def _forest_axes(
    figure: Figure, estimates: Sequence[PathEstimate], place: tuple[float, float], quantity: str, language: str
) -> Axes:
    foot, depth = place
    left = HYPOTHESES + LABELS
    axes = style.plot_axes(figure, left, foot, style.WIDTH - left - ESTIMATES - INTERVALS - 2.0, depth)
    values = np.array([[e.value, e.lower, e.upper] for e in estimates]).ravel()
    known = np.append(values[np.isfinite(values)], 0.0)
    margin = 0.06 * max(float(np.ptp(known)), 0.1)
    axes.set_xlim(known.min() - margin, known.max() + margin)
    axes.set_ylim(depth, 0.0)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    style.write_ticks(axes.xaxis, language)
    axes.set_xlabel(figure_word(quantity, language), fontsize=style.SMALL, labelpad=1.5)
    axes.axvline(0.0, color=style.GREY, linewidth=0.7, zorder=1)
    axes.spines[["left", "right", "top"]].set_visible(False)
    return axes


def _draw_estimate(axes: Axes, estimate: PathEstimate, y: float) -> None:
    axes.axhline(y, color=style.HAIRLINE, linewidth=0.5, zorder=0)
    if not estimate.known:
        return
    axes.plot(
        [estimate.lower, estimate.upper], [y, y], color=style.DARK, linewidth=1.1, solid_capstyle="butt", zorder=2
    )
    face = "white" if estimate.includes_zero else style.DARK
    axes.plot(
        [estimate.value], [y], marker="o", markersize=4.6, markerfacecolor=face, markeredgecolor=style.DARK, zorder=3
    )


def _draw_texts(page: Axes, estimate: PathEstimate, name: Line, place: tuple[float, float], language: str) -> None:
    left, middle = place
    top = middle + style.line_height(style.BODY) / 2
    value = decimal(estimate.value, PLACES, language)
    limits = interval(estimate.lower, estimate.upper, PLACES, language)
    draw_lines(page, [(estimate.hypothesis, style.BODY, True)], 0.5, top, align="left")
    draw_lines(page, [name], left, middle + lines_height([name]) / 2, align="left")
    draw_lines(page, [(value, style.BODY, False)], style.WIDTH - INTERVALS - 1.0, top, align="right")
    draw_lines(page, [(limits, style.BODY, False)], style.WIDTH - 1.0, top, align="right")


def draw_dimension_forest(data: FigureData, language: str, notice: str = "") -> Figure:
    """Draw `dimension_effects.csv` and `dimension_differences.csv` for the main outcome."""
    texts, estimates = dimension_estimates(data, language)
    return draw_forest(estimates, texts, "dimension_effect", data.confidence_level, language, notice)


def dimension_estimates(data: FigureData, language: str) -> tuple[list[str], list[PathEstimate]]:
    """Return what the effects of each construct's dimensions, then their differences, are called, and these."""
    names = dimension_labels(data.model, language)
    effects, differences = (data.tables[f"dimension_{kind}"] for kind in ("effects", "differences"))
    texts: list[str] = []
    estimates: list[PathEstimate] = []
    for construct in data.model.constructs:
        for table, ends, symbol in ((effects, ["dimension"], construct), (differences, ["first", "second"], "")):
            own = table[(table["construct"] == construct) & (table["target"] == data.model.main_outcome)]
            texts += [MINUS.join(names[name] for name in row) for row in own[ends].to_numpy()]
            estimates += [_estimate(row, symbol) for _, row in own.iterrows()]
    return texts, estimates


def _estimate(row: pd.Series, construct: str) -> PathEstimate:
    value, lower, upper = (float(row[name]) for name in ("estimate", "lower", "upper"))
    return PathEstimate(construct, str(row["target"]), value, lower, upper, symbol_of(construct))
