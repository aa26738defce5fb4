"""The bootstrap of exact fit: against a plain loop, worked by hand, and what it refuses."""

import numpy as np
import pytest
from scipy import linalg

from plssem import (
    DataError,
    ExactFit,
    Model,
    ModelFit,
    Notation,
    consistent,
    estimate,
    exact_fit,
    implied_correlations,
    model_fit,
)
from plssem.resampling import count_draws, divide_resamples
from unit.plssem.samples import answers, model

EVERY = ("X", "M", "Z", "Y")
NOTATIONS = [Notation(), Notation(saturated=True), Notation(("X", "Y")), Notation(EVERY, corrected=True)]


def resampled_rows(cases: int, resamples: int, seed: int) -> list[np.ndarray]:
    """The cases that each resample of one block consists of."""
    (block,) = divide_resamples(resamples, seed, "exact fit")
    tallies = np.concatenate([tally for _, tally in count_draws(block, cases)], axis=1)
    return [np.repeat(np.arange(cases), tally) for tally in tallies]


@pytest.mark.parametrize("notation", NOTATIONS, ids=["composite", "saturated", "common_factor", "consistent"])
def test_equals_a_plain_loop_over_resamples(notation: Notation) -> None:
    data, base = answers(cases=120), model(tolerance=1e-12)
    sample = estimate(data, base)
    sample = consistent(sample, EVERY) if notation.corrected else sample
    options = {"common_factors": notation.common_factors, "saturated": notation.saturated}
    standardised = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1)
    root = linalg.sqrtm(implied_correlations(sample, **options))
    transformed = standardised @ np.linalg.inv(linalg.sqrtm(sample.correlations)) @ root
    test = exact_fit(data, base, 8, seed=4, notation=notation)
    assert test.measures.srmr == model_fit(sample, **options).srmr
    for number, rows in enumerate(resampled_rows(120, 8, seed=4)):
        fit = estimate(transformed[rows], base)
        measures = model_fit(consistent(fit, EVERY) if notation.corrected else fit, **options)
        for name in ("srmr", "d_uls", "d_g"):
            draw = test.draws[name][number]
            assert np.isnan(draw) or draw == pytest.approx(getattr(measures, name), abs=1e-9)
    assert np.isfinite(test.draws["srmr"]).sum() >= 7


def test_the_resampled_population_fits_exactly() -> None:
    """With all cases once the transformed answers correlate as the model implies: the distance there is zero."""
    data, base = answers(cases=120), model(tolerance=1e-12)
    implied = implied_correlations(estimate(data, base))
    standardised = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1)
    observed = np.corrcoef(data.T)
    transformed = standardised @ np.linalg.inv(linalg.sqrtm(observed)) @ linalg.sqrtm(implied)
    np.testing.assert_allclose(np.corrcoef(transformed.T), implied, atol=1e-10)
    assert model_fit(estimate(transformed, base)).srmr == pytest.approx(0, abs=0.02)


def test_quantiles_and_p_worked_by_hand() -> None:
    nan = np.nan
    draws = {"srmr": np.array([0.01, 0.02, 0.03, 0.04, 0.05, nan]), "d_uls": np.full(6, nan), "d_g": np.arange(6.0)}
    test = ExactFit(ModelFit(np.float64(0.04), np.float64(1), np.float64(9), np.float64(0.9)), draws)
    # Position 4 x .95 = 3.8 of five ordered draws: .04 + .8 x .01.
    assert test.quantile("srmr", 0.95) == pytest.approx(0.048)
    # .04 and .05 reach the sample's .04: (2 + 1)/(5 + 1).
    assert test.p("srmr") == pytest.approx(0.5)
    assert test.left_out("srmr") == 1
    assert test.p("d_g") == pytest.approx(1 / 7)
    assert np.isnan([test.quantile("d_uls", 0.95), test.p("d_uls")]).all()
    assert test.left_out("d_uls") == 6


def test_draws_follow_from_the_seed_and_grow_at_the_end() -> None:
    data = answers(cases=60)
    first, again, more, other = (
        exact_fit(data, model(), resamples, seed=seed).draws["srmr"]
        for resamples, seed in ((513, 1), (513, 1), (600, 1), (513, 2))
    )
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first[:512], more[:512])
    assert np.abs(first - other).min() > 0


def test_a_model_that_is_saturated_gives_one_test_whether_called_so_or_not() -> None:
    joined = Model.from_blocks(
        {"X": ["x1", "x2", "x3"], "M": ["m1", "m2"], "Z": ["z1"]}, [("X", "M"), ("X", "Z"), ("M", "Z")]
    )
    data = answers(cases=60)[:, :6]
    one, other = (
        exact_fit(data, joined, 20, seed=1, notation=Notation(saturated=saturated)).draws["d_g"]
        for saturated in (True, False)
    )
    np.testing.assert_allclose(one, other, rtol=1e-9)


def test_solutions_that_are_not_admissible_are_left_out_and_counted() -> None:
    """Few cases and weak indicators: many resamples have loadings above 1 once corrected."""
    data = answers(cases=60, seed=3, loading=0.6)
    test = exact_fit(data, model(), 200, seed=1, notation=Notation(EVERY, corrected=True))
    assert 0 < test.left_out("srmr") < 200
    assert test.left_out("srmr") == np.isnan(test.draws["d_uls"]).sum()


def test_refuses_a_sample_without_an_admissible_solution() -> None:
    """R2 of Y is 1.7 once corrected."""
    data = answers(cases=40, seed=2, loading=0.6)
    with pytest.raises(DataError, match="solution that is not admissible: exact fit: found a loading, correlation"):
        exact_fit(data, model(), 10, seed=1, notation=Notation(EVERY, corrected=True))
    assert np.isfinite(exact_fit(data, model(), 10, seed=1).draws["srmr"]).all()


def test_refuses_dependent_indicators() -> None:
    data = answers(cases=40)
    data[:, 1] = data[:, 0]
    with pytest.raises(
        DataError, match="a matrix that is not positive definite: the observed correlations: found linearly"
    ):
        exact_fit(data, model(), 10, seed=1)
