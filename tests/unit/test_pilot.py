import numpy as np
import pandas as pd
import pytest

from plssem import Model
from study.analysis.measurement_tables import item_total_table, judge_instrument

CRITERIA = {
    "outer_loading": 0.7,
    "average_variance_extracted": 0.5,
    "cronbach_alpha": 0.7,
    "composite_reliability": 0.7,
    "significance_level": 0.05,
}


def tables(loading: float, alpha: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    outer = pd.DataFrame({"indicator": ["a", "b"], "construct": ["X", "X"], "outer_loading": [loading, 0.9]})
    reliability = pd.DataFrame(
        {"construct": ["X"], "ave": [0.6], "cronbach_alpha": [alpha], "composite_reliability": [0.8]}
    )
    return outer, reliability


def test_fit_where_every_value_exceeds_its_threshold() -> None:
    assert judge_instrument(*tables(0.71, 0.71), CRITERIA) == {"fit_for_use": True, "failed": []}


def test_a_value_at_its_threshold_does_not_exceed_it() -> None:
    failed = [{"criterion": "outer_loading", "where": "a", "value": 0.7, "threshold": 0.7}]
    assert judge_instrument(*tables(0.7, 0.8), CRITERIA) == {"fit_for_use": False, "failed": failed}


def test_a_missing_value_fails() -> None:
    failed = [{"criterion": "cronbach_alpha", "where": "X", "value": None, "threshold": 0.7}]
    assert judge_instrument(*tables(0.8, float("nan")), CRITERIA) == {"fit_for_use": False, "failed": failed}


def test_a_construct_in_mode_b_is_not_judged_by_loadings_and_reliability() -> None:
    assert judge_instrument(*tables(0.2, 0.1), CRITERIA, {"X"}) == {"fit_for_use": True, "failed": []}


def test_item_totals_worked_by_hand() -> None:
    # a = (1,2,3,4), b = (2,1,4,3): r(a, b) = 3/5. Sum = (3,3,7,7): r(a, sum) = 4/sqrt(5 * 16) = 2/sqrt(5) = .8944.
    # n = 4, df = 2, two-sided 5 %: t = 4.30265, critical r = t/sqrt(t2 + 2) = .9500.
    model = Model.from_blocks({"X": ["a", "b"], "Y": ["y"]}, [("X", "Y")])
    table = item_total_table(np.array([[1, 2, 1], [2, 1, 2], [3, 4, 2], [4, 3, 4]], dtype=float), model, 0.05)
    np.testing.assert_allclose(table["r"], [2 / 5**0.5, 2 / 5**0.5, 1.0])
    np.testing.assert_allclose(table["r_corrected"], [0.6, 0.6, np.nan])
    np.testing.assert_allclose(table["critical_r"], 0.95, atol=5e-5)
    assert table["valid"].tolist() == [False, False, True]


def test_an_item_that_correlates_with_its_construct_only_through_itself_is_not_valid() -> None:
    """Two uncorrelated items: each has r = .71 with their sum, and r = 0 with the other alone."""
    answers = np.array([[1.0, 1.0, 1.0], [1.0, 5.0, 2.0], [5.0, 1.0, 3.0], [5.0, 5.0, 4.0]] * 10)
    table = item_total_table(answers, Model.from_blocks({"X": ("x1", "x2"), "Y": ("y1",)}, [("X", "Y")]), 0.05)
    assert table["r"][:2].tolist() == pytest.approx([np.sqrt(0.5)] * 2)
    assert table["r_corrected"][:2].tolist() == pytest.approx([0.0] * 2)
    assert not table["valid"][:2].any()
