"""Single items: item-total correlations, skewness and kurtosis."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special  # not scipy.stats, whose import takes longer than all of the engine

from plssem.answers import parse_answers
from plssem.arrays import FloatArray
from plssem.correlations import standardise
from plssem.errors import DataError, check_shares
from plssem.model import Model


@dataclass(frozen=True, eq=False)
class ItemTotals:
    """Pearson correlations of each indicator with the sum of its block: with itself in the sum, and without; (K,)."""

    uncorrected: FloatArray
    corrected: FloatArray


def item_total_correlations(indicators: FloatArray, model: Model) -> ItemTotals:
    """Correlate each indicator, of (N, K) on the response scale, with the sum over its construct's indicators.

    Dimensionless. corrected is NaN for a single-item construct and where the rest of the block does not vary.
    DataError for a constant indicator, a missing value, fewer than 3 cases.
    """
    answers = parse_answers(indicators, model.indicators)
    standardise(answers, model.indicators)
    totals = answers @ model.measurement_model.astype(np.float64)
    totals = totals[:, model.owners]
    return ItemTotals(_correlate_columns(answers, totals), _correlate_columns(answers, totals - answers))


def critical_correlation(cases: int, significance_level: float = 0.05) -> float:
    """Return the size a Pearson correlation of N cases must exceed to be significant, two-sided.

    r = t / sqrt(N - 2 + t2), t the quantile of Student's t with N - 2 degrees of freedom: exact for normal data.
    DataError for fewer than 3 cases and for a level outside (0, 1).

    >>> round(critical_correlation(30), 3)
    0.361
    """
    if cases < 3:
        raise DataError(
            what="too few cases",
            where="critical correlation",
            found=str(cases),
            expected="at least 3",
            remedy="collect more",
        )
    check_shares(significance_level=significance_level)
    t = -float(special.stdtrit(cases - 2, significance_level / 2))
    return t / math.hypot(math.sqrt(cases - 2), t)


def _correlate_columns(first: FloatArray, second: FloatArray) -> FloatArray:
    """Correlate column with column, (N, K) with (N, K): (K,); NaN where a column of the second does not vary."""
    first = first - first.mean(axis=0)
    second = second - second.mean(axis=0)
    size = np.sqrt((second**2).sum(axis=0))
    varies = size > 1e-12 * np.sqrt((first**2).sum(axis=0))
    scale = np.sqrt((first**2).sum(axis=0)) * np.where(varies, size, np.nan)
    return np.asarray((first * second).sum(axis=0) / scale)


def skewness(values: FloatArray) -> float:
    """Return the adjusted skewness G1 of one variable (N,), dimensionless, as SPSS and Excel print it.

    G1 = sqrt(N (N - 1)) / (N - 2) m3 / m2^1.5 with central moments m of divisor N. NaN for fewer than 3 values and for
    a constant. Joanes, D. N., & Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis. The
    Statistician, 47(1), 183-189. doi:10.1111/1467-9884.00122.

    >>> round(skewness(np.array([1.0, 1, 4])), 3)
    1.732
    """
    cases = len(values)
    if cases < 3 or not np.ptp(values) > 0:
        return float("nan")
    return float(
        np.sqrt(cases * (cases - 1)) / (cases - 2) * _central_moment(values, 3) / _central_moment(values, 2) ** 1.5
    )


def excess_kurtosis(values: FloatArray) -> float:
    """Return the adjusted excess kurtosis G2 of one variable (N,), dimensionless, 0 under normality.

    G2 = (N - 1) / ((N - 2)(N - 3)) ((N + 1)(m4 / m2^2 - 3) + 6). NaN for fewer than 4 values and for a constant.
    Source as for `skewness`.

    >>> round(excess_kurtosis(np.array([1.0, 2, 3, 4, 5])), 3)
    -1.2
    """
    cases = len(values)
    if cases < 4 or not np.ptp(values) > 0:
        return float("nan")
    excess = _central_moment(values, 4) / _central_moment(values, 2) ** 2 - 3
    return float((cases - 1) / ((cases - 2) * (cases - 3)) * ((cases + 1) * excess + 6))


def _central_moment(values: FloatArray, power: int) -> float:
    return float(((values - values.mean()) ** power).mean())
