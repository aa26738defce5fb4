"""Verdicts by hand."""

import numpy as np
import pytest

from plssem import certainty
from study.analysis.verdicts import DecisionRule, combine_verdicts, find_deciding, judge_trend

NAN = float("nan")


def numbers(t: float, lower: float, upper: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return np.array([t]), np.array([lower]), np.array([upper])


@pytest.mark.parametrize(
    ("criterion", "t", "lower", "upper", "positive", "negative"),
    [
        ("t", 1.97, -0.1, 0.5, "supported", "contradicted"),
        ("t", 1.96, 0.1, 0.5, "not_supported", "not_supported"),
        ("t", -2.5, -0.5, -0.1, "contradicted", "supported"),
        ("t", NAN, 0.1, 0.5, "not_testable", "not_testable"),
        ("interval", 0.2, 0.01, 0.5, "supported", "contradicted"),
        ("interval", 9.0, 0.0, 0.5, "not_supported", "not_supported"),
        ("interval", 0.2, -0.5, -0.01, "contradicted", "supported"),
        ("interval", 9.0, -0.1, 0.5, "not_supported", "not_supported"),
        ("interval", 9.0, NAN, NAN, "not_testable", "not_testable"),
    ],
)
def test_the_criterion_and_the_expected_sign_decide(
    criterion: str, t: float, lower: float, upper: float, positive: str, negative: str
) -> None:
    assert DecisionRule(criterion, 1, 1.96).verdicts(*numbers(t, lower, upper)) == [positive]
    assert DecisionRule(criterion, -1, 1.96).verdicts(*numbers(t, lower, upper)) == [negative]


def test_many_studies_are_judged_at_once() -> None:
    t = np.array([2.0, 0.0, -2.0, NAN])
    found = DecisionRule("t", 1, 1.96).verdicts(t, t, t)
    assert found.tolist() == ["supported", "not_supported", "contradicted", "not_testable"]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "not_supported"], "not_supported"),
        (["supported", "contradicted"], "contradicted"),
        (["not_supported", "contradicted"], "contradicted"),
        (["contradicted", "not_testable"], "not_testable"),
    ],
)
def test_all_evidence_must_speak_for_a_claim_and_one_piece_against_it_is_enough(
    pieces: list[str], expected: str
) -> None:
    assert combine_verdicts([np.array([piece]) for piece in pieces]) == [expected]
    assert combine_verdicts([np.array([piece]) for piece in reversed(pieces)]) == [expected]


def test_the_weakest_piece_with_the_verdict_of_the_claim_decides() -> None:
    assert find_deciding(["supported", "supported"], "supported", [3.0, 2.1]) == 1
    assert find_deciding(["supported", "not_supported"], "not_supported", [2.0, 2.2]) == 1
    assert find_deciding(["contradicted", "contradicted"], "contradicted", [-2.0, -4.0]) == 1
    assert find_deciding(["not_testable", "supported"], "not_testable", [NAN, 3.0]) == 0


def test_a_margin_is_the_distance_beyond_the_criterion() -> None:
    """|-2.5| - 1.96 = .54; [.1, .4] lies .1 above zero, [-.4, -.1] lies .1 below it, [-.1, .4] reaches .1 beyond it."""
    assert DecisionRule("t", 1, 1.96).margins(*numbers(-2.5, 0, 0))[0] == pytest.approx(0.54)
    for lower, upper, margin in ((0.1, 0.4, 0.1), (-0.4, -0.1, 0.1), (-0.1, 0.4, -0.1)):
        assert DecisionRule("interval", 1, 1.96).margins(*numbers(0, lower, upper))[0] == pytest.approx(margin)


@pytest.mark.parametrize(
    ("values", "down", "up"),
    [
        ([6.87, 2.14, 1.85, 0.95], "supported", "contradicted"),
        ([0.95, 1.85], "contradicted", "supported"),
        ([6.87, 2.14, 2.14], "not_supported", "not_supported"),
        ([6.87, 2.14, 3.0], "not_supported", "not_supported"),
        ([6.87, NAN, 0.95], "supported", "contradicted"),
        ([6.87], "not_testable", "not_testable"),
    ],
)
def test_every_step_of_a_series_must_go_one_way(values: list[float], down: str, up: str) -> None:
    assert judge_trend(values, -1) == down
    assert judge_trend(values, 1) == up


def test_certainty_is_the_normal_chance_of_staying_on_the_same_side() -> None:
    """Repeated margins 0, .2, .4 have the standard deviation .2; a quarter of the resamples: error .2 * sqrt(.25) = .1.

    A margin of +-.1 lies one error away; the other run errs as much: Phi(1 / sqrt(2)) = .7602; of 0: 1/2. Without any
    spread there is no doubt.
    """
    repeated = np.array([[0.0], [0.2], [0.4]])
    for margin in (0.1, -0.1):
        assert certainty(np.array([margin]), repeated, 0.25)[0] == pytest.approx(0.760250, abs=1e-6)
    assert certainty(np.array([0.0]), repeated, 0.25)[0] == 0.5
    assert certainty(np.array([0.1]), np.full((3, 1), 0.1), 0.25)[0] == 1.0
    assert np.isnan(certainty(np.array([NAN]), repeated, 0.25)[0])
    assert np.isnan(certainty(np.array([0.1]), np.array([[0.1], [NAN]]), 0.25)[0])


def test_certainty_is_how_often_another_run_ends_on_the_same_side() -> None:
    """Pairs of runs with error 1 about the same truth, which may lie anywhere: 95 % means 95 % of the pairs."""
    generator = np.random.default_rng(1)
    truth = generator.uniform(-20, 20, 400_000)
    once, again = (truth + generator.standard_normal(truth.size) for _ in range(2))
    repeated = np.sqrt(2) * np.array([[-0.5], [0.5]])  # standard deviation 1
    claimed = certainty(once, np.broadcast_to(repeated, (2, truth.size)), 1.0)
    near = (claimed > 0.94) & (claimed < 0.96)
    assert (np.sign(once[near]) == np.sign(again[near])).mean() == pytest.approx(0.95, abs=0.01)
