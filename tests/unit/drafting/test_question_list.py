"""A study drafted from a list of its questions: the workbook, what it must hold, and the files that come of it."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook, load_workbook

from study.base.errors import StudyError, StudyErrors
from study.drafting.new_study import start_study
from study.drafting.question_list import draft_from_list, question_workbook, read_question_list
from study.setup.start import check
from study.tables.workbook import workbook_bytes
from unit.manuscript.made_up_results import ROOT

QUESTIONS = [
    ("X1", "Price", "The prices are fair.", ""),
    ("X1", "", "Others are cheaper.", "x"),
    ("Y", "Loyalty", "I will buy again.", ""),
    ("Y", "", "I recommend this shop.", ""),
]
PATHS = [("X1", "Y", "H1", "-", "-0,3")]
SHEETS = {
    "en": ("Questions", "Hypotheses", "Answers", "Criteria"),
    "id": ("Pertanyaan", "Hipotesis", "Jawaban", "Kriteria"),
}
Rows = Sequence[Sequence[object]]


def fill(path: Path, language: str = "en", **sheets: Rows) -> Path:
    """Write the workbook with rows of its sheets by their English names in small letters."""
    workbook = load_workbook(BytesIO(workbook_bytes(question_workbook(language))))
    for name, rows in ({"questions": QUESTIONS, "hypotheses": PATHS} | sheets).items():
        page = workbook[SHEETS[language][[each.lower() for each in SHEETS["en"]].index(name)]]
        page.delete_rows(3, 100)
        for row in rows:
            page.append(list(row))
    workbook.save(path)
    return path


def project(folder: Path) -> Path:
    for name in ("config", "manuscript"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_workbook_is_the_same_bytes_twice(language: str) -> None:
    assert workbook_bytes(question_workbook(language)) == workbook_bytes(question_workbook(language))


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_files_that_come_of_a_list_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.chdir(project(tmp_path))
    start = {"root": tmp_path, "survey": None, "name": "shop", "sheet": None}
    assert "Fill in studies/shop/questions.xlsx" in start_study(**start, language=language)
    fill(tmp_path / "studies/shop/questions.xlsx", language, criteria=[("How old are you?", 18, "", "", "a minor")])
    # The workbook tells its language.
    assert "4 questions, 1 paths" in start_study(**start, language="en")
    config = yaml.safe_load((tmp_path / "studies/shop/config.yaml").read_text(encoding="utf-8"))
    config["study"]["title"] = {language: "A title"}
    config["study"]["authors"][0]["name"] = config["study"]["affiliations"]["mine"] = "A"
    study = check(config, ROOT / "workflow" / "schemas", has_data=False)
    assert study.model.indicators == ("X1.1", "X1.2", "Y.1", "Y.2")
    assert [study.codebook.indicators[code].reverse for code in study.model.indicators] == [False, True, False, False]
    (path,) = study.model.paths
    assert (str(path), path.hypothesis, path.direction) == ("X1 -> Y", "H1", "negative")
    assert study.configuration.plan.populations["expected"].paths == {"X1 -> Y": -0.3}
    assert (study.codebook.scale.points, study.codebook.criteria[0].minimum) == (5, 18)
    assert study.codebook.consent is not None
    assert config["survey"]["full"]["file"] == "data/raw/shop.csv"
    with pytest.raises(StudyError, match="this study exists already"):
        start_study(**start, language=language)


def test_an_empty_list_names_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "questions.xlsx"
    file.write_bytes(workbook_bytes(question_workbook("en")))
    with pytest.raises(
        StudyErrors, match=r"sheet Questions: found 0; expected at least 2(.|\n)*sheet Hypotheses: found 0"
    ):
        read_question_list(file)


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        (
            {"questions": [*QUESTIONS[:3], ("Y", "", "I recommend.", "maybe")]},
            "row 6: found 'maybe'; expected x or nothing",
        ),
        (
            {"questions": [*QUESTIONS[:3], ("Y", "Return", "I recommend.", "")]},
            "row 6: found 'Return'; expected Loyalty",
        ),
        ({"hypotheses": [("X1", "Y", "H1", "-", "0.3")]}, "row 3: found '0.3'; expected a number of the sign -"),
        ({"hypotheses": [("X1", "Y", "H1", "", "-0.3")]}, r"row 3: found '-0.3'; expected a number of the sign \+"),
        ({"hypotheses": [("X1", "Y", "H1", "+", "=0.1+0.2")]}, "cell E3: found a formula without its value"),
        ({"questions": [*QUESTIONS, ("Y", "", "", "")]}, r"sheet Questions, row 7: found an empty cell"),
        ({"questions": [*QUESTIONS, ("y", "", "Why?", "")]}, r"row 7: found 'y'; expected Y"),
        ({"questions": [*QUESTIONS, ("a b", "", "Why?", "")]}, r"row 7: found 'a b'; expected a short name"),
        ({"hypotheses": [("X1", "Z", "H1", "+", "")]}, r"sheet Hypotheses, row 3: found 'Z'; expected X1, Y"),
        ({"hypotheses": [("X1", "Y", "H1", "plus", "")]}, r"found 'plus'; expected \+ or -"),
        ({"hypotheses": [("X1", "Y", "H1", "+", "1.2")]}, r"found '1.2'; expected a number between -1 and 1"),
        ({"answers": [(1, "No"), (3, "Yes")]}, r"sheet Answers, row 4: found '3'; expected 1, 2"),
        ({"criteria": [("How old?", "adult", "", "", "young")]}, r"sheet Criteria, row 3: found 'adult'"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, sheets: dict[str, Rows], message: str) -> None:
    with pytest.raises((StudyError, StudyErrors), match=message):
        read_question_list(fill(tmp_path / "questions.xlsx", **sheets))


YES = ("x", "Ya", "Iya", "✓", "√", "R")


@pytest.mark.parametrize(("mark", "reverse"), [*((mark, True) for mark in YES), ("no", False), ("-", False)])
def test_a_question_marked_no_is_not_reversed(tmp_path: Path, mark: str, reverse: bool) -> None:
    questions = [*QUESTIONS[:1], ("X1", "", "Others are cheaper.", mark), *QUESTIONS[2:]]
    listed = read_question_list(fill(tmp_path / "questions.xlsx", questions=questions))
    project = (ROOT / "config" / "config.yaml").read_text(encoding="utf-8")
    codebook = yaml.safe_load(draft_from_list(listed, project, "studies/shop", "a.csv")["codebook.yaml"])
    assert codebook["indicators"]["X1.2"]["reverse"] is reverse


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_author_is_an_author_of_their_own(tmp_path: Path, language: str) -> None:
    about = ("Author", "Penulis")[language == "id"]
    file = fill(tmp_path / "questions.xlsx", language)
    workbook = load_workbook(file)
    for row in workbook.worksheets[0].iter_rows():
        if row[0].value == about:
            row[1].value = "Siti Rahayu, S.E., M.Si.; Budi Santoso"
    workbook.save(file)
    project = (ROOT / "config" / "config.yaml").read_text(encoding="utf-8")
    config = draft_from_list(read_question_list(file), project, "studies/shop", "a.csv")["config.yaml"]
    authors = yaml.safe_load(config)["study"]["authors"]
    assert [author["name"] for author in authors] == ["Siti Rahayu, S.E., M.Si.", "Budi Santoso"]
    assert [author.get("corresponding", False) for author in authors] == [True, False]


def test_the_name_of_a_construct_is_one_whatever_its_letters(tmp_path: Path) -> None:
    questions = [*QUESTIONS[:3], ("Y", "loyalty ", "I recommend this shop.", "")]
    assert read_question_list(fill(tmp_path / "questions.xlsx", questions=questions)).questions[3][1][1] == "loyalty"


def test_another_file_in_its_place_is_refused(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "other.xlsx")
    (tmp_path / "text.xlsx").write_text("no workbook", encoding="utf-8")
    renamed = load_workbook(fill(tmp_path / "renamed.xlsx"))
    renamed["Answers"].title = "My answers"
    renamed.save(tmp_path / "renamed.xlsx")
    for name in ("other.xlsx", "text.xlsx", "renamed.xlsx"):
        with pytest.raises(StudyError, match=r"this is not the list of questions: .*give every sheet its name again"):
            read_question_list(tmp_path / name)
