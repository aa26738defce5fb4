"""Group comparisons: worked by hand, equal to plain loops, no difference where there is none."""

import dataclasses

import numpy as np
import pytest

from plssem import ConvergenceError, DataError, Model, bootstrap, estimate, statistics
from plssem.arrays import FloatArray, IntArray
from plssem.bootstrap import Bootstrap
from plssem.groups import (
    bootstrap_groups,
    compare_bootstraps,
    measurement_invariance,
    omnibus_test,
    permutation_test,
    permute_groups,
)
from plssem.resampling import divide_resamples
from plssem.signs import align_signs
from unit.plssem.resamples import splits
from unit.plssem.samples import BLOCKS, PATHS, answers, likert, model, reversed_item, two_constructs

IN_FIRST = np.arange(80) % 5 < 2


def drawn(values: list[float], estimate_: float, cases: int) -> Bootstrap:
    """A bootstrap of one statistic with these draws."""
    some = bootstrap(answers(cases=30), model(), 2, seed=1)
    draws = {"s": np.array(values)[:, None]}
    return dataclasses.replace(
        some, names={"s": ("a",)}, estimates={"s": np.array([estimate_])}, draws=draws, cases=cases
    )


def test_p_values_worked_by_hand() -> None:
    """Of -3, -2, 0, 1 and 2.5, three are as far from 0 as 2: p (1 + 3)/(1 + 5); four are as small: (1 + 4)/6."""
    draws = np.array([[-3.0], [-2.0], [0.0], [1.0], [2.5]])
    found = permutation_test(np.array([2.0]), draws, confidence_level=0.5)
    assert (found.p[0], found.p_lower[0]) == pytest.approx((4 / 6, 5 / 6))
    assert (found.lower[0], found.upper[0]) == (-2, 1)


def test_draws_that_are_nan_are_left_out_and_no_p_is_0() -> None:
    draws = np.array([[0.5, np.nan], [np.nan, np.nan], [-0.5, np.nan]])
    found = permutation_test(np.array([2.0, 2.0]), draws)
    assert found.p[0] == pytest.approx(1 / 3)
    assert np.isnan([found.p[1], found.p_lower[1], found.lower[1]]).all()


def test_a_difference_that_does_not_exist_has_no_p() -> None:
    """No draw is as far from 0 as NaN: that was p = 1 / (1 + draws), the smallest there is."""
    found = permutation_test(np.array([np.nan, 4.0]), np.array([[0.1, 0.1], [-0.5, 0.2], [0.2, 0.3]]))
    assert np.isnan([found.p[0], found.p_lower[0]]).all()
    assert found.p[1] == 0.25


def test_permuted_differences_equal_a_plain_loop() -> None:
    data, tight = answers(cases=80), model(tolerance=1e-14)
    result = permute_groups(data, IN_FIRST, tight, 12, seed=5)
    assert result.cases == (32, 48)
    for number, first in enumerate([*splits(5, 12, 80, 32), IN_FIRST]):
        found = [
            {one.name: one.values for one in statistics(estimate(data[chosen], tight), int(chosen.sum()))}
            for chosen in (first, ~first)
        ]
        for name, draws in result.draws.items():
            mine = draws[number] if number < 12 else result.differences[name]
            np.testing.assert_allclose(mine, found[0][name] - found[1][name], rtol=0, atol=1e-10, err_msg=name)


def test_swapping_the_groups_turns_the_differences() -> None:
    data = answers(cases=80)
    one, other = (permute_groups(data, in_first, model(), 5, seed=1) for in_first in (IN_FIRST, ~IN_FIRST))
    for name, difference in one.differences.items():
        np.testing.assert_allclose(other.differences[name], -difference, rtol=0, atol=1e-12, err_msg=name)
    assert (one.cases, other.cases) == ((32, 48), (48, 32))


def test_two_groups_of_the_same_answers_do_not_differ() -> None:
    data = np.concatenate([likert(), likert()])
    result = permute_groups(data, np.arange(120) < 60, model(), 100, seed=1)
    for name, difference in result.differences.items():
        np.testing.assert_allclose(difference, 0, atol=1e-12, err_msg=name)
    assert (permutation_test(result.differences["path_coefficients"], result.draws["path_coefficients"]).p == 1).all()


def test_paths_that_differ_by_rounding_do_not_differ() -> None:
    """B repeats A: the path is 1 in both groups, and the p of 4e-16 was .06 and less with more permutations."""
    data = np.repeat(answers(cases=40, seed=4)[:, :1], 2, axis=1)
    for seed in range(5):
        found = permute_groups(data, np.arange(40) < 15 + seed, two_constructs(1, 1), 50, seed=seed)
        test = permutation_test(found.differences["path_coefficients"], found.draws["path_coefficients"])
        assert (test.observed.tolist(), test.p.tolist()) == ([0], [1])
        omnibus = omnibus_test(data, np.arange(40) % 3, two_constructs(1, 1), 50, seed=seed)
        assert (omnibus.observed.tolist(), omnibus.p.tolist()) == ([0], [1])


