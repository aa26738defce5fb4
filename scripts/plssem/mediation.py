"""Mediation: how much of an effect runs through mediators, and of which type the mediation is.

Zhao, X., Lynch, J. G., & Chen, Q. (2010). Reconsidering Baron and Kenny: Myths and truths about mediation analysis.
Journal of Consumer Research, 37(2), 197-206. doi:10.1086/651257.
"""

from dataclasses import dataclass

import numpy as np

from plssem.arrays import FloatArray
from plssem.draws import Bootstrap
from plssem.errors import DataError
from plssem.fit import Fit
from plssem.inference import Inference, inference
from plssem.model import ARROW
from plssem.structure import specific_indirect_effects, total_effects

__all__ = ["Mediation", "difference", "mediation_type", "mediations", "variance_accounted_for"]

# Size of a total effect at or below which it is 0 but for rounding.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Mediation:
    """One route "X -> M -> Y": its indirect effect beside the direct and the total effect of X on Y, dimensionless.

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
    """
    indirect = _inferred(bootstrap, "specific_indirect_effects", confidence_level)
    direct = _inferred(bootstrap, "path_coefficients", confidence_level)
    totals = dict(zip(bootstrap.names["total_effects"], bootstrap.estimates["total_effects"].tolist(), strict=True))
    absent = (np.nan, np.nan, np.nan)
    return tuple(
        _mediation(route, effect, direct.get(_ends(route), absent), totals[_ends(route)])
        for route, effect in indirect.items()
    )


def mediation_type(indirect: tuple[float, float, float], direct: tuple[float, float, float]) -> str:
    """Classify a mediation from (estimate, lower, upper) of the indirect and of the direct effect.

    An effect counts where its interval leaves out 0. "complementary": both, same sign; "competitive": both, opposite
    signs; "indirect_only", "direct_only": one of them; "no_effect": neither. "no_direct_path": the direct effect is
    NaN, the model rules it out and nothing can be said of it. "undetermined": the indirect effect has no interval.
    """
    if np.isnan(indirect).any():
        return "undetermined"
    if np.isnan(direct).any():
        return "no_direct_path"
    along, past = (lower > 0 or upper < 0 for _, lower, upper in (indirect, direct))
    if along and past:
        return "complementary" if indirect[0] * direct[0] > 0 else "competitive"
    return "indirect_only" if along else "direct_only" if past else "no_effect"


def variance_accounted_for(fit: Fit) -> tuple[tuple[str, ...], FloatArray]:
    """Return the names and the values (..., routes) of each specific indirect effect over the total effect.

    Dimensionless. It is a share only where all effects have one sign: under competitive mediation it is below 0 or
    above 1. NaN where the total effect is 0.
    """
    routes, effects = specific_indirect_effects(fit)
    constructs = fit.model.constructs
    ends = [[constructs.index(name) for name in _ends(route).split(ARROW)] for route in routes]
    sources, targets = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    return routes, _share(effects, total_effects(fit)[..., sources, targets])


def difference(
    bootstrap: Bootstrap, statistic: str, first: str, second: str, confidence_level: float = 0.95
) -> Inference:
    """Return the inference for the difference of two values of one statistic, first less second; fields are (1,).

    statistic: its name in `bootstrap.names`; first, second: labels of it. The draws are paired, so the interval heeds
    how the two vary together. DataError for an unknown name or label.
    """
    places = [_place(bootstrap, statistic, label) for label in (first, second)]
    estimates, draws = bootstrap.estimates[statistic][places], bootstrap.draws[statistic][:, places]
    return inference(estimates[:1] - estimates[1:], draws[:, :1] - draws[:, 1:], confidence_level)


def _inferred(bootstrap: Bootstrap, statistic: str, level: float) -> dict[str, tuple[float, float, float]]:
    found = inference(bootstrap.estimates[statistic], bootstrap.draws[statistic], level)
    columns = np.column_stack([found.estimate, found.lower, found.upper]).tolist()
    return {label: (row[0], row[1], row[2]) for label, row in zip(bootstrap.names[statistic], columns, strict=True)}


def _mediation(
    route: str, indirect: tuple[float, float, float], direct: tuple[float, float, float], total: float
) -> Mediation:
    share = _share(np.array(indirect[0]), np.array(total))
    return Mediation(route, indirect, direct, total, float(share), mediation_type(indirect, direct))


def _share(effects: FloatArray, totals: FloatArray) -> FloatArray:
    return np.asarray(effects / np.where(np.abs(totals) > ROUNDING, totals, np.nan))


def _ends(route: str) -> str:
    """Name the path from the first to the last construct of a route."""
    source, *_, target = route.split(ARROW)
    return f"{source}{ARROW}{target}"


def _place(bootstrap: Bootstrap, statistic: str, label: str) -> int:
    labels = bootstrap.names.get(statistic, ())
    if label not in labels:
        raise DataError(
            what="unknown statistic or label",
            where=f"difference of {statistic}",
            found=label,
            expected=f"one of {', '.join(labels)}" if labels else f"a statistic of {', '.join(bootstrap.names)}",
            remedy="correct the name",
        )
    return labels.index(label)
