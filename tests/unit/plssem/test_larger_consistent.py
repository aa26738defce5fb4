"""Consistent PLS and exact fit of larger models: factors are recovered, behind components and behind moderators."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plssem import (
    HigherOrderModel,
    Model,
    ModelError,
    ModeratedModel,
    Notation,
    Product,
    admissible_higher_order,
    admissible_moderated,
    bootstrap_higher_order,
    bootstrap_moderated,
    consistent_higher_order,
    consistent_moderated,
    construct_scores,
    estimate_higher_order,
    estimate_higher_order_from_correlations,
    estimate_moderated,
    exact_fit,
    higher_order_statistics,
    implied_correlations,
    interaction_effects,
    jackknife_higher_order,
    model_fit,
    moderated_statistics,
    rho_a,
)
from plssem.arrays import FloatArray
from plssem.resampling import count_draws, divide_resamples

BLOCKS = {name: [f"{name.lower()}{k}" for k in (1, 2, 3)] for name in ("A", "B", "C", "X", "Y")}
LOADINGS = np.array([0.9, 0.8, 0.7])
PATHS = [("X", "H"), ("H", "Y")]


def model(mode: str, approach: str = "disjoint") -> HigherOrderModel:
    return HigherOrderModel.from_blocks(
        BLOCKS, {"H": ["A", "B", "C"]}, PATHS, {"H": mode}, approach, tolerance=1e-13, max_iterations=5000
    )


def of_items(factors: FloatArray, loadings: FloatArray = LOADINGS) -> FloatArray:
    """Correlations of three items of each factor, with loadings .9, .8 and .7."""
    matrix = np.kron(factors, np.outer(loadings, loadings))
    np.fill_diagonal(matrix, 1)
    return matrix


def of_factors(within: FloatArray, with_construct: FloatArray, effects: tuple[float, float]) -> FloatArray:
    """Correlations of A, B, C, X and Y: X acts on H by the first effect, H on Y by the second."""
    first, second = effects
    outer = np.array([first, first * second, second])
    matrix = np.eye(5)
    matrix[:3, :3] = within
    matrix[:3, 3:] = np.outer(with_construct, [first, second])
    matrix[3:, :3] = matrix[:3, 3:].T
    matrix[3, 4] = matrix[4, 3] = outer[1]
    return matrix


def second_order_factor(parts: FloatArray, effects: tuple[float, float], items: FloatArray = LOADINGS) -> FloatArray:
    """Components are items of a factor H with loadings `parts` (3,)."""
    within = np.outer(parts, parts)
    np.fill_diagonal(within, 1)
    return of_items(of_factors(within, parts, effects), items)


def composite_of_factors(weights: FloatArray, effects: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
    """H is a weighted sum of components that correlate .4; return the weights for a variance of 1 as well."""
    within = 0.4 + 0.6 * np.eye(3)
    scaled = weights / np.sqrt(weights @ within @ weights)
    return of_items(of_factors(within, within @ scaled, effects)), scaled


parts = st.lists(st.floats(0.4, 0.95), min_size=3, max_size=3).map(np.array)
effects = st.tuples(st.floats(0.2, 0.8), st.floats(0.2, 0.8))


@settings(deadline=None, max_examples=20)
@given(parts, effects)
def test_a_second_order_factor_is_recovered(loadings: FloatArray, paths: tuple[float, float]) -> None:
    """Loadings of items on components, of components on H, and paths are those of the population."""
    plain = estimate_higher_order_from_correlations(second_order_factor(loadings, paths), model("A"))
    fit = consistent_higher_order(plain)
    found = [fit.second.path_coefficients[0, 2], fit.second.path_coefficients[2, 1]]
    np.testing.assert_allclose(found, paths, atol=1e-8)
    np.testing.assert_allclose(fit.second.outer_loadings[6:, 2], loadings, atol=1e-8)
    np.testing.assert_allclose(fit.first.outer_loadings[:3, 0], LOADINGS, atol=1e-8)
    assert bool(admissible_higher_order(fit))
    assert plain.second.path_coefficients[2, 1] < paths[1] - 1e-3  # scores weaken the path


@settings(deadline=None, max_examples=20)
@given(parts, effects)
def test_a_composite_of_common_factors_is_recovered(weights: FloatArray, paths: tuple[float, float]) -> None:
    population, scaled = composite_of_factors(weights, paths)
    fit = consistent_higher_order(estimate_higher_order_from_correlations(population, model("B")))
    found = [fit.second.path_coefficients[0, 2], fit.second.path_coefficients[2, 1]]
    np.testing.assert_allclose(found, paths, atol=1e-8)
    np.testing.assert_allclose(fit.second.outer_weights[6:, 2], scaled, atol=1e-8)


def drawn(number: int, cases: int, population: FloatArray, seed: int = 1) -> FloatArray:
    generator = np.random.default_rng(seed)
    return np.asarray(generator.standard_normal((number, cases, len(population))) @ np.linalg.cholesky(population).T)


def test_the_bias_in_samples_of_two_hundred_is_small() -> None:
    """400 samples of 200, paths .5 and .4: means .507 and .399; from scores .404 and .319."""
    population = second_order_factor(np.array([0.7, 0.8, 0.7]), (0.5, 0.4))
    samples = drawn(400, 200, population)
    plain = estimate_higher_order_from_correlations(np.array([np.corrcoef(one.T) for one in samples]), model("A"))
    fit = consistent_higher_order(plain)
    paths = np.stack([fit.second.path_coefficients[:, 0, 2], fit.second.path_coefficients[:, 2, 1]], axis=-1)
    np.testing.assert_allclose(paths.mean(axis=0), [0.5, 0.4], atol=0.02)
    assert plain.second.path_coefficients[:, 2, 1].mean() < 0.33


@pytest.mark.parametrize("mode", ["A", "B"])
def test_the_bootstrap_corrects_every_resample_as_the_sample(mode: str) -> None:
    (answers,) = drawn(1, 150, second_order_factor(np.array([0.7, 0.8, 0.7]), (0.5, 0.4)))
    result = bootstrap_higher_order(answers, model(mode), 20, seed=3, common_factors=None)
    (block,) = divide_resamples(20, 3, "bootstrap")
    counts = np.hstack([tally for _, tally in count_draws(block, len(answers))])
    for draw in (0, 7, 19):
        again = consistent_higher_order(estimate_higher_order(np.repeat(answers, counts[draw], axis=0), model(mode)))
        for statistic in higher_order_statistics(again, 150):
            np.testing.assert_allclose(result.draws[statistic.name][draw], statistic.values, atol=1e-8)
        assert bool(admissible_higher_order(again)) == result.admissible[draw]
    of_sample = consistent_higher_order(estimate_higher_order(answers, model(mode)))
    values = {statistic.name: statistic.values for statistic in higher_order_statistics(of_sample, 150)}
    np.testing.assert_allclose(result.estimates["path_coefficients"], values["path_coefficients"], atol=1e-12)


@pytest.mark.parametrize("mode", ["A", "B"])
def test_the_jackknife_corrects_what_is_left_as_the_sample(mode: str) -> None:
    (answers,) = drawn(1, 40, second_order_factor(np.array([0.7, 0.8, 0.7]), (0.5, 0.4)))
    found = jackknife_higher_order(answers, model(mode), common_factors=None)
    for case in (0, 17):
        left = consistent_higher_order(estimate_higher_order(np.delete(answers, case, axis=0), model(mode)))
        for statistic in higher_order_statistics(left, 39):
            np.testing.assert_allclose(found[statistic.name][case], statistic.values, atol=1e-8)


def test_without_common_factors_the_bootstrap_is_that_of_scores() -> None:
    (answers,) = drawn(1, 100, second_order_factor(np.array([0.7, 0.8, 0.7]), (0.5, 0.4)))
    plain = bootstrap_higher_order(answers, model("A"), 30, seed=1)
    empty = bootstrap_higher_order(answers, model("A"), 30, seed=1, common_factors=[])
    np.testing.assert_array_equal(plain.draws["path_coefficients"], empty.draws["path_coefficients"])


def test_what_cannot_be_corrected_is_refused_in_one_line() -> None:
    population = second_order_factor(np.array([0.7, 0.8, 0.7]), (0.5, 0.4))
    for approach in ("embedded", "repeated_indicators"):
        fit = estimate_higher_order_from_correlations(population, model("A", approach))
        with pytest.raises(ModelError, match=f"approach that consistent PLS does not correct: approach: .*{approach}"):
            consistent_higher_order(fit)
    fit = estimate_higher_order_from_correlations(population, model("B"))
    for name, found in (("H", "mode B"), ("Z", "a construct that the model does not have")):
        with pytest.raises(ModelError, match=f"cannot be a common factor: {name}: found {found}"):
            consistent_higher_order(fit, ["A", name])


@settings(deadline=None, max_examples=10)
@given(parts, effects)
def test_a_model_that_holds_implies_the_correlations_of_its_population(
    loadings: FloatArray, paths: tuple[float, float]
) -> None:
    """A factor behind components, by consistent PLS; a composite of factors; a composite of composites, mode B."""
    factor = estimate_higher_order_from_correlations(second_order_factor(loadings, paths), model("A"))
    everything = Notation((*BLOCKS, "H"), corrected=True)
    assert float(everything.measures(everything.fit(factor)).srmr) == pytest.approx(0, abs=1e-8)
    population, _ = composite_of_factors(loadings, paths)
    composite = estimate_higher_order_from_correlations(population, model("B"))
    parts_only = Notation(tuple(BLOCKS), corrected=True)
    assert float(parts_only.measures(parts_only.fit(composite)).srmr) == pytest.approx(0, abs=1e-8)
    formed = HigherOrderModel.from_blocks(BLOCKS, {"H": ["A", "B", "C"]}, PATHS, dict.fromkeys([*BLOCKS, "H"], "B"))
    fit = estimate_higher_order_from_correlations(population, formed)
    again = estimate_higher_order_from_correlations(implied_correlations(fit), formed)
    assert float(model_fit(again).srmr) == pytest.approx(0, abs=1e-5)
    np.testing.assert_allclose(implied_correlations(fit)[:3, :3], population[:3, :3], atol=1e-12)


@pytest.mark.parametrize("approach", ["disjoint", "embedded"])
def test_implied_correlations_of_components_worked_by_hand(approach: str) -> None:
    """a1 with b1: loading on A x correlation of A and B x loading on B; a1 with y: x loading of A on H x path x y's."""
    (answers,) = drawn(1, 100, second_order_factor(np.array([0.7, 0.8, 0.7]), (0.5, 0.4)))
    fit = estimate_higher_order(answers, model("A", approach))
    implied = implied_correlations(fit)
    of_items, names = fit.first.outer_loadings, fit.second.model.constructs
    between = fit.first.construct_correlations[0, 1]
    assert implied[0, 3] == pytest.approx(of_items[0, 0] * between * of_items[3, 1])
    assert implied[0, 1] == pytest.approx(np.corrcoef(answers.T)[0, 1])
    of_part = fit.second.outer_loadings[fit.second.model.indicators.index("A"), names.index("H")]
    path = fit.second.path_coefficients[names.index("H"), names.index("Y")]
    of_y = fit.first if approach == "embedded" else fit.second
    loading = of_y.outer_loadings[of_y.model.indicators.index("y1"), of_y.model.constructs.index("Y")]
    assert implied[0, 12] == pytest.approx(of_items[0, 0] * of_part * path * loading)


