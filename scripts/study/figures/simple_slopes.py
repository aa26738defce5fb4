"""Simple slopes: the effect of each moderated path along its moderator, with its interval."""

from collections.abc import Hashable, Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from study.figures import style
from study.setup.study_model import ARROW, StudyModel
from study.setup.study_names import construct_label, moderators_label
from study.words.dictionary import figure_word

PANELS = style.Panels(left=14.0, height=50.0, foot=13.0, head=12.0, note=7.0)
KEYS = ["path", "moderator", "given"]


def panels(bands: pd.DataFrame) -> Iterator[tuple[tuple[str, str, str], pd.DataFrame]]:
    """Yield path, moderator and level of a second one, empty where there is none, with the band."""
    for names, band in bands.fillna({"given": ""}).groupby(KEYS, sort=False):
        path, moderator, given = (str(name) for name in names)
        yield (path, moderator, given), band.reset_index(drop=True)


def draw_simple_slopes(
    model: StudyModel, bands: pd.DataFrame, regions: pd.DataFrame, language: str, notice: str = ""
) -> Figure:
    """Draw `slope_bands.csv`, a panel for each effect; dashed lines at the limits in `slope_regions.csv`.

    Dark where the interval leaves out zero. A moderator of two values has a point with its interval at each.
    """
    drawn = list(panels(bands))
    height = PANELS.depth(len(drawn))
    figure = style.page(height, notice)
    for number, (names, band) in enumerate(drawn):
        axes = style.plot_axes(figure, *PANELS.place(number, len(drawn)))
        binary = names[1] in model.observed and model.observed[names[1]].is_binary
        if binary:
            _draw_points(axes, band)
        else:
            _draw_band(axes, band, _limits(regions, names))
        _label(axes, model, names, language, binary)
    page = style.canvas(figure, style.WIDTH, height)
    page.text(PANELS.left, 1.0, figure_word("slope_note", language), fontsize=style.SMALL, va="bottom")
    return figure


def _limits(regions: pd.DataFrame, names: tuple[str, str, str]) -> list[float]:
    """Return where one region of significance ends and the next begins."""
    path, moderator, given = names
    own = regions[regions["path"].eq(path) & regions["moderator"].eq(moderator)] if not given else regions[:0]
    return [float(limit) for limit in own["lowest"].iloc[1:]]


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


def _label(axes: Axes, model: StudyModel, names: tuple[str, str, str], language: str, binary: bool) -> None:
    path, moderator, given = names
    source, target = path.split(ARROW)
    title = f"{construct_label(model, source, language)} → {construct_label(model, target, language)}"
    lines = [title, *([moderators_label(model, given, language)] if given else [])]
    axes.set_title(
        "\n".join(style.wrap(line, PANELS.width, style.SMALL) for line in lines), fontsize=style.SMALL, pad=3
    )
    style.write_ticks(axes.yaxis, language)
    if binary:
        labels = [moderators_label(model, f"{moderator} = {value}", language) for value in (0, 1)]
        axes.set_xticks([0.0, 1.0], [style.wrap(label, PANELS.width / 2, style.SMALL) for label in labels])
    else:
        style.write_ticks(axes.xaxis, language)
        words = figure_word("moderator_levels", language).format(moderator=construct_label(model, moderator, language))
        axes.set_xlabel(style.wrap(words, PANELS.width, style.SMALL), fontsize=style.SMALL, labelpad=1.5)
    axes.set_ylabel(figure_word("slope", language), fontsize=style.SMALL, labelpad=style.LABEL_PAD)
    axes.spines[["right", "top"]].set_visible(False)


def crossing(band: pd.DataFrame) -> int:
    """Count the levels whose interval leaves out zero."""
    return int(np.count_nonzero((band["lower"] > 0) | (band["upper"] < 0)))


def ends(band: pd.DataFrame) -> tuple[dict[Hashable, float], dict[Hashable, float]]:
    """Return the first and the last row of a band."""
    first, *_, last = band[["at", "estimate"]].to_dict("records")
    return first, last
