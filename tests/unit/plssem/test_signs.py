"""Signs of replicates: what is turned, and what is left, by default and by the sign options."""

import dataclasses
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from plssem import (
    Bootstrap,
    DataError,
    Fit,
    HigherOrderModel,
    Model,
    ModeratedModel,
    Product,
    balance_of_loadings,
    bootstrap,
    bootstrap_consistent,
    bootstrap_estimators,
    bootstrap_higher_order,
    bootstrap_importance,
    bootstrap_moderated,
    estimate,
    estimate_from_correlations,
    find_reference,
    jackknife,
    jackknife_higher_order,
    jackknife_moderated,
    path_statistics,
    resampled_errors,
    simulate_power,
)
from plssem.arrays import FloatArray
from plssem.correlations import correlate
from plssem.interactions import APPROACHES
from plssem.signs import align_signs, find_signs, find_turned
from unit.plssem.samples import answers, model


@pytest.fixture
def sample() -> Fit:
    return estimate(answers(), model())


@pytest.fixture
def stack() -> Fit:
    """Four samples whose constructs X and Y point the other way."""
    fit = estimate_from_correlations(np.stack([correlate(answers(seed=seed)) for seed in range(4)]), model())
    turn = np.array([-1.0, 1, 1, -1])
    return dataclasses.replace(
        fit,
        outer_weights=fit.outer_weights * turn,
        outer_loadings=fit.outer_loadings * turn,
        cross_loadings=fit.cross_loadings * turn,
        construct_correlations=fit.construct_correlations * np.outer(turn, turn),
        path_coefficients=fit.path_coefficients * np.outer(turn, turn),
    )


def test_constructs_are_turned_to_the_sample(sample: Fit, stack: Fit) -> None:
    """X and Y turn: the path between them keeps its sign, those from M and Z to Y change theirs, as does X -> M."""
    plain = estimate_from_correlations(np.stack([correlate(answers(seed=seed)) for seed in range(4)]), model())
    turned = align_signs(stack, sample, "construct")
    for field in ("outer_weights", "outer_loadings", "cross_loadings", "construct_correlations", "path_coefficients"):
        np.testing.assert_array_equal(getattr(turned, field), getattr(plain, field), err_msg=field)


def test_each_estimate_takes_the_sign_of_the_sample(sample: Fit, stack: Fit) -> None:
    own = np.where(sample.path_coefficients < 0, -1, 1)
    turned = align_signs(stack, sample, "individual")
    np.testing.assert_array_equal(turned.path_coefficients, np.abs(stack.path_coefficients) * own)
    np.testing.assert_array_equal(turned.outer_loadings, np.abs(stack.outer_loadings) * np.sign(sample.outer_loadings))
    np.testing.assert_array_equal(turned.r_squared, stack.r_squared)


def test_constructs_that_point_the_other_way_are_aligned(sample: Fit, stack: Fit) -> None:
    plain = estimate_from_correlations(np.stack([correlate(answers(seed=seed)) for seed in range(4)]), model())
    np.testing.assert_array_equal(align_signs(stack, sample).path_coefficients, plain.path_coefficients)


def test_without_an_option_nothing_is_turned(sample: Fit, stack: Fit) -> None:
    assert align_signs(stack, sample, "unaligned") is stack


@pytest.mark.parametrize("signs", ["unaligned", "construct"])
def test_no_draw_changes_where_all_loadings_are_positive(signs: str) -> None:
    """Not by a bit."""
    aligned, other = bootstrap(answers(), model(), 50, seed=1), bootstrap(answers(), model(), 50, seed=1, signs=signs)
    for name, draws in aligned.draws.items():
        np.testing.assert_array_equal(other.draws[name], draws, err_msg=name)


