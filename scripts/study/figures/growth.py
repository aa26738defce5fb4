"""Growth over time: observed quarters at their dates, and no line that suggests values nobody observed."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from plssem import FloatArray
from study.figures import style
from study.figures.figure_data import FigureData
from study.figures.layout import segment_hits_box
from study.figures.shapes import draw_lines
from study.words.dictionary import figure_word
from study.words.wording import decimal, roman

LEFT = 14.0  # mm
WIDTH = style.WIDTH - 18.0  # mm
HEIGHT = 66.0  # mm
HEAD = 3.0  # mm
TICKS = 13.0  # mm below the time axis
NOTE = 7.0  # mm below the time axis
TICK_GAP = 10.0  # mm: nearer to each other, quarters are not written
SIDE = 8.0  # mm between the outermost points and the ends of the time axis
PLACES = 2


def draw_growth(data: FigureData, language: str, notice: str = "") -> Figure:
    """Draw `growth.csv` (year, quarter, growth in per cent); a quarter whose growth is not known (NaN) has no point.

    The line is solid between quarters that follow each other and dashed over a gap.
    """
    observed = data.tables["growth"].dropna(subset=["growth"])
    times = number_quarters(observed)
    order = np.argsort(times, kind="stable")
    times = times[order]
    values = observed["growth"].to_numpy(dtype=float)[order]
    gaps = bool((np.diff(times) > 1).any())
    foot = TICKS + NOTE * gaps
    figure = style.page(HEIGHT + foot + HEAD, notice)
    axes = style.plot_axes(figure, LEFT, foot, WIDTH, HEIGHT)
    _set_scales(axes, times, values, language)
    _draw_lines(axes, times, values)
    _draw_values(axes, times, values, language)
    if gaps:
        page = style.canvas(figure, style.WIDTH, HEIGHT + foot + HEAD)
        draw_lines(page, [(figure_word("unobserved", language), style.SMALL, False)], LEFT, 5.0, align="left")
    return figure


def number_quarters(growth: pd.DataFrame) -> FloatArray:
    """Number the quarters on one scale: four times the year plus the quarter, from zero on."""
    index: FloatArray = 4.0 * growth["year"].to_numpy(dtype=float) + growth["quarter"].to_numpy(dtype=float) - 1.0
    return index


def choose_apart(places: FloatArray, gap: float) -> list[int]:
    """Choose from ascending places (mm), the last one first, those at least `gap` apart; their numbers, ascending."""
    chosen: list[int] = []
    for index in reversed(range(len(places))):
        if not chosen or places[chosen[-1]] - places[index] >= gap:
            chosen.append(index)
    return chosen[::-1]


def _set_scales(axes: Axes, times: FloatArray, values: FloatArray, language: str) -> None:
    low, high = (float(times.min()), float(times.max())) if len(times) else (0.0, 0.0)
    bottom = float(values.min(initial=0.0))
    top = float(values.max(initial=0.0))
    margin = 0.14 * max(top - bottom, 1.0)
    aside = SIDE * max(high - low, 1.0) / (WIDTH - 2 * SIDE)
    axes.set_xlim(low - aside, high + aside)
    axes.set_ylim(bottom - margin, top + margin)
    axes.set_xticks(np.arange(low, high + 1) if len(times) else [], minor=True)
    labelled = times[choose_apart(_in_mm(axes, times, values)[:, 0], TICK_GAP)]
    axes.set_xticks(labelled, [quarter_name(time, language).replace(" ", "\n") for time in labelled])
    axes.tick_params(axis="x", which="minor", length=1.6, width=0.4)
    axes.yaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    style.write_ticks(axes.yaxis, language)
    axes.set_ylabel(figure_word("growth", language), fontsize=style.SMALL, labelpad=style.LABEL_PAD)
    axes.axhline(0.0, color=style.GREY, linewidth=0.7, zorder=1)
    axes.spines[["right", "top"]].set_visible(False)


def quarter_name(time: float, language: str) -> str:
    """Name a quarter by its number on the scale of `number_quarters`, as statisticians of the language do."""
    year, quarter = divmod(round(time), 4)
    return figure_word("quarter", language).format(roman=roman(quarter + 1), number=quarter + 1, year=year)


def _draw_lines(axes: Axes, times: FloatArray, values: FloatArray) -> None:
    for index in range(len(times) - 1):
        pair = slice(index, index + 2)
        adjacent = times[index + 1] - times[index] == 1
        axes.plot(
            times[pair],
            values[pair],
            color=style.DARK if adjacent else style.GREY,
            linestyle="-" if adjacent else (0, (3.0, 2.6)),
            linewidth=1.3 if adjacent else 0.9,
            zorder=2,
        )
    axes.plot(times, values, linestyle="none", marker="o", markersize=5.0, color=style.DARK, zorder=3, gid="observed")


def _draw_values(axes: Axes, times: FloatArray, values: FloatArray, language: str) -> None:
    """Set each value beside its point, the last one first; a value that would cover something is not written."""
    points = _in_mm(axes, times, values)
    taken: list[tuple[FloatArray, FloatArray]] = [(point, np.array([1.0, 1.0])) for point in points]
    for index in reversed(range(len(values))):
        value = values[index]
        text = decimal(float(value), PLACES, language)
        width, height = style.text_size(text, style.BODY)
        half = np.array([width / 2 + 0.4, height / 2 - 0.3])
        shift = _free_place(points, index, half, taken)
        if shift is None:
            continue
        taken.append((points[index] + shift, half))
        axes.annotate(
            text,
            (float(times[index]), float(value)),
            xytext=tuple(shift / style.MM_PER_INCH * style.POINTS_PER_INCH),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=style.BODY,
            zorder=5,
        )


def _free_place(
    points: FloatArray, index: int, half: FloatArray, taken: Sequence[tuple[FloatArray, FloatArray]]
) -> FloatArray | None:
    near = half + 1.6
    across = np.array([near[0], 0.0])
    up = np.array([0.0, near[1]])
    shifts = [up, -up, across, -across, up + across, up - across, across - up, -up - across]
    return next((shift for shift in shifts if not _clashes(points, points[index] + shift, half, taken)), None)


def _clashes(
    points: FloatArray, centre: FloatArray, half: FloatArray, taken: Sequence[tuple[FloatArray, FloatArray]]
) -> bool:
    lines = bool(segment_hits_box(points[:-1], points[1:], centre, half).any())
    return lines or any(bool((np.abs(centre - point) < half + half_of_point).all()) for point, half_of_point in taken)


def _in_mm(axes: Axes, times: FloatArray, values: FloatArray) -> FloatArray:
    pixels: FloatArray = axes.transData.transform(np.column_stack([times, values]))
    points: FloatArray = pixels / axes.figure.dpi * style.MM_PER_INCH
    return points
