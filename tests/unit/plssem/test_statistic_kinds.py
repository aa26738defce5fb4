"""What inference says of statistics that are never 0, and which intervals it offers for them."""

import numpy as np
import pytest

from plssem import DataError, bootstrap, infer, inference, jackknife, statistics
from plssem.estimation import estimate
from plssem.statistics import SIGNED, statistic_kind
from unit.plssem.samples import answers, model

P_VALUES = ("t", "p", "p_one_sided", "p_resampled", "p_resampled_one_sided")
# Draws of R2 or f2, and of the unexplained variance: .5, .6, .7, .8, .9.
R2_DRAWS = np.array([[0.5], [0.4], [0.3], [0.2], [0.1]])
FACTOR = 0.8 / (0.5 * 0.6 * 0.7 * 0.8 * 0.9) ** 0.2


@pytest.mark.parametrize(
    "statistic",
    [
        "r_squared",
        "adjusted_r_squared",
        "f_squared",
        "htmt",
        "htmt2",
        "cronbach_alpha",
        "rho_a",
        "composite_reliability",
        "average_variance_extracted",
        "inner_vif",
        "outer_vif",
        "srmr",
        "construct_performance",
    ],
)
def test_what_is_never_zero_is_not_tested_against_zero(statistic: str) -> None:
    result = inference(np.array([0.2]), R2_DRAWS, statistic=statistic)
    assert [float(getattr(result, field)[0]) for field in P_VALUES] == pytest.approx([np.nan] * 5, nan_ok=True)
    assert result.standard_error[0] == pytest.approx(np.sqrt(0.025))


def test_every_statistic_of_a_fit_has_a_kind_of_its_own_or_is_signed() -> None:
    """Those that can be 0: weights, loadings, paths and effects."""
    names = {statistic.name for statistic in statistics(estimate(answers(), model()), 60)}
    signed = {name for name in names if statistic_kind(name) is SIGNED}
    effects = {"path_coefficients", "total_effects", "total_indirect_effects", "specific_indirect_effects"}
    assert signed == {"outer_weights", "outer_loadings", *effects}


@pytest.mark.parametrize(
    ("statistic", "interval"),
    [
        ("htmt", "bias_corrected"),
        ("htmt", "bca"),
        ("htmt2", "studentised"),
        ("r_squared", "percentile"),
        ("adjusted_r_squared", "debiased"),
        ("f_squared", "percentile"),
        ("srmr", "percentile"),
        ("path_coefficients", "debiased"),
    ],
)
def test_an_interval_that_does_not_hold_its_level_is_refused(statistic: str, interval: str) -> None:
    with pytest.raises(
        DataError,
        match=f"interval that does not hold its level: statistic {statistic}: found '{interval}'; expected ",
    ):
        inference(np.array([0.2]), R2_DRAWS, interval=interval, statistic=statistic)


def test_r_squared_by_hand() -> None:
    """Unexplained .8, draws .5 to .9 of geometric mean .685338: each is multiplied by (.8/.685338)^2; quartiles .6, .8.

    Bounds 1 - .8 x 1.362613 below 0, so 0, and .182432. Adjusted R2 has none: it estimates what R2 does.
    """
    plain = inference(np.array([0.2]), R2_DRAWS, 0.5, statistic="r_squared")
    assert (plain.lower[0], plain.upper[0]) == pytest.approx((0, 1 - 0.6 * FACTOR**2))
    adjusted = inference(np.array([0.2]), R2_DRAWS, 0.5, statistic="adjusted_r_squared")
    assert np.isnan([adjusted.lower[0], adjusted.upper[0]]).all()


def test_the_interval_of_r_squared_leaves_out_draws_that_failed_and_stays_within_its_range() -> None:
    holes = np.insert(R2_DRAWS, [1, 3], np.nan, axis=0)
    found, kept = (inference(np.array([0.2]), draws, statistic="r_squared") for draws in (holes, R2_DRAWS))
    assert (found.lower[0], found.upper[0], found.left_out[0]) == (kept.lower[0], kept.upper[0], 2)
    constant = inference(np.full(1, 0.3), np.full((9, 1), 0.3), statistic="r_squared")
    assert (constant.lower[0], constant.upper[0]) == pytest.approx((0.3, 0.3))
    # Draws of 1, which consistent PLS may give, have no logarithm.
    above = np.vstack([R2_DRAWS, [[1.0], [1.3]]])
    assert inference(np.array([0.2]), above, statistic="r_squared").upper[0] == kept.upper[0]
    none = inference(np.array([0.2]), np.full((9, 1), np.nan), statistic="r_squared")
    assert np.isnan([none.lower[0], none.upper[0]]).all()


