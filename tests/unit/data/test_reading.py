from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.base.errors import StudyError, StudyErrors
from study.survey.cells import Row, column_letter
from study.survey.reading import read_survey_table
from unit.data.small_survey import as_csv, write_workbook


def written(folder: Path, content: bytes, name: str = "survey.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_separator_and_encoding_gives_the_same_table(tmp_path: Path, separator: str, encoding: str) -> None:
    text = as_csv([["Nama café", "Nilai"], ["René", "4,5"], ["baris\nkedua", 'dengan "kutip"']], separator)
    table = read_survey_table(written(tmp_path, text.encode(encoding)))
    assert table.headers == ("Nama café", "Nilai")
    assert table.rows == (Row(2, ("René", "4,5")), Row(3, ("baris\nkedua", 'dengan "kutip"')))


def test_texts_stay_texts(tmp_path: Path) -> None:
    table = read_survey_table(written(tmp_path, b"a;b;c\n007;NA;1,50\nTRUE;null;1e3\n"))
    assert [row.cells for row in table.rows] == [("007", "NA", "1,50"), ("TRUE", "null", "1e3")]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    # Row 3 is blank and row 5 holds separators only: neither is a row of answers.
    table = read_survey_table(written(tmp_path, b"a,b\n1,2\n\n3,4\n,\n5,6\n"))
    assert [row.number for row in table.rows] == [2, 4, 6]


def test_a_declared_separator_is_obeyed_and_no_row(tmp_path: Path) -> None:
    table = read_survey_table(written(tmp_path, b"sep=;\r\na,b;c,d\r\n1,2;3,4\r\n"))
    assert table.headers == ("a,b", "c,d")
    assert table.rows == (Row(2, ("1,2", "3,4")),)


def test_the_first_rows(tmp_path: Path) -> None:
    table = read_survey_table(written(tmp_path, b"a,b\n1,2\n3,4\n5,6\n"), first=2)
    assert [row.number for row in table.rows] == [2, 3]


def test_commas_in_questions_do_not_hide_the_semicolon(tmp_path: Path) -> None:
    table = read_survey_table(written(tmp_path, b"mutu, jumlah, waktu;harga\nya, benar;4\n5;4\n"))
    assert table.headers == ("mutu, jumlah, waktu", "harga")


def test_empty_columns_without_a_header_are_dropped_and_letters_stay(tmp_path: Path) -> None:
    table = read_survey_table(written(tmp_path, b"a,,b,\n1,,2,\n"))
    assert (table.headers, table.columns) == (("a", "b"), ("A", "C"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty: .*survey.csv: found no filled cell; expected a header and answers"),
        (b"\xef\xbb\xbf\n , \n", "the file is empty"),
        (b"a,b\n\n", "the file has no answers: .*: found a header only; expected a row per answer"),
        (b"\x81\x8d\x8f", "the encoding is not known: .*: found neither UTF-8 nor cp1252"),
        (b"a,b\n1,\0\n", "this is not a text file: .*: found binary content"),
        (b"PK\x03\x04", "the workbook cannot be opened: .*; open it in Excel and save it again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the file cannot be read: .*without a password; .*save it as"),
        (b"<html><table>", "the file is empty"),
        (b'a,b\n"1,2\n', "the rows cannot be told apart: .*: found an unclosed or misplaced quotation mark"),
        (b"a,b;c\n1,2;3\n", "the separator is not clear: .*: found comma and semicolon each give 2 columns"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(StudyError, match=message) as caught:
        read_survey_table(written(tmp_path, content))
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1,2\n3\n", r"another number of cells than the header: .*, row 3: found 1 cells; expected 2 cells"),
        (b"a,b\n1,2,3\n4,5\n", r"row 2: found 3 cells; expected 2 cells"),
        (b"a,\n1,2\n", r"a column has no header: .*, column B: found 1 filled cells from row 2 on; expected a header"),
    ],
)
def test_what_is_wrong_with_a_table(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(StudyErrors, match=message):
        read_survey_table(written(tmp_path, content))


def test_one_problem_at_many_places_takes_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n1,2\n" + b"1\n" * 25)
    with pytest.raises(StudyErrors) as caught:
        read_survey_table(path)
    first, last = str(caught.value).splitlines()
    places = "; ".join(f"row {number}" for number in range(4, 14))
    assert f": {path}, row 3 and 23 more ({places}; ...): found 1 cells; expected 2 cells; check separators" in first
    assert "row 27: found 1 cells; expected 2 cells; the file may be cut off there" in last


def test_many_problems_are_counted_not_listed(tmp_path: Path) -> None:
    with pytest.raises(StudyErrors) as caught:
        read_survey_table(written(tmp_path, b"a,b\n1,2\n" + b"".join(b"1,2,%s9\n" % (b"," * n) for n in range(25))))
    lines = str(caught.value).splitlines()
    assert len(lines) == 21
    assert lines[-1].startswith("further problems: ")
    assert "found 5 more" in lines[-1]


def test_other_kinds_of_files(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"a kind of file that is not read: .*: found '.doc'"):
        read_survey_table(written(tmp_path, b"a,b\n1,2\n", "survey.doc"))


def test_a_missing_file_and_a_sheet_of_a_text_file(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"a data file is missing"):
        read_survey_table(tmp_path / "nowhere.csv")
    with pytest.raises(StudyError, match=r"a text file has no sheets: .*: found sheet: Jawaban"):
        read_survey_table(written(tmp_path, b"a,b\n1,2\n"), sheet="Jawaban")


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=12)


@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6),
    separator=st.sampled_from([",", ";", "\t"]),
    mark=st.booleans(),
)
def test_quoted_tables_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str, mark: bool
) -> None:
    filled = [[f"x{cell}" for cell in row] for row in rows]
    lines = [separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [["a", "b", "c"], *filled]]
    path = tmp_path_factory.mktemp("csv") / "survey.csv"
    path.write_bytes("\n".join(lines).encode("utf-8-sig" if mark else "utf-8"))
    assert [list(row.cells) for row in read_survey_table(path).rows] == filled


