"""Figures of panels: simple slopes of moderated paths, and the outcome over each necessary condition."""

from collections.abc import Hashable, Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plssem import necessity
from study.figures import style
from study.figures.figure_data import FigureData
from study.setup.study_model import ARROW, StudyModel
from study.setup.study_names import construct_label, moderators_label
from study.words.dictionary import figure_word

SLOPES = style.Panels(left=14.0, height=50.0, foot=13.0, head=12.0, note=7.0)
KEYS = ["path", "moderator", "given"]


def split_bands(bands: pd.DataFrame) -> Iterator[tuple[tuple[str, str, str], pd.DataFrame]]:
    """Yield path, moderator and level of a second one, empty where there is none, with the band."""
    for names, band in bands.fillna({"given": ""}).groupby(KEYS, sort=False):
        path, moderator, given = (str(name) for name in names)
        yield (path, moderator, given), band.reset_index(drop=True)


def draw_simple_slopes(data: FigureData, language: str, notice: str = "") -> Figure:
    """Draw `slope_bands.csv`, a panel for each effect; dashed lines at the limits in `slope_regions.csv`.

    Dark where the interval leaves out zero. A moderator of two values has a point with its interval at each.
    """
    model = data.model
    regions = data.tables["slope_regions"]
    drawn = list(split_bands(data.tables["slope_bands"]))
    height = SLOPES.depth(len(drawn))
    figure = style.page(height, notice)
    for number, (names, band) in enumerate(drawn):
        axes = style.plot_axes(figure, *SLOPES.place(number, len(drawn)))
        binary = names[1] in model.observed and model.observed[names[1]].is_binary
        if binary:
            _draw_points(axes, band)
        else:
            path, moderator, given = names
            # Limits stand where one region of significance ends and the next begins.
            own = regions[regions["path"].eq(path) & regions["moderator"].eq(moderator)] if not given else regions[:0]
            _draw_band(axes, band, [float(limit) for limit in own["lowest"].iloc[1:]])
        _label_slopes(axes, model, names, language, binary)
    page = style.canvas(figure, style.WIDTH, height)
    page.text(SLOPES.left, 1.0, figure_word("slope_note", language), fontsize=style.SMALL, va="bottom")
    return figure


def _draw_band(axes: Axes, band: pd.DataFrame, limits: list[float]) -> None:
    at, lower, upper = (band[name].to_numpy(dtype=float) for name in ("at", "lower", "upper"))
    clear = (lower > 0) | (upper < 0)
    axes.fill_between(at, lower, upper, facecolor=style.PALE, edgecolor="none")
    axes.fill_between(at, lower, upper, where=clear, facecolor=style.PALE_FRAME, edgecolor="none")
    axes.plot(at, band["estimate"].to_numpy(dtype=float), color=style.DARK, linewidth=1.1)
    for limit in limits:
        axes.axvline(limit, color=style.FRAME, linewidth=0.7, linestyle=(0, (4, 2)))
    axes.axhline(0.0, color=style.FRAME, linewidth=0.6)
    axes.set_xlim(at.min(), at.max())


def _draw_points(axes: Axes, band: pd.DataFrame) -> None:
    for row in band.to_dict("records"):
        at, lower, upper = (float(row[name]) for name in ("at", "lower", "upper"))
        axes.plot([at, at], [lower, upper], color=style.DARK, linewidth=1.1)
        ink = style.DARK if lower > 0 or upper < 0 else "white"
        axes.plot([at], [float(row["estimate"])], marker="o", markersize=5, color=style.DARK, markerfacecolor=ink)
    axes.axhline(0.0, color=style.FRAME, linewidth=0.6)
    axes.set_xlim(-0.5, 1.5)


def _label_slopes(axes: Axes, model: StudyModel, names: tuple[str, str, str], language: str, binary: bool) -> None:
    path, moderator, given = names
    source, target = path.split(ARROW)
    title = f"{construct_label(model, source, language)} → {construct_label(model, target, language)}"
    lines = [title, *([moderators_label(model, given, language)] if given else [])]
    axes.set_title(
        "\n".join(style.wrap(line, SLOPES.width, style.SMALL) for line in lines), fontsize=style.SMALL, pad=3
    )
    style.write_ticks(axes.yaxis, language)
    if binary:
        labels = [moderators_label(model, f"{moderator} = {value}", language) for value in (0, 1)]
        axes.set_xticks([0.0, 1.0], [style.wrap(label, SLOPES.width / 2, style.SMALL) for label in labels])
    else:
        style.write_ticks(axes.xaxis, language)
        words = figure_word("moderator_levels", language).format(moderator=construct_label(model, moderator, language))
        axes.set_xlabel(style.wrap(words, SLOPES.width, style.SMALL), fontsize=style.SMALL, labelpad=1.5)
    axes.set_ylabel(figure_word("slope", language), fontsize=style.SMALL, labelpad=style.LABEL_PAD)
    axes.spines[["right", "top"]].set_visible(False)


