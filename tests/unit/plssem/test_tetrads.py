"""Tetrads: by hand, which of them decide the others, borrowed items, the interval, a reflective and another truth."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plssem import Fit, Model, ModelError, Statistic, bootstrap, implied_tetrads, tetrad_analysis, tetrads
from plssem.arrays import FloatArray

BLOCKS = {"X": ["x1", "x2", "x3", "x4", "x5"], "Z": ["z1", "z2", "z3"], "W": ["w1", "w2"]}
MODEL = Model.from_blocks(BLOCKS, [("X", "Z"), ("Z", "W")])


def answers(seed: int, cases: int = 150) -> FloatArray:
    """Items of three factors that act on each other, all reflective."""
    rng = np.random.default_rng(seed)
    first = rng.standard_normal(cases)
    second = 0.6 * first + 0.8 * rng.standard_normal(cases)
    third = 0.6 * second + 0.8 * rng.standard_normal(cases)
    factors = np.column_stack([first] * 5 + [second] * 3 + [third] * 2)
    return np.asarray(0.8 * factors + 0.6 * rng.standard_normal((cases, 10)))


def test_tetrads_are_those_worked_by_hand() -> None:
    correlations = np.array([[1, 0.5, 0.4, 0.3], [0.5, 1, 0.2, 0.6], [0.4, 0.2, 1, 0.1], [0.3, 0.6, 0.1, 1]])
    # r12 r34 - r13 r24 = .5 x .1 - .4 x .6; r12 r43 - r14 r23 = .5 x .1 - .3 x .2
    assert tetrads(correlations, implied_tetrads(4)) == pytest.approx([-0.19, -0.01])
    stack = np.stack([correlations, np.eye(4)])
    assert tetrads(stack, implied_tetrads(4))[1].tolist() == [0, 0]


@given(st.integers(4, 7), st.integers(0, 10**6))
def test_all_tetrads_vanish_under_one_cause_and_none_of_the_chosen_follows_from_the_others(own: int, seed: int) -> None:
    loadings = np.random.default_rng(seed).uniform(0.4, 0.9, own)
    correlations = np.outer(loadings, loadings)
    every = np.array(list(permutations(range(own), 4)))
    assert np.abs(tetrads(correlations, every)).max() < 1e-12
    chosen = implied_tetrads(own)
    assert len(chosen) == own * (own - 3) // 2
    # The derivatives by the correlations are independent, and those of any other tetrad depend on them.
    gradient = np.array([tetrads(correlations + step, chosen) for step in _steps(own)])
    of_all = np.array([tetrads(correlations + step, every) for step in _steps(own)])
    assert np.linalg.matrix_rank(gradient, tol=1e-9) == len(chosen) == np.linalg.matrix_rank(of_all, tol=1e-9)


def _steps(size: int) -> FloatArray:
    rows, columns = np.triu_indices(size, 1)
    steps = np.zeros((len(rows), size, size))
    steps[np.arange(len(rows)), rows, columns] = steps[np.arange(len(rows)), columns, rows] = 1e-6
    return steps


def test_the_interval_is_normal_shifted_by_the_bias_and_adjusted_for_the_number_of_tetrads() -> None:
    data = answers(1)
    (found,) = tetrad_analysis(data, MODEL, ["X"], resamples=200, confidence_level=0.9, seed=3)
    expected = tetrads(np.corrcoef(data[:, :5].T), implied_tetrads(5))
    assert found.estimate == pytest.approx(expected, abs=1e-12)
    centre, reach = (found.lower + found.upper) / 2, (found.upper - found.lower) / 2
    # z of .9 for five tests: 2.3263 at .01 in each tail.
    assert reach == pytest.approx(2.3263478740408408 * found.standard_error, rel=1e-9)

    def measures(fit: Fit, _: int) -> tuple[Statistic, ...]:
        return (Statistic("tetrads", found.labels, tetrads(fit.correlations, implied_tetrads(5))),)

    draws = bootstrap(data, MODEL, 200, seed=3, measures=measures).draws["tetrads"]
    assert centre == pytest.approx(2 * found.estimate - draws.mean(axis=0), abs=1e-12)


def test_items_are_borrowed_where_a_construct_has_two_or_three() -> None:
    three, two = tetrad_analysis(answers(2), MODEL, ["Z", "W"], {"Z": ["x1"], "W": ["x1", "z2"]}, resamples=100, seed=1)
    assert three.items == ("z1", "z2", "z3", "x1")
    assert len(three.labels) == 2
    assert two.labels == ("w1, x1, z2, w2",)
    r = np.corrcoef(answers(2).T)
    # r(w1, x1) r(z2, w2) - r(w1, z2) r(x1, w2)
    assert two.estimate == pytest.approx([r[8, 0] * r[6, 9] - r[8, 6] * r[0, 9]], abs=1e-12)


@pytest.mark.parametrize(
    ("constructs", "borrowed", "message"),
    [
        (["W"], {}, "no tetrad to test: tetrads, W: found 2 of its own and 0 borrowed; expected four or more"),
        (["X"], {"X": ["z1"]}, "tetrads, X: found 5 of its own and 1 borrowed"),
        (["Q"], {}, "unknown construct: tetrads, Q: found 'Q'; expected one of X, Z, W"),
        (["Z"], {"Z": ["z1"]}, "unknown item of another construct: tetrads, Z: found 'z1'; expected one of"),
        (["W"], {"W": ["x1", "x1"]}, "borrowed: found x1, x1; expected each item once"),
    ],
)
def test_what_has_no_tetrads_is_refused_by_name(
    constructs: list[str], borrowed: dict[str, list[str]], message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        tetrad_analysis(answers(1), MODEL, constructs, borrowed, resamples=10, seed=1)


def test_draws_do_not_depend_on_threads() -> None:
    one, two = (tetrad_analysis(answers(5), MODEL, ["X"], resamples=300, seed=1, threads=n)[0] for n in (1, 2))
    assert np.array_equal(one.lower, two.lower)
