"""Confidence intervals of the bootstrap besides the percentile interval."""

import numpy as np
from scipy import special

from plssem.arrays import FloatArray
from plssem.errors import DataError, explain

__all__ = ["bias_corrected_interval"]


def bias_corrected_interval(
    estimates: FloatArray, draws: FloatArray, confidence_level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return the bounds (M,), (M,) of the bias-corrected percentile interval from estimates (M,) and draws (B, M).

    The quantiles Phi(2 z0 - z) and Phi(2 z0 + z) of the draws, with z0 = Phi^-1(share of draws below the estimate, ties
    counted half) and z that of the level: no acceleration, so this is BC, not BCa. NaN draws are left out;
    NaN where fewer than 2 are left, or where all of them lie on one side of the estimate.
    Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. doi:10.1201/9780429246593.
    DataError for shapes that do not fit and for a level outside (0, 1).
    """
    _check(estimates, draws, confidence_level)
    bounds = [
        _bounds(estimate, column[np.isfinite(column)], confidence_level)
        for estimate, column in zip(estimates, draws.T, strict=True)
    ]
    lower, upper = np.array(bounds, dtype=np.float64).reshape(-1, 2).T
    return lower, upper


def _bounds(estimate: float, draws: FloatArray, confidence_level: float) -> tuple[float, float]:
    if len(draws) < 2 or not draws.min() < estimate < draws.max():
        return np.nan, np.nan
    below = (draws < estimate).mean() + (draws == estimate).mean() / 2
    shift, z = 2 * special.ndtri(below), special.ndtri((1 + confidence_level) / 2)
    lower, upper = np.quantile(draws, special.ndtr([shift - z, shift + z]))
    return float(lower), float(upper)


def _check(estimates: FloatArray, draws: FloatArray, confidence_level: float) -> None:
    if np.ndim(draws) != 2 or np.shape(draws)[1:] != np.shape(estimates):
        found = f"estimates {np.shape(estimates)} and draws {np.shape(draws)}"
        remedy = "give one column of draws per estimate"
        raise DataError(explain("draws that do not fit the estimates", "interval", found, "(M,) and (B, M)", remedy))
    if not 0 < confidence_level < 1:
        found, expected = str(confidence_level), "between 0 and 1"
        raise DataError(explain("level out of range", "confidence_level", found, expected, "correct it"))
