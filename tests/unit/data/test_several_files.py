"""A sample in several files: other layouts, other modes, one questionnaire; nobody twice and nobody lost."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import clean_survey
from jobs import call
from study.base.errors import StudyError, StudyErrors
from study.base.files import read_table
from study.drafting.study_check import check_study
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import CleaningRules, Configuration, Description, SurveyFile, SurveyFiles
from study.setup.consistency import check_consistency
from study.setup.data_status import recorded_configuration, recorded_names
from study.setup.start import check
from study.setup.study_model import read_study_model
from study.survey import reading
from study.survey.cleaning import Flow, clean, count_flow, read_flow, response_table
from study.survey.cleaning import clean_survey as cleaned_survey
from study.survey.description import respondent_table
from study.survey.responses import read_survey
from unit.data.small_survey import CODEBOOK, HEADER, INDICATORS, MODEL, as_csv, phone, row, write_workbook

ROOT = Path(__file__).resolve().parents[3]
RULES = CleaningRules("exclude_row", "exclude", 0.25, "mean")
COLUMNS = {"timestamp": "Tanggal", "consent": "Setuju ikut", "identity": "No. HP", "years_operating": "Tahun"}
TYPED = ("Tanggal", "Setuju ikut", "No. HP", "Tahun", "Tenaga kerja tetap", "A.1", "A.2", "B.1", "B.2")


def typed(answers: Sequence[object], number: str, day: str = "02/09/2025 00:00:00", years: str = "8") -> list[object]:
    """One row of a typist: answers as numbers under the codes of the items, in a layout of their own."""
    return [day, "Ya", number, years, "Ya", *answers]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (tmp_path / "model.yaml").write_text(MODEL, encoding="utf-8")
    return tmp_path


def write_both(folder: Path, online: Sequence[Sequence[str]], offline: Sequence[Sequence[object]]) -> SurveyFiles:
    (folder / "online.csv").write_text(as_csv([HEADER, *online]), encoding="utf-8")
    write_workbook(folder / "offline.xlsx", {"Entri": [["Kuesioner kertas"], TYPED, *offline]})
    files = [
        {"path": str(folder / "online.csv"), "mode": "online"},
        {"path": str(folder / "offline.xlsx"), "mode": "offline", "columns": COLUMNS},
    ]
    return SurveyFiles.from_config({"files": files, "expected_n": None})


def run(folder: Path, survey: SurveyFiles) -> dict[str, pd.DataFrame]:
    names = ("responses", "exclusions", "sources")
    outputs = {name: folder / f"{name}.csv" for name in names} | {"flow": folder / "flow.json"}
    call(
        clean_survey.main,
        survey=survey,
        sample="full",
        expected_n=None,
        rules=RULES,
        codebook=folder / "codebook.yaml",
        model=folder / "model.yaml",
        outputs=outputs,
    )
    return {name: read_table(outputs[name]) for name in names}


def test_files_in_different_layouts_are_one_sample(folder: Path) -> None:
    online = [row(["Setuju", "2", "5 - Sangat setuju", "STS"], phone(1)), row(["4", "4", "4", "4"], phone(2))]
    offline = [typed([5, 1, "S", 3], phone(3)), typed([2, 3, 4, 5], phone(4), years="2")]
    tables = run(folder, write_both(folder, online, offline))
    # A.2 is reversed: 2 is 4, 1 is 5.
    assert tables["responses"].values.tolist() == [["R001", 4, 4, 5, 1], ["R002", 5, 5, 4, 3]]
    assert tables["sources"].values.tolist() == [["R001", 1, 2, "online"], ["R002", 2, 3, "offline"]]
    assert tables["exclusions"][["source_file", "source_row", "reason"]].values.tolist() == [
        [1, 3, "straight_lining"],
        [2, 4, "years_operating"],
    ]
    flow = read_flow(folder / "flow.json")
    assert (flow.received, flow.kept) == (4, 2)
    assert [(part.mode, part.received, part.kept) for part in flow.files.values()] == [
        ("online", 2, 1),
        ("offline", 2, 1),
    ]
    assert {mode: dict(part.excluded) for mode, part in flow.modes.items()} == {
        "online": {"straight_lining": 1},
        "offline": {"years_operating": 1},
    }


def test_somebody_who_answers_online_and_on_paper_counts_once(folder: Path) -> None:
    online = [row(["4", "2", "5", "4"], phone(1), moment="01/09/2025 08:00:00"), row(["4", "2", "5", "3"], phone(2))]
    offline = [typed([1, 2, 3, 4], "+62 812 0000 0001"), typed([1, 2, 3, 5], phone(3))]
    tables = run(folder, write_both(folder, online, offline))
    assert tables["exclusions"].values.tolist() == [[1, 2, "duplicate", "replaced by row 3 of file 2"]]
    assert tables["sources"][["source_file", "source_row"]].values.tolist() == [[1, 3], [2, 3], [2, 4]]


def test_without_time_stamps_the_later_file_in_the_list_counts(folder: Path) -> None:
    survey = write_both(folder, [row(["4", "2", "5", "4"], phone(1))], [])
    head = [name for name in TYPED if name != "Tanggal"]
    write_workbook(folder / "offline.xlsx", {"Entri": [head, typed([1, 2, 3, 4], phone(1))[1:]]})
    online, offline = survey.files
    undated = replace(offline, columns={**COLUMNS, "timestamp": None})
    for files, kept in (((online, undated), 1), ((undated, online), 4)):
        assert run(folder, SurveyFiles(files))["responses"]["A.1"].tolist() == [kept]
    with pytest.raises(StudyErrors, match=r"a column is missing: .*offline\.xlsx.*: found no column for timestamp"):
        run(
            folder,
            SurveyFiles((online, replace(offline, columns={k: v for k, v in COLUMNS.items() if v != "Tanggal"}))),
        )


def test_one_column_cannot_answer_two_questions(folder: Path) -> None:
    survey = write_both(folder, [row(["4", "2", "5", "4"], phone(1))], [typed([1, 2, 3, 4], phone(2))])
    online, offline = survey.files
    twice = replace(offline, columns={**COLUMNS, "A.1": "Tahun"})
    with pytest.raises(StudyErrors, match=r"one column for several questions .*: found 'Tahun' again, for A\.1;"):
        run(folder, SurveyFiles((online, twice)))


@pytest.mark.parametrize(
    ("section", "value", "message"),
    [
        (
            "groups__compare",
            [{"question": "product"}],
            r"groups that cannot be compared: .*found 5 of 5 groups",
        ),
        ("segments", {"maximum": 9, "starts": 5}, r"more segments than the cases allow: .*9 segments of 100 cases"),
    ],
)
def test_what_only_the_answers_can_refuse_is_told_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, section: str, value: object, message: str
) -> None:
    config = read_yaml(ROOT / "config" / "config.yaml")
    part, _, key = section.partition("__")
    config[part] = {**config[part], key: value} if key else value
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    monkeypatch.chdir(ROOT)
    with pytest.raises(ValueError, match=message) as caught:
        check_study(root=ROOT, configfile=str(tmp_path / "config.yaml"))
    assert getattr(caught.value, "refusal", False)
    assert "Guci" not in str(caught.value)


def test_a_refusal_on_paper_withdraws_what_was_answered_online(folder: Path) -> None:
    refused = ["03/09/2025 00:00:00", "Tidak", phone(1), "", "", "", "", "", ""]
    survey = write_both(folder, [row(["4", "2", "5", "4"], phone(1)), row(["4", "2", "5", "3"], phone(2))], [refused])
    tables = run(folder, survey)
    assert sorted(tables["exclusions"]["detail"]) == [
        "consent refused in a later submission",
        "consent refused or not given",
    ]


def test_a_row_exported_in_two_waves_is_identical_across_files(folder: Path) -> None:
    first, second = row(["4", "2", "5", "4"], ""), row(["4", "2", "5", "3"], "")
    for name, rows in (("one", [first]), ("two", [first, second])):
        (folder / f"{name}.csv").write_text(as_csv([HEADER, *rows]), encoding="utf-8")
    survey = SurveyFiles(tuple(SurveyFile(folder / f"{name}.csv", None, None) for name in ("one", "two")))
    codebook = read_codebook(folder / "codebook.yaml")
    submissions = read_survey(survey, codebook, INDICATORS)
    cleaned = clean(submissions, replace(RULES, identical_rows="exclude"), codebook, survey)
    assert [exclusion.detail for exclusion in cleaned.excluded] == ["row 2 of file 1 again in every cell"]
    assert count_flow(clean(submissions, RULES, codebook, survey), codebook, survey).identical == 1


def test_the_mode_describes_the_respondents_where_there_are_several(folder: Path) -> None:
    survey = write_both(folder, [row(["4", "2", "5", "4"], phone(1))], [typed([1, 2, 3, 4], phone(3))])
    codebook = read_codebook(folder / "codebook.yaml")
    kept = cleaned_survey(survey, RULES, codebook, INDICATORS).kept
    table = respondent_table(kept, codebook, Description({}, 1))
    assert table[table["column"] == "mode"][["answer", "n", "share"]].values.tolist() == [
        ["mode_offline", 1, 0.5],
        ["mode_online", 1, 0.5],
    ]
    # A file without the describing question has no answer to it, and a few are counted together.
    few = respondent_table(kept, codebook, Description({}, 2))
    assert few[few["column"] == "mode"]["answer"].tolist() == ["other"]
    one = SurveyFiles(survey.files[:1])
    assert (
        "mode"
        not in respondent_table(cleaned_survey(one, RULES, codebook, INDICATORS).kept, codebook, Description({}, 1))[
            "column"
        ].tolist()
    )


def test_a_running_number_hides_no_answer(folder: Path) -> None:
    """The typist's number of the questionnaire is 3, and so are the firm's years: nobody is told by that."""
    (folder / "codebook.yaml").write_text(CODEBOOK.replace("[Catatan]", "[Catatan, No.]"), encoding="utf-8")
    rows = [[str(n), *row(["4", "2", "5", "1"], phone(n), years=str(n))] for n in range(3, 7)]
    (folder / "typed.csv").write_text(as_csv([["No.", *HEADER], *rows]), encoding="utf-8")
    survey = SurveyFiles((SurveyFile(folder / "typed.csv", None, None),))
    kept = cleaned_survey(survey, RULES, read_codebook(folder / "codebook.yaml"), INDICATORS).kept
    assert [each.traits["years_operating"] for each in kept] == ["3", "4", "5", "6"]


ANSWER = st.sampled_from(["1", "2", "3", "4", "5", "", "9", "Setuju"])
ROWS = st.lists(
    st.builds(
        lambda answers, number, years, consent, hour: row(
            answers, phone(number), years, consent=consent, moment=f"01/09/2025 {hour:02d}:00:00"
        ),
        st.lists(ANSWER, min_size=4, max_size=4),
        st.integers(0, 4),
        st.sampled_from(["1", "7"]),
        st.sampled_from(["Ya", "Ya", "Tidak"]),
        st.integers(0, 23),
    ),
    min_size=2,
    max_size=12,
)


@settings(max_examples=60)
@given(rows=ROWS, data=st.data())
def test_a_file_cut_in_two_gives_the_sample_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    codebook = read_codebook(folder / "codebook.yaml")
    cut = data.draw(st.integers(1, len(rows) - 1))
    for name, part in (("whole", rows), ("first", rows[:cut]), ("second", rows[cut:])):
        (folder / f"{name}.csv").write_text(as_csv([HEADER, *part]), encoding="utf-8")
    whole, halves = (
        SurveyFiles(tuple(SurveyFile(folder / f"{name}.csv", None, None) for name in names))
        for names in (("whole",), ("first", "second"))
    )
    one, two = (cleaned_survey(survey, RULES, codebook, INDICATORS) for survey in (whole, halves))
    pd.testing.assert_frame_equal(response_table(one.kept, codebook), response_table(two.kept, codebook))
    flows = count_flow(one, codebook, whole), count_flow(two, codebook, halves)
    assert [(flow.received, flow.excluded, flow.kept, flow.identical) for flow in flows[:1]] == [
        (flow.received, flow.excluded, flow.kept, flow.identical) for flow in flows[1:]
    ]
    assert flows[1].adds_up
    assert [part.received for part in flows[1].files.values()] == [cut, len(rows) - cut]
    places = [s.place for s in two.kept] + [exclusion.place for exclusion in two.excluded]
    assert sorted(places) == [(1, n) for n in range(2, cut + 2)] + [(2, n) for n in range(2, len(rows) - cut + 2)]


def test_a_flow_whose_files_do_not_make_the_whole_is_refused(tmp_path: Path) -> None:
    part = Flow(4, {"duplicate": 1}, 3)
    whole = Flow(9, {"duplicate": 2}, 7, files={"1": part, "2": part})
    assert not whole.adds_up
    (tmp_path / "flow.json").write_text(json.dumps(whole.content()), encoding="utf-8")
    with pytest.raises(StudyError, match=r"the flow of respondents does not add up"):
        read_flow(tmp_path / "flow.json")
    good = Flow(8, {"duplicate": 2}, 6, files={"1": part, "2": part})
    assert Flow.from_content(good.content()) == good
    assert good.adds_up


def small_study(tmp_path: Path, entries: list[dict[str, object]]) -> dict[str, object]:
    config = read_yaml(ROOT / "config" / "config.yaml")
    for entry in entries:
        if "path" in entry:
            entry["path"] = str(tmp_path / str(entry["path"]))
    config["survey"] = {**config["survey"], "full": {"files": entries, "expected_n": None}}
    del config["groups"]
    return config


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (
            [{"path": "a.csv"}, {"path": "a.csv"}],
            r"^a file stands twice in the list: .*survey\.full\.files: found .*a\.csv twice;",
        ),
        (
            [{"path": "a.csv"}, {"path": "b.csv"}],
            r"^a file stands twice in the list: .*found .*b\.csv again, with the content of .*a\.csv;",
        ),
        (
            [{"path": "a.csv", "mode": "online"}, {"path": "c.csv"}],
            r"^files without a mode beside files with one: .*found .*c\.csv; .*add mode: to each of them$",
        ),
        (
            [{"path": "a.csv", "columns": {"X1.l": "Pertama"}}],
            r"^a column for an entry that the codebook does not have: .*a\.csv, columns: found X1\.l; .*did you mean",
        ),
    ],
)
def test_a_bad_list_is_refused_in_one_line(tmp_path: Path, entries: list[dict[str, object]], message: str) -> None:
    for name, text in (("a.csv", "x,y\n1,2\n"), ("b.csv", "x,y\n1,2\n"), ("c.csv", "x,y\n1,3\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    configuration = Configuration.from_config(small_study(tmp_path, entries))
    model, codebook = read_study_model(ROOT / "config" / "model.yaml"), read_codebook(ROOT / "config" / "codebook.yaml")
    with pytest.raises(StudyErrors, match=message) as caught:
        check_consistency(configuration, model, codebook)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("full", "message"),
    [
        (
            {"files": [{"path": "x.csv", "mode": "telepathy"}]},
            r"key survey\.full\.files, entry 1, mode: found 'telepathy'; expected one of online",
        ),
        ({"files": []}, r"key survey\.full\.files: found \[\]; expected a list of files, each with a path"),
        ({"files": [{"mode": "online"}]}, r"key survey\.full\.files, entry 1: found nothing; expected 'path'"),
        (
            {"files": [{"path": "x.csv"}], "file": "y.csv"},
            r"key survey\.full: .*expected either file with its keys, or files",
        ),
        (
            {"files": [{"path": "x.csv", "columns": {"consent": None}}]},
            r"columns\.consent: found nothing; expected a header",
        ),
        ({"sheet": None}, r"key survey\.full: found nothing; expected 'file'"),
        (
            {"files": [{"path": "no.csv"}, {"path": "config/model.yaml"}]},
            r"a file is missing: configuration key survey\.full\.files, entry 1, path: ",
        ),
    ],
)
def test_the_form_of_a_list_is_checked(full: dict[str, object], message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    config = read_yaml(ROOT / "config" / "config.yaml")
    config["survey"] = {**config["survey"], "full": {**full, "expected_n": None}}
    with pytest.raises((StudyError, StudyErrors), match=message):
        check(config, ROOT / "workflow" / "schemas")


def test_an_indicator_that_a_file_lacks_is_named_with_the_file(folder: Path) -> None:
    survey = write_both(folder, [row(["4", "2", "5", "4"], phone(1))], [])
    write_workbook(folder / "offline.xlsx", {"Entri": [TYPED[:-1], typed([1, 2, 3, 4], phone(3))[:-1]]})
    with pytest.raises(StudyErrors, match=r"a column is missing: .*offline\.xlsx.*: found no column for B\.2"):
        run(folder, survey)
    head = [*TYPED[:3], "Usia", *TYPED[4:]]
    write_workbook(folder / "offline.xlsx", {"Entri": [head, typed([1, 2, 3, 4], phone(3))]})
    with pytest.raises(StudyErrors, match=r"a header that the configuration names is not in the file: .* 'Tahun'"):
        run(folder, survey)


def test_a_separator_can_be_declared(folder: Path) -> None:
    (folder / "a.csv").write_text("a;b,c\n1;2,3\n", encoding="utf-8")
    assert [reading.read_survey_table(folder / "a.csv", delimiter=mark).headers for mark in (";", ",")] == [
        ("a", "b,c"),
        ("a;b", "c"),
    ]
    write_workbook(folder / "a.xlsx", {"Satu": [["a", "b"], ["1", "2"]]})
    with pytest.raises(StudyError, match=r"only a text file has a delimiter: .*found delimiter: ';'"):
        reading.read_survey_table(folder / "a.xlsx", delimiter=";")


def test_collected_files_are_recorded_by_neutral_names() -> None:
    config = read_yaml(ROOT / "config" / "config.yaml")
    config["study"] = {**config["study"], "data_status": "collected"}
    files = [{"path": "data/raw/Survei Budi.csv", "mode": "online"}, {"path": "data/raw/Budi.XLSX", "sheet": "Budi"}]
    config["survey"] = {**config["survey"], "full": {"files": files, "expected_n": None}}
    assert list(recorded_names(config).values()) == ["survey/pilot.csv", "survey/full_1.csv", "survey/full_2.xlsx"]
    assert "Budi" not in yaml.safe_dump(recorded_configuration(config)["survey"])


def test_the_check_of_a_study_reads_each_file_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read: list[str] = []
    plain = reading._read_sheet

    def counted(path: Path, *rest: str | None) -> reading.Sheet:
        read.append(path.name)
        return plain(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "_read_sheet", counted)
    monkeypatch.chdir(ROOT)
    assert check_study(root=ROOT, configfile="config/config.yaml") == 0
    assert sorted(read) == [
        "simulated_survey_offline.xlsx",
        "simulated_survey_online.csv",
        "simulated_survey_pilot.csv",
    ]
    out = capsys.readouterr().out
    assert "warning: file" not in out
    assert "full, file 1 (online): " in out
    assert "full, file 2 (offline): " in out


def test_a_file_that_keeps_few_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    config = read_yaml(ROOT / "config" / "config.yaml")
    config["description"]["smallest_cell"] = 40
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    assert check_study(root=ROOT, configfile=str(tmp_path / "config.yaml")) == 0
    assert "warning: file 2 keeps 35, fewer than description.smallest_cell (40)" in capsys.readouterr().out
