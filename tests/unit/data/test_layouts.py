"""The exports of platforms and the tables of people: where the questions stand, and which rows are nobody's answers."""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from statistics import mean, median, pvariance, stdev

import openpyxl
import pytest

from study.base.errors import StudyError, StudyErrors
from study.survey.cells import Table
from study.survey.reading import read_survey_table
from unit.data.small_survey import as_csv, write_workbook

Cells = Sequence[Sequence[object]]
ANSWERS = [["Setuju", "4", "Ya"], ["Tidak setuju", "2", "Ya"], ["Netral", "3", "Tidak"], ["Setuju", "5", "Ya"]]


def read(folder: Path, rows: Cells, separator: str = ",", **found: object) -> Table:
    path = folder / "survey.csv"
    path.write_text(as_csv([[str(cell) for cell in row] for row in rows], separator), encoding="utf-8")
    return read_survey_table(path, **found)  # type: ignore[arg-type]


def asides(table: Table) -> list[tuple[int, str, str]]:
    return [(aside.number, aside.reason, aside.detail) for aside in table.set_aside]


GOOGLE = [
    ["Ramah", "Cepat [Layanan]", "Cepat [Kasir]", "Skor"],
    ["Setuju", "4", "3", "1 / 2"],
    ["Netral", "2", "3", "2 / 2"],
]
QUALTRICS = [
    ["StartDate", "EndDate", "Status", "Progress", "Finished", "ResponseId", "Q1_1", "Q1_2", "Q2"],
    ["Start Date", "End Date", "Response Type", "Progress", "Finished", "Response ID", "Friendly", "Fast", "Age"],
    ['{"ImportId":"startDate","timeZone":"Asia/Jakarta"}', *['{"ImportId":"x"}'] * 8],
    ["2025-07-09 08:00:00", "2025-07-09 08:05:00", "Survey Preview", "100", "True", "R_0", "Agree", "Agree", "20"],
    ["2025-07-09 08:00:00", "2025-07-09 08:05:00", "IP Address", "100", "True", "R_1", "Agree", "Neutral", "21"],
    ["2025-07-09 08:00:00", "2025-07-09 08:05:00", "IP Address", "40", "False", "R_2", "Agree", "", ""],
    ["2025-07-09 08:00:00", "2025-07-09 08:05:00", "IP Address", "100", "True", "R_3", "Disagree", "Agree", "30"],
]
SURVEYMONKEY = [
    ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "How are we?", "", "", "Your age?"],
    ["", "", "", "", "", "Friendly", "Fast", "Cheap", "Response"],
    ["1", "7", "07/09/2025", "07/09/2025", "1.1.1.1", "Agree", "Agree", "Neutral", "20-29"],
    ["2", "7", "07/09/2025", "07/09/2025", "1.1.1.2", "Neutral", "Agree", "Agree", "30-39"],
]
KOBO = [
    ["start", "end", "layanan/Ramah", "layanan/Ramah", "Pilih/a", "Pilih/b", "_id", "_uuid", "_submission_time"],
    ["2025-07-09T08:00:00", "2025-07-09T08:05:00", "Setuju", "Netral", "1", "0", "11", "u-1", "2025-07-09T01:05:00"],
    ["2025-07-09T09:00:00", "2025-07-09T09:05:00", "Netral", "Setuju", "0", "1", "12", "u-2", "2025-07-09T02:05:00"],
]
LIMESURVEY = [
    ["id", "submitdate", "lastpage", "startlanguage", "seed", "G1[SQ001]", "G1[SQ002]"],
    ["1", "2025-07-09 08:05:00", "3", "id", "91", "4", "5"],
    ["2", "", "1", "id", "92", "3", ""],
    ["3", "1980-01-01 00:00:00", "3", "id", "93", "2", "2"],
]
MICROSOFT = [
    ["ID", "Start time", "Completion time", "Email", "Name", "Friendly?", "Points - Friendly?", "Feedback - Friendly?"],
    ["1", "7/9/2025 8:00", "7/9/2025 8:05", "anonymous", "", "Agree", "1", ""],
    ["2", "7/9/2025 9:00", "7/9/2025 9:05", "anonymous", "", "Neutral", "0", "no"],
]


def test_qualtrics_has_three_head_rows_previews_and_unfinished_answers(tmp_path: Path) -> None:
    table = read(tmp_path, QUALTRICS)
    assert table.layout == "qualtrics"
    assert table.headers[5:] == ("Response ID", "Friendly", "Fast", "Age")
    assert [row.number for row in table.rows] == [5, 7]
    preview = "a preview, a test or spam by its status"
    assert asides(table) == [(4, "not_a_response", preview), (6, "unfinished", "never handed in")]
    assert "read as Qualtrics; 2 rows of answers to 9 questions, which stand in row 1" in table.describe()
    kept = read(tmp_path, QUALTRICS, unfinished="keep")
    assert [row.number for row in kept.rows] == [5, 6, 7]


def test_qualtrics_as_numbers_and_as_tabs_in_utf_16(tmp_path: Path) -> None:
    rows = [list(row) for row in QUALTRICS]
    for row, status in zip(rows[3:], ["1", "0", "0", "0"], strict=True):
        row[2], row[4] = status, {"True": "1", "False": "0"}[row[4]]
    path = tmp_path / "survey.tsv"
    path.write_bytes(as_csv(rows, "\t").encode("utf-16"))
    table = read_survey_table(path)
    assert [row.number for row in table.rows] == [5, 7]
    assert table.headers[6] == "Friendly"


