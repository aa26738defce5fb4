"""How far a number may lie from the published one and still count as the same, as config/tolerances.yaml declares."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from study.config import read_yaml, validate
from study.numbers import Number

__all__ = ["Tolerance", "read_tolerances", "tolerance_of"]


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
