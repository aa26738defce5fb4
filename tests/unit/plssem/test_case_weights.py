"""Case weights: whole weights are repeated cases, equal weights are none."""

import dataclasses

import numpy as np
import pytest

from plssem import (
    DataError,
    HigherOrderModel,
    ModeratedModel,
    Product,
    bootstrap,
    bootstrap_moderated,
    construct_scores,
    effective_cases,
    estimate,
    estimate_from_correlations,
    estimate_higher_order,
    estimate_moderated,
    jackknife_moderated,
    simple_slopes,
)
from plssem.correlations import correlate, standardise
from plssem.interactions import APPROACHES
from unit.plssem.resamples import tallies
from unit.plssem.samples import BLOCKS, answers, model, two_constructs

TIGHT = dataclasses.replace(model(), tolerance=1e-13)
WHOLE = np.random.default_rng(5).integers(1, 4, 60)


def test_a_weighted_correlation_by_hand() -> None:
    """x = 0, 2, 4 and y = 0, 4, 2 with weights 1, 2, 1: means 2 and 2.5; deviations -2, 0, 2 and -2.5, 1.5, -.5.

    Products 5 + 0 - 1 = 4; squares 4 + 0 + 4 = 8 and 6.25 + 4.5 + .25 = 11: r = 4/sqrt(88).
    """
    data = np.array([[0.0, 0], [2, 4], [4, 2]])
    found = correlate(data, case_weights=np.array([1.0, 2, 1]))
    assert found[0, 1] == pytest.approx(4 / np.sqrt(88))


def test_whole_weights_are_repeated_cases() -> None:
    weighted, repeated = estimate(answers(), TIGHT, WHOLE), estimate(np.repeat(answers(), WHOLE, axis=0), TIGHT)
    for field in ("outer_weights", "outer_loadings", "path_coefficients", "r_squared"):
        np.testing.assert_allclose(getattr(weighted, field), getattr(repeated, field), rtol=0, atol=1e-11)


def test_equal_weights_are_none_whatever_their_size() -> None:
    weighted, plain = estimate(answers(), TIGHT, np.full(60, 3.7)), estimate(answers(), TIGHT)
    np.testing.assert_allclose(weighted.path_coefficients, plain.path_coefficients, rtol=0, atol=1e-12)


def test_scores_have_weighted_mean_zero_and_variance_one() -> None:
    scores = construct_scores(answers(), estimate(answers(), model(), WHOLE), WHOLE)
    np.testing.assert_allclose(WHOLE @ scores, np.zeros(4), atol=1e-12)
    np.testing.assert_allclose(WHOLE @ scores**2 / WHOLE.mean() / 59, np.ones(4), rtol=1e-12)


def test_resampled_cases_keep_their_weights() -> None:
    data, weights = answers(), WHOLE / 3
    draws = bootstrap(data, TIGHT, 20, seed=2, case_weights=weights).draws
    for number, tally in enumerate(tallies(2, 20, 60)):
        fit = estimate(np.repeat(data, tally, axis=0), TIGHT, np.repeat(weights, tally))
        np.testing.assert_allclose(draws["r_squared"][number], fit.r_squared[[1, 3]], rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("weights", "found"),
    [
        (np.ones(59), r"float64 \(59,\), from 1 to 1"),
        (np.append(np.ones(59), 0.0), r"float64 \(60,\), from 0 to 1"),
        (np.append(np.ones(59), np.nan), r"float64 \(60,\), from nan to nan"),
    ],
)
def test_weights_that_cannot_weigh_are_refused(weights: np.ndarray, found: str) -> None:
    with pytest.raises(DataError, match=f"case weights that cannot weigh: case_weights: found {found}; expected 60"):
        estimate(answers(), model(), weights)


def test_no_weights_amount_to_no_number_of_cases() -> None:
    with pytest.raises(DataError, match="case weights that cannot weigh"):
        effective_cases(np.array([]))


def test_standardising_without_weights_is_unchanged() -> None:
    data = answers()
    np.testing.assert_allclose(standardise(data), standardise(data, case_weights=np.ones(60)), rtol=0, atol=1e-14)


