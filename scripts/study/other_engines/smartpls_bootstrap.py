"""Our numbers under the settings that a SmartPLS user may have chosen otherwise.

Which bootstrap a SmartPLS report comes from: sign option, number of resamples, kind of interval, tails.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy import special

import plssem
from study.other_engines.smartpls_report import Cell, Report

__all__ = [
    "Choice",
    "DrawnNumbers",
    "Origin",
    "Spread",
    "bootstrapped",
    "choices",
    "explained_bootstrap",
    "own_bootstrap",
    "point_values",
    "standard_intervals",
]

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


# How many Monte-Carlo errors two bootstraps of one sample may lie apart: of some hundred numbers, none lies beyond.
APART = 4.5
# A sign option or an interval is named where it fits this much better than ours, in Monte-Carlo errors.
BETTER = 0.7
# Beyond this many Monte-Carlo errors on average (root mean square) the report has fewer resamples than ours.
NOISIER = 1.6
SUBSAMPLES = ("subsamples", "number of subsamples", "bootstrap samples", "samples", "number of samples")


@dataclass(frozen=True)
class Origin:
    """How a report's bootstrap was made, as far as its numbers tell: its tails, and what departs from ours."""

    one_sided: bool
    departures: tuple[str, ...]


@dataclass(frozen=True)
class Spread:
    """A bootstrapped number under the report's settings: its value, and its Monte-Carlo error in ours and theirs."""

    value: float
    error: float


# By statistic, label and field.
DrawnNumbers = Mapping[tuple[str, str, str], Spread]


def explained_bootstrap(
    report: Report, answers: Floats, model: plssem.Model, choice: Choice, resamples: int, seed: int, level: float
) -> tuple[Origin, DrawnNumbers]:
    """Return where the bootstrapped numbers of a report come from, and what they are by our engine."""
    options = SIGNS if choice.estimator == "PLS" else ("none",)
    drawn = {signs: bootstrapped(answers, model, choice, resamples, seed, signs) for signs in options}
    moments = {signs: _moments(draws, resamples) for signs, draws in drawn.items()}
    signs = _fitting(report.cells, moments, "none")
    theirs = _stated_resamples(report) or _estimated_resamples(report.cells, moments[signs], resamples)
    one_sided_p = _has_one_sided_p(report.cells)
    one_sided = report.one_sided_bounds or one_sided_p
    bounds_level = 2 * level - 1 if report.one_sided_bounds else level
    intervals = standard_intervals(answers, model, choice, drawn[signs], bounds_level)
    by_interval = {kind: _bound_spreads(drawn[signs], bounds, resamples, theirs) for kind, bounds in intervals.items()}
    interval = _fitting(report.cells, by_interval, "percentile")
    expected = {**_moments(drawn[signs], resamples, theirs), **by_interval[interval]}
    same = _is_the_same(report.cells, expected)
    departures = _departures(signs, interval, theirs, one_sided, same, resamples)
    return Origin(one_sided, departures), expected


def own_bootstrap(
    answers: Floats, model: plssem.Model, choice: Choice, resamples: int, seed: int, level: float
) -> DrawnNumbers:
    """Return our bootstrapped numbers: no sign changes, percentile intervals."""
    drawn = bootstrapped(answers, model, choice, resamples, seed, "none")
    bounds = {name: _percentile(drawn, name, level) for name in drawn.names}
    return {**_moments(drawn, resamples), **_bound_spreads(drawn, bounds, resamples, resamples)}


def _percentile(drawn: plssem.Bootstrap, name: str, level: float) -> tuple[Floats, Floats]:
    found = plssem.inference(drawn.estimates[name], drawn.draws[name], level)
    return found.lower, found.upper


def _departures(signs: str, interval: str, theirs: int, one_sided: bool, same: bool, resamples: int) -> tuple[str, ...]:
    """Name what a report's bootstrap departs from ours in."""
    named = {
        f"sign option: {signs} sign changes instead of none": signs != "none",
        f"interval: {interval.replace('_', '-')} instead of percentile": interval != "percentile",
        "tails: one-sided instead of two-sided": one_sided,
        f"resamples: about {theirs} instead of {resamples}": theirs != resamples,
        "seed: other random numbers, within Monte-Carlo error": not same,
    }
    return tuple(text for text, departs in named.items() if departs)


