"""Inference from resamples: standard errors, t, p, and intervals.

Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. doi:10.1201/9780429246593.
Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical Association, 82(397),
171-185. doi:10.1080/01621459.1987.10478410.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import scipy

from plssem.arrays import FloatArray, IntArray
from plssem.bootstrap import Bootstrap
from plssem.errors import DataError, check_known, check_range, check_shares
from plssem.statistics import INTERVALS, StatisticKind, statistic_kind

# Takes the share of the distribution below the bound, returns the bounds of M values (M,).
Bound = Callable[[float], FloatArray]
# Spread of draws, relative to their size, at or below which they differ by rounding only.
RELATIVE_SPREAD = 1e-12


def percentile_bound(draws: FloatArray) -> Bound:
    """Return the quantiles of the draws (B, M) as bound; NaN draws are left out."""
    ordered, used = _sort_finite(draws)
    return lambda share: _quantile(ordered, used, np.full(used.shape, share))


def bias_corrected_bound(estimates: FloatArray, draws: FloatArray, jackknife: FloatArray | None = None) -> Bound:
    """Return the quantiles of the draws (B, M) at shares corrected for bias and, by jackknife values (N, M), skewness.

    The share of z becomes Phi(z0 + (z0 + z)/(1 - a (z0 + z))): z0 from the share of draws below the estimate, ties
    counting half; acceleration a = sum of d^3 / (6 (sum of d^2)^1.5), d the mean of the jackknife less each of its
    values; 0 without. NaN draws and NaN jackknife values are left out. NaN where every draw lies on one side of the
    estimate; no correction where the draws do not vary.
    """
    ordered, used = _sort_finite(draws)
    varies = ~(_quantile(ordered, used, np.ones(used.shape)) - ordered[0] <= RELATIVE_SPREAD * np.abs(estimates))
    below = (ordered < estimates).sum(axis=0) + (ordered == estimates).sum(axis=0) / 2
    bias = scipy.special.ndtri(below / np.where(used > 0, used, np.nan))
    bias = np.where(varies, np.where(np.isfinite(bias), bias, np.nan), 0.0)
    acceleration = np.zeros(bias.shape)
    if jackknife is not None:
        finite = np.isfinite(jackknife)
        # From the mean of the jackknife, as Efron, not from the estimate.
        distances = np.where(finite, _mean_and_error(jackknife, finite.sum(axis=0))[0] - jackknife, 0.0)
        spread = (distances**2).sum(axis=0) ** 1.5
        skewness = (distances**3).sum(axis=0) / (6 * np.where(spread > 0, spread, np.nan))
        acceleration = np.where(varies, skewness, 0.0)

    def bound(share: float) -> FloatArray:
        """Return the bound (M,) below which this share of the corrected draws lies."""
        shifted = bias + scipy.special.ndtri(share)
        stretch = 1 - acceleration * shifted
        return _quantile(ordered, used, scipy.special.ndtr(bias + shifted / np.where(stretch > 0, stretch, np.nan)))

    return bound


def bias_corrected_interval(
    estimates: FloatArray, draws: FloatArray, confidence_level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return both bounds (M,) of the bias-corrected interval without acceleration: see `bias_corrected_bound`.

    DataError for shapes that do not fit and for a level outside (0, 1).

    Example. The draws lie higher than the estimate. What is an interval that takes this bias into account?

    >>> estimates = np.array([0.40])
    >>> draws = 0.45 + 0.1 * np.linspace(-2, 2, 401)[:, None]
    >>> float((draws < 0.40).mean().round(2))
    0.37
    >>> lower, upper = bias_corrected_interval(estimates, draws, confidence_level=0.90)
    >>> lower.round(3), upper.round(3), np.quantile(draws, [0.05, 0.95]).round(3)
    (array([0.255]), array([0.587]), array([0.27, 0.63]))

    Only 37 % of the draws are below the estimate, in place of half. Both ends move down, from .27 and .63 to .255 and
    .587: further from the draws, nearer to what the estimate would be without bias.
    """
    check_columns("draws", draws, estimates)
    check_shares(confidence_level=confidence_level)
    bound = bias_corrected_bound(estimates, draws)
    return bound((1 - confidence_level) / 2), bound((1 + confidence_level) / 2)


