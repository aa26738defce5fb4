"""Mediation: indirect effects, their share of the total effect, and the type of mediation.

Zhao, X., Lynch, J. G., & Chen, Q. (2010). Reconsidering Baron and Kenny: Myths and truths about mediation analysis.
Journal of Consumer Research, 37(2), 197-206. doi:10.1086/651257.

In the examples service acts on loyalty directly and through satisfaction:

>>> blocks = {"Service": ["s1", "s2"], "Satisfaction": ["t"], "Loyalty": ["l"]}
>>> paths = [("Service", "Satisfaction"), ("Service", "Loyalty"), ("Satisfaction", "Loyalty")]
>>> model = Model.from_blocks(blocks, paths)
"""

from dataclasses import dataclass

import numpy as np

from plssem.arrays import FloatArray
from plssem.bootstrap import Bootstrap
from plssem.errors import DataError, check_known
from plssem.inference import Inference, inference
from plssem.model import ARROW, Fit
from plssem.structure import specific_indirect_effects, total_effects

# Absolute value of a total effect at or below which it is a rounding error of 0.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Mediation:
    """One route "X -> M -> Y": its indirect effect, and the direct and the total effect of X on Y, dimensionless.

    indirect, direct: (estimate, lower, upper); direct is NaN where the model has no path from X to Y.
    share: indirect / total (variance accounted for). kind: as `mediation_type` has it.
    """

    route: str
    indirect: tuple[float, float, float]
    direct: tuple[float, float, float]
    total: float
    share: float
    kind: str


def mediations(bootstrap: Bootstrap, confidence_level: float = 0.95) -> tuple[Mediation, ...]:
    """Return the mediation along every route of two or more paths, with percentile intervals at this level.

    Empty where the model has no mediator. DataError for a level outside (0, 1).

    Example. Does satisfaction carry the effect of service on loyalty? Twenty customers answered two questions on
    service and one each on satisfaction and loyalty.

    >>> (found,) = mediations(bootstrap(answers, model, 1000, seed=1))
    >>> found.route, found.kind
    ('Service -> Satisfaction -> Loyalty', 'indirect_only')
    >>> np.round(found.indirect, 2), np.round(found.direct, 2)
    (array([0.34, 0.09, 0.67]), array([ 0.25, -0.2 ,  0.61]))
    >>> round(found.total, 2), round(found.share, 2)
    (0.59, 0.58)

    Estimate, lower and upper end. The indirect effect, .34, is significant (.09 to .67 excludes 0), the direct one,
    .25, is not: the mediation is "indirect only". 58 % of the total effect of .59 goes through satisfaction.
    """
    indirect = _estimates_with_bounds(bootstrap, "specific_indirect_effects", confidence_level)
    direct = _estimates_with_bounds(bootstrap, "path_coefficients", confidence_level)
    totals = dict(zip(bootstrap.names["total_effects"], bootstrap.estimates["total_effects"].tolist(), strict=True))
    absent = (np.nan, np.nan, np.nan)
    found = []
    for route, effect in indirect.items():
        source, *_, target = route.split(ARROW)
        ends = f"{source}{ARROW}{target}"
        share = float(_share_of_total(np.array(effect[0]), np.array(totals[ends])))
        beside = direct.get(ends, absent)
        found.append(Mediation(route, effect, beside, totals[ends], share, mediation_type(effect, beside)))
    return tuple(found)


def mediation_type(indirect: tuple[float, float, float], direct: tuple[float, float, float]) -> str:
    """Classify a mediation from (estimate, lower, upper) of the indirect and of the direct effect.

    An effect is significant where its interval excludes 0. "complementary": both, same sign; "competitive": both,
    opposite signs; "indirect_only", "direct_only": one of them; "no_effect": neither. "no_direct_path": the direct
    effect is NaN, because the model has no such path. "undetermined": the indirect effect has no interval.

    Example. What is a mediation called whose effects, with the ends of their intervals, are these?

    >>> carried = (0.20, 0.10, 0.30)
    >>> mediation_type(indirect=carried, direct=(0.30, 0.10, 0.50))
    'complementary'
    >>> mediation_type(indirect=carried, direct=(-0.30, -0.50, -0.10))
    'competitive'
    >>> mediation_type(indirect=carried, direct=(0.05, -0.10, 0.20))
    'indirect_only'
    >>> mediation_type(indirect=carried, direct=(np.nan, np.nan, np.nan))
    'no_direct_path'
    >>> mediation_type(indirect=(0.05, -0.10, 0.20), direct=(0.30, 0.10, 0.50))
    'direct_only'

    The first two are partial mediations, which strengthen or weaken the direct effect; the third is the full mediation
    of older texts; in the fourth the model has no direct path to judge by; the last is no mediation.
    """
    if np.isnan(indirect).any():
        return "undetermined"
    if np.isnan(direct).any():
        return "no_direct_path"
    direct_significant = direct[1] > 0 or direct[2] < 0
    if indirect[1] > 0 or indirect[2] < 0:
        if direct_significant:
            return "complementary" if indirect[0] * direct[0] > 0 else "competitive"
        return "indirect_only"
    return "direct_only" if direct_significant else "no_effect"


