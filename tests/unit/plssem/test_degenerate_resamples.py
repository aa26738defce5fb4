"""Resamples in which an indicator is constant: NaN in every draw, counted, no warning, whatever is estimated."""

from collections.abc import Callable

import numpy as np
import pytest

from plssem import (
    Bootstrap,
    DataError,
    HigherOrderModel,
    Model,
    ModeratedModel,
    Product,
    bootstrap_higher_order,
    bootstrap_importance,
    bootstrap_moderated,
    estimate_moderated,
    measurement_invariance,
    permute_groups,
)
from plssem.arrays import FloatArray
from unit.plssem.resamples import splits, tallies
from unit.plssem.samples import BLOCKS, likert, model

CASES = 24
HIGHER = HigherOrderModel.from_blocks(BLOCKS, {"H": ["X", "M"]}, [("H", "Y"), ("Z", "Y")])
EMBEDDED = HigherOrderModel.from_blocks(BLOCKS, {"H": ["X", "M"]}, [("H", "Y"), ("Z", "Y")], approach="embedded")
BY_APPROACH = {
    approach: ModeratedModel(model(), (Product("X", "M", "Y"), Product("X", "X", "Y")), approach)
    for approach in ("two_stage", "reestimated", "product_indicator")
}
# Products with m2, which differs in one case only, would be explained fully.
ORTHOGONALISED = ModeratedModel(model(), (Product("X", "Z", "Y"),), "orthogonalised")


# A moderator of two values, which three of 24 cases have; rounding left a variance below 0 where none was drawn.
BINARY = ModeratedModel(
    Model.from_blocks({"X": ["x1"], "Z": ["z1"], "Y": ["y1"]}, [("X", "Y"), ("Z", "Y")]),
    (Product("X", "Z", "Y"),),
    unstandardised=("Z",),
)


def with_three_of_one_kind() -> FloatArray:
    data = likert(cases=CASES, seed=3)[:, [0, 5, 6]]
    data[:, 1] = np.isin(np.arange(CASES), [3, 9, 11])
    return data


def answers() -> FloatArray:
    """One answer to m2 differs from all others."""
    data = likert(cases=CASES, seed=3)
    data[:, 4] = np.where(np.arange(CASES) == 0, 5, 4)
    return data


BOOTSTRAPS: dict[str, Callable[[int], Bootstrap]] = {
    "disjoint": lambda seed: bootstrap_higher_order(answers(), HIGHER, 120, seed=seed),
    "embedded": lambda seed: bootstrap_higher_order(answers(), EMBEDDED, 120, seed=seed),
    "importance": lambda seed: bootstrap_importance(answers(), model(), "Y", 1, 5, 120, seed=seed),
    "two_stage": lambda seed: bootstrap_moderated(answers(), BY_APPROACH["two_stage"], 120, seed=seed),
    "reestimated": lambda seed: bootstrap_moderated(answers(), BY_APPROACH["reestimated"], 120, seed=seed),
    "product": lambda seed: bootstrap_moderated(answers(), BY_APPROACH["product_indicator"], 120, seed=seed),
    "orthogonal": lambda seed: bootstrap_moderated(answers(), ORTHOGONALISED, 120, seed=seed),
}


@pytest.mark.parametrize("name", BOOTSTRAPS)
def test_every_draw_of_a_degenerate_resample_is_nan_and_the_resample_counted(name: str) -> None:
    result = BOOTSTRAPS[name](1)
    missed = tallies(1, 120, CASES)[:, 0] == 0
    assert 20 < missed.sum() < 70
    assert not result.converged[missed].any()
    assert result.converged[~missed].mean() > 0.9
    assert (result.admissible <= result.converged).all()
    for label, draws in result.draws.items():
        if draws.shape[1]:
            assert np.isnan(draws[~result.converged]).all(), label


@pytest.mark.parametrize("weights", [None, np.arange(1.0, CASES + 1)])
def test_a_moderator_of_one_value_in_a_resample_has_no_slopes_there(weights: FloatArray | None) -> None:
    result = bootstrap_moderated(with_three_of_one_kind(), BINARY, 300, seed=1, case_weights=weights)
    missed = ~(tallies(1, 300, CASES)[:, [3, 9, 11]] > 0).any(axis=1)
    assert missed.sum() > 5
    assert np.isnan(result.draws["simple_slopes"][missed]).all()


def test_a_performance_map_with_a_rare_answer_needs_no_root_below_zero() -> None:
    """One case of 24 answers otherwise: standardised, rounding leaves less than no variance where it is not drawn."""
    pair = Model.from_blocks({"X": ["x"], "Y": ["y"]}, [("X", "Y")])
    data = np.column_stack([np.arange(CASES) == 5, np.random.default_rng(1).standard_normal(CASES)])
    result = bootstrap_importance(data, pair, "Y", -9, 9, 200, seed=1)
    missed = tallies(1, 200, CASES)[:, 5] == 0
    assert np.isnan(result.draws["construct_importance"][missed]).all()


def test_a_product_that_its_factors_explain_is_refused() -> None:
    """m2 differs in one case: x1 times m2 is a sum of x1 and m2, but for rounding nothing is left of it."""
    with pytest.raises(DataError, match=r"constant indicator: indicator x1 \* m2"):
        estimate_moderated(answers() / 3, ModeratedModel(model(), (Product("X", "M", "Y"),), "orthogonalised"))


@pytest.mark.parametrize("name", BOOTSTRAPS)
def test_a_seed_below_zero_is_refused(name: str) -> None:
    with pytest.raises(DataError, match="setting out of range: seed: found -1; expected a whole number of 0 or more"):
        BOOTSTRAPS[name](-1)


def test_a_split_that_leaves_a_group_constant_answers_is_left_out_and_counted() -> None:
    """m2 differs in two cases, one of each group in the sample; a split may put both into one."""
    data = likert(cases=CASES, seed=3)
    data[:, 4] = np.where(np.isin(np.arange(CASES), [0, 23]), 5, 4)
    in_first = np.arange(CASES) < 12
    permuted = permute_groups(data, in_first, model(), 100, seed=1)
    tested = measurement_invariance(data, in_first, model(), 100, seed=1)
    drawn = splits(1, 100, CASES, 12)
    together = drawn[:, 0] == drawn[:, 23]
    assert 20 < together.sum() < 80
    for converged in (permuted.converged, tested.converged):
        assert not converged[together].any()
    for name, draws in permuted.draws.items():
        if draws.shape[1]:
            assert np.isnan(draws[~permuted.converged]).all(), name
    assert np.isfinite(tested.correlation.p_lower).all()
