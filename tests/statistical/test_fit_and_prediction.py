"""Simulations of consistent PLS, exact fit and prediction. Seeds are fixed, so nothing is flaky.

The false-alarm rate of each test is the chance that a correct engine would fail it under a freshly drawn seed.
"""

import numpy as np
import pytest

from plssem import (
    Model,
    Notation,
    accuracy,
    assign_folds,
    compare_with_average,
    consistent,
    estimate_from_correlations,
    exact_fit,
    predict,
)
from plssem.correlations import correlate
from statistical.populations import composite_correlations, composite_model, samples

pytestmark = pytest.mark.slow


def factor_population() -> np.ndarray:
    """Indicator correlations of three common factors with loadings .8, .7 and .6 that correlate .3, .46 and .32."""
    factors = np.array([[1, 0.3, 0.46], [0.3, 1, 0.32], [0.46, 0.32, 1]])
    loadings = np.kron(np.eye(3), np.array([[0.8], [0.7], [0.6]]))
    matrix = loadings @ factors @ loadings.T
    np.fill_diagonal(matrix, 1)
    return matrix


def rejections(population: np.ndarray, model: Model, notation: Notation, studies: int) -> float:
    """Share of studies of 200 cases each in which exact fit is refused at 5 %."""
    drawn = samples(population, 200, studies, seed=5)
    tests = [exact_fit(data, model, 199, seed=number, notation=notation) for number, data in enumerate(drawn)]
    return float(np.mean([test.p("d_uls") <= 0.05 for test in tests]))


def test_consistent_paths_are_unbiased_where_plain_ones_are_attenuated() -> None:
    """Paths .4 and .2 of common factors, n = 500, 2,000 samples. False alarm below 1e-3 (four standard errors)."""
    plain = estimate_from_correlations(correlate(samples(factor_population(), 500, 2000, seed=1)), composite_model())
    corrected = consistent(plain).path_coefficients[:, :2, 2]
    error = corrected.std(axis=0, ddof=1) / np.sqrt(2000)
    # In samples of this size a bias of about 1/n is left.
    assert (np.abs(corrected.mean(axis=0) - [0.4, 0.2]) < 4 * error + 0.005).all()
    assert (plain.path_coefficients[:, :2, 2].mean(axis=0) < [0.34, 0.18]).all()


@pytest.mark.parametrize("saturated", [True, False])
def test_exact_fit_is_refused_in_one_of_twenty_where_it_holds(saturated: bool) -> None:
    """200 studies of n = 200: between 2 and 20 rejections. False alarm 2e-3."""
    share = rejections(composite_correlations((0.4, 0.2)), composite_model(), Notation(saturated=saturated), 200)
    assert 0.005 < share < 0.105


def test_composites_are_refused_as_common_factors() -> None:
    """Composites have loadings larger than their correlations allow a common factor. False alarm below 1e-9."""
    notation = Notation(("A", "B", "C"))
    assert rejections(composite_correlations((0.4, 0.2)), composite_model(), notation, 50) > 0.9


def test_a_missing_path_is_found_by_the_estimated_model_alone() -> None:
    """A acts on C, and the model has it through B only. False alarm below 1e-9."""
    chain = Model.from_blocks(
        {name: [f"{name.lower()}{k}" for k in range(1, 4)] for name in ("A", "B", "C")}, [("A", "B"), ("B", "C")]
    )
    population = composite_correlations((0.4, 0.2))
    assert rejections(population, chain, Notation(), 50) > 0.9
    assert rejections(population, chain, Notation(saturated=True), 50) < 0.25


def test_cvpat_seldom_finds_prediction_where_there_is_none() -> None:
    """No effect, 200 studies of n = 100: the model predicts worse than the mean, so fewer than 5 % are found.

    Where nothing is related some training samples do not converge; those studies have no result. False alarm 1e-3.
    """
    drawn = samples(composite_correlations((0.0, 0.0)), 100, 200, seed=2)
    folds = assign_folds(100, 10, 1, seed=1)
    made = [predict(data, composite_model(), folds) for data in drawn]
    complete = [prediction for prediction in made if prediction.complete.all()]
    assert len(complete) > 150
    assert np.mean([compare_with_average(prediction).p_one_sided < 0.05 for prediction in complete]) < 0.1
    assert np.mean([accuracy(prediction).q_squared_predict for prediction in complete]) < 0


def test_q_squared_predict_comes_near_the_share_that_the_population_explains() -> None:
    """n = 1,000: R2 .248 times the squared loading (1 + 2 x .5)/3 = .165. False alarm below 1e-3."""
    drawn = samples(composite_correlations((0.4, 0.2)), 1000, 100, seed=3)
    folds = assign_folds(1000, 10, 1, seed=1)
    values = [accuracy(predict(data, composite_model(), folds)).q_squared_predict.mean() for data in drawn]
    assert np.mean(values) == pytest.approx(0.248 * 2 / 3, abs=0.01)
