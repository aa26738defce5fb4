from pathlib import Path

import pandas as pd
import pytest

from describe_growth import main as describe_growth
from describe_responses import main as describe_responses
from jobs import call
from study.base.errors import StudyError, StudyErrors
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model
from study.survey.description import describe_dimensions
from study.survey.growth_series import TRENDS, read_growth, trends
from unit.data.small_survey import write_files

ROOT = Path(__file__).resolve().parents[3]
NAN = float("nan")


def test_descriptives_by_hand(tmp_path: Path) -> None:
    files = write_files(tmp_path, [])
    responses, out = tmp_path / "responses.csv", tmp_path / "descriptives.csv"
    responses.write_text("respondent,A.1,A.2,B.1,B.2\nR001,1,5,3,\nR002,2,5,3,\nR003,2,,4,\n", encoding="utf-8")
    sources = {"full": responses, "codebook": files.codebook, "model": files.model}
    outputs = {"full_descriptives": out, "full_dimension_means": tmp_path / "dimension_means.csv"}
    call(describe_responses, **sources, category_bounds=[36, 52, 68, 84], outputs=outputs)
    table = pd.read_csv(out, index_col="indicator")
    assert list(table.columns) == ["construct", "n", "missing", "mean", "sd", *(f"share_{p}" for p in range(1, 6))]
    assert list(table["construct"]) == ["A", "A", "B", "B"]
    assert list(table["n"]) == [3, 2, 3, 0]
    assert list(table["missing"]) == [0, 1, 0, 3]
    # A.1: mean 5/3; squares of deviations 4/9 + 1/9 + 1/9 = 2/3, over 2 = 1/3.
    assert table.loc["A.1", "mean"] == pytest.approx(5 / 3, rel=1e-15)
    assert table.loc["A.1", "sd"] == pytest.approx((1 / 3) ** 0.5, rel=1e-15)
    shares = table.filter(like="share_")
    assert shares.loc["A.1"].tolist() == pytest.approx([1 / 3, 2 / 3, 0, 0, 0])
    assert shares.loc["A.2"].tolist() == [0, 0, 0, 0, 1]
    assert table.loc["A.2", "sd"] == 0
    assert table.loc["B.2", ["mean", "sd", "share_1", "share_5"]].isna().all()


def test_dimensions_by_hand(tmp_path: Path) -> None:
    files = write_files(tmp_path, [])
    responses, out = tmp_path / "responses.csv", tmp_path / "dimension_means.csv"
    responses.write_text("respondent,A.1,A.2,B.1,B.2\nR001,1,5,,\nR002,2,5,,\nR003,2,,,\n", encoding="utf-8")
    sources = {"full": responses, "codebook": files.codebook, "model": files.model}
    outputs = {"full_descriptives": tmp_path / "d.csv", "full_dimension_means": out}
    call(describe_responses, **sources, category_bounds=[36, 52, 68, 84], outputs=outputs)
    table = pd.read_csv(out, index_col="dimension")
    # a: (1 + 2 + 2 + 5 + 5)/5 = 3 of 5 points, 60 %.
    assert table.loc["a", ["construct", "indicators", "mean", "percent_index"]].tolist() == ["A", 2, 3.0, 60.0]
    assert table.loc["a", "category"] == "moderate"
    assert table.loc["b", ["mean", "percent_index", "category"]].isna().all()


@pytest.mark.parametrize(
    ("answer", "category"),
    [("1", "very_low"), ("1.8", "very_low"), ("1.81", "low"), ("3.4", "moderate"), ("5", "very_high")],
)
def test_an_index_on_a_bound_belongs_to_the_lower_category(tmp_path: Path, answer: str, category: str) -> None:
    # 1.8 of 5 points is 36 %, 3.4 is 68 %.
    files = write_files(tmp_path, [])
    model = read_study_model(files.model)
    responses = pd.DataFrame({code: [float(answer)] for code in model.indicators})
    table = describe_dimensions(responses, model, read_codebook(files.codebook), [36, 52, 68, 84])
    assert table["category"].tolist() == [category, category]


def test_the_table_of_the_paper() -> None:
    growth = read_growth(ROOT / "data" / "raw" / "bps_growth.csv")
    expected = ["contraction", "recovery", "peak", "slowdown", "further_slowdown", "stagnation"]
    assert trends(growth["growth"].tolist(), 1.0) == expected


@pytest.mark.parametrize(
    ("growth", "expected"),
    [
        ([2.0], ["first"]),
        ([0.0, 0.99, 1.0], ["stagnation", "stagnation", "peak"]),
        ([-1.0, 2.0, 3.0, 5.0], ["contraction", "recovery", "acceleration", "peak"]),
        ([5.0, 2.0, 3.0, 3.0, 2.0], ["first", "slowdown", "acceleration", "unchanged", "slowdown"]),
        ([5.0, 4.0, 3.0, -1.0], ["first", "slowdown", "further_slowdown", "contraction"]),
        ([5.0, 0.5, 2.0], ["first", "stagnation", "acceleration"]),
        ([5.0, NAN, 3.0, NAN], ["first", "", "slowdown", ""]),
        ([-3.0, -1.0], ["contraction", "contraction"]),
        ([], []),
    ],
)
def test_trends(growth: list[float], expected: list[str]) -> None:
    assert trends(growth, 1.0) == expected
    assert set(expected) - {""} <= set(TRENDS)


def test_quarters_are_put_in_order_and_a_decimal_comma_is_read(tmp_path: Path) -> None:
    path, out = tmp_path / "growth.csv", tmp_path / "out.csv"
    path.write_text("Year;Quarter;Growth\n2023;2;1,5\n2023;1;-2,25\n2022;4;\n", encoding="utf-8")
    call(describe_growth, growth=path, stagnation=1.0, growth_file=out)
    assert out.read_text(encoding="utf-8") == (
        "year,quarter,growth,trend\n2022,4,,\n2023,1,-2.25,contraction\n2023,2,1.5,peak\n"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("year,quarter\n2023,1\n", r"other columns than a table of growth has: .*: found year, quarter"),
        ("year,quarter,growth\n2023,5,1\n", r"row 2, column B \(quarter\): found '5'; expected 1, 2, 3 or 4"),
        ("year,quarter,growth\n23,4,1\n", r"row 2, column A \(year\): found '23'; expected a year such as 2023"),
        ("year,quarter,growth\n2023,4,n/a\n", r"column C \(growth\): found 'n/a'; expected per cent such as -5.12"),
        ("year,quarter,growth\n2023,4,1\n2023,4,2\n", r"a quarter stands twice: .*, row 3: found 2023 quarter 4"),
    ],
)
def test_what_is_no_table_of_growth(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "growth.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((StudyError, StudyErrors), match=message):
        read_growth(path)
