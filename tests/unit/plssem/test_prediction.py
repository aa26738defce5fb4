"""Prediction out of the sample: worked by hand, against a plain loop, and what it refuses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plssem import (
    DataError,
    Model,
    ModelError,
    Prediction,
    accuracy,
    assign_folds,
    construct_scores,
    estimate,
    leave_one_out,
    predict,
    predictive_power,
    q_squared,
)
from plssem.arrays import FloatArray, IntArray
from unit.plssem.samples import answers, likert, model, two_constructs

FOUR = np.array([[1, 1], [2, 3], [3, 2], [4, 4]], dtype=float)
PREDICTED = ("m1", "m2", "y1", "y2", "y3")


def tight() -> Model:
    return model(tolerance=1e-12)


def plain(data: FloatArray, folds: IntArray, antecedents: str) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The definition, fold by fold: errors (N, 5) of path model, least squares with an intercept, and mean."""
    base = tight()
    columns = [base.indicators.index(name) for name in PREDICTED]
    errors = np.full((3, len(data), len(columns)), np.nan)
    for fold in np.unique(folds):
        train, test = data[folds != fold], data[folds == fold]
        fit = estimate(train, base)
        means, spreads = train.mean(axis=0), train.std(axis=0, ddof=1)
        scores = (test - means) / spreads @ fit.outer_weights
        # X and Z are exogenous; M is predicted from X, Y from X, M and Z.
        m_hat = scores[:, 0] * fit.path_coefficients[0, 1]
        m_used = scores[:, 1] if antecedents == "direct" else m_hat
        y_hat = np.column_stack([scores[:, 0], m_used, scores[:, 2]]) @ fit.path_coefficients[:3, 3]
        predictors = {"m": [0, 1, 2], "y": [0, 1, 2, 5] + ([3, 4] if antecedents == "direct" else [])}
        for place, (name, column) in enumerate(zip(PREDICTED, columns, strict=True)):
            loading = fit.outer_loadings[column].sum()
            by_model = means[column] + spreads[column] * loading * (m_hat if name[0] == "m" else y_hat)
            design = np.column_stack([np.ones(len(train)), train[:, predictors[name[0]]]])
            coefficients = np.linalg.lstsq(design, train[:, column], rcond=None)[0]
            by_line = np.column_stack([np.ones(len(test)), test[:, predictors[name[0]]]]) @ coefficients
            for number, predicted in enumerate((by_model, by_line, means[column])):
                errors[number, folds == fold, place] = test[:, column] - predicted
    return errors[0], errors[1], errors[2]


def test_worked_by_hand() -> None:
    """x = 1, 2, 3, 4 and y = 1, 3, 2, 4, each case predicted from the other three by their line.

    Without case 1: means 3 and 3, slope 1/2, so 2 is predicted and 1 found; without case 2: means 8/3 and 7/3, slope
    (13/3)/(14/3) = 13/14, so 7/3 - 13/14 x 2/3 = 12/7 is predicted and 3 found. Cases 3 and 4 mirror them.
    """
    prediction = predict(FOUR, two_constructs(1, 1), leave_one_out(4))
    expected = np.array([-1, 9 / 7, -9 / 7, 1])
    np.testing.assert_allclose(prediction.by_path_model[0, :, 0], expected, atol=1e-12)
    np.testing.assert_allclose(prediction.by_linear_model[0, :, 0], expected, atol=1e-12)
    np.testing.assert_allclose(prediction.by_average[0, :, 0], [-2, 2 / 3, -2 / 3, 2], atol=1e-12)
    measures = accuracy(prediction)
    squares = 2 + 2 * (9 / 7) ** 2
    assert measures.q_squared_predict[0] == pytest.approx(1 - squares / (8 + 8 / 9))
    assert measures.rmse_pls[0] == pytest.approx(np.sqrt(squares / 4))
    assert measures.mae_lm[0] == pytest.approx((2 + 18 / 7) / 4)
    assert (prediction.indicators, prediction.owners) == (("b1",), ("B",))


