"""Moments of resamples and of splits: equal to a plain computation, exact sums, fair splits."""

from math import comb

import numpy as np
import pytest

from plssem import moments as module
from plssem import resampling as sums
from plssem.arrays import BoolArray
from plssem.correlations import standardise
from plssem.moments import (
    compose_moments,
    compute_moments,
    partition_moments,
    resample_moments,
    scale_covariances,
    split_moments,
)
from plssem.resampling import ResampleBlock, Summands, correlate_resamples, divide_resamples
from unit.plssem.resamples import tallies
from unit.plssem.samples import answers

BLOCK = ResampleBlock(seed=1, purpose="bootstrap", number=0, start=0, size=6)


def splits(block: ResampleBlock, cases: int, first: int) -> BoolArray:
    return np.concatenate([chunk for _, chunk in module._draw_splits(block, cases, first)], axis=1)


def test_moments_worked_by_hand() -> None:
    """1, 2, 6 has mean 3 and sum of squares 4 + 1 + 9 = 14; with 0, 1, 5, mean 2, the same deviations: 14 / 2 = 7."""
    found = compute_moments(np.array([[1.0, 0.0], [2.0, 1.0], [6.0, 5.0]]))
    np.testing.assert_allclose(found.means, [3, 2], rtol=0, atol=1e-15)
    np.testing.assert_allclose(found.covariances, [[7, 7], [7, 7]], rtol=0, atol=1e-14)


@pytest.mark.parametrize("cases", [60, 9_000])
def test_resampled_moments_equal_a_plain_loop(cases: int) -> None:
    data = standardise(answers(cases=cases))
    found = resample_moments(BLOCK, Summands.from_columns(data))
    for number, tally in enumerate(tallies(1, 6, cases)):
        plain = compute_moments(np.repeat(data, tally, axis=0))
        np.testing.assert_allclose(found.means[number], plain.means, rtol=0, atol=1e-13)
        np.testing.assert_allclose(found.covariances[number], plain.covariances, rtol=0, atol=1e-12)
    by_correlations = correlate_resamples(BLOCK, data)
    np.testing.assert_allclose(scale_covariances(found.covariances), by_correlations, rtol=0, atol=1e-13)


@pytest.mark.parametrize(("cases", "first"), [(60, 22), (9_000, 2_500)])
def test_moments_of_splits_equal_a_plain_loop(cases: int, first: int) -> None:
    data = standardise(answers(cases=cases))
    found = split_moments(BLOCK, data, first)
    memberships = splits(BLOCK, cases, first)
    assert memberships.sum(axis=1).tolist() == [first] * 6
    for number, chosen in enumerate(memberships):
        for group, cases_of_it in zip(found, (data[chosen], data[~chosen]), strict=True):
            plain = compute_moments(cases_of_it)
            np.testing.assert_allclose(group.means[number], plain.means, rtol=0, atol=1e-13)
            np.testing.assert_allclose(group.covariances[number], plain.covariances, rtol=0, atol=1e-12)


def test_every_split_has_the_same_chance() -> None:
    """2 of 5: 10 splits; 20,480 drawn, each 2,048 expected, sd 42.9; 5 sd off in any of 10 is rarer than 1e-5."""
    drawn = np.concatenate([splits(block, 5, 2) for block in divide_resamples(20_480, 1, "permutation")])
    numbers = drawn @ (1 << np.arange(5))
    _, counts = np.unique(numbers, return_counts=True)
    assert len(counts) == comb(5, 2)
    assert np.abs(counts - 2048).max() < 5 * 42.9


def test_sums_do_not_depend_on_how_many_products_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    data = standardise(answers(cases=100))
    whole = resample_moments(BLOCK, Summands.from_columns(data))
    monkeypatch.setattr(sums, "TERMS_AT_ONCE", 1000)
    parts = resample_moments(BLOCK, Summands.from_columns(data))
    assert whole.covariances.tobytes() == parts.covariances.tobytes()


def test_weighted_sums_worked_by_hand() -> None:
    """Variances 4 and 1, covariance 1: the sum has 4 + 2 + 1 = 7, the difference 4 - 2 + 1 = 3, with each other 3."""
    columns = module.Moments(np.array([3.0, 1.0]), np.array([[4.0, 1.0], [1.0, 1.0]]))
    found = compose_moments(columns, np.array([[1.0, 1.0], [1.0, -1.0]]))
    assert found.means.tolist() == [4, 2]
    assert found.covariances.tolist() == [[7, 3], [3, 3]]
    np.testing.assert_allclose(scale_covariances(found.covariances)[0, 1], 3 / np.sqrt(21), rtol=0, atol=1e-15)


def test_a_constant_column_has_no_correlation() -> None:
    found = scale_covariances(np.array([[1.0, 0.0], [0.0, 1e-14]]))
    np.testing.assert_array_equal(found, [[1, np.nan], [np.nan, np.nan]])


@pytest.mark.parametrize("cases", [60, 3_000])
def test_moments_of_random_assignments_to_groups_equal_a_plain_loop(cases: int) -> None:
    data = standardise(answers(cases=cases))
    groups = np.arange(cases) % 7 // 3  # 0, 1 and 2, the last the smallest
    found = partition_moments(BLOCK, data, groups)
    assigned = BLOCK.generator().permuted(np.tile(groups.astype(np.int16), (BLOCK.size, 1)), axis=1)
    for number, places in enumerate(assigned):
        assert np.bincount(places).tolist() == np.bincount(groups).tolist()
        for group, moments in enumerate(found):
            plain = compute_moments(data[places == group])
            np.testing.assert_allclose(moments.means[number], plain.means, rtol=0, atol=1e-13)
            np.testing.assert_allclose(moments.covariances[number], plain.covariances, rtol=0, atol=1e-12)
