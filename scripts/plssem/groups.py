"""Comparison of groups: measurement invariance of composites (MICOM) and multi-group analysis.

Henseler, J., Ringle, C. M., & Sarstedt, M. (2016). Testing measurement invariance of composites using partial least
squares. International Marketing Review, 33(3), 405-431. doi:10.1108/IMR-09-2014-0304.

The examples compare regular guests, the first ten, with others; two questions on service and two on loyalty, 1 to 5:

>>> regular = "3322 4333 4555 3454 2233 3322 2223 3433 2122 4434"
>>> others = "3533 5544 3323 3544 2232 5553 1133 5443 3235 2132"
>>> answers = np.array([list(row) for row in f"{regular} {others}".split()], dtype=float)
>>> is_regular = np.arange(20) < 10
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import scipy

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray, IntArray, concatenate_by_name
from plssem.bootstrap import Bootstrap, bootstrap
from plssem.correlations import correlate, standardise
from plssem.errors import DataError, ModelError, PlsSemError, check_counts, check_range, check_shares
from plssem.estimation import estimate, estimate_from_correlations
from plssem.higher_order import (
    HigherOrderFit,
    HigherOrderModel,
    composite_names,
    composite_weights,
    estimate_higher_order,
    estimate_higher_order_from_correlations,
    estimate_second,
    higher_order_statistics,
)
from plssem.inference import inference
from plssem.interactions import (
    ModeratedFit,
    ModeratedModel,
    align_moderated,
    estimate_moderated,
    estimate_moderated_moments,
    form_columns,
)
from plssem.model import Fit, Model
from plssem.moderation import moderated_statistics
from plssem.moments import (
    Moments,
    compose_moments,
    compute_moments,
    partition_moments,
    scale_covariances,
    split_moments,
)
from plssem.resampling import ResampleBlock, divide_resamples, map_in_threads
from plssem.signs import align_constructs, find_reference, find_signs
from plssem.statistics import Statistic, statistics

# A model in one stage or in two, its fit, and the directions (K, J) of each stage.
AnyModel = Model | HigherOrderModel | ModeratedModel
AnyFit = Fit | HigherOrderFit | ModeratedFit
References = tuple[FloatArray, ...]
# Largest rounding error of a difference, relative to its size.
ROUNDING = 1e-12
# Statistics that a small group's resamples put too high: tests by two bootstraps take that for a difference.
BIASED = ("r_squared", "adjusted_r_squared", "htmt", "htmt2")


@dataclass(frozen=True, eq=False)
class Permutation:
    """Differences between two groups, first less second, in the sample and under random assignment of the cases.

    Each mapping goes from the name of a statistic, as `statistics` has it. first, second, differences (M,): in the
    sample, the second with signs aligned with the first; draws (B, M): differences under random assignment.
    converged (B,): False where either group's weights did not converge, or an indicator was constant within it; every
    draw of such an assignment is NaN.
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
    """Permutation tests of M observed values; every field is (M,).

    lower, upper: quantiles of the draws at the confidence level. p: two-sided; p_lower: one-sided, of a value as small.
    The sample counts as one of the assignments, so no p is 0. NaN where the observed value or every draw is.
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
    model: AnyModel,
    permutations: int = 10_000,
    *,
    seed: int,
    centre_groups: bool = False,
    threads: int = 1,
) -> Permutation:
    """Estimate the model in two groups of cases, indicators (N, K), in_first (N,), and in random splits of them.

    Signs: in the sample and in every split both groups point as all cases do, by `find_reference`, and those as the
    sample's first group.
    centre_groups: whether each group's means are taken out of the answers before they are split at random. The sample's
    estimates do not change. Without it, a difference in means enters the splits and the test rejects too often
    (convention G4).
    Chin, W. W., & Dibbern, J. (2010). An introduction to a permutation based procedure for multi-group PLS analysis.
    In V. Esposito Vinzi et al. (Eds.), Handbook of Partial Least Squares. doi:10.1007/978-3-540-32827-8_8.
    With higher-order constructs or products both stages are estimated in each group, as `estimate_higher_order` and
    `estimate_moderated`; "interaction_effects" are among the statistics, which do not depend on how much a product
    varies in a group as its path does.
    DataError, ConvergenceError: as `estimate`, for either group, which the message names; DataError for fewer than 2
    permutations; ModelError for a moderator that keeps its units, whose means the groups do not share.

    Example. Is the effect of service on loyalty larger among regular guests (the first ten) than among others?

    >>> result = permute_groups(answers, is_regular, model, 500, seed=1)
    >>> [float(values["path_coefficients"][0].round(2)) for values in (result.first, result.second, result.differences)]
    [0.7, 0.71, -0.02]
    >>> test = permutation_test(result.differences["path_coefficients"], result.draws["path_coefficients"])
    >>> test.lower.round(1), test.upper.round(1), bool(test.p[0] > 0.1)
    (array([-0.4]), array([0.4]), True)

    .70 and .71: -.02 is well within the differences of random splits, 95 % of which lie between -.4 and .4. No
    difference is shown; with ten per group only one of .4 would be. Test `measurement_invariance` first.
    """
    _check_groupable(model)
    answers = parse_answers(indicators, model.indicators)
    in_first = np.asarray(in_first)
    check_groups(answers, in_first)
    check_counts(permutations=permutations, seed=seed, threads=threads)
    cases = (int(in_first.sum()), int((~in_first).sum()))
    columns = _form_columns(answers, model)
    fits = _estimate_sample(answers, in_first, model)
    if centre_groups:
        columns = _form_columns(_centre_within(answers, in_first), model)
    reference = _point_both(columns, fits[0])
    of_first, of_second = (_measure(_align(fit, reference), size) for fit, size in zip(fits, cases, strict=True))

    def permute(block: ResampleBlock) -> tuple[FloatArray, BoolArray]:
        """Return the differences of all statistics (b, M of all) under a block of splits, and which converged (b,)."""
        drawn = estimate_groups(split_moments(block, columns, cases[0]), model)
        measured = [_measure(_align(fit, reference), size) for fit, size in zip(drawn, cases, strict=True)]
        one, other = (np.concatenate([each.values for each in group], axis=-1) for group in measured)
        converged = _converged(drawn)
        return np.where(converged[:, None], _subtract(one, other), np.nan), converged

    blocks = list(map_in_threads(permute, divide_resamples(permutations, seed, "permutation"), threads))
    values = np.concatenate([block[0] for block in blocks])
    ends = np.cumsum([len(statistic.labels) for statistic in of_first])
    first = {statistic.name: statistic.values for statistic in of_first}
    second = {statistic.name: statistic.values for statistic in of_second}
    return Permutation(
        names={statistic.name: statistic.labels for statistic in of_first},
        first=first,
        second=second,
        differences={name: _subtract(first[name], second[name]) for name in first},
        draws=dict(zip(first, np.split(values, ends[:-1], axis=1), strict=True)),
        converged=np.concatenate([block[1] for block in blocks]),
        cases=cases,
        seed=seed,
    )


def permutation_test(observed: FloatArray, draws: FloatArray, confidence_level: float = 0.95) -> PermutationTest:
    """Test observed values (M,) against those under random assignment (B, M); draws that are NaN are left out.

    ASSUME: without a difference between the groups, any case might as well have been in the other one.
    p = (1 + number of draws at least as far from 0) / (1 + number of draws).
    Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology, 9(1), 39. doi:10.2202/1544-6115.1585.
    DataError for shapes that do not fit and for a level outside (0, 1).

    Example. Two groups differ by .4. Four random assignments of the same cases gave these differences.

    >>> draws = np.array([[0.1], [-0.5], [0.2], [-0.3]])
    >>> test = permutation_test(np.array([0.4]), draws)
    >>> test.p, test.p_lower
    (array([0.4]), array([1.]))

    One draw of four is as far from 0 as .4; the sample counts, too: (1 + 1) / (4 + 1). p_lower is the share of draws
    that are as small or smaller. Four are for show: the smallest p is 1 / (1 + draws).
    """
    interval = inference(observed, draws, confidence_level)
    used = np.isfinite(draws).sum(axis=0)
    margin = ROUNDING * np.abs(observed)
    with np.errstate(invalid="ignore"):
        extreme = (np.abs(draws) >= np.abs(observed) - margin).sum(axis=0)
        smaller = (draws <= observed + margin).sum(axis=0)
    share = np.where((used > 0) & np.isfinite(observed), 1.0 + used, np.nan)
    return PermutationTest(observed, interval.lower, interval.upper, (1 + extreme) / share, (1 + smaller) / share)


def omnibus_test(
    indicators: FloatArray,
    groups: IntArray,
    model: AnyModel,
    permutations: int = 10_000,
    *,
    seed: int,
    centre_groups: bool = False,
    threads: int = 1,
) -> PermutationTest:
    """Test each of P paths for any difference among G groups of cases, indicators (N, K), groups (N,) of 0 to G - 1.

    observed, draws: sum over groups of N_g (b_g - b)2 / N, b the mean of the groups' paths b_g weighted by N_g; in the
    sample and with the cases assigned to groups of the same sizes at random. Order of paths: as `permute_groups`.
    p is one-sided by nature: a variance is never below 0. Signs and centre_groups: as `permute_groups`.
    One test for all groups: Sarstedt, Henseler & Ringle (2011), by bootstraps; here by permutation.
    DataError, ConvergenceError: as `permute_groups`; DataError for groups that are not numbered 0 to G - 1, G > 1.

    Example. Does the effect of service on loyalty differ among three groups of eight guests?

    >>> rows = "3322 4333 4555 3454 2233 3322 2223 3433 2122 4434 3533 5544 3323 3544 2232 5553 1133 5443 3235 2132"
    >>> answers = np.array([list(row) for row in f"{rows} 2343 4544 3132 2212".split()], dtype=float)
    >>> test = omnibus_test(answers, np.arange(24) // 8, model, 500, seed=1)
    >>> test.observed.round(3), test.p.round(1)
    (array([0.021]), array([0.3]))

    The three paths vary by .021 (their standard deviation is .14), less than those of a quarter of random groups.
    """
    _check_groupable(model)
    answers = parse_answers(indicators, model.indicators)
    groups = np.asarray(groups)
    _check_numbered(answers, groups)
    check_counts(permutations=permutations, seed=seed, threads=threads)
    sizes = np.bincount(groups)
    columns = _form_columns(answers, model)
    names = [f"group {number + 1} of {sizes.size}" for number in range(sizes.size)]
    fits = [_estimate_group(answers[groups == number], model, name) for number, name in enumerate(names)]
    if centre_groups:
        columns = _form_columns(_centre_within(answers, groups), model)
    vary = partial(_vary_paths, sizes=sizes, reference=_point_both(columns, fits[0]))

    def draw(block: ResampleBlock) -> FloatArray:
        """Vary the paths (b, P) under a block of assignments; NaN where some group did not converge."""
        drawn = estimate_groups(partition_moments(block, columns, groups), model)
        return np.where(_converged(drawn)[:, None], vary(drawn), np.nan)

    draws = map_in_threads(draw, divide_resamples(permutations, seed, "omnibus"), threads)
    return permutation_test(vary(fits), np.concatenate(list(draws)))


def bootstrap_groups(
    indicators: FloatArray,
    in_first: BoolArray,
    model: Model,
    resamples: int = 10_000,
    *,
    seed: int,
    threads: int = 1,
) -> tuple[Bootstrap, Bootstrap]:
    """Bootstrap each group of cases independently, indicators (N, K), in_first (N,).

    The groups' seeds are 2 seed and 2 seed + 1. Signs: both groups point as in `permute_groups`, and resamples as
    their group's sample. Errors as `bootstrap`, for either group, which the message names; ModelError for a model with
    higher-order constructs, of which `permute_groups` tests the differences.

    Example. How sure is the path from service to loyalty in either of two groups of ten guests?

    >>> for group in bootstrap_groups(answers, is_regular, model, 500, seed=1):
    ...     path = inference(group.estimates["path_coefficients"], group.draws["path_coefficients"])
    ...     print(group.cases, path.estimate.round(2), path.standard_error.round(1))
    10 [0.7] [0.2]
    10 [0.71] [0.2]

    Both paths are about .7, with a standard error of .2 in ten guests each: the groups' draws are independent, and
    `compare_bootstraps` sets them side by side.
    """
    _check_one_stage(model)
    answers = parse_answers(indicators, model.indicators)
    in_first = np.asarray(in_first)
    check_groups(answers, in_first)
    check_counts(resamples=resamples, seed=seed, threads=threads)
    standardised = standardise(answers, model.indicators)
    first, _ = _estimate_sample(answers, in_first, model)
    (reference,) = _point_both(standardised, first)
    draw = partial(bootstrap, model=model, resamples=resamples, reference=reference, threads=threads)
    return draw(answers[in_first], seed=2 * seed), draw(answers[~in_first], seed=2 * seed + 1)


def compare_bootstraps(first: Bootstrap, second: Bootstrap, statistic: str) -> GroupComparison:
    """Compare two groups' values of one statistic from independent bootstraps of each.

    ASSUME: the groups are independent samples; for the two t tests, that the estimates are normally distributed.
    Henseler's p is the share of pairs of draws, each mirrored at its mean, in which the first is not larger.
    Henseler, J. (2012). PLS-MGA: A non-parametric approach to partial least squares-based multi-group analysis. In
    Challenges at the Interface of Data Analysis, Computer Science, and Optimization. doi:10.1007/978-3-642-24466-7_50.
    Standard errors s enter the other two as (N - 1)/N s2.
    Sarstedt, M., Henseler, J., & Ringle, C. M. (2011). Multigroup analysis in partial least squares path modeling.
    Advances in International Marketing, 22, 195-218. doi:10.1108/S1474-7979(2011)0000022012.
    Of equal paths in 30 and 120 cases, Henseler's p finds at 5 % the smaller group's larger in 6 to 10 % and smaller in
    2 to 6 %; the other two reject 5 to 6 %; of specific indirect effects all reject less (convention G1).
    DataError where the two do not have the same statistics, and for R2, adjusted R2, HTMT and HTMT2, of which these
    tests reject up to 29 % there: `permute_groups` tests them.

    Example. Do two groups of ten guests differ in the path from service to loyalty?

    >>> groups = bootstrap_groups(answers, is_regular, model, 500, seed=1)
    >>> result = compare_bootstraps(*groups, "path_coefficients")
    >>> result.difference.round(2), result.welch_t.round(1), result.welch_df.round(0), result.welch_p.round(1)
    (array([-0.02]), array([-0.1]), array([18.]), array([0.9]))
    >>> bool(0.05 < result.henseler_p[0] < 0.95)
    True

    The paths differ by -.02, a tenth of a standard error (p = .9). Henseler's p is one-sided: it is neither below .05
    (the first is larger) nor above .95 (the second is).
    """
    _check_comparable(first, second, statistic)
    of_first = inference(first.estimates[statistic], first.draws[statistic])
    of_second = inference(second.estimates[statistic], second.draws[statistic])
    varies = np.isfinite(of_first.t) & np.isfinite(of_second.t)
    errors = [np.where(varies, group.standard_error, np.nan) for group in (of_first, of_second)]
    sizes = (first.cases, second.cases)
    difference = of_first.estimate - of_second.estimate
    freedom = float(sum(sizes) - 2)
    squares = [(size - 1) ** 2 * error**2 for size, error in zip(sizes, errors, strict=True)]
    pooled_t = difference / np.sqrt((squares[0] + squares[1]) / freedom * (1 / sizes[0] + 1 / sizes[1]))
    parts = [(size - 1) / size * error**2 for size, error in zip(sizes, errors, strict=True)]
    welch_t = difference / np.sqrt(parts[0] + parts[1])
    # Satterthwaite's degrees of freedom.
    welch_df = (parts[0] + parts[1]) ** 2 / (parts[0] ** 2 / (sizes[0] - 1) + parts[1] ** 2 / (sizes[1] - 1))
    pairs = zip(first.draws[statistic].T, second.draws[statistic].T, strict=True)
    return GroupComparison(
        difference=difference,
        henseler_p=np.where(varies, np.array([_share_not_larger(*pair) for pair in pairs]), np.nan),
        pooled_t=pooled_t,
        pooled_p=np.asarray(2 * scipy.special.stdtr(freedom, -np.abs(pooled_t)), dtype=np.float64),
        welch_t=welch_t,
        welch_df=welch_df,
        welch_p=2 * scipy.special.stdtr(welch_df, -np.abs(welch_t)),
    )


def estimate_groups(groups: Sequence[Moments], model: AnyModel) -> tuple[AnyFit, ...]:
    """Estimate the model from the moments (b, ...) of each group of a block of assignments."""
    return tuple(_estimate_moments(group, model) for group in groups)


def _estimate_moments(moments: Moments, model: AnyModel) -> AnyFit:
    if isinstance(model, ModeratedModel):
        return estimate_moderated_moments(moments, model)
    correlations = scale_covariances(moments.covariances)
    if isinstance(model, HigherOrderModel):
        return estimate_higher_order_from_correlations(correlations, model)
    return estimate_from_correlations(correlations, model)


def _form_columns(answers: FloatArray, model: AnyModel) -> FloatArray:
    """Return what the moments are of: the standardised answers (N, K), and their products in a moderated model."""
    return form_columns(answers, model) if isinstance(model, ModeratedModel) else standardise(answers, model.indicators)


def _stages(fit: AnyFit) -> tuple[Fit, ...]:
    """Return the fit of each stage; stage two of repeated indicators is stage one."""
    if isinstance(fit, Fit):
        return (fit,)
    return (fit.first,) if fit.second is fit.first else (fit.first, fit.second)


def _converged(fits: Sequence[AnyFit]) -> BoolArray:
    """Tell where every stage of every group converged (...,)."""
    return np.asarray(np.all([stage.converged for fit in fits for stage in _stages(fit)], axis=0))


def _measure(fit: AnyFit, cases: int) -> tuple[Statistic, ...]:
    if isinstance(fit, ModeratedFit):
        return moderated_statistics(fit, cases)
    return statistics(fit, cases) if isinstance(fit, Fit) else higher_order_statistics(fit, cases)


def _align(fit: AnyFit, references: References) -> AnyFit:
    """Turn each stage as its reference; stage two takes the scores of a stage one that is turned."""
    if isinstance(fit, ModeratedFit):
        return align_moderated(fit, references[0])
    first = align_constructs(_stages(fit)[0], references[0])
    if isinstance(fit, Fit):
        return first
    again = estimate_second(first, fit.model)
    return again if len(references) == 1 else replace(again, second=align_constructs(again.second, references[1]))


def _check_groupable(model: AnyModel) -> None:
    if isinstance(model, ModeratedModel) and model.unstandardised:
        raise ModelError(
            what="moderator that groups are not compared by",
            where="groups",
            found=f"{', '.join(model.unstandardised)} in its own units",
            expected="standardised constructs",
            remedy="standardise it: the interaction is the same in other units",
        )


def _find_measured(model: AnyModel) -> Model | HigherOrderModel:
    """Return the model whose composites are compared: of a moderated one the base model, which alone weighs answers."""
    if not isinstance(model, ModeratedModel):
        return model
    if model.approach != "two_stage":
        raise ModelError(
            what="moderated model whose composites are not compared",
            where="groups",
            found=f"approach {model.approach!r}",
            expected='approach "two_stage", whose composites are those of stage one',
            remedy="compare the composites of its base model",
        )
    return model.base


def _check_one_stage(model: object) -> None:
    if not isinstance(model, Model):
        raise ModelError(
            what="model whose groups are not bootstrapped",
            where="groups",
            found=type(model).__name__,
            expected="a Model",
            remedy="compare the groups by permute_groups",
        )


def check_groups(indicators: FloatArray, in_first: BoolArray) -> None:
    """Raise DataError for a grouping that does not fit the cases."""
    fits = in_first.shape == (len(indicators),) and in_first.dtype == np.bool_
    expected = f"bool ({len(indicators)},), True for each case of the first group"
    found = f"{in_first.dtype} {in_first.shape}"
    check_range("in_first", found, expected, inside=fits, what="grouping that does not fit the cases")


def _check_numbered(indicators: FloatArray, groups: IntArray) -> None:
    """Raise DataError for groups that are not numbered 0, 1, ... or do not fit the cases."""
    fits = groups.shape == (len(indicators),) and groups.dtype.kind in "iu"
    numbers = np.unique(groups) if fits else np.empty(0)
    fits = numbers.size > 1 and np.array_equal(numbers, np.arange(numbers.size))
    expected = f"whole numbers ({len(indicators)},) from 0 on, each given, two groups or more"
    found = f"{groups.dtype} {groups.shape}, {numbers.size} groups"
    check_range("groups", found, expected, inside=fits, what="grouping that does not fit the cases")


def _estimate_sample(answers: FloatArray, in_first: BoolArray, model: AnyModel) -> tuple[AnyFit, AnyFit]:
    """Estimate the model in either group; errors name it."""
    return (
        _estimate_group(answers[in_first], model, "first group"),
        _estimate_group(answers[~in_first], model, "second group"),
    )


def _estimate_group(answers: FloatArray, model: AnyModel, name: str) -> AnyFit:
    try:
        return _estimate_answers(answers, model)
    except PlsSemError as refusal:
        raise refusal.locate(name) from refusal


def _estimate_answers(answers: FloatArray, model: AnyModel) -> AnyFit:
    if isinstance(model, HigherOrderModel):
        return estimate_higher_order(answers, model)
    return estimate(answers, model) if isinstance(model, Model) else estimate_moderated(answers, model)


def _point_both(columns: FloatArray, first: AnyFit) -> References:
    """Return the directions (K, J) of each stage as which all groups point: those of all cases, turned as the first.

    They are those of all cases so that, but for a sign that the groups share, they do not depend on who is in which.
    """
    if isinstance(first, ModeratedFit):
        return _point_both(columns[:, : len(first.model.indicators)], first.first)
    pooled = _estimate_moments(Moments(columns.mean(axis=0), correlate(columns)), first.model)
    own = find_reference(_stages(pooled)[0])
    turned = own * find_signs(_stages(first)[0].outer_loadings, own)
    if len(_stages(first)) == 1:
        return (turned,)
    second, of_first = (_stages(_align(fit, (turned,)))[1] for fit in (pooled, first))
    directions = find_reference(second)
    return turned, directions * find_signs(of_first.outer_loadings, directions)


def _centre_within(answers: FloatArray, groups: BoolArray | IntArray) -> FloatArray:
    """Take the group's mean out of each answer (N, K); groups (N,): equal within a group."""
    _, numbers = np.unique(groups, return_inverse=True)
    means = np.stack([answers[numbers == group].mean(axis=0) for group in range(int(numbers.max()) + 1)])
    return np.asarray(answers - means[numbers])


def _vary_paths(fits: Sequence[AnyFit], sizes: IntArray, reference: References) -> FloatArray:
    """Return the variance among groups of each path (..., P), groups weighted by their sizes (G,)."""
    rows, columns = np.nonzero(_stages(fits[0])[-1].model.structural_model)
    aligned = [_stages(_align(fit, reference))[-1] for fit in fits]
    paths = np.stack([fit.path_coefficients[..., rows, columns] for fit in aligned])
    shares = (sizes / sizes.sum()).reshape(-1, *[1] * (paths.ndim - 1))
    mean = (shares * paths).sum(axis=0)
    variances = (shares * (paths - mean) ** 2).sum(axis=0)
    # As `_subtract`: paths that differ by rounding do not vary.
    return np.where(variances <= (ROUNDING * mean) ** 2, 0.0, variances)


def _subtract(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return first less second (...,); 0 where they differ by rounding, which no permutation tests."""
    margin = ROUNDING * np.maximum(np.abs(first), np.abs(second))
    return np.where(np.abs(first - second) <= margin, 0.0, first - second)


def _share_not_larger(first: FloatArray, second: FloatArray) -> float:
    """Return the share of pairs in which the first is not larger, both mirrored at their means; NaN left out."""
    first = first[np.isfinite(first)]
    second = second[np.isfinite(second)]
    if not (first.size and second.size):
        return float(np.nan)
    mirrored = 2 * first.mean() - first
    mirrored_second = np.sort(2 * second.mean() - second)
    larger = np.searchsorted(mirrored_second, mirrored, side="left").sum()
    return float(1 - larger / (first.size * second.size))


def _check_comparable(first: Bootstrap, second: Bootstrap, statistic: str) -> None:
    if first.names.get(statistic) is None or first.names.get(statistic) != second.names.get(statistic):
        raise DataError(
            what="bootstraps that cannot be compared",
            where=f"statistic {statistic}",
            found=f"{first.names.get(statistic)} and {second.names.get(statistic)}",
            expected="the same statistic with the same labels in both",
            remedy="bootstrap both groups with one model",
        )
    if statistic in BIASED:
        raise DataError(
            what="statistic that bootstraps of two groups do not compare",
            where=f"statistic {statistic}",
            found="a bias that depends on the size of a group",
            expected=f"none of {', '.join(BIASED)}",
            remedy="use permute_groups and permutation_test",
        )


# Least bound of a test of step 2 that can tell two composites apart. ASSUME: composites whose scores correlate above it
# are the same for practical purposes, as it is said of the congruence of two factors.
# Lorenzo-Seva, U., & ten Berge, J. M. F. (2006). Tucker's congruence coefficient as a meaningful index of factor
# similarity. Methodology, 2(2), 57-64. doi:10.1027/1614-2241.2.2.57.
INFORMATIVE_BOUND = 0.95


@dataclass(frozen=True, eq=False)
class Invariance:
    """Results of MICOM for J constructs. Configural invariance, step 1, is not tested: both groups have one model.

    correlation: step 2, of the scores that the two groups' weights give all cases, turned where the sum of products of
    both groups' loadings is negative. mean_difference and log_variance_ratio: step 3, of the pooled scores, first less
    second, ln of first over second, dimensionless.
    compositional, equal_means, equal_variances (J,): which steps hold, by their p: a step fails where p (step 2:
    p_lower) is at most the significance level, step 2 also where the correlation is not above 0.
    correlation_bound (J,): the smallest correlation that is not rejected; mean_bound and variance_bound (J,): the
    largest difference, in size, that is not: the same rule as p, not the quantiles `lower` and `upper`, which leave
    out the sample. Minus infinity and infinity where there are too few permutations to reject anything, NaN where
    every draw is.
    informative (J,): whether the correlation bound is at least `informative_bound`. Below it, composites that differ
    for practical purposes pass step 2, as all do in groups of a handful of cases. centred: whether step 2 took the
    groups' means out. converged (B,) as `Permutation` has it.
    """

    constructs: tuple[str, ...]
    correlation: PermutationTest
    correlation_bound: FloatArray
    mean_difference: PermutationTest
    mean_bound: FloatArray
    log_variance_ratio: PermutationTest
    variance_bound: FloatArray
    compositional: BoolArray
    equal_means: BoolArray
    equal_variances: BoolArray
    informative: BoolArray
    informative_bound: float
    centred: bool
    converged: BoolArray

    @property
    def kinds(self) -> tuple[str, ...]:
        """Per construct "full" (all steps hold), "partial" (step 2 does: paths may be compared) or "none".

        "not_informative" where step 2 holds by a bound that is too low.
        """
        full = self.compositional & self.equal_means & self.equal_variances
        held = np.where(self.informative, np.where(full, "full", "partial"), "not_informative")
        return tuple(np.where(self.compositional, held, "none").tolist())

    @property
    def warnings(self) -> tuple[str, ...]:
        """One line for each construct whose verdict needs a word of caution."""
        found = self.correlation.observed
        shifted = ~self.compositional & ~self.equal_means & (found > 0) & (not self.centred)
        without_power = self.compositional & ~self.informative
        wanted = f"{self.informative_bound:g} or more"
        shift = self.mean_difference.observed
        cautions = [
            (found <= 0, "opposite composites", found, "c above 0", "compare no path of this construct"),
            (
                without_power,
                "step 2 without power",
                self.correlation_bound,
                f"a bound of {wanted}",
                "ask larger groups",
            ),
            (shifted, "step 2 failed where means differ", shift, "equal means or none", "repeat with centre_groups"),
        ]
        return tuple(
            f"{what}: construct {self.constructs[index]}: found {values[index]:.3f}; expected {expected}; {remedy}"
            for where, what, values, expected, remedy in cautions
            for index in np.flatnonzero(where).tolist()
        )


@dataclass(frozen=True, eq=False)
class _Compared:
    """Correlations, mean differences and log variance ratios (..., J), and converged (...,)."""

    correlations: FloatArray
    means: FloatArray
    variances: FloatArray
    converged: BoolArray


@dataclass(frozen=True, eq=False)
class _Composites:
    """What MICOM compares of a fit: weights and loadings (..., K, J) of the answers, 0 outside the block; converged."""

    weights: FloatArray
    loadings: FloatArray
    converged: BoolArray


@dataclass(frozen=True, eq=False)
class _Design:
    """What the splits share: standardised answers (N, K), those that weights come from and their correlations (K, K).

    pooled_weights (K, J): of all cases.
    """

    standardised: FloatArray
    composed: FloatArray
    correlations: FloatArray
    pooled_weights: FloatArray


def measurement_invariance(
    indicators: FloatArray,
    in_first: BoolArray,
    model: AnyModel,
    permutations: int = 10_000,
    significance_level: float = 0.05,
    *,
    seed: int,
    centre_groups: bool = False,
    informative_bound: float = INFORMATIVE_BOUND,
    threads: int = 1,
) -> Invariance:
    """Test in three steps whether two groups of cases, indicators (N, K), in_first (N,), have the same composites.

    Step 2: c = w1'R w2 / sqrt(w1'R w1 w2'R w2), w the weights that each group's own standardised indicators give, R
    the correlations of all cases, w2 turned where `find_signs` of both groups' loadings says so; it fails where c is
    below its bound under random assignment, one-sided.
    Step 3: means and variances (divisor N - 1) of the scores that all cases together give; two-sided.
    centre_groups: whether step 2 takes each group's means out of the answers first. As published it does not: random
    groups that mix two means have weights more alike than those of the sample, and step 2 rejects equal composites
    1 SD apart in 25 to 29 % at a level of 5 %, with centre_groups in 4 to 7 % (50 + 50 cases, convention G4).
    informative_bound: least bound, dimensionless, by which step 2 may be said to hold; see `Invariance`.
    With higher-order constructs the composites are the components, then the constructs of stage two, each by the
    weights that the answers have in it. Of a moderated model they are those of the base model: a product is measured as
    its factors are.
    DataError, ConvergenceError: as `estimate`, for either group, which the message names, and for all cases; DataError
    for fewer than 2 permutations, and for a level or bound outside (0, 1); ModelError for a moderated model whose
    second stage weighs the answers anew.

    Example. Do regular guests and others mean the same by service and loyalty? Ten of each.

    >>> result = measurement_invariance(answers, is_regular, model, 500, seed=1)
    >>> result.constructs, result.compositional, result.equal_means
    (('Service', 'Loyalty'), array([ True,  True]), array([ True,  True]))
    >>> result.correlation.observed.round(3), result.mean_difference.observed.round(2)
    (array([0.997, 0.982]), array([-0.17, -0.31]))
    >>> result.mean_difference.lower.round(1), result.mean_difference.upper.round(1)
    (array([-0.9, -0.8]), array([0.9, 0.9]))

    Weights of either group give nearly the same scores (.997 and .982, within chance), and means differ by less than
    the .9 of random splits. In ten per group hardly anything could be found, and this is no proof.
    """
    model = _find_measured(model)
    answers = parse_answers(indicators, model.indicators)
    in_first = np.asarray(in_first)
    check_groups(answers, in_first)
    check_counts(permutations=permutations, seed=seed, threads=threads)
    check_shares(significance_level=significance_level, informative_bound=informative_bound)
    pooled = _compose(_estimate_answers(answers, model))
    fits = [_compose(fit) for fit in _estimate_sample(answers, in_first, model)]
    standardised = standardise(answers, model.indicators)
    centred = _centre_within(answers, in_first) if centre_groups else answers
    composed = standardise(centred, model.indicators) if centre_groups else standardised
    design = _Design(standardised, composed, correlate(centred, model.indicators), pooled.weights)
    chosen = design.standardised[in_first], design.standardised[~in_first]
    sample = _compare_groups((compute_moments(chosen[0]), compute_moments(chosen[1])), fits, design)

    def split(block: ResampleBlock) -> _Compared:
        """Compare the groups of a block of splits."""
        groups = split_moments(block, design.standardised, int(in_first.sum()))
        weighed = split_moments(block, design.composed, int(in_first.sum())) if centre_groups else groups
        return _compare_groups(groups, [_compose(fit) for fit in estimate_groups(weighed, model)], design)

    blocks = list(map_in_threads(split, divide_resamples(permutations, seed, "permutation"), threads))
    names = model.constructs if isinstance(model, Model) else composite_names(model)
    return _test_invariance(sample, blocks, names, significance_level, informative_bound, centre_groups)


def _compose(fit: AnyFit) -> _Composites:
    """Return the composites of a fit; loadings are correlations of the answers of the block with the composite."""
    if isinstance(fit, ModeratedFit):
        return _compose(fit.first)
    if isinstance(fit, Fit):
        return _Composites(fit.outer_weights, fit.outer_loadings, fit.converged)
    weights = composite_weights(fit)
    distinct = len(fit.model.indicators)
    loadings = fit.first.correlations[..., :distinct, :distinct] @ weights
    return _Composites(weights, np.where(weights != 0, loadings, 0.0), _converged([fit]))


def _compare_groups(groups: tuple[Moments, Moments], composites: Sequence[_Composites], design: _Design) -> _Compared:
    first, second = (compose_moments(group, design.pooled_weights) for group in groups)
    variances = [np.diagonal(group.covariances, axis1=-2, axis2=-1) for group in (first, second)]
    first_variances, second_variances = (np.where(each > 0, each, np.nan) for each in variances)
    of_first, of_second = composites
    correlations = _correlate_scores(of_first.weights, of_second.weights, design.correlations)
    return _Compared(
        # Composites are the same or not whatever their signs, which no convention settles in a weak block.
        correlations=correlations * find_signs(of_second.loadings, of_first.loadings),
        means=first.means - second.means,
        variances=np.log(first_variances / second_variances),
        converged=np.asarray(of_first.converged & of_second.converged),
    )


def _correlate_scores(first: FloatArray, second: FloatArray, pooled: FloatArray) -> FloatArray:
    """Correlate, construct by construct (..., J), the scores of two sets of weights (..., K, J) in all cases."""
    by_second = pooled @ second
    variances = (first * (pooled @ first)).sum(axis=-2) * (second * by_second).sum(axis=-2)
    return np.asarray((first * by_second).sum(axis=-2) / np.sqrt(variances))


def _test_invariance(
    sample: _Compared,
    blocks: list[_Compared],
    constructs: tuple[str, ...],
    level: float,
    informative_bound: float,
    centred: bool,
) -> Invariance:
    converged = np.concatenate([block.converged for block in blocks])
    draws = concatenate_by_name([vars(block) for block in blocks])
    correlations, means, variances = (
        np.where(converged[:, None], draws[name], np.nan) for name in ("correlations", "means", "variances")
    )
    correlation = permutation_test(sample.correlations, correlations, 1 - level)
    mean = permutation_test(sample.means, means, 1 - level)
    variance = permutation_test(sample.variances, variances, 1 - level)
    bound = _smallest_held(correlations, level)
    return Invariance(
        constructs=constructs,
        correlation=correlation,
        correlation_bound=bound,
        mean_difference=mean,
        mean_bound=-_smallest_held(-np.abs(means), level),
        log_variance_ratio=variance,
        variance_bound=-_smallest_held(-np.abs(variances), level),
        # Without a usable draw p is NaN: nothing is rejected, and nothing informative is held.
        compositional=~(correlation.p_lower <= level) & (sample.correlations > 0),
        equal_means=~(mean.p <= level),
        equal_variances=~(variance.p <= level),
        informative=bound >= informative_bound,
        informative_bound=informative_bound,
        centred=centred,
        converged=converged,
    )


def _smallest_held(draws: FloatArray, level: float) -> FloatArray:
    """Return the smallest value (M,) whose one-sided p, the sample counted, exceeds the level; NaN draws left out.

    p of a value below the k-th smallest of B draws is at most k/(B + 1): k is the largest with k/(B + 1) <= level.
    """
    used = np.isfinite(draws).sum(axis=0)
    rank = np.floor(level * (used + 1) + ROUNDING).astype(np.int64)
    ordered = np.sort(np.where(np.isfinite(draws), draws, np.nan), axis=0)
    held = ordered[np.maximum(rank - 1, 0), np.arange(draws.shape[1])]
    return np.where(rank > 0, held, np.where(used > 0, -np.inf, np.nan))