def studentised_bound(
    estimates: FloatArray, draws: FloatArray, jackknife: FloatArray, resampled_errors: FloatArray
) -> Bound:
    """Return bounds from the quantiles of (draw - estimate)/(standard error of the draw), by the jackknife error.

    Draws without a standard error above 0 are left out, as are those whose error is rounding.
    """
    smallest = RELATIVE_SPREAD * np.maximum(np.abs(draws), np.abs(estimates))
    pivots = (draws - estimates) / np.where(resampled_errors > smallest, resampled_errors, np.nan)
    ordered, used = _sort_finite(pivots)
    error = jackknife_error(jackknife)
    return lambda share: estimates - error * _quantile(ordered, used, np.full(used.shape, 1 - share))


def debiased_bound(estimates: FloatArray, draws: FloatArray, statistic: str) -> Bound:
    """Return the quantiles of the draws (B, M) of R2 or f2 after taking out the bias that they show.

    Resampling multiplies u, 1 - R2 or 1 + f2, by a factor: the geometric mean of the draws' u over the estimate's.
    Sampling did about the same before. So u of a draw is divided by the square of that factor. Bounds lie from 0 to 1,
    of f2 from 0. Draws that are NaN, or whose u is not positive, are left out. NaN where the estimate's u is below 0.
    ASSUME: the factors of sampling and of resampling are alike, which simulations bear out (convention B15).
    """
    sign = UNEXPLAINED[statistic]
    u = 1 + sign * draws
    draws = np.where(u > 0, draws, np.nan)
    ordered, used = _sort_finite(draws)
    mean, _ = _mean_and_error(np.log(np.where(u > 0, u, np.nan)), used)
    of_estimate = 1 + sign * estimates
    factor = np.where(of_estimate >= 0, of_estimate / np.exp(mean), np.nan) ** 2

    def bound(share: float) -> FloatArray:
        """Return the bound (M,) below which this share of the corrected draws lies."""
        scaled = (1 + sign * _quantile(ordered, used, np.full(used.shape, share))) * factor
        return np.asarray(np.maximum(sign * (scaled - 1), 0))

    return bound


def jackknife_error(values: FloatArray) -> FloatArray:
    """Return the standard error (M,) from values without each case (N, M): the root of (N - 1)/N sum of d^2.

    Values that are NaN are left out of sum and N; NaN where fewer than 2 are left.
    """
    used = np.isfinite(values).sum(axis=0)
    _, deviation = _mean_and_error(values, used)
    return np.asarray((used - 1) / np.sqrt(np.maximum(used, 1)) * deviation)


def check_columns(name: str, values: FloatArray, estimates: FloatArray) -> None:
    """Raise DataError for values that do not have one column per estimate."""
    fits = np.ndim(values) == 2 and len(values) > 0 and np.shape(values)[1:] == np.shape(estimates)
    found = f"estimates {np.shape(estimates)} and {name} {np.shape(values)}"
    expected = "(M,) and one column for each, with a row or more"
    check_range("inference", found, expected, inside=fits, what=f"{name} that do not fit the estimates")


def _sort_finite(draws: FloatArray) -> tuple[FloatArray, IntArray]:
    """Sort the draws of each column, those that are not finite as NaN last, and count the others."""
    finite = np.isfinite(draws)
    return np.sort(np.where(finite, draws, np.nan), axis=0), finite.sum(axis=0)


def _quantile(ordered: FloatArray, used: IntArray, shares: FloatArray) -> FloatArray:
    """Return each column's quantile (M,) at its share, interpolated linearly; NaN where fewer than 2 draws are left."""
    known = (used > 1) & np.isfinite(shares)
    position = np.maximum(used - 1, 0) * np.where(known, shares, 0.0)
    below = np.floor(position).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(used - 1, 0))
    columns = np.arange(ordered.shape[1])
    low = ordered[below, columns]
    high = ordered[above, columns]
    return np.where(known, low + (position - below) * (high - low), np.nan)


DISTRIBUTIONS = ("normal", "student")
# Sign of the statistic in 1 - R2 and 1 + f2: see `debiased_bound`.
UNEXPLAINED = {"r_squared": -1, "f_squared": 1}


