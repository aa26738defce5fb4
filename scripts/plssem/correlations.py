"""Correlation matrices from indicators or from their sums, for one sample or for a stack of samples."""

import math
from typing import Any

import numpy as np

from plssem.answers import name_columns
from plssem.arrays import FloatArray, set_unit_diagonal, stack_first, stack_last
from plssem.errors import DataError, check_range

# Spread of an indicator, relative to its size, at or below which it counts as constant.
RELATIVE_SPREAD = 1e-12
# Largest absolute value whose fourth power can be summed without overflow, and the reciprocal of the smallest.
LARGEST = 1e70
# Largest rounding error of a correlation.
ROUNDING = 1e-9
SINGLE_ROUNDING = 1e-6  # of correlations that were computed in single precision


def standardise(
    indicators: FloatArray, names: tuple[str, ...] = (), case_weights: FloatArray | None = None
) -> FloatArray:
    """Return indicators (..., N, K) with mean 0 and standard deviation 1 (divisor N - 1), dimensionless.

    case_weights (N,): the mean and the variance are weighted, the weights scaled to a mean of 1.
    DataError where there are fewer than 3 cases, a value is not finite, an indicator is constant, or a case's weight is
    not a number above 0.
    """
    _check_indicators(indicators, names or name_columns(indicators.shape[-1]))
    if case_weights is None:
        centred = indicators - indicators.mean(axis=-2, keepdims=True)
        return np.asarray(centred / centred.std(axis=-2, ddof=1, keepdims=True))
    weights = scale_case_weights(case_weights, indicators.shape[-2])[:, None]
    centred = indicators - (weights * indicators).mean(axis=-2, keepdims=True)
    squares = (weights * centred**2).sum(axis=-2, keepdims=True)
    return np.asarray(centred / np.sqrt(squares / (indicators.shape[-2] - 1)))


def rescale_exactly(indicators: FloatArray) -> FloatArray:
    """Return indicators (N, K) with means of about 0 and standard deviations of about 1 (half to twice), dimensionless.

    No step rounds answers that are whole numbers: their products and sums are exact.
    """
    centres, scales = exact_units(indicators.mean(axis=0), indicators.std(axis=0))
    return np.asarray((indicators - centres) / scales)


