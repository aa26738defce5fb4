"""A SmartPLS report beside our results, cell by cell, and the setting that explains each gap."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

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
from study.other_engines.smartpls_settings import (
    MONTE_CARLO_LIMIT,
    Choice,
    DrawnValue,
    DrawnValues,
    PValues,
    ReportedBootstrap,
    bootstrap_ours,
    estimate_values,
    explain_bootstrap,
    find_choice,
)
from study.setup.study_model import read_study_model

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
