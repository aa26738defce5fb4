"""A SmartPLS report beside our results, cell by cell, and the setting that explains each gap."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

import plssem
from study.other_engines.smartpls_report import Cell, SmartplsReport

__all__ = [
    "MONTE_CARLO_LIMIT",
    "UNEXPLAINED",
    "BootstrapSettings",
    "Choice",
    "DrawnValue",
    "DrawnValues",
    "ReportComparison",
    "bootstrap_ours",
    "compare",
    "comparison_report",
    "compute_intervals",
    "draw_bootstrap",
    "estimate_values",
    "explain_bootstrap",
    "find_choice",
]

Floats = npt.NDArray[np.float64]
NONE = "none"
SIGNS = (NONE, "unaligned", "construct", "individual")
# How many Monte-Carlo errors two bootstraps of one sample may lie apart: of some hundred numbers, none lies beyond.
MONTE_CARLO_LIMIT = 4.5
# A sign option or an interval is named where it fits this much better than ours, in Monte-Carlo errors.
BETTER = 0.7
# Beyond this many Monte-Carlo errors on average (root mean square) the report has fewer resamples than ours.
NOISIER = 1.6
# The Monte-Carlo error of a bound at 2.5 % in errors of a mean.
BOUND_ERROR = 2.7
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
class BootstrapSettings:
    """How a report's bootstrap was made, as far as its numbers tell: its tails, and what departs from ours."""

    one_sided: bool
    departures: tuple[str, ...]


@dataclass(frozen=True)
class DrawnValue:
    """A bootstrapped number by our engine, and its Monte-Carlo error beside another bootstrap."""

    value: float
    error: float


# By statistic, label and field.
DrawnValues = Mapping[tuple[str, str, str], DrawnValue]


def find_choice(
    report: SmartplsReport, answers: Floats, model: plssem.Model, ours: Choice
) -> tuple[Choice, dict[tuple[str, str], float]]:
    """Find the choice under which most estimates are theirs, of equal ones the nearest to ours, and its estimates."""
    estimates = [cell for cell in report.cells if cell.field == "estimate"]
    tried = [(choice, estimate_values(answers, model, choice)) for choice in _list_choices(answers, model, ours)]
    return max(tried, key=lambda entry: sum(cell.is_near(entry[1].get(cell.name, np.nan)) for cell in estimates))


def estimate_values(answers: Floats, model: plssem.Model, choice: Choice) -> dict[tuple[str, str], float]:
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
        values |= _unstandardised_paths(filled, fit)
    return values


def draw_bootstrap(
    answers: Floats, model: plssem.Model, choice: Choice, resamples: int, seed: int, signs: str
) -> plssem.Bootstrap:
    """Return the bootstrap under a choice and a sign option."""
    filled = _fill_missing(answers, choice.missing_answers)
    chosen = replace(model, scheme=choice.scheme)
    if choice.estimator == "PLSc":
        return plssem.bootstrap_consistent(filled, chosen, resamples, seed=seed, signs=signs)
    return plssem.bootstrap(filled, chosen, resamples, seed=seed, signs=signs)


def compute_intervals(
    answers: Floats, model: plssem.Model, choice: Choice, draws: plssem.Bootstrap, level: float
) -> dict[str, dict[str, tuple[Floats, Floats]]]:
    """Return lower and upper bounds (M,) by kind of interval and statistic: percentile, bias-corrected, BCa."""
    intervals = {kind: _bounds(draws, level, kind, {}) for kind in ("percentile", "bias_corrected")}
    if choice.estimator == "PLS":
        filled = _fill_missing(answers, choice.missing_answers)
        jackknife = plssem.jackknife(filled, replace(model, scheme=choice.scheme))
        intervals["bca"] = _bounds(draws, level, "bca", jackknife)
    return intervals


def bootstrap_ours(
    answers: Floats, model: plssem.Model, choice: Choice, resamples: int, seed: int, level: float
) -> DrawnValues:
    """Return our bootstrapped numbers: signs aligned with the sample (convention B2), percentile intervals."""
    draws = draw_bootstrap(answers, model, choice, resamples, seed, NONE)
    bounds = _bounds(draws, level, "percentile", {})
    return {**_drawn_moments(draws, resamples, resamples), **_drawn_bounds(draws, bounds, resamples, resamples)}


