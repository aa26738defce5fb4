"""The bootstrap: every statistic of a model over resamples of the cases.

Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. doi:10.1201/9780429246593.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

import numpy as np

from plssem.arrays import FloatArray
from plssem.correlations import correlations_from_sums
from plssem.draws import Bootstrap, Evaluation, Positions, assemble_bootstrap
from plssem.errors import check_counts
from plssem.estimation import admissible, estimate, estimate_in_batches
from plssem.fit import Fit
from plssem.model import Model
from plssem.resampling import ResampleBlock, divide_resamples, map_in_threads, prepare_summands, sum_resamples
from plssem.signs import align_signs, check_signs
from plssem.statistics import Measures, statistics
from plssem.sums import Summands

__all__ = ["bootstrap", "bootstrap_fits"]

# Resamples estimated at once: enough to make one numpy call worth its cost, also to threads that take turns between
# calls; fewer where their correlations are more than 32 MiB.
GROUP_SIZE = 8192
GROUP_NUMBERS = 2**22
# Most correlations of a batch, of which about an eighth stays in memory until the others are through (32 MiB).
BATCH_NUMBERS = 2**25

_Item = TypeVar("_Item")
# Groups of blocks; a group is estimated at once, what then still moves in any of them together at the end.
_Batch = Sequence[Sequence[ResampleBlock]]


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

    signs: "none", "construct" or "individual", see `align_signs`; only "none" keeps the level of a test.
    case_weights (N,): as `estimate`; a case keeps its weight as often as it is drawn.
    measures: what to compute of a fit and of a stack of fits, `statistics` or any function like it, for instance
    differences of effects.
    threads: how many work at a time. The draws depend on it no more than on anything but data, model and seed.
    DataError, ConvergenceError: as `estimate`, for the sample; DataError for fewer than 2 resamples, a seed below 0,
    fewer than 1 thread and another option for signs.
    """
    check_signs(signs)
    sample, cases = estimate(indicators, model, case_weights), len(indicators)

    def estimation(fit: Fit) -> Evaluation:
        return Evaluation(measures(align_signs(fit, sample, signs), cases), fit.converged, admissible(fit))

    summands = prepare_summands(indicators, case_weights)
    return bootstrap_fits(estimation(sample), estimation, summands, model, resamples, seed=seed, threads=threads)


def bootstrap_fits(
    sample: Evaluation,
    estimation: Callable[[Fit], Evaluation],
    summands: Summands,
    model: Model,
    resamples: int,
    *,
    seed: int,
    threads: int,
) -> Bootstrap:
    """Return the sample's statistics with what `estimation` makes of the fits of B resamples, in stacks.

    For whatever follows from such a fit. summands: of the indicators (N, K) of the model. DataError as for `bootstrap`.
    """
    check_counts(resamples=resamples, seed=seed, threads=threads)

    def estimated(batch: _Batch) -> list[tuple[Positions, Evaluation]]:
        drawn = chain.from_iterable(_resampled(group, summands, model) for group in batch)
        return [(place, estimation(fit)) for place, fit in estimate_in_batches(drawn, model, batch[0][0].start)]

    batches = _batches(divide_resamples(resamples, seed, "bootstrap"), model, threads)
    parts = chain.from_iterable(map_in_threads(estimated, batches, threads))
    return assemble_bootstrap(sample, parts, resamples, len(summands.columns), seed)


def _batches(parts: Sequence[ResampleBlock], model: Model, threads: int) -> Sequence[_Batch]:
    """Group blocks that are estimated together, and groups whose stragglers are; the draws do not depend on it."""
    size = parts[0].size
    share = -(-len(parts) // threads)
    groups = _runs(parts, max(1, min(_most(model) // size, share)))
    # Of a single member numpy would add along other axes, in another order.
    if len(groups) > 1 and sum(block.size for block in groups[-1]) == 1:
        groups = [*groups[:-2], [*groups[-2], *groups[-1]]]
    most = max(1, BATCH_NUMBERS // (len(groups[0]) * size * len(model.indicators) ** 2))
    return _runs(groups, min(most, -(-len(groups) // threads)))


def _resampled(group: Sequence[ResampleBlock], summands: Summands, model: Model) -> Iterator[FloatArray]:
    """Yield the correlations (s, K, K) of a group of blocks, in parts where a block alone is too large."""
    sums = sum_resamples(group, summands)
    yield from map(correlations_from_sums, np.array_split(sums, max(1, len(sums) // _most(model))))


def _most(model: Model) -> int:
    """Count the resamples that are estimated at once."""
    return max(2, min(GROUP_SIZE, GROUP_NUMBERS // len(model.indicators) ** 2))


def _runs(items: Sequence[_Item], size: int) -> list[Sequence[_Item]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
