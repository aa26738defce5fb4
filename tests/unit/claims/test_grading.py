"""Doubts, leaning, adjusted p and grade of statements made up for it, each worked by hand."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from study.analysis.verdicts import INTERVAL, DecisionRule, T
from study.claims.grading import (
    DOUBTS,
    MEASUREMENT,
    Findings,
    GradingSettings,
    JudgedStatement,
    VerdictInputs,
    doubtful_table,
    grade_table,
    state_claims,
    state_hypotheses,
)
from unit.claims.judged import CLAIMS, MODEL, ROOT

SETTINGS = GradingSettings(
    thresholds={"cronbach_alpha": 0.7, "composite_reliability": 0.7, "ave": 0.5, "htmt": 0.9},
    stable_share=0.95,
    significance_level=0.05,
    minimum_path=0.25,
    narrow_margin=0.5,
    leaning_margin=1.0,
    critical_t=1.96,
)
CONSTRUCTS = ["X1", "X2", "X3", "Y"]
GOOD = {"cronbach_alpha": 0.8, "composite_reliability": 0.85, "ave": 0.6}
PAIRS = pd.DataFrame({"construct_1": ["X1", "X2"], "construct_2": ["X2", "Y"], "htmt": [0.5, 0.6]})


def statement(
    numbers: Sequence[float] = (0.4, 0.1, 0.2, 0.6), verdict: str = "supported", p: float = 0.001, **other: Any
) -> JudgedStatement:
    """H1 by t, with estimate, standard error, lower and upper bound."""
    estimate, error, lower, upper = numbers
    known = {
        "estimate": estimate,
        "se": error,
        "t": estimate / error if error else np.nan,
        "p": p,
        "lower": lower,
        "upper": upper,
    }
    one = JudgedStatement(
        id="H1",
        hypothesis="H1",
        family="confirmatory",
        verdict=verdict,
        rule=DecisionRule(T, 1, 1.96),
        kind="path",
        numbers=known,
        concepts=("X1", "Y"),
        paths=("X1 -> Y",),
        path="X1 -> Y",
    )
    return replace(one, **other)


def reliability(**changed: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame([{"construct": name, **GOOD, **changed.get(name, {})} for name in CONSTRUCTS])


def findings(**tables: Any) -> Findings:
    return Findings(**{"reliability": reliability(), "htmt": PAIRS, **tables})


def graded(one: JudgedStatement, **tables: Any) -> dict[str, Any]:
    return grade_table(MODEL, [one], findings(**tables), SETTINGS).iloc[0].to_dict()


def ends(source: str = "X1", target: str = "Y", **columns: Any) -> pd.DataFrame:
    return pd.DataFrame([{"source": source, "target": target, **columns}])


def test_nothing_speaks_against_a_clear_verdict() -> None:
    row = graded(statement())
    assert not any(row[name] for name in DOUBTS)
    assert (row["measurement"], row["rival"], row["leaning"], row["alternative"]) == ("", "", "", "")
    assert (row["doubts"], row["grade"]) == (0, "strong")


@pytest.mark.parametrize(
    ("numbers", "criterion", "narrow"),
    [
        ((0.240, 0.1, 0.05, 0.43), T, True),  # t = 2.40, 0.44 above 1.96
        ((0.250, 0.1, 0.06, 0.44), T, False),  # t = 2.50, 0.54 above
        ((0.150, 0.1, -0.05, 0.35), T, True),  # t = 1.50, 0.46 below
        ((0.140, 0.1, -0.06, 0.34), T, False),  # t = 1.40, 0.56 below
        ((-0.24, 0.1, -0.43, -0.05), T, True),
        ((0.240, 0.1, 0.04, 0.44), INTERVAL, True),  # the lower bound lies 0.4 standard errors above zero
        ((0.260, 0.1, 0.06, 0.46), INTERVAL, False),
        ((0.140, 0.1, -0.04, 0.34), INTERVAL, True),  # 0.4 below
        ((-0.26, 0.1, -0.46, -0.06), INTERVAL, False),
        ((-0.24, 0.1, -0.44, -0.04), INTERVAL, True),
        ((1.0, 0.0, 1.0, 1.0), INTERVAL, False),  # a path that is 1 in every resample
    ],
)
def test_a_verdict_is_close_within_half_a_standard_error_of_its_limit(
    numbers: Sequence[float], criterion: str, narrow: bool
) -> None:
    assert graded(statement(numbers, rule=DecisionRule(criterion, 1, 1.96)))["narrow"] == narrow


@pytest.mark.parametrize(
    ("numbers", "kind", "disagree"),
    [
        ((0.20, 0.1, -0.01, 0.41), "path", True),  # t = 2.0 speaks for it, the interval does not
        ((0.19, 0.1, 0.01, 0.39), "path", True),
        ((0.40, 0.1, 0.20, 0.60), "path", False),
        ((0.20, 0.1, -0.01, 0.41), "comparison_of_models", False),  # one criterion, in two forms
    ],
)
def test_criteria_disagree_where_t_and_interval_give_two_verdicts(
    numbers: Sequence[float], kind: str, disagree: bool
) -> None:
    assert graded(statement(numbers, kind=kind))["criteria"] == disagree


@pytest.mark.parametrize(("share", "doubted"), [(0.949, True), (0.95, False), (np.nan, False)])
def test_a_finding_depends_on_the_analysis_below_the_stable_share(share: float, doubted: bool) -> None:
    assert graded(statement(), robustness=ends(share_same=share))["robustness"] == doubted
    assert not graded(statement(), robustness=ends("X2", share_same=share))["robustness"]
    assert not graded(statement(path=None), robustness=ends(share_same=share))["robustness"]


@pytest.mark.parametrize(("p", "doubted"), [(0.049, True), (0.05, False), (np.nan, False)])
def test_a_copula_term_below_the_level_hints_at_endogeneity_of_every_path_used(p: float, doubted: bool) -> None:
    assert graded(statement(), endogeneity=ends(p=p))["endogeneity"] == doubted
    of_two = statement(path=None, paths=("X3 -> Y", "X1 -> Y"))
    assert graded(of_two, endogeneity=ends(p=p))["endogeneity"] == doubted
    assert not graded(statement(paths=("X3 -> Y",)), endogeneity=ends(p=p))["endogeneity"]


@pytest.mark.parametrize(
    ("verdict", "doubted"), [("not_supported", True), ("supported", False), ("not_testable", False)]
)
def test_consistent_pls_is_heard_where_its_solution_is_admissible(verdict: str, doubted: bool) -> None:
    assert graded(statement(), consistent=ends(verdict=verdict))["estimator"] == doubted
    assert not graded(statement(path=None), consistent=ends(verdict=verdict))["estimator"]


def test_rivals_are_named_in_which_the_same_path_has_another_verdict() -> None:
    rivals = pd.DataFrame(
        [
            {"model": "mediation", "kind": "direct", "path": "X1 -> Y", "t": 1.2, "lower": -0.1, "upper": 0.3},
            {"model": "structure_only", "kind": "direct", "path": "X1 -> Y", "t": 3.0, "lower": 0.1, "upper": 0.5},
            {"model": "third", "kind": "direct", "path": "X1 -> Y", "t": -3.0, "lower": -0.5, "upper": -0.1},
            {"model": "other", "kind": "total", "path": "X1 -> Y", "t": 0.1, "lower": -0.5, "upper": 0.5},
            {"model": "another", "kind": "direct", "path": "X2 -> Y", "t": 0.1, "lower": -0.5, "upper": 0.5},
        ]
    )
    row = graded(statement(), rivals=rivals)
    assert row["rival"] == "mediation, third"
    assert (row["doubts"], row["grade"]) == (1, "moderate"), "rivals count once"
    assert graded(statement(path=None), rivals=rivals)["rival"] == ""


FOUND, LOST = {"t": 4.0, "lower": 0.2, "upper": 0.6}, {"t": 1.2, "lower": -0.1, "upper": 0.3}
BESIDE_T = {"t": 2.1, "lower": -0.1, "upper": 0.5}  # by t the same verdict, by the interval another


def beside(prefix: str, numbers: dict[str, float]) -> dict[str, float]:
    return {f"{prefix}{name}": value for name, value in numbers.items()}


@pytest.mark.parametrize(("table", "prefix"), [("imputation", "imputed_"), ("method_variance", "marked_")])
@pytest.mark.parametrize(
    ("numbers", "doubted"), [(FOUND, False), (LOST, True), (BESIDE_T, False), (dict.fromkeys(FOUND, np.nan), False)]
)
def test_imputed_answers_and_a_marker_are_judged_by_the_rule_of_the_statement(
    table: str, prefix: str, numbers: dict[str, float], doubted: bool
) -> None:
    """The table's own verdicts may be those of a hypothesis with another criterion, and are not read."""
    changed = {table: ends(**beside(prefix, numbers))}
    row = graded(statement(), **changed)
    assert (row[table], row["grade"]) == (doubted, "moderate" if doubted else "strong")
    assert not graded(statement(path=None), **changed)[table]
    assert not graded(statement(), **{table: ends("X2", **beside(prefix, LOST))})[table]
    assert not graded(statement(), **{table: pd.DataFrame(columns=["source", "target"])})[table]
    by_interval = statement(rule=DecisionRule(INTERVAL, 1, 1.96))
    assert graded(by_interval, **{table: ends(**beside(prefix, BESIDE_T))})[table]