@pytest.mark.parametrize("antecedents", ["direct", "earliest"])
def test_equals_a_plain_loop_over_folds(antecedents: str) -> None:
    data = likert(cases=53, seed=3)
    # Numbers of folds need not be consecutive, nor their sizes equal.
    uneven = np.array([9 if case % 7 == 0 else case % 3 for case in range(53)])
    folds = np.stack([uneven, assign_folds(53, 5, 1, seed=1)[0]])
    prediction = predict(data, tight(), folds, antecedents)
    assert prediction.indicators == PREDICTED
    assert prediction.owners == ("M", "M", "Y", "Y", "Y")
    for repetition, row in enumerate(folds):
        by_path_model, by_linear_model, by_average = plain(data, row, antecedents)
        np.testing.assert_allclose(prediction.by_path_model[repetition], by_path_model, atol=1e-9)
        np.testing.assert_allclose(prediction.by_linear_model[repetition], by_linear_model, atol=1e-11)
        np.testing.assert_allclose(prediction.by_average[repetition], by_average, atol=1e-12)


def test_accuracy_pools_cases_and_repetitions() -> None:
    errors = {"by_path_model": [[1.0, -1.0], [3.0, 1.0]], "by_linear_model": [[2.0, 0.0], [2.0, 1.0]]}
    shaped = {name: np.array(values)[:, :, None] for name, values in errors.items()}
    by_average = np.full((2, 2, 1), 2.0)
    measures = accuracy(Prediction(("y",), ("Y",), np.array([[0, 1]] * 2), by_average=by_average, **shaped))
    # Squares of the path model 1 + 1 + 9 + 1 = 12, of the mean 16; of the benchmark 4 + 0 + 4 + 1 = 9.
    assert measures.q_squared_predict[0] == pytest.approx(1 - 12 / 16)
    assert measures.rmse_pls[0] == pytest.approx(np.sqrt(3))
    assert measures.rmse_lm[0] == pytest.approx(np.sqrt(9 / 4))
    assert (measures.mae_pls[0], measures.mae_lm[0]) == (1.5, 1.25)
    # First repetition 2 < 4, second 10 > 5.
    assert measures.wins[0] == 0.5


@settings(max_examples=10)
@given(seed=st.integers(0, 1000))
def test_the_order_of_cases_and_the_units_do_not_matter(seed: int) -> None:
    data, folds = answers(cases=40, seed=seed), assign_folds(40, 4, 2, seed=seed)
    order = np.random.default_rng(seed).permutation(40)
    prediction = predict(data, tight(), folds)
    units = np.arange(1.0, 10.0)
    moved = predict(data[order] * units + 3, tight(), folds[:, order])
    expected = prediction.by_path_model[:, order] * units[[3, 4, 6, 7, 8]]
    np.testing.assert_allclose(moved.by_path_model, expected, atol=1e-8)
    np.testing.assert_allclose(accuracy(moved).q_squared_predict, accuracy(prediction).q_squared_predict, atol=1e-8)


def test_a_case_has_no_part_in_its_own_prediction() -> None:
    """A case far out changes every other prediction but its own."""
    data = answers(cases=40)
    far = data.copy()
    far[0, 6] += 1000
    one, other = (predict(values, model(), leave_one_out(40)) for values in (data, far))
    assert other.by_path_model[0, 0, 2] - one.by_path_model[0, 0, 2] == pytest.approx(1000, abs=1e-6)
    assert np.abs(other.by_path_model[0, 1:, 2] - one.by_path_model[0, 1:, 2]).min() > 1


def test_single_indicators_and_one_antecedent_make_the_benchmark_the_model() -> None:
    data = answers(cases=30)[:, [0, 6]]
    prediction = predict(data, two_constructs(1, 1), assign_folds(30, 5, 2, seed=1))
    np.testing.assert_allclose(prediction.by_path_model, prediction.by_linear_model, atol=1e-12)


def test_folds_are_balanced_random_and_follow_from_the_seed() -> None:
    folds = assign_folds(23, 5, 4, seed=7)
    assert folds.shape == (4, 23)
    assert all(sorted(np.bincount(row)) == [4, 4, 5, 5, 5] for row in folds)
    assert not (folds[0] == folds[1]).all()
    np.testing.assert_array_equal(folds, assign_folds(23, 5, 4, seed=7))
    np.testing.assert_array_equal(folds[:2], assign_folds(23, 5, 2, seed=7))
    assert not (folds == assign_folds(23, 5, 4, seed=8)).all()