def test_a_workbook_gives_the_texts_a_reader_sees(tmp_path: Path) -> None:
    rows = [["a", "b", "c", "d"], [4, 4.0, 2.5, None], ["Setuju", True, "007", "x"]]
    table = read_survey_table(write_workbook(tmp_path / "survey.xlsx", {"Jawaban": rows}))
    assert table.source.endswith("survey.xlsx, sheet 'Jawaban'")
    assert [row.cells for row in table.rows] == [("4", "4", "2.5", ""), ("Setuju", "True", "007", "x")]


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "survey.xlsx", {"Satu": [["a"], [1]], "Dua": [["b"], [2]]})
    assert read_survey_table(path, sheet="Dua").headers == ("b",)
    with pytest.raises(
        StudyError, match=r"several sheets: .*: found Satu \(2 rows\), Dua \(2 rows\); .*--sheet.*an entry of files"
    ):
        read_survey_table(path)
    with pytest.raises(StudyError, match=r"the workbook has no such sheet: .*: found Satu, Dua; expected Tiga"):
        read_survey_table(path, sheet="Tiga")


def test_merged_cells_are_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "survey.xlsx", {"Jawaban": [["a", "b"], [1, 2], [3, 4]]})
    workbook = openpyxl.load_workbook(path)
    workbook["Jawaban"].merge_cells("A2:A3")
    workbook.save(path)
    with pytest.raises(StudyError, match=r"cells are merged: .*: found A2:A3"):
        read_survey_table(path)