@pytest.mark.parametrize(("turning", "doubted"), [(0, False), (1, True), (7, True), (np.nan, False)])
def test_one_respondent_without_whom_the_verdict_is_another_is_a_doubt(turning: float, doubted: bool) -> None:
    assert graded(statement(), influence=ends(turning=turning))["influence"] == doubted
    assert not graded(statement(), influence=ends("X2", turning=turning))["influence"]


@pytest.mark.parametrize(
    ("plain", "corrected", "doubted"),
    [
        ("supported", "supported", False),
        ("not_supported", "supported", True),
        ("supported", "contradicted", True),
        ("supported", "not_testable", False),  # not admissible
        (np.nan, np.nan, False),  # a path without hypothesis
    ],
)
def test_ordinal_estimators_are_heard_where_their_solutions_are_admissible(
    plain: Any, corrected: Any, doubted: bool
) -> None:
    table = ends(ordinal_verdict=plain, ordinal_consistent_verdict=corrected)
    assert graded(statement(), ordinal=table)["ordinal"] == doubted


def test_consistent_pls_without_a_verdict_is_no_doubt() -> None:
    """A claim may rest on a path that has no hypothesis."""
    assert not graded(statement(), consistent=ends(verdict=np.nan))["estimator"]


def controlled(model: str, with_them: dict[str, float], without: dict[str, float]) -> pd.DataFrame:
    return ends(model=model, role="path", **with_them, **beside("without_", without))


