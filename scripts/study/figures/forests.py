"""Forest plot of the path coefficients with their intervals.

Forest plot of the dimensions' effects and of their differences within a construct, with their intervals.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from study.figures import style
from study.figures.diagram import Line, draw_lines, lines_height
from study.figures.estimates import PathEstimate, note_keys, path_estimates
from study.figures.words import label_of, tick_places, word
from study.setup.study_model import StudyModel
from study.words.wording import decimal, interval, percent

__all__ = ["dimension_estimates", "draw_dimension_forest", "draw_forest", "draw_path_forest"]

HYPOTHESES, LABELS, ESTIMATES, INTERVALS = 9.0, 56.0, 13.0, 26.0  # mm, columns of text
PLACES = 3
FOOT, HEAD = 11.0, 7.0  # mm


def draw_path_forest(
    model: StudyModel, paths: pd.DataFrame, confidence_level: float, language: str, notice: str = ""
) -> Figure:
    """Draw `paths.csv` (source, target, estimate, lower, upper, hypothesis) in the order of the file.

    A filled marker stands for an interval that excludes zero; a path without an estimate (NaN) has none.
    """
    estimates = path_estimates(paths)
    labels = [_label(model, estimate, language) for estimate in estimates]
    return draw_forest(estimates, labels, "path_coefficient", confidence_level, language, notice)


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
    labels = [(style.wrap(text, LABELS - 2.0, style.BODY), style.BODY, False) for text in texts]
    heights = [max(lines_height([label]), style.line_height(style.BODY)) + 2.2 for label in labels]
    depth = sum(heights)
    middles = np.cumsum(heights) - np.array(heights) / 2
    note = _note(estimates, confidence_level, language)
    foot = FOOT + lines_height(note)
    figure = style.page(depth + foot + HEAD, notice)
    axes = _forest_axes(figure, estimates, (foot, depth), quantity, language)
    page = style.canvas(figure, style.WIDTH, depth + foot + HEAD)
    for estimate, label, middle in zip(estimates, labels, middles, strict=True):
        _draw_estimate(axes, estimate, float(middle))
        _draw_texts(page, estimate, label, (labels_left, foot + depth - float(middle)), language)
    _draw_heads(page, foot + depth + 5.0, confidence_level, language)
    draw_lines(page, note, 0.5, lines_height(note) + 0.5, align="left")
    return figure


def _draw_heads(page: Axes, top: float, confidence_level: float, language: str) -> None:
    level = percent(confidence_level, 0, language)
    estimate, interval_of = word("estimate", language), word("interval", language).format(level=level)
    draw_lines(page, [(estimate, style.SMALL, True)], style.WIDTH - INTERVALS - 1.0, top, align="right")
    draw_lines(page, [(interval_of, style.SMALL, True)], style.WIDTH - 1.0, top, align="right")


def _label(model: StudyModel, estimate: PathEstimate, language: str) -> str:
    source, target = (
        label_of(model.constructs[name].label, language, f"construct {name}")
        for name in (estimate.source, estimate.target)
    )
    return f"{source}\u00a0→ {target}"


def _note(estimates: Sequence[PathEstimate], confidence_level: float, language: str) -> list[Line]:
    level = percent(confidence_level, 0, language)
    return [
        (word(key, language).format(level=level), style.SMALL, False) for key in note_keys(estimates, "open_marker")
    ]


def _forest_axes(
    figure: Figure, estimates: Sequence[PathEstimate], place: tuple[float, float], quantity: str, language: str
) -> Axes:
    (foot, depth), left = place, HYPOTHESES + LABELS
    axes = style.plot_axes(figure, left, foot, style.WIDTH - left - ESTIMATES - INTERVALS - 2.0, depth)
    values = np.array([[e.value, e.lower, e.upper] for e in estimates]).ravel()
    known = np.append(values[np.isfinite(values)], 0.0)
    margin = 0.06 * max(float(np.ptp(known)), 0.1)
    axes.set_xlim(known.min() - margin, known.max() + margin)
    axes.set_ylim(depth, 0.0)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    places = tick_places(axes.get_xticks())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: decimal(value, places, language)))
    axes.set_xlabel(word(quantity, language), fontsize=style.SMALL, labelpad=1.5)
    axes.axvline(0.0, color=style.GREY, linewidth=0.7, zorder=1)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
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


def _draw_texts(page: Axes, estimate: PathEstimate, label: Line, place: tuple[float, float], language: str) -> None:
    left, middle = place
    top = middle + style.line_height(style.BODY) / 2
    value = decimal(estimate.value, PLACES, language)
    limits = interval(estimate.lower, estimate.upper, PLACES, language)
    draw_lines(page, [(estimate.hypothesis, style.BODY, True)], 0.5, top, align="left")
    draw_lines(page, [label], left, middle + lines_height([label]) / 2, align="left")
    draw_lines(page, [(value, style.BODY, False)], style.WIDTH - INTERVALS - 1.0, top, align="right")
    draw_lines(page, [(limits, style.BODY, False)], style.WIDTH - 1.0, top, align="right")


LONGEST_SYMBOL = 4  # characters of a construct's name that fit in the first column
MINUS = "\u00a0− "


def draw_dimension_forest(
    model: StudyModel,
    effects: pd.DataFrame,
    differences: pd.DataFrame,
    confidence_level: float,
    language: str,
    notice: str = "",
) -> Figure:
    """Draw `dimension_effects.csv` and `dimension_differences.csv` for the last outcome of the model."""
    rows = dimension_estimates(model, effects, differences, language)
    texts, estimates = list(rows), list(rows.values())
    return draw_forest(estimates, texts, "dimension_effect", confidence_level, language, notice)


def dimension_estimates(
    model: StudyModel, effects: pd.DataFrame, differences: pd.DataFrame, language: str
) -> dict[str, PathEstimate]:
    """Return the effects of each construct's dimensions, then their differences, by what they are called."""
    target = model.main_outcome
    names = _names(model, language)
    rows: dict[str, PathEstimate] = {}
    for construct in model.constructs:
        for _, one in effects[(effects["construct"] == construct) & (effects["target"] == target)].iterrows():
            rows[names[one["dimension"]]] = _estimate(one, construct)
        for _, one in differences[
            (differences["construct"] == construct) & (differences["target"] == target)
        ].iterrows():
            rows[names[one["first"]] + MINUS + names[one["second"]]] = _estimate(one, "")
    return rows


def _names(model: StudyModel, language: str) -> dict[str, str]:
    return {
        part.name: label_of(part.label, language, f"dimension {part.name}")
        for construct in model.constructs.values()
        for part in construct.dimensions
    }


def _estimate(row: pd.Series, construct: str) -> PathEstimate:
    symbol = construct if len(construct) <= LONGEST_SYMBOL else ""
    value, lower, upper = (float(row[name]) for name in ("estimate", "lower", "upper"))
    return PathEstimate(construct, str(row["target"]), value, lower, upper, symbol)
