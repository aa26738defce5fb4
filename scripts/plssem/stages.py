"""Models that are estimated in two stages: what of both a resample yields."""

from collections.abc import Collection
from itertools import combinations

import numpy as np

from plssem.draws import Evaluation
from plssem.estimation import admissible
from plssem.fit import Fit
from plssem.model import Model
from plssem.statistics import PAIR, Statistic

__all__ = ["evaluate_stages", "measurement_labels", "merge_stages"]

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
    """Return the second stage's statistics, those of the measurement put together from the labels of either stage."""
    by_name = {statistic.name: statistic for statistic in first}
    return tuple(
        _joined(_kept(by_name[statistic.name], from_first), _kept(statistic, from_second))
        if statistic.name in MEASUREMENT
        else statistic
        for statistic in second
    )


def evaluate_stages(found: tuple[Statistic, ...], first: Fit, second: Fit) -> Evaluation:
    """Return statistics with what became of the stages: converged and admissible is what is so in both."""
    return Evaluation(
        found,
        np.asarray(first.converged & second.converged),
        np.asarray(admissible(first) & admissible(second)),
    )


def measurement_labels(model: Model, constructs: Collection[str], partners: Collection[str] = ()) -> set[str]:
    """Return the labels of the measurement of some constructs: themselves, their indicators, their pairs.

    Pairs are those among the constructs and of one of them with a partner.
    """
    indicators = {
        name
        for name, owner in zip(model.indicators, model.owners.tolist(), strict=True)
        if model.constructs[owner] in constructs
    }
    known = {*constructs, *partners}
    pairs = {
        f"{one}{PAIR}{other}"
        for one, other in combinations(model.constructs, 2)
        if {one, other} <= known and {one, other} & set(constructs)
    }
    return indicators | set(constructs) | pairs


def _kept(statistic: Statistic, labels: Collection[str]) -> Statistic:
    places = [place for place, label in enumerate(statistic.labels) if label in labels]
    return Statistic(statistic.name, tuple(statistic.labels[place] for place in places), statistic.values[..., places])


def _joined(first: Statistic, second: Statistic) -> Statistic:
    values = np.concatenate([first.values, second.values], axis=-1)
    return Statistic(first.name, first.labels + second.labels, values)