def _moments(draws: plssem.Bootstrap, ours: int, theirs: int | None = None) -> dict[tuple[str, str, str], Spread]:
    """Return mean and standard error of each statistic with the error of the difference between two bootstraps."""
    both = np.sqrt(1 / ours + 1 / (theirs or ours))
    spreads = {}
    for name, labels in draws.names.items():
        values = draws.draws[name]
        found = plssem.inference(draws.estimates[name], values)
        for label, mean, se, column in zip(labels, found.bootstrap_mean, found.standard_error, values.T, strict=True):
            kurtosis = plssem.excess_kurtosis(column[np.isfinite(column)])
            spreads[name, label, "mean"] = Spread(float(mean), float(se * both))
            spreads[name, label, "se"] = Spread(float(se), float(se * both * np.sqrt((2 + max(kurtosis, -1)) / 4)))
    return spreads


def _bound_spreads(
    draws: plssem.Bootstrap, bounds: Mapping[str, tuple[Floats, Floats]], ours: int, theirs: int
) -> dict[tuple[str, str, str], Spread]:
    """Return both bounds of each statistic with their Monte-Carlo error, about 2.7 times that of a mean at 2.5 %."""
    both = 2.7 * np.sqrt(1 / ours + 1 / theirs)
    spreads = {}
    for name, sides in bounds.items():
        error = plssem.inference(draws.estimates[name], draws.draws[name]).standard_error * both
        for field, side in zip(("lower", "upper"), sides, strict=True):
            for label, bound, uncertain in zip(draws.names[name], side, error, strict=True):
                spreads[name, label, field] = Spread(float(bound), float(uncertain))
    return spreads


def _distances(cells: Sequence[Cell], expected: DrawnNumbers) -> Floats:
    """Return how far the report's numbers lie from ours, in Monte-Carlo errors with the rounding taken in."""
    found = [
        (cell.value - spread.value) / np.hypot(spread.error, 10.0**-cell.decimals / 3.5)
        for cell in cells
        if (spread := expected.get((cell.statistic, cell.label, cell.field))) and np.isfinite(spread.value)
    ]
    return np.array(found)


def _fitting(cells: Sequence[Cell], expected: Mapping[str, DrawnNumbers], ours: str) -> str:
    """Choose what fits best; ours unless another fits clearly better."""
    misfits = {name: _misfit(_distances(cells, spreads)) for name, spreads in expected.items()}
    best = min(misfits, key=lambda name: misfits[name])
    return best if misfits[ours] and misfits[best] < BETTER * misfits[ours] else ours


def _misfit(distances: Floats) -> float:
    return float(np.sqrt(np.mean(distances**2))) if len(distances) else 0.0


def _stated_resamples(report: Report) -> int:
    stated = next((report.settings[name] for name in SUBSAMPLES if name in report.settings), "")
    digits = "".join(sign for sign in stated.removesuffix(".0") if sign.isdigit())
    return int(digits) if digits else 0


def _estimated_resamples(cells: Sequence[Cell], expected: DrawnNumbers, resamples: int) -> int:
    """Estimate the number of resamples from how far standard errors and means scatter around ours.

    Distances d are in units of ours, whose squared error is 2/B: mean d^2 = (1/B + 1/B*) / (2/B).
    """
    misfit = _misfit(_distances(cells, expected))
    if misfit < NOISIER:
        return resamples
    return max(round(resamples / (2 * misfit**2 - 1)), 1)


def _has_one_sided_p(cells: Sequence[Cell]) -> bool:
    """Tell whether the report's p belongs to one tail of its own t."""
    t = {(cell.statistic, cell.label): abs(cell.value) for cell in cells if cell.field == "t"}
    p = [
        (t[cell.statistic, cell.label], cell.value)
        for cell in cells
        if cell.field == "p"
        if (cell.statistic, cell.label) in t
    ]
    values = np.array(p).reshape(-1, 2)
    one = special.ndtr(-values[:, 0])
    return bool(np.abs(values[:, 1] - one).sum() < np.abs(values[:, 1] - 2 * one).sum())


def _is_the_same(cells: Sequence[Cell], expected: DrawnNumbers) -> bool:
    """Tell whether the bootstrapped numbers are ours to the last decimal: the same random numbers."""
    apart = [
        abs(cell.value - spread.value) > 0.5 * 10.0**-cell.decimals + 1e-9
        for cell in cells
        if (spread := expected.get((cell.statistic, cell.label, cell.field))) and np.isfinite(spread.value)
    ]
    return not any(apart)