def test_a_path_that_turns_its_sign_is_found() -> None:
    """A -> B is .64 or so in one half and -.64 in the other, 150 cases each: 20 standard errors of .08 apart."""
    data = answers(cases=300)[:, [0, 1, 6, 7]]
    data[150:, 2:] *= -1
    result = permute_groups(data, np.arange(300) < 150, two_constructs(), 200, seed=1)
    found = permutation_test(result.differences["path_coefficients"], result.draws["path_coefficients"])
    assert found.p[0] == pytest.approx(1 / 201)
    assert result.converged.all()


def test_mga_worked_by_hand() -> None:
    """Draws 1, 2, 3 and 1.5, 2.5: both have mean 2, mirrored they are 3, 2, 1 and 2.5, 1.5; 3 of 6 pairs not larger.

    Standard errors 1 and sqrt(.5), N 11 and 6, difference 1. Pooled: (10^2 1 + 5^2 .5)/15 = 7.5, times 1/11 + 1/6
    = 1.9318182, t = .7194801. Welch: 10/11 + (5/6) .5 = 1.3257576, t = .8684968,
    df = 1.3257576^2 / (.9090909^2/10 + .4166667^2/5) = 14.9757.
    """
    found = compare_bootstraps(drawn([1, 2, 3], 5, 11), drawn([1.5, 2.5], 4, 6), "s")
    assert found.difference[0] == 1
    assert found.henseler_p[0] == pytest.approx(0.5, abs=1e-12)
    assert found.pooled_t[0] == pytest.approx(1 / np.sqrt(1.9318182), abs=1e-7)
    assert found.welch_t[0] == pytest.approx(1 / np.sqrt(1.3257576), abs=1e-7)
    assert found.welch_df[0] == pytest.approx(14.9757, abs=1e-3)
    # Two-sided 5 % points of t: 2.131 with 15 degrees of freedom.
    large = compare_bootstraps(drawn([1, 2, 3], 5 + 2.1314, 11), drawn([1.5, 2.5], 5 - 0.8310, 6), "s")
    assert large.pooled_t[0] == pytest.approx(2.1314, abs=2e-3)
    assert large.pooled_p[0] == pytest.approx(0.05, abs=5e-4)


def test_henselers_p_mirrors_skewed_draws_at_their_mean() -> None:
    """Draws 1, 1, 4 of mean 2 become 3, 3, 0; against 2.5 and 1.5, two of six pairs are not larger, else four."""
    found = compare_bootstraps(drawn([1, 1, 4], 5, 11), drawn([1.5, 2.5], 4, 6), "s")
    assert found.henseler_p[0] == pytest.approx(1 / 3, abs=1e-12)


def test_henselers_p_is_near_0_or_1_where_the_draws_do_not_overlap() -> None:
    low, high = drawn([1, 2, 3], 2, 11), drawn([11, 12, 13], 12, 11)
    assert compare_bootstraps(high, low, "s").henseler_p[0] == 0
    assert compare_bootstraps(low, high, "s").henseler_p[0] == 1


def test_a_statistic_that_does_not_vary_has_no_test() -> None:
    found = compare_bootstraps(drawn([1, 1, 1], 1, 11), drawn([1, 1, 1], 1, 11), "s")
    values = [found.henseler_p, found.pooled_t, found.pooled_p, found.welch_t, found.welch_df, found.welch_p]
    assert np.isnan(values).all()


def test_groups_are_bootstrapped_by_themselves_with_numbers_of_their_own() -> None:
    data = np.concatenate([likert(), likert()])
    first, second = bootstrap_groups(data, np.arange(120) < 60, model(), 20, seed=3)
    assert (first.seed, second.seed, first.cases, second.cases) == (6, 7, 60, 60)
    alone = bootstrap(likert(), model(), 20, seed=6)
    np.testing.assert_array_equal(first.draws["path_coefficients"], alone.draws["path_coefficients"])
    assert (first.draws["path_coefficients"] != second.draws["path_coefficients"]).all()


def test_bootstraps_of_other_models_are_refused() -> None:
    other = bootstrap(answers(cases=30)[:, :4], two_constructs(), 2, seed=1)
    with pytest.raises(DataError, match="bootstraps that cannot be compared: statistic path_coefficients"):
        compare_bootstraps(bootstrap(answers(cases=30), model(), 2, seed=1), other, "path_coefficients")
    with pytest.raises(DataError, match="statistic slopes: found None and None"):
        compare_bootstraps(other, other, "slopes")


