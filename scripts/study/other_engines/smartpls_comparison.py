"""A SmartPLS report beside our results, cell by cell, and the setting that explains each gap."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import scipy

import plssem
from plssem import FloatArray
from study.analysis.samples import Settings, engine_model, read_responses
from study.base.files import write_table
from study.other_engines.model_files import find_result, refuse_imputed
from study.other_engines.smartpls_report import (
    ReportedAnswers,
    ReportedNumber,
    SmartplsReport,
    read_answer,
    read_report,
)
from study.setup.study_model import read_study_model

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


AGREES = "agrees"
UNEXPLAINED = "unexplained"
DRAWN = frozenset({"mean", "se", "lower", "upper", "bc_lower", "bc_upper", "t", "p"})
DRAWN_SETTINGS = ("sign option", "interval", "bounds", "tails", "p values", "resamples", "seed")
OTHER_ANSWERS = "other answers"
OTHER_MODEL = "another model"
SHOWN = 20  # cells without an explanation, and differences of the models
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

    cells: place, statistic, label, field, theirs, ours, ours_by_their_settings, verdict. answers: None where the report
    holds none. other_model: where the model of the report is not the study's.
    """

    cells: pd.DataFrame
    departures: tuple[str, ...]
    unread: tuple[str, ...]
    answers: "ComparedAnswers | None" = None
    other_model: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """What all cells together say: other answers, another model, agrees, differs by settings, or unexplained."""
        if self.answers is not None and self.answers.differences:
            return OTHER_ANSWERS
        if self.other_model:
            return OTHER_MODEL
        if (self.cells["verdict"] == UNEXPLAINED).any():
            return UNEXPLAINED
        return "differs by settings" if self.departures else AGREES


@dataclass(frozen=True)
class ComparedAnswers:
    """The answers that a report holds beside ours: how many respondents each has, and a line for each difference."""

    theirs: int
    ours: int
    differences: tuple[str, ...]


@dataclass(frozen=True)
class _EngineNumbers:
    """Our numbers under one set of settings: estimates, bootstrapped numbers, and how p follows from t."""

    estimates: Mapping[tuple[str, str], float]
    drawn: DrawnValues
    p_values: PValues

    def value(self, cell: ReportedNumber) -> DrawnValue:
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
        tails = 1 if self.p_values.one_sided else 2
        density = np.exp(-(max(t - MONTE_CARLO_LIMIT * error, 0.0) ** 2) / 2) / np.sqrt(2 * np.pi)
        return DrawnValue(self.p_values.of(t), float(tails * density * error))


def compare(
    report: SmartplsReport,
    answers: FloatArray,
    model: plssem.Model,
    missing_answers: str,
    resamples: int,
    seed: int,
    level: float,
) -> ReportComparison:
    """Compare a report with our results: answers (N, K) with NaN for missing ones, the model with our scheme."""
    our_choice = Choice(model.scheme, missing_answers)
    choice, estimates = find_choice(report, answers, model, our_choice)
    settings = ReportedBootstrap(PValues(), departures=())
    our_drawn: DrawnValues = {}
    drawn: DrawnValues = {}
    if any(cell.field in DRAWN for cell in report.cells):
        settings, drawn = explain_bootstrap(report, answers, model, choice, resamples, seed, level)
        our_drawn = bootstrap_ours(answers, model, our_choice, resamples, seed, level)
    ours = _EngineNumbers(estimate_values(answers, model, our_choice), our_drawn, PValues())
    by_their_settings = _EngineNumbers(estimates, drawn, settings.p_values)
    departures = (*choice.departures(our_choice), *settings.departures)
    rows = [_compare_cell(cell, ours.value(cell), by_their_settings.value(cell), departures) for cell in report.cells]
    compared = compare_answers(report.answers, answers, model.indicators) if report.answers else None
    return ReportComparison(pd.DataFrame(rows), departures, report.unread, compared, report.other_model)