def test_control_variables_are_a_doubt_where_the_verdict_changes_with_them() -> None:
    stays, turns = controlled("main", FOUND, FOUND), controlled("controlled", LOST, FOUND)
    own = ends(model="main", role="control", **LOST, **beside("without_", FOUND))
    rivals = pd.DataFrame([{"model": "controlled", "kind": "direct", "path": "X1 -> Y", **LOST}])
    assert graded(statement(), controls=pd.concat([stays, own]))["controls"] == ""
    row = graded(statement(), controls=pd.concat([stays, turns]), rivals=rivals)
    assert (row["controls"], row["rival"], row["doubts"]) == ("controlled", "", 1), "one reason, told once"
    assert graded(statement(), controls=controlled("main", FOUND, LOST))["controls"] == "main"
    assert graded(statement(), controls=stays, rivals=rivals)["rival"] == "controlled"
    unknown = controlled("main", FOUND, dict.fromkeys(FOUND, np.nan))
    assert graded(statement(), controls=unknown)["controls"] == ""


def test_a_study_without_hypotheses_has_the_heads_alone() -> None:
    """The table is read by the pages of results whether it has rows or not."""
    table = grade_table(MODEL, [], findings(), SETTINGS)
    assert table.empty
    assert list(table) == list(grade_table(MODEL, [statement()], findings(), SETTINGS))


