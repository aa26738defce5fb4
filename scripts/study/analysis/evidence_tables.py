"""The result tables on the quality of the evidence: bias, nonlinearity, endogeneity, PLSc and ordinal PLS."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from plssem import (
    Bootstrap,
    DataError,
    Fit,
    FloatArray,
    Model,
    ModeratedModel,
    Product,
    admissible,
    admissible_consistent,
    admissible_higher_order,
    admissible_moderated,
    bootstrap_consistent,
    bootstrap_copulas,
    bootstrap_higher_order,
    bootstrap_moderated,
    bootstrap_ordinal,
    compare_predictions,
    consistent,
    consistent_higher_order,
    consistent_moderated,
    construct_scores,
    estimate,
    estimate_higher_order,
    estimate_moderated,
    estimate_ordinal,
    exact_fit,
    first_factor_share,
    full_collinearity_vif,
    predict,
)
from study.analysis.dimension_tables import dimension_model
from study.analysis.draws import BOUNDS, NUMBERS, infer_statistic, order_by_path, prefix_columns
from study.analysis.moderation_tables import moderated_model
from study.analysis.rival_tables import select_indicators
from study.analysis.samples import SampleInputs, Settings, find_cells
from study.analysis.structure_tables import PredictionSettings
from study.analysis.verdicts import NOT_TESTABLE, consistent_rule
from study.base.files import number
from study.setup.configuration import BootstrapSection
from study.setup.study_model import ModelPath, StudyModel

# Scores that differ beyond these decimals only differ by rounding.
SCORE_DECIMALS = 9
ORDINAL = "ordinal"
ORDINAL_CONSISTENT = "ordinal_consistent"


def evidence_of_model(
    indicators: FloatArray, model: StudyModel, fit: Fit, settings: BootstrapSection
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Return the tables on the evidence of the model (N, K), by name, and what `evidence.json` says of it."""
    corrected, solutions = consistent_table(indicators, fit, model, settings)
    tables = {
        "consistent": corrected,
        "collinearity": collinearity_table(fit),
        "nonlinearity": nonlinearity_table(indicators, fit.model, model, settings),
        "endogeneity": endogeneity_table(indicators, fit.model, model, settings),
    }
    return tables, {"method_bias": assess_method_bias(fit), "consistent": solutions}


def collinearity_table(fit: Fit) -> pd.DataFrame:
    """Return `collinearity.csv`: each construct's variance inflation factor among all others; NaN where collinear."""
    return pd.DataFrame({"construct": fit.model.constructs, "full_collinearity_vif": full_collinearity_vif(fit)})


def assess_method_bias(fit: Fit) -> dict[str, Any]:
    """Return the share of Harman's first factor, a weak check, and the largest full-collinearity VIF."""
    return {
        "first_factor_share": number(float(first_factor_share(fit.correlations))),
        "largest_full_collinearity_vif": number(float(np.max(full_collinearity_vif(fit)))),
    }


