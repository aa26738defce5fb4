import json
from pathlib import Path

import pytest

from check_sample_overlap import main
from jobs import call
from study.base.errors import StudyError
from study.setup.configuration import SurveyFile, SurveyFiles
from unit.data.small_survey import HEADER, as_csv, phone, row, write_files

ANSWERS = ["4", "2", "5", "4"]
MINIMAL = """
scale: {points: 10}
indicators:
  A.1: {question: {en: First.}, label: {en: One}, reverse: false}
  A.2: {question: {en: Second.}, label: {en: Two}, reverse: false}
"""


def checked(folder: Path, pilot: list[str], full: list[str], rule: str) -> dict[str, object]:
    files = write_files(folder, [row(ANSWERS, number) for number in full])
    other = folder / "pilot.csv"
    other.write_text(as_csv([HEADER, *(row(ANSWERS, number) for number in pilot)]), encoding="utf-8")
    out = folder / "sample_overlap.json"
    call(
        main,
        pilot=SurveyFiles((SurveyFile(other, None, None),)),
        full=SurveyFiles((SurveyFile(files.survey, None, None),)),
        codebook=files.codebook,
        rule=rule,
        overlap_file=out,
    )
    content: dict[str, object] = json.loads(out.read_text(encoding="utf-8"))
    return content


def test_different_people(tmp_path: Path) -> None:
    # The second person of the full sample handed in two forms.
    found = checked(tmp_path, [phone(1), phone(2)], [phone(3), phone(4), "+62 812 0000 0004"], "forbidden")
    none = {"pilot": 0, "full": 0}
    assert found == {"pilot": 2, "full": 2, "in_both": 0, "unidentified": none, "rule": "forbidden"}


def test_somebody_in_both_stops_the_run_and_is_named_by_rows_only(tmp_path: Path) -> None:
    message = (
        r"respondents are in both samples: .*pilot.csv and .*: found pilot row 3 and full row 2; expected different"
    )
    with pytest.raises(StudyError, match=message) as caught:
        checked(tmp_path, [phone(1), phone(2)], ["62 812 0000 0002", phone(3)], "forbidden")
    assert "0002" not in str(caught.value)


def test_long_lists_of_shared_rows_are_cut(tmp_path: Path) -> None:
    numbers = [phone(number) for number in range(7)]
    with pytest.raises(StudyError, match=r"pilot row 6 and full row 6; 2 more; expected"):
        checked(tmp_path, numbers, numbers, "forbidden")


def test_a_declared_overlap_is_counted(tmp_path: Path) -> None:
    found = checked(tmp_path, [phone(1), phone(2)], [phone(2), phone(3), phone(4)], "declared")
    assert (found["in_both"], found["rule"]) == (1, "declared")


def test_who_is_not_identified_is_counted_apart(tmp_path: Path) -> None:
    found = checked(tmp_path, [phone(1), ""], [phone(2), "", ""], "forbidden")
    assert found["unidentified"] == {"pilot": 1, "full": 2}
    assert (found["pilot"], found["full"], found["in_both"]) == (2, 3, 0)


def test_the_result_holds_no_identity_and_does_not_depend_on_the_salt(tmp_path: Path) -> None:
    first = checked(tmp_path, [phone(1)], [phone(2)], "forbidden")
    text = (tmp_path / "sample_overlap.json").read_text(encoding="utf-8")
    assert first == checked(tmp_path, [phone(1)], [phone(2)], "forbidden")
    assert set(json.loads(text)) == {"pilot", "full", "in_both", "unidentified", "rule"}


def anonymous(folder: Path, rule: str, pilot_text: str, rows: int | None = None) -> dict[str, object]:
    (folder / "codebook.yaml").write_text(MINIMAL, encoding="utf-8")
    (folder / "full.csv").write_text("A.1,A.2\n1,10\n2,9\n3,8\n", encoding="utf-8")
    (folder / "pilot.csv").write_text(pilot_text, encoding="utf-8")
    call(
        main,
        pilot=SurveyFiles((SurveyFile(folder / "pilot.csv", None, rows),)),
        full=SurveyFiles((SurveyFile(folder / "full.csv", None, None),)),
        codebook=folder / "codebook.yaml",
        rule=rule,
        overlap_file=folder / "overlap.json",
    )
    content: dict[str, object] = json.loads((folder / "overlap.json").read_text(encoding="utf-8"))
    return content


def test_the_first_rows_of_the_same_file_are_the_same_respondents(tmp_path: Path) -> None:
    found = anonymous(tmp_path, "declared", "A.1,A.2\n1,10\n2,9\n3,8\n", rows=2)
    assert (found["pilot"], found["full"], found["in_both"]) == (2, 3, 2)


def test_of_two_anonymous_files_nobody_can_know(tmp_path: Path) -> None:
    assert anonymous(tmp_path, "declared", "A.1,A.2\n5,5\n")["in_both"] is None


def test_the_rule_needs_something_that_identifies(tmp_path: Path) -> None:
    with pytest.raises(
        StudyError, match=r"nobody can tell .*: found no identity in .*; .* survey.pilot_overlap: declared"
    ):
        anonymous(tmp_path, "forbidden", "A.1,A.2\n5,5\n")
