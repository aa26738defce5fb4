"""Ordinal answers and hidden segments of a study: their files, their universes, their words, and bad declarations."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import assess_heterogeneity
import assess_ordinal
import plssem
from jobs import call
from study.analysis.data_sets import DataSet
from study.analysis.robustness import Analysis, universe_table
from study.analysis.segment_tables import heterogeneity_facts
from study.analysis.verdicts import Judging
from study.base.errors import StudyErrors
from study.base.files import read_json, read_table
from study.setup.config import read_yaml
from study.setup.configuration import BootstrapSection, Choices, SegmentsSection
from study.setup.schema_checks import validate
from study.setup.study_model import read_study_model
from unit.evidence.small_study import INDICATORS, SETTINGS, answers, engine, write_study
from unit.evidence.test_manuscript_parts import ANCHORS, rendered

ROOT = Path(__file__).resolve().parents[3]
ANALYSIS = Analysis(SETTINGS, 60, 40, 3, Judging(0.95, 1.96))


def test_ordinal_paths_stand_beside_those_of_the_codes(tmp_path: Path) -> None:
    files = write_study(tmp_path)
    table = pd.DataFrame(answers(), columns=list(INDICATORS)).rename_axis("respondent")
    table.iloc[:5, 2] = np.nan
    table.to_csv(files["responses"])
    outputs = {"paths": tmp_path / "ordinal.csv", "facts": tmp_path / "ordinal_answers.json"}
    checks = BootstrapSection(100, 4, 0.95)
    call(
        assess_ordinal.main,
        responses=files["responses"],
        model=files["model"],
        settings=SETTINGS,
        checks=checks,
        outputs=outputs,
    )
    written, facts = read_table(outputs["paths"]), read_json(outputs["facts"])
    incomplete = table.to_numpy(dtype=float)
    fit = plssem.estimate_ordinal(incomplete, engine())
    codes = plssem.estimate(plssem.mean_replaced(incomplete, INDICATORS), engine())
    drawn = plssem.bootstrap_ordinal(incomplete, {"plain": engine()}, 100, seed=4)["plain"]
    cells = np.nonzero(engine().structural_model)
    np.testing.assert_allclose(written["ordinal_estimate"], fit.path_coefficients[cells], rtol=1e-9)
    corrected = plssem.consistent(fit)
    np.testing.assert_allclose(written["ordinal_consistent_estimate"], corrected.path_coefficients[cells], rtol=1e-9)
    np.testing.assert_allclose(written["estimate"], codes.path_coefficients[cells], rtol=1e-9)
    bounds = np.quantile(drawn.draws["path_coefficients"], [0.025, 0.975], axis=0)
    np.testing.assert_allclose(written[["ordinal_estimate_lower", "ordinal_estimate_upper"]].T, bounds, rtol=1e-9)
    assert pd.isna(written["ordinal_verdict"][0]), "a path without hypothesis"
    leaves_out_zero = written["ordinal_estimate_lower"][1:] > 0
    assert written["ordinal_verdict"][1:].eq("supported").tolist() == leaves_out_zero.tolist()
    admissible = facts["ordinal_consistent_admissible"]
    assert (written["ordinal_consistent_verdict"][1:] != "not_testable").all() == admissible
    assert facts["ordinal_share"] == drawn.admissible.mean()
    assert facts["ordinal_consistent_admissible"] == bool(plssem.admissible_consistent(corrected))


def test_segments_of_every_number_are_written_with_their_paths(tmp_path: Path) -> None:
    files = write_study(tmp_path)
    outputs = {name: tmp_path / name for name in ("segments.csv", "paths.csv", "facts.json")}
    named = {"segments": outputs["segments.csv"], "paths": outputs["paths.csv"], "facts": outputs["facts.json"]}
    beside = ("predictive_segments", "predictive_paths")
    named |= {name: tmp_path / f"{name}.csv" for name in beside}
    shared = {"responses": files["responses"], "model": files["model"], "settings": SETTINGS, "seed": 4}
    call(assess_heterogeneity.main, **shared, search=SegmentsSection(3, 5, by_prediction=True), outputs=named)
    segments, paths, facts = read_table(named["segments"]), read_table(named["paths"]), read_json(named["facts"])
    assert segments["segments"].tolist() == [1, 2, 3]
    assert len(paths) == (1 + 2 + 3) * 3
    two = plssem.find_segments(answers(), plssem.estimate(answers(), engine()), 2, 5, seed=4)
    assert segments.loc[1, "bic"] == pytest.approx(plssem.segment_criteria(two)["bic"], rel=1e-9)
    of_two = paths[paths["segments"] == 2]
    assert of_two["share"].unique() == pytest.approx(two.shares, rel=1e-9)
    assert facts["chosen"]["bic"] == int(segments["bic"].argmin()) + 1
    with pytest.raises(plssem.DataError, match="more segments than the cases allow: segments: found 5 segments of 80"):
        call(assess_heterogeneity.main, **shared, search=SegmentsSection(5, 5), outputs=named)
    predictive, partition = read_table(named["predictive_segments"]), plssem.find_predictive_segments
    assert predictive["segments"].tolist() == [1, 2, 3]
    found = partition(answers(), engine(), 2, 5, seed=4)
    assert predictive["mean_r_squared"][:2].tolist() == pytest.approx([found.explained_by_one, found.explained])
    assert len(read_table(named["predictive_paths"])) == (2 + 3) * 3


CRITERIA = ("aic", "aic3", "aic4", "bic", "caic", "hq", "mdl5")


def criteria_of(**values: list[float]) -> pd.DataFrame:
    """A table of two numbers of segments, the first preferred unless values say otherwise."""
    columns = {name: values.get(name, [1.0, 2.0]) for name in CRITERIA}
    beside = {"entropy": [np.nan, 0.7], "smallest_share": [1.0, 0.3], "starts": [1, 5], "degenerate": [0, 2]}
    return pd.DataFrame({"segments": [1, 2], "parameters": [3, 7], **columns, **beside})


def test_what_criteria_prefer_is_counted_by_hand() -> None:
    assert heterogeneity_facts(criteria_of())["agreed"] == 1
    other = heterogeneity_facts(criteria_of(aic3=[2.0, 1.0]))
    assert (other["agreed"], other["fewest"], other["most"], other["chosen"]["aic3"]) == (None, 1, 2, 2)
    both = heterogeneity_facts(criteria_of(**{name: [2.0, 1.0] for name in CRITERIA}))
    assert (both["agreed"], both["entropy"], both["degenerate"]) == (2, 0.7, 2)
    none = heterogeneity_facts(criteria_of(**{name: [np.nan, np.nan] for name in CRITERIA}))
    assert (none["agreed"], none["fewest"], none["chosen"]["bic"]) == (None, None, None)


def universes(folder: Path, data: np.ndarray) -> pd.DataFrame:
    model = read_study_model(write_study(folder)["model"])
    choices = Choices((), (), (), (), ("ordinal", "ordinal_consistent"), ("t", "percentile"))
    return universe_table([DataSet("mean", "keep", "none", "none", model, data)], choices, ANALYSIS)


def test_ordinal_estimators_are_universes_the_corrected_one_by_intervals_only(tmp_path: Path) -> None:
    table = universes(tmp_path, answers())
    expected = plssem.estimate_ordinal(answers(), engine()).path_coefficients[[0, 1], 2]
    found = table[(table["estimator"] == "ordinal") & (table["decision"] == "t")]
    np.testing.assert_allclose(found["estimate"], expected, rtol=1e-9)
    assert table.loc[table["estimator"] == "ordinal_consistent", "decision"].unique().tolist() == ["percentile"]


def test_an_item_of_one_answer_or_too_many_leaves_ordinal_universes_without_a_result(tmp_path: Path) -> None:
    data = answers()
    data[:, 0] += np.random.default_rng(1).normal(size=len(data)) / 9
    table = universes(tmp_path, data).set_index("estimator")
    assert set(table.loc["ordinal", "finding"]) == {"unknown"}
    assert table.loc["path", "estimate"].notna().all()


def test_a_data_set_beside_the_main_one_has_results_without_consistent_pls_among_the_estimators(tmp_path: Path) -> None:
    model = read_study_model(write_study(tmp_path)["model"])
    sets = [DataSet("mean", "keep", "none", waived, model, answers(cases)) for waived, cases in (("a", 80), ("b", 75))]
    choices = Choices((), (), (), (), ("factorial",), ("t",))
    assert universe_table(sets, choices, ANALYSIS)["estimate"].notna().all()


@pytest.mark.parametrize(
    ("declared", "line"),
    [
        (
            {"segments": {"maximum": 1, "starts": 20}},
            "segments.maximum: found 1; expected a whole number from 2 to 10",
        ),
        (
            {"segments": {"maximum": 3, "starts": 0}},
            "segments.starts: found 0; expected a whole number from 1 to 1000",
        ),
        ({"segments": {"maximum": 3}}, "key segments: found nothing; expected 'starts'"),
        ({"ordinal": {"resamples": 9}}, "key ordinal.resamples: found 9; expected a whole number from 100"),
        ({"ordinal": {"resample": 500, "resamples": 500}}, "key ordinal: found 'resample'; expected one of: resamples"),
    ],
)
def test_a_bad_declaration_is_one_line(declared: dict[str, dict[str, int]], line: str) -> None:
    content = {**read_yaml(ROOT / "config" / "config.yaml"), **declared}
    with pytest.raises(StudyErrors) as caught:
        validate(content, ROOT / "workflow" / "schemas" / "config.schema.yaml", "config.yaml")
    assert line in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def declared(partition: float = 0.5, **criteria: list[float]) -> dict[str, pd.DataFrame | dict[str, object]]:
    """The files of ordinal answers and segments of the demonstration model; criteria: as `criteria_of`."""
    model = read_study_model(ROOT / "config" / "model.yaml")
    ends = pd.DataFrame([{"source": path.source, "target": path.target} for path in model.paths])
    names = ("estimate", "consistent_estimate", "ordinal_estimate", "ordinal_consistent_estimate")
    bounds = [f"{name}_{end}" for name in names[2:] for end in ("lower", "upper")]
    segments = criteria_of(**criteria).assign(log_likelihood=-9.0, reached=5)
    paths = [
        ends.assign(segments=number, segment=segment, estimate=0.3 * segment, share=1 / number)
        for number in (1, 2)
        for segment in range(1, number + 1)
    ]
    facts = {"resamples": 2000, "largest_change": 0.07, "ordinal_share": 0.98, "ordinal_consistent_share": 0.4}
    admissible = {"ordinal_admissible": True, "ordinal_consistent_admissible": False}
    return {
        "full/ordinal.csv": ends.assign(**dict.fromkeys((*names, *bounds), 0.25)),
        "full/ordinal_answers.json": {**facts, **admissible},
        "full/segments.csv": segments,
        "full/segment_paths.csv": pd.concat(paths, ignore_index=True),
        "full/heterogeneity.json": heterogeneity_facts(segments),
        "full/predictive_segments.csv": pd.DataFrame(
            {"segments": [1, 2], "mean_r_squared": [0.2, partition], "smallest_share": [1.0, 0.4]}
        ).assign(starts=20, reached=3),
    }


TWO, NONE = [2.0, 1.0], [np.nan, np.nan]
SAID = {
    "one": ({}, "nothing speaks for hidden segments", "tidak ada petunjuk tentang segmen tersembunyi"),
    "two": (dict.fromkeys(CRITERIA, TWO), "They agree that the paths", "Ketiganya sepakat bahwa jalur"),
    "open": ({"aic3": TWO}, "They disagree on whether", "Ketiganya tidak sepakat apakah"),
    "none": (dict.fromkeys(CRITERIA, NONE), "nothing can be said of segments", "tidak ada yang dapat dikatakan"),
}


@pytest.mark.parametrize("state", list(SAID))
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_text_says_of_segments_what_the_criteria_say(tmp_path: Path, language: str, state: str) -> None:
    criteria, *said = SAID[state]
    text = rendered(tmp_path, language, declared=declared(**criteria))
    assert [said[language == "id"] in text] + [other[1:][language == "id"] in text for other in SAID.values()] == [
        True,
        *(name == state for name in SAID),
    ]
    assert ("{#tbl:segment_paths" in text) == (state == "two")
    assert {"tbl:ordinal", "tbl:segments"} <= set(ANCHORS.findall(text))
    assert "ordinal PLSc for the sample itself" in text or "PLSc ordinal untuk sampel itu sendiri" in text
    assert "ordinal PLS for the sample itself" not in text
    assert "PLS ordinal untuk sampel itu sendiri" not in text


def test_a_study_that_declares_neither_says_nothing_of_them(tmp_path: Path) -> None:
    text = rendered(tmp_path, "en")
    assert "FIMIX" not in text
    assert "polychoric" not in text


@pytest.mark.parametrize(("partition", "english"), [(0.5, "for one model and"), (np.nan, "; no partition into")])
def test_the_text_says_where_no_partition_can_be_estimated(tmp_path: Path, partition: float, english: str) -> None:
    assert english in rendered(tmp_path, "en", declared=declared(partition))
    indonesian = "untuk satu model dan" if np.isfinite(partition) else "; tidak ada pembagian menjadi"
    assert indonesian in rendered(tmp_path / "id", "id", declared=declared(partition))
