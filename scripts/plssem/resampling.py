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
CASES_PER_CHUNK = 4096
# Bits of an integer that a double holds exactly, less one for the rounding of the largest term.
EXACT_BITS = 52


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
    sums = np.zeros((block.size, grid.size))
    for chunk, tally in counts(block, cases):
        sums += tally.astype(np.float64) @ _terms(standardised[chunk], grid)
    return correlations_from_moments(sums / cases, size)


def _terms(standardised: FloatArray, grid: FloatArray) -> FloatArray:
    """Return per case what moments are sums of: indicators (N, K), then their products (N, K K), as multiples of grid.

    On the grid a resample's sums are exact, so they do not depend on the order in which a matrix product adds
    (which changes with the number of threads); the rounding, about 1e-14 of a moment, is that of other sums.
    """
    products = standardised[:, :, None] * standardised[:, None, :]
    terms = np.hstack([standardised, products.reshape(len(standardised), -1)])
    return np.asarray(np.rint(terms / grid) * grid)


def _grid(standardised: FloatArray) -> FloatArray:
    """Return per term the power of two whose multiples add up exactly over the draws of one chunk (K + K K,)."""
    largest = np.abs(standardised).max(axis=0)
    bounds = np.append(largest, np.outer(largest, largest))
    # No resample draws twice as many cases as a full chunk holds: the chance is below 1e-300.
    draws = min(len(standardised), 2 * CASES_PER_CHUNK)
    return np.asarray(np.exp2(np.ceil(np.log2(bounds * draws)) - EXACT_BITS))