def test_a_formula_without_its_value_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "survey.xlsx", {"Jawaban": [["a", "b"], [1, "=A2+1"]]})
    with pytest.raises(StudyError, match=r"a formula has no stored value: .*, cell B2"):
        read_survey_table(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x81\0\0\x8f", "the file is not what its name says: .*found content of no kind that is read; .*Excel"),
        (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "found a workbook of Excel 2003 as XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the file cannot be read: .*without a password; .*save it as"),
        (b"PK\x03\x04", "the workbook cannot be opened: .*; open it in Excel and save it again"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        read_survey_table(written(tmp_path, content, "survey.xlsx"))


PAGE = (
    "<table><tr><th rowspan=2>No</th><th colspan='2'>Harga</th><th rowspan=2>Kota</th></tr><tr><th>HG1</th><th>HG2</th>"
    "</tr><tr><td>1</td><td>4</td><td>2</td><td>Metro</td></tr><tr><td>2</td><td>5</td><td>3</td><td>Kalianda</td></tr>"
    "</table>"
)


@pytest.mark.parametrize("name", ["survey.csv", "survey.xlsx", "survey.xls", "survey.sav"])
@pytest.mark.parametrize("kind", [".csv", ".xlsx", ".html"])
def test_a_file_is_read_by_its_content_whatever_its_name(tmp_path: Path, name: str, kind: str) -> None:
    rows = [["No", "HG1", "HG2", "Kota"], ["1", "4", "2", "Metro"], ["2", "5", "3", "Kalianda"]]
    path = tmp_path / name
    if kind == ".xlsx":
        write_workbook(tmp_path / "other.xlsx", {"Data": rows}).replace(path)
    else:
        path.write_text(PAGE if kind == ".html" else as_csv(rows), encoding="utf-16" if kind == ".csv" else "utf-8")
    table = read_survey_table(path)
    assert table.headers == ("No", "HG1", "HG2", "Kota")
    assert [row.cells for row in table.rows] == [tuple(row) for row in rows[1:]]
    assert (kind == path.suffix) is not any(f"its content is that of a {kind} file" in note for note in table.notes)


def test_a_code_that_begins_as_a_workbook_does_is_a_header(tmp_path: Path) -> None:
    assert read_survey_table(written(tmp_path, b"PK1,PK2\n4,5\n3,2\n")).headers == ("PK1", "PK2")


def test_the_mark_of_an_open_workbook_is_not_the_survey(tmp_path: Path) -> None:
    with pytest.raises(
        StudyError, match=r"this is not the survey: .*~\$survey.xlsx: .*; close Excel and name the survey"
    ):
        read_survey_table(written(tmp_path, b"\x05user", "~$survey.xlsx"))


def test_a_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))  # what Windows says of a file open in Excel

    path = written(tmp_path, b"a,b\n1,2\n")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(
        StudyError, match=r"a file cannot be opened: .*survey.csv: found access denied; .*; close it in"
    ):
        read_survey_table(path)


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")])
def test_column_letters(index: int, letter: str) -> None:
    assert column_letter(index) == letter


def test_a_smaller_sheet_of_the_same_questions_is_not_passed_over(tmp_path: Path) -> None:
    """Sheets of villages: by far the largest is not the only one with respondents."""
    head = ["No", "X1", "X2"]
    sheets = {"Besar": [head, *[[n, 4, 5] for n in range(40)]], "Kecil": [["Desa Kecil"], head, [1, 2, 3]]}
    with pytest.raises(StudyError, match=r"several sheets: .*Besar \(41 rows\), Kecil \(3 rows\).*--sheet once"):
        read_survey_table(write_workbook(tmp_path / "survey.xlsx", sheets))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_without_its_mark(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "survey.txt").write_bytes("No\tX1\r\n1\tSangat setuju\u2013\r\n".encode(encoding))
    assert read_survey_table(tmp_path / "survey.txt").rows[0].cells == ("1", "Sangat setuju\u2013")
    (tmp_path / "survey.txt").write_bytes(b"No\0X1\0\0ab\n1\0\0\0")
    with pytest.raises(StudyError, match="this is not a text file"):
        read_survey_table(tmp_path / "survey.txt")