def test_surveymonkey_has_two_head_rows(tmp_path: Path) -> None:
    table = read(tmp_path, SURVEYMONKEY)
    grid = ("How are we? [Friendly]", "How are we? [Fast]", "How are we? [Cheap]")
    assert (table.layout, table.headers[5:]) == ("surveymonkey", (*grid, "Your age?"))
    assert [row.number for row in table.rows] == [3, 4]
    other = [
        [*row, cell] for row, cell in zip(SURVEYMONKEY, ["", "Other (please specify)", "", "about 30"], strict=True)
    ]
    assert read(tmp_path, other).headers[8:] == ("Your age?", "Your age? [Other (please specify)]")
    alone = read(tmp_path, [[*SURVEYMONKEY[0][:6], "Fast", "Cheap", "Age"], *SURVEYMONKEY[2:]])
    assert [row.number for row in alone.rows] == [2, 3]


def test_kobo_has_one_label_twice(tmp_path: Path) -> None:
    table = read(tmp_path, KOBO, ";")
    assert table.layout == "kobo"
    assert table.headers[2:6] == ("layanan/Ramah", "layanan/Ramah (2)", "Pilih/a", "Pilih/b")
    assert "columns with the question of an earlier one, numbered at its end: D (2)" in table.notes


def test_limesurvey_marks_what_was_never_handed_in(tmp_path: Path) -> None:
    table = read(tmp_path, LIMESURVEY)
    assert (table.layout, [row.number for row in table.rows]) == ("limesurvey", [2, 4])
    assert asides(table) == [(3, "unfinished", "never handed in")]
    undated = [[*row[:1], "submitdate" if row is LIMESURVEY[0] else "", *row[2:]] for row in LIMESURVEY]
    assert len(read(tmp_path, undated).rows) == 3


def test_limesurvey_may_write_codes_and_texts_of_its_columns(tmp_path: Path) -> None:
    heads = ["id. Response ID", "submitdate. Date submitted", "lastpage. Last page", "X1. Ramah"]
    table = read(tmp_path, [heads, ["1", "2025-07-09 08:00:00", "3", "Setuju"], ["2", "", "1", "Netral"]])
    assert (table.layout, table.headers) == ("limesurvey", ("id", "submitdate", "lastpage", "X1. Ramah"))
    assert asides(table) == [(3, "unfinished", "never handed in")]


@pytest.mark.parametrize("mark", [",", ";"])
def test_rows_that_stand_in_one_cell_each_are_parted(tmp_path: Path, mark: str) -> None:
    lines = [["Ramah", "Cepat", "Saran"], ["Setuju", "4", f'"Lebih{mark} cepat"'], ["Netral", "3", ""]]
    table = read_survey_table(write_workbook(tmp_path / "survey.xlsx", {"S": [[mark.join(line)] for line in lines]}))
    assert table.headers == ("Ramah", "Cepat", "Saran")
    assert [row.cells for row in table.rows] == [("Setuju", "4", f"Lebih{mark} cepat"), ("Netral", "3", "")]
    assert table.notes == (f"each row stood in one cell, parted by {'comma' if mark == ',' else 'semicolon'}",)
    wrapped = "\n".join('"' + mark.join(line).replace('"', '""') + '"' for line in lines)
    (tmp_path / "survey.csv").write_text(wrapped, encoding="utf-8")
    assert read_survey_table(tmp_path / "survey.csv").rows == table.rows


def test_a_table_of_one_column_is_not_parted_where_its_rows_differ(tmp_path: Path) -> None:
    cells = [["Saran, kritik"], ["Lebih cepat"], ["Ramah, murah"]]
    table = read_survey_table(write_workbook(tmp_path / "survey.xlsx", {"S": cells}))
    assert (table.headers, table.notes) == (("Saran, kritik",), ())


def test_microsoft_forms_adds_points_and_comments(tmp_path: Path) -> None:
    table = read(tmp_path, MICROSOFT)
    assert (table.layout, table.headers[5:], table.columns[5:]) == ("microsoft_forms", ("Friendly?",), ("F",))
    assert "skipped points and comments of a quiz: G, H" in table.notes
    assert len(read(tmp_path, MICROSOFT, layout="plain").headers) == 8


@pytest.mark.parametrize(
    "header", ["Stempel waktu", "Timestamp", "Marca temporal", "Horodateur", "タイムスタンプ", "Cap waktu"]
)
def test_google_forms_in_any_language_keeps_the_rows_of_a_grid(tmp_path: Path, header: str) -> None:
    rows = [[header if not index else f"0{index}/07/2025 08:00:00", *row] for index, row in enumerate(GOOGLE)]
    table = read(tmp_path, rows)
    assert table.layout == "google_forms"
    assert table.headers == (header, *GOOGLE[0])


def test_a_quiz_of_google_forms(tmp_path: Path) -> None:
    table = read(
        tmp_path, [["Timestamp", "Ramah", "Ramah [Skor]", "Ramah [Masukan]"], ["a", "b", "1", ""], ["c", "d", "0", ""]]
    )
    assert table.headers == ("Timestamp", "Ramah")


@pytest.mark.parametrize(
    ("above", "note"),
    [
        ([["Hasil survei", "", ""]], "skipped row 1 above the questions"),
        ([["Hasil survei", "", ""], ["", "", ""], ["Tahun 2025", "", ""]], "skipped rows 1 to 3 above the questions"),
        ([["Hasil survei"]], "skipped row 1 above the questions"),
    ],
)
def test_titles_above_the_questions_are_skipped_and_said(tmp_path: Path, above: Cells, note: str) -> None:
    table = read(tmp_path, [*above, ["Ramah", "Cepat", "Lagi"], *ANSWERS])
    assert (table.headers, table.head_row) == (("Ramah", "Cepat", "Lagi"), len(above) + 1)
    assert [row.number for row in table.rows] == [number + len(above) + 1 for number in range(1, 5)]
    assert note in table.notes


