"""The result of a bootstrap, assembled from the blocks and batches in which its resamples are evaluated."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.errors import check_counts
from plssem.resampling import ResampleBlock, divide_resamples, map_in_threads
from plssem.statistics import Statistic

# Indices, among all resamples, of those that are evaluated together.
Positions = slice | IntArray


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
class Evaluation:
    """Statistics of one sample or of a stack, and which members converged and are admissible, both (...,)."""

    statistics: tuple[Statistic, ...]
    converged: BoolArray
    admissible: BoolArray


def assemble_bootstrap(
    sample: Evaluation, evaluations: Iterable[tuple[Positions, Evaluation]], resamples: int, cases: int, seed: int
) -> Bootstrap:
    """Order the evaluations by their positions; draws of resamples that did not converge become NaN."""
    converged = np.empty(resamples, dtype=np.bool_)
    usable = np.empty(resamples, dtype=np.bool_)
    draws = {statistic.name: np.empty((len(statistic.labels), resamples)) for statistic in sample.statistics}
    for positions, evaluation in evaluations:
        converged[positions] = evaluation.converged
        usable[positions] = evaluation.converged & evaluation.admissible
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

    def locate(block: ResampleBlock) -> tuple[Positions, Evaluation]:
        return slice(block.start, block.start + block.size), evaluate(block)

    evaluations = map_in_threads(locate, divide_resamples(resamples, seed, "bootstrap"), threads)
    return assemble_bootstrap(sample, evaluations, resamples, cases, seed)
