"""Ordinal answers: correlations by hand and by brute force, resamples, and what is refused or inadmissible."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from plssem import (
    DataError,
    ModelError,
    bootstrap_ordinal,
    consistent,
    estimate_from_correlations,
    estimate_ordinal,
    polychoric_correlation,
    polychoric_correlations,
    statistics,
)
from plssem.arrays import FloatArray
from plssem.resampling import count_draws, divide_resamples
from unit.plssem.samples import answers, likert, model, two_constructs


def brute_force(first: FloatArray, second: FloatArray) -> float:
    """The same definition by scipy alone: its bivariate normal probabilities, its search."""
    points = [np.unique(values, return_inverse=True)[1] for values in (first, second)]
    counts = np.zeros([numbers.max() + 1 for numbers in points])
    np.add.at(counts, tuple(points), 1)
    rows, columns = (
        np.concatenate([[-9], stats.norm.ppf(np.cumsum(margin)[:-1] / counts.sum()), [9]])
        for margin in (counts.sum(axis=1), counts.sum(axis=0))
    )

    def surprise(r: float) -> float:
        normal = stats.multivariate_normal([0, 0], [[1, r], [r, 1]], abseps=1e-10, releps=1e-10)
        below = np.array([[normal.cdf([row, column]) for column in columns] for row in rows])
        shares = np.diff(np.diff(below, axis=0), axis=1)
        return -float((counts * np.log(np.maximum(shares, 1e-12))).sum())

    return float(optimize.minimize_scalar(surprise, bounds=(-0.99, 0.99), method="bounded", options={"xatol": 1e-7}).x)


def test_tetrachoric_correlation_of_halves_worked_by_hand() -> None:
    """Both cut at the median: P(both below) = 1/4 + asin(r)/(2 pi) (Sheppard), here .4, so r = sin(.3 pi)."""
    first, second = np.repeat([0, 0, 1, 1], [40, 10, 10, 40]), np.repeat([0, 1, 0, 1], [40, 10, 10, 40])
    assert polychoric_correlation(first, second) == pytest.approx(np.sin(0.3 * np.pi), abs=1e-7)
    assert polychoric_correlation(first, 1 - second) == pytest.approx(-np.sin(0.3 * np.pi), abs=1e-7)


def test_tetrachoric_correlation_of_any_table_gives_its_cells() -> None:
    """A table of two by two has as many free shares as thresholds and r: the likeliest r reproduces it exactly."""
    first, second = np.repeat([1, 1, 2, 2], [60, 15, 5, 20]), np.repeat([1, 2, 1, 2], [60, 15, 5, 20])
    r = polychoric_correlation(first, second)
    thresholds = stats.norm.ppf([0.75, 0.65])
    below = stats.multivariate_normal([0, 0], [[1, r], [r, 1]], abseps=1e-12, releps=1e-12).cdf(thresholds)
    assert below == pytest.approx(0.6, abs=1e-6)


@pytest.mark.parametrize("r", [-0.8, 0.0, 0.3, 0.95])
def test_polychoric_correlation_recovers_that_of_the_variables_behind(r: float) -> None:
    """40,000 cases: the standard error is below .008 at r = 0 (Pearson's is .005); four of them."""
    drawn = np.random.default_rng(14).multivariate_normal([0, 0], [[1, r], [r, 1]], 40_000)
    first, second = np.digitize(drawn[:, 0], [-1.5, -0.4, 0.2, 1.0]), np.digitize(drawn[:, 1], [-0.5, 0.9])
    assert polychoric_correlation(first, second) == pytest.approx(r, abs=0.03)
    assert polychoric_correlation(second, first) == pytest.approx(polychoric_correlation(first, second), abs=1e-6)


def test_polychoric_correlation_of_perfect_order_ends_at_its_limit_and_leaves_missing_answers_out() -> None:
    first = np.array([1.0, 2, 3, 1, 2, 3, np.nan, 1])
    second = np.array([1.0, 2, 3, 1, 2, 3, 1, np.nan])
    assert polychoric_correlation(first, second) == pytest.approx(0.999, abs=1e-6)
    assert polychoric_correlation(first, -second) == pytest.approx(-0.999, abs=1e-6)


@pytest.mark.parametrize(
    ("first", "second"),
    [([1, 1, 1, 1], [1, 2, 1, 2]), ([1, 2], [1, 2]), ([1, 2, 1, np.nan], [1, 2, np.nan, 1]), ([1, 2, 3], [1, 2, 3, 1])],
)
def test_variables_that_cannot_be_correlated_are_refused(first: list[float], second: list[float]) -> None:
    with pytest.raises(
        DataError, match="two variables that cannot be correlated: polychoric correlation: found shapes"
    ):
        polychoric_correlation(np.array(first), np.array(second))


@pytest.mark.parametrize(("r", "cuts"), [(0.3, [-0.5, 0.5]), (-0.6, [0.2, 0.9, 1.6]), (0.85, [-1, -0.2, 0.4, 1.1])])
def test_the_likeliest_correlation_is_that_of_a_brute_force_search(r: float, cuts: list[float]) -> None:
    drawn = np.random.default_rng(5).multivariate_normal([0, 0], [[1, r], [r, 1]], 150)
    first, second = np.digitize(drawn, cuts).T.astype(float)
    assert polychoric_correlation(first, second) == pytest.approx(brute_force(first, second), abs=2e-5)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(2, 7), st.floats(-0.9, 0.9))
