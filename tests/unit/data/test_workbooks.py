"""Workbooks as the world makes them: other forms, damaged ones, and ones that unfold to fill the memory."""

import io
import random
import re
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from study.base.errors import StudyError, StudyErrors
from study.survey import workbooks
from study.survey.reading import read_survey_table
from study.survey.workbooks import read_sheets
from unit.data.small_survey import write_workbook

ROWS = [["Ramah", "Cepat", "Lagi"], ["Setuju", 4, "Ya"], ["Netral", 3.5, "Tidak"], ["Setuju", 5, "Ya"]]
TEXTS = [("Setuju", "4", "Ya"), ("Netral", "3.5", "Tidak"), ("Setuju", "5", "Ya")]
SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, content: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def survey(folder: Path) -> Path:
    return write_workbook(folder / "survey.xlsx", {"Jawaban": ROWS})


def changed(folder: Path, change: Callable[[str, bytes], bytes]) -> Path:
    path = survey(folder)
    return packed(path, {name: change(name, data) for name, data in parts(path).items()})


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9),
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), max_size=8).map(
        "x".__add__
    ),
    st.datetimes(datetime(1990, 1, 1), datetime(2050, 1, 1)).map(lambda value: value.replace(microsecond=0)),
    st.times().map(lambda value: value.replace(microsecond=0)),
    st.timedeltas(timedelta(1), timedelta(9)).map(lambda value: timedelta(seconds=int(value.total_seconds()))),
)


def as_openpyxl_reads(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    rows = []
    for number, cells in enumerate(openpyxl.load_workbook(path, data_only=True).active.iter_rows(values_only=True), 1):
        texts = ["" if cell is None else shown(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            rows.append((number, tuple(texts)))
    return rows


def shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    # Three decimals get a fourth, lest they be taken for thousands.
    return re.sub(r"^(-?\d+\.\d{3})$", r"\g<1>0", str(value))


@example(rows=[[0.125]])
@given(rows=st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=6))
def test_cells_are_those_that_openpyxl_reads(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[object]]
) -> None:
    path = write_workbook(tmp_path_factory.mktemp("xlsx") / "survey.xlsx", {"Jawaban": rows})
    (sheet,) = read_sheets(path, None)
    assert list(sheet.rows) == as_openpyxl_reads(path)


def test_strict_open_xml_is_read(tmp_path: Path) -> None:
    names = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }

    def strict(_: str, data: bytes) -> bytes:
        for name, other in names.items():
            data = data.replace(name, other)
        return data

    table = read_survey_table(changed(tmp_path, strict))
    assert [row.cells for row in table.rows] == TEXTS


def test_a_date_of_strict_open_xml(tmp_path: Path) -> None:
    day = b'<c r="B2" t="d"><v>2025-07-09T20:49:22</v></c>'
    path = changed(tmp_path, lambda _, data: re.sub(rb'<c r="B2"[^>]*><v>4</v></c>', day, data))
    assert read_survey_table(path).rows[0].cells[1] == "2025-07-09 20:49:22"


def test_names_with_a_prefix_and_cells_without_a_reference(tmp_path: Path) -> None:
    def change(name: str, data: bytes) -> bytes:
        if "sheet1" not in name:
            return data
        data = re.sub(rb' r="[A-Z]+\d+"', b"", data).replace(b"xmlns=", b"xmlns:x=")
        return re.sub(rb"<(/?)(?=\w)", rb"<\1x:", data)

    assert [row.cells for row in read_survey_table(changed(tmp_path, change)).rows] == TEXTS


