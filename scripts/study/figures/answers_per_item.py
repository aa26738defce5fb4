"""The answers to each item: diverging stacked bars, the middle of the scale at zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from plssem import FloatArray
from study.figures import style
from study.figures.figure_data import FigureData
from study.figures.shapes import draw_lines
from study.setup.codebook import Codebook
from study.setup.study_model import StudyModel
from study.setup.study_names import beside, indicator_labels, symbol_and_label
from study.words.dictionary import figure_word
from study.words.wording import decimal, percent

WIDEST_LABEL = 54.0  # mm, column of the items' labels
TOTALS = 11.0  # mm, columns of the totals at either side of the bars
BAR = 3.6  # mm
LEADING = 1.7  # mm, between the labels of two items
GROUP = 6.4  # mm, a construct's heading
LOW = ("#7F3B08", "#D9822B", "#F3B066")
MIDDLE = "#E6E6E6"
HIGH = ("#9CC3E0", "#4A90C2", "#08306B")


@dataclass(frozen=True)
class _Row:
    code: str
    label: str
    shares: FloatArray
    y: float


@dataclass(frozen=True)
class _Columns:
    """Where the labels begin and where the bars' axes begin (mm from the left)."""

    labels: float
    bars: float


def draw_answers_per_item(data: FigureData, language: str, notice: str = "") -> Figure:
    """Draw the shares of `descriptives.csv` (indicator, share_1..share_P), grouped by construct, with a key per scale.

    An indicator that nobody answered (NaN) has no bar; numbers, whose answers have no shares, are left out.
    """
    model = data.model
    codebook = data.codebook
    labels = indicator_labels(codebook, language)
    shown = [code for code in model.indicators if not codebook.scale_of(code).is_number]
    groups = codebook.group_by_scale(shown)
    shares = _shares(data.tables["descriptives"], shown, codebook)
    wrapped = {code: style.wrap(labels[code], WIDEST_LABEL, style.SMALL) for code in shown}
    columns = _columns(wrapped)
    rows, heads, depth = _rows(model, shares, wrapped, language)
    words = [codebook.scale_of(codes[0]).words(language) for codes in groups.values()]
    items = [_name_runs(codes, shown) if len(groups) > 1 else "" for codes in groups.values()]
    key = [line for answers, prefix in zip(words, items, strict=True) for line in _key_rows(answers, prefix)]
    foot = 10.0 + 5.0 * len(key)
    figure = style.page(depth + foot + 6.0, notice)
    axes = _bar_axes(figure, rows, columns, foot, depth)
    page = style.canvas(figure, style.WIDTH, depth + foot + 6.0)
    for text, y in heads:
        top = foot + depth - y + style.line_height(style.BODY) / 2
        draw_lines(page, [(text, style.BODY, True)], 0.5, top, align="left")
    for row in rows:
        _draw_row(axes, page, row, columns, foot + depth, language)
    for side, right in (("disagreement", columns.bars - 1.5), ("agreement", style.WIDTH - 1.0)):
        draw_lines(page, [(figure_word(side, language), style.SMALL, False)], right, foot + depth + 4.5, align="right")
    _draw_axis(axes, language)
    _draw_key(page, key)
    return figure


def scale_colours(points: int) -> list[str]:
    """Colours of the answers, lowest first: orange to blue, darkest at the ends, grey in the middle of an odd scale."""
    half = points // 2
    low = _ramp(LOW, half)
    high = _ramp(HIGH, half)
    return [*low, *([MIDDLE] if points % 2 else []), *high]


