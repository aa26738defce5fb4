from pathlib import Path

import pytest

from study.base.errors import StudyError
from study.base.files import file_problems, held_open


def lines(problems: list[StudyError]) -> list[str]:
    return [str(problem) for problem in problems]


def test_a_file_of_nearly_the_name_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_text("a", encoding="utf-8")
    (tmp_path / "~$survey.csv").write_text("a", encoding="utf-8")
    assert lines(list(file_problems(tmp_path / "survei.csv", "survey.full.file"))) == [
        f"a file is missing: configuration key survey.full.file: found nothing; in {tmp_path} there is survey.csv; "
        f"expected {tmp_path}/survei.csv; put it there or correct the path"
    ]


@pytest.mark.parametrize(
    ("file", "key", "remedy"),
    [
        ("data\\raw\\survey.csv", "survey.full.file", "write / between folders instead of a backslash"),
        ("data\raw\\survey.csv", "survey.full.file", "write / between folders instead of a backslash"),
        ("none", "survey.growth", "put it there, correct the path, or write null"),
    ],
)
def test_what_to_do_about_a_missing_file(file: str, key: str, remedy: str) -> None:
    (line,) = lines(list(file_problems(Path(file), key)))
    assert line.endswith(remedy)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (line,) = lines(list(file_problems(tmp_path, "survey.full.file")))
    assert line.startswith("a folder where a file is expected: configuration key survey.full.file: ")


def test_documents_open_in_office_are_named_before_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tables.xlsx", "~$tables.xlsx", "manuscript.docx", "notes.csv"):
        (tmp_path / name).write_bytes(b"content")
    assert list(held_open(tmp_path)) == []
    assert (tmp_path / "tables.xlsx").read_bytes() == b"content"

    def refuse(self: Path, mode: str) -> None:
        assert mode == "r+b"
        raise PermissionError(13, "Permission denied", str(self))  # what Windows says of a file open in Word or Excel

    monkeypatch.setattr(Path, "open", refuse)
    found = lines(list(held_open(tmp_path)))
    assert [line.split(": ")[1] for line in found] == [f"{tmp_path}/manuscript.docx", f"{tmp_path}/tables.xlsx"]
    assert found[0].endswith("close it in Excel, Word or the viewer and run again")


def test_results_that_do_not_exist_yet_are_not_open(tmp_path: Path) -> None:
    assert list(held_open(tmp_path / "results")) == []
