"""The sealed plan: what a study decides, the chain of seals, and what an analysis does otherwise."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.base.errors import StudyError, StudyErrors
from study.claims.grading import as_sealed
from study.plan.deviations import RESPONDENTS, deviation_table, read_reasons, summarise
from study.plan.seals import PLAN, Seal, digest, find_decisions, find_reference_seal, plan_folder, read_seals, seal_plan
from study.reproduction.pages import as_html, as_text, certificate_page
from study.setup.config import read_yaml
from unit.claims.test_grading import statement
from unit.manuscript.made_up_results import ROOT, Case, markdown, prose
from unit.manuscript.test_index_page import cells, page
from unit.reproduction.test_comparison import SAME

CONFIG = read_yaml(ROOT / "config" / "config.yaml")
FILES = {key: str(ROOT / CONFIG[key]) for key in ("model", "codebook", "claims")}
DECISIONS = find_decisions({**CONFIG, **FILES})


def study(folder: Path, **changed: Any) -> dict[str, Any]:
    """The configuration of a study that has no answers yet, in a folder of its own."""
    full = CONFIG["survey"]["full"]
    files = [{**file, "path": str(folder / f"{name}.csv")} for name, file in zip("ab", full["files"], strict=True)]
    survey = {**CONFIG["survey"], "pilot": None, "full": {**full, "files": files}}
    return {**CONFIG, **FILES, "survey": survey, "results_dir": str(folder / "results"), **changed}


def with_threshold(config: Mapping[str, Any], htmt: float) -> dict[str, Any]:
    return {**config, "thresholds": {**config["thresholds"], "htmt": htmt}}


def seal(decisions: Mapping[str, Any], number: int = 1, after_data: bool = False) -> Seal:
    return Seal(number, "2026-03-31", after_data, (), None, decisions)


def names(table: Any) -> list[str]:
    return list(table["decision"])


def compared(planned: Mapping[str, Any], found: Mapping[str, Any], respondents: int = 100) -> Any:
    return deviation_table([seal(planned)], found, respondents, {}, "deviations.yaml")


def test_every_setting_path_claim_item_and_criterion_is_a_decision() -> None:
    expected = ("model.paths.X1 -> Y", "claims.C1", "codebook.indicators.X1.4", "codebook.criteria.years_operating")
    expected += ("thresholds.htmt", "cleaning.max_missing_share", "bootstrap.seed", "plan.respondents.lower")
    assert set(expected) <= set(DECISIONS)
    assert not {name for name in DECISIONS if "warn_" in name or name.startswith(("study.", "manuscript."))}


def test_no_word_for_readers_is_a_decision_and_the_wording_of_a_question_is_one() -> None:
    text = json.dumps(DECISIONS, ensure_ascii=False)
    assert "Bahan baku mudah diperoleh di sekitar" not in text  # a label
    assert "Bahan baku utama mudah kami peroleh dari pemasok di sekitar sentra." in text
    assert "Stronger industrial linkages" not in text


def test_neither_the_order_of_keys_nor_decimals_of_a_whole_number_are_a_difference() -> None:
    assert digest({"a": 5, "b": [1.0]}) == digest({"b": [1], "a": 5.0})
    assert digest({"a": 5}) != digest({"a": 5.1})


def test_a_plan_is_refused_where_answers_exist_unless_it_says_so(tmp_path: Path) -> None:
    config = study(tmp_path)
    (tmp_path / "a.csv").touch()
    with pytest.raises(StudyError, match=r"answers exist already: .*a\.csv, .*AFTER_DATA=1"):
        seal_plan(config, "2026-03-31", after_data=False)
    assert not plan_folder(config).exists()
    assert seal_plan(config, "2026-03-31", after_data=True).after_data


def test_results_without_the_file_of_answers_are_answers_too(tmp_path: Path) -> None:
    (tmp_path / "results" / "full").mkdir(parents=True)
    (tmp_path / "results" / "full" / "responses.csv").touch()
    with pytest.raises(StudyError, match="answers exist already"):
        seal_plan(study(tmp_path), "2026-03-31", after_data=False)


def test_answers_of_a_pilot_do_not_stand_in_the_way_and_are_named(tmp_path: Path) -> None:
    config = study(tmp_path)
    config["survey"] = {**config["survey"], "pilot": {"file": str(tmp_path / "p.csv")}}
    (tmp_path / "p.csv").touch()
    sealed = seal_plan(config, "2026-03-31", after_data=False)
    assert (sealed.answers, sealed.after_data) == (("pilot",), False)


@pytest.mark.parametrize("day", ["", "31-03-2026", "20260331", "2026-02-30", "today"])
def test_a_date_is_the_authors_and_of_one_form(tmp_path: Path, day: str) -> None:
    with pytest.raises(StudyError, match="this is no date for a seal"):
        seal_plan(study(tmp_path), day, after_data=False)


def test_an_amendment_names_the_seal_before_it_and_does_not_go_back_in_time(tmp_path: Path) -> None:
    config = study(tmp_path)
    first = seal_plan(config, "2026-03-31", after_data=False)
    with pytest.raises(StudyError, match="nothing has changed since the last seal"):
        seal_plan(config, "2026-04-01", after_data=False)
    amended = with_threshold(config, 0.85)
    with pytest.raises(StudyError, match="a day from 2026-03-31 on"):
        seal_plan(amended, "2026-03-30", after_data=False)
    second = seal_plan(amended, "2026-04-02", after_data=False)
    assert (second.number, second.previous) == (2, first.hash)
    assert read_seals(plan_folder(config) / PLAN) == (first, second)
    assert find_reference_seal([first, second]) == second


Change = Callable[[list[dict[str, Any]]], object]
FORGED = digest(0.95)
TAMPERING: dict[str, Change] = {
    "a value": lambda seals: seals[0]["decisions"]["thresholds.htmt"].update(value=0.95),
    "a value with its hash": lambda seals: seals[0]["decisions"]["thresholds.htmt"].update(value=0.95, hash=FORGED),
    "the date": lambda seals: seals[1].update(date="2026-01-01"),
    "that there were answers": lambda seals: seals[0].update(after_data=True),
    "a decision taken out": lambda seals: seals[0]["decisions"].pop("thresholds.htmt"),
    "the first seal taken out": lambda seals: seals.pop(0),
    "the order of the seals": lambda seals: seals.reverse(),
    "all seals taken out": lambda seals: seals.clear(),
    "a key taken out": lambda seals: seals[0].pop("date"),
}


@pytest.mark.parametrize("change", TAMPERING.values(), ids=TAMPERING)
def test_a_chain_that_was_changed_is_noticed(tmp_path: Path, change: Change) -> None:
    config = study(tmp_path)
    seal_plan(config, "2026-03-31", after_data=False)
    seal_plan(with_threshold(config, 0.85), "2026-04-02", after_data=False)
    file = plan_folder(config) / PLAN
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content["seals"])
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises((StudyError, StudyErrors), match="the sealed plan was changed"):
        read_seals(file)


def test_a_value_that_was_changed_is_named(tmp_path: Path) -> None:
    config = study(tmp_path)
    seal_plan(config, "2026-03-31", after_data=False)
    file = plan_folder(config) / PLAN
    file.write_text(file.read_text(encoding="utf-8").replace('"value": 0.708', '"value": 0.6'), encoding="utf-8")
    with pytest.raises(StudyErrors, match=r"plan\.json, seal 1, thresholds\.outer_loading"):
        read_seals(file)


@given(name=st.sampled_from(sorted(DECISIONS)), dropped=st.booleans())
def test_any_single_decision_that_differs_is_one_deviation_with_its_name(name: str, dropped: bool) -> None:
    others = {key: value for key, value in DECISIONS.items() if key != name}
    wider = {"plan.respondents.lower": 1, "plan.respondents.upper": 1000}  # within which 100 respondents lie
    found = others if dropped else {**others, name: wider.get(name, ["other", DECISIONS[name]])}
    assert names(compared(DECISIONS, found)) == [name]
    assert names(compared(found, DECISIONS)) == [name]


def test_an_analysis_as_planned_has_the_heads_alone() -> None:
    table = compared(DECISIONS, DECISIONS)
    assert len(table) == 0
    assert list(table)[:4] == ["decision", "change", "planned", "found"]
    facts = summarise([seal(DECISIONS)], table, DECISIONS)
    assert (facts["sealed"], facts["deviations"], facts["exploratory"]) == (True, 0, [])


@pytest.mark.parametrize(("respondents", "expected"), [(99, [RESPONDENTS]), (100, []), (101, [RESPONDENTS])])
def test_another_number_of_respondents_than_planned_is_a_deviation(respondents: int, expected: list[str]) -> None:
    assert names(compared(DECISIONS, DECISIONS, respondents)) == expected


def test_what_is_sealed_after_the_data_is_recorded_and_stays_a_deviation() -> None:
    later = {**DECISIONS, "thresholds.htmt": 0.85}
    seals = [seal(DECISIONS), seal(later, number=2, after_data=True)]
    table = deviation_table(seals, later, 100, {}, "")
    assert table[["decision", "planned", "found", "sealed_in"]].to_numpy().tolist() == [
        ["thresholds.htmt", "0.9", "0.85", "2"]
    ]
    assert summarise(seals, table, later)["amended"] == "2026-03-31"


def test_of_a_mapping_only_what_differs_is_shown() -> None:
    found = {**DECISIONS, "claims.H1": {**DECISIONS["claims.H1"], "direction": "negative"}}
    (row,) = compared(DECISIONS, found).to_dict("records")
    assert (row["planned"], row["found"]) == ("direction: positive", "direction: negative")


def test_an_added_or_changed_claim_is_exploratory_and_one_that_uses_a_changed_model() -> None:
    added = {"direction": "positive", "family": "confirmatory", "evidence": [{"kind": "path", "path": "X1 -> Y"}]}
    found = {
        **DECISIONS,
        "claims.H9": added,
        "claims.H2": {**DECISIONS["claims.H2"], "criterion": "interval"},
        "model.paths.X3 -> Y": {"direction": "negative", "hypothesis": "H3"},
        "claims.models.mediation": ["X2 -> X3", "X3 -> Y"],
        "thresholds.htmt": 0.85,
    }
    exploratory = summarise([seal(DECISIONS)], compared(DECISIONS, found), found)["exploratory"]
    assert sorted(exploratory) == ["C4", "H2", "H3", "H9"]
    kept, turned = as_sealed([statement(id="H1"), statement(id="H9")], exploratory)
    assert (kept.family, turned.family) == ("confirmatory", "exploratory")


def test_a_reason_of_something_that_is_as_planned_is_refused() -> None:
    found = {**DECISIONS, "thresholds.htmt": 0.85}
    with pytest.raises(StudyError, match=r"thresholds\.htmd; expected thresholds\.htmt"):
        deviation_table([seal(DECISIONS)], found, 100, {"thresholds.htmd": {"en": "why"}}, "deviations.yaml")


@pytest.mark.parametrize("text", ["thresholds.htmt: why\n", "thresholds.htmt: {fr: why}\n", 'a: {en: " "}\n'])
def test_a_reason_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "deviations.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match="this is no reason"):
        read_reasons(tmp_path / "deviations.yaml")


THRESHOLD = {
    "thresholds.htmt": (0.9, 0.85, ""),
    "cleaning.max_missing_share": (0.15, 0.2, "Two items were printed twice."),
}


@pytest.mark.parametrize(
    ("language", "none"), [("en", "none given"), ("id", "tidak diberikan")], ids=["English", "Indonesian"]
)
@pytest.mark.parametrize("skeleton", [False, True])
def test_a_changed_threshold_stands_in_the_supplement(tmp_path: Path, language: str, none: str, skeleton: bool) -> None:
    template = f"{'skeleton' if skeleton else 'manuscript'}.{language}.md.jinja"
    case = Case(template=template, language=language, sealed="before", deviations=THRESHOLD)
    text = markdown(tmp_path, case)
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    assert ["thresholds.htmt", "0.9", "0.85", f"**{none}**"] in rows
    assert ["cleaning.max_missing_share", "0.15", "0.2", "Two items were printed twice."] in rows
    assert "[](#tbl:deviations)" in text


def test_a_changed_threshold_stands_on_the_page_of_results(tmp_path: Path) -> None:
    shown = page(tmp_path, Case(sealed="after", deviations=THRESHOLD))
    assert ["thresholds.htmt", "0.9", "0.85", "tidak diberikan"] in cells(shown, "plan")
    assert "Rencana disegel pada 31 Maret 2026, setelah data ada. Penyimpangan: 2, tanpa alasan: 1." in shown


def test_a_changed_threshold_stands_in_the_certificate() -> None:
    facts = {"sealed": True, "date": "2026-03-31", "after_data": False, "seal": "ab12", "deviations": 1}
    row = {"decision": "thresholds.htmt", "planned": "0.9", "found": "0.85", "explanation_id": "", "explanation_en": ""}
    certificate = replace(SAME, plan=facts, deviations=[row])
    page = certificate_page(certificate)
    for text in (unescape(as_html(page)).replace("<wbr>", ""), as_text(page, "x.html")):
        assert (
            "sealed on 2026-03-31, when no answers of the main survey were present, as its author states; SHA-256 ab12"
            in text
        )
        assert all(word in text for word in ("thresholds.htmt", "0.85", "no reason given"))
    unsealed = replace(certificate, plan={"sealed": False}, deviations=())
    assert "none was sealed before the data" in as_text(certificate_page(unsealed), "x.html")


@pytest.mark.parametrize(
    ("sealed", "language", "sentence"),
    [
        ("", "en", "No analysis plan was sealed before the data"),
        (
            "before",
            "en",
            "The analysis plan was sealed on 31 March 2026, when no answers of the main survey were present.",
        ),
        ("after", "en", "The analysis plan was sealed only after the data existed (31 March 2026)"),
        ("", "id", "Tidak ada rencana analisis yang disegel sebelum data ada"),
        ("before", "id", "Rencana analisis disegel pada 31 Maret 2026, ketika jawaban survei utama belum ada."),
        ("after", "id", "Rencana analisis baru disegel setelah data ada (31 Maret 2026)"),
    ],
)
def test_the_article_says_what_the_plan_says(tmp_path: Path, sealed: str, language: str, sentence: str) -> None:
    for kind in ("manuscript", "skeleton"):
        case = Case(template=f"{kind}.{language}.md.jinja", language=language, sealed=sealed)
        assert sentence in prose(markdown(tmp_path / kind, case))
