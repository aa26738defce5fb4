"""Interactions: worked by hand, ordinary regression on products of scores, the bootstrap equal to a plain loop."""

import dataclasses

import numpy as np
import pytest

from plssem import Bootstrap, DataError, Model, ModelError, construct_scores, estimate, inference
from plssem.arrays import FloatArray
from plssem.interactions import ModeratedFit, ModeratedModel, Product, estimate_moderated
from plssem.moderation import (
    bootstrap_moderated,
    conditional_indirect_effects,
    index_of_moderated_mediation,
    interaction_effects,
    moderated_statistics,
    simple_slopes,
    slope_band,
    slope_regions,
)
from unit.plssem.resamples import tallies
from unit.plssem.samples import answers, likert, model

APPROACHES = ("two_stage", "reestimated", "product_indicator", "orthogonalised")
SINGLE = Model.from_blocks({"X": ["x"], "M": ["m"], "Y": ["y"]}, [("X", "Y"), ("M", "Y")])
X_BY_M = Product("X", "M", "Y")
# With all that a product of three takes.
THREE = (X_BY_M, Product("X", "Z", "Y"), Product("M", "Z", "Y"), Product("X", "M", "Y", "Z"))
# Every combination of x and m in -1, 1, each with e = -1 and 1: N = 8.
X, M, E = (axis.ravel().astype(float) for axis in np.meshgrid([-1, 1], [-1, 1], [-1, 1]))


def named(fit: ModeratedFit, name: str) -> dict[str, float]:
    (statistic,) = (one for one in moderated_statistics(fit, 100) if one.name == name)
    return dict(zip(statistic.labels, statistic.values.tolist(), strict=True))


@pytest.mark.parametrize("approach", ["two_stage", "reestimated"])
def test_an_interaction_worked_by_hand(approach: str) -> None:
    """y = 3x + m + 2xm + e: all four orthogonal, sum of squares 8 each; variance of y (9 + 1 + 4 + 1)(8/7).

    With c2 = 8/7: x standardised is x/c, their product xm/c2, y standardised y/(sqrt(15) c).
    Path of x 3/sqrt(15); effect of the product 2 c2/(sqrt(15) c) = 2c/sqrt(15); scaled to unit variance 2/sqrt(15).
    R2 = 14/15, without the product 10/15: f2 = (4/15)/(1/15) = 4.
    """
    root, c = np.sqrt(15), np.sqrt(8 / 7)
    data = np.column_stack([X, M, 3 * X + M + 2 * X * M + E])
    fit = estimate_moderated(data, ModeratedModel(SINGLE, (X_BY_M,), approach))
    paths = named(fit, "path_coefficients")
    assert list(paths) == ["X -> Y", "M -> Y", "X * M -> Y"]
    assert list(paths.values()) == pytest.approx([3 / root, 1 / root, 2 / root], abs=1e-12)
    assert named(fit, "interaction_effects") == pytest.approx({"X * M -> Y": 2 * c / root}, abs=1e-12)
    assert named(fit, "f_squared")["X * M -> Y"] == pytest.approx(4, abs=1e-10)
    assert named(fit, "simple_slopes") == pytest.approx(
        {
            "X -> Y | M = -1 SD": (3 - 2 * c) / root,
            "X -> Y | M = mean": 3 / root,
            "X -> Y | M = +1 SD": (3 + 2 * c) / root,
        },
        abs=1e-12,
    )


def test_a_slope_is_what_the_standardised_outcome_gains_at_that_level() -> None:
    """At m one standard deviation up, c, the raw slope of x is 3 + 2c; times sd of x, c, over sd of y, sqrt(15) c."""
    data = np.column_stack([X, M, 3 * X + M + 2 * X * M + E]) * [7, 2, 5] + [1, 2, 3]
    fit = estimate_moderated(data, ModeratedModel(SINGLE, (X_BY_M,)))
    _, (slope,) = simple_slopes(fit, levels=[1])
    assert slope == pytest.approx((3 + 2 * np.sqrt(8 / 7)) / np.sqrt(15), abs=1e-12)