@pytest.mark.parametrize(
    ("in_first", "permutations", "message"),
    [
        (np.ones(79, dtype=bool), 10, r"in_first: found bool \(79,\); expected bool \(80,\)"),
        (np.ones(80), 10, r"in_first: found float64 \(80,\); expected bool"),
        (IN_FIRST, 1, "setting out of range: permutations: found 1; expected a whole number of 2 or more"),
        (np.arange(80) < 2, 10, "too few cases"),
    ],
)
def test_what_is_refused(in_first: np.ndarray, permutations: int, message: str) -> None:
    with pytest.raises(DataError, match=message):
        permute_groups(answers(cases=80), in_first, model(), permutations, seed=1)


HALF = np.arange(200) < 100


def paths_of(data: FloatArray, chosen: np.ndarray) -> FloatArray:
    return estimate(data[chosen], two_constructs()).path_coefficients[0, 1]


def test_a_group_whose_construct_points_the_other_way_is_aligned() -> None:
    """One of two items is reversed: by the sum of loadings alone the path is .47 in one group and -.50 in the other."""
    data = reversed_item()
    assert paths_of(data, HALF) * paths_of(data, ~HALF) < -0.1
    result = permute_groups(data, HALF, two_constructs(), 200, seed=1)
    first, second = result.first["path_coefficients"][0], result.second["path_coefficients"][0]
    assert first == paths_of(data, HALF)
    assert second == pytest.approx(-paths_of(data, ~HALF))
    assert abs(first - second) < 0.2
    # A difference of two paths of about .5, each with a standard error of about .09.
    assert np.std(result.draws["path_coefficients"]) < 0.2
    assert permutation_test(first - second + np.zeros(1), result.draws["path_coefficients"]).p[0] > 0.2


def test_every_split_is_aligned_as_in_a_plain_loop() -> None:
    data, tight = reversed_item(), dataclasses.replace(two_constructs(), tolerance=1e-14)
    result = permute_groups(data, HALF, tight, 30, seed=5)
    reference = estimate(data[HALF], tight)
    for number, chosen in enumerate(splits(5, 30, 200, 100)):
        first = align_signs(estimate(data[chosen], tight), reference, "construct")
        second = align_signs(estimate(data[~chosen], tight), first, "construct")
        difference = (first.path_coefficients - second.path_coefficients)[0, 1]
        assert result.draws["path_coefficients"][number, 0] == pytest.approx(difference, abs=1e-10)


@pytest.mark.parametrize("items", [[1], [1, 2]])
def test_reversing_an_item_changes_the_size_of_no_difference(items: list[int]) -> None:
    """In groups of 100 with loadings of .9 each split is aligned rightly: what is left is the sign of the item."""
    data, tight = answers(cases=200)[:, [0, 1, 6, 7]], dataclasses.replace(two_constructs(), tolerance=1e-14)
    turned = data.copy()
    turned[:, items] *= -1
    one, other = (permute_groups(given, HALF, tight, 100, seed=1) for given in (data, turned))
    for name in ("path_coefficients", "outer_loadings", "outer_weights", "r_squared"):
        np.testing.assert_allclose(np.abs(one.draws[name]), np.abs(other.draws[name]), rtol=0, atol=1e-10, err_msg=name)
    one, other = (measurement_invariance(given, HALF, tight, 100, seed=1) for given in (data, turned))
    np.testing.assert_allclose(one.correlation.observed, other.correlation.observed, rtol=0, atol=1e-10)
    np.testing.assert_allclose(one.correlation_bound, other.correlation_bound, rtol=0, atol=1e-10)


def test_bootstraps_of_groups_are_aligned_with_each_other() -> None:
    first, second = bootstrap_groups(reversed_item(), HALF, two_constructs(), 100, seed=1)
    for group in (first, second):
        assert group.estimates["path_coefficients"][0] * first.estimates["path_coefficients"][0] > 0.1
        assert (
            np.sign(group.draws["path_coefficients"]) == np.sign(first.estimates["path_coefficients"])
        ).mean() > 0.98
    assert 0.05 < compare_bootstraps(first, second, "path_coefficients").henseler_p[0] < 0.95


def test_means_taken_out_of_the_groups_change_the_splits_only() -> None:
    data = answers(cases=80)
    data[IN_FIRST] += 2
    centred = data - np.where(IN_FIRST[:, None], data[IN_FIRST].mean(axis=0), data[~IN_FIRST].mean(axis=0))
    result = permute_groups(data, IN_FIRST, model(), 10, seed=1, centre_groups=True)
    plain, shifted = (permute_groups(given, IN_FIRST, model(), 10, seed=1) for given in (centred, data))
    for name, draws in result.draws.items():
        np.testing.assert_allclose(result.differences[name], shifted.differences[name], rtol=0, atol=1e-12)
        np.testing.assert_allclose(draws, plain.draws[name], rtol=0, atol=1e-10, err_msg=name)
    assert (result.draws["path_coefficients"] != shifted.draws["path_coefficients"]).all()


