"""What changed since publication."""

import shutil
from dataclasses import replace
from pathlib import Path

from study.reproduction.changes import Change, Changes, Flip, changes_since, manuscript_units, only_numbers
from study.reproduction.pages import Page, Section, as_html, as_text, changes_page
from study.reproduction.study_folder import StudyFolder
from unit.reproduction.publications import number, write_publication


def study(tmp_path: Path) -> StudyFolder:
    before = {
        "full.flow.received": number(110, "received"),
        "full.flow.files.1.kept": number(60, "kept"),
        "full.flow.kept": number(100, "kept"),
        "full.flow.excluded.consent": number(2, "consent"),
        "full.paths.X->Y.estimate": number(0.5),
        "full.paths.X->Y.verdict": number("supported", "verdict"),
        "config.bootstrap.seed": number(1, "seed"),
    }
    after = {
        "full.flow.received": number(110, "received"),
        "full.flow.files.1.kept": number(60, "kept"),
        "full.flow.kept": number(101, "kept"),
        "full.flow.excluded.duplicate": number(1, "duplicate"),
        "full.paths.X->Y.estimate": number(0.25),
        "full.paths.X->Y.verdict": number("not_supported", "verdict"),
        "config.bootstrap.seed": number(2, "seed"),
    }
    texts = {"published": "Satu. Koefisien 0,50 diterima. Tiga.", "results": "Satu. Koefisien 0,25 ditolak. Tiga."}
    for folder, numbers in (("published", before), ("results", after)):
        write_publication(tmp_path / folder, numbers, "a\n1\n")
        (tmp_path / folder / "manuscript").mkdir()
        (tmp_path / folder / "manuscript" / "manuscript.id.md").write_text(texts[folder], encoding="utf-8")
    return StudyFolder(tmp_path, "config.yaml", {"results_dir": "results", "manuscript": {"languages": ["id"]}})


def test_respondents_numbers_verdicts_settings_and_sentences(tmp_path: Path) -> None:
    changes = changes_since(study(tmp_path))
    assert changes.respondents == [
        Change("full.flow.received", "110", "110"),
        Change("full.flow.kept", "100", "101"),
        Change("full.flow.excluded.consent", "2", "0"),
        Change("full.flow.excluded.duplicate", "0", "1"),
    ]
    assert Change("full.paths.X->Y.estimate", "0.5", "0.25") in changes.numbers
    assert changes.verdicts == [Flip("X->Y", "supported", "not_supported", ("full/paths.csv",))]
    assert changes.words == []
    assert changes.settings == [Change("config.bootstrap.seed", "1", "2")]
    assert changes.sentences["id"] == [Change("", "Koefisien 0,50 diterima.", "Koefisien 0,25 ditolak.")]


def test_a_flipped_hypothesis_is_told_once_with_the_files_that_say_so(tmp_path: Path) -> None:
    found = study(tmp_path)
    for folder, verdict in (("published", "supported"), ("results", "not_supported")):
        numbers = {
            "full.paths.X->Y.verdict": number(verdict, "verdict"),
            "full.paths.X->Y.hypothesis": number("H1", "hypothesis"),
            "robustness_paths.X->Y.verdict": number(verdict, "verdict", file="robustness_paths.csv"),
            "full.influence.X->Y.without_verdict": number(verdict, "without_verdict", file="full/influence.csv"),
            "claims.H1.verdict": replace(number(verdict, "verdict", file="claims.csv"), row="H1"),
            "claim_tests.H1.1.verdict": replace(number(verdict, "verdict", file="claim_tests.csv"), row="H1.1"),
            "claim_tests.H1.1.claim": replace(number("H1", "claim", file="claim_tests.csv"), row="H1.1"),
        }
        shutil.rmtree(tmp_path / folder)
        write_publication(tmp_path / folder, numbers, "a\n1\n")
    changes = changes_since(found)
    files = ("full/paths.csv", "robustness_paths.csv", "full/influence.csv", "claims.csv", "claim_tests.csv")
    assert changes.verdicts == [Flip("H1", "supported", "not_supported", files)]
    assert "0 numbers, 1 verdicts" in changes_page(changes, "collected").verdict


