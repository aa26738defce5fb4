"""Q2 against a plain loop over rounds, and where it is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plssem import construct_scores, estimate, q_squared
from unit.plssem.samples import answers, likert, model, two_constructs


def plain(data: np.ndarray, construct: int, distance: int) -> float:
    """The definition, cell by cell."""
    fixed, cases = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1), len(data)
    block = model().block(construct)
    by_model = by_mean = 0.0
    for first in range(distance):
        cells = [(cell % cases, block[cell // cases]) for cell in range(first, cases * len(block), distance)]
        filled = fixed.copy()
        for row, column in cells:
            filled[row, column] = np.nan
        means = np.nanmean(filled, axis=0)
        filled = np.where(np.isnan(filled), means, filled)
        fit = estimate(filled, model())
        predicted = construct_scores(filled, fit) @ fit.path_coefficients[:, construct]
        for row, column in cells:
            spread, loading = filled[:, column].std(ddof=1), fit.outer_loadings[column, construct]
            by_model += (fixed[row, column] - means[column] - spread * loading * predicted[row]) ** 2
            by_mean += (fixed[row, column] - means[column]) ** 2
    return 1 - by_model / by_mean


@pytest.mark.parametrize("distance", [7, 11])
def test_equals_a_plain_loop(distance: int) -> None:
    data = likert(cases=50)
    values = q_squared(data, model(), distance)
    assert np.isnan(values).tolist() == [True, False, True, False]
    for construct in (1, 3):
        assert values[construct] == pytest.approx(plain(data, construct, distance), abs=1e-10)


def test_units_do_not_matter() -> None:
    data = answers(cases=50)
    rescaled = data * np.arange(1, 10) + 3
    np.testing.assert_allclose(q_squared(rescaled, model()), q_squared(data, model()), atol=1e-7)


@settings(max_examples=10)
@given(seed=st.integers(0, 1000))
def test_below_the_redundancy_that_the_whole_sample_fits(seed: int) -> None:
    """Predicting cells that took part in the estimation, R2 x mean squared loading, is easier."""
    data = answers(cases=150, seed=seed)
    fit = estimate(data, model())
    redundancy = fit.r_squared[3] * (fit.outer_loadings[6:, 3] ** 2).mean()
    assert q_squared(data, model())[3] < redundancy


def test_no_relation_has_no_predictive_relevance() -> None:
    """Two unrelated blocks of 300 cases: the paths are noise, so the prediction is worse than the mean, slightly."""
    data = np.random.default_rng(1).standard_normal((300, 4))
    assert -0.05 < q_squared(data, two_constructs())[1] < 0.02


def test_a_round_that_does_not_converge_gives_nan() -> None:
    hasty = type(model()).from_blocks({"A": ["a1", "a2"], "B": ["b1", "b2"]}, [("A", "B")], max_iterations=1)
    assert np.isnan(q_squared(answers(cases=50)[:, [0, 1, 6, 7]], hasty)).all()


def test_a_round_without_the_only_answer_that_differs_gives_nan() -> None:
    """One case of 50 answers y3 otherwise: the round that omits this cell has a constant, the sample has none."""
    data = answers(cases=50)
    data[:, 8] = np.arange(50) == 11
    values = q_squared(data, model())
    assert np.isnan(values).tolist() == [True, False, True, True]
