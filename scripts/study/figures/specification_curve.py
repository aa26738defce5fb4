"""The specification curve: every estimate in order of size, and below it where each option's universes lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from study.figures import style
from study.figures.diagram import Line, draw_lines, lines_height
from study.figures.layout import Floats
from study.setup.codebook import Codebook
from study.setup.study_model import StudyModel
from study.setup.study_names import construct_label, option_label
from study.words.dictionary import choice_label, figure_word

__all__ = ["draw_specification_curve", "option_shades"]

# What is found, then the choices; the decision rule moves no estimate, so its place on the curve would say nothing.
ROWS = ("finding", "missing_answers", "straight_lining", "waived", "dropped", "estimator")
LABELS, TICKS = 45.0, 8.0  # mm, columns of the words and of the tick labels
GAP, CURVE = 3.0, 36.0  # mm, between panels, and height of a curve
ROW, HEADING = 3.9, 5.2  # mm, an option and the name of its choice
PANELS = 3  # side by side
WITH_OPTIONS = 4  # most paths whose options are shown
BINS = 48
DENSE = 150  # universes of a panel
NEGATIVE = "#8A1C1C"
SHADES = LinearSegmentedColormap.from_list("options", [(0.0, "#FFFFFF"), (0.35, "#C6DBEF"), (1.0, "#08519C")])


@dataclass(frozen=True)
class _Row:
    """A line of the words beside the panels: a choice's name (option None) or an option; its height (mm)."""

    choice: str
    option: str | None
    text: str
    height: float


@dataclass(frozen=True)
class _Sheet:
    """What all panels share: the rows below a curve, limits of the estimates, language; heights in mm."""

    rows: tuple[_Row, ...]
    limits: tuple[float, float]
    left: float
    width: float
    head: float
    language: str

    @property
    def depth(self) -> float:
        """Height of the rows."""
        return sum(row.height for row in self.rows)

    @property
    def band(self) -> float:
        """Height of one line of panels."""
        return self.head + CURVE + 2.0 + self.depth + 3.0


def draw_specification_curve(
    model: StudyModel, codebook: Codebook, universes: pd.DataFrame, language: str, notice: str = ""
) -> Figure:
    """Draw `robustness.csv`, one panel per path under test, up to three side by side.

    Estimates stand in order of size with their intervals; a filled dot is significant. The main analysis is marked.
    Below, each option's row is darker where more of its universes lie; left out where there are many paths.
    """
    parts = [part for _, part in universes.groupby(["source", "target"], sort=False)]
    sheet = _sheet(model, codebook, universes, parts, language)
    notes = [(figure_word(key, language), style.SMALL, False) for key in _note_keys(universes, sheet)]
    notes = [(style.wrap(text, style.WIDTH - 1.0, size), size, bold) for text, size, bold in notes]
    foot = lines_height(notes) + 2.0
    bands = [parts[start : start + PANELS] for start in range(0, len(parts), PANELS)]
    height = foot + sheet.band * len(bands)
    figure = style.page(height, notice)
    page = style.canvas(figure, style.WIDTH, height)
    for number, band in enumerate(bands):
        top = height - sheet.band * number
        _draw_words(page, sheet, top)
        for column, part in enumerate(band):
            left = sheet.left + column * (sheet.width + GAP)
            _draw_panel(figure, page, part, model, sheet, (left, top), first=column == 0)
    draw_lines(page, notes, 0.5, lines_height(notes) + 0.5, align="left")
    return figure


def option_shades(chosen: npt.NDArray[np.bool_], bins: int = BINS) -> Floats:
    """Return how many of an option's universes lie in each of at most `bins` runs of the curve, the most being 1.

    chosen (U,): whether each universe, in the order of the curve, has the option. Runs differ by one universe at most;
    0 where no universe has it.
    """
    edges = np.linspace(0, len(chosen), min(bins, len(chosen)) + 1).round().astype(int)
    shares = np.array([chosen[low:high].mean() for low, high in pairwise(edges)])
    return np.asarray(shares / max(float(shares.max()), 1e-12))


def _sheet(
    model: StudyModel, codebook: Codebook, universes: pd.DataFrame, parts: Sequence[pd.DataFrame], language: str
) -> _Sheet:
    rows = tuple(_rows(codebook, universes, language)) if len(parts) <= WITH_OPTIONS else ()
    left = TICKS + (LABELS if rows else 1.0)
    width = (style.WIDTH - left - GAP * (PANELS - 1) - 1.0) / PANELS
    head = max(lines_height(_head(part, model, width, language)) for part in parts) + 1.5
    values = universes[["estimate", "lower", "upper"]].to_numpy(dtype=float)
    known = np.append(values[np.isfinite(values)], 0.0)
    margin = 0.05 * max(float(np.ptp(known)), 0.1)
    return _Sheet(rows, (float(known.min()) - margin, float(known.max()) + margin), left, width, head, language)


