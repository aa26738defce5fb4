"""What stands beside the study's model: rival models with other paths and their mediation, and moderation."""

from collections.abc import Mapping, Sequence

import pandas as pd

from plssem import Bootstrap, Model, ModeratedModel, Product, mediations
from study.analysis.draws import infer_statistic
from study.analysis.samples import Settings, engine_model
from study.setup.claim_declarations import MAIN, Claims
from study.setup.study_model import Interaction, ModelPath, StudyModel

__all__ = [
    "compared_models",
    "mediation_table",
    "moderated_model",
    "moderation_table",
    "rival_model",
    "rival_table",
    "slope_table",
]

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


def _product(interaction: Interaction) -> Product:
    return Product(interaction.factor, interaction.moderator, interaction.target)