def test_a_repetition_that_does_not_converge_is_left_out() -> None:
    data = answers(cases=40)
    hasty = Model.from_blocks({"X": ["a", "b"], "Y": ["c", "d"]}, [("X", "Y")], max_iterations=1, tolerance=1e-15)
    prediction = predict(data[:, [0, 3, 6, 7]], hasty, assign_folds(40, 4, 2, seed=1))
    assert not prediction.complete.any()
    assert np.isnan(prediction.by_path_model).all()
    assert np.isfinite(prediction.by_linear_model).all()
    measures = accuracy(prediction)
    assert np.isnan(measures.q_squared_predict).all()
    assert np.isnan(measures.rmse_lm).all()
    assert predictive_power(measures.q_squared_predict, measures.rmse_pls, measures.rmse_lm) == "unknown"


def test_a_benchmark_with_as_many_predictors_as_cases_does_not_exist() -> None:
    data = answers(cases=8)
    prediction = predict(data, model(), assign_folds(8, 4, 1, seed=1))
    # Training samples of 6 cases: X's three indicators predict M, but X, M and Z have six in all.
    assert np.isfinite(prediction.by_linear_model[0, :, :2]).all()
    assert np.isnan(prediction.by_linear_model[0, :, 2:]).all()
    assert prediction.complete.all()
    measures = accuracy(prediction)
    assert np.isnan(measures.rmse_lm[2:]).all()
    assert np.isnan(measures.wins[2:]).all()
    assert np.isfinite(measures.rmse_pls).all()


@pytest.mark.parametrize(
    ("pls", "grade"),
    [([1, 1, 1, 1], "high"), ([1, 1, 3, 3], "medium"), ([1, 3, 3, 3], "low"), ([3, 3, 2, 3], "none")],
)
def test_grades_of_predictive_power(pls: list[float], grade: str) -> None:
    benchmark, better_than_mean = np.full(4, 2.0), np.full(4, 0.1)
    assert predictive_power(better_than_mean, np.array(pls, dtype=float), benchmark) == grade


def test_an_indicator_that_its_mean_predicts_as_well_does_not_count() -> None:
    pls, benchmark = np.array([1.0, 1.0]), np.array([2.0, 2.0])
    assert predictive_power(np.array([0.1, 0.0]), pls, benchmark) == "medium"
    assert predictive_power(np.array([-0.1, -0.2]), pls, benchmark) == "none"


def test_scores_of_the_held_out_cases_are_those_of_the_training_sample() -> None:
    """With every case in the training sample but the last three, the errors follow from the scores of a fit."""
    data = answers(cases=60)
    folds = np.where(np.arange(60) < 57, np.arange(60) % 2, 2)[None]
    prediction = predict(data, tight(), folds)
    train = data[:57]
    fit = estimate(train, tight())
    held_out = (data[57:] - train.mean(axis=0)) / train.std(axis=0, ddof=1) @ fit.outer_weights
    assert construct_scores(train, fit).std(axis=0, ddof=1) == pytest.approx(np.ones(4))
    m1 = train[:, 3].mean() + train[:, 3].std(ddof=1) * fit.outer_loadings[3, 1] * (
        held_out[:, 0] * fit.path_coefficients[0, 1]
    )
    np.testing.assert_allclose(prediction.by_path_model[0, 57:, 0], data[57:, 3] - m1, atol=1e-9)


@pytest.mark.parametrize(
    ("folds", "message"),
    [
        (np.zeros(40, dtype=int), r"folds of the wrong shape: prediction: found \(40,\); expected \(repetitions, 40\)"),
        (np.zeros((1, 39), dtype=int), r"folds of the wrong shape: prediction: found \(1, 39\)"),
        (
            np.zeros((1, 40), dtype=int),
            "out of range: folds: found a training sample of 0 cases; expected .* at least 3",
        ),
        ((np.arange(40) < 38)[None].astype(int), "out of range: folds: found a training sample of 2 cases"),
    ],
)
def test_refuses_unusable_folds(folds: IntArray, message: str) -> None:
    with pytest.raises(DataError, match=message):
        predict(answers(cases=40), model(), folds)


def test_refuses_an_indicator_that_one_fold_makes_constant() -> None:
    data = answers(cases=20)
    data[:, 4] = 3
    data[7, 4] = 4
    with pytest.raises(DataError, match="indicator that is constant without one fold: indicator m2: found the same"):
        predict(data, model(), leave_one_out(20))


