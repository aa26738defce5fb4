"""What a draft cannot know it asks for: each case with the right value, and nothing decided by chance."""

import random
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from study.drafting.author_questions import AuthorQuestion, list_questions
from study.drafting.column_sorting import sort_columns
from study.drafting.columns import Columns, name_blocks
from study.drafting.study_files import draft_codebook, draft_model
from study.setup.codebook import read_codebook
from study.survey.scoring import AnswerError, score_answer
from unit.drafting.test_drafts import asked, drafted, headers, table

ITEMS = ("X1", "X2", "X3", "Y1", "Y2", "Y3")
FIVE = ("Sangat Tidak Setuju", "Tidak Setuju", "Netral", "Setuju", "Sangat Setuju")
FOUR = ("Sangat Tidak Setuju", "Tidak Setuju", "Setuju", "Sangat Setuju")
SIX = ("Sangat Tidak Setuju", "Tidak Setuju", "Kurang Setuju", "Cukup Setuju", "Setuju", "Sangat Setuju")
REFUSALS = ("Prefer not to say", "Memilih tidak menjawab")
IN_FIGURES = "figures do not tell how many points the form offers"
FREQUENCY = ("Tidak pernah", "Jarang", "Kadang-kadang", "Sering", "Selalu")


def survey(
    words: Sequence[str] = ("1", "2", "3", "4", "5"),
    items: Sequence[str] = ITEMS,
    respondents: int = 40,
    seed: int = 1,
    skew: float = 0.0,
) -> dict[str, list[str]]:
    """Answers of respondents, each of whom leans to one side: the columns go together as those of a scale do.

    skew: how far all lean to one side, as a share of half the scale.
    """
    chance = random.Random(seed)
    middle, points = (1 + skew) * (len(words) - 1) / 2, len(words)
    leanings = [chance.gauss(0, points / 5) for _ in range(respondents)]

    def answer(leaning: float) -> str:
        return words[min(points - 1, max(0, round(middle + leaning + chance.gauss(0, points / 8))))]

    return {item: [answer(leaning) for leaning in leanings] for item in items}


def changed(cells: Mapping[str, Sequence[str]], change: Callable[[str, int, str], str]) -> dict[str, list[str]]:
    """Change answers by header, row and what they are."""
    return {header: [change(header, row, cell) for row, cell in enumerate(column)] for header, column in cells.items()}


def sorted_columns(cells: Mapping[str, Sequence[str]]) -> Columns:
    return sort_columns(table(cells))


def others(found: Columns) -> list[AuthorQuestion]:
    """The questions besides the one that every scale in figures leaves: how many points the form offers."""
    return [question for question in list_questions(found) if question.why != IN_FIGURES]


def items(found: Columns) -> list[str]:
    return [item.header for item in found.items]


@pytest.mark.parametrize(
    "words",
    [
        FIVE,
        ("STS", "TS", "N", "S", "SS"),
        ("STS", "TS", "KS", "S", "SS"),
        ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"),
        ("SD", "D", "N", "A", "SA"),
        FREQUENCY,
        ("Never", "Rarely", "Sometimes", "Often", "Always"),
        ("Sangat tidak puas", "Tidak puas", "Cukup puas", "Puas", "Sangat puas"),
        ("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"),
        ("Sangat tidak yakin", "Tidak yakin", "Ragu-ragu", "Yakin", "Sangat yakin"),
        ("Very difficult", "Difficult", "Neutral", "Easy", "Very easy"),
        ("1 - STS", "2 - TS", "3 - N", "4 - S", "5 - SS"),
        (
            "1. STS (Sangat Tidak Setuju)",
            "2. TS (Tidak Setuju)",
            "3. N (Netral)",
            "4. S (Setuju)",
            "5. SS (Sangat Setuju)",
        ),
        ("Sangat tidak setuju / Strongly disagree", "TS/Disagree", "Netral/Neutral", "Setuju/Agree", "SS"),
        ("Strongly disagree", "Disagree", "Slightly disagree", "Neutral", "Slightly agree", "Agree", "Strongly agree"),
    ],
)
def test_a_whole_scale_in_words_is_drafted_without_a_question(tmp_path: Path, words: Sequence[str]) -> None:
    found = sorted_columns(survey(words))
    assert (items(found), list_questions(found)) == (list(ITEMS), ())
    scale = drafted(found, tmp_path).scale
    assert [score_answer(word, scale) for word in words] == list(range(1, len(words) + 1))


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (("Tidak setuju sekali", "Tidak setuju", "Biasa saja", "Setuju", "Setuju sekali"), None),
        (("Sangat kurang", "Kurang", "Cukup", "Baik", "Sangat baik"), None),
        (("STS", "TS", "N", "S", "SS"), ("Sangat tidak setuju", "Tidak setuju", "Netral", "Setuju", "Sangat setuju")),
        (
            ("Never", "Rarely", "Sometimes", "Often", "Always"),
            ("Tidak pernah", "Jarang", "Kadang-kadang", "Sering", "Selalu"),
        ),
    ],
)
def test_a_draft_words_its_points_as_the_form_does(
    tmp_path: Path, words: Sequence[str], printed: Sequence[str] | None
) -> None:
    """But for abbreviations, and answers in another language than the article's."""
    scale = drafted(sorted_columns(survey(words)), tmp_path).scale
    assert [scale.answers[point]["id"] for point in range(1, 6)] == list(printed or words)


