"""Which settings a SmartPLS report was made with, as far as its numbers tell: of estimation, and of its bootstrap."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import scipy

import plssem
from plssem import FloatArray
from study.other_engines.smartpls_report import ReportedNumber, SmartplsReport

NONE = "none"
SIGNS = (NONE, "unaligned", "construct", "individual")
# How many Monte-Carlo errors two bootstraps of one sample may lie apart: of some hundred numbers, none lies beyond.
MONTE_CARLO_LIMIT = 4.5
# A sign option or an interval is named where it fits this much better than ours, in Monte-Carlo errors.
BETTER = 0.7
# Beyond this many Monte-Carlo errors on average (root mean square) the report has fewer resamples than ours.
NOISIER = 1.6
# What the correction adds to the Monte-Carlo error of a bias-corrected bound: twice sqrt(pi / 2) beside 2.7 of 95 %.
CORRECTION = 1.37
# Per cents of the draws between which a bound lies, on either side, and their distance in a normal distribution.
TAILS = ((1, 5), (95, 99))
TAIL_WIDTH = 0.681
# The intervals of a table of bounds, and of one whose title says that its bounds are bias-corrected: ours first.
PLAIN = ("percentile", "bias_corrected", "bca")
CORRECTED = ("bias_corrected", "bca")
# The smallest p that SmartPLS 4 prints.
SMALLEST_P = 5.6843418860808e-14
SUBSAMPLES = ("subsamples", "number of subsamples", "bootstrap samples", "samples", "number of samples")


@dataclass(frozen=True)
class Choice:
    """Settings that decide estimates: scheme, missing answers, estimator, and the scale of the paths."""

    scheme: str
    missing_answers: str
    estimator: str = "PLS"
    scale: str = "standardised"

    def departures(self, ours: "Choice") -> tuple[str, ...]:
        """Name the settings in which this choice departs from ours, each with both values."""
        pairs = {
            "weighting scheme": (self.scheme, ours.scheme),
            "missing answers": (self.missing_answers, ours.missing_answers),
            "algorithm": (self.estimator, ours.estimator),
            "scale of the paths": (self.scale, ours.scale),
        }
        return tuple(f"{name}: {theirs} instead of {our}" for name, (theirs, our) in pairs.items() if theirs != our)


@dataclass(frozen=True)
class ReportedBootstrap:
    """How a report's bootstrap was made, as far as its numbers tell: its p values, and what departs from ours."""

    p_values: "PValues"
    departures: tuple[str, ...]


@dataclass(frozen=True)
class PValues:
    """How p follows from t: one or two tails, Student's t with so many degrees of freedom or (0) the normal."""

    one_sided: bool = False
    freedom: int = 0

    def of(self, t: float) -> float:
        """Return p of a t of 0 or more; with Student's t not below the smallest that SmartPLS 4 prints."""
        tails = 1 if self.one_sided else 2
        if self.freedom:
            return max(float(tails * scipy.special.stdtr(self.freedom, -t)), SMALLEST_P)
        return float(tails * scipy.special.ndtr(-t))


@dataclass(frozen=True)
class DrawnValue:
    """A bootstrapped number by our engine, and its Monte-Carlo error beside another bootstrap."""

    value: float
    error: float


# By statistic, label and field.
DrawnValues = Mapping[tuple[str, str, str], DrawnValue]


def find_choice(
    report: SmartplsReport, answers: FloatArray, model: plssem.Model, ours: Choice
) -> tuple[Choice, dict[tuple[str, str], float]]:
    """Find the choice under which most estimates are theirs, of equal ones the nearest to ours, and its estimates."""
    estimates = [cell for cell in report.cells if cell.field == "estimate"]
    tried = [(choice, estimate_values(answers, model, choice)) for choice in _list_choices(answers, model, ours)]
    return max(tried, key=lambda entry: sum(cell.is_near(entry[1].get(cell.name, np.nan)) for cell in estimates))


def estimate_values(answers: FloatArray, model: plssem.Model, choice: Choice) -> dict[tuple[str, str], float]:
    """Return every estimate under a choice, by statistic and label; dimensionless but for unstandardised paths."""
    filled = _fill_missing(answers, choice.missing_answers)
    fit = plssem.estimate(filled, replace(model, scheme=choice.scheme))
    if choice.estimator == "PLSc":
        fit = plssem.consistent(fit)
    values = {
        (statistic.name, label): float(value)
        for statistic in plssem.statistics(fit, len(filled))
        for label, value in zip(statistic.labels, statistic.values, strict=True)
    }
    values |= _matrix_values(fit)
    if choice.scale == "unstandardised":
        values |= {
            ("path_coefficients", f"{source} -> {equation.outcome}"): float(slope)
            for equation in plssem.equations(filled, fit)
            for source, slope in zip(equation.sources, equation.unstandardised, strict=True)
        }
    return values