def test_refuses_impossible_folds_and_antecedents() -> None:
    with pytest.raises(DataError, match="setting out of range: folds: found 1; expected a whole number of 2 or more"):
        assign_folds(20, 1, seed=1)
    with pytest.raises(DataError, match="found 21; expected 2 to 20, the cases"):
        assign_folds(20, 21, seed=1)
    with pytest.raises(DataError, match="setting out of range: repeats: found 0; expected a whole number of 1 or more"):
        assign_folds(20, 10, 0, seed=1)
    with pytest.raises(DataError, match=r"folds of the wrong shape: prediction: found \(0, 60\)"):
        predict(answers(), model(), np.zeros((0, 60), dtype=np.int64))
    with pytest.raises(ModelError, match=r"unknown antecedents: .* found 'all'; expected one of direct, earliest"):
        predict(answers(), model(), leave_one_out(60), "all")


def test_wins_are_the_share_of_repetitions_in_which_the_path_model_errs_less() -> None:
    """Errors of 1, 1 and 3 in three repetitions of three cases, against 2 in each: two wins of three."""
    errors = np.ones((3, 3, 1))
    by_path_model = errors * np.array([1.0, 1, 3])[:, None, None]
    made = Prediction(("y",), ("Y",), np.zeros((3, 3), dtype=int), by_path_model, 2 * errors, errors)
    np.testing.assert_allclose(accuracy(made).wins, 2 / 3)


BLOCKS_OF_THREE = {name: [f"{name.lower()}{k}" for k in range(1, 4)] for name in "ABC"}
TWO_ANTECEDENTS = [("A", "C"), ("B", "C")]


def doubled(distance: float = 0.0, differing: int = 60, cases: int = 60) -> FloatArray:
    """Blocks A and C, and B as A but for a distance in the first cases."""
    generator = np.random.default_rng(1)
    first, last, away = generator.standard_normal((3, cases, 3))
    away[differing:] = 0
    return np.hstack([first, first + distance * away, last + first])


@pytest.mark.parametrize("function", [lambda d, m: predict(d, m, leave_one_out(60)), q_squared])
def test_a_sample_that_estimate_refuses_is_refused(function) -> None:
    """Collinear antecedents, and under mode B indicators that are collinear, exactly or as 1 - r2 = 5e-13."""
    model = Model.from_blocks(BLOCKS_OF_THREE, TWO_ANTECEDENTS)
    with pytest.raises(DataError, match=r"perfectly collinear antecedents: construct C: .* among A, B"):
        function(doubled(), model)
    mode_b = Model.from_blocks(BLOCKS_OF_THREE, TWO_ANTECEDENTS, {"A": "B"})
    for distance in (0.0, 7e-7):
        data = doubled(1.0)
        data[:, 2] = data[:, 0] + distance * data[:, 5]
        with pytest.raises(DataError, match="collinear indicators under mode B: construct A"):
            function(data, mode_b)


def test_a_training_sample_that_estimate_would_refuse_is_nan_and_counted() -> None:
    """B differs from A in the first ten cases only, which one fold leaves out; without them by less than 1e-5."""
    model = Model.from_blocks(BLOCKS_OF_THREE, TWO_ANTECEDENTS)
    folds = np.stack([np.arange(60) // 10, np.arange(60) % 6])
    for data in (doubled(1.0, differing=10), doubled(1.0, differing=10) + 1e-7 * doubled(1.0, cases=60)[::-1]):
        prediction = predict(data, model, folds)
        assert prediction.complete.tolist() == [False, True]
        assert np.isnan(prediction.by_path_model[0, :10]).all()
        assert np.isfinite(prediction.by_path_model[0, 10:]).all()


def test_where_the_benchmark_predicts_the_same_rounding_wins_nothing() -> None:
    """One question each: the path model is the regression. By rounding it won up to .3, and was graded high or none."""
    single = Model.from_blocks({"A": ["a"], "B": ["b"], "C": ["c"]}, TWO_ANTECEDENTS)
    for seed in range(6):
        generator = np.random.default_rng(seed)
        first = generator.integers(1, 6, (60, 2)).astype(float)
        data = np.column_stack([first, np.rint(first.sum(axis=1) + generator.normal(size=60))])
        found = accuracy(predict(data, single, assign_folds(60, 10, 10, seed=seed)))
        np.testing.assert_allclose(found.rmse_pls, found.rmse_lm, rtol=1e-12)
        assert found.wins.tolist() == [0]
        assert predictive_power(found.q_squared_predict, found.rmse_pls, found.rmse_lm) == "none"
