"""Consistent PLS worked by hand, and recovering common-factor populations."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plssem import (
    Model,
    ModelError,
    admissible_consistent,
    bootstrap_consistent,
    composite_reliability,
    consistent,
    estimate,
    estimate_from_correlations,
    f_squared,
    infer,
    rho_a,
)
from plssem.arrays import FloatArray
from plssem.resampling import count_draws, divide_resamples
from unit.plssem.samples import answers, model, two_constructs

PAIR_AND_SINGLE = two_constructs(2, 1)


def pair_and_single(within: float, across: float) -> FloatArray:
    """Two indicators of A, both correlated alike with the single indicator of B."""
    return np.array([[1, within, across], [within, 1, across], [across, across, 1]])


def test_worked_by_hand() -> None:
    # Equal weights w, 2 w2 (1 + .64) = 1. rho_A of two equal indicators is 2 r/(1 + r) = 1.28/1.64.
    # Loading: w sqrt(rho_A)/(2 w2), squared rho_A/(4 w2) = 1.28/1.64 x 3.28/4 = .64. Path: .4/.8 = .5, R2 = .25.
    fit = consistent(estimate_from_correlations(pair_and_single(0.64, 0.4), PAIR_AND_SINGLE))
    np.testing.assert_allclose(rho_a(fit), [1.28 / 1.64, 1], atol=1e-12)
    np.testing.assert_allclose(fit.outer_loadings, [[0.8, 0], [0.8, 0], [0, 1]], atol=1e-12)
    np.testing.assert_allclose(fit.construct_correlations, [[1, 0.5], [0.5, 1]], atol=1e-12)
    np.testing.assert_allclose(fit.path_coefficients, [[0, 0.5], [0, 0]], atol=1e-12)
    np.testing.assert_allclose(fit.r_squared, [np.nan, 0.25], atol=1e-12)
    # rho_C = 1.62/(1.62 + 2 x .36) = 2.56/3.28; f2 = .25/.75.
    assert composite_reliability(fit)[0] == pytest.approx(2.56 / 3.28)
    assert f_squared(fit)[0, 1] == pytest.approx(1 / 3)
    assert admissible_consistent(fit)


def test_weights_and_correlations_with_the_scores_stay() -> None:
    plain = estimate(answers(), model())
    corrected = consistent(plain)
    np.testing.assert_array_equal(corrected.outer_weights, plain.outer_weights)
    np.testing.assert_array_equal(corrected.cross_loadings, plain.cross_loadings)


def test_only_the_named_constructs_are_corrected() -> None:
    plain = estimate(answers(), model())
    corrected = consistent(plain, ["X"])
    np.testing.assert_array_equal(corrected.outer_loadings[:, 1:], plain.outer_loadings[:, 1:])
    quality = np.sqrt(rho_a(plain)[0])
    np.testing.assert_allclose(
        corrected.construct_correlations[0, 1:], plain.construct_correlations[0, 1:] / quality, rtol=1e-14
    )
    np.testing.assert_allclose(
        corrected.construct_correlations[1:, 1:], plain.construct_correlations[1:, 1:], rtol=1e-14
    )
    np.testing.assert_allclose(consistent(plain, []).path_coefficients, plain.path_coefficients, rtol=1e-13)


def test_a_correction_beyond_what_is_possible_is_flagged() -> None:
    # Loadings sqrt(.25) = .5, so the correlation of the constructs becomes .6/.5 = 1.2.
    fit = consistent(estimate_from_correlations(pair_and_single(0.25, 0.6), PAIR_AND_SINGLE))
    assert fit.path_coefficients[0, 1] == pytest.approx(1.2)
    assert not admissible_consistent(fit)


def test_a_reliability_below_zero_has_no_correction() -> None:
    # rho_A = 2 x -.2/.8 = -.5.
    fit = consistent(estimate_from_correlations(pair_and_single(-0.2, 0.4), PAIR_AND_SINGLE))
    assert rho_a(fit)[0] == pytest.approx(-0.5)
    assert np.isnan(fit.path_coefficients[0, 1])
    assert np.isnan(fit.outer_loadings[:2, 0]).all()
    assert not admissible_consistent(fit)


def test_a_reliability_above_one_is_flagged_where_it_is_used() -> None:
    # a1 goes with b (.8), a2 hardly (.2), and the two correlate .6: w = (.8, .2)/sqrt(.64 + .04 + 2 x .6 x .16), and
    # rho_A = (w'w)2 x .6 x 2 w1 w2/(2 w1 w1 w2 w2) = .6 (w'w)2/(w1 w2).
    matrix = np.array([[1, 0.6, 0.8], [0.6, 1, 0.2], [0.8, 0.2, 1]])
    plain = estimate_from_correlations(matrix, PAIR_AND_SINGLE)
    squares = 0.872
    assert rho_a(plain)[0] == pytest.approx(0.6 * (0.68 / squares) ** 2 / (0.16 / squares))
    assert rho_a(plain)[0] > 1
    assert not admissible_consistent(consistent(plain))
    assert admissible_consistent(consistent(plain, []), [])


def test_construct_correlations_that_no_data_could_have_are_flagged() -> None:
    """X -> M -> Y, single items but for M: correlations .9 (X, M) and .9 (M, Y) beside .3 (X, Y) once M is corrected.

    No construct has two antecedents, so no R2 tells: it is the matrix of all three that is impossible.
    """
    chain = Model.from_blocks({"X": ["x"], "M": ["m1", "m2"], "Y": ["y"]}, [("X", "M"), ("M", "Y")])
    matrix = np.array([[1, 0.72, 0.72, 0.3], [0.72, 1, 0.64, 0.72], [0.72, 0.64, 1, 0.72], [0.3, 0.72, 0.72, 1]])
    fit = consistent(estimate_from_correlations(matrix, chain))
    np.testing.assert_allclose(fit.construct_correlations[[0, 1], [1, 2]], 0.9, atol=1e-12)
    assert (fit.r_squared[1:] < 1).all()
    assert not admissible_consistent(fit)


def test_a_stack_gives_what_its_members_give() -> None:
    matrices = np.stack([pair_and_single(0.64, 0.4), pair_and_single(0.25, 0.6), pair_and_single(-0.2, 0.4)])
    together = consistent(estimate_from_correlations(matrices, PAIR_AND_SINGLE))
    for number, matrix in enumerate(matrices):
        alone = consistent(estimate_from_correlations(matrix, PAIR_AND_SINGLE))
        np.testing.assert_array_equal(together.path_coefficients[number], alone.path_coefficients)
        np.testing.assert_array_equal(together.outer_loadings[number], alone.outer_loadings)
    assert admissible_consistent(together).tolist() == [True, False, False]


@settings(max_examples=25)
@given(
    loadings=st.lists(st.floats(0.4, 0.95), min_size=9, max_size=9),
    between=st.lists(st.floats(0.2, 0.6), min_size=3, max_size=3),
)
def test_recovers_a_population_of_common_factors(loadings: list[float], between: list[float]) -> None:
    """What consistency means: from the population's correlations PLSc finds the parameters exactly."""
    three = Model.from_blocks(
        {name: [f"{name}{k}" for k in range(3)] for name in "ABC"},
        [("A", "B"), ("A", "C"), ("B", "C")],
        tolerance=1e-13,
    )
    factors = np.array([[1, between[0], between[1]], [between[0], 1, between[2]], [between[1], between[2], 1]])
    pattern = three.measurement_model * np.array(loadings)[:, None]
    population = pattern @ factors @ pattern.T
    np.fill_diagonal(population, 1)
    fit = consistent(estimate_from_correlations(population, three))
    np.testing.assert_allclose(fit.outer_loadings, pattern, atol=1e-9)
    np.testing.assert_allclose(fit.construct_correlations, factors, atol=1e-9)
    np.testing.assert_allclose(
        fit.path_coefficients[:2, 2], np.linalg.solve(factors[:2, :2], factors[:2, 2]), atol=1e-8
    )