def explain_bootstrap(
    report: SmartplsReport,
    answers: Floats,
    model: plssem.Model,
    choice: Choice,
    resamples: int,
    seed: int,
    level: float,
) -> tuple[BootstrapSettings, DrawnValues]:
    """Return the settings of a report's bootstrap, and what its numbers are by our engine under them."""
    options = SIGNS if choice.estimator == "PLS" else (NONE, "unaligned")
    draws = {signs: draw_bootstrap(answers, model, choice, resamples, seed, signs) for signs in options}
    moments = {signs: _drawn_moments(drawn, resamples, resamples) for signs, drawn in draws.items()}
    signs = _find_best_fit(report.cells, moments, NONE)
    theirs = _stated_resamples(report) or _estimated_resamples(report.cells, moments[signs], resamples)
    bounds_level = 2 * level - 1 if report.one_sided_bounds else level
    bounds = compute_intervals(answers, model, choice, draws[signs], bounds_level)
    intervals = {kind: _drawn_bounds(draws[signs], sides, resamples, theirs) for kind, sides in bounds.items()}
    interval = _find_best_fit(report.cells, intervals, "percentile")
    expected = {**_drawn_moments(draws[signs], resamples, theirs), **intervals[interval]}
    one_sided = report.one_sided_bounds or _has_one_sided_p(report.cells)
    is_same = all(cell.is_near(drawn.value) for cell, drawn in _drawn_cells(report.cells, expected))
    departures = {
        f"sign option: {signs} instead of {NONE}": signs != NONE,
        f"interval: {interval.replace('_', '-')} instead of percentile": interval != "percentile",
        "tails: one-sided instead of two-sided": one_sided,
        f"resamples: about {theirs} instead of {resamples}": theirs != resamples,
        "seed: other random numbers, within Monte-Carlo error": not is_same,
    }
    return BootstrapSettings(one_sided, tuple(text for text, departs in departures.items() if departs)), expected


def _list_choices(answers: Floats, model: plssem.Model, ours: Choice) -> list[Choice]:
    """List every choice that may give other numbers with these answers (N, K), ours first."""
    missing = ("mean", "casewise") if np.isnan(answers).any() else (ours.missing_answers,)
    estimators = ("PLS", "PLSc") if set(model.modes) == {"A"} else ("PLS",)
    every = product(("path", "factorial", "centroid"), missing, estimators, ("standardised", "unstandardised"))
    return sorted((Choice(*values) for values in every), key=lambda choice: len(choice.departures(ours)))


def _fill_missing(answers: Floats, missing_answers: str) -> Floats:
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


def _unstandardised_paths(indicators: Floats, fit: plssem.Fit) -> dict[tuple[str, str], float]:
    return {
        ("path_coefficients", f"{source} -> {equation.outcome}"): float(slope)
        for equation in plssem.equations(indicators, fit)
        for source, slope in zip(equation.sources, equation.unstandardised, strict=True)
    }


def _bounds(
    draws: plssem.Bootstrap, level: float, kind: str, jackknife: Mapping[str, Floats]
) -> dict[str, tuple[Floats, Floats]]:
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
    draws: plssem.Bootstrap, bounds: Mapping[str, tuple[Floats, Floats]], ours: int, theirs: int
) -> dict[tuple[str, str, str], DrawnValue]:
    """Return both bounds of each statistic with their Monte-Carlo error."""
    relative_error = BOUND_ERROR * np.sqrt(1 / ours + 1 / theirs)
    drawn = {}
    for name, (lower, upper) in bounds.items():
        errors = plssem.inference(draws.estimates[name], draws.draws[name]).standard_error * relative_error
        for label, low, high, error in zip(draws.names[name], lower, upper, errors, strict=True):
            drawn[name, label, "lower"] = DrawnValue(float(low), float(error))
            drawn[name, label, "upper"] = DrawnValue(float(high), float(error))
    return drawn


