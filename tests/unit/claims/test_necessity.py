"""Necessary conditions of a study: tables, the rule of a verdict, a claim that rests on them, what is refused."""

import copy
from dataclasses import replace
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
import pytest

from study.analysis.dimension_tables import necessity_tables, score_table
from study.analysis.samples import Sample, engine_model
from study.analysis.verdicts import NOT_SUPPORTED, NOT_TESTABLE, SUPPORTED, judge_necessity
from study.base.errors import StudyErrors
from study.claims.judging import EvidenceSources, JudgingSettings, claims_table, evidence_table, judge
from study.claims.repetition import Estimates
from study.setup.claim_checks import check_claims
from study.setup.claim_declarations import Claim, Measure
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import Configuration, NecessitySection
from study.setup.consistency import check_consistency
from study.setup.schema_checks import validate
from unit.claims.judged import CLAIMS, DECLARED, IMPORTANCE, MODEL, NECESSITY, ROOT, SETTINGS, answers

CASES = 80


def analysed(section: NecessitySection = NECESSITY) -> dict[str, pd.DataFrame]:
    """X1 caps Y: no case above y = 20 + .8 x1; X2 and X3 have nothing to do with Y."""
    random = np.random.default_rng(1)
    scores = pd.DataFrame(random.uniform(0, 100, (CASES, 3)), columns=["X1", "X2", "X3"])
    scores["Y"] = random.uniform(0, 1, CASES) * (20 + 0.8 * scores["X1"])
    return necessity_tables(scores, IMPORTANCE, section, seed=1)


def test_a_condition_that_caps_the_outcome_is_necessary_and_the_others_are_not() -> None:
    table = analysed()["necessity"]
    assert list(table["condition"]) == ["X1", "X1", "X2", "X2", "X3", "X3"]
    assert list(table.loc[table["decisive"], "ceiling"]) == ["ce_fdh"] * 3
    assert table.set_index(["condition", "ceiling"])["necessary"].to_dict() == {
        (name, ceiling): name == "X1" for name in NECESSITY.conditions for ceiling in ("ce_fdh", "cr_fdh")
    }
    assert (table["effect_size"] * table["scope"] - table["ceiling_zone"]).abs().max() < 1e-9


def test_bottlenecks_and_the_combined_map_go_by_the_ceiling_that_decides() -> None:
    for ceiling in ("ce_fdh", "cr_fdh"):
        tables = analysed(replace(NECESSITY, ceiling=ceiling))
        required = tables["bottlenecks"].set_index(["condition", "outcome_level"])
        assert required.loc[("X1", 0), "requirement"] == "not_necessary"
        combined = tables["combined"].set_index("condition")
        for name in NECESSITY.conditions:
            at_level = required.loc[(name, 50)]
            of_ceiling = tables["necessity"][tables["necessity"]["ceiling"] == ceiling]
            assert combined.loc[name, "required"] == pytest.approx(at_level["required"], nan_ok=True)
            assert combined.loc[name, "share_below"] == at_level["share_below"]
            assert combined.loc[name, "effect_size"] == of_ceiling.set_index("condition").loc[name, "effect_size"]
        assert combined.loc["X1", ["importance", "performance"]].tolist() == [0.3, 60.0]


def test_a_theoretical_scope_names_levels_that_nobody_reached() -> None:
    section = replace(NECESSITY, scope="theoretical", levels=(50, 100), desired_level=100)
    table = analysed(section)["bottlenecks"]
    at_top = table[table["outcome_level"] == 100]
    assert set(at_top["requirement"]) == {"out_of_reach"}
    assert at_top["required"].isna().all()
    assert set(at_top["share_below"]) == {1.0}


def test_scores_are_those_of_the_study_from_0_to_100() -> None:
    indicators = answers(DECLARED, 60, seed=1)
    sample = Sample(MODEL, engine_model(MODEL, SETTINGS), indicators)
    table = score_table(sample, NECESSITY, (1, 5))
    assert list(table.columns) == ["X1", "X2", "X3", "Y"]
    assert len(table) == 60
    assert table.to_numpy().min() > -1e-9
    assert table.to_numpy().max() < 100 + 1e-9


@pytest.mark.parametrize(
    ("effect", "p", "verdict"),
    [
        (0.1, 0.049, SUPPORTED),
        (0.099, 0.001, NOT_SUPPORTED),
        (0.4, 0.05, NOT_SUPPORTED),
        (np.nan, 0.01, NOT_TESTABLE),
    ],
)
def test_both_the_effect_size_and_p_decide(effect: float, p: float, verdict: str) -> None:
    assert judge_necessity(effect, p, minimum=0.1, level=0.05) == verdict


def claim(condition: str) -> Claim:
    evidence = (Measure("necessity", {"condition": condition, "outcome": "Y"}),)
    text = {"en": f"{condition} is necessary for Y."}
    return Claim("N1", text, {"en": "theory"}, evidence)


