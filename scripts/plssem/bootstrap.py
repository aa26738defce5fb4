"""The bootstrap: every statistic of a model over resamples of the cases.

Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. doi:10.1201/9780429246593.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from plssem.arrays import BoolArray, FloatArray, stack_first, stack_last
from plssem.correlations import comparable
from plssem.errors import DataError, explain
from plssem.estimation import admissible, estimate, estimate_from_correlations
from plssem.model import Model
from plssem.resampling import Block, blocks, resampled_correlations
from plssem.signs import check_signs, with_signs
from plssem.statistics import Measures, Statistic, statistics

__all__ = ["Bootstrap", "bootstrap"]

# Correlations that are in memory at a time (32 MiB of them, and about six times as much of what follows from them).
BATCH_NUMBERS = 2**22


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

    place: slice
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
    columns = comparable(np.asarray(indicators, dtype=np.float64))

    def part(batch: tuple[Block, ...]) -> _Part:
        drawn = [stack_last(resampled_correlations(block, columns, case_weights)) for block in batch]
        fit = estimate_from_correlations(stack_first(np.concatenate(drawn, axis=-1)), model)
        signed = with_signs(fit, sample, signs)
        place = slice(batch[0].start, batch[-1].start + batch[-1].size)
        return _Part(place, measures(signed, len(columns)), fit.converged, fit.converged & admissible(fit))

    batches = _batches(blocks(resamples, seed, "bootstrap"), model, threads)
    return _collected(measures(sample, len(columns)), _each(part, batches, threads), resamples, len(columns), seed)


def _each(
    part: Callable[[tuple[Block, ...]], _Part], batches: Iterable[tuple[Block, ...]], threads: int
) -> Iterator[_Part]:
    if threads == 1:
        yield from map(part, batches)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(part, batches)


def _batches(parts: tuple[Block, ...], model: Model, threads: int) -> list[tuple[Block, ...]]:
    """Group blocks that are estimated together; the draws do not depend on the grouping."""
    most = BATCH_NUMBERS // (threads * parts[0].size * len(model.indicators) ** 2)
    together = max(1, min(most, -(-len(parts) // threads)))
    grouped = [parts[start : start + together] for start in range(0, len(parts), together)]
    # Of a single member numpy would add along other axes, in another order.
    alone = len(grouped) > 1 and sum(block.size for block in grouped[-1]) == 1
    return [*grouped[:-2], grouped[-2] + grouped[-1]] if alone else grouped


def _collected(
    sample: tuple[Statistic, ...], parts: Iterator[_Part], resamples: int, cases: int, seed: int
) -> Bootstrap:
    """Put what the parts yield in its place; draws of resamples that did not converge become NaN."""
    converged, usable = np.empty((2, resamples), dtype=np.bool_)
    draws = {statistic.name: np.empty((len(statistic.labels), resamples)) for statistic in sample}
    for part in parts:
        converged[part.place], usable[part.place] = part.converged, part.admissible
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