def test_its_bootstrap_equals_a_plain_loop() -> None:
    data, base = answers(cases=60), model(tolerance=1e-12)
    made = bootstrap_consistent(data, base, 5, seed=3, common_factors=["X", "Y"])
    tallies = np.concatenate([tally for _, tally in count_draws(divide_resamples(5, 3, "bootstrap")[0], 60)], axis=1)
    for number, tally in enumerate(tallies):
        fit = consistent(estimate(np.repeat(data, tally, axis=0), base), ["X", "Y"])
        expected = [fit.path_coefficients[i, j] for i, j in base.paths]
        np.testing.assert_allclose(made.draws["path_coefficients"][number], expected, atol=1e-9)
        assert made.admissible[number] == admissible_consistent(fit, ["X", "Y"])
    sample = consistent(estimate(data, base), ["X", "Y"])
    assert made.estimates["r_squared"][1] == sample.r_squared[3]


def test_its_bootstrap_counts_what_is_not_admissible_and_keeps_it() -> None:
    made = bootstrap_consistent(answers(cases=60, seed=3, loading=0.6), model(), 100, seed=1)
    assert 0 < (~made.admissible).sum() < 100
    assert made.converged.all()
    kept = np.isfinite(made.draws["path_coefficients"]).all(axis=1)
    assert (kept & ~made.admissible).any()
    assert made.draws["path_coefficients"].shape == (100, 4)