def test_a_chart_sheet_is_no_sheet_of_answers(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(survey(tmp_path))
    workbook.create_chartsheet("Grafik", 0).add_chart(openpyxl.chart.BarChart())
    workbook.save(tmp_path / "survey.xlsx")
    assert [row.cells for row in read_survey_table(tmp_path / "survey.xlsx").rows] == TEXTS
    del workbook["Jawaban"]
    only_a_chart = parts(tmp_path / "survey.xlsx")
    only_a_chart["xl/_rels/workbook.xml.rels"] = only_a_chart["xl/_rels/workbook.xml.rels"].replace(
        b'/worksheet"', b'/x"'
    )
    with pytest.raises(StudyError, match=r"the workbook has no sheet of cells: .*survey.xlsx"):
        read_survey_table(packed(tmp_path / "survey.xlsx", only_a_chart))


def test_the_cell_at_the_far_end_of_the_sheet_takes_little_memory(tmp_path: Path) -> None:
    path = survey(tmp_path)
    workbook = openpyxl.load_workbook(path)
    workbook["Jawaban"]["XFD1048576"] = 1
    workbook.save(path)
    code = f"""
import resource, sys
sys.path.insert(0, {str(SCRIPTS)!r})
from pathlib import Path
from study.survey import workbooks
from study.survey.reading import read_survey_table
resource.setrlimit(resource.RLIMIT_DATA, (512 << 20, 512 << 20))
try:
    read_survey_table(Path({str(path)!r}))
except ValueError as error:
    print(error)
"""
    pytest.importorskip("resource", reason="Windows sets no limits of memory")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "column XFD: found 1 filled cells from row 1048576 on" in done.stdout
    assert len(done.stdout.splitlines()) == 1


def test_what_unfolds_to_more_than_a_survey_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(1, 1000))
    many = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    path = changed(tmp_path, lambda name, data: many if "sheet1" in name else data)
    with pytest.raises(StudyError, match=r"unfolds to more than a survey holds: .*: found more than 16,000,000 cells"):
        read_survey_table(path)
    monkeypatch.setattr(workbooks, "LARGEST_UNASKED", 100_000)
    repeated = many.replace(b"</sheetData>", b"<row/>" * 1_000_000 + b"</sheetData>")
    path = changed(tmp_path, lambda name, data: repeated if "sheet1" in name else data)
    with pytest.raises(
        StudyError, match=r"unfolds to more than a survey holds: .*: found a part of 6,0\d\d,\d{3} bytes"
    ):
        read_survey_table(path)
    monkeypatch.setattr(workbooks, "LARGEST_PART", 30_000)
    path = changed(tmp_path, lambda name, data: many if "sheet1" in name else data)
    with pytest.raises(StudyError, match=r"unfolds to more than a survey holds: .*: found a part of \d\d,\d{3} bytes"):
        read_survey_table(path)


def test_entities_that_unfold_are_refused(tmp_path: Path) -> None:
    def change(_: str, data: bytes) -> bytes:
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        return bomb + data.replace(b"Setuju", b"&b;") if b"Setuju" in data else data

    with pytest.raises(StudyError, match="the workbook cannot be opened"):
        read_survey_table(changed(tmp_path, change))


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9, 0.99])
def test_a_workbook_that_is_cut_off(tmp_path: Path, kept: float) -> None:
    path = survey(tmp_path)
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    with pytest.raises(StudyError, match=r"the workbook cannot be opened: .*; open it in Excel and save it again"):
        read_survey_table(path)


def test_an_empty_text_that_a_formula_gave_is_an_empty_cell(tmp_path: Path) -> None:
    cell = b'<c r="C3" t="str"><f>IF(A1="","","")</f><v></v></c>'
    path = changed(tmp_path, lambda _, data: re.sub(rb'<c r="C3".*?</c>', cell, data))
    assert [row.cells[2] for row in read_survey_table(path).rows] == ["Ya", "", "Ya"]


