from pathlib import Path

import pytest

from study.base.errors import StudyError, StudyErrors
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.schema_checks import validate
from study.setup.study_model import read_study_model
from study.setup.study_names import indicator_labels, reason_label, statement
from unit.data.small_survey import CODEBOOK

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = ROOT / "workflow" / "schemas" / "codebook.schema.yaml"
MINIMAL = """
scale: {points: 10}
indicators:
  IMAG1: {question: {en: It can be trusted.}, label: {en: Trusted}, reverse: false}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    validate(read_yaml(path), SCHEMA, str(path))
    return path


def test_the_questionnaire_has_two_statements_per_dimension_in_both_languages() -> None:
    path = ROOT / "config" / "codebook.yaml"
    validate(read_yaml(path), SCHEMA, str(path))
    codebook, model = read_codebook(path), read_study_model(ROOT / "config" / "model.yaml")
    dimensions = [dimension for construct in model.constructs.values() for dimension in construct.dimensions]
    assert [len(dimension.indicators) for dimension in dimensions] == [2] * 10
    assert tuple(codebook.indicators) == model.indicators
    assert all(set(indicator.question) == {"id", "en"} for indicator in codebook.indicators.values())
    assert [code for code, indicator in codebook.indicators.items() if indicator.reverse] == [
        "X1.4",
        "X2.4",
        "X3.2",
        "Y.3",
    ]
    for language in ("id", "en"):
        assert max(map(len, indicator_labels(codebook, language).values())) <= 45
        assert all(reason_label(codebook, reason, language) for reason in codebook.reasons)


def test_a_survey_may_have_nothing_but_numbered_answers(tmp_path: Path) -> None:
    codebook = read_codebook(written(tmp_path, MINIMAL))
    assert codebook.consent is codebook.timestamp is codebook.identity is None
    assert codebook.criteria == codebook.personal == codebook.ignored == ()
    assert indicator_labels(codebook, "en") == {"IMAG1": "Trusted"}
    assert list(codebook.reasons) == [
        "not_a_response",
        "unfinished",
        "no_consent",
        "duplicate",
        "identical_row",
        "break_off",
        "attention_check",
        "too_fast",
        "invalid_answer",
        "too_many_missing",
        "missing_answer",
        "straight_lining",
        "careless",
    ]


def test_the_criteria_stand_among_the_reasons_in_the_order_they_are_tried(tmp_path: Path) -> None:
    codebook = read_codebook(written(tmp_path, CODEBOOK))
    assert list(codebook.reasons)[5:8] == ["break_off", "years_operating", "permanent_workers"]
    assert reason_label(codebook, "years_operating", "en") == "less than 3 years"


def test_a_label_that_is_not_declared_in_a_language(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"a text is missing: .*, indicator IMAG1: found languages en; expected id"):
        indicator_labels(read_codebook(written(tmp_path, MINIMAL)), "id")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: Kedua.", "id: ' pertama. '", "one text stands for two columns: .*: found 'pertama.'"),
        ("personal: [Nama]", "personal: [Kedua.]", "one text stands for two columns: .*: found 'kedua.'"),
        ("ignored: [Catatan]", "ignored: [a.1]", "one text stands for two columns: .*: found 'a.1'"),
        ("4: [S]", "4: [SS]", "one text stands for two answers: .*, key scale: found 'ss'"),
        ('missing: ["-"]', "missing: [Netral]", "one text stands for two answers: .*: found 'netral'"),
        ("5: [SS]", "6: [SS]", "a point outside the scale: .*, key scale: found 6; expected 1 to 5"),
    ],
)
def test_one_text_stands_for_one_thing(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert CODEBOOK.count(old) == 1
    with pytest.raises(StudyErrors, match=message):
        read_codebook(written(tmp_path, CODEBOOK.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("reverse: true", "reverse: maybe", r"key indicators.A.2.reverse: found 'maybe'; expected true or false"),
        ("label: {id: Dua}, ", "", "missing key: .*, key indicators.A.2: found nothing; expected 'label'"),
        ("label: {id: Dua}", f"label: {{id: {'x' * 46}}}", "expected a text of at most 45 characters"),
        ("points: 5", "points: 1", "key scale.points: found 1; expected a whole number from 2 to 100"),
        ("ignored: [Catatan]", "ignoring: [Catatan]", "unknown key: .*: found 'ignoring'"),
        ('country_code: "62"', 'country_code: "+62"', "the digits of a country code in quotes"),
        ("years_operating:", "duplicate:", "key criteria"),
        (
            "[Tidak]}\ncriteria",
            "[No]}\ncriteria",
            "in quotes where YAML would read Yes, No or a number|value not allowed",
        ),
    ],
)
def test_the_form_of_a_codebook_is_checked(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert CODEBOOK.count(old) == 1
    with pytest.raises(StudyErrors, match=message):
        written(tmp_path, CODEBOOK.replace(old, new))


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("IMAG1 It can be trusted.", "It can be trusted."),
        ("[IMAG1] It can be trusted.", "It can be trusted."),
        ("IMAG1. It can be trusted.", "It can be trusted."),
        ("IMAG10 It can be trusted.", "IMAG10 It can be trusted."),
        ("IMAG1", "IMAG1"),
    ],
)
def test_a_statement_is_printed_without_its_code(tmp_path: Path, asked: str, printed: str) -> None:
    text = MINIMAL.replace("{en: It can be trusted.}", f'{{en: "{asked}"}}')
    assert statement(read_codebook(written(tmp_path, text)), "IMAG1", "en") == printed