def draw_bootstrap(
    answers: FloatArray, model: plssem.Model, choice: Choice, resamples: int, seed: int, signs: str
) -> plssem.Bootstrap:
    """Return the bootstrap under a choice and a sign option."""
    filled = _fill_missing(answers, choice.missing_answers)
    chosen = replace(model, scheme=choice.scheme)
    if choice.estimator == "PLSc":
        return plssem.bootstrap_consistent(filled, chosen, resamples, seed=seed, signs=signs)
    return plssem.bootstrap(filled, chosen, resamples, seed=seed, signs=signs)


def compute_intervals(
    answers: FloatArray, model: plssem.Model, choice: Choice, draws: plssem.Bootstrap, level: float
) -> dict[str, dict[str, tuple[FloatArray, FloatArray]]]:
    """Return lower and upper bounds (M,) by kind of interval and statistic: percentile, bias-corrected, BCa."""
    intervals = {kind: _bounds(draws, level, kind, {}) for kind in ("percentile", "bias_corrected")}
    if choice.estimator == "PLS":
        filled = _fill_missing(answers, choice.missing_answers)
        jackknife = plssem.jackknife(filled, replace(model, scheme=choice.scheme))
        intervals["bca"] = _bounds(draws, level, "bca", jackknife)
    return intervals


def bootstrap_ours(
    answers: FloatArray, model: plssem.Model, choice: Choice, resamples: int, seed: int, level: float
) -> DrawnValues:
    """Return our bootstrapped numbers: signs aligned with the sample (convention B2), percentile intervals."""
    draws = draw_bootstrap(answers, model, choice, resamples, seed, NONE)
    plain, corrected = (_bounds(draws, level, kind, {}) for kind in (PLAIN[0], CORRECTED[0]))
    return {
        **_drawn_moments(draws, resamples, resamples),
        **_drawn_bounds(draws, plain, (level, resamples, resamples)),
        **_drawn_bounds(draws, corrected, (level, resamples, resamples), "bc_"),
    }


def explain_bootstrap(
    report: SmartplsReport,
    answers: FloatArray,
    model: plssem.Model,
    choice: Choice,
    resamples: int,
    seed: int,
    level: float,
) -> tuple[ReportedBootstrap, DrawnValues]:
    """Return the settings of a report's bootstrap, and what its numbers are by our engine under them."""
    options = SIGNS if choice.estimator == "PLS" else (NONE, "unaligned")
    draws = {signs: draw_bootstrap(answers, model, choice, resamples, seed, signs) for signs in options}
    moments = {signs: _drawn_moments(drawn, resamples, resamples) for signs, drawn in draws.items()}
    signs = _find_best_fit(report.cells, moments, NONE)
    theirs = _stated_resamples(report) or _estimated_resamples(report.cells, moments[signs], resamples)
    bounds_level = report.bounds_level or level
    bounds = compute_intervals(answers, model, choice, draws[signs], bounds_level)
    numbers = (bounds_level, resamples, theirs)
    interval, plain = _find_interval(report.cells, draws[signs], bounds, numbers, PLAIN)
    corrected, with_bias = _find_interval(report.cells, draws[signs], bounds, numbers, CORRECTED, "bc_")
    expected = {**_drawn_moments(draws[signs], resamples, theirs), **plain, **with_bias}
    p_values = _find_p_values(report, theirs)
    # A one-sided test at 5 % has the bounds of 5 % and 95 %.
    due_level = 2 * level - 1 if p_values.one_sided else level
    is_same = all(cell.is_near(drawn.value) for cell, drawn in _drawn_cells(report.cells, expected))
    departures = {
        f"sign option: {signs} instead of {NONE}": signs != NONE,
        f"interval: {interval.replace('_', '-')} instead of percentile": interval != "percentile",
        f"bounds called bias-corrected: {corrected}": corrected != "bias_corrected",
        f"bounds: {bounds_level:.0%} of the draws between them instead of {level:.0%}": not np.isclose(
            (level, due_level), bounds_level
        ).any(),
        "tails: one-sided instead of two-sided": p_values.one_sided,
        f"p values: Student's t with {p_values.freedom} degrees of freedom instead of normal": p_values.freedom > 0,
        f"resamples: about {theirs} instead of {resamples}": theirs != resamples,
        "seed: other random numbers, within Monte-Carlo error": not is_same,
    }
    return ReportedBootstrap(p_values, tuple(text for text, departs in departures.items() if departs)), expected