@pytest.mark.parametrize(
    ("words", "points"),
    [
        (SIX, 6),
        (SIX[1:], 6),
        (FOUR, 4),
        (("STS", "TS", "S", "SS"), 4),
        (("TP", "KD", "SR", "SL"), 4),
        (("Never", "Rarely", "Often", "Always"), 4),
        (("Tidak puas", "Kurang puas", "Cukup puas", "Puas"), 6),
        (("STS", "TS", "KS", "N", "S", "SS"), 6),
        (FIVE[1:], 5),
        (FIVE[:4], 5),
    ],
)
def test_labels_that_make_no_whole_scale_keep_their_points_and_are_asked_about(
    tmp_path: Path, words: Sequence[str], points: int
) -> None:
    found = sorted_columns(survey(words))
    question = asked(found)["scale"]
    assert question.why == "no whole scale that is known"
    assert isinstance(question.seen, Mapping)
    assert sum(question.seen.values()) == 6 * 40
    scale = drafted(found, tmp_path).scale
    scored = [score_answer(word, scale) for word in words]
    assert scale.points == points
    assert scored == sorted(set(scored))


@pytest.mark.parametrize("form", ["{} Prices are fair", "{}. Prices are fair", "[{}] Prices are fair", "({}): Prices"])
def test_codes_before_the_words_of_questions_are_codes_and_make_blocks(form: str) -> None:
    cells = {form.format(header): answers for header, answers in survey(FIVE).items()}
    found = sorted_columns(cells)
    assert list(found.codes) == list(ITEMS)
    assert name_blocks(found) == {"X": list(ITEMS[:3]), "Y": list(ITEMS[3:])}
    assert found.label("X1") == form.format("X1").partition(" ")[2]


@pytest.mark.parametrize("form", ["{}-{}", "{},{}", "{} {}", "{}({})"])
def test_codes_in_other_signs_are_codes_and_make_blocks(form: str) -> None:
    blocks = [("X1", 1), ("X1", 2), ("X1", 3), ("Y1", 1), ("Y1", 2), ("Y1", 3)]
    cells = {form.format(*block): answers for block, answers in zip(blocks, survey(FIVE).values(), strict=True)}
    found = sorted_columns(cells)
    assert list(found.codes) == [f"{block}_{item}" for block, item in blocks]
    assert list(name_blocks(found)) == ["X1", "Y1"]
    assert found.label("X1_1") == form.format("X1", 1)


def test_codes_that_are_the_same_or_not_everywhere_are_words_of_the_questions() -> None:
    for asked_as in ([f"Covid19 item {number}" for number in range(6)], ["X1 fair", *ITEMS[1:]]):
        cells = dict(zip(asked_as, survey(FIVE).values(), strict=True))
        found = sorted_columns(cells)
        assert list(found.codes) == [f"Q{number}" for number in range(1, 7)]
        assert found.label("Q1") == asked_as[0]


def test_two_words_that_may_be_two_points_are_asked_about() -> None:
    found = sorted_columns(survey(("Never", "Seldom", "Rarely", "Sometimes", "Often", "Always")))
    assert asked(found)["scale"].why == "rarely and seldom (en) may be two points"


def test_a_label_of_no_scale_is_asked_about() -> None:
    cells = changed(survey(FIVE), lambda _, row, cell: "Sangat setuju sekali" if row % 8 == 0 else cell)
    question = asked(sorted_columns(cells))["scale"]
    assert question.why == "further labels"
    assert dict(question.seen)["sangat setuju sekali"] == 30


def test_numbers_and_labels_that_run_against_each_other_are_asked_about() -> None:
    words = tuple(f"{6 - point} - {word}" for point, word in enumerate(FIVE, start=1))
    assert (
        asked(sorted_columns(survey(words)))["scale"].why
        == "numbers and labels that differ, of which the labels are taken"
    )


def test_numbers_that_run_against_their_labels_are_scored_by_the_labels(tmp_path: Path) -> None:
    words = [f"{6 - point} - {word}" for point, word in enumerate(FIVE, start=1)]
    found = sorted_columns(survey(words))
    assert asked(found)["scale"].why == "numbers and labels that differ, of which the labels are taken"
    scale = drafted(found, tmp_path).scale
    assert [score_answer(word, scale) for word in words] == [1, 2, 3, 4, 5]


def test_a_word_without_a_number_beside_codes_is_asked_about() -> None:
    chance = random.Random(4)
    branch = {"Pabrik": [chance.choice("12345") for _ in range(40)]}
    for cells in (survey() | branch, branch | survey()):
        found = sorted_columns(cells)
        assert (items(found), [column.header for column in found.undecided]) == (list(ITEMS), ["Pabrik"])
    for codes in ("Ramah", "Cepat", "Murah", "Dekat"), ("X1", "X2", "puas", "Y1"):
        assert items(sorted_columns(survey(items=codes))) == list(codes)


def test_four_points_coded_without_a_middle_are_asked_about() -> None:
    question = asked(sorted_columns(survey(("1", "2", "4", "5"))))["scale"]
    assert question.why == f"{IN_FIGURES}; nobody chose 3"


@pytest.mark.parametrize("code", ["9", "8", "7", "99", "999", "88", "77", "0", "97"])
def test_a_code_of_no_answer_in_figures_changes_no_point(tmp_path: Path, code: str) -> None:
    cells = changed(survey(), lambda header, row, cell: code if header in ("X1", "Y3") and row == 2 else cell)
    found = sorted_columns(cells)
    assert (items(found), found.points) == (list(ITEMS), 5)
    question = asked(found)["scale"]
    assert f"{code} may mean no answer" in question.why
    assert dict(question.seen)[code] == 2
    with pytest.raises(AnswerError, match="outside the scale"):
        score_answer(code, drafted(found, tmp_path).scale)


