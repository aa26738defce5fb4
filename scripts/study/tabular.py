"""Write and read result files: tables at full precision and JSON, the same bytes for the same content."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["read_json", "read_table", "write_json", "write_table"]


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV; a missing value is an empty cell."""
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def read_table(path: Path) -> pd.DataFrame:
    """Read a result table digit for digit; an empty cell is a missing value, and nothing else is."""
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


def write_json(content: Any, path: Path) -> None:
    """Write JSON; NaN is refused, for JSON has none."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def read_json(path: Path) -> Any:
    """Read JSON."""
    return json.loads(path.read_text(encoding="utf-8"))