def test_a_component_that_is_a_common_factor_accounts_for_its_items() -> None:
    (answers,) = drawn(1, 100, second_order_factor(np.array([0.7, 0.8, 0.7]), (0.5, 0.4)))
    fit = estimate_higher_order(answers, model("A"))
    implied = implied_correlations(fit, common_factors=["A"])
    observed, of_items = np.corrcoef(answers.T), fit.first.outer_loadings
    assert implied[0, 1] == pytest.approx(of_items[0, 0] * of_items[1, 0])
    assert abs(implied[0, 1] - observed[0, 1]) > 1e-3
    assert implied[3, 4] == pytest.approx(observed[3, 4])


def test_exact_fit_of_both_stages_keeps_a_true_model_and_finds_a_false_one() -> None:
    """300 cases, 99 resamples, 5 %: of 200 true models 5 % rejected, of 40 false ones 97.5 (convention F8); here 20, 8.

    False: A acts on one outcome, B on the other, C on both, which a construct of all three would not do.
    """
    false = np.eye(5)
    false[:3, :3] = 0.5 + 0.5 * np.eye(3)
    false[:3, 3] = false[3, :3] = (0.6, 0.0, 0.4)
    false[:3, 4] = false[4, :3] = (0.0, 0.5, 0.3)

    def rejected(population: FloatArray, number: int) -> int:
        return sum(exact_fit(data, model("A"), 99, seed=1).p("srmr") <= 0.05 for data in drawn(number, 300, population))

    items = np.full(3, 0.75)
    assert rejected(second_order_factor(np.array([0.7, 0.8, 0.7]), (0.5, 0.4), items), 20) <= 4
    assert rejected(of_items(false, items), 8) >= 6


