"""A SmartPLS report beside our results: each planted setting is named, and a clean report agrees."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import yaml

import plssem
from study.base.errors import StudyError
from study.base.files import read_table
from study.other_engines.smartpls_comparison import (
    ComparedAnswers,
    ReportComparison,
    compare,
    compare_answers,
    compare_smartpls,
    comparison_report,
)
from study.other_engines.smartpls_report import ReportedAnswers, SmartplsReport, read_report
from study.other_engines.smartpls_settings import Choice, PValues
from study.setup.study_model import StudyModel, read_study_model
from unit.data.small_survey import write_workbook
from unit.other_engines.smartpls_reports import HEAD, Settings, some_answers, write_complete_report, write_report

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
        (Settings(level=0.99), "bounds: 99% of the draws between them instead of 95%"),
        (Settings(level=0.9), "bounds: 90% of the draws between them instead of 95%"),
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


LAYOUTS = ("one_sheet", "no_column_a", "no_blank_rows", "decimal_commas", "dimension_a1")
PARTS = ("Inner model", "Outer model")
WHOLE = Settings(resamples=300, decimals=10, student=True)


def read_whole(folder: Path, study: StudyModel, model: plssem.Model, **layout: bool) -> SmartplsReport:
    answers = some_answers()[0].to_numpy()
    return read_report(write_complete_report(folder / "report.xlsx", answers, model, WHOLE, **layout), study)


def test_a_report_of_smartpls_4_agrees_but_for_the_distribution_of_p(
    tmp_path: Path, study: StudyModel, model: plssem.Model
) -> None:
    report = read_whole(tmp_path, study, model)
    comparison = compare(report, some_answers()[0].to_numpy(), model, **{**OURS, "resamples": 300})  # type: ignore[arg-type]
    assert comparison.departures == ("p values: Student's t with 299 degrees of freedom instead of normal",)
    unequal = comparison.cells[comparison.cells["verdict"] != "agrees"]
    assert set(unequal["field"]) == {"p"}
    assert set(unequal["verdict"]) == {"p values"}
    assert {"bc_lower", "bc_upper", "lower", "upper"} <= set(comparison.cells["field"])
    assert set(comparison.cells["statistic"]) >= {"htmt", "fornell_larcker", "outer_vif", "inner_vif", "r_squared"}
    assert comparison.answers == ComparedAnswers(120, 120, ())
    assert "the same as ours" in comparison_report(comparison)


def test_what_smartpls_4_calls_inner_and_outer_model_is_no_vif(
    tmp_path: Path, study: StudyModel, model: plssem.Model
) -> None:
    report = read_whole(tmp_path, study, model)
    assert len([cell for cell in report.cells if cell.statistic == "outer_vif"]) == len(model.indicators)
    assert len([cell for cell in report.cells if cell.statistic == "inner_vif"]) == len(model.paths)
    assert report.unread == ("complete: Residuals / Outer model descriptives", "complete: MV descriptives")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_edited_report_of_smartpls_4_reads_the_same(
    tmp_path: Path, study: StudyModel, model: plssem.Model, layout: str
) -> None:
    expected, read = read_whole(tmp_path, study, model), read_whole(tmp_path, study, model, **{layout: True})
    assert [replace(cell, place="") for cell in read.cells] == [replace(cell, place="") for cell in expected.cells]
    assert (read.answers, read.unread) == (expected.answers, expected.unread)


def test_a_zero_at_the_end_that_a_cell_drops_loosens_no_comparison(tmp_path: Path, study: StudyModel) -> None:
    book = openpyxl.Workbook()
    for row in (["Path coefficients"], ["", "Path coefficients"], ["X1 -> X2", 1], ["X1 -> Y", 0.174]):
        book.active.append(row)
    book.save(tmp_path / "report.xlsx")
    assert [cell.decimals for cell in read_report(tmp_path / "report.xlsx", study).cells] == [3, 3]


def test_a_web_page_and_decimal_commas_are_read(tmp_path: Path, study: StudyModel) -> None:
    page = """<html><head><title>Report</title><style>td {color: red}</style></head><body><h1>Path Coefficients</h1>
      <h2>Confidence Intervals Bias Corrected</h2><table><tr><th></th><th>Original Sample (O)</th><th>2,5%</th></tr>
      <tr><td>X1 -> <b>Y</b></td><td>0,174</td><td>0,051</td></tr></table>
      <h1>Outer Loadings</h1><table><tr><th></th><th>Outer Loadings</th></tr>
      <tr><td>X1.1 <- X1</td><td>0,812</td></tr></table>
      <h1>Outer Model Residual Descriptives</h1><table><tr><th></th><th>Mean</th></tr><tr><td>X1.1</td><td>0,1</td></tr>
      </table></body></html>"""
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    report = read_report(tmp_path / "report.html", study)
    assert [(cell.label, cell.field, cell.value, cell.place) for cell in report.cells] == [
        ("X1 -> Y", "estimate", 0.174, "report.html!B6"),
        ("X1 -> Y", "bc_lower", 0.051, "report.html!C6"),
        ("X1.1", "estimate", 0.812, "report.html!B12"),
    ]
    assert report.unread == ("report.html: Outer Model Residual Descriptives",)


def test_a_report_of_smartpls_3_in_one_sheet_is_read(tmp_path: Path, study: StudyModel) -> None:
    """No title of a part above a matrix, lines of a list without numbers, settings under titles, cells of one blank."""
    book = openpyxl.Workbook()
    book.active.title = "Complete"
    blank: list[object] = []
    for row in (
        ["SmartPLS Report"],
        ["Final Results"],
        blank,
        ["Path Coefficients"],
        blank,
        ["", "X1", "X2", "Y"],
        ["X1", None, 0.5, 0.25],
        ["X2", None, None, 0.125],
        ["Y"],
        blank,
        ["Total Indirect Effects"],
        blank,
        ["Mean, STDEV, T-Values, P-Values"],
        blank,
        ["", "Original Sample (O)", "P Values"],
        ["X1 -> X2"],
        ["X1 -> Y", 0.0625, 0.04],
        ["X2 -> Y"],
        blank,
        ["Samples"],
        blank,
        ["", "X1 -> Y"],
        ["Sample 0", 0.06],
        blank,
        ["Setting"],
        blank,
        ["Data file Settings"],
        ["Data file", "answers.csv [2 records]"],
        ["Missing value marker", "none"],
        ["Bootstrapping Settings"],
        ["Complexity", "Basic Bootstrapping"],
        ["Samples", 500],
        blank,
        ["Inner Model"],
        blank,
        ["", "X1", "X2", "Y"],
        ["X1", None, 1, 1],
        ["X2", None, None, 1],
        blank,
        ["Indicator Data (Original)"],
        blank,
        ["Case ID", "X1.1", "X1.2"],
        [1, 4, 5],
        [2, None, 3],
        blank,
        [" "],
        [" "],
    ):
        book.active.append([None, *row])
    book.save(tmp_path / "report.xlsx")
    report = read_report(tmp_path / "report.xlsx", study)
    assert [(*cell.name, cell.field, cell.value) for cell in report.cells] == [
        ("path_coefficients", "X1 -> X2", "estimate", 0.5),
        ("path_coefficients", "X1 -> Y", "estimate", 0.25),
        ("path_coefficients", "X2 -> Y", "estimate", 0.125),
        ("total_indirect_effects", "X1 -> Y", "estimate", 0.0625),
        ("total_indirect_effects", "X1 -> Y", "p", 0.04),
    ]
    assert report.answers == ReportedAnswers(("X1.1", "X1.2"), (("4", "5"), ("", "3")))
    assert report.settings["samples"] == "500"
    assert report.unread == ("Complete: Samples",)


def test_rows_of_other_constructs_and_tables_of_groups_are_named(tmp_path: Path, study: StudyModel) -> None:
    book = openpyxl.Workbook()
    book.active.title = "complete"
    for row in (
        ["Path coefficients"],
        ["", "Path coefficients"],
        ["X1 -> Y", 0.174],
        ["X1 x X2 -> Y", 0.05],
        [],
        ["Path coefficients - difference of groups"],
        ["", "Path coefficients", "t value (men)"],
        ["X1 -> Q", 0.3, 2.1],
        [],
        ["Outer model"],
        ["", "Original sample"],
        ["X1.1", 1.4],
    ):
        book.active.append(row)
    book.save(tmp_path / "report.xlsx")
    report = read_report(tmp_path / "report.xlsx", study)
    assert [(cell.statistic, cell.label, cell.value) for cell in report.cells] == [
        ("path_coefficients", "X1 -> Y", 0.174)
    ]
    assert report.unread == (
        "complete: Path coefficients: 1 rows of what the model does not hold, the first 'X1 x X2 -> Y'",
        "complete: Path coefficients - difference of groups",
    )


def read_rows(folder: Path, study: StudyModel, *rows: list[object]) -> SmartplsReport:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "report.xlsx")
    return read_report(folder / "report.xlsx", study)


LOADING: list[list[object]] = [["Path coefficients"], ["", "X1", "X2"], ["X1", None, 0.5], []]


@pytest.mark.parametrize(
    "rows",
    [
        [["Path coefficients"], [], ["Segment 1"], ["", "Path coefficients"], ["X1 -> Y", 0.9]],
        [["Path coefficients"], [], ["Male"], ["", "X1", "Y"], ["X1", None, 0.9]],
        [["Path coefficients"], ["", "Original difference", "2.5%", "97.5%"], ["X1 -> Y", 0.1, -0.2, 0.2]],
        [["MICOM"], [], ["Step 3a (mean)"], ["", "Permutation mean difference", "2.5%"], ["X1", 0.1, -0.2]],
        [["MV prediction summary"], ["", "Q²predict", "PLS-SEM_RMSE"], ["Y.1", 0.1, 0.8]],
        [["Construct Crossvalidated Redundancy"], [], ["Total"], ["", "SSO", "Q² (=1-SSE/SSO)"], ["Y", 360, 0.3]],
        [["Total effects (unstandardized)"], ["", "X1", "Y"], ["X1", None, 0.9]],
        [["Outer weights (rescaled)"], ["", "X1"], ["X1.1", 0.9]],
        [["Total effects for [Y]"], ["", "Y"], ["X1", 0.9]],
        [["Path coefficients for group A"], ["", "X1", "Y"], ["X1", None, 0.9]],
        [["Path coefficients - men"], ["", "X1", "Y"], ["X1", None, 0.9]],
        [["Table 3. Path coefficients - men"], ["", "X1", "Y"], ["X1", None, 0.9]],
        [["Original HTMT"], ["", "X1", "Y"], ["X1", None, None], ["Y", 0.9, None]],
        [["HTMT2"], ["", "X1", "Y"], ["X1", None, None], ["Y", 0.9, None]],
        [["Segment 1"], [], ["Path coefficients"], [], ["", "X1", "Y"], ["X1", None, 0.9]],
        [["Minimum sample size"], [], ["", "Path coefficients", "5% significance"], ["X1 -> Y", 0.11, 400]],
        [
            ["Path coefficients"],
            [],
            ["Confidence intervals bias-corrected and accelerated"],
            ["", "2.5%"],
            ["X1 -> Y", 0.1],
        ],
        [["Path coefficients"], ["", "Path coefficients"], ["X1 -> Y", "0.35***"]],
        [["Importance-performance map [Y]"], ["", "Total effects", "LV performances"], ["X1", 0.9, 55.2]],
        [["Path coefficients"], [], ["Confidence intervals BCa"], ["", "2.5%", "97.5%"], ["X1 -> Y", 0.1, 0.3]],
        [["Path coefficients - Confidence intervals BCa"], ["", "2.5%", "97.5%"], ["X1 -> Y", 0.1, 0.3]],
        [["Path coefficients - unstandardized - Matrix"], ["", "X1", "Y"], ["X1", None, 0.9]],
        [["Path coefficients (unstandardized) - Mean, STDEV"], ["", "Original sample (O)"], ["X1 -> Y", 0.9]],
        [["Path coefficients - p values"], ["", "X1", "Y"], ["X1", None, 0.9]],
        [["Path coefficients (female)"], ["", "Path coefficients"], ["X1 -> Y", 0.9]],
        [["Path Coefficients-diff (A - B)"], ["", "Path coefficients"], ["X1 -> Y", 0.9]],
        [["Bootstrap MGA"], [], ["Path coefficients"], ["", "p value"], ["X1 -> Y", 0.9]],
        [["Welch-Satterthwaite test"], [], ["Path coefficients"], ["", "p value"], ["X1 -> Y", 0.9]],
        [["Simple slope analysis"], [], ["Path coefficients"], ["", "X1", "Y"], ["X1", None, 0.9]],
        [["R-square - men"], ["", "R-square"], ["Y", 0.9]],
        [["FIMIX"], [], ["R Square"], ["", "R Square"], ["Y", 0.9]],
        [["PLSpredict"], [], ["LV summary"], ["", "R-square"], ["Y", 0.9]],
        [["IPMA"], [], ["Total effects"], ["", "X1", "Y"], ["X1", None, 0.9]],
        [["Performances"], ["", "Total effects"], ["X1 -> Y", 0.9]],
        [["Construct reliability and validity - men"], ["", "Cronbach's alpha"], ["Y", 0.9]],
        [["Cronbach's alpha - men"], ["", "Cronbach's alpha"], ["Y", 0.9]],
    ],
)
def test_what_is_not_compared_is_named_and_not_read(
    tmp_path: Path, study: StudyModel, rows: list[list[object]]
) -> None:
    report = read_rows(tmp_path, study, *LOADING, *rows)
    assert [cell.value for cell in report.cells] == [0.5]
    assert len(report.unread) == 1


BOOTSTRAP = [["", "Original sample (O)", "P values"], ["X1 -> Y", 0.5, 0.04]]
BOUNDS = [["", "Original sample (O)", "2.5%", "97.5%"], ["X1 -> Y", 0.5, 0.3, 0.7]]
MATRIX: list[list[object]] = [["", "X1", "Y"], ["X1", None, 0.5]]
LOADINGS = [["", "X1"], ["X1.1", 0.5]]
VALUES = [["", *HEAD], ["Y", 0.5, 0.5, 0.1, 5, 0]]


@pytest.mark.parametrize(
    ("titles", "table", "statistic"),
    [
        *(
            (title, MATRIX, "path_coefficients")
            for title in ("Path Coefficients", "Path coefficients - Matrix", "Path coefficients (standardized)")
        ),
        *(
            (f"{before}ath coefficients", MATRIX, "path_coefficients")
            for before in ("Standardized p", "4.2 P", "Tabel 3. P", "Table 3. Final p")
        ),
        *(
            (f"Path coefficients{link}{part}", BOOTSTRAP, "path_coefficients")
            for link in ("|", " - ", " – ", ": ", " (")
            for part in ("Mean, STDEV, T values, p values", "Mean, STDEV, T-Values, P-Values)")
        ),
        *(
            (f"Path coefficients{link}{part}", BOUNDS, "path_coefficients")
            for link in ("|", " - ")
            for part in ("Confidence intervals", "Confidence intervals bias corrected")
        ),
        ("Total Effects: Mean, STDEV, T-Values, P-Values", BOOTSTRAP, "total_effects"),
        ("Total effects (standardised)", MATRIX, "total_effects"),
        ("Indirect Effects|Total Indirect Effects", MATRIX, "total_indirect_effects"),
        ("Specific indirect effects - Mean, STDEV, T values", BOOTSTRAP, "specific_indirect_effects"),
        ("Outer loadings (final)", LOADINGS, "outer_loadings"),
        ("Outer weights - Matrix", LOADINGS, "outer_weights"),
        ("Discriminant validity|Cross loadings", LOADINGS, "cross_loadings"),
        ("Discriminant validity|Heterotrait-monotrait ratio (HTMT) - Matrix", MATRIX, "htmt"),
        ("HTMT+", MATRIX, "htmt"),
        ("Heterotrait-monotrait ratio plus (HTMT+) - Matrix", MATRIX, "htmt"),
        ("Discriminant Validity|Fornell-Larcker Criterion", MATRIX, "fornell_larcker"),
        ("f-square effect size", MATRIX, "f_squared"),
        ("f-square - Matrix", MATRIX, "f_squared"),
        ("R-square - Mean, STDEV, T values, p values", VALUES, "r_squared"),
        ("R-square adjusted|Mean, STDEV, T values, p values", VALUES, "adjusted_r_squared"),
        ("Cronbach's alpha - Mean, STDEV, T values, p values", VALUES, "cronbach_alpha"),
        ("Composite reliability (rho_c)|Mean, STDEV, T values, p values", VALUES, "composite_reliability"),
        ("rho_A|Mean, STDEV, T-Values, P-Values", VALUES, "rho_a"),
        ("Average variance extracted (AVE)|Mean, STDEV, T values", VALUES, "average_variance_extracted"),
        ("Construct reliability and validity - Overview", [["", "rho_A"], ["Y", 0.5]], "rho_a"),
        ("Alpha, rho_A, CR and AVE", [["", "Cronbach's Alpha"], ["Y", 0.5]], "cronbach_alpha"),
        ("Cronbach's alpha, CR and AVE", [["", "Cronbach's Alpha"], ["Y", 0.5]], "cronbach_alpha"),
        ("Collinearity statistics (VIF)|Inner model - Matrix", MATRIX, "inner_vif"),
        ("Collinearity Statistics (VIF)|Outer VIF Values", [["", "VIF"], ["X1.1", 0.5]], "outer_vif"),
    ],
)
def test_titles_of_a_statistic_in_one_line_or_two_are_read(
    tmp_path: Path, study: StudyModel, titles: str, table: list[list[object]], statistic: str
) -> None:
    report = read_rows(tmp_path, study, *([title] for title in titles.split("|")), *table)
    assert (report.cells[0].statistic, report.cells[0].value) == (statistic, 0.5)
    assert {cell.statistic for cell in report.cells} == {statistic}
    bounds = {cell.field for cell in report.cells if cell.field.endswith("lower")}
    assert bounds == ({"bc_lower" if "bias" in titles else "lower"} if table is BOUNDS else set())
    assert report.unread == ()


@pytest.mark.parametrize(("sheet", "is_read"), [("Firm performance", True), ("Segment 1", False), ("Group_men", False)])
def test_the_name_of_a_sheet_is_no_section_but_may_be_a_sample(
    tmp_path: Path, study: StudyModel, sheet: str, is_read: bool
) -> None:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in (["Outer weights"], *LOADINGS):
        book.active.append(row)
    other = book.create_sheet("Importance-Performance Map")
    for row in (["", "Total effects"], ["X1 -> Y", 0.9]):
        other.append(row)
    last = book.create_sheet("Path Coefficients")
    for row in (["Matrix"], *MATRIX):
        last.append(row)
    book.save(tmp_path / "report.xlsx")
    report = read_report(tmp_path / "report.xlsx", study)
    assert len(report.cells) == 1 + is_read
    assert len(report.unread) == 2 - is_read


def test_labels_are_one_however_their_letters_are_written(tmp_path: Path) -> None:
    """A letter and its accent apart, as other systems write them, ß in capitals, a line below for a space."""
    path = tmp_path / "model.yaml"
    constructs = {
        code: {
            "label": {"id": label, "en": label},
            "mode": "A",
            "dimensions": [{"name": "a", "label": {"id": "a", "en": "a"}, "indicators": [f"{code}.1", f"{code}.2"]}],
        }
        for code, label in (("X1", "Größe"), ("Y", "Nilai usaha"))
    }
    paths = [{"source": "X1", "target": "Y"}]
    path.write_text(yaml.safe_dump({"constructs": constructs, "paths": paths}), encoding="utf-8")
    rows: list[list[object]] = [["Path coefficients"], ["", "Nilai_usaha"], ["GRO\u0308SSE", 0.5]]
    assert [cell.label for cell in read_rows(tmp_path, read_study_model(path), *rows).cells] == ["X1 -> Y"]


def test_tables_that_were_copied_by_hand_are_read(tmp_path: Path, study: StudyModel) -> None:
    """A title in the corner; construct and item, or the two ends of a path, in columns of their own."""
    report = read_rows(
        tmp_path,
        study,
        ["Path coefficients", "X1", "X2", "Y"],
        ["X1", None, 0.5, 0.25],
        [],
        ["Construct", "Item", "Outer loadings"],
        ["X1", "X1.1", 0.8],
        [None, "X1.2", 0.75],
        ["X2", "X2.1", 0.7],
        [],
        ["From", "To", "f-square"],
        ["X1", "Y", 0.125],
        [],
        ["From", "To", "HTMT"],
        ["X2", "X1", 0.625],
    )
    assert [(*cell.name, cell.value) for cell in report.cells] == [
        ("path_coefficients", "X1 -> X2", 0.5),
        ("path_coefficients", "X1 -> Y", 0.25),
        ("outer_loadings", "X1.1", 0.8),
        ("outer_loadings", "X1.2", 0.75),
        ("outer_loadings", "X2.1", 0.7),
        ("f_squared", "X1 -> Y", 0.125),
        ("htmt", "X1 ~ X2", 0.625),
    ]


def test_other_answers_in_a_report_are_told(tmp_path: Path, study: StudyModel, model: plssem.Model) -> None:
    answers = some_answers(missing=0)[0].to_numpy()
    report = read_report(write_complete_report(tmp_path / "report.xlsx", answers, model, WHOLE), study)
    assert report.answers is not None
    shuffled = answers[::-1]
    assert compare_answers(report.answers, shuffled, model.indicators).differences == ()
    missing = answers.copy()
    missing[7, 2] = np.nan
    for stands in ("", "-99", "3.25"):
        rows = [list(row) for row in report.answers.rows]
        rows[7][2] = stands
        replaced = replace(report.answers, rows=tuple(map(tuple, rows)))
        assert compare_answers(replaced, missing, model.indicators).differences == ()
    other = answers.copy()
    other[3, 0] = 8 - other[3, 0] if other[3, 0] != 4 else 5
    other[:, 4] = 8 - other[:, 4]
    told = compare_answers(report.answers, other, model.indicators).differences
    assert told[0] == "X1.1: 1 of 120 answers differ"
    assert told[1].startswith("X2.2 is turned")
    fewer = compare_answers(report.answers, answers[:100], model.indicators)
    assert fewer.differences == ("100 of the report's 120 respondents are among our 100",)
    changed = replace(report.answers, indicators=("Z1", *report.answers.indicators[1:]))
    assert compare_answers(changed, answers, model.indicators).differences == ("the report holds no answers to X1.1",)
    compared_all = compare(report, other, model, **{**OURS, "resamples": 50})  # type: ignore[arg-type]
    assert compared_all.verdict == "other answers"
    assert "other answers: X1.1: 1 of 120 answers differ" in comparison_report(compared_all)


def test_another_model_in_a_report_is_told(tmp_path: Path, study: StudyModel, model: plssem.Model) -> None:
    answers = some_answers(missing=0)[0].to_numpy()
    path = write_complete_report(tmp_path / "report.xlsx", answers, model, WHOLE)
    assert read_report(path, study).other_model == ()
    book = openpyxl.load_workbook(path)
    rows = {part: next(row for row in book["complete"].iter_rows() if row[1].value == part)[1].row for part in PARTS}
    book["complete"].cell(rows["Inner model"] + 2, 5).value = None  # the path from X1 to Y
    for column, arrow in ((3, None), (4, -1)):  # X1.1 measures X2 there
        book["complete"].cell(rows["Outer model"] + 2, column).value = arrow
    for line in (3, 4):
        book["complete"].cell(rows["Outer model"] + line, 3).value = 1
    book.save(path)
    report = read_report(path, study)
    assert report.other_model == (
        "the report has X1.1 of X2, the study has not",
        "the study has X1 -> Y, the report has not",
        "the study has X1.1 of X1, the report has not",
        "X1 is mode B in the report, mode A in the study",
    )
    compared = compare(report, answers, model, **{**OURS, "resamples": 50})  # type: ignore[arg-type]
    assert compared.verdict == "another model"
    assert "another model: the study has X1 -> Y, the report has not" in comparison_report(compared)


def test_student_p_is_that_of_smartpls_and_ends_at_its_smallest() -> None:
    """A published report of 5,000 samples: t 2.56455917291853, p 0.0103596266897625."""
    assert PValues(freedom=4999).of(2.56455917291853) == pytest.approx(0.0103596266897625, abs=1e-7)
    assert PValues(freedom=4999).of(40.0) == 5.6843418860808e-14
    assert PValues().of(1.959963984540054) == pytest.approx(0.05)


def test_what_is_no_report_is_refused(tmp_path: Path, study: StudyModel) -> None:
    (tmp_path / "report.xlsx").write_text("text", encoding="utf-8")
    with pytest.raises(StudyError, match="no table of this report is understood"):
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


BOOTSTRAP = ["", *HEAD[:1], HEAD[4]]
GROUPS: Mapping[str, Mapping[str, list[list[object]]]] = {
    "a sheet each": {
        name: [["Path coefficients"], ["", "X1", "X2", "Y"], ["X1", "", value, value / 2], ["X2", "", "", 0.3]]
        for name, value in (("Men", 0.5), ("Women", 0.7))
    },
    "a table each": {
        "Sheet1": [
            ["Total effects"],
            ["", "Y"],
            ["X1", 0.2],
            ["X2", 0.3],
            [],
            ["Total effects"],
            ["", "Y"],
            ["X1", 0.4],
        ]
    },
}


@pytest.mark.parametrize("layout", GROUPS)
def test_two_groups_in_one_file_are_refused(tmp_path: Path, study: StudyModel, layout: str) -> None:
    with pytest.raises(StudyError, match=r"reports of several models or samples in one file: .*two values of . of ."):
        read_report(write_workbook(tmp_path / "report.xlsx", GROUPS[layout]), study)


def test_columns_of_two_groups_and_what_is_not_standardised_are_not_read(tmp_path: Path, study: StudyModel) -> None:
    sheets: dict[str, list[list[object]]] = {
        "Bootstrap": [["Path coefficients"], [*BOOTSTRAP, *BOOTSTRAP[1:]], ["X1 -> Y", 0.2, 0.01, 0.3, 0.02]],
        "Unstandardized": [["Path coefficients"], ["", "X2", "Y"], ["X1", 1.9, 0.4], ["X2", "", 0.8]],
        "Loadings": [["Outer loadings"], ["", "X1"], ["X1.1", 0.8]],
    }
    report = read_report(write_workbook(tmp_path / "report.xlsx", sheets), study)
    assert [cell.label for cell in report.cells] == ["X1.1"]
    assert report.unread == ("Bootstrap: Path coefficients", "Unstandardized: Path coefficients")