@dataclass(frozen=True, eq=False)
class Inference:
    """Inference for M values of one statistic; every field is (M,).

    estimate: the sample's value. bootstrap_mean: mean of the draws. standard_error: their standard deviation
    (divisor B - 1). t: estimate / standard error. p: two-sided, of t; p_one_sided: of a value above 0 (1 - p_one_sided
    for one below). p_resampled, p_resampled_one_sided: the same from the share of draws on the other side of 0.
    lower, upper: two-sided interval. lower_one_sided, upper_one_sided: bounds of one-sided ones at the same level.
    left_out: count of draws that are NaN. jackknife_left_out: of jackknife values that are; 0 without a jackknife.
    t and every p are NaN for a statistic that is not tested against 0 (R2, HTMT, reliabilities: see `StatisticKind`);
    t and its p where the statistic does not vary (a loading of 1); bounds where the method has none, see `inference`;
    these, t and every p where the estimate is; all but estimate and the counts where fewer than 2 draws are left.
    """

    estimate: FloatArray
    bootstrap_mean: FloatArray
    standard_error: FloatArray
    t: FloatArray
    p: FloatArray
    p_one_sided: FloatArray
    p_resampled: FloatArray
    p_resampled_one_sided: FloatArray
    lower: FloatArray
    upper: FloatArray
    lower_one_sided: FloatArray
    upper_one_sided: FloatArray
    left_out: IntArray
    jackknife_left_out: IntArray


def inference(
    estimates: FloatArray,
    draws: FloatArray,
    confidence_level: float = 0.95,
    *,
    interval: str | None = None,
    jackknife: FloatArray | None = None,
    resampled_errors: FloatArray | None = None,
    statistic: str | None = None,
    distribution: str = "normal",
) -> Inference:
    """Return standard errors, t, p and intervals from estimates (M,) and draws (B, M).

    Differences of estimates may be given, with the differences of their draws.
    confidence_level: of the two-sided and of the one-sided interval, between 0 and 1.
    interval: "percentile"; "bias_corrected"; "bca", with the values of `jackknife` (N, M); "studentised", with these
    and the `resampled_errors` (B, M); "debiased", of R2 and f2 only. Jackknife values that are NaN are left out, and
    counted.
    statistic: its name, as `statistics` has it. It decides whether there are t and p, and which intervals hold their
    level; the first of these is the default, and there are no bounds where none does (SRMR, adjusted R2): see
    `StatisticKind`.
    Without a name, what is given may be 0 and has every interval but "debiased". `infer` knows the name.
    distribution: of t. "normal": p = 2 (1 - Phi(|t|)) is below .05 exactly where |t| > 1.96, the criterion of the
    field. "student": with one degree of freedom less than draws, as SmartPLS 4. ASSUME: estimates are normally
    distributed; p from draws and the intervals do not ask for it.
    p from draws: (r + 1)/(B + 1), r of them beyond 0; two-sided twice the smaller one, at most 1. It is never 0.
    Davison, A. C., & Hinkley, D. V. (1997). Bootstrap Methods and their Application. doi:10.1017/CBO9780511802843.
    Quantiles are interpolated linearly between order statistics, type 7 of Hyndman, R. J., & Fan, Y. (1996).
    The American Statistician, 50(4), 361-365. doi:10.1080/00031305.1996.10473566.
    DataError for shapes that do not fit, a level outside (0, 1), an unknown interval or distribution, an interval
    without what it needs, and one that does not hold its level for this statistic.

    Example. Is the path from service to loyalty more than chance, and how large may it be?

    >>> result = bootstrap(answers, model, 2000, seed=1)
    >>> estimates, draws = result.estimates["path_coefficients"], result.draws["path_coefficients"]
    >>> path = inference(estimates, draws)
    >>> path.estimate.round(2), path.standard_error.round(2), bool(path.t[0] > 4), bool(path.p[0] < 0.001)
    (array([0.62]), array([0.13]), True, True)
    >>> path.lower.round(1), path.upper.round(1)
    (array([0.4]), array([0.8]))
    >>> values = jackknife(answers, model)["path_coefficients"]
    >>> skewed = inference(estimates, draws, interval="bca", jackknife=values)
    >>> skewed.lower.round(1), skewed.upper.round(1)
    (array([0.3]), array([0.8]))

    t is above 4, far above 1.96, and the percentile interval, .4 to .8, excludes 0: the path is significant. The BCa
    interval reaches lower, to .3, as the draws are skewed. Report one of them, chosen beforehand.
    """
    estimates = np.asarray(estimates, dtype=np.float64)
    draws = np.asarray(draws, dtype=np.float64)
    check_columns("draws", draws, estimates)
    check_shares(confidence_level=confidence_level)
    check_known([distribution], DISTRIBUTIONS, what="distribution", where="distribution", error=DataError)
    kind = statistic_kind(statistic)
    used = np.isfinite(draws).sum(axis=0)
    mean, error = _mean_and_error(draws, used)
    varies = error > RELATIVE_SPREAD * np.maximum(np.abs(mean), np.abs(estimates))
    known = np.isfinite(estimates)
    tested = known & kind.tested
    t = estimates / np.where(varies & tested, error, np.nan)
    not_above = np.where(tested, _share_of_draws((draws <= 0).sum(axis=0), used), np.nan)
    not_below = np.where(tested, _share_of_draws((draws >= 0).sum(axis=0), used), np.nan)
    chosen = _choose_interval(interval, kind, statistic)
    bound_of_draws = _choose_bound(chosen, estimates, draws, jackknife, resampled_errors, statistic)
    tail = (1 - confidence_level) / 2

    def bound(share: float) -> FloatArray:
        """Return the bounds of what has an estimate: without one there is nothing that they could be of."""
        return np.where(known, bound_of_draws(share), np.nan)

    return Inference(
        estimate=estimates,
        bootstrap_mean=mean,
        standard_error=error,
        t=t,
        p=2 * _tail_of_t(np.abs(t), used, distribution),
        p_one_sided=_tail_of_t(t, used, distribution),
        p_resampled=np.minimum(1, 2 * np.minimum(not_above, not_below)),
        p_resampled_one_sided=not_above,
        lower=bound(tail),
        upper=bound(1 - tail),
        lower_one_sided=bound(1 - confidence_level),
        upper_one_sided=bound(confidence_level),
        left_out=len(draws) - used,
        jackknife_left_out=np.zeros_like(used) if jackknife is None else (~np.isfinite(jackknife)).sum(axis=0),
    )