def test_effective_cases_by_hand() -> None:
    """Weights 1, 2, 1: 16/6; equal weights count all cases; a weight of 1e12 among 199 ones counts alone."""
    assert effective_cases(np.array([1, 2, 1])) == pytest.approx(16 / 6)
    assert effective_cases(np.full(60, 0.3)) == pytest.approx(60)
    assert effective_cases(np.append(np.ones(199), 1e12)) == pytest.approx(1, abs=1e-9)


def test_the_fit_reports_its_effective_cases() -> None:
    assert estimate(answers(), model()).effective_cases == 60
    assert estimate(answers(), model(), WHOLE).effective_cases == pytest.approx(WHOLE.sum() ** 2 / (WHOLE**2).sum())
    assert np.isnan(estimate_from_correlations(correlate(answers()), model()).effective_cases)


@pytest.mark.parametrize("approach", APPROACHES)
def test_whole_weights_repeat_cases_in_both_stages_of_a_moderated_model(approach: str) -> None:
    """Also in resamples and without a case; the binary moderator's slopes at 0 and 1 too."""
    data = answers()
    data[:, 5] = data[:, 5] > 0
    built = ModeratedModel(TIGHT, (Product("X", "Z", "Y"), Product("X", "X", "Y")), approach, unstandardised=("Z",))
    weighted = estimate_moderated(data, built, WHOLE)
    repeated = estimate_moderated(np.repeat(data, WHOLE, axis=0), built)
    np.testing.assert_allclose(weighted.second.path_coefficients, repeated.second.path_coefficients, atol=1e-9)
    (_, slopes), (_, again) = simple_slopes(weighted), simple_slopes(repeated)
    # Standard deviations of either, with divisors N - 1 and sum of weights - 1, differ by less than 1 in 100.
    np.testing.assert_allclose(slopes, again, rtol=0.02, atol=1e-3)
    draws = bootstrap_moderated(data, built, 5, seed=2, case_weights=WHOLE).draws["path_coefficients"]
    for number, tally in enumerate(tallies(2, 5, 60)):
        fit = estimate_moderated(np.repeat(data, tally, axis=0), built, np.repeat(WHOLE, tally))
        rows, columns = np.nonzero(built.extended.structural_model)
        np.testing.assert_allclose(draws[number], fit.second.path_coefficients[rows, columns], rtol=0, atol=1e-8)
    without = jackknife_moderated(data, built, case_weights=WHOLE)["path_coefficients"][7]
    kept = np.arange(60) != 7
    fit = estimate_moderated(data[kept], built, WHOLE[kept])
    np.testing.assert_allclose(without, fit.second.path_coefficients[rows, columns], rtol=0, atol=1e-8)


HIGHER = HigherOrderModel.from_blocks(BLOCKS, {"H": ["X", "M"]}, [("H", "Y"), ("Z", "Y")])


@pytest.mark.parametrize(
    "call",
    [
        lambda weights: estimate(answers(), model(), weights),
        lambda weights: bootstrap(answers(), model(), 5, seed=1, case_weights=weights),
        lambda weights: estimate_higher_order(answers(), HIGHER, weights),
        lambda weights: estimate_moderated(answers(), ModeratedModel(model(), (Product("X", "M", "Y"),)), weights),
    ],
)
def test_weights_that_leave_too_few_cases_are_refused(call) -> None:
    """Y of `model` has three antecedents, so five cases are the fewest; of `HIGHER` in stage one too."""
    message = (
        "case weights that leave too few cases: case_weights: found 1 effective cases of 60, .*; expected at least 5"
    )
    with pytest.raises(DataError, match=message):
        call(np.append(np.ones(59), 1e12))


def test_as_many_effective_cases_as_a_sample_needs_are_enough() -> None:
    """Five cases of weight 1 and 55 of next to none are five cases; four are too few."""
    weights = np.where(np.arange(60) < 5, 1, 1e-13)
    assert estimate(answers(), model(), weights).effective_cases == pytest.approx(5)
    with pytest.raises(DataError, match="found 4 effective cases"):
        estimate(answers(), model(), np.where(np.arange(60) < 4, 1, 1e-13))


def test_equal_weights_of_as_few_cases_as_are_allowed_are_enough() -> None:
    pair = two_constructs(1, 1)
    data = answers(cases=3)[:, [0, 6]]
    weighted = estimate(data, pair, np.ones(3)).path_coefficients
    np.testing.assert_allclose(weighted, estimate(data, pair).path_coefficients, atol=1e-12)