def variance_accounted_for(fit: Fit) -> tuple[tuple[str, ...], FloatArray]:
    """Return the names and the values (..., routes) of each specific indirect effect over the total effect.

    Dimensionless. It is a share only where all effects have one sign: under competitive mediation it is below 0 or
    above 1. NaN where the total effect is 0.

    Example. Which share of the effect of service on loyalty goes through satisfaction?

    >>> model = Model.from_blocks(blocks | {"Service": ["s"]}, paths)
    >>> correlations = np.array([[1, 0.5, 0.4], [0.5, 1, 0.6], [0.4, 0.6, 1]])
    >>> routes, shares = variance_accounted_for(estimate_from_correlations(correlations, model))
    >>> routes, shares.round(3)
    (('Service -> Satisfaction -> Loyalty',), array([0.667]))
    >>> correlations[0, 2] = correlations[2, 0] = 0.2
    >>> _, shares = variance_accounted_for(estimate_from_correlations(correlations, model))
    >>> shares.round(3)
    array([1.667])

    Two thirds of the total effect, .4, are indirect: .267. In the second sample the indirect effect, .333, exceeds the
    total one, .2, since the direct path is negative: 1.667 is no share, and mediation there is competitive.
    """
    routes, effects = specific_indirect_effects(fit)
    constructs = fit.model.constructs
    names = [route.split(ARROW) for route in routes]
    sources = np.array([constructs.index(route[0]) for route in names], dtype=np.int64)
    targets = np.array([constructs.index(route[-1]) for route in names], dtype=np.int64)
    return routes, _share_of_total(effects, total_effects(fit)[..., sources, targets])


def difference(
    bootstrap: Bootstrap, statistic: str, first: str, second: str, confidence_level: float = 0.95
) -> Inference:
    """Return the inference for the difference of two values of one statistic, first less second; fields are (1,).

    statistic: its name in `bootstrap.names`; first, second: labels of it. The draws are paired, so the interval takes
    their covariance into account. DataError for an unknown name or label.

    Example. Does satisfaction act on loyalty more than service does?

    >>> draws = bootstrap(answers, Model.from_blocks(blocks, paths[1:]), 1000, seed=1)
    >>> result = difference(draws, "path_coefficients", "Satisfaction -> Loyalty", "Service -> Loyalty")
    >>> result.estimate.round(2), result.standard_error.round(2), result.lower.round(2), result.upper.round(2)
    (array([0.33]), array([0.34]), array([-0.33]), array([1.03]))
    >>> alone = inference(draws.estimates["path_coefficients"], draws.draws["path_coefficients"]).standard_error
    >>> float(np.hypot(*alone).round(2))
    0.26

    Satisfaction's path is larger by .33, but the interval holds 0: twenty answers cannot tell. The two estimates move
    against each other from draw to draw, so the standard error, .34, is larger than if they were independent, .26.
    """
    check_known([statistic], bootstrap.names, what="statistic", where="difference", error=DataError)
    labels = bootstrap.names[statistic]
    check_known([first, second], labels, what="label", where=f"difference of {statistic}", error=DataError)
    indices = [labels.index(label) for label in (first, second)]
    estimates = bootstrap.estimates[statistic][indices]
    draws = bootstrap.draws[statistic][:, indices]
    return inference(estimates[:1] - estimates[1:], draws[:, :1] - draws[:, 1:], confidence_level)


def _estimates_with_bounds(bootstrap: Bootstrap, statistic: str, level: float) -> dict[str, tuple[float, float, float]]:
    inferred = inference(bootstrap.estimates[statistic], bootstrap.draws[statistic], level)
    columns = np.column_stack([inferred.estimate, inferred.lower, inferred.upper]).tolist()
    return {label: (row[0], row[1], row[2]) for label, row in zip(bootstrap.names[statistic], columns, strict=True)}


def _share_of_total(effects: FloatArray, totals: FloatArray) -> FloatArray:
    return np.asarray(effects / np.where(np.abs(totals) > ROUNDING, totals, np.nan))
