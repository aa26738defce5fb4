"""Reports in the layouts of SmartPLS 3 and 4, made by our engine under chosen settings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt
import openpyxl
import pandas as pd
from scipy import special

import plssem
from study.other_engines.smartpls_settings import Choice, compute_intervals, draw_bootstrap, estimate_values

Floats = npt.NDArray[np.float64]
HEAD = (
    "Original Sample (O)",
    "Sample Mean (M)",
    "Standard Deviation (STDEV)",
    "T Statistics (|O/STDEV|)",
    "P Values",
)
RELIABILITY = {
    "Cronbach's Alpha": "cronbach_alpha",
    "rho_A": "rho_a",
    "Composite Reliability": "composite_reliability",
    "Average Variance Extracted (AVE)": "average_variance_extracted",
}


OURS = Choice("path", "mean")


@dataclass(frozen=True)
class Settings:
    """The settings of a run of SmartPLS."""

    choice: Choice = OURS
    resamples: int = 2000
    seed: int = 1
    signs: str = "none"
    interval: str = "percentile"
    one_sided: bool = False
    level: float = 0.95
    decimals: int = 3
    states_resamples: bool = False
    student: bool = False


def write_report(path: Path, answers: Floats, model: plssem.Model, settings: Settings) -> Path:
    """Write the report of a run as SmartPLS 3 does, one sheet per table, titles above each."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    points = estimate_values(answers, model, settings.choice)
    for name, rows in {**_estimates(points, model), **_bootstrap(answers, model, settings)}.items():
        sheet = book.create_sheet(name[:31])
        for row in rows:
            sheet.append([_rounded(cell, settings.decimals) for cell in row])
    if settings.states_resamples:
        sheet = book.create_sheet("Setting")
        sheet.append(["Subsamples", str(settings.resamples)])
    book.save(path)
    return path


def _estimates(points: Mapping[tuple[str, str], float], model: plssem.Model) -> dict[str, list[list[Any]]]:
    constructs, indicators = list(model.constructs), list(model.indicators)
    owner = {code: constructs[j] for code, j in zip(indicators, model.owners, strict=True)}
    pairs = [(i, j) for i in constructs for j in constructs]

    def matrix(title: str, statistic: str, link: str = " -> ") -> list[list[Any]]:
        known = {(i, j): points.get((statistic, f"{i}{link}{j}")) for i, j in pairs}
        rows = [[i, *(known[i, j] for j in constructs)] for i in constructs]
        return [[title], [], ["", *constructs], *rows]

    def outer(title: str, statistic: str) -> list[list[Any]]:
        rows = [[k, *(points[statistic, k] if owner[k] == j else None for j in constructs)] for k in indicators]
        return [[title], [], ["", *constructs], *rows]

    htmt = matrix("Heterotrait-Monotrait Ratio (HTMT)", "htmt", " ~ ")
    turned = [
        [row[0], *(htmt[3 + j][1 + i] if j < i else None for j in range(len(constructs)))]
        for i, row in enumerate(htmt[3:])
    ]
    outcomes = [name for statistic, name in points if statistic == "r_squared"]
    squares = [[name, points["r_squared", name], points["adjusted_r_squared", name]] for name in outcomes]
    reliability = [[name, *(points[statistic, name] for statistic in RELIABILITY.values())] for name in constructs]
    return {
        "Path Coefficients": matrix("Matrix", "path_coefficients"),
        "Outer Loadings": outer("Matrix", "outer_loadings"),
        "Outer Weights": outer("Matrix", "outer_weights"),
        "Construct Reliability": [["Construct Reliability and Validity"], ["", *RELIABILITY], *reliability],
        "Discriminant Validity": [
            *htmt[:3],
            *turned,
            [],
            *matrix("Fornell-Larcker Criterion", "fornell_larcker", " ~ "),
        ],
        "R Square": [["Matrix"], ["", "R Square", "R Square Adjusted"], *squares],
        "f Square": matrix("Matrix", "f_squared"),
        "Collinearity Statistics (VIF)": [
            ["Outer VIF Values"],
            ["", "VIF"],
            *([k, points["outer_vif", k]] for k in indicators),
        ],
        "Inner VIF Values": matrix("Inner VIF Values", "inner_vif"),
        "Model_Fit": [["Fit Summary"], ["", "Saturated Model"], ["Chi-Square", 12.5]],
    }


