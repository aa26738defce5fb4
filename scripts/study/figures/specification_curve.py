"""The specification curve: every estimate in order of size, and below it where each option's universes lie.

Universes without a result have no place on the curve: how many there are is told in words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from plssem import BoolArray, FloatArray
from study.figures import style
from study.figures.figure_data import FigureData
from study.figures.shapes import Line, draw_lines, lines_height
from study.setup.codebook import Codebook
from study.setup.study_model import StudyModel
from study.setup.study_names import construct_label, option_label
from study.words.dictionary import choice_label, figure_word

# The decision rule moves no estimate: its rows tell under which rule the universes are not significant.
ROWS = ("missing_answers", "straight_lining", "waived", "dropped", "careless", "controls", "estimator", "decision")
LABELS = 45.0  # mm, column of the words
TICKS = 9.0  # mm, column of the tick labels
AXIS = 4.0  # mm, the name of the scale, left of its tick labels
GAP = 3.0  # mm, between panels
CURVE = 36.0  # mm, height of a curve
ROW = 3.7  # mm, an option
HEADING = 5.1  # mm, the name of a choice
KEY = 5.5  # mm, a mark of the key
PANELS = 3  # side by side
WITH_OPTIONS = 4  # most paths whose options are shown: side by side, as no page holds two lines of them
BINS = 40
DENSE = 150  # universes of a panel
UNRESOLVED = "#D55E00"  # not significant
UNRESOLVED_GROUND = "#F6CFB0"  # not significant
COLOURS = {"positive": style.DARK, "negative": "#8A1C1C", "none": UNRESOLVED}
DOT: Mapping[str, Any] = {"marker": "o", "markersize": 1.6, "markeredgewidth": 0.4, "linestyle": "none"}
TICK: Mapping[str, Any] = {"marker": "|", "markersize": 7.0, "markeredgewidth": 0.5, "linestyle": "none", "zorder": 4}
MAIN: Mapping[str, Any] = {
    "marker": "D",
    "markersize": 5.0,
    "color": "white",
    "markeredgecolor": style.DARK,
    "linestyle": "none",
    "zorder": 5,
}
SHADES = LinearSegmentedColormap.from_list("options", [(0.0, "#FFFFFF"), (0.3, "#C6DBEF"), (1.0, "#08519C")])


@dataclass(frozen=True)
class _Row:
    """A line of the words beside the panels: a choice's name (option None) or an option; its height (mm)."""

    choice: str
    option: str | None
    text: str
    height: float


@dataclass(frozen=True)
class _Sheet:
    """What all panels share: the rows below a curve, panels side by side, limits of estimates, language; lengths in mm.

    under: what stands between a curve and its rows.
    """

    rows: tuple[_Row, ...]
    columns: int
    limits: tuple[float, float]
    left: float
    width: float
    head: float
    under: float
    language: str

    @property
    def depth(self) -> float:
        """Height of the rows."""
        return sum(row.height for row in self.rows)

    @property
    def band(self) -> float:
        """Height of one line of panels."""
        return self.head + CURVE + self.under + self.depth + 3.0


def draw_specification_curve(data: FigureData, language: str, notice: str = "") -> Figure:
    """Draw `robustness.csv`, one panel per path under test, up to three side by side, or four with their options.

    Estimates stand in order of size with their intervals. Those that are not significant are ticks across the curve,
    drawn over the others, and strike through the options that they have. The main analysis is marked. Below, an
    option's row is darker where more of the universes have it; left out where there are many paths.
    """
    model = data.model
    codebook = data.codebook
    universes = data.tables["universes"]
    parts = [part for _, part in universes.groupby(["source", "target"], sort=False)]
    sheet = _sheet(model, codebook, universes, parts, language)
    keys = _key_lines(_keys(universes, codebook, sheet))
    foot = style.line_height(style.SMALL) * len(keys) + 2.0
    bands = [parts[start : start + sheet.columns] for start in range(0, len(parts), sheet.columns)]
    height = foot + sheet.band * len(bands)
    figure = style.page(height, notice)
    page = style.canvas(figure, style.WIDTH, height)
    for number, band in enumerate(bands):
        top = height - sheet.band * number
        _draw_words(page, sheet, top)
        for column, part in enumerate(band):
            left = sheet.left + column * (sheet.width + GAP)
            _draw_panel(figure, page, part, model, sheet, (left, top), first=column == 0)
    _draw_key(page, keys)
    return figure


def option_shades(chosen: BoolArray, bins: int = BINS) -> FloatArray:
    """Return the share of the universes that have an option in each of at most `bins` runs of the curve.

    chosen (U,): whether each universe, in the order of the curve, has the option. Runs differ by one universe at most.
    """
    edges = np.linspace(0, len(chosen), min(bins, len(chosen)) + 1).round().astype(int)
    return np.array([chosen[low:high].mean() for low, high in pairwise(edges)], dtype=np.float64)


