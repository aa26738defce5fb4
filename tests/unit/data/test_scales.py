"""One study with six scales, from the export to description and importance: every number worked by hand."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clean_survey import main as clean_survey
from describe_respondents import main as describe_respondents
from describe_responses import main as describe_responses
from jobs import call
from plssem import Model, estimate, importance_performance
from study.analysis.samples import align_blocks, scale_ends
from study.base.errors import StudyError, StudyErrors
from study.base.files import read_json, read_table
from study.setup.codebook import Codebook, Criterion, read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import CleaningRules, Description, SurveyFile, SurveyFiles
from study.setup.schema_checks import validate
from study.setup.study_model import read_study_model
from study.setup.study_names import answer_label, question_label, statement
from study.survey.description import bounds_on
from study.survey.reading import read_survey_table
from study.survey.scoring import AnswerError, choose_ladder, propose_scale, read_ladders, score_answer
from study.survey.screening import meets
from unit.data.small_survey import as_csv, write_workbook

SCHEMA = Path(__file__).resolve().parents[3] / "workflow" / "schemas" / "codebook.schema.yaml"
CODEBOOK = """
scale: {points: 5, answers: {1: {en: Strongly disagree}, 5: {en: Strongly agree}}, labels: {2: [D], 3: [N], 4: [A]}}
scales:
  seven: {points: 7}
  recommend: {lowest: 0, points: 11}
  yes_no: {lowest: 0, points: 2, answers: {0: {en: "No"}, 1: {en: "Yes"}}}
  often: {points: 3, answers: {1: {en: Never}, 2: {en: Sometimes}, 3: {en: Always}}}
  years: {kind: number, minimum: 17, maximum: 97, unit: [years, th]}
  turnover: {kind: number, minimum: 0, decimal: ",", unit: [Rp], missing: ["-"]}
  mean_score: {kind: number, minimum: 1, maximum: 5}
indicators:
  A1: {question: {en: First}, label: {en: a}, reverse: false}
  A2: {question: {en: Second}, label: {en: a}, reverse: true}
  S1:
    question: {en: The price is}
    label: {en: s}
    reverse: true
    scale: seven
    poles: {low: {en: high}, high: {en: low}}
  S2: {question: {en: Fourth}, label: {en: s}, reverse: false, scale: recommend}
  R1: {question: {en: Recommend}, label: {en: r}, reverse: true, scale: recommend}
  Y1: {question: {en: Member}, label: {en: y}, reverse: true, scale: yes_no}
  F1: {question: {en: Visits}, label: {en: f}, reverse: false, scale: often}
  N1: {question: {en: Age}, label: {en: "n"}, reverse: true, scale: years}
  T1: {question: {en: Turnover}, label: {en: t}, reverse: false, scale: turnover}
  G1: {question: {en: Trust score}, label: {en: g}, reverse: false, scale: mean_score, given_score: mean}