def test_p_values_of_the_confirmatory_family_are_adjusted_by_holm() -> None:
    """0.01 * 3 = 0.03; 0.03 * 2 = 0.06; 0.04 * 1 = 0.04, made no smaller than 0.06. The exploratory one has none."""
    family = [
        statement(id=name, p=p, numbers=(0.4, 0.1, 0.2, 0.6)) for name, p in (("H1", 0.04), ("H2", 0.01), ("H3", 0.03))
    ]
    further = [statement(id="C1", p=0.001, family="exploratory"), statement(id="H4", p=np.nan)]
    table = grade_table(MODEL, [*family, *further], findings(), SETTINGS).set_index("id")
    assert table.loc[["H1", "H2", "H3"], "p_holm"].tolist() == pytest.approx([0.06, 0.03, 0.06])
    assert table.loc[["C1", "H4"], "p_holm"].isna().all()
    assert table["multiplicity"].tolist() == [True, False, True, False, False]


def test_multiplicity_does_not_touch_what_is_not_supported() -> None:
    assert not graded(statement(TOWARDS, "not_supported", p=0.2))["multiplicity"]
    assert graded(statement((-0.4, 0.1, -0.6, -0.2), "contradicted", p=0.06))["multiplicity"]
    assert [graded(statement(p=p))["multiplicity"] for p in (0.049, 0.05)] == [False, True]


TRIVIAL, TOWARDS, AWAY, ANYWHERE = (
    (0.03, 0.05, -0.07, 0.13),
    (0.15, 0.10, -0.05, 0.35),
    (-0.15, 0.10, -0.35, 0.05),
    (0.02, 0.20, -0.38, 0.42),
)


@pytest.mark.parametrize(
    ("numbers", "sign", "leaning"),
    [
        (TRIVIAL, 1, "trivial"),
        (TRIVIAL, -1, "trivial"),
        (TOWARDS, 1, "for"),
        (TOWARDS, -1, "against"),
        (AWAY, 1, "against"),
        (AWAY, -1, "for"),
        (ANYWHERE, 1, "open"),
        ((0.032, 0.139, -0.24, 0.31), 1, "without_opposite"),
        ((0.032, 0.139, -0.24, 0.31), -1, "without_expected"),
        ((0.14, 0.14, -0.14, 0.41), 1, "for"),  # one standard error from zero
        ((0.139, 0.14, -0.14, 0.41), 1, "without_opposite"),
        ((-0.03, 0.12, -0.28, 0.2), 1, "without_expected"),
        ((0.0, 0.1, -0.25, 0.25), 1, "open"),  # the bounds are effects of interest themselves
        ((0.0, 0.1, -0.2499, 0.2499), 1, "trivial"),
        ((0.1, np.nan, np.nan, np.nan), 1, ""),
    ],
)
def test_leaning_by_hand(numbers: Sequence[float], sign: int, leaning: str) -> None:
    one = statement(numbers, "not_supported", rule=DecisionRule(T, sign, 1.96))
    assert graded(one)["leaning"] == leaning


def test_only_what_is_not_supported_and_standardised_leans() -> None:
    assert graded(statement(TOWARDS))["leaning"] == ""
    assert graded(statement(TOWARDS, "not_supported", kind="comparison_of_models"))["leaning"] == ""
    assert graded(statement(TOWARDS, "not_supported", kind="difference_of_performance"))["leaning"] == ""
    assert graded(statement(TOWARDS, "not_supported", kind="interaction"))["leaning"] == "for"


@pytest.mark.parametrize(
    ("verdict", "estimate", "sign", "alternative"),
    [
        ("supported", 0.4, 1, "not_supported"),
        ("contradicted", -0.4, 1, "not_supported"),
        ("not_supported", 0.1, 1, "supported"),
        ("not_supported", -0.1, 1, "contradicted"),
        ("not_supported", -0.1, -1, "supported"),
    ],
)
def test_an_undecided_verdict_may_become_the_one_beyond_the_nearest_limit(
    verdict: str, estimate: float, sign: int, alternative: str
) -> None:
    numbers = (estimate, 0.1, estimate - 0.2, estimate + 0.2)
    row = graded(statement(numbers, verdict, rule=DecisionRule(T, sign, 1.96), decidable=False))
    assert (row["undecided"], row["alternative"], row["grade"]) == (True, alternative, "undecided")


