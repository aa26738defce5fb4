"""The bias-corrected interval by hand, against the percentile interval, and where there is none."""

import numpy as np
import pytest
from scipy import special

from plssem import DataError, bias_corrected_interval, inference

DRAWS = np.arange(101.0)[:, None]


def test_without_bias_it_is_the_percentile_interval() -> None:
    # The estimate is the median draw: 50 below, 1 equal, 50 above; (50 + 1/2)/101 = 1/2, so z0 = 0.
    lower, upper = bias_corrected_interval(np.array([50.0]), DRAWS, 0.90)
    plain = inference(np.array([50.0]), DRAWS, 0.90)
    assert lower == pytest.approx(plain.lower, abs=1e-9)
    assert upper == pytest.approx(plain.upper, abs=1e-9)


def test_draws_that_lie_too_low_move_the_interval_up() -> None:
    # Estimate 60: (60 + 1/2)/101 = .599; 2 z0 = 2 x .2508; the quantiles are Phi(.5017 -+ 1.6449) of 0, 1, ..., 100.
    shift, z = 2 * special.ndtri(60.5 / 101), special.ndtri(0.95)
    lower, upper = bias_corrected_interval(np.array([60.0]), DRAWS, 0.90)
    assert lower == pytest.approx(100 * special.ndtr(shift - z))
    assert upper == pytest.approx(100 * special.ndtr(shift + z))
    assert lower[0] == pytest.approx(12.65, abs=0.01)


def test_draws_that_failed_are_left_out() -> None:
    holes = np.insert(DRAWS, [3, 50], np.nan, axis=0)
    np.testing.assert_array_equal(
        bias_corrected_interval(np.array([60.0]), holes), bias_corrected_interval(np.array([60.0]), DRAWS)
    )


@pytest.mark.parametrize("estimate", [-1.0, 100.0, np.nan])
def test_draws_on_one_side_of_the_estimate_give_none(estimate: float) -> None:
    assert np.isnan(bias_corrected_interval(np.array([estimate]), DRAWS)).all()


def test_refusals() -> None:
    with pytest.raises(DataError, match=r"draws that do not fit the estimates: interval: found estimates \(2,\)"):
        bias_corrected_interval(np.zeros(2), DRAWS)
    with pytest.raises(DataError, match=r"level out of range: confidence_level: found 1\.5"):
        bias_corrected_interval(np.zeros(1), DRAWS, 1.5)
