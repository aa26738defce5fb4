"""A rerun beside what was published: files by their digests, numbers within their tolerances, words as they are."""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from study.base.files import read_json
from study.results.numbers import Number, read_numbers, scalar
from study.setup.config import read_yaml, validate

__all__ = [
    "ABSENT",
    "FileDifference",
    "Tolerance",
    "ValueDifference",
    "compare_files",
    "compare_values",
    "find_tolerance",
    "is_setting",
    "is_word",
    "read_stated_values",
    "read_tolerances",
    "stated_text",
]

ABSENT = "absent"


@dataclass(frozen=True)
class Tolerance:
    """How far a number whose unit, file and column fit the patterns may lie from the published one.

    absolute in the unit of the number, relative dimensionless; the larger of the two counts.
    """

    absolute: float
    relative: float
    reason: str
    unit: str = "*"
    file: str = "*"
    column: str = "*"

    def concerns(self, number: Number) -> bool:
        """Whether this tolerance is that of a number."""
        pairs = ((number.unit, self.unit), (number.file, self.file), (number.column, self.column))
        return all(fnmatchcase(value, pattern) for value, pattern in pairs)

    def holds(self, published: float, found: float) -> bool:
        """Whether two numbers are the same within this tolerance."""
        return math.isclose(published, found, rel_tol=self.relative, abs_tol=self.absolute)


@dataclass(frozen=True)
class FileDifference:
    """A file that is not as published; change: changed, missing or added. what: data, settings, or the rule of it."""

    name: str
    what: str
    change: str


@dataclass(frozen=True)
class ValueDifference:
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


def read_tolerances(path: Path, schemas: Path) -> tuple[Tolerance, ...]:
    """Read the tolerances in their order; StudyErrors where the file departs from its schema."""
    content = read_yaml(path)
    validate(content, schemas / "tolerances.schema.yaml", path.name)
    return tuple(Tolerance(**entry) for entry in content["tolerances"])


def find_tolerance(number: Number, tolerances: Sequence[Tolerance]) -> Tolerance:
    """Return the first tolerance that concerns a number; the schema demands a last one that concerns all."""
    return next(tolerance for tolerance in tolerances if tolerance.concerns(number))


def read_stated_values(folder: Path) -> dict[str, Number]:
    """Read every number and word that `folder` (published, or the results of a run) states.

    Named by the key of numbers.json, by file, row and column in a table, by name and sample for a check.
    """
    stated = dict(read_numbers(folder / "numbers.json").numbers)
    claims = [path for path in (folder / "claims.csv", folder / "claim_tests.csv") if path.is_file()]
    for path in [*sorted((folder / "tables").glob("*.csv")), *claims]:
        stated |= _table_values(path, path.relative_to(folder).as_posix())
    for check in read_json(folder / "checks.json"):
        name = f"check {check['where']}: {check['name']}"
        stated[name] = Number(check["passed"], "", "checks.json", check["where"], "passed")
    return stated


def is_setting(name: str) -> bool:
    """Whether a name is that of a setting of the configuration, which no run computes."""
    return name.startswith("config.")


def is_word(number: Number) -> bool:
    """Whether a cell states a word or a yes or no, such as a verdict, and no number."""
    return isinstance(number.value, bool | str)


def stated_text(number: Number | None) -> str:
    """Return what a cell states as text; "absent" where there is none."""
    return ABSENT if number is None else str(number.value)


def compare_files(
    published: Mapping[str, str], found: Mapping[str, str], kinds: Mapping[str, str]
) -> tuple[FileDifference, ...]:
    """Compare digests by the name of the file; `kinds` says what each file is."""
    names = [name for name in sorted({*published, *found}) if published.get(name) != found.get(name)]
    return tuple(
        FileDifference(name, kinds.get(name, "file"), _change(name in published, name in found)) for name in names
    )


def compare_values(
    published: Mapping[str, Number], found: Mapping[str, Number], tolerances: Sequence[Tolerance]
) -> tuple[ValueDifference, ...]:
    """Compare what both state, in the order of the published; settings are left to the digests of their files."""
    names = [name for name in dict.fromkeys([*published, *found]) if not is_setting(name)]
    pairs = [(name, published.get(name), found.get(name)) for name in names]
    return tuple(
        _value_difference(name, old, new, tolerances)
        for name, old, new in pairs
        if _comparable(old) != _comparable(new)
    )


def _table_values(path: Path, file: str) -> Iterator[tuple[str, Number]]:
    with path.open(encoding="utf-8", newline="") as stream:
        for index, cells in enumerate(csv.DictReader(stream), start=1):
            row = f"row {index} ({next(iter(cells.values()))})"
            for column, text in cells.items():
                yield f"{file}, {row}, {column}", Number(scalar(text), "dimensionless", file, row, column)


def _change(is_published: bool, is_found: bool) -> str:
    if not is_found:
        return "missing"
    return "changed" if is_published else "added"


def _comparable(number: Number | None) -> tuple[type, object] | None:
    """Return the value with its type, so that yes is not 1; whole numbers are numbers as others."""
    if number is None:
        return None
    kind = float if isinstance(number.value, int | float) and not is_word(number) else type(number.value)
    return kind, number.value


def _value_difference(
    name: str, published: Number | None, found: Number | None, tolerances: Sequence[Tolerance]
) -> ValueDifference:
    kind = "number"
    within = False
    if published is None or found is None:
        kind = "presence"
        allowed = "in both"
    elif is_word(published) or is_word(found):
        kind = "word"
        allowed = "the same"
    else:
        tolerance = find_tolerance(published, tolerances)
        within = _is_within(published, found, tolerance)
        allowed = f"{tolerance.absolute:g} or {tolerance.relative:g} of it: {tolerance.reason}"
    return ValueDifference(name, kind, stated_text(published), stated_text(found), within, allowed)


def _is_within(published: Number, found: Number, tolerance: Tolerance) -> bool:
    before = published.value
    after = found.value
    # An empty cell is no number: nothing is near it.
    return isinstance(before, int | float) and isinstance(after, int | float) and tolerance.holds(before, after)