def test_exact_fit_without_a_convention_is_refused() -> None:
    with pytest.raises(ModelError, match="without a test of exact fit: exact fit: found ModeratedModel"):
        exact_fit(moderated_answers(60, 1), INTERACTION, 10, seed=1)  # type: ignore[arg-type]


BASE = Model.from_blocks(
    {name: [f"{name.lower()}{k}" for k in (1, 2, 3)] for name in ("X", "M", "Y")}, [("X", "Y"), ("M", "Y")]
)
INTERACTION = ModeratedModel(BASE, (Product("X", "M", "Y"),))
CURVED = ModeratedModel(BASE, (Product("X", "M", "Y"), Product("X", "X", "Y")))
# Effects of X, M, X * M and X * X on Y.
TRUE = (0.3, 0.3, 0.3, -0.2)


def moderated_answers(cases: int, seed: int, skewed: bool = False, curved: bool = False) -> FloatArray:
    """X and M correlate .3; Y has variance 1; three items each with loadings .9, .8 and .7 and normal errors."""
    generator = np.random.default_rng(seed)
    draw = generator.standard_normal((cases, 2))
    if skewed:
        draw = generator.chisquare(4, (cases, 2)) / np.sqrt(8) - np.sqrt(2)
    x, m = draw[:, 0], 0.3 * draw[:, 0] + np.sqrt(1 - 0.09) * draw[:, 1]
    y = TRUE[0] * x + TRUE[1] * m + TRUE[2] * x * m + (TRUE[3] * x**2 if curved else 0)
    # Of X and M normal and without a curve the variance explained is .18 + .054 + .09 (1 + .09).
    explained = y.var() if cases > 10_000 else 0.3321
    y = y + np.sqrt(1 - explained) * generator.standard_normal(cases)
    factors = np.repeat(np.column_stack([x, m, y - y.mean()]), 3, axis=1)
    loadings = np.tile(LOADINGS, 3)
    return np.asarray(loadings * factors + np.sqrt(1 - loadings**2) * generator.standard_normal((cases, 9)))


