"""Resampling with replacement: random numbers, sums over resamples without a loop, threads, Monte-Carlo error.

Random numbers depend only on (seed, purpose, number of the block of resamples); results do not depend on the number of
threads.
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

# A change of this size, or of that of a chunk, changes the draws of every seed.
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
        """Return a new generator of the block's random numbers, or of those of a chunk of cases in it."""
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
    # The number of draws from each chunk, then which cases: the same distribution as drawing from all N at once.
    # As many totals as in a full block, so that the draws of a shorter one are the first of a full one.
    totals = block.generator().multinomial(cases, sizes / cases, size=RESAMPLES_PER_BLOCK)[: block.size]
    for chunk, (start, size) in enumerate(zip(starts.tolist(), sizes.tolist(), strict=True)):
        drawn = totals[:, chunk]
        members = block.generator(chunk).integers(size, size=int(drawn.sum()))
        members += np.repeat(np.arange(block.size) * size, drawn)
        tally = np.bincount(members, minlength=block.size * size)
        yield slice(start, start + size), tally.reshape(block.size, size)


def prepare_summands(indicators: FloatArray, case_weights: FloatArray | None = None) -> Summands:
    """Prepare the terms that resamples of the cases of indicators (N, K), on any scale, sum."""
    return Summands.from_columns(rescale_exactly(np.asarray(indicators, dtype=np.float64)), case_weights)


def correlate_resamples(
    block: ResampleBlock, columns: FloatArray, case_weights: FloatArray | None = None
) -> FloatArray:
    """Return the correlations (b, K, K) of a block of resamples from indicators (N, K) that are about standardised.

    case_weights (N,): a case keeps its weight as often as it is drawn. NaN for an indicator that is constant within a
    resample.
    """
    return correlations_from_sums(sum_resamples([block], Summands.from_columns(columns, case_weights)))


def sum_resamples(blocks: Sequence[ResampleBlock], summands: Summands) -> FloatArray:
    """Return the sums of products (b, P) of blocks of resamples, one below the other."""
    cases = len(summands.columns)
    sums = [sums_of_products(count_draws(block, cases), summands, block.size).T for block in blocks]
    return (np.concatenate(sums, axis=1) if len(sums) > 1 else sums[0]).T


def certainty(margin: FloatArray, repeated: FloatArray, share: float) -> FloatArray:
    """Return the probability (M,) that a rerun with other random numbers is on the same side of a limit; at least 1/2.

    margin (M,): distance from the limit, of the run of full size; its sign is the side. repeated (R, M): the same of R
    runs with other random numbers, each with this share of the resamples. Phi(|margin| / (sqrt(2) error)), where error
    is the standard deviation of the repeated margins times sqrt(share), because Monte-Carlo errors are proportional to
    1 / sqrt(resamples); sqrt(2) because both this run and the rerun have that error.
    1 where the margins do not vary. NaN where the margin or any repeated one is NaN.

    Example. The lower end of an interval is .02 above 0. Would it be above 0 with other random numbers, too? Two runs
    with half of the resamples gave .01 and .03.

    >>> certainty(np.array([0.02]), np.array([[0.01], [0.03]]), share=0.5).round(3)
    array([0.921])
    >>> certainty(np.array([0.002]), np.array([[-0.01], [0.01]]), share=0.5).round(3)
    array([0.556])

    The half runs differ by .02, so their margin has a standard error of about .014, and that of the full run .01: .02
    is two of them, and a rerun would agree in 92 of 100. A margin of .002 is on its side by hardly more than the toss
    of a coin: draw more resamples before a verdict hangs on it.
    """
    error = repeated.std(axis=0, ddof=1) * np.sqrt(share)
    distance = np.abs(margin) / np.where(error > 0, np.sqrt(2) * error, 1.0)
    known = np.isfinite(margin) & np.isfinite(error)
    return np.where(known, np.where(error > 0, special.ndtr(distance), 1.0), np.nan)


_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def map_in_threads(function: Callable[[_Item], _Result], items: Iterable[_Item], threads: int) -> Iterator[_Result]:
    """Yield the function's result for each item, in the order of the items; one thread is that of the caller."""
    if threads == 1:
        yield from map(function, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(function, items)
