"""Necessary conditions: a scatter of the outcome over each condition with its ceilings, and the combined map."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plssem import necessity
from study.figures import style
from study.setup.study_model import StudyModel
from study.setup.study_names import construct_label
from study.words.dictionary import figure_word

PANELS = style.Panels(left=13.0, height=56.0, foot=12.0, head=5.0, note=12.0)
SCALE = (-2.0, 102.0)
POINT = 6.0  # points squared, a respondent
SMALLEST = 18.0  # points squared, a condition that none falls short of
LARGEST = 330.0  # points squared, one that all fall short of


def draw_necessity(
    model: StudyModel,
    table: pd.DataFrame,
    scores: pd.DataFrame,
    combined: pd.DataFrame,
    language: str,
    notice: str = "",
) -> Figure:
    """Draw `necessity.csv` and `combined_importance.csv`; scores (N, conditions and outcome): from 0 to 100.

    The steps and the line are those of the scores; what is drawn beyond 0 to 100 is cut off.
    """
    conditions = list(combined["condition"])
    outcome = str(table["outcome"].iloc[0])
    count = len(conditions) + 1
    height = PANELS.depth(count)
    figure = style.page(height, notice)
    places = [PANELS.place(number, count) for number in range(count)]
    for condition, place in zip(conditions, places, strict=False):
        axes = style.plot_axes(figure, *place)
        _draw_scatter(axes, scores[condition].to_numpy(), scores[outcome].to_numpy())
        _label(axes, construct_label(model, condition, language), construct_label(model, outcome, language), language)
    _draw_map(style.plot_axes(figure, *places[-1]), combined, language)
    level = f"{combined['outcome_level'].iloc[0]:.0f}"
    named = construct_label(model, outcome, language)
    notes = [figure_word("ceilings", language)]
    notes.append(figure_word("filled_marker", language).format(level=level, outcome=named))
    page = style.canvas(figure, style.WIDTH, height)
    text = "\n".join(style.wrap(note, style.WIDTH - PANELS.left, style.SMALL) for note in notes)
    page.text(PANELS.left, 1.0, text, fontsize=style.SMALL, va="bottom", linespacing=style.LINE_HEIGHT)
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


def _draw_map(axes: Axes, combined: pd.DataFrame, language: str) -> None:
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
    axes.set_xlim(*_limits(known["importance"], 0.05))
    axes.set_ylim(*_limits(known["performance"], 5.0))
    _label(axes, figure_word("importance", language), figure_word("performance", language), language)
    axes.set_title(figure_word("combined_map", language), fontsize=style.SMALL, pad=2.5)


def _limits(values: pd.Series, least: float) -> tuple[float, float]:
    """Leave room around the values for markers and names; `least`: the narrowest range, in their units."""
    numbers = values.to_numpy(dtype=float) if len(values) else np.zeros(1)
    margin = 0.35 * max(float(np.ptp(numbers)), least)
    return float(numbers.min()) - margin, float(numbers.max()) + 1.6 * margin


def _label(axes: Axes, x: str, y: str, language: str) -> None:
    for axis, words in ((axes.xaxis, x), (axes.yaxis, y)):
        style.write_ticks(axis, language)
        axis.set_label_text(style.wrap(words, PANELS.height, style.SMALL), fontsize=style.SMALL)
        axis.labelpad = style.LABEL_PAD
    axes.spines[["right", "top"]].set_visible(False)