def _drawn_cells(cells: Sequence[Cell], expected: DrawnValues) -> Iterator[tuple[Cell, DrawnValue]]:
    """Yield the cells that our bootstrap has a number for, each with it."""
    for cell in cells:
        drawn = expected.get((*cell.name, cell.field))
        if drawn and np.isfinite(drawn.value):
            yield cell, drawn


def _find_best_fit(cells: Sequence[Cell], expected: Mapping[str, DrawnValues], ours: str) -> str:
    """Choose what fits best; ours unless another fits clearly better."""
    misfits = {name: _misfit(cells, drawn) for name, drawn in expected.items()}
    best = min(misfits, key=lambda name: misfits[name])
    return best if misfits[ours] and misfits[best] < BETTER * misfits[ours] else ours


def _misfit(cells: Sequence[Cell], expected: DrawnValues) -> float:
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


def _estimated_resamples(cells: Sequence[Cell], expected: DrawnValues, resamples: int) -> int:
    """Estimate the number of resamples from how far standard errors and means scatter around ours.

    Distances d are in units of ours, whose squared error is 2/B: mean d^2 = (1/B + 1/B*) / (2/B).
    """
    misfit = _misfit(cells, expected)
    if misfit < NOISIER:
        return resamples
    return max(round(resamples / (2 * misfit**2 - 1)), 1)


def _has_one_sided_p(cells: Sequence[Cell]) -> bool:
    """Tell whether the report's p belongs to one tail of its own t."""
    t_values = {cell.name: abs(cell.value) for cell in cells if cell.field == "t"}
    with_t = [cell for cell in cells if cell.field == "p" and cell.name in t_values]
    p = np.array([cell.value for cell in with_t])
    one_sided = special.ndtr(-np.array([t_values[cell.name] for cell in with_t]))
    return bool(np.abs(p - one_sided).sum() < np.abs(p - 2 * one_sided).sum())


AGREES = "agrees"
UNEXPLAINED = "unexplained"
DRAWN = frozenset({"mean", "se", "lower", "upper", "t", "p"})
DRAWN_SETTINGS = ("sign option", "interval", "tails", "resamples", "seed")
NO_VALUE = DrawnValue(np.nan, 0.0)
# Conventions (docs/conventions.md) to look at where no setting explains a statistic.
CONVENTIONS: Mapping[str, str] = {
    "cronbach_alpha": "M1",
    "rho_a": "M2",
    "composite_reliability": "M3",
    "htmt": "M4",
    "f_squared": "S1",
    **dict.fromkeys(("path_coefficients", "outer_loadings", "outer_weights"), "W1 to W4"),
}


@dataclass(frozen=True)
class ReportComparison:
    """Every cell with ours and what explains the gap; the settings that depart from ours; what was not read.

    cells: place, statistic, label, field, theirs, ours, ours_by_their_settings, verdict.
    """

    cells: pd.DataFrame
    departures: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """What all cells together say: agrees, differs by settings, or unexplained."""
        if (self.cells["verdict"] == UNEXPLAINED).any():
            return UNEXPLAINED
        return "differs by settings" if self.departures else AGREES


@dataclass(frozen=True)
class _EngineNumbers:
    """Our numbers under one set of settings: estimates, bootstrapped numbers, and the tails of its tests."""

    estimates: Mapping[tuple[str, str], float]
    drawn: DrawnValues
    one_sided: bool

    def value(self, cell: Cell) -> DrawnValue:
        """Return our value of a cell; t and p follow from estimate and standard error."""
        estimate = self.estimates.get(cell.name, np.nan)
        if cell.field == "estimate":
            return DrawnValue(estimate, 0.0)
        if cell.field not in ("t", "p"):
            return self.drawn.get((*cell.name, cell.field), NO_VALUE)
        se = self.drawn.get((*cell.name, "se"), NO_VALUE)
        if not se.value:
            return NO_VALUE
        t = abs(estimate) / se.value
        error = t * se.error / se.value
        if cell.field == "t":
            return DrawnValue(t, error)
        tails = 1 if self.one_sided else 2
        density = np.exp(-(max(t - MONTE_CARLO_LIMIT * error, 0.0) ** 2) / 2) / np.sqrt(2 * np.pi)
        return DrawnValue(float(tails * special.ndtr(-t)), float(tails * density * error))