"""
BLOCKS = {"A": "A1, A2", "S": "S1, S2", "R": "R1", "Y": "Y1", "F": "F1", "N": "N1", "T": "T1", "G": "G1"}
MODEL = "constructs:\n" + "".join(
    f"  {name}: {{label: {{en: {name}}}, mode: A, indicators: [{codes}]}}\n" for name, codes in BLOCKS.items()
)
PATHS = "paths: [" + ", ".join(f"{{source: {name}, target: R}}" for name in BLOCKS if name != "R") + "]\n"
HEADER = (
    "First",
    "Second",
    "The price is",
    "Fourth",
    "Recommend",
    "Member",
    "Visits",
    "Age",
    "Turnover",
    "Trust score",
)
ROWS = (
    ("Strongly disagree", "A", "7", "0", "10", "Yes", "Never", "17", "1.000.000", "1.5"),
    ("5", "D", "1", "10", "0", "No", "Always", "57 years", "Rp 2.500.000,50", "5"),
    ("N", "", "2", "5", "4", "1", "Sometimes", "97 th", "-", "3,25"),
)
SCORED = {
    "A1": [1, 5, 3],
    "A2": [2, 4, None],  # 6 - 4, 6 - 2
    "S1": [1, 7, 6],  # 8 - 7, 8 - 1, 8 - 2
    "S2": [0, 10, 5],
    "R1": [0, 10, 6],  # 10 - 10, 10 - 0, 10 - 4
    "Y1": [0, 1, 0],  # 1 - 1, 1 - 0, 1 - 1
    "F1": [1, 3, 2],
    "N1": [97, 57, 17],  # 114 - 17, 114 - 57, 114 - 97
    "T1": [1_000_000, 2_500_000.5, None],
    "G1": [1.5, 5, 3.25],
}
RULES = CleaningRules("stop", "exclude", 0.25, "mean")


def book(folder: Path, text: str = CODEBOOK) -> Codebook:
    path = folder / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    validate(read_yaml(path), SCHEMA, "codebook.yaml")
    return read_codebook(path)


def clean(
    folder: Path,
    rows: Sequence[Sequence[str]],
    header: Sequence[str] = HEADER,
    text: str = CODEBOOK,
    rules: CleaningRules = RULES,
) -> dict[str, Path]:
    """Clean a survey by the script; the files, with the raw survey under `survey`."""
    book(folder, text)
    files = {name: folder / f"{name}.csv" for name in ("responses", "exclusions", "sources", "survey")}
    files |= {"flow": folder / "flow.json", "codebook": folder / "codebook.yaml", "model": folder / "model.yaml"}
    files["survey"].write_bytes(as_csv([list(header), *map(list, rows)]).encode())
    files["model"].write_text(MODEL + PATHS, encoding="utf-8")
    call(
        clean_survey,
        survey=SurveyFiles((SurveyFile(files["survey"], None, None),)),
        sample="full",
        expected_n=None,
        rules=rules,
        codebook=files["codebook"],
        model=files["model"],
        outputs={name: files[name] for name in ("responses", "exclusions", "sources", "flow")},
    )
    return files


def test_every_answer_is_scored_and_turned_on_its_own_scale(tmp_path: Path) -> None:
    table = pd.read_csv(clean(tmp_path, ROWS)["responses"], index_col="respondent")
    for code, answers in SCORED.items():
        expected = [np.nan if answer is None else float(answer) for answer in answers]
        np.testing.assert_array_equal(table[code].to_numpy(dtype=float), expected, err_msg=code)


def test_each_item_and_dimension_is_described_on_its_own_scale(tmp_path: Path) -> None:
    files = clean(tmp_path, ROWS)
    outputs = {f"full_{name}": tmp_path / f"{name}.csv" for name in ("descriptives", "dimension_means")}
    call(
        describe_responses,
        codebook=files["codebook"],
        model=files["model"],
        category_bounds=[36, 52, 68, 84],
        outputs=outputs,
        full=files["responses"],
    )
    items = read_table(outputs["full_descriptives"]).set_index("indicator")
    shares = items.filter(like="share_")
    assert list(shares.columns) == [f"share_{value}" for value in range(11)]
    assert items["mean"].tolist() == pytest.approx([3, 3, 14 / 3, 5, 16 / 3, 1 / 3, 2, 57, 1_750_000.25, 3.25])
    # Yes turned is 0 for two of three; the scale has no answer above 1. Numbers have no shares.
    assert shares.loc["Y1"].dropna().to_dict() == pytest.approx({"share_0": 2 / 3, "share_1": 1 / 3})
    assert shares.loc["R1"].dropna().to_dict() == pytest.approx(
        {f"share_{v}": (v in (0, 6, 10)) / 3 for v in range(11)}
    )
    assert shares.loc[["N1", "T1", "G1"]].isna().all(axis=None)
    means = read_table(outputs["full_dimension_means"]).set_index("construct")
    # A: (1 + 5 + 3 + 2 + 4)/5 = 3 of 5. S, on two scales: (1/7 + 7/7 + 6/7 + 0 + 10/10 + 5/10)/6 = 58.3 %.
    # R: 16/3 of 10. Y: a third. F: 2 of 3.
    index = [60, 100 * 3.5 / 6, 100 * 16 / 30, 100 / 3, 200 / 3]
    assert means.loc[list("ASRYF"), "percent_index"].tolist() == pytest.approx(index)
    assert np.isnan(means.loc["S", "mean"])
    assert means.loc["R", "mean"] == pytest.approx(16 / 3)
    # Classes of a fifth of each width. S: bounds (31.4, 48.6, 65.7, 82.9 of seven; 20, 40, 60, 80 of ten), their means
    # 25.7, 44.3, 62.9; R: 53.3 between 40 and 60; Y: 33.3 between 20 and 40; F: 66.7 between 60 and 73.3.
    assert means.loc[list("ASRYF"), "category"].tolist() == ["moderate", "moderate", "moderate", "low", "moderate"]
    assert means.loc[list("NTG"), "percent_index"].isna().all()
    assert means.loc[list("NTG"), "category"].isna().all()


def test_the_bounds_of_categories_keep_their_place_on_another_scale(tmp_path: Path) -> None:
    codebook = book(tmp_path)
    bounds = [36, 52, 68, 84]
    assert bounds_on(codebook.scale, bounds, codebook.scale) == (36, 52, 68, 84)
    assert bounds_on(codebook.scales["recommend"], bounds, codebook.scale) == (20, 40, 60, 80)
    # Seven: 1 + 6/5 = 2.2 of 7.
    assert bounds_on(codebook.scales["seven"], bounds, codebook.scale)[0] == pytest.approx(220 / 7)


def test_performance_is_rescaled_by_the_ends_of_each_scale(tmp_path: Path) -> None:
    codebook = book(tmp_path)
    codes = ("A1", "S1", "R1", "T1")
    answers = np.array([[1.0, 1, 0, 2e6], [5, 7, 10, 5e6], [3, 6, 6, 4e6], [2, 2, 3, 2e6]])
    lowest, highest = scale_ends(codebook, codes, answers)
    # Turnover has no highest answer: the largest of the sample is 100.
    assert (lowest.tolist(), highest.tolist()) == ([1, 1, 0, 0], [5, 7, 10, 5e6])
    model = Model.from_blocks({"X": codes[:2], "T": ("T1",), "R": ("R1",)}, [("X", "R"), ("T", "R")])
    order = [0, 1, 3, 2]
    data = answers[:, order]
    fit = estimate(data, model)
    mapped = importance_performance(data, fit, "R", lowest[order], highest[order])
    # Means 2.75 of 1-5, 4 of 1-7, 3.25 million of 0-5 million, 4.75 of 0-10.
    assert mapped.indicator_performance.tolist() == pytest.approx([43.75, 50, 65, 47.5])


def test_items_of_one_construct_on_two_scales_are_brought_to_one(tmp_path: Path) -> None:
    codebook = book(tmp_path)
    path = tmp_path / "model.yaml"
    path.write_text(MODEL + PATHS, encoding="utf-8")
    model = read_study_model(path)
    answers = np.array([[1.0, 2, 4, 5, 0, 0, 1, 97, 10, 2], [5, 4, 7, 10, 10, 1, 3, 57, 20, 5]])
    aligned = align_blocks(answers, model, codebook)
    # S1: 4 of 1-7 is 50; S2: 5 of 0-10 is 50. All others stay.
    assert aligned[:, 2:4].tolist() == [[50, 50], [100, 100]]
    assert (np.delete(aligned, [2, 3], axis=1) == np.delete(answers, [2, 3], axis=1)).all()


def test_a_straight_line_is_one_answer_on_every_scale(tmp_path: Path) -> None:
    straight = ("3", "3", "4", "8", "8", "Yes", "Never", "30", "5", "2")  # one answer of five points, one of 0 to 10
    bent = ("3", "3", "4", "8", "7", "Yes", "Never", "30", "5", "2")
    files = clean(tmp_path, [straight, bent, *ROWS])
    excluded = read_table(files["exclusions"]).drop(columns="source_file")
    assert excluded[["source_row", "reason", "detail"]].to_numpy().tolist() == [
        [2, "straight_lining", "one answer to every item of each scale"]
    ]


@pytest.mark.parametrize(
    ("code", "cell", "why"),
    [
        ("S1", "8", "a value outside the scale"),
        ("R1", "11", "a value outside the scale"),
        ("R1", "-1", "a value outside the scale"),
        ("R1", "3,5", "a value outside the scale"),
        ("Y1", "2", "a value outside the scale"),
        ("Y1", "Strongly agree", "an unknown label"),
        ("A1", "0", "a value outside the scale"),
        ("N1", "16", "a value outside the scale"),
        ("N1", "old", "no number"),
        ("T1", "-5", "a value outside the scale"),
        ("T1", "1.2.34", "no number"),
    ],
)
def test_an_answer_of_another_scale_is_none(tmp_path: Path, code: str, cell: str, why: str) -> None:
    codebook = book(tmp_path)
    with pytest.raises(AnswerError, match=why):
        score_answer(cell, codebook.scale_of(code))
    row = [cell if name == codebook.indicators[code].question["en"] else "" for name in HEADER]
    with pytest.raises(StudyErrors, match=why) as caught:
        clean(tmp_path, [row])
    assert "Strongly agree" not in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1.500.000", 1.5e6), ("1,500,000.5", 1500000.5), ("1 500", 1500), ("12,5", 12.5), ("0.125", 0.125), ("-3", -3)],
)
def test_numbers_as_people_write_them(tmp_path: Path, cell: str, number: float) -> None:
    scale = book(tmp_path, CODEBOOK.replace('minimum: 0, decimal: ",", ', "")).scales["turnover"]
    assert score_answer(cell, scale) == number
    criterion = Criterion("turnover", {}, number, ("rupiah",), frozenset(), frozenset(), {}, maximum=number)
    assert meets(cell, criterion)
    assert meets(f"{cell} rupiah", criterion)
    assert not meets(cell, replace(criterion, minimum=number + 1, maximum=None))


@pytest.mark.parametrize(("cell", "number"), [("12.34", 12.34), ("0.125", 0.125), ("1250.5", 1250.5), ("2.125", 2125)])
def test_a_point_that_cannot_part_thousands_is_decimal_beside_a_declared_comma(
    tmp_path: Path, cell: str, number: float
) -> None:
    assert score_answer(cell, book(tmp_path).scales["turnover"]) == number


def test_a_number_typed_into_a_workbook_is_never_read_as_thousands(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "survey.xlsx", {"Jawaban": [["a", "b"], [2.125, -0.5], [1250.5, 3.0]]})
    cells = [cell for row in read_survey_table(path).rows for cell in row.cells]
    scale = replace(book(tmp_path).scales["turnover"], minimum=-1)
    assert [score_answer(cell, scale) for cell in cells] == [2.125, -0.5, 1250.5, 3]


@pytest.mark.parametrize("cell", ["1.500", "1,500", "12.345"])
def test_a_number_that_reads_in_two_ways_is_not_guessed(tmp_path: Path, cell: str) -> None:
    scale = book(tmp_path, CODEBOOK.replace('minimum: 0, decimal: ",", ', "")).scales["turnover"]
    with pytest.raises(AnswerError, match="in two ways: write decimal under its scale"):
        score_answer(cell, scale)
    assert meets(cell, Criterion("turnover", {}, 1, (), frozenset(), frozenset(), {})) is None
    assert score_answer("1.500", book(tmp_path).scales["turnover"]) == 1500


def test_the_poles_of_a_semantic_differential_stand_beside_its_words(tmp_path: Path) -> None:
    assert statement(book(tmp_path), "S1", "en") == "The price is (1: high; 7: low)"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "scale: often",
            "scale: frequency",
            "an item's scale is not declared: .*indicators.F1: found frequency; expected",
        ),
        (
            "scale: {points: 5,",
            "scale: {points: 4,",
            "a point outside the scale: .*key scale: found 5; expected 1 to 4",
        ),
        ("answers: {0:", "answers: {2:", "a point outside the scale: .*scales.yes_no: found 2; expected 0 to 1"),
        ("minimum: 17, maximum: 97", "minimum: 17", "a reversed number has no bounds: .*indicators.N1"),
        ("minimum: 17, maximum: 97", "minimum: 97, maximum: 17", "bounds of numbers are out of order: .*scales.years"),
        ("scale: mean_score,", "scale: seven,", "a given score is on a scale of points: .*indicators.G1"),
        ("2: {en: Sometimes}", "2: {en: Never}", "one text stands for two answers: .*key scales.often: found 'never'"),
        (
            "reverse: false, scale: turnover",
            "reverse: false, poles: {low: {en: a}, high: {en: b}}, scale: turnover",
            "a number has poles",
        ),
        ("points: 7", "points: 1", "value not allowed: codebook.yaml, key scales.seven.points: found 1"),
        ("kind: number, minimum: 1,", "kind: numbers, minimum: 1,", "key scales.mean_score.kind: found 'numbers'"),
    ],
)
def test_a_scale_that_cannot_be_is_refused_in_one_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert CODEBOOK.count(old) == 1
    with pytest.raises((StudyError, StudyErrors), match=message) as caught:
        book(tmp_path, CODEBOOK.replace(old, new))
    assert len(str(caught.value).splitlines()) == 1


CHOICES = """
multiple_choice:
  channels:
    question: {en: Which channels?}
    options: {market: {en: Market}, online: {en: "Online shop, own"}, shop: {en: Online shop}}
  media:
    question: {en: Which media?}
    options: {radio: {en: Radio}, tv: {en: Television}}
    columns: {radio: [media/radio], tv: ["Which media? [Television]"]}
