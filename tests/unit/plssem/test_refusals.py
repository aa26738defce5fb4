"""What is refused of data: each message names the indicator or construct, on one line."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from plssem import (
    Chain,
    DataError,
    HigherOrderModel,
    Model,
    ModeratedModel,
    Part,
    Product,
    bootstrap,
    bootstrap_consistent,
    bootstrap_copulas,
    bootstrap_estimators,
    bootstrap_groups,
    bootstrap_higher_order,
    bootstrap_importance,
    bootstrap_imputed,
    bootstrap_moderated,
    construct_scores,
    copula_terms,
    critical_correlation,
    detectable_path,
    equations,
    estimate,
    estimate_from_correlations,
    estimate_higher_order_from_correlations,
    estimate_imputed,
    estimate_moderated,
    exact_fit,
    importance_performance,
    impute,
    inference,
    item_total_correlations,
    jackknife,
    leave_one_out,
    longest_string,
    mahalanobis_distances,
    mardia,
    mean_replaced,
    measurement_invariance,
    necessity,
    permute_groups,
    polychoric_correlations,
    predict,
    q_squared,
    required_cases,
    required_cases_gamma_exponential,
    resampled_errors,
    response_variability,
    simple_slopes,
    simulate_power,
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
CHAIN = Chain(2, 1, 2)
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
    "mahalanobis": lambda data: mahalanobis_distances(data, model().indicators),
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


WHOLE = np.rint(3 * answers())
ALIKE: dict[str, Callable[[], Any]] = {
    "table": lambda: pd.DataFrame(WHOLE, columns=model().indicators),
    "table of integers that may be missing": lambda: pd.DataFrame(WHOLE, columns=model().indicators).astype("Int64"),
    "list": WHOLE.tolist,
    "small integers": lambda: WHOLE.astype(np.int8),
    "single precision": lambda: WHOLE.astype(np.float32),
    "objects": lambda: WHOLE.astype(object),
    "columns one after the other": lambda: np.asfortranarray(WHOLE),
    "every other number": lambda: np.repeat(WHOLE, 2, axis=1)[:, ::2],
    "masked, none of them": lambda: np.ma.masked_array(WHOLE, np.zeros(WHOLE.shape, dtype=np.bool_)),
}
# A missing answer is no reason to refuse there.
MAY_BE_MISSING: dict[str, Callable[[Any], object]] = {
    "mean_replaced": lambda data: mean_replaced(data, model().indicators),
    "impute": lambda data: impute(data, model().indicators, CHAIN, seed=1),
    "estimate_imputed": lambda data: estimate_imputed(data, model(), CHAIN, seed=1),
    "bootstrap_imputed": lambda data: bootstrap_imputed(data, {"one": model()}, 4, CHAIN, seed=1),
    "polychoric": lambda data: polychoric_correlations(data, model().indicators),
    "longest_string": longest_string,
    "variability": response_variability,
}


@pytest.mark.parametrize("function", [*TAKE_ANSWERS.values(), *MAY_BE_MISSING.values()])
def test_answers_of_another_kind_or_order_in_memory_are_the_same_answers(function: Callable[[Any], object]) -> None:
    """Sums may differ in their last digit where columns follow each other in memory; answers are left as given."""
    expected = _list_numbers(function(WHOLE))
    for kind, make in ALIKE.items():
        data = make()
        for found, number in zip(_list_numbers(function(data)), expected, strict=True):
            np.testing.assert_allclose(found, number, rtol=1e-9, atol=1e-11, err_msg=kind)
        np.testing.assert_array_equal(np.asarray(data), np.asarray(make()), err_msg=kind)


def _list_numbers(result: Any) -> list[Any]:
    """All numbers of a result, whatever holds them."""
    if isinstance(result, np.ndarray | np.generic | float | int):
        return [result]
    if isinstance(result, Model | HigherOrderModel | ModeratedModel | str) or result is None:
        return []
    parts = vars(result) if hasattr(result, "__dataclass_fields__") else result
    return [one for part in (parts.values() if isinstance(parts, Mapping) else parts) for one in _list_numbers(part)]


SLOPES = estimate_moderated(answers(), MODERATED)


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (lambda: longest_string([["a", "b"]]), "answer that is no number: indicator column 1, row 1: found 'a'"),
        (
            lambda: response_variability([[1.0, None]]),
            "no number: indicator column 2, row 1: found None",
        ),
        (lambda: estimate([[10**400] * 9] * 60, model()), "no number: indicator x1, row 1: found 10{39}; expected"),
        (lambda: copula_terms(np.ones(3)), r"data of the wrong shape: indicators: found \(3,\)"),
        (lambda: necessity(np.ones((3, 2)), np.ones(2)), r"and limits: found \(3, 2\), \(2,\) and none"),
        (lambda: necessity(np.ones(3), np.ones(3)), r"found \(3,\), \(3,\) and none; expected \(N, J\), \(N,\)"),
        (lambda: necessity(np.eye(3), np.arange(3.0), np.array([0, 1])), r"and \(2,\); expected"),
        (lambda: necessity(np.diag([1, 1, np.inf]), np.arange(3.0)), "for an analysis of necessity: condition 3"),
        (lambda: polychoric_correlations(np.empty((0, 2))), "setting out of range: cases: found 0; expected"),
        (lambda: estimate_from_correlations(4 * FIT.correlations, model()), "found a diagonal that is not 1; expected"),
        (lambda: estimate_from_correlations(np.triu(FIT.correlations), model()), "found a matrix that is not symm"),
        (lambda: estimate_from_correlations(FIT.correlations[:3], model()), r"found shape \(3, 9\); expected"),
        (
            lambda: estimate_higher_order_from_correlations(2 * FIT.correlations, HIGHER),
            "what is no correlation matrix: correlations: found a diagonal that is not 1",
        ),
        (lambda: simulate_power(FIT.correlations[None], model(), 30, seed=1), r"found a stack \(1, 9, 9\)"),
        (lambda: simulate_power(2 * FIT.correlations, model(), 30, seed=1), "found a diagonal that is not 1"),
        (
            lambda: bootstrap(answers(), model(), 5, seed=1, reference=np.ones((3, 3))),
            r"directions of the wrong shape: reference: found \(3, 3\); expected \(9, 4\)",
        ),
        (
            lambda: importance_performance(answers(), FIT, "Y", -99, np.inf),
            "maximum: found -99, inf; expected",
        ),
        (lambda: importance_performance(answers(), FIT, "Y", np.ones(2), 99), r"found \[1. 1.\], 99; expected finite"),
        (
            lambda: bootstrap(answers(), model(), Part(10, 2, of=2), seed=1),
            "found 2; expected a part from 0 to 1",
        ),
        (lambda: simple_slopes(SLOPES, ()), "levels: found ; expected one finite number or more"),
        (lambda: simple_slopes(SLOPES, (0, np.nan)), "levels: found 0, nan; expected one finite number or more"),
        (lambda: required_cases_gamma_exponential(1e-9), "found 1e-09; expected a path of 1e-08 to 1 in size"),
        (lambda: estimate(answers(), model(), np.full(60, 1e308)), r"from 1e\+308 to 1e\+308; expected 60 numbers abo"),
    ],
)
def test_what_cannot_be_computed_with_is_refused_on_one_line(refused: Callable[[], object], message: str) -> None:
    with pytest.raises(DataError, match=message) as refusal:
        refused()
    assert "\n" not in str(refusal.value)


def test_a_small_path_takes_no_count_of_all_cases_up_to_those_it_needs() -> None:
    """For a small path sqrt(N) is (z - e path2) / path, e path2 being next to nothing; 6e14 cases were counted."""
    assert required_cases_gamma_exponential(1e-7) == pytest.approx(required_cases(1e-7), rel=1e-6)


def test_a_large_offset_changes_nothing() -> None:
    whole = np.rint(3 * answers())
    far = estimate(whole + 1e12, model())
    np.testing.assert_allclose(far.path_coefficients, estimate(whole, model()).path_coefficients, atol=1e-9)
    draws = [bootstrap(data, model(), 50, seed=1).draws["path_coefficients"] for data in (whole, whole + 1e12)]
    np.testing.assert_allclose(draws[0], draws[1], atol=1e-9)


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


def test_correlations_of_single_precision_are_taken() -> None:
    single = np.asarray(FIT.correlations, dtype=np.float32)
    single[0, 0] = np.nextafter(single[0, 0], np.float32(2))
    fit = estimate_from_correlations(single, model())
    np.testing.assert_allclose(fit.path_coefficients, FIT.path_coefficients, rtol=0, atol=1e-5)
