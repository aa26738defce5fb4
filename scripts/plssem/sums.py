"""Exact sums over the cases of each resample, the same to the last bit in any order of summation.

Terms are split over power-of-two grids on which sums are exact, so that no digit depends on the order in which a matrix
product sums, which changes with the number of threads.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray

# Most cases summed at a time.
CASES_PER_CHUNK = 1024
# Bits of an integer that a double holds exactly, less one for the rounding of the largest term.
EXACT_BITS = 52
# How much finer the second grid is: sums of the remainders, over the draws of one chunk, still fit the exact bits.
FINER_BITS = 40
# Products of columns in memory at a time (32 MiB).
TERMS_AT_ONCE = 2**22


class _Terms(NamedTuple):
    """Products (n, P) rounded to the grid; remainders (n, Q) of those that are not multiples of it, indices (Q,)."""

    on_grid: FloatArray
    remainders: FloatArray
    with_remainder: IntArray


@dataclass(frozen=True, eq=False)
class Summands:
    """Terms of the sums: the P = M(M+1)/2 products of M columns (N, M); those of few cases are computed once.

    grid (P,): the power of two whose multiples are summed exactly over the draws of one chunk.
    """

    columns: FloatArray
    grid: FloatArray
    terms: _Terms | None

    @classmethod
    def from_columns(cls, columns: FloatArray, case_weights: FloatArray | None = None) -> "Summands":
        """Build from columns (N, K) of about mean 0 and variance 1, which lose no digit, after a column of ones.

        Means and mean products are computed from the sums. case_weights (N,): columns are multiplied by the square
        roots, so that the products are weighted.
        """
        extended = np.hstack([np.ones((len(columns), 1)), columns])
        if case_weights is not None:
            extended = extended * np.sqrt(case_weights)[:, None]
        grid = _choose_grid(extended)
        few = len(columns) <= min(CASES_PER_CHUNK, TERMS_AT_ONCE // grid.size)
        return cls(extended, grid, _split_terms(extended, grid) if few else None)

    def iterate_terms(self, chunk: slice) -> Iterator[tuple[slice, _Terms]]:
        """Yield some cases of a chunk at a time, to bound memory, with their terms."""
        if self.terms:
            yield slice(None), self.terms
            return
        rows = max(1, TERMS_AT_ONCE // self.grid.size)
        for start in range(0, chunk.stop - chunk.start, rows):
            cases = slice(start, start + rows)
            yield cases, _split_terms(self.columns[chunk][cases], self.grid)


def pairwise_products(columns: FloatArray) -> FloatArray:
    """Return the M(M+1)/2 products of each pair of columns (N, M) in the order of `np.triu_indices`."""
    left, right = np.triu_indices(columns.shape[1])
    return np.asarray(columns[:, left] * columns[:, right])


def count_all_once(cases: int) -> Iterator[tuple[slice, BoolArray]]:
    """Yield chunk after chunk of cases, each counted once in a stack of one (1, chunk)."""
    for start in range(0, cases, CASES_PER_CHUNK):
        size = min(CASES_PER_CHUNK, cases - start)
        yield slice(start, start + size), np.ones((1, size), dtype=np.bool_)


def sums_of_products(
    tallies: Iterable[tuple[slice, IntArray | BoolArray]], summands: Summands, size: int
) -> FloatArray:
    """Sum the products over the cases of each of b resamples (b, P).

    tallies: chunk after chunk of at most CASES_PER_CHUNK cases, and how often each resample has each (b, chunk).
    size: b.
    """
    coarse = np.zeros((0, size))
    fine = np.zeros((0, size))
    for chunk, tally in tallies:
        for cases, terms in summands.iterate_terms(chunk):
            counted = np.asarray(tally[:, cases], dtype=np.float64).T
            coarse = _accumulate(coarse, terms.on_grid.T @ counted)
            if terms.with_remainder.size:
                fine = fine if fine.size else np.zeros((summands.grid.size, size))
                fine[terms.with_remainder] += terms.remainders.T @ counted
    return (_accumulate(coarse, fine) if fine.size else coarse).T


def _accumulate(sums: FloatArray, terms: FloatArray) -> FloatArray:
    """Add to sums in place; where they are still empty, return the first terms without a copy."""
    if not sums.size:
        return terms
    sums += terms
    return sums


def _split_terms(columns: FloatArray, grid: FloatArray) -> _Terms:
    """Split products into multiples of the grid and remainders, rounded to a grid 2^40 times as fine."""
    terms = pairwise_products(columns)
    on_grid = np.rint(terms / grid) * grid
    finer = grid * 2.0**-FINER_BITS
    remainders = np.rint((terms - on_grid) / finer) * finer
    # Whole numbers, such as answers on a scale, have no remainder.
    (with_remainder,) = np.nonzero(remainders.any(axis=0))
    return _Terms(on_grid, remainders[:, with_remainder], with_remainder)


def _choose_grid(columns: FloatArray) -> FloatArray:
    bounds = pairwise_products(np.abs(columns).max(axis=0)[None])[0]
    # No resample draws twice as many cases as a full chunk holds: the chance is below 1e-80.
    draws = min(len(columns), 2 * CASES_PER_CHUNK)
    return np.asarray(np.exp2(np.ceil(np.log2(bounds * draws)) - EXACT_BITS))