def _list_choices(answers: FloatArray, model: plssem.Model, ours: Choice) -> list[Choice]:
    """List every choice that may give other numbers with these answers (N, K), ours first."""
    missing = ("mean", "casewise") if np.isnan(answers).any() else (ours.missing_answers,)
    estimators = ("PLS", "PLSc") if set(model.modes) == {"A"} else ("PLS",)
    every = product(("path", "factorial", "centroid"), missing, estimators, ("standardised", "unstandardised"))
    return sorted((Choice(*values) for values in every), key=lambda choice: len(choice.departures(ours)))


def _fill_missing(answers: FloatArray, missing_answers: str) -> FloatArray:
    """Return the answers without a missing one: replaced by the indicator's mean, or without their respondents."""
    if missing_answers == "casewise":
        return answers[~np.isnan(answers).any(axis=1)]
    return np.where(np.isnan(answers), np.nanmean(answers, axis=0), answers)


def _matrix_values(fit: plssem.Fit) -> dict[tuple[str, str], float]:
    constructs = fit.model.constructs
    indicators = fit.model.indicators
    larcker = plssem.fornell_larcker(fit)
    inner_vif = plssem.inner_vif(fit)
    outer_vif = zip(indicators, plssem.outer_vif(fit), strict=True)
    values = {("outer_vif", indicator): float(value) for indicator, value in outer_vif}
    for (i, construct), (j, other) in product(enumerate(constructs), repeat=2):
        values["inner_vif", f"{construct} -> {other}"] = float(inner_vif[i, j])
        values["fornell_larcker", f"{construct} ~ {other}"] = float(larcker[max(i, j), min(i, j)])
    for (k, indicator), (j, construct) in product(enumerate(indicators), enumerate(constructs)):
        values["cross_loadings", f"{indicator} ~ {construct}"] = float(fit.cross_loadings[k, j])
    return values


def _bounds(
    draws: plssem.Bootstrap, level: float, kind: str, jackknife: Mapping[str, FloatArray]
) -> dict[str, tuple[FloatArray, FloatArray]]:
    bounds = {}
    for name in draws.names:
        inference = plssem.inference(
            draws.estimates[name], draws.draws[name], level, interval=kind, jackknife=jackknife.get(name)
        )
        bounds[name] = inference.lower, inference.upper
    return bounds


def _drawn_moments(draws: plssem.Bootstrap, ours: int, theirs: int) -> dict[tuple[str, str, str], DrawnValue]:
    """Return mean and standard error of each statistic with the error of the difference between two bootstraps."""
    relative_error = np.sqrt(1 / ours + 1 / theirs)
    moments = {}
    for name, labels in draws.names.items():
        values = draws.draws[name]
        inference = plssem.inference(draws.estimates[name], values)
        columns = zip(labels, inference.bootstrap_mean, inference.standard_error, values.T, strict=True)
        for label, mean, se, column in columns:
            kurtosis = max(plssem.excess_kurtosis(column[np.isfinite(column)]), -1)
            mean_error = se * relative_error
            moments[name, label, "mean"] = DrawnValue(float(mean), float(mean_error))
            moments[name, label, "se"] = DrawnValue(float(se), float(mean_error * np.sqrt((2 + kurtosis) / 4)))
    return moments


def _drawn_bounds(
    draws: plssem.Bootstrap,
    bounds: Mapping[str, tuple[FloatArray, FloatArray]],
    numbers: tuple[float, int, int],
    prefix: str = "",
) -> dict[tuple[str, str, str], DrawnValue]:
    """Return both bounds of each statistic with their Monte-Carlo error, under the field's name after a prefix."""
    level, ours, theirs = numbers
    relative_error = (CORRECTION if prefix else 1) * _bound_error(level) * np.sqrt(1 / ours + 1 / theirs)
    drawn = {}
    for name, bounds_of_name in bounds.items():
        values = draws.draws[name]
        if not values.size:
            continue
        se = plssem.inference(draws.estimates[name], values).standard_error
        values = np.where(np.isfinite(values).any(axis=0), values, 0.0)
        for field, sides, tail in zip(("lower", "upper"), bounds_of_name, TAILS, strict=True):
            low, high = np.nanpercentile(values, tail, axis=0)
            # In the longer tail of a skewed statistic draws lie farther apart.
            errors = np.fmax(se, (high - low) / TAIL_WIDTH) * relative_error
            for label, side, error in zip(draws.names[name], sides, errors, strict=True):
                drawn[name, label, f"{prefix}{field}"] = DrawnValue(float(side), float(error))
    return drawn