def bar_edges(shares: FloatArray) -> FloatArray:
    """Left edges of the answers' segments, with half of an odd scale's middle answer on either side of zero."""
    points = len(shares)
    below = shares[: points // 2].sum() + (shares[points // 2] / 2 if points % 2 else 0.0)
    edges: FloatArray = np.concatenate([[0.0], np.cumsum(shares)[:-1]]) - below
    return edges


def _ramp(colours: tuple[str, ...], count: int) -> list[str]:
    if count == 1:
        return [colours[1]]
    ramp = LinearSegmentedColormap.from_list("half", list(colours))
    return [to_hex(ramp(step)) for step in np.linspace(0.0, 1.0, count)]


def _shares(descriptives: pd.DataFrame, codes: Sequence[str], codebook: Codebook) -> dict[str, FloatArray]:
    table = descriptives.astype({"indicator": str}).set_index("indicator")
    columns = {code: [f"share_{value}" for value in codebook.scale_of(code).values] for code in codes}
    return {code: table.loc[code, columns[code]].to_numpy(dtype=float) for code in codes}


def _name_runs(codes: Sequence[str], order: Sequence[str]) -> str:
    """Name items by their runs: "X1.1–X1.4, Y.1"."""
    indices = [order.index(code) for code in codes]
    runs = [list(run) for _, run in groupby(indices, key=lambda index: index - indices.index(index))]
    return ", ".join(order[run[0]] + (f"–{order[run[-1]]}" if len(run) > 1 else "") for run in runs)


def _columns(labels: Mapping[str, str]) -> _Columns:
    codes = max((style.text_size(code, style.SMALL)[0] for code in labels), default=0.0) + 3.0
    texts = max((style.text_size(label, style.SMALL)[0] for label in labels.values()), default=0.0)
    return _Columns(labels=0.5 + codes, bars=0.5 + codes + texts + TOTALS)


def _rows(
    model: StudyModel, shares: Mapping[str, FloatArray], labels: Mapping[str, str], language: str
) -> tuple[list[_Row], list[tuple[str, float]], float]:
    """Rows and headings with their distance (mm) from the top, and the depth of them all."""
    rows = []
    heads = []
    depth = 0.0
    for name, construct in model.constructs.items():
        shown = [code for code in construct.indicators if code in shares]
        if not shown:
            continue
        heads.append(("  ".join(filter(None, symbol_and_label(model, name, language))), depth + GROUP / 2))
        depth += GROUP
        for code in shown:
            height = style.text_size(labels[code], style.SMALL)[1] + LEADING
            rows.append(_Row(beside(code, labels[code]), labels[code], shares[code], depth + height / 2))
            depth += height
    return rows, heads, depth


def _bar_axes(figure: Figure, rows: Sequence[_Row], columns: _Columns, foot: float, depth: float) -> Axes:
    axes = style.plot_axes(figure, columns.bars, foot, style.WIDTH - columns.bars - TOTALS - 1.0, depth)
    edges = [(bar_edges(row.shares).min(), (bar_edges(row.shares) + row.shares).max()) for row in rows]
    known = np.array([*edges, (-0.1, 0.1)])
    reach = np.ceil(np.nanmax(np.abs(known), axis=0) * 5 + 1e-9) / 5
    axes.set_xlim(-min(reach[0], 1.0), min(reach[1], 1.0))
    axes.set_ylim(depth, 0.0)
    return axes


def _draw_row(axes: Axes, page: Axes, row: _Row, columns: _Columns, top: float, language: str) -> None:
    y = top - row.y + style.line_height(style.SMALL) / 2
    label_top = top - row.y + style.text_size(row.label, style.SMALL)[1] / 2
    draw_lines(page, [(row.code, style.SMALL, False)], 0.5, label_top, align="left")
    draw_lines(page, [(row.label, style.SMALL, False)], columns.labels, label_top, align="left")
    if np.isnan(row.shares).any():
        axes.text(
            0.0,
            row.y,
            figure_word("no_answers", language),
            ha="center",
            va="center",
            fontsize=style.SMALL,
            style="italic",
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
            zorder=4,
        )
        return
    points = len(row.shares)
    axes.barh(
        np.full(points, row.y),
        row.shares,
        left=bar_edges(row.shares),
        height=BAR,
        color=scale_colours(points),
        edgecolor="white",
        linewidth=0.4,
        zorder=2,
    )
    below = row.shares[: points // 2].sum()
    above = row.shares[-(points // 2) :].sum()
    draw_lines(page, [(percent(below, 0, language), style.SMALL, False)], columns.bars - 1.5, y, align="right")
    draw_lines(page, [(percent(above, 0, language), style.SMALL, False)], style.WIDTH - 1.0, y, align="right")


def _draw_axis(axes: Axes, language: str) -> None:
    low, high = axes.get_xlim()
    ticks = np.arange(np.ceil(low * 5 - 1e-9), np.floor(high * 5 + 1e-9) + 1) / 5
    axes.set_xticks(ticks, [decimal(100 * abs(tick), 0, language) for tick in ticks])
    axes.set_yticks([])
    axes.set_xlabel(figure_word("share_of_answers", language), fontsize=style.SMALL, labelpad=1.5)
    axes.axvline(0.0, color=style.DARK, linewidth=0.7, zorder=3)
    axes.grid(axis="x", color=style.HAIRLINE, linewidth=0.4, zorder=0)
    axes.set_axisbelow(True)
    axes.spines[["left", "right", "top"]].set_visible(False)


@dataclass(frozen=True)
class _KeyEntry:
    """An answer in the key: its word and colour (None: the items that the key is of), and where it begins (mm)."""

    text: str
    colour: str | None
    x: float


def _key_rows(answers: Sequence[str], prefix: str) -> list[list[_KeyEntry]]:
    """Lay the key of a scale out in rows that fit the page, the items that it is of before it."""
    rows: list[list[_KeyEntry]] = [[]]
    x = 0.5
    colours: list[str | None] = [*([None] if prefix else []), *scale_colours(len(answers))]
    for text, colour in zip([*([f"{prefix}:"] if prefix else []), *answers], colours, strict=True):
        width = (5.5 if colour else 0.0) + style.text_size(text, style.SMALL)[0] + 4.0
        if rows[-1] and x + width > style.WIDTH:
            rows.append([])
            x = 0.5
        rows[-1].append(_KeyEntry(text, colour, x))
        x += width
    return rows


def _draw_key(page: Axes, rows: list[list[_KeyEntry]]) -> None:
    for index, row in enumerate(rows):
        middle = 5.0 * (len(rows) - index) - 2.5
        for entry in row:
            x = entry.x
            colour = entry.colour
            if colour:
                page.add_patch(
                    Rectangle((x, middle - 1.6), 4.0, 3.2, facecolor=colour, edgecolor=style.FRAME, linewidth=0.4)
                )
                x += 5.5
            top = middle + style.line_height(style.SMALL) / 2
            draw_lines(page, [(entry.text, style.SMALL, False)], x, top, align="left")
