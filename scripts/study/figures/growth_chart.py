"""Growth over time: observed quarters at their true places, no line that suggests values nobody observed."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from study.figures import style
from study.figures.diagram import draw_lines
from study.figures.geometry import Floats, segment_hits_box
from study.figures.words import signed, word
from study.wording import decimal

__all__ = ["draw_growth_chart", "quarter_index"]

LEFT, HEIGHT, FOOT, HEAD = 14.0, 66.0, 20.0, 3.0  # mm
PLACES = 2


def draw_growth_chart(growth: pd.DataFrame, language: str, notice: str = "") -> Figure:
    """Draw `growth.csv` (year, quarter, growth in per cent); a quarter whose growth is not known (NaN) has no point.

    The line is solid between quarters that follow each other and dashed over a gap.
    """
    observed = growth.dropna(subset=["growth"])
    times = quarter_index(observed)
    order = np.argsort(times, kind="stable")
    times, values = times[order], observed["growth"].to_numpy(dtype=float)[order]
    gaps = bool((np.diff(times) > 1).any())
    figure = style.page(HEIGHT + FOOT + HEAD, notice)
    axes = style.plot_axes(figure, LEFT, FOOT, style.WIDTH - LEFT - 4.0, HEIGHT)
    _set_scales(axes, times, values, language)
    _draw_lines(axes, times, values)
    _draw_values(axes, times, values, language)
    if gaps:
        page = style.canvas(figure, style.WIDTH, HEIGHT + FOOT + HEAD)
        draw_lines(page, [(word("unobserved", language), style.SMALL, False)], LEFT, 5.0, align="left")
    return figure


def quarter_index(growth: pd.DataFrame) -> Floats:
    """Number the quarters on one scale: four times the year plus the quarter, from zero on."""
    index: Floats = 4.0 * growth["year"].to_numpy(dtype=float) + growth["quarter"].to_numpy(dtype=float) - 1.0
    return index


def _set_scales(axes: Axes, times: Floats, values: Floats, language: str) -> None:
    low, high = (float(times.min()), float(times.max())) if len(times) else (0.0, 0.0)
    bottom, top = min(0.0, *values), max(0.0, *values)
    margin = 0.14 * max(top - bottom, 1.0)
    axes.set_xlim(low - 0.6, high + 0.6)
    axes.set_ylim(bottom - margin, top + margin)
    axes.set_xticks(np.arange(low, high + 1) if len(times) else [], minor=True)
    axes.set_xticks(times, [_quarter(time, language) for time in times])
    axes.tick_params(axis="x", which="minor", length=1.6, width=0.4)
    axes.yaxis.set_major_locator(MaxNLocator(7, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(value, 0, language)))
    axes.set_ylabel(word("growth", language), fontsize=style.SMALL, labelpad=2.0)
    axes.axhline(0.0, color=style.GREY, linewidth=0.7, zorder=1)
    for side in ("right", "top"):
        axes.spines[side].set_visible(False)


def _quarter(time: float, language: str) -> str:
    year, quarter = divmod(round(time), 4)
    numeral = ("I", "II", "III", "IV")[quarter]
    name = f"{word('quarter', language)} {numeral}" if language == "id" else f"{word('quarter', language)}{quarter + 1}"
    return f"{name}\n{year}"


def _draw_lines(axes: Axes, times: Floats, values: Floats) -> None:
    for index in range(len(times) - 1):
        pair = slice(index, index + 2)
        adjacent = times[index + 1] - times[index] == 1
        look = {"linestyle": "-", "linewidth": 1.3} if adjacent else {"linestyle": (0, (3.0, 2.6)), "linewidth": 0.9}
        axes.plot(times[pair], values[pair], color=style.DARK if adjacent else style.GREY, zorder=2, **look)
    axes.plot(times, values, linestyle="none", marker="o", markersize=5.0, color=style.DARK, zorder=3, gid="observed")


def _draw_values(axes: Axes, times: Floats, values: Floats, language: str) -> None:
    """Set each value beside its point, where neither a line nor another value stands."""
    points = _in_mm(axes, times, values)
    taken: list[tuple[Floats, Floats]] = [(point, np.array([1.0, 1.0])) for point in points]
    for index, value in enumerate(values):
        text = decimal(float(value), PLACES, language)
        width, height = style.text_size(text, style.BODY)
        half = np.array([width / 2 + 0.4, height / 2 - 0.3])
        shift = _free_place(points, index, half, taken)
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


def _free_place(points: Floats, index: int, half: Floats, taken: Sequence[tuple[Floats, Floats]]) -> Floats:
    near = half + 1.6
    across, up = np.array([near[0], 0.0]), np.array([0.0, near[1]])
    shifts = [up, -up, across, -across, up + across, up - across, across - up, -up - across]
    costs = [_clashes(points, points[index] + shift, half, taken) + 0.01 * rank for rank, shift in enumerate(shifts)]
    return shifts[int(np.argmin(costs))]


def _clashes(points: Floats, place: Floats, half: Floats, taken: Sequence[tuple[Floats, Floats]]) -> float:
    lines = segment_hits_box(points[:-1], points[1:], place, half).sum() if len(points) > 1 else 0
    covered = sum(bool((np.abs(place - other) < half + other_half).all()) for other, other_half in taken)
    return float(lines + 2 * covered)


def _in_mm(axes: Axes, times: Floats, values: Floats) -> Floats:
    pixels = axes.transData.transform(np.column_stack([times, values]))
    points: Floats = pixels / axes.figure.dpi * style.MM_PER_INCH
    return points
