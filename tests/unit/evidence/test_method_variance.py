"""A marker variable of method variance: what it takes out, its files, its words, and bad declarations."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import assess_method_variance
from jobs import call
from study.analysis.rival_tables import MarkerSettings, _findings
from study.analysis.verdicts import Judging
from study.base.errors import StudyErrors
from study.base.files import read_json, read_table
from study.setup.codebook import read_codebook
from study.setup.config import read_yaml
from study.setup.configuration import CleaningRules, Configuration, MethodVarianceSection, SurveyFiles
from study.setup.consistency import check_consistency
from study.setup.study_model import ModelPath, read_study_model
from unit.evidence.small_study import CODEBOOK, INDICATORS, SETTINGS, write_study
from unit.evidence.test_manuscript_parts import ANCHORS, rendered, spoken

ROOT = Path(__file__).resolve().parents[3]
CONFIG = read_yaml(ROOT / "config" / "config.yaml")
RULES = CleaningRules.from_config(CONFIG["cleaning"] | {"straight_lining": "keep", "max_missing_share": 0.9})
MARKER = ("mk1", "mk2", "mk3")
LEVEL = 0.95


def biased_answers(cases: int, style: float) -> np.ndarray:
    """X leads to M and M to Y, and a style of answering, of which alone the last three items tell, raises all items."""
    generator = np.random.default_rng(12)
    x, m, y = generator.normal(size=(3, cases))
    m = 0.5 * x + m
    y = 0.5 * m + y
    scores = np.column_stack([x, x, m, m, y, y, y, *np.zeros((3, cases))])
    noise = np.repeat([0.6, 0.3], [7, 3]) * generator.normal(size=(cases, 10))
    raised = scores + style * generator.normal(size=(cases, 1)) + noise
    return np.clip(np.round(3 + 0.7 * raised), 1, 5)


def written(folder: Path, data: np.ndarray, declared: MarkerSettings) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The result files of answers to the seven items and the three of the marker."""
    files = write_study(folder)
    extra = "".join(
        f"  {code}: {{question: {{id: {code}.}}, label: {{id: {code}}}, reverse: false}}\n" for code in MARKER
    )
    files["codebook"].write_text(CODEBOOK + extra, encoding="utf-8")
    table = pd.DataFrame(data, columns=[*INDICATORS, *MARKER])
    table[list(INDICATORS)].rename_axis("respondent").to_csv(files["responses"])
    turned = table.assign(x2=6 - table["x2"]).astype(int).astype(str)
    turned.iloc[:2, 8] = ""
    turned.to_csv(folder / "survey.csv", index=False)
    paths = pd.DataFrame(
        [
            {"source": source, "target": target, "hypothesis": hypothesis, "estimate": 0.3, "t": 3.0}
            | {"lower": 0.1, "upper": 0.5}
            for source, target, hypothesis in (("X", "M", ""), ("X", "Y", "H1"), ("M", "Y", "H2"))
        ]
    )
    paths.to_csv(folder / "paths.csv", index=False)
    survey = {"file": str(folder / "survey.csv"), "sheet": None, "rows": None, "expected_n": None}
    call(
        assess_method_variance.main,
        survey=SurveyFiles.from_config(survey),
        rules=RULES,
        settings=SETTINGS,
        declared=declared,
        judging=Judging(LEVEL, 1.96, {}),
        paths=folder / "paths.csv",
        outputs={"marked": folder / "table.csv", "facts": folder / "facts.json"},
        **{name: files[name] for name in ("codebook", "responses", "model")},
    )
    return read_table(folder / "table.csv").set_index(["source", "target"]), read_json(folder / "facts.json")