def _bootstrap(
    answers: Floats, model: plssem.Model, settings: Settings, corrected: bool = False
) -> dict[str, list[list[Any]]]:
    drawn = draw_bootstrap(answers, model, settings.choice, settings.resamples, settings.seed, settings.signs)
    level = 0.90 if settings.one_sided else settings.level
    intervals = compute_intervals(answers, model, settings.choice, drawn, level)
    bounds = intervals[settings.interval]
    ends = tuple(f"{50 * (1 + side * level):.1f}%" for side in (-1, 1))
    points = estimate_values(answers, model, settings.choice)
    sheets: dict[str, list[list[Any]]] = {}
    owner = {code: model.constructs[j] for code, j in zip(model.indicators, model.owners, strict=True)}
    named = {"Path Coefficients Bootstrap": "path_coefficients", "Outer Loadings Bootstrap": "outer_loadings"}
    for sheet, statistic in {**named, "Total Effects": "total_effects"}.items():
        rows: list[list[Any]] = [["Mean, STDEV, T-Values, P-Values"], [], ["", *HEAD]]
        limits: list[list[Any]] = [[], ["Confidence Intervals"], [], ["", *HEAD[:2], *ends]]
        for m, label in enumerate(drawn.names[statistic]):
            column = drawn.draws[statistic][:, m]
            estimate, se = points[statistic, label], float(np.nanstd(column, ddof=1))
            shown = f"{label} <- {owner[label]}" if label in owner else label
            t = abs(estimate / se)
            tail = special.stdtr(settings.resamples - 1, -t) if settings.student else special.ndtr(-t)
            p = float((1 if settings.one_sided else 2) * tail)
            rows.append([shown, estimate, float(np.nanmean(column)), se, t, p])
            limits.append([shown, estimate, rows[-1][2], *(float(side[m]) for side in bounds[statistic])])
        shifts: list[list[Any]] = [[], ["Confidence intervals bias corrected"], [], ["", *HEAD[:2], "Bias", *ends]]
        for row, *sides in zip(limits[4:], *intervals["bias_corrected"][statistic], strict=True):
            shifts.append([*row[:3], row[2] - row[1], *map(float, sides)])
        sheets[sheet] = [*rows, *limits, *(shifts if corrected else [])]
    return sheets


def _rounded(cell: Any, decimals: int) -> Any:
    return round(cell, decimals) if isinstance(cell, float) else cell


def some_answers(cases: int = 120, missing: float = 0.04, weak: bool = False) -> tuple[pd.DataFrame, Sequence[str]]:
    """Answers from 1 to 5 to a model of three constructs, skewed, some missing; `weak`: with a path near zero."""
    random = np.random.default_rng(5)
    factors = random.normal(size=(cases, 3))
    factors[:, 2] += (0.1 if weak else 0.6) * factors[:, 0] + 0.3 * factors[:, 1]
    strength = np.array([0.9, 0.7, 0.55])
    items = (factors[:, :, None] * strength + random.normal(scale=0.6, size=(cases, 3, 3))).reshape(cases, 9)
    answers = np.clip(np.round(np.exp(items / 1.6) + 1), 1, 7)
    answers[random.random(answers.shape) < missing] = np.nan
    names = [f"{construct}.{item}" for construct in ("X1", "X2", "Y") for item in (1, 2, 3)]
    return pd.DataFrame(answers, columns=names), names