def count_clear(band: pd.DataFrame) -> int:
    """Count the levels whose interval leaves out zero."""
    return int(np.count_nonzero((band["lower"] > 0) | (band["upper"] < 0)))


def take_ends(band: pd.DataFrame) -> tuple[dict[Hashable, float], dict[Hashable, float]]:
    """Return the first and the last row of a band."""
    first, *_, last = band[["at", "estimate"]].to_dict("records")
    return first, last


SCATTERS = style.Panels(left=13.0, height=56.0, foot=12.0, head=5.0, note=12.0)
SCALE = (-2.0, 102.0)
POINT = 6.0  # points squared, a respondent
SMALLEST = 18.0  # points squared, a condition that none falls short of
LARGEST = 330.0  # points squared, one that all fall short of


def draw_necessity(data: FigureData, language: str, notice: str = "") -> Figure:
    """Draw `necessity.csv`, `combined_importance.csv` and the scores of conditions and outcome, from 0 to 100.

    The steps and the line are those of the scores; what is drawn beyond 0 to 100 is cut off.
    """
    model = data.model
    scores = data.tables["necessity_scores"]
    combined = data.tables["combined_importance"]
    conditions = list(combined["condition"])
    outcome = str(data.tables["necessity"]["outcome"].iloc[0])
    count = len(conditions) + 1
    height = SCATTERS.depth(count)
    figure = style.page(height, notice)
    places = [SCATTERS.place(number, count) for number in range(count)]
    for condition, place in zip(conditions, places, strict=False):
        axes = style.plot_axes(figure, *place)
        _draw_scatter(axes, scores[condition].to_numpy(), scores[outcome].to_numpy())
        _name_axes(
            axes, construct_label(model, condition, language), construct_label(model, outcome, language), language
        )
    _draw_combined(style.plot_axes(figure, *places[-1]), combined, language)
    level = f"{combined['outcome_level'].iloc[0]:.0f}"
    named = construct_label(model, outcome, language)
    notes = [figure_word("ceilings", language)]
    notes.append(figure_word("filled_marker", language).format(level=level, outcome=named))
    page = style.canvas(figure, style.WIDTH, height)
    text = "\n".join(style.wrap(note, style.WIDTH - SCATTERS.left, style.SMALL) for note in notes)
    page.text(SCATTERS.left, 1.0, text, fontsize=style.SMALL, va="bottom", linespacing=style.LINE_HEIGHT)
    return figure


def _draw_scatter(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    found = necessity(x[:, None], y)
    peers = found.peers[0]
    axes.scatter(x, y, s=POINT, facecolors="none", edgecolors=style.GREY, linewidths=0.5)
    across = np.append(peers[:, 0], x.max())
    axes.step(across, np.append(peers[:, 1], peers[-1, 1]), where="post", color=style.DARK, linewidth=1.1)
    if np.isfinite(found.slope[0]):
        ends = np.array([x.min(), min(x.max(), (y.max() - found.intercept[0]) / found.slope[0])])
        axes.plot(
            ends, found.intercept[0] + found.slope[0] * ends, color=style.DARK, linewidth=1.0, linestyle=(0, (4, 2))
        )
    axes.set_xlim(*SCALE)
    axes.set_ylim(*SCALE)


def _draw_combined(axes: Axes, combined: pd.DataFrame, language: str) -> None:
    known = combined.dropna(subset=["importance", "performance"])
    for row in known.to_dict("records"):
        size = SMALLEST + (LARGEST - SMALLEST) * float(row["share_below"])
        ink = style.PALE_FRAME if row["necessary"] else "none"
        x = float(row["importance"])
        y = float(row["performance"])
        axes.scatter([x], [y], s=size, facecolors=ink, edgecolors=style.DARK, linewidths=0.8)
        axes.annotate(
            str(row["condition"]),
            (x, y),
            xytext=(np.sqrt(size) / 2 + 2, 0),
            textcoords="offset points",
            va="center",
            fontsize=style.SMALL,
        )
    axes.set_xlim(*_map_limits(known["importance"], 0.05))
    axes.set_ylim(*_map_limits(known["performance"], 5.0))
    _name_axes(axes, figure_word("importance", language), figure_word("performance", language), language)
    axes.set_title(figure_word("combined_map", language), fontsize=style.SMALL, pad=2.5)


def _map_limits(values: pd.Series, least: float) -> tuple[float, float]:
    """Leave room around the values for markers and names; `least`: the narrowest range, in their units."""
    numbers = values.to_numpy(dtype=float) if len(values) else np.zeros(1)
    margin = 0.35 * max(float(np.ptp(numbers)), least)
    return float(numbers.min()) - margin, float(numbers.max()) + 1.6 * margin


def _name_axes(axes: Axes, x: str, y: str, language: str) -> None:
    for axis, words in ((axes.xaxis, x), (axes.yaxis, y)):
        style.write_ticks(axis, language)
        axis.set_label_text(style.wrap(words, SCATTERS.height, style.SMALL), fontsize=style.SMALL)
        axis.labelpad = style.LABEL_PAD
    axes.spines[["right", "top"]].set_visible(False)
