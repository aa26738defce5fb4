"""The script that makes respondents.csv: counts by hand, classes, spellings, small cells, nothing personal."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from describe_respondents import main
from study.base.files import read_table
from study.setup.configuration import CleaningRules, Description, SurveyFile
from study.survey.description import class_names
from unit.data.small_survey import HEADER, phone, row, write_files

RULES = CleaningRules(
    invalid_answers="exclude_row", straight_lining="keep", max_missing_share=0.25, missing_answers="mean"
)
PLAIN = Description({}, 1)
ANSWERS = ["4", "2", "5", "4"]


def describe(folder: Path, products: Sequence[str], years: Sequence[str], description: Description) -> pd.DataFrame:
    rows = [
        [*row(ANSWERS, phone(number), years=year), product]
        for number, (product, year) in enumerate(zip(products, years, strict=True))
    ]
    files = write_files(folder, rows, [*HEADER, "Produk"])
    main(
        survey=SurveyFile(files.survey, None, None),
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
    years = ["3", "5 tahun", "5,5", "6", "24 tahun", "Lebih dari 5 tahun", "2"]
    table = describe(tmp_path, ["Batik"] * 7, years, Description({"years_operating": [3, 6, 11]}, 1))
    # Two years do not meet the criterion; that respondent is not among those described.
    expected = [("3–5", 3, 0.5), ("6–10", 1, 1 / 6), ("≥ 11", 1, 1 / 6), ("Lebih dari 5 tahun", 1, 1 / 6)]
    assert answers(table, "years_operating") == expected


def test_small_cells_are_counted_together(tmp_path: Path) -> None:
    products = ["Batik", "Batik", "Gerabah", "Keramik", ""]
    table = describe(tmp_path, products, ["10"] * 5, Description({}, 2))
    assert answers(table, "product") == [("Batik", 2, 0.4), ("other", 3, 0.6)]


@pytest.mark.parametrize("private", ["Siti Rahasia", "siti@contoh.id", "0812-3456-7890"])
def test_nothing_personal_is_shown(tmp_path: Path, private: str) -> None:
    table = describe(tmp_path, ["Batik", private], ["10"] * 2, PLAIN)
    assert answers(table, "product") == [("Batik", 1, 0.5), ("no_answer", 1, 0.5)]


def test_a_survey_without_such_columns_has_an_empty_table(tmp_path: Path) -> None:
    files = write_files(tmp_path, [row(ANSWERS)])
    out = tmp_path / "respondents.csv"
    plain = {"rules": RULES, "description": PLAIN, "codebook": files.codebook, "model": files.model}
    main(survey=SurveyFile(files.survey, None, None), **plain, respondents=out)
    assert set(read_table(out)["column"]) == {"years_operating", "permanent_workers"}


def test_classes_have_names() -> None:
    assert class_names([1, 2, 5]) == ["< 1", "1", "2–4", "≥ 5"]
    assert class_names([]) == []
