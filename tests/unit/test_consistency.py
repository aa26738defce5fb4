"""What one file of a study names the others have: told before anything runs, in one line each."""

import copy
from pathlib import Path
from typing import Any

import pytest

from study.base.errors import StudyErrors
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import DATES, JOURNAL, Configuration
from study.setup.consistency import check_consistency
from study.setup.schema_checks import validate
from study.setup.start import check
from study.setup.study_model import read_study_model

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"
CODEBOOK = read_codebook(ROOT / "config" / "codebook.yaml")
MODEL = read_study_model(ROOT / "config" / "model.yaml")


def config(section: str, **changes: Any) -> Configuration:
    content = copy.deepcopy(read_yaml(ROOT / "config" / "config.yaml"))
    content[section].update(changes)
    return Configuration.from_config(content)


def refusals(configuration: Configuration) -> list[str]:
    with pytest.raises(StudyErrors) as caught:
        check_consistency(configuration, MODEL, CODEBOOK)
    return str(caught.value).splitlines()


def test_the_studies_of_this_project_agree_with_themselves() -> None:
    check_consistency(config("study"), MODEL, CODEBOOK)


@pytest.mark.parametrize("reason", ["bought_here", "no_consent"])
def test_an_exclusion_that_cannot_be_waived_is_refused_before_the_run(reason: str) -> None:
    (line,) = refusals(config("robustness", waived_exclusions=[reason]))
    assert line.startswith(
        f"an exclusion that cannot be waived: configuration key robustness.waived_exclusions: found {reason}; "
        "expected some of duplicate, identical_row, break_off, years_operating, permanent_workers, located_in_cluster, "
    )
    assert "no_consent" not in line.partition("; expected ")[2]


def test_classes_of_a_question_of_another_study() -> None:
    (line,) = refusals(config("description", classes={"age": [20, 30]}))
    assert line.startswith(
        "classes of a question that the codebook lacks: configuration key description.classes: found age; expected one "
        "of years_operating, permanent_workers, located_in_cluster, owner_sex, workers, product; "
    )


def test_an_omission_distance_is_held_against_the_expected_number_before_the_run() -> None:
    full = read_yaml(ROOT / "config" / "config.yaml")["survey"]["full"]
    (line,) = refusals(config("survey", full={**full, "expected_n": 7 * 40}))
    assert line.startswith("the omission distance divides the number of respondents: ")
    assert line.endswith("write omission_distance: 9")


def test_bounds_out_of_order() -> None:
    assert refusals(config("description", classes={"workers": [5, 1]}, category_bounds=[84, 68, 52, 36])) == [
        "bounds are out of order: configuration key description.classes.workers: found [5, 1]; expected [1, 5]; write "
        "the lowest first",
        "bounds are out of order: configuration key description.category_bounds: found [84, 68, 52, 36]; expected "
        "[36, 52, 68, 84]; write the lowest first",
    ]


def test_bounds_that_stayed_when_the_scale_was_corrected() -> None:
    assert refusals(config("description", category_bounds=[31.43, 48.57, 65.71, 82.86])) == [
        "the bounds of the categories belong to another scale: configuration key description.category_bounds: found "
        "[31.43, 48.57, 65.71, 82.86], five equal classes of 7 points; expected bounds for 5 points, as "
        f"{CODEBOOK.source} has them; write category_bounds: [36, 52, 68, 84], or bounds of your own; "
        "robustness.careless.variability is in points, too: 0.4 here"
    ]
    check_consistency(config("description", category_bounds=[30, 50, 70, 90]), MODEL, CODEBOOK)


def test_a_text_that_a_language_lacks() -> None:
    (line,) = refusals(config("study", title={"id": "Judul"}))
    assert line == (
        "a text is missing in en: configuration key study.title: found only id; expected id, en; add it, or take the "
        "language out of manuscript.languages and study.figure_language"
    )


def test_every_word_of_the_questionnaire_is_needed_in_every_language(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    text = (ROOT / "config" / "codebook.yaml").read_text(encoding="utf-8")
    words = ("Growing sales", "Sex of the firm's owner", "no permanent workers", "Tableware")
    for english in (f", en: {word}" for word in words):
        assert text.count(english) == 1
        text = text.replace(english, "")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyErrors) as caught:
        check_consistency(config("study"), MODEL, read_codebook(path))
    (line,) = str(caught.value).splitlines()
    others = "criterion permanent_workers, reason; descriptive owner_sex; translated_answers Peralatan makan"
    assert f"{path}, indicator Y.1, label and 3 more ({others}): " in line


def with_levels(critical_t: float, confidence_level: float, significance_level: float) -> Configuration:
    content = copy.deepcopy(read_yaml(ROOT / "config" / "config.yaml"))
    content["hypotheses"]["critical_t"] = critical_t
    content["bootstrap"]["confidence_level"] = confidence_level
    content["evidence"]["power"]["significance_level"] = significance_level
    return Configuration.from_config(content)


