import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.base.errors import StudyError
from study.base.files import as_cell, find_file_problems, find_held_open, from_cell, read_cells, read_table, write_table


def lines(problems: list[StudyError]) -> list[str]:
    return [str(problem) for problem in problems]


def test_a_file_of_nearly_the_name_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_text("a", encoding="utf-8")
    (tmp_path / "~$survey.csv").write_text("a", encoding="utf-8")
    # The ending alone makes no two names alike.
    (tmp_path / "growth.csv").write_text("a", encoding="utf-8")
    assert lines(list(find_file_problems(tmp_path / "survei.csv", "survey.full.file"))) == [
        f"a file is missing: configuration key survey.full.file: found nothing; in {tmp_path} there is survey.csv; "
        f"expected {tmp_path}/survei.csv; put it there or correct the path"
    ]


def test_a_file_of_another_format_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "survey.xlsx").write_text("a", encoding="utf-8")
    (line,) = lines(list(find_file_problems(tmp_path / "survey.csv", "survey.full.file")))
    assert f"in {tmp_path} there is survey.xlsx; " in line


@pytest.mark.parametrize(
    ("file", "key", "remedy"),
    [
        ("data\\raw\\survey.csv", "survey.full.file", "write / between folders instead of a backslash"),
        ("data\raw\\survey.csv", "survey.full.file", "write / between folders instead of a backslash"),
        ("none", "survey.growth", "put it there, correct the path, or write null"),
    ],
)
def test_what_to_do_about_a_missing_file(file: str, key: str, remedy: str) -> None:
    (line,) = lines(list(find_file_problems(Path(file), key)))
    assert line.endswith(remedy)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (line,) = lines(list(find_file_problems(tmp_path, "survey.full.file")))
    assert line.startswith("a folder where a file is expected: configuration key survey.full.file: ")


def test_documents_open_in_office_are_named_before_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tables.xlsx", "~$tables.xlsx", "manuscript.docx", "notes.csv"):
        (tmp_path / name).write_bytes(b"content")
    assert list(find_held_open(tmp_path)) == []
    assert (tmp_path / "tables.xlsx").read_bytes() == b"content"

    def refuse(self: Path, mode: str) -> None:
        assert mode == "r+b"
        raise PermissionError(13, "Permission denied", str(self))  # what Windows says of a file open in Word or Excel

    monkeypatch.setattr(Path, "open", refuse)
    found = lines(list(find_held_open(tmp_path)))
    assert [line.split(": ")[1] for line in found] == [f"{tmp_path}/manuscript.docx", f"{tmp_path}/tables.xlsx"]
    assert found[0].endswith("close it in Excel, Word or the viewer and run again")


def test_results_that_do_not_exist_yet_are_not_open(tmp_path: Path) -> None:
    assert list(find_held_open(tmp_path / "results")) == []


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+62 ya", "'+62 ya"),
        ("-1+cmd|x", "'-1+cmd|x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "\t'=1"),
        ("a;=1+1", "a;'=1+1"),
        ("'=1", "''=1"),
        ("-", "-"),
        ("X1 - X2", "X1 - X2"),
        ("–", "–"),
    ],
)
def test_no_text_of_a_table_is_a_formula(tmp_path: Path, text: str, cell: str) -> None:
    assert as_cell(text) == cell
    write_table(pd.DataFrame({"a": [text, "b"], "n": [-1.5, 2.0]}), tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream))[1] == [cell, "-1.5"]
    assert list(read_table(tmp_path / "a.csv")["a"]) == [text, "b"]
    assert [row["a"] for row in read_cells(tmp_path / "a.csv")] == [text, "b"]


def test_a_table_without_columns_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"grades\.csv: a table without rows still has its columns"):
        write_table(pd.DataFrame([]), tmp_path / "grades.csv")
    assert not (tmp_path / "grades.csv").exists()


@given(st.text(st.sampled_from("'=+-@;\t\n a1")))
def test_a_text_comes_back_from_its_cell(text: str) -> None:
    assert from_cell(as_cell(text)) == text


def test_a_name_with_braces_is_refused_before_snakemake_reads_it(tmp_path: Path) -> None:
    (tmp_path / "a {b}.csv").write_text("a", encoding="utf-8")
    message = (
        r"a name that Snakemake takes for a pattern: .*expected a path without braces; rename the file or its folder"
    )
    (problem,) = lines(list(find_file_problems(tmp_path / "a {b}.csv", "survey.full.file")))
    assert re.match(message, problem)
