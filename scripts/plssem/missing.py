"""Missing answers: the cases that have none, or the indicator's mean in their place.

Little, R. J. A., & Rubin, D. B. (2019). Statistical Analysis with Missing Data (3rd ed.). Wiley.
doi:10.1002/9781119482260. It advises against both where more than a few answers are missing.
"""

import numpy as np

from plssem.answers import answers_of
from plssem.arrays import BoolArray, FloatArray
from plssem.errors import DataError, explain

__all__ = ["complete_cases", "mean_replaced"]


def complete_cases(indicators: FloatArray, names: tuple[str, ...]) -> BoolArray:
    """Tell which cases of indicators (N, K) answered everything (N,): casewise is to keep only those.

    names: of the K indicators, in their order. A missing answer is NaN. DataError as for `estimate` for what is no
    table of numbers.
    """
    return np.asarray(~np.isnan(answers_of(indicators, names)).any(axis=1))


def mean_replaced(indicators: FloatArray, names: tuple[str, ...]) -> FloatArray:
    """Return indicators (N, K) with the mean of its answers in the place of each indicator's missing ones (NaN).

    ASSUME: answers are missing at random enough for the mean of the others to stand in for them. Correlations come out
    smaller than those of the answers given, and resamples do not show it. DataError as for `complete_cases`, and for an
    indicator that nobody answered.
    """
    answers = answers_of(indicators, names)
    missing = np.isnan(answers)
    for name, column in zip(names, missing.T, strict=True):
        if column.all():
            raise DataError(
                explain("indicator that nobody answered", f"indicator {name}", "no answer", "some", "check its column")
            )
    return np.where(missing, np.nanmean(answers, axis=0), answers)
