"""Sums over the cases that each member of a stack counts, the same to the last bit in whatever order they are added.

What is added up is split over power-of-two grids on which the sums are exact. A matrix product may then add in any
order, which changes with the number of threads, and no digit is lost by it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray

__all__ = ["CASES_PER_CHUNK", "Summands", "count_all_once", "pairwise_products", "sums_of_products"]

# Most cases that are added up at a time.
CASES_PER_CHUNK = 1024
# Bits of an integer that a double holds exactly, less one for the rounding of the largest term.
EXACT_BITS = 52
# How much finer the second grid is: what the first leaves, over the draws of one chunk, still fits the exact bits.
FINER_BITS = 40
# Products of columns that are in memory at a time (32 MiB).
TERMS_AT_ONCE = 2**22


class _Terms(NamedTuple):
    """Products (n, P) as multiples of the grid, and what they leave of some of them: (n, Q) of those named (Q,)."""

    on_grid: FloatArray
    left: FloatArray
    unfinished: IntArray


@dataclass(frozen=True, eq=False)
class Summands:
    """What is added up: the P = M(M+1)/2 products of M columns (N, M); those of few cases are formed once.

    grid (P,): the power of two whose multiples add up exactly over the draws of one chunk.
    """

    columns: FloatArray
    grid: FloatArray
    formed: _Terms | None

    @classmethod
    def from_columns(cls, columns: FloatArray, case_weights: FloatArray | None = None) -> "Summands":
        """Take columns (N, K) of about mean 0 and variance 1, which lose no digit, with a column of ones before them.

        The products of these are what means and mean products are made of. case_weights (N,): all are multiplied by
        their roots, so that the products are weighted.
        """
        extended = np.hstack([np.ones((len(columns), 1)), columns])
        rooted = extended if case_weights is None else extended * np.sqrt(case_weights)[:, None]
        grid = _grid(rooted)
        few = len(columns) <= min(CASES_PER_CHUNK, TERMS_AT_ONCE // grid.size)
        return cls(rooted, grid, _terms(rooted, grid) if few else None)

    def iterate_terms(self, chunk: slice) -> Iterator[tuple[slice, _Terms]]:
        """Yield places within a chunk of cases and the terms of these cases, not too many at a time."""
        if self.formed:
            yield slice(None), self.formed
            return
        rows = max(1, TERMS_AT_ONCE // self.grid.size)
        for start in range(0, chunk.stop - chunk.start, rows):
            place = slice(start, start + rows)
            yield place, _terms(self.columns[chunk][place], self.grid)


def pairwise_products(columns: FloatArray) -> FloatArray:
    """Return the M(M+1)/2 products of each pair of columns (N, M) in the order of `np.triu_indices`."""
    rows, others = np.triu_indices(columns.shape[1])
    return np.asarray(columns[:, rows] * columns[:, others])


def count_all_once(cases: int) -> Iterator[tuple[slice, BoolArray]]:
    """Yield chunk after chunk of cases, each of them counted once by one member (1, chunk)."""
    for start in range(0, cases, CASES_PER_CHUNK):
        size = min(CASES_PER_CHUNK, cases - start)
        yield slice(start, start + size), np.ones((1, size), dtype=np.bool_)


def sums_of_products(
    tallies: Iterable[tuple[slice, IntArray | BoolArray]], summands: Summands, size: int
) -> FloatArray:
    """Add up the products over the cases that each of b members counts (b, P).

    tallies: chunk after chunk of at most CASES_PER_CHUNK cases, and how often each member counts each (b, chunk).
    size: b.
    """
    coarse, fine = np.zeros((0, size)), np.zeros((0, size))
    for chunk, tally in tallies:
        for place, terms in summands.iterate_terms(chunk):
            counted = np.asarray(tally[:, place], dtype=np.float64).T
            coarse = _plus(coarse, terms.on_grid.T @ counted)
            if terms.unfinished.size:
                fine = fine if fine.size else np.zeros((summands.grid.size, size))
                fine[terms.unfinished] += terms.left.T @ counted
    return (_plus(coarse, fine) if fine.size else coarse).T


def _plus(sums: FloatArray, more: FloatArray) -> FloatArray:
    """Add to sums in their place; nothing added so far is no pass over memory."""
    if not sums.size:
        return more
    sums += more
    return sums


def _terms(columns: FloatArray, grid: FloatArray) -> _Terms:
    """Split products into multiples of the grid and what they leave, rounded to a grid 2^40 times as fine."""
    terms = pairwise_products(columns)
    on_grid = np.rint(terms / grid) * grid
    finer = grid * 2.0**-FINER_BITS
    left = np.rint((terms - on_grid) / finer) * finer
    # Whole numbers, such as answers on a scale, leave nothing.
    (unfinished,) = np.nonzero(left.any(axis=0))
    return _Terms(on_grid, left[:, unfinished], unfinished)


def _grid(columns: FloatArray) -> FloatArray:
    bounds = pairwise_products(np.abs(columns).max(axis=0)[None])[0]
    # No resample draws twice as many cases as a full chunk holds: the chance is below 1e-80.
    draws = min(len(columns), 2 * CASES_PER_CHUNK)
    return np.asarray(np.exp2(np.ceil(np.log2(bounds * draws)) - EXACT_BITS))