def _rows(codebook: Codebook, universes: pd.DataFrame, language: str) -> list[_Row]:
    rows = []
    for choice in ROWS:
        options = list(universes[choice].unique())
        if len(options) == 1 and choice != "finding":
            continue
        rows.append(_Row(choice, None, choice_label(choice, language), HEADING))
        for option in options:
            text = style.wrap(option_label(choice, str(option), codebook, language), LABELS - 3.0, style.SMALL)
            height = max(ROW, style.text_size(text, style.SMALL)[1] + 0.5)
            rows.append(_Row(choice, str(option), text, height))
    return rows


def _note_keys(universes: pd.DataFrame, sheet: _Sheet) -> list[str]:
    findings = set(universes["finding"])
    shown = {
        "curve_dots": True,
        "curve_negative": "negative" in findings,
        "not_estimable": "unknown" in findings,
        "curve_main": True,
        "curve_shades": bool(sheet.rows),
    }
    return [key for key, is_shown in shown.items() if is_shown]


def _head(part: pd.DataFrame, model: StudyModel, width: float, language: str) -> list[Line]:
    source = construct_label(model, part["source"].iloc[0], language)
    target = construct_label(model, part["target"].iloc[0], language)
    hypothesis = part["hypothesis"].iloc[0]
    lead = f"{hypothesis}: " if isinstance(hypothesis, str) and hypothesis else ""
    return [(style.wrap(f"{lead}{source}\u00a0→ {target}", width, style.SMALL, True), style.SMALL, True)]


def _draw_words(page: Axes, sheet: _Sheet, top: float) -> None:
    y = top - sheet.head - CURVE - 2.0
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
    ordered = part.sort_values("estimate", kind="stable", na_position="last").reset_index(drop=True)
    axes = style.plot_axes(figure, left, top - sheet.head - CURVE, sheet.width, CURVE)
    _draw_curve(axes, ordered, sheet, first=first)
    y = top - sheet.head - CURVE - 2.0
    for row in sheet.rows:
        y -= row.height
        if row.option is not None:
            strip = style.plot_axes(figure, left, y + 0.4, sheet.width, row.height - 0.8)
            _draw_option(strip, (ordered[row.choice] == row.option).to_numpy())


def _draw_curve(axes: Axes, ordered: pd.DataFrame, sheet: _Sheet, *, first: bool) -> None:
    places: Floats = np.arange(len(ordered), dtype=np.float64) + 0.5
    gaps = np.full(len(ordered), np.nan)
    heights = np.column_stack([ordered[["lower", "upper"]].to_numpy(dtype=float), gaps]).ravel()
    # Where the lines run together they make a ground, and must not drown the dots.
    colour = style.HAIRLINE if len(ordered) > DENSE else style.PALE_FRAME
    axes.plot(np.repeat(places, 3), heights, color=colour, linewidth=0.3, solid_capstyle="butt")
    axes.axhline(0.0, color=style.GREY, linewidth=0.7)
    for finding, colour, face in (("none", style.GREY, "white"), ("positive", style.DARK, style.DARK)):
        _draw_dots(axes, places, ordered, finding, colour, face)
    _draw_dots(axes, places, ordered, "negative", NEGATIVE, NEGATIVE)
    main = ordered.index[ordered["main"]]
    axes.plot(
        places[main], ordered.loc[main, "estimate"], "D", markersize=5.0, color="white", markeredgecolor=style.DARK
    )
    axes.set_xlim(0.0, len(ordered))
    axes.set_ylim(*sheet.limits)
    axes.set_xticks([])
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    style.write_ticks(axes.yaxis, sheet.language)
    axes.tick_params(labelleft=first, length=2.0, pad=1.5)
    for side in ("right", "top", "bottom"):
        axes.spines[side].set_visible(False)


def _draw_dots(axes: Axes, places: Floats, ordered: pd.DataFrame, finding: str, colour: str, face: str) -> None:
    chosen = (ordered["finding"] == finding).to_numpy()
    axes.plot(
        places[chosen],
        ordered["estimate"].to_numpy(dtype=float)[chosen],
        "o",
        markersize=1.6,
        markeredgewidth=0.4,
        markerfacecolor=face,
        markeredgecolor=colour,
    )


def _draw_option(axes: Axes, chosen: npt.NDArray[np.bool_]) -> None:
    axes.imshow(option_shades(chosen)[None], cmap=SHADES, vmin=0.0, vmax=1.0, aspect="auto", interpolation="nearest")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(style.PALE_FRAME)
        spine.set_linewidth(0.4)
