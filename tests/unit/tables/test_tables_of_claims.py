"""The tables of dimensions, claims, evidence and the checklist, as the article shows them."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from study.base.errors import StudyError
from study.results.catalogue import TABLES
from study.setup.claim_declarations import TITLES
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model
from study.tables.build import join_results, settings_table
from study.tables.column_words import head, title, with_words
from study.tables.workbook import sheets_of
from study.words.dictionary import value_words

ROOT = Path(__file__).resolve().parents[3]
MODEL = read_study_model(ROOT / "config" / "model.yaml")
CODEBOOK = read_codebook(ROOT / "config" / "codebook.yaml")
TABLE_OF_ARTICLE = re.compile(r'\bt\.table\("([a-z_]+)"')


def shown() -> set[str]:
    """Every table that some template makes."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "manuscript").rglob("*.jinja")]
    return {name for text in texts for name in TABLE_OF_ARTICLE.findall(text)}


def worded(table: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    return with_words(table, MODEL, CODEBOOK, language)


def test_every_table_of_the_article_has_its_file_and_its_sheet() -> None:
    assert len(shown()) >= 25
    assert shown() == {spec.name for spec in TABLES if spec.article.columns} | {"settings", "deviations"}
    for spec in TABLES:
        assert title(spec.name, "id") != title(spec.name, "en")


def test_a_model_has_its_words_beside_its_name() -> None:
    compared = pd.DataFrame({"model": ["main"], "rival": ["structure_only"], "statistic": ["structure_only − main"]})
    table = with_words(compared, MODEL, CODEBOOK, "en", {"main": "whole model", "structure_only": "structure alone"})
    assert table.loc[0, ["model_label", "rival_label"]].tolist() == ["whole model", "structure alone"]
    assert table.loc[0, "statistic_label"] == "structure alone − whole model"


def test_a_dimension_has_quality_weight_effect_and_performance_in_one_row() -> None:
    """Forward linkages lead to two targets, hence two rows; innovation, of the outcome, has no effect of its own."""
    names = ["forward_linkages", "innovation"]
    weights = pd.DataFrame({"dimension": names, "construct": ["X1", "Y"], "outer_weight": [0.4, 0.3]})
    quality = pd.DataFrame({"construct": [*names, "X1"], "ave": [0.7, 0.8, 0.6]})
    effects = pd.DataFrame(
        {"dimension": names[:1] * 2, "target": ["X3", "Y"], "construct": "X1", "estimate": [0.1, 0.2], "lower": 0.0}
    )
    importance = pd.DataFrame(
        {"level": ["construct", "dimension", "dimension"], "element": ["X1", *names], "performance": [1.0, 40.0, 55.0]}
    )
    parts = {"dimensions": weights, "dimension_quality": quality, "dimension_effects": effects}
    table = worded(join_results(parts | {"importance": importance}, "en")["dimensions"])
    assert table["dimension_label"].tolist() == ["Forward linkages", "Forward linkages", "Innovation"]
    assert table["ave"].tolist() == [0.7, 0.7, 0.8]
    assert table["performance"].tolist() == [40.0, 40.0, 55.0]
    assert table["effect"].tolist()[:2] == [0.1, 0.2]
    assert np.isnan(table["effect"].tolist()[2])


def test_slopes_stand_beside_their_interaction() -> None:
    interactions = pd.DataFrame({"interaction": ["X2 * X3 -> Y", "X1 * X3 -> Y"], "estimate": [0.1, 0.2]})
    slopes = [
        (f"{one} -> Y", "X3", at, slope + at / 10) for one, slope in (("X1", 0.3), ("X2", 0.5)) for at in (-1, 0, 1)
    ]
    parts = {
        "moderation": interactions,
        "simple_slopes": pd.DataFrame(slopes, columns=["path", "moderator", "at", "estimate"]),
    }
    table = worded(join_results(parts, "en")["moderation"])
    assert table["interaction_label"].tolist()[0] == "Cluster pattern × LED orientation → Business sustainability"
    found = table[["slope_low", "slope_mean", "slope_high"]].to_numpy()
    np.testing.assert_allclose(found, [[0.4, 0.5, 0.6], [0.2, 0.3, 0.4]])


def test_the_checks_of_a_path_stand_in_one_row() -> None:
    ends = {"source": ["X1", "X2"], "target": ["Y", "Y"]}
    parts = {
        "consistent": pd.DataFrame(
            {**ends, "estimate": [0.1, 0.2], "consistent_estimate": [0.11, 0.22], "verdict": ""}
        ),
        "nonlinearity": pd.DataFrame({**ends, "estimate": [0.01, 0.02], "p": [0.5, 0.6]}).iloc[::-1],
        "endogeneity": pd.DataFrame({**ends, "estimate": [0.3, 0.4], "p": [0.7, 0.8], "corrected_lower": [-1.0, -2.0]}),
    }
    table = join_results(parts, "en")["evidence"]
    assert table.columns.tolist() == [
        *("source", "target", "estimate", "consistent_estimate", "quadratic", "quadratic_p", "copula", "copula_p"),
        "corrected_path_lower",
    ]
    assert table.iloc[1].tolist() == ["X2", "Y", 0.2, 0.22, 0.02, 0.6, 0.4, 0.8, -2.0]


def test_claims_and_checklist_speak_one_language() -> None:
    claims = pd.DataFrame(
        {
            "id": ["C1"],
            "verdict": ["not_supported"],
            "kind": ["dimension_effect"],
            "statistic": ["backward_linkages -> Y − forward_linkages -> Y"],
            "certainty": [0.97],
            "text": ["C1.not_supported"],
            "statement_id": ["pernyataan"],
            "statement_en": ["statement"],
            "source_id": ["abstrak"],
            "source_en": ["abstract"],
        }
    )
    table = worded(join_results({"claims": claims}, "en")["claims"])
    assert table.columns.tolist()[:5] == ["id", "statement", "reference", "verdict", "verdict_label"]
    assert table.loc[0, "evidence_kind_label"] == "effect of a dimension"
    assert (
        table.loc[0, "statistic_label"]
        == "Backward linkages → Business sustainability − Forward linkages → Business sustainability"
    )
    items = {"id": ["srmr"], "item_id": ["SRMR model"], "item_en": ["SRMR"], "rule": ["below"], "source": ["Henseler"]}
    checklist = pd.DataFrame({**items, "anchor": ["report-fit"], "status": ["yellow"]})
    table = worded(join_results({"checklist": checklist}, "id")["checklist"], "id")
    assert table.iloc[0][["item", "reference", "rule_label", "status_label"]].tolist() == [
        *("SRMR model", "Henseler", "di bawah", "dilaporkan, belum terpenuhi")
    ]


def test_settings_have_a_row_each() -> None:
    table = worded(settings_table({"estimation.scheme": "path", "bootstrap.resamples": 10000}))
    assert table["setting_label"].tolist() == ["Weighting scheme", "Bootstrap resamples"]
    assert table["value"].tolist() == ["path", 10000]
    assert table["value_label"].tolist() == ["path weighting", 10000]
    (sheet,) = sheets_of({"settings": table}, "en", {"settings": ""}, [])
    assert sheet.rows == [["Weighting scheme", "path weighting"], ["Bootstrap resamples", 10000]]
    with pytest.raises(StudyError, match=r"scheme\.guess"):
        worded(settings_table({"estimation.scheme": "guess"}))


def test_a_key_without_words_is_named() -> None:
    with pytest.raises(StudyError, match=r"no words for this: en\.yaml, section values: found status.blue"):
        value_words("status", "blue", "en")


@pytest.mark.parametrize("kind", TITLES)
def test_every_kind_of_evidence_has_words(kind: str) -> None:
    assert value_words("evidence_kind", kind, "id")
    assert value_words("evidence_kind", kind, "en")


def test_the_interval_of_a_quantity_is_named_after_it() -> None:
    assert head("corrected_path_lower", "en") == "Path corrected by copula: Lower bound"