def test_a_group_row_tells_items_of_one_name_apart(tmp_path: Path) -> None:
    rows = [
        ["", "Mutu", "", "Harga", ""],
        ["Nama", "1", "2", "1", "2"],
        *([f"R{n}", "4", "3", "5", "2"] for n in range(5)),
    ]
    assert read(tmp_path, rows).headers == ("Nama", "Mutu [1]", "Mutu [2]", "Harga [1]", "Harga [2]")


def test_a_second_row_of_questions_fills_the_gaps_of_the_first(tmp_path: Path) -> None:
    rows = [
        ["No", "Mutu", "", "Harga", ""],
        ["", "Ramah", "Cepat", "Murah", "Wajar"],
        *([n, 4, 3, 5, 2] for n in range(5)),
    ]
    assert read(tmp_path, rows).headers == ("No", "Mutu [Ramah]", "Mutu [Cepat]", "Harga [Murah]", "Harga [Wajar]")
    rows[1] = ["", "X1.1", "X1.2", "X2.1", "X2.2"]
    assert read(tmp_path, rows).headers == ("No", "X1.1", "X1.2", "X2.1", "X2.2")


def test_texts_of_questions_below_their_codes(tmp_path: Path) -> None:
    texts = ["Karyawan melayani saya dengan ramah", "Pesanan saya cepat dilayani", "Harganya terjangkau bagi saya"]
    rows = [["X1.1", "X1.2", "Y1"], texts, ["4", "5", "3"], ["3", "5", "3"], ["4", "4", "2"]]
    table = read(tmp_path, rows)
    assert table.headers == tuple(texts)
    assert [row.number for row in table.rows] == [3, 4, 5]
    opinions = [["X1.1", "X1.2", "Y1"], texts, *([f"{text} ({n})" for text in texts] for n in range(3))]
    assert len(read(tmp_path, opinions).rows) == 4


CODED = [["1", "L", "4", "3", "5"], ["2", "P", "2", "2", "5"], ["3", "L", "4", "3", "1"]]


@pytest.mark.parametrize(
    ("heads", "headers"),
    [
        ([["No", "JK", "Ramah", "Cepat", "Murah"], ["", "", "X1", "X2", "Y1"]], ["X1 Ramah", "X2 Cepat", "Y1 Murah"]),
        ([["No", "JK", "Layanan", "", "Harga"], ["", "", "X1", "X2", "Y1"]], ["X1", "X2", "Y1"]),
        (
            [["No", "JK", "Layanan", "", "Harga"], ["", "", "Ramah", "Cepat", "Murah"], ["", "", "X1", "X2", "Y1"]],
            ["X1 Ramah", "X2 Cepat", "Y1 Murah"],
        ),
    ],
    ids=["texts", "groups", "groups and texts"],
)
def test_codes_below_texts_or_groups_are_of_the_questions(tmp_path: Path, heads: Cells, headers: list[str]) -> None:
    table = read(tmp_path, [*heads, *CODED])
    assert [*table.headers] == ["No", "JK", *headers]
    assert [[*row.cells] for row in table.rows] == CODED


def test_codes_that_respondents_have_are_no_row_of_codes(tmp_path: Path) -> None:
    people = [[f"R{n}", f"K{n}", ""] for n in range(1, 5)]
    table = read(tmp_path, [["Responden", "Kios", "Saran"], *people])
    assert (table.headers, len(table.rows)) == (("Responden", "Kios", "Saran"), 4)


def test_a_row_that_counts_the_columns_is_nobodys_answers(tmp_path: Path) -> None:
    heads = ["No", "JK", "X1", "X2", "X3", "X4"]
    answers = [["1", "L", *"4353"], ["2", "P", *"2253"], ["3", "L", *"4313"]]
    counted = read(tmp_path, [heads, [f"({number})" for number in range(1, 7)], *answers])
    assert asides(counted) == [(2, "not_a_response", "the numbers of the columns")]
    assert [[*row.cells] for row in counted.rows] == answers
    below_two = read(
        tmp_path, [["No", "JK", "X", "", "Y", ""], ["", "", *heads[2:]], [f"({n})" for n in range(1, 7)], *answers]
    )
    assert (below_two.headers, len(below_two.rows)) == (tuple(heads), 3)
    assert not read(tmp_path, [["No", *heads[2:]], [*"12345"], [*"22431"], [*"31254"]]).set_aside
    somebody = [[*"123456"], [*"213456"], [*"324561"], [*"456123"]]
    assert not read(tmp_path, [["No", "Q1", "Q2", "Q3", "Q4", "Q5"], *somebody]).set_aside


def test_a_row_that_says_how_to_answer_is_nobodys(tmp_path: Path) -> None:
    heads = ["No", "JK", "Umur", "X1", "X2", "X3"]
    answers = [[str(n), "LP"[n % 2], str(20 + n), *(str(1 + n * item % 5) for item in (2, 3, 4))] for n in range(1, 11)]
    table = read(tmp_path, [heads, ["", "L/P", "tahun", "1-5", "1-5", "1-5"], *answers])
    assert asides(table) == [(2, "not_a_response", "words where others have numbers")]


@pytest.mark.parametrize(
    "words",
    [
        ["20", *["?"] * 4],
        ["", *["Setuju"] * 4],
        ["", "empat", "lima", "tiga", "dua"],
        ["", "Skor 4", "Skor 5", "Skor 3", "Skor 2"],
        ["", "IV", "V", "III", "II"],
        ["", *["menolak"] * 4],
        ["tidak ingat", *[""] * 4],
        ["1-5 tahun", "4", "1-5", "2", "3"],
        ["1-5 tahun", "", *["1-5"] * 3],
    ],
    ids=" ".join,
)
def test_a_respondent_who_writes_words_where_others_have_numbers_is_kept(tmp_path: Path, words: list[str]) -> None:
    heads = ["JK", "Umur", "X1", "X2", "X3", "X4"]
    answers = [["LP"[n % 2], str(20 + n), *(str(1 + n * item % 5) for item in (2, 3, 4, 2))] for n in range(1, 11)]
    for place in (0, 4):
        rows = [*answers[:place], ["" if words[0] == "tidak ingat" else "L", *words], *answers[place:]]
        assert not read(tmp_path, [heads, *rows]).set_aside