def test_a_quadratic_term_worked_by_hand() -> None:
    """x = -1, 0, 1, each twice, m = e orthogonal noise of +-1; y = x + x2 + d, d = +-1 orthogonal; N = 12.

    Variances: x 8/11; x2 has deviations 1/3, -2/3, 1/3, sum of squares 4(6/9) = 8/3; y (8 + 8/3 + 12)/11 = 68/33.
    Path of x sqrt((8/11)/(68/33)) = sqrt(6/17); effect of the square (8/11)/sqrt(68/33).
    """
    x, m, d = (axis.ravel().astype(float) for axis in np.meshgrid([-1, 0, 1], [-1, 1], [-1, 1]))
    data = np.column_stack([x, m, x + x**2 + d])
    fit = estimate_moderated(data, ModeratedModel(SINGLE, (Product("X", "X", "Y"),)))
    effect = (8 / 11) / np.sqrt(68 / 33)
    assert named(fit, "interaction_effects") == pytest.approx({"X * X -> Y": effect}, abs=1e-12)
    assert named(fit, "simple_slopes") == pytest.approx(
        {
            "X -> Y | X = -1 SD": np.sqrt(6 / 17) - 2 * effect,
            "X -> Y | X = mean": np.sqrt(6 / 17),
            "X -> Y | X = +1 SD": np.sqrt(6 / 17) + 2 * effect,
        },
        abs=1e-12,
    )


def test_two_stages_are_a_regression_on_scores_and_their_products() -> None:
    data = answers(cases=90)
    products = (Product("X", "M", "Y"), Product("M", "M", "Y"), Product("X", "Z", "Y"))
    fit = estimate_moderated(data, ModeratedModel(model(), products))
    x, m, z, y = construct_scores(data, estimate(data, model())).T
    regressors = np.column_stack([np.ones(90), x, m, z, x * m, m * m, x * z])
    coefficients = np.linalg.lstsq(regressors, y, rcond=None)[0]
    names, effects = interaction_effects(fit)
    assert names == ("X * M -> Y", "M * M -> Y", "X * Z -> Y")
    np.testing.assert_allclose(effects, coefficients[4:], rtol=0, atol=1e-12)
    paths = fit.second.path_coefficients[:3, 3]
    np.testing.assert_allclose(paths, coefficients[1:4], rtol=0, atol=1e-12)
    residual = y - regressors @ coefficients
    assert fit.second.r_squared[3] == pytest.approx(1 - residual @ residual / 89, abs=1e-12)


def test_single_items_have_one_product_whatever_the_approach() -> None:
    data = answers(cases=90)[:, [0, 3, 6]]
    fits = [estimate_moderated(data, ModeratedModel(SINGLE, (X_BY_M,), approach)) for approach in APPROACHES]
    for fit in fits[1:3]:
        np.testing.assert_allclose(fit.second.path_coefficients, fits[0].second.path_coefficients, rtol=0, atol=1e-12)


def test_an_orthogonalised_product_leaves_the_main_effects_as_they_were() -> None:
    data = answers(cases=90)[:, [0, 3, 6]]
    fit = estimate_moderated(data, ModeratedModel(SINGLE, (X_BY_M,), "orthogonalised"))
    np.testing.assert_allclose(
        fit.second.path_coefficients[:2, 2], fit.first.path_coefficients[:2, 2], rtol=0, atol=1e-12
    )
    np.testing.assert_allclose(fit.second.construct_correlations[:2, 3], 0, rtol=0, atol=1e-12)


def plain_columns(data: FloatArray, moderated: ModeratedModel) -> FloatArray:
    """The extended model's answers, formed from the cases."""
    fixed = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1)
    scores = construct_scores(data, estimate(data, moderated.base))
    owners, left, right = moderated.pairs
    products = fixed[:, left] * fixed[:, right]
    if moderated.approach in ("two_stage", "reestimated"):
        products = np.column_stack([scores[:, factors].prod(axis=1) for factors in moderated.factors])
    if moderated.approach == "orthogonalised":
        for term, factors in enumerate(moderated.factors):
            block = np.concatenate([moderated.base.block(factor) for factor in sorted(set(factors))])
            regressors = np.column_stack([np.ones(len(data)), fixed[:, block]])
            chosen = owners == term
            fitted = regressors @ np.linalg.lstsq(regressors, products[:, chosen], rcond=None)[0]
            products[:, chosen] -= fitted
    return np.hstack([scores if moderated.approach == "two_stage" else fixed, products])


