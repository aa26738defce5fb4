"""When a form was submitted, and rows that are identical throughout."""

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.base.errors import StudyError
from study.setup.codebook import read_codebook
from study.setup.configuration import CleaningRules, SurveyFile, SurveyFiles
from study.survey.cells import Row, Table
from study.survey.cleaning import clean, count_flow
from study.survey.duplicates import check_rule, find_identical_rows
from study.survey.responses import read_survey
from study.survey.screening import read_moment
from study.survey.submissions import Place
from unit.data.small_survey import HEADER, INDICATORS, phone, row, write_files

RULES = CleaningRules("exclude_row", "exclude", 0.25, "mean")
EVENING = datetime(2025, 7, 9, 20, 49, 22)


@pytest.mark.parametrize(
    "text",
    [
        "2025/07/09 8:49:22 PM GMT+7",
        "2025/07/09 8:49:22 p. m. WIB",
        "2025/07/09 8:49:22 PM",
        "2025-07-09 20:49:22",
        "2025-07-09T20:49:22.000+07:00",
        "2025/7/9 20.49.22",
        "45847.8676157407",
        "45847,8676157407",
        "09 Juli 2025 20:49:22",
        "9 Jul 2025, 20.49.22 WIB",
        "Rabu, 9 Juli 2025 pukul 20.49.22",
        "9-July-2025 8:49:22 PM",
        "Jul 9, 2025 8:49:22 PM",
        "July 9, 2025 at 20:49:22",
        "Wed Jul 09 2025 20:49:22 GMT+0700 (Western Indonesia Time)",
    ],
)
def test_forms_in_which_day_and_month_cannot_be_confused_need_no_format(text: str) -> None:
    moment = read_moment(text, ["%d/%m/%Y %H:%M:%S"])
    assert moment is not None
    assert abs((moment.replace(tzinfo=None) - EVENING).total_seconds()) < 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7/9/2025 20:49",
        "2025/13/09 8:49:22 PM",
        "2025/07/09 25:00:00",
        "12345",
        "kemarin",
        "9 Juni",
        "Jul 32, 2025",
    ],
)
def test_what_is_no_moment(text: str) -> None:
    assert read_moment(text, ["%d/%m/%Y %H:%M:%S"]) is None


def test_a_declared_format_comes_first() -> None:
    assert read_moment("7/9/2025", ["%m/%d/%Y"]) == datetime(2025, 7, 9)
    assert read_moment("2025/07/09 00:00", ["%Y/%d/%m %H:%M"]) == datetime(2025, 9, 7)


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    assert read_moment(text, ["%d/%m/%Y"]) is None or text


def as_table(rows: list[Row], headers: str = "abc") -> Table:
    return Table("survey.csv", tuple(headers), tuple("ABC"), tuple(rows))


def cleaned(folder: Path, rows: list[list[str]], rules: CleaningRules = RULES) -> tuple[dict[str, object], list[str]]:
    files = write_files(folder, rows)
    codebook = read_codebook(files.codebook)
    survey = SurveyFiles((SurveyFile(files.survey, None, None),))
    result = clean(read_survey(survey, codebook, INDICATORS), rules, codebook, survey)
    return count_flow(result, codebook, survey).content(), [exclusion.detail for exclusion in result.excluded]


def test_the_last_of_two_submissions_by_the_time_stamps_of_google_forms(tmp_path: Path) -> None:
    # The hour went back in between: 1:30 in the second zone is later than 1:45 in the first.
    first = row(["4", "2", "5", "4"], moment="2025/10/26 1:45:00 AM GMT+2")
    last = row(["5", "1", "4", "4"], moment="2025/10/26 1:30:00 AM GMT+1")
    assert cleaned(tmp_path, [last, first])[1] == ["replaced by row 2"]


def test_identical_rows_are_counted_and_left_out_only_if_asked(tmp_path: Path) -> None:
    pasted = [row(answer, "") for answer in (["4", "2", "5", "4"], ["3", "2", "5", "4"]) for _ in range(3)]
    assert cleaned(tmp_path, pasted) == ({"received": 6, "excluded": {}, "kept": 6, "identical": 4}, [])
    strict = CleaningRules("exclude_row", "exclude", 0.25, "mean", identical_rows="exclude")
    flow, details = cleaned(tmp_path, pasted, strict)
    assert flow == {"received": 6, "excluded": {"identical_row": 4}, "kept": 2}
    assert details[:2] == ["row 2 again in every cell", "row 2 again in every cell"]


def test_a_running_number_does_not_tell_pasted_rows_apart() -> None:
    rows = [Row(n + 2, (str(n + 1), "a" if n % 2 else "b", "4")) for n in range(4)]
    assert find_identical_rows([as_table(rows)], [{1, 2}]) == {(1, 4): (1, 2), (1, 5): (1, 3)}
    assert find_identical_rows([as_table([])], [{1, 2}]) == {}


def test_answers_that_happen_to_count_the_rows_are_compared() -> None:
    """The second file of three rows has the answers 1, 2, 3, and its last row is that of the first file again."""
    first = as_table([Row(2, ("a", "3", "4"))])
    second = as_table([Row(n + 1, ("a", str(n), "4")) for n in (1, 2, 3)])
    assert find_identical_rows([first, second], [{0, 1, 2}] * 2) == {(2, 4): (1, 2)}
    assert find_identical_rows([second], [{0, 1, 2}]) == {}


def test_a_number_runs_on_in_each_file_of_a_survey() -> None:
    """A file of one row has no running number of its own; with the other file it has."""
    rows = [Row(n + 2, (str(n + 1), "a" if n % 2 else "b", "4")) for n in range(4)]
    assert find_identical_rows([as_table(rows[:1]), as_table(rows[1:])], [{1, 2}] * 2) == {
        (2, 4): (1, 2),
        (2, 5): (2, 3),
    }


def test_rows_that_are_no_answers_are_received_and_left_out(tmp_path: Path) -> None:
    total = ["Total", "", "", "", "", "", *("16", "8", "20", "16")]
    rows = [row(["4", "2", "5", "4"], phone(n)) for n in range(4)]
    flow, details = cleaned(tmp_path, [*rows, list(HEADER), total])
    assert flow == {"received": 6, "excluded": {"not_a_response": 2}, "kept": 4}
    assert details == ["the questions again", "a row of totals or means"]


@pytest.mark.slow
def test_the_search_for_duplicates_takes_linear_time(tmp_path: Path) -> None:
    """A search that compares all pairs takes hours for what this does in seconds."""
    marks = {Place(1, number): number.to_bytes(8, "big") for number in range(60_000)}
    files = {
        "pilot": SurveyFiles((SurveyFile(tmp_path / "a", None, None),)),
        "full": SurveyFiles((SurveyFile(tmp_path / "b", None, None),)),
    }
    started = time.process_time()
    codebook = read_codebook(write_files(tmp_path, []).codebook)
    with pytest.raises(StudyError, match=r"respondents are in both samples: .* 59995 more"):
        check_rule("forbidden", codebook, files, marks, marks)
    rows = [Row(number, (str(number % 100), "x", str(number % 77))) for number in range(60_000)]
    assert len(find_identical_rows([as_table(rows)], [{0, 1, 2}])) == 52_300
    assert time.process_time() - started < 20


def test_an_answer_of_a_superscript_is_none_of_the_scale(tmp_path: Path) -> None:
    flow, details = cleaned(tmp_path, [row(["4", "²", "5", "4"]), row(["4", "2", "5", "4"], phone(1))])
    assert flow["excluded"] == {"invalid_answer": 1}
    assert "an unknown label" in details[0]
