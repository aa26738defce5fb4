"""The result files of the structural model: paths, effects, explained variance, overall fit and prediction."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from plssem import (
    Accuracy,
    Bootstrap,
    DataError,
    ExactFit,
    Fit,
    FloatArray,
    IntArray,
    LossComparison,
    Model,
    ModelFit,
    Notation,
    Prediction,
    accuracy,
    assign_folds,
    beats_benchmark,
    compare_with_average,
    compare_with_linear_model,
    equations,
    estimate,
    exact_fit,
    f_squared,
    inner_vif,
    predictive_power,
)
from study.analysis.draws import BOUNDS, RESAMPLED_P, infer_statistic, order_by_path
from study.analysis.samples import find_cells
from study.analysis.verdicts import INTERVAL, Judging
from study.base.files import number
from study.setup.configuration import FitSection, PredictionSection
from study.setup.study_model import ARROW, StudyModel

EFFECT_KINDS = {
    "direct": "path_coefficients",
    "specific_indirect": "specific_indirect_effects",
    "total_indirect": "total_indirect_effects",
    "total": "total_effects",
}


def paths_table(fit: Fit, bootstrap: Bootstrap, model: StudyModel, judging: Judging) -> pd.DataFrame:
    """Return `paths.csv`: one row per path in the order of the study's model; dimensionless.

    p: two-sided, of the rule that makes the verdict: from t, or where the interval decides from the share of draws
    beyond zero. A cell is empty where a path has no hypothesis, or a statistic does not exist.
    """
    columns = ("estimate", "bootstrap_mean", "se", "t", "p", "lower", "upper", RESAMPLED_P)
    inferred = infer_statistic(bootstrap, "path_coefficients", judging.confidence_level, columns)
    table = order_by_path(inferred, model.paths)
    by_interval = [judging.rule(path).criterion == INTERVAL for path in model.paths]
    table["p"] = np.where(by_interval, table.pop(RESAMPLED_P), table["p"])
    cells = find_cells(fit.model, model.paths)
    table["f_squared"] = f_squared(fit)[cells]
    table["inner_vif"] = inner_vif(fit)[cells]
    table["hypothesis"] = [path.hypothesis or "" for path in model.paths]
    table["verdict"] = judging.verdicts(model.paths, table)
    return table


def effects_table(bootstrap: Bootstrap, model: StudyModel, level: float) -> pd.DataFrame:
    """Return `effects.csv`: direct, specific indirect, total indirect and total effects with their inference.

    Those of control variables are not among them: see `controls.csv`.
    """
    tables = {kind: infer_statistic(bootstrap, statistic, level) for kind, statistic in EFFECT_KINDS.items()}
    own = {
        kind: table[[name.split(ARROW)[0] not in model.observed for name in table.index]]
        for kind, table in tables.items()
    }
    present = {kind: table for kind, table in own.items() if len(table)}
    return pd.concat(present, names=["kind", "path"]).reset_index()


def r_squared_table(fit: Fit, bootstrap: Bootstrap, q_squared: FloatArray, level: float) -> pd.DataFrame:
    """Return `r_squared.csv`: R2, adjusted R2 and blindfolded Q2, by endogenous construct.

    The debiased interval is of the explained variance in the population, which both R2 estimate (convention B15).
    q_squared (J,): NaN for exogenous constructs.
    """
    explained = infer_statistic(bootstrap, "r_squared", level, BOUNDS)
    table = explained[["estimate"]].rename(columns={"estimate": "r_squared"})
    table["adjusted_r_squared"] = infer_statistic(bootstrap, "adjusted_r_squared", level, BOUNDS)["estimate"]
    table["q_squared"] = [q_squared[fit.model.constructs.index(name)] for name in table.index]
    for name in ("r_squared", "adjusted_r_squared"):
        table[f"{name}_lower"] = explained["lower"]
        table[f"{name}_upper"] = explained["upper"]
    return table.rename_axis("construct").reset_index()


def equations_by_outcome(fit: Fit, indicators: FloatArray) -> dict[str, Any]:
    """Return `equation.json`: each outcome's equation, standardised, and on the response scale with its intercept."""
    return {
        "outcomes": {
            equation.outcome: {
                "standardised": dict(zip(equation.sources, equation.standardised.tolist(), strict=True)),
                "unstandardised": {
                    "intercept": float(equation.intercept),
                    **dict(zip(equation.sources, equation.unstandardised.tolist(), strict=True)),
                },
            }
            for equation in equations(indicators, fit)
        }
    }


MEASURES = ("srmr", "d_uls", "d_g", "nfi")
TESTED = ("srmr", "d_uls", "d_g")
QUANTILES = {"hi95": 0.95, "hi99": 0.99}


@dataclass(frozen=True)
class FitSettings(FitSection):
    """Which model is compared with the data, and the resamples (count) and seed of its bootstrap.

    notation: "composite" leaves correlations within a block free, "common_factor" lets every mode A construct account
    for them, "consistent" does so with the estimates of consistent PLS.
    """

    seed: int

    def of(self, model: Model, *, saturated: bool) -> Notation:
        """Name the notation as the engine does."""
        reflective = tuple(name for name, mode in zip(model.constructs, model.modes, strict=True) if mode == "A")
        factors = () if self.notation == "composite" else reflective
        return Notation(factors, corrected=self.notation == "consistent", saturated=saturated)