def test_a_path_that_is_only_a_style_of_answering_goes_with_the_marker(tmp_path: Path) -> None:
    """Beside M, X has no path to Y: the style makes one, most of which the marker takes away; the others stay."""
    table, facts = written(tmp_path, biased_answers(150, 1.2), MarkerSettings(MARKER, 500, 4))
    made = table.loc[("X", "Y")]
    assert made["verdict"] == "supported"
    assert made["marked_verdict"] == "not_supported"
    assert made["changed"]
    plain = made["marked"] - made["difference"]
    assert plain > 0.14 > 0.07 > abs(made["marked"])
    assert made["difference_upper"] < 0
    assert table.loc[("M", "Y"), "marked_verdict"] == "supported"
    assert (table.loc[("X", "M"), "verdict"] == "") or pd.isna(table.loc[("X", "M"), "verdict"])
    assert (facts["constructs"], facts["related"], facts["items"], facts["changed"]) == (3, 3, 3, 1)
    assert 0.3 < facts["smallest"] <= facts["largest"] < 0.9
    assert facts["alpha"] > 0.6


def test_a_marker_that_nothing_moves_moves_nothing(tmp_path: Path) -> None:
    table, facts = written(tmp_path, biased_answers(400, 0.0), MarkerSettings(MARKER, 500, 4))
    assert facts["largest_change"] == table["difference"].abs().max() < 0.02
    assert -0.2 < facts["smallest"] <= facts["largest"] < 0.2


CODES = read_codebook(ROOT / CONFIG["codebook"]).indicators


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        (("X1.1", "X1.2"), "an item that cannot mark method variance: configuration key method_variance.marker: found"),
        (("mood1", "mood2"), "found mood1; expected a code under indicators of"),
    ],
)
def test_what_is_no_item_beside_the_model_is_refused(marker: tuple[str, ...], said: str) -> None:
    configuration = Configuration.from_config(CONFIG)
    declared = dataclasses.replace(configuration, method_variance=MethodVarianceSection(marker, 500))
    model, codebook = read_study_model(ROOT / CONFIG["model"]), read_codebook(ROOT / CONFIG["codebook"])
    with pytest.raises(StudyErrors) as refused:
        check_consistency(declared, model, codebook)
    assert said in str(refused.value)


def told(changed: int) -> dict[str, Any]:
    """The files of a marker that changes so many findings; nothing is a result."""
    ends = (("X1", "X2"), ("X2", "X3"), ("X3", "Y"))
    table = [
        {"source": source, "target": target, "hypothesis": "", "verdict": "", "estimate": 0.3, "marked": 0.2}
        | {"marked_se": 0.1, "marked_t": 2.0, "marked_p": 0.04, "marked_lower": 0.1, "marked_upper": 0.4}
        | {"difference": -0.1, "difference_lower": -0.2, "difference_upper": 0.0, "marked_verdict": ""}
        | {"changed": number < changed}
        for number, (source, target) in enumerate(ends)
    ]
    facts = {"items": 3, "alpha": 0.8, "resamples": 1000, "lost": 0, "constructs": 4, "related": 2, "smallest": -0.1}
    facts |= {"largest": 0.3, "largest_change": 0.1, "changed": changed}
    return {"full/method_variance.csv": pd.DataFrame(table), "full/marker.json": facts}


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("changed", [0, 1, 2])
def test_the_text_says_which_findings_the_marker_changes(tmp_path: Path, language: str, changed: int) -> None:
    text = rendered(tmp_path, language, declared=told(changed))
    words = " ".join(spoken(text).lower().split())
    said = {
        "en": ["and no finding changes.", "and the finding on", "and the findings on"],
        "id": ["dan tidak ada temuan yang berubah.", "dan temuan tentang", "dan temuan tentang"],
    }
    assert said[language][changed] in words
    assert "tbl:method_variance" in ANCHORS.findall(text)


def test_a_path_without_hypothesis_is_found_by_its_interval_and_one_with_it_by_its_rule() -> None:
    paths = [ModelPath("X", "M"), ModelPath("M", "Y", "H2")]
    numbers = pd.DataFrame([{"t": 2.1, "lower": -0.01, "upper": 0.4}] * 2)
    assert _findings(paths, numbers, Judging(LEVEL, 1.96)) == ["none", "supported"]
