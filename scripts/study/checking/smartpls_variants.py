"""Our numbers under the settings that a SmartPLS user may have chosen otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt

import plssem

__all__ = ["Choice", "bootstrapped", "choices", "point_values", "standard_intervals"]

Floats = npt.NDArray[np.float64]
SIGNS = ("none", "construct", "individual")


@dataclass(frozen=True)
class Choice:
    """Settings that decide estimates: scheme, missing answers, estimator, and the scale of the paths."""

    scheme: str
    missing_answers: str
    estimator: str = "PLS"
    scale: str = "standardised"

    def departures(self, ours: "Choice") -> tuple[str, ...]:
        """Name the settings in which this choice departs from ours, each with both values."""
        named = {
            "weighting scheme": (self.scheme, ours.scheme),
            "missing answers": (self.missing_answers, ours.missing_answers),
            "algorithm": (self.estimator, ours.estimator),
            "scale of the paths": (self.scale, ours.scale),
        }
        return tuple(f"{name}: {other} instead of {own}" for name, (other, own) in named.items() if other != own)


def choices(answers: Floats, model: plssem.Model, ours: Choice) -> Iterator[Choice]:
    """Yield every choice that may give other numbers with these answers (N, K), ours first."""
    missing = ("mean", "casewise") if np.isnan(answers).any() else (ours.missing_answers,)
    estimators = ("PLS", "PLSc") if set(model.modes) == {"A"} else ("PLS",)
    every = product(("path", "factorial", "centroid"), missing, estimators, ("standardised", "unstandardised"))
    yield from sorted((Choice(*values) for values in every), key=lambda choice: len(choice.departures(ours)))


def complete(answers: Floats, missing_answers: str) -> Floats:
    """Return the answers without a missing one: replaced by the indicator's mean, or without their respondents."""
    if missing_answers == "casewise":
        return answers[~np.isnan(answers).any(axis=1)]
    return np.where(np.isnan(answers), np.nanmean(answers, axis=0), answers)


def point_values(answers: Floats, model: plssem.Model, choice: Choice) -> dict[tuple[str, str], float]:
    """Return every estimate under a choice, by statistic and label; dimensionless but for unstandardised paths."""
    filled = complete(answers, choice.missing_answers)
    plain = plssem.estimate(filled, replace(model, scheme=choice.scheme))
    fit = plssem.consistent(plain) if choice.estimator == "PLSc" else plain
    values = {
        (statistic.name, label): float(value)
        for statistic in plssem.statistics(fit, len(filled))
        for label, value in zip(statistic.labels, statistic.values, strict=True)
    }
    values |= _matrices(fit)
    return values | _unstandardised(filled, fit) if choice.scale == "unstandardised" else values


def _matrices(fit: plssem.Fit) -> dict[tuple[str, str], float]:
    constructs, indicators = fit.model.constructs, fit.model.indicators
    larcker, collinear = plssem.fornell_larcker(fit), plssem.inner_vif(fit)
    outer = zip(indicators, plssem.outer_vif(fit), strict=True)
    values = {("outer_vif", indicator): float(value) for indicator, value in outer}
    for i, one in enumerate(constructs):
        for j, other in enumerate(constructs):
            values |= {("inner_vif", f"{one} -> {other}"): float(collinear[i, j])}
            values |= {("fornell_larcker", f"{one} ~ {other}"): float(larcker[max(i, j), min(i, j)])}
    for k, indicator in enumerate(indicators):
        for j, construct in enumerate(constructs):
            values["cross_loadings", f"{indicator} ~ {construct}"] = float(fit.cross_loadings[k, j])
    return values


def _unstandardised(indicators: Floats, fit: plssem.Fit) -> dict[tuple[str, str], float]:
    return {
        ("path_coefficients", f"{source} -> {equation.outcome}"): float(slope)
        for equation in plssem.equations(indicators, fit)
        for source, slope in zip(equation.sources, equation.unstandardised, strict=True)
    }


def bootstrapped(
    answers: Floats, model: plssem.Model, choice: Choice, resamples: int, seed: int, signs: str
) -> plssem.Bootstrap:
    """Return the bootstrap under a choice and a sign option."""
    filled, chosen = complete(answers, choice.missing_answers), replace(model, scheme=choice.scheme)
    if choice.estimator == "PLSc":
        return plssem.bootstrap_consistent(filled, chosen, resamples, seed=seed)
    return plssem.bootstrap(filled, chosen, resamples, seed=seed, signs=signs)


def standard_intervals(
    answers: Floats, model: plssem.Model, choice: Choice, draws: plssem.Bootstrap, level: float
) -> Mapping[str, Mapping[str, tuple[Floats, Floats]]]:
    """Return lower and upper bounds (M,) by kind of interval and statistic: percentile, bias-corrected, BCa."""
    filled = complete(answers, choice.missing_answers)
    without = plssem.jackknife(filled, replace(model, scheme=choice.scheme)) if choice.estimator == "PLS" else {}
    kinds = {"percentile": {}, "bias_corrected": {}, **({"bca": without} if without else {})}
    return {
        kind: {name: _bounds(draws, name, level, kind, jackknife.get(name)) for name in draws.names}
        for kind, jackknife in kinds.items()
    }


def _bounds(
    draws: plssem.Bootstrap, name: str, level: float, kind: str, jackknife: Floats | None
) -> tuple[Floats, Floats]:
    found = plssem.inference(draws.estimates[name], draws.draws[name], level, interval=kind, jackknife=jackknife)
    return found.lower, found.upper
