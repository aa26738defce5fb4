"""Settings that are numbers, each refused in the same words where it is out of range."""

import numpy as np

from plssem.errors import DataError, explain

__all__ = ["check_counts", "check_shares"]

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
