"""The jackknife: every statistic of a model without each case in turn, of the sample and of its resamples.

Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. doi:10.1201/9780429246593.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from plssem.arrays import FloatArray, IntArray, concatenate_by_name
from plssem.bootstrap import Bootstrap
from plssem.correlations import correlations_from_sums
from plssem.errors import check_counts, check_shares
from plssem.estimation import estimate, estimate_from_correlations
from plssem.inference import RELATIVE_SPREAD
from plssem.model import Fit, Model
from plssem.resampling import (
    ResampleBlock,
    count_all_once,
    count_draws,
    divide_resamples,
    map_in_threads,
    pairwise_products,
    prepare_summands,
    sums_of_products,
)
from plssem.signs import align_signs
from plssem.statistics import Measures, statistics

# Correlations in memory at a time (32 MiB, and about six times as much for results).
BATCH_NUMBERS = 2**22


def jackknife(
    indicators: FloatArray,
    model: Model,
    *,
    case_weights: FloatArray | None = None,
    measures: Measures = statistics,
) -> Mapping[str, FloatArray]:
    """Return every statistic of the sample, indicators (N, K), without each of its cases: {statistic: (N, M)}.

    Constructs point as in the sample (`align_signs`). A row is NaN where the model does not converge without that case.
    For the acceleration of BCa intervals and the standard error of studentised ones, see `inference`.
    DataError, ConvergenceError: as `estimate`, for the sample.

    Example. Does one customer decide the path from service to loyalty?

    >>> paths = jackknife(answers, model)["path_coefficients"].ravel()
    >>> paths.size, float(paths.min().round(3)), float(paths.max().round(3)), int(paths.argmax())
    (20, 0.562, 0.69, 4)
    >>> float(np.sqrt(19 / 20 * ((paths - paths.mean()) ** 2).sum()).round(3))
    0.121

    Without any one customer the path stays between .562 and .690; the fifth (counted from 0: 4) lowers it most. The
    spread gives a standard error of .121, near the .13 of the bootstrap.
    """
    sample = estimate(indicators, model, case_weights)
    summands = prepare_summands(indicators, case_weights)
    columns = summands.columns
    total = sums_of_products(count_all_once(len(columns)), summands, 1)
    batches = np.array_split(np.arange(len(columns)), max(1, len(columns) // _largest_batch(model)))
    return concatenate_by_name([_estimate_without(total, columns, batch, sample, measures) for batch in batches])


def resampled_errors(
    indicators: FloatArray,
    model: Model,
    draws: Bootstrap,
    *,
    case_weights: FloatArray | None = None,
    measures: Measures = statistics,
    threads: int = 1,
) -> Mapping[str, FloatArray]:
    """Return the jackknife standard error of every draw: {statistic: (B, M)}, for studentised intervals.

    draws: what `bootstrap` returned for the same indicators (N, K), model, case weights and measures. Each resample is
    estimated without each of its different cases in turn, about .63 N times as much work as the bootstrap.
    Estimations that do not converge are left out. threads: their number does not change the result.

    Example. A studentised interval of the path from service to loyalty: twenty customers, 1 to 5.

    >>> draws = bootstrap(answers, model, 300, seed=1, measures=path_statistics)
    >>> errors = resampled_errors(answers, model, draws, measures=path_statistics)["path_coefficients"]
    >>> values = jackknife(answers, model, measures=path_statistics)["path_coefficients"]
    >>> errors.shape
    (300, 1)
    >>> drawn = draws.estimates["path_coefficients"], draws.draws["path_coefficients"]
    >>> result = inference(*drawn, interval="studentised", jackknife=values, resampled_errors=errors)
    >>> result.lower.round(1), result.upper.round(1), inference(*drawn).lower.round(1), inference(*drawn).upper.round(1)
    (array([0.2]), array([0.8]), array([0.4]), array([0.8]))

    Each of 300 draws has a standard error of its own. The studentised interval, .2 to .8, reaches lower than the
    percentile one, .4 to .8: draws near 1 have small errors. 300 draws are for show; take thousands.
    """
    check_counts(threads=threads)
    summands = prepare_summands(indicators, case_weights)
    columns = summands.columns
    sample = estimate(indicators, model, case_weights)
    at_once = max(1, _largest_batch(model) // len(columns))

    def errors(block: ResampleBlock) -> Mapping[str, FloatArray]:
        """Return the standard errors of the draws of a block (b, M), a few resamples at a time to bound memory."""
        tallies = list(count_draws(block, len(columns)))
        drawn = np.concatenate([tally for _, tally in tallies], axis=1)
        totals = sums_of_products(tallies, summands, block.size)
        parts = [slice(start, start + at_once) for start in range(0, block.size, at_once)]
        return concatenate_by_name(
            [_jackknife_errors(drawn[part], totals[part], columns, sample, measures) for part in parts]
        )

    blocks = divide_resamples(draws.resamples, draws.seed, "bootstrap")
    return concatenate_by_name(list(map_in_threads(errors, blocks, threads)))


@dataclass(frozen=True, eq=False)
class Omission:
    """The inference on M statistics without each of the N cases in turn; NaN where there is none.

    estimates, standard_errors, lower, upper (N, M): of the remaining cases. resamples (N,): the count of resamples that
    did not draw the case.
    """

    estimates: FloatArray
    standard_errors: FloatArray
    lower: FloatArray
    upper: FloatArray
    resamples: IntArray

    @property
    def t(self) -> FloatArray:
        """Estimates over standard errors (N, M); NaN where these are rounding, as in `inference`."""
        varies = self.standard_errors > RELATIVE_SPREAD * np.abs(self.estimates)
        return np.asarray(self.estimates / np.where(varies, self.standard_errors, np.nan))


def omit_each_case(
    indicators: FloatArray,
    model: Model,
    draws: Bootstrap,
    confidence_level: float = 0.95,
    *,
    statistic: str = "path_coefficients",
    measures: Measures = statistics,
) -> Omission:
    """Infer a statistic without each case of indicators (N, K), from the draws of the bootstrap of all cases.

    draws: what `bootstrap` returned for the same indicators, model and measures, without case weights. Estimates are
    those of `jackknife`. A resample that did not draw a case is a resample of the others; such ones, about .37 B, give
    the standard error (divisor count - 1) and the percentile interval without it. They have N draws of N - 1 cases, so
    that standard errors are too small by 1/(2N), .5 % of them at N = 100. Units of the statistic.
    Efron, B. (1992). Jackknife-after-bootstrap standard errors and influence functions. Journal of the Royal
    Statistical Society: Series B, 54(1), 83-127. doi:10.1111/j.2517-6161.1992.tb01866.x.
    DataError and ConvergenceError as for `jackknife`, DataError for a confidence level outside (0, 1).

    Example. Does the path from service to loyalty hang on one customer?

    >>> draws = bootstrap(answers, model, 2000, seed=1, measures=path_statistics)
    >>> without = omit_each_case(answers, model, draws, measures=path_statistics)
    >>> t = (without.estimates / without.standard_errors).ravel()
    >>> int(t.argmin()), float(t.min().round(1)), int(without.resamples.min()) > 600
    (2, 3.2, True)

    The third customer (counted from 0: 2) has most to do with it; without that one t is still 3.2, so that no single
    customer turns the verdict.
    """
    check_shares(confidence_level=confidence_level)
    remaining = jackknife(indicators, model, measures=measures)[statistic]
    drawn = draws.draws[statistic]
    known = np.asarray(np.isfinite(drawn).all(axis=1))
    blocks = divide_resamples(draws.resamples, draws.seed, "bootstrap")
    tallies = [[tally for _, tally in count_draws(block, len(remaining))] for block in blocks]
    absent = np.concatenate([np.concatenate(each, axis=1) == 0 for each in tallies]) & known[:, None]
    tail = (1 - confidence_level) / 2
    errors, lower, upper = np.full((3, *remaining.shape), np.nan)
    for case, members in enumerate(absent.T):
        if members.sum() >= 2:
            errors[case] = drawn[members].std(axis=0, ddof=1)
            lower[case], upper[case] = np.quantile(drawn[members], [tail, 1 - tail], axis=0)
    return Omission(remaining, errors, lower, upper, absent.sum(axis=0))


def _jackknife_errors(
    drawn: IntArray, totals: FloatArray, columns: FloatArray, sample: Fit, measures: Measures
) -> Mapping[str, FloatArray]:
    """Return the jackknife standard errors of resamples that drew each case so often (b, N): {statistic: (b, M)}."""
    members, cases = np.nonzero(drawn)
    starts = np.searchsorted(members, np.arange(len(drawn)))
    times = drawn[members, cases][:, None]
    values = _estimate_without(totals[members], columns, cases, sample, measures)
    return {name: _weighted_error(column, times, members, starts) for name, column in values.items()}


def _weighted_error(values: FloatArray, times: IntArray, members: IntArray, starts: IntArray) -> FloatArray:
    """Return standard errors (b, M) from values without one case (L, M), drawn so many times (L, 1); NaN left out."""
    counted = np.where(np.isfinite(values), times, 0)
    known = np.where(counted > 0, values, 0.0)
    used = np.add.reduceat(counted, starts)
    used = np.where(used > 1, used, np.nan)
    means = np.add.reduceat(counted * known, starts) / used
    squares = np.add.reduceat(counted * (known - means[members]) ** 2, starts)
    return np.asarray(np.sqrt(squares * (used - 1) / used))


def _estimate_without(
    sums: FloatArray, columns: FloatArray, cases: IntArray, sample: Fit, measures: Measures
) -> Mapping[str, FloatArray]:
    """Estimate from sums of products (b or 1, P) less those of one case each (b,): {statistic: (b, M)}."""
    remaining = sums - pairwise_products(columns[cases])
    fit = estimate_from_correlations(correlations_from_sums(remaining), sample.model)
    converged = fit.converged[:, None]
    measured = measures(align_signs(fit, sample), len(columns) - 1)
    return {statistic.name: np.where(converged, statistic.values, np.nan) for statistic in measured}


def _largest_batch(model: Model) -> int:
    return int(max(2, BATCH_NUMBERS // len(model.indicators) ** 2))