def test_refuses_what_is_no_common_factor() -> None:
    fit = estimate(answers(), model(modes={"M": "B"}))
    with pytest.raises(
        ModelError, match=r"^construct that cannot be a common factor: M: found mode B; expected one of"
    ):
        consistent(fit, ["X", "M"])
    with pytest.raises(ModelError, match="W: found a construct that the model does not have; expected one of X, Z, Y;"):
        consistent(fit, ["W"])
    np.testing.assert_array_equal(consistent(fit).outer_loadings[:, 1], fit.outer_loadings[:, 1])


def test_a_reliability_above_1_is_inadmissible() -> None:
    """Two equal weights w: rho_A = (2 w^2)^2 (1 - 2 w^2) / (4 w^4 - 2 w^4) = 2 (1 - 2 w^2), 1.36 for w = .4."""
    matrix = np.array([[1, 0.5, 0.3, 0.3], [0.5, 1, 0.3, 0.3], [0.3, 0.3, 1, 0.5], [0.3, 0.3, 0.5, 1]])
    fit = consistent(estimate_from_correlations(matrix, two_constructs()))
    assert admissible_consistent(fit)
    above = replace(fit, outer_weights=np.array([[0.4, 0], [0.4, 0], *fit.outer_weights[2:]]))
    np.testing.assert_allclose(rho_a(above)[0], 1.36)
    assert not admissible_consistent(above)


def test_where_no_resample_is_admissible_all_are_counted_and_every_statistic_is_inferred_or_nan() -> None:
    """Items correlate by .2 within both blocks and by .5 between them: factors would correlate by 2.5."""
    population = np.full((4, 4), 0.5)
    population[:2, :2] = population[2:, 2:] = 0.2
    np.fill_diagonal(population, 1)
    values, vectors = np.linalg.eigh(population)
    root = vectors * np.sqrt(np.maximum(values, 0))
    data = np.random.default_rng(1).standard_normal((200, 4)) @ root.T
    made = bootstrap_consistent(data, two_constructs(), 200, seed=1)
    assert not made.admissible.any()
    assert made.converged.all()
    assert made.estimates["path_coefficients"][0] > 1
    path = infer(made, "path_coefficients")
    assert path.lower[0] > 1
    # With an R2 above 1 nothing is left unexplained.
    assert np.isnan(infer(made, "f_squared").upper).all()
    assert {name for name in made.names if np.isfinite(infer(made, name).estimate).any()} == set(made.names) - {
        "f_squared",
        "total_indirect_effects",
        "specific_indirect_effects",
    }


def test_a_reversed_item_changes_signs_of_loadings_only() -> None:
    """Of three items one is reversed: a negative loading is as admissible as the positive one of the item recoded."""
    data = answers(cases=200, seed=2)
    recoded, reversed_ = (consistent(estimate(data * turned, model())) for turned in (1, np.r_[-1, np.ones(8)]))
    np.testing.assert_allclose(reversed_.path_coefficients, recoded.path_coefficients, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(reversed_.outer_loadings[0, 0], -recoded.outer_loadings[0, 0], rtol=1e-9)
    assert reversed_.outer_loadings[0, 0] < 0
    assert admissible_consistent(reversed_) == admissible_consistent(recoded)