def infer(
    draws: Bootstrap,
    statistic: str,
    confidence_level: float = 0.95,
    *,
    interval: str | None = None,
    jackknife: Mapping[str, FloatArray] | None = None,
    resampled_errors: Mapping[str, FloatArray] | None = None,
    distribution: str = "normal",
) -> Inference:
    """Return the inference for one statistic of a bootstrap, as `inference` does by its name.

    jackknife, resampled_errors: all of what `jackknife` and `resampled_errors` return.
    DataError as `inference`, and for a statistic that the bootstrap does not have.

    Example. Which share of loyalty does service explain, at least and at most?

    >>> draws = bootstrap(answers, model, 1000, seed=1)
    >>> explained, path = infer(draws, "r_squared"), infer(draws, "path_coefficients")
    >>> explained.estimate.round(2), explained.lower.round(1), explained.upper.round(1)
    (array([0.39]), array([0.]), array([0.6]))
    >>> explained.p, bool(path.p[0] < 0.05)
    (array([nan]), True)

    39 % of its variance, and, but for 5 %, between 10 and 60 %: twenty customers tell little. The interval is the one
    that holds its level for R2. R2 cannot be below 0, so there is no test against 0 (NaN); the path has one.
    """
    check_known([statistic], draws.names, what="statistic", where="bootstrap", error=DataError)
    return inference(
        draws.estimates[statistic],
        draws.draws[statistic],
        confidence_level,
        interval=interval,
        jackknife=jackknife[statistic] if jackknife else None,
        resampled_errors=resampled_errors[statistic] if resampled_errors else None,
        statistic=statistic,
        distribution=distribution,
    )


def _tail_of_t(t: FloatArray, used: IntArray, distribution: str) -> FloatArray:
    """Return the chance (M,) of a larger t; Student's has one degree of freedom less than draws that are left."""
    if distribution == "student":
        return np.asarray(scipy.special.stdtr(np.where(used > 1, used - 1, np.nan), -t), dtype=np.float64)
    return np.asarray(scipy.special.ndtr(-t), dtype=np.float64)


