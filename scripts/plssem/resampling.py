"""Resampling with replacement: random numbers, exact sums over the cases of each resample, threads, Monte-Carlo error.

Random numbers depend only on (seed, purpose, number of the block of resamples); results do not depend on the number of
threads. Terms of a sum are split over power-of-two grids on which sums are exact, so that no digit depends on the order
in which a matrix product sums, which changes with the number of threads.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import scipy

from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.correlations import correlations_from_sums, rescale_exactly
from plssem.errors import check_range

_Item = TypeVar("_Item")
# Chunk after chunk of at most CASES_PER_CHUNK cases, and how often each of b resamples has each of them (b, chunk).
Tallies = Iterable[tuple[slice, IntArray | BoolArray]]
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
        # No resample draws twice as many cases as a full chunk holds: the chance is below 1e-80.
        draws = min(len(columns), 2 * CASES_PER_CHUNK)
        bounds = pairwise_products(np.abs(extended).max(axis=0)[None])[0]
        grid = np.exp2(np.ceil(np.log2(bounds * draws)) - EXACT_BITS)
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


def divide_cases(cases: int) -> list[slice]:
    """Divide N cases into the chunks that are summed at a time."""
    return [slice(start, min(start + CASES_PER_CHUNK, cases)) for start in range(0, cases, CASES_PER_CHUNK)]


def count_all_once(cases: int) -> Iterator[tuple[slice, BoolArray]]:
    """Yield chunk after chunk of cases, each counted once in a stack of one (1, chunk)."""
    for chunk in divide_cases(cases):
        yield chunk, np.ones((1, chunk.stop - chunk.start), dtype=np.bool_)


def sums_of_products(tallies: Tallies, summands: Summands, size: int) -> FloatArray:
    """Sum the products over the cases of each of b resamples (b, P); size: b."""
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


class Part(int):
    """A number of resamples, or of simulated studies, of which only one of several parts is drawn.

    It equals the whole number B; the part is the one numbered `number`, from 0 on, `of` so many. Where a function takes
    B, it takes a `Part`, too, and returns what it would have in these places among B: see `join_bootstraps` and
    `summarise_studies`. Parts can be computed by different machines.
    """

    number: int
    of: int

    def __new__(cls, whole: int, number: int, of: int) -> "Part":
        """Name a part of the whole number; DataError for a number that is none of them."""
        check_range("number", number, f"a part from 0 to {of - 1}", inside=0 <= number < of)
        part = super().__new__(cls, whole)
        part.number = number
        part.of = of
        return part

    def choose(self, items: Sequence[_Item]) -> Sequence[_Item]:
        """Return the run of items that this part has; it may be empty."""
        return items[len(items) * self.number // self.of : len(items) * (self.number + 1) // self.of]


def divide_resamples(resamples: int, seed: int, purpose: str) -> tuple[ResampleBlock, ...]:
    """Divide the resamples into blocks of fixed size, the last may be shorter; those of a `Part` may be none."""
    starts = range(0, resamples, RESAMPLES_PER_BLOCK)
    blocks = tuple(
        ResampleBlock(seed, purpose, number, start, min(RESAMPLES_PER_BLOCK, resamples - start))
        for number, start in enumerate(starts)
    )
    if not isinstance(resamples, Part):
        return blocks
    # In a stack of one, numpy sums over other axes, in another order: a block of one resample goes with the one before.
    alone = len(blocks) - 1 if len(blocks) > 1 and blocks[-1].size == 1 else len(blocks)
    chosen = tuple(resamples.choose(blocks[:alone]))
    return chosen + blocks[alone:] if chosen[-1:] == blocks[alone - 1 : alone] else chosen


def count_draws(block: ResampleBlock, cases: int) -> Iterator[tuple[slice, IntArray]]:
    """Yield chunk after chunk of cases, and how often each resample drew each case of it (b, chunk).

    Over all chunks every resample drew N cases, each draw with equal chances for all N.
    """
    chunks = divide_cases(cases)
    sizes = np.array([chunk.stop - chunk.start for chunk in chunks])
    # The number of draws from each chunk, then which cases: the same distribution as drawing from all N at once.
    # As many totals as in a full block, so that the draws of a shorter one are the first of a full one.
    totals = block.generator().multinomial(cases, sizes / cases, size=RESAMPLES_PER_BLOCK)[: block.size]
    for number, (chunk, size) in enumerate(zip(chunks, sizes.tolist(), strict=True)):
        drawn = totals[:, number]
        members = block.generator(number).integers(size, size=int(drawn.sum()))
        members += np.repeat(np.arange(block.size) * size, drawn)
        yield chunk, np.bincount(members, minlength=block.size * size).reshape(block.size, size)


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

    The half runs differ by .02: a standard error of about .014, and .01 of the full run. .02 is two of them, and a
    rerun would agree in 92 of 100. A margin of .002 is a toss of a coin: draw more before a verdict hangs on it.
    """
    error = repeated.std(axis=0, ddof=1) * np.sqrt(share)
    distance = np.abs(margin) / np.where(error > 0, np.sqrt(2) * error, 1.0)
    known = np.isfinite(margin) & np.isfinite(error)
    return np.where(known, np.where(error > 0, scipy.special.ndtr(distance), 1.0), np.nan)


_Result = TypeVar("_Result")


def map_in_threads(function: Callable[[_Item], _Result], items: Iterable[_Item], threads: int) -> Iterator[_Result]:
    """Yield the function's result for each item, in the order of the items; one thread is that of the caller."""
    if threads == 1:
        yield from map(function, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(function, items)
