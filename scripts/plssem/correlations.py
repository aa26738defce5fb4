"""Indicators to correlation matrices, for one sample or for a stack of samples."""

import numpy as np

from plssem.arrays import FloatArray
from plssem.errors import DataError, explain

__all__ = ["correlations", "correlations_from_moments", "standardise"]

# Spread of an indicator, relative to its size, at or below which it counts as constant.
RELATIVE_SPREAD = 1e-12


def standardise(indicators: FloatArray, names: tuple[str, ...] = ()) -> FloatArray:
    """Return indicators (..., N, K) with mean 0 and standard deviation 1 (divisor N - 1), dimensionless.

    DataError where there are fewer than 3 cases, a value is not finite, or an indicator is constant.
    """
    _check(indicators, names or tuple(f"column {k + 1}" for k in range(indicators.shape[-1])))
    centred = indicators - indicators.mean(axis=-2, keepdims=True)
    return np.asarray(centred / centred.std(axis=-2, ddof=1, keepdims=True))


def correlations(indicators: FloatArray, names: tuple[str, ...] = ()) -> FloatArray:
    """Return the Pearson correlations (..., K, K) of indicators (..., N, K), dimensionless, diagonal exactly 1.

    names: of the K indicators, for messages. DataError as for `standardise`.
    """
    standardised = standardise(indicators, names)
    products = np.swapaxes(standardised, -1, -2) @ standardised / (standardised.shape[-2] - 1)
    return _unit_diagonal((products + np.swapaxes(products, -1, -2)) / 2)


def correlations_from_moments(moments: FloatArray, indicators: int) -> FloatArray:
    """Return the correlations (b, K, K) from means (b, K) and mean products (b, K(K+1)/2) side by side.

    The products are in the order of `np.triu_indices`; the indicators have variance 1 in the sample, K = `indicators`.
    NaN for an indicator without variance.
    """
    place = np.zeros((indicators, indicators), dtype=np.int64)
    rows, columns = np.triu_indices(indicators)
    place[rows, columns] = place[columns, rows] = np.arange(indicators, moments.shape[1])
    means, matrices = moments[:, :indicators], np.take(moments, place, axis=1)
    matrices -= means[:, :, None] * means[:, None, :]
    variances = np.diagonal(matrices, axis1=1, axis2=2)
    # What rounding leaves of the variance of a constant indicator is far below this.
    scales = 1 / np.sqrt(np.where(variances > RELATIVE_SPREAD, variances, np.nan))
    matrices *= scales[:, :, None]
    matrices *= scales[:, None, :]
    return _unit_diagonal(matrices)


def _unit_diagonal(matrices: FloatArray) -> FloatArray:
    diagonal = np.eye(matrices.shape[-1], dtype=np.bool_) & np.isfinite(matrices)
    return np.where(diagonal, 1.0, matrices)


def _check(indicators: FloatArray, names: tuple[str, ...]) -> None:
    if indicators.shape[-2] < 3:
        raise DataError(
            explain("too few cases", "indicators", str(indicators.shape[-2]), "at least 3", "collect more answers")
        )
    for name, column in zip(names, np.moveaxis(indicators, -1, 0), strict=True):
        unusable = int((~np.isfinite(column)).sum())
        if unusable:
            raise DataError(
                explain(
                    "missing or infinite values",
                    f"indicator {name}",
                    f"{unusable} of {column.size}",
                    "none",
                    "replace missing answers or leave these cases out before estimating",
                )
            )
        if (np.ptp(column, axis=-1) <= RELATIVE_SPREAD * np.abs(column).max(axis=-1)).any():
            raise DataError(
                explain(
                    "constant indicator",
                    f"indicator {name}",
                    "the same value in every case",
                    "values that vary",
                    "remove it from the model or check how it was scored",
                )
            )
