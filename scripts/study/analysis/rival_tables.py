"""The result tables of models beside the study's own: rivals and their comparison, control variables, a marker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import scipy

from plssem import (
    Bootstrap,
    Fit,
    FloatArray,
    HigherOrderModel,
    IntArray,
    Model,
    Prediction,
    accuracy,
    adjusted_r_squared,
    compare_predictions,
    estimate,
    f_squared,
    inner_vif,
    mediations,
    predict,
)
from study.analysis.draws import BOUNDS, NUMBERS, find_draws, infer_draws, infer_statistic, prefix_columns
from study.analysis.samples import Answers, Sample, SampleInputs, Settings, engine_model, find_cells, share_directions
from study.analysis.structure_tables import PredictionSettings
from study.analysis.verdicts import Judging
from study.base.files import number
from study.setup.claim_declarations import MAIN, Claims, read_claims
from study.setup.configuration import MethodVarianceSection
from study.setup.study_model import ARROW, MARKER, ModelPath, StudyModel

Pairs = Sequence[tuple[str, str, str]]
Compared = tuple[FloatArray, Mapping[str, Model], Sequence[str], Mapping[str, Prediction]]
FINDINGS = {1.0: "positive", -1.0: "negative", 0.0: "none"}
EFFECTS = {"direct": "path_coefficients", "specific_indirect": "specific_indirect_effects", "total": "total_effects"}


def rival_study(model: StudyModel, claims: Claims | None, name: str) -> StudyModel:
    """Return a rival model: the constructs that its paths join, and its own control variables; "main" is the study's.

    A path of the study's own model keeps its hypothesis.
    """
    if claims is None or name == MAIN:
        return model
    own = {str(path): path for path in model.paths}
    paths = tuple(own.get(path, ModelPath.parse(path)) for path in claims.models[name])
    joined = {name for path in paths for name in (path.source, path.target)}
    constructs = {name: construct for name, construct in model.constructs.items() if name in joined}
    rival = StudyModel(constructs, paths, model.observed)
    return rival.with_controls(model.paths_of_controls(claims.controls.get(name, ())))


def rival_model(model: StudyModel, claims: Claims, name: str, settings: Settings) -> Model:
    """Return a rival model, or the study's own, as the engine takes it; errors as `engine_model`."""
    return engine_model(rival_study(model, claims, name), settings)


def bootstrap_rival(sample: Sample, answers: Answers, model: Model, resamples: int, *, seed: int) -> Bootstrap:
    """Bootstrap a rival model, with constructs oriented as in the study's own model.

    sample: of the study's own model. answers: with all columns of the responses.
    """
    directions = share_directions(sample.fit(), model)
    return answers.bootstrap(model, resamples, seed=seed, reference=directions)


def compared_models(model: StudyModel, claims: Claims, settings: Settings) -> dict[str, Model]:
    """Return the models that some claim compares, the study's own among them, by name."""
    names = dict.fromkeys(name for *compared, _ in claims.comparisons for name in compared)
    return {name: rival_model(model, claims, name, settings) for name in names}


def rival_table(bootstraps: Mapping[str, Bootstrap], level: float) -> pd.DataFrame:
    """Return `rival_effects.csv`: direct, specific indirect and total effects in each rival model."""
    parts = {
        (name, kind): infer_statistic(bootstrap, statistic, level)
        for name, bootstrap in bootstraps.items()
        for kind, statistic in EFFECTS.items()
        if bootstrap.names[statistic]
    }
    return pd.concat(parts, names=["model", "kind", "path"]).reset_index()


def control_tables(
    study: StudyModel,
    claims: Claims | None,
    answers: Answers,
    settings: Settings,
    drawn: Mapping[str, Bootstrap],
    level: float,
) -> pd.DataFrame:
    """Return `controls.csv`, see `control_table`, of every model with control variables; drawn: by names of models."""
    tables = {
        name: _compare_without_controls(rival_study(study, claims, name), answers, settings, bootstrap, level)
        for name, bootstrap in drawn.items()
    }
    return pd.concat(tables, names=["model"]).reset_index(level="model")