OPEN_DOCUMENT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles>
 <style:style style:name="h"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
 <office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"""


def write_open_document(path: Path, tables: str) -> Path:
    return packed(path, {"content.xml": OPEN_DOCUMENT.format(tables).encode(), "mimetype": b"x"})


def cell(text: str, repeated: int = 1) -> str:
    again = f'table:number-columns-repeated="{repeated}"'
    return f'<table:table-cell office:value-type="string" {again}><text:p>{text}</text:p></table:table-cell>'


def row(*cells: str, repeated: int = 1, more: str = "") -> str:
    again = f'table:number-rows-repeated="{repeated}"'
    return f"<table:table-row {again} {more}>{''.join(cells)}</table:table-row>"


def test_an_open_document_is_read(tmp_path: Path) -> None:
    figure = '<table:table-cell office:value-type="float" office:value="4"><text:p>4,0</text:p></table:table-cell>'
    date = '<table:table-cell office:value-type="date" office:date-value="2025-07-09T20:49:22"/>'
    note = '<table:table-cell office:value-type="string"><office:annotation><text:p>x</text:p></office:annotation>'
    note += "<text:p>sangat<text:s/>setuju <text:span>sekali</text:span></text:p></table:table-cell>"
    rows = [
        row(*map(cell, "abcd")),
        row(figure, date, note, cell("x"), repeated=2, more='table:visibility="filter"'),
        row(cell("y", 4)),
        row('<table:table-cell table:number-columns-repeated="16384"/>', repeated=1_048_000),
    ]
    hidden = f'<table:table table:name="Arsip" table:style-name="h">{row(cell("a"))}</table:table>'
    tables = f'{hidden}<table:table table:name="Jawaban">{"".join(rows)}</table:table>'
    table = read_survey_table(write_open_document(tmp_path / "survey.ods", tables))
    texts = ("4", "2025-07-09 20:49:22", "sangat setuju sekali", "x")
    assert [(r.number, r.cells) for r in table.rows] == [(2, texts), (3, texts), (4, ("y", "y", "y", "y"))]
    assert table.notes == (
        "not read: the sheets 'Arsip' (hidden)",
        "2 rows that the spreadsheet hides are read as well",
    )


def test_an_open_document_that_unfolds_is_refused(tmp_path: Path) -> None:
    tables = f'<table:table table:name="Jawaban">{row(cell("y", 999), repeated=1_048_576)}</table:table>'
    with pytest.raises(StudyError, match="unfolds to more than a survey holds"):
        read_survey_table(write_open_document(tmp_path / "survey.ods", tables))


PIECES = [
    b"<",
    b">",
    b'"',
    b"\0",
    b"&#0;",
    b"-1",
    b"1e999",
    b"nan",
    b"</row>",
    b'<c r="XFD1048576"><v>1</v></c>',
    b"x" * 99,
]


def spoil(data: bytes, generator: random.Random) -> bytes:
    """Change a few bytes, remove, repeat or insert pieces, or give an attribute or a text another value."""
    spoilt = bytearray(data)
    for _ in range(generator.randint(1, 5)):
        place = generator.randrange(len(spoilt) + 1)
        end = place + generator.randint(0, 40)
        match generator.randrange(4):
            case 0:
                spoilt[place:place] = generator.choice(PIECES)
            case 1:
                del spoilt[place:end]
            case 2:
                spoilt[place:place] = spoilt[place:end]
            case _:
                found = list(re.finditer(rb'"[^"]*"|(?<=>)[^<]+', bytes(spoilt)))
                if found:
                    chosen = generator.choice(found)
                    spoilt[chosen.start() : chosen.end()] = generator.choice(
                        [b'""', b'"-1"', b'"s"', b'"9999999"', b"5", b""]
                    )
    return bytes(spoilt)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_spoilt_parts_give_a_table_or_a_refusal(tmp_path: Path, kind: str) -> None:
    """Nothing but a StudyError ever leaves the reader; 20,000 inputs of either kind were tried by hand."""
    generator = random.Random(20251128)
    if kind == "xlsx":
        content = parts(survey(tmp_path))
    else:
        tables = (
            f'<table:table table:name="A">{row(*map(cell, "abc"))}{row(*map(cell, "xyz"), repeated=5)}</table:table>'
        )
        path = write_open_document(tmp_path / "survey.ods", tables)
        content = parts(path)
    read = 0
    for _ in range(150):
        name = generator.choice([name for name in content if name.endswith((".xml", ".rels"))])
        path = packed(tmp_path / f"spoilt.{kind}", {**content, name: spoil(content[name], generator)})
        try:
            read += bool(read_survey_table(path).describe())
        except (StudyError, StudyErrors):
            continue
    assert 0 < read < 150


def test_other_workbooks_are_read_in_a_process_of_their_own(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine", reason="not installed before the next make")
    xls = Path(__file__).parent / "files" / "survey.xls"
    table = read_survey_table(xls)
    assert table.headers == ("Stempel waktu", "Ramah", "Cepat")
    assert [row.cells for row in table.rows] == [
        ("2025-07-09 20:49:22", "Setuju", "4"),
        ("2025-07-10 00:00:00", "", "3.5"),
    ]
    (tmp_path / "survey.xls").write_bytes(xls.read_bytes()[:3000])
    with pytest.raises(StudyError, match=r"the file cannot be read: .*survey.xls: found content that is damaged"):
        read_survey_table(tmp_path / "survey.xls")
    with pytest.raises(StudyError, match=r"the workbook has no such sheet: .*: found Jawaban; expected Lain"):
        read_survey_table(xls, sheet="Lain")


def record(kind: int, data: bytes = b"") -> bytes:
    """Write a record of a binary workbook: kind and size as numbers of seven bits a byte, and its content."""
    size = bytes([len(data)]) if len(data) < 128 else bytes([len(data) & 127 | 128, len(data) >> 7])
    return (bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])) + size + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def write_binary_workbook(path: Path, rows: Sequence[Sequence[str | float]]) -> Path:
    """Write an XLSB workbook of one sheet, Jawaban, of texts and numbers ([MS-XLSB], records by their numbers)."""
    cells = b""
    for number, values in enumerate(rows):
        cells += record(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0))
        for column, value in enumerate(values):
            place, is_text = struct.pack("<II", column, 0), isinstance(value, str)
            cells += record(6 if is_text else 5, place + (wide(value) if is_text else struct.pack("<d", value)))
    extent = record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1))
    listed = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Jawaban"))
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.bin"/></Relationships>'
    )
    parts_of_it = {
        "xl/workbook.bin": record(131) + record(143) + listed + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": relations.encode(),
        "xl/worksheets/sheet1.bin": record(129) + extent + record(145) + cells + record(146) + record(130),
    }
    return packed(path, parts_of_it)


def test_a_binary_workbook_is_read(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine", reason="not installed before the next make")
    path = write_binary_workbook(tmp_path / "survey.xlsb", [["Ramah", "Cepat"], ["Setuju é", 4], ["Netral", 2.125]])
    table = read_survey_table(path)
    assert (table.headers, [row.cells for row in table.rows]) == (
        ("Ramah", "Cepat"),
        [("Setuju é", "4"), ("Netral", "2.1250")],
    )
    content = path.read_bytes()
    for kept in (60, len(content) // 2, len(content) - 30):
        path.write_bytes(content[:kept])
        with pytest.raises(StudyError, match=r"the file cannot be read: .*survey.xlsb: found content that is damaged"):
            read_survey_table(path)


def test_files_of_statistics_programs_bring_labels_and_missing_values(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat", reason="not installed before the next make")
    import pandas as pd

    frame = pd.DataFrame({"X1": [1.0, 2.0, 9.0], "X2": [1.0, 4.0, 7.0], "kota": ["Metro", "", "Medan"]})
    labels = {"X1": {1.0: "Tidak setuju", 2.0: "Setuju"}, "X2": {1.0: "Rendah", 7.0: "Tinggi"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyreadstat.write_sav(
            frame,
            tmp_path / "survey.sav",
            column_labels=["Karyawan ramah", "", "Kota"],
            variable_value_labels=labels,
            missing_ranges={"X1": [9]},
        )
        pyreadstat.write_dta(frame, tmp_path / "survey.dta")
    table = read_survey_table(tmp_path / "survey.sav")
    assert table.headers == ("Karyawan ramah", "X2", "Kota")
    assert [row.cells for row in table.rows] == [
        ("Tidak setuju", "1", "Metro"),
        ("Setuju", "4", ""),
        ("", "7", "Medan"),
    ]
    assert "1 columns with user-missing values: they are read as no answer" in table.notes
    assert read_survey_table(tmp_path / "survey.dta").rows[2].cells == ("9", "7", "Medan")


def test_bytes_of_no_zip(tmp_path: Path) -> None:
    stream = io.BytesIO(b"PK\x03\x04" + bytes(range(256)) * 4)
    path = tmp_path / "survey.ods"
    path.write_bytes(stream.getvalue())
    with pytest.raises(StudyError, match="the workbook cannot be opened"):
        read_survey_table(path)


def test_times_are_written_as_a_reader_sees_them(tmp_path: Path) -> None:
    rows = [["a", "b", "c"], [datetime(2025, 7, 9, 20, 49, 22), time(8, 5), timedelta(hours=30)], ["x", "y", "z"]]
    table = read_survey_table(write_workbook(tmp_path / "survey.xlsx", {"Jawaban": rows}))
    assert table.rows[0].cells == ("2025-07-09 20:49:22", "08:05:00", "1 day, 6:00:00")
