"""The results of a real run agree with the data they came from and with each other."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

import plssem
from running import ROOT, Project
from study.analysis.samples import Settings, engine_model, indicator_matrix, read_responses
from study.base.files import read_json, read_table
from study.reproduction.comparison import find_tolerance, read_tolerances
from study.results.numbers import read_numbers
from study.returned_document.quotations import outdated, quotations
from study.setup.study_model import read_study_model
from study.writing.pictures import description, origin_shown

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def results(finished: Project) -> Path:
    return finished.folder / "results"


@pytest.fixture(scope="module")
def fit(finished: Project) -> plssem.Fit:
    """The model estimated anew from the responses, past every result file."""
    model = read_study_model(finished.folder / "config" / "model.yaml")
    engine = engine_model(model, Settings("path", 300, 1e-7))
    responses = read_responses(finished.folder / "results" / "full" / "responses.csv")
    return plssem.estimate(indicator_matrix(responses, engine.indicators, "responses.csv"), engine)


def test_paths_are_those_of_the_responses(results: Path, fit: plssem.Fit) -> None:
    paths = read_table(results / "full" / "paths.csv").set_index(["source", "target"])["estimate"]
    for (source, target), estimate in paths.items():
        i, j = fit.model.constructs.index(source), fit.model.constructs.index(target)
        assert estimate == pytest.approx(fit.path_coefficients[i, j], abs=1e-12)


def test_what_a_rerun_has_to_give_exactly_is_counted_or_copied(results: Path) -> None:
    """Whatever is computed may differ in its last digits on another machine."""
    tolerances = read_tolerances(ROOT / "config" / "tolerances.yaml", ROOT / "workflow" / "schemas").declared
    numbers = [one for one in read_numbers(results / "numbers.json").numbers.values() if isinstance(one.value, float)]
    exact = [one for one in numbers if not find_tolerance(one, tolerances).relative]
    assert {one.file for one in exact if one.value % 1} == {"growth.csv"}


def test_loadings_are_correlations_of_items_with_scores(results: Path) -> None:
    responses = read_table(results / "full" / "responses.csv").drop(columns="respondent")
    answers = responses.fillna(responses.mean())
    outer = read_table(results / "full" / "outer_model.csv")
    for construct, block in outer.groupby("construct"):
        items = answers[block["indicator"].tolist()]
        score = ((items - items.mean()) / items.std()).to_numpy() @ block["outer_weight"].to_numpy()
        by_hand = [np.corrcoef(items[code], score)[0, 1] for code in items]
        np.testing.assert_allclose(block["outer_loading"], by_hand, atol=1e-9, err_msg=str(construct))


def test_r_squared_is_that_of_an_ordinary_regression_of_scores(results: Path, fit: plssem.Fit) -> None:
    responses = read_responses(results / "full" / "responses.csv")[list(fit.model.indicators)]
    scores = plssem.construct_scores(responses.fillna(responses.mean()).to_numpy(), fit)
    outcome, causes = scores[:, 3], np.column_stack([np.ones(len(scores)), scores[:, :3]])
    residuals = outcome - causes @ np.linalg.lstsq(causes, outcome, rcond=None)[0]
    reported = read_table(results / "full" / "r_squared.csv")["r_squared"][0]
    assert reported == pytest.approx(1 - residuals.var() / outcome.var(), abs=1e-12)


def test_every_interval_of_a_path_holds_the_middle_of_its_draws(results: Path) -> None:
    paths = read_table(results / "full" / "paths.csv")
    with np.load(results / "full" / "bootstrap.npz") as arrays:
        draws = arrays["path_coefficients"]
    np.testing.assert_allclose(paths["bootstrap_mean"], np.nanmean(draws, axis=0), atol=1e-12)
    np.testing.assert_allclose(paths["se"], np.nanstd(draws, axis=0, ddof=1), atol=1e-12)
    np.testing.assert_allclose(paths["lower"], np.nanquantile(draws, 0.025, axis=0), atol=1e-12)


def test_every_number_of_the_manuscript_stands_in_the_file_it_names(results: Path) -> None:
    numbers = read_json(results / "numbers.json")["numbers"]
    in_json = {key: number for key, number in numbers.items() if number["file"].endswith(".json")}
    assert len(in_json) > 50
    wrong = [
        key for key, number in in_json.items() if _at(results / number["file"], number["column"]) != number["value"]
    ]
    assert wrong == []
    in_tables = {key: n for key, n in numbers.items() if n["file"].endswith(".csv") and n["row"] is not None}
    assert len(in_tables) > 500
    assert [key for key, n in in_tables.items() if not _stands_in(results / n["file"], n["column"], n["value"])] == []


def test_every_check_passed(results: Path) -> None:
    checks = read_json(results / "checks.json")
    assert checks
    assert [check for check in checks if not check["passed"] and check["severity"] == "error"] == []


def test_the_workbook_holds_the_tables_to_the_digits_that_excel_keeps(results: Path) -> None:
    workbook = openpyxl.load_workbook(results / "tables" / "tables.xlsx")
    listed = [row[1] for row in workbook.worksheets[0].iter_rows(min_row=3, values_only=True)]
    sheet = workbook.worksheets[1 + listed.index("paths.csv")]
    cells = np.array([cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float)])
    for estimate in read_table(results / "tables" / "paths.csv")["estimate"]:
        assert np.isclose(cells, estimate, rtol=1e-14, atol=0).any()


def test_no_sentence_shows_a_number_that_does_not_exist(results: Path) -> None:
    text = (results / "manuscript" / "manuscript.id.md").read_text(encoding="utf-8")
    assert not any(word in text for word in (" nan", "NaN", "None", "inf "))


def test_simulated_data_say_so_wherever_they_are_quoted(results: Path) -> None:
    assert read_json(results / "numbers.json")["data_status"] == "simulated"
    assert "DATA SIMULASI" in (results / "manuscript" / "manuscript.id.md").read_text(encoding="utf-8")
    assert "DATA SIMULASI" in json.dumps(read_json(results / "figures" / "alt_texts.json"), ensure_ascii=False)


def _settled(text: str) -> str:
    """The text without the interval, which these few resamples move, and with numbers to six decimals."""
    return re.sub(r"-?\d+\.\d{6,}", lambda number: f"{float(number[0]):.6f}", re.sub(r"\[[^]]*\]; ", "", text))


def test_the_pictures_of_the_readme_show_these_results(results: Path) -> None:
    """Where this fails, make pictures draws them anew."""
    images = Path(__file__).resolve().parents[2] / "docs" / "images"
    shown = origin_shown(results / "manuscript" / "manuscript.en.html", "full.paths.X1->Y.estimate")
    assert _settled(description(images / "origin.png")) == _settled(shown)
    figure = results / "figures" / "en" / "path_model.png"
    assert description(images / "path_model.png") == description(figure)


# No test changes a result: each file is read once for all of its numbers.
_json, _table = cache(read_json), cache(read_table)


def _at(file: Path, dotted: str) -> Any:
    """Follow a dotted column into a JSON file; a key may itself hold dots."""
    return _follow(_json(file), dotted)


def _follow(content: Any, dotted: str) -> Any:
    if dotted == "":
        return content
    for key, value in content.items() if isinstance(content, dict) else enumerate(content):
        if dotted == str(key):
            return value
        if dotted.startswith(f"{key}.") and isinstance(value, dict | list):
            return _follow(value, dotted[len(str(key)) + 1 :])
    return None


def _stands_in(file: Path, column: str, value: Any) -> bool:
    cells = _table(file)[column]
    return (
        bool(cells.isna().any())
        if value is None or pd.isna(value)
        else bool(((cells == value) | (cells.astype(str) == str(value))).any())
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_number_of_the_manuscript_rounds_from_the_result_it_names(results: Path, language: str) -> None:
    files = sorted((results / "manuscript").glob(f"*.{language}.md"))
    quoted = [quotation for file in files for quotation in quotations(file.read_text(encoding="utf-8"))]
    assert len(quoted) > 1000
    assert outdated(quoted, read_numbers(results / "numbers.json")) == []
