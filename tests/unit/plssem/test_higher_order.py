"""Higher-order constructs: worked by hand, a stack equal to its members, the bootstrap equal to a plain loop."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plssem import (
    DataError,
    ModelError,
    estimate,
    exact_fit,
    fornell_larcker,
    htmt,
    htmt2,
    implied_correlations,
    model_fit,
    statistics,
)
from plssem.arrays import FloatArray
from plssem.higher_order import (
    HigherOrderModel,
    bootstrap_higher_order,
    estimate_higher_order,
    estimate_higher_order_from_correlations,
    higher_order_statistics,
)
from unit.plssem.resamples import tallies

APPROACHES = ("disjoint", "embedded", "repeated_indicators")
BLOCKS = {"A": ["a1", "a2"], "B": ["b1", "b2"], "X": ["x1", "x2"], "Y": ["y"]}
PATHS = [("X", "H"), ("H", "Y")]
EXOGENOUS = [("X", "Y"), ("H", "Y")]

# Within A and within B .5, between them .3; y with each of these four .4, x1 and x2 with each .2; x1 with x2 .5, with
# y .1.
CORRELATIONS = np.array(
    [
        [1.0, 0.5, 0.3, 0.3, 0.2, 0.2, 0.4],
        [0.5, 1.0, 0.3, 0.3, 0.2, 0.2, 0.4],
        [0.3, 0.3, 1.0, 0.5, 0.2, 0.2, 0.4],
        [0.3, 0.3, 0.5, 1.0, 0.2, 0.2, 0.4],
        [0.2, 0.2, 0.2, 0.2, 1.0, 0.5, 0.1],
        [0.2, 0.2, 0.2, 0.2, 0.5, 1.0, 0.1],
        [0.4, 0.4, 0.4, 0.4, 0.1, 0.1, 1.0],
    ]
)


def model(approach: str, modes: dict[str, str] | None = None, paths: list[tuple[str, str]] = PATHS) -> HigherOrderModel:
    return HigherOrderModel.from_blocks(
        BLOCKS, {"H": ["A", "B"]}, paths, modes=modes, approach=approach, tolerance=1e-14, max_iterations=5000
    )


def answers(cases: int = 80, seed: int = 1) -> FloatArray:
    root = np.linalg.cholesky(CORRELATIONS)
    return np.asarray(np.random.default_rng(seed).standard_normal((cases, 7)) @ root.T)


def named(fit_statistics: object, name: str) -> dict[str, float]:
    (statistic,) = (one for one in fit_statistics if one.name == name)  # type: ignore[attr-defined]
    return dict(zip(statistic.labels, statistic.values.tolist(), strict=True))


@pytest.mark.parametrize("approach", APPROACHES)
def test_paths_worked_by_hand(approach: str) -> None:
    """By symmetry all weights of a block are equal, so every approach adds up the same four indicators.

    A = (a1 + a2) / sqrt(3), as a1 + a2 has variance 2 + 2(.5) = 3; A with B 4(.3)/3 = .4; A with y 2(.4)/sqrt(3).
    H = (A + B) / sqrt(2.8), as A + B has variance 2 + 2(.4); H with y 2(.8/sqrt(3))/sqrt(2.8) = .5520524.
    X with A 4(.2)/3 = .2666667; X with H 2(.2666667)/sqrt(2.8) = .3187276.
    """
    fit = estimate_higher_order_from_correlations(CORRELATIONS, model(approach))
    paths = named(higher_order_statistics(fit, 100), "path_coefficients")
    assert paths["H -> Y"] == pytest.approx(1.6 / np.sqrt(3 * 2.8), abs=1e-9)
    assert paths["X -> H"] == pytest.approx(1.6 / 3 / np.sqrt(2.8), abs=1e-9)


@pytest.mark.parametrize("approach", ["disjoint", "embedded"])
def test_measurement_worked_by_hand(approach: str) -> None:
    """A's indicators: loadings (1 + .5)/sqrt(3) = .8660254, AVE .75, alpha 2(.5)/1.5 = .6666667.

    H's indicators, the scores A and B: loadings (1 + .4)/sqrt(2.8) = .8366600, AVE .7, alpha 2(.4)/1.4 = .5714286.
    HTMT of A and B: .3 / .5 = .6.
    """
    found = higher_order_statistics(estimate_higher_order_from_correlations(CORRELATIONS, model(approach)), 100)
    loadings = named(found, "outer_loadings")
    assert set(loadings) == {"a1", "a2", "b1", "b2", "x1", "x2", "y", "A", "B"}
    assert [loadings[name] for name in ("a1", "A")] == pytest.approx([np.sqrt(0.75), np.sqrt(0.7)], abs=1e-9)
    variance, alpha = named(found, "average_variance_extracted"), named(found, "cronbach_alpha")
    assert set(alpha) == {"A", "B", "X", "Y", "H"}
    assert [variance["A"], variance["H"], variance["X"]] == pytest.approx([0.75, 0.7, 0.75], abs=1e-9)
    assert [alpha["A"], alpha["H"], alpha["Y"]] == pytest.approx([2 / 3, 4 / 7, 1.0], abs=1e-9)
    ratios = named(found, "htmt")
    assert ratios["A ~ B"] == pytest.approx(0.6, abs=1e-9)
    assert set(ratios) == {"A ~ B", "A ~ X", "A ~ Y", "B ~ X", "B ~ Y", "X ~ Y", "X ~ H", "Y ~ H"}


def test_repeated_indicators_link_the_construct_to_its_components() -> None:
    """Mode A: H acts on A, path = their correlation (1 + .4)/sqrt(2.8). Mode B: A and B act on H and explain it.

    A and B have equal weight: H = (A + B)/sqrt(2.8), so both paths are 1/sqrt(2.8) = .5976143.
    """
    reflective = estimate_higher_order_from_correlations(CORRELATIONS, model("repeated_indicators"))
    paths = named(higher_order_statistics(reflective, 100), "path_coefficients")
    assert paths["H -> A"] == pytest.approx(1.4 / np.sqrt(2.8), abs=1e-9)
    built = model("repeated_indicators", {"H": "B"}, EXOGENOUS)
    formative = estimate_higher_order_from_correlations(CORRELATIONS, built)
    found = higher_order_statistics(formative, 100)
    paths = named(found, "path_coefficients")
    assert [paths["A -> H"], paths["B -> H"]] == pytest.approx([2.8**-0.5, 2.8**-0.5], abs=1e-7)
    assert named(found, "r_squared")["H"] == pytest.approx(1, abs=1e-9)


def test_stage_one_has_every_path_of_the_construct_at_each_component() -> None:
    both = HigherOrderModel.from_blocks(
        {**BLOCKS, "C": ["c1"], "D": ["d1"]}, {"H": ["A", "B"], "G": ["C", "D"]}, [("X", "H"), ("H", "G"), ("G", "Y")]
    )
    assert set(both.first.path_names) == {
        *("X -> A", "X -> B", "A -> C", "A -> D", "B -> C", "B -> D", "C -> Y", "D -> Y")
    }
    assert both.second.path_names == ("X -> H", "H -> G", "G -> Y")
    assert both.second.indicators == ("x1", "x2", "y", "A", "B", "C", "D")


@pytest.mark.parametrize("approach", APPROACHES)
@pytest.mark.parametrize("modes", [{}, {"A": "B", "B": "B", "H": "B"}])
def test_the_second_stage_is_the_model_on_the_first_ones_scores(approach: str, modes: dict[str, str]) -> None:
    # With repeated indicators under mode B, nothing but its components may act on H.
    data, built = answers(), model(approach, modes, EXOGENOUS if modes else PATHS)
    fit = estimate_higher_order(data, built)
    by_correlations = estimate_higher_order_from_correlations(np.corrcoef(data.T), built)
    for one, other in ((fit.first, by_correlations.first), (fit.second, by_correlations.second)):
        np.testing.assert_allclose(one.outer_weights, other.outer_weights, rtol=0, atol=1e-11)
        np.testing.assert_allclose(one.path_coefficients, other.path_coefficients, rtol=0, atol=1e-11)
    if approach == "embedded":
        standardised = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1)
        scores = standardised[:, built.columns] @ fit.first.outer_weights
        chosen = [built.first.constructs.index(name) for name in built.second.indicators]
        again = estimate(scores[:, chosen], built.second)
        np.testing.assert_allclose(fit.second.path_coefficients, again.path_coefficients, rtol=0, atol=1e-12)


@pytest.mark.parametrize("approach", APPROACHES)
def test_the_bootstrap_equals_a_plain_loop(approach: str) -> None:
    data, built = answers(), model(approach)
    result = bootstrap_higher_order(data, built, 15, seed=5)
    for number, tally in enumerate(tallies(5, 15, 80)):
        fit = estimate_higher_order(np.repeat(data, tally, axis=0), built)
        for statistic in higher_order_statistics(fit, 80):
            assert result.names[statistic.name] == statistic.labels
            np.testing.assert_allclose(
                result.draws[statistic.name][number], statistic.values, rtol=0, atol=1e-11, err_msg=statistic.name
            )
    assert result.converged.all()
    assert result.admissible.all()


def test_repeated_indicators_are_columns_entered_twice() -> None:
    built = model("repeated_indicators")
    assert built.columns.tolist() == [0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3]
    assert built.first.indicators[7:] == ("a1 (H)", "a2 (H)", "b1 (H)", "b2 (H)")
    fit = estimate(answers()[:, built.columns], built.first)
    ours = higher_order_statistics(estimate_higher_order(answers(), built), 80)
    for statistic, mine in zip(statistics(fit, 80), ours, strict=True):
        np.testing.assert_array_equal(statistic.values, mine.values)


@pytest.mark.parametrize(
    ("components", "paths", "approach", "message"),
    [
        ({"H": ["A"]}, PATHS, "disjoint", r"H: found fewer than two components \(A\)"),
        ({"H": ["A", "C"]}, PATHS, "disjoint", r"H: found a component without a block \(A, C\)"),
        ({"H": ["A", "A"]}, PATHS, "disjoint", r"H: found a component named twice"),
        ({"X": ["A", "B"]}, [("X", "Y")], "disjoint", r"X: found a block of its own"),
        ({"H": ["A", "B"]}, [*PATHS, ("A", "Y")], "disjoint", "path of a component: A -> Y: found the component A"),
        ({"H": ["A", "B"]}, PATHS, "joint", "unknown approach: .* found 'joint'; expected one of disjoint, embedded"),
    ],
)
def test_what_is_refused(
    components: dict[str, list[str]], paths: list[tuple[str, str]], approach: str, message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        HigherOrderModel.from_blocks(BLOCKS, components, paths, approach=approach)


@settings(max_examples=10)
@given(seed=st.integers(0, 1000), approach=st.sampled_from(APPROACHES))
def test_the_order_of_cases_and_units_do_not_matter(seed: int, approach: str) -> None:
    generator, data = np.random.default_rng(seed), answers(seed=seed)
    other = generator.permutation(data) * generator.uniform(0.5, 4, 7) + generator.uniform(-9, 9, 7)
    one, same = (
        named(higher_order_statistics(estimate_higher_order(each, model(approach)), 80), "path_coefficients")
        for each in (data, other)
    )
    assert one == pytest.approx(same, abs=1e-8)


@pytest.mark.parametrize("approach", APPROACHES)
def test_the_order_of_constructs_does_not_matter(approach: str) -> None:
    turned = HigherOrderModel.from_blocks(
        dict(reversed(BLOCKS.items())), {"H": ["B", "A"]}, PATHS, approach=approach, tolerance=1e-14
    )
    columns = [model(approach).indicators.index(name) for name in turned.indicators]
    one = named(higher_order_statistics(estimate_higher_order(answers(), model(approach)), 80), "path_coefficients")
    other = named(
        higher_order_statistics(estimate_higher_order(answers()[:, columns], turned), 80), "path_coefficients"
    )
    assert one == pytest.approx(other, abs=1e-10)


def test_an_antecedent_of_a_construct_that_repeated_indicators_explain_is_refused() -> None:
    """Its path would be swamped: about 0 for one that two stages find."""
    message = "antecedent of a construct that its components explain fully: path X -> H: .*; choose the approach"
    with pytest.raises(ModelError, match=message):
        model("repeated_indicators", {"H": "B"})
    found = higher_order_statistics(
        estimate_higher_order_from_correlations(CORRELATIONS, model("disjoint", {"H": "B"})), 100
    )
    assert named(found, "path_coefficients")["X -> H"] == pytest.approx(1.6 / 3 / np.sqrt(2.8), abs=1e-6)


@pytest.mark.parametrize("approach", ["embedded", "repeated_indicators"])
def test_fit_counts_each_repeated_indicator_once(approach: str) -> None:
    """Seven indicators, 28 cells; the estimated model reproduces all but those of A with B, X with A and B, X with Y.

    A and B correlate .4 and are implied (1.4)2/2.8 = .7 through H, so the item cells .3 are implied .3 (.7)/.4 = .525:
    four residuals of -.225. X -> H -> A: X with A .2666667, with H .3187276, implied .3187276 (1.4)/sqrt(2.8) =
    .2666667: none. X -> H -> Y: X with Y is 2(.1)/sqrt(3) = .1154701, implied .3187276 (.5520524) = .1759543, so both
    cells .1 are implied .1523810: residuals of -.0523810. A -> Y: through H .8366600 (.5520524) = .4618802 = observed.
    """
    first = estimate_higher_order_from_correlations(CORRELATIONS, model(approach)).first
    assert first.model.distinct.tolist() == list(range(7))
    found = model_fit(first)
    squares = 4 * 0.225**2 + 2 * (0.1523809524 - 0.1) ** 2
    assert found.srmr == pytest.approx(np.sqrt(squares / 28), abs=1e-7)
    assert found.d_uls == pytest.approx(squares, abs=1e-7)
    implied = implied_correlations(first)
    relative = np.linalg.solve(CORRELATIONS, implied[:7, :7])
    logarithms = np.log(np.linalg.eigvals(relative))
    assert found.d_g == pytest.approx((logarithms**2).sum() / 2, abs=1e-7)
    np.testing.assert_array_equal(implied[7:, 7:], implied[:4, :4])
    assert model_fit(first, saturated=True).srmr == pytest.approx(0, abs=1e-7)


def test_fit_of_repeated_indicators_is_that_of_the_components_where_paths_are_free() -> None:
    """Saturated, the second-order construct adds nothing: the fit is that of the model of the components."""
    data = answers()
    whole = estimate_higher_order(data, model("repeated_indicators")).first
    implied = whole.outer_loadings[:7, :4] @ whole.construct_correlations[:4, :4] @ whole.outer_loadings[:7, :4].T
    owners = whole.model.owners[:7]
    residuals = np.where(owners[:, None] == owners, 0, whole.correlations[:7, :7] - implied)
    expected = np.sqrt((np.tril(residuals) ** 2).sum() / 28)
    assert model_fit(whole, saturated=True).srmr == pytest.approx(expected, abs=1e-12)


def test_a_construct_is_not_discriminated_from_its_components() -> None:
    fit = estimate_higher_order_from_correlations(CORRELATIONS, model("repeated_indicators")).first
    constructs = fit.model.constructs
    components, higher = [constructs.index(name) for name in "AB"], constructs.index("H")
    for criterion in (htmt(fit), htmt2(fit), fornell_larcker(fit)):
        assert np.isnan(criterion[components, higher]).all()
        assert np.isnan(criterion[higher, components]).all()
    # H with Y: .4 over the root of H's mean correlation, (2(.5) + 4(.3))/6. A with B as without H.
    assert htmt(fit)[higher, constructs.index("Y")] == pytest.approx(0.4 / np.sqrt(2.2 / 6))
    assert htmt(fit)[tuple(components)] == pytest.approx(0.6)
    ratios = named(statistics(fit, 100), "htmt")
    assert set(ratios) == {"A ~ B", "A ~ X", "A ~ Y", "B ~ X", "B ~ Y", "X ~ Y", "X ~ H", "Y ~ H"}


def test_exact_fit_of_repeated_indicators_is_refused() -> None:
    built = model("repeated_indicators")
    with pytest.raises(DataError, match="not positive definite: the observed correlations"):
        exact_fit(answers()[:, built.columns], built.first, 5, seed=1)
