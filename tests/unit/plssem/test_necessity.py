"""Necessary conditions: by hand, against a slow search and a plain loop, by simulation, and what is refused."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plssem import DataError, bottlenecks, necessity, permute_necessity
from plssem.resampling import divide_resamples

CONDITION, OUTCOME = np.array([[0.0], [1], [2], [3], [4]]), np.array([1.0, 3, 2, 4, 0])
WIDE = np.array([[0.0, 0.0], [5.0, 8.0]])


def test_ceilings_by_hand_on_the_observed_scope() -> None:
    # Steps at 1, 3, 3, 4 leave 3 + 1 + 1 + 0 of 4 x 4 empty. Line through (0, 1), (1, 3), (3, 4): slope 13/14,
    # intercept 10/7; it meets 4 at 36/13, so that the triangle above it has 1/2 x 36/13 x 18/7.
    result = necessity(CONDITION, OUTCOME)
    assert result.peers[0].tolist() == [[0, 1], [1, 3], [3, 4]]
    assert result.scope.tolist() == [16]
    assert result.ceiling_zone.ravel() == pytest.approx([5, 36 / 13 * 18 / 7 / 2])
    assert result.effect_size.ravel() == pytest.approx([5 / 16, 36 / 13 * 18 / 7 / 32])
    assert (result.slope[0], result.intercept[0]) == pytest.approx((13 / 14, 10 / 7))
    assert result.accuracy.ravel().tolist() == [1, 0.8]


def test_a_theoretical_scope_counts_what_nobody_reached_by_hand() -> None:
    # Steps: 7 + 5 + 5 + 4 + 4 of 5 x 8. Line: 8 less the line, from 0 to 5: 5 x (8 - 10/7) - 13/28 x 25.
    result = necessity(CONDITION, OUTCOME, WIDE)
    assert result.effect_size.ravel() == pytest.approx([25 / 40, (5 * (8 - 10 / 7) - 13 / 28 * 25) / 40])
    # Left of the first case, the lowest outcome is the ceiling: a strip of 1 x 8 more.
    shifted = necessity(CONDITION + 1, OUTCOME, np.array([[0.0, 0.0], [5.0, 8.0]]))
    assert shifted.ceiling_zone[0, 0] == pytest.approx(8 + 7 + 5 + 5 + 4)


def test_bottlenecks_by_hand() -> None:
    result = bottlenecks(CONDITION, OUTCOME, np.array([0.0, 25, 50, 100]))
    assert result.required[:, 0, 0] == pytest.approx([np.nan, np.nan, 25, 75], nan_ok=True)
    # The line needs (2 - 10/7) x 14/13 = 8/13 of 4 for 2, and 36/13 of 4 for 4; it lies above 1 everywhere.
    assert result.required[:, 1, 0] == pytest.approx([np.nan, np.nan, 100 * 8 / 52, 100 * 36 / 52], nan_ok=True)
    assert result.share_below[:, 0, 0] == pytest.approx([0, 0, 0.2, 0.6])
    assert result.share_below[:, 1, 0] == pytest.approx([0, 0, 0.2, 0.6])


def test_a_level_that_nobody_reached_is_out_of_reach_by_steps_and_by_line() -> None:
    result = bottlenecks(CONDITION, OUTCOME, np.array([50.0, 100]), WIDE)
    assert result.required[:, 0, 0] == pytest.approx([60, np.inf])
    assert result.required[:, 1, 0] == pytest.approx([100 * 36 / 13 / 5, np.inf])
    assert result.share_below[1].tolist() == [[1], [1]]


def test_a_single_peer_has_no_line_and_leaves_nothing_empty() -> None:
    result = necessity(CONDITION, OUTCOME[[3, 1, 2, 0, 4]])
    assert result.effect_size.ravel().tolist() == [0, 0]
    assert np.isnan(result.slope).all()
    assert result.accuracy.ravel().tolist() == [1, 1]
    assert np.isnan(bottlenecks(CONDITION, OUTCOME[[3, 1, 2, 0, 4]], np.array([0.0, 100])).required).all()


def test_cases_equal_in_the_condition_are_one_step_whatever_their_order() -> None:
    condition, outcome = np.array([[0.0], [0], [1], [1], [2]]), np.array([0.0, 1, 3, 2, 4])
    for order in ([0, 1, 2, 3, 4], [1, 0, 3, 2, 4]):
        result = necessity(condition[order], outcome[order])
        assert result.peers[0].tolist() == [[0, 1], [1, 3], [2, 4]]
        assert result.effect_size[0, 0] == pytest.approx((3 + 1) / 8)


def searched(x: np.ndarray, y: np.ndarray) -> float:
    """Return d by CE-FDH from its definition, strip by strip between neighbouring values of the condition."""
    at = np.unique(x)
    zone = sum((right - left) * (y.max() - y[x <= left].max()) for left, right in pairwise(at))
    return float(zone / (np.ptp(x) * np.ptp(y)))


@given(st.integers(0, 10_000), st.integers(3, 40), st.integers(2, 9))
def test_effect_sizes_are_those_of_a_slow_search_and_do_not_depend_on_units(seed: int, cases: int, points: int) -> None:
    random = np.random.default_rng(seed)
    x, y = random.integers(points, size=cases).astype(float), random.normal(size=cases)
    x[:2] = 0, points
    result = necessity(x[:, None], y)
    assert result.effect_size[0, 0] == pytest.approx(searched(x, y))
    moved = necessity(3 * x[:, None] - 7, 0.1 * y + 2)
    assert moved.effect_size == pytest.approx(result.effect_size)
    assert ((result.effect_size >= 0) & (result.effect_size <= 1)).all()


def test_the_permutations_are_those_of_a_plain_loop() -> None:
    random = np.random.default_rng(3)
    conditions = np.column_stack([random.normal(size=30), random.integers(5, size=30)])
    outcome = random.normal(size=30)
    test = permute_necessity(conditions, outcome, 600, seed=4)
    observed = necessity(conditions, outcome).effect_size
    # The blocks of 512 permutations, and of the remaining 88, each from a stream of its own.
    rows = [
        block.generator().permuted(np.repeat(outcome[None], block.size, axis=0), axis=1)
        for block in divide_resamples(600, 4, "necessity")
    ]
    looped = np.array([necessity(conditions, row).effect_size for row in np.concatenate(rows)])
    assert test.draws == pytest.approx(looped, abs=1e-12)
    assert test.p == pytest.approx(((looped >= observed - 1e-9).sum(axis=0) + 1) / 601)


def test_threads_and_the_number_of_permutations_do_not_change_a_draw() -> None:
    random = np.random.default_rng(5)
    conditions, outcome = random.normal(size=(25, 2)), random.normal(size=25)
    one = permute_necessity(conditions, outcome, 700, seed=1).draws
    assert (permute_necessity(conditions, outcome, 700, seed=1, threads=3).draws == one).all()
    assert (permute_necessity(conditions, outcome, 550, seed=1).draws == one[:550]).all()


@pytest.mark.parametrize("points", [0, 5])
def test_where_nothing_is_necessary_five_of_a_hundred_studies_say_so(points: int) -> None:
    """300 studies of 40 independent cases, 199 permutations, level 5 %: standard error of the share 1.3 points."""
    random = np.random.default_rng(6)
    values = np.floor(random.uniform(0, points, (300, 40, 2))) if points else random.normal(size=(300, 40, 2))
    p = np.array([permute_necessity(v[:, :1], v[:, 1], 199, seed=k).p[:, 0] for k, v in enumerate(values)])
    assert ((p <= 0.05).mean(axis=0) < 0.05 + 3 * 0.0126).all()
    if not points:  # without ties the test is exact
        assert ((p <= 0.05).mean(axis=0) > 0.05 - 3 * 0.0126).all()


def test_a_known_ceiling_is_found() -> None:
    """The outcome is uniform below y = .4 + .6 x, so that .5 x .6 of the unit square, .3, are empty above it."""
    random = np.random.default_rng(7)
    x = random.uniform(size=4000)
    y = random.uniform(size=4000) * (0.4 + 0.6 * x)
    unit = np.array([[0.0, 0.0], [1.0, 1.0]])
    result = necessity(x[:, None], y, unit)
    assert result.effect_size.ravel() == pytest.approx([0.3, 0.3], abs=0.03)
    assert (result.slope[0], result.intercept[0]) == pytest.approx((0.6, 0.4), abs=0.05)
    assert result.accuracy[1, 0] > 0.95
    assert permute_necessity(x[:200, None], y[:200], 199, seed=1).p.max() < 0.05


@pytest.mark.parametrize(
    ("conditions", "outcome", "limits", "said"),
    [
        (np.ones((5, 1)), OUTCOME, None, "condition 1: found values from 1 to 1"),
        (CONDITION, np.ones(5), None, "the outcome: found values from 1 to 1"),
        (CONDITION, OUTCOME, np.array([[0.0, 0.0], [3.0, 8.0]]), "values from 0 to 4, a scope from 0 to 3"),
        (CONDITION, np.array([1.0, np.nan, 2, 3, 4]), None, "the outcome: found values from nan to nan"),
        (CONDITION[:2], OUTCOME[:2], None, "cases: found 2"),
    ],
)
def test_what_has_no_scope_is_refused(
    conditions: np.ndarray, outcome: np.ndarray, limits: np.ndarray | None, said: str
) -> None:
    with pytest.raises(DataError, match=said):
        necessity(conditions, outcome, limits)


def test_levels_outside_the_scope_and_a_single_permutation_are_refused() -> None:
    with pytest.raises(DataError, match="out of range: levels: found 50, 120; expected per cent"):
        bottlenecks(CONDITION, OUTCOME, np.array([50.0, 120]))
    with pytest.raises(DataError, match="permutations: found 1"):
        permute_necessity(CONDITION, OUTCOME, 1, seed=1)


@pytest.mark.parametrize("place", [(1, 0), (2, 1)])
def test_a_missing_score_is_refused_within_a_theoretical_scope_too(place: tuple[int, int]) -> None:
    scores = np.column_stack([CONDITION, OUTCOME])
    scores[place] = np.nan
    for refused in (
        lambda: necessity(scores[:, :1], scores[:, 1], WIDE),
        lambda: bottlenecks(scores[:, :1], scores[:, 1], np.array([50.0]), WIDE),
    ):
        with pytest.raises(DataError, match=r"found values from nan to nan.*none missing"):
            refused()


def test_a_line_that_meets_the_lowest_outcome_within_the_scope_by_hand() -> None:
    """Peers (5, 1) and (6, 9): the line 8 x - 39 is at 0 where x is 4.875, and at 10 where it is 6.125."""
    scope = np.array([[0.0, 0.0], [10.0, 10.0]])
    result = necessity(np.array([[5.0], [6], [7]]), np.array([1.0, 9, 2]), scope)
    assert result.ceiling_zone[1, 0] == pytest.approx(4.875 * 10 + 1.25 * 10 / 2)


def test_the_lowest_outcome_needs_nothing_where_the_first_case_lies_within_the_scope() -> None:
    result = bottlenecks(CONDITION + 1, OUTCOME, np.array([0.0]), WIDE)
    assert np.isnan(result.required[0, 0, 0])
    assert result.share_below[0, 0, 0] == 0
