"""The bootstrap of any estimation that can take a block of resamples as one stack."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from plssem.arrays import BoolArray, FloatArray
from plssem.bootstrap import Bootstrap
from plssem.errors import DataError, explain
from plssem.resampling import Block, blocks
from plssem.statistics import Statistic

__all__ = ["Estimation", "bootstrap_with"]


@dataclass(frozen=True, eq=False)
class Estimation:
    """Statistics of one sample or of a stack, and which members converged and are admissible, both (...,)."""

    statistics: tuple[Statistic, ...]
    converged: BoolArray
    admissible: BoolArray


def bootstrap_with(
    sample: Estimation, resampled: Callable[[Block], Estimation], cases: int, resamples: int, seed: int
) -> Bootstrap:
    """Return the sample's statistics with those of B resamples, which `resampled` estimates block by block.

    The resamples of a seed are those of `bootstrap`, so that what both draw can be compared draw by draw.
    DataError for fewer than 2 resamples and for a seed below 0.
    """
    _check(resamples, seed)
    parts = [resampled(block) for block in blocks(resamples, seed, "bootstrap")]
    return Bootstrap(
        names={statistic.name: statistic.labels for statistic in sample.statistics},
        estimates={statistic.name: statistic.values for statistic in sample.statistics},
        draws={statistic.name: _draws(parts, place) for place, statistic in enumerate(sample.statistics)},
        converged=np.concatenate([part.converged for part in parts]),
        admissible=np.concatenate([part.converged & part.admissible for part in parts]),
        cases=cases,
        seed=seed,
    )


def _draws(parts: list[Estimation], place: int) -> FloatArray:
    """Put the blocks' values of one statistic below each other (B, M), NaN where a resample did not converge."""
    return np.concatenate([np.where(part.converged[:, None], part.statistics[place].values, np.nan) for part in parts])


def _check(resamples: int, seed: int) -> None:
    for setting, value, least in (("resamples", resamples, 2), ("seed", seed, 0)):
        if value < least:
            raise DataError(explain("setting out of range", setting, str(value), f"{least} or more", "correct it"))
