"""Diagnostics: worked by hand, against their definitions, with the right false-alarm rate."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from plssem import DataError, estimate, estimate_from_correlations
from plssem.diagnostics import (
    first_factor_share,
    full_collinearity_vif,
    longest_string,
    mahalanobis_distances,
    mardia,
    response_variability,
)
from unit.plssem.samples import answers, model, two_constructs


def test_full_collinearity_worked_by_hand() -> None:
    """Two constructs that correlate .6: 1 / (1 - .36) = 1.5625 for both."""
    fit = estimate_from_correlations(np.array([[1, 0.6], [0.6, 1]]), two_constructs(1, 1))
    np.testing.assert_allclose(full_collinearity_vif(fit), [1.5625, 1.5625], rtol=0, atol=1e-12)


def test_full_collinearity_regresses_each_construct_on_all_others() -> None:
    fit = estimate(answers(), model())
    expected = np.diag(np.linalg.inv(fit.construct_correlations))
    np.testing.assert_allclose(full_collinearity_vif(fit), expected, rtol=1e-10)


def test_share_of_the_first_factor_worked_by_hand() -> None:
    """k variables that all correlate r: the first eigenvalue is 1 + (k - 1) r, here (1 + 2(.4))/3 = .6."""
    alike = np.where(np.eye(3, dtype=bool), 1, 0.4)
    stack = np.stack([alike, np.eye(3), np.full((3, 3), np.nan)])
    np.testing.assert_allclose(first_factor_share(stack), [0.6, 1 / 3, np.nan], rtol=0, atol=1e-12)


def test_mardia_of_one_variable_worked_by_hand() -> None:
    """0, 0, 0, 1: moments about .25 are .1875, .09375, .08203125.

    Skewness .09375^2 / .1875^3 = 1.3333, chi-squared 4(1.3333)/6 with 1 degree of freedom; kurtosis .08203125/.1875^2
    = 2.3333, z (2.3333 - 3)/sqrt(24/4).
    """
    found = mardia(np.array([[0.0], [0.0], [0.0], [1.0]]))
    assert found.skewness == pytest.approx(4 / 3, abs=1e-12)
    assert (found.chi_squared, found.degrees_of_freedom) == (pytest.approx(8 / 9, abs=1e-12), 1)
    assert found.kurtosis == pytest.approx(7 / 3, abs=1e-12)
    assert found.z == pytest.approx(-2 / 3 / np.sqrt(6), abs=1e-12)
    assert found.skewness_p == pytest.approx(stats.chi2.sf(8 / 9, 1), abs=1e-12)
    assert found.kurtosis_p == pytest.approx(2 * stats.norm.sf(2 / 3 / np.sqrt(6)), abs=1e-12)


def test_mardia_equals_its_double_sum_and_does_not_heed_scales() -> None:
    """Skewness is the mean over all pairs of cases of the cube of their cross-product."""
    data = answers(cases=70)[:, :4]
    centred = data - data.mean(axis=0)
    products = centred @ np.linalg.inv(centred.T @ centred / 70) @ centred.T
    for scaled in (data, data @ np.array([[2, 0, 0, 1], [0, 1, 0, 0], [1, 0, 3, 0], [0, 0, 0, 9]]) + 5):
        found = mardia(scaled)
        assert found.skewness == pytest.approx((products**3).mean(), rel=1e-9)
        assert found.kurtosis == pytest.approx((np.diag(products) ** 2).mean(), rel=1e-9)
    assert found.degrees_of_freedom == 20


def test_normal_answers_pass_and_skewed_ones_do_not() -> None:
    """In 200 normal samples of 300, 5 % are rejected: 10 expected, sd 3.1; fewer than 24 but in 1 of 40,000."""
    generator = np.random.default_rng(1)
    rejected = [mardia(generator.standard_normal((300, 3))).skewness_p < 0.05 for _ in range(200)]
    assert sum(rejected) < 24
    skewed = mardia(generator.exponential(size=(300, 3)))
    assert skewed.skewness_p < 1e-6
    assert skewed.kurtosis_p < 1e-6


def test_dependent_variables_are_refused() -> None:
    data = answers(cases=50)[:, :3]
    with pytest.raises(DataError, match="linearly dependent variables: multivariate normality: found 4 variables"):
        mardia(np.column_stack([data, data.sum(axis=1)]))


def test_distances_of_a_centred_cross_are_worked_by_hand() -> None:
    """(1, 0), (-1, 0), (0, 2), (0, -2): variances 2/3 and 8/3, no covariance, so that each D2 is 1/(2/3) = 4/(8/3)."""
    found = mahalanobis_distances(np.array([[1.0, 0], [-1, 0], [0, 2], [0, -2]]))
    np.testing.assert_allclose(found.squared, 1.5, rtol=1e-12)
    np.testing.assert_allclose(found.p, np.exp(-0.75), rtol=1e-12)


@given(arrays(np.float64, (30, 3), elements=st.integers(-50, 50).map(float), unique=True))
def test_squared_distances_sum_to_cases_less_one_times_columns_and_are_bounded(data: np.ndarray) -> None:
    try:
        squared = mahalanobis_distances(data).squared
    except DataError:
        assume(False)
    assert squared.sum() == pytest.approx(29 * 3, rel=1e-6)
    assert squared.max() <= 29**2 / 30 * (1 + 1e-6)


def test_few_normal_answers_are_marked_less_often_than_the_level_says() -> None:
    """D2 N/(N - 1)2 is a beta variable of K/2 and (N - K - 1)/2: with 100 cases and 20 items .05 marks 2.7 %.

    20,000 cases of 200 samples: standard error below .16 points, so that 4 of them either side.
    """
    generator = np.random.default_rng(3)
    marked = np.mean([mahalanobis_distances(generator.standard_normal((100, 20))).p < 0.05 for _ in range(200)])
    expected = stats.beta.sf(stats.chi2.isf(0.05, 20) * 100 / 99**2, 10, 79 / 2)
    assert expected == pytest.approx(0.0274, abs=0.0005)
    assert marked == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 20_000))


def test_random_answers_among_careful_ones_are_marked() -> None:
    """5 of 200 answer 20 items at random; the others' items correlate by about .7: most of the 5, few of the rest."""
    generator = np.random.default_rng(6)
    careful = np.clip(np.round(3 + generator.normal(size=(195, 1)) + 0.6 * generator.normal(size=(195, 20))), 1, 5)
    random = generator.integers(1, 6, size=(5, 20))
    marked = mahalanobis_distances(np.vstack([careful, random])).p < 0.01
    assert marked[195:].sum() >= 4
    assert marked[:195].mean() < 0.05


def test_strings_and_variability_are_of_what_was_answered() -> None:
    data = np.array([[2, 2, 2, 5], [np.nan, 2, 2, 2], [np.nan] * 4, [4, np.nan, np.nan, np.nan]])
    assert longest_string(data).tolist() == [3, 3, 0, 1]
    np.testing.assert_allclose(response_variability(data), [1.5, 0, np.nan, np.nan], atol=1e-12)