def _sheet(
    model: StudyModel, codebook: Codebook, universes: pd.DataFrame, parts: Sequence[pd.DataFrame], language: str
) -> _Sheet:
    rows = tuple(_rows(codebook, universes, language)) if len(parts) <= WITH_OPTIONS else ()
    left = TICKS + (LABELS if rows else AXIS + 1.0)
    columns = max(PANELS, len(parts)) if rows else PANELS
    width = (style.WIDTH - left - GAP * (columns - 1) - 1.0) / columns
    head = max(lines_height(_head(part, model, width, language)) for part in parts) + 1.5
    under = max(lines_height(_counts(part, width, language)) for part in parts) + 2.5
    values = _with_result(universes)[["estimate", "lower", "upper"]].to_numpy(dtype=float)
    known = np.append(values[np.isfinite(values)], 0.0)
    margin = 0.05 * max(float(np.ptp(known)), 0.1)
    limits = (float(known.min()) - margin, float(known.max()) + margin)
    return _Sheet(rows, columns, limits, left, width, head, under, language)


def _with_result(universes: pd.DataFrame) -> pd.DataFrame:
    return universes[universes["finding"] != "unknown"]


def _rows(codebook: Codebook, universes: pd.DataFrame, language: str) -> list[_Row]:
    rows = []
    for choice in ROWS:
        options = list(universes[choice].unique())
        if len(options) == 1:
            continue
        rows.append(_Row(choice, None, choice_label(choice, language), HEADING))
        for option in options:
            text = style.wrap(option_label(choice, str(option), codebook, language), LABELS - 3.0, style.SMALL)
            height = max(ROW, style.text_size(text, style.SMALL)[1] + 0.25)
            rows.append(_Row(choice, str(option), text, height))
    return rows


def _keys(universes: pd.DataFrame, codebook: Codebook, sheet: _Sheet) -> list[tuple[str, str]]:
    """Name the marks that the figure has, each with its words."""
    found = _with_result(universes)
    keys = [
        (finding, option_label("finding", finding, codebook, sheet.language))
        for finding in COLOURS
        if finding in set(found["finding"])
    ]
    shown = {"curve_interval": not found.empty, "curve_main": bool(found["main"].any())}
    keys += [(key, figure_word(key, sheet.language)) for key, is_shown in shown.items() if is_shown]
    if sheet.rows and not found.empty:
        keys.append(("curve_shades", figure_word("curve_shades", sheet.language)))
    return keys


def _key_lines(keys: Sequence[tuple[str, str]]) -> list[list[tuple[float, str, str]]]:
    """Break the key into lines of the page's width: where each mark begins (mm), its name and its words.

    Words too long for a line of their own go on in the next one, under no mark.
    """
    lines: list[list[tuple[float, str, str]]] = []
    x = style.WIDTH
    for mark, text in keys:
        width = KEY + style.text_size(text, style.SMALL)[0]
        if x + width > style.WIDTH - 1.0:
            lines.append([])
            x = 0.5
        for number, line in enumerate(style.wrap(text, style.WIDTH - KEY - 2.0, style.SMALL).split("\n")):
            if number:
                lines.append([])
            lines[-1].append((x, "" if number else mark, line))
        x += width + 4.0
    return lines


def _draw_key(page: Axes, lines: Sequence[Sequence[tuple[float, str, str]]]) -> None:
    step = style.line_height(style.SMALL)
    for number, line in enumerate(lines):
        top = 0.5 + step * (len(lines) - number)
        for x, mark, text in line:
            _draw_mark(page, mark, x + 1.5, top - step / 2)
            draw_lines(page, [(text, style.SMALL, False)], x + KEY - 1.0, top, align="left")


def _draw_mark(page: Axes, mark: str, x: float, y: float) -> None:
    if mark == "curve_shades":
        page.imshow([[0.0, 0.35, 0.7, 1.0]], cmap=SHADES, vmin=0.0, vmax=1.0, extent=(x - 1.5, x + 1.5, y - 1, y + 1))
        page.set_aspect("auto")
        page.set_xlim(0.0, style.WIDTH)
    elif mark == "curve_interval":
        page.plot([x, x], [y - 1.2, y + 1.2], color=style.PALE_FRAME, linewidth=2.0, solid_capstyle="butt")
    elif mark == "curve_main":
        page.plot(x, y, **MAIN)
    elif mark:
        page.plot(x, y, color=COLOURS[mark], **(TICK if mark == "none" else {**DOT, "markersize": 3.0}))


def _head(part: pd.DataFrame, model: StudyModel, width: float, language: str) -> list[Line]:
    source = construct_label(model, part["source"].iloc[0], language)
    target = construct_label(model, part["target"].iloc[0], language)
    hypothesis = part["hypothesis"].iloc[0]
    lead = f"{hypothesis}: " if isinstance(hypothesis, str) and hypothesis else ""
    return [(style.wrap(f"{lead}{source}\u00a0→ {target}", width, style.SMALL, bold=True), style.SMALL, True)]