def test_no_draw_lies_on_the_other_side_of_zero_once_turned_one_by_one() -> None:
    """A weak path: without the option some draws are negative."""
    data = answers(cases=40, seed=3)
    none, individual = (bootstrap(data, model(), 200, seed=1, signs=signs) for signs in ("unaligned", "individual"))
    estimates, name = none.estimates["path_coefficients"], "path_coefficients"
    assert (none.draws[name] * estimates < 0).any()
    assert (individual.draws[name] * estimates >= 0).all()
    np.testing.assert_array_equal(np.abs(individual.draws[name]), np.abs(none.draws[name]))
    np.testing.assert_array_equal(individual.draws["r_squared"], none.draws["r_squared"])


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(DataError, match="unknown option for signs: signs: found 'all'; expected one of none, "):
        bootstrap(answers(), model(), 2, seed=1, signs="all")


PLUS = ("x1", "x2"), ("m1", "m2", "m3"), ("y1", "y2")
RECODED = Model.from_blocks(dict(zip("XMY", PLUS, strict=True)), [("X", "Y"), ("M", "Y"), ("X", "M")])
# The second item of X and of Y, and the first of M, ask for the opposite: the loadings of X and Y nearly cancel.
KEYS = np.array([1.0, -1, -1, 1, 1, 1, -1])


def factor_answers(keys: FloatArray, cases: int = 80) -> FloatArray:
    """Answers to two or three items of each of three correlated factors, with loadings of .8; the same for all keys."""
    generator = np.random.default_rng(5)
    x = generator.standard_normal(cases)
    m = 0.5 * x + np.sqrt(0.75) * generator.standard_normal(cases)
    y = 0.4 * x + 0.3 * m + 0.2 * x * m + 0.7 * generator.standard_normal(cases)
    factors = np.column_stack([x, x, m, m, m, y, y])
    return keys * (0.8 * factors + 0.6 * generator.standard_normal(factors.shape))


def higher(data: FloatArray, signs: str = "none") -> Bootstrap:
    built = HigherOrderModel.from_blocks(dict(zip("XMY", PLUS, strict=True)), {"H": ["X", "M"]}, [("H", "Y")])
    return bootstrap_higher_order(data, built, 100, seed=1, signs=signs)


def moderated(data: FloatArray, approach: str, signs: str = "none") -> Bootstrap:
    built = ModeratedModel(RECODED, (Product("X", "M", "Y"),), approach)
    return bootstrap_moderated(data, built, 100, seed=1, signs=signs)


REPLICATES: dict[str, Callable[[FloatArray], Mapping[str, FloatArray]]] = {
    "bootstrap": lambda data: bootstrap(data, RECODED, 100, seed=1).draws,
    "threads": lambda data: bootstrap(data, RECODED, 100, seed=1, threads=2).draws,
    "consistent": lambda data: bootstrap_consistent(data, RECODED, 100, seed=1).draws,
    "estimators": lambda data: (
        bootstrap_estimators(data, {"plsc": RECODED}, 100, seed=1, corrected=("plsc",))["plsc"].draws
    ),
    "higher_order": lambda data: higher(data).draws,
    "higher_order, construct": lambda data: higher(data, "construct").draws,
    "moderated, construct": lambda data: moderated(data, "two_stage", "construct").draws,
    "jackknife": lambda data: jackknife(data, RECODED),
    "jackknife_higher_order": lambda data: jackknife_higher_order(
        data, HigherOrderModel.from_blocks(dict(zip("XMY", PLUS, strict=True)), {"H": ["X", "M"]}, [("H", "Y")])
    ),
    "jackknife_moderated": lambda data: jackknife_moderated(data, ModeratedModel(RECODED, (Product("X", "M", "Y"),))),
    **{f"moderated, {name}": lambda data, name=name: moderated(data, name).draws for name in APPROACHES},
}


