"""A SmartPLS report beside our results: each planted setting is named, and a clean report agrees."""

from pathlib import Path

import numpy as np
import openpyxl
import pytest
import yaml

import plssem
from study.base.errors import StudyError
from study.base.files import read_table
from study.commands import compare_smartpls
from study.other_engines.smartpls_comparison import Choice, ReportComparison, compare, comparison_report
from study.other_engines.smartpls_report import read_report
from study.setup.study_model import StudyModel, read_study_model
from unit.other_engines.smartpls_reports import Settings, some_answers, write_report

OURS = {"resamples": 2000, "seed": 1, "level": 0.95, "missing_answers": "mean"}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyModel:
    blocks = {name: [f"{name}.{item}" for item in (1, 2, 3)] for name in ("X1", "X2", "Y")}
    constructs = {
        name: {
            "label": {"id": f"Konstruk {name}", "en": f"Construct {name}"},
            "mode": "A",
            "dimensions": [{"name": name.lower(), "label": {"id": name, "en": name}, "indicators": items}],
        }
        for name, items in blocks.items()
    }
    paths = [{"source": source, "target": target} for source, target in (("X1", "X2"), ("X1", "Y"), ("X2", "Y"))]
    path = tmp_path_factory.mktemp("study") / "model.yaml"
    path.write_text(yaml.safe_dump({"constructs": constructs, "paths": paths}, sort_keys=False), encoding="utf-8")
    return read_study_model(path)


@pytest.fixture(scope="module")
def model() -> plssem.Model:
    blocks = {name: tuple(f"{name}.{item}" for item in (1, 2, 3)) for name in ("X1", "X2", "Y")}
    return plssem.Model.from_blocks(blocks, [("X1", "X2"), ("X1", "Y"), ("X2", "Y")])


def compared(
    folder: Path, study: StudyModel, model: plssem.Model, settings: Settings, weak: bool = False
) -> ReportComparison:
    answers = some_answers(weak=weak)[0].to_numpy()
    report = write_report(folder / "report.xlsx", answers, model, settings)
    return compare(read_report(report, study), answers, model, **OURS)  # type: ignore[arg-type]


@pytest.mark.parametrize("decimals", [3, 10])
def test_a_clean_report_agrees(tmp_path: Path, study: StudyModel, model: plssem.Model, decimals: int) -> None:
    comparison = compared(tmp_path, study, model, Settings(decimals=decimals))
    assert comparison.departures == ()
    assert comparison.verdict == "agrees"
    assert len(comparison.cells) > 150
    assert set(comparison.cells["verdict"]) == {"agrees"}
    assert comparison.unread == ("Model_Fit: Fit Summary",)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (Settings(Choice("factorial", "mean")), "weighting scheme: factorial instead of path"),
        (Settings(Choice("centroid", "mean")), "weighting scheme: centroid instead of path"),
        (Settings(Choice("path", "casewise")), "missing answers: casewise instead of mean"),
        (Settings(Choice("path", "mean", "PLSc")), "algorithm: PLSc instead of PLS"),
        (
            Settings(Choice("path", "mean", scale="unstandardised")),
            "scale of the paths: unstandardised instead of standardised",
        ),
        (Settings(interval="bias_corrected"), "interval: bias-corrected instead of percentile"),
        (Settings(interval="bca"), "interval: bca instead of percentile"),
        (Settings(one_sided=True), "tails: one-sided instead of two-sided"),
        (Settings(seed=2), "seed: other random numbers, within Monte-Carlo error"),
        (Settings(resamples=500, states_resamples=True), "resamples: about 500 instead of 2000"),
    ],
)
def test_a_planted_setting_is_named(
    tmp_path: Path, study: StudyModel, model: plssem.Model, settings: Settings, named: str
) -> None:
    comparison = compared(tmp_path, study, model, settings)
    assert named in comparison.departures
    assert comparison.verdict == "differs by settings"
    others = [text for text in comparison.departures if text != named and not text.startswith("seed")]
    assert others == []


@pytest.mark.parametrize("signs", ["individual"])
def test_a_sign_option_is_named(tmp_path: Path, study: StudyModel, model: plssem.Model, signs: str) -> None:
    """A path near zero changes its sign in many resamples; the option takes them to one side."""
    comparison = compared(tmp_path, study, model, Settings(signs=signs), weak=True)
    assert f"sign option: {signs} instead of none" in comparison.departures
    assert comparison.verdict == "differs by settings"


def test_several_settings_at_once_are_named(tmp_path: Path, study: StudyModel, model: plssem.Model) -> None:
    wrong = Settings(Choice("centroid", "casewise"), seed=7, one_sided=True, interval="bias_corrected")
    told = comparison_report(compared(tmp_path, study, model, wrong))
    for setting in ("centroid", "casewise", "one-sided", "bias-corrected", "seed"):
        assert setting in told


