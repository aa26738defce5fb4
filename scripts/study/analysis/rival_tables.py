"""The result tables of what stands beside the study's model: rival models, mediation, moderation, comparisons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from plssem import (
    Bootstrap,
    Model,
    ModeratedModel,
    Prediction,
    Product,
    accuracy,
    adjusted_r_squared,
    bootstrap,
    bootstrap_moderated,
    compare_predictions,
    construct_scores,
    estimate,
    mediations,
    predict,
    slope_regions,
)
from study.analysis.draws import Draws, find_draws, infer_draws, infer_statistic
from study.analysis.samples import Sample, Settings, engine_model, share_directions
from study.setup.claim_declarations import MAIN, Claims, ConditionalMediation
from study.setup.study_model import Interaction, ModelPath, StudyModel

__all__ = [
    "INDEX",
    "Comparison",
    "bootstrap_conditional",
    "bootstrap_rival",
    "compared_models",
    "comparison_table",
    "conditional_table",
    "mediation_table",
    "moderated_model",
    "moderation_table",
    "predictions",
    "region_table",
    "repeat_comparison",
    "rival_model",
    "rival_table",
    "select_indicators",
    "slope_table",
]

Floats = npt.NDArray[np.float64]
Folds = npt.NDArray[np.int64]
Pairs = Sequence[tuple[str, str, str]]
EFFECTS = {
    "direct": "path_coefficients",
    "specific_indirect": "specific_indirect_effects",
    "total": "total_effects",
}


def rival_model(model: StudyModel, paths: Sequence[str], settings: Settings) -> Model:
    """Return a model of the constructs that the paths join; plssem.ModelError where it is not estimable."""
    ends = [(path.source, path.target) for path in map(ModelPath.parse, paths)]
    joined = {name for pair in ends for name in pair}
    constructs = {name: construct for name, construct in model.constructs.items() if name in joined}
    return Model.from_blocks(
        {name: construct.indicators for name, construct in constructs.items()},
        ends,
        modes={name: construct.mode for name, construct in constructs.items()},
        scheme=settings.scheme,
        max_iterations=settings.max_iterations,
        tolerance=settings.tolerance,
    )


def bootstrap_rival(
    sample: Sample, paths: Sequence[str], settings: Settings, resamples: int, *, seed: int
) -> Bootstrap:
    """Bootstrap the rival model of these paths, whose constructs point as they do in the study's own model."""
    model = rival_model(sample.study, paths, settings)
    indicators = select_indicators(sample.indicators, model, sample.study.indicators)
    directions = share_directions(estimate(sample.indicators, sample.model), model)
    return bootstrap(indicators, model, resamples, seed=seed, reference=directions)


def compared_models(model: StudyModel, claims: Claims, settings: Settings) -> dict[str, Model]:
    """Return the models that some claim compares, the study's own among them, by name."""
    names = dict.fromkeys(name for *compared, _ in claims.comparisons for name in compared)
    return {
        name: engine_model(model, settings) if name == MAIN else rival_model(model, claims.models[name], settings)
        for name in names
    }


def rival_table(bootstraps: Mapping[str, Bootstrap], level: float) -> pd.DataFrame:
    """Return `rival_effects.csv`: direct, specific indirect and total effects in each rival model."""
    parts = {
        (name, kind): infer_statistic(bootstrap, statistic, level)
        for name, bootstrap in bootstraps.items()
        for kind, statistic in EFFECTS.items()
        if bootstrap.names[statistic]
    }
    return pd.concat(parts, names=["model", "kind", "path"]).reset_index()


def mediation_table(bootstraps: Mapping[str, Bootstrap], level: float) -> pd.DataFrame:
    """Return `mediation.csv`: per route the indirect effect, direct and total effect beside it, share, and its type.

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
    ]
    return pd.DataFrame(rows)


def _bounds(name: str, interval: tuple[float, float, float]) -> dict[str, float]:
    estimate, lower, upper = interval
    return {name: estimate, f"{name}_lower": lower, f"{name}_upper": upper}


def moderated_model(base: Model, interactions: Sequence[str]) -> ModeratedModel:
    """Return the model with products such as "X2 * X3 -> Y"; the second factor is the moderator."""
    return ModeratedModel(base, tuple(_product(Interaction.parse(text)) for text in interactions))


def moderation_table(bootstrap: Bootstrap, interactions: Sequence[str], level: float) -> pd.DataFrame:
    """Return `moderation.csv`: effect of each product of standardised scores, with inference and f2; dimensionless."""
    table = infer_statistic(bootstrap, "interaction_effects", level).loc[list(interactions)]
    sizes = infer_statistic(bootstrap, "f_squared", level, ("estimate",))["estimate"]
    table["f_squared"] = sizes.loc[list(interactions)]
    return table.rename_axis("interaction").reset_index()


def slope_table(bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `simple_slopes.csv`: effect of a path at one standard deviation below, at, and above the moderator's mean.

    at: -1, 0 or 1, standard deviations of the moderator. Dimensionless.
    """
    table = infer_statistic(bootstrap, "simple_slopes", level).reset_index()
    parts = table.pop("element").str.extract(r"^(?P<path>.+) \| (?P<moderator>.+) = (?P<at>mean|[+-]\d+)")
    parts["at"] = parts["at"].replace("mean", "0").astype(int)
    return pd.concat([parts, table], axis=1)


