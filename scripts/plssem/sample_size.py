"""How many cases a path needs, and which path a number of cases detects: the inverse square root method.

Kock, N., & Hadaya, P. (2018). Minimum sample size estimation in PLS-SEM: The inverse square root and gamma-exponential
methods. Information Systems Journal, 28(1), 227-261. doi:10.1111/isj.12131.
"""

import math

from scipy import special

from plssem.errors import DataError, explain
from plssem.settings import check_shares

__all__ = ["detectable_path", "required_cases"]


def required_cases(minimum_path: float, significance_level: float = 0.05, power: float = 0.80) -> int:
    """Return the fewest cases N with which a standardised path of this size is found significant, one-sided.

    N is the smallest whole number above ((z(1 - alpha) + z(power)) / |path|)2; the sum is 2.486 at 5 % and 80 %.
    DataError for a path outside (0, 1] in size, a level or a power outside (0, 1).
    """
    if not 0 < abs(minimum_path) <= 1:
        raise DataError(
            explain("path out of range", "minimum_path", str(minimum_path), "0 < |path| <= 1", "correct it")
        )
    return math.floor((_constant(significance_level, power) / minimum_path) ** 2) + 1


def detectable_path(cases: int, significance_level: float = 0.05, power: float = 0.80) -> float:
    """Return the smallest standardised path that N cases find significant, one-sided, with this power.

    DataError for no cases, a level or a power outside (0, 1).
    """
    if cases < 1:
        raise DataError(explain("too few cases", "sample size", str(cases), "at least 1", "correct it"))
    return _constant(significance_level, power) / math.sqrt(cases)


def _constant(significance_level: float, power: float) -> float:
    check_shares(significance_level=significance_level, power=power)
    if power <= significance_level:
        raise DataError(
            explain("power without a test", "power", str(power), f"more than {significance_level}", "correct it")
        )
    return float(special.ndtri(1 - significance_level) + special.ndtri(power))
