"""Group comparisons: worked by hand, equal to plain loops, no difference where there is none."""

import dataclasses

import numpy as np
import pytest

from plssem import DataError, bootstrap, estimate, statistics
from plssem.bootstrap import Bootstrap
from plssem.groups import bootstrap_groups, compare_bootstraps, permutation_test, permute_groups
from unit.plssem.resamples import splits
from unit.plssem.samples import answers, likert, model, two_constructs

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
