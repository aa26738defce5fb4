"""The script that makes respondents.csv: counts by hand, classes, spellings, small cells, nothing personal."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from describe_respondents import main
from jobs import call
from study.base.errors import StudyErrors
from study.base.files import read_table
from study.setup.configuration import CleaningRules, Description, SurveyFile, SurveyFiles
from study.survey.description import class_names, find_uncounted
from unit.data.small_survey import HEADER, phone, row, write_files

RULES = CleaningRules(
    invalid_answers="exclude_row", straight_lining="keep", max_missing_share=0.25, missing_answers="mean"
)
PLAIN = Description({}, 1)
ANSWERS = ["4", "2", "5", "4"]


def describe(
    folder: Path,
    products: Sequence[str],
    years: Sequence[str],
    description: Description,
    names: Sequence[str] = (),
    more: str = "",
    header: str = "Produk",
) -> pd.DataFrame:
    """Describe respondents by product and years; `names`: of each, Siti Rahasia for all; `more`: of the codebook."""
    named = names or ["Siti Rahasia"] * len(products)
    rows = [
        [*row(ANSWERS, phone(number), years=year, name=name), product]
        for number, (product, year, name) in enumerate(zip(products, years, named, strict=True))
    ]
    files = write_files(folder, rows, [*HEADER, header])
    codebook = files.codebook.read_text(encoding="utf-8").replace("Produk", header)
    files.codebook.write_text(codebook + more, encoding="utf-8")
    call(
        main,
        survey=SurveyFiles((SurveyFile(files.survey, None, None),)),
        rules=RULES,
        description=description,
        codebook=files.codebook,
        model=files.model,
        respondents=folder / "respondents.csv",
    )
    return read_table(folder / "respondents.csv")


def answers(table: pd.DataFrame, column: str) -> list[tuple[str, int, float]]:
    rows = table[table["column"] == column]
    return list(rows[["answer", "n", "share"]].itertuples(index=False, name=None))


def test_answers_are_counted_whatever_their_spelling(tmp_path: Path) -> None:
    products = ["Batik", "batik ", "Batik", "Gerabah", ""]
    table = describe(tmp_path, products, ["10"] * 5, PLAIN)
    assert answers(table, "product") == [("Batik", 3, 0.6), ("Gerabah", 1, 0.2), ("no_answer", 1, 0.2)]
    assert answers(table, "permanent_workers") == [("Ya", 5, 1.0)]


def test_numbers_are_counted_by_class_and_labels_beside_them(tmp_path: Path) -> None:
    years = ["3", "5 tahun", "5,5", "6", "2.400.000 tahun", "Lebih dari 5 tahun", "2"]
    table = describe(tmp_path, ["Batik"] * 7, years, Description({"years_operating": [3, 6, 11]}, 1))
    # Two years do not meet the criterion; that respondent is not among those described.
    expected = [("3–5", 3, 0.5), ("6–10", 1, 1 / 6), ("≥ 11", 1, 1 / 6), ("Lebih dari 5 tahun", 1, 1 / 6)]
    assert answers(table, "years_operating") == expected


def test_small_cells_are_counted_together(tmp_path: Path) -> None:
    products = ["Batik", "Batik", "Gerabah", "Keramik", ""]
    table = describe(tmp_path, products, ["10"] * 5, Description({}, 2))
    assert answers(table, "product") == [("Batik", 2, 0.4), ("other", 3, 0.6)]
    (line,) = find_uncounted(table)
    assert line.startswith("product: 3 answers are each given by too few")


@pytest.mark.parametrize("private", ["Siti Rahasia", "siti@contoh.id", "0812-3456-7890"])
def test_nothing_personal_is_shown(tmp_path: Path, private: str) -> None:
    table = describe(tmp_path, ["Batik", private], ["10"] * 2, PLAIN)
    assert answers(table, "product") == [("Batik", 1, 0.5), ("no_answer", 1, 0.5)]


def test_a_district_that_somebody_gave_as_an_address_stays_an_answer(tmp_path: Path) -> None:
    # Of 20 respondents who answer "Metro", one has it in a personal column, too.
    table = describe(tmp_path, ["Metro"] * 20 + ["Pringsewu"] * 20, ["10"] * 40, PLAIN, names=["Metro"] + ["Siti"] * 39)
    assert answers(table, "product") == [("Metro", 20, 0.5), ("Pringsewu", 20, 0.5)]


@pytest.mark.parametrize(
    "answer", ["Rp1.000.000 - Rp2.500.000", "2019-2023", "08.00 - 17.00", "10% - 20%", 'Toko "Maju"']
)
def test_amounts_years_and_times_are_counted_as_given(tmp_path: Path, answer: str) -> None:
    table = describe(tmp_path, [answer] * 3, ["10"] * 3, PLAIN)
    assert answers(table, "product") == [(answer, 3, 1.0)]


def test_answers_of_which_a_spreadsheet_made_dates_are_refused(tmp_path: Path) -> None:
    message = (
        r"dates among the answers .*column K \(product\): found 2 dates of 4 answers; .*makes dates of 3-5 and 4/5"
    )
    with pytest.raises(StudyErrors, match=message):
        describe(tmp_path, ["2025-05-03 00:00:00", "1-2", "2025-05-03 00:00:00", "> 5"], ["10"] * 4, PLAIN)
    bins = [f"2025-{month:02d}-{day:02d} 00:00:00" for month, day in ((2, 1), (5, 3), (10, 6))]
    for others in ([], ["> 10"]):
        products = [*bins * 3, *others]
        with pytest.raises(StudyErrors, match=rf"found 9 dates of {len(products)} answers"):
            describe(tmp_path, products, ["10"] * len(products), PLAIN)


@pytest.mark.parametrize(
    "products",
    [
        ["2019-05-01 00:00:00", "2020-01-15 00:00:00", "2021-07-30 00:00:00", "2019", "lupa", "-", "05/2019"],
        [f"2019-05-{day:02d} 00:00:00" for day in (1, 2, 3, 3)],
    ],
)
def test_dates_that_are_answers_are_none_that_a_spreadsheet_made(tmp_path: Path, products: Sequence[str]) -> None:
    describe(tmp_path, products, ["10"] * len(products), PLAIN)


def test_a_question_of_a_date_by_its_words_may_have_few_answers(tmp_path: Path) -> None:
    products = ["2025-05-03 00:00:00", "2025-06-03 00:00:00"] * 4
    describe(tmp_path, products, ["10"] * 8, PLAIN, more="public_answers: [product]\n")
    describe(tmp_path, products, ["10"] * 8, PLAIN, header="Tanggal pameran")
    years = ["2015-01-01 00:00:00", "2018-01-01 00:00:00"] * 4
    describe(tmp_path, years, ["10"] * 8, PLAIN, header="Mulai usaha")


def test_free_text_is_no_describing_answer_unless_the_author_says_so(tmp_path: Path) -> None:
    names = [f"Orang Contoh {letter}" for letter in "abcdefghij"]
    message = (
        r"a describing question was answered in free text: .*survey.csv, column K \(product\): found 10 different "
        r"answers of 10; .*list the column under personal or ignored in .*; .*write public_answers: \[product\] there"
    )
    with pytest.raises(StudyErrors, match=message) as caught:
        describe(tmp_path, names, ["10"] * 10, PLAIN)
    assert "Orang" not in str(caught.value)
    table = describe(tmp_path, names, ["10"] * 10, PLAIN, more="public_answers: [product]\n")
    assert len(answers(table, "product")) == 10


def test_a_survey_without_such_columns_has_an_empty_table(tmp_path: Path) -> None:
    files = write_files(tmp_path, [row(ANSWERS)])
    out = tmp_path / "respondents.csv"
    plain = {"rules": RULES, "description": PLAIN, "codebook": files.codebook, "model": files.model}
    call(main, survey=SurveyFiles((SurveyFile(files.survey, None, None),)), **plain, respondents=out)
    assert set(read_table(out)["column"]) == {"years_operating", "permanent_workers"}


def test_classes_have_names() -> None:
    assert class_names([1, 2, 5]) == ["< 1", "1", "2–4", "≥ 5"]
    assert class_names([]) == []
