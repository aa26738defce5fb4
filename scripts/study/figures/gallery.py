"""Every figure of a study under the name of its files."""

from collections.abc import Callable, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from study.figures import style
from study.figures.alt_text import alt_texts
from study.figures.answers_per_item import draw_answers_per_item
from study.figures.forests import draw_dimension_forest, draw_path_forest
from study.figures.growth import draw_growth
from study.figures.htmt_map import draw_htmt_map
from study.figures.importance_map import draw_importance_map
from study.figures.model_diagrams import draw_conceptual_model, draw_path_model
from study.figures.respondent_flow import draw_respondent_flow
from study.figures.sources import Material
from study.figures.specification_curve import draw_specification_curve
from study.setup.data_status import notice
from study.setup.study_names import indicator_labels

__all__ = ["described", "drawings", "write_figures"]


def write_figures(material: Material, language: str, data_status: str, folder: Path) -> None:
    """Draw every figure and save it in the folder as SVG, PDF and PNG, with its text alternative as its description."""
    folder.mkdir(exist_ok=True)
    texts = alt_texts(material, language, notice(data_status, language))
    with style.print_style():
        for name, draw in drawings(material, language, notice(data_status, language)).items():
            style.save(draw(), folder / name, name, texts[name])


def described(material: Material, languages: Sequence[str], data_status: str) -> dict[str, dict[str, str]]:
    """Return each figure's text alternative in each language."""
    texts = {language: alt_texts(material, language, notice(data_status, language)) for language in languages}
    return {name: {language: texts[language][name] for language in texts} for name in texts[languages[0]]}


def drawings(material: Material, language: str, notice: str) -> dict[str, Callable[[], Figure]]:
    """Name the figures of a study with what draws each.

    The growth figure shows official statistics and never carries the notice of simulated answers.
    """
    model, paths, level = material.model, material.paths, material.confidence_level
    labels, answers = indicator_labels(material.codebook, language), material.codebook.scale.words(language)
    universes, importance = material.universes, material.importance
    flows, codebook, growth = (material.flow, material.pilot_flow), material.codebook, material.growth
    survey = {
        "conceptual_model": lambda: draw_conceptual_model(model, language, notice),
        "respondent_flow": lambda: draw_respondent_flow(*flows, codebook, language, notice),
        "answers_per_item": lambda: draw_answers_per_item(
            model, material.descriptives, labels, answers, language, notice
        ),
        "htmt_map": lambda: draw_htmt_map(model, material.htmt, material.htmt_threshold, language, notice),
        "path_model": lambda: draw_path_model(model, paths, material.r_squared, level, language, notice),
        "path_forest": lambda: draw_path_forest(model, paths, level, language, notice),
    }
    effects, differences = material.dimension_effects, material.dimension_differences
    if effects is not None and differences is not None:
        survey["dimension_forest"] = lambda: draw_dimension_forest(model, effects, differences, level, language, notice)
    if importance is not None:
        survey["importance_map"] = lambda: draw_importance_map(model, importance, language, notice)
    if universes is not None:
        survey["specification_curve"] = lambda: draw_specification_curve(
            model, material.codebook, universes, language, notice
        )
    return survey if growth is None else {"growth": lambda: draw_growth(growth, language), **survey}
