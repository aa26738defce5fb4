"""The measurement model's result tables, and the test of the instrument by them."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import Bootstrap, Fit, Model, critical_correlation, fornell_larcker, item_total_correlations, outer_vif
from study.analysis.draws import BOUNDS, NUMBERS, infer_statistic, prefix_columns
from study.base.files import number
from study.setup.study_model import StudyModel

__all__ = [
    "cross_loadings_table",
    "fornell_larcker_table",
    "htmt_table",
    "instrument_verdict",
    "item_total_table",
    "outer_model_table",
    "reliability_table",
    "without_controls",
]

RELIABILITIES = {
    "cronbach_alpha": "cronbach_alpha",
    "rho_a": "rho_a",
    "composite_reliability": "composite_reliability",
    "ave": "average_variance_extracted",
}


def reliability_table(bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `reliability.csv`: each reliability and the AVE per construct, with its interval (dimensionless)."""
    tables = [
        prefix_columns(infer_statistic(bootstrap, statistic, level, BOUNDS), column)
        for column, statistic in RELIABILITIES.items()
    ]
    return pd.concat(tables, axis=1).rename_axis("construct").reset_index()


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
    inferred = [
        prefix_columns(infer_statistic(bootstrap, f"{column}s", level, NUMBERS[1:]), column)
        for column in ("outer_loading", "outer_weight")
    ]
    return pd.concat([estimates, *inferred], axis=1).rename_axis("indicator").reset_index()


def htmt_table(bootstrap: Bootstrap, level: float) -> pd.DataFrame:
    """Return `htmt.csv`: the ratio per pair of constructs, with its interval and one-sided upper bound."""
    table = infer_statistic(bootstrap, "htmt", level, (*BOUNDS, "upper_one_sided"))
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


def without_controls(table: pd.DataFrame, model: StudyModel) -> pd.DataFrame:
    """Return a table without rows and columns of control variables: a single answer has no measurement to assess."""
    named = [name for name in ("construct", "construct_1", "construct_2") if name in table]
    own = ~table[named].isin(list(model.observed)).any(axis=1)
    return table.loc[own, [name for name in table.columns if name not in model.observed]].reset_index(drop=True)


def item_total_table(indicators: npt.NDArray[np.float64], model: Model, significance_level: float) -> pd.DataFrame:
    """Return `item_total.csv`: r of each item with its construct's sum, with the item in it and left out of it.

    An item is valid where both exceed the critical r; a single item has no corrected r (NaN), and the other decides.
    """
    totals = item_total_correlations(indicators, model)
    critical = critical_correlation(len(indicators), significance_level)
    return pd.DataFrame(
        {
            "indicator": model.indicators,
            "construct": [model.constructs[owner] for owner in model.owners],
            "r": totals.uncorrected,
            "r_corrected": totals.corrected,
            "critical_r": critical,
            "valid": (totals.uncorrected > critical) & ((totals.corrected > critical) | np.isnan(totals.corrected)),
        }
    )


def instrument_verdict(outer: pd.DataFrame, reliability: pd.DataFrame, criteria: Mapping[str, float]) -> dict[str, Any]:
    """Return `verdict.json`: fit for use where every criterion is exceeded; a value that is missing fails."""
    failed = list(_failed(outer, reliability, criteria))
    return {"fit_for_use": not failed, "failed": failed}


def _failed(outer: pd.DataFrame, reliability: pd.DataFrame, criteria: Mapping[str, float]) -> Iterator[dict[str, Any]]:
    judged = {"outer_loading": outer.set_index("indicator")["outer_loading"]}
    for criterion in ("average_variance_extracted", "cronbach_alpha", "composite_reliability"):
        column = next(name for name, statistic in RELIABILITIES.items() if statistic == criterion)
        judged[criterion] = reliability.set_index("construct")[column]
    for criterion, values in judged.items():
        threshold = criteria[criterion]
        for where, value in values[~(values > threshold)].items():
            yield {"criterion": criterion, "where": where, "value": number(value), "threshold": threshold}