def write_complete_report(path: Path, answers: Floats, model: plssem.Model, settings: Settings, **layout: bool) -> Path:
    """Write the report of a run as SmartPLS 4 does: sheets Navigation and complete, column A empty, titles nested.

    layout: one_sheet, no_column_a, no_blank_rows, decimal_commas, dimension_a1 depart from that, as edited files do.
    """
    book = openpyxl.Workbook()
    sheets = [book.active] if layout.get("one_sheet") else [book.active, book.create_sheet()]
    for sheet, name in zip(reversed(sheets), ("complete", "Navigation"), strict=False):
        sheet.title = name
    if len(sheets) > 1:
        for line in (["SmartPLS report"], ["Path coefficients", "show"], ["Outer model", "show"]):
            sheets[0].append([None, *line])
    for row in _complete_rows(answers, model, settings):
        if row or not layout.get("no_blank_rows"):
            cells = [_rounded(cell, settings.decimals) for cell in row]
            if layout.get("decimal_commas"):
                cells = [str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in cells]
            sheets[-1].append([*([] if layout.get("no_column_a") else [None]), *cells])
    book.save(path)
    if layout.get("dimension_a1"):
        _set_dimension(path)
    return path


def _complete_rows(answers: Floats, model: plssem.Model, settings: Settings) -> list[list[Any]]:
    points = estimate_values(answers, model, settings.choice)
    sheets = _estimates(points, model)
    descriptives = [[k, 1e-16, -0.0149, -2.65] for k in model.indicators]
    inner = [
        [i, *(1 if f"{i} -> {j}" in model.path_names else None for j in model.constructs)] for i in model.constructs
    ]
    owner = {code: model.constructs[j] for code, j in zip(model.indicators, model.owners, strict=True)}
    outer = [[k, *(-1 if owner[k] == j else None for j in model.constructs)] for k in model.indicators]
    data = [[number, *(None if np.isnan(x) else int(x) for x in row)] for number, row in enumerate(answers)]
    titles = ("Path Coefficients", "Outer Loadings", "Outer Weights", "f Square")
    rows = [
        ["SmartPLS report"],
        ["Please cite the use of SmartPLS."],
        ["back to navigation"],
        [],
        ["Final results"],
        [],
    ]
    for title in titles:
        rows += [[title.capitalize()], [], *sheets[title], [], []]
    rows += [["Total indirect effects"], [], ["The absence of this result is due to the settings."], [], []]
    rows += [["Residuals"], [], ["Outer model descriptives"], [], ["", "Mean", "Median", "Min"], *descriptives, [], []]
    rows += [["Quality criteria"], [], ["R-square"], [], ["Overview"], [], *sheets["R Square"][1:], [], []]
    rows += [["Construct reliability and validity"], [], ["Overview"], [], *sheets["Construct Reliability"][1:], [], []]
    htmt, _, *larcker = sheets["Discriminant Validity"][0], None, *sheets["Discriminant Validity"][1:]
    rows += [["Discriminant validity"], [], [f"{htmt[0]} - Matrix"], *larcker, [], []]
    rows += [["Collinearity statistics (VIF)"], [], ["Outer model - List"], []]
    rows += [*sheets["Collinearity Statistics (VIF)"][1:], [], [], ["Inner model - Matrix"]]
    rows += [*sheets["Inner VIF Values"][1:], [], []]
    for title, tables in _bootstrap(answers, model, settings, corrected=True).items():
        rows += [[title.removesuffix(" Bootstrap").capitalize()], [], *tables, [], []]
    rows += [["Setting"], [], ["Bootstrapping"], [], ["", "Setting"], ["Samples", str(settings.resamples)]]
    rows += [["Significance level", "0.05"], [], [], ["Construct outer weighting mode"], [], ["", "Setting"]]
    rows += [*([name, "AUTOMATIC"] for name in model.constructs), [], [], ["Model and data"], []]
    rows += [["Inner model"], ["", *model.constructs], *inner, [], []]
    rows += [["Outer model"], ["", *model.constructs], *outer, [], []]
    rows += [["Indicator data (original)"], [], ["Matrix"], [], ["Case index", *model.indicators], *data, [], []]
    return [*rows, ["MV descriptives"], [], ["", "Mean", "Median", "Observed min"], *descriptives]


def _set_dimension(path: Path) -> None:
    """Let every sheet say that it holds one cell, as some programs do."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', content))
