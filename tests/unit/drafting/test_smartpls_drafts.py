"""The files of a study drafted from a report or a model file of SmartPLS."""

import csv
import html
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
import yaml

import plssem
from study.base.errors import StudyError
from study.drafting.new_study import start_study
from study.drafting.study_files import taken_settings
from study.other_engines.model_files import read_model_file
from study.other_engines.smartpls_report import read_design
from study.setup.config import read_yaml
from study.setup.schema_checks import validate
from study.setup.study_model import read_study_model
from study.survey.reading import read_survey_table
from unit.other_engines.smartpls_reports import Settings, some_answers, write_complete_report

ROOT = Path(__file__).resolve().parents[3]
# As SmartPLS 2 writes it: B is formative, its indicators lead to it.
MODEL_FILE = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!--SmartPLS model file-->
<model>
  <manifest datacolumn="A1" visible="true" name="A1" x="1" y="1" id="11" />
  <manifest datacolumn="A2" visible="true" name="A2" x="1" y="1" id="12" />
  <manifest datacolumn="B1" visible="true" name="B1" x="1" y="1" id="13" />
  <manifest datacolumn="B2" visible="true" name="B2" x="1" y="1" id="14" />
  <latent visible="true" name="Trust" x="1" y="1" id="21" folded="false" />
  <latent visible="true" name="Use" x="1" y="1" id="22" folded="false" />
  <connection visible="true" source="21" target="12" />
  <connection visible="true" source="21" target="11" />
  <connection visible="true" source="13" target="22" />
  <connection visible="true" source="14" target="22" />
  <connection visible="true" source="21" target="22" />
