"""Indicators to correlation matrices, for one sample or for a stack of samples."""

from dataclasses import dataclass

import numpy as np

from plssem.arrays import FloatArray
from plssem.errors import DataError, explain

__all__ = ["Moments", "correlations", "moments", "resampled_correlations", "standardise"]

# Spread of an indicator, relative to its size, at or below which it counts as constant.
RELATIVE_SPREAD = 1e-12


@dataclass(frozen=True)
class Moments:
    """Per case, what the moments of any resample are sums of: indicators (N, K), then their products (N, K(K+1)/2)."""

    terms: FloatArray
    indicators: int


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


def moments(standardised: FloatArray) -> Moments:
    """Return the terms that resampled moments are sums of, from standardised indicators (N, K)."""
    rows, columns = np.triu_indices(standardised.shape[1])
    products = standardised[:, rows] * standardised[:, columns]
    return Moments(np.hstack([standardised, products]), standardised.shape[1])


def resampled_correlations(counts: FloatArray, source: Moments) -> FloatArray:
    """Return the correlations (b, K, K) of b resamples; NaN for an indicator that is constant within a resample.

    counts (b, N): how often each case was drawn. One matrix product, no loop over resamples.
    """
    sums = counts @ source.terms / counts.sum(axis=1, keepdims=True)
    means, size = sums[:, : source.indicators], source.indicators
    products = np.empty((len(counts), size, size))
    rows, columns = np.triu_indices(size)
    products[:, rows, columns] = products[:, columns, rows] = sums[:, size:]
    covariances = products - means[:, :, None] * means[:, None, :]
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    # The indicators have variance 1 in the sample, so what rounding leaves of a constant one is far below this.
    scales = np.sqrt(np.where(variances > RELATIVE_SPREAD, variances, np.nan))
    return _unit_diagonal(covariances / (scales[:, :, None] * scales[:, None, :]))


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
