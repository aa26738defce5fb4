"""A SmartPLS report beside our results, cell by cell, and the setting that explains each gap."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

import plssem
from study.other_engines.smartpls_report import Cell, SmartplsReport
from study.other_engines.smartpls_settings import (
    MONTE_CARLO_LIMIT,
    BootstrapSettings,
    Choice,
    DrawnValue,
    DrawnValues,
    bootstrap_ours,
    estimate_values,
    explain_bootstrap,
    find_choice,
)

__all__ = ["UNEXPLAINED", "ReportComparison", "compare", "comparison_report"]

Floats = npt.NDArray[np.float64]
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
