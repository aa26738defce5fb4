"""The bootstrap: every statistic of a model over resamples of the cases.

Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. doi:10.1201/9780429246593.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.correlations import comparable, correlations_from_sums
from plssem.errors import DataError, explain
from plssem.estimation import admissible, estimate, estimate_in_parts
from plssem.model import Model
from plssem.resampling import Block, blocks, resampled_sums
from plssem.signs import check_signs, with_signs
from plssem.statistics import Measures, Statistic, statistics
from plssem.sums import Summands

__all__ = ["Bootstrap", "bootstrap"]

# Resamples estimated at once: enough to make one numpy call worth its cost, also to threads that take turns between
# calls; fewer where their correlations are more than 32 MiB.
PART = 8192
PART_NUMBERS = 2**22
# Most correlations of a batch, of which about an eighth stays in memory until the others are through (32 MiB).
BATCH_NUMBERS = 2**25

_Item = TypeVar("_Item")
# Groups of blocks; a group is estimated at once, what then still moves in any of them together at the end.
_Batch = Sequence[Sequence[Block]]


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Resampled statistics; each mapping goes from the name of a statistic, as `statistics` has it.

    names: labels of its M values; estimates (M,): the sample's values; draws (B, M): the resamples' values.
    converged (B,): False where the weights did not converge, or an indicator was constant within the resample;
    every draw of such a resample is NaN. admissible (B,): False also where the solution is not admissible.
    cases: N. seed: of the random numbers.
    """

    names: Mapping[str, tuple[str, ...]]
    estimates: Mapping[str, FloatArray]
    draws: Mapping[str, FloatArray]
    converged: BoolArray
    admissible: BoolArray
    cases: int
    seed: int

    @property
    def resamples(self) -> int:
        """Number of resamples B."""
        return len(self.converged)


@dataclass(frozen=True, eq=False)
class _Part:
    """What a batch of resamples yields: its place among all, statistics of (b, M) values, and two flags (b,)."""

    place: slice | IntArray
    statistics: tuple[Statistic, ...]
    converged: BoolArray
    admissible: BoolArray


def bootstrap(
    indicators: FloatArray,
    model: Model,
    resamples: int = 10_000,
    *,
    seed: int,
    signs: str = "none",
    case_weights: FloatArray | None = None,
    measures: Measures = statistics,
    threads: int = 1,
) -> Bootstrap:
    """Estimate the model in the sample, indicators (N, K), and in resamples of its cases with replacement.

    signs: "none", "construct" or "individual", see `with_signs`; only "none" keeps the level of a test.
    case_weights (N,): as `estimate`; a case keeps its weight as often as it is drawn.
    measures: what to compute of a fit and of a stack of fits, `statistics` or any function like it, for instance
    differences of effects, or statistics of consistent PLS.
    threads: how many work at a time. The draws depend on it no more than on anything but data, model and seed.
    DataError, ConvergenceError: as `estimate`, for the sample; DataError for fewer than 2 resamples, a seed below 0,
    fewer than 1 thread and another option for signs.
    """
    _check_settings(resamples, seed, threads)
    check_signs(signs)
    sample = estimate(indicators, model, case_weights)
    cases = len(indicators)
    summands = Summands.of(comparable(np.asarray(indicators, dtype=np.float64)), case_weights)

    def estimated(batch: _Batch) -> list[_Part]:
        drawn = chain.from_iterable(_resampled(group, summands, model) for group in batch)
        return [
            _Part(place, measures(with_signs(fit, sample, signs), cases), fit.converged, admissible(fit))
            for place, fit in estimate_in_parts(drawn, model, batch[0][0].start)
        ]

    batches = _batches(blocks(resamples, seed, "bootstrap"), model, threads)
    return _collected(measures(sample, cases), _each(estimated, batches, threads), resamples, cases, seed)


def _each(estimated: Callable[[_Batch], list[_Part]], batches: Sequence[_Batch], threads: int) -> Iterator[_Part]:
    if threads == 1:
        yield from chain.from_iterable(map(estimated, batches))
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from chain.from_iterable(pool.map(estimated, batches))


def _batches(parts: Sequence[Block], model: Model, threads: int) -> Sequence[_Batch]:
    """Group blocks that are estimated together, and groups whose stragglers are; the draws do not depend on it."""
    size = parts[0].size
    each = -(-len(parts) // threads)
    groups = _runs(parts, max(1, min(_most(model) // size, each)))
    # Of a single member numpy would add along other axes, in another order.
    if len(groups) > 1 and sum(block.size for block in groups[-1]) == 1:
        groups = [*groups[:-2], [*groups[-2], *groups[-1]]]
    most = max(1, BATCH_NUMBERS // (len(groups[0]) * size * len(model.indicators) ** 2))
    return _runs(groups, min(most, -(-len(groups) // threads)))


def _resampled(group: Sequence[Block], summands: Summands, model: Model) -> Iterator[FloatArray]:
    """Yield the correlations (s, K, K) of a group of blocks, in parts where a block alone is too large."""
    sums = resampled_sums(group, summands)
    yield from map(correlations_from_sums, np.array_split(sums, max(1, len(sums) // _most(model))))


def _most(model: Model) -> int:
    """Count the resamples that are estimated at once."""
    return max(2, min(PART, PART_NUMBERS // len(model.indicators) ** 2))


def _runs(items: Sequence[_Item], size: int) -> list[Sequence[_Item]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _collected(
    sample: tuple[Statistic, ...], parts: Iterator[_Part], resamples: int, cases: int, seed: int
) -> Bootstrap:
    """Put what the parts yield in its place; draws of resamples that did not converge become NaN."""
    converged, usable = np.empty((2, resamples), dtype=np.bool_)
    draws = {statistic.name: np.empty((len(statistic.labels), resamples)) for statistic in sample}
    for part in parts:
        converged[part.place], usable[part.place] = part.converged, part.converged & part.admissible
        for statistic in part.statistics:
            draws[statistic.name][:, part.place] = np.where(part.converged, statistic.values.T, np.nan)
    return Bootstrap(
        names={statistic.name: statistic.labels for statistic in sample},
        estimates={statistic.name: statistic.values for statistic in sample},
        draws={name: values.T for name, values in draws.items()},
        converged=converged,
        admissible=usable,
        cases=cases,
        seed=seed,
    )


def _check_settings(resamples: int, seed: int, threads: int) -> None:
    if resamples < 2:
        raise DataError(
            explain("too few resamples", "bootstrap", str(resamples), "at least 2", "ask for more, 10,000 as a rule")
        )
    if seed < 0:
        raise DataError(
            explain("seed out of range", "bootstrap", str(seed), "a whole number of 0 or more", "choose another seed")
        )
    if threads < 1:
        raise DataError(explain("too few threads", "bootstrap", str(threads), "at least 1", "correct it"))
