"""Larger models of a study by consistent PLS: the files, and declarations that nothing follows from."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import assess_larger_models
import plssem
from jobs import call
from study.analysis.structure_tables import PredictionSettings
from study.base.errors import StudyError
from study.base.files import read_json, read_table
from study.setup.claim_checks import check_larger_models
from study.setup.claim_declarations import Claims, read_claims
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import BootstrapSection, Configuration
from study.setup.study_model import StudyModel, read_study_model
from study.tables.column_words import with_words
from unit.evidence.small_study import SETTINGS
from unit.evidence.test_manuscript_parts import ANCHORS, rendered, spoken

ROOT = Path(__file__).resolve().parents[3]
ITEMS = ("x1", "x2", "x3", "x4", "m1", "m2", "y1", "y2")
MODEL = """
constructs:
  X:
    label: {id: X, en: X}
    mode: A
    dimensions:
      - {name: a, label: {id: a, en: a}, indicators: [x1, x2]}
      - {name: b, label: {id: b, en: b}, indicators: [x3, x4]}
  M: {label: {id: M, en: M}, mode: A, indicators: [m1, m2]}
  Y: {label: {id: Y, en: Y}, mode: A, indicators: [y1, y2]}
paths:
  - {source: X, target: Y}
  - {source: M, target: Y}
