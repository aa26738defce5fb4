"""Answers from two populations, one as the paper claims and one the other way round, flip the verdicts."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from study.setup.claim_declarations import Claim, Measure
from study.simulated.demonstration import SimulatedPopulation
from unit.claims.judged import CLAIMS, DECLARED, MODEL, SLOWER, answers, judge

FASTER = {2022: [0.95], 2023: [1.85, 2.14, 6.87]}
DRAWN = ["H1", "H2", "H3", "C1", "C2", "C3", "C4", "C5"]


def population(sign: int) -> SimulatedPopulation:
    """Effects of the sign that the paper claims, or of the other; in the second, X3 is the strongest against Y.

    Dimensions differ by 30 % of an indicator's variance, so that one of them can have an effect of its own.
    """
    return replace(
        DECLARED,
        correlations=((1, 0.3, 0.3), (0.3, 1, 0.5), (0.3, 0.5, 1)),
        paths=tuple(sign * path for path in (0.05, 0.05, 0.6)),
        facet=0.3,
        error=dict.fromkeys(DECLARED.error, 0.2),
        own={"backward_linkages": sign * 0.3, "spatial_agglomeration": sign * 0.3},
        interactions={("X2", "X3"): sign * 0.2, ("X1", "X3"): sign * 0.2},
    )


@pytest.fixture(scope="module")
def as_claimed() -> pd.DataFrame:
    return judge(answers(population(1), 1000, seed=1))[0]


@pytest.fixture(scope="module")
def opposite() -> pd.DataFrame:
    return judge(answers(population(-1), 1000, seed=1), growth=FASTER)[0]


@pytest.mark.parametrize("claim", [*DRAWN, "C6", "C9"])
def test_a_population_as_the_paper_claims_supports_every_claim(as_claimed: pd.DataFrame, claim: str) -> None:
    assert as_claimed.loc[claim, "verdict"] == "supported"
    assert as_claimed.loc[claim, "text"] == f"{claim}.supported"


@pytest.mark.parametrize("claim", [*DRAWN, "C9"])
def test_the_opposite_population_contradicts_every_claim(opposite: pd.DataFrame, claim: str) -> None:
    assert opposite.loc[claim, "verdict"] == "contradicted"


@pytest.mark.parametrize("claim", ["C7", "C8"])
def test_what_is_not_measured_is_never_judged(as_claimed: pd.DataFrame, opposite: pd.DataFrame, claim: str) -> None:
    for table in (as_claimed, opposite):
        assert table.loc[claim, "verdict"] == "not_testable"
        assert table.loc[claim, ["estimate", "p", "stability", "certainty"]].isna().all()


@pytest.mark.parametrize("paths", [(0.4, 0.3, 0.0), (0.0, 0.0, 0.5)], ids=["structure alone", "support alone"])
def test_a_part_that_explains_all_leaves_nothing_to_the_whole_model(paths: tuple[float, ...]) -> None:
    claims, evidence = judge(answers(replace(DECLARED, paths=paths), 400, seed=2), growth=SLOWER)
    assert claims.loc["C6", "verdict"] == "not_supported"
    parts = evidence[evidence["claim"] == "C6"].set_index("statistic")["verdict"]
    weaker, enough = ("support_only", "structure_only") if paths[0] else ("structure_only", "support_only")
    assert parts[f"{weaker} − main"] == "supported"
    assert parts[f"{enough} − main"] != "supported"


def test_a_whole_model_that_predicts_worse_than_a_part_contradicts_the_claim() -> None:
    """X3 acts on the two items of the outcome that vary most, X1 and X2 on the four that vary least. Standardised, the
    four outweigh the two: the whole model turns to them, and loses more squared points than it gains.
    """
    generator = np.random.default_rng(0)
    cases = 400
    scores = dict(zip(("X1", "X2", "X3"), generator.standard_normal((3, cases)), strict=True))
    wide = 0.7 * scores["X3"] + 0.7 * generator.standard_normal(cases)
    narrow = 0.65 * scores["X1"] + 0.65 * scores["X2"] + 0.4 * generator.standard_normal(cases)
    items = []
    for code in MODEL.indicators:
        of_outcome = (1.2 * wide if code in ("Y.1", "Y.2") else 0.3 * narrow) if code.startswith("Y") else None
        score = scores[MODEL.construct_of(code)] if of_outcome is None else of_outcome
        items.append(3 + score + 0.1 * generator.standard_normal(cases))
    claims, evidence = judge(np.clip(np.column_stack(items), 1, 5))
    pieces = evidence[evidence["claim"] == "C6"].set_index("statistic")["verdict"]
    assert pieces["support_only − main"] == "contradicted"
    assert claims.loc["C6", "verdict"] == "contradicted"
    assert claims.loc["C6", "text"] == "C6.contradicted"


def test_a_part_that_is_said_to_predict_better_than_the_whole_is_contradicted() -> None:
    turned = Measure("comparison_of_models", {"model": "support_only", "rival": "main", "outcome": "Y"})
    text = {"id": "pernyataan", "en": "statement"}
    claims = replace(CLAIMS, claims=(Claim("A", text, text, (turned,), criterion="t"),))
    assert judge(answers(population(1), 1000, seed=1), claims)[0].loc["A", "verdict"] == "contradicted"


def test_the_hypotheses_are_judged_as_in_the_table_of_paths(as_claimed: pd.DataFrame) -> None:
    own = as_claimed.loc[["H1", "H2", "H3"]]
    assert (own["criterion"] == "t").all()
    assert ((own["t"] > 1.96) == (own["verdict"] == "supported")).all()


def test_what_drives_nothing_is_not_the_most_decisive_driver() -> None:
    """X1 and X2 act against Y and X3 does nothing: its path exceeds both of theirs without being a driver."""
    generator = np.random.default_rng(0)
    scores = generator.standard_normal((100, 3))
    scores[:, 1:] += 0.3 * scores[:, [0]]
    outcome = scores @ np.array([-0.5, -0.45, 0.05]) + 0.7 * generator.standard_normal(100)
    of = dict(zip(("X1", "X2", "X3", "Y"), np.column_stack([scores, outcome]).T, strict=True))
    items = [of[MODEL.construct_of(code)] + 0.4 * generator.standard_normal(100) for code in MODEL.indicators]
    claims, evidence = judge(np.clip(np.round(3 + np.column_stack(items)), 1, 5))
    pieces = evidence[evidence["claim"] == "C3"].set_index("statistic")["verdict"]
    assert pieces.tolist() == ["supported", "supported", "not_supported"]
    assert claims.loc["C3", "verdict"] == "not_supported"


@pytest.mark.parametrize(("claim", "dimension"), [("C1", "backward_linkages"), ("C2", "spatial_agglomeration")])
def test_a_lead_over_what_acts_against_the_outcome_is_no_contribution(claim: str, dimension: str) -> None:
    """The leading dimension has no effect, the other a negative one: the difference alone would support the claim."""
    other = {"backward_linkages": "forward_linkages", "spatial_agglomeration": "cooperation"}[dimension]
    against = replace(
        DECLARED, paths=(0.0, 0.0, 0.0), facet=0.5, error=dict.fromkeys(DECLARED.error, 0.2), own={other: -0.6}
    )
    claims, evidence = judge(answers(against, 1000, seed=1))
    pieces = evidence[evidence["claim"] == claim].set_index("kind")["verdict"]
    assert pieces["difference_of_dimension_effects"] == "supported"
    assert pieces["dimension_effect"] != "supported"
    assert claims.loc[claim, "verdict"] == pieces["dimension_effect"]
