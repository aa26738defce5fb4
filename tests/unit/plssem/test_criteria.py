"""Information criteria worked by hand, and what must not change them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plssem import (
    DataError,
    Model,
    akaike_criterion,
    bayesian_criterion,
    corrected_akaike_criterion,
    criterion_weights,
    estimate,
    estimate_from_correlations,
)
from unit.plssem.samples import answers, model, two_constructs


def test_worked_by_hand() -> None:
    # R2 = .75 in N = 5: SSE = 4 x .25 = 1, N ln(SSE/N) = -5 ln 5; one antecedent, p = 2.
    fit = estimate_from_correlations(np.array([[1, math.sqrt(0.75)], [math.sqrt(0.75), 1]]), two_constructs(1, 1))
    deviance = -5 * math.log(5)
    np.testing.assert_allclose(akaike_criterion(fit, 5), [np.nan, deviance + 4])
    np.testing.assert_allclose(bayesian_criterion(fit, 5), [np.nan, deviance + 2 * math.log(5)])
    # N (N + p)/(N - p - 2) = 5 x 7/1.
    np.testing.assert_allclose(corrected_akaike_criterion(fit, 5), [np.nan, deviance + 35])


def test_the_correction_needs_more_cases_than_coefficients() -> None:
    fit = estimate_from_correlations(np.array([[1, 0.5], [0.5, 1]]), two_constructs(1, 1))
    assert np.isnan(corrected_akaike_criterion(fit, 4)).all()
    assert np.isfinite(corrected_akaike_criterion(fit, 5)[1])


def test_nothing_unexplained_has_no_criterion() -> None:
    fit = estimate_from_correlations(np.array([[1.0, 1.0], [1.0, 1.0]]), two_constructs(1, 1))
    assert np.isnan(bayesian_criterion(fit, 10)).all()


def test_equals_a_regression_of_the_scores() -> None:
    data = answers(cases=80)
    fit = estimate(data, model())
    scores = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1) @ fit.outer_weights
    design = np.column_stack([np.ones(80), scores[:, [0, 1, 2]]])
    residuals = scores[:, 3] - design @ np.linalg.lstsq(design, scores[:, 3], rcond=None)[0]
    expected = 80 * math.log((residuals**2).sum() / 80) + 4 * math.log(80)
    assert bayesian_criterion(fit, 80)[3] == pytest.approx(expected, abs=1e-9)


def test_an_antecedent_that_explains_nothing_costs_its_penalty() -> None:
    # x2 correlates with neither x1 nor y: R2 stays, p grows from 2 to 3.
    matrix = np.array([[1, 0, 0.5], [0, 1, 0], [0.5, 0, 1]])
    larger = Model.from_blocks({"A": ["x1"], "B": ["x2"], "Y": ["y"]}, [("A", "Y"), ("B", "Y")])
    smaller = two_constructs(1, 1)
    fits = estimate_from_correlations(matrix, larger), estimate_from_correlations(matrix[::2, ::2], smaller)
    assert akaike_criterion(fits[0], 50)[2] - akaike_criterion(fits[1], 50)[1] == pytest.approx(2)
    assert bayesian_criterion(fits[0], 50)[2] - bayesian_criterion(fits[1], 50)[1] == pytest.approx(math.log(50))


def test_weights_worked_by_hand() -> None:
    # A distance of 2 is exp(-1) of the evidence: 1/(1 + e^-1) and e^-1/(1 + e^-1).
    np.testing.assert_allclose(criterion_weights(np.array([10.0, 12.0])), [0.7310585786300049, 0.2689414213699951])
    np.testing.assert_allclose(criterion_weights(np.array([[1.0, 1.0], [0.0, 2000.0]])), [[0.5, 0.5], [1, 0]])


@given(values=st.lists(st.floats(-500, 500), min_size=2, max_size=6), constant=st.floats(-1e3, 1e3))
def test_weights_depend_on_distances_only(values: list[float], constant: float) -> None:
    weights = criterion_weights(np.array(values))
    assert weights.sum() == pytest.approx(1)
    assert weights[np.argmin(values)] == weights.max()
    np.testing.assert_allclose(criterion_weights(np.array(values) + constant), weights, rtol=1e-9)


def test_one_criterion_that_is_unknown_leaves_no_weights() -> None:
    assert np.isnan(criterion_weights(np.array([100.0, np.nan, 102.0]))).all()


def test_refuses_a_single_case() -> None:
    fit = estimate_from_correlations(np.eye(2), two_constructs(1, 1))
    with pytest.raises(DataError, match="setting out of range: cases: found 1; expected at least 2"):
        akaike_criterion(fit, 1)