@pytest.mark.parametrize(
    "levels", [(1.96, 0.95, 0.05), (1.645, 0.90, 0.10), (1.65, 0.9, 0.1), (2.58, 0.99, 0.01), (2.576, 0.99, 0.01)]
)
def test_one_level_of_significance_may_be_rounded(levels: tuple[float, float, float]) -> None:
    check_consistency(with_levels(*levels), MODEL, CODEBOOK)


@pytest.mark.parametrize(
    "levels", [(2.58, 0.95, 0.05), (1.645, 0.95, 0.05), (1.96, 0.9, 0.05), (1.96, 0.95, 0.1), (2.0, 0.95, 0.05)]
)
def test_levels_that_contradict_each_other_are_refused(levels: tuple[float, float, float]) -> None:
    (line,) = refusals(with_levels(*levels))
    assert line.startswith("levels of significance contradict each other: configuration keys hypotheses.critical_t, ")


def test_the_refusal_names_levels_that_fit() -> None:
    assert refusals(with_levels(1.96, 0.9, 0.05)) == [
        "levels of significance contradict each other: configuration keys hypotheses.critical_t, "
        "bootstrap.confidence_level, evidence.power.significance_level: found 1.96 (5 %), 0.9 (10 %), 0.05 (5 %), "
        "two-sided; expected one level, such as 1.64, 0.9 and 0.1; change those that do not fit"
    ]


def test_an_author_of_an_unknown_affiliation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    content = read_yaml(Path("config/config.yaml"))
    content["study"]["authors"][0]["affiliations"] = ["instituton"]
    with pytest.raises(StudyErrors) as caught:
        check(content, Path("workflow/schemas"))
    assert str(caught.value) == (
        "no such affiliation: configuration key study.authors: found instituton; expected institution; "
        "add or correct it"
    )


@pytest.mark.parametrize("folder", ["config", ".", "data/raw"])
def test_results_in_a_folder_of_inputs(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    """The folder of the results is safe to delete."""
    monkeypatch.chdir(ROOT)
    content = read_yaml(Path("config/config.yaml")) | {"results_dir": folder}
    with pytest.raises(StudyErrors, match=r"the folder of the results holds files that the study reads: .*results_dir"):
        check(content, Path("workflow/schemas"))


def test_a_study_that_agrees_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    study = check(read_yaml(Path("config/config.yaml")), Path("workflow/schemas"))
    assert study.samples == ("pilot", "full")
    assert (study.has_pilot, study.has_growth, study.has_dimensions) == (True, True, True)
    assert study.claims is not None
    assert study.model == MODEL
    assert study.configuration.bootstrap.resamples == 10_000


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (
            {"accepted": "2026-02-30"},
            "a day that no calendar has: configuration key study.dates.accepted: found 2026-02-30; expected a day from "
            "2026-02-01 to 2026-02-28; correct the day",
        ),
        (
            {"accepted": "2026-01-01", "received": "2026-05-01"},
            "days of publication are out of order: configuration key study.dates: found received 2026-05-01, accepted "
            "2026-01-01; expected received, then revised, then accepted; correct the days",
        ),
    ],
)
def test_days_of_publication_exist_and_follow_one_another(dates: dict[str, str], told: str) -> None:
    assert refusals(config("study", dates=dates)) == [told]


def test_days_of_publication_that_are_possible() -> None:
    for dates in ({"accepted": "2024-02-29", "revised": ""}, {"received": "2026-05-01", "accepted": "2026-05-01"}):
        check_consistency(config("study", dates=dates), MODEL, CODEBOOK)


@pytest.mark.parametrize(
    ("journal", "told"),
    [
        ({"name": "J", "doi": "10.1234/a b"}, "key study.journal.doi: found '10.1234/a b'; expected a DOI such as "),
        ({"name": "J", "e_issn": "12345"}, "key study.journal.e_issn: found '12345'; expected an ISSN such as "),
        (
            {"volume": "3", "year": ""},
            "missing key: config.yaml, key study.journal: found nothing; expected 'name' beside volume and year; "
            "add a line 'name: ...'",
        ),
    ],
)
def test_what_is_said_of_the_journal_has_its_form(journal: dict[str, str], told: str) -> None:
    content = read_yaml(ROOT / "config" / "config.yaml")
    content["study"]["journal"] = journal
    with pytest.raises(StudyErrors) as caught:
        validate(content, SCHEMA, "config.yaml")
    (line,) = str(caught.value).splitlines()
    assert told in line


def test_every_key_of_the_journal_may_be_empty() -> None:
    content = read_yaml(ROOT / "config" / "config.yaml")
    for journal in (dict.fromkeys(JOURNAL, ""), {"name": "J", "e_issn": "1234-567X", "doi": "10.1234/a(b)"}):
        content["study"]["journal"] = journal
        validate(content, SCHEMA, "config.yaml")


def test_what_is_printed_of_the_publication_is_what_the_schema_has() -> None:
    properties = read_yaml(SCHEMA)["properties"]["study"]["properties"]
    assert (tuple(properties["journal"]["properties"]), tuple(properties["dates"]["properties"])) == (JOURNAL, DATES)