@pytest.mark.parametrize(
    ("tables", "measurement"),
    [  # in the main survey; in the pilot alone; not told apart
        ({"reliability": reliability(X1={"cronbach_alpha": 0.699})}, ("X1", "", "")),
        ({"reliability": reliability(X1={"cronbach_alpha": 0.7})}, ("", "", "")),
        ({"reliability": reliability(Y={"ave": 0.49})}, ("Y", "", "")),
        ({"reliability": reliability(Y={"composite_reliability": 0.6}, X1={"ave": 0.1})}, ("X1, Y", "", "")),
        ({"reliability": reliability(X2={"ave": 0.1})}, ("", "", "")),  # H1 does not speak of X2
        ({"htmt": PAIRS.assign(construct_2=["Y", "X3"], htmt=[0.9, 0.1])}, ("", "", "X1 = Y")),
        ({"htmt": PAIRS.assign(construct_2=["Y", "X3"], htmt=[0.899, 0.1])}, ("", "", "")),
        ({"htmt": PAIRS.assign(htmt=[0.1, 0.95])}, ("", "", "")),  # H1 speaks of neither
        ({"failed_in_pilot": ("X1",)}, ("", "X1", "")),
        ({"failed_in_pilot": ("X1",), "reliability": reliability(X1={"ave": 0.1})}, ("X1", "", "")),
        ({"failed_in_pilot": ("Y.3",)}, ("", "Y", "")),  # an indicator's construct
        ({"failed_in_pilot": ("X2.1",)}, ("", "", "")),
    ],
    ids=[
        "alpha",
        "alpha met",
        "AVE",
        "two",
        "of another",
        "pair",
        "pair met",
        "other pairs",
        "pilot",
        "both",
        "item",
        "other",
    ],
)
def test_bad_measurement_of_what_a_statement_speaks_of_makes_it_unreliable(
    tables: dict[str, Any], measurement: tuple[str, str, str]
) -> None:
    row = graded(statement(), **tables)
    assert tuple(row[name] for name in MEASUREMENT) == measurement
    assert row["grade"] == ("unreliable" if any(measurement) else "strong")


@pytest.mark.parametrize(
    ("pair", "doubted"),
    [(("X1", "X2"), True), (("X3", "X1"), True), (("X2", "X3"), False), (("X2", "Y"), False), (("X1", "Y"), False)],
)
def test_an_antecedent_that_cannot_be_told_apart_from_another_one_is_a_doubt(
    pair: tuple[str, str], doubted: bool
) -> None:
    close = pd.DataFrame([{"construct_1": pair[0], "construct_2": pair[1], "htmt": 0.95}])
    row = graded(statement(), htmt=close)
    assert (row["discriminant"], row["doubts"]) == (doubted, int(doubted))
    assert not graded(statement(paths=()), htmt=close)["discriminant"]


@pytest.mark.parametrize(
    ("numbers", "turning", "doubts"),
    [((0.24, 0.1, 0.05, 0.43), 1, 1), ((0.24, 0.1, 0.05, 0.43), 0, 1), ((0.4, 0.1, 0.2, 0.6), 1, 1)],
    ids=["both", "close", "one respondent"],
)
def test_that_one_respondent_turns_what_is_close_is_one_doubt(
    numbers: Sequence[float], turning: int, doubts: int
) -> None:
    row = graded(statement(numbers), influence=ends(turning=turning))
    assert bool(row["narrow"]) + bool(row["influence"]) >= row["doubts"] == doubts
    assert row["grade"] == "moderate"


def test_a_dimension_that_is_measured_badly_makes_what_speaks_of_it_unreliable() -> None:
    dimensions = pd.DataFrame([{"construct": "backward_linkages", **GOOD, "ave": 0.4}])
    of_dimension = statement(concepts=("X1", "backward_linkages", "X1", "forward_linkages", "Y"))
    assert graded(of_dimension, dimensions=dimensions)["measurement"] == "backward_linkages"
    assert graded(statement(), dimensions=dimensions)["grade"] == "strong"