def _compare_without_controls(
    study: StudyModel, answers: Answers, settings: Settings, drawn: Bootstrap, level: float
) -> pd.DataFrame:
    """Estimate a model without its control variables, in the resamples of its own bootstrap; see `control_table`.

    answers: with all columns of the responses.
    """
    controlled, without = (engine_model(one, settings) for one in (study, replace(study, controls=())))
    plain = answers.bootstrap(without, drawn.resamples, seed=drawn.seed)
    return control_table(study, drawn, plain, (answers.fit(controlled), answers.fit(without)), level)


def control_table(
    study: StudyModel, drawn: Bootstrap, without: Bootstrap, fits: tuple[Fit, Fit], level: float
) -> pd.DataFrame:
    """Return `controls.csv` of one model: its own paths with and without control variables, then those of the controls.

    drawn, without: the bootstraps, and fits, of the model with control variables and without them, from the same
    resamples. difference: with less without; empty for a control, as without. r_squared, r_squared_without: of the
    target. correlation: of source and target. role: "path" or "control". Dimensionless.
    """
    own = study.paths
    paths = (*study.paths, *study.controls)
    names = [path.name for path in paths]
    fit, fit_without = fits
    cells = find_cells(fit.model, paths)
    targets = [fit_without.model.constructs.index(path.target) for path in paths]
    found = [find_draws(drawn, "path_coefficients", name) for name in names]
    plain = [find_draws(without, "path_coefficients", path.name) for path in own]
    changes = [one.minus(other) for one, other in zip(found, plain, strict=False)]
    table = pd.DataFrame(
        {
            "source": [path.source for path in paths],
            "target": [path.target for path in paths],
            "role": ["path"] * len(own) + ["control"] * len(study.controls),
            "hypothesis": [path.hypothesis or "" for path in paths],
        }
    )
    beside = {
        "f_squared": f_squared(fit)[cells],
        "inner_vif": inner_vif(fit)[cells],
        "correlation": fit.construct_correlations[cells],
        "r_squared": fit.r_squared[cells[1]],
        "r_squared_without": fit_without.r_squared[targets],
    }
    parts = [infer_draws(plain, level, (*BOUNDS, "t")), infer_draws(changes, level, BOUNDS)]
    plainly = [prefix_columns(part, name) for part, name in zip(parts, ("without", "difference"), strict=True)]
    return pd.concat([table, infer_draws(found, level).assign(**beside), *plainly], axis=1)


@dataclass(frozen=True)
class MarkerSettings(MethodVarianceSection):
    """The items of the marker variable, and the resamples (count) and seed of the bootstrap with it."""

    seed: int


