"""The result tables of what stands beside the study's model: rival models, mediation, moderation, comparisons."""

from collections.abc import Iterator, Mapping, Sequence
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
    ModeratedModel,
    Prediction,
    Product,
    accuracy,
    adjusted_r_squared,
    bootstrap_moderated,
    compare_predictions,
    construct_scores,
    estimate,
    f_squared,
    inner_vif,
    mediations,
    predict,
    slope_band,
    slope_regions,
)
from study.analysis.draws import BOUNDS, Draws, find_draws, infer_draws, infer_statistic, prefix_columns
from study.analysis.samples import Answers, Sample, SampleInputs, Settings, engine_model, find_cells, share_directions
from study.analysis.structure_tables import PredictionSettings
from study.analysis.verdicts import Judging
from study.base.files import number
from study.setup.claim_declarations import MAIN, Claims, ConditionalMediation, read_claims
from study.setup.configuration import MethodVarianceSection
from study.setup.study_model import ARROW, MARKER, Interaction, ModelPath, StudyModel

Pairs = Sequence[tuple[str, str, str]]
Compared = tuple[FloatArray, Mapping[str, Model], Sequence[str], Mapping[str, Prediction]]
EFFECTS = {
    "direct": "path_coefficients",
    "specific_indirect": "specific_indirect_effects",
    "total": "total_effects",
}
ALONG = r"(?P<path>.+) \| (?P<moderator>[^,]+) = (?P<at>mean|[+-]\d+ SD)"
FINDINGS = {1.0: "positive", -1.0: "negative", 0.0: "none"}
STEPS = 100  # of a band over the range of its moderator
OUTER = ("-1 SD", "+1 SD", "0", "1")  # levels of a second moderator at which a band is drawn
INDEX = "index"
OF_INDEX = "index_of_moderated_mediation"
OF_LEVELS = "conditional_indirect_effects"


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


def moderated_model(model: StudyModel, interactions: Sequence[str], settings: Settings) -> ModeratedModel:
    """Return the study's model with products such as "X2 * X3 -> Y"; what follows the first factor moderates.

    An observed variable that moderates has a path to the target, as a control variable has. One of two values keeps
    them: its products are per unit, its slopes at 0 and 1.
    """
    parsed = [Interaction.parse(text) for text in interactions]
    acting = [path for one in parsed for path in one.main_effects if path.source in model.observed]
    base = model.with_controls(acting)
    binary = tuple(dict.fromkeys(path.source for path in acting if model.observed[path.source].is_binary))
    return ModeratedModel(engine_model(base, settings), tuple(map(_product, parsed)), unstandardised=binary)


def moderation_tables(
    drawn: Bootstrap, indicators: FloatArray, engine: ModeratedModel, interactions: Sequence[str], level: float
) -> dict[str, pd.DataFrame]:
    """Return the tables of interactions by the names of their files; indicators (N, K) of the base model.

    conditional_slopes: only where there are any.
    """
    conditional = conditional_slope_table(drawn, level)
    return {
        "moderation": moderation_table(drawn, interactions, level),
        "simple_slopes": slope_table(drawn, level),
        "slope_regions": region_table(drawn, indicators, engine, interactions, level),
        "slope_bands": band_table(drawn, indicators, engine, interactions, level),
        **({"conditional_slopes": conditional} if len(conditional) else {}),
    }


def moderation_table(bootstrap: Bootstrap, interactions: Sequence[str], level: float) -> pd.DataFrame:
    """Return `moderation.csv`: effect of each product of standardised scores, with inference and f2; dimensionless.

    Of a moderator of two values, the difference between them.
    """
    table = infer_statistic(bootstrap, "interaction_effects", level).loc[list(interactions)]
    sizes = infer_statistic(bootstrap, "f_squared", level, ("estimate",))["estimate"]
    table["f_squared"] = sizes.loc[list(interactions)]
    return table.rename_axis("interaction").reset_index()