@pytest.mark.parametrize(
    ("lowest", "highest"),
    [
        ("1 (Sangat tidak setuju)", "{} (Sangat setuju)"),
        ("1 - STS", "{} - SS"),
        ("1 = Tidak pernah", "{} = Selalu"),
        ("Not at all = 1", "To a very large extent = {}"),
        ("Strongly disagree (1)", "Strongly agree ({})"),
    ],
)
@pytest.mark.parametrize("points", [5, 7, 10])
def test_a_scale_in_figures_with_words_at_its_ends_is_drafted_without_a_question(
    tmp_path: Path, lowest: str, highest: str, points: int
) -> None:
    words = [lowest, *(str(point) for point in range(2, points)), highest.format(points)]
    found = sorted_columns(survey(words))
    assert (items(found), found.points, list_questions(found)) == (list(ITEMS), points, ())
    scale = drafted(found, tmp_path).scale
    assert [score_answer(word, scale) for word in words] == list(range(1, points + 1))
    assert list(scale.answers) == [1, points]


def test_each_grid_is_drafted_as_a_construct_and_its_rows_as_labels(tmp_path: Path) -> None:
    heads = ["Trust [Sellers are honest]", "Trust [Data are safe]", "Trust [Payments are safe]"]
    long = "How far do you agree with these statements?"
    heads += [f"{long} [I am satisfied]", f"{long} [I would buy again]"]
    found = sorted_columns(survey(items=heads))
    assert next(iter(drafted(found, tmp_path, "en").indicators.values())).label == {"en": "Sellers are honest"}
    model = yaml.safe_load(draft_model(found, "en"))["constructs"]
    assert {name: entry["indicators"] for name, entry in model.items()} == {
        "Trust": ["Q1", "Q2", "Q3"],
        "Block_2": ["Q4", "Q5"],
    }
    assert model["Block_2"]["label"] == {"en": "How far do you agree with these statements?"}


def test_a_row_that_two_grids_share_is_labelled_with_its_grid(tmp_path: Path) -> None:
    heads = [f"{grid} [{row}]" for grid in ("Expected", "Experienced") for row in ("Speed", "Care")]
    found = sorted_columns(survey(items=heads))
    assert [each.label["en"] for each in drafted(found, tmp_path, "en").indicators.values()] == heads


def test_a_bracket_that_no_other_statement_shares_makes_no_grid(tmp_path: Path) -> None:
    heads = ["Sellers are honest [R]", "Data are safe [R]", "Payments are safe [R]"]
    found = sorted_columns(survey(items=heads))
    assert [each.label["en"] for each in drafted(found, tmp_path, "en").indicators.values()] == heads
    assert yaml.safe_load(draft_model(found, "en"))["constructs"] == {}


def test_words_in_the_place_of_the_end_figures_are_proposed_as_the_ends(tmp_path: Path) -> None:
    words = ["Sangat tidak setuju", "2", "3", "4", "5", "6", "Sangat setuju"]
    found = sorted_columns(survey(words, respondents=120))
    assert (items(found), found.points) == (list(ITEMS), 7)
    assert asked(found)["scale"].why == "words without a figure stand at the ends"
    scale = drafted(found, tmp_path).scale
    assert [score_answer(word, scale) for word in words] == [1, 2, 3, 4, 5, 6, 7]


def test_a_labelled_end_that_an_item_lacks_costs_no_item() -> None:
    words = ["1 (STS)", "2", "3", "4", "5 (SS)"]
    cells = changed(survey(words), lambda header, _, cell: "4" if (header, cell) == ("X1", words[-1]) else cell)
    found = sorted_columns(cells)
    assert (items(found), found.points, list_questions(found)) == (list(ITEMS), 5, ())


@pytest.mark.parametrize("mark", ["-99", "-9", "-999", "NA", "N/A", "#N/A", "NaN", ".", "-", "null", *REFUSALS])
def test_a_mark_or_a_refusal_means_no_answer_and_costs_no_item(tmp_path: Path, mark: str) -> None:
    cells = changed(survey(), lambda header, row, cell: mark if header == "X1" and row == 2 else cell)
    found = sorted_columns(cells)
    assert (items(found), found.points, others(found)) == (list(ITEMS), 5, [])
    assert dict(asked(found)["scale"].seen)[f"{mark} (under missing)"] == 1
    scale = drafted(found, tmp_path).scale
    assert [score_answer(cell, scale) for cell in cells["X1"]].count(None) == 1


@pytest.mark.parametrize("slip", ["tidak tahu", "?", "x", "3/4", "3.5", "-1", "33", "345", "6"])
def test_another_answer_among_figures_is_asked_about_and_costs_no_item(slip: str) -> None:
    cells = changed(survey(), lambda header, row, cell: slip if header == "X1" and row == 2 else cell)
    found = sorted_columns(cells)
    assert (items(found), found.points) == (list(ITEMS), 6 if slip == "6" else 5)
    assert asked(found)["scale"].why != IN_FIGURES or slip == "6"


