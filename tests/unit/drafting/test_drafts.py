"""What a new study's files say before its author has touched them."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest
import yaml

from study.base.errors import StudyError, StudyErrors
from study.drafting.author_questions import AuthorQuestion, list_questions
from study.drafting.column_sorting import sort_columns
from study.drafting.columns import Columns
from study.drafting.new_study import start_study
from study.drafting.study_files import SurveyExport, draft_codebook, draft_config, draft_model, propose_classes
from study.setup.codebook import Codebook, find_open_questions, read_codebook
from study.setup.config import read_yaml
from study.setup.schema_checks import validate
from study.survey.cells import Row, Table, column_letter
from study.survey.question_kinds import Column
from study.survey.reading import read_survey_table
from study.survey.scoring import score_answer
from unit.data.small_survey import write_workbook

ROOT = Path(__file__).resolve().parents[3]
SCHEMAS = ROOT / "workflow" / "schemas"


def columns(**cells: list[str]) -> Columns:
    """Sort columns by header; an underscore stands for a space."""
    return sort_columns(table({name.replace("_", " "): column for name, column in cells.items()}))


def table(cells: Mapping[str, Sequence[str]]) -> Table:
    """Make a table of columns."""
    headers = tuple(cells)
    rows = tuple(Row(number, tuple(row)) for number, row in enumerate(zip(*cells.values(), strict=True), start=2))
    return Table("survey.csv", headers, tuple(column_letter(index) for index in range(len(headers))), rows)


def drafted(found: Columns, folder: Path, language: str = "id") -> Codebook:
    """Read a drafted codebook after all its questions are struck out."""
    path = folder / "codebook.yaml"
    path.write_text(draft_codebook(found, language), encoding="utf-8")
    validate(read_yaml(path), SCHEMAS / "codebook.schema.yaml", "codebook.yaml")
    return read_codebook(path)


def asked(found: Columns) -> dict[str, AuthorQuestion]:
    """The questions of a draft by key; of columns by their header."""
    return {
        question.columns[0] if question.key == "column" else question.key: question
        for question in list_questions(found)
    }


def headers(found: Columns) -> dict[str, list[str]]:
    single = {name: getattr(found, name) for name in ("timestamp", "consent", "identity")}
    names = ("items", "personal", "undecided", "unused")
    several = {name: [column.header for column in getattr(found, name)] for name in names}
    several["describing"] = [column.header for column in found.describing.values()]
    return {name: [column.header] for name, column in single.items() if column} | {
        k: v for k, v in several.items() if v
    }


def test_each_kind_of_column_finds_its_place() -> None:
    found = columns(
        Stempel_waktu=["01/10/2025 08:00:00", "13/10/2025 08:00:00"],
        Saya_bersedia_menjadi_responden=["Ya", "Tidak"],
        Nama_lengkap=["Ani", "Budi"],
        Nomor_WA=["0811", "0812"],
        Umur=["31", "45"],
        Pelayanannya_ramah=["Setuju", "Sangat setuju"],
        Nama_tokonya_mudah_diingat=["4 - Setuju", "2 - Tidak setuju"],
    )
    assert headers(found) == {
        "timestamp": ["Stempel waktu"],
        "consent": ["Saya bersedia menjadi responden"],
        "personal": ["Nama lengkap"],
        "identity": ["Nomor WA"],
        "undecided": ["Umur"],
        "items": ["Pelayanannya ramah", "Nama tokonya mudah diingat"],
    }
    assert found.formats() == ["%d/%m/%Y %H:%M:%S"]


def test_nothing_that_is_not_plain_is_decided() -> None:
    found = columns(Jenis_kelamin=["L", "P"], Setuju_ikut=["Setuju", "Setuju"], Pekerjaan=["Guru", "Petani"])
    assert headers(found) == {"undecided": ["Jenis kelamin", "Setuju ikut", "Pekerjaan"]}


@pytest.mark.parametrize("points", range(3, 11))
def test_figures_alone_do_not_tell_the_points_of_the_form(points: int) -> None:
    ladder = [str(point) for point in range(1, points + 1)] * 3
    found = columns(a=ladder, b=ladder, c=ladder)
    assert found.points == points
    (question,) = list_questions(found)
    assert (question.key, question.why) == ("scale", "figures do not tell how many points the form offers")
    assert "answers:" not in draft_codebook(found, "id")


def test_the_mark_of_smartpls_for_no_answer_is_none(tmp_path: Path) -> None:
    found = columns(
        comp1=["1", "-99", "3", "4", "5", "6", "7"],
        cusa=["-99", "4", "5", "6", "7", "2", "3"],
        comp2=["1", "2", "3", "4", "5", "6", "7"],
    )
    assert list(found.codes) == ["comp1", "cusa", "comp2"]
    assert (found.points, found.marks()) == (7, ["-", "-99"])
    assert "among the items: -99 2\n" in draft_codebook(found, "en")
    assert score_answer("-99", drafted(found, tmp_path, "en").scale) is None
    assert "indicators: [comp1, comp2]\n" in draft_model(found, "en")


def test_a_slip_does_not_hide_an_item() -> None:
    found = columns(Ramah=["Setuju", "Netral", "Setju"], Harga=["Tidak setuju", "5", "Setuju"])
    assert [item.header for item in found.items] == ["Ramah", "Harga"]


def test_american_dates_are_recognised_where_a_day_cannot_be_a_month() -> None:
    assert columns(Timestamp=["10/13/2025 9:00:00"]).formats() == ["%m/%d/%Y %H:%M:%S"]


def test_numbers_that_a_spreadsheet_rounded_are_an_identity_which_the_run_refuses() -> None:
    found = columns(Nomor_WA=["6,28123E+12", "6,28123E+12", "6,28123E+12", "08123000001"])
    assert headers(found) == {"identity": ["Nomor WA"]}
    assert headers(columns(Nomor_WA=["-", "tidak ada", "tidak ada", "tidak ada"])) == {"personal": ["Nomor WA"]}


def test_a_nought_with_words_is_the_lowest_answer(tmp_path: Path) -> None:
    ladder = ["0 - Tidak mungkin", *map(str, range(1, 10)), "10 - Pasti"]
    found = columns(**{"X1.1": ladder, "X1.2": ladder, "X1.3": ladder})
    assert (found.points, found.scale.lowest, list_questions(found)) == (11, 0, ())
    scale = drafted(found, tmp_path).scale
    assert [score_answer(answer, scale) for answer in ladder] == [*range(11)]


def test_an_item_that_was_reworded_while_the_form_was_open_is_asked_of() -> None:
    before, after = ["Setuju", "Netral", "Setuju"] * 4, [""] * 12
    found = columns(
        Kasir_melayani_dengan_sopan=[*before, *after],
        Harganya_wajar=["Setuju", "Tidak setuju"] * 12,
        Kasir_toko_melayani_dengan_sangat_sopan=[*after, *before],
    )
    (question,) = [each for each in list_questions(found) if each.key == "indicators.Q3"]
    assert question.seen == "12 and 12 answers"
    assert "earlier_texts" in question.write
    assert question.columns == ("Kasir melayani dengan sopan", "Kasir toko melayani dengan sangat sopan")


def test_items_of_two_branches_are_asked_of_once() -> None:
    first, second = ["Setuju", "Netral", "Tidak setuju"] * 4, [""] * 12
    topics = ("harga", "mutu", "kasir", "tempat", "jam buka", "pilihan", "diskon", "antrean")
    found = columns(
        **{f"Saya puas dengan {topic} toko ini": [*first, *second] for topic in topics},
        **{f"Saya puas dengan {topic} pasar itu": [*second, *first] for topic in topics},
    )
    (question,) = [each for each in list_questions(found) if "answered both" in each.why]
    assert question.key == "indicators"
    assert "two branches" in question.write
    assert question.seen == "8 pairs, 12 and 12 answers"


def test_an_item_is_asked_of_with_what_is_most_like_it() -> None:
    first, second = ["Setuju", "Netral", "Tidak setuju"] * 4, [""] * 12
    found = columns(
        **{f"Saya puas dengan {topic} toko ini": [*first, *second] for topic in ("harga", "mutu")},
        **{f"Saya puas dengan {topic} di toko ini": [*second, *first] for topic in ("harga", "mutu")},
    )
    asked = [each.columns for each in list_questions(found) if "answered both" in each.why]
    assert [[header.split()[3] for header in headers] for headers in asked] == [["harga"] * 2, ["mutu"] * 2]


def test_consent_in_other_words_is_consent() -> None:
    found = columns(Apakah_Anda_berkenan_mengisi=["Saya berkenan", "Saya tidak berkenan"])
    assert headers(found) == {"consent": ["Apakah Anda berkenan mengisi"]}


@pytest.mark.parametrize("letters", ["abcde", "edcba"])
def test_letters_before_the_words_tell_no_point(tmp_path: Path, letters: str) -> None:
    words = ["Sangat tidak setuju", "Tidak setuju", "Netral", "Setuju", "Sangat setuju"]
    answers = [f"{letter}. {word}" for letter, word in zip(letters, words, strict=True)]
    found = columns(Ramah=answers, Murah=answers[::-1])
    scale = drafted(found, tmp_path).scale
    assert [score_answer(answer, scale) for answer in answers] == [1, 2, 3, 4, 5]


def test_sliders_are_items_in_numbers_whose_bounds_are_asked(tmp_path: Path) -> None:
    numbers = [str(7 * step % 101) for step in range(40)]
    ages = [str(17 + step % 50) for step in range(40)]
    found = columns(Ramah=numbers, Murah=numbers[::-1], Puas=[*numbers[:-1], "45.5"], Umur=ages)
    assert [item.header for item in found.items] == ["Ramah", "Murah", "Puas"]
    (question,) = [each for each in list_questions(found) if each.key != "column"]
    assert (question.key, question.seen) == ("scales.numbers", "numbers from 0 to 98")
    assert "the bounds within which the form takes answers; where they are facts such as turnover" in question.why
    codebook = drafted(found, tmp_path)
    assert score_answer("45.5", codebook.scale_of("Puas")) == 45.5
    # Two columns may count something.
    assert not columns(Ramah=numbers, Murah=numbers[::-1]).items


def test_figures_behind_an_apostrophe_are_figures(tmp_path: Path) -> None:
    found = columns(**{"X1.1": ["'1", "'5", "'3"], "X1.2": ["'2", "'4", "'5"]})
    assert found.points == 5
    assert score_answer("'4", drafted(found, tmp_path).scale) == 4


def test_answers_on_both_sides_of_zero_are_figures_whatever_their_sign() -> None:
    ladder = ["-3", "-2", "-1", "0", "+1", "+2", "+3"]
    found = columns(**{"X1.1": ladder, "X1.2": ladder, "X1.3": ladder[::-1]})
    (question, *_) = list_questions(found)
    assert (found.points, question.key) == (3, "scale")
    assert "-3, -2, -1, 0 may mean no answer" in question.why


def test_codes_are_kept_and_group_the_constructs() -> None:
    found = columns(**{"X1.1": ["1", "5"], "X1.2": ["1", "2"], "Y.1": ["4", "5"]})
    assert list(found.codes) == ["X1.1", "X1.2", "Y.1"]
    model = draft_model(found, "en")
    assert "  X1:\n    label: {en: X1}\n    mode: A\n    indicators: [X1.1, X1.2]\n" in model
    assert "  Y:\n    label: {en: Y}\n    mode: A\n    indicators: [Y.1]\n" in model


def test_the_draft_reads_the_answers_it_was_drafted_from(tmp_path: Path) -> None:
    answers = ["SS", "Cukup setuju", "4 - Setuju", "2", "sangat  tidak Setuju"]
    path = tmp_path / "codebook.yaml"
    path.write_text(draft_codebook(columns(**{'Kata "baik": ya, bukan?': answers}), "id"), encoding="utf-8")
    book = read_codebook(path)
    validate(read_yaml(path), SCHEMAS / "codebook.schema.yaml", "codebook.yaml")
    assert [score_answer(answer, book.scale) for answer in answers] == [5, 3, 4, 2, 1]
    assert book.indicators["Q1"].question == {"id": 'Kata "baik": ya, bukan?'}


def test_what_is_undecided_stops_the_check_one_line_a_question(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    ages = [str(age) for age in reversed(range(20, 60))]
    path.write_text(draft_codebook(columns(Luas=ages, Ramah=["1", "2", "4", "5"] * 10), "id"), encoding="utf-8")
    assert [str(error) for error in find_open_questions(read_yaml(path), "codebook.yaml")] == [
        "a question of the draft is open: codebook.yaml, key undecided, entry 1 (scale): found 1: 10, 2: 10, 4: 10, "
        "5: 10 (figures do not tell how many points the form offers; nobody chose 3); expected your answer; points: 5 "
        "is a proposal: write how many the form offers "
        "(from 0 to 10: lowest: 0 and points: 11), list under missing what means no answer, and delete "
        "this entry",
        "a question of the draft is open: codebook.yaml, key undecided, entry 2 (column, 'Luas'): found 40 different "
        "answers, not shown (a header does not tell what a column is for); expected your answer; put its header under "
        "indicators, criteria, descriptive, personal or ignored, and delete this entry",
    ]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_settings_fit_the_schema_but_for_what_only_the_author_knows(tmp_path: Path, language: str) -> None:
    project = (ROOT / "config" / "config.yaml").read_text(encoding="utf-8")
    path = tmp_path / "config.yaml"
    path.write_text(
        draft_config(project, "studies/shop", SurveyExport("data/raw/a.csv", None, 7), language), encoding="utf-8"
    )
    content = read_yaml(path)
    with pytest.raises(StudyErrors) as caught:
        validate(content, SCHEMAS / "config.schema.yaml", "config.yaml")
    keys = sorted(line.split("key ")[1].split(":")[0] for line in str(caught.value).splitlines())
    assert keys == ["study.affiliations.mine", "study.authors, entry 1, name", f"study.title.{language}"]
    assert content["study"]["data_status"] == "collected"
    assert content["claims"] is content["survey"]["pilot"] is content["survey"]["growth"] is None
    # Seven points: the lowest mean is 1/7 = 14.29 %, and each fifth of the way to 100 % adds 17.14.
    assert content["description"]["category_bounds"] == [31.43, 48.57, 65.71, 82.86]
    # Answers from 1 to 7 reach over half as far again as those from 1 to 5, for which the project has 0.60.
    assert content["robustness"]["careless"]["variability"] == 0.9
    assert content["bootstrap"] == read_yaml(ROOT / "config" / "config.yaml")["bootstrap"]


@pytest.mark.parametrize(
    ("answers", "bounds"),
    [
        (range(17, 62), [20, 30, 40, 50]),
        (range(1, 15), [5, 10]),
        ([*range(2_000_000, 9_000_000, 500_000), 1, 900_000_000], [2_000_000, 4_000_000, 6_000_000, 8_000_000]),
        ([f"{years},5" for years in range(1, 15)], [5, 10]),
        (range(1, 12), None),
    ],
)
def test_classes_are_proposed_for_numbers_that_describe_respondents(
    answers: Iterable[int | str], bounds: list[int] | None
) -> None:
    column = Column("Usia", "A", tuple(map(str, answers)))
    classes = propose_classes({"age": column})
    assert classes == ({} if bounds is None else {"age": bounds})
    project = (ROOT / "config" / "config.yaml").read_text(encoding="utf-8")
    settings = yaml.safe_load(draft_config(project, "studies/shop", SurveyExport("a.csv", None, 5, classes), "id"))
    assert settings["description"]["classes"] == classes


def test_a_setting_that_moved_is_noticed() -> None:
    project = (ROOT / "config" / "config.yaml").read_text(encoding="utf-8").replace("smallest_cell", "fewest")
    with pytest.raises(ValueError, match=r"config.yaml has 0 lines like .*smallest_cell"):
        draft_config(project, "studies/shop", SurveyExport("a.csv", None, 5), "id")


def test_a_file_that_is_no_table_of_answers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("X1\n1\n2\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"the file has a single column: .*a.csv: .*; see whether") as one:
        start_study(root=tmp_path, survey=Path("a.csv"), name="shop", language="id", sheet=None)
    assert "\n" not in str(one.value)
    assert not (tmp_path / "studies").exists()


def test_a_repeated_header_is_no_answer_to_a_draft(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("X1,X2\n1,2\nX1,x2\n3,4\n", encoding="utf-8")
    survey = read_survey_table(tmp_path / "b.csv")
    assert [aside.number for aside in survey.set_aside] == [3]
    assert [item.answered for item in sort_columns(survey).items] == [{"1": 1, "3": 1}, {"2": 1, "4": 1}]


def test_an_export_outside_the_project_is_refused(tmp_path: Path) -> None:
    """Under its whole path inside it is named as from the project's folder."""
    project = tmp_path / "project"
    (project / "data").mkdir(parents=True)
    for folder in (tmp_path, project / "data"):
        (folder / "a.csv").write_text("X1\n1\n2\n", encoding="utf-8")
    draft = {"root": project, "name": "shop", "language": "id", "sheet": None}
    for path in (tmp_path / "a.csv", Path("..", "a.csv")):
        with pytest.raises(StudyError, match=r"outside the project: a.csv: .*expected data/raw/a.csv; copy it"):
            start_study(survey=path, **draft)
    (tmp_path / "link").symlink_to(project)
    for folder in (project, tmp_path / "link"):
        with pytest.raises(StudyError, match="the file has a single column"):
            start_study(survey=folder / "data" / "a.csv", **draft)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "studies" / "shop").mkdir(parents=True)
    with pytest.raises(StudyError, match=r"this study exists already: studies.shop: .*; give it another name"):
        start_study(root=tmp_path, survey=Path("a.csv"), name="shop", language="id", sheet=None)


