"""The files on the quality of the evidence: what is counted by hand, and what the engine computes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import assess_evidence
import plssem
from jobs import call
from study.analysis.evidence_tables import consistent_table, nonlinearity_table
from study.base.files import read_json, read_table
from study.setup.codebook import read_codebook
from study.setup.configuration import BootstrapSection
from study.setup.study_model import read_study_model
from study.survey.description import answer_quality_table, missing_answers, normality, straight_lining
from unit.evidence.small_study import BLOCKS, INDICATORS, MODEL, PATHS, SETTINGS, answers, engine, write_study

CHECKS = BootstrapSection(resamples=60, seed=3, confidence_level=0.95)
TABLES = ("answer_quality", "consistent", "collinearity", "nonlinearity", "endogeneity")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    tables = {name: tmp_path / f"{name}.csv" for name in TABLES}
    files = write_study(tmp_path)
    call(
        assess_evidence.main,
        **files,
        settings=SETTINGS,
        checks=CHECKS,
        same_answer_share=0.8,
        outputs={**tables, "summary": tmp_path / "evidence.json"},
    )
    return tmp_path


def test_lines_are_counted_as_they_were_answered(tmp_path: Path) -> None:
    files = write_study(tmp_path)
    rows = [[4, 2, 4, 4, 4, 4, 4], [4, 4, 4, 4, 4, 4, 4], [3, 3, 3, 3, 3, np.nan, 3], [1, 5, 2, 4, 1, 3, 2]]
    responses = pd.DataFrame(rows, columns=list(INDICATORS))
    # x2 is reversed: the first respondent ticked 4 throughout; the second 2 for x2, so 6 of 7 alike; the third 3 of 3.
    material = pd.DataFrame({"reason": ["straight_lining", "duplicate"]}), read_codebook(files["codebook"])
    content = straight_lining(responses, *material, read_study_model(files["model"]), 0.8)
    assert content == {"left_out": 1, "kept": 2, "nearly": 3, "same_answer_share": 0.8}


def test_missing_answers_by_hand(tmp_path: Path) -> None:
    model = read_study_model(write_study(tmp_path)["model"])
    responses = pd.DataFrame(answers(10), columns=list(INDICATORS))
    responses.loc[0, ["x1", "y3"]] = np.nan
    responses.loc[1, "x1"] = np.nan
    content = missing_answers(responses, model)
    assert (content["answers"], content["missing"], content["respondents_with_missing"]) == (70, 3, 2)
    assert content["share"] == 3 / 70
    assert content["largest_share_of_a_respondent"] == 2 / 7
    assert content["largest_share_of_an_indicator"] == 2 / 10
    table = answer_quality_table(responses, model).set_index("indicator")
    assert table.loc["x1", ["missing", "missing_share"]].tolist() == [2, 0.2]
    assert table.loc["x1", "skewness"] == plssem.skewness(answers(10)[2:, 0])
    assert table["missing"].sum() == 3


def test_normality_is_that_of_the_engine_or_says_why_not(written: Path) -> None:
    content = read_json(written / "evidence.json")["normality"]
    assert content["mardia"] == pytest.approx(vars(plssem.mardia(answers())), rel=1e-9)
    assert content["largest_kurtosis"] == read_table(written / "answer_quality.csv")["kurtosis"].abs().max()
    few = answers(6)
    refused = normality(few, pd.DataFrame({"skewness": [0.1], "kurtosis": [-0.2]}))
    assert refused["mardia"] is None
    assert refused["not_tested"].startswith("linearly dependent variables")


def test_method_bias_and_collinearity_are_those_of_the_engine(written: Path) -> None:
    fit = plssem.estimate(answers(), engine())
    table = read_table(written / "collinearity.csv")
    assert table["construct"].tolist() == ["X", "M", "Y"]
    np.testing.assert_allclose(table["full_collinearity_vif"], plssem.full_collinearity_vif(fit), rtol=1e-12)
    content = read_json(written / "evidence.json")["method_bias"]
    assert content["largest_full_collinearity_vif"] == pytest.approx(table["full_collinearity_vif"].max(), rel=1e-12)
    assert content["first_factor_share"] == pytest.approx(float(plssem.first_factor_share(fit.correlations)))


def test_consistent_pls_stands_beside_pls(written: Path) -> None:
    table = read_table(written / "consistent.csv")
    fit = plssem.estimate(answers(), engine())
    corrected = plssem.consistent(fit)
    places = [(0, 1), (0, 2), (1, 2)]
    np.testing.assert_allclose(table["estimate"], [fit.path_coefficients[place] for place in places], rtol=1e-12)
    expected = [corrected.path_coefficients[place] for place in places]
    np.testing.assert_allclose(table["consistent_estimate"], expected, rtol=1e-12)
    draws = plssem.bootstrap_consistent(answers(), engine(), 60, seed=3)
    # A corrected loading of Y is 1.088: the sample's own solution is not admissible, so that it gives no verdict.
    assert corrected.outer_loadings.max() > 1
    solutions = {"sample_admissible": False, "admissible_share": draws.admissible.mean(), "resamples": 60}
    place = corrected.outer_loadings.max(axis=1).argmax()
    solutions |= {"largest_loading": corrected.outer_loadings.max(), "largest_loading_of": engine().indicators[place]}
    assert read_json(written / "evidence.json")["consistent"] == solutions
    assert table["t"][2] > 1.96
    assert table["verdict"].fillna("").tolist() == ["", "not_testable", "not_testable"]


def test_consistent_pls_gives_a_verdict_where_the_sample_has_an_admissible_solution(tmp_path: Path) -> None:
    model = read_study_model(write_study(tmp_path)["model"])
    fit = plssem.estimate(answers(160), engine())
    table, solutions = consistent_table(answers(160), fit, model, replace(CHECKS, resamples=1000))
    assert solutions["sample_admissible"] is True
    # The path without a hypothesis has no verdict; M -> Y is there in the population, X -> Y is not.
    assert table["verdict"].tolist() == ["", "not_supported", "supported"]


def test_quadratic_effects_and_copulas_follow_the_paths(written: Path) -> None:
    squares = tuple(plssem.Product(source, source, target) for source, target in (("X", "M"), ("X", "Y"), ("M", "Y")))
    draws = plssem.bootstrap_moderated(answers(), plssem.ModeratedModel(engine(), squares), 60, seed=3)
    nonlinear = read_table(written / "nonlinearity.csv")
    by_name = dict(zip(draws.names["interaction_effects"], draws.estimates["interaction_effects"], strict=True))
    np.testing.assert_allclose(nonlinear["estimate"], [by_name[square.path] for square in squares], rtol=1e-10)
    copulas = read_table(written / "endogeneity.csv")
    assert copulas["source"].tolist() == ["X", "X", "M"]
    alone = plssem.bootstrap_copulas(answers(), engine(), "Y", ("M",), 60, seed=3)
    assert copulas["estimate"][2] == pytest.approx(alone.estimates["copula_coefficients"][0], rel=1e-10)
    beside = dict(zip(alone.names["path_coefficients"], alone.estimates["path_coefficients"], strict=True))
    assert copulas["corrected_path"][2] == pytest.approx(beside["M -> Y"], rel=1e-10)


def test_a_question_of_yes_or_no_has_no_quadratic_effect(tmp_path: Path) -> None:
    """The square of two values is a line in them: it was refused as collinear, which ended the run."""
    place = tmp_path / "model.yaml"
    place.write_text(MODEL.replace("[x1, x2]", "[x1]"), encoding="utf-8")
    model = read_study_model(place)
    data = answers()[:, [0, *range(2, 7)]]
    data[:, 0] = data[:, 0] > 3
    single = plssem.Model.from_blocks({**BLOCKS, "X": ["x1"]}, PATHS)
    table = nonlinearity_table(data, single, model, CHECKS)
    assert table["source"].tolist() == ["X", "X", "M"]
    assert table.loc[:1, "estimate":].isna().all(axis=None)
    alone = plssem.ModeratedModel(single, (plssem.Product("M", "M", "Y"),))
    square = plssem.interaction_effects(plssem.estimate_moderated(data, alone))[1][0]
    assert table.loc[2, "estimate"] == pytest.approx(square, rel=1e-10)
    data[:, 1:3] = (data[:, 1:2] > 3) * [1, 1]
    none = nonlinearity_table(data, single, model, CHECKS)
    assert none.loc[:, "estimate":].isna().all(axis=None)
    assert list(none) == list(table)
