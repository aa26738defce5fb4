"""The bootstrap: every statistic of a model over resamples of the cases.

Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. doi:10.1201/9780429246593.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TypeVar

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.correlations import correlations_from_sums
from plssem.errors import check_counts
from plssem.estimation import admissible, estimate, estimate_in_batches
from plssem.model import Fit, Model
from plssem.resampling import (
    ResampleBlock,
    Summands,
    divide_resamples,
    map_in_threads,
    prepare_summands,
    sum_resamples,
)
from plssem.signs import NONE, Turned, align_signs, check_signs, find_turned, point_as
from plssem.statistics import Measures, Statistic, statistics

# Indices, among all resamples, of those that are evaluated together.
Positions = slice | IntArray


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Resampled statistics; each mapping goes from the name of a statistic, as `statistics` has it.

    names: labels of its M values; estimates (M,): the sample's values; draws (B, M): the resamples' values.
    converged (B,): False where the weights did not converge, or an indicator was constant within the resample;
    every draw of such a resample is NaN. admissible (B,): False also where the solution is not admissible.
    cases: N. seed: of the random numbers.
    turned: {construct: share of the converged resamples in which it points against the sample, see `align_signs`}; NaN
    where none converged; empty for statistics of scores held fixed.
    """

    names: Mapping[str, tuple[str, ...]]
    estimates: Mapping[str, FloatArray]
    draws: Mapping[str, FloatArray]
    converged: BoolArray
    admissible: BoolArray
    cases: int
    seed: int
    turned: Mapping[str, float] = field(default_factory=dict)

    @property
    def resamples(self) -> int:
        """Number of resamples B."""
        return len(self.converged)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Statistics of one sample or of a stack, and which members converged and are admissible, both (...,).

    turned: in which of them each construct points against the sample.
    """

    statistics: tuple[Statistic, ...]
    converged: BoolArray
    admissible: BoolArray
    turned: Turned = field(default_factory=dict)


def evaluate_stages(
    measured: tuple[Statistic, ...], first: Fit, second: Fit, turned: Turned, usable: BoolArray | None = None
) -> Evaluation:
    """Return statistics, converged where both stages are; admissible, too, or usable (...,) where that is given."""
    both = np.asarray(admissible(first) & admissible(second)) if usable is None else usable
    return Evaluation(measured, np.asarray(first.converged & second.converged), both, turned)


def assemble_bootstrap(
    sample: Evaluation, evaluations: Iterable[tuple[Positions, Evaluation]], resamples: int, cases: int, seed: int
) -> Bootstrap:
    """Order the evaluations by their positions; draws of resamples that did not converge become NaN."""
    converged = np.empty(resamples, dtype=np.bool_)
    usable = np.empty(resamples, dtype=np.bool_)
    against = {name: np.empty(resamples, dtype=np.bool_) for name in sample.turned}
    draws = {statistic.name: np.empty((len(statistic.labels), resamples)) for statistic in sample.statistics}
    for positions, evaluation in evaluations:
        converged[positions] = evaluation.converged
        usable[positions] = evaluation.converged & evaluation.admissible
        for name, members in evaluation.turned.items():
            against[name][positions] = members
        for statistic in evaluation.statistics:
            draws[statistic.name][:, positions] = np.where(evaluation.converged, statistic.values.T, np.nan)
    return Bootstrap(
        names={statistic.name: statistic.labels for statistic in sample.statistics},
        estimates={statistic.name: statistic.values for statistic in sample.statistics},
        draws={name: values.T for name, values in draws.items()},
        converged=converged,
        admissible=usable,
        cases=cases,
        seed=seed,
        turned={
            name: float(turned[converged].mean()) if converged.any() else np.nan for name, turned in against.items()
        },
    )


def bootstrap_by_block(
    sample: Evaluation,
    evaluate: Callable[[ResampleBlock], Evaluation],
    cases: int,
    resamples: int,
    *,
    seed: int,
    threads: int = 1,
) -> Bootstrap:
    """Return the sample's statistics with those of B resamples, which `evaluate` computes block by block.

    For statistics that the fit of a resample does not determine. A seed gives the same resamples as in `bootstrap`, so
    that draws are paired. DataError as for `bootstrap`.
    """
    check_counts(resamples=resamples, seed=seed, threads=threads)

    blocks = divide_resamples(resamples, seed, "bootstrap")

    def locate(block: ResampleBlock) -> tuple[Positions, Evaluation]:
        """Evaluate a block, with the positions of its resamples among those drawn."""
        start = block.start - blocks[0].start
        return slice(start, start + block.size), evaluate(block)

    return assemble_bootstrap(sample, map_in_threads(locate, blocks, threads), _count(blocks), cases, seed)


def _count(blocks: Sequence[ResampleBlock]) -> int:
    """Return how many resamples the blocks hold: all, or those of a part."""
    return sum(block.size for block in blocks)


def join_bootstraps(parts: Sequence[Bootstrap]) -> Bootstrap:
    """Join the parts of a bootstrap, in their order, to what it would have been in one piece, to the last bit.

    parts: of the same sample, model and seed, each drawn with a `Part` of the resamples. ValueError where they are not.

    Example. A thousand resamples, drawn by two machines, and by one.

    >>> halves = [bootstrap(answers, model, Part(1000, number, of=2), seed=1) for number in (0, 1)]
    >>> [half.resamples for half in halves]
    [512, 488]
    >>> whole, joined = bootstrap(answers, model, 1000, seed=1), join_bootstraps(halves)
    >>> bool((joined.draws["path_coefficients"] == whole.draws["path_coefficients"]).all())
    True

    The draws are the same. Resamples are drawn in blocks of 512, so that two parts of a thousand are not quite halves.
    """
    first = parts[0]
    if any((part.cases, part.seed, part.names) != (first.cases, first.seed, first.names) for part in parts):
        raise ValueError("parts of different bootstraps")
    counts = np.array([part.converged.sum() for part in parts])

    def join_shares(name: str) -> float:
        """Return the share among all resamples that converged; that of a part where none did is NaN, without weight."""
        marked = np.rint(np.nan_to_num([part.turned[name] for part in parts]) * counts).sum()
        return float(marked / counts.sum()) if counts.any() else float("nan")

    return replace(
        first,
        draws={name: np.concatenate([part.draws[name].T for part in parts], axis=1).T for name in first.draws},
        converged=np.concatenate([part.converged for part in parts]),
        admissible=np.concatenate([part.admissible for part in parts]),
        turned={name: join_shares(name) for name in first.turned},
    )


# Resamples estimated at once: enough to make one numpy call worth its cost, also to threads that take turns between
# calls; fewer where their correlations exceed 32 MiB.
GROUP_SIZE = 8192
GROUP_NUMBERS = 2**22
# Most correlations of a batch; those of its late convergers, about an eighth, are kept until its end (32 MiB).
BATCH_NUMBERS = 2**25

_Item = TypeVar("_Item")
# Groups of blocks: a group is estimated at once; the late convergers of all groups of a batch, at its end.
_Batch = Sequence[Sequence[ResampleBlock]]


def bootstrap(
    indicators: FloatArray,
    model: Model,
    resamples: int = 10_000,
    *,
    seed: int,
    signs: str = NONE,
    reference: FloatArray | None = None,
    case_weights: FloatArray | None = None,
    measures: Measures = statistics,
    threads: int = 1,
) -> Bootstrap:
    """Estimate the model in the sample, indicators (N, K), and in resamples of its cases with replacement.

    ASSUME: the cases are an independent sample of one population.
    signs: "none", "unaligned", "construct" or "individual", see `align_signs`; the last two do not keep the level of a
    test. reference (K, J): directions as which the sample's constructs shall point, for instance `find_reference` of
    another sample's fit; None: by convention W4.
    case_weights (N,): as `estimate`; a case keeps its weight as often as it is drawn.
    measures: computes the statistics of a fit or of a stack of fits, as `statistics` does; for instance differences of
    effects.
    threads: number of threads. The draws depend on data, model and seed only.
    DataError, ConvergenceError: as `estimate`, for the sample; DataError for fewer than 2 resamples, a seed below 0,
    fewer than 1 thread, another option for signs and a reference of another shape.

    Example. How much would the estimates change with other customers?

    >>> result = bootstrap(answers, model, 1000, seed=1)
    >>> result.names["path_coefficients"], result.draws["path_coefficients"].shape
    (('Service -> Loyalty',), (1000, 1))
    >>> int((~result.converged).sum()), int((~result.admissible).sum())
    (0, 0)
    >>> draws = result.draws["path_coefficients"]
    >>> draws.std(axis=0, ddof=1).round(2), np.quantile(draws, [0.025, 0.975]).round(1)
    (array([0.14]), array([0.4, 0.8]))

    The path's standard error is .14, and 95 % of the draws lie between .4 and .8. No resample failed or was
    inadmissible. The draws of every other statistic are there as well; `inference` makes t, p and intervals of them.
    """
    check_signs(signs)
    sample = point_as(estimate(indicators, model, case_weights), reference)
    cases = len(indicators)

    def evaluate(fit: Fit) -> Evaluation:
        """Measure a fit, or a stack of them, pointing as the sample does."""
        measured = measures(align_signs(fit, sample, signs), cases)
        return Evaluation(measured, fit.converged, admissible(fit), find_turned(fit, sample))

    summands = prepare_summands(indicators, case_weights)
    return bootstrap_fits(evaluate(sample), evaluate, summands, model, resamples, seed=seed, threads=threads)


def bootstrap_fits(
    sample: Evaluation,
    evaluate: Callable[[Fit], Evaluation],
    summands: Summands,
    model: Model,
    resamples: int,
    *,
    seed: int,
    threads: int,
) -> Bootstrap:
    """Return the sample's statistics with those that `evaluate` computes from stacks of the fits of B resamples.

    summands: of the indicators (N, K) of the model. DataError as for `bootstrap`.
    """
    check_counts(resamples=resamples, seed=seed, threads=threads)

    blocks = divide_resamples(resamples, seed, "bootstrap")

    def evaluate_batch(batch: _Batch) -> list[tuple[Positions, Evaluation]]:
        """Estimate and evaluate the groups of a batch, with the positions of their resamples."""
        sums = (sum_resamples(group, summands) for group in batch)
        # Several arrays where one block is too large.
        parts = (part for each in sums for part in np.array_split(each, max(1, len(each) // _largest_group(model))))
        correlations = map(correlations_from_sums, parts)
        fits = estimate_in_batches(correlations, model, batch[0][0].start - blocks[0].start)
        return [(positions, evaluate(fit)) for positions, fit in fits]

    batches = _group_into_batches(blocks, model, threads) if blocks else []
    evaluations = chain.from_iterable(map_in_threads(evaluate_batch, batches, threads))
    return assemble_bootstrap(sample, evaluations, _count(blocks), len(summands.columns), seed)


def _group_into_batches(blocks: Sequence[ResampleBlock], model: Model, threads: int) -> Sequence[_Batch]:
    """Group blocks that are estimated at once, and groups that share late convergers; draws do not depend on it."""
    size = blocks[0].size
    share = -(-len(blocks) // threads)
    groups = _split_into_runs(blocks, max(1, min(_largest_group(model) // size, share)))
    # In a stack of one, numpy sums over other axes, in another order.
    if len(groups) > 1 and sum(block.size for block in groups[-1]) == 1:
        groups = [*groups[:-2], [*groups[-2], *groups[-1]]]
    most = max(1, BATCH_NUMBERS // (len(groups[0]) * size * len(model.indicators) ** 2))
    return _split_into_runs(groups, min(most, -(-len(groups) // threads)))


def _largest_group(model: Model) -> int:
    """Return how many resamples are estimated at once."""
    return max(2, min(GROUP_SIZE, GROUP_NUMBERS // len(model.indicators) ** 2))


def _split_into_runs(items: Sequence[_Item], size: int) -> list[Sequence[_Item]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