def test_of_a_long_sentence_only_what_differs_stands_with_the_words_around_it(tmp_path: Path) -> None:
    found = study(tmp_path)
    around = 'A b c d e f g [{}]{{.number key="n"}} and more h i j k l m n.'
    for folder, value in (("published", "\\[1; 2\\]"), ("results", "\\[1; 3\\]")):
        file = tmp_path / folder / "manuscript" / "manuscript.id.md"
        file.write_text(around.format(value), encoding="utf-8")
    (change,) = changes_since(found).sentences["id"]
    assert change == Change("", "… d e f g [1; 2] and more h i j …", "… d e f g [1; 3] and more h i j …")
    assert only_numbers(change)


def test_words_that_begin_and_end_both_sentences_are_counted_once(tmp_path: Path) -> None:
    found = study(tmp_path)
    for folder, count in (("published", 8), ("results", 9)):
        file = tmp_path / folder / "manuscript" / "manuscript.id.md"
        file.write_text(" ".join(["ya"] * count), encoding="utf-8")
    (change,) = changes_since(found).sentences["id"]
    assert change == Change("", "… ya ya ya ya ya", "… ya ya ya ya ya ya")


def test_sentences_with_other_words_come_first(tmp_path: Path) -> None:
    found = study(tmp_path)
    texts = {"published": "N = 10. Nothing. It holds.", "results": "N = 11. Nothing. It fails."}
    for folder, text in texts.items():
        (tmp_path / folder / "manuscript" / "manuscript.id.md").write_text(text, encoding="utf-8")
    holds, number_of_cases = changes_since(found).sentences["id"]
    assert (holds.after, number_of_cases.after) == ("It fails.", "N = 11.")
    assert not only_numbers(holds)


def test_both_reports_say_the_same(tmp_path: Path) -> None:
    page = changes_page(changes_since(study(tmp_path)), "simulated")
    for text in (as_html(page), as_text(page, "diff.html")):
        for part in (
            "1 verdicts, 1 sentences, 1 of them in their words",
            "-0.25",
            "not_supported",
            "Koefisien 0,25 ditolak.",
            "SIMULATED DATA",
        ):
            assert part in text


def test_what_a_paper_stands_on_comes_before_other_numbers() -> None:
    names = ("full.fit.srmr", "full.paths.X->Y.estimate", "claims.C1.estimate")
    changes = Changes([], [], [], [], [Change(name, "0.5", "0.25") for name in names], {})
    (numbers,) = [section for section in changes_page(changes, "collected").sections if "Numbers" in section.heading]
    assert [row[0] for row in numbers.rows] == ["claims.C1.estimate", "full.paths.X->Y.estimate", "full.fit.srmr"]


def test_numbers_are_told_as_the_article_rounds_them_and_those_that_it_prints_otherwise_come_first() -> None:
    small = Change("full.paths.X->Y.estimate", "0.17412345678901234", "0.17412345678901999")
    seen = Change("full.fit.srmr", "0.05012345678901234", "0.06212345678901234")
    counted = Change("full.flow.kept", "100", "99")
    changes = Changes([], [], [], [], [small, counted, seen], {})
    (numbers,) = [section for section in changes_page(changes, "collected").sections if "Numbers" in section.heading]
    assert numbers.rows == [
        ("full.flow.kept", "100", "99", "-1"),
        ("full.fit.srmr", "0.050", "0.062", "+0.012"),
        ("full.paths.X->Y.estimate", "0.17412345678901", "0.17412345678902", "+7.66e-15"),
    ]


def test_a_setting_is_told_as_it_stands() -> None:
    changes = Changes([], [Change("config.growth.stagnation", "1.0", "100.0")], [], [], [], {})
    (settings,) = [one for one in changes_page(changes, "collected").sections if one.heading.startswith("Settings")]
    assert settings.rows == [("config.growth.stagnation", "1.0", "100.0", "+99")]


def test_rows_of_a_table_are_units_and_its_borders_and_lines_of_a_paragraph_are_not() -> None:
    frame = '---\n"fig:growth",\n"tbl:htmt": "Table S1",\n---\n\n::: {.box}\n:::\n\n'
    assert manuscript_units(frame + "| a | 1 |\n|:--|--:|\n| b | 2 |\n\nOne\nline. Two.") == [
        "| a | 1 |",
        "| b | 2 |",
        "One line.",
        "Two.",
    ]


def test_a_long_name_of_a_number_ends_its_lines_at_its_dots_and_is_escaped() -> None:
    rows = [("full.flow.<b>", "1.5", "2.5", "1.0")]
    page = as_html(Page("What changed", "", "One.", [Section("Numbers", "", ("what", "a", "b", "c"), rows)]))
    assert "full.<wbr>flow.<wbr>&lt;b&gt;</th>" in page
    assert "<td>1.5</td>" in page