def marker_table(
    study: StudyModel,
    answers: Answers,
    paths: pd.DataFrame,
    settings: Settings,
    declared: MarkerSettings,
    judging: Judging,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return `method_variance.csv`, each path with and without a measured marker variable, and what is told of it.

    The marker is a construct of its items with a path to every construct of the model, so that every path is that of
    what the marker does not explain: Chin, W. W., Thatcher, J. B., Wright, R. T., & Steel, D. (2013),
    doi:10.1007/978-1-4614-8283-3_16, at the level of constructs.
    ASSUME: the marker has nothing to do with the constructs but the method. One construct of mode A stands for a copy
    of it beside each construct.
    answers: of all columns, and of the items of the marker. paths: `paths.csv`, with the main verdicts. marked and the
    columns that begin with it: with the marker; difference: to the same model without it, from the same resamples.
    verdict, marked_verdict: of the hypothesis, empty where there is none. changed: whether the marker changes the
    verdict, or without hypothesis the finding by the interval.
    facts: the marker's items (count), alpha and paths; largest_change, changed (verdicts), lost resamples. Errors of
    plssem where the model is not estimable.
    """
    controlled = study.with_marker(declared.marker)
    model = engine_model(controlled, settings)
    plain = engine_model(study, settings)
    drawn = answers.bootstrap(
        model, declared.resamples, seed=declared.seed, reference=share_directions(answers.fit(plain), model)
    )
    without = answers.bootstrap(plain, declared.resamples, seed=declared.seed)
    both = [[find_draws(one, "path_coefficients", path.name) for path in study.paths] for one in (drawn, without)]
    level = judging.confidence_level
    marked = infer_draws(both[0], level)
    differences = infer_draws([one.minus(other) for one, other in zip(*both, strict=True)], level, BOUNDS)
    table = pd.concat(
        [
            paths[["source", "target", "hypothesis", "estimate"]].reset_index(drop=True),
            prefix_columns(marked, "marked"),
            prefix_columns(differences, "difference"),
        ],
        axis=1,
    )
    table["hypothesis"] = table["hypothesis"].fillna("")
    findings = [_findings(study.paths, one, judging) for one in (paths, marked)]
    told = [[one if path.hypothesis else "" for path, one in zip(study.paths, ones, strict=True)] for ones in findings]
    table.insert(3, "verdict", told[0])
    table["marked_verdict"] = told[1]
    table["changed"] = [one != other for one, other in zip(*findings, strict=True)]
    return table, _marker_facts(declared, drawn, level) | {
        "largest_change": float(table["difference"].abs().max()),
        "changed": int(table["changed"].sum()),
    }


def _marker_facts(declared: MarkerSettings, drawn: Bootstrap, level: float) -> dict[str, Any]:
    """Return what is told of the marker alone: its items, its alpha, and its paths to the constructs."""
    own = [label for label in drawn.names["path_coefficients"] if label.startswith(f"{MARKER}{ARROW}")]
    paths = infer_statistic(drawn, "path_coefficients", level, BOUNDS).loc[own]
    reliability = drawn.names["cronbach_alpha"].index(MARKER)
    return {
        "items": len(declared.marker),
        "alpha": number(float(drawn.estimates["cronbach_alpha"][reliability])),
        "resamples": declared.resamples,
        "lost": int((~drawn.converged).sum()),
        "constructs": len(own),
        "related": int((paths["lower"] * paths["upper"] > 0).sum()),
        "smallest": float(paths["estimate"].min()),
        "largest": float(paths["estimate"].max()),
    }


def _findings(paths: Sequence[ModelPath], numbers: pd.DataFrame, judging: Judging) -> list[str]:
    """Return the verdict on each path with a hypothesis, by its rule, and the finding by the interval on all others."""
    found = []
    for path, (t, lower, upper) in zip(paths, numbers[["t", "lower", "upper"]].to_numpy(), strict=True):
        finding = FINDINGS[float(np.sign(lower)) if lower * upper > 0 else 0.0]
        found.append(judging.rule(path).verdict(t, lower, upper) if path.hypothesis else finding)
    return found


def count_unanswered(responses: pd.DataFrame, study: StudyModel) -> pd.DataFrame:
    """Return `observed.csv`: per observed variable its question, kind, answers (count) and respondents without one.

    mean, sd: of the answers, on the scale on which the variable enters; of a category the share of its answers.
    """
    given = responses[list(study.observed)]
    return pd.DataFrame(
        {
            "variable": list(study.observed),
            "question": [one.question for one in study.observed.values()],
            "kind": [one.kind for one in study.observed.values()],
            "n": given.count().to_list(),
            "missing": given.isna().sum().to_list(),
            "mean": given.mean().to_list(),
            "sd": given.std().to_list(),
        }
    )


def mediation_table(bootstraps: Mapping[str, Bootstrap], study: StudyModel, level: float) -> pd.DataFrame:
    """Return `mediation.csv`: per route the indirect effect, direct and total effect beside it, share, and its type.

    Routes from control variables are none that anybody asks for.

    share: indirect / total (variance accounted for). type: the key of Zhao et al. (2010), doi:10.1086/651257.
    """
    rows = [
        {
            "model": name,
            "route": mediation.route,
            **_bounds("indirect", mediation.indirect),
            **_bounds("direct", mediation.direct),
            "total": mediation.total,
            "share": mediation.share,
            "type": mediation.kind,
        }
        for name, bootstrap in bootstraps.items()
        for mediation in mediations(bootstrap, level)
        if mediation.route.split(ARROW)[0] not in study.observed
    ]
    return pd.DataFrame(rows)


def _bounds(name: str, interval: tuple[float, float, float]) -> dict[str, float]:
    estimate, lower, upper = interval
    return {name: estimate, f"{name}_lower": lower, f"{name}_upper": upper}


@dataclass(frozen=True)
class ComparedInputs(SampleInputs):
    """Where compared models come from: the sample, the codebook, the claims, and how they predict."""

    codebook: Path
    claims: Path
    prediction: PredictionSettings

    def predict(self, seed: int, repeats: int | None = None) -> Compared:
        """Return answers (N, K), models, names of the columns and predictions, as `comparison_table` takes them.

        repeats: in place of the setting.
        """
        study, indicators = self.read_all(self.codebook)
        models = compared_models(study, read_claims(self.claims), self.settings)
        how = replace(self.prediction, repeats=repeats or self.prediction.repeats)
        folds = how.divide(len(indicators), seed)
        predicted = predict_by_each(indicators, models, study.columns, folds, how.antecedents)
        return indicators, models, study.columns, predicted


def predict_by_each(
    indicators: FloatArray, models: Mapping[str, Model], columns: Sequence[str], folds: IntArray, antecedents: str
) -> dict[str, Prediction]:
    """Predict by each model from the same folds (R, N); `columns` names the columns of the indicators (N, K)."""
    return {
        name: predict(select_indicators(indicators, model, columns), model, folds, antecedents)
        for name, model in models.items()
    }


def comparison_table(
    indicators: FloatArray,
    models: Mapping[str, Model],
    columns: Sequence[str],
    predicted: Mapping[str, Prediction],
    pairs: Pairs,
    level: float,
) -> pd.DataFrame:
    """Return `model_comparison.csv`: per pair R2, adjusted R2 and mean Q2predict of model and rival, and their losses.

    q_squared_predict: mean over the indicators of the outcome.
    """
    rows = []
    for name, rival, outcome in pairs:
        row: dict[str, object] = {"model": name, "rival": rival, "outcome": outcome}
        for compared, prefix in ((name, ""), (rival, "rival_")):
            model = models[compared]
            fit = estimate(select_indicators(indicators, model, columns), model)
            index = model.constructs.index(outcome)
            row[f"{prefix}r_squared"] = float(fit.r_squared[index])
            row[f"{prefix}adjusted_r_squared"] = float(adjusted_r_squared(fit, len(indicators))[index])
            of_outcome = [owner == outcome for owner in predicted[compared].owners]
            q_squared = accuracy(predicted[compared]).q_squared_predict[of_outcome]
            row[f"{prefix}q_squared_predict"] = float(q_squared.mean())
        rows.append(row | _compare(predicted[name], predicted[rival], outcome, len(indicators), level))
    return pd.DataFrame(rows)


def repeat_comparison(
    predicted: Mapping[str, Prediction], pair: tuple[str, str, str], picks: IntArray, cases: int, level: float
) -> FloatArray:
    """Return t, lower and upper (runs, 3) of a comparison in each run; picks (runs, R): repetitions that it takes."""
    name, rival, outcome = pair
    runs = [
        _compare(_only(predicted[name], pick), _only(predicted[rival], pick), outcome, cases, level) for pick in picks
    ]
    return np.array([[run["t"], run["lower"], run["upper"]] for run in runs])


def _compare(model: Prediction, rival: Prediction, outcome: str, cases: int, level: float) -> dict[str, float]:
    """Return the loss of the rival less that of the model, in squared points of the response scale, with its inference.

    Above 0 the model predicts better. lower, upper: of the t interval.
    """
    compared = compare_predictions(model, rival, outcome)
    gain = -compared.difference
    reach = float(scipy.special.stdtrit(cases - 1, (1 + level) / 2)) * compared.standard_error
    numbers = (gain, compared.standard_error, -compared.t, compared.p, gain - reach, gain + reach)
    return dict(zip(NUMBERS, numbers, strict=True))


def _only(prediction: Prediction, chosen: IntArray) -> Prediction:
    return replace(
        prediction,
        folds=prediction.folds[chosen],
        by_path_model=prediction.by_path_model[chosen],
        by_linear_model=prediction.by_linear_model[chosen],
        by_average=prediction.by_average[chosen],
    )


def select_indicators(indicators: FloatArray, model: Model | HigherOrderModel, columns: Sequence[str]) -> FloatArray:
    """Return the columns that a model has, in its order; `columns` names those of the indicators (N, K)."""
    return indicators[:, [columns.index(name) for name in model.indicators]]
