"""The instrument test: item-total correlations, the criteria, and the verdict on the instrument."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import Model, critical_correlation, item_total_correlations

__all__ = ["instrument_verdict", "item_total_table"]

LEVELS = {
    "average_variance_extracted": "ave",
    "cronbach_alpha": "cronbach_alpha",
    "composite_reliability": "composite_reliability",
}


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
    tables = [("outer_loading", outer.set_index("indicator")["outer_loading"])]
    tables += [(criterion, reliability.set_index("construct")[column]) for criterion, column in LEVELS.items()]
    for criterion, values in tables:
        for where, value in values[~(values > criteria[criterion])].items():
            yield {
                "criterion": criterion,
                "where": where,
                "value": None if np.isnan(value) else float(value),
                "threshold": criteria[criterion],
            }