@pytest.mark.parametrize("kind", REPLICATES)
def test_reversed_items_do_not_change_the_spread_of_replicates(kind: str) -> None:
    """As if the items had been recoded, but for the sign of a path that the sample itself has.

    At most 1 in 100: a product of indicators points as the sum of the block or as its component, which may disagree.
    """
    turned, recoded = (REPLICATES[kind](factor_answers(keys)) for keys in (KEYS, np.ones(7)))
    for name in ("path_coefficients", "interaction_effects"):
        if name in recoded:
            same = np.sign(np.nansum(turned[name] * recoded[name], axis=0))
            gaps = np.abs(turned[name] * same - recoded[name])
            assert (gaps > 1e-5).mean() <= 0.01


LARGER = {"higher_order": higher, "moderated": lambda data, signs: moderated(data, "two_stage", signs)}


@pytest.mark.parametrize("kind", LARGER)
def test_each_estimate_of_both_stages_takes_the_sign_of_the_sample(kind: str) -> None:
    result = LARGER[kind](factor_answers(KEYS), "individual")
    for name in ("path_coefficients", "outer_loadings"):
        assert (result.draws[name] * result.estimates[name] >= 0).all()


@pytest.mark.parametrize("kind", LARGER)
def test_larger_models_know_the_same_options_for_signs(kind: str) -> None:
    with pytest.raises(DataError, match="unknown option for signs: signs: found 'all'"):
        LARGER[kind](factor_answers(KEYS), "all")


@pytest.mark.parametrize(
    "draw", [lambda data, signs: bootstrap(data, RECODED, 100, seed=1, signs=signs), *LARGER.values()]
)
def test_without_alignment_reversed_items_toss_a_coin(draw: Callable[[FloatArray, str], Bootstrap]) -> None:
    tossed, aligned = (draw(factor_answers(KEYS), signs) for signs in ("unaligned", "none"))
    errors = [draws.draws["path_coefficients"].std(axis=0, ddof=1)[0] for draws in (tossed, aligned)]
    assert errors[0] > 2 * errors[1]


def test_studentised_errors_do_not_take_turns_for_scatter() -> None:
    errors = []
    for keys in (KEYS, np.ones(7)):
        draws = bootstrap(factor_answers(keys, 60), RECODED, 10, seed=1, measures=path_statistics)
        errors.append(resampled_errors(factor_answers(keys, 60), RECODED, draws, measures=path_statistics))
    turned, recoded = (error["path_coefficients"] for error in errors)
    np.testing.assert_allclose(np.median(turned, axis=0), np.median(recoded, axis=0), atol=1e-5)


def test_the_share_of_turned_resamples_is_counted() -> None:
    turned = bootstrap(factor_answers(KEYS), RECODED, 200, seed=1).turned
    assert set(turned) == set("XMY")
    assert 0.1 < turned["X"] < 0.9
    assert 0.1 < turned["Y"] < 0.9
    assert turned["M"] < 0.1
    assert set(bootstrap(answers(), model(), 50, seed=1).turned.values()) == {0.0}
    assert {"H", "X"} <= set(higher(factor_answers(KEYS)).turned)


def test_a_block_that_cancels_points_as_its_first_component() -> None:
    fit = estimate(factor_answers(KEYS), RECODED)
    reference = find_reference(fit)
    assert np.sign(reference[:2, 0]).prod() == -1
    np.testing.assert_array_equal(find_signs(fit.outer_loadings, reference), np.ones(3))
    np.testing.assert_array_equal(find_reference(estimate(answers(), model())), model().measurement_model)


def opposed_items(mode: str) -> Fit:
    """Two items that correlate -.6 and .3 with the outcome each: all loadings are positive."""
    pair = Model.from_blocks({"X": ["x1", "x2"], "Y": ["y"]}, [("X", "Y")], {"X": mode})
    return estimate_from_correlations(np.array([[1, -0.6, 0.3], [-0.6, 1, 0.3], [0.3, 0.3, 1]]), pair)


def test_opposed_items_share_nothing_that_mode_a_could_measure() -> None:
    """Under mode B items need share nothing, and their sum stays the direction."""
    assert (opposed_items("A").outer_loadings[:2, 0] > 0).all()
    assert np.sign(find_reference(opposed_items("A"))[:2, 0]).prod() == -1
    np.testing.assert_array_equal(find_reference(opposed_items("B"))[:2, 0], np.ones(2))