@pytest.mark.parametrize(("condition", "verdict"), [("X1", "supported"), ("X2", "not_supported")])
def test_a_claim_of_necessity_is_judged_by_the_ceiling_that_decides(condition: str, verdict: str) -> None:
    table = analysed()["necessity"]
    empty = pd.DataFrame(columns=["claim", "test", "run", "t", "lower", "upper"])
    sources = EvidenceSources(Estimates(MODEL, {}), empty, necessity=table)
    settings = JudgingSettings(CLAIMS.stability, 1.96, 0.95, 0.8, 400, 10)
    judged = judge(claim(condition), sources, settings)
    row = table[table["decisive"]].set_index("condition").loc[condition]
    (evidence,) = evidence_table([judged]).to_dict("records")
    assert (evidence["estimate"], evidence["p"], evidence["verdict"]) == (row["effect_size"], row["p"], verdict)
    assert evidence["statistic"] == f"d({condition} -> Y)"
    assert np.isnan([evidence[name] for name in ("se", "t", "lower", "upper", "stability")]).all()
    (stated,) = claims_table([judged], 0.95).to_dict("records")
    assert (stated["verdict"], stated["certainty"], stated["decidable"]) == (verdict, row["certainty"], True)


def test_certainty_is_the_chance_of_the_same_verdict_with_other_permutations() -> None:
    """Phi(|p - level| / sqrt(2 p (1 - p) / B)); 1 where the effect is too small, which no permutation changes."""
    close = float(analysed()["necessity"]["p"].iloc[2]) + 0.01
    table = analysed(replace(NECESSITY, minimum_effect=0.001, significance_level=close))["necessity"]
    for row in table.to_dict("records"):
        error = np.sqrt(2 * row["p"] * (1 - row["p"]) / 400)
        expected = NormalDist().cdf(abs(row["p"] - close) / error) if row["effect_size"] >= 0.001 else 1
        assert row["certainty"] == pytest.approx(expected)
    assert table["certainty"].between(0.5, 0.999).any()
    assert set(analysed(replace(NECESSITY, minimum_effect=0.99))["necessity"]["certainty"]) == {1.0}


def refusals(**changes: Any) -> list[str]:
    content = copy.deepcopy(read_yaml(ROOT / "config" / "config.yaml"))
    content["necessity"].update(changes)
    with pytest.raises(StudyErrors) as caught:
        check_content(content)
    return str(caught.value).splitlines()


def check_content(content: dict[str, Any]) -> None:
    validate(content, ROOT / "workflow" / "schemas" / "config.schema.yaml", "config.yaml")
    check_consistency(Configuration.from_config(content), MODEL, read_codebook(ROOT / "config" / "codebook.yaml"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"conditions": ["X1", "X4"]}, "necessity.conditions: found X4; expected some of X1, X2, X3; correct the name"),
        ({"conditions": ["X1", "Y"]}, "necessity.conditions: found Y, the outcome itself; expected some of X1, X2, X3"),
        (
            {"outcome": "X1", "conditions": ["X2"]},
            "necessity.outcome: found X1; expected a construct that a path leads",
        ),
        ({"desired_level": 85}, "necessity.desired_level: found 85; expected one of necessity.levels: 0, 10, "),
        ({"levels": [50, 120], "desired_level": 50}, "found 120; expected per cent from 0 to 100"),
        (
            {"permutations": 100, "significance_level": 0.005},
            "necessity.permutations: found 100 for a level of 0.005; expected 200 or more; permute more often",
        ),
        ({"ceiling": "ols"}, "found 'ols'; expected ce_fdh or cr_fdh"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_in_one_line(changes: dict[str, Any], said: str) -> None:
    (line,) = refusals(**changes)
    assert said in line


@pytest.mark.parametrize("section", [None, NECESSITY])
def test_a_claim_of_a_necessity_that_is_not_declared_is_refused(section: NecessitySection | None) -> None:
    declared = replace(CLAIMS, claims=(claim("X9"),))
    with pytest.raises(StudyErrors) as caught:
        check_claims(declared, MODEL, True, "claims.yaml", section)
    (line,) = str(caught.value).splitlines()
    known = "X1 for Y, X2 for Y, X3 for Y" if section else "nothing"
    assert f"found X9 for Y; expected what the configuration declares under necessity: {known}; " in line


def test_a_claim_of_necessity_expects_no_negative_sign() -> None:
    declared = replace(CLAIMS, claims=(replace(claim("X1"), direction="negative"),))
    with pytest.raises(StudyErrors, match="found direction negative; expected positive"):
        check_claims(declared, MODEL, True, "claims.yaml", NECESSITY)


def test_the_schema_of_claims_knows_the_kind() -> None:
    content = copy.deepcopy(read_yaml(ROOT / "config" / "claims.yaml"))
    content["claims"][0]["evidence"] = [{"kind": "necessity", "condition": "X1", "outcome": "Y"}]
    validate(content, ROOT / "workflow" / "schemas" / "claims.schema.yaml", "claims.yaml")
    content["claims"][0]["evidence"] = [{"kind": "necessity", "condition": "X1"}]
    with pytest.raises(StudyErrors, match="outcome"):
        validate(content, ROOT / "workflow" / "schemas" / "claims.schema.yaml", "claims.yaml")
