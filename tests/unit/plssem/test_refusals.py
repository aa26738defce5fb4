"""What is refused of data: each message names the indicator or construct, on one line."""

import numpy as np
import pytest

from plssem import (
    DataError,
    Model,
    bootstrap,
    critical_correlation,
    detectable_path,
    estimate,
    inference,
    item_total_correlations,
    q_squared,
    required_cases,
)
from unit.plssem.samples import BLOCKS, PATHS, answers, model


def with_column(name: str, column: np.ndarray | float) -> np.ndarray:
    data = answers()
    data[:, model().indicators.index(name)] = column
    return data


@pytest.mark.parametrize("of", [estimate, item_total_correlations, q_squared])
def test_a_constant_indicator(of) -> None:
    with pytest.raises(DataError, match="constant indicator: indicator m2: found the same value in every case"):
        of(with_column("m2", 4.0), model())


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_value_that_is_not_finite(value: float) -> None:
    data = answers()
    data[[3, 7], 2] = value
    with pytest.raises(DataError, match="missing or infinite values: indicator x3: found 2 of 60"):
        estimate(data, model())


def test_the_wrong_number_of_columns() -> None:
    with pytest.raises(DataError, match=r"data of the wrong shape: indicators: found \(60, 8\); expected \(cases, 9\)"):
        estimate(answers()[:, :8], model())


def test_too_few_cases() -> None:
    with pytest.raises(DataError, match="too few cases: indicators: found 4; expected at least 5"):
        estimate(answers(cases=4), model())


def test_a_collinear_block_under_mode_b() -> None:
    data = with_column("x3", answers()[:, 0] + answers()[:, 1])
    with pytest.raises(DataError, match=r"collinear indicators under mode B: construct X: .*among x1, x2, x3"):
        estimate(data, model(modes={"X": "B"}))
    assert estimate(data, model()).converged


def test_collinear_antecedents() -> None:
    twins = Model.from_blocks({"A": ["a"], "B": ["b"], "C": ["c"]}, [("A", "C"), ("B", "C")])
    column = answers()[:, 0]
    with pytest.raises(DataError, match=r"perfectly collinear antecedents: construct C: .*among A, B"):
        estimate(np.column_stack([column, 2 * column + 1, answers()[:, 1]]), twins)


def test_the_bootstrap_refuses_what_the_sample_does_not_allow() -> None:
    with pytest.raises(DataError, match="constant indicator: indicator y1"):
        bootstrap(with_column("y1", 1.0), model(), 10, seed=1)
    with pytest.raises(DataError, match="setting out of range: resamples: found 1; expected a whole"):
        bootstrap(answers(), model(), 1, seed=1)


def test_blindfolding_refuses_a_distance_that_divides_the_cases() -> None:
    with pytest.raises(DataError, match=r"omission distance that divides .*: found 6 for 60 cases; .*; choose 7"):
        q_squared(answers(), model(), 6)
    with pytest.raises(DataError, match="omission distance out of range: blindfolding: found 1; "):
        q_squared(answers(), model(), 1)
    with pytest.raises(DataError, match="found 60; expected at least 2 and less than the 60 cases"):
        q_squared(answers(), model(), 60)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: critical_correlation(2), "too few cases: critical correlation: found 2"),
        (lambda: critical_correlation(30, 0.0), "setting out of range: significance_level: found 0.0"),
        (lambda: required_cases(0.0), "path out of range: minimum_path: found 0.0"),
        (lambda: required_cases(1.5), "path out of range: minimum_path: found 1.5"),
        (lambda: required_cases(0.2, power=1.0), "setting out of range: power: found 1.0"),
        (lambda: required_cases(0.2, power=0.04), "power without a test: power: found 0.04; expected more than 0.05"),
        (lambda: detectable_path(0), "too few cases: sample size: found 0"),
        (lambda: inference(np.ones(2), np.ones((5, 3))), r"draws that do not fit .*\(2,\) and draws \(5, 3\)"),
        (lambda: inference(np.ones(2), np.ones((5, 2)), 1.0), "setting out of range: confidence_level: found 1.0"),
    ],
)
def test_settings_out_of_range(call, message: str) -> None:
    with pytest.raises(DataError, match=message) as refusal:
        call()
    assert "\n" not in str(refusal.value)


def test_two_cases_more_than_regressors_are_enough() -> None:
    assert estimate(answers(cases=8, seed=3), Model.from_blocks(BLOCKS, PATHS, max_iterations=1000)).converged