def _bound_error(level: float) -> float:
    """Return the Monte-Carlo error of a bound in errors of a mean where draws are normal: sqrt(q (1 - q)) / density."""
    share = (1 - level) / 2
    density = np.exp(-(scipy.special.ndtri(share) ** 2) / 2) / np.sqrt(2 * np.pi)
    return float(np.sqrt(share * (1 - share)) / density)


def _drawn_cells(cells: Sequence[ReportedNumber], expected: DrawnValues) -> Iterator[tuple[ReportedNumber, DrawnValue]]:
    """Yield the cells that our bootstrap has a number for, each with it."""
    for cell in cells:
        drawn = expected.get((*cell.name, cell.field))
        if drawn and np.isfinite(drawn.value):
            yield cell, drawn


def _find_interval(
    cells: Sequence[ReportedNumber],
    draws: plssem.Bootstrap,
    bounds: Mapping[str, dict[str, tuple[FloatArray, FloatArray]]],
    numbers: tuple[float, int, int],
    kinds: Sequence[str],
    prefix: str = "",
) -> tuple[str, DrawnValues]:
    """Choose the kind of interval that a report's bounds are, of equal ones the first, and its bounds.

    numbers: the level, and how many resamples ours and theirs have.
    """
    drawn = {kind: _drawn_bounds(draws, bounds[kind], numbers, prefix) for kind in kinds if kind in bounds}
    found = _find_best_fit(cells, drawn, kinds[0])
    return found, drawn[found]


def _find_best_fit(cells: Sequence[ReportedNumber], expected: Mapping[str, DrawnValues], ours: str) -> str:
    """Choose what fits best; ours unless another fits clearly better."""
    misfits = {name: _misfit(cells, drawn) for name, drawn in expected.items()}
    best = min(misfits, key=lambda name: misfits[name])
    return best if misfits[ours] and misfits[best] < BETTER * misfits[ours] else ours


def _misfit(cells: Sequence[ReportedNumber], expected: DrawnValues) -> float:
    """Return how far numbers lie from ours: root mean square, in Monte-Carlo errors with the rounding taken in."""
    distances = [
        (cell.value - drawn.value) / np.hypot(drawn.error, 10.0**-cell.decimals / 3.5)
        for cell, drawn in _drawn_cells(cells, expected)
    ]
    return float(np.sqrt(np.mean(np.square(distances)))) if distances else 0.0


def _stated_resamples(report: SmartplsReport) -> int:
    stated = next((report.settings[name] for name in SUBSAMPLES if name in report.settings), "")
    digits = "".join(sign for sign in stated.removesuffix(".0") if sign.isdigit())
    return int(digits) if digits else 0


def _estimated_resamples(cells: Sequence[ReportedNumber], expected: DrawnValues, resamples: int) -> int:
    """Estimate the number of resamples from how far standard errors and means scatter around ours.

    Distances d are in units of ours, whose squared error is 2/B: mean d^2 = (1/B + 1/B*) / (2/B).
    """
    misfit = _misfit(cells, expected)
    if misfit < NOISIER:
        return resamples
    return max(round(resamples / (2 * misfit**2 - 1)), 1)


def _find_p_values(report: SmartplsReport, resamples: int) -> PValues:
    """Find how the report's p follow from its own t: as ours unless another way fits clearly better."""
    t_values = {cell.name: abs(cell.value) for cell in report.cells if cell.field == "t"}
    pairs = [(t_values[cell.name], cell.value) for cell in report.cells if cell.field == "p" and cell.name in t_values]
    ways = [PValues(one_sided, freedom) for one_sided in (False, True) for freedom in (0, resamples - 1)]
    gaps = [sum(abs(p - way.of(t)) for t, p in pairs) for way in ways]
    best = min(range(len(ways)), key=lambda index: gaps[index])
    return ways[best] if gaps[best] < BETTER * gaps[0] else ways[0]