def test_a_word_alone_where_the_first_column_is_a_question_is_somebodys(tmp_path: Path) -> None:
    answers = [[str(1 + n * item % 5) for item in (2, 3, 4, 6)] for n in range(1, 12)]
    assert not read(tmp_path, [["X1", "X2", "X3", "X4"], *answers[:5], ["menolak", "", "", ""], *answers[5:]]).set_aside


def test_tables_side_by_side_in_another_order_are_refused(tmp_path: Path) -> None:
    def rows(order: Sequence[int]) -> Cells:
        return [["No", "X1", "No", "Y1"], *[[str(n), "4", str(other), "5"] for n, other in enumerate(order, 1)]]

    assert read(tmp_path, rows(range(1, 13))).headers == ("No", "X1", "No (2)", "Y1")
    with pytest.raises(StudyError, match=r"whose rows are in another order: .*columns A and C: .*sort both tables by"):
        read(tmp_path, rows([*range(2, 13), 1]))


@pytest.mark.parametrize("place", [0, 1])
def test_headings_and_totals_of_villages_among_the_answers_are_nobodys(tmp_path: Path, place: int) -> None:
    heads = ["No", "JK", "X1", "X2", "X3"]
    answers = [[str(n), "LP"[n % 2], *(str(1 + n * item % 5) for item in (2, 3, 4))] for n in range(1, 9)]
    sums = [[str(sum(int(row[c]) for row in part)) for c in (2, 3, 4)] for part in (answers[:4], answers[4:])]
    villages = [["Desa A" if column == place else "" for column in range(5)] for _ in "AB"]
    rows = [
        villages[0],
        *answers[:4],
        ["Subtotal", "", *sums[0]],
        villages[1],
        *answers[4:],
        ["Subtotal", "", *sums[1]],
    ]
    table = read(tmp_path, [heads, *rows])
    assert [aside.number for aside in table.set_aside] == [2, 7, 8, 13]
    assert [[*row.cells] for row in table.rows] == answers


def test_a_respondent_is_no_second_row_of_questions(tmp_path: Path) -> None:
    # The second column has no header; the first respondent's answers differ from everybody else's.
    with pytest.raises(StudyErrors, match=r"a column has no header: .*, column B: found 2 filled cells from row 2 on"):
        read(tmp_path, [["No", "", "Umur"], ["1", "Budi", "21"], ["2", "Siti", "22"]])
    # Nor where a note of the first one stands in it, and an answer is missing.
    people = [["Ani", "Mawar", "warung", ""], ["Budi", "Melati", "", "bagus"], ["Siti", "Anyelir", "", "cukup"]]
    with pytest.raises(StudyErrors, match=r"a column has no header: .*, column C: found 1 filled cells from row 2 on"):
        read(tmp_path, [["Nama", "Desa", "", "Saran"], *people])


def test_empty_columns_and_a_running_number_are_skipped_and_said(tmp_path: Path) -> None:
    rows = [["", "a", "", "b"], ["0", "x", "", "4"], ["1", "y", "", "5"], ["2", "z", "", "4"]]
    table = read(tmp_path, rows)
    assert (table.headers, table.columns) == (("a", "b"), ("B", "D"))
    assert table.notes == ("skipped empty columns: C", "skipped a running number: A")


def test_the_row_of_questions_may_be_named(tmp_path: Path) -> None:
    rows = [["a1", "b1", "c1"], ["Ramah", "Cepat", "Lagi"], *ANSWERS]
    assert read(tmp_path, rows, head_row=2).headers == ("Ramah", "Cepat", "Lagi")
    with pytest.raises(StudyError, match=r"the row of questions is empty: .*, row 9"):
        read(tmp_path, rows, head_row=9)


def test_answers_in_the_place_of_the_questions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"the first row holds answers .* row 1: found 2 of 3 cells that recur"):
        read(tmp_path, [*ANSWERS, *ANSWERS])
    numbered = read(tmp_path, [["1", "2", "3"], ["1", "2", "3"], ["2", "2", "3"]])
    assert numbered.headers == ("1", "2", "3")


NUMBERS = [[f"R{n}", str(1 + n % 5), str(1 + n * 3 % 5), str(2 + n % 3)] for n in range(1, 12)]


COLUMNS = [[int(row[column]) for row in NUMBERS] for column in (1, 2, 3)]


def summed(name: str, statistic: Callable[[list[int]], float], digits: int = 0, mark: str = ".") -> list[str]:
    return [name, *(f"{statistic(column):.{digits}f}".replace(".", mark) for column in COLUMNS)]


TOTALS = [
    summed("Total", sum),
    summed("Jumlah", sum),
    summed("Rata - rata", mean, 2, ","),
    summed("Mean:", mean, 4),
    summed("Mean", mean),
    summed("Median", median),
    summed("Min", min),
    summed("MAX", max),
    summed("Std. Dev", stdev, 3),
    summed("Varians", pvariance, 3),
    summed("N", len),
    summed("", sum),
    summed("", mean, 2),
    summed("", stdev, 2),
]


@pytest.mark.parametrize("row", TOTALS, ids=" ".join)
def test_a_row_of_totals_is_set_aside(tmp_path: Path, row: list[str]) -> None:
    found = asides(read(tmp_path, [["Nama", "X1", "X2", "X3"], *NUMBERS, row]))
    assert found == [(13, "not_a_response", "a row of totals or means")]


