"""The tables: contents, words, the workbook, and the same bytes each time."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import make_tables
from jobs import call
from study.base.errors import StudyError
from study.base.files import read_table
from study.setup.codebook import read_codebook
from study.setup.data_status import notice
from study.setup.study_model import read_study_model
from study.setup.study_names import workbook_file
from study.survey.cleaning import read_flow
from study.tables import column_words
from study.tables.build import TableSources, build_tables
from study.tables.workbook import WorkbookSheet, write_workbook
from study.words.dictionary import LANGUAGES
from unit.result_samples import cluster_study, effects_table, satisfaction_study, write_study

PILOT = ["pilot_reliability", "pilot_outer_model", "pilot_item_total"]
SETTINGS = {"estimation.scheme": "path", "bootstrap.resamples": 10000, "estimation.tolerance": 1e-7}
PILOT_TABLES = ["pilot_reliability", "pilot_outer_model", "pilot_items"]
FULL = ["descriptives", "outer_model", "reliability", "htmt", "fornell_larcker", "cross_loadings"]
STRUCTURE = ["r_squared", "paths", "effects"]
DECLARED = ["model", "codebook", "flow"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_study(tmp_path_factory.mktemp("files"), cluster_study(), [0.21, 0.10, np.nan])


def make(
    files: dict[str, Path], folder: Path, names: list[str], status: str = "simulated", language: str = "id"
) -> Path:
    folder.mkdir()
    inputs = {name: files[name] for name in DECLARED + names}
    call(
        make_tables.main,
        **inputs,
        data_status=status,
        language=language,
        outputs={spoken: folder / workbook_file(spoken, language) for spoken in dict.fromkeys([language, *LANGUAGES])},
        settings=SETTINGS,
    )
    return folder


@pytest.fixture(scope="module")
def made(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = ["growth", "pilot_flow", *PILOT, *FULL, *STRUCTURE]
    return make(files, tmp_path_factory.mktemp("made") / "tables", names)


def table(made: Path, name: str) -> pd.DataFrame:
    return read_table(made / f"{name}.csv")


def sheet(made: Path, name: str) -> Worksheet:
    workbook = load_workbook(made / "tables.xlsx")
    return workbook.worksheets[1 + listed(workbook).index(name)]


def listed(workbook: Workbook) -> list[str]:
    """The tables that the first sheet lists, in the order of the other sheets."""
    files = [str(row[1]) for row in workbook.worksheets[0].iter_rows(min_row=3, values_only=True)]
    assert len(files) == len(workbook.worksheets) - 1
    return [file.removesuffix(".csv") for file in files]


def test_every_table_is_a_file_and_a_sheet_in_the_order_of_the_paper(made: Path) -> None:
    order = ["growth", "respondent_flow", "instrument", *PILOT_TABLES, "settings", *FULL, *STRUCTURE]
    assert listed(load_workbook(made / "tables.xlsx")) == order
    workbooks = {"tables.xlsx", "tables.en.xlsx"}
    assert {path.name for path in made.iterdir()} == {f"{name}.csv" for name in order} | workbooks


def test_a_study_without_pilot_or_growth_has_the_other_tables(files: dict[str, Path], tmp_path: Path) -> None:
    folder = make(files, tmp_path / "tables", [*FULL, *STRUCTURE], status="collected")
    order = ["respondent_flow", "instrument", "settings", *FULL, *STRUCTURE]
    assert listed(load_workbook(folder / "tables.xlsx")) == order
    assert table(folder, "respondent_flow")["sample"].unique().tolist() == ["full"]


def test_numbers_keep_every_digit(files: dict[str, Path], made: Path) -> None:
    for name in ("htmt", "outer_model", "paths", "descriptives"):
        before, after = read_table(files[name]), table(made, name)
        numbers = before.select_dtypes("number").columns
        pd.testing.assert_frame_equal(after[list(numbers)], before[list(numbers)], check_exact=True)


def test_any_double_survives_the_file(tmp_path: Path) -> None:
    generator = np.random.default_rng(3)
    values = generator.normal(size=500) * 10.0 ** generator.integers(-12, 12, 500)
    pd.DataFrame({"x": values}).to_csv(tmp_path / "x.csv", index=False)
    np.testing.assert_array_equal(read_table(tmp_path / "x.csv")["x"].to_numpy(), values)


def test_a_construct_called_na_is_a_construct(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("construct,ave\nNA,0.5\nY,\n")
    read = read_table(tmp_path / "x.csv")
    assert read["construct"].tolist() == ["NA", "Y"]
    assert np.isnan(read["ave"][1])


def test_words_stand_beside_their_keys(made: Path) -> None:
    paths = table(made, "paths")
    assert paths["source_label"].tolist() == ["Formasi Keterkaitan Industri", "Pola Kluster", "Orientasi PEL"]
    assert list(paths.columns[:4]) == ["source", "source_label", "target", "target_label"]
    assert paths["verdict_label"].tolist()[:2] == ["didukung", "tidak didukung"]
    assert table(made, "descriptives")["indicator_label"].tolist()[:2] == ["Butir X1.1", "Butir X1.2"]
    assert table(made, "htmt").loc[5, "construct_2_label"] == "Keberlanjutan Usaha"
    assert table(made, "growth")["trend_label"].tolist()[0] == "kontraksi"


def test_a_path_over_a_mediator_is_written_with_all_its_constructs(files: dict[str, Path]) -> None:
    effects = effects_table(cluster_study()).head(1).assign(kind="specific_indirect", path="X2 -> X3 -> Y")
    model, codebook = read_study_model(files["model"]), read_codebook(files["codebook"])
    built = build_tables(TableSources(model, codebook, {"full": read_flow(files["flow"])}, {"effects": effects}), "en")
    assert built["effects"]["path_label"][0] == "Cluster pattern → LED orientation → Business sustainability"
    assert built["effects"]["kind_label"][0] == "Specific indirect"


def test_the_flow_adds_up_line_by_line(made: Path) -> None:
    full = table(made, "respondent_flow").query("sample == 'full'")
    assert full["step"].tolist() == ["received", "excluded", "excluded", "kept"]
    # 112 received - 2 submitted twice - 10 too young = 100 kept.
    assert full["count"].tolist() == [112, 2, 10, 100]
    assert full["step_label"].tolist()[2] == "Dikeluarkan: beroperasi kurang dari 3 tahun"


def test_the_instrument_lists_every_statement_under_its_dimension(made: Path) -> None:
    instrument = table(made, "instrument")
    assert instrument["indicator"].tolist() == list(cluster_study().indicators)
    row = instrument.set_index("indicator").loc["X1.4"]
    assert row["dimension_label"] == "Keterkaitan ke depan"
    assert row["statement"] == "Pernyataan lengkap X1.4."
    assert bool(row["reverse"])


def test_a_missing_number_is_an_empty_cell(made: Path) -> None:
    last = (made / "paths.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert last.startswith("X3,Orientasi PEL,Y,Keberlanjutan Usaha,,")
    paths = sheet(made, "paths")
    heads = [cell.value for cell in paths[3]]
    row = {name: cell.value for name, cell in zip(heads, paths[6], strict=True)}
    assert row["Nama asal"] == "Orientasi PEL"
    assert row["Estimasi"] is None
    assert row["Batas bawah"] is None


def test_every_sheet_of_answers_begins_with_the_notice(made: Path) -> None:
    workbook = load_workbook(made / "tables.xlsx")
    for worksheet, name in zip(workbook.worksheets[1:], listed(workbook), strict=True):
        simulated = name not in ("growth", "instrument", "settings")
        assert (worksheet["A1"].value == notice("simulated", "id")) is simulated, name


def test_there_is_a_workbook_in_each_language_and_its_first_sheet_leads_to_the_others(made: Path) -> None:
    own, english = load_workbook(made / "tables.xlsx"), load_workbook(made / "tables.en.xlsx")
    assert listed(own) == listed(english)
    assert own.sheetnames[:2] == ["Daftar isi", "Pertumbuhan produksi"]
    assert english.sheetnames[:2] == ["Contents", "Growth of output"]
    for workbook in (own, english):
        assert max(map(len, workbook.sheetnames)) <= 31
        cells = [row[0] for row in workbook.worksheets[0].iter_rows(min_row=3)]
        assert [cell.hyperlink.location for cell in cells] == [f"'{name}'!A1" for name in workbook.sheetnames[1:]]
    assert english.worksheets[2]["A1"].value == notice("simulated", "en")


def test_a_wide_sheet_prints_on_several_pages_with_the_names_of_its_rows(tmp_path: Path) -> None:
    wide = WorkbookSheet("wide.csv", "Wide", "", ["x" * 9] * 40, ["0.000"] * 40, [[0.5] * 40])
    narrow = WorkbookSheet("narrow.csv", "Narrow", "", ["x"], ["0.000"], [[0.5]])
    write_workbook([wide, narrow], "en", tmp_path / "a.xlsx")
    _, first, second = load_workbook(tmp_path / "a.xlsx").worksheets
    assert (first.page_setup.fitToWidth, first.print_title_cols, first.freeze_panes) == (3, "$A:$A", "B3")
    assert (second.page_setup.fitToWidth, second.print_title_cols, second.freeze_panes) == (1, None, "A3")
    assert {(page.page_setup.paperSize, page.oddFooter.center.text) for page in (first, second)} == {(9, "&A, &P / &N")}


def test_collected_data_carry_no_notice(files: dict[str, Path], tmp_path: Path) -> None:
    folder = make(files, tmp_path / "tables", STRUCTURE, status="collected")
    assert sheet(folder, "paths")["A1"].value == "Koefisien jalur dan hipotesis"


def test_sheets_are_formatted_for_reading(made: Path) -> None:
    paths = sheet(made, "paths")
    assert paths.freeze_panes == "A4"
    assert paths["A3"].font.bold
    assert paths.print_title_rows == "$1:$3"
    formats = {paths.cell(3, column).value: paths.cell(4, column).number_format for column in range(1, 15)}
    assert (formats["Estimasi"], formats["t"], formats["p"]) == ("0.000", "0.00", "0.000")
    descriptives = sheet(made, "descriptives")
    formats = {cell.value: descriptives.cell(4, cell.column).number_format for cell in descriptives[3]}
    assert (formats["n"], formats["Rerata"], formats["Bagian jawaban 5"]) == ("0", "0.00", "0.0%")
    statement = sheet(made, "instrument").column_dimensions["E"].width
    assert len("Pernyataan lengkap X1.1.") < statement <= 60


def test_keys_stay_in_the_files_and_words_go_into_the_workbook(made: Path) -> None:
    effects = sheet(made, "effects")
    assert [cell.value for cell in effects[3]][:3] == ["Pengaruh", "Jalur", "Nama jalur"]
    assert effects["A4"].value == "Langsung"
    assert table(made, "effects")["kind"][0] == "direct"
    assert sheet(made, "pilot_items")["I4"].value == "tidak valid"


def test_settings_that_are_no_numbers_are_worded(made: Path) -> None:
    rows = sheet(made, "settings").iter_rows(min_row=3, values_only=True)
    assert [row[1] for row in rows] == ["jalur (path weighting)", 10000, 1e-7]
    assert table(made, "settings")["value"][0] == "path"


def test_a_table_of_constructs_keeps_their_names_as_heads(tmp_path: Path) -> None:
    folder = tmp_path / "satisfaction"
    folder.mkdir()
    example = write_study(folder, satisfaction_study(), [0.3] * 12, points=10)
    made = make(example, tmp_path / "tables", [*FULL, *STRUCTURE], language="en")
    heads = [cell.value for cell in sheet(made, "cross_loadings")[3]]
    assert heads[:4] == ["Indicator", "Item", "Construct", "Name of the construct"]
    assert heads[4:] == list(satisfaction_study().constructs)
    assert "Share of answer 10" in [cell.value for cell in sheet(made, "descriptives")[3]]
    assert sheet(made, "paths")["A1"].value == notice("simulated", "en")


def test_two_runs_give_the_same_bytes(files: dict[str, Path], made: Path, tmp_path: Path) -> None:
    again = make(files, tmp_path / "tables", ["growth", "pilot_flow", *PILOT, *FULL, *STRUCTURE])
    for path in made.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_workbook_carries_no_time(made: Path) -> None:
    properties = load_workbook(made / "tables.xlsx").properties
    assert properties.created is not None
    assert properties.modified is not None
    assert (properties.created.year, properties.modified.year) == (1980, 1980)


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    write_workbook([WorkbookSheet("a.csv", "A", "", ["x"], ["0.000"], [["=1+1"]])], "en", tmp_path / "a.xlsx")
    cell = load_workbook(tmp_path / "a.xlsx")["A"]["A3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_plain_labels_have_no_marks_of_markdown() -> None:
    assert column_words.plain_label("r_squared", "id") == "R²"
    assert column_words.plain_label("rho_a", "en") == "ρA"
    assert column_words.head("adjusted_r_squared_lower", "en") == "Adjusted R²: Lower bound"


def test_a_column_without_words_is_named() -> None:
    with pytest.raises(StudyError, match=r"no words for this: id.yaml, section labels: found weather"):
        column_words.head("weather", "id")


def test_a_text_in_another_language_is_named(files: dict[str, Path], tmp_path: Path) -> None:
    text = files["model"].read_text(encoding="utf-8").replace(', "en": "Cluster pattern"', "")
    (tmp_path / "model.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=r"a text is missing: construct X2: found languages id; expected en"):
        make({**files, "model": tmp_path / "model.yaml"}, tmp_path / "tables", STRUCTURE, language="en")