def exact_units(means: FloatArray, deviations: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return centres and scales (K,) near these means and standard deviations, in which whole numbers stay exact."""
    scales = np.exp2(np.rint(np.log2(deviations)))
    return np.rint(means / scales * 2) / 2 * scales, scales


def correlate(
    indicators: FloatArray, names: tuple[str, ...] = (), case_weights: FloatArray | None = None
) -> FloatArray:
    """Return the Pearson correlations (..., K, K) of indicators (..., N, K), dimensionless, diagonal exactly 1.

    ASSUME: answers in points are numbers, with equal steps from point to point; `ordinal` takes their order only.
    names: of the K indicators, for messages. case_weights (N,): the correlations are weighted.
    DataError as for `standardise`.
    """
    columns = standardise(indicators, names, case_weights)
    if case_weights is not None:
        columns = columns * np.sqrt(scale_case_weights(case_weights, indicators.shape[-2]))[:, None]
    products = np.swapaxes(columns, -1, -2) @ columns / (columns.shape[-2] - 1)
    return set_unit_diagonal((products + np.swapaxes(products, -1, -2)) / 2)


def parse_correlations(correlations: Any, indicators: tuple[str, ...]) -> FloatArray:
    """Return correlations (..., K, K) of the K indicators as numbers of double precision.

    Members of the stack that are not finite stay. DataError for another shape, a diagonal that is not 1 and a matrix
    that is not symmetric, such as covariances and one triangle.
    """
    matrices = np.asarray(correlations, dtype=np.float64)
    size = len(indicators)
    found = {f"shape {matrices.shape}": matrices.shape[-2:] != (size, size)}
    if not any(found.values()):
        diagonal = np.diagonal(matrices, axis1=-2, axis2=-1)
        with np.errstate(invalid="ignore"):
            found["a diagonal that is not 1"] = bool((np.abs(diagonal - 1) > SINGLE_ROUNDING).any())
            crooked = np.abs(matrices - np.swapaxes(matrices, -1, -2)) > SINGLE_ROUNDING
        found["a matrix that is not symmetric"] = bool(crooked.any())
    if problems := [words for words, holds in found.items() if holds]:
        raise DataError(
            what="what is no correlation matrix",
            where="correlations",
            found=problems[0],
            expected=f"(..., {size}, {size}), symmetric, with a diagonal of 1",
            remedy="give the correlations of the model's indicators",
        )
    return matrices


def effective_cases(case_weights: FloatArray) -> float:
    """Return how many equally weighted cases would give a weighted mean the same variance: (sum w)2 / sum of w2.

    case_weights (N,): of any scale; N where they are equal, near 1 where one case outweighs all others. DataError for
    weights that are not numbers above 0.
    Kish, L. (1965). Survey Sampling. Wiley.

    Example. Of four firms in a sample, one stands for three of its kind, because they were hard to reach; the others
    stand for one each. How much is the sample worth?

    >>> effective_cases(np.array([1, 1, 1, 3]))
    3.0

    As much as three firms of equal weight: unequal weights cost precision. The number does not depend on the scale of
    the weights. `estimate` refuses weights that leave fewer cases than its largest regression needs.
    """
    weights = scale_case_weights(case_weights, np.size(case_weights))
    return float(weights.size**2 / (weights**2).sum())


def correlations_from_moments(moments: FloatArray, indicators: int) -> FloatArray:
    """Return the correlations (b, K, K) from means (b, K) and mean products (b, K(K+1)/2) side by side.

    The products are in the order of `np.triu_indices`; the indicators have a variance of about 1 in the sample and a
    mean of about 0, K = `indicators`. NaN for an indicator without variance.
    """
    columns = stack_last(moments, 1)
    return _correlate_sums(np.ones(len(moments)), columns[:indicators], columns[indicators:])


def correlations_from_sums(sums: FloatArray) -> FloatArray:
    """Return the correlations (b, K, K) from sums over cases (b, (K + 1)(K + 2)/2).

    They are of the products of each pair of a column of ones and the K indicators, in the order of `np.triu_indices`;
    the rest as for `correlations_from_moments`.
    """
    columns = stack_last(sums, 1)
    size = (math.isqrt(1 + 8 * len(columns)) - 3) // 2
    return _correlate_sums(columns[0], columns[1 : size + 1], columns[size + 1 :])


def _correlate_sums(counts: FloatArray, sums: FloatArray, products: FloatArray) -> FloatArray:
    """Return the correlations (b, K, K) from numbers of cases (b,), sums (K, b) and sums of products (K(K+1)/2, b)."""
    size = len(sums)
    means = sums / counts
    ends = np.cumsum(np.arange(size, 0, -1))
    variances = products[ends - np.arange(size, 0, -1)] - sums * means
    # The variance that rounding gives a constant indicator is far below this.
    scales = 1 / np.sqrt(np.where(variances > RELATIVE_SPREAD * counts, variances, np.nan))
    matrices = np.empty((size, *sums.shape))
    for row, end in enumerate(ends.tolist()):
        covariances = products[end - size + row : end] - sums[row] * means[row:]
        np.multiply(covariances, scales[row] * scales[row:], out=matrices[row, row:])
        matrices[row:, row] = matrices[row, row:]
        matrices[row, row] = np.where(np.isfinite(scales[row]), 1.0, np.nan)
    return stack_first(matrices)


def scale_case_weights(case_weights: FloatArray, cases: int) -> FloatArray:
    """Return the case weights (N,) scaled to a mean of 1; DataError where they are no numbers above 0, or too large."""
    array = np.asarray(case_weights)
    weights = array.astype(np.float64) if array.dtype.kind in "fiu" else np.full(array.shape, np.nan)
    inside = cases > 0 and weights.shape == (cases,) and bool(((weights >= 1 / LARGEST) & (weights <= LARGEST)).all())
    found = f"{array.dtype} {weights.shape}, from {weights.min(initial=np.inf):g} to {weights.max(initial=0):g}"
    expected = f"{cases} numbers above 0, at most {LARGEST:g}, of the cases that count"
    check_range("case_weights", found, expected, inside=inside, what="case weights that cannot weigh")
    return np.asarray(weights / weights.mean())


def _check_indicators(indicators: FloatArray, names: tuple[str, ...]) -> None:
    if indicators.shape[-2] < 3:
        raise DataError(
            what="too few cases",
            where="indicators",
            found=str(indicators.shape[-2]),
            expected="at least 3",
            remedy="collect more answers",
        )
    unusable = ~np.isfinite(indicators).reshape(-1, len(names))
    if unusable.any():
        column = int(unusable.any(axis=0).argmax())
        raise DataError(
            what="missing or infinite values",
            where=f"indicator {names[column]}",
            found=f"{unusable[:, column].sum()} of {len(unusable)}",
            expected="none",
            remedy="replace missing answers or leave these cases out before estimating",
        )
    highest = indicators.max(axis=-2)
    lowest = indicators.min(axis=-2)
    sizes = np.maximum(np.abs(highest), np.abs(lowest))
    _check_spread(sizes.reshape(-1, len(names)), (highest - lowest).reshape(-1, len(names)), names)


def _check_spread(sizes: FloatArray, ranges: FloatArray, names: tuple[str, ...]) -> None:
    """Raise DataError for values that cannot be squared and summed, and for constants; largest sizes, ranges (s, K)."""
    for name, size in zip(names, sizes.max(axis=0), strict=True):
        if size > LARGEST or 0 < size < 1 / LARGEST:
            raise DataError(
                what="values of a size that cannot be computed with",
                where=f"indicator {name}",
                found=f"values up to {size:g}",
                expected=f"between {1 / LARGEST:g} and {LARGEST:g}",
                remedy="give the indicator in another unit",
            )
    for name, is_constant in zip(names, np.asarray(ranges <= RELATIVE_SPREAD * sizes).T, strict=True):
        if is_constant.any():
            raise DataError(
                what="constant indicator",
                where=f"indicator {name}",
                found="the same value in every case, to twelve digits",
                expected="values that vary",
                remedy="remove it from the model or check how it was scored",
            )
