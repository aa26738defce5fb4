"""Simple slopes, drawn: bands and limits as the result files have them, nothing clipped, and what the words say."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from study.figures import style
from study.figures.diagrams import draw_conceptual_model, draw_path_model
from study.figures.gallery import alt_texts
from study.figures.panels import draw_simple_slopes
from study.setup.study_model import ModelPath, ObservedVariable, StudyModel
from unit.figures.test_drawings import extents, figure_data, inside, material, overlap
from unit.result_samples import cluster_study

SIZE = ObservedVariable("size", {"id": "Tenaga kerja", "en": "Workers"}, "workers", "number", "size")
MEN = {"id": "Pemilik laki-laki", "en": "Owned by men"}
WOMEN = {"id": "Pemilik perempuan", "en": "Owned by women"}
OWNER = ObservedVariable("owner_women", WOMEN, "sex", "category", "owner", ("P",), ("L",), MEN)


def study() -> StudyModel:
    return replace(cluster_study(), observed={"size": SIZE, "owner_women": OWNER})


def bands() -> pd.DataFrame:
    """One clear of zero above .55 and below -1.55, one at two values, and one at a level of a second moderator."""
    at = np.linspace(-2, 2, 41)
    along = pd.DataFrame({"path": "X1 -> Y", "moderator": "X3", "given": "", "at": at, "estimate": 0.2 * at + 0.1})
    third = along.assign(path="X2 -> Y", given="size = +1 SD")
    values = pd.DataFrame(
        {"path": "X2 -> Y", "moderator": "owner_women", "given": "", "at": [0, 1], "estimate": [0.4, 0.1]}
    )
    table = pd.concat([along, values, third], ignore_index=True)
    return table.assign(lower=table["estimate"] - 0.21, upper=table["estimate"] + 0.21)


REGIONS = pd.DataFrame(
    [("X1 -> Y", "X3", 1, -2.0, 0.49, "none"), ("X1 -> Y", "X3", 2, 0.51, 2.0, "positive")],
    columns=["path", "moderator", "region", "lowest", "highest", "finding"],
)


@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_is_clipped_and_no_text_stands_on_another(language: str) -> None:
    with style.print_style():
        figure = draw_simple_slopes(
            figure_data(study(), slope_bands=bands(), slope_regions=REGIONS), language, "DATA SIMULASI"
        )
        places = extents(figure)
        width, height = figure.get_size_inches() * style.MM_PER_INCH
    assert [text for text, box in places.items() if not inside(box, width, height)] == []
    assert [(one, two) for (one, a), (two, b) in combinations(places.items(), 2) if overlap(a, b)] == []


def test_each_panel_shows_its_slope_and_the_limits_of_its_regions() -> None:
    with style.print_style():
        figure = draw_simple_slopes(figure_data(study(), slope_bands=bands(), slope_regions=REGIONS), "en")
    first, values, third, _ = figure.axes
    line, limit, zero = first.lines
    np.testing.assert_allclose(line.get_xydata(), bands().iloc[:41][["at", "estimate"]])
    assert (list(limit.get_xdata()), list(zero.get_ydata())) == ([0.51, 0.51], [0.0, 0.0])
    assert len(third.lines) == 2
    assert [label.get_text() for label in values.get_xticklabels()] == ["Owned by men", "Owned by women"]
    # Filled where the interval leaves out zero: .19 to .61 does, -.11 to .31 does not.
    markers = [one.get_markerfacecolor() for one in values.lines if one.get_marker() == "o"]
    assert markers == [style.DARK, "white"]
    assert "LED orientation" in first.get_xlabel()
    assert "Workers one SD above its mean" in third.get_title()


def test_the_words_say_what_is_drawn(tmp_path: Path) -> None:
    made = material(tmp_path / "study", cluster_study(), [0.21, 0.10, 0.45])
    data = replace(made, model=study(), tables={"slope_bands": bands(), "slope_regions": REGIONS})
    text = alt_texts(data, "en", "")["simple_slopes"]
    # Above .55 (15 of 41 levels) and below -1.55 (5).
    ends = "along LED orientation: −0.300 at −2.00 SD and 0.500 at 2.00 SD"
    along = f"{ends}; levels whose interval leaves out zero: 48.8%"
    assert text.removeprefix("Simple slopes with their intervals (effects: 3): ").rstrip(".").split("; Cluster") == [
        f"Industrial linkages to Business sustainability {along}",
        " pattern to Business sustainability: 0.400 (Owned by men) and 0.100 (Owned by women)",
        f" pattern to Business sustainability (Workers one SD above its mean) {along}",
    ]


def test_control_variables_stand_below_the_model_and_not_in_it() -> None:
    model = study().with_controls([ModelPath("size", "Y")])
    with style.print_style():
        paths = pd.DataFrame(
            [
                {
                    "source": p.source,
                    "target": p.target,
                    "estimate": 0.3,
                    "lower": 0.1,
                    "upper": 0.5,
                    "hypothesis": "H1",
                }
                for p in model.paths
            ]
        )
        shares = pd.DataFrame({"construct": ["Y"], "r_squared": [0.4]})
        data = figure_data(model, paths=paths, r_squared=shares)
        drawn = [draw_conceptual_model(data, "en"), draw_path_model(data, "en")]
        texts = [[text.get_text().replace("\n", " ") for text in figure.axes[0].texts] for figure in drawn]
        plain = draw_conceptual_model(figure_data(study()), "en")
    for found in texts:
        assert [text for text in found if "Workers" in text] == [
            "Control variables, not drawn: Workers → Business sustainability"
        ]
    assert drawn[0].get_size_inches()[1] > plain.get_size_inches()[1]