def test_all_totals_below_one_another(tmp_path: Path) -> None:
    table = read(tmp_path, [["Nama", "X1", "X2", "X3"], *NUMBERS, *TOTALS])
    assert [number for number, _, _ in asides(table)] == list(range(13, 13 + len(TOTALS)))
    assert len(table.rows) == 11


@pytest.mark.parametrize("name", ["Min", "Mean", "Total", "N", "R12"])
def test_a_respondent_is_no_row_of_totals(tmp_path: Path, name: str) -> None:
    rows = [["Nama", "X1", "X2", "X3"], *NUMBERS, [name, "4", "1", "3"]]
    assert asides(read(tmp_path, rows)) == []


def test_answers_in_figures_are_no_totals(tmp_path: Path) -> None:
    rows = [["X1", "X2", "X3", "X4"], *([1 + i * j % 5 for j in range(1, 5)] for i in range(1, 12))]
    assert asides(read(tmp_path, rows)) == []
    with pytest.raises(StudyError, match=r"the first row holds answers in place of questions: .*: found figures"):
        read(tmp_path, rows[1:])


def test_a_straight_line_of_the_lowest_answer_is_a_respondent(tmp_path: Path) -> None:
    rows = [["X1", "X2", "X3"], *(row[1:] for row in NUMBERS), ["1", "1", "2"]]
    assert asides(read(tmp_path, rows)) == []


def test_repeated_questions_and_notes_are_set_aside(tmp_path: Path) -> None:
    head = ["Ramah", "Cepat", "Lagi", "Kota"]
    body = [[*row, "Metro"] for row in ANSWERS]
    table = read(tmp_path, [head, *body[:2], head, *body[2:], ["Sumber: data primer", "", "", ""]])
    assert asides(table) == [
        (4, "not_a_response", "the questions again"),
        (7, "not_a_response", "a single cell below the answers"),
    ]
    assert len(table.rows) == 4


def test_repeated_questions_count_whatever_their_letters_and_not_in_part(tmp_path: Path) -> None:
    head = ["Ramah", "Cepat", "Lagi", "Kota"]
    body = [[*row, "Metro"] for row in ANSWERS]
    again = ["RAMAH", " Cepat", "Lagi", "kota "]
    assert asides(read(tmp_path, [head, *body, again, *body])) == [(6, "not_a_response", "the questions again")]
    with pytest.raises(StudyError, match=r"found 3 of 4 cells that recur below them; .*delete rows that repeat it in"):
        read(tmp_path, [head, *body, ["Ramah", "Cepat", "Lagi", "Kota Anda"], *body])


def test_questions_that_stand_again_in_another_order_are_refused(tmp_path: Path) -> None:
    rows = [["Ramah", "Cepat", "Lagi"], *ANSWERS, ["Lagi", "Ramah", "Cepat"], *ANSWERS]
    with pytest.raises(
        StudyError, match=r"the questions stand again in another order: .*row 6: .*name both under files"
    ):
        read(tmp_path, rows)


STAMPED = [[f"{n}/07/2025 08:00", f"Orang {n}", *row[1:]] for n, row in enumerate(NUMBERS, start=1)]


@pytest.mark.parametrize(
    "below",
    [
        [
            ["r hitung", "", "0.512", "0.498", "0.601"],
            ["r tabel", "", "0.254", "0.254", "0.254"],
            ["Hasil", "", *["Valid"] * 3],
        ],
        [["STS", "", "12", "9", "15"], ["TS", "", "17", "14", "11"]],
        [["Persentase", "", "62,5", "58,1", "71"]],
    ],
)
def test_what_was_calculated_below_the_answers_is_set_aside(tmp_path: Path, below: Cells) -> None:
    table = read(tmp_path, [["Stempel waktu", "Nama", "X1", "X2", "X3"], *STAMPED, *below])
    assert [number for number, *_ in asides(table)] == list(range(13, 13 + len(below)))
    assert len(table.rows) == 11


@pytest.mark.parametrize("answers", [["4", "2", "3"], ["Setuju", "2", "3"], ["9", "", "3"]])
def test_a_row_that_somebody_added_by_hand_is_a_respondent(tmp_path: Path, answers: list[str]) -> None:
    table = read(tmp_path, [["Stempel waktu", "Nama", "X1", "X2", "X3"], *STAMPED, ["kertas", "Orang 12", *answers]])
    assert asides(table) == []


WAYS = {
    "small letters": ("Setuju", "Tidak setuju", "setuju"),
    "abbreviations": ("Setuju", "Tidak setuju", "STS"),
    "other signs": ("4 - Setuju", "2 - Tidak setuju", "4 (Setuju)"),
    "decimals": ("4", "2", "4.0"),
    "a slider": ("70", "35", "61"),
    "the other end": ("6", "7", "1"),
    "below zero": ("+1", "0", "-2"),
}


@pytest.mark.parametrize(("one", "other", "by_hand"), WAYS.values(), ids=WAYS)
def test_answers_written_in_another_way_are_a_respondent(tmp_path: Path, one: str, other: str, by_hand: str) -> None:
    """A row of what was calculated below it is judged by itself."""
    given = [[*row[:2], *(one if int(cell) % 2 else other for cell in row[2:])] for row in STAMPED]
    hand, calculated = ["kertas", "Orang 12", *[by_hand] * 3], ["r tabel", "", *["0,254"] * 3]
    rows = [["Stempel waktu", "Nama", "X1", "X2", "X3"], *given, hand, calculated]
    assert [number for number, *_ in asides(read(tmp_path, rows))] == [14]


@pytest.mark.parametrize(
    "last", [["Kalianda", "Batik", "4", "", ""], ["", "", "Tidak menjawab", "Tidak menjawab", "5"]]
)
def test_a_respondent_without_a_number_is_one(tmp_path: Path, last: list[str]) -> None:
    """Be it one of another village, or one who left some questions out."""
    people = [[str(number), "Metro", "Kayu", *points] for number, points in enumerate(POINTS, start=1)]
    rows = [["No", "Desa", "Usaha", "X1", "X2", "X3"], *people, ["", *last]]
    assert asides(read(tmp_path, rows)) == []


