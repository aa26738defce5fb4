"""Resamples with replacement, and their moments, without a loop over resamples.

Random numbers are keyed by (seed, purpose, block of resamples): what is drawn depends on nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from plssem.arrays import FloatArray, IntArray
from plssem.correlations import comparable, correlations_from_sums
from plssem.sums import CASES_PER_CHUNK, Summands, sums_of_products

__all__ = ["Block", "blocks", "counts", "resampled_correlations", "resampled_sums", "summands_of"]

# This size and that of a chunk are part of what a seed means: a change of either changes every draw.
RESAMPLES_PER_BLOCK = 512


@dataclass(frozen=True)
class Block:
    """A run of resamples, from `start` on, that share one stream of random numbers."""

    seed: int
    purpose: str
    number: int
    start: int
    size: int

    def generator(self, *chunk: int) -> np.random.Generator:
        """Return the block's own random numbers, or those of a chunk of cases in it, from their beginning."""
        key = (*self.purpose.encode(), self.number, *chunk)
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
    starts = np.arange(0, cases, CASES_PER_CHUNK)
    sizes = np.diff(np.append(starts, cases))
    # How many draws fall into each chunk, then which cases of it: the same distribution as drawing from all N at once.
    # As many totals as a full block has, so that a shorter one draws what a full one begins with.
    totals = block.generator().multinomial(cases, sizes / cases, size=RESAMPLES_PER_BLOCK)[: block.size]
    for chunk, (start, size) in enumerate(zip(starts.tolist(), sizes.tolist(), strict=True)):
        drawn = totals[:, chunk]
        members = block.generator(chunk).integers(size, size=int(drawn.sum()))
        members += np.repeat(np.arange(block.size) * size, drawn)
        tally = np.bincount(members, minlength=block.size * size)
        yield slice(start, start + size), tally.reshape(block.size, size)


def summands_of(indicators: FloatArray, case_weights: FloatArray | None = None) -> Summands:
    """Return what resamples of the cases of indicators (N, K), on any scale, add up."""
    return Summands.of(comparable(np.asarray(indicators, dtype=np.float64)), case_weights)


def resampled_correlations(block: Block, columns: FloatArray, case_weights: FloatArray | None = None) -> FloatArray:
    """Return the correlations (b, K, K) of a block of resamples from indicators (N, K) that are about standardised.

    case_weights (N,): a case keeps its weight as often as it is drawn. NaN for an indicator that is constant within a
    resample.
    """
    return correlations_from_sums(resampled_sums([block], Summands.of(columns, case_weights)))


def resampled_sums(together: Sequence[Block], summands: Summands) -> FloatArray:
    """Return the sums of products (b, P) of blocks of resamples, one below the other."""
    cases = len(summands.columns)
    sums = [sums_of_products(counts(block, cases), summands, block.size).T for block in together]
    return (np.concatenate(sums, axis=1) if len(sums) > 1 else sums[0]).T
