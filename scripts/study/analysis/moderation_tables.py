"""The result tables of moderation, and of mediation that depends on a moderator."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from plssem import (
    Bootstrap,
    FloatArray,
    ModeratedModel,
    Product,
    bootstrap_moderated,
    construct_scores,
    estimate,
    slope_band,
    slope_regions,
)
from study.analysis.draws import BOUNDS, Draws, find_draws, infer_draws, infer_statistic
from study.analysis.rival_tables import FINDINGS, rival_model, select_indicators
from study.analysis.samples import Settings, engine_model
from study.setup.claim_declarations import Claims, ConditionalMediation
from study.setup.study_model import Interaction, StudyModel

ALONG = r"(?P<path>.+) \| (?P<moderator>[^,]+) = (?P<at>mean|[+-]\d+ SD)"
STEPS = 100  # of a band over the range of its moderator
OUTER = ("-1 SD", "+1 SD", "0", "1")  # levels of a second moderator at which a band is drawn
INDEX = "index"
OF_INDEX = "index_of_moderated_mediation"
OF_LEVELS = "conditional_indirect_effects"


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