def test_points_typed_below_answers_in_words_are_a_respondent(tmp_path: Path) -> None:
    worded = [[*row[:2], *(("Tidak", "Kadang", "Sering")[int(cell) % 3] for cell in row[2:])] for row in STAMPED]
    rows = [["Stempel waktu", "Nama", "X1", "X2", "X3"], *worded, ["kertas", "Orang 12", "1", "3", "2"]]
    assert asides(read(tmp_path, rows)) == []


def test_the_sheet_with_the_answers_is_found_and_named(tmp_path: Path) -> None:
    rows = [["Ramah", "Cepat", "Lagi"], *ANSWERS * 5]
    path = write_workbook(
        tmp_path / "survey.xlsx", {"Sampul": [["Judul"]], "Jawaban": rows, "Rekap": [["a", "b"], [1, 2]]}
    )
    table = read_survey_table(path)
    assert table.source.endswith("sheet 'Jawaban'")
    assert "not read: the sheets 'Sampul', 'Rekap'" in table.notes


def test_a_hidden_sheet_is_not_the_answers_and_a_platforms_export_is(tmp_path: Path) -> None:
    rows = [["Ramah", "Cepat", "Lagi"], *ANSWERS]
    path = write_workbook(tmp_path / "survey.xlsx", {"Arsip": rows, "Jawaban": rows})
    workbook = openpyxl.load_workbook(path)
    workbook["Arsip"].sheet_state = "hidden"
    workbook.save(path)
    assert "not read: the sheets 'Arsip' (hidden)" in read_survey_table(path).notes
    repeats = [["_index", "_parent_table_name", "_parent_index"], *([n, "a", 1] for n in range(20))]
    path = write_workbook(tmp_path / "kobo.xlsx", {"ulang": repeats, "utama": KOBO})
    assert read_survey_table(path).source.endswith("sheet 'utama'")


def test_hidden_rows_and_columns_are_read_and_said(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "survey.xlsx", {"Jawaban": [["Ramah", "Cepat", "Lagi"], *ANSWERS]})
    workbook = openpyxl.load_workbook(path)
    workbook["Jawaban"].row_dimensions[3].hidden = True
    workbook["Jawaban"].column_dimensions["B"].hidden = True
    workbook.save(path)
    table = read_survey_table(path)
    assert len(table.rows) == 4
    assert table.notes == (
        "1 rows that the spreadsheet hides are read as well",
        "1 columns that the spreadsheet hides are read as well",
    )


def test_merged_heads_are_no_reason_to_stop(tmp_path: Path) -> None:
    head = [["Data responden", None, None, None], ["Nama", "Mutu", None, "Lagi"], [None, "Ramah", "Cepat", None]]
    rows = [*head, *([f"R{n}", 4, 3 + n % 2, "Ya"] for n in range(5))]
    path = write_workbook(tmp_path / "survey.xlsx", {"Jawaban": rows})
    workbook = openpyxl.load_workbook(path)
    for area in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
        workbook["Jawaban"].merge_cells(area)
    workbook.save(path)
    table = read_survey_table(path)
    assert table.headers == ("Nama", "Mutu [Ramah]", "Mutu [Cepat]", "Lagi")
    assert table.notes == ("skipped row 1 above the questions", "the questions take 2 rows")
    assert [row.number for row in table.rows] == [4, 5, 6, 7, 8]


