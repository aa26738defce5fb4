"""The PLS algorithm and what a fit holds, against hand calculation and against itself."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plssem import (
    ConvergenceError,
    Model,
    admissible,
    construct_scores,
    estimate,
    estimate_from_correlations,
    outer_vif,
    statistics,
)
from plssem.correlations import correlate
from plssem.weights import inner_weights
from unit.plssem.samples import BLOCKS, PATHS, answers, likert, model, two_constructs

SEEDS = st.integers(0, 10_000)
FEW = settings(max_examples=20)


def correlation_matrix(within_a: float, within_b: float, between: float) -> np.ndarray:
    """Two blocks of two indicators whose correlations are the same within a block and between the blocks."""
    return np.array(
        [
            [1, within_a, between, between],
            [within_a, 1, between, between],
            [between, between, 1, within_b],
            [between, between, within_b, 1],
        ]
    )


def test_equal_correlations_by_hand() -> None:
    """By symmetry the weights of a block are equal: w = 1 / sqrt(2 + 2 r), loading (1 + r) w.

    Block A, r = .5: w = 1/sqrt(3) = .57735, loading 1.5/sqrt(3) = .86603. Block B, r = .28: w = 1/1.6 = .625,
    loading .8. Path = correlation of the scores = 4 x .4 x .57735 x .625 = .57735; R2 = 1/3.
    """
    fit = estimate_from_correlations(correlation_matrix(0.5, 0.28, 0.4), two_constructs())
    np.testing.assert_allclose(fit.outer_weights[:2, 0], 1 / np.sqrt(3))
    np.testing.assert_allclose(fit.outer_weights[2:, 1], 0.625)
    np.testing.assert_allclose(fit.outer_loadings[:, 0], [np.sqrt(0.75), np.sqrt(0.75), 0, 0])
    np.testing.assert_allclose(fit.outer_loadings[:, 1], [0, 0, 0.8, 0.8])
    assert fit.path_coefficients[0, 1] == pytest.approx(1 / np.sqrt(3))
    assert fit.r_squared[1] == pytest.approx(1 / 3)
    assert np.isnan(fit.r_squared[0])
    assert fit.converged


def test_mode_a_weights_are_covariances_with_the_inner_proxy() -> None:
    """One item y against a1, a2 with r(a1, y) = .6, r(a2, y) = .3, r(a1, a2) = .5: weights stand 2 to 1.

    Variance of 2 a1 + a2 = 4 + 1 + 2 x 2 x .5 = 7, so w = (2, 1)/sqrt(7), path = (2 x .6 + .3)/sqrt(7) = .56695.
    """
    matrix = np.array([[1, 0.5, 0.6], [0.5, 1, 0.3], [0.6, 0.3, 1]])
    fit = estimate_from_correlations(matrix, two_constructs(2, 1))
    np.testing.assert_allclose(fit.outer_weights[:2, 0], np.array([2, 1]) / np.sqrt(7))
    assert fit.path_coefficients[0, 1] == pytest.approx(1.5 / np.sqrt(7))


def test_mode_b_weights_are_regression_weights() -> None:
    """The same with mode B: R^-1 r = (.6 - .15, .3 - .3)/.75 = (.6, 0): all weight on a1, path = .6."""
    matrix = np.array([[1, 0.5, 0.6], [0.5, 1, 0.3], [0.6, 0.3, 1]])
    mode_b = Model.from_blocks({"A": ["a1", "a2"], "B": ["b1"]}, [("A", "B")], modes={"A": "B"})
    fit = estimate_from_correlations(matrix, mode_b)
    np.testing.assert_allclose(fit.outer_weights[:2, 0], [1, 0], atol=1e-15)
    assert fit.path_coefficients[0, 1] == pytest.approx(0.6)


def test_centroid_inner_weights_are_signs_also_of_negative_correlations() -> None:
    """C with its antecedents A, r(A, C) > 0, and B, r(B, C) < 0: the inner estimate of C is A - B, not A + B.

    Covariances of c1 and c2 with A - B: .5 + .3 = .8 and .3 + .1 = .4, so the weights stand 2 to 1 (with A + B they
    would be .2 and .2). Variance of 2 c1 + c2 = 4 + 1 + 2 x 2 x .5 = 7, so w = (2, 1)/sqrt(7). A and B are
    uncorrelated: the paths are the correlations, (2 x .5 + .3)/sqrt(7) = .49135 and -(2 x .3 + .1)/sqrt(7) = -.26458.
    """
    matrix = np.array([[1, 0, 0.5, 0.3], [0, 1, -0.3, -0.1], [0.5, -0.3, 1, 0.5], [0.3, -0.1, 0.5, 1]])
    blocks, paths = {"A": ["a"], "B": ["b"], "C": ["c1", "c2"]}, [("A", "C"), ("B", "C")]
    fit = estimate_from_correlations(matrix, Model.from_blocks(blocks, paths, scheme="centroid"))
    np.testing.assert_allclose(fit.outer_weights[2:, 2], np.array([2, 1]) / np.sqrt(7))
    np.testing.assert_allclose(fit.path_coefficients[:2, 2], np.array([1.3, -0.7]) / np.sqrt(7))
    np.testing.assert_array_equal(
        inner_weights(fit.construct_correlations, fit.model), [[0, 0, 1], [0, 0, -1], [1, -1, 0]]
    )


@FEW
@given(seed=SEEDS, scheme=st.sampled_from(["path", "factorial", "centroid"]))
def test_fixed_point(seed: int, scheme: str) -> None:
    """At convergence, mode A weights are proportional to the covariances with the inner proxy (Lohmoeller 1989).

    Two in 30,000 of these samples need more than 300 iterations to come this near.
    """
    tight = dataclasses.replace(model(scheme, tolerance=1e-12), max_iterations=3000)
    data = answers(seed=seed)
    fit = estimate(data, tight)
    scores = construct_scores(data, fit)
    x, y = tight.constructs.index("X"), tight.constructs.index("Y")
    inner = {
        "path": lambda target: fit.construct_correlations[x, target],
        "factorial": lambda target: fit.construct_correlations[x, target],
        "centroid": lambda target: np.sign(fit.construct_correlations[x, target]),
    }[scheme]
    proxy = sum(inner(target) * scores[:, target] for target in (tight.constructs.index("M"), y))
    covariances = (data[:, :3] - data[:, :3].mean(axis=0)).T @ proxy / data[:, :3].std(axis=0)
    np.testing.assert_allclose(
        fit.outer_weights[:3, x] / np.linalg.norm(fit.outer_weights[:3, x]),
        covariances / np.linalg.norm(covariances),
        atol=1e-9,
    )


@FEW
@given(seed=SEEDS)
def test_scores_have_unit_variance_and_their_correlations_are_those_of_the_fit(seed: int) -> None:
    data = answers(seed=seed)
    fit = estimate(data, model())
    scores = construct_scores(data, fit)
    np.testing.assert_allclose(scores.std(axis=0, ddof=1), 1)
    np.testing.assert_allclose(np.corrcoef(scores.T), fit.construct_correlations, atol=1e-12)


@FEW
@given(seed=SEEDS)
def test_order_of_cases_does_not_matter(seed: int) -> None:
    data = answers(seed=seed)
    shuffled = np.random.default_rng(seed).permutation(data)
    first, second = estimate(data, model(tolerance=1e-13)), estimate(shuffled, model(tolerance=1e-13))
    np.testing.assert_allclose(first.path_coefficients, second.path_coefficients, atol=1e-11)


@FEW
@given(seed=SEEDS, modes=st.sampled_from([{}, {"X": "B"}, {"X": "B", "Y": "B"}]))
def test_units_do_not_matter(seed: int, modes: dict[str, str]) -> None:
    data = answers(seed=seed)
    generator = np.random.default_rng(seed)
    rescaled = data * generator.uniform(0.01, 100, data.shape[1]) + generator.uniform(-50, 50, data.shape[1])
    tight = model(modes=modes, tolerance=1e-12)
    first, second = estimate(data, tight), estimate(rescaled, tight)
    np.testing.assert_allclose(first.outer_weights, second.outer_weights, atol=1e-9)
    np.testing.assert_allclose(first.path_coefficients, second.path_coefficients, atol=1e-9)


@FEW
@given(seed=SEEDS, order=st.permutations(list(BLOCKS)))
def test_order_of_constructs_and_indicators_does_not_matter(seed: int, order: list[str]) -> None:
    data = answers(seed=seed)
    reordered = Model.from_blocks({name: BLOCKS[name][::-1] for name in order}, PATHS[::-1], tolerance=1e-12)
    columns = [model().indicators.index(name) for name in reordered.indicators]
    first, second = estimate(data, model(tolerance=1e-12)), estimate(data[:, columns], reordered)
    for source, target in PATHS:
        i, j = model().constructs.index(source), model().constructs.index(target)
        k, m = reordered.constructs.index(source), reordered.constructs.index(target)
        assert second.path_coefficients[k, m] == pytest.approx(first.path_coefficients[i, j], abs=1e-9)


@FEW
@given(seed=SEEDS, modes=st.sampled_from([("A", "A", "A", "A"), ("B", "A", "A", "B")]))
def test_indicators_of_a_block_need_not_be_neighbours(seed: int, modes: tuple[str, ...]) -> None:
    order = np.random.default_rng(seed).permutation(9)
    plain = model(modes=dict(zip("XMZY", modes, strict=True)), tolerance=1e-12)
    mixed = dataclasses.replace(
        plain,
        indicators=tuple(plain.indicators[k] for k in order),
        measurement_model=plain.measurement_model[order],
    )
    matrices = np.stack([correlate(answers(seed=seed)), correlate(answers(seed=seed + 1))])
    first = estimate_from_correlations(matrices, plain)
    second = estimate_from_correlations(matrices[:, order[:, None], order], mixed)
    for one, other in zip(statistics(first, 60), statistics(second, 60), strict=True):
        places = [other.labels.index(label) for label in one.labels]
        np.testing.assert_allclose(other.values[:, places], one.values, rtol=1e-9, atol=1e-9, err_msg=one.name)
    np.testing.assert_allclose(outer_vif(second), outer_vif(first)[:, order], rtol=1e-9)


@FEW
@given(seed=SEEDS)
def test_a_reversed_indicator_turns_its_loading_only(seed: int) -> None:
    data = answers(cases=200, seed=seed)
    data = np.column_stack([-data[:, 0], data[:, 1:]])
    first, second = estimate(answers(cases=200, seed=seed), model()), estimate(data, model())
    turned = np.array([-1] + [1] * 8)
    np.testing.assert_allclose(second.outer_loadings, first.outer_loadings * turned[:, None], atol=1e-6)
    np.testing.assert_allclose(second.path_coefficients, first.path_coefficients, atol=1e-6)


def test_a_construct_correlates_positively_with_the_sum_of_its_indicators() -> None:
    data = answers()
    data = np.column_stack([-data[:, :3], data[:, 3:]])
    fit = estimate(data, model())
    assert (fit.outer_loadings[:3, 0] > 0).all()
    assert fit.path_coefficients[0, 1] < 0


def test_a_construct_is_reversed_where_its_loadings_sum_to_less_than_0() -> None:
    """Centroid: the inner estimate of A is C - B, with covariances (-.7, 1, -.4), since r(A, B) < 0 and r(A, C) > 0.

    Variance of -.7 a1 + a2 - .4 a3 = .49 + 1 + .16 + 2 (.07 + .084 + .08) = 2.118. Loadings times its root:
    -.7 - .1 - .12, .07 + 1 + .08, -.21 - .2 - .4 = -.92, 1.15, -.81, sum -.58: A is reversed.
    """
    among_a = np.array([[1, -0.1, 0.3], [-0.1, 1, -0.2], [0.3, -0.2, 1]])
    with_bc = np.array([[0.5, -0.2], [-0.8, 0.2], [0.2, -0.2]])
    matrix = np.block([[among_a, with_bc], [with_bc.T, np.array([[1, -0.1], [-0.1, 1]])]])
    blocks, paths = {"A": ["a1", "a2", "a3"], "B": ["b"], "C": ["c"]}, [("A", "B"), ("A", "C"), ("B", "C")]
    fit = estimate_from_correlations(matrix, Model.from_blocks(blocks, paths, scheme="centroid"))
    np.testing.assert_allclose(fit.outer_weights[:3, 0], np.array([0.7, -1, 0.4]) / np.sqrt(2.118), rtol=1e-6)
    np.testing.assert_allclose(fit.outer_loadings[:3, 0], np.array([0.92, -1.15, 0.81]) / np.sqrt(2.118), rtol=1e-6)
    np.testing.assert_allclose(fit.construct_correlations[0, 1], (0.35 + 0.8 + 0.08) / np.sqrt(2.118), rtol=1e-6)


def test_weights_before_a_singular_system_are_kept() -> None:
    """A block under mode B that is exactly collinear: its first outer weights, equal ones, are the last finite ones."""
    matrix = np.array([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]])
    singular = Model.from_blocks({"A": ["a1", "a2"], "B": ["b"]}, [("A", "B")], modes={"A": "B"})
    fit = estimate_from_correlations(matrix, singular)
    assert not fit.converged
    np.testing.assert_allclose(fit.outer_weights[:, 0], [0.5, 0.5, 0])


def test_one_correlation_that_is_not_finite_makes_all_weights_nan() -> None:
    matrix = np.array([[1, 0.5, np.nan], [0.5, 1, 0.4], [np.nan, 0.4, 1]])
    fit = estimate_from_correlations(matrix, two_constructs(2, 1))
    assert np.isnan(fit.outer_weights).all()
    assert not fit.converged


@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
def test_a_member_of_a_stack_gets_the_bytes_it_gets_alone(scheme: str) -> None:
    stack = np.stack([correlate(likert(seed=seed)) for seed in range(40)])
    together = estimate_from_correlations(stack.reshape(8, 5, 9, 9), model(scheme))
    assert together.path_coefficients.shape == (8, 5, 4, 4)
    for number, matrix in enumerate(stack):
        alone = estimate_from_correlations(matrix, model(scheme))
        place = divmod(number, 5)
        assert together.outer_weights[place].tobytes() == alone.outer_weights.tobytes()
        assert together.path_coefficients[place].tobytes() == alone.path_coefficients.tobytes()
        assert together.iterations[place] == alone.iterations


def test_a_member_that_is_not_finite_is_nan_and_leaves_the_others_alone() -> None:
    good = correlate(answers())
    fit = estimate_from_correlations(np.stack([good, np.full((9, 9), np.nan), good]), model())
    assert fit.converged.tolist() == [True, False, True]
    assert np.isnan(fit.outer_weights[1]).all()
    assert np.isnan(fit.path_coefficients[1]).any()
    assert np.array_equal(fit.outer_weights[0], fit.outer_weights[2])
    assert admissible(fit).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("name", "value"), [("outer_loadings", 1.01), ("outer_loadings", -1.01), ("r_squared", 1.01), ("r_squared", -0.01)]
)
def test_loadings_above_1_and_r_squared_outside_0_to_1_are_inadmissible(name: str, value: float) -> None:
    fit = estimate(answers(), model())
    assert admissible(fit)
    assert not admissible(dataclasses.replace(fit, **{name: np.full(getattr(fit, name).shape, value)}))


def test_collinear_antecedents_are_inadmissible() -> None:
    matrix = np.array([[1, 1 - 1e-13, 0.5], [1 - 1e-13, 1, 0.5], [0.5, 0.5, 1]])
    both = Model.from_blocks({"A": ["a"], "B": ["b"], "C": ["c"]}, [("A", "C"), ("B", "C")])
    assert not admissible(estimate_from_correlations(matrix, both))


def test_too_few_iterations_name_the_constructs_that_still_move() -> None:
    hasty = Model.from_blocks(BLOCKS, PATHS, max_iterations=2)
    with pytest.raises(ConvergenceError, match=r"outer weights did not converge: .* after 2 iterations \(X by .*Y by"):
        estimate(answers(), hasty)


def test_iterations_stop_at_the_first_change_below_the_tolerance() -> None:
    """The weights after n iterations are those of at most n iterations."""
    matrix = correlate(answers(cases=200))
    hasty = [dataclasses.replace(model(tolerance=1e-15), max_iterations=n) for n in range(1, 16)]
    weights = [estimate_from_correlations(matrix, few).outer_weights for few in hasty]
    changes = [np.abs(after - before).max() for before, after in pairwise(weights)]
    for tolerance in (1e-3, 1e-5, 1e-7):
        first = next(n for n, change in enumerate(changes, start=2) if change < tolerance)
        fit = estimate_from_correlations(matrix, model(tolerance=tolerance))
        assert (int(fit.iterations), bool(fit.converged)) == (first, True)


def test_a_stack_with_too_few_iterations_reports_the_members() -> None:
    hasty = Model.from_blocks(BLOCKS, PATHS, max_iterations=2)
    fit = estimate_from_correlations(np.stack([correlate(answers())] * 3), hasty)
    assert fit.converged.tolist() == [False] * 3
    assert fit.iterations.tolist() == [2] * 3
    assert np.isfinite(fit.outer_weights).all()


def test_the_centroid_scheme_takes_no_sign_from_rounding() -> None:
    """Z correlates with a1 and a2 by .3 and -.3, with their sum by rounding only: Y alone weighs them."""
    matrix = np.eye(4)
    for i, j, r in ((0, 2, 0.3), (1, 2, -(0.1 + 0.2)), (0, 3, 0.5), (1, 3, 0.5)):
        matrix[i, j] = matrix[j, i] = r
    chosen = Model.from_blocks({"A": ["a1", "a2"], "Z": ["z"], "Y": ["y"]}, [("A", "Z"), ("A", "Y")], scheme="centroid")
    fit = estimate_from_correlations(matrix, chosen)
    np.testing.assert_allclose(fit.outer_weights[:2, 0], np.sqrt(0.5), atol=1e-9)


def test_what_leaves_its_range_or_nearly_repeats_under_mode_b_is_not_admissible() -> None:
    fit = estimate_from_correlations(correlation_matrix(0.5, 0.28, 0.4), two_constructs())
    assert admissible(fit)
    for value in (-0.01, 1.01):
        assert not admissible(dataclasses.replace(fit, r_squared=np.array([np.nan, value])))
    mode_b = dataclasses.replace(two_constructs(), modes=("B", "A"))
    nearly = estimate_from_correlations(correlation_matrix(1 - 1e-12, 0.28, 0.4), mode_b)
    assert (bool(nearly.converged), bool(admissible(nearly))) == (True, False)