"""


def test_several_answers_are_counted_of_those_who_answered(tmp_path: Path) -> None:
    chosen = [
        ("Market, Online shop, own", "1", "0"),
        ("Online shop;Market; my cousin", "", "Television"),
        ("my aunt, my uncle", "0", "0"),
        ("", "", ""),
    ]
    header = [*HEADER, "Which channels?", "media/radio", "Which media? [Television]"]
    rows = [[*answers, *more] for answers, more in zip([*ROWS, ROWS[0]], chosen, strict=True)]
    files = clean(tmp_path, rows, header, CODEBOOK + CHOICES)
    table = tmp_path / "respondents.csv"
    call(
        describe_respondents,
        survey=SurveyFiles((SurveyFile(files["survey"], None, None),)),
        rules=RULES,
        description=Description({}, 1),
        codebook=files["codebook"],
        model=files["model"],
        respondents=table,
    )
    counted = read_table(table).to_numpy().tolist()
    # Three of four answered: two named the market; two wrote what is no option, one of them twice.
    assert [row[:3] for row in counted] == [
        ["channels", "market", 2],
        ["channels", "online", 1],
        ["channels", "shop", 1],
        ["channels", "other", 2],
        ["channels", "no_answer", 1],
        ["media", "radio", 1],
        ["media", "tv", 1],
        ["media", "no_answer", 1],
    ]
    third = 1 / 3
    assert [row[3] for row in counted] == pytest.approx([2 * third, third, third, 2 * third, 0.25, third, third, 0.25])
    assert "cousin" not in table.read_text(encoding="utf-8")
    codebook = read_codebook(files["codebook"])
    assert question_label(codebook, "media", "en") == "Which media? (several answers; % of those who answered)"
    assert answer_label(codebook, "channels", "online", "en") == "Online shop, own"


def test_a_box_that_holds_a_text_is_refused_without_the_text(tmp_path: Path) -> None:
    header = [*HEADER, "Which channels?", "media/radio", "Which media? [Television]"]
    with pytest.raises(StudyErrors, match="row 2, multiple_choice: found column L: neither ticked nor not") as caught:
        clean(tmp_path, [[*ROWS[0], "", "my secret", ""]], header, CODEBOOK + CHOICES)
    assert "secret" not in str(caught.value)


SCREENING = """
criteria:
  age: {question: {en: How old?}, minimum: 17, maximum: 60, unit: [years], reason: {en: age}}
  job: {question: {en: Your job?}, not_in: [Student], reason: {en: student}}
  city: {question: {en: Your city?}, in: [Metro, Pringsewu], reason: {en: elsewhere}}
  wave: {question: {en: Timestamp}, from: "2025-07-01", until: "2025-07-31", reason: {en: outside the wave}}