@pytest.mark.parametrize("statistic", ["r_squared", "adjusted_r_squared", "htmt", "htmt2"])
def test_statistics_that_small_groups_overstate_are_not_compared_by_bootstraps(statistic: str) -> None:
    pair = bootstrap_groups(answers(cases=80), IN_FIRST, model(), 5, seed=1)
    message = f"bootstraps of two groups do not compare: statistic {statistic}: .*; use permute_groups"
    with pytest.raises(DataError, match=message):
        compare_bootstraps(*pair, statistic)


COMPARISONS = (bootstrap_groups, permute_groups, measurement_invariance)


@pytest.mark.parametrize("compare", COMPARISONS)
def test_what_one_group_does_not_allow_names_the_group(compare) -> None:
    data = answers(cases=80)
    data[~IN_FIRST, 4] = 3.0
    with pytest.raises(DataError, match="constant indicator: indicator m2, second group: found the same value"):
        compare(data, IN_FIRST, model(), 5, seed=1)
    with pytest.raises(DataError, match="too few cases: indicators, first group: found 3; expected at least 5"):
        compare(answers(cases=80), np.arange(80) < 3, model(), 5, seed=1)
    data[:, 4] = 3.0
    with pytest.raises(DataError, match="constant indicator: indicator m2: found"):
        compare(data, IN_FIRST, model(), 5, seed=1)


def test_weights_that_move_in_one_group_name_the_group() -> None:
    short = Model.from_blocks(BLOCKS, PATHS, max_iterations=1)
    with pytest.raises(ConvergenceError, match="outer weights did not converge: the sample, first group: found"):
        permute_groups(answers(cases=80), IN_FIRST, short, 5, seed=1)


def test_two_groups_vary_by_the_square_of_half_their_difference_if_of_one_size() -> None:
    """With shares of a half, the variance of b1 and b2 is ((b1 - b2)/2)2; with .4 and .6 it is .24 (b1 - b2)2."""
    data = answers(cases=80)
    for in_first, share in ((np.arange(80) < 40, 0.25), (IN_FIRST, 0.24)):
        difference = permute_groups(data, in_first, model(), 5, seed=1).differences["path_coefficients"]
        found = omnibus_test(data, (~in_first).astype(int), model(), 5, seed=1)
        np.testing.assert_allclose(found.observed, share * difference**2, rtol=1e-9)


def test_the_omnibus_test_equals_a_plain_loop() -> None:
    data, tight, groups = answers(cases=80), model(tolerance=1e-14), np.arange(80) % 7 // 3
    found = omnibus_test(data, groups, tight, 19, seed=5, centre_groups=True)
    centred = data - np.stack([data[groups == group].mean(axis=0) for group in range(3)])[groups]
    (block,) = divide_resamples(19, 5, "omnibus")
    assigned = block.generator().permuted(np.tile(groups.astype(np.int16), (19, 1)), axis=1)
    rows, columns = np.nonzero(tight.structural_model)

    def variation(given: FloatArray, places: IntArray) -> FloatArray:
        fits = [estimate(given[places == group], tight) for group in range(3)]
        paths = np.stack([fit.path_coefficients[rows, columns] for fit in fits])
        return np.cov(paths.T, fweights=np.bincount(places), ddof=0).diagonal()

    observed = variation(data, groups)
    draws = np.stack([variation(centred, places) for places in assigned])
    np.testing.assert_allclose(found.observed, observed, rtol=1e-8)
    np.testing.assert_allclose(found.p, (1 + (draws >= observed - 1e-12).sum(axis=0)) / 20, rtol=1e-12)


@pytest.mark.parametrize("groups", [np.zeros(80, int), np.arange(80) % 3 + 1, np.arange(79) % 2, np.arange(80) % 2 / 1])
def test_groups_that_are_not_numbered_are_refused(groups) -> None:
    with pytest.raises(DataError, match=r"grouping that does not fit the cases: groups: found .*; expected whole"):
        omnibus_test(answers(cases=80), groups, model(), 5, seed=1)


def test_the_omnibus_test_names_the_group_that_cannot_be_estimated() -> None:
    with pytest.raises(DataError, match=r"too few cases: indicators, group 3 of 3: found 3"):
        omnibus_test(answers(cases=83), np.repeat([0, 1, 2], [40, 40, 3]), model(), 5, seed=1)
