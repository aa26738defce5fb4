"""What changed since publication."""

from pathlib import Path

from study.reproduction.changes import Change, changes_since, sentences
from study.reproduction.changes_page import changes_page
from study.reproduction.material import StudyFolder
from study.reproduction.page import as_html, as_text
from unit.reproduction.publications import number, write_publication


def study(tmp_path: Path) -> StudyFolder:
    before = {
        "full.flow.kept": number(100, "kept"),
        "full.flow.excluded.consent": number(2, "consent"),
        "full.paths.X->Y.estimate": number(0.5),
        "full.paths.X->Y.verdict": number("supported", "verdict"),
        "config.bootstrap.seed": number(1, "seed"),
    }
    after = {
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
        Change("full.flow.kept", "100", "101"),
        Change("full.flow.excluded.consent", "2", "0"),
        Change("full.flow.excluded.duplicate", "0", "1"),
    ]
    assert Change("full.paths.X->Y.estimate", "0.5", "0.25") in changes.numbers
    assert changes.words == [Change("full.paths.X->Y.verdict", "supported", "not_supported")]
    assert changes.settings == [Change("config.bootstrap.seed", "1", "2")]
    assert changes.sentences["id"] == [Change("", "Koefisien 0,50 diterima.", "Koefisien 0,25 ditolak.")]


def test_both_reports_say_the_same(tmp_path: Path) -> None:
    page = changes_page(changes_since(study(tmp_path)), "simulated")
    for text in (as_html(page), as_text(page, "diff.html")):
        for part in ("1 verdicts", "-0.25", "not_supported", "Koefisien 0,25 ditolak.", "SIMULATED DATA"):
            assert part in text


def test_rows_of_a_table_are_units_and_lines_of_a_paragraph_are_not() -> None:
    assert sentences("| a | 1 |\n| b | 2 |\n\nOne\nline. Two.") == ["| a | 1 |", "| b | 2 |", "One line.", "Two."]