def test_order_of_the_pair_names_of_points_and_reversal_change_nothing_but_the_sign(
    seed: int, points: int, r: float
) -> None:
    drawn = np.random.default_rng(seed).multivariate_normal([0, 0], [[1, r], [r, 1]], 80)
    first, second = np.clip(np.round(drawn + points / 2), 1, points).T
    if min(len(np.unique(first)), len(np.unique(second))) < 2:
        return
    expected = polychoric_correlation(first, second)
    assert polychoric_correlation(second, 10 * first + 3) == pytest.approx(expected, abs=1e-6)
    assert polychoric_correlation(first, -second) == pytest.approx(-expected, abs=1e-6)


def test_a_level_likelihood_ends_at_the_limit() -> None:
    """Nobody chose the second point of both: below some r that cell has no probability left, and all r are as good."""
    first, second = np.repeat([0, 0, 1], [60, 5, 5]), np.repeat([0, 1, 0], [60, 5, 5])
    assert polychoric_correlation(first, second) == pytest.approx(-0.999, abs=1e-6)


def test_the_matrix_holds_the_correlation_of_each_pair_without_its_missing_answers() -> None:
    data = likert(80)
    data[:7, 0] = np.nan
    matrix = polychoric_correlations(data, model().indicators)
    np.testing.assert_array_equal(matrix, matrix.T)
    np.testing.assert_array_equal(np.diag(matrix), 1.0)
    assert matrix[0, 4] == pytest.approx(polychoric_correlation(data[7:, 0], data[7:, 4]), abs=1e-7)


def test_draws_are_the_estimates_of_resamples_written_out() -> None:
    data, resamples = likert(100), 6
    drawn = bootstrap_ordinal(data, {"plain": model(), "factors": model()}, resamples, seed=3, corrected=["factors"])
    (block,) = divide_resamples(resamples, 3, "bootstrap")
    ((_, tally),) = count_draws(block, len(data))
    for resample in range(resamples):
        rows = np.repeat(data, tally[resample], axis=0)
        fit = estimate_from_correlations(polychoric_correlations(rows, model().indicators), model())
        for name, expected in (("plain", fit), ("factors", consistent(fit))):
            paths = expected.path_coefficients[np.nonzero(model().structural_model)]
            np.testing.assert_allclose(drawn[name].draws["path_coefficients"][resample], paths, rtol=0, atol=1e-5)


