"""Bootstrap inference as columns of a result file."""

from collections.abc import Sequence

import pandas as pd

from plssem import Bootstrap, Inference, inference

__all__ = ["columns", "infer"]


def infer(bootstrap: Bootstrap, statistic: str, confidence_level: float) -> Inference:
    """Infer every element of one statistic from its draws; percentile intervals."""
    return inference(bootstrap.estimates[statistic], bootstrap.draws[statistic], confidence_level)


def columns(bootstrap: Bootstrap, statistic: str, confidence_level: float, fields: Sequence[str]) -> pd.DataFrame:
    """Return one row per element of a statistic, indexed by its name, with the chosen fields of `Inference`."""
    result = infer(bootstrap, statistic, confidence_level)
    index = pd.Index(bootstrap.names[statistic], name="element")
    return pd.DataFrame({field: getattr(result, field) for field in fields}, index=index).rename(
        columns={"standard_error": "se"}
    )