def _counts(part: pd.DataFrame, width: float, language: str) -> list[Line]:
    """Tell how many universes the curve is made of, and how many have no place on it."""
    known = len(_with_result(part))
    text = figure_word("curve_order" if known else "curve_empty", language).format(known=known, universes=len(part))
    return [(style.wrap(text, width, style.SMALL), style.SMALL, False)]


def _draw_words(page: Axes, sheet: _Sheet, top: float) -> None:
    name = figure_word("path_coefficient", sheet.language)
    middle = top - sheet.head - CURVE / 2
    name = style.wrap(name, CURVE, style.SMALL)
    across = sheet.left - TICKS - AXIS / 2
    page.text(across, middle, name, rotation=90, ha="center", va="center", fontsize=style.SMALL)
    y = top - sheet.head - CURVE - sheet.under
    for row in sheet.rows:
        y -= row.height
        text = [(row.text, style.SMALL, row.option is None)]
        middle = y + (row.height if row.option else row.height - 0.8) / 2
        draw_lines(page, text, 0.5 if row.option is None else 2.5, middle + lines_height(text) / 2, align="left")


def _draw_panel(
    figure: Figure,
    page: Axes,
    part: pd.DataFrame,
    model: StudyModel,
    sheet: _Sheet,
    place: tuple[float, float],
    *,
    first: bool,
) -> None:
    left, top = place
    draw_lines(page, _head(part, model, sheet.width, sheet.language), left, top - 0.5, align="left")
    ordered = _with_result(part).sort_values("estimate", kind="stable").reset_index(drop=True)
    y = top - sheet.head - CURVE
    if len(ordered):
        _draw_curve(style.plot_axes(figure, left, y, sheet.width, CURVE), ordered, sheet, first=first)
    draw_lines(page, _counts(part, sheet.width, sheet.language), left + sheet.width / 2, y - 1.0)
    y -= sheet.under
    for row in sheet.rows:
        y -= row.height
        chosen = (ordered[row.choice] == row.option).to_numpy() if row.option is not None else None
        if chosen is None or not len(chosen):
            continue
        if chosen.any():
            reach = (left, left + sheet.width, y + 0.4, y + row.height - 0.4)
            _draw_option(page, chosen, (ordered["finding"] == "none").to_numpy(), reach)
        elif (part[row.choice] == row.option).any():
            words = [(figure_word("curve_no_result", sheet.language), style.SMALL, False)]
            draw_lines(page, words, left + sheet.width / 2, y + row.height / 2 + lines_height(words) / 2)


def _draw_curve(axes: Axes, ordered: pd.DataFrame, sheet: _Sheet, *, first: bool) -> None:
    places: FloatArray = np.arange(len(ordered), dtype=np.float64) + 0.5
    heights = ordered["estimate"].to_numpy(dtype=float)
    unresolved = (ordered["finding"] == "none").to_numpy()
    # Where the lines run together they make a ground, and must not drown the dots.
    ground = style.HAIRLINE if len(ordered) > DENSE else style.PALE_FRAME
    for chosen, colour in ((~unresolved, ground), (unresolved, UNRESOLVED_GROUND)):
        bounds = ordered.loc[chosen, ["lower", "upper"]].to_numpy(dtype=float)
        lines = np.column_stack([bounds, np.full(len(bounds), np.nan)]).ravel()
        axes.plot(np.repeat(places[chosen], 3), lines, color=colour, linewidth=0.3, solid_capstyle="butt")
    axes.axhline(0.0, color=style.GREY, linewidth=0.7)
    for finding, colour in COLOURS.items():
        chosen = (ordered["finding"] == finding).to_numpy()
        if chosen.any():
            axes.plot(places[chosen], heights[chosen], color=colour, **(TICK if finding == "none" else DOT))
    main = ordered["main"].to_numpy(dtype=bool)
    axes.plot(places[main], heights[main], **MAIN)
    axes.set_xlim(0.0, len(ordered))
    axes.set_ylim(*sheet.limits)
    axes.set_xticks([])
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    style.write_ticks(axes.yaxis, sheet.language)
    axes.tick_params(labelleft=first, length=2.0, pad=1.5)
    axes.spines[["right", "top", "bottom"]].set_visible(False)


def _draw_option(
    page: Axes, chosen: BoolArray, unresolved: BoolArray, reach: tuple[float, float, float, float]
) -> None:
    """Draw the strip of an option between left, right, bottom and top: axes of its own would take ten times as long."""
    left, right, bottom, top = reach
    shades = option_shades(chosen)[None]
    page.imshow(shades, cmap=SHADES, vmin=0.0, vmax=1.0, aspect="auto", interpolation="nearest", extent=reach)
    struck = left + (np.flatnonzero(chosen & unresolved) + 0.5) * (right - left) / len(chosen)
    page.vlines(struck, bottom, top, color=UNRESOLVED, linewidth=0.4)
    look: Mapping[str, Any] = {"fill": False, "edgecolor": style.PALE_FRAME, "linewidth": 0.4, "zorder": 2.5}
    page.add_patch(Rectangle((left, bottom), right - left, top - bottom, **look))
