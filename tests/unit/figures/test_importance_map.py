"""The importance-performance map: which points, and numbers that stand clear of each other."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from study.figures import style
from study.figures.gallery import alt_texts
from study.figures.importance_map import (
    FOOT,
    HEIGHT,
    LEFT,
    Element,
    draw_importance_map,
    list_elements,
    name_quadrant,
    place_numbers,
)
from study.setup.study_model import StudyModel
from unit.figures.test_drawings import extents, figure_data, inside, material, overlap
from unit.result_samples import cluster_study, satisfaction_study


def importance_table(model: StudyModel, values: np.ndarray | None = None) -> pd.DataFrame:
    rows = [
        {"level": level, "element": name, "construct": construct.name, "target": list(model.constructs)[-1]}
        for construct in model.constructs.values()
        for level, names in (
            ("construct", [construct.name]),
            ("dimension", [part.name for part in construct.dimensions]),
            ("indicator", construct.indicators),
        )
        for name in names
    ]
    table = pd.DataFrame(rows)
    random = np.random.default_rng(1).uniform(0.05, 0.4, len(table)) if values is None else values
    table["importance"] = np.where(table["construct"] == table["target"], np.nan, random)
    return table.assign(performance=100 * random + 30)


def test_the_points_are_the_dimensions_that_lead_to_the_target() -> None:
    model = cluster_study()
    found = list_elements(model, importance_table(model), "en")
    assert [one.label for one in found][:3] == ["Backward linkages", "Forward linkages", "Spatial agglomeration"]
    assert len(found) == 7
    assert {one.construct for one in found} == {"X1", "X2", "X3"}


def test_a_study_without_dimensions_shows_its_constructs() -> None:
    model = satisfaction_study()
    assert [one.label for one in list_elements(model, importance_table(model), "en")] == list(model.constructs)[:-1]


def test_the_last_target_of_the_file_is_drawn() -> None:
    model = cluster_study()
    other = importance_table(model).assign(target="X3", importance=9.0)
    both = pd.concat([other, importance_table(model)])
    assert max(one.importance for one in list_elements(model, both, "id")) < 1


@pytest.mark.parametrize("study", [cluster_study, satisfaction_study])
@pytest.mark.parametrize("alike", [False, True])
def test_no_text_is_clipped_or_covers_another(study: object, alike: bool) -> None:
    model = study()  # type: ignore[operator]
    table = importance_table(model)
    values = np.full(len(table), 0.2) if alike else None
    with style.print_style():
        figure = draw_importance_map(
            figure_data(model, importance=importance_table(model, values)), "id", "DATA SIMULASI"
        )
        places = extents(figure)
        width, height = figure.get_size_inches() * style.MM_PER_INCH
    assert [text for text, box in places.items() if not inside(box, width, height)] == []
    assert [(one, two) for (one, a), (two, b) in combinations(places.items(), 2) if overlap(a, b)] == []


# Whether importance and performance are above their means.
WORDS = {
    (True, False): ("Prioritas utama", "Concentrate here"),
    (True, True): ("Pertahankan prestasi", "Keep up the good work"),
    (False, False): ("Prioritas rendah", "Low priority"),
    (False, True): ("Berlebihan", "Possible overkill"),
}


@pytest.mark.parametrize("language", ["id", "en"])
def test_quadrants_are_named_in_their_corners(language: str) -> None:
    model = cluster_study()
    with style.print_style():
        figure = draw_importance_map(figure_data(model, importance=importance_table(model)), language)
        places = {text.split(" ", 1)[1]: box for text, box in extents(figure).items()}
        scale = style.MM_PER_INCH / figure.dpi
        middle = figure.axes[0].transData.transform(dashed(figure)) * scale
    for (is_right, is_top), words in WORDS.items():
        box = places[words[language == "en"]]
        assert (box.x0 > middle[0], box.x1 > middle[0]) == (is_right, is_right)
        assert (box.y0 > middle[1], box.y1 > middle[1]) == (is_top, is_top)


def dashed(figure: Figure) -> tuple[float, float]:
    """Return where the dashed lines stand: importance and performance."""
    across, up = (line for line in figure.axes[0].lines if line.get_linestyle() == "--")
    return float(across.get_xdata()[0]), float(up.get_ydata()[0])


def test_points_that_do_not_differ_part_no_quadrants() -> None:
    model = cluster_study()
    table = importance_table(model, np.full(len(importance_table(model)), 0.2))
    with style.print_style():
        words = " ".join(extents(draw_importance_map(figure_data(model, importance=table), "en")))
    assert "Concentrate here" not in words
    points = list_elements(model, table, "en")
    assert {name_quadrant(point, points) for point in points} == {""}


def test_every_point_lies_in_the_quadrant_of_its_values() -> None:
    points = [Element(name, "X", *values) for name, *values in (("a", 0.1, 40.0), ("b", 0.1, 60.0), ("c", 0.4, 20.0))]
    points.append(Element("d", "X", 0.4, 80.0))
    assert [name_quadrant(point, points) for point in points] == ["low_priority", "overkill", "concentrate", "keep_up"]


def test_ticks_cover_the_points_and_end_with_the_scale() -> None:
    model = cluster_study()
    table = importance_table(model)
    table["performance"] = np.linspace(41.0, 99.5, len(table))
    with style.print_style():
        axes = draw_importance_map(figure_data(model, importance=table), "en").axes[0]
    points = list_elements(model, table, "en")
    for ticks, values in (
        (axes.get_xticks(), [point.importance for point in points]),
        (axes.get_yticks(), [point.performance for point in points]),
    ):
        assert ticks[0] <= min(values)
        assert ticks[-1] >= max(values)
    assert axes.get_yticks()[-1] <= 100


def test_numbers_stand_off_the_dashed_lines() -> None:
    points = np.array([[60.0, 50.0], [60.0, 58.0], [90.0, 52.0]])
    crossing = np.array([[62.0, 54.0]])
    words = [(80.0, 54.5, 100.0, 60.0)]
    for x, y in place_numbers(points, crossing, words):
        assert abs(x - 62.0) > 2.1
        assert abs(y - 54.0) > 1.8
        assert not (80.0 < x < 100.0 and 54.5 < y < 60.0)


def test_the_text_alternative_names_the_quadrants(tmp_path: Path) -> None:
    model = cluster_study()
    study = replace(material(tmp_path / "map", model, [0.2, 0.1, 0.4]), tables={"importance": importance_table(model)})
    text = alt_texts(study, "en", "")["importance_map"]
    points = list_elements(model, importance_table(model), "en")
    low = [point.label for point in points if name_quadrant(point, points) == "low_priority"]
    assert f"quadrant “Low priority”: {', '.join(low)}" in text


def test_nothing_that_can_be_computed_is_an_empty_map() -> None:
    model = cluster_study()
    with style.print_style():
        figure = draw_importance_map(
            figure_data(model, importance=importance_table(model).assign(importance=np.nan)), "en"
        )
    assert figure.axes[0].lines == [] or not list(figure.axes[0].lines)


def test_numbers_stand_near_their_points_and_clear_of_each_other() -> None:
    generator = np.random.default_rng(2)
    points = generator.uniform((LEFT + 10, FOOT + 10), (LEFT + 60, FOOT + HEIGHT - 10), (12, 2))
    found = np.array(place_numbers(points))
    assert (np.hypot(*(found - points).T) < 11).all()
    for one, two in combinations(found, 2):
        assert (np.abs(one - two) >= (4.2, 3.6)).any()
