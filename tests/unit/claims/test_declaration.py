"""Claims are added in the configuration alone; what cannot be tested is refused before anything runs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from study.base.errors import StudyErrors
from study.setup.claim_checks import check_claims
from study.setup.claim_declarations import TITLES, Claims, read_claims
from study.setup.config import read_yaml
from study.setup.schema_checks import validate
from study.setup.start import check
from study.setup.study_names import model_names
from unit.claims.judged import DECLARED, MODEL, NECESSITY, ROOT, answers, judge

FILE = ROOT / "config" / "claims.yaml"
SCHEMA = ROOT / "workflow" / "schemas" / "claims.schema.yaml"
TEXT = {"id": "pernyataan", "en": "statement"}
EACH_KIND: dict[str, dict[str, Any]] = {
    "path": {"path": "X2 -> X3", "model": "mediation"},
    "difference_of_paths": {"first": "X1 -> Y", "second": "X2 -> Y"},
    "indirect_effect": {"model": "mediation", "route": "X1 -> X3 -> Y"},
    "dimension_effect": {"dimension": "policy_support", "target": "Y"},
    "difference_of_dimension_effects": {"first": "policy_support", "second": "growth_orientation", "target": "Y"},
    "difference_of_performance": {"first": "economic_performance", "second": "innovation"},
    "interaction": {"interaction": "X2 * X3 -> Y"},
    "moderated_mediation": {"model": "mediation", "route": "X1 * X2 -> X3 -> Y"},
    "comparison_of_models": {"model": "structure_only", "rival": "main", "outcome": "Y"},
    "necessity": {"condition": "X1", "outcome": "Y"},
    "trend": {"year": 2022},
    "not_measured": {"what": TEXT},
}


def added(folder: Path, *evidence: dict[str, Any], **changes: Any) -> Path:
    """Write the claims of the study with one more."""
    content = read_yaml(FILE)
    content["claims"].append({"id": "NEW", "statement": TEXT, "source": TEXT, "evidence": [*evidence], **changes})
    path = folder / "claims.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return path


def accepted(path: Path, has_growth: bool = True) -> Claims:
    validate(read_yaml(path), SCHEMA, "claims.yaml")
    claims = read_claims(path)
    check_claims(claims, MODEL, has_growth, "claims.yaml", NECESSITY)
    return claims


def refusals(path: Path, has_growth: bool = True) -> list[str]:
    with pytest.raises(StudyErrors) as caught:
        accepted(path, has_growth)
    return str(caught.value).splitlines()


def test_the_claims_of_the_study_are_accepted() -> None:
    claims = accepted(FILE)
    assert [claim.id for claim in claims.claims] == ["H1", "H2", "H3", *(f"C{place}" for place in range(1, 10))]
    assert {language for claim in claims.claims for language in claim.statement} == {"id", "en"}


def test_every_kind_of_the_schema_is_known() -> None:
    kinds = read_yaml(SCHEMA)["$defs"]["evidence"]["properties"]["kind"]["enum"]
    assert list(TITLES) == kinds == list(EACH_KIND)


def test_a_claim_of_each_kind_is_added_without_a_program(tmp_path: Path) -> None:
    content = read_yaml(FILE)
    # The answers drawn here are those to the items.
    del content["models"]["controlled"], content["labels"]["controlled"]
    content["claims"] = [
        {"id": f"N{place}", "statement": TEXT, "source": TEXT, "evidence": [{"kind": kind, **arguments}]}
        for place, (kind, arguments) in enumerate(EACH_KIND.items())
    ]
    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    claims = accepted(path)
    table, evidence = judge(answers(DECLARED, 100, seed=3), claims)
    assert evidence["kind"].tolist() == list(EACH_KIND)
    drawn = evidence[~evidence["kind"].isin(["necessity", "trend", "not_measured"])]
    numbers = drawn[["estimate", "se", "t", "p", "lower", "upper", "stability", "certainty"]]
    assert numbers.notna().all(axis=None)
    assert (drawn["lower"] < drawn["upper"]).all()
    (necessity,) = evidence[evidence["kind"] == "necessity"].to_dict("records")
    assert np.isfinite([necessity["estimate"], necessity["p"], necessity["certainty"]]).all()
    assert table["verdict"].isin(["supported", "not_supported", "contradicted"])[:10].all()


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        ({"kind": "paths", "path": "X1 -> Y"}, "found 'paths'"),
        ({"kind": "path"}, "expected 'path'"),
        ({"kind": "path", "path": "X1 - Y"}, "a path such as X1 -> Y"),
        ({"kind": "path", "path": "X1 -> Y", "year": 2023}, "found 'year'; expected kind, path or model"),
        ({"kind": "path", "path": "X1 -> X2"}, "found X1 -> X2; expected X1 -> Y, X2 -> Y, X3 -> Y"),
        ({"kind": "path", "path": "X1 -> Y", "model": "rival"}, "model: found rival; expected main, mediation"),
        (
            {"kind": "indirect_effect", "model": "mediation", "route": "X1 -> X2 -> Y"},
            "expected X1 -> X3 -> Y, X2 -> X3 -> Y",
        ),
        ({"kind": "dimension_effect", "dimension": "nothing", "target": "Y"}, "dimension: found nothing"),
        ({"kind": "interaction", "interaction": "X1 * X2 -> Y"}, "expected X1 * X3 -> Y, X2 * X3 -> Y"),
        ({"kind": "moderated_mediation", "route": "X1 * X2 -> X3 -> Y"}, "expected none: the model has no such thing"),
        ({"kind": "moderated_mediation", "route": "X1 -> X3 -> Y"}, "with one moderator, such as X1 * X2 -> X3 -> Y"),
        ({"kind": "comparison_of_models", "model": "main", "rival": "main", "outcome": "Y"}, "compared with itself"),
        ({"kind": "comparison_of_models", "model": "main", "rival": "mediation", "outcome": "X3"}, "outcome: found X3"),
    ],
)
def test_a_claim_that_cannot_be_tested_is_refused_on_one_line(
    tmp_path: Path, evidence: dict[str, Any], found: str
) -> None:
    lines = refusals(added(tmp_path, evidence))
    assert any(found in line and "claims.yaml" in line for line in lines)


def test_what_a_claim_names_besides_is_checked_as_well(tmp_path: Path) -> None:
    path = added(tmp_path, {"kind": "path", "path": "X1 -> Y"}, beside=[{"kind": "path", "path": "Y -> X1"}])
    assert "found Y -> X1" in refusals(path)[0]


def test_of_a_model_that_is_none_nothing_else_is_said(tmp_path: Path) -> None:
    (line,) = refusals(added(tmp_path, {"kind": "indirect_effect", "model": "odd", "route": "X1 -> X3 -> Y"}))
    assert "model: found odd; expected main, mediation" in line


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = added(tmp_path, {"kind": "path", "path": "X1 -> Y"}, id="C1")
    assert "the claim C1 twice" in refusals(path)[0]


def test_a_trend_needs_a_table_of_growth() -> None:
    lines = refusals(FILE, has_growth=False)
    assert lines == [
        "a claim cannot be tested: claims.yaml, claim C9: found no table of growth; expected survey.growth; "
        "correct the claim or the model, or set claims: null in the configuration for a study without claims"
    ]


def test_words_of_a_model_that_is_none_are_refused() -> None:
    claims = read_claims(FILE)
    what = r"words for a model that is none: claims\.yaml, labels: found structur; expected one of main, med"
    with pytest.raises(StudyErrors, match=rf"{what}.*; did you mean structure_only\?"):
        check_claims(replace(claims, labels={"structur": {"en": "a"}}), MODEL, True, "claims.yaml", NECESSITY)


def test_two_models_in_the_same_words_are_refused() -> None:
    claims = read_claims(FILE)
    labels = {**claims.labels, "support_only": {"id": "Struktur internal  saja", "en": "support alone"}}
    found = r"found Struktur internal saja \(id\) for structure_only and support_only"
    with pytest.raises(StudyErrors, match=rf"two labels in the same words: claims\.yaml, labels: {found}"):
        check_claims(replace(claims, labels=labels), MODEL, True, "claims.yaml", NECESSITY)


def test_words_of_models_and_statements_are_asked_for_in_every_language_of_the_readers() -> None:
    claims = read_claims(FILE)
    claims = replace(
        claims,
        labels={"main": {"en": "a"}},
        claims=(replace(claims.claims[0], statement={"en": "b"}), *claims.claims[1:]),
    )
    check_claims(claims, MODEL, True, "claims.yaml", NECESSITY, ["en"])
    with pytest.raises(StudyErrors) as caught:
        check_claims(claims, MODEL, True, "claims.yaml", NECESSITY, ["id", "en"])
    assert "a text is missing in id: claims.yaml, labels, main" in str(caught.value)
    assert f"claim {claims.claims[0].id}, statement" in str(caught.value)


def test_a_model_without_words_is_called_by_its_name() -> None:
    claims = replace(read_claims(FILE), labels={"main": {"en": "whole model"}})
    names = {row["model"]: row for row in model_names(claims)}
    assert names["main"] == {"model": "main", "label_en": "whole model", "label_id": "model penelitian"}
    assert names["structure_only"]["label_en"] == "model structure only"


def test_rival_models_and_interactions_must_be_of_the_model() -> None:
    claims = read_claims(FILE)
    wrong = replace(
        claims, models={**claims.models, "odd": ("X9 -> Y",)}, interactions=(*claims.interactions, "X1 * X9 -> Y")
    )
    with pytest.raises(StudyErrors) as caught:
        check_claims(wrong, MODEL, True, "claims.yaml")
    assert "models, odd: found X9" in str(caught.value)
    circle = replace(claims, models={**claims.models, "odd": ("X1 -> Y", "Y -> X1")})
    with pytest.raises(StudyErrors, match=r"in a circle: claims.yaml, models, odd.*found X1 -> Y, Y -> X1"):
        check_claims(circle, MODEL, True, "claims.yaml", NECESSITY)
    assert "interactions, X1 * X9 -> Y: found no path X9 -> Y" in str(caught.value)


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"route": "X1 * X2 -> X3 -> Y"}, "found no route X1 -> X3 -> Y in the model main; expected none"),
        ({"model": "mediated", "route": "X1 * X2 -> X3 -> Y"}, "model: found mediated; expected main, mediation"),
        ({"model": "mediation", "route": "X1 * X1 -> X3 -> Y"}, "found the moderator X1; expected a construct that is"),
        ({"model": "mediation", "route": "X1 * Y -> X3 -> Y"}, "found the moderator Y; expected a construct that is"),
        ({"model": "mediation", "route": "X1 * X9 -> X3 -> Y"}, "found no path X9 -> X3 in the model mediation"),
        ({"model": "mediation", "route": "X1 -> X3 -> Y"}, "with one moderator, such as X1 * X2 -> X3 -> Y"),
        ({"model": "mediation", "route": "X1 * X2 -> X3 -> Y", "levels": [1, 1]}, "different numbers"),
    ],
)
def test_conditional_mediation_that_cannot_be_is_refused_in_one_line(
    tmp_path: Path, declared: dict[str, Any], said: str
) -> None:
    content = read_yaml(FILE) | {"conditional_mediation": [declared]}
    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    (line,) = refusals(path)
    assert said in line


def test_conditional_mediation_is_declared_once_and_may_be_left_out(tmp_path: Path) -> None:
    content = read_yaml(FILE)
    path = tmp_path / "claims.yaml"
    twice = {"conditional_mediation": content.pop("conditional_mediation") * 2}
    path.write_text(yaml.safe_dump(content | twice, sort_keys=False), encoding="utf-8")
    (line,) = refusals(path)
    assert "found mediation: X1 * X2 -> X3 -> Y twice; expected each once" in line
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    assert accepted(path).conditional_mediation == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"evidence": [{"kind": "path", "path": "X2 -> Y"}]},
            "a claim cannot be tested: claims.yaml, claim H1, the hypothesis of this name: found path X2 -> Y; "
            "expected path X1 -> Y of the study's own model as the only evidence; ",
        ),
        (
            {"evidence": [{"kind": "path", "path": "X1 -> Y"}, {"kind": "path", "path": "X2 -> Y"}]},
            "a claim cannot be tested: claims.yaml, claim H1, the hypothesis of this name: found path X1 -> Y, path "
            "X2 -> Y; expected path X1 -> Y of the study's own model as the only evidence; ",
        ),
        (
            {"direction": "negative"},
            "a claim cannot be tested: claims.yaml, claim H1, the hypothesis of this name: found direction negative; "
            "expected positive, as the model has it; ",
        ),
    ],
)
def test_a_claim_that_bears_the_name_of_a_hypothesis_tests_this_hypothesis(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    content = read_yaml(FILE)
    content["claims"][0] |= changes
    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    (line,) = refusals(path)
    assert line.startswith(message)


def test_the_criterion_of_a_hypothesis_is_that_of_its_claim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    content = read_yaml(FILE)
    content["claims"][1]["criterion"] = "interval"
    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    study = check(read_yaml(ROOT / "config" / "config.yaml"), ROOT / "workflow" / "schemas")
    assert replace(study, claims=read_claims(path)).criteria == {"H1": "t", "H2": "interval", "H3": "t"}
    assert replace(study, claims=None).criteria == {}