def test_balance_is_that_of_the_loadings() -> None:
    fit = estimate(factor_answers(KEYS), RECODED)
    loadings = fit.outer_loadings[:2, 0]
    assert balance_of_loadings(fit)[0] == abs(loadings.sum()) / abs(loadings).sum() < 0.2
    assert balance_of_loadings(estimate(factor_answers(np.ones(7)), RECODED)).tolist() == [1, 1, 1]


def test_ties_and_unknown_loadings_are_not_turned() -> None:
    ones = np.array([[1.0, 1.0], [1.0, 1.0]])
    np.testing.assert_array_equal(find_signs(np.array([[0.5, np.nan], [-0.5, 0.2]]), ones), [1, 1])
    nothing = estimate_from_correlations(np.full((2, 7, 7), np.nan), RECODED)
    assert np.isnan(align_signs(nothing, nothing).path_coefficients[:, 0, 2]).all()


def test_the_sample_may_point_as_another() -> None:
    """A reference from the reverse of the sample turns estimate and draws."""
    data = factor_answers(np.ones(7))
    plain = bootstrap(data, RECODED, 50, seed=1)
    reverse = -find_reference(estimate(data, RECODED)) * np.array([1, -1, -1])
    turned = bootstrap(data, RECODED, 50, seed=1, reference=reverse)
    both = bootstrap_estimators(data, {"pls": RECODED}, 50, seed=1, reference=reverse)["pls"]
    for result in (turned, both):
        flips = np.array([-1, -1, 1])  # X -> M, X -> Y, M -> Y
        np.testing.assert_array_equal(result.draws["path_coefficients"], plain.draws["path_coefficients"] * flips)


def test_simulated_studies_point_as_their_population() -> None:
    """Two items of opposite loadings: estimates average to the path of the population, and most studies find it."""
    correlations = np.array([[1, -0.64, 0.42], [-0.64, 1, -0.38], [0.42, -0.38, 1]])
    pair = Model.from_blocks({"X": ["x1", "x2"], "Y": ["y"]}, [("X", "Y")])
    power = simulate_power(correlations, pair, 100, 30, 100, seed=1)
    assert abs(power.mean[0] - power.population[0]) < 0.05
    assert power.by_t[0] > 0.9
    assert power.coverage[0] > 0.8


def test_importance_of_a_construct_that_turns_is_not_negative() -> None:
    """Where the weights of the sample add up to more than 0, resamples on the other side have no response scale."""
    data = np.clip(np.round(3 + factor_answers(np.array([1, -0.5, 1, 1, 1, 1, 1.0]), 150)), 1, 5)
    drawn = bootstrap_importance(data, RECODED, "Y", 1, 5, 200, seed=1)
    draws, estimate_of = drawn.draws["construct_importance"][:, 0], drawn.estimates["construct_importance"][0]
    assert np.isnan(estimate_of) or (np.sign(draws[np.isfinite(draws)]) == np.sign(estimate_of)).mean() > 0.95


def test_what_is_turned_is_told_by_the_directions_of_the_block() -> None:
    """a2 runs against a1, r = -.5: with loadings of .6 and -.5 a replicate of .5 and .55 agrees (.3 - .275), with the
    first component, .87 and -.87, it does not."""
    pair = Model.from_blocks({"A": ["a1", "a2"], "B": ["b"]}, [("A", "B")])
    matrix = np.array([[1, -0.5, 0.3], [-0.5, 1, -0.3], [0.3, -0.3, 1]])
    fit = estimate_from_correlations(matrix, pair)
    first, second = (
        dataclasses.replace(fit, outer_loadings=np.array([[one, 0], [other, 0], [0, 1]]))
        for one, other in ((0.6, -0.5), (0.5, 0.55))
    )
    assert {name: bool(turned) for name, turned in find_turned(second, first).items()} == {"A": True, "B": False}
