"""From resampled values of a statistic to its standard error, t, p and percentile interval."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from plssem.arrays import FloatArray, IntArray
from plssem.errors import DataError, explain

__all__ = ["Inference", "inference"]


@dataclass(frozen=True, eq=False)
class Inference:
    """What a bootstrap says about M values of one statistic; every field is (M,).

    estimate: the sample's value. bootstrap_mean: mean of the draws. standard_error: their standard deviation
    (divisor B - 1). t: estimate / standard error; p: two-sided, of t. lower, upper: two-sided percentile interval.
    upper_one_sided: upper bound of the one-sided interval at the same level. left_out: count of draws that are NaN.
    t and p are NaN where the statistic does not vary (a loading of 1); all but estimate and left_out are NaN where
    fewer than 2 draws are left.
    """

    estimate: FloatArray
    bootstrap_mean: FloatArray
    standard_error: FloatArray
    t: FloatArray
    p: FloatArray
    lower: FloatArray
    upper: FloatArray
    upper_one_sided: FloatArray
    left_out: IntArray


# Spread of draws, relative to their size, at or below which they differ by rounding only.
RELATIVE_SPREAD = 1e-12


def inference(estimates: FloatArray, draws: FloatArray, confidence_level: float = 0.95) -> Inference:
    """Return standard errors, t, p and percentile intervals from estimates (M,) and draws (B, M).

    confidence_level: of the two-sided and of the one-sided interval, between 0 and 1.
    p = 2 (1 - Phi(|t|)), the standard normal: it is below .05 exactly where |t| > 1.96, the criterion of the field.
    Quantiles are interpolated linearly between order statistics, type 7 of Hyndman, R. J., & Fan, Y. (1996).
    The American Statistician, 50(4), 361-365. doi:10.1080/00031305.1996.10473566.
    DataError for shapes that do not fit and for a level outside (0, 1).
    """
    _check(estimates, draws, confidence_level)
    ordered = np.sort(draws, axis=0)
    used = np.isfinite(draws).sum(axis=0)
    mean, error = _mean_and_error(draws, used)
    varies = error > RELATIVE_SPREAD * np.maximum(np.abs(mean), np.abs(estimates))
    t = estimates / np.where(varies, error, np.nan)
    tail = (1 - confidence_level) / 2
    return Inference(
        estimate=np.asarray(estimates),
        bootstrap_mean=mean,
        standard_error=error,
        t=t,
        p=2 * special.ndtr(-np.abs(t)),
        lower=_quantile(ordered, used, tail),
        upper=_quantile(ordered, used, 1 - tail),
        upper_one_sided=_quantile(ordered, used, confidence_level),
        left_out=len(draws) - used,
    )


def _mean_and_error(draws: FloatArray, used: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation (M,) of the draws that are not NaN; NaN where fewer than 2 are left."""
    finite = np.isfinite(draws)
    enough = np.where(used > 1, used, np.nan)
    mean = np.where(finite, draws, 0.0).sum(axis=0) / enough
    squares = np.where(finite, (draws - mean) ** 2, 0.0).sum(axis=0)
    return mean, np.sqrt(squares / (enough - 1))


def _quantile(ordered: FloatArray, used: IntArray, share: float) -> FloatArray:
    """Return a quantile (M,) of draws sorted within columns, NaN last; NaN where fewer than 2 are left."""
    position = np.maximum(used - 1, 0) * share
    below = np.floor(position).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(used - 1, 0))
    columns = np.arange(ordered.shape[1])
    low, high = ordered[below, columns], ordered[above, columns]
    return np.where(used > 1, low + (position - below) * (high - low), np.nan)


def _check(estimates: FloatArray, draws: FloatArray, confidence_level: float) -> None:
    if np.ndim(draws) != 2 or np.shape(draws)[1:] != np.shape(estimates):
        raise DataError(
            explain(
                "draws that do not fit the estimates",
                "inference",
                f"estimates {np.shape(estimates)} and draws {np.shape(draws)}",
                "(M,) and (B, M)",
                "give one column of draws per estimate",
            )
        )
    if not 0 < confidence_level < 1:
        raise DataError(
            explain("level out of range", "confidence_level", str(confidence_level), "between 0 and 1", "correct it")
        )
