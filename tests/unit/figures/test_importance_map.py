"""The importance-performance map: which points, and numbers that stand clear of each other."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from study.figures import style
from study.figures.importance_map import FOOT, HEIGHT, LEFT, draw_importance_map, mapped, spots
from study.setup.study_model import StudyModel
from unit.figures.test_drawings import extents, inside, overlap
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
    found = mapped(model, importance_table(model), "en")
    assert [one.label for one in found][:3] == ["Backward linkages", "Forward linkages", "Spatial agglomeration"]
    assert len(found) == 7
    assert {one.construct for one in found} == {"X1", "X2", "X3"}


def test_a_study_without_dimensions_shows_its_constructs() -> None:
    model = satisfaction_study()
    assert [one.label for one in mapped(model, importance_table(model), "en")] == list(model.constructs)[:-1]


def test_the_last_target_of_the_file_is_drawn() -> None:
    model = cluster_study()
    other = importance_table(model).assign(target="X3", importance=9.0)
    both = pd.concat([other, importance_table(model)])
    assert max(one.importance for one in mapped(model, both, "id")) < 1


@pytest.mark.parametrize("study", [cluster_study, satisfaction_study])
@pytest.mark.parametrize("alike", [False, True])
def test_no_text_is_clipped_or_covers_another(study: object, alike: bool) -> None:
    model = study()  # type: ignore[operator]
    table = importance_table(model)
    values = np.full(len(table), 0.2) if alike else None
    with style.print_style():
        figure = draw_importance_map(model, importance_table(model, values), "id", "DATA SIMULASI")
        places = extents(figure)
        width, height = figure.get_size_inches() * style.MM_PER_INCH
    assert [text for text, box in places.items() if not inside(box, width, height)] == []
    assert [(one, two) for (one, a), (two, b) in combinations(places.items(), 2) if overlap(a, b)] == []


def test_nothing_that_can_be_computed_is_an_empty_map() -> None:
    model = cluster_study()
    with style.print_style():
        figure = draw_importance_map(model, importance_table(model).assign(importance=np.nan), "en")
    assert figure.axes[0].lines == [] or not list(figure.axes[0].lines)


def test_numbers_stand_near_their_points_and_clear_of_each_other() -> None:
    generator = np.random.default_rng(2)
    points = generator.uniform((LEFT + 10, FOOT + 10), (LEFT + 60, FOOT + HEIGHT - 10), (12, 2))
    found = np.array(spots(points))
    assert (np.hypot(*(found - points).T) < 11).all()
    for one, two in combinations(found, 2):
        assert (np.abs(one - two) >= (4.2, 3.6)).any()
