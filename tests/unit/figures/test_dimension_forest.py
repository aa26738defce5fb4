"""The forest plot of dimensions: what it shows, what it leaves out, and that its texts stand clear of each other."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex

from study.figures import style
from study.figures.forests import dimension_estimates, draw_dimension_forest
from unit.figures.test_drawings import extents, figure_data, inside, overlap
from unit.result_samples import cluster_study

MODEL = cluster_study()
EFFECTS = pd.DataFrame(
    [
        ("backward", "Y", "X1", 0.10, 0.01, 0.20),
        ("forward", "Y", "X1", 0.05, -0.02, 0.12),
        ("agglomeration", "Y", "X2", np.nan, np.nan, np.nan),
        ("agglomeration", "X3", "X2", 0.40, 0.30, 0.50),
    ],
    columns=["dimension", "target", "construct", "estimate", "lower", "upper"],
)
DIFFERENCES = pd.DataFrame(
    [("backward", "forward", "Y", "X1", 0.05, -0.03, 0.13)],
    columns=["first", "second", "target", "construct", "estimate", "lower", "upper"],
)
DATA = figure_data(MODEL, dimension_effects=EFFECTS, dimension_differences=DIFFERENCES)


def test_effects_of_a_construct_stand_above_their_differences_and_other_targets_are_left_out() -> None:
    texts, estimates = dimension_estimates(DATA, "en")
    assert texts == [
        "Backward linkages",
        "Forward linkages",
        "Backward linkages\u00a0− Forward linkages",
        "Spatial agglomeration",
    ]
    assert [one.hypothesis for one in estimates] == ["X1", "X1", "", "X2"]
    assert [one.value for one in estimates][:3] == [0.10, 0.05, 0.05]


def test_dimensions_of_one_label_all_have_their_row() -> None:
    parts = tuple(replace(part, label={"en": "Quality"}) for part in MODEL.constructs["X1"].dimensions)
    construct = replace(MODEL.constructs["X1"], dimensions=parts)
    alike = replace(MODEL, constructs={**MODEL.constructs, "X1": construct})
    texts, _ = dimension_estimates(replace(DATA, model=alike), "en")
    assert texts[:2] == ["Quality", "Quality"]


def test_open_circles_stand_for_intervals_with_zero_and_nothing_for_what_is_unknown() -> None:
    with style.print_style():
        figure = draw_dimension_forest(DATA, "id", "DATA SIMULASI")
        places = extents(figure)
        width, height = figure.get_size_inches() * style.MM_PER_INCH
    axes = next(one for one in figure.axes if one.get_xlabel())
    faces = [to_hex(line.get_markerfacecolor()) for line in axes.lines if line.get_marker() == "o"]
    assert faces == [style.DARK.lower(), "#ffffff", "#ffffff"]
    texts = [text.get_text() for one in figure.axes for text in one.texts]
    assert "0,100" in texts
    assert [text for text, box in places.items() if not inside(box, width, height)] == []
    assert [(one, two) for (one, a), (two, b) in combinations(places.items(), 2) if overlap(a, b)] == []