def test_a_construct_that_falls_short_by_its_dimensions_spoils_what_rests_on_these() -> None:
    dimensions = pd.DataFrame({"construct": ["backward_linkages", "X1"], **GOOD})
    dimensions.loc[1, "cronbach_alpha"] = 0.65
    of_dimension = statement(concepts=("X1", "backward_linkages", "Y"))
    assert graded(of_dimension, dimensions=dimensions)["measurement"] == "backward_linkages"
    assert graded(statement(), dimensions=dimensions)["grade"] == "strong"


def test_a_trend_that_nothing_checks_has_no_grade() -> None:
    assert graded(statement(kind="trend", concepts=(), paths=(), path=None))["grade"] == "none"


def test_grades_by_the_number_of_doubts() -> None:
    one = {"robustness": ends(share_same=0.5)}
    two = one | {"endogeneity": ends(p=0.01)}
    assert [graded(statement(), **tables)["grade"] for tables in ({}, one, two)] == ["strong", "moderate", "weak"]
    assert graded(statement(), **two)["doubts"] == 2


def test_what_weighs_most_gives_the_grade() -> None:
    """Not testable before measurement, measurement before random numbers, these before doubts."""
    bad = {"reliability": reliability(X1={"ave": 0.1})}
    doubts = {"robustness": ends(share_same=0.5), "endogeneity": ends(p=0.01)}
    assert graded(statement((np.nan,) * 4, "not_testable", p=np.nan), **bad)["grade"] == "none"
    assert graded(statement(decidable=False), **bad, **doubts)["grade"] == "unreliable"
    assert graded(statement(decidable=False), **doubts)["grade"] == "undecided"


def test_a_claim_takes_the_place_of_the_hypothesis_of_its_id(tmp_path: Path) -> None:
    row = {"estimate": 0.4, "se": 0.1, "t": 4.0, "p": 0.001, "lower": 0.2, "upper": 0.6, "verdict": "supported"}
    paths = [{"source": f"X{number}", "target": "Y", "hypothesis": f"H{number}", **row} for number in (1, 2, 3)]
    claims = [{"id": name, "kind": "path", **row, "decidable": True} for name in ("C1", "H2")]
    declared = yaml.safe_load((ROOT / "config" / "claims.yaml").read_text(encoding="utf-8"))
    declared["claims"] = [claim for name in ("C1", "H2") for claim in declared["claims"] if claim["id"] == name]
    (tmp_path / "claims.yaml").write_text(yaml.safe_dump(declared), encoding="utf-8")
    (tmp_path / "sealed_plan.json").write_text('{"exploratory": []}', encoding="utf-8")
    for name, rows in (("paths", paths), ("claims", claims)):
        pd.DataFrame(rows).to_csv(tmp_path / f"{name}.csv", index=False)
    files = [tmp_path / name for name in ("paths.csv", "sealed_plan.json", "claims.yaml", "claims.csv")]
    inputs = VerdictInputs(ROOT / "config" / "model.yaml", *files)
    assert [one.id for one in inputs.read(1.96, {"H2": "t"})] == ["H1", "H2", "H3", "C1"]


def test_hypotheses_are_stated_from_the_paths() -> None:
    row = {"estimate": 0.4, "se": 0.1, "t": 4.0, "p": 0.001, "lower": 0.2, "upper": 0.6, "verdict": "supported"}
    paths = pd.DataFrame(
        [{"source": "X1", "target": "Y", "hypothesis": "H1", **row}, {"source": "X2", "target": "Y", **row}]
    )
    (one,) = state_hypotheses(paths, {"H1": DecisionRule(T, 1, 1.96)})
    assert (one.id, one.path, one.paths, one.concepts) == ("H1", "X1 -> Y", ("X1 -> Y",), ("X1", "Y"))
    assert (one.family, one.decidable) == ("confirmatory", True)


