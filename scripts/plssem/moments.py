"""Means and covariances of columns: of one sample, of resamples, of random splits into two groups.

What a resample or split sums over its cases is exact, as in `resampling`, and does not depend on the number of threads.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from plssem import resampling
from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.resampling import CASES_PER_CHUNK, Block, counts

__all__ = ["Moments", "composed", "correlations_of", "moments_of", "resampled_moments", "split_moments"]

# Products of columns that are in memory at a time (64 MiB).
TERMS_AT_ONCE = 2**23
# Variance of a column, relative to its mean square, at or below which it counts as constant.
RELATIVE_VARIANCE = 1e-12


@dataclass(frozen=True, eq=False)
class Moments:
    """Means (..., M) and covariances (..., M, M) of M columns, divisor N - 1, in the units of the columns."""

    means: FloatArray
    covariances: FloatArray


def moments_of(columns: FloatArray) -> Moments:
    """Return the moments of one sample, columns (N, M)."""
    centred = columns - columns.mean(axis=0)
    return Moments(columns.mean(axis=0), centred.T @ centred / (len(columns) - 1))


def resampled_moments(block: Block, columns: FloatArray) -> Moments:
    """Return the moments (b, ...) of a block of resamples of the cases of columns (N, M).

    Columns of about unit variance and mean 0 lose no digits.
    """
    return _moments(_sums(counts(block, len(columns)), columns, block.size), len(columns))


def split_moments(block: Block, columns: FloatArray, first: int) -> tuple[Moments, Moments]:
    """Return the moments (b, ...) of the two groups of a block of random splits of the cases, N = first + second.

    Every choice of `first` of the N cases has the same chance.
    """
    cases = len(columns)
    sums = _sums(_memberships(block, cases, first), columns, block.size)
    whole = _sums(iter([(slice(0, cases), np.ones((1, cases), dtype=np.bool_))]), columns, 1)
    return _moments(sums, first), _moments(whole - sums, cases - first)


def composed(moments: Moments, weights: FloatArray) -> Moments:
    """Return the moments (..., C) of weighted sums of the columns, weights (..., M, C)."""
    means = (moments.means[..., None, :] @ weights)[..., 0, :]
    return Moments(means, np.swapaxes(weights, -1, -2) @ moments.covariances @ weights)


def correlations_of(covariances: FloatArray) -> FloatArray:
    """Return correlations (..., M, M) with a diagonal of exactly 1; NaN for a column without variance.

    covariances (..., M, M): of columns whose mean squares are about 1.
    """
    variances = np.diagonal(covariances, axis1=-2, axis2=-1)
    scales = 1 / np.sqrt(np.where(variances > RELATIVE_VARIANCE, variances, np.nan))
    matrices = covariances * scales[..., :, None] * scales[..., None, :]
    return np.where(np.eye(variances.shape[-1], dtype=np.bool_) & np.isfinite(matrices), 1.0, matrices)


def _moments(sums: FloatArray, cases: int) -> Moments:
    """Turn sums of M columns and of their M(M+1)/2 products, side by side (b, M(M+3)/2), into moments."""
    size = (math.isqrt(9 + 8 * sums.shape[1]) - 3) // 2
    rows, columns = np.triu_indices(size)
    means = sums[:, :size] / cases
    products = sums[:, size:] / cases - means[:, rows] * means[:, columns]
    covariances = np.empty((len(sums), size, size))
    covariances[:, rows, columns] = covariances[:, columns, rows] = products * (cases / (cases - 1))
    return Moments(means, covariances)


def _sums(tallies: Iterator[tuple[slice, IntArray | BoolArray]], columns: FloatArray, size: int) -> FloatArray:
    """Add up columns and their products over the cases that each member of a stack counts (b, M(M+3)/2)."""
    grid = resampling._grid(columns)
    rows = max(1, min(CASES_PER_CHUNK, TERMS_AT_ONCE // (2 * grid.size)))
    coarse, fine = np.zeros((2, size, grid.size))
    for chunk, tally in tallies:
        for start in range(0, tally.shape[1], rows):
            terms = resampling._terms(columns[chunk][start : start + rows], grid)
            sums = tally[:, start : start + rows].astype(np.float64) @ terms
            coarse += sums[:, : grid.size]
            fine += sums[:, grid.size :]
    return np.asarray(coarse + fine)


def _memberships(block: Block, cases: int, first: int) -> Iterator[tuple[slice, BoolArray]]:
    """Yield chunk after chunk of cases, and which of them each split puts into the first group (b, chunk)."""
    generator = block.generator()
    starts = np.arange(0, cases, CASES_PER_CHUNK)
    sizes = np.diff(np.append(starts, cases))
    # How many of each chunk, then which: the same distribution as choosing among all N at once.
    chosen = generator.multivariate_hypergeometric(sizes, first, size=block.size)
    for start, size, number in zip(starts.tolist(), sizes.tolist(), chosen.T, strict=True):
        order = generator.permuted(np.tile(np.arange(size), (block.size, 1)), axis=1)
        yield slice(start, start + size), order < number[:, None]
