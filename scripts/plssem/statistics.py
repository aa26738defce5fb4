"""All statistics of a fit, by name and with labels, for one sample or for a stack of samples."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray, stack_first, stack_last
from plssem.measurement import average_variance_extracted, composite_reliability, cronbach_alpha, htmt, htmt2, rho_a
from plssem.model import ARROW, PAIR, Fit, Model
from plssem.structure import (
    adjusted_r_squared,
    f_squared,
    reachable,
    specific_indirect_effects,
    total_effects,
    total_indirect_effects,
)


@dataclass(frozen=True, eq=False)
class Statistic:
    """One statistic: its name, the labels of its M values, and the values (..., M), dimensionless."""

    name: str
    labels: tuple[str, ...]
    values: FloatArray


INTERVALS = ("percentile", "bias_corrected", "bca", "studentised", "debiased")


@dataclass(frozen=True)
class StatisticKind:
    """What inference can say of a statistic.

    tested: whether it is tested against 0: not what cannot be 0, and no reliability, which nobody supposes to be 0.
    intervals: those that hold their level, the default first; none where none is known to (convention B15).
    """

    tested: bool
    intervals: tuple[str, ...]


SIGNED = StatisticKind(tested=True, intervals=INTERVALS[:4])
POSITIVE = StatisticKind(tested=False, intervals=INTERVALS[:4])
BIASED_UPWARDS = StatisticKind(tested=False, intervals=("debiased",))
RATIO_OF_ABSOLUTE_CORRELATIONS = StatisticKind(tested=False, intervals=("percentile",))
WITHOUT_INTERVAL = StatisticKind(tested=False, intervals=())
# All that is not named is signed.
KINDS: Mapping[str, StatisticKind] = MappingProxyType(
    dict.fromkeys(("r_squared", "f_squared"), BIASED_UPWARDS)
    | dict.fromkeys(("htmt", "htmt2"), RATIO_OF_ABSOLUTE_CORRELATIONS)
    | dict.fromkeys(("cronbach_alpha", "rho_a", "composite_reliability", "average_variance_extracted"), POSITIVE)
    | dict.fromkeys(("construct_performance", "indicator_performance"), POSITIVE)
    | dict.fromkeys(("inner_vif", "outer_vif", "full_collinearity_vif", "srmr", "d_uls", "d_g"), WITHOUT_INTERVAL)
    # Of the same share in the population as R2, whose interval is that of both.
    | {"adjusted_r_squared": WITHOUT_INTERVAL}
)


def statistic_kind(name: str | None) -> StatisticKind:
    """Return what inference can say of a statistic of this name; it may be 0 where the name is None or not known.

    Example. What may be said of an R2, of a path, of an HTMT?

    >>> statistic_kind("r_squared")
    StatisticKind(tested=False, intervals=('debiased',))
    >>> statistic_kind("path_coefficients")
    StatisticKind(tested=True, intervals=('percentile', 'bias_corrected', 'bca', 'studentised'))
    >>> statistic_kind("htmt")
    StatisticKind(tested=False, intervals=('percentile',))

    A path is tested against 0; R2 and HTMT, which cannot be below 0, are not. The first interval named is the default.
    """
    return SIGNED if name is None else KINDS.get(name, SIGNED)


# Takes a fit, of one sample or of a stack, and the number of cases N.
Measures = Callable[[Fit, int], tuple[Statistic, ...]]


def statistics(fit: Fit, cases: int) -> tuple[Statistic, ...]:
    """Return every statistic of a fit; `cases` is N, which adjusted R2 needs.

    Labels are indicators, constructs, endogenous constructs, paths or routes ("X -> Y"), or pairs ("X ~ Y") of
    constructs that share no indicator.
    NaN as in the function of the same name.

    Example. Everything that is computed from a fit and bootstrapped, for two questions on service and two on loyalty.

    >>> correlations = np.array([[1, 0.6, 0.4, 0.3], [0.6, 1, 0.3, 0.3], [0.4, 0.3, 1, 0.7], [0.3, 0.3, 0.7, 1]])
    >>> fit = estimate_from_correlations(correlations, model)
    >>> for statistic in statistics(fit, cases=50)[1:9]:
    ...     print(statistic.name, *statistic.labels, *statistic.values.round(3).tolist())
    outer_loadings s1 s2 l1 l2 0.912 0.875 0.935 0.908
    path_coefficients Service -> Loyalty 0.399
    f_squared Service -> Loyalty 0.189
    r_squared Loyalty 0.159
    adjusted_r_squared Loyalty 0.141
    cronbach_alpha Service Loyalty 0.75 0.824
    rho_a Service Loyalty 0.764 0.84
    composite_reliability Service Loyalty 0.888 0.918

    Both blocks are well measured (loadings above .708, reliabilities above .70); service explains 16 % of loyalty, a
    medium effect. `bootstrap` returns draws of all of them under these names and labels.
    """
    model = fit.model
    in_block = (np.arange(len(model.indicators)), model.owners)
    endogenous = list(model.endogenous)
    outcomes = tuple(model.constructs[j] for j in endogenous)
    pairs = np.triu(~model.overlapping, 1)
    routes, along_routes = specific_indirect_effects(fit)
    return (
        Statistic("outer_weights", model.indicators, _pick_cells(fit.outer_weights, *in_block)),
        Statistic("outer_loadings", model.indicators, _pick_cells(fit.outer_loadings, *in_block)),
        _at_cells("path_coefficients", fit.path_coefficients, model.structural_model, model),
        _at_cells("f_squared", f_squared(fit), model.structural_model, model),
        Statistic("r_squared", outcomes, fit.r_squared[..., endogenous]),
        Statistic("adjusted_r_squared", outcomes, adjusted_r_squared(fit, cases)[..., endogenous]),
        Statistic("cronbach_alpha", model.constructs, cronbach_alpha(fit)),
        Statistic("rho_a", model.constructs, rho_a(fit)),
        Statistic("composite_reliability", model.constructs, composite_reliability(fit)),
        Statistic("average_variance_extracted", model.constructs, average_variance_extracted(fit)),
        _at_cells("htmt", htmt(fit), pairs, model, PAIR),
        _at_cells("htmt2", htmt2(fit), pairs, model, PAIR),
        _at_cells("total_effects", total_effects(fit), reachable(model), model),
        _at_cells("total_indirect_effects", total_indirect_effects(fit), reachable(model, shortest=2), model),
        Statistic("specific_indirect_effects", routes, along_routes),
    )


def _at_cells(name: str, values: FloatArray, cells: BoolArray, model: Model, link: str = ARROW) -> Statistic:
    """Pick the cells of (..., J, J) that are True, row by row, labelled by their two constructs."""
    rows, columns = np.nonzero(cells)
    labels = tuple(f"{model.constructs[i]}{link}{model.constructs[j]}" for i, j in zip(rows, columns, strict=True))
    return Statistic(name, labels, _pick_cells(values, rows, columns))


def _pick_cells(matrices: FloatArray, rows: IntArray, columns: IntArray) -> FloatArray:
    return stack_first(stack_last(matrices)[rows, columns], 1)


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

    def merge(of_second: Statistic) -> Statistic:
        """Set the values of either stage side by side."""
        if of_second.name not in MEASUREMENT:
            return of_second
        one = _select(by_name[of_second.name], from_first)
        other = _select(of_second, from_second)
        values = np.concatenate([one.values, other.values], axis=-1)
        return Statistic(one.name, one.labels + other.labels, values)

    return tuple(merge(statistic) for statistic in second)


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