@pytest.mark.parametrize(("skewed", "curved"), [(False, True), (True, False), (True, True)])
def test_an_interaction_of_factors_is_recovered_in_a_large_sample(skewed: bool, curved: bool) -> None:
    """100,000 cases, also of skewed factors: effects within .02 of the truth, where those of scores fall short."""
    built = CURVED if curved else INTERACTION
    plain = estimate_moderated(moderated_answers(100_000, 1, skewed, curved), built)
    fit = consistent_moderated(plain)
    effects = interaction_effects(fit)[1]
    np.testing.assert_allclose(fit.second.path_coefficients[:2, 2], TRUE[:2], atol=0.02)
    np.testing.assert_allclose(effects, TRUE[2 : 3 + curved], atol=0.02)
    assert bool(admissible_moderated(fit))
    assert interaction_effects(plain)[1][0] < 0.27


def test_moments_of_factors_worked_by_hand() -> None:
    """From scores and reliabilities, in sums over cases: x m with itself, with x x and with y, and x x with itself."""
    answers = moderated_answers(200, 3)
    plain = estimate_moderated(answers, CURVED)
    fit = consistent_moderated(plain)
    x, m, y = construct_scores(answers, plain.first).T
    a, b, c = np.sqrt(rho_a(plain.first))
    cases = len(x) - 1

    def covary(one: FloatArray, other: FloatArray) -> float:
        return float((one - one.mean()) @ (other - other.mean()) / cases)

    r = float(x @ m) / cases
    rho = r / (a * b)
    # E[(x m)2] of scores is the covariance of x m with itself plus r2, of factors (that - 1)/(a b)2 + 1; E[x4] of
    # factors is (that of scores - 3)/a4 + 3; E[x3 m] of scores has 3 (1 - a2) r more than a3 b times that of factors.
    xm_xm = (covary(x * m, x * m) + r**2 - 1) / (a * b) ** 2 + 1 - rho**2
    xx_xx = (covary(x * x, x * x) + 1 - 3) / a**4 + 3 - 1
    xm_xx = (covary(x * m, x * x) + r - 3 * (1 - a**2) * r) / (a**3 * b) - rho
    xm_y = covary(x * m, y) / (a * b * c)
    scale = np.sqrt(np.array([xm_xm, xx_xx]))
    found = fit.second.construct_correlations
    np.testing.assert_allclose(fit.spreads, scale, rtol=1e-8)
    np.testing.assert_allclose(found[3, 4], xm_xx / scale.prod(), rtol=1e-7)
    np.testing.assert_allclose(found[2, 3], xm_y / scale[0], rtol=1e-7)


