"""Comparing losses: worked by hand, against scipy, and what does not compare."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from plssem import (
    DataError,
    Model,
    Prediction,
    assign_folds,
    compare_losses,
    compare_predictions,
    compare_with_average,
    compare_with_linear_model,
    predict,
)
from unit.plssem.samples import BLOCKS, PATHS, answers, model


def prediction() -> Prediction:
    return predict(answers(cases=80), model(), assign_folds(80, 8, 3, seed=1))


def rival() -> Model:
    """The same blocks in another order, without the path from Z to Y (Z acts on M instead)."""
    return Model.from_blocks(
        {name: BLOCKS[name] for name in ("Z", "Y", "M", "X")}, [*(path for path in PATHS if path[0] != "Z"), ("Z", "M")]
    )


def test_worked_by_hand() -> None:
    # Differences -1, -2, 0: mean -1, standard deviation 1, t = -sqrt 3 with 2 degrees of freedom, for which
    # P(T < t) = 1/2 + t/(2 sqrt(2 + t2)) = 1/2 - sqrt(3/5)/2.
    result = compare_losses(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 3.0]))
    assert (result.loss, result.rival_loss, result.difference) == (2, 3, -1)
    assert result.standard_error == pytest.approx(1 / math.sqrt(3))
    assert result.t == pytest.approx(-math.sqrt(3))
    assert result.p_one_sided == pytest.approx(0.5 - math.sqrt(0.6) / 2)
    assert result.p == pytest.approx(1 - math.sqrt(0.6))


def test_turned_round_the_one_sided_p_is_the_rest() -> None:
    one = compare_losses(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 3.0]))
    other = compare_losses(np.array([2.0, 4.0, 3.0]), np.array([1.0, 2.0, 3.0]))
    assert (other.difference, other.t, other.p) == (-one.difference, -one.t, one.p)
    assert other.p_one_sided == pytest.approx(1 - one.p_one_sided)


def test_equals_the_paired_test_of_scipy() -> None:
    generator = np.random.default_rng(1)
    losses, others = generator.exponential(size=(2, 50))
    result, expected = compare_losses(losses, others), stats.ttest_rel(losses, others)
    assert (result.t, result.p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-12)


def test_the_same_difference_in_every_case_has_no_t() -> None:
    result = compare_losses(np.array([1.0, 2.0, 3.0]), np.array([1.1, 2.1, 3.1]))
    assert result.difference == pytest.approx(-0.1)
    assert np.isnan([result.t, result.p, result.p_one_sided]).all()


def test_a_loss_is_the_mean_square_over_indicators_and_repetitions() -> None:
    made = prediction()
    of_y = [2, 3, 4]
    losses = (made.by_path_model[:, :, of_y] ** 2).mean(axis=(0, 2))
    for rival_errors, result in (
        (made.by_average, compare_with_average(made, "Y")),
        (made.by_linear_model, compare_with_linear_model(made, "Y")),
    ):
        assert result == compare_losses(losses, (rival_errors[:, :, of_y] ** 2).mean(axis=(0, 2)))
    everything = compare_with_average(made)
    assert everything.loss == pytest.approx((made.by_path_model**2).mean())


def test_models_compare_whatever_the_order_of_their_indicators() -> None:
    data, folds = answers(cases=80), assign_folds(80, 8, 3, seed=1)
    columns = [model().indicators.index(name) for name in rival().indicators]
    first, second = predict(data, model(), folds), predict(data[:, columns], rival(), folds)
    assert second.indicators == ("y1", "y2", "y3", "m1", "m2")
    assert compare_predictions(first, second).rival_loss == pytest.approx((second.by_path_model**2).mean())
    result = compare_predictions(first, second, "Y")
    assert result.rival_loss == pytest.approx((second.by_path_model[:, :, :3] ** 2).mean())
    assert result.difference == pytest.approx(result.loss - result.rival_loss)
    itself = compare_predictions(first, first)
    assert itself.difference == 0
    assert np.isnan(itself.t)


def test_predictions_that_did_not_converge_compare_with_nothing() -> None:
    made = prediction()
    lost = replace(made, by_path_model=made.by_path_model * np.nan)
    result = compare_with_average(lost, "Y")
    assert np.isnan([result.loss, result.rival_loss, result.difference, result.t, result.p]).all()


def test_refuses_what_does_not_compare() -> None:
    made = prediction()
    with pytest.raises(DataError, match=r"unknown construct that is predicted: .* found 'X'; expected one of M, Y"):
        compare_with_average(made, "X")
    other = predict(answers(cases=80), model(), assign_folds(80, 8, 3, seed=2))
    with pytest.raises(DataError, match=r"predictions that do not compare: .* found other folds; expected the same"):
        compare_predictions(made, other)
    short = Model.from_blocks({"X": ["x1", "x2"], "Y": ["y1", "y2"]}, [("X", "Y")])
    part = predict(answers(cases=80)[:, [0, 1, 6, 7]], short, made.folds)
    with pytest.raises(DataError, match="found indicators y1, y2; expected indicators y1, y2, y3"):
        compare_predictions(made, part, "Y")
    with pytest.raises(DataError, match="losses, rival_losses: found 1 and 1 cases; expected the same 2 or more"):
        compare_losses(np.ones(1), np.ones(1))


def test_a_repetition_that_either_model_lost_is_left_out_of_both() -> None:
    made = prediction()
    by_rival = 2 * made.by_path_model
    by_rival[1, 0, 0] = np.nan
    lost, whole = replace(made, by_path_model=by_rival), made.by_path_model[[0, 2]]
    for first, second, sizes in ((made, lost, (1, 4)), (lost, made, (4, 1))):
        result = compare_predictions(first, second)
        expected = [size * (whole**2).mean() for size in sizes]
        assert [result.loss, result.rival_loss] == pytest.approx(expected)
