"""Necessary conditions, drawn: the ceilings that the engine finds, nothing clipped, and what the words say."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from plssem import necessity
from study.analysis.dimension_tables import necessity_tables
from study.figures import style
from study.figures.gallery import alt_texts
from study.figures.panels import draw_necessity
from study.setup.configuration import NecessitySection
from study.setup.study_model import StudyModel
from unit.figures.test_drawings import extents, figure_data, inside, material, overlap
from unit.result_samples import cluster_study, satisfaction_study


def made_up(model: StudyModel) -> dict[str, pd.DataFrame]:
    """Results of a study whose outcome the first condition caps; scores from 5 to 95."""
    outcome = model.main_outcome
    conditions = tuple(name for name in model.constructs if name != outcome)
    section = NecessitySection(outcome, conditions, "ce_fdh", "empirical", 100, 0.1, 0.05, (0, 80), 80)
    random = np.random.default_rng(2)
    scores = pd.DataFrame(random.uniform(5, 95, (60, len(conditions))), columns=list(conditions))
    scores[outcome] = random.uniform(0.1, 1, 60) * scores[conditions[0]]
    importance = pd.DataFrame({"target": outcome, "level": "construct", "element": conditions, "importance": 0.3})
    importance["importance"] += 0.07 * np.arange(len(conditions))
    importance["performance"] = 55.0 + 7 * (np.arange(len(conditions)) % 3)
    tables = necessity_tables(scores, importance, section, seed=1)
    return {"necessity": tables["necessity"], "necessity_scores": scores, "combined_importance": tables["combined"]}


@pytest.mark.parametrize("study", [cluster_study, satisfaction_study])
@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_is_clipped_and_no_text_stands_on_another(study: object, language: str) -> None:
    model = study()  # type: ignore[operator]
    with style.print_style():
        figure = draw_necessity(figure_data(model, **made_up(model)), language, "DATA SIMULASI")
        places = extents(figure)
        width, height = figure.get_size_inches() * style.MM_PER_INCH
    assert [text for text, box in places.items() if not inside(box, width, height)] == []
    assert [(one, two) for (one, a), (two, b) in combinations(places.items(), 2) if overlap(a, b)] == []


def test_each_plot_shows_the_scores_the_steps_and_the_line_of_its_condition() -> None:
    model = cluster_study()
    tables = made_up(model)
    scores = tables["necessity_scores"]
    with style.print_style():
        figure = draw_necessity(figure_data(model, **tables), "en")
    for axes, condition in zip(figure.axes, ("X1", "X2", "X3"), strict=False):
        points = scores[[condition, "Y"]].to_numpy()
        np.testing.assert_allclose(axes.collections[0].get_offsets(), points)
        found = necessity(points[:, :1], points[:, 1])
        steps, line = axes.lines
        np.testing.assert_allclose(steps.get_xydata()[:-1], found.peers[0])
        assert steps.get_drawstyle() == "steps-post"
        np.testing.assert_allclose(line.get_ydata(), found.intercept[0] + found.slope[0] * line.get_xdata())
        assert line.get_ydata().max() < points[:, 1].max() + 1e-9


def test_the_map_fills_what_is_necessary_and_grows_with_those_who_fall_short() -> None:
    model = cluster_study()
    tables = made_up(model)
    combined = tables["combined_importance"].assign(necessary=[True, False, False], share_below=[1.0, 0.0, 0.5])
    with style.print_style():
        figure = draw_necessity(figure_data(model, **(tables | {"combined_importance": combined})), "en")
    markers = figure.axes[3].collections
    assert [len(marker.get_facecolors()) for marker in markers] == [1, 0, 0]
    sizes = [float(marker.get_sizes()[0]) for marker in markers]
    assert sizes[0] > sizes[2] > sizes[1] > 0
    np.testing.assert_allclose(
        [marker.get_offsets()[0] for marker in markers], combined[["importance", "performance"]].to_numpy()
    )


def test_words_tell_effect_sizes_p_and_the_map(tmp_path: Path) -> None:
    model = cluster_study()
    tables = made_up(model)
    tables["necessity"] = tables["necessity"].assign(effect_size=0.25, p=0.0123)
    tables["combined_importance"] = tables["combined_importance"].assign(
        importance=0.3, performance=61.5, share_below=0.24, necessary=[True, False, False]
    )
    study = replace(material(tmp_path / "plot", model, [0.2, 0.1, 0.4]), tables=tables)
    text = alt_texts(study, "en", "")["necessity"]
    assert text.startswith("Scatter plots of Business sustainability against its conditions (3), with their ceilings: ")
    assert "effect size 0.250 by steps (p =\xa00.012), 0.250 by line (p =\xa00.012)" in text
    assert text.count("importance 0.30, performance 61.5, necessary, 24.0% of the respondents below what is") == 1
    assert text.count("performance 61.5, not necessary") == 2
