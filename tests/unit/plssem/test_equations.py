"""The structural equations on both scales."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plssem import DataError, Model, construct_scores, equations, estimate
from unit.plssem.samples import likert, model


def test_single_items_are_an_ordinary_regression() -> None:
    """y = 1, 2, 4, 5 on x = 1, 2, 3, 4: slope 7/5 = 1.4, intercept 3 - 1.4 x 2.5 = -.5, r = 7/sqrt(5 x 10)."""
    one = Model.from_blocks({"X": ["x"], "Y": ["y"]}, [("X", "Y")])
    data = np.array([[1.0, 1], [2, 2], [3, 4], [4, 5]])
    equation = equations(data, estimate(data, one))[0]
    assert (equation.outcome, equation.sources) == ("Y", ("X",))
    assert equation.unstandardised[0] == pytest.approx(1.4)
    assert equation.intercept == pytest.approx(-0.5)
    assert equation.standardised[0] == pytest.approx(7 / np.sqrt(50))


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_a_regression_of_weighted_means_gives_the_same_equation(seed: int) -> None:
    data = likert(cases=80, seed=seed)
    fit = estimate(data, model())
    weights = fit.outer_weights / data.std(axis=0, ddof=1)[:, None]
    means = data @ (weights / weights.sum(axis=0))
    np.testing.assert_allclose(np.abs(np.corrcoef(means.T)), np.abs(np.corrcoef(construct_scores(data, fit).T)))
    for equation in equations(data, fit):
        sources = [model().constructs.index(name) for name in equation.sources]
        design = np.column_stack([np.ones(len(data)), means[:, sources]])
        solution = np.linalg.lstsq(design, means[:, model().constructs.index(equation.outcome)], rcond=None)[0]
        assert equation.intercept == pytest.approx(solution[0], abs=1e-9)
        np.testing.assert_allclose(equation.unstandardised, solution[1:], atol=1e-9)


def test_one_equation_per_endogenous_construct() -> None:
    found = equations(likert(), estimate(likert(), model()))
    assert [(equation.outcome, equation.sources) for equation in found] == [("M", ("X",)), ("Y", ("X", "M", "Z"))]


def test_a_scale_twice_as_wide_doubles_its_slope_and_intercept() -> None:
    data = likert()
    wide = data * np.array([1] * 6 + [2] * 3)
    narrow, doubled = equations(data, estimate(data, model()))[1], equations(wide, estimate(wide, model()))[1]
    np.testing.assert_allclose(doubled.unstandardised, 2 * narrow.unstandardised, rtol=1e-6)
    assert doubled.intercept == pytest.approx(2 * narrow.intercept, rel=1e-5)
    np.testing.assert_allclose(doubled.standardised, narrow.standardised, rtol=1e-6)


def test_weights_that_do_not_sum_to_more_than_zero_have_no_response_scale() -> None:
    """x2 = a reversed copy of x1 with a little noise, on a scale a hundredth as wide: its raw weight is 100 times."""
    data = likert(seed=3)
    noise = np.random.default_rng(3).standard_normal(len(data))
    data[:, 1] = (-data[:, 0] + 0.5 * noise) / 100
    fit = estimate(data, model())
    assert fit.outer_weights[1, 0] < 0
    with pytest.raises(DataError, match="construct without a response scale: construct X: found outer weights that"):
        equations(data, fit)