def compare_answers(reported: ReportedAnswers, answers: FloatArray, indicators: Sequence[str]) -> ComparedAnswers:
    """Compare the answers of a report with ours (N, K), NaN for missing ones, in whatever order the respondents stand.

    Missing answers of the report are: a text that is no number, a number that our answers do not reach, as -99, and one
    that is not whole where all of ours are, as a mean in its place.
    """
    names = {name.lower(): column for column, name in enumerate(reported.indicators)}
    common = [name for name in indicators if name.lower() in names]
    columns = [names[name.lower()] for name in common]
    texts = np.array(reported.rows, dtype=object).reshape(len(reported.rows), -1)[:, columns]
    theirs = np.vectorize(read_answer, otypes=[float])(texts)
    ours = answers[:, [list(indicators).index(name) for name in common]]
    theirs[(theirs < np.nanmin(ours)) | (theirs > np.nanmax(ours))] = np.nan
    if (ours[~np.isnan(ours)] % 1 == 0).all():
        theirs[theirs % 1 != 0] = np.nan
    lines = [f"the report holds no answers to {name}" for name in indicators if name not in common]
    if len(theirs) != len(ours):
        shared = (_count_rows(theirs) & _count_rows(ours)).total()
        lines.append(f"{shared} of the report's {len(theirs)} respondents are among our {len(ours)}")
    elif _count_rows(theirs) != _count_rows(ours):
        lines += _indicator_differences(common, theirs, ours)
    return ComparedAnswers(len(theirs), len(ours), tuple(lines))


def _count_rows(answers: FloatArray) -> Counter[tuple[float, ...]]:
    """Count each row of answers (N, K); a missing answer as a number that no answer has."""
    return Counter(map(tuple, np.where(np.isnan(answers), -np.inf, answers).tolist()))


def _indicator_differences(names: Sequence[str], theirs: FloatArray, ours: FloatArray) -> Iterator[str]:
    """Say of each indicator how many answers differ (N, K), in the order of the respondents."""
    turned = np.nanmin(ours) + np.nanmax(ours) - ours
    for name, their, our, other in zip(names, theirs.T, ours.T, turned.T, strict=True):
        if np.array_equal(their, other, equal_nan=True) and not np.array_equal(their, our, equal_nan=True):
            yield f"{name} is turned: the report has the answers before reverse-coded items are turned, or ours are"
        elif count := int((~np.isclose(their, our, equal_nan=True)).sum()):
            yield f"{name}: {count} of {len(our)} answers differ"


def comparison_report(comparison: ReportComparison) -> str:
    """Return what a SmartPLS user reads: a line per statistic, the settings found, cells without an explanation."""
    lines = [
        f"{'statistic':<28}{'cells':>7}{'equal':>7}{'explained':>11}{'unexplained':>13}  largest gap",
        *_statistic_lines(comparison.cells),
        "",
        *(f"setting that explains gaps: {text}" for text in comparison.departures),
        *_answer_lines(comparison.answers),
        *(f"another model: {text}" for text in comparison.other_model[:SHOWN]),
        *_unexplained_lines(comparison.cells),
        *(f"not compared: {text}" for text in comparison.unread),
        "",
        f"VERDICT: {comparison.verdict}",
    ]
    return "\n".join(lines)


def _compare_cell(
    cell: ReportedNumber, ours: DrawnValue, theirs: DrawnValue, departures: tuple[str, ...]
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


def _explain_gap(cell: ReportedNumber, ours: DrawnValue, theirs: DrawnValue, departures: tuple[str, ...]) -> str:
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


def _answer_lines(answers: ComparedAnswers | None) -> Iterator[str]:
    if answers is None:
        return
    if not answers.differences:
        yield f"the report holds the answers of {answers.theirs} respondents: the same as ours"
    yield from (f"other answers: {text}" for text in answers.differences)


def _unexplained_lines(cells: pd.DataFrame) -> Iterator[str]:
    for cell in cells[cells["verdict"] == UNEXPLAINED].head(SHOWN).itertuples():
        convention = CONVENTIONS.get(str(cell.statistic))
        hint = f" (see {convention} in docs/conventions.md)" if convention else ""
        values = f"theirs {cell.theirs:.6g}, ours {cell.ours:.6g}"
        yield f"unexplained: {cell.place}: {cell.statistic} {cell.label} {cell.field}: {values}{hint}"


def compare_smartpls(*, report: Path, config: dict[str, Any], table: Path) -> int:
    """Print the comparison and write its cells; 1 where a gap has no explanation, else 0."""
    study = read_study_model(Path(config["model"])).as_estimated()
    estimation = config["estimation"]
    bootstrap = config["bootstrap"]
    model = engine_model(study, Settings(*(estimation[key] for key in ("scheme", "max_iterations", "tolerance"))))
    responses = find_result(config, "full/responses.csv")
    answers = read_responses(responses)[list(model.indicators)]
    refuse_imputed(config, answers)
    comparison = compare(
        read_report(report, study),
        answers.to_numpy(dtype=float),
        model,
        config["cleaning"]["missing_answers"],
        bootstrap["resamples"],
        bootstrap["seed"],
        bootstrap["confidence_level"],
    )
    write_table(comparison.cells, table)
    print(comparison_report(comparison), f"\nEvery cell: {table}")
    return int(comparison.verdict == UNEXPLAINED)
