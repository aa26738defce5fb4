"""Bias-corrected, BCa and studentised intervals: by hand, against scipy, and where they do not exist."""

import numpy as np
import pytest
from scipy import special, stats

from plssem import DataError, bias_corrected_interval, inference
from plssem.arrays import FloatArray

DRAWS = np.array([[5.0], [1], [4], [2], [3]])
JACKKNIFE = np.array([[0.0], [0], [3]])


def bounds(level: float, interval: str, **needed: FloatArray) -> tuple[float, float]:
    result = inference(np.array([3.1]), DRAWS, level, interval=interval, **needed)
    return float(result.lower[0]), float(result.upper[0])


def test_bias_corrected_by_hand() -> None:
    """3 of 5 draws lie below 3.1: z0 = .253347. 60 %: z = -+.841621.

    Shares Phi(2 z0 + z) = Phi(-.334927) = .368840 and Phi(1.348315) = .911221, of the way from 1 to 5: 4 x share + 1.
    """
    lower, upper = bounds(0.6, "bias_corrected")
    assert lower == pytest.approx(1 + 4 * 0.368840, abs=1e-5)
    assert upper == pytest.approx(1 + 4 * 0.911221, abs=1e-5)


def test_bca_by_hand() -> None:
    """Jackknife 0, 0, 3 has mean 1: d = 1, 1, -2; a = (1 + 1 - 8)/(6 x 6^1.5) = -.0680414.

    Lower: z0 + z = -.588274, over 1 - a (z0 + z) = .959973: -.612803; Phi(.253347 - .612803) = .359628.
    Upper: z0 + z = 1.094968, over 1.074503: 1.019046; Phi(1.272393) = .898383.
    """
    lower, upper = bounds(0.6, "bca", jackknife=JACKKNIFE)
    assert lower == pytest.approx(1 + 4 * 0.359628, abs=1e-5)
    assert upper == pytest.approx(1 + 4 * 0.898383, abs=1e-5)


def test_studentised_by_hand() -> None:
    """Pivots (5 - 3.1)/1, (1 - 3.1)/2, ...: 1.9, -1.05, .9, -1.1, -.1; in order -1.1, -1.05, -.1, .9, 1.9.

    Shares .2 and .8: -1.1 + .8 x .05 = -1.06 and .9 + .2 = 1.1. Jackknife 0, 0, 3: squares about the mean 6, times
    2/3 is 4, standard error 2. Interval 3.1 - 2 x 1.1 = .9 to 3.1 + 2 x 1.06 = 5.22.
    """
    errors = np.array([[1.0], [2], [1], [1], [1]])
    lower, upper = bounds(0.6, "studentised", jackknife=JACKKNIFE, resampled_errors=errors)
    assert (lower, upper) == pytest.approx((0.9, 5.22))


@pytest.mark.parametrize("level", [0.5, 0.95])
def test_bca_and_percentile_are_those_of_scipy(level: float) -> None:
    """The mean of a skewed sample, whose jackknife is plain to compute."""
    generator = np.random.default_rng(1)
    sample = generator.exponential(size=40)
    theirs = stats.bootstrap((sample,), np.mean, n_resamples=999, confidence_level=level, rng=generator, method="BCa")
    draws = np.asarray(theirs.bootstrap_distribution)[:, None]
    without = ((sample.sum() - sample) / 39)[:, None]
    ours = inference(sample.mean(keepdims=True), draws, level, interval="bca", jackknife=without)
    np.testing.assert_allclose([ours.lower[0], ours.upper[0]], theirs.confidence_interval, rtol=0, atol=1e-12)


def test_one_sided_bounds_are_those_of_the_wider_two_sided_interval() -> None:
    draws = np.random.default_rng(1).standard_normal((200, 3))
    narrow, wide = (inference(np.zeros(3), draws, level, interval="bias_corrected") for level in (0.95, 0.9))
    np.testing.assert_allclose(narrow.lower_one_sided, wide.lower)
    np.testing.assert_allclose(narrow.upper_one_sided, wide.upper)


def test_p_from_draws_by_hand() -> None:
    """Draws -1, 1, 2, 3: 1 at or below 0, 3 at or above; (1 + 1)/5 = .4, two-sided .8. Of four times 0 all count."""
    result = inference(np.array([2.0, 0]), np.array([[-1.0, 0], [1, 0], [2, 0], [3, 0]]))
    assert result.p_resampled_one_sided.tolist() == [0.4, 1]
    assert result.p_resampled.tolist() == [0.8, 1]


