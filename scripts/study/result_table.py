"""Read the tables that earlier rules wrote."""

from pathlib import Path

import pandas as pd

__all__ = ["read_result"]


def read_result(path: Path) -> pd.DataFrame:
    """Read a result table digit for digit; an empty cell is a missing value, and nothing else is."""
    return pd.read_csv(path, keep_default_na=False, na_values=[""])
