"""Resamples with replacement, and their moments, without a loop over resamples.

Random numbers are keyed by (seed, purpose, block of resamples): what is drawn depends on nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from plssem.arrays import FloatArray, IntArray
from plssem.correlations import correlations_from_moments

__all__ = ["Block", "blocks", "counts", "resampled_correlations"]

# Both sizes are part of what a seed means: a change of either changes every draw.
RESAMPLES_PER_BLOCK = 512
CASES_PER_CHUNK = 1024
# Bits of an integer that a double holds exactly, less one for the rounding of the largest term.
EXACT_BITS = 52
# How much finer the second grid is: what the first leaves, over the draws of one chunk, still fits the exact bits.
FINER_BITS = 40


@dataclass(frozen=True)
class Block:
    """A run of resamples, from `start` on, that share one stream of random numbers."""

    seed: int
    purpose: str
    number: int
    start: int
    size: int

    def generator(self) -> np.random.Generator:
        """Return the block's own random numbers, from their beginning."""
        key = (*self.purpose.encode(), self.number)
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))


def blocks(resamples: int, seed: int, purpose: str) -> tuple[Block, ...]:
    """Divide the resamples into blocks of fixed size; the last may be shorter."""
    starts = range(0, resamples, RESAMPLES_PER_BLOCK)
    return tuple(
        Block(seed, purpose, number, start, min(RESAMPLES_PER_BLOCK, resamples - start))
        for number, start in enumerate(starts)
    )


def counts(block: Block, cases: int) -> Iterator[tuple[slice, IntArray]]:
    """Yield chunk after chunk of cases, and how often each resample drew each case of it (b, chunk).

    Over all chunks every resample drew N cases, each draw with equal chances for all N.
    """
    generator = block.generator()
    starts = np.arange(0, cases, CASES_PER_CHUNK)
    sizes = np.diff(np.append(starts, cases))
    # How many draws fall into each chunk, then which cases of it: the same distribution as drawing from all N at once.
    totals = generator.multinomial(cases, sizes / cases, size=block.size)
    for start, size, drawn in zip(starts.tolist(), sizes.tolist(), totals.T, strict=True):
        members = generator.integers(size, size=int(drawn.sum()))
        members += np.repeat(np.arange(block.size) * size, drawn)
        tally = np.bincount(members, minlength=block.size * size)
        yield slice(start, start + size), tally.reshape(block.size, size)


def resampled_correlations(block: Block, standardised: FloatArray) -> FloatArray:
    """Return the correlations (b, K, K) of a block of resamples from standardised indicators (N, K).

    NaN for an indicator that is constant within a resample.
    """
    cases, size = standardised.shape
    grid = _grid(standardised)
    coarse, fine = np.zeros((2, block.size, grid.size))
    for chunk, tally in counts(block, cases):
        sums = tally.astype(np.float64) @ _terms(standardised[chunk], grid)
        coarse += sums[:, : grid.size]
        fine += sums[:, grid.size :]
    return correlations_from_moments((coarse + fine) / cases, size)


def _terms(standardised: FloatArray, grid: FloatArray) -> FloatArray:
    """Return per case what moments are sums of, split into multiples of grid and of a grid 2^40 times as fine.

    Of indicators (N, K): themselves and their K(K+1)/2 products, coarse parts first (N, K(K+3)). On either grid the
    sums over a resample are exact, so they do not depend on the order in which a matrix product adds, which changes
    with the number of threads; together the parts keep every digit.
    """
    rows, columns = np.triu_indices(standardised.shape[1])
    terms = np.hstack([standardised, standardised[:, rows] * standardised[:, columns]])
    coarse = np.rint(terms / grid) * grid
    finer = grid * 2.0**-FINER_BITS
    return np.hstack([coarse, np.rint((terms - coarse) / finer) * finer])


def _grid(standardised: FloatArray) -> FloatArray:
    """Return per term the power of two whose multiples add up exactly over the draws of one chunk (K(K+3)/2,)."""
    rows, columns = np.triu_indices(standardised.shape[1])
    largest = np.abs(standardised).max(axis=0)
    bounds = np.append(largest, largest[rows] * largest[columns])
    # No resample draws twice as many cases as a full chunk holds: the chance is below 1e-80.
    draws = min(len(standardised), 2 * CASES_PER_CHUNK)
    return np.asarray(np.exp2(np.ceil(np.log2(bounds * draws)) - EXACT_BITS))
