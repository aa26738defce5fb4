"""Everything a publication states, cell by cell under one name each: numbers, tables, claims and checks."""

import csv
from pathlib import Path

from study.numbers import Number, read_numbers, scalar
from study.tabular import read_json

__all__ = ["is_setting", "quantities", "spoken"]


def quantities(folder: Path) -> dict[str, Number]:
    """Read every number and word that `folder` (published, or the results of a run) states.

    Named by the key of numbers.json, by file, row and column in a table, by name and place for a check.
    """
    stated = dict(read_numbers(folder / "numbers.json").numbers)
    tables = sorted((folder / "tables").glob("*.csv"))
    claims = [path for path in (folder / "claims.csv", folder / "claim_tests.csv") if path.is_file()]
    for path in [*tables, *claims]:
        stated |= _cells(path, path.relative_to(folder).as_posix())
    return stated | _checks(folder / "checks.json")


def is_setting(name: str) -> bool:
    """Whether a name is that of a setting of the configuration, which no run computes."""
    return name.startswith("config.")


def spoken(number: Number) -> bool:
    """Whether a cell states a word or a yes or no, such as a verdict, and no number."""
    return isinstance(number.value, bool | str)


def _cells(path: Path, file: str) -> dict[str, Number]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    cells = [
        (f"row {index} ({next(iter(row.values()))})", column, text)
        for index, row in enumerate(rows, start=1)
        for column, text in row.items()
    ]
    return {
        f"{file}, {row}, {column}": Number(scalar(text), "dimensionless", file, row, column)
        for row, column, text in cells
    }


def _checks(path: Path) -> dict[str, Number]:
    return {
        f"check {check['where']}: {check['name']}": Number(check["passed"], "", "checks.json", check["where"], "passed")
        for check in read_json(path)
    }