"""
PREDICTION = PredictionSettings(5, 2, "earliest")


def test_files_say_what_the_engine_says_of_both_models(tmp_path: Path) -> None:
    generator = np.random.default_rng(3)
    x, m = generator.standard_normal((2, 150))
    y = 0.5 * x + 0.3 * m + 0.3 * x * m + 0.6 * generator.standard_normal(150)
    parts = [0.8 * x + 0.6 * generator.standard_normal(150) for _ in range(2)]
    factors = np.column_stack([parts[0], parts[0], parts[1], parts[1], m, m, y, y])
    answers = 0.85 * factors + 0.5 * generator.standard_normal(factors.shape)
    pd.DataFrame(answers, columns=list(ITEMS)).rename_axis("respondent").to_csv(tmp_path / "responses.csv")
    (tmp_path / "model.yaml").write_text(MODEL, encoding="utf-8")
    (tmp_path / "claims.yaml").write_text(
        "models: {}\ninteractions: [X * M -> Y]\nstability: {runs: 2, most_resamples: 100, divisions: 2, "
        "least_certainty: 0.9}\nclaims: []\n",
        encoding="utf-8",
    )
    outputs = {"table": tmp_path / "larger_models.csv", "facts": tmp_path / "larger_model_tests.json"}
    given = {name: tmp_path / f"{name}.{end}" for name, end in (("responses", "csv"), ("model", "yaml"))}
    shared = {"settings": SETTINGS, "checks": BootstrapSection(100, 4, 0.95), "prediction": PREDICTION}
    call(assess_larger_models.main, claims=tmp_path / "claims.yaml", **given, **shared, outputs=outputs)
    table, facts = read_table(outputs["table"]).set_index(["kind", "element"]), read_json(outputs["facts"])
    assert set(table.index) == {("dimensions", "X -> Y"), ("dimensions", "M -> Y"), ("interactions", "X * M -> Y")}
    blocks = {"a": ITEMS[:2], "b": ITEMS[2:4], "M": ITEMS[4:6], "Y": ITEMS[6:]}
    order = [ITEMS.index(item) for block in blocks.values() for item in block]
    higher = plssem.HigherOrderModel.from_blocks(blocks, {"X": ["a", "b"]}, [("X", "Y"), ("M", "Y")])
    plain = plssem.estimate_higher_order(answers[:, order], higher)
    fit = plssem.consistent_higher_order(plain)
    place = fit.second.model.constructs.index
    for column, second in (("estimate", plain.second), ("consistent_estimate", fit.second)):
        found = second.path_coefficients[place("X"), place("Y")]
        assert table.loc[("dimensions", "X -> Y"), column] == pytest.approx(found, abs=1e-6)
    assert facts["dimensions"]["sample_admissible"] == bool(plssem.admissible_higher_order(fit))
    assert facts["dimensions"]["srmr"] == pytest.approx(float(plssem.model_fit(plain).srmr), abs=1e-6)
    row = table.loc[("interactions", "X * M -> Y")]
    assert row["consistent_estimate"] > row["estimate"] > 0
    assert row["consistent_estimate_lower"] < row["consistent_estimate"] < row["consistent_estimate_upper"]
    assert facts["interactions"]["loss_difference"] < 0
    assert 0 < facts["interactions"]["p"] < 1
    assert 0 <= facts["interactions"]["admissible_share"] <= 1


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["Dimensions", "Interactions"]), ("id", ["Dimensi", "Interaksi"])]
)
def test_the_workbook_has_words_for_the_table(language: str, words: list[str]) -> None:
    rows = pd.DataFrame({"kind": ["dimensions", "interactions"], "element": ["X1 -> Y", "X1 * X3 -> Y"]})
    study = read_study_model(ROOT / "config" / "model.yaml")
    worded = with_words(rows, study, read_codebook(ROOT / "config" / "codebook.yaml"), language)
    assert worded["kind_label"].tolist() == words
    assert worded["element_label"].notna().all()


def declared(larger: dict[str, int] | None) -> Configuration:
    content = read_yaml(ROOT / "config" / "config.yaml")
    return Configuration.from_config({**content, **({"larger_models": larger} if larger else {})})


def plain_model(folder: Path) -> StudyModel:
    text = MODEL.replace("\n    dimensions:\n", "\n    indicators: [x1, x2, x3, x4]\n")
    lines = [line for line in text.splitlines() if "{name:" not in line]
    (folder / "model.yaml").write_text("\n".join(lines), encoding="utf-8")
    return read_study_model(folder / "model.yaml")


def with_three() -> Claims:
    claims = read_claims(ROOT / "config" / "claims.yaml")
    return claims.__class__(**{**vars(claims), "interactions": ("X1 * X2 * X3 -> Y",)})


def test_larger_models_that_a_study_does_not_have_are_one_line(tmp_path: Path) -> None:
    of_study, claims = read_study_model(ROOT / "config" / "model.yaml"), read_claims(ROOT / "config" / "claims.yaml")
    check_larger_models(declared({"resamples": 500}), of_study, claims)
    check_larger_models(declared(None), plain_model(tmp_path), None)
    with pytest.raises(StudyError, match="key larger_models: found no dimensions and no interactions; expected"):
        check_larger_models(declared({"resamples": 500}), plain_model(tmp_path), None)
    with pytest.raises(StudyError, match=r"found X1 \* X2 \* X3 -> Y, a product of three; expected products of two"):
        check_larger_models(declared({"resamples": 500}), of_study, with_three())


def told(admissible: bool, p: float) -> dict[str, Any]:
    """The files of larger models whose solutions are admissible or not; nothing is a result."""
    rows = [("dimensions", "X1 -> Y"), ("interactions", "X1 * X3 -> Y")]
    bounds = {"estimate_lower": 0.1, "estimate_upper": 0.5}
    consistent = {f"consistent_{name}": value for name, value in {"estimate": 0.4, **bounds}.items()}
    table = [{"kind": kind, "element": element, "estimate": 0.3, **bounds, **consistent} for kind, element in rows]
    shared = {"sample_admissible": admissible, "admissible_share": 0.6, "p": p}
    tests = {"dimensions": {**shared, "srmr": 0.05}, "interactions": {**shared, "loss_difference": -0.02}}
    facts = {"resamples": 500, **tests}
    return {"full/larger_models.csv": pd.DataFrame(table), "full/larger_model_tests.json": facts}


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize(("admissible", "p"), [(True, 0.5), (False, 0.01)])
def test_the_text_says_whether_solutions_are_admissible_and_tests_significant(
    tmp_path: Path, language: str, admissible: bool, p: float
) -> None:
    text = rendered(tmp_path, language, declared=told(admissible, p))
    words = " ".join(spoken(text).split())
    said = {
        ("en", True): [
            "is admissible; 60.0% of",
            "exact fit is not rejected",
            "neither significantly better",
        ],
        ("en", False): [
            "not admissible, so that its values are no finding",
            "exact fit is rejected",
            "predicts significantly better",
        ],
        ("id", True): ["sampel ini layak; ", "kecocokan tepat tidak ditolak", "tidak lebih baik ataupun"],
        ("id", False): [
            "tidak layak, sehingga nilainya bukan temuan",
            "kecocokan tepat ditolak",
            "interaksi lebih baik secara signifikan",
        ],
    }
    assert [phrase for phrase in said[language, admissible] if phrase not in words.replace("\\", "")] == []
    assert "tbl:larger_models" in ANCHORS.findall(text)
    assert {"en": "**Interactions**", "id": "**Interaksi**"}[language] in text
