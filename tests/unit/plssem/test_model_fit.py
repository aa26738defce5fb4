"""Distances between observed and implied correlations, worked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plssem import Model, ModelError, estimate, estimate_from_correlations, implied_correlations, model_fit
from plssem.arrays import FloatArray
from unit.plssem.samples import answers, model, two_constructs

# Two indicators of A correlate .5 with each other and .4 with the one of B.
OBSERVED = np.array([[1, 0.5, 0.4], [0.5, 1, 0.4], [0.4, 0.4, 1]])
CHAIN = Model.from_blocks({"X": ["x"], "M": ["m"], "Y": ["y"]}, [("X", "M"), ("M", "Y")])


def singles(*between: tuple[int, int, float]) -> FloatArray:
    size = 1 + max(max(i, j) for i, j, _ in between)
    matrix = np.eye(size)
    for i, j, value in between:
        matrix[i, j] = matrix[j, i] = value
    return matrix


def test_a_composite_reproduces_the_correlations_within_its_block() -> None:
    # Equal weights 1/sqrt 3, loadings 1.5/sqrt 3, correlation of the scores .8/sqrt 3: 1.5 x .8/3 = .4, as observed.
    fit = estimate_from_correlations(OBSERVED, two_constructs(2, 1))
    np.testing.assert_allclose(implied_correlations(fit), OBSERVED, atol=1e-12)
    measures = model_fit(fit)
    np.testing.assert_allclose([measures.srmr, measures.d_uls, measures.d_g], 0, atol=1e-9)
    assert measures.nfi == pytest.approx(1)


def test_a_common_factor_accounts_for_them() -> None:
    # Loading x loading = 2.25/3 = .75 where .5 is observed: one residual of .25 among 3 x 4/2 = 6 cells.
    fit = estimate_from_correlations(OBSERVED, two_constructs(2, 1))
    measures = model_fit(fit, common_factors=["A"])
    assert implied_correlations(fit, common_factors=["A"])[0, 1] == pytest.approx(0.75)
    assert measures.srmr == pytest.approx(0.25 / math.sqrt(6))
    assert measures.d_uls == pytest.approx(0.25**2)
    # Eigenvalues of S^-1 Sigma: along a1 - a2 (.25/.5); along a1 + a2 and b, |S| = 1.5 - .32 = 1.18, so 1 and
    # 1 + .25/1.18. F(independence) = -ln|S| = -ln(.5 x 1.18).
    ratios = np.array([0.5, 1, 1 + 0.25 / 1.18])
    assert measures.d_g == pytest.approx((np.log(ratios) ** 2).sum() / 2)
    discrepancy = (np.log(ratios) + 1 / ratios - 1).sum()
    assert measures.nfi == pytest.approx(1 - discrepancy / -math.log(0.5 * 1.18))


def test_the_saturated_model_ignores_missing_paths_and_the_estimated_one_pays_for_them() -> None:
    # X -> M -> Y implies .6 x .5 = .3 where .4 is observed.
    fit = estimate_from_correlations(singles((0, 1, 0.6), (1, 2, 0.5), (0, 2, 0.4)), CHAIN)
    assert model_fit(fit, saturated=True).srmr == pytest.approx(0, abs=1e-12)
    assert model_fit(fit).srmr == pytest.approx(0.1 / math.sqrt(6))
    assert implied_correlations(fit)[0, 2] == pytest.approx(0.3)


def test_what_is_left_unexplained_keeps_its_estimated_variance() -> None:
    """X -> M -> N and X, N -> Y -> Z, all single items.

    X and N correlate .5 and both .5 with Y: paths 1/3 each, R2 = 1/3. The paths imply .6 x .6 = .36 for X and N, so a
    variance of Y of 2/9 (1 + .36) + 2/3 = .9689, and a covariance of .6 x .9689 with Z, where .6 is observed.
    """
    paths = [("X", "M"), ("M", "N"), ("X", "Y"), ("N", "Y"), ("Y", "Z")]
    names = {name: [name.lower()] for name in "XMNYZ"}
    correlations = singles((0, 1, 0.6), (1, 2, 0.6), (0, 2, 0.5), (0, 3, 0.5), (2, 3, 0.5), (3, 4, 0.6), (1, 3, 0.4))
    implied = implied_correlations(estimate_from_correlations(correlations, Model.from_blocks(names, paths)))
    variance = 2 / 9 * 1.36 + 2 / 3
    assert implied[0, 2] == pytest.approx(0.36)
    assert implied[0, 3] == pytest.approx(1.36 / 3)
    assert implied[3, 4] == pytest.approx(0.6 * variance)
    np.testing.assert_array_equal(np.diag(implied), 1)


def test_exogenous_constructs_correlate_as_observed() -> None:
    fit = estimate(answers(), model())
    saturated, estimated = implied_correlations(fit, saturated=True), implied_correlations(fit)
    # X (0-2) and Z (5) are exogenous; M (3-4) and Z are joined through X alone.
    np.testing.assert_allclose(estimated[:3, 5], saturated[:3, 5], rtol=1e-12)
    through_x = fit.path_coefficients[0, 1] * fit.construct_correlations[0, 2]
    np.testing.assert_allclose(estimated[3:5, 5], fit.outer_loadings[3:5, 1] * through_x, rtol=1e-12)


@settings(max_examples=10)
@given(order=st.permutations(range(4)), seed=st.integers(0, 100))
def test_the_order_of_constructs_does_not_matter(order: list[int], seed: int) -> None:
    base, data = model(tolerance=1e-12), answers(seed=seed)
    blocks = [base.constructs[j] for j in order]
    columns = np.concatenate([base.block(j) for j in order])
    shuffled = Model.from_blocks(
        {name: [base.indicators[k] for k in base.block(base.constructs.index(name))] for name in blocks},
        [(base.constructs[i], base.constructs[j]) for i, j in base.paths],
        tolerance=1e-12,
    )
    one = model_fit(estimate(data, base), common_factors=["X"])
    other = model_fit(estimate(data[:, columns], shuffled), common_factors=["X"])
    for name in ("srmr", "d_uls", "d_g", "nfi"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), abs=1e-9)


def test_units_and_turned_indicators_do_not_matter() -> None:
    data = answers()
    turned = data * np.array([1, -2, 3, 1, 1, 1, 1, 1, 10.0]) + 5
    for saturated in (False, True):
        one, other = (
            model_fit(estimate(values, model(tolerance=1e-12)), saturated=saturated, common_factors=["X", "Y"])
            for values in (data, turned)
        )
        assert other.srmr == pytest.approx(one.srmr, abs=1e-9)
        assert other.d_g == pytest.approx(one.d_g, abs=1e-9)


def test_a_stack_gives_what_its_members_give() -> None:
    matrices = np.stack([np.corrcoef(answers(seed=seed).T) for seed in range(3)] + [np.full((9, 9), np.nan)])
    together = model_fit(estimate_from_correlations(matrices, model()))
    for number in range(3):
        alone = model_fit(estimate_from_correlations(matrices[number], model()))
        for name in ("srmr", "d_uls", "d_g", "nfi"):
            assert getattr(together, name)[number] == pytest.approx(getattr(alone, name), abs=1e-13)
    assert np.isnan([together.srmr[3], together.d_uls[3], together.d_g[3], together.nfi[3]]).all()


def test_dependent_indicators_leave_the_distances_that_need_no_inverse() -> None:
    twice = np.array([[1, 1, 0.4], [1, 1, 0.4], [0.4, 0.4, 1]])
    measures = model_fit(estimate_from_correlations(twice, two_constructs(2, 1)))
    assert measures.srmr == pytest.approx(0, abs=1e-12)
    assert np.isnan([measures.d_g, measures.nfi]).all()


def test_refuses_an_unknown_common_factor() -> None:
    with pytest.raises(ModelError, match="construct that cannot be a common factor: Q: found a construct that"):
        model_fit(estimate(answers(), model()), common_factors=["Q"])


def test_where_nothing_correlates_independence_fits_and_there_is_no_nfi() -> None:
    for correlation in (0.0, 1e-9):
        fit = estimate_from_correlations(singles((0, 1, correlation)), two_constructs(1, 1))
        measures = model_fit(fit)
        assert (float(measures.srmr), float(measures.d_g)) == pytest.approx((0, 0), abs=1e-12)
        assert np.isnan(measures.nfi)
