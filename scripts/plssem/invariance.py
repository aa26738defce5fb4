"""Measurement invariance of composites (MICOM): may two groups' paths be compared?

Henseler, J., Ringle, C. M., & Sarstedt, M. (2016). Testing measurement invariance of composites using partial least
squares. International Marketing Review, 33(3), 405-431. doi:10.1108/IMR-09-2014-0304.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray, concatenate_by_name
from plssem.correlations import standardise
from plssem.errors import check_counts, check_shares
from plssem.estimation import estimate
from plssem.fit import Fit
from plssem.groups import PermutationTest, check_groups, estimate_groups, permutation_test
from plssem.model import Model
from plssem.moments import Moments, compose_moments, compute_moments, split_moments
from plssem.resampling import ResampleBlock, divide_resamples, map_in_threads

# Largest rounding error of a correlation of 1.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Invariance:
    """Results of MICOM for J constructs. Configural invariance, step 1, is not tested: both groups have one model.

    correlation: step 2, of the scores that the two groups' weights give all cases; `correlation_bound` (J,) is its
    quantile under random assignment at the significance level. mean_difference and log_variance_ratio: step 3, of the
    pooled scores, first less second, ln of first over second, dimensionless.
    compositional, equal_means, equal_variances (J,): which steps hold. converged (B,) as `Permutation` has it.
    """

    constructs: tuple[str, ...]
    correlation: PermutationTest
    correlation_bound: FloatArray
    mean_difference: PermutationTest
    log_variance_ratio: PermutationTest
    compositional: BoolArray
    equal_means: BoolArray
    equal_variances: BoolArray
    converged: BoolArray

    @property
    def kinds(self) -> tuple[str, ...]:
        """Per construct "full" (all steps hold), "partial" (step 2 does: paths may be compared) or "none"."""
        full = self.compositional & self.equal_means & self.equal_variances
        return tuple(np.where(full, "full", np.where(self.compositional, "partial", "none")).tolist())


@dataclass(frozen=True, eq=False)
class _Compared:
    """Correlations, mean differences and log variance ratios (..., J), and converged (...,)."""

    correlations: FloatArray
    means: FloatArray
    variances: FloatArray
    converged: BoolArray


def measurement_invariance(
    indicators: FloatArray,
    in_first: BoolArray,
    model: Model,
    permutations: int = 10_000,
    significance_level: float = 0.05,
    *,
    seed: int,
    threads: int = 1,
) -> Invariance:
    """Test in three steps whether two groups of cases, indicators (N, K), in_first (N,), have the same composites.

    Step 2: c = w1'R w2 / sqrt(w1'R w1 w2'R w2), w the weights that each group's own standardised indicators give, R
    the correlations of all cases; it fails where c is below its quantile under random assignment, one-sided.
    Step 3: means and variances (divisor N - 1) of the scores that all cases together give; two-sided, percentile.
    DataError, ConvergenceError: as `estimate`, for either group and for all cases; DataError for fewer than 2
    permutations and for a level outside (0, 1).
    """
    answers = parse_answers(indicators, model.indicators)
    in_first = np.asarray(in_first)
    check_groups(answers, in_first)
    check_counts(permutations=permutations, seed=seed, threads=threads)
    check_shares(significance_level=significance_level)
    pooled = estimate(answers, model)
    fits = estimate(answers[in_first], model), estimate(answers[~in_first], model)
    standardised = standardise(answers, model.indicators)
    sample = _compare_groups(
        (compute_moments(standardised[in_first]), compute_moments(standardised[~in_first])), fits, pooled
    )
    split = partial(_compare_split, standardised=standardised, pooled=pooled, first=int(in_first.sum()))
    blocks = list(map_in_threads(split, divide_resamples(permutations, seed, "permutation"), threads))
    return _test_invariance(sample, blocks, model, significance_level)


def _compare_split(block: ResampleBlock, standardised: FloatArray, pooled: Fit, first: int) -> _Compared:
    groups = split_moments(block, standardised, first)
    return _compare_groups(groups, estimate_groups(groups, pooled.model), pooled)


def _compare_groups(groups: tuple[Moments, Moments], fits: tuple[Fit, Fit], pooled: Fit) -> _Compared:
    first, second = (compose_moments(group, pooled.outer_weights) for group in groups)
    variances = [_positive(np.diagonal(group.covariances, axis1=-2, axis2=-1)) for group in (first, second)]
    return _Compared(
        correlations=_correlate_scores(fits[0].outer_weights, fits[1].outer_weights, pooled.correlations),
        means=first.means - second.means,
        variances=np.log(variances[0] / variances[1]),
        converged=np.asarray(fits[0].converged & fits[1].converged),
    )


def _positive(variances: FloatArray) -> FloatArray:
    return np.where(variances > 0, variances, np.nan)


def _correlate_scores(first: FloatArray, second: FloatArray, pooled: FloatArray) -> FloatArray:
    """Correlate, construct by construct (..., J), the scores of two sets of weights (..., K, J) in all cases."""
    by_second = pooled @ second
    variances = (first * (pooled @ first)).sum(axis=-2) * (second * by_second).sum(axis=-2)
    return np.asarray((first * by_second).sum(axis=-2) / np.sqrt(variances))


def _test_invariance(sample: _Compared, blocks: list[_Compared], model: Model, level: float) -> Invariance:
    converged = np.concatenate([block.converged for block in blocks])
    draws = concatenate_by_name([vars(block) for block in blocks])
    correlations, means, variances = (
        np.where(converged[:, None], draws[name], np.nan) for name in ("correlations", "means", "variances")
    )
    correlation = permutation_test(sample.correlations, correlations, 1 - level)
    bound = permutation_test(sample.correlations, correlations, 1 - 2 * level).lower
    mean = permutation_test(sample.means, means, 1 - level)
    variance = permutation_test(sample.variances, variances, 1 - level)
    return Invariance(
        constructs=model.constructs,
        correlation=correlation,
        correlation_bound=bound,
        mean_difference=mean,
        log_variance_ratio=variance,
        compositional=sample.correlations >= bound - ROUNDING,
        equal_means=_is_inside(mean),
        equal_variances=_is_inside(variance),
        converged=converged,
    )


def _is_inside(test: PermutationTest) -> BoolArray:
    return np.asarray((test.lower <= test.observed) & (test.observed <= test.upper))
