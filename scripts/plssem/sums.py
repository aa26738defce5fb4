"""Sums over the cases that each member of a stack counts, the same to the last bit in whatever order they are added.

What is added up is split over power-of-two grids on which the sums are exact. A matrix product may then add in any
order, which changes with the number of threads, and no digit is lost by it.
"""

from collections.abc import Iterable

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray

__all__ = ["CASES_PER_CHUNK", "everyone", "products", "sums_of_products", "with_roots"]

# Most cases that are added up at a time.
CASES_PER_CHUNK = 1024
# Bits of an integer that a double holds exactly, less one for the rounding of the largest term.
EXACT_BITS = 52
# How much finer the second grid is: what the first leaves, over the draws of one chunk, still fits the exact bits.
FINER_BITS = 40
# Products of columns that are in memory at a time (32 MiB).
TERMS_AT_ONCE = 2**22


def with_roots(columns: FloatArray, case_weights: FloatArray | None = None) -> FloatArray:
    """Put a column of ones before M columns (N, M) and multiply all by the roots of the case weights (N,), if any.

    Products of the columns that result are what weighted means and products are made of.
    """
    extended = np.hstack([np.ones((len(columns), 1)), columns])
    return extended if case_weights is None else extended * np.sqrt(case_weights)[:, None]


def products(columns: FloatArray) -> FloatArray:
    """Return the M(M+1)/2 products of each pair of columns (N, M) in the order of `np.triu_indices`."""
    rows, others = np.triu_indices(columns.shape[1])
    return np.asarray(columns[:, rows] * columns[:, others])


def everyone(cases: int) -> Iterable[tuple[slice, BoolArray]]:
    """Yield chunk after chunk of cases, each of them counted once by one member (1, chunk)."""
    for start in range(0, cases, CASES_PER_CHUNK):
        size = min(CASES_PER_CHUNK, cases - start)
        yield slice(start, start + size), np.ones((1, size), dtype=np.bool_)


def sums_of_products(
    tallies: Iterable[tuple[slice, IntArray | BoolArray]], columns: FloatArray, size: int
) -> FloatArray:
    """Add up the products of columns (N, M) over the cases that each of b members counts (b, M(M+1)/2).

    tallies: chunk after chunk of at most CASES_PER_CHUNK cases, and how often each member counts each (b, chunk).
    size: b. Columns of about mean 0 and variance 1 lose no digit.
    """
    grid = _grid(columns)
    rows = max(1, TERMS_AT_ONCE // grid.size)
    coarse, fine = np.zeros((2, grid.size, size))
    for chunk, tally in tallies:
        for start in range(0, tally.shape[1], rows):
            counted = np.asarray(tally[:, start : start + rows], dtype=np.float64).T
            on_grid, left = _on_grids(products(columns[chunk][start : start + rows]), grid)
            coarse += on_grid.T @ counted
            # Whole numbers, such as answers on a scale, leave nothing.
            (unfinished,) = np.nonzero(left.any(axis=0))
            if unfinished.size:
                fine[unfinished] += left[:, unfinished].T @ counted
    return (coarse + fine).T


def _on_grids(terms: FloatArray, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Split terms (n, P) into multiples of the grid and what they leave, rounded to a grid 2^40 times as fine."""
    coarse = np.rint(terms / grid) * grid
    finer = grid * 2.0**-FINER_BITS
    return coarse, np.rint((terms - coarse) / finer) * finer


def _grid(columns: FloatArray) -> FloatArray:
    """Return per product the power of two whose multiples add up exactly over the draws of one chunk (M(M+1)/2,)."""
    bounds = products(np.abs(columns).max(axis=0)[None])[0]
    # No resample draws twice as many cases as a full chunk holds: the chance is below 1e-80.
    draws = min(len(columns), 2 * CASES_PER_CHUNK)
    return np.asarray(np.exp2(np.ceil(np.log2(bounds * draws)) - EXACT_BITS))
