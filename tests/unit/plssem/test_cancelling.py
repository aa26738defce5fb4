"""Blocks without weights: indicators that cancel at the start, and indicators that correlate with nothing."""

import numpy as np
import pytest

from plssem import (
    DataError,
    HigherOrderModel,
    Model,
    ModeratedModel,
    Product,
    admissible,
    assign_folds,
    bootstrap,
    bootstrap_consistent,
    estimate,
    estimate_from_correlations,
    estimate_higher_order,
    estimate_moderated,
    jackknife,
    measurement_invariance,
    permute_groups,
    predict,
    q_squared,
)
from plssem.arrays import FloatArray
from unit.plssem.resamples import tallies
from unit.plssem.samples import answers, likert, model

CANCEL = (
    r"indicators that cancel: construct M.*: found the same sum of standardised m1, m2 in every case; .*; "
    "recode the reversed indicator; of indicators that share a fixed total, leave one out"
)
HALF = np.arange(60) < 30
HIGHER = HigherOrderModel.from_blocks(
    {"A": ["a1", "a2"], "B": ["b1", "b2"], "X": ["x1"], "Y": ["y1", "y2", "y3"]},
    {"H": ["A", "B"]},
    [("X", "H"), ("X", "Y")],
)


def reversed_twin(data: FloatArray) -> FloatArray:
    """m2 is m1 on the reversed scale, so that m1 and m2 correlate -1."""
    turned = data.copy()
    turned[:, 4] = 6 - data[:, 3]
    return turned


@pytest.mark.parametrize("modes", [{}, {"M": "B"}])
@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
def test_two_indicators_that_correlate_minus_one_are_named(modes: dict[str, str], scheme: str) -> None:
    with pytest.raises(DataError, match=CANCEL):
        estimate(reversed_twin(likert()), model(scheme, modes))


@pytest.mark.parametrize(
    "call",
    [
        lambda data: bootstrap(data, model(), 5, seed=1),
        lambda data: bootstrap_consistent(data, model(), 5, seed=1),
        lambda data: jackknife(data, model()),
        lambda data: predict(data, model(), assign_folds(60, 3, 1, seed=1)),
        lambda data: q_squared(data, model()),
        lambda data: permute_groups(data, HALF, model(), 5, seed=1),
        lambda data: measurement_invariance(data, HALF, model(), 5, seed=1),
        lambda data: estimate_moderated(data, ModeratedModel(model(), (Product("X", "M", "Y"),))),
    ],
)
def test_they_are_named_wherever_the_sample_is_estimated(call) -> None:
    with pytest.raises(DataError, match=CANCEL):
        call(reversed_twin(likert()))


def test_components_that_cancel_in_stage_two_are_named() -> None:
    data = answers()[:, [0, 1, 0, 1, 5, 6, 7, 8]] * [1, 1, -1, -1, 1, 1, 1, 1]
    with pytest.raises(DataError, match="indicators that cancel: construct H: found the same sum of standardised A, B"):
        estimate_higher_order(data, HIGHER)


def test_three_indicators_of_a_fixed_total_and_one_variance_cancel() -> None:
    """Each standardised, their sum is that of the raw ones, a constant; with unequal variances it is not."""
    parts = np.random.default_rng(1).permuted(np.tile([10.0, 30, 60], (60, 1)), axis=1)
    parts = np.concatenate([parts, parts[:, [1, 2, 0]], parts[:, [2, 0, 1]]])
    rest = np.tile(answers()[:, 3:], (3, 1)) + 0.1 * np.random.default_rng(2).standard_normal((180, 6))
    with pytest.raises(DataError, match=r"indicators that cancel: construct X: .* standardised x1, x2, x3 in every"):
        estimate(np.column_stack([parts, rest]), model())
    rest[:, 0] += parts[:, 0] / 20
    unequal = np.column_stack([parts[:, 0] * 0.5 + 20 * rest[:, 1], parts[:, 1], parts[:, 2]])
    unequal[:, 2] = 100 - unequal[:, :2].sum(axis=1)
    assert estimate(np.column_stack([unequal, rest]), model()).converged


def test_a_block_that_cancels_after_its_missing_answers_are_replaced() -> None:
    """What answers there are add up to 6; means replace the rest of both items of a row."""
    data = reversed_twin(likert())
    data[[2, 9], 3] = data[:, 3].mean()
    data[[2, 9], 4] = data[:, 4].mean()
    with pytest.raises(DataError, match=CANCEL):
        estimate(data, model())


def test_a_resample_whose_indicators_cancel_is_left_out_and_counted() -> None:
    """Only the first case tells m2 from the reversed m1."""
    data = reversed_twin(likert())
    data[0, 3:5] = 5
    drawn = bootstrap(data, model(), 100, seed=3)
    without = tallies(3, 100, 60)[:, 0] == 0
    assert 20 < without.sum() < 60
    assert not drawn.converged[without].any()
    assert np.isnan(drawn.draws["path_coefficients"][without]).all()
    assert drawn.converged[~without].mean() > 0.9


