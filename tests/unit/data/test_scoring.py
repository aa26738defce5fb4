from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.setup.codebook import Scale, read_codebook
from study.survey.scoring import AnswerError, score_answer

SCALE = read_codebook(Path(__file__).resolve().parents[3] / "config" / "codebook.yaml").scale
LABELS = {
    1: ["Sangat Tidak Setuju", "STS", "Strongly disagree"],
    2: ["Tidak Setuju", "TS", "Disagree"],
    3: ["Netral", "N", "Ragu-ragu", "Ragu ragu", "Kurang Setuju", "KS", "Neutral"],
    4: ["Setuju", "S", "Agree"],
    5: ["Sangat Setuju", "SS", "Strongly agree"],
}
PAIRS = [(point, label) for point, labels in LABELS.items() for label in labels]
FORMS = ["{label}", "{point} - {label}", "{point}. {label}", "{point}) {label}", "({point}) {label}", "{point} {label}"]
FORMS += ["{point}-{label}", "{point} – {label}", "{point} = {label}", "{point}: {label}", "{label} ({point})"]
FORMS += ["{label} - {point}", "{point}", "a. {label}", "b) {label}"]


@given(
    pair=st.sampled_from(PAIRS),
    form=st.sampled_from(FORMS),
    case=st.sampled_from([str.lower, str.upper, str.title, str]),
    space=st.sampled_from([" ", "  ", "\u00a0", "\n"]),
    around=st.sampled_from(["", " ", "\t"]),
)
def test_an_answer_is_known_in_every_spelling(
    pair: tuple[int, str], form: str, case: type[str], space: str, around: str
) -> None:
    point, label = pair
    text = case(form.format(point=point, label=label)).replace(" ", space)
    assert score_answer(around + text + around, SCALE) == point


@pytest.mark.parametrize(("cell", "point"), [("4.0", 4), ("4,0", 4), ("4,00", 4), ("5.", 5), ("04", 4)])
def test_a_number_as_a_spreadsheet_writes_it(cell: str, point: int) -> None:
    assert score_answer(cell, SCALE) == point


@pytest.mark.parametrize("cell", ["", "  ", "\u00a0", "-", " - "])
def test_no_answer(cell: str) -> None:
    assert score_answer(cell, SCALE) is None


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("0", "a value outside the scale"),
        ("6", "a value outside the scale"),
        ("7 - Setuju", "a value outside the scale"),
        ("-3", "a value outside the scale"),
        ("+6", "a value outside the scale"),
        ("3,5", "a value outside the scale"),
        ("4.25", "a value outside the scale"),
        ("9" * 5000, "a value outside the scale"),
        ("Setujuu", "an unknown label"),
        ("4 - Setujuu", "an unknown label"),
        ("4-5", "an unknown label"),
        ("4/5", "an unknown label"),
        ("2025-03-05", "an unknown label"),
        ("4 - Sangat Setuju", "a number and a label that differ"),
        ("Setuju (5)", "a number and a label that differ"),
    ],
)
def test_what_is_no_answer(cell: str, message: str) -> None:
    with pytest.raises(AnswerError, match=f"^{message}$"):
        score_answer(cell, SCALE)


@given(st.integers(min_value=-1000, max_value=1000))
def test_a_bare_number_is_a_point_within_the_scale_and_nothing_outside(number: int) -> None:
    if 1 <= number <= 5:
        assert score_answer(str(number), SCALE) == number
    else:
        with pytest.raises(AnswerError):
            score_answer(str(number), SCALE)


def test_a_scale_of_ten_points_needs_no_labels() -> None:
    scale = Scale(points=10, answers={}, spellings={}, missing=frozenset({"-99"}))
    assert [score_answer(cell, scale) for cell in ("10", "1", "-99")] == [10, 1, None]
    assert scale.words("en") == ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10")


def test_the_words_of_a_scale_fall_back_to_numbers() -> None:
    assert replace(SCALE, answers={1: {"en": "Never"}}).words("en") == ("Never", "2", "3", "4", "5")
    assert SCALE.words("id")[3] == "Setuju"
