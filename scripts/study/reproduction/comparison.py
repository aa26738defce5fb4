"""How far a number may lie from the published one and still count as the same, as config/tolerances.yaml declares.

Everything a publication states, cell by cell under one name each: numbers, tables, claims and checks.

A rerun beside what was published: files by their digests, numbers within their tolerances, words as they are.
"""

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from study.base.files import read_json
from study.results.numbers import Number, read_numbers, scalar
from study.setup.config import read_yaml, validate

__all__ = [
    "Difference",
    "FileDifference",
    "Tolerance",
    "compare_files",
    "compare_quantities",
    "is_setting",
    "quantities",
    "read_tolerances",
    "spoken",
    "tolerance_of",
]


@dataclass(frozen=True)
class Tolerance:
    """A tolerance for the numbers whose unit, file and column fit its patterns.

    absolute in the unit of the number, relative dimensionless; the larger of the two counts.
    """

    unit: str
    file: str
    column: str
    absolute: float
    relative: float
    reason: str

    def concerns(self, number: Number) -> bool:
        """Whether this tolerance is that of a number."""
        pairs = ((number.unit, self.unit), (number.file, self.file), (number.column, self.column))
        return all(fnmatchcase(value, pattern) for value, pattern in pairs)

    def holds(self, published: float, found: float) -> bool:
        """Whether two numbers are the same within this tolerance."""
        return math.isclose(published, found, rel_tol=self.relative, abs_tol=self.absolute)


def read_tolerances(path: Path, schemas: Path) -> tuple[Tolerance, ...]:
    """Read the tolerances in their order; StudyErrors where the file departs from its schema."""
    content = read_yaml(path)
    validate(content, schemas / "tolerances.schema.yaml", path.name)
    return tuple(_tolerance(entry) for entry in content["tolerances"])


def tolerance_of(number: Number, tolerances: Sequence[Tolerance]) -> Tolerance:
    """Return the first tolerance that concerns a number; the schema demands a last one that concerns all."""
    return next(tolerance for tolerance in tolerances if tolerance.concerns(number))


def _tolerance(entry: Mapping[str, Any]) -> Tolerance:
    unit, file, column = (str(entry.get(key, "*")) for key in ("unit", "file", "column"))
    return Tolerance(unit, file, column, float(entry["absolute"]), float(entry["relative"]), entry["reason"])


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


@dataclass(frozen=True)
class FileDifference:
    """A file that is not as published; change: changed, missing or added. what: data, settings, or the rule of it."""

    name: str
    what: str
    change: str


@dataclass(frozen=True)
class Difference:
    """A number or word that is not the published one.

    kind: number, word (a verdict, a yes or no, a label), or presence (only one of the two has it). within: whether
    the tolerance of the number, `allowed` in words, holds; never for words.
    """

    name: str
    kind: str
    published: str
    found: str
    within: bool
    allowed: str


def compare_files(
    published: Mapping[str, str], found: Mapping[str, str], what: Mapping[str, str]
) -> tuple[FileDifference, ...]:
    """Compare digests by the name of the file; `what` says what each file is."""
    changes = {
        name: "missing" if name not in found else "added" if name not in published else "changed"
        for name in sorted({*published, *found})
        if published.get(name) != found.get(name)
    }
    return tuple(FileDifference(name, what.get(name, "file"), change) for name, change in changes.items())


def compare_quantities(
    published: Mapping[str, Number], found: Mapping[str, Number], tolerances: Sequence[Tolerance]
) -> tuple[Difference, ...]:
    """Compare what both state, in the order of the published; settings are left to the digests of their files."""
    names = [name for name in dict.fromkeys([*published, *found]) if not is_setting(name)]
    differing = [name for name in names if _value(published, name) != _value(found, name)]
    return tuple(_difference(name, published.get(name), found.get(name), tolerances) for name in differing)


def _value(stated: Mapping[str, Number], name: str) -> tuple[type, object] | None:
    return (_kind(stated[name]), stated[name].value) if name in stated else None


def _kind(number: Number) -> type:
    return float if isinstance(number.value, int | float) and not spoken(number) else type(number.value)


def _difference(
    name: str, published: Number | None, found: Number | None, tolerances: Sequence[Tolerance]
) -> Difference:
    if published is None or found is None:
        one, other = ("absent" if number is None else str(number.value) for number in (published, found))
        return Difference(name, "presence", one, other, within=False, allowed="in both")
    if spoken(published) or spoken(found):
        return Difference(name, "word", str(published.value), str(found.value), within=False, allowed="the same")
    tolerance = tolerance_of(published, tolerances)
    within = _within(published, found, tolerance)
    allowed = f"{tolerance.absolute:g} or {tolerance.relative:g} of it: {tolerance.reason}"
    return Difference(name, "number", str(published.value), str(found.value), within, allowed)


def _within(published: Number, found: Number, tolerance: Tolerance) -> bool:
    one, other = published.value, found.value
    # An empty cell is no number: nothing is near it.
    return isinstance(one, int | float) and isinstance(other, int | float) and tolerance.holds(one, other)