def test_a_fold_whose_training_sample_cancels_is_not_predicted_and_counted() -> None:
    data = reversed_twin(likert())
    data[0, 3:5] = 5
    assert predict(data, model(), assign_folds(60, 3, 2, seed=1)).complete.tolist() == [False, False]


def test_a_member_of_a_stack_that_cancels_leaves_the_others_alone() -> None:
    stack = np.stack([np.corrcoef(data, rowvar=False) for data in (likert(), reversed_twin(likert()), likert(seed=2))])
    fit = estimate_from_correlations(stack, model())
    assert fit.converged.tolist() == [True, False, True]
    assert admissible(fit).tolist() == [True, False, True]
    alone = estimate_from_correlations(stack[2], model())
    assert fit.outer_weights[2].tobytes() == alone.outer_weights.tobytes()


# An orthogonal design of 16 cases: no two columns correlate, but for rounding.
SIGNS = np.array([[1.0]])
for _ in range(4):
    SIGNS = np.block([[SIGNS, SIGNS], [SIGNS, -SIGNS]])
DESIGN = SIGNS[:, 1:10]
THREE_BLOCKS = {"X": ["x1", "x2", "x3"], "M": ["m1", "m2", "m3"], "Y": ["y1", "y2", "y3"]}
THREE_PATHS = [("X", "M"), ("X", "Y"), ("M", "Y")]
THREE = Model.from_blocks(THREE_BLOCKS, THREE_PATHS)
UNRELATED = (
    r"indicators that correlate with no neighbour: construct X: found only rounding \(below 1e-12\) between x1, x2, x3 "
    "and the inner estimate from M, Y; .*; check how these indicators were scored, or remove the construct"
)


@pytest.mark.parametrize("units", [(1, 0), (np.pi, 7), (1e-3, 1 / 3), (1e4, -1e5)])
@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
def test_weights_are_not_made_of_rounding_whatever_the_units(scheme: str, units: tuple[float, float]) -> None:
    scale, offset = units
    with pytest.raises(DataError, match=UNRELATED):
        estimate(DESIGN * scale + offset, Model.from_blocks(THREE_BLOCKS, THREE_PATHS, scheme=scheme))


def test_the_block_that_correlates_with_nothing_is_named_and_no_other() -> None:
    data = DESIGN.copy()
    data[:, 6] += data[:, 3]
    with pytest.raises(DataError, match=UNRELATED):
        estimate(data * np.pi + 7, THREE)
    data[:, 0] += data[:, 4]
    assert estimate(data * np.pi + 7, THREE).converged


def test_in_a_stack_it_is_not_converged() -> None:
    related = np.corrcoef(DESIGN + np.random.default_rng(1).standard_normal(DESIGN.shape), rowvar=False)
    fit = estimate_from_correlations(np.stack([np.corrcoef(DESIGN * np.pi, rowvar=False), related]), THREE)
    assert fit.converged.tolist() == [False, True]


def test_a_single_item_that_correlates_with_nothing_has_its_weight() -> None:
    """Nothing is left to rounding there: the weight is 1, the path 0."""
    pair = Model.from_blocks({"X": ["x"], "Y": ["y"]}, [("X", "Y")])
    for units in (1, np.pi):
        fit = estimate(DESIGN[:, :2] * units + 7, pair)
        assert fit.outer_weights[[0, 1], [0, 1]].tolist() == [1, 1]
        assert fit.path_coefficients[0, 1] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
def test_scores_of_equal_weights_that_are_uncorrelated_decide_nothing(scheme: str) -> None:
    """Between the blocks [[.5, .1], [.1, -.7]]: x1 + x2 and y1 + y2 are uncorrelated, but for rounding.

    Uncorrelated within the blocks, so the path is the largest singular value, .1 + sqrt(.37). Also where each indicator
    is uncorrelated with the other block's sum, [[.3, -.3], [-.3, .3]]: .6.
    """
    built = Model.from_blocks({"X": ["x1", "x2"], "Y": ["y1", "y2"]}, [("X", "Y")], scheme=scheme)
    one, other = np.array([[0.5, 0.1], [0.1, -0.7]]), np.array([[0.3, -0.3], [-0.3, 0.3]])
    for between, path in ((one, 0.1 + np.sqrt(0.37)), (other, 0.6)):
        for rounding in (0, 1e-17, -1e-16):
            matrix = np.block([[np.eye(2), between + rounding], [between.T + rounding, np.eye(2)]])
            fit = estimate_from_correlations(matrix, built)
            assert fit.converged
            assert abs(fit.path_coefficients[0, 1]) == pytest.approx(path, abs=1e-6)