def test_htmt_has_its_percentile_interval_and_one_sided_bound() -> None:
    named = inference(np.array([0.2]), R2_DRAWS, 0.5, statistic="htmt")
    assert (named.lower[0], named.upper[0], named.upper_one_sided[0]) == pytest.approx((0.2, 0.4, 0.3))


def test_f_squared_by_hand() -> None:
    """1 + f2 is 1.2, of the draws 1.1 to 1.5 with geometric mean m: each times (1.2/m)^2; quartiles 1.2 and 1.4."""
    result = inference(np.array([0.2]), R2_DRAWS, 0.5, statistic="f_squared")
    factor = (1.2 / (1.1 * 1.2 * 1.3 * 1.4 * 1.5) ** 0.2) ** 2
    assert (result.lower[0], result.upper[0]) == pytest.approx((1.2 * factor - 1, 1.4 * factor - 1))
    assert inference(np.array([0.2]), R2_DRAWS, 0.9, statistic="f_squared").lower[0] == 0


def test_an_estimate_outside_its_range_has_no_debiased_interval() -> None:
    """As R2 of consistent PLS may be."""
    result = inference(np.array([1.2]), R2_DRAWS, statistic="r_squared")
    assert np.isnan([result.lower[0], result.upper[0]]).all()


def test_a_statistic_without_a_valid_interval_has_no_bounds() -> None:
    result = inference(np.array([0.2]), R2_DRAWS, statistic="srmr")
    assert np.isnan([result.lower[0], result.upper[0], result.lower_one_sided[0], result.upper_one_sided[0]]).all()


def test_infer_knows_the_statistic_it_is_asked_for() -> None:
    data = answers()
    draws = bootstrap(data, model(), 99, seed=1)
    assert np.isnan(infer(draws, "htmt").p).all()
    paths, name = (
        infer(draws, "path_coefficients", 0.9, interval="bca", jackknife=jackknife(data, model())),
        "path_coefficients",
    )
    plain = inference(
        draws.estimates[name], draws.draws[name], 0.9, interval="bca", jackknife=jackknife(data, model())[name]
    )
    np.testing.assert_array_equal(paths.lower, plain.lower)
    np.testing.assert_array_equal(paths.p, plain.p)
    with pytest.raises(DataError, match=r"unknown statistic: bootstrap: found 'r2'; expected one of outer_weights, "):
        infer(draws, "r2")


def test_p_of_smartpls_by_its_published_number() -> None:
    """SmartPLS 4 prints p .0103596267 for t 2.56455917291853 and 5,000 resamples.

    Student's t with 4,999 degrees of freedom: .0103596418, to the accuracy of their distribution function (2e-8); the
    normal distribution: .0103307.
    """
    half = np.sqrt(4999 / 5000)
    draws = np.tile([[-half], [half]], (2500, 1))
    student = inference(np.array([2.56455917291853]), draws, distribution="student")
    assert student.t[0] == pytest.approx(2.56455917291853, abs=1e-12)
    assert student.p[0] == pytest.approx(0.0103596266897625, abs=2e-8)
    assert student.p_one_sided[0] == pytest.approx(student.p[0] / 2)
    assert inference(np.array([2.56455917291853]), draws).p[0] == pytest.approx(0.0103307, abs=1e-7)


def test_degrees_of_freedom_are_of_the_draws_that_are_left() -> None:
    """Three draws of 1, 2, 3: t = 2, 2 degrees of freedom, p = 1 - 2/sqrt(2 + 4) = .183503."""
    draws = np.array([[1.0], [np.nan], [2], [3]])
    assert inference(np.array([2.0]), draws, distribution="student").p[0] == pytest.approx(1 - 2 / np.sqrt(6))


def test_an_unknown_distribution_is_refused() -> None:
    with pytest.raises(DataError, match=r"unknown distribution: .* found 't'; expected one of normal, student"):
        inference(np.array([0.2]), R2_DRAWS, distribution="t")