</model>
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder with what drafts are made of."""
    for name in ("config/config.yaml", "manuscript/skeleton.en.md.jinja"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def write_report(folder: Path, resamples: int = 100) -> Path:
    blocks = {name: tuple(f"{name}.{item}" for item in (1, 2, 3)) for name in ("X1", "X2", "Y")}
    model = plssem.Model.from_blocks(blocks, [("X1", "X2"), ("X1", "Y"), ("X2", "Y")])
    answers = some_answers(missing=0)[0].to_numpy()
    return write_complete_report(folder / "report.xlsx", answers, model, Settings(resamples=resamples))


def test_a_report_becomes_the_files_of_a_study(project: Path) -> None:
    write_report(project)
    said = start_study(root=project, survey=Path("report.xlsx"), name="shop", language="en", sheet=None)
    assert "answers of the report: 120 respondents, written to data/raw/shop.csv" in said
    folder = project / "studies" / "shop"
    model = read_study_model(folder / "model.yaml")
    assert [str(path) for path in model.paths] == ["X1 -> X2", "X1 -> Y", "X2 -> Y"]
    assert {name: construct.indicators for name, construct in model.constructs.items()}["X2"] == (
        "X2.1",
        "X2.2",
        "X2.3",
    )
    assert {construct.mode for construct in model.constructs.values()} == {"A"}
    codebook = read_yaml(folder / "codebook.yaml")
    assert list(codebook["indicators"]) == list(model.indicators)
    assert [entry["key"] for entry in codebook["undecided"]][:2] == ["model.yaml, paths", "indicators"]
    table = read_survey_table(project / "data" / "raw" / "shop.csv")
    expected = [tuple(str(int(answer)) for answer in row) for row in some_answers(missing=0)[0].to_numpy()]
    assert [row.cells for row in table.rows] == expected
    config = read_yaml(folder / "config.yaml")
    assert config["bootstrap"]["resamples"] == 100
    assert config["bootstrap"]["confidence_level"] == 0.95
    assert config["cleaning"]["straight_lining"] == "keep"
    for name, schema in (("model", "model"), ("codebook", "codebook")):
        validate(read_yaml(folder / f"{name}.yaml"), ROOT / "workflow/schemas" / f"{schema}.schema.yaml", name)


Cells = list[list[Any]]


def cells_of(report: Path) -> Cells:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(report)["complete"].iter_rows()]


def as_workbook(file: Path, *sheets: Cells) -> None:
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"complete {number}")
        for row in rows:
            sheet.append(row)
    book.remove(book["Sheet"])
    book.save(file)


def as_page(file: Path, rows: Cells, encoding: str = "utf-8") -> None:
    def line(row: Sequence[Any]) -> str:
        return "".join(f"<td>{'' if cell is None else html.escape(str(cell))}</td>" for cell in row)

    blank = "</table><table>"
    body = "".join(f"<tr>{line(row)}</tr>" if any(cell is not None for cell in row) else blank for row in rows)
    page = f"<html><head><title>SmartPLS Report</title></head><body><table>{body}</table></body></html>"
    file.write_bytes(page.encode(encoding))


def as_text(file: Path, rows: Cells, delimiter: str) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)


def rounded(rows: Cells, mark: str = ".") -> Cells:
    """Every number with three decimals, as a web page of SmartPLS 3 has it."""
    return [[f"{c:.3f}".replace(".", mark) if isinstance(c, int | float) else c for c in row] for row in rows]


WRITERS: dict[str, tuple[str, Callable[[Path, Cells], None]]] = {
    "page": ("report.html", as_page),
    "page in UTF-16": ("report.htm", lambda file, rows: as_page(file, rows, "utf-16")),
    "page of Windows": ("report.html", lambda file, rows: as_page(file, rows, "cp1252")),
    "page called a workbook": ("report.xls", as_page),
    "rounded": ("report.html", lambda file, rows: as_page(file, rounded(rows))),
    "decimal commas": ("report.xlsx", lambda file, rows: as_workbook(file, rounded(rows, ","))),
    "text": ("report.csv", lambda file, rows: as_text(file, rows, ";")),
    "copied text": ("report.txt", lambda file, rows: as_text(file, rows, "\t")),
    "without its first lines": ("report.xlsx", lambda file, rows: as_workbook(file, rows[7:])),
    "two empty columns": ("report.xlsx", lambda file, rows: as_workbook(file, [[None, *row] for row in rows])),
    "two reports of a model": ("report.xlsx", lambda file, rows: as_workbook(file, rows, rows)),
}


@pytest.mark.parametrize("layout", WRITERS)
def test_a_report_gives_the_same_files_in_any_layout(project: Path, layout: str) -> None:
    rows = cells_of(write_report(project))
    rows = [["Kualitas é & Harga" if cell == "X1" else cell for cell in row] for row in rows]
    drafts = []
    for name, (file, write) in {"qz1": ("known.xlsx", as_workbook), "qz2": WRITERS[layout]}.items():
        write(project / file, rows)
        start_study(root=project, survey=Path(file), name=name, language="en", sheet=None)
        files = ("studies/{}/model.yaml", "studies/{}/codebook.yaml", "studies/{}/config.yaml", "data/raw/{}.csv")
        drafts.append([(project / each.format(name)).read_text("utf-8").replace(name, "it") for each in files])
    assert drafts[0] == drafts[1]
    assert 'label: {en: "Kualitas é & Harga"}' in drafts[0][0]
    assert "source: Kualitas_e_Harga" in drafts[0][0]


@pytest.mark.parametrize("table", ["Inner model", "Indicator data (original)"])
def test_a_file_of_two_different_reports_is_refused(project: Path, table: str) -> None:
    rows = cells_of(write_report(project))
    other = [list(row) for row in rows]
    place = next(number for number, row in enumerate(rows) if row[1] == table)
    changed = next(row for row in other[place:] if row[1] in ("X1", 3))
    changed[3] = None if changed[3] else 1
    as_workbook(project / "report.xlsx", rows, other)
    expected = rf"reports of several models or samples in one file: .*{re.escape(table)}.*give the file of one report"
    with pytest.raises(StudyError, match=expected):
        start_study(root=project, survey=Path("report.xlsx"), name="shop", language="en", sheet=None)


def test_a_report_without_answers_is_the_model_of_a_survey(project: Path) -> None:
    rows = cells_of(write_report(project))
    place = next(number for number, row in enumerate(rows) if row[1] == "Indicator data (original)")
    as_page(project / "report.html", rows[:place])
    some_answers(missing=0)[0].astype(int).to_csv(project / "a.csv", index=False)
    given = {"survey": Path("a.csv"), "name": "shop", "language": "en", "sheet": None}
    start_study(root=project, **given, model=Path("report.html"))  # type: ignore[arg-type]
    model = read_study_model(project / "studies/shop/model.yaml")
    assert [str(path) for path in model.paths] == ["X1 -> X2", "X1 -> Y", "X2 -> Y"]


def test_a_report_of_smartpls_3_is_known_by_its_title(project: Path) -> None:
    book = openpyxl.load_workbook(write_report(project))
    book["complete"]["B1"] = book["Navigation"]["B1"] = "SmartPLS Report"
    book.save(project / "report.xlsx")
    said = start_study(root=project, survey=Path("report.xlsx"), name="shop", language="en", sheet=None)
    assert said.startswith("answers of the report")


def test_what_a_report_leaves_open_is_asked(project: Path) -> None:
    report = write_report(project)
    book = openpyxl.load_workbook(report)
    settings = [row for row in book["complete"].iter_rows() if row[2].value == "AUTOMATIC"]
    settings[0][2].value = "MODE B"
    inner = next(row[1].row for row in book["complete"].iter_rows() if row[1].value == "Inner model")
    outer = next(row[1].row for row in book["complete"].iter_rows() if row[1].value == "Outer model")
    book["complete"].cell(outer + 5, 4).value = 1  # an arrow of X2.1 to X2, those of the others from it
    book["complete"].cell(outer + 1, 6).value = "X1 x X2"
    book["complete"].cell(inner + 5, 2).value = "X1 x X2"
    book["complete"].cell(inner + 5, 5).value = 1
    book.save(report)
    start_study(root=project, survey=Path("report.xlsx"), name="shop", language="en", sheet=None)
    asked = yaml.safe_load((project / "studies/shop/codebook.yaml").read_text(encoding="utf-8"))["undecided"]
    told = {entry["why"]: entry["seen"] for entry in asked}
    assert told["what stands for X1 is neither mode for certain"] == "weighting mode mode b"
    assert told["what stands for X2 is neither mode for certain"] == "arrows -1, 1"
    assert (
        told["these paths start or end at a construct without indicators of its own, such as a product of two"]
        == "X1 x X2 -> Y"
    )


def test_products_of_indicators_are_no_items(project: Path) -> None:
    """SmartPLS 3 makes a construct of products, with columns of its own among the answers."""
    report = write_report(project)
    book = openpyxl.load_workbook(report)
    for row in book["complete"].iter_rows():
        for cell in row:
            if cell.value == "X2":
                cell.value = "Moderating Effect 1"
    book.save(report)
    start_study(root=project, survey=Path("report.xlsx"), name="shop", language="en", sheet=None)
    assert list(read_study_model(project / "studies/shop/model.yaml").constructs) == ["X1", "Y"]
    asked = read_yaml(project / "studies/shop/codebook.yaml")["undecided"]
    assert [entry["seen"] for entry in asked if "product of two" in entry["why"]] == [
        "X1 -> Moderating Effect 1, Moderating Effect 1 -> Y"
    ]
    headers = read_survey_table(project / "data" / "raw" / "shop.csv").headers
    assert headers == ("X1.1", "X1.2", "X1.3", "Y.1", "Y.2", "Y.3")


def test_settings_of_a_report_are_taken_or_asked() -> None:
    stated = {
        "weighting scheme": "Factor",
        "max. number of iterations": "3000",
        "stop criterion": "10⁻⁷",
        "samples": "5000",
        "significance level": "0,1",
        "missing value algorithm": "Pairwise deletion",
        "confidence interval method": "Bias-corrected and accelerated (BCa) bootstrap",
        "test type": "Two tailed",
        "parallel processing": "Yes",
    }
    taken, unread = taken_settings(stated)
    assert taken == {
        ("cleaning", "straight_lining"): "keep",
        ("estimation", "scheme"): "factorial",
        ("estimation", "max_iterations"): "3000",
        ("estimation", "tolerance"): "1.0e-7",
        ("bootstrap", "resamples"): "5000",
        ("bootstrap", "confidence_level"): "0.9",
    }
    assert list(unread) == ["missing value algorithm", "confidence interval method"]
    taken, unread = taken_settings({"stop criterion 10^-x :": "7", "samples": "17", "data metric": "Mean 0, Var 1"})
    assert taken[("estimation", "tolerance")] == "1.0e-7"
    assert unread == {"samples": "17"}


def test_a_report_without_answers_or_model_is_refused(project: Path) -> None:
    report = write_report(project)
    book = openpyxl.load_workbook(report)
    for row in book["complete"].iter_rows():
        row[1].value = {"Indicator data (original)": "Indicator data"}.get(str(row[1].value), row[1].value)
    book.save(report)
    with pytest.raises(
        StudyError, match=r"does not hold the answers: .*no table Indicator data \(original\).*this report as MODEL"
    ):
        start_study(root=project, survey=Path("report.xlsx"), name="shop", language="en", sheet=None)
    assert not (project / "studies").exists()
    assert not (project / "data").exists()


def test_answers_of_a_report_overwrite_no_survey(project: Path) -> None:
    write_report(project)
    (project / "data" / "raw").mkdir(parents=True)
    (project / "data" / "raw" / "shop.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(StudyError, match=r"the answers of the report have no place: .*give the study another name"):
        start_study(root=project, survey=Path("report.xlsx"), name="shop", language="en", sheet=None)
    assert (project / "data" / "raw" / "shop.csv").read_text(encoding="utf-8") == "mine"


def test_a_model_file_of_smartpls_2_gives_the_model_of_a_survey(project: Path) -> None:
    (project / "trust.splsm").write_text(MODEL_FILE, encoding="utf-8")
    rows = [
        f"{n % 5 + 1},{(n + 1) % 5 + 1},{n % 4 + 1},{(n + 2) % 5 + 1},{'Ya' if n % 2 else 'Tidak'}" for n in range(20)
    ]
    (project / "a.csv").write_text("\n".join(["B2,B1,A2,A1,Member", *rows]), encoding="utf-8")
    start_study(root=project, survey=Path("a.csv"), name="shop", language="en", sheet=None, model=Path("trust.splsm"))
    model = read_study_model(project / "studies/shop/model.yaml")
    assert {name: (each.mode, each.indicators) for name, each in model.constructs.items()} == {
        "Trust": ("A", ("A1", "A2")),
        "Use": ("B", ("B1", "B2")),
    }
    assert [str(path) for path in model.paths] == ["Trust -> Use"]
    asked = read_yaml(project / "studies/shop/codebook.yaml")["undecided"]
    assert ["Member"] in [entry.get("columns") for entry in asked]


def test_a_survey_without_an_indicator_of_the_model_is_refused(project: Path) -> None:
    (project / "trust.splsm").write_text(MODEL_FILE, encoding="utf-8")
    (project / "a.csv").write_text("A1,A2,B1\n1,2,3\n2,3,4\n", encoding="utf-8")
    with pytest.raises(
        StudyError, match=r"the export lacks indicators of the model: a.csv|lacks indicators .*found B2"
    ):
        start_study(root=project, survey=Path("a.csv"), name="s", language="en", sheet=None, model=Path("trust.splsm"))


def test_a_model_file_in_an_archive_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "trust.splsm").write_text(MODEL_FILE, encoding="utf-8")
    with ZipFile(tmp_path / "project.zip", "w") as archive:
        archive.write(tmp_path / "trust.splsm", "project/trust.splsm")
        archive.writestr("project/data.txt", "A1;A2")
    assert read_model_file(tmp_path / "project.zip") == read_model_file(tmp_path / "trust.splsm")


@pytest.mark.parametrize(
    "content",
    [b"\x00\x01binary", b"<model/>", b'<?xml version="1.0"?><!DOCTYPE model [<!ENTITY a "b">]><model>&a;</model>', b""],
)
def test_another_format_of_a_project_is_refused_in_one_line(project: Path, content: bytes) -> None:
    (project / "p.splsm").write_bytes(content)
    with ZipFile(project / "p.zip", "w") as archive:
        archive.writestr("project.db", content)
    for name in ("p.splsm", "p.zip", "absent.splsp"):
        with pytest.raises(StudyError, match="SmartPLS model in a format that is not read") as caught:
            start_study(root=project, survey=Path(name), name="shop", language="en", sheet=None)
        assert "\n" not in str(caught.value)
        assert "export the report to Excel" in str(caught.value)


def test_a_model_file_alone_asks_for_the_answers(project: Path) -> None:
    (project / "trust.splsm").write_text(MODEL_FILE, encoding="utf-8")
    with pytest.raises(
        StudyError, match=r"holds no answers: trust.splsm: .*give both: .*start-study .* --model trust.splsm"
    ):
        start_study(root=project, survey=Path("trust.splsm"), name="shop", language="en", sheet=None)


def test_names_with_spaces_become_names_of_the_model(project: Path) -> None:
    report = write_report(project)
    book = openpyxl.load_workbook(report)
    for row in book["complete"].iter_rows():
        for cell in row:
            if cell.value == "X1":
                cell.value = "Perceived use"
    book.save(report)
    design, _, _ = read_design(report)
    assert list(design.constructs) == ["Perceived use", "X2", "Y"]
    start_study(root=project, survey=Path("report.xlsx"), name="shop", language="en", sheet=None)
    model = read_study_model(project / "studies/shop/model.yaml")
    assert str(model.paths[0]) == "Perceived_use -> X2"
    assert model.constructs["Perceived_use"].label == {"en": "Perceived use"}
    assert "Perceived use" not in read_yaml(project / "studies/shop/codebook.yaml")["indicators"]
