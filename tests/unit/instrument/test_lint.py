"""The warnings about a questionnaire: what each rule finds, what it leaves alone, and how one is waived."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from study.base.errors import StudyErrors
from study.instrument.lint import RULES, LintWarning, find_words, finding_table, inspect, say_finding
from study.instrument.questionnaire import read_declared
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import LintThresholds
from study.setup.schema_checks import validate
from study.setup.study_model import read_study_model
from study.words.dictionary import word
from unit.instrument.filled_forms import ROOT

SCHEMA = ROOT / "workflow" / "schemas" / "codebook.schema.yaml"
PLAIN = {
    "A.1": "Staff answer our questions.",
    "A.2": "The shop opens on time.",
    "B.1": "Prices suit my income.",
    "B.2": "My purchases last long.",
}


def found(
    folder: Path,
    items: Mapping[str, str] = PLAIN,
    reverse: Sequence[str] = ("A.2",),
    language: str = "en",
    **changes: Any,
) -> list[LintWarning]:
    """The findings of a study without faults but for what is changed."""
    content: dict[str, Any] = {
        "scale": {"points": 2, "answers": {1: {language: "Never"}, 2: {language: "Always"}}},
        "indicators": {
            code: {"question": {language: text}, "label": {language: code}, "reverse": code in reverse}
            for code, text in items.items()
        },
        "consent": {"question": {language: "I agree."}, "accepted": ["Yes"], "refused": ["No"]},
        "criteria": {
            "customer": {
                "question": {language: "Did you shop here?"},
                "accepted": ["Yes"],
                "refused": ["No"],
                "reason": {language: "no customer"},
            }
        },
        "instrument": {"purpose": {language: "A study."}, "consent": {language: "Voluntary."}},
    }
    content |= changes
    file = folder / "codebook.yaml"
    file.write_text(
        yaml.safe_dump({key: part for key, part in content.items() if part is not None}, sort_keys=False),
        encoding="utf-8",
    )
    validate(read_yaml(file), SCHEMA, str(file))
    (folder / "model.yaml").write_text(
        "constructs:\n"
        "  A: {label: {en: A}, mode: A, indicators: [A.1, A.2]}\n"
        "  B: {label: {en: B}, mode: A, indicators: [B.1, B.2]}\n"
        "paths: [{source: A, target: B}]\n",
        encoding="utf-8",
    )
    model = read_study_model(folder / "model.yaml")
    return inspect(read_codebook(file), read_declared(file), model, LintThresholds(), [language])


def rules(findings: Sequence[LintWarning]) -> list[tuple[str, str]]:
    return [(finding.thing, finding.rule) for finding in findings]


def test_a_questionnaire_without_faults_is_not_warned_of(tmp_path: Path) -> None:
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("en", "Staff are quick and/or kind.", "double_barrelled"),
        ("en", "Staff are quick as well as kind.", "double_barrelled"),
        ("id", "Karyawan cepat dan/atau ramah.", "double_barrelled"),
        ("id", "Karyawan cepat serta ramah.", "double_barrelled"),
        ("en", "Staff share tools/space.", "double_barrelled"),
        ("id", "Karyawan cepat & ramah.", "double_barrelled"),
        ("en", "Staff are rarely rude.", "negation"),
        ("id", "Karyawan takkan pindah.", "negation"),
        ("en", "Staff don't smile.", "negation"),
        ("en", "Staff cannot help me.", "negation"),
        ("id", "Karyawan tidak ramah.", "negation"),
        ("id", "Saya BELUM pernah kecewa.", "negation"),
        ("en", "One two three four five six seven eight nine ten " * 2 + "more.", "long"),
    ],
)
def test_wording_is_warned_of(language: str, text: str, rule: str, tmp_path: Path) -> None:
    assert rules(found(tmp_path, PLAIN | {"B.2": text}, language=language)) == [("B.2", rule)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The brand sells notes to Norway."),  # holds the letters of and, or, no, not
        ("en", "Staff use modern tools, for example tills and scales."),
        ("id", "Karyawan memakai alat modern, misalnya mesin kasir atau timbangan."),
        ("id", "Pendanaan usaha datang tepat waktu."),  # holds the letters of dan
        ("en", "Sooner or later the firm will pay for research and development."),
        ("id", "Kurang lebih separuh anggaran menjadi biaya penelitian dan pengembangan."),
    ],
)
def test_wording_without_a_fault_is_left_alone(language: str, text: str, tmp_path: Path) -> None:
    assert found(tmp_path, PLAIN | {"B.2": text}, language=language) == []


def test_the_longest_word_that_joins_is_named_alone() -> None:
    assert find_words("Quick and/or kind", "joining", "en") == ["and/or"]
    assert find_words("Cepat dan/atau ramah, dan murah", "joining", "id") == ["dan/atau", "dan"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    assert set(find_words(text, "negations", "id")) <= set(word("lint", "negations", "id").split(", "))


def test_an_item_that_repeats_another_is_named(tmp_path: Path) -> None:
    items = PLAIN | {"B.2": "The shop always opens on time."}
    assert [say_finding(finding) for finding in found(tmp_path, items)] == [
        "B.2 (en): repeats another item: 91% of the words of A.2 [repetition]"
    ]


def test_the_make_up_is_warned_of(tmp_path: Path) -> None:
    bare = {"scale": {"points": 2}, "consent": None, "criteria": None, "instrument": None}
    findings = found(tmp_path, PLAIN | {"C.1": "A further item."}, reverse=(), **bare)
    assert rules(findings) == [
        ("instrument", "one_direction"),
        ("C.1", "unused_item"),
        ("instrument", "unnamed_points"),
        ("instrument", "missing_consent"),
        ("instrument", "missing_purpose"),
        ("instrument", "missing_information"),
        ("instrument", "missing_criteria"),
    ]


def test_a_construct_of_one_item_is_named() -> None:
    folder = ROOT / "examples" / "mobile_satisfaction"
    declared = read_declared(folder / "codebook.yaml")
    codebook, model = read_codebook(folder / "codebook.yaml"), read_study_model(folder / "model.yaml")
    findings = inspect(codebook, declared, model, LintThresholds(), ["en"])
    assert [say_finding(finding) for finding in findings if finding.rule == "few_items"] == [
        "Complaints: has few items: 1, fewer than 2 [few_items]"
    ]


def test_a_criterion_that_no_offered_answer_fails_asks_nothing(tmp_path: Path) -> None:
    instrument = {
        "purpose": {"en": "A study."},
        "consent": {"en": "Voluntary."},
        "answers": {"customer": {"en": ["Yes"]}},
    }
    assert rules(found(tmp_path, instrument=instrument)) == [("customer", "undecided_criterion")]


def test_a_criterion_of_listed_answers_needs_an_answer_outside_its_list(tmp_path: Path) -> None:
    city = {"question": {"en": "City?"}, "in": ["Metro"], "reason": {"en": "elsewhere"}}
    assert rules(found(tmp_path, criteria={"city": city})) == [("city", "undecided_criterion")]
    instrument = {
        "purpose": {"en": "A study."},
        "consent": {"en": "Voluntary."},
        "answers": {"city": {"en": ["Metro", "Elsewhere"]}},
    }
    assert found(tmp_path, criteria={"city": city}, instrument=instrument) == []


def test_what_no_form_asks_is_named(tmp_path: Path) -> None:
    channels = {"question": {"en": "Where?"}, "options": {"market": {"en": "Market"}}}
    changes = {"multiple_choice": {"channels": channels}, "duration": {"question": {"en": "Seconds"}}}
    assert rules(found(tmp_path, **changes)) == [("channels", "not_asked"), ("duration", "not_asked")]


def test_several_accepted_answers_leave_open_which_one_the_form_offers(tmp_path: Path) -> None:
    consent = {"question": {"en": "I agree."}, "accepted": ["Yes", "I do"], "refused": ["No"]}
    assert [say_finding(finding) for finding in found(tmp_path, consent=consent)] == [
        "consent: which of several accepted or refused answers the form offers is not declared: "
        "2 accepted, 1 refused [several_answers]"
    ]


def test_a_waiver_keeps_its_reason_and_one_for_nothing_is_named(tmp_path: Path) -> None:
    instrument = {
        "purpose": {"en": "A study."},
        "consent": {"en": "Voluntary."},
        "waive": {"B.2": {"negation": "a fixed phrase", "long": "so it is"}, "A.9": {"long": "gone"}},
    }
    findings = found(tmp_path, PLAIN | {"B.2": "I do not go elsewhere."}, instrument=instrument)
    assert findings == [
        LintWarning("negation", "B.2", "en", '"not"', "a fixed phrase"),
        LintWarning("idle_waiver", "B.2", "", "long"),
        LintWarning("idle_waiver", "A.9", "", "long"),
    ]
    table = finding_table(findings)
    assert list(table.columns) == ["thing", "rule", "language", "seen", "waived"]
    assert table["waived"].tolist() == ["a fixed phrase", "", ""]


def test_every_rule_can_be_found_and_has_words() -> None:
    assert all(RULES.values())
    assert say_finding(LintWarning("one_direction", "instrument", "", "")).endswith("is not noticed [one_direction]")


def test_a_waiver_without_a_reason_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyErrors, match=r"instrument\.waive\.B\.2"):
        found(tmp_path, instrument={"waive": {"B.2": ["long"]}})
