"""Required sample size and smallest detectable effect, by normal approximations.

Inverse square root method: Kock, N., & Hadaya, P. (2018). Minimum sample size estimation in PLS-SEM: The inverse
square root and gamma-exponential methods. Information Systems Journal, 28(1), 227-261. doi:10.1111/isj.12131.
"""

import math

import numpy as np
from scipy import special

from plssem.arrays import FloatArray
from plssem.errors import DataError, check_shares


def required_cases(minimum_path: float, significance_level: float = 0.05, power: float = 0.80) -> int:
    """Return the fewest cases N with which a standardised path of this size is found significant, one-sided.

    N is the smallest whole number above ((z(1 - alpha) + z(power)) / |path|)2; the sum is 2.486 at 5 % and 80 %.
    DataError for a path outside (0, 1] in size, a level or a power outside (0, 1).

    >>> required_cases(0.2)
    155
    """
    if not 0 < abs(minimum_path) <= 1:
        raise DataError(
            what="path out of range",
            where="minimum_path",
            found=str(minimum_path),
            expected="0 < |path| <= 1",
            remedy="correct it",
        )
    return math.floor((_sum_of_quantiles(significance_level, power) / minimum_path) ** 2) + 1


def detectable_path(cases: int, significance_level: float = 0.05, power: float = 0.80) -> float:
    """Return the smallest standardised path that N cases find significant, one-sided, with this power.

    DataError for no cases, a level or a power outside (0, 1).

    >>> round(detectable_path(155), 3)
    0.2
    """
    if cases < 1:
        raise DataError(
            what="too few cases", where="sample size", found=str(cases), expected="at least 1", remedy="correct it"
        )
    return _sum_of_quantiles(significance_level, power) / math.sqrt(cases)


def _sum_of_quantiles(significance_level: float, power: float) -> float:
    check_shares(significance_level=significance_level, power=power)
    if power <= significance_level:
        raise DataError(
            what="power without a test",
            where="power",
            found=str(power),
            expected=f"more than {significance_level}",
            remedy="correct it",
        )
    return float(special.ndtri(1 - significance_level) + special.ndtri(power))


def minimum_detectable_effect(
    standard_errors: FloatArray, significance_level: float = 0.05, power: float = 0.80
) -> FloatArray:
    """Return the effects (...,) that a two-sided test at this level finds with this power, in units of the errors.

    (z(1 - alpha / 2) + z(power)) standard error; the sum is 2.802 at 5 % and 80 %. NaN where the error is.
    ASSUME: the standard error does not depend on the effect.
    Bloom, H. S. (1995). Minimum detectable effects: A simple way to report the statistical power of experimental
    designs. Evaluation Review, 19(5), 547-556. doi:10.1177/0193841X9501900504.
    DataError for a level or a power outside (0, 1).

    >>> minimum_detectable_effect(np.array([0.1])).round(3)
    array([0.28])
    """
    check_shares(significance_level=significance_level, power=power)
    return np.asarray((special.ndtri(1 - significance_level / 2) + special.ndtri(power)) * standard_errors)


def smallest_with_power(effects: FloatArray, powers: FloatArray, power: float = 0.80) -> float:
    """Return the effect, in ascending effects (E,), at which simulated powers (E,) first reach a power.

    Interpolated linearly between the last effect below and the first at or above it; NaN powers are left out. NaN
    where none reaches it, the first effect where its power does.

    >>> round(smallest_with_power(np.array([0.1, 0.2, 0.3]), np.array([0.2, 0.7, 0.9])), 3)
    0.25
    """
    known = np.isfinite(powers)
    sizes = effects[known]
    reached = powers[known] >= power
    if not reached.any():
        return float("nan")
    first = int(np.argmax(reached))
    if first == 0:
        return float(sizes[0])
    below, above = powers[known][first - 1 : first + 1]
    return float(sizes[first - 1] + (power - below) / (above - below) * (sizes[first] - sizes[first - 1]))