@dataclass(frozen=True, eq=False)
class _Outcome:
    """Measures of the sample, and their bootstrap; refusal: why there is none."""

    measures: ModelFit
    test: ExactFit | None
    refusal: str | None


def fit_content(indicators: FloatArray, model: Model, settings: FitSettings) -> dict[str, Any]:
    """Return `fit.json`: SRMR, d_ULS, d_G, NFI of the saturated and the estimated model, with quantiles of exact fit.

    indicators (N, K). hi95, hi99: what 5 % and 1 % of samples from a population with this model exceed; p: the share
    at least as far off; left_out: resamples without an admissible solution. null where a value does not exist;
    not_tested: why a bootstrap was refused, as the engine words it.
    plssem.DataError, plssem.ConvergenceError where the model cannot be estimated.
    """
    outcomes = {
        "saturated": _outcome(indicators, model, settings, saturated=True),
        "estimated": _outcome(indicators, model, settings, saturated=False),
    }
    return {
        "notation": settings.notation,
        "resamples": settings.resamples,
        **{measure: _measure(measure, outcomes) for measure in MEASURES},
        "not_tested": {kind: outcome.refusal for kind, outcome in outcomes.items() if outcome.refusal},
    }


def _outcome(indicators: FloatArray, model: Model, settings: FitSettings, *, saturated: bool) -> _Outcome:
    notation = settings.of(model, saturated=saturated)
    measures = notation.measures(notation.fit(estimate(indicators, model)))
    try:
        test = exact_fit(indicators, model, settings.resamples, seed=settings.seed, notation=notation)
    except DataError as error:
        # Fewer cases than indicators, or an impossible solution, leave no population to draw from.
        return _Outcome(measures, None, str(error))
    return _Outcome(measures, test, None)


def _measure(measure: str, outcomes: dict[str, _Outcome]) -> dict[str, Any]:
    content: dict[str, Any] = {kind: number(getattr(outcome.measures, measure)) for kind, outcome in outcomes.items()}
    tests = {kind: outcome.test for kind, outcome in outcomes.items()}
    if measure in TESTED:
        content |= {
            name: {kind: test and number(test.quantile(measure, level)) for kind, test in tests.items()}
            for name, level in QUANTILES.items()
        }
        content["p"] = {kind: test and number(test.p(measure)) for kind, test in tests.items()}
        content["left_out"] = {kind: test and test.left_out(measure) for kind, test in tests.items()}
    return content


COLUMNS = ("q_squared_predict", "rmse_pls", "rmse_lm", "mae_pls", "mae_lm")


@dataclass(frozen=True)
class PredictionSettings(PredictionSection):
    """How the sample is divided (counts), and from which antecedents is predicted: "direct" or "earliest"."""

    def divide(self, cases: int, seed: int) -> IntArray:
        """Return the fold of each of N cases in each of R repetitions (R, N)."""
        return assign_folds(cases, self.folds, self.repeats, seed=seed)


def prediction_table(prediction: Prediction) -> pd.DataFrame:
    """Return `predict.csv`: Q2predict (dimensionless), RMSE and MAE (points of the response scale) per indicator.

    Empty where a value does not exist: no repetition converged, or the benchmark has too many predictors.
    """
    measures = asdict(accuracy(prediction))
    keys = {"indicator": prediction.indicators, "construct": prediction.owners}
    return pd.DataFrame(keys | {column: measures[column] for column in COLUMNS})


def power_content(prediction: Prediction, settings: PredictionSettings) -> dict[str, Any]:
    """Return `predictive_power.json`: each construct's grade, and CVPAT for each construct and for all together.

    left_out: repetitions in which a training sample did not converge. wins: share of repetitions in which the path
    model's RMSE is the smaller one. null where a value does not exist.
    """
    measures = accuracy(prediction)
    constructs = tuple(dict.fromkeys(prediction.owners))
    return {
        **asdict(settings),
        "left_out": int((~prediction.complete).sum()),
        "constructs": {construct: _power(prediction, measures, construct) for construct in constructs},
        "cvpat": {"overall": _cvpat(prediction, None)} | {name: _cvpat(prediction, name) for name in constructs},
    }


def _power(prediction: Prediction, measures: Accuracy, construct: str) -> dict[str, Any]:
    indices = [index for index, owner in enumerate(prediction.owners) if owner == construct]
    names = [prediction.indicators[index] for index in indices]
    q_squared = measures.q_squared_predict[indices]
    errors = {
        "rmse": (measures.rmse_pls[indices], measures.rmse_lm[indices]),
        "mae": (measures.mae_pls[indices], measures.mae_lm[indices]),
    }
    return {
        "indicators": len(names),
        "better_than_mean": int((q_squared > 0).sum()),
        "better_than_benchmark": {name: int(beats_benchmark(pls, lm).sum()) for name, (pls, lm) in errors.items()},
        "power": {name: predictive_power(q_squared, pls, lm) for name, (pls, lm) in errors.items()},
        "wins": {name: number(share) for name, share in zip(names, measures.wins[indices], strict=True)},
    }


def _cvpat(prediction: Prediction, construct: str | None) -> dict[str, Any]:
    return {
        "average": _comparison(compare_with_average(prediction, construct)),
        "linear_model": _comparison(compare_with_linear_model(prediction, construct)),
    }


def _comparison(comparison: LossComparison) -> dict[str, float | None]:
    return {name: number(value) for name, value in asdict(comparison).items()}