timestamp: {question: {en: Timestamp}, formats: ["%d/%m/%Y %H:%M:%S"]}
attention_checks:
  agree: {question: {en: Choose agree.}, right: [Agree, "4"]}
duration: {start: {en: Start}}
"""
ASKED = ("How old?", "Your job?", "Your city?", "Timestamp", "Choose agree.", "Start")
GOOD = ("30 years", "Farmer", "metro", "31/07/2025 09:10:00", "agree", "31/07/2025 09:00:00")


def screened(folder: Path, rows: Sequence[Sequence[str]], text: str = SCREENING) -> list[list[object]]:
    """Row, reason and detail of the submissions left out; with the check that none is lost."""
    rules = CleaningRules("exclude_row", "exclude", 0.25, "mean", minimum_answered=0.5, minimum_seconds=120)
    files = clean(folder, rows, [*HEADER, *ASKED], CODEBOOK + text, rules)
    flow, kept = read_json(files["flow"]), pd.read_csv(files["responses"])
    excluded = read_table(files["exclusions"]).drop(columns="source_file")
    assert flow["received"] == len(rows) == len(kept) + len(excluded)
    assert flow["excluded"] == excluded["reason"].value_counts().to_dict()
    return excluded.to_numpy().tolist()


@pytest.mark.parametrize(
    ("place", "cell", "reason", "detail"),
    [
        (0, "16", "age", "column K: not met"),
        (0, "61 years", "age", "column K: not met"),
        (0, "", "age", "column K: not answered"),
        (1, "student", "job", "column L: not met"),
        (2, "Bandung", "city", "column M: not met"),
        (3, "30/06/2025 23:59:59", "wave", "column N: not met"),
        (3, "01/08/2025 00:00:00", "wave", "column N: not met"),
        (3, "soon", "invalid_answer", "wave (column N): an unknown answer"),
        (4, "Disagree", "attention_check", "failed: agree (column O)"),
        (4, "", "attention_check", "failed: agree (column O)"),
        (5, "31/07/2025 09:08:01", "too_fast", "answered in less than 120 seconds"),
    ],
)
def test_each_rule_of_screening_has_its_reason(tmp_path: Path, place: int, cell: str, reason: str, detail: str) -> None:
    bad = [cell if index == place else good for index, good in enumerate(GOOD)]
    bad = [*bad[:5], ""] if place == 3 else bad  # another end has another start
    excluded = screened(tmp_path, [[*ROWS[0], *GOOD], [*ROWS[1], *bad]])
    assert excluded == [[3, reason, detail]]
    assert not cell or cell not in str([row[2] for row in excluded])


@pytest.mark.parametrize(
    ("place", "cell"),
    [
        (0, "17"),
        (0, "60 years"),
        (1, "Trader"),
        (2, "PRINGSEWU"),
        (4, "4"),
        (5, "31/07/2025 09:08:00"),  # two minutes
        (5, ""),  # no time is known
    ],
)
def test_answers_on_the_bounds_are_kept(tmp_path: Path, place: int, cell: str) -> None:
    row = [cell if index == place else good for index, good in enumerate(GOOD)]
    assert screened(tmp_path, [[*ROWS[0], *row]]) == []


def test_a_form_that_was_broken_off_is_no_refusal_of_a_criterion(tmp_path: Path) -> None:
    begun = ["3", "4", "5", "6", *[""] * (len(HEADER) + len(ASKED) - 4)]  # 4 of 10 items
    half = [*ROWS[0][:5], *[""] * 5, *GOOD]  # 5 of 10: not broken off, but too many missing
    excluded = screened(tmp_path, [[*ROWS[0], *GOOD], begun, half])
    assert [row[:2] for row in excluded] == [[3, "break_off"], [4, "too_many_missing"]]
    assert excluded[0][2] == "4 of 10 items answered"


@pytest.mark.parametrize(
    ("cell", "unit", "kept"),
    [
        ("119", "seconds", 0),
        ("120", "seconds", 1),
        ("1,9", "minutes", 0),
        ("2", "minutes", 1),
        ("00:02:00", "seconds", 1),
    ],
)
def test_a_column_tells_the_time_taken(tmp_path: Path, cell: str, unit: str, kept: int) -> None:
    text = SCREENING.replace("{start: {en: Start}}", f"{{question: {{en: Start}}, unit: {unit}}}")
    excluded = screened(tmp_path, [[*ROWS[0], *GOOD[:5], "600"], [*ROWS[1], *GOOD[:5], cell]], text)
    assert [row[1] for row in excluded] == ["too_fast"] * (1 - kept)


@pytest.mark.parametrize(
    ("start", "found"),
    [("31/07/2025 10:00:00", "an end before its start"), ("early", "no time stamp of a known form")],
)
def test_a_time_that_cannot_be_is_told_with_its_row(tmp_path: Path, start: str, found: str) -> None:
    with pytest.raises(StudyErrors, match=f"duration cannot be read: .*row 2, duration: found {found}") as caught:
        screened(tmp_path, [[*ROWS[0], *GOOD[:5], start]])
    assert "early" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "not_in: [Student]",
            "not_in: [Student], in: [Farmer]",
            "rules of a criterion exclude each other: .*criteria.job",
        ),
        ("in: [Metro, Pringsewu], ", "", "a criterion has no rule: .*criteria.city"),
        (
            "maximum: 60",
            "maximum: 16",
            "a criterion that nobody can meet: .*criteria.age: found minimum: 17, maximum: 16",
        ),
        ("maximum: 60", 'maximum: 60, from: "2025-01-01"', "rules of a criterion exclude each other: .*criteria.age"),
        ("2025-07-31", "2025-06-30", "a criterion that nobody can meet: .*criteria.wave"),
        ("2025-07-31", "2025-07-32", "a date that is none: .*criteria.wave: found until: 2025-07-32"),
        ('"2025-07-31"', "2025-07-31", "value not allowed: .*criteria.wave.until: .*expected a day in quotes"),
        ("right: [Agree", "wrong: [x], right: [Agree", "unknown key: .*attention_checks.agree: found 'wrong'"),
        ("{start: {en: Start}}", "{unit: seconds}", "expected question .and unit., or start"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_one_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = CODEBOOK + SCREENING
    assert text.count(old) == 1
    with pytest.raises((StudyError, StudyErrors), match=message) as caught:
        book(tmp_path, text.replace(old, new))
    assert len(str(caught.value).splitlines()) == 1


def test_a_duration_without_an_end_is_refused(tmp_path: Path) -> None:
    text = CODEBOOK + "duration: {start: {en: Start}}\n"
    with pytest.raises((StudyError, StudyErrors), match=r"a duration has no end: .*key duration: found start alone"):
        book(tmp_path, text)


def test_a_word_in_two_halves_is_found_with_spaces_around_its_hyphen() -> None:
    agreement = read_ladders()["agreement"]
    assert agreement.find("ragu - ragu (rr)") == agreement.find("ragu-ragu")
    assert agreement.find("setuju - ss") is None
    assert agreement.find("ss : sangat setuju") == "strongly_agree"


@pytest.mark.parametrize(
    "words",
    [
        ("Sangat rendah", "Rendah", "Sedang", "Tinggi", "Sangat tinggi"),
        ("Very low", "Low", "Moderate", "High", "Very high"),
    ],
)
def test_a_scale_of_levels_is_known(words: Sequence[str]) -> None:
    answers = {word.casefold(): 30 for word in words}
    ladder = choose_ladder(answers)
    assert ladder is read_ladders()["level"]
    scale = propose_scale(answers, ladder)
    assert ([*scale.spellings.values()], scale.doubts) == ([1, 2, 3, 4, 5], ())
