"""Two groups: do their estimates differ by more than chance? By permutation and from two bootstraps."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy import special

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray
from plssem.bootstrap import bootstrap
from plssem.correlations import standardise
from plssem.draws import Bootstrap
from plssem.errors import DataError, check_counts
from plssem.estimation import estimate, estimate_from_correlations
from plssem.fit import Fit
from plssem.inference import inference
from plssem.model import Model
from plssem.moments import Moments, scale_covariances, split_moments
from plssem.resampling import ResampleBlock, divide_resamples, map_in_threads
from plssem.statistics import Statistic, statistics

__all__ = [
    "GroupComparison",
    "Permutation",
    "PermutationTest",
    "bootstrap_groups",
    "check_groups",
    "compare_bootstraps",
    "estimate_groups",
    "permutation_test",
    "permute_groups",
]

# What rounding may add to a difference, relative to its size.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Permutation:
    """Differences between two groups, first less second, in the sample and under random assignment of the cases.

    Each mapping goes from the name of a statistic, as `statistics` has it. first, second, differences (M,): in the
    sample; draws (B, M): differences under random assignment. converged (B,): False where either group's weights did
    not converge, or an indicator was constant within it; every draw of such an assignment is NaN.
    cases: of either group. seed: of the random numbers.
    """

    names: Mapping[str, tuple[str, ...]]
    first: Mapping[str, FloatArray]
    second: Mapping[str, FloatArray]
    differences: Mapping[str, FloatArray]
    draws: Mapping[str, FloatArray]
    converged: BoolArray
    cases: tuple[int, int]
    seed: int


@dataclass(frozen=True, eq=False)
class PermutationTest:
    """What random assignment says about M observed values; every field is (M,).

    lower, upper: quantiles of the draws between which they lie at the level. p: two-sided, p_lower: one-sided, of a
    value as small; all count the sample as one of the assignments, so that they are never 0. NaN where every draw is.
    """

    observed: FloatArray
    lower: FloatArray
    upper: FloatArray
    p: FloatArray
    p_lower: FloatArray


@dataclass(frozen=True, eq=False)
class GroupComparison:
    """Differences between two groups' M values of one statistic, first less second, by three tests; fields are (M,).

    henseler_p: one-sided, that the first is not larger: below .05 the first is larger, above .95 the second.
    pooled_t, pooled_p: with one standard error for both, N1 + N2 - 2 degrees of freedom. welch_t, welch_df, welch_p:
    with a standard error for each. Both two-sided. NaN where a statistic does not vary.
    """

    difference: FloatArray
    henseler_p: FloatArray
    pooled_t: FloatArray
    pooled_p: FloatArray
    welch_t: FloatArray
    welch_df: FloatArray
    welch_p: FloatArray


def permute_groups(
    indicators: FloatArray,
    in_first: BoolArray,
    model: Model,
    permutations: int = 10_000,
    *,
    seed: int,
    threads: int = 1,
) -> Permutation:
    """Estimate the model in two groups of cases, indicators (N, K), in_first (N,), and in random splits of them.

    Chin, W. W., & Dibbern, J. (2010). An introduction to a permutation based procedure for multi-group PLS analysis.
    In V. Esposito Vinzi et al. (Eds.), Handbook of Partial Least Squares. doi:10.1007/978-3-540-32827-8_8.
    DataError, ConvergenceError: as `estimate`, for either group; DataError for fewer than 2 permutations.
    """
    answers, in_first = parse_answers(indicators, model.indicators), np.asarray(in_first)
    check_groups(answers, in_first)
    check_counts(permutations=permutations, seed=seed, threads=threads)
    cases = int(in_first.sum()), int((~in_first).sum())
    groups = answers[in_first], answers[~in_first]
    found = [statistics(estimate(group, model), size) for group, size in zip(groups, cases, strict=True)]
    standardised = standardise(answers, model.indicators)
    differences = partial(_differences, standardised=standardised, model=model, cases=cases)
    parts = list(map_in_threads(differences, divide_resamples(permutations, seed, "permutation"), threads))
    values, ends = np.concatenate([part[0] for part in parts]), np.cumsum([len(one.labels) for one in found[0]])
    first, second = ({one.name: one.values for one in group} for group in found)
    return Permutation(
        names={one.name: one.labels for one in found[0]},
        first=first,
        second=second,
        differences={name: first[name] - second[name] for name in first},
        draws=dict(zip(first, np.split(values, ends[:-1], axis=1), strict=True)),
        converged=np.concatenate([part[1] for part in parts]),
        cases=cases,
        seed=seed,
    )


def permutation_test(observed: FloatArray, draws: FloatArray, confidence_level: float = 0.95) -> PermutationTest:
    """Compare observed values (M,) with those under random assignment (B, M); draws that are NaN are left out.

    p = (1 + number of draws at least as far from 0) / (1 + number of draws).
    Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology, 9(1), 39. doi:10.2202/1544-6115.1585.
    DataError for shapes that do not fit and for a level outside (0, 1).
    """
    interval = inference(observed, draws, confidence_level)
    used = np.isfinite(draws).sum(axis=0)
    margin = ROUNDING * np.abs(observed)
    with np.errstate(invalid="ignore"):
        far = (np.abs(draws) >= np.abs(observed) - margin).sum(axis=0)
        low = (draws <= observed + margin).sum(axis=0)
    share = np.where(used > 0, 1.0 + used, np.nan)
    return PermutationTest(observed, interval.lower, interval.upper, (1 + far) / share, (1 + low) / share)


def bootstrap_groups(
    indicators: FloatArray,
    in_first: BoolArray,
    model: Model,
    resamples: int = 10_000,
    *,
    seed: int,
    threads: int = 1,
) -> tuple[Bootstrap, Bootstrap]:
    """Bootstrap either group of cases by itself, indicators (N, K), in_first (N,), with random numbers of its own.

    The groups' seeds are 2 seed and 2 seed + 1. Errors as `bootstrap`, for either group.
    """
    answers, in_first = parse_answers(indicators, model.indicators), np.asarray(in_first)
    check_groups(answers, in_first)
    check_counts(resamples=resamples, seed=seed, threads=threads)
    return (
        bootstrap(answers[in_first], model, resamples, seed=2 * seed, threads=threads),
        bootstrap(answers[~in_first], model, resamples, seed=2 * seed + 1, threads=threads),
    )


def compare_bootstraps(first: Bootstrap, second: Bootstrap, statistic: str) -> GroupComparison:
    """Compare two groups' values of one statistic from a bootstrap of each, with random numbers of its own.

    Henseler's p is the share of pairs of draws, each mirrored at its mean, in which the first is not larger.
    Henseler, J. (2012). PLS-MGA: A non-parametric approach to partial least squares-based multi-group analysis. In
    Challenges at the Interface of Data Analysis, Computer Science, and Optimization. doi:10.1007/978-3-642-24466-7_50.
    Standard errors s enter the other two as (N - 1)/N s2.
    Sarstedt, M., Henseler, J., & Ringle, C. M. (2011). Multigroup analysis in partial least squares path modeling.
    Advances in International Marketing, 22, 195-218. doi:10.1108/S1474-7979(2011)0000022012.
    DataError where the two do not have the same statistics.
    """
    _check_comparable(first, second, statistic)
    draws = first.draws[statistic], second.draws[statistic]
    found = [inference(one.estimates[statistic], one.draws[statistic]) for one in (first, second)]
    varies = np.isfinite(found[0].t) & np.isfinite(found[1].t)
    errors = [np.where(varies, one.standard_error, np.nan) for one in found]
    difference = found[0].estimate - found[1].estimate
    pooled_t, freedom = _pooled(difference, errors, first.cases, second.cases)
    welch_t, welch_df = _welch(difference, errors, first.cases, second.cases)
    pairs = zip(draws[0].T, draws[1].T, strict=True)
    return GroupComparison(
        difference=difference,
        henseler_p=np.where(varies, np.array([_not_larger(one, other) for one, other in pairs]), np.nan),
        pooled_t=pooled_t,
        pooled_p=np.asarray(2 * special.stdtr(freedom, -np.abs(pooled_t)), dtype=np.float64),
        welch_t=welch_t,
        welch_df=welch_df,
        welch_p=2 * special.stdtr(welch_df, -np.abs(welch_t)),
    )


def estimate_groups(groups: tuple[Moments, Moments], model: Model) -> tuple[Fit, Fit]:
    """Estimate the model from the moments (b, ...) of either group of a block of splits."""
    first, second = (estimate_from_correlations(scale_covariances(group.covariances), model) for group in groups)
    return first, second


def check_groups(indicators: FloatArray, in_first: BoolArray) -> None:
    """Refuse by a DataError a grouping that does not fit the cases."""
    shape, kind = in_first.shape, in_first.dtype
    if shape != (len(indicators),) or kind != np.bool_:
        raise DataError(
            what="grouping that does not fit the cases",
            where="in_first",
            found=f"{kind} {shape}",
            expected=f"bool ({len(indicators)},)",
            remedy="give True for each case of the first group and False for each of the second",
        )


def _differences(
    block: ResampleBlock, standardised: FloatArray, model: Model, cases: tuple[int, int]
) -> tuple[FloatArray, BoolArray]:
    """Return the differences of all statistics (b, M of all) under a block of splits, and which converged (b,)."""
    fits = estimate_groups(split_moments(block, standardised, cases[0]), model)
    first, second = (_joined(statistics(fit, size)) for fit, size in zip(fits, cases, strict=True))
    converged = fits[0].converged & fits[1].converged
    return np.where(converged[:, None], first - second, np.nan), converged


def _joined(found: tuple[Statistic, ...]) -> FloatArray:
    return np.concatenate([one.values for one in found], axis=-1)


def _not_larger(first: FloatArray, second: FloatArray) -> float:
    """Return the share of pairs in which the first is not larger, both mirrored at their means; NaN left out."""
    one, other = (draws[np.isfinite(draws)] for draws in (first, second))
    if not (one.size and other.size):
        return float(np.nan)
    mirrored, against = 2 * one.mean() - one, np.sort(2 * other.mean() - other)
    return float(1 - np.searchsorted(against, mirrored, side="left").sum() / (one.size * other.size))


def _pooled(difference: FloatArray, errors: list[FloatArray], first: int, second: int) -> tuple[FloatArray, float]:
    """Return t with one standard error for both, and its degrees of freedom."""
    freedom = first + second - 2
    squares = ((first - 1) ** 2 * errors[0] ** 2 + (second - 1) ** 2 * errors[1] ** 2) / freedom
    return np.asarray(difference / np.sqrt(squares * (1 / first + 1 / second))), float(freedom)


def _welch(difference: FloatArray, errors: list[FloatArray], first: int, second: int) -> tuple[FloatArray, FloatArray]:
    """Return t with a standard error for each, and its degrees of freedom by Satterthwaite."""
    one, other = ((size - 1) / size * error**2 for size, error in zip((first, second), errors, strict=True))
    freedom = (one + other) ** 2 / (one**2 / (first - 1) + other**2 / (second - 1))
    return np.asarray(difference / np.sqrt(one + other)), np.asarray(freedom)


def _check_comparable(first: Bootstrap, second: Bootstrap, statistic: str) -> None:
    if first.names.get(statistic) is None or first.names.get(statistic) != second.names.get(statistic):
        raise DataError(
            what="bootstraps that cannot be compared",
            where=f"statistic {statistic}",
            found=f"{first.names.get(statistic)} and {second.names.get(statistic)}",
            expected="the same statistic with the same labels in both",
            remedy="bootstrap both groups with one model",
        )