@pytest.mark.parametrize("points", [4, 6, 9])
def test_the_highest_figure_may_be_a_code_where_it_goes_with_answers_of_all_heights(points: int) -> None:
    """Seven on six points, five on four, ten on nine: the figures alone look whole."""
    chance = random.Random(3)
    words = [str(point) for point in range(1, points + 1)]
    cells = changed(survey(words), lambda _, __, cell: str(points + 1) if chance.random() < 0.08 else cell)
    assert f"{points + 1} does not go along with high answers" in asked(sorted_columns(cells))["scale"].why


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("Jumlah anak", ["1", "2", "3", "8"]),
        ("Anggota keluarga di rumah", ["2", "5", "8", "9"]),
        ("Berapa anak Anda?", ["1", "2", "3", "4"]),
        ("Kids", ["1", "2", "7", "10"]),
        ("Status", ["1", "2"]),
    ],
)
def test_a_covariate_sets_no_points_and_no_item_is_lost(header: str, answers: list[str]) -> None:
    for names in (ITEMS, [f"Pernyataan yang ke-{name}" for name in ITEMS]):
        found = sorted_columns({**survey(items=names), header: answers * (40 // len(answers))})
        assert headers(found) == {"items": list(names), "undecided": [header]}
        assert (found.points, [question.columns for question in others(found)]) == (5, [(header,)])


@pytest.mark.parametrize(
    ("header", "answers", "name"),
    [
        ("Jenis kelamin", ["1", "2"], "sex"),
        ("Apa pendidikan terakhir Anda?", ["SMA", "S1", "S2", "D3"], "education"),
        ("Usia", ["21", "35", "47", "52"], "age"),
        ("Your occupation", ["Teacher", "Farmer"], "occupation"),
        ("Lama usaha (tahun)", [f"{number},5" for number in range(20)], "length_of_service"),
    ],
)
def test_what_describes_respondents_everywhere_is_drafted_so(
    tmp_path: Path, header: str, answers: list[str], name: str
) -> None:
    found = sorted_columns({**survey(), header: answers * (40 // len(answers))})
    assert headers(found) == {"items": list(ITEMS), "describing": [header]}
    assert others(found) == []
    assert drafted(found, tmp_path).descriptive == {name: {"id": header}}


@pytest.mark.parametrize("header", ["Pendapatan per bulan", "Agama", "Penyakit yang diderita"])
def test_what_is_nobodys_business_is_asked_about(header: str) -> None:
    assert headers(sorted_columns({**survey(), header: ["Satu", "Dua"] * 20}))["undecided"] == [header]


def test_a_block_on_another_scale_in_words_has_that_scale(tmp_path: Path) -> None:
    found = sorted_columns({**survey(FIVE), **survey(FREQUENCY, items=("Z1", "Z2", "Z3"))})
    assert (items(found), list_questions(found)) == ([*ITEMS, "Z1", "Z2", "Z3"], ())
    book = drafted(found, tmp_path)
    assert {code: book.scale_of(code).name for code in ("X1", "Z1")} == {"X1": "scale", "Z1": "frequency_5"}
    assert [score_answer(word, book.scale_of("Z1")) for word in FREQUENCY] == [1, 2, 3, 4, 5]


def test_few_answers_on_another_scale_are_asked_about() -> None:
    (question,) = list_questions(sorted_columns({**survey(FIVE), **survey(FREQUENCY, items=("Z1", "Z2"))}))
    assert (question.key, question.columns) == ("scales.frequency_5", ("Z1", "Z2"))
    assert question.why == "so few answers may leave points out"
    assert set(question.seen) == {word.casefold() for word in FREQUENCY}


@pytest.mark.parametrize(
    ("header", "answers", "right"),
    [
        (
            "Pilih Setuju pada butir ini",
            ["Setuju"] * 36 + ["Netral", "Sangat setuju", "Tidak setuju", "setuju"],
            "Setuju",
        ),
        ("Pilihlah Tidak Setuju", ["Tidak setuju"] * 38 + ["Setuju"] * 2, "Tidak setuju"),
        ("Please choose 4", ["4"] * 39 + ["2"], "4"),
        ("For this statement, please select number 2.", ["2"] * 40, "2"),
        ("Untuk butir ini pilih angka 4", ["4 - Setuju"] * 39 + ["5 - Sangat setuju"], "4 - Setuju"),
    ],
)
def test_a_check_of_attention_is_drafted_with_its_right_answer(
    tmp_path: Path, header: str, answers: list[str], right: str
) -> None:
    found = sorted_columns({**survey(), header: answers})
    assert (items(found), others(found)) == (list(ITEMS), [])
    (check,) = drafted(found, tmp_path).attention_checks
    assert (check.question, check.right) == ({"id": header}, frozenset([right.casefold()]))


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("Please select Agree here", ["Setuju"] * 39 + ["Netral"]),  # the answer is named in another language
        ("Pilih Ya jika Anda setuju", ["Ya"] * 39 + ["Tidak"]),  # consent, or who is meant
        ("Pilih jenis toko: Grosir atau Eceran", ["Grosir"] * 20 + ["Eceran"] * 20),
        ("Pilih Setuju pada butir ini", ["Setuju"] * 20 + ["Netral"] * 20),  # half of all would be left out
    ],
)
def test_a_question_that_says_its_answer_is_no_item_and_else_asked_about(header: str, answers: list[str]) -> None:
    found = sorted_columns({**survey(FIVE), header: answers})
    (question,) = list_questions(found)
    assert (items(found), question.columns, found.attention) == (list(ITEMS), (header,), ())
    assert "put its header under attention_checks, indicators," in question.write


def test_yes_or_no_may_screen_and_its_entry_is_ready_but_for_the_reason(tmp_path: Path) -> None:
    found = sorted_columns({**survey(FIVE), "Pernah membeli?": ["Ya"] * 35 + ["Tidak"] * 5})
    (question,) = list_questions(found)
    assert question.write.startswith("copy entry to criteria and write its reason, or put its header under indicators,")
    draft = (
        draft_codebook(found, "id").partition("undecided:")[0].replace("criteria: {}", f"criteria: {question.entry}")
    )
    (tmp_path / "codebook.yaml").write_text(draft.replace("...}", "belum}"), encoding="utf-8")
    (criterion,) = read_codebook(tmp_path / "codebook.yaml").criteria
    assert (criterion.accepted, criterion.refused) == ({"ya"}, {"tidak"})


@pytest.mark.parametrize(
    ("headers", "answers"),
    [
        ([f"Media [{letter}]" for letter in "ABCDE"], ("Ya", "Tidak")),
        (["Ramah", "Cepat", "Murah", "Bersih", "Dekat"], ("Ya", "Tidak")),
        ([f"M{number}" for number in range(1, 6)], ("1", "0")),
    ],
)
def test_many_columns_of_yes_and_no_are_asked_about_once(headers: list[str], answers: tuple[str, str]) -> None:
    chance = random.Random(2)
    answered = survey(FIVE) | {h: [chance.choice(answers) for _ in range(40)] for h in headers}
    (question,) = list_questions(sorted_columns(answered))
    assert (question.key, list(question.columns), question.entry) == ("column", headers, "")
    assert "multiple_choice" in question.write


def test_a_ranking_is_no_block_of_items() -> None:
    chance = random.Random(3)
    places = [chance.sample(["1", "2", "3", "4"], 4) for _ in range(40)]
    ranked = {f"Urutan {name}": [row[place] for row in places] for place, name in enumerate(("A", "B", "C", "D"))}
    found = sorted_columns(survey() | ranked)
    assert items(found) == list(ITEMS)
    (question,) = others(found)
    assert (question.columns, question.seen) == (tuple(ranked), "places 1 to 4")
    assert "a ranking" in question.why


def test_a_number_that_begins_anew_for_each_village_is_ignored() -> None:
    cells = survey(FIVE) | {"No": [str(row % 20 + 1) for row in range(40)]}
    assert [column.header for column in sorted_columns(cells).unused] == ["No"]


def test_a_column_that_counts_the_rows_is_ignored() -> None:
    found = sorted_columns({"No": [str(number) for number in range(1, 41)], **survey()})
    assert ([column.header for column in found.unused], others(found)) == (["No"], [])


@pytest.mark.parametrize(
    ("header", "language", "cells", "refused"),
    [
        ("Saya bersedia mengikuti penelitian ini", "id", ["✓"] * 40, ["tidak"]),
        ("Saya bersedia mengikuti penelitian ini", "id", ["Yes"] * 39 + ["No"], ["no"]),
        ("Bersediakah Anda mengisi kuesioner ini?", "id", ["Ya, saya bersedia"] * 40, ["tidak"]),
        ("Do you agree to take part?", "en", ["Yes, I agree"] * 40, ["no"]),
    ],
)
def test_a_tick_consents(tmp_path: Path, header: str, language: str, cells: list[str], refused: list[str]) -> None:
    found = sorted_columns({**survey(FIVE), header: cells})
    consent = drafted(found, tmp_path, language).consent
    assert consent is not None
    assert (sorted(consent.accepted), sorted(consent.refused)) == ([cells[0].casefold()], refused)


def test_days_that_may_be_months_are_dates_all_the_same() -> None:
    days = [f"{1 + number % 12:02d}/07/2025" for number in range(40)]
    assert headers(sorted_columns({**survey(FIVE), "Tanggal wawancara": days}))["unused"] == ["Tanggal wawancara"]


def test_codes_answered_with_yes_and_no_are_items_from_0_to_1(tmp_path: Path) -> None:
    found = sorted_columns({**survey(FIVE), **survey(("Tidak", "Ya"), items=("K1", "K2", "K3"), respondents=40)})
    assert items(found) == [*ITEMS, "K1", "K2", "K3"]
    scale = drafted(found, tmp_path).scale_of("K1")
    assert [score_answer(word, scale) for word in ("Tidak", "Ya", "")] == [0, 1, None]
    assert scale.ends == (0, 1)


def test_several_answers_in_a_cell_are_a_multiple_choice(tmp_path: Path) -> None:
    chosen = ["Pasar, Toko daring, sendiri", "Pasar", "Agen", "Toko daring, sendiri, Agen", "Pasar, Agen, Warung Budi"]
    found = sorted_columns({**survey(FIVE), "Saluran": chosen * 8})
    (choice,) = drafted(found, tmp_path).multiple_choice
    usual = ["Pasar", "Toko daring, sendiri", "Agen"]
    assert [words["id"] for words in choice.options.values()] == [*usual, "Warung Budi"]
    once = [*chosen[:4] * 9, "Pasar, Agen, Warung Budi", "Pasar", "Pasar", "Pasar"]
    (choice,) = drafted(sorted_columns({**survey(FIVE), "Saluran": once}), tmp_path).multiple_choice
    assert [words["id"] for words in choice.options.values()] == usual


@pytest.mark.parametrize(
    "answers",
    [
        ["Ya, saya bersedia", "Tidak, saya tidak bersedia"],
        ["Rp1,5 juta", "Rp2,5 juta", "Rp3,5 juta"],
        ["Metro, Lampung", "Pringsewu, Lampung"],
        ["Setuju", "Tidak setuju"],
        ["Baik, saya akan datang lagi", "Mahal, tetapi enak", "Baik, murah, dekat"],
    ],
)
def test_a_comma_makes_no_several_answers(answers: list[str]) -> None:
    assert sorted_columns({**survey(), "Kolom": (answers * 40)[:40]}).choices == ()


def test_a_box_per_option_is_a_multiple_choice(tmp_path: Path) -> None:
    ticks = {"media": ["radio tv", "tv"] * 20, "media/radio": ["1", "0"] * 20, "media/tv": ["1", "1"] * 20}
    named = {"Merek [Satu]": ["Satu", ""] * 20, "Merek [Dua]": ["", "Dua"] * 20}
    found = sorted_columns({**survey(), **ticks, **named})
    assert (items(found), others(found)) == (list(ITEMS), [])
    media, brand = drafted(found, tmp_path).multiple_choice
    assert media.columns == {"option_1": ("media/radio",), "option_2": ("media/tv",)}
    assert [words["id"] for words in brand.options.values()] == ["Satu", "Dua"]
    grid = {"Toko [Ramah]": ["Ya", "Tidak"] * 20, "Toko [Cepat]": ["Tidak", "Ya"] * 20}
    assert sorted_columns({**survey(), **grid}).choices == ()  # may be statements


def test_how_long_a_form_took_is_drafted_where_it_can_be_read(tmp_path: Path) -> None:
    stamps = [f"{day:02d}/10/2025 08:00:00" for day in range(1, 31)] + ["31/10/2025 08:00:00"] * 10
    took = sorted_columns({**survey(), "Durasi pengisian (menit)": ["12"] * 39 + ["7,5"]})
    assert drafted(took, tmp_path).duration is not None
    assert "unit: minutes" in draft_codebook(took, "id")
    spans = {"Start time": stamps, "Completion time": [stamp.replace("08:", "09:") for stamp in stamps]}
    both = sorted_columns({**survey(), **spans, "Timestamp": stamps})
    assert both.time_taken is not None
    turned = sorted_columns({**survey(), "Start time": spans["Completion time"], "Completion time": stamps})
    assert turned.time_taken is None  # ends before it starts


def test_a_single_column_on_another_scale_may_describe_the_respondents() -> None:
    (question,) = list_questions(sorted_columns({**survey(FIVE), **survey(FREQUENCY, items=("Seberapa sering?",))}))
    assert (question.key, question.columns) == ("column", ("Seberapa sering?",))


@pytest.mark.parametrize(
    "names", [("X1", "X2", "X3", "Z1", "Z2", "Z3"), ("Satu", "Dua", "Tiga", "Empat", "Lima", "Enam")]
)
def test_blocks_of_five_and_seven_points_in_words_of_one_kind_are_told_apart(
    names: Sequence[str], tmp_path: Path
) -> None:
    seven = (
        "Strongly disagree",
        "Disagree",
        "Somewhat disagree",
        "Neutral",
        "Somewhat agree",
        "Agree",
        "Strongly agree",
    )
    five = tuple(word for word in seven if not word.startswith("Some"))
    found = sorted_columns(
        {**survey(seven, items=names[:3], respondents=60), **survey(five, items=names[3:], respondents=60, seed=2)}
    )
    book = drafted(found, tmp_path, "en")
    assert [book.scale_of(code).points for code in book.indicators] == [7, 7, 7, 5, 5, 5]
    assert [score_answer("Agree", book.scale_of(code)) for code in book.indicators] == [6, 6, 6, 4, 4, 4]
    assert not [question for question in list_questions(found) if question.key.startswith("scale")]


@pytest.mark.parametrize(
    ("words", "other", "columns"),
    [
        (FIVE, FOUR, "G to I"),
        (FIVE, FIVE[1:4], "G to I"),
        (tuple("1234567"), tuple("12345"), "G to I"),
        (tuple("12345"), ("1", "2", "4", "5"), "G to I"),
    ],
)
def test_a_block_with_fewer_points_is_asked_about(words: Sequence[str], other: Sequence[str], columns: str) -> None:
    found = sorted_columns({**survey(words), **survey(other, items=("Z1", "Z2", "Z3"), seed=2)})
    assert f"in columns {columns}: they may have fewer points" in asked(found)["scale"].why


def test_a_reversed_item_is_proposed_from_the_data_with_figures_and_never_set(tmp_path: Path) -> None:
    cells = changed(survey(), lambda header, _, cell: str(6 - int(cell)) if header == "X2" else cell)
    found = sorted_columns(cells)
    (question,) = others(found)
    assert question.key == "indicators.X2.reverse"
    assert question.why == "it runs against other items of its block"
    assert question.seen == "item-rest correlation -0.77 over 40 respondents"
    assert not any(item.reverse for item in drafted(found, tmp_path).indicators.values())


def test_the_data_do_not_tell_which_half_of_a_block_is_reversed() -> None:
    for turned in (("X1",), ("X1", "Y1")):
        reversed_items = changed(
            survey(), lambda header, _, cell, some=turned: str(6 - int(cell)) if header in some else cell
        )
        cells = {header: reversed_items[header] for header in ("X1", "X2", "Y1", "Y2")}
        proposed = [
            code for key in asked(sorted_columns(cells)) for code in cells if key == f"indicators.{code}.reverse"
        ]
        assert proposed == [code for code in cells if any(code[0] == other[0] for other in turned)]


@pytest.mark.parametrize("statement", ["Saya tidak puas", "Pesanan belum datang", "I don't return", "It is not cheap"])
def test_a_negation_in_the_wording_is_proposed_to_be_reversed(statement: str) -> None:
    found = sorted_columns(survey(FIVE, items=("Saya puas", statement, "Saya kembali")))
    (question,) = list_questions(found)
    assert (question.key, question.why) == ("indicators.Q2.reverse", "its wording holds a negation")
    assert str(question.seen).startswith("item-rest correlation 0.")


def test_names_that_sign_consent_and_free_texts_are_quoted_nowhere() -> None:
    names = [f"Orang Contoh {number}" for number in range(40)]
    found = sorted_columns({**survey(), "Tanda persetujuan": names, "Saran": names})
    assert found.consent is None
    assert [question.seen for question in others(found)] == ["40 different answers, not shown"]
    assert headers(found)["unused"] == ["Saran"]
    assert "Orang" not in draft_codebook(found, "id")


def test_what_few_respondents_wrote_is_counted_and_not_quoted() -> None:
    found = sorted_columns({**survey(), "Tempat": ["Metro"] * 37 + ["Rumah Budi", "Jalan 3", "Jalan 3"]})
    assert asked(found)["Tempat"].seen == {"metro": 37, "(2 further, not shown)": 3}


@pytest.mark.parametrize(
    ("stamps", "is_asked"),
    [
        (["01/10/2025 08:00:00", "13/10/2025 08:00:00"], False),
        (["01/10/2025 08:00:00", "02/10/2025 08:00:00"], False),
        (["01/10/2025 08:00:00", "02/09/2025 08:00:00"], True),
        (["01.10.25 08:00", "02.10.25 08:00"], True),
        (["13.10.2025 8.00", "14.10.2025 9.00"], False),
        (["13/10/2025, 08.00.12", "14/10/2025, 09.00.12"], False),
        (["13/10/2025 08.00.12 PM", "14/10/2025 09.00.12 AM"], False),
        # A spreadsheet took days for months where it could.
        (["2025-12-10 08:00:00", "13/10/2025 08:00:00"], True),
        # Read as they are, whatever is declared.
        (["2025-10-01T08:00", "2025-10-02T08:00"], False),
        (["2025/07/09 8:49:22 PM GMT+7", "2025/07/10 8:49:22 AM GMT+7"], False),
    ],
)
def test_a_form_of_time_is_asked_for_where_it_would_change_which_submission_is_last(
    stamps: list[str], is_asked: bool
) -> None:
    found = sorted_columns({**survey(), "Timestamp": stamps * 20})
    assert ("timestamp.formats" in asked(found)) == is_asked


def test_an_address_of_e_mail_tells_respondents_apart_where_no_number_does(tmp_path: Path) -> None:
    mail = {"Alamat email": [f"a{number}@contoh.id" for number in range(40)]}
    identity = drafted(sorted_columns({**survey(), **mail}), tmp_path).identity
    assert identity is not None
    assert (identity.kind, identity.question) == ("text", {"id": "Alamat email"})
    phone = {"Nomor HP": [f"0811000{number:04d}" for number in range(40)]}
    assert headers(sorted_columns({**survey(), **mail, **phone}))["identity"] == ["Nomor HP"]


def test_figures_that_a_spreadsheet_gave_a_decimal_are_figures() -> None:
    found = sorted_columns(survey(("1.0", "2.0", "3.0", "4.0", "5.0")))
    assert (items(found), found.points, others(found)) == (list(ITEMS), 5, [])


SCALES = {
    "five words": FIVE,
    "five in English": ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"),
    "hardly agree": ("STS", "TS", "KS", "S", "SS"),
    "four words": FOUR,
    "six words": SIX,
    "three words": FIVE[1:4],
    "frequency": FREQUENCY,
    "four of frequency": ("Tidak pernah", "Kadang-kadang", "Sering", "Selalu"),
    "satisfaction": ("Sangat tidak puas", "Tidak puas", "Netral", "Puas", "Sangat puas"),
    "numbers and words": tuple(f"{point} - {word}" for point, word in enumerate(FIVE, start=1)),
    "numbers from zero": tuple(f"{point} - {word}" for point, word in enumerate(FIVE)),
    "numbers turned": tuple(f"{6 - point} - {word}" for point, word in enumerate(FIVE, start=1)),
    **{f"1 to {points}": tuple(str(point) for point in range(1, points + 1)) for points in range(3, 11)},
    "0 to 4": tuple("01234"),
    "0 to 10": tuple(str(point) for point in range(11)),
    "-2 to 2": ("-2", "-1", "0", "1", "2"),
    "without a middle": ("1", "2", "4", "5"),
}
# Whose words stand on the same points.
ALIKE = {"five words", "five in English", "numbers and words"}


@given(
    name=st.sampled_from(sorted(SCALES)),
    respondents=st.integers(min_value=5, max_value=80),
    skew=st.floats(min_value=-0.6, max_value=0.6),
    seed=st.integers(min_value=0, max_value=10_000),
)
@settings(max_examples=60)
def test_a_scale_is_drafted_right_or_asked_about(name: str, respondents: int, skew: float, seed: int) -> None:
    """Whatever the sample: no answer gets another point than the form gave it without a question."""
    words = SCALES[name]
    cells = survey(words, respondents=respondents, seed=seed, skew=skew)
    found = sorted_columns(cells)
    questions = [question for question in list_questions(found) if not question.key.endswith("reverse")]
    if not questions:
        with TemporaryDirectory() as folder:
            scale = drafted(found, Path(folder)).scale
        given = {answer for column in cells.values() for answer in column}
        assert len(found.items) == len(ITEMS)
        assert scale.points == len(words)
        assert all(score_answer(word, scale) == point for point, word in enumerate(words, start=1) if word in given)


def test_two_scales_in_one_file_are_told_apart_or_asked_about() -> None:
    """Each two once, every scale now the first and now the second."""
    told = 0
    for number, pair in enumerate(combinations(SCALES, 2)):
        name, other = pair[:: (-1) ** number]
        if not {name, other} <= ALIKE:
            cells = {**survey(SCALES[name]), **survey(SCALES[other], items=("Z1", "Z2", "Z3"), seed=2)}
            found = sorted_columns(cells)
            if any(not question.key.endswith("reverse") for question in list_questions(found)):
                continue
            told += 1
            groups = [([item.header for item in group.items], len(group.scale.words)) for group in found.groups]
            assert groups == [([*ITEMS], len(SCALES[name])), (["Z1", "Z2", "Z3"], len(SCALES[other]))], (name, other)
    assert told > 0


@pytest.mark.parametrize(
    ("form", "is_told"),
    [
        *(("Skor {}", False), ("{} poin", False), ("({})", False), ("{} ({word})", False), ("{word}", False)),
        *(("{} dari 5", True), ("{}/5", True), ("{} out of 5", True)),
    ],
)
def test_figures_within_the_same_words_are_figures(tmp_path: Path, form: str, is_told: bool) -> None:
    words = [form.format(n, word=word) for n, word in enumerate(("Satu", "Dua", "Tiga", "Empat", "Lima"), start=1)]
    found = sorted_columns(survey(words) | {"Cabang": ["Cabang 1", "Cabang 2"] * 20})
    assert (items(found), found.points) == (list(ITEMS), 5)
    assert [q.why for q in list_questions(found) if q.key == "scale"] == ([] if is_told else [IN_FIGURES])
    scale = drafted(found, tmp_path).scale
    assert [score_answer(word, scale) for word in words] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("form", "points"),
    [
        ("{} (1-5)", 5),
        ("{} (1 – 7)", 7),
        ("[1 s/d 5] {}", 5),
        ("{} (1 = Tidak setuju, 5 = Setuju)", 5),
        ("{} [1 = Tidak setuju; 5 = Setuju]", 5),
        ("{} 1 to 10", 10),
    ],
)
def test_headers_that_name_the_points_leave_no_question(tmp_path: Path, form: str, points: int) -> None:
    answers = survey()
    found = sorted_columns({form.format(item): column for item, column in answers.items()})
    assert (len(found.items), found.points, list_questions(found)) == (len(ITEMS), points, ())
    scale = drafted(found, tmp_path).scale
    assert [score_answer(cell, scale) for cell in answers["X1"]] == [int(cell) for cell in answers["X1"]]


def test_a_legend_whose_lowest_figure_is_the_highest_answer_is_asked_about() -> None:
    turned = {f"{item} (1 = Sangat setuju, 5 = Sangat tidak setuju)": cells for item, cells in survey().items()}
    assert {question.why for question in list_questions(sorted_columns(turned))} == {
        "its header gives its lowest figure to the highest answer"
    }


@pytest.mark.parametrize("form", ["{} (1-4)", "{} (1-100)", "{} 2025-2026", "{} (11-5)"])
def test_headers_that_name_other_numbers_tell_no_points(form: str) -> None:
    found = sorted_columns({form.format(item): column for item, column in survey().items()})
    assert found.points == 5
    assert asked(found)["scale"].why == IN_FIGURES


@pytest.mark.parametrize(
    ("headers", "unit"),
    [
        (("Jumlah anak", "Lama usaha", "Usia pemilik"), "{}"),
        (("Jumlah anak", "Lama usaha", "Usia pemilik"), "Level {}"),
        (("Berdagang", "Menempati kios", "Anggota koperasi"), "{} tahun"),
        (("Open", "At work", "On the road"), "{} hours"),
    ],
)
def test_figures_that_count_something_are_no_items(headers: tuple[str, ...], unit: str) -> None:
    chance = random.Random(6)
    facts = {header: [unit.format(chance.randint(1, 9)) for _ in range(40)] for header in headers}
    found = sorted_columns(survey() | facts)
    assert (items(found), list(found.codes)) == (list(ITEMS), list(ITEMS))


def test_items_may_speak_of_villages_and_branches() -> None:
    headers = ("Jalan desa baik", "Pasar desa ramai", "Cabang mudah ditemukan", "Village is safe")
    found = sorted_columns(survey(items=headers) | {"Asal desa": ["1", "2", "3", "4"] * 10, "Desa": ["4", "2"] * 20})
    assert items(found) == list(headers)


def test_a_number_beside_the_word_of_another_is_asked_about() -> None:
    words = ["1 (satu)", "2 (dua)", "3 (tiga)", "4 (lima)", "5 (empat)"]
    assert asked(sorted_columns(survey(words)))["scale"].why == "words of no scale that is known"


@pytest.mark.parametrize("form", ["[{}] {}", "{1} [{0}]", "{1} {0}", "🙂 {1}", "{1},", "{2} = {1}"])
def test_signs_around_the_words_of_a_scale_tell_nothing(tmp_path: Path, form: str) -> None:
    short = ("STS", "TS", "N", "S", "SS")
    words = [form.format(n, FIVE[n - 1], short[n - 1]) for n in range(1, 6)]
    found = sorted_columns(survey(words))
    assert (items(found), list_questions(found)) == (list(ITEMS), ())
    scale = drafted(found, tmp_path).scale
    assert [score_answer(word, scale) for word in words] == [1, 2, 3, 4, 5]


def test_sums_and_means_of_blocks_are_no_items_wherever_they_stand() -> None:
    cells = survey(items=(*ITEMS, "Z1"))
    rows = [[int(cells[item][row]) for item in cells] for row in range(40)]
    added = {
        "X": [f"{sum(row[:3]) / 3:.2f}".replace(".", ",") for row in rows],
        "Jumlah Y": [str(sum(row[3:6])) for row in rows],
        "Z": [str(row[6]) for row in rows],
        "Total": [str(sum(row)) for row in rows],
        "Rata-rata": [f"{sum(row) / 7:.2f}" for row in rows],
    }
    for order in (cells | added, added | cells):
        found = sorted_columns(order)
        assert items(found) == [*ITEMS, "Z1"]
        assert {column.header for column in found.unused} >= {"X", "Jumlah Y", "Z"}
    assert sorted_columns(cells | added).undecided == ()


@pytest.mark.parametrize(("name", "kept"), [("{} label", "X1"), ("Label {}", "Label X1")])
def test_figures_beside_their_labels_are_no_second_item(name: str, kept: str) -> None:
    figures = survey()
    labels = {name.format(item): [FIVE[int(cell) - 1] for cell in column] for item, column in figures.items()}
    for cells in (figures | labels, labels | figures):
        found = sorted_columns(cells)
        assert (items(found)[0], len(found.items), found.undecided, others(found)) == (kept, len(ITEMS), (), [])
        assert {*items(found), *(column.header for column in found.unused)} == {*figures, *labels}