def test_claims_are_stated_with_what_they_speak_of() -> None:
    row = {"estimate": 0.4, "se": 0.1, "t": 4.0, "p": 0.001, "lower": 0.2, "upper": 0.6, "verdict": "supported"}
    table = pd.DataFrame(
        [{"id": claim.id, "kind": claim.evidence[0].kind, **row, "decidable": True} for claim in CLAIMS.claims]
    )
    stated = {one.id: one for one in state_claims(MODEL, CLAIMS, table, 1.96)}
    assert (stated["H1"].family, stated["H1"].path, stated["H1"].rule.criterion) == ("confirmatory", "X1 -> Y", T)
    assert stated["C1"].concepts == ("X1", "backward_linkages", "forward_linkages", "Y")
    assert (stated["C1"].hypothesis, stated["C1"].family, stated["C1"].path) == ("H4a", "exploratory", None)
    assert stated["C3"].paths == ("X3 -> Y", "X1 -> Y", "X2 -> Y")
    assert stated["C4"].concepts == ("X2", "X3", "Y")
    assert stated["C1"].paths == ("X1 -> Y",), "the total effect that a dimension has a share of"
    assert stated["C4"].paths == ("X2 -> X3", "X3 -> Y")
    assert (stated["C4"].rival_paths, stated["C3"].rival_paths) == (CLAIMS.models["mediation"], ())
    assert stated["C6"].concepts == tuple(CONSTRUCTS)
    assert stated["C7"].concepts == stated["C9"].concepts == ()
    assert stated["C9"].hypothesis == "P3"


@pytest.mark.parametrize(
    ("pair", "doubted"), [(("X1", "X2"), {"H1", "H2", "C1", "C2", "C4"}), (("X1", "X3"), {"H1", "H3", "C1", "C4"})]
)
def test_what_rests_on_antecedents_that_cannot_be_told_apart_is_doubted(
    pair: tuple[str, str], doubted: set[str]
) -> None:
    """Dimensions share the effect of their construct; in the model with mediation, X1 and X2 are antecedents of X3."""
    row = {"estimate": 0.4, "se": 0.1, "t": 4.0, "p": 0.001, "lower": 0.2, "upper": 0.6, "verdict": "supported"}
    table = pd.DataFrame(
        [{"id": claim.id, "kind": claim.evidence[0].kind, **row, "decidable": True} for claim in CLAIMS.claims]
    )
    alike = pd.DataFrame([{"construct_1": pair[0], "construct_2": pair[1], "htmt": 0.95}])
    stated = state_claims(MODEL, CLAIMS, table, 1.96)
    graded_ = grade_table(MODEL, stated, findings(htmt=alike), SETTINGS)
    read = graded_[graded_["grade"] != "unreliable"]
    assert set(read.loc[read["discriminant"], "id"]) == doubted


def test_reliability_and_htmt_do_not_judge_a_construct_in_mode_b() -> None:
    formative = replace(MODEL.constructs["X1"], mode="B")
    model = replace(MODEL, constructs={**MODEL.constructs, "X1": formative})
    alike = pd.DataFrame([{"construct_1": "X1", "construct_2": "Y", "htmt": 0.95}])
    found = findings(reliability=reliability(X1={"cronbach_alpha": 0.3, "ave": 0.3}), htmt=alike)
    grades = [grade_table(one, [statement()], found, SETTINGS)["grade"].item() for one in (MODEL, model)]
    assert grades == ["unreliable", "strong"]


def test_what_no_statement_can_rest_on_is_listed_with_its_reason() -> None:
    """X1 falls short in the survey, and its failure in the pilot is not told again; X2 = Y is told anyway."""
    found = findings(
        reliability=reliability(X1={"ave": 0.3}), failed_in_pilot=("X1", "Y.3"), htmt=PAIRS.assign(htmt=[0.1, 0.95])
    )
    table = doubtful_table(MODEL, found, SETTINGS)
    assert table.to_numpy().tolist() == [["X1", "measurement"], ["Y", "pilot"], ["X2 = Y", "indistinct"]]
    nothing = doubtful_table(MODEL, findings(), SETTINGS)
    assert nothing.columns.tolist() == ["constructs", "reason"]
    assert nothing.empty