def compare(
    report: SmartplsReport,
    answers: Floats,
    model: plssem.Model,
    missing_answers: str,
    resamples: int,
    seed: int,
    level: float,
) -> ReportComparison:
    """Compare a report with our results: answers (N, K) with NaN for missing ones, the model with our scheme."""
    our_choice = Choice(model.scheme, missing_answers)
    choice, estimates = find_choice(report, answers, model, our_choice)
    settings = BootstrapSettings(one_sided=False, departures=())
    our_drawn: DrawnValues = {}
    drawn: DrawnValues = {}
    if any(cell.field in DRAWN for cell in report.cells):
        settings, drawn = explain_bootstrap(report, answers, model, choice, resamples, seed, level)
        our_drawn = bootstrap_ours(answers, model, our_choice, resamples, seed, level)
    ours = _EngineNumbers(estimate_values(answers, model, our_choice), our_drawn, one_sided=False)
    by_their_settings = _EngineNumbers(estimates, drawn, settings.one_sided)
    departures = (*choice.departures(our_choice), *settings.departures)
    rows = [_compare_cell(cell, ours.value(cell), by_their_settings.value(cell), departures) for cell in report.cells]
    return ReportComparison(pd.DataFrame(rows), departures, report.unread)


def comparison_report(comparison: ReportComparison) -> str:
    """Return what a SmartPLS user reads: a line per statistic, the settings found, cells without an explanation."""
    lines = [
        f"{'statistic':<28}{'cells':>7}{'equal':>7}{'explained':>11}{'unexplained':>13}  largest gap",
        *_statistic_lines(comparison.cells),
        "",
        *(f"setting that explains gaps: {text}" for text in comparison.departures),
        *_unexplained_lines(comparison.cells),
        *(f"not compared: {text}" for text in comparison.unread),
        "",
        f"VERDICT: {comparison.verdict}",
    ]
    return "\n".join(lines)


def _compare_cell(
    cell: Cell, ours: DrawnValue, theirs: DrawnValue, departures: tuple[str, ...]
) -> dict[str, str | float]:
    return {
        "place": cell.place,
        "statistic": cell.statistic,
        "label": cell.label,
        "field": cell.field,
        "theirs": cell.value,
        "ours": ours.value,
        "ours_by_their_settings": theirs.value,
        "verdict": _explain_gap(cell, ours, theirs, departures),
    }


def _explain_gap(cell: Cell, ours: DrawnValue, theirs: DrawnValue, departures: tuple[str, ...]) -> str:
    """Say what explains a cell: nothing needs to, the settings found, or none of those tried."""
    if cell.is_near(ours.value):
        return AGREES
    if not departures or not cell.is_near(theirs.value, MONTE_CARLO_LIMIT * theirs.error):
        return UNEXPLAINED
    settings = [text for text in departures if cell.field in DRAWN or not text.startswith(DRAWN_SETTINGS)]
    return "; ".join(text.partition(":")[0] for text in settings) or UNEXPLAINED


def _statistic_lines(cells: pd.DataFrame) -> Iterator[str]:
    for name, rows in cells.groupby("statistic", sort=False):
        counts = Counter(rows["verdict"])
        explained = len(rows) - counts[AGREES] - counts[UNEXPLAINED]
        gap = (rows["theirs"] - rows["ours"]).abs().max()
        yield f"{name:<28}{len(rows):>7}{counts[AGREES]:>7}{explained:>11}{counts[UNEXPLAINED]:>13}  {gap:.4f}"


def _unexplained_lines(cells: pd.DataFrame) -> Iterator[str]:
    for cell in cells[cells["verdict"] == UNEXPLAINED].head(20).itertuples():
        convention = CONVENTIONS.get(str(cell.statistic))
        hint = f" (see {convention} in docs/conventions.md)" if convention else ""
        values = f"theirs {cell.theirs:.6g}, ours {cell.ours:.6g}"
        yield f"unexplained: {cell.place}: {cell.statistic} {cell.label} {cell.field}: {values}{hint}"
