"""The importance-performance map: worked by hand, equal to the unstandardised equations, bootstrap by a plain loop."""

import numpy as np
import pytest

from plssem import DataError, Model, ModelError, construct_scores, equations, estimate
from plssem.importance import bootstrap_importance, importance_performance, rescaled_scores
from unit.plssem.resamples import tallies
from unit.plssem.samples import answers, likert, model

SINGLE = Model.from_blocks({"X": ["x"], "Y": ["y"]}, [("X", "Y")])


def test_single_items_worked_by_hand() -> None:
    """x = 1, 2, 3, 4 of 1 to 5; y = 2, 4, 3, 7 of 1 to 11: slope 7/5 = 1.4 points of y per point of x.

    On 0 to 100, y has 10 points per point and x 25: 1.4 (10/25) = .56. Mean of x 2.5: 37.5; of y 4: 30.
    """
    data = np.array([[1.0, 2], [2, 4], [3, 3], [4, 7]])
    found = importance_performance(data, estimate(data, SINGLE), "Y", 1, np.array([5, 11]))
    np.testing.assert_allclose(found.construct_importance, [0.56, np.nan], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.indicator_importance, [0.56, np.nan], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.construct_performance, [37.5, 30], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.indicator_performance, [37.5, 30], rtol=0, atol=1e-12)


def test_importance_is_the_total_effect_in_the_unstandardised_equations() -> None:
    data = likert()
    fit = estimate(data, model())
    found = importance_performance(data, fit, "Y", 1, 5)
    for_m, for_y = (dict(zip(one.sources, one.unstandardised, strict=True)) for one in equations(data, fit))
    expected = [for_y["X"] + for_m["X"] * for_y["M"], for_y["M"], for_y["Z"], np.nan]
    np.testing.assert_allclose(found.construct_importance, expected, rtol=0, atol=1e-12)


def test_indicators_share_their_constructs_importance_and_make_up_its_performance() -> None:
    data = likert()
    found = importance_performance(data, estimate(data, model()), "Y", 1, 5)
    owned = found.indicator_importance[:3]
    assert owned.sum() == pytest.approx(found.construct_importance[0], abs=1e-12)
    performance = owned @ found.indicator_performance[:3] / owned.sum()
    assert performance == pytest.approx(found.construct_performance[0], abs=1e-12)
    assert np.isnan(found.indicator_importance[6:]).all()


def test_scores_of_cases_are_the_standardised_ones_on_the_scale_of_performance() -> None:
    data = likert()
    fit = estimate(data, model())
    scores = rescaled_scores(data, fit, 1, 5)
    performance = importance_performance(data, fit, "Y", 1, 5).construct_performance
    np.testing.assert_allclose(scores.mean(axis=0), performance, rtol=0, atol=1e-12)
    standardised = (scores - scores.mean(axis=0)) / scores.std(axis=0, ddof=1)
    np.testing.assert_allclose(standardised, construct_scores(data, fit), rtol=0, atol=1e-12)
    assert ((scores > -1e-9) & (scores < 100 + 1e-9)).all()


def test_a_wider_scale_stated_lowers_performance_and_leaves_importance() -> None:
    """1 to 5 seen as 1 to 9: half as far up; all constructs alike, so their effects on each other stay."""
    data = likert()
    fit = estimate(data, model())
    narrow, wide = (importance_performance(data, fit, "Y", 1, highest) for highest in (5, 9))
    np.testing.assert_allclose(wide.construct_performance, narrow.construct_performance / 2, rtol=0, atol=1e-12)
    np.testing.assert_allclose(wide.construct_importance, narrow.construct_importance, rtol=0, atol=1e-12)


def test_the_bootstrap_equals_a_plain_loop() -> None:
    data = likert()
    result = bootstrap_importance(data, model(tolerance=1e-14), "Y", 1, 5, 12, seed=5)
    for number, tally in enumerate(tallies(5, 12, 60)):
        cases = np.repeat(data, tally, axis=0)
        plain = importance_performance(cases, estimate(cases, model(tolerance=1e-14)), "Y", 1, 5)
        for name, draws in result.draws.items():
            np.testing.assert_allclose(draws[number], getattr(plain, name), rtol=0, atol=1e-10, err_msg=name)
    assert result.names["construct_importance"] == model().constructs


@pytest.mark.parametrize(("lowest", "highest"), [(2, 5), (1, 4), (5, 1)])
def test_a_scale_that_does_not_hold_the_answers_is_refused(lowest: float, highest: float) -> None:
    data = likert()
    with pytest.raises(DataError, match=r"outside their response scale: indicator x1: found answers from 1 to 5"):
        importance_performance(data, estimate(data, model()), "Y", lowest, highest)


def test_a_target_without_antecedents_is_refused() -> None:
    data = likert()
    with pytest.raises(ModelError, match="unknown construct with antecedents: target: found 'X'; expected one of M, Y"):
        importance_performance(data, estimate(data, model()), "X", 1, 5)


def test_answers_that_do_not_vary_on_their_scale_have_no_importance() -> None:
    data = answers(cases=40) * 1e-20
    found = importance_performance(data, estimate(data, model()), "Y", -1, 1)
    assert np.isnan(found.construct_importance).all()