@pytest.mark.parametrize("content", [b'a,b,c\n1,2,3\n1,"2,3\n4,5,6\n', b'a,b,c\n1,2,3\n1,2,"3\n4,5,"6\n'])
def test_an_unclosed_quotation_mark_names_its_row_and_is_no_table_of_one_column(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "survey.csv"
    path.write_bytes(content)
    with pytest.raises(StudyError, match=r"cannot be told apart: .*survey.csv, row 3: found an unclosed or misplaced"):
        read_survey_table(path)


def test_a_long_cell_is_read(tmp_path: Path) -> None:
    table = read(tmp_path, [["a", "b"], ["x" * 200_000, "1"], ["y", "2"]])
    assert len(table.rows[0].cells[0]) == 200_000


def test_a_file_that_is_cut_off_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_bytes(b"a,b,c\n1,2,3\n4,5")
    with pytest.raises(StudyErrors, match=r"row 3: found 2 cells; expected 3 cells; the file may be cut off there"):
        read_survey_table(path)


def test_commas_in_the_answers_of_a_semicolon_file(tmp_path: Path) -> None:
    rows = [["Pilihan (a, b, c, d)", "X1", "X2"], ["a, b", "4,5", "3"], ["a", "4", "2"], ["a, c", "1", ""]]
    path = tmp_path / "survey.csv"
    path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    assert read_survey_table(path).headers == tuple(rows[0])


def test_an_export_of_jotform_is_told_by_its_day_of_submission(tmp_path: Path) -> None:
    rows = [["Submission Date", "Ramah", "Cepat"], *(["Jul 9, 2025", *row[:2]] for row in ANSWERS)]
    assert read(tmp_path, rows).layout == "jotform"
    assert read(tmp_path, [["Submission ID", *rows[0][1:]], *rows[1:]]).layout == "plain"


def test_a_trial_of_the_form_is_named_and_kept(tmp_path: Path) -> None:
    people = [["Ani", "4"], ["TES", "4"], ["Testiana", "3"], ["tes 2", "5"], ["Coba", "2"]]
    table = read(tmp_path, [["Nama", "X1"], *people])
    note = "kept, and perhaps trials of the form and no respondents, by column A: row 3, 5, 6"
    assert (len(table.rows), table.notes) == (5, (note,))
    assert not read(tmp_path, [["Nama", "X1"], *people[:1], ["coba" * 40 + " Jaya", "4"]]).notes
    # Where many give it, it is an answer.
    assert not read(tmp_path, [["Jalur", "X1"], *[["tes", "4"], ["rapor", "3"]] * 4]).notes


def test_a_row_that_numbers_the_items_is_the_head(tmp_path: Path) -> None:
    people = [[f"R{n}", *(str(1 + n * item % 5) for item in range(2, 9))] for n in range(1, 9)]
    table = read(tmp_path, [["Responden", *map(str, range(1, 8))], *people])
    assert (table.headers[1:], len(table.rows)) == (tuple(map(str, range(1, 8))), 8)
    with pytest.raises(StudyError, match="the first row holds answers in place of questions"):
        read(tmp_path, [["R0", "1", "2", "3", "4", "5"], *[row[:6] for row in people]])


def test_items_that_are_numbered_below_the_name_of_each_group(tmp_path: Path) -> None:
    heads = [["Data penelitian"], ["No", "Mutu (X1)", "", "", "Puas (Y)", "", ""], ["", "1", "2", "3", "1", "2", "3"]]
    people = [[f"R{n}", *(str(1 + n * item % 5) for item in range(2, 8))] for n in range(1, 9)]
    table = read(tmp_path, [heads[0] + [""] * 6, *heads[1:], *people])
    groups = [f"{group} [{n}]" for group in ("Mutu (X1)", "Puas (Y)") for n in (1, 2, 3)]
    assert (table.headers, len(table.rows)) == (("No", *groups), 8)


def test_a_question_that_begins_with_a_dot_keeps_its_text(tmp_path: Path) -> None:
    assert read(tmp_path, [[". Ramah", "Cepat"], ["Setuju", "4"], ["Netral", "2"]]).headers == (". Ramah", "Cepat")


def test_a_title_above_an_empty_first_column_is_no_group(tmp_path: Path) -> None:
    people = [["", "34", "Ya", "4"], ["", "46", "Tidak", "5"]]
    table = read(tmp_path, [["Hasil survei", "", "", ""], ["", "Usia", "Media", "X1"], *people])
    assert table.headers == ("Usia", "Media", "X1")


POINTS = [[1 + (number * step + number // 5) % 5 for step in (1, 2, 3)] for number in range(1, 25)]
NAMES = [f"Orang {chr(65 + number)}" for number in range(len(POINTS))]
PEOPLE = [[name, *points] for name, points in zip(NAMES, POINTS, strict=True)]
ITEM_HEADS = ["Nama", "PL1", "PL2", "PL3"]
LEGEND = [(None, "STS", 1), (None, "TS", 2), (None, "N", 3), (None, "S", 4), (None, "SS", 5)]
BESIDE: dict[str, Cells] = {
    "sums or means of the columns before, without a header: E, F, G": [
        ITEM_HEADS,
        *([*row, sum(row[1:]), f"{sum(row[1:]) / 3:.2f}", round(sum(row[1:]) / 15 * 100, 1)] for row in PEOPLE),  # type: ignore[arg-type]
    ],
    "a table beside the answers, without a header: F, G": [
        ITEM_HEADS,
        *([*row, *(LEGEND[place] if place < len(LEGEND) else ())] for place, row in enumerate(PEOPLE)),
    ],
}


@pytest.mark.parametrize("note", BESIDE)
def test_sums_and_a_legend_without_a_header_are_skipped_and_said(tmp_path: Path, note: str) -> None:
    table = read_survey_table(write_workbook(tmp_path / "survey.xlsx", {"Data": BESIDE[note]}))
    assert (list(table.headers), len(table.rows)) == (ITEM_HEADS, len(PEOPLE))
    assert any(note in each for each in table.notes)
    # What adds nothing up, and what others wrote, is no sum.
    changed = [[*row[:4], *[7 if cell else cell for cell in row[4:]]] for row in BESIDE[note][1:]]
    path = write_workbook(tmp_path / "other.xlsx", {"Data": [ITEM_HEADS, *changed, [*PEOPLE[0], 7, 7, 7]]})
    with pytest.raises(StudyErrors, match="a column has no header"):
        read_survey_table(path)


@pytest.mark.parametrize("beside", [["", "4", "5", "4"], ["absent", *(str(sum(row)) for row in POINTS[1:])]])
def test_answers_of_some_without_a_header_are_neither_a_legend_nor_sums(tmp_path: Path, beside: list[str]) -> None:
    gap = [] if len(beside) == len(PEOPLE) else [""]
    rows = [[*row, *gap, cell] for row, cell in zip_longest(PEOPLE, beside, fillvalue="")]
    with pytest.raises(StudyErrors, match="a column has no header"):
        read(tmp_path, [[*ITEM_HEADS, *gap, ""], *rows])


WORDED, COUNTED = ("STS", "TS", "N", "S", "SS"), (1, 2, 3, 4, 5)


def ticked(answers: Sequence[object], mark: str) -> list[list[object]]:
    """Write answers as ticks: a column for each answer, below the name of its question."""
    heads = [["Nama", *(cell for code in ITEM_HEADS[1:] for cell in (code, *[""] * 4))], ["", *(answers * 3)]]  # type: ignore[operator]
    rows = [
        [row[0], *(mark if row[item] == point else "" for item in (1, 2, 3) for point in COUNTED)] for row in PEOPLE
    ]
    return [*heads, *rows]


@pytest.mark.parametrize(("answers", "mark"), [(WORDED, "√"), (WORDED, "1"), (COUNTED, "v"), (COUNTED, "1")])
def test_a_column_for_each_answer_is_read_as_one_of_the_question(
    tmp_path: Path, answers: Sequence[object], mark: str
) -> None:
    rows = ticked(answers, mark)
    rows[4][1:6] = [""] * 5
    table = read(tmp_path, rows)
    expected = [[row[0], *(str(answers[row[item] - 1]) for item in (1, 2, 3))] for row in PEOPLE]  # type: ignore[operator]
    expected[2][1] = ""
    assert list(table.headers) == ITEM_HEADS
    assert [list(row.cells) for row in table.rows] == expected
    assert "a column for each answer, read as one: B to F, G to K, L to P" in table.notes
    rows[9][1:6] = [mark, mark, "", "", ""]
    with pytest.raises(StudyErrors, match=r"two answers to one question are ticked: .*columns B to F, row 10: "):
        read(tmp_path, rows)


def test_ticks_beside_other_columns_of_two_heads_and_with_a_score_behind_them(tmp_path: Path) -> None:
    heads = [["No", "JK", "", *(cell for code in ITEM_HEADS[1:] for cell in (code, *[""] * 5))]]
    heads.append(["", "L", "P", *[*WORDED, "Skor"] * 3])
    points = list(zip(*POINTS, strict=True))
    rows = [
        [str(place), "v", "", *(cell for point in row for cell in (*("v" * (point == n) for n in COUNTED), str(point)))]
        for place, row in enumerate(POINTS, 1)
    ]
    table = read(tmp_path, [*heads, *rows])
    columns = {header: tuple(row.cells[place] for row in table.rows) for place, header in enumerate(table.headers)}
    assert [columns[code] for code in ITEM_HEADS[1:]] == [tuple(WORDED[n - 1] for n in item) for item in points]
    assert columns["PL2 [Skor]"] == tuple(map(str, points[1]))


def test_boxes_of_which_several_are_ticked_or_few_stay_columns(tmp_path: Path) -> None:
    numbered = list(enumerate(ticked(COUNTED, "v")))
    several = [[cell or "v" for cell in row] if place > 1 else row for place, row in numbered]
    rare = [[row[0], *(cell if place < 8 else "" for cell in row[1:])] for place, row in numbered]
    assert [len(read(tmp_path, rows).headers) for rows in (several, rare)] == [1 + 15, 1 + 15]


def test_the_figure_of_an_answer_in_its_own_column_ticks_it_0_too(tmp_path: Path) -> None:
    points = [str(point - 1) for point in COUNTED]
    heads = ticked(points, "v")[:2]
    rows = [
        [row[0], *(point if row[item] - 1 == int(point) else "" for item in (1, 2, 3) for point in points)]  # type: ignore[operator]
        for row in PEOPLE
    ]
    expected = [tuple(str(point - 1) for point in row) for row in POINTS]
    assert [row.cells[1:] for row in read(tmp_path, [*heads, *rows]).rows] == expected
    marked = [[row[0], *("01"[row[item] - 1 == int(p)] for item in (1, 2, 3) for p in points)] for row in PEOPLE]  # type: ignore[operator]
    assert [row.cells[1:] for row in read(tmp_path, [*heads, *marked]).rows] == expected


def test_the_word_of_merged_cells_is_read_in_each_of_their_rows(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "survey.xlsx", {"Data": [["Desa", *ITEM_HEADS], *([None, *row] for row in PEOPLE)]}
    )
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Data"]
    for first, last, village in ((2, 11, "Sukamaju"), (12, 25, "Mekarsari")):
        sheet.cell(first, 1, village)
        sheet.merge_cells(start_row=first, end_row=last, start_column=1, end_column=1)
    workbook.save(path)
    table = read_survey_table(path)
    assert [row.cells[0] for row in table.rows] == ["Sukamaju"] * 10 + ["Mekarsari"] * 14
    assert "merged cells, read in each row that they reach over: A" in table.notes
    for area in ("C3:C4", "D5:E5", "H3:H4"):  # an answer of two people, two answers of one, nothing
        sheet.merge_cells(area)
        workbook.save(path)
        with pytest.raises(StudyError, match=f"cells are merged: .*: found {area}; expected"):
            read_survey_table(path)
        sheet.unmerge_cells(area)


def test_a_sheet_that_holds_the_rows_of_all_others_is_the_answers(tmp_path: Path) -> None:
    numbered = [[number, *row] for number, row in enumerate(PEOPLE, 1)]
    villages = {
        name: [[f"Desa {name}"], ["No", *ITEM_HEADS], *([place, *row[1:]] for place, row in enumerate(part, 1))]
        for name, part in (("Utara", numbered[:10]), ("Selatan", numbered[10:]))
    }
    sheets = {**villages, "Rekap": [["No", *ITEM_HEADS], *numbered]}
    table = read_survey_table(write_workbook(tmp_path / "survey.xlsx", sheets))
    assert [list(row.cells) for row in table.rows] == [[str(cell) for cell in row] for row in numbered]
    assert "not read: the sheets 'Utara', 'Selatan', whose rows it holds" in table.notes
    sheets["Utara"][2][2] = 1 + sheets["Utara"][2][2] % 5  # corrected in one place alone
    with pytest.raises(StudyError, match="the workbook has several sheets"):
        read_survey_table(write_workbook(tmp_path / "survey.xlsx", sheets))


def test_a_sheet_that_lacks_somebody_who_stopped_half_way_holds_not_all_rows(tmp_path: Path) -> None:
    heads = ["Nama", *(f"X{number}" for number in range(1, 7))]
    people = [[*row, *row[1:]] for row in PEOPLE]
    sheets = {"Utara": [heads, *people[:10], ["Orang Z", 4, 5]], "Rekap": [heads, *people]}
    with pytest.raises(StudyError, match="the workbook has several sheets"):
        read_survey_table(write_workbook(tmp_path / "survey.xlsx", sheets))
