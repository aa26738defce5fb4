"""Every figure of a study, declared once: its name, the tables it needs, what draws it and what describes it.

The rules read the names when Snakemake starts, so that what draws is imported only where something is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from study.figures.figure_data import FigureData


@dataclass(frozen=True)
class FigureEntry:
    """A figure by the name of its files and of its caption in the report; `tables`: the results it needs.

    Official statistics show no answers, and never carry the notice of simulated ones.
    """

    name: str
    tables: tuple[str, ...] = ()
    shows_answers: bool = True


FIGURES = (
    FigureEntry("growth", ("growth",), shows_answers=False),
    FigureEntry("conceptual_model"),
    FigureEntry("respondent_flow"),
    FigureEntry("answers_per_item", ("descriptives",)),
    FigureEntry("htmt_map", ("htmt",)),
    FigureEntry("path_model", ("paths", "r_squared")),
    FigureEntry("path_forest", ("paths",)),
    FigureEntry("dimension_forest", ("dimension_effects", "dimension_differences")),
    FigureEntry("importance_map", ("importance",)),
    FigureEntry("necessity", ("necessity", "necessity_scores", "combined_importance")),
    FigureEntry("simple_slopes", ("slope_bands", "slope_regions")),
    FigureEntry("specification_curve", ("universes", "robustness_paths")),
)


def figure_names(tables: Collection[str]) -> list[str]:
    """Name the figures of a study that has these tables."""
    return [entry.name for entry in _entries(tables)]


def write_figures(data: FigureData, language: str, notice: str, folder: Path) -> None:
    """Draw every figure and save it in the folder as SVG, PDF and PNG, with its text alternative as its description."""
    from study.figures import style

    folder.mkdir(exist_ok=True)
    texts = alt_texts(data, language, notice)
    with style.print_style():
        for name, draw in drawings(data, language, notice).items():
            style.save(draw(), folder / name, name, texts[name])


def describe_figures(data: FigureData, notices: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return each figure's text alternative by language; `notices` holds the notice of each language."""
    texts = {language: alt_texts(data, language, notice) for language, notice in notices.items()}
    return {name: {language: texts[language][name] for language in texts} for name in figure_names(data.tables)}


def alt_texts(data: FigureData, language: str, notice: str) -> dict[str, str]:
    """Describe every figure of a study in one sentence each; figures with the notice end with it."""
    from study.figures.alt_text import DESCRIPTIONS

    ends = {entry.name: f" {notice}." if notice and entry.shows_answers else "" for entry in _entries(data.tables)}
    return {name: f"{DESCRIPTIONS[name](data, language)}.{end}" for name, end in ends.items()}


def drawings(data: FigureData, language: str, notice: str) -> dict[str, Callable[[], Figure]]:
    """Return what draws each figure of a study, by its name."""
    from study.figures.answers_per_item import draw_answers_per_item
    from study.figures.diagrams import draw_conceptual_model, draw_path_model, draw_respondent_flow
    from study.figures.figure_data import drawn_codebook, drawn_model
    from study.figures.forests import draw_dimension_forest, draw_path_forest
    from study.figures.growth import draw_growth
    from study.figures.htmt_map import draw_htmt_map
    from study.figures.importance_map import draw_importance_map
    from study.figures.panels import draw_necessity, draw_simple_slopes
    from study.figures.specification_curve import draw_specification_curve

    drawn = replace(data, model=drawn_model(data.model), codebook=drawn_codebook(data.codebook))
    draw: dict[str, Callable[[FigureData, str, str], Figure]] = {
        "growth": draw_growth,
        "conceptual_model": draw_conceptual_model,
        "respondent_flow": draw_respondent_flow,
        "answers_per_item": draw_answers_per_item,
        "htmt_map": draw_htmt_map,
        "path_model": draw_path_model,
        "path_forest": draw_path_forest,
        "dimension_forest": draw_dimension_forest,
        "importance_map": draw_importance_map,
        "simple_slopes": draw_simple_slopes,
        "necessity": draw_necessity,
        "specification_curve": draw_specification_curve,
    }
    return {
        entry.name: partial(draw[entry.name], drawn, language, notice if entry.shows_answers else "")
        for entry in _entries(data.tables)
    }


def _entries(tables: Collection[str]) -> Sequence[FigureEntry]:
    return [entry for entry in FIGURES if set(entry.tables) <= set(tables)]
