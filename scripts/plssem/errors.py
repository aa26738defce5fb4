"""Errors of the engine; each message is one line: what is wrong, where, found, expected, what to do."""

from collections.abc import Collection, Iterable
from typing import Self

import numpy as np


class PlsSemError(ValueError):
    """Any error that the engine raises about its input."""

    refusal = True

    def __init__(self, *, what: str, where: str, found: str, expected: str, remedy: str) -> None:
        super().__init__(f"{what}: {where}: found {found}; expected {expected}; {remedy}")
        self.parts = {"what": what, "where": where, "found": found, "expected": expected, "remedy": remedy}

    def locate(self, place: str) -> Self:
        """Return the same error, which says that it is of one place: of one group of cases, say."""
        return type(self)(**{**self.parts, "where": f"{self.parts['where']}, {place}"})


class ModelError(PlsSemError):
    """The model cannot be estimated, whatever the data."""


class DataError(PlsSemError):
    """The data do not allow the model to be estimated."""


class ConvergenceError(PlsSemError):
    """The outer weights still move after the most iterations allowed."""


MINIMUM = {
    "resamples": 2,
    "permutations": 2,
    "studies": 2,
    "folds": 2,
    "cases": 3,
    "repeats": 1,
    "imputations": 2,
    "iterations": 1,
    "donors": 1,
    "segments": 1,
    "starts": 1,
    "threads": 1,
    "seed": 0,
}


def check_counts(**settings: int) -> None:
    """Raise DataError for a setting that is no whole number, or below its minimum."""
    for setting, value in settings.items():
        least = MINIMUM[setting]
        is_count = isinstance(value, int | np.integer) and value >= least
        check_range(setting, value, f"a whole number of {least} or more", inside=is_count)


def check_shares(**settings: float) -> None:
    """Raise DataError for a setting outside (0, 1)."""
    for setting, value in settings.items():
        check_range(setting, value, "between 0 and 1", inside=0 < value < 1)


def check_range(
    where: str,
    found: object,
    expected: str,
    *,
    inside: bool,
    what: str = "setting out of range",
    error: type[PlsSemError] = DataError,
) -> None:
    """Raise DataError, or another error, for a setting that is not inside its range, or an array not of its shape."""
    if not inside:
        raise error(what=what, where=where, found=str(found), expected=expected, remedy="correct it")


def check_known(
    names: Iterable[str], known: Collection[str], *, what: str, where: str, error: type[PlsSemError] = ModelError
) -> None:
    """Raise an error for the first name that is not known; `what` it should be, an option or a part of the model."""
    for name in names:
        if name not in known:
            raise error(
                what=f"unknown {what}",
                where=where,
                found=repr(name),
                expected=f"one of {', '.join(known)}",
                remedy="correct the name",
            )
