"""Standard errors, t, p and intervals from draws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from plssem import DataError, adjust_holm, inference, permutation_test


def test_by_hand() -> None:
    """Draws 1, 2, 3, 4, 5: mean 3, sd sqrt(10/4) = 1.58114; t = 3.1/1.58114 = 1.96061.

    60 % interval: shares .2 and .8 of the way from the 1st to the 5th of 5 order statistics: 1.8 and 4.2; one-sided
    60 %: 2.6 and 3.4.
    """
    result = inference(np.array([3.1]), np.array([[5.0], [1], [4], [2], [3]]), 0.6)
    assert result.bootstrap_mean[0] == pytest.approx(3)
    assert result.standard_error[0] == pytest.approx(np.sqrt(2.5))
    assert result.t[0] == pytest.approx(3.1 / np.sqrt(2.5))
    assert result.p[0] == pytest.approx(0.05, abs=1e-4)
    assert result.lower[0] == pytest.approx(1.8)
    assert result.upper[0] == pytest.approx(4.2)
    assert result.lower_one_sided[0] == pytest.approx(2.6)
    assert result.upper_one_sided[0] == pytest.approx(3.4)
    assert result.left_out.tolist() == [0]


def test_draws_that_are_nan_are_left_out_and_counted() -> None:
    draws = np.array([[5.0, np.nan], [1, 1], [np.nan, np.nan], [4, np.nan], [2, np.nan], [3, np.nan]])
    with_nan = inference(np.array([3.1, 1.0]), draws, 0.6)
    without = inference(np.array([3.1]), draws[[0, 1, 3, 4, 5], :1], 0.6)
    assert with_nan.left_out.tolist() == [1, 5]
    for field in ("bootstrap_mean", "standard_error", "t", "p", "lower", "upper", "upper_one_sided"):
        assert getattr(with_nan, field)[0] == getattr(without, field)[0]
        assert np.isnan(getattr(with_nan, field)[1]), field
    assert with_nan.estimate.tolist() == [3.1, 1.0]


@pytest.mark.parametrize("rounding", [0.0, 1e-16])
def test_a_statistic_that_does_not_vary_has_no_t(rounding: float) -> None:
    draws = 1 + rounding * np.array([[1.0], [-1], [2], [0]])
    result = inference(np.array([1.0]), draws)
    assert result.standard_error[0] < 1e-15
    assert np.isnan(result.t[0])
    assert np.isnan(result.p[0])
    assert result.lower[0] == pytest.approx(1)
    assert result.upper[0] == pytest.approx(1)


@settings(max_examples=40)
@given(seed=st.integers(0, 1000), resamples=st.integers(2, 200), level=st.floats(0.5, 0.999))
def test_equal_to_numpy_and_scipy(seed: int, resamples: int, level: float) -> None:
    generator = np.random.default_rng(seed)
    draws = generator.standard_normal((resamples, 3))
    estimates = generator.standard_normal(3)
    result = inference(estimates, draws, level)
    np.testing.assert_allclose(result.standard_error, draws.std(axis=0, ddof=1))
    np.testing.assert_allclose(result.p, 2 * stats.norm.sf(np.abs(result.t)), rtol=1e-10)
    np.testing.assert_allclose(result.lower, np.quantile(draws, (1 - level) / 2, axis=0), atol=1e-12)
    np.testing.assert_allclose(result.upper, np.quantile(draws, (1 + level) / 2, axis=0), atol=1e-12)
    np.testing.assert_allclose(result.upper_one_sided, np.quantile(draws, level, axis=0), atol=1e-12)


def test_p_is_below_five_per_cent_exactly_beyond_the_criterion_of_the_field() -> None:
    draws = np.array([[-1.0], [1.0], [0.0]])
    below, above = (inference(np.array([t]), draws).p[0] for t in (1.9599, 1.9600))
    assert above < 0.05 < below


def test_a_sign_turns_with_the_statistic() -> None:
    draws = np.random.default_rng(1).standard_normal((99, 2)) + 0.3
    right, turned = inference(np.array([0.3, 0.2]), draws), inference(-np.array([0.3, 0.2]), -draws)
    np.testing.assert_allclose(turned.t, -right.t)
    np.testing.assert_allclose(turned.p, right.p)
    np.testing.assert_allclose(turned.lower, -right.upper)


def test_draws_are_not_changed() -> None:
    draws = np.array([[3.0], [1.0], [2.0]])
    inference(np.array([2.0]), draws)
    assert draws.ravel().tolist() == [3, 1, 2]


def test_no_columns_give_empty_results() -> None:
    assert inference(np.empty(0), np.empty((10, 0))).t.shape == (0,)


def test_holm_by_hand() -> None:
    """Of 4, the smallest 0.005 * 4 = 0.02; 0.01 * 3 = 0.03; 0.04 * 2 = 0.08; 0.03 comes third: 0.03 * 2 = 0.06,
    and 0.04 * 1 = 0.04, made no smaller than the 0.06 before it.
    """
    assert adjust_holm(np.array([0.04, 0.01, 0.03, 0.005])) == pytest.approx([0.06, 0.03, 0.06, 0.02])
    assert adjust_holm(np.array([0.6, 0.9])).tolist() == [1.0, 1.0]
    assert adjust_holm(np.array([0.02])).tolist() == [0.02]
    assert adjust_holm(np.array([])).tolist() == []


def test_holm_counts_no_test_without_p() -> None:
    adjusted = adjust_holm(np.array([np.nan, 0.01, np.nan, 0.04]))
    assert np.isnan(adjusted[[0, 2]]).all()
    assert adjusted[[1, 3]] == pytest.approx([0.02, 0.04])
    assert np.isnan(adjust_holm(np.full(3, np.nan))).all()


@pytest.mark.parametrize("outside", [-0.01, 1.01, np.inf])
def test_holm_takes_p_values_only(outside: float) -> None:
    with pytest.raises(DataError, match=r"out of range: p_values: found .*; expected numbers from 0 to 1"):
        adjust_holm(np.array([0.5, outside]))


PROBABILITIES = st.floats(0, 1)


@settings(max_examples=200)
@given(st.lists(PROBABILITIES | st.just(float("nan")), min_size=1, max_size=12))
def test_holm_keeps_the_order_makes_nothing_smaller_and_treats_nan_as_no_test(values: list[float]) -> None:
    raw = np.array(values)
    adjusted = adjust_holm(raw)
    known = np.isfinite(raw)
    assert (np.isfinite(adjusted) == known).all()
    assert (adjusted[known] >= raw[known]).all()
    assert (adjusted[known] <= 1).all()
    order = np.argsort(raw[known], kind="stable")
    assert (np.diff(adjusted[known][order]) >= 0).all()
    assert adjusted[known] == pytest.approx(adjust_holm(raw[known]))


@settings(max_examples=200)
@given(st.lists(PROBABILITIES, min_size=1, max_size=8), st.floats(0.001, 0.2))
def test_holm_rejects_what_its_procedure_rejects(values: list[float], level: float) -> None:
    """Step down from the smallest: reject while p is at most level over the number of tests left."""
    raw = np.array(values)
    rejected = np.zeros(len(raw), dtype=bool)
    for left, index in zip(range(len(raw), 0, -1), np.argsort(raw, kind="stable"), strict=True):
        if raw[index] * left > level:
            break
        rejected[index] = True
    assert ((adjust_holm(raw) <= level) == rejected).all()


@pytest.mark.parametrize("interval", ["percentile", "bias_corrected"])
def test_draws_of_what_has_no_estimate_have_no_interval(interval: str) -> None:
    """As a path of consistent PLS whose sample has no solution, though some of its resamples do."""
    draws = np.random.default_rng(1).standard_normal((50, 2))
    found = inference(np.array([np.nan, 0.1]), draws, interval=interval)
    for name in (
        "t",
        "p",
        "p_resampled",
        "p_resampled_one_sided",
        "lower",
        "upper",
        "lower_one_sided",
        "upper_one_sided",
    ):
        assert np.isnan(getattr(found, name)).tolist() == [True, False], name
    tested = permutation_test(np.array([np.nan, 0.1]), draws)
    assert np.isnan([tested.lower, tested.upper, tested.p]).tolist() == [[True, False]] * 3
