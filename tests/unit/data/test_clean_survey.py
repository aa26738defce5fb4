"""The script that makes responses.csv, called with files: what is kept, what is left out and why, what is refused."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clean_survey import main
from jobs import call
from study.base.errors import StudyError, StudyErrors
from study.setup.codebook import Identity, read_codebook
from study.setup.configuration import CleaningRules, SurveyFile, SurveyFiles
from study.survey.identity import identify
from study.survey.responses import check_responses
from unit.data.small_survey import HEADER, as_csv, phone, row, write_files, write_workbook

RULES = CleaningRules(
    invalid_answers="exclude_row", straight_lining="exclude", max_missing_share=0.25, missing_answers="mean"
)
STRICT = CleaningRules(
    invalid_answers="stop", straight_lining="exclude", max_missing_share=0.25, missing_answers="mean"
)
CASEWISE = CleaningRules(
    invalid_answers="exclude_row", straight_lining="exclude", max_missing_share=0.25, missing_answers="casewise"
)
GOOD = row(["4", "2", "5", "4"], phone(900))

Clean = Callable[..., tuple[pd.DataFrame, pd.DataFrame, dict[str, object]]]


@pytest.fixture
def clean(tmp_path: Path) -> Clean:
    def run(
        rows: Sequence[Sequence[str]],
        header: Sequence[str] = HEADER,
        rules: CleaningRules = RULES,
        expected_n: int | None = None,
        content: str | None = None,
    ) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, object]]:
        files = write_files(tmp_path, rows, header)
        if content is not None:
            files.survey.write_text(content, encoding="utf-8")
        out = {name: tmp_path / name for name in ("responses.csv", "exclusions.csv", "sources.csv", "flow.json")}
        call(
            main,
            survey=SurveyFiles((SurveyFile(files.survey, None, None),)),
            sample="full",
            expected_n=expected_n,
            rules=rules,
            codebook=files.codebook,
            model=files.model,
            outputs={
                "responses": out["responses.csv"],
                "exclusions": out["exclusions.csv"],
                "sources": out["sources.csv"],
                "flow": out["flow.json"],
            },
        )
        flow = json.loads(out["flow.json"].read_text(encoding="utf-8"))
        return pd.read_csv(out["responses.csv"]), pd.read_csv(out["exclusions.csv"]), flow

    return run


def reasons(exclusions: pd.DataFrame) -> list[tuple[int, str]]:
    return list(exclusions[["source_row", "reason"]].itertuples(index=False, name=None))


def test_answers_are_scored_and_reversed_in_the_order_of_the_model(clean: Clean, tmp_path: Path) -> None:
    # A.2 is reversed: 6 - 2 = 4 and 6 - 5 = 1. The empty B.2 stays empty.
    clean([row(["Setuju", "2", "5 - Sangat setuju", "STS"], phone(1)), row(["4", "SS", "3", ""], phone(2))])
    text = (tmp_path / "responses.csv").read_text(encoding="utf-8")
    assert text == "respondent,A.1,A.2,B.1,B.2\nR001,4,4,5,1\nR002,4,1,3,\n"


def test_a_file_without_anybody_left_out(clean: Clean, tmp_path: Path) -> None:
    _, _, flow = clean([GOOD])
    assert flow == {"received": 1, "excluded": {}, "kept": 1}
    assert (tmp_path / "exclusions.csv").read_text(encoding="utf-8") == "source_file,source_row,reason,detail\n"


@pytest.mark.parametrize(
    ("bad", "reason", "detail"),
    [
        (row(["", "", "", ""], consent="Tidak"), "no_consent", "consent refused or not given"),
        (row(["4", "2", "5", "4"], consent=""), "no_consent", "consent refused or not given"),
        (row(["4", "2", "5", "4"], years="2"), "years_operating", "column E: not met"),
        (row(["4", "2", "5", "4"], years="2,5 tahun"), "years_operating", "column E: not met"),
        (row(["4", "2", "5", "4"], years="kurang dari 3 tahun"), "years_operating", "column E: not met"),
        (row(["4", "2", "5", "4"], years=""), "years_operating", "column E: not answered"),
        (row(["4", "2", "5", "4"], years="1", workers="Tidak"), "years_operating", "column E: not met"),
        (row(["4", "2", "5", "4"], workers="Tidak"), "permanent_workers", "column F: not met"),
        (row(["4", "2", "7", "4"]), "invalid_answer", "B.1 (column I): a value outside the scale"),
        (row(["4", "2", "5", "4"], years="lama"), "invalid_answer", "years_operating (column E): an unknown answer"),
        (row(["4", "2", "5", "4"], consent="Mungkin"), "invalid_answer", "consent (column C): an unknown answer"),
        (row(["4", "2", "", "-"]), "too_many_missing", "2 of 4 answers missing"),
        (row(["4", "4", "4", "4"]), "straight_lining", "one answer to every item"),
        (row(["Setuju", "4", "", "S"]), "straight_lining", "one answer to every item answered"),
    ],
)
def test_each_reason_for_leaving_a_row_out(clean: Clean, bad: list[str], reason: str, detail: str) -> None:
    responses, exclusions, flow = clean([GOOD, bad])
    assert exclusions.to_dict("records") == [{"source_file": 1, "source_row": 3, "reason": reason, "detail": detail}]
    assert flow == {"received": 2, "excluded": {reason: 1}, "kept": 1}
    assert list(responses["respondent"]) == ["R001"]


@pytest.mark.parametrize("years", ["3", "3,0", "3 tahun", "12", "Lebih dari 5 tahun"])
def test_who_meets_the_criteria_is_kept(clean: Clean, years: str) -> None:
    assert len(clean([row(["4", "2", "5", "4"], years=years)])[0]) == 1


def test_a_straight_line_after_reversal_is_none(clean: Clean) -> None:
    # Answered 4, 2, 4, 4; scored 4, 4, 4, 4.
    assert len(clean([row(["4", "2", "4", "4"])])[0]) == 1


def test_rules_that_keep(clean: Clean) -> None:
    lenient = CleaningRules("exclude_row", "keep", 0.5, "mean")
    responses, _, _ = clean([row(["4", "4", "4", "4"], phone(1)), row(["4", "2", "", ""], phone(2))], rules=lenient)
    assert len(responses) == 2


def test_nobody_is_kept_without_any_answer(clean: Clean) -> None:
    lenient = CleaningRules("exclude_row", "keep", 1.0, "mean")
    _, exclusions, _ = clean([GOOD, row(["", "", "", ""])], rules=lenient)
    assert reasons(exclusions) == [(3, "too_many_missing")]


def test_the_casewise_rule_leaves_out_who_misses_an_answer(clean: Clean) -> None:
    _, exclusions, _ = clean([GOOD, row(["4", "2", "", "4"])], rules=CASEWISE)
    assert reasons(exclusions) == [(3, "missing_answer")]


@pytest.mark.parametrize(
    "number",
    [
        "0812-3456-789",
        "08123456789",
        "+62 812 3456 789",
        "62812-3456-789",
        "8123456789",
        "8123456789.0",
        "0062 8123456789",
    ],
)
def test_one_number_in_every_way_of_writing_is_one_respondent(clean: Clean, number: str) -> None:
    first = row(["4", "2", "5", "4"], "0812-3456-789", moment="01/09/2025 08:00:00")
    _, exclusions, _ = clean([first, row(["3", "2", "5", "4"], number, moment="01/09/2025 09:00:00")])
    assert exclusions.to_dict("records") == [
        {"source_file": 1, "source_row": 2, "reason": "duplicate", "detail": "replaced by row 3"},
    ]


def test_the_first_reason_that_applies_counts(clean: Clean) -> None:
    rows = [
        GOOD,
        row(["7", "", "", ""], phone(1), consent="Tidak", years="1", workers="Tidak"),
        row(["7", "", "", ""], phone(2), years="1", workers="Tidak"),
        row(["7", "", "", ""], phone(3), workers="Tidak"),
        row(["7", "4", "", ""], phone(4)),
        row(["4", "4", "", ""], phone(5)),
        row(["4", "4", "4", ""], phone(6)),
        row(["4", "4", "4", "4"], phone(7)),
    ]
    expected = ["no_consent", "years_operating", "permanent_workers", "invalid_answer"]
    expected += ["too_many_missing", "missing_answer", "straight_lining"]
    _, exclusions, flow = clean(rows, rules=CASEWISE)
    assert list(exclusions["reason"]) == list(flow["excluded"]) == expected  # type: ignore[call-overload]


def test_the_last_complete_submission_counts(clean: Clean) -> None:
    rows = [
        row(["1", "2", "3", "4"], moment="01/09/2025 08:00:00"),
        row(["2", "2", "3", "4"], moment="03/09/2025 08:00:00"),
        row(["3", "2", "3", "4"], moment="02/09/2025 08:00:00"),
        row(["4", "2", "3", ""], moment="04/09/2025 08:00:00"),
        row(["5", "2", "3", "9"], moment="05/09/2025 08:00:00"),
    ]
    responses, exclusions, _ = clean(rows)
    assert responses.loc[0, "A.1"] == 2
    assert reasons(exclusions) == [(row, "duplicate") for row in (2, 4, 5, 6)]


def test_without_a_complete_one_the_last_submission_counts(clean: Clean) -> None:
    rows = [
        row(["1", "2", "3", ""], moment="01/09/2025 08:00:00"),
        row(["2", "2", "3", ""], moment="2025-09-02 08:00:00"),
    ]
    assert clean(rows)[0].loc[0, "A.1"] == 2


def test_a_replaced_submission_is_a_duplicate_whatever_else_it_is(clean: Clean) -> None:
    rows = [
        row(["4", "2", "5", "4"], years="1", moment="01/09/2025 08:00:00"),
        row(["4", "2", "5", "4"], years="5", moment="02/09/2025 08:00:00"),
    ]
    assert reasons(clean(rows)[1]) == [(2, "duplicate")]


def test_a_later_refusal_withdraws_earlier_answers(clean: Clean) -> None:
    rows = [
        GOOD,
        row(["4", "2", "5", "4"], moment="01/09/2025 08:00:00"),
        row(["", "", "", ""], consent="Tidak", moment="02/09/2025 08:00:00"),
    ]
    responses, exclusions, _ = clean(rows)
    assert len(responses) == 1
    assert reasons(exclusions) == [(3, "no_consent"), (4, "no_consent")]
    assert exclusions.loc[0, "detail"] == "consent refused in a later submission"


def test_an_earlier_refusal_does_not(clean: Clean) -> None:
    rows = [
        row(["", "", "", ""], consent="Tidak", moment="01/09/2025 08:00:00"),
        row(["4", "2", "5", "4"], moment="02/09/2025 08:00:00"),
    ]
    assert reasons(clean(rows)[1]) == [(2, "no_consent")]


def test_two_without_a_number_are_two(clean: Clean) -> None:
    assert len(clean([row(["4", "2", "5", "4"], ""), row(["4", "2", "5", "4"], "")])[0]) == 2


def test_a_time_stamp_matters_for_repeated_submissions_only(clean: Clean) -> None:
    assert len(clean([row(["4", "2", "5", "4"], moment="kemarin")])[0]) == 1
    with pytest.raises(
        StudyErrors, match=r"time stamp of a repeated submission cannot be read: .*, row 3: found another"
    ):
        clean([row(["4", "2", "5", "4"]), row(["4", "2", "5", "4"], moment="kemarin")])


@pytest.mark.parametrize("number", ["8,12E+10", "8.12e10", "12", "tidak ada", "siti@contoh.id"])
def test_a_number_that_is_none_is_refused_and_not_quoted(clean: Clean, number: str) -> None:
    with pytest.raises(StudyErrors, match=r"a respondent cannot be identified: .*, row 3, column D") as caught:
        clean([GOOD, row(["4", "2", "5", "4"], number)])
    assert number not in str(caught.value).partition("survey.csv")[2]


@pytest.mark.parametrize(
    "total",
    [
        row(["210", "98", "55", "130"], "", years="", workers="", consent="", moment="", name="Jumlah"),
        row(["210", "98", "", ""], "", years="", workers="", consent="", moment="", name=""),
        row(["3,41", "2,90", "4.05", "3,3"], "", years="", workers="", consent="", moment="Rata-rata", name=""),
        row(["4", "2", "5", "4"], "", years="", workers="", consent="", moment="", name="MEDIAN"),
    ],
)
def test_a_row_of_totals_is_nobody_and_counts_as_nobody(clean: Clean, total: list[str]) -> None:
    with pytest.raises(StudyErrors) as caught:
        clean([GOOD, total])
    (line,) = str(caught.value).splitlines()
    assert ", row 3: found numbers as in a row of totals or means; expected answers; delete the row" in line


def test_one_slip_is_no_total(clean: Clean) -> None:
    slip = row(["44", "2", "5", "4"], phone(1))
    assert reasons(clean([GOOD, slip])[1]) == [(3, "invalid_answer")]


def test_cells_that_name_nobody(clean: Clean) -> None:
    with pytest.raises(StudyErrors, match=r"correct the cell, empty it, or list it under identity.missing"):
        clean([GOOD, row(["4", "2", "5", "4"], "tidak ada")])
    assert identify("Tidak  ada", Identity({"id": "WA"}, "phone", "62", frozenset({"tidak ada"}))) is None
    assert identify("'0812-3456-789", Identity({"id": "WA"}, "phone", "62")) == "8123456789"


def test_the_number_of_respondents_must_be_the_expected_one(clean: Clean, tmp_path: Path) -> None:
    assert len(clean([GOOD], expected_n=1)[0]) == 1
    message = (
        r"another number of respondents than expected: .*survey.csv: found 1 respondents kept; "
        r"expected survey.full.expected_n: 2; if the data are right, set survey.full.expected_n: 1"
    )
    (tmp_path / "responses.csv").write_text("earlier", encoding="utf-8")
    with pytest.raises(StudyError, match=message):
        clean([GOOD], expected_n=2)
    assert (tmp_path / "responses.csv").read_text(encoding="utf-8") == "earlier"


def test_a_sample_of_nobody_is_refused(clean: Clean) -> None:
    with pytest.raises(StudyError, match=r"cleaning leaves nobody: .*: found 0 respondents kept"):
        clean([row(["4", "2", "5", "4"], years="1")])


def test_the_refusal_says_why_the_others_were_left_out(clean: Clean) -> None:
    rows = [row(["4", "2", "5", "4"], phone(n), years="1") for n in range(2)] + [row(["4"] * 4, phone(9))]
    why = "found 0 respondents kept, 2 left out: years_operating, 1 left out: straight_lining; expected at least one"
    with pytest.raises(StudyError, match=why):
        clean(rows)


def test_an_edited_question_may_have_two_columns(clean: Clean) -> None:
    header = [*HEADER, "Pertama (lama)."]
    old = [*row(["", "2", "5", "4"], phone(1)), "1"]
    new = [*row(["5", "2", "5", "4"], phone(2)), ""]
    both = [*row(["5", "2", "5", "4"], phone(3)), "1"]
    responses, exclusions, _ = clean([old, new, both], header)
    assert list(responses["A.1"]) == [1, 5]
    assert exclusions.loc[0, "detail"] == "A.1 (column K): a second answer to the same question"


def test_a_question_may_be_headed_by_its_code_or_in_another_language(clean: Clean) -> None:
    header = [{"Pertama.": "a.1", "Ketiga.": " THIRD. "}.get(text, text) for text in HEADER]
    assert len(clean([GOOD], header)[0]) == 1


def test_described_and_ignored_columns_are_left_alone(clean: Clean) -> None:
    assert len(clean([[*GOOD, "Gerabah", "apa saja"]], [*HEADER, "Produk", "Catatan"])[0]) == 1


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ([*HEADER[:-1]], r"a column is missing: .*: found no column for B.2; expected 'Keempat.'; add the column"),
        ([*HEADER[1:]], r"a column is missing: .*: found no column for timestamp; expected 'Stempel waktu'"),
        ([*HEADER, "Kelima."], r"a column is not in the codebook: .*, column K: found 'Kelima.'; .*; bind it there"),
        ([*HEADER[:-1], "Keempat?"], r"column J: found 'Keempat\?' \(almost the text of B.2\); expected a question"),
        ([*HEADER, "A.1"], r"a question has two columns: .*, columns G and K: found both bound to A.1"),
        ([*HEADER, "Pertama. "], r"a column is not in the codebook: .*, column K: found 'Pertama. \(2\)'"),
    ],
)
def test_columns_that_do_not_fit_the_codebook(clean: Clean, header: list[str], message: str) -> None:
    with pytest.raises(StudyErrors, match=message):
        clean([["1"] * len(header)], header)


def test_all_columns_that_do_not_fit_are_named_at_once(clean: Clean) -> None:
    header = ["Lain", "Lagi", *HEADER[2:]]
    with pytest.raises(StudyErrors) as caught:
        clean([GOOD], header)
    assert len(str(caught.value).splitlines()) == 3  # two unknown columns, and no time stamp


def test_a_file_without_a_header_is_not_quoted(clean: Clean) -> None:
    with pytest.raises(StudyError, match=r"answers in place of questions: .*, row 1: found 7 of 10 cells") as caught:
        clean([], content=as_csv([row(["4", "2", "5", "1"], workers="Iya"), GOOD]))
    assert "Rahasia" not in str(caught.value)


def test_strict_rules_name_every_bad_cell(clean: Clean) -> None:
    rows = [GOOD, row(["4", "7", "Setujuu", "4"], phone(1)), row(["4", "2", "5", "4"], phone(2), workers="kadang")]
    with pytest.raises(StudyErrors) as caught:
        clean(rows, rules=STRICT)
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert "a value outside the scale: " in lines[0]
    assert (
        "survey.csv, row 3, column H (A.2): found a number; expected a whole number from 1 to 5 or a label of"
        in lines[0]
    )
    assert "an unknown label: " in lines[1]
    assert "row 3, column I (B.1): found a text of 7 characters" in lines[1]
    assert (
        "row 4, column F (permanent_workers): found a text of 6 characters; expected an answer listed under" in lines[2]
    )
    assert all("set cleaning.invalid_answers to exclude_row" in line for line in lines)


def test_a_label_that_the_codebook_lacks_is_named_once_however_many_cells_hold_it(clean: Clean) -> None:
    rows = [row(["4", "Agak setuju", "5", "Agak setuju"], phone(number)) for number in range(100)]
    rows += [row(["4", "Kurang", "5", "4"], phone(number)) for number in range(100, 117)]
    with pytest.raises(StudyErrors) as caught:
        clean([GOOD, *rows], rules=STRICT)
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert "row 3, column H (A.2) and 199 more (row 3, column J (B.2); row 4, column H (A.2); " in lines[0]
    assert "row 8, column H (A.2); ...): found a text of 11 characters; expected" in lines[0]
    assert "row 103, column H (A.2) and 16 more (row 104, column H (A.2); row 105, " in lines[1]


def test_a_header_row_that_is_repeated_is_set_aside_and_counted(clean: Clean) -> None:
    again = [HEADER, [header.upper() for header in HEADER]]
    assert reasons(clean([GOOD, *again, row(["4", "2", "5", "1"], phone(1))])[1]) == [
        (3, "not_a_response"),
        (4, "not_a_response"),
    ]


def test_strict_rules_do_not_stop_for_rows_that_are_left_out_anyway(clean: Clean) -> None:
    rows = [GOOD, row(["4", "7", "5", "4"], phone(1), years="1"), row(["x", "", "", ""], phone(2), consent="Tidak")]
    assert reasons(clean(rows, rules=STRICT)[1]) == [(3, "years_operating"), (4, "no_consent")]


def test_a_model_that_the_codebook_does_not_know(tmp_path: Path) -> None:
    files = write_files(tmp_path, [GOOD])
    files.model.write_text(files.model.read_text(encoding="utf-8").replace("B.2", "B.9"), encoding="utf-8")
    out = tmp_path / "out"
    with pytest.raises(StudyError, match=r"the model has indicators that the codebook lacks: .*: found B.9"):
        call(
            main,
            survey=SurveyFiles((SurveyFile(files.survey, None, None),)),
            sample="full",
            expected_n=None,
            rules=RULES,
            codebook=files.codebook,
            model=files.model,
            outputs={"responses": out, "exclusions": out, "sources": out, "flow": out},
        )


PRIVATE = ("Siti Rahasia", "0812-3456-789", "siti@contoh.id")


@pytest.mark.parametrize("answer", PRIVATE)
def test_personal_data_reach_neither_results_nor_messages(clean: Clean, tmp_path: Path, answer: str) -> None:
    # As when a row has slipped by a column: personal cells stand where answers should be.
    rows = [GOOD, row(["4", answer, "5", "4"], "0812-3456-789")]
    clean(rows)
    for name in ("responses.csv", "exclusions.csv", "sources.csv", "flow.json"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert not [word for word in PRIVATE if word in text]
    with pytest.raises(StudyErrors, match=r"column H \(A.2\): found a text of \d+ characters") as caught:
        clean(rows, rules=STRICT)
    assert not [word for word in PRIVATE if word in str(caught.value)]


def test_a_workbook_gives_the_same_as_a_text_file(clean: Clean, tmp_path: Path) -> None:
    rows = [row(["Setuju", "2", "5", "4"], "8123456789"), row(["4", "2", "5", "1"], "0812-9999-999")]
    clean(rows)
    expected = (tmp_path / "responses.csv").read_bytes()
    # A spreadsheet takes answers and telephone numbers for numbers.
    typed = [[int(cell) if cell.isdigit() and not cell.startswith("0") else cell for cell in cells] for cells in rows]
    book = write_workbook(tmp_path / "survey.xlsx", {"Form Responses 1": [HEADER, *typed]})
    out = {name: tmp_path / name for name in ("a", "b", "c")}
    call(
        main,
        survey=SurveyFiles((SurveyFile(book, "Form Responses 1", None),)),
        sample="full",
        expected_n=2,
        rules=RULES,
        codebook=tmp_path / "codebook.yaml",
        model=tmp_path / "model.yaml",
        outputs={"responses": out["a"], "exclusions": out["b"], "sources": out["b"], "flow": out["c"]},
    )
    assert out["a"].read_bytes() == expected


POINTS = st.sampled_from(["1", "2", "3", "4", "5", "", "7"])
ROWS = st.lists(
    st.builds(
        lambda answers, number, years, consent: row(answers, phone(number), years, consent=consent),
        st.lists(POINTS, min_size=4, max_size=4),
        st.integers(1, 4),
        st.sampled_from(["1", "3", "9"]),
        st.sampled_from(["Ya", "Ya", "Ya", "Tidak"]),
    ),
    max_size=8,
)


@settings(max_examples=40)
@given(rows=ROWS)
def test_nobody_is_lost_and_nobody_counts_twice(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("survey")
    files = write_files(folder, [GOOD, *rows])
    call(
        main,
        survey=SurveyFiles((SurveyFile(files.survey, None, None),)),
        sample="full",
        expected_n=None,
        rules=RULES,
        codebook=files.codebook,
        model=files.model,
        outputs={
            "responses": folder / "responses.csv",
            "exclusions": folder / "exclusions.csv",
            "sources": folder / "sources.csv",
            "flow": folder / "flow.json",
        },
    )
    kept, excluded = pd.read_csv(folder / "responses.csv"), pd.read_csv(folder / "exclusions.csv")
    flow = json.loads((folder / "flow.json").read_text(encoding="utf-8"))
    assert flow["received"] == len(rows) + 1 == flow["kept"] + sum(flow["excluded"].values())
    assert (len(kept), len(excluded)) == (flow["kept"], sum(flow["excluded"].values()))
    assert excluded["source_row"].is_unique
    left = [cells for number, cells in enumerate(rows, start=3) if number not in set(excluded["source_row"])]
    assert len({cells[3] for cells in left}) == len(left)


def test_a_survey_of_codes_and_numbers_needs_no_more_than_scale_and_indicators(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text(
        "scale: {points: 10}\nindicators:\n"
        "  IMAG1: {question: {en: It can be trusted.}, label: {en: Trusted}, reverse: false}\n"
        "  CUSA1: {question: {en: Overall satisfaction}, label: {en: Satisfied}, reverse: false}\n",
        encoding="utf-8",
    )
    (tmp_path / "model.yaml").write_text(
        "constructs:\n"
        "  Image: {label: {en: I}, mode: A, dimensions: [{name: i, label: {en: I}, indicators: [IMAG1]}]}\n"
        "  Satisfaction: {label: {en: S}, mode: A, dimensions: [{name: s, label: {en: S}, indicators: [CUSA1]}]}\n"
        "paths: [{source: Image, target: Satisfaction}]\n",
        encoding="utf-8",
    )
    (tmp_path / "survey.csv").write_text('"CUSA1","IMAG1"\n7,10\n9,1\n5,5\n', encoding="utf-8")
    call(
        main,
        survey=SurveyFiles((SurveyFile(tmp_path / "survey.csv", None, 2),)),
        sample="pilot",
        expected_n=2,
        rules=STRICT,
        codebook=tmp_path / "codebook.yaml",
        model=tmp_path / "model.yaml",
        outputs={
            "responses": tmp_path / "responses.csv",
            "exclusions": tmp_path / "exclusions.csv",
            "sources": tmp_path / "sources.csv",
            "flow": tmp_path / "flow.json",
        },
    )
    text = (tmp_path / "responses.csv").read_text(encoding="utf-8")
    assert text == "respondent,IMAG1,CUSA1\nR001,10,7\nR002,1,9\n"


CODEBOOK = read_codebook(Path(__file__).resolve().parents[3] / "config" / "codebook.yaml")
CODEBOOK = replace(CODEBOOK, indicators={"A.1": CODEBOOK.indicators["X1.1"]})
VALID = {"respondent": pd.array(["R001", "R002"], dtype="str"), "A.1": pd.array([1, None], dtype="Int64")}


def test_valid_responses_pass() -> None:
    check_responses(pd.DataFrame(VALID), ["A.1"], CODEBOOK, "survey.csv")


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"A.1": pd.array([1, 6], dtype="Int64")}, "A.1 holds a value outside 1 to 5"),
        ({"A.1": pd.array([0, 5], dtype="Int64")}, "A.1 holds a value outside 1 to 5"),
        ({"A.1": [1.5, 2.0]}, "A.1 holds float64 instead of whole numbers"),
        ({"A.2": pd.array([1, 2], dtype="Int64")}, "columns respondent, A.1, A.2 instead of respondent, A.1"),
        ({"respondent": ["R001", "R001"]}, "respondent holds a name twice"),
        ({"respondent": ["R001", "Siti"]}, "respondent holds another name than R001, R002, ..."),
    ],
)
def test_responses_that_break_their_schema(columns: dict[str, object], found: str) -> None:
    with pytest.raises(StudyError, match=f"scored responses break their schema: survey.csv: found {found}; expected"):
        check_responses(pd.DataFrame({**VALID, **columns}), ["A.1"], CODEBOOK, "survey.csv")


CAREFUL = [row(["4", "2", "5", "4"], phone(700)), row(["2", "4", "1", "2"], phone(701))]


def test_a_long_string_of_equal_answers_is_left_out_as_it_was_given(clean: Clean) -> None:
    """3, 3, 3 in a row, before the second item is reversed; the gap of the last row ends a string of two."""
    rows = [*CAREFUL, row(["3", "3", "3", "5"], phone(1)), row(["2", "2", "", "5"], phone(2))]
    responses, exclusions, flow = clean(rows, rules=replace(RULES, careless={"long_string": 3}))
    assert len(responses) == 3
    assert reasons(exclusions) == [(4, "careless")]
    assert exclusions["detail"].tolist() == ["3 equal answers in a row"]
    assert flow["excluded"] == {"careless": 1}


def test_answers_of_little_variability_are_left_out(clean: Clean) -> None:
    """3, 4, 3, 3 have a standard deviation of sqrt(3)/2/sqrt(3) = .5; just below .51 and not below .5."""
    rows = [*CAREFUL, row(["3", "4", "3", "3"], phone(1))]
    _, exclusions, _ = clean(rows, rules=replace(RULES, careless={"variability": 0.51}))
    assert exclusions["detail"].tolist() == ["standard deviation of the answers 0.500"]
    assert clean(rows, rules=replace(RULES, careless={"variability": 0.5}))[1].empty


def test_a_distant_respondent_is_left_out_and_who_is_out_anyway_moves_nobody(clean: Clean) -> None:
    """Items of a construct go together but in one row; one who fails a criterion does not count for the distance."""
    generator = np.random.default_rng(8)
    level = generator.integers(1, 6, size=(40, 2))
    points = np.clip(np.repeat(level, 2, axis=1) + generator.integers(-1, 2, size=(40, 4)), 1, 5)
    points[:, 1] = 6 - points[:, 1]
    rows = [row([str(point) for point in one], phone(place)) for place, one in enumerate(points)]
    rows.append(row(["5", "5", "1", "5"], phone(90)))
    rules = replace(RULES, straight_lining="keep", careless={"mahalanobis_level": 0.001})
    _, exclusions, _ = clean(rows, rules=rules)
    assert reasons(exclusions) == [(42, "careless")]
    assert exclusions["detail"].str.startswith("Mahalanobis distance with p = ").all()
    outside = row(["1", "1", "5", "1"], phone(91), years="1")
    assert clean([*rows, outside], rules=rules)[1]["detail"].tolist()[0] == exclusions["detail"].tolist()[0]


def test_too_few_respondents_for_a_distance_are_one_line(clean: Clean) -> None:
    rules = replace(RULES, careless={"mahalanobis_level": 0.01})
    with pytest.raises(StudyError, match=r"mahalanobis_level: found 3 respondents, 4 items: .*; expected more"):
        clean([*CAREFUL, row(["3", "5", "1", "4"], phone(1))], rules=rules)


def test_numbers_that_a_spreadsheet_rounded_take_a_line_that_says_digits_are_lost(clean: Clean) -> None:
    rows = [row(["4", "2", "5", "1"], "6,28E+11") for _ in range(30)]
    with pytest.raises(StudyErrors) as caught:
        clean([GOOD, *rows])
    (line,) = str(caught.value).splitlines()
    assert "and 29 more (row 4, column " in line
    assert line.endswith("digits are lost: export the survey again, not opened in a spreadsheet, or empty these cells")