def test_p_from_draws_is_never_zero() -> None:
    result = inference(np.ones(1), np.ones((99, 1)) + np.arange(99)[:, None])
    assert result.p_resampled_one_sided[0] == 0.01
    assert result.p_resampled[0] == 0.02


def test_one_sided_p_is_half_the_two_sided_one_on_the_side_of_the_estimate() -> None:
    draws = np.random.default_rng(1).standard_normal((50, 2))
    result = inference(np.array([0.7, -0.7]), draws)
    np.testing.assert_allclose(result.p_one_sided, [result.p[0] / 2, 1 - result.p[1] / 2])


@pytest.mark.parametrize("interval", ["bias_corrected", "bca"])
def test_no_interval_where_every_draw_lies_on_one_side(interval: str) -> None:
    result = inference(np.array([9.0]), DRAWS, interval=interval, jackknife=JACKKNIFE)
    assert np.isnan([result.lower[0], result.upper[0]]).all()
    assert result.standard_error[0] == pytest.approx(np.sqrt(2.5))


@pytest.mark.parametrize("interval", ["percentile", "bias_corrected", "bca"])
def test_a_statistic_that_does_not_vary_has_an_interval_of_no_width(interval: str) -> None:
    result = inference(np.ones(1), np.ones((9, 1)), interval=interval, jackknife=np.ones((5, 1)))
    assert (result.lower[0], result.upper[0]) == (1, 1)


def test_draws_without_a_standard_error_are_left_out() -> None:
    with_gaps = np.array([[1.0], [np.nan], [1], [1e-16], [1]])
    lower, upper = bounds(0.6, "studentised", jackknife=JACKKNIFE, resampled_errors=with_gaps)
    kept = inference(
        np.array([3.1]),
        DRAWS[[0, 2, 4]],
        0.6,
        interval="studentised",
        jackknife=JACKKNIFE,
        resampled_errors=np.ones((3, 1)),
    )
    assert (lower, upper) == (kept.lower[0], kept.upper[0])


def test_draws_that_are_infinite_are_left_out() -> None:
    with_infinite = np.array([[-np.inf], [1.0], [2], [3], [np.inf], [4]])
    found, kept = inference(np.array([2.0]), with_infinite), inference(np.array([2.0]), with_infinite[[1, 2, 3, 5]])
    assert (found.lower[0], found.upper[0], found.left_out[0]) == (kept.lower[0], kept.upper[0], 2)


@pytest.mark.parametrize("interval", ["percentile", "bias_corrected", "bca", "studentised"])
def test_an_interval_turns_with_the_statistic(interval: str) -> None:
    generator = np.random.default_rng(2)
    draws, jackknife = generator.standard_normal((99, 2)) + 0.3, generator.exponential(size=(30, 2))
    errors = generator.uniform(1, 2, (99, 2))
    estimates = np.array([0.3, 0.2])
    right = inference(estimates, draws, interval=interval, jackknife=jackknife, resampled_errors=errors)
    turned = inference(-estimates, -draws, interval=interval, jackknife=-jackknife, resampled_errors=errors)
    np.testing.assert_allclose(turned.lower, -right.upper)
    np.testing.assert_allclose(turned.upper_one_sided, -right.lower_one_sided)


@pytest.mark.parametrize(
    ("needed", "message"),
    [
        ({"interval": "basic"}, "unknown interval: interval: found 'basic'; expected one of percentile, "),
        ({"interval": "bca"}, "interval without what it needs: interval: found 'bca'"),
        ({"interval": "studentised", "jackknife": JACKKNIFE}, "interval without what it needs: interval: found 'stud"),
        ({"interval": "bca", "jackknife": np.ones((3, 2))}, r"jackknife that do not fit the estimates: .*\(3, 2\)"),
        (
            {"interval": "studentised", "jackknife": JACKKNIFE, "resampled_errors": np.ones((5, 2))},
            r"resampled_errors that do not fit the estimates: .*\(5, 2\)",
        ),
    ],
)
def test_what_an_interval_needs(needed: dict, message: str) -> None:
    with pytest.raises(DataError, match=message):
        inference(np.array([3.1]), DRAWS, **needed)