def test_fewer_resamples_are_seen_in_the_noise(tmp_path: Path, study: StudyModel, model: plssem.Model) -> None:
    """100 resamples: the error of a standard error is 1/sqrt(200) = 7 % of it, ours 1.6 %."""
    comparison = compared(tmp_path, study, model, Settings(resamples=100, seed=3))
    (named,) = [text for text in comparison.departures if text.startswith("resamples")]
    assert 40 < int(named.split()[2]) < 250


def test_a_wrong_cell_is_unexplained_and_told_with_its_place(
    tmp_path: Path, study: StudyModel, model: plssem.Model
) -> None:
    answers = some_answers()[0].to_numpy()
    path = write_report(tmp_path / "report.xlsx", answers, model, Settings())
    book = openpyxl.load_workbook(path)
    cell = book["Construct Reliability"]["B3"]
    right, cell.value = cell.value, cell.value + 0.01
    book.save(path)
    comparison = compare(read_report(path, study), answers, model, **OURS)  # type: ignore[arg-type]
    assert comparison.verdict == "unexplained"
    told = comparison_report(comparison)
    assert f"Construct Reliability!B3: cronbach_alpha X1 estimate: theirs {right + 0.01:.6g}" in told
    assert "see M1 in docs/conventions.md" in told


def test_smartpls_4_lists_labels_and_decimal_commas_are_read(tmp_path: Path, study: StudyModel) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Path coefficients - List"
    for row in (["Path coefficients"], ["", "Path coefficients"], ["Construct X1 -> Konstruk Y", "0,174"]):
        sheet.append(row)
    loadings = book.create_sheet("Outer loadings - List")
    for row in (["", "Outer loadings"], ["X1.1 <- X1", "0,812"]):
        loadings.append(row)
    ratio = book.create_sheet("HTMT - List")
    for row in (["", "Heterotrait-monotrait ratio (HTMT)"], ["X2 <-> X1", 0.5]):
        ratio.append(row)
    quality = book.create_sheet("Quality")
    for row in (["Construct reliability and validity"], ["", "Composite reliability (rho_a)"], ["X1", 0.9]):
        quality.append(row)
    book.save(tmp_path / "report.xlsx")
    read = {(c.statistic, c.label): (c.value, c.decimals) for c in read_report(tmp_path / "report.xlsx", study).cells}
    assert read == {
        ("path_coefficients", "X1 -> Y"): (0.174, 3),
        ("outer_loadings", "X1.1"): (0.812, 3),
        ("htmt", "X1 ~ X2"): (0.5, 1),
        ("rho_a", "X1"): (0.9, 1),
    }


def test_what_is_no_report_is_refused(tmp_path: Path, study: StudyModel) -> None:
    (tmp_path / "report.xlsx").write_text("text", encoding="utf-8")
    with pytest.raises(StudyError, match="this is not an Excel workbook"):
        read_report(tmp_path / "report.xlsx", study)
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(StudyError, match="no table of this report is understood"):
        read_report(tmp_path / "empty.xlsx", study)


def test_the_command_writes_every_cell(
    tmp_path: Path, study: StudyModel, model: plssem.Model, capsys: pytest.CaptureFixture[str]
) -> None:
    frame, names = some_answers()
    (tmp_path / "full").mkdir()
    frame.rename_axis("respondent").to_csv(tmp_path / "full" / "responses.csv")
    declared = {
        name: {
            "label": {"id": name, "en": name},
            "mode": "A",
            "dimensions": [
                {"name": "d", "label": {"id": name, "en": name}, "indicators": [n for n in names if n.startswith(name)]}
            ],
        }
        for name in study.constructs
    }
    paths = [{"source": path.source, "target": path.target} for path in study.paths]
    (tmp_path / "model.yaml").write_text(yaml.safe_dump({"constructs": declared, "paths": paths}, sort_keys=False))
    config = {
        "model": str(tmp_path / "model.yaml"),
        "results_dir": str(tmp_path),
        "estimation": {"scheme": "path", "max_iterations": 300, "tolerance": 1e-7},
        "bootstrap": {"resamples": 200, "seed": 1, "confidence_level": 0.95},
        "cleaning": {"missing_answers": "mean"},
    }
    report = write_report(tmp_path / "r.xlsx", frame.to_numpy(), model, Settings(resamples=200))
    assert compare_smartpls(report=report, config=config, table=tmp_path / "cells.csv") == 0
    assert "VERDICT: agrees" in capsys.readouterr().out
    cells = read_table(tmp_path / "cells.csv")
    assert len(cells) > 150
    assert np.isfinite(cells["ours"]).all()
