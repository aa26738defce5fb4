"""The measurement model's result tables."""

from collections.abc import Callable

import pandas as pd

from plssem import Bootstrap, Fit, fornell_larcker, outer_vif
from study.inference_table import columns

__all__ = ["cross_loadings_table", "fornell_larcker_table", "htmt_table", "outer_model_table", "reliability_table"]

RELIABILITIES = {
    "cronbach_alpha": "cronbach_alpha",
    "rho_a": "rho_a",
    "composite_reliability": "composite_reliability",
    "ave": "average_variance_extracted",
}
INFERENCE = ("standard_error", "t", "p", "lower", "upper")


def reliability_table(bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `reliability.csv`: each reliability and the AVE per construct, with its interval (dimensionless)."""
    parts = [
        columns(bootstrap, statistic, level, ("estimate", "lower", "upper")).rename(columns=_named(column, "estimate"))
        for column, statistic in RELIABILITIES.items()
    ]
    return pd.concat(parts, axis=1).rename_axis("construct").reset_index()


def outer_model_table(fit: Fit, bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `outer_model.csv`: loading, weight and VIF per indicator, with the inference of loading and weight."""
    estimates = pd.DataFrame(
        {
            "construct": [fit.model.constructs[owner] for owner in fit.model.owners],
            "outer_loading": bootstrap.estimates["outer_loadings"],
            "outer_weight": bootstrap.estimates["outer_weights"],
            "outer_vif": outer_vif(fit),
        },
        index=pd.Index(fit.model.indicators),
    )
    parts = [
        columns(bootstrap, f"{column}s", level, INFERENCE).rename(columns=_named(column, ""))
        for column in ("outer_loading", "outer_weight")
    ]
    return pd.concat([estimates, *parts], axis=1).rename_axis("indicator").reset_index()


def htmt_table(bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `htmt.csv`: the ratio per pair of constructs, with its interval and one-sided upper bound."""
    table = columns(bootstrap, "htmt", level, ("estimate", "lower", "upper", "upper_one_sided"))
    pairs = table.index.str.split(" ~ ", expand=True)
    names = pd.DataFrame({"construct_1": pairs.get_level_values(0), "construct_2": pairs.get_level_values(1)})
    return pd.concat([names, table.rename(columns={"estimate": "htmt"}).reset_index(drop=True)], axis=1)


def fornell_larcker_table(fit: Fit) -> pd.DataFrame:
    """Return `fornell_larcker.csv`: construct correlations, the square root of the AVE on the diagonal."""
    constructs = pd.Index(fit.model.constructs, name="construct")
    return pd.DataFrame(fornell_larcker(fit), index=constructs, columns=list(constructs)).reset_index()


def cross_loadings_table(fit: Fit) -> pd.DataFrame:
    """Return `cross_loadings.csv`: the correlation of every indicator with every construct."""
    table = pd.DataFrame(fit.cross_loadings, index=list(fit.model.indicators), columns=list(fit.model.constructs))
    table.insert(0, "construct", [fit.model.constructs[owner] for owner in fit.model.owners])
    return table.rename_axis("indicator").reset_index()


def _named(column: str, plain: str) -> Callable[[str], str]:
    """Prefix the fields of a statistic with its column's name; the field `plain` takes the name alone."""
    return lambda field: column if field == plain else f"{column}_{field}"
