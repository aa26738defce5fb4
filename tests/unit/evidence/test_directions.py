"""The direction of measurement in a study: its files, its words, and bad declarations."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import assess_directions
import plssem
from jobs import call
from study.analysis.draws import DrawSettings
from study.analysis.measurement_tables import direction_facts
from study.base.errors import StudyErrors
from study.base.files import read_json, read_table
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import CleaningRules, Configuration, DirectionsSection, SurveyFiles
from study.setup.consistency import check_consistency
from study.setup.schema_checks import validate
from study.setup.study_model import read_study_model
from study.tables.column_words import head, with_words
from unit.evidence.small_study import CODEBOOK, INDICATORS, SETTINGS, answers, write_study
from unit.evidence.test_manuscript_parts import ANCHORS, rendered

ROOT = Path(__file__).resolve().parents[3]
CONFIG = read_yaml(ROOT / "config" / "config.yaml")
RULES = CleaningRules.from_config(CONFIG["cleaning"] | {"straight_lining": "keep", "max_missing_share": 0.9})
TETRADS = {"Y": ("m1",)}


def write_survey(folder: Path, overall: list[str]) -> dict[str, Any]:
    """A study with a question on Y as a whole, which is no item of the model, and the answers to it."""
    files = write_study(folder)
    extra = "  overall: {question: {id: Overall.}, label: {id: Overall}, reverse: true}\n"
    files["codebook"].write_text(CODEBOOK + extra, encoding="utf-8")
    table = pd.DataFrame(answers().astype(int), columns=list(INDICATORS))
    # Answers are stored as scored; x2 is reversed in the file.
    table["x2"] = 6 - table["x2"]
    table.assign(overall=overall).to_csv(folder / "survey.csv", index=False)
    return {
        "survey": SurveyFiles.from_config(
            {"file": str(folder / "survey.csv"), "sheet": None, "rows": None, "expected_n": None}
        ),
        "rules": RULES,
        "settings": SETTINGS,
        "draws": DrawSettings(4, 0.95),
        "outputs": {name: folder / name for name in ("redundancy", "tetrads", "facts")},
        **{name: files[name] for name in ("codebook", "responses", "model")},
    }


def test_results_are_those_of_the_engine_and_who_did_not_answer_is_not_counted(tmp_path: Path) -> None:
    given = answers().astype(int)[:, 4]
    overall = [str(6 - value) for value in given]
    overall[:3] = ["", "", ""]
    shared = write_survey(tmp_path, overall)
    declared = DirectionsSection(100, 0.708, {"Y": "overall", "X": "x1"}, TETRADS)
    call(assess_directions.main, **shared, declared=declared)
    table = read_table(shared["outputs"]["redundancy"]).set_index("construct")
    assert table["n"].tolist() == [77, 80]
    assert table["items"].tolist() == [3, 1]
    model = plssem.redundancy_model("Y", ["y1", "y2", "y3"], ["overall"])
    fit = plssem.estimate(np.column_stack([answers()[3:, 4:], given[3:]]), model)
    assert table.loc["Y", "estimate"] == pytest.approx(fit.path_coefficients[0, 1], rel=1e-9)
    # The item itself is left out of its block: what remains is the correlation of the other one with it.
    assert table.loc["X", "estimate"] == pytest.approx(np.corrcoef(answers()[:, :2].T)[0, 1], rel=1e-9)
    tetrads = read_table(shared["outputs"]["tetrads"])
    assert tetrads["items"].tolist() == ["y1, y2, y3, m1", "y1, y2, m1, y3"]
    r = np.corrcoef(answers().T)
    assert tetrads["estimate"][0] == pytest.approx(r[4, 5] * r[6, 2] - r[4, 6] * r[5, 2], rel=1e-9)
    facts = read_json(shared["outputs"]["facts"])
    assert facts["redundancy"] == {"constructs": 2, "covered": int(table["covered"].sum()), "fewest": 77}
    assert facts["tetrads"]["Y"] == {"tetrads": 2, "differ": int(tetrads["differs"].sum()), "borrowed": 1}


def test_an_answer_outside_the_scale_stops_or_is_none_as_the_rules_say(tmp_path: Path) -> None:
    overall = [str(value) for value in answers().astype(int)[:, 4]]
    overall[5] = "9"
    shared = write_survey(tmp_path, overall)
    declared = DirectionsSection(100, 0.708, {"Y": "overall"})
    call(assess_directions.main, **shared, declared=declared)
    assert read_table(shared["outputs"]["redundancy"])["n"].tolist() == [79]
    stop = dataclasses.replace(RULES, invalid_answers="stop")
    with pytest.raises(StudyErrors, match=r"row 7, column H \(overall\): found a number; expected a whole number"):
        call(assess_directions.main, **{**shared, "rules": stop}, declared=declared)


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ({"resamples": 9, "least_path": 0.7, "tetrads": {"X3": []}}, "directions.resamples: found 9; expected a whole"),
        ({"resamples": 900, "least_path": 0.7}, "key directions: found"),
        (
            {"resamples": 900, "least_path": 2, "tetrads": {"X3": []}},
            "directions.least_path: found 2; expected a number",
        ),
    ],
)
def test_a_declaration_of_another_form_is_one_line(entry: dict[str, Any], line: str) -> None:
    with pytest.raises(StudyErrors) as caught:
        validate({**CONFIG, "directions": entry}, ROOT / "workflow" / "schemas" / "config.schema.yaml", "config.yaml")
    assert line in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("part", "entry", "line"),
    [
        (
            "redundancy",
            {"X9": "X1.1"},
            "redundancy.X9: found X9; expected X1, X2, X3, Y; correct the entry, or delete it",
        ),
        ("redundancy", {"X1": "X9.1"}, "redundancy.X1: found X9.1; expected a code under indicators of"),
        ("redundancy", {"X1": "Y.1"}, "redundancy.X1: found Y.1, an item of Y; expected a code"),
        ("tetrads", {"Z": []}, "tetrads.Z: found Z; expected X1, X2, X3, Y"),
        ("tetrads", {"X1": ["Y.1"]}, "tetrads.X1: found 4 items of X1 and 1 borrowed; expected four items or more"),
        ("tetrads", {"X1": ["X1.1"]}, "tetrads.X1: found X1.1; expected items of other constructs, each once"),
    ],
)
def test_what_cannot_be_tested_is_one_line_before_the_run(part: str, entry: Mapping[str, Any], line: str) -> None:
    content = {**CONFIG, "directions": {"resamples": 900, "least_path": 0.7, part: entry}}
    model, codebook = ROOT / "config" / "model.yaml", ROOT / "config" / "codebook.yaml"
    configuration = Configuration.from_config(content)
    with pytest.raises(StudyErrors) as caught:
        check_consistency(configuration, read_study_model(model), read_codebook(codebook))
    assert line in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def declared(covered: int, differ: int) -> dict[str, pd.DataFrame | dict[str, Any]]:
    """The files of two redundancy analyses and of two constructs with two tetrads each."""
    bounds = {"estimate": [0.8, 0.6], "lower": [0.7, 0.5], "upper": [0.9, 0.7]}
    ends = {"construct": ["X1", "X2"], "indicator": ["X1.1", "X2.1"], "items": [3, 3], "n": [100, 99]}
    redundancy = pd.DataFrame({**ends, **bounds, "covered": [covered > 0, covered > 1]})
    rows = {"construct": ["X1", "X1", "X2", "X2"], "tetrad": [1, 2, 1, 2], "items": ["a, b, c, d"] * 4}
    values = {"borrowed": 0, "estimate": 0.1, "se": 0.05, "p": 0.04, "lower": -0.1, "upper": 0.2}
    tetrads = pd.DataFrame(rows).assign(**values, differs=[differ > 0, differ > 1, False, False])
    facts = direction_facts(redundancy, tetrads)
    return {"full/redundancy.csv": redundancy, "full/tetrads.csv": tetrads, "full/directions.json": facts}


@pytest.mark.parametrize("state", [(2, 0), (1, 1), (0, 2)])
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_text_says_of_the_direction_what_its_numbers_say(
    tmp_path: Path, language: str, state: tuple[int, int]
) -> None:
    covered, differ = state
    text = rendered(tmp_path, language, declared=declared(covered, differ))
    assert {"tbl:redundancy", "tbl:tetrads"} <= set(ANCHORS.findall(text))
    against = {"en": "speaks against a reflective", "id": "tidak mendukung pengukuran reflektif"}[language]
    silent = {"en": "do not speak against a reflective", "id": "tidak menyanggah pengukuran reflektif"}[language]
    assert text.count(against) == (differ > 0)
    assert text.count(silent) == 2 - (differ > 0)
    missing = {"en": "the items may miss part", "id": "butirnya mungkin melewatkan"}[language]
    assert (missing in text) == (covered < 2)
    proof = {"en": "is no proof that the construct is their cause", "id": "bukan bukti bahwa konstruk itu penyebabnya"}
    assert proof[language] in text


def test_a_study_that_declares_none_says_nothing_of_it(tmp_path: Path) -> None:
    text = rendered(tmp_path, "en")
    assert "tetrad" not in text
    assert "redundancy" not in text


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_column_of_the_tables_has_words(language: str) -> None:
    files, folder = declared(1, 1), ROOT / "config"
    model, codebook = read_study_model(folder / "model.yaml"), read_codebook(folder / "codebook.yaml")
    for name in ("redundancy", "tetrads"):
        table = files[f"full/{name}.csv"]
        assert isinstance(table, pd.DataFrame)
        worded = with_words(table, model, codebook, language)
        assert all(head(column, language) for column in worded)
    assert worded["construct_label"].notna().all()
