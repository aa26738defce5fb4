"""Means and covariances of columns: of one sample, of resamples, of random splits into two groups.

Sums over the cases of a resample or split are exact, as in `resampling`, and do not depend on the number of threads.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray, set_unit_diagonal
from plssem.correlations import scale_case_weights
from plssem.resampling import (
    ResampleBlock,
    Summands,
    Tallies,
    count_all_once,
    count_draws,
    divide_cases,
    pairwise_products,
    sums_of_products,
)

# Variance of a column, relative to its mean square, at or below which the column is constant.
RELATIVE_VARIANCE = 1e-12


@dataclass(frozen=True, eq=False)
class Moments:
    """Means (..., M) and covariances (..., M, M) of M columns, divisor N - 1, in the units of the columns."""

    means: FloatArray
    covariances: FloatArray


def compute_moments(columns: FloatArray, case_weights: FloatArray | None = None) -> Moments:
    """Return the moments of one sample, columns (N, M); case_weights (N,): scaled to a mean of 1."""
    if case_weights is None:
        centred = columns - columns.mean(axis=0)
        return Moments(columns.mean(axis=0), centred.T @ centred / (len(columns) - 1))
    means = np.average(columns, axis=0, weights=case_weights)
    centred = (columns - means) * np.sqrt(scale_case_weights(case_weights, len(columns)))[:, None]
    return Moments(means, centred.T @ centred / (len(columns) - 1))


def resample_moments(block: ResampleBlock, summands: Summands) -> Moments:
    """Return the moments (b, ...) of a block of resamples of the cases of summands of M columns.

    The columns have a variance of about 1 and a mean of about 0, so that no digits are lost.
    """
    return tallied_moments(count_draws(block, len(summands.columns)), summands, block.size)


def tallied_moments(tallies: Tallies, summands: Summands, size: int) -> Moments:
    """Return the moments (b, ...) of the cases of each of b resamples, as `resample_moments`; size: b."""
    return _moments_from_sums(sums_of_products(tallies, summands, size))


def leave_each_out(cases: IntArray, of: int) -> Iterator[tuple[slice, BoolArray]]:
    """Yield chunk after chunk of N cases, all but one of them in each replicate (b,); of: N."""
    for chunk in divide_cases(of):
        yield chunk, np.arange(chunk.start, chunk.stop) != cases[:, None]


def leave_out_moments(cases: IntArray, summands: Summands, total: FloatArray) -> Moments:
    """Return the moments (b, ...) without one of the cases each (b,); total (1, P): `sum_all_cases` all."""
    return _moments_from_sums(total - pairwise_products(summands.columns[cases]))


def sum_all_cases(summands: Summands) -> FloatArray:
    """Return the sums over all cases (1, P)."""
    return sums_of_products(count_all_once(len(summands.columns)), summands, 1)


def split_moments(block: ResampleBlock, columns: FloatArray, first: int) -> tuple[Moments, Moments]:
    """Return the moments (b, ...) of the two groups of a block of random splits of the cases, N = first + second.

    Every choice of `first` of the N cases has the same chance.
    """
    summands = Summands.from_columns(columns)
    sums = sums_of_products(_draw_splits(block, len(columns), first), summands, block.size)
    return _moments_from_sums(sums), _moments_from_sums(sum_all_cases(summands) - sums)


def partition_moments(block: ResampleBlock, columns: FloatArray, groups: IntArray) -> tuple[Moments, ...]:
    """Return the moments (b, ...) of each group of a block of random assignments of the cases to the groups (N,).

    groups: 0, 1, ... of each case; every assignment that keeps their sizes has the same chance.
    """
    summands = Summands.from_columns(columns)
    assigned = block.generator().permuted(np.tile(groups.astype(np.int16), (block.size, 1)), axis=1)
    chunks = divide_cases(len(columns))
    return tuple(
        _moments_from_sums(
            sums_of_products(((chunk, assigned[:, chunk] == group) for chunk in chunks), summands, block.size)
        )
        for group in range(int(groups.max()) + 1)
    )


def compose_moments(moments: Moments, weights: FloatArray) -> Moments:
    """Return the moments (..., C) of weighted sums of the columns, weights (..., M, C)."""
    means = (moments.means[..., None, :] @ weights)[..., 0, :]
    return Moments(means, np.swapaxes(weights, -1, -2) @ moments.covariances @ weights)


def scale_covariances(covariances: FloatArray) -> FloatArray:
    """Return correlations (..., M, M) with a diagonal of exactly 1; NaN for a column without variance.

    covariances (..., M, M): of columns whose mean squares are about 1.
    """
    variances = np.diagonal(covariances, axis1=-2, axis2=-1)
    scales = 1 / np.sqrt(np.where(variances > RELATIVE_VARIANCE, variances, np.nan))
    return set_unit_diagonal(covariances * scales[..., :, None] * scales[..., None, :])


def _moments_from_sums(sums: FloatArray) -> Moments:
    """Turn sums of the products of a column of ones and M columns (b, (M + 1)(M + 2)/2) into moments."""
    size = (math.isqrt(1 + 8 * sums.shape[1]) - 3) // 2
    cases = sums[:, :1]
    means = sums[:, 1 : size + 1] / cases
    rows, columns = np.triu_indices(size)
    products = sums[:, size + 1 :] / cases - means[:, rows] * means[:, columns]
    covariances = np.empty((len(sums), size, size))
    covariances[:, rows, columns] = covariances[:, columns, rows] = products * (cases / (cases - 1))
    return Moments(means, covariances)


def _draw_splits(block: ResampleBlock, cases: int, first: int) -> Iterator[tuple[slice, BoolArray]]:
    """Yield chunk after chunk of cases, and which of them each split puts into the first group (b, chunk)."""
    generator = block.generator()
    chunks = divide_cases(cases)
    sizes = [chunk.stop - chunk.start for chunk in chunks]
    # The number from each chunk, then which: the same distribution as choosing among all N at once.
    chosen = generator.multivariate_hypergeometric(sizes, first, size=block.size)
    for chunk, size, number in zip(chunks, sizes, chosen.T, strict=True):
        order = generator.permuted(np.tile(np.arange(size), (block.size, 1)), axis=1)
        yield chunk, order < number[:, None]