def _choose_interval(interval: str | None, kind: StatisticKind, statistic: str | None) -> str:
    """Return the interval asked for, or the default of the statistic; DataError for one that it does not have."""
    if interval is None:
        return kind.intervals[0] if kind.intervals else ""
    if interval in INTERVALS and interval not in kind.intervals:
        raise DataError(
            what="interval that does not hold its level",
            where=f"statistic {statistic}" if statistic else "interval",
            found=repr(interval),
            expected=f"one of {', '.join(kind.intervals)}" if kind.intervals else "none",
            remedy="leave `interval` out" if kind.intervals else "report the estimate without an interval",
        )
    return interval


def _mean_and_error(draws: FloatArray, used: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation (M,) of the draws that are not NaN; NaN where fewer than 2 are left."""
    finite = np.isfinite(draws)
    enough = np.where(used > 1, used, np.nan)
    mean = np.where(finite, draws, 0.0).sum(axis=0) / enough
    squares = np.where(finite, (draws - mean) ** 2, 0.0).sum(axis=0)
    return mean, np.sqrt(squares / (enough - 1))


def _share_of_draws(beyond: IntArray, used: IntArray) -> FloatArray:
    """Return (r + 1)/(B + 1), the sample counting as one resample; NaN where fewer than 2 draws are left."""
    return (beyond + 1) / np.where(used > 1, used + 1, np.nan)


def _choose_bound(
    interval: str,
    estimates: FloatArray,
    draws: FloatArray,
    jackknife: FloatArray | None,
    resampled_errors: FloatArray | None,
    statistic: str | None,
) -> Bound:
    if not interval:
        return lambda _: np.full(estimates.shape, np.nan)
    if interval == "percentile":
        return percentile_bound(draws)
    if interval == "debiased" and statistic in UNEXPLAINED:
        return debiased_bound(estimates, draws, statistic)
    if interval == "bias_corrected":
        return bias_corrected_bound(estimates, draws)
    if interval == "bca" and jackknife is not None:
        check_columns("jackknife", jackknife, estimates)
        return bias_corrected_bound(estimates, draws, jackknife)
    if interval == "studentised" and jackknife is not None and resampled_errors is not None:
        check_columns("jackknife", jackknife, estimates)
        check_columns("resampled_errors", resampled_errors, estimates)
        return studentised_bound(estimates, draws, jackknife, resampled_errors)
    raise DataError(
        what="interval without what it needs" if interval in INTERVALS else "unknown interval",
        where="interval",
        found=repr(interval),
        expected=f'one of {", ".join(INTERVALS)}; "bca" with jackknife, "studentised" also with resampled_errors',
        remedy="choose another or give what it needs",
    )


def adjust_holm(p_values: FloatArray) -> FloatArray:
    """Return the p values (M,) of M tests, adjusted so that the chance of any false rejection keeps its level.

    The i-th smallest of those that are not NaN is multiplied by their number less i - 1, made no smaller than the one
    before it, and at most 1. NaN stays NaN, and counts as no test.
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, 6(2),
    65-70.
    DataError for values outside 0 to 1.

    Example. Three hypotheses were declared before the data were seen. Which of them hold at 5 % if all three are to be
    right with 95 % confidence?

    >>> adjust_holm(np.array([0.01, 0.04, 0.03])).round(3)
    array([0.03, 0.06, 0.06])

    The first alone. The smallest p is multiplied by 3, the next by 2, and the last is no smaller than that; a p that
    exceeds 5 % ends the search. Unadjusted, all three would have been found.
    """
    values = np.asarray(p_values, dtype=np.float64)
    known = np.flatnonzero(~np.isnan(values))
    inside = bool(((values[known] >= 0) & (values[known] <= 1)).all())
    found = "none" if inside else f"{np.nanmin(values):.6g} to {np.nanmax(values):.6g}"
    check_range("p_values", found, "numbers from 0 to 1", inside=inside)
    ordered = known[np.argsort(values[known], kind="stable")]
    stepped = np.maximum.accumulate(values[ordered] * np.arange(len(ordered), 0, -1))
    adjusted = np.full(values.shape, np.nan)
    adjusted[ordered] = np.minimum(1.0, stepped)
    return adjusted
