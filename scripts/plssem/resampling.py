"""Resamples with replacement, and their moments, without a loop over resamples.

Random numbers are keyed by (seed, purpose, block of resamples): what is drawn depends on nothing else.

How far results of resampling would move under other random numbers.

Work shared by threads; what it yields, and in which order, does not depend on how many there are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy import special

from plssem.arrays import FloatArray, IntArray
from plssem.correlations import correlations_from_sums, rescale_exactly
from plssem.sums import CASES_PER_CHUNK, Summands, sums_of_products

__all__ = [
    "ResampleBlock",
    "certainty",
    "correlate_resamples",
    "count_draws",
    "divide_resamples",
    "map_in_threads",
    "prepare_summands",
    "sum_resamples",
]

# This size and that of a chunk are part of what a seed means: a change of either changes every draw.
RESAMPLES_PER_BLOCK = 512


@dataclass(frozen=True)
class ResampleBlock:
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


def divide_resamples(resamples: int, seed: int, purpose: str) -> tuple[ResampleBlock, ...]:
    """Divide the resamples into blocks of fixed size; the last may be shorter."""
    starts = range(0, resamples, RESAMPLES_PER_BLOCK)
    return tuple(
        ResampleBlock(seed, purpose, number, start, min(RESAMPLES_PER_BLOCK, resamples - start))
        for number, start in enumerate(starts)
    )


def count_draws(block: ResampleBlock, cases: int) -> Iterator[tuple[slice, IntArray]]:
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


def prepare_summands(indicators: FloatArray, case_weights: FloatArray | None = None) -> Summands:
    """Return what resamples of the cases of indicators (N, K), on any scale, add up."""
    return Summands.from_columns(rescale_exactly(np.asarray(indicators, dtype=np.float64)), case_weights)


def correlate_resamples(
    block: ResampleBlock, columns: FloatArray, case_weights: FloatArray | None = None
) -> FloatArray:
    """Return the correlations (b, K, K) of a block of resamples from indicators (N, K) that are about standardised.

    case_weights (N,): a case keeps its weight as often as it is drawn. NaN for an indicator that is constant within a
    resample.
    """
    return correlations_from_sums(sum_resamples([block], Summands.from_columns(columns, case_weights)))


def sum_resamples(together: Sequence[ResampleBlock], summands: Summands) -> FloatArray:
    """Return the sums of products (b, P) of blocks of resamples, one below the other."""
    cases = len(summands.columns)
    sums = [sums_of_products(count_draws(block, cases), summands, block.size).T for block in together]
    return (np.concatenate(sums, axis=1) if len(sums) > 1 else sums[0]).T


def certainty(margin: FloatArray, repeated: FloatArray, share: float) -> FloatArray:
    """Return the chance (M,) that another run of the full size ends on the same side of a limit; at least 1/2.

    margin (M,): distance from the limit, of the run of full size; its sign is the side. repeated (R, M): the same of R
    runs with other random numbers, each with this share of the resamples. Phi(|margin| / (sqrt(2) error)), where error
    is the standard deviation of the repeated margins times sqrt(share), for Monte-Carlo errors fall as
    1 / sqrt(resamples). The root of 2 is there because this margin scatters as the other run's does.
    1 where nothing moves. NaN where the margin or any repeated one is NaN.
    """
    error = repeated.std(axis=0, ddof=1) * np.sqrt(share)
    distance = np.abs(margin) / np.where(error > 0, np.sqrt(2) * error, 1.0)
    known = np.isfinite(margin) & np.isfinite(error)
    return np.where(known, np.where(error > 0, special.ndtr(distance), 1.0), np.nan)


_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def map_in_threads(action: Callable[[_Item], _Result], items: Iterable[_Item], threads: int) -> Iterator[_Result]:
    """Yield what the action makes of each item, in the order of the items; one thread is the caller's own."""
    if threads == 1:
        yield from map(action, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(action, items)
