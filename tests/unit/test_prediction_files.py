"""The files of prediction and overall fit agree with the engine, number by number."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import assess_fit
import plssem
from jobs import call
from study.analysis.samples import Settings
from study.analysis.structure_tables import (
    FitSettings,
    PredictionSettings,
    fit_content,
    power_content,
    prediction_table,
)
from study.base.errors import StudyErrors
from study.base.files import read_json
from study.setup.config import read_yaml
from study.setup.schema_checks import validate

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Settings("path", 300, 1e-7)
INDICATORS = ("x1", "x2", "m1", "m2", "y1", "y2", "y3")
CONSTRUCT = """
  {name}:
    label: {{id: {name}, en: {name}}}
    mode: A
    dimensions: [{{name: all, label: {{id: {name}, en: {name}}}, indicators: [{indicators}]}}]
"""
BLOCKS = {"X": ("x1", "x2"), "M": ("m1", "m2"), "Y": ("y1", "y2", "y3")}
PATHS = "paths: [{source: X, target: M}, {source: M, target: Y}]\n"


def engine() -> plssem.Model:
    return plssem.Model.from_blocks(BLOCKS, [("X", "M"), ("M", "Y")])


def answers(cases: int = 80) -> np.ndarray:
    generator = np.random.default_rng(5)
    x = generator.normal(size=cases)
    m = 0.6 * x + generator.normal(size=cases)
    y = 0.5 * m + generator.normal(size=cases)
    scores = np.column_stack([x, x, m, m, y, y, y])
    return np.asarray(np.clip(np.round(3 + scores + 0.5 * generator.normal(size=(cases, 7))), 1, 5))


@pytest.fixture
def study(tmp_path: Path) -> dict[str, Path]:
    table = pd.DataFrame(answers(), columns=list(INDICATORS)).rename_axis("respondent")
    table.to_csv(tmp_path / "responses.csv")
    constructs = "".join(CONSTRUCT.format(name=name, indicators=", ".join(block)) for name, block in BLOCKS.items())
    (tmp_path / "model.yaml").write_text("constructs:" + constructs + PATHS, encoding="utf-8")
    return {"responses": tmp_path / "responses.csv", "model": tmp_path / "model.yaml"}


def predicted(antecedents: str = "direct") -> plssem.Prediction:
    return plssem.predict(answers(), engine(), plssem.assign_folds(80, 4, 3, seed=2), antecedents)


def test_the_prediction_script_writes_what_the_engine_computes(study: dict[str, Path], tmp_path: Path) -> None:
    outputs = {"predict_table": tmp_path / "predict.csv", "predictive_power": tmp_path / "power.json"}
    settings = PredictionSettings(4, 3, "earliest")
    fit = FitSettings("composite", 100, 2)
    outputs["fit"] = tmp_path / "fit.json"
    call(assess_fit.main, **study, settings=SETTINGS, fit_settings=fit, prediction=settings, outputs=outputs)
    table, expected = pd.read_csv(outputs["predict_table"]), plssem.accuracy(predicted("earliest"))
    assert table.columns.tolist() == [
        "indicator",
        "construct",
        "q_squared_predict",
        "rmse_pls",
        "rmse_lm",
        "mae_pls",
        "mae_lm",
    ]
    assert table["indicator"].tolist() == ["m1", "m2", "y1", "y2", "y3"]
    assert table["construct"].tolist() == ["M", "M", "Y", "Y", "Y"]
    for column in table.columns[2:]:
        np.testing.assert_allclose(table[column], getattr(expected, column), rtol=1e-12)
    content = read_json(outputs["predictive_power"])
    assert (content["folds"], content["repeats"], content["antecedents"]) == (4, 3, "earliest")
    direct = power_content(predicted("earliest"), settings)
    assert content["constructs"] == direct["constructs"]
    for name in ("overall", "M", "Y"):
        assert content["cvpat"][name]["linear_model"] == pytest.approx(direct["cvpat"][name]["linear_model"])


def test_power_counts_indicators_and_compares_losses() -> None:
    made = predicted()
    content, measures = power_content(made, PredictionSettings(4, 3, "direct")), plssem.accuracy(made)
    better = measures.rmse_pls < measures.rmse_lm
    assert content["left_out"] == 0
    assert content["constructs"]["M"]["indicators"] == 2
    assert content["constructs"]["Y"]["better_than_mean"] == (measures.q_squared_predict[2:] > 0).sum()
    assert content["constructs"]["Y"]["better_than_benchmark"]["rmse"] == better[2:].sum()
    expected = plssem.predictive_power(measures.q_squared_predict[2:], measures.mae_pls[2:], measures.mae_lm[2:])
    assert content["constructs"]["Y"]["power"]["mae"] == expected
    assert content["constructs"]["M"]["wins"] == dict(zip(("m1", "m2"), measures.wins[:2].tolist(), strict=True))
    assert set(content["cvpat"]) == {"overall", "M", "Y"}
    of_y = plssem.compare_with_linear_model(made, "Y")
    assert content["cvpat"]["Y"]["linear_model"]["t"] == of_y.t
    assert content["cvpat"]["overall"]["average"]["loss"] == plssem.compare_with_average(made).loss


def test_what_does_not_exist_is_empty_or_null() -> None:
    hasty = plssem.Model.from_blocks({"X": ["x1", "x2"], "Y": ["y1", "y2"]}, [("X", "Y")], max_iterations=1)
    made = plssem.predict(answers()[:, [0, 1, 4, 5]], hasty, plssem.assign_folds(80, 4, 2, seed=1))
    assert prediction_table(made)["rmse_pls"].isna().all()
    content = power_content(made, PredictionSettings(4, 2, "direct"))
    assert content["left_out"] == 2
    assert content["constructs"]["Y"]["power"] == {"rmse": "unknown", "mae": "unknown"}
    assert content["cvpat"]["Y"]["average"]["t"] is None


@pytest.mark.parametrize("notation", ["composite", "common_factor"])
def test_the_fit_script_writes_what_the_engine_computes(study: dict[str, Path], tmp_path: Path, notation: str) -> None:
    outputs = {name: tmp_path / f"{name}.json" for name in ("fit", "predict_table", "predictive_power")}
    settings = {"fit_settings": FitSettings(notation, 100, 3), "prediction": PredictionSettings(4, 3, "direct")}
    call(assess_fit.main, **study, settings=SETTINGS, **settings, outputs=outputs)
    content, fit = read_json(tmp_path / "fit.json"), plssem.estimate(answers(), engine())
    factors = () if notation == "composite" else ("X", "M", "Y")
    assert (content["notation"], content["resamples"], content["not_tested"]) == (notation, 100, {})
    for kind, saturated in (("saturated", True), ("estimated", False)):
        expected = plssem.model_fit(fit, common_factors=factors, saturated=saturated)
        test = plssem.exact_fit(
            answers(), engine(), 100, seed=3, notation=plssem.Notation(factors, saturated=saturated)
        )
        for measure in ("srmr", "d_uls", "d_g", "nfi"):
            assert content[measure][kind] == pytest.approx(getattr(expected, measure), rel=1e-12)
        for measure in ("srmr", "d_uls", "d_g"):
            assert content[measure]["hi95"][kind] == pytest.approx(test.quantile(measure, 0.95), rel=1e-9)
            assert content[measure]["hi99"][kind] == pytest.approx(test.quantile(measure, 0.99), rel=1e-9)
            assert content[measure]["p"][kind] == test.p(measure)
            assert content[measure]["left_out"][kind] == test.left_out(measure)
    # X -> M -> Y leaves one pair of constructs to be explained.
    assert content["srmr"]["estimated"] > content["srmr"]["saturated"]


def test_consistent_notation_corrects_the_estimates() -> None:
    content = fit_content(answers(), engine(), FitSettings("consistent", 100, 3))
    corrected = plssem.consistent(plssem.estimate(answers(), engine()))
    expected = plssem.model_fit(corrected, common_factors=("X", "M", "Y"), saturated=True)
    assert content["srmr"]["saturated"] == pytest.approx(expected.srmr, rel=1e-12)


def test_fewer_cases_than_indicators_leave_the_fit_untested() -> None:
    content = fit_content(answers(7), engine(), FitSettings("composite", 100, 3))
    assert content["srmr"]["saturated"] > 0
    assert content["d_g"]["saturated"] is None
    assert content["srmr"]["hi95"] == {"saturated": None, "estimated": None}
    assert content["srmr"]["left_out"] == {"saturated": None, "estimated": None}
    assert content["not_tested"]["estimated"].startswith("a matrix that is not positive definite: the observed")


def test_a_model_that_cannot_be_estimated_is_refused() -> None:
    constant = answers()
    constant[:, 0] = 3
    with pytest.raises(plssem.DataError, match="constant indicator: indicator x1"):
        fit_content(constant, engine(), FitSettings("composite", 100, 3))


@pytest.mark.parametrize(
    ("section", "key", "value", "expected"),
    [
        ("prediction", "folds", 1, "a whole number from 2"),
        ("prediction", "repeats", 0, "a whole number from 1"),
        ("prediction", "antecedents", "all", "direct or earliest"),
        ("fit", "notation", "reflective", "composite, common_factor or consistent"),
        ("fit", "resamples", 99, "a whole number from 100"),
    ],
)
def test_the_configuration_refuses_other_settings(section: str, key: str, value: object, expected: str) -> None:
    config = read_yaml(ROOT / "config" / "config.yaml")
    config[section][key] = value
    with pytest.raises(StudyErrors, match=f"key {section}.{key}: found {value!r}; expected {expected}"):
        validate(config, ROOT / "workflow" / "schemas" / "config.schema.yaml", "the configuration")
