"""Skewness and kurtosis of single variables."""

import numpy as np

from plssem.arrays import FloatArray

__all__ = ["excess_kurtosis", "skewness"]


def skewness(values: FloatArray) -> float:
    """Return the adjusted skewness G1 of one variable (N,), dimensionless, as SPSS and Excel print it.

    G1 = sqrt(N (N - 1)) / (N - 2) m3 / m2^1.5 with central moments m of divisor N. NaN for fewer than 3 values and for
    a constant. Joanes, D. N., & Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis. The
    Statistician, 47(1), 183-189. doi:10.1111/1467-9884.00122.
    """
    cases = len(values)
    if cases < 3 or not np.ptp(values) > 0:
        return float("nan")
    return float(np.sqrt(cases * (cases - 1)) / (cases - 2) * _moment(values, 3) / _moment(values, 2) ** 1.5)


def excess_kurtosis(values: FloatArray) -> float:
    """Return the adjusted excess kurtosis G2 of one variable (N,), dimensionless, 0 under normality.

    G2 = (N - 1) / ((N - 2)(N - 3)) ((N + 1)(m4 / m2^2 - 3) + 6). NaN for fewer than 4 values and for a constant.
    Source as for `skewness`.
    """
    cases = len(values)
    if cases < 4 or not np.ptp(values) > 0:
        return float("nan")
    excess = _moment(values, 4) / _moment(values, 2) ** 2 - 3
    return float((cases - 1) / ((cases - 2) * (cases - 3)) * ((cases + 1) * excess + 6))


def _moment(values: FloatArray, power: int) -> float:
    return float(((values - values.mean()) ** power).mean())
