"""A SmartPLS report beside our results, cell by cell, and the setting that explains each gap."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

import plssem
from study.other_engines.smartpls_bootstrap import (
    APART,
    Choice,
    DrawnNumbers,
    Origin,
    Spread,
    choices,
    explained_bootstrap,
    own_bootstrap,
    point_values,
)
from study.other_engines.smartpls_report import Cell, Report

__all__ = ["Comparison", "compare", "comparison_report"]

Floats = npt.NDArray[np.float64]
AGREES, UNEXPLAINED = "agrees", "unexplained"
DRAWN = frozenset({"mean", "se", "lower", "upper", "t", "p"})
ROUNDING = 1e-9
_NOT_DRAWN: DrawnNumbers = {}
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
class Comparison:
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


def compare(
    report: Report,
    answers: Floats,
    model: plssem.Model,
    missing_answers: str,
    resamples: int,
    seed: int,
    level: float,
) -> Comparison:
    """Compare a report with our results: answers (N, K) with NaN for missing ones, the model with our scheme."""
    ours = Choice(model.scheme, missing_answers)
    choice, points = _fitting_choice(report, answers, model, ours)
    own = point_values(answers, model, ours)
    origin, drawn = Origin(False, ()), _NOT_DRAWN
    own_drawn = drawn
    if any(cell.field in DRAWN for cell in report.cells):
        origin, drawn = explained_bootstrap(report, answers, model, choice, resamples, seed, level)
        own_drawn = own_bootstrap(answers, model, ours, resamples, seed, level)
    departures = (*choice.departures(ours), *origin.departures)
    rows = [
        _row(cell, _ours(cell, own, own_drawn, False), _ours(cell, points, drawn, origin.one_sided), departures)
        for cell in report.cells
    ]
    return Comparison(pd.DataFrame(rows), departures, report.unread)


def _row(cell: Cell, ours: Spread, theirs: Spread, departures: tuple[str, ...]) -> dict[str, str | float]:
    return {
        "place": cell.place,
        "statistic": cell.statistic,
        "label": cell.label,
        "field": cell.field,
        "theirs": cell.value,
        "ours": ours.value,
        "ours_by_their_settings": theirs.value,
        "verdict": _verdict(cell, ours, theirs, departures),
    }


def _fitting_choice(
    report: Report, answers: Floats, model: plssem.Model, ours: Choice
) -> tuple[Choice, dict[tuple[str, str], float]]:
    """Choose the settings under which most estimates are theirs; of equal ones, those nearest to ours."""
    tried = [(choice, point_values(answers, model, choice)) for choice in choices(answers, model, ours)]
    return max(tried, key=lambda entry: _matches(report, entry[1]))


def _matches(report: Report, values: Mapping[tuple[str, str], float]) -> int:
    estimates = (cell for cell in report.cells if cell.field == "estimate")
    return sum(_is_near(cell, values.get((cell.statistic, cell.label), np.nan)) for cell in estimates)


def _is_near(cell: Cell, value: float) -> bool:
    return abs(cell.value - value) <= 0.5 * 10.0**-cell.decimals + ROUNDING


def _ours(
    cell: Cell,
    points: Mapping[tuple[str, str], float],
    drawn: DrawnNumbers,
    one_sided: bool,
) -> Spread:
    """Return our value of a cell; t and p follow from estimate and standard error."""
    name = (cell.statistic, cell.label)
    none = Spread(np.nan, 0.0)
    if cell.field == "estimate":
        return Spread(points.get(name, np.nan), 0.0)
    if cell.field not in ("t", "p"):
        return drawn.get((*name, cell.field), none)
    se = drawn.get((*name, "se"), none)
    t = abs(points.get(name, np.nan)) / se.value if se.value else np.nan
    error = t * se.error / se.value if se.value else 0.0
    if cell.field == "t":
        return Spread(t, error)
    tails = 1 if one_sided else 2
    density = np.exp(-(max(t - APART * error, 0.0) ** 2) / 2) / np.sqrt(2 * np.pi)
    return Spread(float(tails * special.ndtr(-t)), float(tails * density * error))


def _verdict(cell: Cell, ours: Spread, theirs: Spread, departures: tuple[str, ...]) -> str:
    """Say what explains a cell: nothing needs to, the settings found, or none of those tried."""
    if _is_near(cell, ours.value):
        return AGREES
    slack = 0.5 * 10.0**-cell.decimals + ROUNDING + (APART * theirs.error if departures else 0.0)
    if departures and abs(cell.value - theirs.value) <= slack:
        drawn = ("sign option", "interval", "tails", "resamples", "seed")
        own = [text for text in departures if cell.field in DRAWN or not text.startswith(drawn)]
        return "; ".join(text.partition(":")[0] for text in own) or UNEXPLAINED
    return UNEXPLAINED


def comparison_report(comparison: Comparison) -> str:
    """Return what a SmartPLS user reads: a line per statistic, the settings found, cells without an explanation."""
    lines = [f"{'statistic':<28}{'cells':>7}{'equal':>7}{'explained':>11}{'unexplained':>13}  largest gap"]
    for name, cells in comparison.cells.groupby("statistic", sort=False):
        told = Counter(cells["verdict"])
        explained = len(cells) - told[AGREES] - told[UNEXPLAINED]
        gap = (cells["theirs"] - cells["ours"]).abs().max()
        lines.append(f"{name:<28}{len(cells):>7}{told[AGREES]:>7}{explained:>11}{told[UNEXPLAINED]:>13}  {gap:.4f}")
    lines += ["", *(f"setting that explains gaps: {text}" for text in comparison.departures)]
    odd = comparison.cells[comparison.cells["verdict"] == UNEXPLAINED]
    for cell in odd.head(20).itertuples():
        hint = CONVENTIONS.get(str(cell.statistic))
        told_hint = f" (see {hint} in docs/conventions.md)" if hint else ""
        shown = f"{cell.statistic} {cell.label} {cell.field}: theirs {cell.theirs:.6g}, ours {cell.ours:.6g}"
        lines.append(f"unexplained: {cell.place}: {shown}{told_hint}")
    lines += [f"not compared: {text}" for text in comparison.unread]
    return "\n".join([*lines, "", f"VERDICT: {comparison.verdict}"])
