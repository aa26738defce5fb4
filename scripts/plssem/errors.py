"""What can be wrong with a model or with data. Every message says what, where, found, expected and what to do.

Settings that are numbers, each refused in the same words where it is out of range.
"""

import numpy as np

__all__ = ["ConvergenceError", "DataError", "ModelError", "PlsSemError", "check_counts", "check_shares", "explain"]


class PlsSemError(ValueError):
    """Any refusal of the engine."""

    refusal = True


class ModelError(PlsSemError):
    """The model cannot be estimated, whatever the data."""


class DataError(PlsSemError):
    """The data do not allow the model to be estimated."""


class ConvergenceError(PlsSemError):
    """The outer weights still move after the most iterations allowed."""


def explain(what: str, where: str, found: str, expected: str, remedy: str) -> str:
    """Word one refusal on one line."""
    return f"{what}: {where}: found {found}; expected {expected}; {remedy}"


LEAST = {"resamples": 2, "permutations": 2, "studies": 2, "folds": 2, "cases": 3, "repeats": 1, "threads": 1, "seed": 0}


def check_counts(**settings: int) -> None:
    """Refuse by a DataError a setting that is no whole number, or less than can be worked with."""
    for setting, value in settings.items():
        if not isinstance(value, int | np.integer) or value < LEAST[setting]:
            expected = f"a whole number of {LEAST[setting]} or more"
            raise DataError(explain("setting out of range", setting, str(value), expected, "correct it"))


def check_shares(**settings: float) -> None:
    """Refuse by a DataError a setting outside (0, 1)."""
    for setting, value in settings.items():
        if not 0 < value < 1:
            raise DataError(explain("setting out of range", setting, str(value), "between 0 and 1", "correct it"))
