"""The bootstrap: every statistic of a model over resamples of the cases.

Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. doi:10.1201/9780429246593.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from plssem.arrays import BoolArray, FloatArray
from plssem.correlations import standardise
from plssem.errors import DataError, explain
from plssem.estimation import admissible, estimate, estimate_from_correlations
from plssem.model import Model
from plssem.resampling import Block, blocks, resampled_correlations
from plssem.statistics import statistics

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
class _Draws:
    """What a batch of resamples yields: values (b, M of all statistics), converged (b,), admissible (b,)."""

    values: FloatArray
    converged: BoolArray
    admissible: BoolArray


def bootstrap(indicators: FloatArray, model: Model, resamples: int = 10_000, *, seed: int) -> Bootstrap:
    """Estimate the model in the sample, indicators (N, K), and in resamples of its cases with replacement.

    The draws depend on the data, the model, the seed and nothing else. Constructs take no sign from the sample: in a
    resample, too, a construct correlates positively with the sum of its indicators.
    DataError, ConvergenceError: as `estimate`, for the sample; DataError for fewer than 2 resamples, a seed below 0.
    """
    _check_settings(resamples, seed)
    sample = statistics(estimate(indicators, model), len(indicators))
    standardised = standardise(np.asarray(indicators, dtype=np.float64), model.indicators)
    parts = [_draws(batch, standardised, model) for batch in _batches(blocks(resamples, seed, "bootstrap"), model)]
    values = np.concatenate([part.values for part in parts])
    ends = np.cumsum([len(statistic.labels) for statistic in sample])
    return Bootstrap(
        names={statistic.name: statistic.labels for statistic in sample},
        estimates={statistic.name: statistic.values for statistic in sample},
        draws={
            statistic.name: np.ascontiguousarray(values[:, end - len(statistic.labels) : end])
            for statistic, end in zip(sample, ends.tolist(), strict=True)
        },
        converged=np.concatenate([part.converged for part in parts]),
        admissible=np.concatenate([part.admissible for part in parts]),
        cases=len(indicators),
        seed=seed,
    )


def _batches(parts: tuple[Block, ...], model: Model) -> list[tuple[Block, ...]]:
    """Group blocks that are estimated together; the draws do not depend on the grouping."""
    together = max(1, BATCH_NUMBERS // (parts[0].size * len(model.indicators) ** 2))
    return [parts[start : start + together] for start in range(0, len(parts), together)]


def _draws(batch: tuple[Block, ...], standardised: FloatArray, model: Model) -> _Draws:
    correlations = np.concatenate([resampled_correlations(block, standardised) for block in batch])
    fit = estimate_from_correlations(correlations, model)
    values = np.concatenate([statistic.values for statistic in statistics(fit, len(standardised))], axis=1)
    values[~fit.converged] = np.nan
    return _Draws(values, fit.converged, fit.converged & admissible(fit))


def _check_settings(resamples: int, seed: int) -> None:
    if resamples < 2:
        raise DataError(
            explain("too few resamples", "bootstrap", str(resamples), "at least 2", "ask for more, 10,000 as a rule")
        )
    if seed < 0:
        raise DataError(
            explain("seed out of range", "bootstrap", str(seed), "a whole number of 0 or more", "choose another seed")
        )
