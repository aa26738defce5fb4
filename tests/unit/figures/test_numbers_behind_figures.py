"""What figures compute before they draw, worked by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.base.errors import StudyError
from study.figures.answers_per_item import bar_edges
from study.figures.figure_data import choose_notes, path_estimates
from study.figures.growth import choose_apart, number_quarters, quarter_name
from study.figures.htmt_map import htmt_matrix
from study.figures.style import tick_places
from study.setup.study_names import symbol_and_label, symbol_of
from study.words.dictionary import text_in
from unit.result_samples import cluster_study, paths_table


def test_half_of_the_middle_answer_lies_on_either_side_of_zero() -> None:
    # 0.1 + 0.2 below and half of 0.4: the bar begins at -0.5; then -0.4, -0.2, 0.2, 0.4.
    np.testing.assert_allclose(bar_edges(np.array([0.1, 0.2, 0.4, 0.2, 0.1])), [-0.5, -0.4, -0.2, 0.2, 0.4])


def test_an_even_scale_has_zero_between_its_halves() -> None:
    np.testing.assert_allclose(bar_edges(np.array([0.2, 0.3, 0.1, 0.4])), [-0.5, -0.3, 0.0, 0.1])


@given(st.lists(st.floats(0.01, 1.0), min_size=2, max_size=11))
def test_bars_are_as_long_as_all_answers_together(weights: list[float]) -> None:
    shares = np.array(weights) / sum(weights)
    edges = bar_edges(shares)
    assert edges[-1] + shares[-1] - edges[0] == pytest.approx(1.0)
    np.testing.assert_allclose(np.diff(edges), shares[:-1], atol=1e-12)


def test_ratios_fill_the_lower_triangle_whichever_comes_first() -> None:
    table = pd.DataFrame({"construct_1": ["A", "C"], "construct_2": ["B", "A"], "htmt": [0.5, 0.7]})
    expected = [[np.nan, np.nan, np.nan], [0.5, np.nan, np.nan], [0.7, np.nan, np.nan]]
    np.testing.assert_array_equal(htmt_matrix(["A", "B", "C"], table), expected)


def test_quarters_follow_each_other_over_the_turn_of_the_year() -> None:
    # 4 x 2022 + 4 - 1 = 8091; 4 x 2023 + 1 - 1 = 8092.
    index = number_quarters(pd.DataFrame({"year": [2022, 2023], "quarter": [4, 1]}))
    np.testing.assert_array_equal(index, [8091.0, 8092.0])


@pytest.mark.parametrize(("language", "name"), [("id", "Tw\u00a0IV 2022"), ("en", "Q4 2022")])
def test_quarters_have_names(language: str, name: str) -> None:
    assert quarter_name(8091.0, language) == name


def test_the_last_quarter_is_always_labelled() -> None:
    # From the right: 30, then 19 is 11 away, 12 only 7, 5 is 14 away.
    assert choose_apart(np.array([5.0, 12.0, 19.0, 30.0]), 10.0) == [0, 2, 3]


@pytest.mark.parametrize(
    ("ticks", "places"), [([0.0, 2.0, 4.0], 0), ([-0.2, 0.0, 0.2], 1), ([0.0, 0.05, 0.1], 2), ([0.25, 0.5], 2)]
)
def test_ticks_are_written_without_rounding(ticks: list[float], places: int) -> None:
    assert tick_places(ticks) == places


def test_an_interval_that_touches_zero_includes_it() -> None:
    table = paths_table(cluster_study(), [0.1, 0.0, -0.2]).assign(lower=[0.0, -0.1, -0.3], upper=[0.2, 0.1, -0.1])
    assert [estimate.includes_zero for estimate in path_estimates(table)] == [True, True, False]


def test_notes_tell_a_crossing_interval_from_a_missing_estimate() -> None:
    crossing, clear, missing = path_estimates(paths_table(cluster_study(), [0.1, 0.5, np.nan]))
    assert choose_notes([clear], "crosses") == []
    assert choose_notes([crossing, clear], "crosses") == ["crosses"]
    assert choose_notes([clear, missing], "crosses") == ["not_estimable"]


def test_paths_without_hypotheses_have_an_empty_one() -> None:
    table = paths_table(cluster_study(), [0.1, 0.5, 0.3]).assign(hypothesis=np.nan)
    assert [estimate.hypothesis for estimate in path_estimates(table)] == ["", "", ""]


def test_a_capital_with_or_without_a_number_is_a_symbol() -> None:
    assert [symbol_of(name) for name in ("Y", "X1", "X12", "EXP", "IMAG", "Image", "x1")] == [
        "Y",
        "X1",
        "X12",
        *4 * [""],
    ]
    assert symbol_and_label(cluster_study(), "Y", "id") == ("Y", "Keberlanjutan Usaha")
    unnamed = replace(cluster_study().constructs["Y"], label={"id": "y"})
    assert symbol_and_label(replace(cluster_study(), constructs={"Y": unnamed}), "Y", "id") == ("", "y")


def test_a_missing_label_is_named() -> None:
    with pytest.raises(StudyError, match=r"a text is missing: construct X: found languages id; expected en"):
        text_in({"id": "Citra"}, "en", "construct X")