def slope_table(bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `simple_slopes.csv`: effect of a path at one standard deviation below, at, and above the moderator's mean.

    at: -1, 0 or 1, standard deviations of the moderator. Dimensionless. All others: see `conditional_slope_table`.
    """
    table = infer_statistic(bootstrap, "simple_slopes", level).reset_index()
    table = table[table["element"].str.fullmatch(ALONG)].reset_index(drop=True)
    parts = table.pop("element").str.extract(ALONG)
    parts["at"] = parts["at"].replace("mean", "0").str.removesuffix(" SD").astype(int)
    return pd.concat([parts, table], axis=1)


def conditional_slope_table(bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `conditional_slopes.csv`: effect of a path at the values of a binary moderator, or at levels of two.

    moderators: as the engine names them, "sex_women = 1" or "X2 = -1 SD, X3 = +1 SD". Dimensionless.
    """
    table = infer_statistic(bootstrap, "simple_slopes", level).reset_index()
    table = table[~table["element"].str.fullmatch(ALONG)].reset_index(drop=True)
    parts = table.pop("element").str.extract(r"(?P<path>.+) \| (?P<moderators>.+)")
    return pd.concat([parts, table], axis=1)


def region_table(
    bootstrap: Bootstrap, indicators: FloatArray, moderated: ModeratedModel, interactions: Sequence[str], level: float
) -> pd.DataFrame:
    """Return `slope_regions.csv`: at which levels of its moderator, of those observed, an effect is significant.

    indicators (N, K) of the base model. lowest, highest: standard deviations from the mean, to a 200th of the range.
    finding: "positive", "negative", "none" (not significant), or "unknown" where the effect has no interval. Of an
    interaction with one moderator that has more than two values.
    """
    rows = []
    for interaction, observed in _along_moderators(indicators, moderated, interactions):
        if interaction.second_moderator or interaction.moderator in moderated.unstandardised:
            continue
        regions = slope_regions(bootstrap, _product(interaction), observed.min(), observed.max(), level)
        rows += [
            {
                "path": str(interaction.main_effects[0]),
                "moderator": interaction.moderator,
                "region": number,
                "lowest": region.lowest,
                "highest": region.highest,
                "finding": FINDINGS.get(region.finding, "unknown"),
            }
            for number, region in enumerate(regions, start=1)
        ]
    return pd.DataFrame(rows, columns=["path", "moderator", "region", "lowest", "highest", "finding"])


def band_table(
    bootstrap: Bootstrap, indicators: FloatArray, moderated: ModeratedModel, interactions: Sequence[str], level: float
) -> pd.DataFrame:
    """Return `slope_bands.csv`: the effect of each path along its moderator, with its interval, for the figure.

    indicators (N, K) of the base model. at: standard deviations of the moderator from its mean, over its observed
    range; 0 and 1 where it has two values. given: a level of the second moderator, empty where there is none.
    """
    parts = []
    for interaction, observed in _along_moderators(indicators, moderated, interactions):
        for given in _levels_given(bootstrap, interaction):
            names = {"path": str(interaction.main_effects[0]), "moderator": interaction.moderator, "given": given}
            if interaction.moderator in moderated.unstandardised:
                band = _slopes_at_values(bootstrap, interaction, given, level)
            else:
                at = np.linspace(observed.min(), observed.max(), STEPS + 1)
                third = given.rpartition(" = ")[2] or "mean"
                found = slope_band(bootstrap, _product(interaction), at, level, third)
                numbers = {name: getattr(found, name) for name in BOUNDS}
                band = pd.DataFrame({"at": found.levels, **numbers})
            parts.append(pd.DataFrame(names, index=band.index).join(band))
    return pd.concat(parts, ignore_index=True)


def _along_moderators(
    indicators: FloatArray, moderated: ModeratedModel, interactions: Sequence[str]
) -> Iterator[tuple[Interaction, FloatArray]]:
    """Yield each interaction with the scores (N,) of its first moderator."""
    scores = construct_scores(indicators, estimate(indicators, moderated.base))
    for interaction in map(Interaction.parse, interactions):
        yield interaction, scores[:, moderated.base.constructs.index(interaction.moderator)]


def _levels_given(bootstrap: Bootstrap, interaction: Interaction) -> list[str]:
    if not interaction.second_moderator:
        return [""]
    start = f"{interaction.main_effects[0]} | {interaction.moderator} = "
    found = [name.partition(", ")[2] for name in bootstrap.names["simple_slopes"] if name.startswith(start)]
    second = f"{interaction.second_moderator} = "
    return [one for one in dict.fromkeys(found) if one.startswith(second) and one.removeprefix(second) in OUTER]


def _slopes_at_values(bootstrap: Bootstrap, interaction: Interaction, given: str, level: float) -> pd.DataFrame:
    end = f", {given}" if given else ""
    names = [f"{interaction.main_effects[0]} | {interaction.moderator} = {value}{end}" for value in (0, 1)]
    found = infer_statistic(bootstrap, "simple_slopes", level, BOUNDS).loc[names].reset_index(drop=True)
    return pd.DataFrame({"at": [0.0, 1.0]}).join(found)


def bootstrap_conditional(
    responses: FloatArray, model: StudyModel, claims: Claims, settings: Settings, resamples: int, seed: int
) -> Bootstrap:
    """Bootstrap each declared moderated mediation in a model of its own with the one product, from the same resamples.

    responses (N, columns of the study's model). Names of both statistics: those of the declarations;
    conditional_indirect_effects is that at the moderator's mean. A resample is converged and admissible where it is in
    every model. plssem's errors where a model is not estimable.
    """
    drawn = {}
    for declared in claims.conditional_mediation:
        base = rival_model(model, claims, declared.model, settings)
        moderated = ModeratedModel(base, (_product(declared.interaction),))
        indicators = select_indicators(responses, base, model.columns)
        drawn[declared] = bootstrap_moderated(indicators, moderated, resamples, seed=seed)
    return _join_conditional(drawn)


def _join_conditional(drawn: Mapping[ConditionalMediation, Bootstrap]) -> Bootstrap:
    found = {
        statistic: [
            find_draws(bootstrap, statistic, f"{one.plain_route} | {one.interaction.moderator}{level}")
            for one, bootstrap in drawn.items()
        ]
        for statistic, level in ((OF_INDEX, ""), (OF_LEVELS, " = mean"))
    }
    first, *_ = bootstraps = list(drawn.values())
    return Bootstrap(
        names=dict.fromkeys(found, tuple(one.name for one in drawn)),
        estimates={statistic: np.array([one.estimate for one in ones]) for statistic, ones in found.items()},
        draws={statistic: np.column_stack([one.resampled for one in ones]) for statistic, ones in found.items()},
        converged=np.all([one.converged for one in bootstraps], axis=0),
        admissible=np.all([one.admissible for one in bootstraps], axis=0),
        seed=first.seed,
        cases=first.cases,
    )


def conditional_table(bootstrap: Bootstrap, claims: Claims, level: float) -> pd.DataFrame:
    """Return `conditional_mediation.csv`: per declaration the index, and the indirect effect at each level.

    path: the moderated one. at: "index", or standard deviations of the moderator from its mean. Dimensionless.
    """
    names = pd.DataFrame(
        [
            {
                "model": one.model,
                "moderated_route": one.route,
                "moderator": one.interaction.moderator,
                "path": str(one.interaction.main_effects[0]),
                "at": at,
            }
            for one in claims.conditional_mediation
            for at in (INDEX, *one.levels)
        ]
    )
    values = [draws for one in claims.conditional_mediation for draws in _conditional_draws(bootstrap, one)]
    return pd.concat([names, infer_draws(values, level)], axis=1)


def _conditional_draws(bootstrap: Bootstrap, declared: ConditionalMediation) -> list[Draws]:
    """Return the index and the indirect effect at each level, which is a line in the moderator."""
    index, at_mean = (find_draws(bootstrap, statistic, declared.name) for statistic in (OF_INDEX, OF_LEVELS))
    at_levels = [
        Draws(at_mean.estimate + level * index.estimate, at_mean.resampled + level * index.resampled)
        for level in declared.levels
    ]
    return [index, *at_levels]


def _product(interaction: Interaction) -> Product:
    return Product(interaction.factor, interaction.moderator, interaction.target, interaction.second_moderator)


@dataclass(frozen=True)
class RivalLoss:
    """Two models' losses for one outcome: rival less model, in squared points of the response scale; above 0 the model
    predicts better. lower, upper: of the t interval.
    """

    estimate: float
    se: float
    t: float
    p: float
    lower: float
    upper: float


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
        return indicators, models, study.columns, predictions(indicators, models, study.columns, folds, how.antecedents)


def predictions(
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
        rows.append(row | vars(_compare(predicted[name], predicted[rival], outcome, len(indicators), level)))
    return pd.DataFrame(rows)


def repeat_comparison(
    predicted: Mapping[str, Prediction], pair: tuple[str, str, str], picks: IntArray, cases: int, level: float
) -> FloatArray:
    """Return t, lower and upper (runs, 3) of a comparison in each run; picks (runs, R): repetitions that it takes."""
    name, rival, outcome = pair
    runs = [
        _compare(_only(predicted[name], pick), _only(predicted[rival], pick), outcome, cases, level) for pick in picks
    ]
    return np.array([[run.t, run.lower, run.upper] for run in runs])


def _compare(model: Prediction, rival: Prediction, outcome: str, cases: int, level: float) -> RivalLoss:
    compared = compare_predictions(model, rival, outcome)
    gain = -compared.difference
    reach = float(scipy.special.stdtrit(cases - 1, (1 + level) / 2)) * compared.standard_error
    return RivalLoss(gain, compared.standard_error, -compared.t, compared.p, gain - reach, gain + reach)


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
