"""What a bootstrap yields, put together from the parts in which its resamples are estimated."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.errors import check_counts
from plssem.resampling import ResampleBlock, divide_resamples, map_in_threads
from plssem.statistics import Statistic

__all__ = ["Bootstrap", "Evaluation", "Positions", "assemble_bootstrap", "bootstrap_by_block"]

# Where among all resamples those of a part belong.
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
    sample: Evaluation, parts: Iterable[tuple[Positions, Evaluation]], resamples: int, cases: int, seed: int
) -> Bootstrap:
    """Put what is estimated of the parts in its place; draws of resamples that did not converge become NaN."""
    converged, usable = np.empty((2, resamples), dtype=np.bool_)
    draws = {one.name: np.empty((len(one.labels), resamples)) for one in sample.statistics}
    for place, part in parts:
        converged[place], usable[place] = part.converged, part.converged & part.admissible
        for one in part.statistics:
            draws[one.name][:, place] = np.where(part.converged, one.values.T, np.nan)
    return Bootstrap(
        names={one.name: one.labels for one in sample.statistics},
        estimates={one.name: one.values for one in sample.statistics},
        draws={name: values.T for name, values in draws.items()},
        converged=converged,
        admissible=usable,
        cases=cases,
        seed=seed,
    )


def bootstrap_by_block(
    sample: Evaluation,
    resampled: Callable[[ResampleBlock], Evaluation],
    cases: int,
    resamples: int,
    *,
    seed: int,
    threads: int = 1,
) -> Bootstrap:
    """Return the sample's statistics with those of B resamples, which `resampled` estimates block by block.

    For what does not follow from a fit of each resample alone. The resamples of a seed are those of `bootstrap`, so
    that what both draw can be compared draw by draw. DataError as for `bootstrap`.
    """
    check_counts(resamples=resamples, seed=seed, threads=threads)

    def part(block: ResampleBlock) -> tuple[Positions, Evaluation]:
        return slice(block.start, block.start + block.size), resampled(block)

    return assemble_bootstrap(
        sample, map_in_threads(part, divide_resamples(resamples, seed, "bootstrap"), threads), resamples, cases, seed
    )