@pytest.mark.parametrize(
    ("approach", "products"),
    [
        *((approach, (X_BY_M,)) for approach in APPROACHES),
        *((a, (Product("X", "X", "Y"), Product("M", "Z", "Y"), Product("X", "X", "M"))) for a in APPROACHES),
        *((approach, THREE) for approach in APPROACHES[:2]),
    ],
)
def test_the_bootstrap_equals_a_plain_loop(approach: str, products: tuple[Product, ...]) -> None:
    base = dataclasses.replace(model(), tolerance=1e-14, max_iterations=5000)
    data, moderated = answers(cases=80), ModeratedModel(base, products, approach)
    result = bootstrap_moderated(data, moderated, 6, seed=5)
    for number, tally in enumerate(tallies(5, 6, 80)):
        cases = np.repeat(data, tally, axis=0)
        plain = estimate(plain_columns(cases, moderated), moderated.extended)
        expected = [plain.path_coefficients[i, j] for i, j in moderated.extended.paths]
        np.testing.assert_allclose(result.draws["path_coefficients"][number], expected, rtol=0, atol=1e-10)
        fit = estimate_moderated(cases, moderated)
        for statistic in moderated_statistics(fit, 80):
            assert result.names[statistic.name] == statistic.labels
            np.testing.assert_allclose(
                result.draws[statistic.name][number], statistic.values, rtol=0, atol=1e-10, err_msg=statistic.name
            )


def test_the_measurement_of_two_stages_is_that_of_the_base_model() -> None:
    fit = estimate_moderated(likert(), ModeratedModel(model(), (X_BY_M,)))
    loadings = named(fit, "outer_loadings")
    assert tuple(loadings) == model().indicators
    np.testing.assert_array_equal(list(loadings.values()), fit.first.outer_loadings.sum(axis=1))
    assert set(named(fit, "cronbach_alpha")) == set(model().constructs)


@pytest.mark.parametrize("approach", APPROACHES)
def test_units_and_the_order_of_cases_do_not_matter(approach: str) -> None:
    data = answers(cases=60)
    moderated = ModeratedModel(dataclasses.replace(model(), tolerance=1e-13), (X_BY_M,), approach)
    one = estimate_moderated(data, moderated)
    other = estimate_moderated(data[::-1] * np.arange(1, 10) + 4, moderated)
    np.testing.assert_allclose(one.second.path_coefficients, other.second.path_coefficients, rtol=0, atol=1e-10)


def test_indicator_approaches_form_no_product_of_scores() -> None:
    fit = estimate_moderated(likert(), ModeratedModel(model(), (X_BY_M,), "product_indicator"))
    assert np.isnan(interaction_effects(fit)[1]).all()
    assert fit.model.extended.indicators[9:11] == ("x1 * m1", "x1 * m2")


def test_a_term_with_two_targets_is_one_construct() -> None:
    both = ModeratedModel(
        Model.from_blocks(
            {"X": ["x"], "M": ["m"], "Y": ["y"], "W": ["w"]},
            [("X", "Y"), ("M", "Y"), ("X", "W"), ("M", "W")],
        ),
        (X_BY_M, Product("X", "M", "W")),
    )
    assert both.extended.constructs == ("X", "M", "Y", "W", "X * M")
    assert both.extended.path_names[-2:] == ("X * M -> Y", "X * M -> W")


def test_a_product_that_does_not_vary_is_refused() -> None:
    """m is +-1 in equal numbers, so its square is the same for every case."""
    data = np.column_stack([X, M, 3 * X + M + E])
    with pytest.raises(DataError, match=r"constant indicator: indicator M \* M"):
        estimate_moderated(data, ModeratedModel(SINGLE, (Product("M", "M", "Y"),)))