def consistent_table(
    indicators: FloatArray, fit: Fit, model: StudyModel, settings: BootstrapSection
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return `consistent.csv`, PLSc beside PLS per path, and how admissible the solutions of PLSc are.

    indicators (N, K). estimate is that of PLS; all else is of consistent PLS; the verdict is empty without hypothesis,
    by the interval, not_testable where the sample's own solution is not admissible. admissible_resamples: count of the
    resamples that p rests on whose solution is admissible. admissible_share: of all. The largest loading tells why the
    sample has none.
    """
    bootstrap = bootstrap_consistent(indicators, fit.model, settings.resamples, seed=settings.seed)
    table = order_by_path(infer_statistic(bootstrap, "path_coefficients", settings.confidence_level), model.paths)
    table = table.rename(columns={"estimate": "consistent_estimate"})
    table.insert(2, "estimate", fit.path_coefficients[find_cells(fit.model, model.paths)])
    corrected = consistent(fit)
    is_admissible = bool(admissible_consistent(corrected))
    table.insert(list(table).index("p") + 1, "admissible_resamples", int(bootstrap.admissible.sum()))
    table["verdict"] = _judge_by_interval(model.paths, table, is_admissible)
    shares = {"sample_admissible": is_admissible, "admissible_share": float(bootstrap.admissible.mean())}
    return table, shares | largest_loading(corrected) | {"resamples": settings.resamples}


def ordinal_table(
    answers: FloatArray, fit: Fit, model: StudyModel, settings: BootstrapSection
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return `ordinal.csv`, ordinal PLS and PLSc beside those of the codes per path, and `ordinal_answers.json`.

    answers (N, K): NaN where there is none, which costs pairs only. fit: of the codes. estimate, consistent_estimate:
    by PLS and PLSc of the codes; the others by the same of polychoric correlations, with percentile intervals.
    {estimator}_verdict: by the interval, empty without hypothesis, not_testable where the solution is not admissible.
    {estimator}_admissible: whether the sample's solution is; {estimator}_share: of the resamples whose solution is.
    PlsSemError as `bootstrap_ordinal`.
    """
    models = dict.fromkeys((ORDINAL, ORDINAL_CONSISTENT), fit.model)
    drawn = bootstrap_ordinal(answers, models, settings.resamples, seed=settings.seed, corrected=[ORDINAL_CONSISTENT])
    names = [path.name for path in model.paths]
    table = pd.DataFrame({"source": [path.source for path in model.paths], "target": [p.target for p in model.paths]})
    cells = find_cells(fit.model, model.paths)
    table["estimate"] = fit.path_coefficients[cells]
    table["consistent_estimate"] = consistent(fit).path_coefficients[cells]
    sample = estimate_ordinal(answers, fit.model)
    solved = {ORDINAL: bool(admissible(sample)), ORDINAL_CONSISTENT: bool(admissible_consistent(consistent(sample)))}
    for name, bootstrap in drawn.items():
        inferred = infer_statistic(bootstrap, "path_coefficients", settings.confidence_level, BOUNDS).loc[names]
        table = table.join(prefix_columns(inferred, f"{name}_estimate").reset_index(drop=True))
        table[f"{name}_verdict"] = _judge_by_interval(model.paths, inferred, solved[name])
    facts = {
        "resamples": settings.resamples,
        "largest_change": float((table["ordinal_estimate"] - table["estimate"]).abs().max()),
        **{f"{name}_admissible": found for name, found in solved.items()},
    }
    shares = {f"{name}_share": float(bootstrap.admissible.mean()) for name, bootstrap in drawn.items()}
    return table, facts | shares


def larger_models(
    inputs: SampleInputs, interactions: Sequence[str], settings: BootstrapSection, prediction: PredictionSettings
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return `larger_models.csv`, PLSc beside PLS of each path among dimensioned constructs and each interaction.

    And `larger_model_tests.json`: per model whether the sample's solution of PLSc is admissible, and in which share of
    the resamples; of dimensions the SRMR in composite notation, and p of exact fit; of interactions the loss out of the
    sample less that of the model without them, and its p (CVPAT). null where the engine refuses a test.
    """
    model, answers = inputs.read_all()
    parts = [_dimensions_corrected(answers, model, inputs.settings, settings)] if model.divided else []
    if interactions:
        parts.append(_interactions_corrected(answers, model, interactions, inputs.settings, settings, prediction))
    table = pd.concat([table for table, _ in parts], ignore_index=True)
    facts = {str(table["kind"].iloc[0]): facts for table, facts in parts}
    return table, {"resamples": settings.resamples, **facts}


def _dimensions_corrected(
    answers: FloatArray, model: StudyModel, estimation: Settings, settings: BootstrapSection
) -> tuple[pd.DataFrame, dict[str, Any]]:
    engine = dimension_model(model, estimation)
    indicators = select_indicators(answers, engine, model.columns)
    draw = partial(bootstrap_higher_order, indicators, engine)
    table, share = _draw_both("dimensions", "path_coefficients", draw, settings)
    fit = consistent_higher_order(estimate_higher_order(indicators, engine))
    facts: dict[str, Any] = {"sample_admissible": bool(admissible_higher_order(fit)), "srmr": None, "p": None}
    with suppress(DataError):
        test = exact_fit(indicators, engine, settings.resamples, seed=settings.seed)
        facts |= {"srmr": number(float(test.measures.srmr)), "p": number(test.p("srmr"))}
    return table, facts | {"admissible_share": share}


def _interactions_corrected(
    answers: FloatArray,
    model: StudyModel,
    interactions: Sequence[str],
    estimation: Settings,
    settings: BootstrapSection,
    prediction: PredictionSettings,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    engine = moderated_model(model, interactions, estimation)
    indicators = select_indicators(answers, engine.base, model.columns)
    draw = partial(bootstrap_moderated, indicators, engine)
    table, share = _draw_both("interactions", "interaction_effects", draw, settings)
    fit = consistent_moderated(estimate_moderated(indicators, engine))
    folds = prediction.divide(len(indicators), settings.seed)
    # A product is predicted from the scores of its factors themselves, whatever antecedents the main model takes.
    found = compare_predictions(predict(indicators, engine, folds), predict(indicators, engine.base, folds))
    facts = {"sample_admissible": bool(admissible_moderated(fit)), "admissible_share": share}
    return table, facts | {"loss_difference": number(float(found.difference)), "p": number(float(found.p))}


def _draw_both(
    kind: str, statistic: str, draw: Callable[..., Bootstrap], settings: BootstrapSection
) -> tuple[pd.DataFrame, float]:
    """Bootstrap by PLS and by PLSc: a row for each label, and in which share of the resamples PLSc has a solution."""
    plain, corrected = (draw(settings.resamples, seed=settings.seed, common_factors=names) for names in ((), None))
    sides = {"estimate": plain, "consistent_estimate": corrected}
    level = settings.confidence_level
    columns = [prefix_columns(infer_statistic(drawn, statistic, level, BOUNDS), name) for name, drawn in sides.items()]
    table = pd.concat(columns, axis=1).rename_axis("element").reset_index()
    table.insert(0, "kind", kind)
    return table, float(corrected.admissible.mean())


def largest_loading(corrected: Fit) -> dict[str, Any]:
    """Return the largest loading in size of consistent PLS, impossible beyond 1, and its indicator; None where NaN."""
    sizes = np.abs(corrected.outer_loadings).max(axis=-1)
    index = int(np.argmax(np.where(np.isnan(sizes), -1.0, sizes)))
    return {"largest_loading": number(float(sizes[index])), "largest_loading_of": corrected.model.indicators[index]}


def nonlinearity_table(
    indicators: FloatArray, engine: Model, model: StudyModel, settings: BootstrapSection
) -> pd.DataFrame:
    """Return `nonlinearity.csv`: the quadratic effect along each path, all in one two-stage model, with its f2.

    estimate is the coefficient of the squared standardised score; indicators (N, K). NaN where the source has two
    different scores only, a question of yes or no: a line through two points has no shape.
    """
    scores = construct_scores(indicators, estimate(indicators, engine)).round(SCORE_DECIMALS)
    different = dict(zip(engine.constructs, (np.unique(column).size for column in scores.T), strict=True))
    squares = {path.name: Product(path.source, path.source, path.target) for path in model.paths}
    squares = {name: square for name, square in squares.items() if different[square.first] > 2}
    effects = pd.DataFrame(columns=[*NUMBERS, "f_squared"], dtype=float)
    if squares:
        moderated = ModeratedModel(engine, tuple(squares.values()))
        bootstrap = bootstrap_moderated(indicators, moderated, settings.resamples, seed=settings.seed)
        names = [square.path for square in squares.values()]
        effects = infer_statistic(bootstrap, "interaction_effects", settings.confidence_level).loc[names]
        sizes = infer_statistic(bootstrap, "f_squared", settings.confidence_level, ("estimate",)).loc[names, "estimate"]
        effects = effects.assign(f_squared=sizes).set_axis(list(squares))
    return order_by_path(effects.reindex([path.name for path in model.paths]), model.paths)


def endogeneity_table(
    indicators: FloatArray, engine: Model, model: StudyModel, settings: BootstrapSection
) -> pd.DataFrame:
    """Return `endogeneity.csv`: per path the Gaussian copula term of its source, entered alone, and the corrected path.

    A significant term says that the source is endogenous; indicators (N, K). corrected_path, corrected_lower and
    corrected_upper are of the path beside the term.
    """
    return pd.DataFrame([_copula(indicators, engine, path, settings) for path in model.paths])


def _copula(indicators: FloatArray, engine: Model, path: ModelPath, settings: BootstrapSection) -> dict[str, object]:
    bootstrap = bootstrap_copulas(
        indicators, engine, path.target, (path.source,), settings.resamples, seed=settings.seed
    )
    term = infer_statistic(bootstrap, "copula_coefficients", settings.confidence_level).iloc[0]
    corrected = infer_statistic(bootstrap, "path_coefficients", settings.confidence_level).loc[path.name]
    return {
        "source": path.source,
        "target": path.target,
        **{str(name): value for name, value in term.items()},
        "corrected_path": corrected["estimate"],
        "corrected_lower": corrected["lower"],
        "corrected_upper": corrected["upper"],
    }


def _judge_by_interval(paths: Sequence[ModelPath], numbers: pd.DataFrame, admissible: bool) -> list[str]:
    """Judge each path by lower and upper of its row: empty without hypothesis, not_testable where not admissible."""
    rows = zip(paths, numbers[["lower", "upper"]].to_numpy(), strict=True)
    found = [(path, consistent_rule(path.sign).verdict(float("nan"), *bounds)) for path, bounds in rows]
    return [(verdict if admissible else NOT_TESTABLE) if path.hypothesis else "" for path, verdict in found]