FINDINGS = {1.0: "positive", -1.0: "negative", 0.0: "none"}


def region_table(
    bootstrap: Bootstrap, indicators: Floats, base: Model, interactions: Sequence[str], level: float
) -> pd.DataFrame:
    """Return `slope_regions.csv`: at which levels of its moderator, of those observed, an effect is significant.

    indicators (N, K) of the base model. lowest, highest: standard deviations from the mean, to a 200th of the range.
    finding: "positive", "negative", "none" (not significant), or "unknown" where the effect has no interval.
    """
    scores = construct_scores(indicators, estimate(indicators, base))
    rows = []
    for interaction in map(Interaction.parse, interactions):
        observed = scores[:, base.constructs.index(interaction.moderator)]
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
    return pd.DataFrame(rows)


INDEX = "index"
OF_INDEX, OF_LEVELS = "index_of_moderated_mediation", "conditional_indirect_effects"


def bootstrap_conditional(
    responses: Floats, model: StudyModel, claims: Claims, settings: Settings, resamples: int, seed: int
) -> Bootstrap:
    """Bootstrap each declared moderated mediation in a model of its own with the one product, from the same resamples.

    responses: indicators (N, K) in the order of the study's model. Names of both statistics: those of the declarations;
    conditional_indirect_effects is that at the moderator's mean. A resample is converged and admissible where it is in
    every model. plssem's errors where a model is not estimable.
    """
    drawn = {}
    for declared in claims.conditional_mediation:
        paths = claims.models.get(declared.model, [str(path) for path in model.paths])
        base = rival_model(model, paths, settings)
        moderated = ModeratedModel(base, (_product(declared.interaction),))
        indicators = select_indicators(responses, base, model.indicators)
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
    return Product(interaction.factor, interaction.moderator, interaction.target)


@dataclass(frozen=True)
class Comparison:
    """Two models' losses for one outcome: rival less model, in squared points of the response scale; above 0 the model
    predicts better. lower, upper: of the t interval.
    """

    estimate: float
    se: float
    t: float
    p: float
    lower: float
    upper: float


def predictions(
    indicators: Floats, models: Mapping[str, Model], columns: Sequence[str], folds: Folds, antecedents: str
) -> dict[str, Prediction]:
    """Predict by each model from the same folds (R, N); `columns` names the columns of the indicators (N, K)."""
    return {
        name: predict(select_indicators(indicators, model, columns), model, folds, antecedents)
        for name, model in models.items()
    }


def comparison_table(
    indicators: Floats,
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
            row[f"{prefix}q_squared_predict"] = _mean_q_squared(predicted[compared], outcome)
        rows.append(row | vars(_compare(predicted[name], predicted[rival], outcome, len(indicators), level)))
    return pd.DataFrame(rows)


def repeat_comparison(
    predicted: Mapping[str, Prediction], pair: tuple[str, str, str], picks: Folds, cases: int, level: float
) -> Floats:
    """Return t, lower and upper (runs, 3) of a comparison in each run; picks (runs, R): repetitions that it takes."""
    name, rival, outcome = pair
    runs = [
        _compare(_only(predicted[name], pick), _only(predicted[rival], pick), outcome, cases, level) for pick in picks
    ]
    return np.array([[run.t, run.lower, run.upper] for run in runs])


def _compare(model: Prediction, rival: Prediction, outcome: str, cases: int, level: float) -> Comparison:
    compared = compare_predictions(model, rival, outcome)
    gain = -compared.difference
    reach = float(special.stdtrit(cases - 1, (1 + level) / 2)) * compared.standard_error
    return Comparison(gain, compared.standard_error, -compared.t, compared.p, gain - reach, gain + reach)


def _mean_q_squared(prediction: Prediction, outcome: str) -> float:
    of_outcome = [owner == outcome for owner in prediction.owners]
    return float(accuracy(prediction).q_squared_predict[of_outcome].mean())


def _only(prediction: Prediction, chosen: Folds) -> Prediction:
    return replace(
        prediction,
        folds=prediction.folds[chosen],
        by_path_model=prediction.by_path_model[chosen],
        by_linear_model=prediction.by_linear_model[chosen],
        by_average=prediction.by_average[chosen],
    )


def select_indicators(indicators: Floats, model: Model, columns: Sequence[str]) -> Floats:
    """Return the columns that a model has, in its order; `columns` names those of the indicators (N, K)."""
    return indicators[:, [columns.index(name) for name in model.indicators]]