HUNDRED = np.arange(101.0)[:, None]


def test_without_bias_it_is_the_percentile_interval() -> None:
    """The estimate is the median draw: 50 below, 1 equal, 50 above; (50 + 1/2)/101 = 1/2, so z0 = 0."""
    lower, upper = bias_corrected_interval(np.array([50.0]), HUNDRED, 0.90)
    plain = inference(np.array([50.0]), HUNDRED, 0.90)
    assert lower == pytest.approx(plain.lower, abs=1e-9)
    assert upper == pytest.approx(plain.upper, abs=1e-9)


def test_draws_that_lie_too_low_move_the_interval_up() -> None:
    """Estimate 60: (60 + 1/2)/101 = .599; 2 z0 = 2 x .2508; the quantiles are Phi(.5017 -+ 1.6449) of 0, ..., 100."""
    shift, z = 2 * special.ndtri(60.5 / 101), special.ndtri(0.95)
    lower, upper = bias_corrected_interval(np.array([60.0]), HUNDRED, 0.90)
    assert lower == pytest.approx(100 * special.ndtr(shift - z))
    assert upper == pytest.approx(100 * special.ndtr(shift + z))
    assert lower[0] == pytest.approx(12.65, abs=0.01)


def test_draws_that_failed_are_left_out() -> None:
    holes = np.insert(HUNDRED, [3, 50], np.nan, axis=0)
    np.testing.assert_array_equal(
        bias_corrected_interval(np.array([60.0]), holes), bias_corrected_interval(np.array([60.0]), HUNDRED)
    )


@pytest.mark.parametrize("estimate", [-1.0, 101.0, np.nan])
def test_draws_on_one_side_of_the_estimate_give_none(estimate: float) -> None:
    assert np.isnan(bias_corrected_interval(np.array([estimate]), HUNDRED)).all()


def test_the_interval_alone_refuses_what_inference_refuses() -> None:
    with pytest.raises(DataError, match=r"draws that do not fit the estimates: inference: found estimates \(2,\)"):
        bias_corrected_interval(np.zeros(2), HUNDRED)
    with pytest.raises(DataError, match=r"setting out of range: confidence_level: found 1\.5"):
        bias_corrected_interval(np.zeros(1), HUNDRED, 1.5)


@pytest.mark.parametrize("interval", ["percentile", "bias_corrected"])
def test_draws_that_are_not_finite_are_left_out_whatever_their_sign(interval: str) -> None:
    """Draws 1 to 4: bounds of 90 % at 1 + 3 x .05 and 1 + 3 x .95; the estimate is the median, so z0 = 0."""
    estimates = np.full(3, 2.5)
    draws = np.array([[-np.inf, np.inf, np.nan], *np.repeat(np.arange(1.0, 5), 3).reshape(4, 3)])
    result = inference(estimates, draws, 0.9, interval=interval)
    np.testing.assert_allclose(result.lower, 1.15)
    np.testing.assert_allclose(result.upper, 3.85)
    assert result.left_out.tolist() == [1, 1, 1]


@pytest.mark.parametrize("interval", ["bca", "studentised"])
def test_a_failed_leave_one_out_estimate_is_left_out_and_counted(interval: str) -> None:
    """As if that case had never been left out; the other column is not touched."""
    draws, errors = np.hstack([DRAWS, DRAWS]), np.ones((5, 2))
    holes = np.hstack([np.insert(JACKKNIFE, 1, np.nan, axis=0), [[0.0], [1], [0], [3]]])
    found = inference(np.full(2, 3.1), draws, 0.6, interval=interval, jackknife=holes, resampled_errors=errors)
    assert found.jackknife_left_out.tolist() == [1, 0]
    kept = bounds(0.6, interval, jackknife=JACKKNIFE, resampled_errors=np.ones((5, 1)))
    assert (found.lower[0], found.upper[0]) == kept
    whole = bounds(0.6, interval, jackknife=holes[:, 1:], resampled_errors=np.ones((5, 1)))
    assert (found.lower[1], found.upper[1]) == whole


def test_without_two_leave_one_out_estimates_there_is_neither_interval() -> None:
    alone = np.array([[1.0], [np.nan], [np.nan]])
    for interval in ("bca", "studentised"):
        assert np.isnan(bounds(0.6, interval, jackknife=alone, resampled_errors=np.ones((5, 1)))).all()
