"""What is refused of data: each message names the indicator or construct, on one line."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from plssem import (
    DataError,
    HigherOrderModel,
    Model,
    ModeratedModel,
    Product,
    bootstrap,
    bootstrap_consistent,
    bootstrap_copulas,
    bootstrap_estimators,
    bootstrap_groups,
    bootstrap_higher_order,
    bootstrap_importance,
    bootstrap_moderated,
    construct_scores,
    critical_correlation,
    detectable_path,
    equations,
    estimate,
    estimate_from_correlations,
    exact_fit,
    importance_performance,
    inference,
    item_total_correlations,
    jackknife,
    leave_one_out,
    mardia,
    measurement_invariance,
    permute_groups,
    predict,
    q_squared,
    required_cases,
    resampled_errors,
)
from plssem.correlations import standardise
from unit.plssem.samples import BLOCKS, PATHS, answers, model


def with_column(name: str, column: np.ndarray | float) -> np.ndarray:
    data = answers()
    data[:, model().indicators.index(name)] = column
    return data


FIT = estimate(answers(), model())
HALF = np.arange(60) < 30
HIGHER = HigherOrderModel.from_blocks(BLOCKS, {"H": ["X", "M"]}, [("H", "Y"), ("Z", "Y")])
MODERATED = ModeratedModel(model(), (Product("X", "M", "Y"),))
TAKE_ANSWERS: dict[str, Callable[[Any], object]] = {
    "estimate": lambda data: estimate(data, model()),
    "construct_scores": lambda data: construct_scores(data, FIT),
    "equations": lambda data: equations(data, FIT),
    "items": lambda data: item_total_correlations(data, model()),
    "q_squared": lambda data: q_squared(data, model()),
    "predict": lambda data: predict(data, model(), leave_one_out(60)),
    "importance": lambda data: importance_performance(data, FIT, "Y", -99, 99),
    "exact_fit": lambda data: exact_fit(data, model(), 5, seed=1),
    "bootstrap": lambda data: bootstrap(data, model(), 5, seed=1),
    "jackknife": lambda data: jackknife(data, model()),
    "resampled_errors": lambda data: resampled_errors(data, model(), bootstrap(data, model(), 2, seed=1)),
    "consistent": lambda data: bootstrap_consistent(data, model(), 5, seed=1),
    "higher_order": lambda data: bootstrap_higher_order(data, HIGHER, 5, seed=1),
    "moderated": lambda data: bootstrap_moderated(data, MODERATED, 5, seed=1),
    "bootstrap_importance": lambda data: bootstrap_importance(data, model(), "Y", -99, 99, 5, seed=1),
    "copulas": lambda data: bootstrap_copulas(data, model(), "Y", (), 5, seed=1),
    "estimators": lambda data: bootstrap_estimators(data, {"one": model()}, 5, seed=1),
    "groups": lambda data: bootstrap_groups(data, HALF, model(), 5, seed=1),
    "permutation": lambda data: permute_groups(data, HALF, model(), 5, seed=1),
    "invariance": lambda data: measurement_invariance(data, HALF, model(), 5, seed=1),
    "mardia": lambda data: mardia(data, model().indicators),
}
NO_ANSWERS = {
    "text": (answers().astype(str), "answer that is no number: indicator x1, row 1: found '-?[0-9.]+'; expected a"),
    "complex": (answers().astype(complex), "answer that is no number: indicator x1, row 1"),
    "flat": (answers()[:, 0], r"data of the wrong shape: indicators: found \(60,\); expected \(cases, 9\)"),
    "stack": (answers()[None], r"data of the wrong shape: indicators: found \(1, 60, 9\)"),
    "too many columns": (np.ones((60, 10)), r"data of the wrong shape: indicators: found \(60, 10\)"),
    "ragged": ([[1.0] * 9, [1.0] * 8], "data of the wrong shape: indicators: found rows of different lengths"),
    "masked": (np.ma.masked_greater(answers(), 2), "missing or infinite values: indicator [xmzy][123]: found "),
    "other order": (
        pd.DataFrame(answers(), columns=model().indicators[::-1]),
        "columns that are not the model's indicators: indicators: found y3, y2",
    ),
    "huge": (
        answers() * 1e200,
        r"size that cannot be computed with: indicator x1: found values up to .*\+200",
    ),
    "tiny": (answers() * 1e-300, "values of a size that cannot be computed with: indicator x1"),
    "no cases": (answers()[:0], "too few cases: indicators: found 0"),
}


@pytest.mark.parametrize("function", TAKE_ANSWERS)
@pytest.mark.parametrize("name", NO_ANSWERS)
def test_what_is_not_answers_is_refused_on_one_line_wherever_it_is_given(function: str, name: str) -> None:
    data, message = NO_ANSWERS[name]
    if name == "no cases" and function in ("q_squared", "predict", "groups", "permutation", "invariance"):
        message = "found"  # Other settings do not fit no cases either, and are named first.
    with pytest.raises(DataError, match=message) as refusal:
        TAKE_ANSWERS[function](data)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("function", TAKE_ANSWERS)
def test_a_table_a_list_and_numbers_of_another_kind_are_answers(function: str) -> None:
    whole = np.rint(3 * answers())
    for data in (pd.DataFrame(whole, columns=model().indicators), whole.tolist(), whole.astype(np.int8)):
        TAKE_ANSWERS[function](data)


def test_a_large_offset_changes_nothing() -> None:
    whole = np.rint(3 * answers())
    far = estimate(whole + 1e12, model())
    np.testing.assert_allclose(far.path_coefficients, estimate(whole, model()).path_coefficients, atol=1e-9)
    draws = [bootstrap(data, model(), 50, seed=1).draws["path_coefficients"] for data in (whole, whole + 1e12)]
    np.testing.assert_allclose(draws[0], draws[1], atol=1e-9)


def test_correlations_of_other_indicators() -> None:
    with pytest.raises(DataError, match=r"correlations of the wrong shape: correlations: found \(3, 4\); expected"):
        estimate_from_correlations(np.ones((3, 4)), model())


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
    with pytest.raises(DataError, match="setting out of range: omission_distance: found 1; "):
        q_squared(answers(), model(), 1)
    with pytest.raises(DataError, match="found 60; expected at least 2 and below the 60 cases"):
        q_squared(answers(), model(), 60)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: q_squared(answers(), model(), 2.5), "setting out of range: omission_distance: found 2.5"),
        (
            lambda: inference(np.ones(2), np.ones((0, 2))),
            r"draws that do not fit .* draws \(0, 2\); .*a row or more",
        ),
        (lambda: bootstrap(answers(), model(), 10.0, seed=1), "setting out of range: resamples: found 10.0"),
        (
            lambda: estimate(answers(), model(), ["a"] * 60),
            "case weights that cannot weigh: case_weights: found <U1",
        ),
        (lambda: standardise(answers()[:2]), "too few cases: indicators: found 2; expected at least 3"),
        (lambda: critical_correlation(2), "setting out of range: cases: found 2"),
        (lambda: critical_correlation(30, 0.0), "setting out of range: significance_level: found 0.0"),
        (lambda: required_cases(0.0), "setting out of range: minimum_path: found 0.0"),
        (lambda: required_cases(1.5), "setting out of range: minimum_path: found 1.5"),
        (lambda: required_cases(0.2, power=1.0), "setting out of range: power: found 1.0"),
        (lambda: required_cases(0.2, power=0.04), "setting out of range: power: found 0.04; expected more than 0.05"),
        (lambda: detectable_path(0), "setting out of range: cases: found 0"),
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
