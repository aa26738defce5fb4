"""Two-stage estimation: which statistics are those of stage one and which those of stage two."""

from collections.abc import Collection
from itertools import combinations

import numpy as np

from plssem.arrays import BoolArray
from plssem.bootstrap import Evaluation
from plssem.estimation import admissible
from plssem.fit import Fit
from plssem.model import Model
from plssem.signs import Turned
from plssem.statistics import PAIR, Statistic

MEASUREMENT = (
    "outer_weights",
    "outer_loadings",
    "cronbach_alpha",
    "rho_a",
    "composite_reliability",
    "average_variance_extracted",
    "htmt",
    "htmt2",
)


def merge_stages(
    first: tuple[Statistic, ...],
    second: tuple[Statistic, ...],
    from_first: Collection[str],
    from_second: Collection[str],
) -> tuple[Statistic, ...]:
    """Return the statistics of stage two; those of the measurement model by the labels of either stage."""
    by_name = {statistic.name: statistic for statistic in first}
    return tuple(
        _concatenate_labels(_select(by_name[statistic.name], from_first), _select(statistic, from_second))
        if statistic.name in MEASUREMENT
        else statistic
        for statistic in second
    )


def evaluate_stages(
    measured: tuple[Statistic, ...], first: Fit, second: Fit, turned: Turned, usable: BoolArray | None = None
) -> Evaluation:
    """Return statistics, converged where both stages are; admissible, too, or usable (...,) where that is given."""
    both = np.asarray(admissible(first) & admissible(second)) if usable is None else usable
    return Evaluation(measured, np.asarray(first.converged & second.converged), both, turned)


def merge_turned(first: Turned, second: Turned) -> Turned:
    """Return for each construct of either stage where it was turned in either."""
    either = {name: first[name] | second[name] for name in first.keys() & second.keys()}
    return {**first, **second, **either}


def measurement_labels(model: Model, constructs: Collection[str], partners: Collection[str] = ()) -> set[str]:
    """Return the labels that the measurement model of some constructs has: constructs, indicators and pairs.

    Pairs are those among the constructs, and of one of them with a partner.
    """
    indicators = {
        name
        for name, owner in zip(model.indicators, model.owners.tolist(), strict=True)
        if model.constructs[owner] in constructs
    }
    known = {*constructs, *partners}
    pairs = {
        f"{first}{PAIR}{second}"
        for first, second in combinations(model.constructs, 2)
        if {first, second} <= known and {first, second} & set(constructs)
    }
    return indicators | set(constructs) | pairs


def _select(statistic: Statistic, labels: Collection[str]) -> Statistic:
    indices = [index for index, label in enumerate(statistic.labels) if label in labels]
    return Statistic(statistic.name, tuple(statistic.labels[i] for i in indices), statistic.values[..., indices])


def _concatenate_labels(first: Statistic, second: Statistic) -> Statistic:
    values = np.concatenate([first.values, second.values], axis=-1)
    return Statistic(first.name, first.labels + second.labels, values)
