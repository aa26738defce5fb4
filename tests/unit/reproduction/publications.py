"""Publications made up for the tests of freezing and verifying; nothing here is a result."""

import json
from collections.abc import Mapping
from pathlib import Path

from study.results.numbers import Number, Numbers, number_file


def number(
    value: object, column: str = "estimate", unit: str = "dimensionless", file: str = "full/paths.csv"
) -> Number:
    assert value is None or isinstance(value, bool | int | float | str)
    return Number(value, unit, file, "X->Y", column)


def write_publication(folder: Path, numbers: Mapping[str, Number], table: str, passed: bool = True) -> Path:
    """Write the stated files: numbers.json, one table, one check."""
    (folder / "tables").mkdir(parents=True)
    (folder / "numbers.json").write_text(number_file(Numbers("simulated", {"en": "SIMULATED"}, numbers)), "utf-8")
    (folder / "tables" / "paths.csv").write_text(table, encoding="utf-8")
    check = {"name": "rows agree", "where": "full", "severity": "error", "passed": passed, "detail": "1 and 1"}
    (folder / "checks.json").write_text(json.dumps([check]), encoding="utf-8")
    return folder
