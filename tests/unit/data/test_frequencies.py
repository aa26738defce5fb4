"""Counts of the answers below them are nobody's answers, and no respondent is taken for counts."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from study.survey.frequencies import find_counts
from study.survey.reading import read_survey_table
from unit.data.small_survey import write_workbook

WORDS = ("STS", "TS", "N", "S", "SS")
CODES = ("X1", "X2", "X3", "Y1")
CHANCE = random.Random(3)
POINTS = [[CHANCE.randint(1, 5) for _ in CODES] for _ in range(24)]
Cells = Sequence[Sequence[object]]


def count(column: int, point: int) -> int:
    return sum(row[column] == point for row in POINTS)


BY_ANSWER = [[word, *(count(column, point) for column in range(4))] for point, word in enumerate(WORDS, 1)]
SHARES = [[f"{word} (%)", *(f"{100 * count(column, point) / 24:.1f}%" for column in range(4))] for point, word in
          enumerate(WORDS, 1)]  # fmt: skip
BY_QUESTION = [[code, *(count(column, point) for point in range(1, 6))] for column, code in enumerate(CODES)]
TABLES: dict[str, Cells] = {
    "an answer a row": BY_ANSWER,
    "figures for words": [[point, *row[1:]] for point, row in enumerate(BY_ANSWER, 1)],
    "with sums": [*BY_ANSWER, ["Jumlah", 24, 24, 24, 24]],
    "with shares below each": [row for pair in zip(BY_ANSWER, SHARES, strict=True) for row in pair],
    "a question a row": BY_QUESTION,
    "a question a row, with a head": [["Butir", *WORDS], *BY_QUESTION],
    "shares beside counts, below a head of two rows": [
        [],
        ["Butir", "STS", "", "TS", "", "N", "", "S", "", "SS"],
        ["", *["F", "%"] * 5],
        *([row[0], *(cell for count in row[1:] for cell in (count, round(count / 0.24, 1)))] for row in BY_QUESTION),  # type: ignore[operator,call-overload]
    ],
    "with a note below": [*BY_ANSWER, ["Sumber: data primer"]],
    "below an empty row, with titles": [[], ["Frekuensi"], ["Jawaban", "Satu", "Dua", "Tiga", "Empat"], *BY_ANSWER],
}  # fmt: skip


@pytest.mark.parametrize("lead", ["No", "Nama"])
@pytest.mark.parametrize("name", TABLES)
def test_counts_below_the_answers_are_set_aside(tmp_path: Path, name: str, lead: str) -> None:
    answers = [[place if lead == "No" else f"Orang {place}", *row, ""] for place, row in enumerate(POINTS, 1)]
    path = write_workbook(tmp_path / "survey.xlsx", {"Data": [[lead, *CODES], *answers, *TABLES[name]]})  # type: ignore[list-item]
    table = read_survey_table(path)
    assert [list(row.cells[1:5]) for row in table.rows] == [list(map(str, row)) for row in POINTS]
    assert len(table.set_aside) == sum(map(bool, TABLES[name]))


def test_counts_of_words_below_an_empty_row_with_a_head_of_the_same_words(tmp_path: Path) -> None:
    answers = [[place, *(WORDS[point - 1] for point in row)] for place, row in enumerate(POINTS, 1)]
    rows = [["No", *CODES], *answers, [], ["Butir", *WORDS[:4], WORDS[4]], *BY_QUESTION]
    for row in rows:
        row.extend([""] * (6 - len(row)))
    rows[0][5] = "Catatan"
    table = read_survey_table(write_workbook(tmp_path / "survey.xlsx", {"Data": rows}))  # type: ignore[arg-type]
    assert [row.number for row in table.rows] == [*range(2, 26)]


@pytest.mark.parametrize("seed", range(60))
def test_no_respondent_is_taken_for_counts(seed: int) -> None:
    chance = random.Random(seed)
    highest = chance.choice((2, 5, 7, 11, 25))
    questions = {column: f"q{column}" for column in range(chance.randint(2, 7))}
    people = [[str(chance.randint(0, highest)) for _ in questions] for _ in range(chance.randint(3, 38))]
    rows = [(number, [chance.choice(("", "q1", "S")), *cells[1:]]) for number, cells in enumerate(people, 2)]
    assert find_counts(rows, questions) == []


def test_counts_that_do_not_count_all_answers_are_left_where_they_stand() -> None:
    answers = [[place, *row] for place, row in enumerate(POINTS, 1)]
    rows = [(number, list(map(str, row))) for number, row in enumerate([*answers, *BY_ANSWER[1:]], 2)]
    assert find_counts(rows, dict(enumerate(("no", "x1", "x2", "x3", "y1")))) == []


def test_respondents_who_name_a_word_of_a_question_are_no_counts_of_it() -> None:
    """The last two of twelve hold both counts of the first question among their seven points."""
    questions = {1: "petani anggota koperasi", 2: "x1", 3: "x2", 4: "x3"}
    rows = [(number, ["Pedagang", "ya" if number <= 5 else "tidak", "3", "2", "1"]) for number in range(1, 11)]
    rows += [(number, ["Petani", "", "5", "5", "5"]) for number in (11, 12)]
    assert find_counts(rows, questions) == []