def test_the_bias_of_an_interaction_in_samples_of_three_hundred_is_small() -> None:
    """200 samples of 300, a true .3: a mean of .297 (standard error .004), of scores .239."""
    fits = [estimate_moderated(moderated_answers(300, seed), INTERACTION) for seed in range(200)]
    of_scores = np.mean([interaction_effects(fit)[1] for fit in fits])
    of_factors = np.mean([interaction_effects(consistent_moderated(fit))[1] for fit in fits])
    assert of_factors == pytest.approx(0.3, abs=0.01)
    assert of_scores < 0.25


def test_the_bootstrap_corrects_interactions_in_every_resample() -> None:
    answers = moderated_answers(150, 4)
    result = bootstrap_moderated(answers, CURVED, 20, seed=3, common_factors=None)
    (block,) = divide_resamples(20, 3, "bootstrap")
    counts = np.hstack([tally for _, tally in count_draws(block, len(answers))])
    for draw in (0, 7, 19):
        again = consistent_moderated(estimate_moderated(np.repeat(answers, counts[draw], axis=0), CURVED))
        for statistic in moderated_statistics(again, 150):
            np.testing.assert_allclose(result.draws[statistic.name][draw], statistic.values, atol=1e-6)
        assert bool(admissible_moderated(again)) == result.admissible[draw]


def test_composites_and_single_items_are_not_corrected() -> None:
    base = Model.from_blocks({"X": ["x"], "M": ["m"], "Y": ["y"]}, [("X", "Y"), ("M", "Y")])
    plain = estimate_moderated(moderated_answers(80, 5)[:, ::3], ModeratedModel(base, CURVED.products))
    fit = consistent_moderated(plain)
    np.testing.assert_allclose(fit.second.path_coefficients, plain.second.path_coefficients, atol=1e-10)
    np.testing.assert_allclose(fit.spreads, plain.spreads, rtol=1e-10)


@pytest.mark.parametrize("approach", ["reestimated", "product_indicator", "orthogonalised"])
def test_an_approach_without_moments_of_factors_is_refused(approach: str) -> None:
    fit = estimate_moderated(moderated_answers(80, 5), ModeratedModel(BASE, INTERACTION.products, approach))
    with pytest.raises(
        ModelError, match=f"does not correct: X \\* M -> Y: found approach '{approach}'; expected products of two"
    ):
        consistent_moderated(fit)


def test_a_product_of_three_is_not_corrected() -> None:
    blocks = {name: [f"{name}{k}" for k in (1, 2)] for name in "XMWY"}
    pairs = [Product(a, b, "Y") for a, b in ("XM", "XW", "MW")]
    base = Model.from_blocks(blocks, [(name, "Y") for name in "XMW"])
    built = ModeratedModel(base, (*pairs, Product("X", "M", "Y", "W")))
    answers = np.random.default_rng(1).standard_normal((60, 8))
    with pytest.raises(ModelError, match="a product of three"):
        bootstrap_moderated(answers, built, 10, seed=1, common_factors=None)
