"""Without an effect, claims are found to be supported or contradicted as often as their level says.

Studies of 100 respondents answer the questionnaire from a population in which the claim's number is zero. Seeds are
fixed, so nothing is flaky; "within binomial error" is four standard errors of a share of 5 %.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from plssem import ConvergenceError, inference
from study.analysis.verdicts import DecisionRule, combine_verdicts
from study.claims.repetition import measure_draws
from study.setup.claim_declarations import Claims
from study.simulated.demonstration import SimulatedPopulation
from unit.claims.judged import CLAIMS, DECLARED, MODEL, SETTINGS, answers, draw_estimates

pytestmark = [pytest.mark.slow, pytest.mark.long]
STUDIES, CASES, RESAMPLES = 250, 100, 150


def found(population: SimulatedPopulation, ids: Sequence[str]) -> dict[str, np.ndarray]:
    """Judge some claims in every study; the verdicts (studies,) by claim."""
    chosen = replace(CLAIMS, claims=tuple(claim for claim in CLAIMS.claims if claim.id in ids))
    numbers = np.array([numbers_of(answers(population, CASES, seed), chosen, seed) for seed in range(STUDIES)])
    judged, place = {}, 0
    for claim in chosen.claims:
        pieces = []
        for _ in claim.evidence:
            t, lower, upper = numbers[:, place].T
            pieces.append(DecisionRule(claim.criterion, claim.sign, 1.96).verdicts(t, lower, upper))
            place += 1
        judged[claim.id] = combine_verdicts(pieces)
    return judged


def numbers_of(indicators: np.ndarray, claims: Claims, seed: int) -> np.ndarray:
    """Return t, lower and upper of every piece of evidence (pieces, 3); NaN where a model does not converge."""
    needed = replace(claims, claims=tuple(replace(claim, beside=()) for claim in claims.claims))
    try:
        drawn = draw_estimates(indicators, MODEL, needed, SETTINGS, (1, 5), RESAMPLES, seed)
    except ConvergenceError:
        return np.full((len(needed.measures), 3), np.nan)
    pieces = [measure_draws(one, drawn) for one in needed.measures]
    got = inference(np.array([p.estimate for p in pieces]), np.column_stack([p.resampled for p in pieces]))
    return np.column_stack([got.t, got.lower, got.upper])


def share(verdicts_of_claim: np.ndarray, *kinds: str) -> float:
    return float(np.isin(verdicts_of_claim, kinds).mean())


def error(level: float) -> float:
    return 4 * np.sqrt(level * (1 - level) / STUDIES)


@pytest.fixture(scope="module")
def without_effects() -> dict[str, np.ndarray]:
    """X1, X2 and X3 are correlated and have no effect on Y; the indirect effect is zero for that reason alone."""
    return found(replace(DECLARED, paths=(0.0, 0.0, 0.0)), ["H1", "H2", "H3", "C4"])


@pytest.mark.parametrize("claim", ["H1", "H2", "H3", "C4"])
def test_an_effect_that_is_zero(without_effects: dict[str, np.ndarray], claim: str) -> None:
    verdicts_of_claim = without_effects[claim]
    assert share(verdicts_of_claim, "supported", "contradicted") == pytest.approx(0.05, abs=error(0.05))
    assert share(verdicts_of_claim, "supported") == pytest.approx(0.025, abs=error(0.025))
    assert share(verdicts_of_claim, "not_testable") < 0.05


def test_dimensions_that_do_the_same() -> None:
    """Two independent claims together: a share of 5 % of twice as many verdicts."""
    same = replace(DECLARED, paths=(0.3, 0.3, 0.3), facet=0.2, error=dict.fromkeys(DECLARED.error, 0.2))
    both = np.concatenate([*found(same, ["C1", "C2"]).values()])
    assert share(both, "supported", "contradicted") == pytest.approx(0.05, abs=error(0.05))
    assert share(both, "supported") == pytest.approx(0.025, abs=error(0.025))


@pytest.mark.parametrize(
    ("population", "claim"),
    [(replace(DECLARED, paths=(0.25, 0.25, 0.25)), "C3"), (DECLARED, "C5")],
    ids=["three factors of the same weight", "no interaction"],
)
def test_a_claim_of_two_parts_is_supported_less_often(population: SimulatedPopulation, claim: str) -> None:
    """Both parts must speak for it, so 2.5 % is the most; either may speak against it, so 5 % is the most."""
    verdicts_of_claim = found(population, [claim])[claim]
    assert share(verdicts_of_claim, "supported") < 0.025 + error(0.025)
    assert share(verdicts_of_claim, "contradicted") < 0.05 + error(0.05)