def test_draws_do_not_depend_on_threads_and_any_statistic_can_be_drawn() -> None:
    of_one, of_two = (
        bootstrap_ordinal(likert(90), {"ordinal": model()}, 600, seed=1, measures=statistics, threads=threads)[
            "ordinal"
        ]
        for threads in (1, 2)
    )
    assert set(of_one.draws) >= {"path_coefficients", "htmt", "rho_a"}
    for name, draws in of_one.draws.items():
        np.testing.assert_array_equal(draws, of_two.draws[name])


def test_a_resample_without_a_second_category_has_no_draw() -> None:
    """One of 40 chose the other point: (1 - 1/40)^40 = 36 % of the resamples lack it; four standard errors of 600."""
    data = np.column_stack([likert(40)[:, 0], np.arange(40) == 0])
    draws = bootstrap_ordinal(data, {"ordinal": two_constructs(1, 1)}, 600, seed=2)["ordinal"]
    assert (~draws.converged).mean() == pytest.approx(0.363, abs=0.08)
    assert np.isnan(draws.draws["path_coefficients"][~draws.converged]).all()
    assert not draws.admissible[~draws.converged].any()


def alike(noise: float, seed: int) -> FloatArray:
    """Six nearly equal items of three points that 40 people answered: pairs estimated apart are often no matrix."""
    generator = np.random.default_rng(seed)
    items = generator.standard_normal((40, 1)) + noise * generator.standard_normal((40, 6))
    return np.digitize(items, [-0.8, 0.8]).astype(float)


def test_a_resample_whose_matrix_is_not_positive_definite_is_inadmissible_and_keeps_its_values() -> None:
    draws = bootstrap_ordinal(alike(0.5, 2), {"ordinal": two_constructs(3, 3)}, 200, seed=1)["ordinal"]
    lost = draws.converged & ~draws.admissible
    assert 20 < lost.sum() < 200
    assert np.isfinite(draws.draws["path_coefficients"][lost]).all()


def test_a_sample_whose_matrix_is_not_positive_definite_is_refused() -> None:
    refused = "polychoric correlations that no variables can have together: indicators: found a smallest eigenvalue"
    with pytest.raises(DataError, match=refused):
        estimate_ordinal(alike(0.3, 1), two_constructs(3, 3))


@pytest.mark.parametrize(
    ("column", "found"), [(np.ones(60), "1 different answers"), (answers(60)[:, 0], "60 different answers")]
)
def test_an_indicator_without_ordered_categories_is_refused(column: FloatArray, found: str) -> None:
    data = likert(60)
    data[:, 1] = column
    with pytest.raises(DataError, match=f"indicator without ordered categories: indicator x2: found {found}"):
        estimate_ordinal(data, model())


def test_a_pair_that_hardly_anybody_answered_is_refused() -> None:
    data = likert(60)
    data[:30, 0], data[28:, 1] = np.nan, np.nan
    with pytest.raises(DataError, match="too few cases with both answers: indicators x1 and x2: found 0"):
        polychoric_correlations(data, model().indicators)


def test_a_corrected_estimator_that_is_none_is_refused() -> None:
    with pytest.raises(ModelError, match="unknown estimator: corrected: found 'factors'"):
        bootstrap_ordinal(likert(), {"ordinal": model()}, 100, seed=1, corrected=["factors"])


def test_a_pair_that_varies_only_where_the_other_is_missing_has_no_correlation() -> None:
    data = likert(40)
    data[:, 0] = np.repeat([1.0, 2], 20)
    data[:20, 1] = np.nan
    matrix = polychoric_correlations(data, model().indicators)
    assert np.isnan(matrix[0, 1])
    assert np.isfinite(np.delete(matrix[0], 1)).all()


def test_points_in_words_are_refused_by_their_row() -> None:
    with pytest.raises(DataError, match="answer that is no number: indicator first, row 2: found 'agree'"):
        polychoric_correlation(np.array([1, "agree", 2], dtype=object), np.arange(3.0))


def test_none_is_refused_and_told_to_be_written_as_a_missing_answer() -> None:
    answers = np.array([1, None, 2, 1, 2], dtype=object)
    with pytest.raises(DataError, match=r"indicator first, row 2: found None; .* a missing one as NaN"):
        polychoric_correlation(answers, np.arange(5.0))
