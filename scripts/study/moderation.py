"""Moderation: products of construct scores as antecedents, with the slopes at levels of the moderator."""

from collections.abc import Sequence

import pandas as pd

from plssem import Bootstrap, Model, ModeratedModel, Product
from study.inference_table import columns

__all__ = ["moderated_model", "moderation_table", "slope_table"]

ARROW, TIMES = " -> ", " * "
FIELDS = ("estimate", "standard_error", "t", "p", "lower", "upper")


def moderated_model(base: Model, interactions: Sequence[str]) -> ModeratedModel:
    """Return the model with products such as "X2 * X3 -> Y"; the second factor is the moderator."""
    return ModeratedModel(base, tuple(_product(one) for one in interactions))


def moderation_table(bootstrap: Bootstrap, interactions: Sequence[str], level: float) -> pd.DataFrame:
    """Return `moderation.csv`: effect of each product of standardised scores, with inference and f2; dimensionless."""
    table = columns(bootstrap, "interaction_effects", level, FIELDS).loc[list(interactions)]
    sizes = columns(bootstrap, "f_squared", level, ("estimate",))["estimate"]
    table["f_squared"] = sizes.loc[list(interactions)]
    return table.rename_axis("interaction").reset_index()


def slope_table(bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `simple_slopes.csv`: effect of a path at one standard deviation below, at, and above the moderator's mean.

    at: -1, 0 or 1, standard deviations of the moderator. Dimensionless.
    """
    table = columns(bootstrap, "simple_slopes", level, FIELDS).reset_index()
    parts = table.pop("element").str.extract(r"^(?P<path>.+) \| (?P<moderator>.+) = (?P<at>mean|[+-]\d+)")
    parts["at"] = parts["at"].replace("mean", "0").astype(int)
    return pd.concat([parts, table], axis=1)


def _product(interaction: str) -> Product:
    factors, target = interaction.split(ARROW)
    first, second = factors.split(TIMES)
    return Product(first, second, target)
