"""The smallest effect that a study could have found."""

import numpy as np
from scipy import special

from plssem.arrays import FloatArray
from plssem.settings import check_shares

__all__ = ["minimum_detectable_effect", "smallest_with_power"]


def minimum_detectable_effect(
    standard_errors: FloatArray, significance_level: float = 0.05, power: float = 0.80
) -> FloatArray:
    """Return the effects (...,) that a two-sided test at this level finds with this power, in units of the errors.

    (z(1 - alpha / 2) + z(power)) standard error; the sum is 2.802 at 5 % and 80 %. NaN where the error is.
    ASSUME: the standard error does not depend on the effect.
    Bloom, H. S. (1995). Minimum detectable effects: A simple way to report the statistical power of experimental
    designs. Evaluation Review, 19(5), 547-556. doi:10.1177/0193841X9501900504.
    DataError for a level or a power outside (0, 1).
    """
    check_shares(significance_level=significance_level, power=power)
    return np.asarray((special.ndtri(1 - significance_level / 2) + special.ndtri(power)) * standard_errors)


def smallest_with_power(effects: FloatArray, powers: FloatArray, power: float = 0.80) -> float:
    """Return the effect, in ascending effects (E,), at which simulated powers (E,) first reach a power.

    Interpolated linearly between the last effect below and the first at or above it; NaN powers are left out. NaN
    where none reaches it, the first effect where that already does.
    """
    known = np.isfinite(powers)
    sizes, reached = effects[known], powers[known] >= power
    if not reached.any():
        return float("nan")
    first = int(np.argmax(reached))
    if first == 0:
        return float(sizes[0])
    below, above = powers[known][first - 1 : first + 1]
    return float(sizes[first - 1] + (power - below) / (above - below) * (sizes[first] - sizes[first - 1]))
