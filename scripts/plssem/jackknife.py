"""The jackknife: every statistic of a model without each case in turn, of the sample and of its resamples.

Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. doi:10.1201/9780429246593.
"""

from collections.abc import Mapping
from functools import partial

import numpy as np

from plssem.arrays import FloatArray, IntArray, concatenate_by_name
from plssem.bootstrap import Bootstrap
from plssem.correlations import correlations_from_sums
from plssem.errors import check_counts
from plssem.estimation import estimate, estimate_from_correlations
from plssem.fit import Fit
from plssem.model import Model
from plssem.resampling import ResampleBlock, count_draws, divide_resamples, map_in_threads, prepare_summands
from plssem.signs import align_signs
from plssem.statistics import Measures, statistics
from plssem.sums import Summands, count_all_once, pairwise_products, sums_of_products

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

    >>> model = Model.from_blocks({"X": ["x"], "Y": ["y"]}, [("X", "Y")])
    >>> values = jackknife(np.array([[1, 1], [2, 3], [3, 2], [4, 4]]), model)["path_coefficients"]
    >>> values.round(3).ravel()
    array([0.5  , 0.929, 0.929, 0.5  ])
    """
    sample = estimate(indicators, model, case_weights)
    summands = prepare_summands(indicators, case_weights)
    columns = summands.columns
    total = sums_of_products(count_all_once(len(columns)), summands, 1)
    batches = np.array_split(np.arange(len(columns)), max(1, len(columns) // _largest_batch(model)))
    return concatenate_by_name(
        [
            _estimate_without(np.broadcast_to(total, (len(batch), total.shape[1])), columns, batch, sample, measures)
            for batch in batches
        ]
    )


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
    """
    check_counts(threads=threads)
    summands = prepare_summands(indicators, case_weights)
    blocks = divide_resamples(draws.resamples, draws.seed, "bootstrap")
    sample = estimate(indicators, model, case_weights)
    errors = partial(_errors_of_block, summands=summands, sample=sample, measures=measures)
    return concatenate_by_name(list(map_in_threads(errors, blocks, threads)))


def _errors_of_block(
    block: ResampleBlock, summands: Summands, sample: Fit, measures: Measures
) -> Mapping[str, FloatArray]:
    columns = summands.columns
    tallies = list(count_draws(block, len(columns)))
    drawn = np.concatenate([tally for _, tally in tallies], axis=1)
    totals = sums_of_products(tallies, summands, block.size)
    at_once = max(1, _largest_batch(sample.model) // len(columns))
    parts = [slice(start, start + at_once) for start in range(0, block.size, at_once)]
    return concatenate_by_name(
        [_jackknife_errors(drawn[part], totals[part], columns, sample, measures) for part in parts]
    )


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
    """Estimate from sums of products (b, P) less those of one case each (b,): {statistic: (b, M)}."""
    remaining = sums - pairwise_products(columns[cases])
    fit = estimate_from_correlations(correlations_from_sums(remaining), sample.model)
    converged = fit.converged[:, None]
    measured = measures(align_signs(fit, sample), len(columns) - 1)
    return {statistic.name: np.where(converged, statistic.values, np.nan) for statistic in measured}


def _largest_batch(model: Model) -> int:
    return int(max(2, BATCH_NUMBERS // len(model.indicators) ** 2))