@pytest.mark.parametrize(
    ("products", "approach", "message"),
    [
        ((), "two_stage", "out of range: products: found none; expected at least one"),
        ((X_BY_M,), "three_stage", "unknown approach: .* found 'three_stage'; expected one of two_stage, reestimated"),
        ((Product("X", "Z", "M"),), "two_stage", r"X \* Z -> M: found no path Z -> M"),
        ((X_BY_M, Product("M", "X", "Y")), "two_stage", r"product named twice: M \* X -> Y"),
        ((*THREE[1:], THREE[-1]), "two_stage", r"X \* M \* Z -> Y: found no product M \* X; expected three"),
        ((X_BY_M, Product("X", "M", "Y", "X")), "two_stage", r"X \* M \* X -> Y: found X \* M \* X, a factor twice"),
        (THREE, "product_indicator", r"three that cannot be estimated: .* found approach 'product_indicator'"),
    ],
)
def test_what_is_refused(products: tuple[Product, ...], approach: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        ModeratedModel(model(), products, approach)


# x and w as before, m = 2x + w + xw + e; y = m + d: every combination of the signs of x, w, e and d once, N = 16.
CHAIN = Model.from_blocks(
    {"X": ["x"], "W": ["w"], "M": ["m"], "Y": ["y"]}, [("X", "M"), ("W", "M"), ("M", "Y"), ("W", "Y"), ("X", "Y")]
)


def test_the_index_of_a_moderated_first_stage_worked_by_hand() -> None:
    """m = 2x + w + xw + e; y = m + d: x, w, xw, e, d orthogonal, variance k2 = 16/15 each.

    m has variance 7 k2, y 8 k2. Standardised x is x/k, the product xw/k2. Effect of x on m 2/sqrt(7), of the product
    k/sqrt(7), of m on y sqrt(7)/sqrt(8), as x and w add nothing. Indirect at the mean 2/sqrt(8), index k/sqrt(8).
    """
    x, w, e, d = (axis.ravel().astype(float) for axis in np.meshgrid(*[[-1, 1]] * 4))
    m = 2 * x + w + x * w + e
    fit = estimate_moderated(np.column_stack([x, w, m, m + d]), ModeratedModel(CHAIN, (Product("X", "W", "M"),)))
    k, root = np.sqrt(16 / 15), np.sqrt(8)
    assert named(fit, "index_of_moderated_mediation") == pytest.approx({"X -> M -> Y | W": k / root}, abs=1e-12)
    assert named(fit, "conditional_indirect_effects") == pytest.approx(
        {
            "X -> M -> Y | W = -1 SD": (2 - k) / root,
            "X -> M -> Y | W = mean": 2 / root,
            "X -> M -> Y | W = +1 SD": (2 + k) / root,
        },
        abs=1e-12,
    )


def test_conditional_indirect_effects_of_a_second_stage_are_products_of_regressions() -> None:
    generator = np.random.default_rng(3)
    x, w = generator.standard_normal((2, 80))
    m = 0.5 * x + generator.standard_normal(80)
    y = 0.3 * m + 0.2 * w + 0.4 * m * w + generator.standard_normal(80)
    data = np.column_stack([x, w, m, y])
    fit = estimate_moderated(data, ModeratedModel(CHAIN, (Product("M", "W", "Y"),)))
    x, w, m, y = ((column - column.mean()) / column.std(ddof=1) for column in data.T)
    ones = np.ones(80)
    first = np.linalg.lstsq(np.column_stack([ones, x, w]), m, rcond=None)[0][1]
    _, on_y, _, _, by_product = np.linalg.lstsq(np.column_stack([ones, m, w, x, m * w]), y, rcond=None)[0]
    names, index = index_of_moderated_mediation(fit)
    assert names == ("X -> M -> Y | W", "W -> M -> Y | W")
    assert index[0] == pytest.approx(first * by_product, abs=1e-12)
    _, effects = conditional_indirect_effects(fit, levels=[-0.5, 2])
    assert effects[:2] == pytest.approx([first * (on_y - by_product / 2), first * (on_y + 2 * by_product)], abs=1e-12)


def test_a_route_with_two_moderated_paths_or_a_square_has_no_index() -> None:
    data = np.random.default_rng(1).standard_normal((60, 4))
    both = estimate_moderated(data, ModeratedModel(CHAIN, (Product("X", "W", "M"), Product("M", "W", "Y"))))
    assert "X -> M -> Y | W" not in named(both, "index_of_moderated_mediation")
    square = estimate_moderated(data, ModeratedModel(CHAIN, (Product("X", "X", "M"),)))
    assert named(square, "index_of_moderated_mediation") == {}
    assert conditional_indirect_effects(square)[1].shape == (0,)


def test_the_regions_of_significance_are_where_the_interval_of_a_slope_leaves_out_zero() -> None:
    """Draws that rise alike: slope + level holds 0 in its interval from -(slope + 1) to -(slope - 1), about."""
    generator = np.random.default_rng(4)
    product = Product("X", "M", "Y")
    slopes = generator.uniform(-1, 1, (4000, 1))
    drawn = Bootstrap(
        names={"simple_slopes": ("X -> Y | M = mean", "X -> Y | M = +1 SD")},
        estimates={"simple_slopes": np.array([0.5, 1.5])},
        draws={"simple_slopes": np.hstack([0.5 + slopes, 1.5 + slopes])},
        converged=np.ones(4000, dtype=bool),
        admissible=np.ones(4000, dtype=bool),
        cases=50,
        seed=1,
    )
    regions = slope_regions(drawn, product, -4, 4)
    assert [region.finding for region in regions] == [-1, 0, 1]
    assert [regions[0].lowest, regions[-1].highest] == [-4, 4]
    limits = [regions[1].lowest, regions[1].highest]
    assert limits == pytest.approx([-0.5 - 0.95, -0.5 + 0.95], abs=0.04 + 0.02)
    unknown = dataclasses.replace(drawn, draws={"simple_slopes": np.full((4000, 2), np.nan)})
    (one,) = slope_regions(unknown, product, -4, 4)
    assert (one.lowest, one.highest, np.isnan(one.finding)) == (-4, 4, True)
    with pytest.raises(DataError, match="found 1 to 1; expected a lowest level below the highest"):
        slope_regions(drawn, product, 1, 1)


def test_a_region_agrees_with_the_interval_of_the_simple_slope() -> None:
    data = answers(cases=90)[:, [0, 3, 6]]
    drawn = bootstrap_moderated(data, ModeratedModel(SINGLE, (X_BY_M,)), 300, seed=1)
    found = inference(drawn.estimates["simple_slopes"], drawn.draws["simple_slopes"])
    for level, lower, upper in zip((-1, 0, 1), found.lower, found.upper, strict=True):
        region = slope_regions(drawn, X_BY_M, level, level + 1)[0]
        assert region.finding == int(lower > 0) - int(upper < 0)


def test_a_product_of_three_worked_by_hand() -> None:
    """y = x + 2xmw + e, all of -1 and 1 and orthogonal, N = 16: variance of y (1 + 4 + 1)(16/15), of x c2 = 16/15.

    The effect of the product of standardised scores is 2 c3/(sqrt(6) c); the slope of x is (1 + 2mw)/sqrt(6), with m
    and w in their own units: c at one standard deviation.
    """
    x, m, w, e = (axis.ravel().astype(float) for axis in np.meshgrid(*[[-1, 1]] * 4))
    base = Model.from_blocks({name: [name] for name in "XMZY"}, [("X", "Y"), ("M", "Y"), ("Z", "Y")])
    fit = estimate_moderated(np.column_stack([x, m, w, x + 2 * x * m * w + e]), ModeratedModel(base, THREE))
    square, root = 16 / 15, np.sqrt(6)
    assert named(fit, "interaction_effects")["X * M * Z -> Y"] == pytest.approx(2 * square / root, abs=1e-12)
    slopes = named(fit, "simple_slopes")
    assert len(slopes) == 3 * 3 + 9
    for at_m, sign_m in (("-1 SD", -1), ("mean", 0), ("+1 SD", 1)):
        for at_z, sign_z in (("-1 SD", -1), ("mean", 0), ("+1 SD", 1)):
            expected = (1 + 2 * sign_m * sign_z * square) / root
            assert slopes[f"X -> Y | M = {at_m}, Z = {at_z}"] == pytest.approx(expected, abs=1e-12)


def binary_moderator() -> tuple[FloatArray, ModeratedModel]:
    generator = np.random.default_rng(11)
    x, noise = generator.standard_normal((2, 60))
    m = (generator.uniform(size=60) < 0.3).astype(float)
    data = np.column_stack([x, m, x + m - 1.5 * x * m + noise])
    return data, ModeratedModel(SINGLE, (X_BY_M,), unstandardised=("M",))


def test_a_binary_moderator_keeps_its_units_and_has_a_slope_at_each_value() -> None:
    """What ordinary regression of standardised x and y on the dummy itself says: slope at 0, and the difference."""
    data, moderated = binary_moderator()
    x, y = ((data[:, k] - data[:, k].mean()) / data[:, k].std(ddof=1) for k in (0, 2))
    m = data[:, 1]
    coefficients = np.linalg.lstsq(np.column_stack([np.ones(60), x, m, x * m]), y, rcond=None)[0]
    fit = estimate_moderated(data, moderated)
    assert named(fit, "interaction_effects") == pytest.approx({"X * M -> Y": coefficients[3]}, abs=1e-12)
    at_values = {"X -> Y | M = 0": coefficients[1], "X -> Y | M = 1": coefficients[1] + coefficients[3]}
    assert named(fit, "simple_slopes") == pytest.approx(at_values, abs=1e-12)
    standardised = estimate_moderated(data, dataclasses.replace(moderated, unstandardised=()))
    assert named(fit, "path_coefficients") == named(standardised, "path_coefficients")


def test_a_binary_factor_has_its_effect_from_one_value_to_the_other() -> None:
    data, moderated = binary_moderator()
    turned = dataclasses.replace(moderated, products=(Product("M", "X", "Y"),))
    fit = estimate_moderated(data, turned)
    x, y = ((data[:, k] - data[:, k].mean()) / data[:, k].std(ddof=1) for k in (0, 2))
    regressors = np.column_stack([np.ones(60), x, data[:, 1], x * data[:, 1]])
    coefficients = np.linalg.lstsq(regressors, y, rcond=None)[0]
    assert named(fit, "simple_slopes")["M -> Y | X = mean"] == pytest.approx(coefficients[2], abs=1e-12)
    assert named(fit, "simple_slopes")["M -> Y | X = +1 SD"] == pytest.approx(coefficients[2:].sum(), abs=1e-12)


def test_a_binary_moderator_in_resamples_has_the_values_of_each_resample() -> None:
    data, moderated = binary_moderator()
    drawn = bootstrap_moderated(data, moderated, 5, seed=2)
    for number, tally in enumerate(tallies(2, 5, 60)):
        again = estimate_moderated(np.repeat(data, tally, axis=0), moderated)
        for name, (_, values) in {"simple_slopes": simple_slopes(again)}.items():
            np.testing.assert_allclose(drawn.draws[name][number], values, rtol=0, atol=1e-10)
    with pytest.raises(DataError, match=r"no slopes along this moderator: X \* M -> Y: found no X -> Y \| M = mean"):
        slope_band(drawn, X_BY_M, np.array([0.0]))


def test_only_a_construct_of_one_indicator_keeps_its_units() -> None:
    with pytest.raises(ModelError, match="cannot keep its units: unstandardised: found X; expected constructs of one"):
        ModeratedModel(model(), (X_BY_M,), unstandardised=("X",))


def test_a_band_is_the_interval_of_the_slope_at_each_level_of_both_moderators() -> None:
    data = answers(cases=90)[:, [0, 3, 5, 6]]
    base = Model.from_blocks({name: [name] for name in "XMZY"}, [("X", "Y"), ("M", "Y"), ("Z", "Y")])
    drawn = bootstrap_moderated(data, ModeratedModel(base, THREE), 100, seed=1)
    slopes = drawn.names["simple_slopes"]
    found = inference(drawn.estimates["simple_slopes"], drawn.draws["simple_slopes"])
    band = slope_band(drawn, THREE[3], np.array([-1.0, 1.0]), third_level="+1 SD")
    for place, level in enumerate(("-1 SD", "+1 SD")):
        column = slopes.index(f"X -> Y | M = {level}, Z = +1 SD")
        here = [values[place] for values in (band.estimate, band.lower, band.upper)]
        assert here == pytest.approx([v[column] for v in (found.estimate, found.lower, found.upper)], abs=1e-12)


def test_the_index_in_resamples_is_that_of_each_resample() -> None:
    data = np.random.default_rng(5).standard_normal((40, 4))
    model_ = ModeratedModel(CHAIN, (Product("X", "W", "M"),))
    drawn = bootstrap_moderated(data, model_, 5, seed=2)
    for tally, found in zip(tallies(2, 5, 40), drawn.draws["index_of_moderated_mediation"], strict=True):
        again = estimate_moderated(np.repeat(data, tally, axis=0), model_)
        np.testing.assert_allclose(found, index_of_moderated_mediation(again)[1], rtol=0, atol=1e-9)