@pytest.mark.parametrize("name", ["my shop", "../shop", "toko:1", ""])
def test_a_name_that_no_folder_may_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(StudyError, match=r"this is no name for a folder: --name: .*letters, digits"):
        start_study(root=tmp_path, survey=Path("a.csv"), name=name, language="id", sheet=None)


@pytest.mark.parametrize("cell", ["siti@contoh.id", "0812-3456-7890", "1871012345678901"])
def test_a_respondent_in_the_place_of_the_questions_is_not_copied(tmp_path: Path, cell: str) -> None:
    (tmp_path / "a.csv").write_text(f"{cell},Setuju,4\nb@contoh.id,Netral,3\n", encoding="utf-8")
    message = r"the first row may be a respondent's: .*a.csv, column A: .*; put the header row back"
    with pytest.raises(StudyError, match=message) as caught:
        start_study(root=tmp_path, survey=Path("a.csv"), name="shop", language="id", sheet=None)
    assert cell not in str(caught.value)
    assert not (tmp_path / "studies").exists()


def test_sheets_of_several_villages_become_entries_of_files(tmp_path: Path) -> None:
    for name in ("config/config.yaml", "manuscript/skeleton.id.md.jinja"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    rows = [[n, *(1 + n * k % 5 for k in (1, 2, 3))] for n in range(1, 16)]
    sheets = {name: [["No", "X1.1", "X1.2", "Y1"], *part] for name, part in (("A", rows[:9]), ("B", rows[9:]))}
    write_workbook(tmp_path / "a.xlsx", sheets | {"C": [["No", "X1.1", "Y1", "X1.2"], *rows]})
    draft = {"root": tmp_path, "survey": Path("a.xlsx"), "language": "id", "sheet": "A"}
    said = start_study(**draft, name="desa", further_sheets=["B"])
    assert "15 rows of answers" in said
    survey = yaml.safe_load((tmp_path / "studies/desa/config.yaml").read_text(encoding="utf-8"))["survey"]
    files = [{"path": "a.xlsx", "sheet": "A"}, {"path": "a.xlsx", "sheet": "B"}]
    assert survey["full"] == {"files": files, "expected_n": None}
    with pytest.raises(StudyError, match=r"different questions: .*a.xlsx, sheet 'C': found other heads"):
        start_study(**draft, name="lain", further_sheets=["C"])
