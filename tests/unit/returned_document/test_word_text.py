"""What of a Word file is read as text."""

import re
from pathlib import Path

import pypandoc
import pytest

from study.base.files import zip_archive
from study.returned_document.word_text import Document, M, read_document
from study.writing.documents import MAIN_PART, parts

TEXT = """---
title: A title
---

First.[^1]

# Results {.unnumbered}

Q^2^ is 10^−7^ and $\\beta = -0{,}05$ of $X_1$.

- one point
- another

::: {custom-style="Bibliography"}
Hair (2019).
:::

A   B
--- ---
1   x
2   y

: What the table shows.

[^1]: A note with .5.
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("word") / "text [1].docx"
    pypandoc.convert_text(TEXT, "docx", format="markdown", outputfile=str(path))
    return path


@pytest.fixture(scope="module")
def document(path: Path) -> Document:
    return read_document(path)


def test_paragraphs_of_all_kinds_are_read_in_their_order(document: Document) -> None:
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "A title",
        "First.",
        "Results",
        "Q^2 is 10^−7 and β = −0,05 of X1 .",
        "one point",
        "another",
        "Hair (2019).",
        "What the table shows.",
        "A note with .5.",
    ]
    assert [paragraph.number for paragraph in document.paragraphs] == list(range(1, 10))


def test_a_paragraph_knows_its_heading_and_its_style(document: Document) -> None:
    by_text = {paragraph.text: paragraph for paragraph in document.paragraphs}
    assert by_text["First."].section == "before the first heading"
    assert by_text["one point"].section == "Results"
    assert by_text["Hair (2019)."].style == "Bibliography"
    assert by_text["First."].style != "Bibliography"


def test_a_table_has_its_rows_its_section_and_its_caption(document: Document) -> None:
    (table,) = document.tables
    assert table.rows == (("A", "B"), ("1", "x"), ("2", "y"))
    assert (table.section, table.caption) == ("Results", "What the table shows.")


def changed(path: Path, folder: Path, old: str, new: str) -> Document:
    """Read a copy of a document in whose main part the first `old` is `new`."""
    main = parts(path.read_bytes())[MAIN_PART].decode()
    assert old in main
    copy = folder / "copy.docx"
    copy.write_bytes(zip_archive({**parts(path.read_bytes()), MAIN_PART: main.replace(old, new, 1).encode()}))
    return read_document(copy)


def test_a_cell_over_two_columns_leaves_the_second_one_empty(path: Path, tmp_path: Path) -> None:
    rows = re.findall(r"<w:tr>.*?</w:tr>", parts(path.read_bytes())[MAIN_PART].decode(), re.DOTALL)
    both = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>both</w:t></w:r></w:p></w:tc></w:tr>'
    assert changed(path, tmp_path, rows[0], both).tables[0].rows[0] == ("both", "")


def test_a_row_that_was_deleted_is_gone(path: Path, tmp_path: Path) -> None:
    rows = re.findall(r"<w:tr>.*?</w:tr>", parts(path.read_bytes())[MAIN_PART].decode(), re.DOTALL)
    deleted = rows[0].replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>")
    assert changed(path, tmp_path, rows[0], deleted).tables[0].rows == (("1", "x"), ("2", "y"))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<w:pict><w:txbxContent><w:p><w:r><w:t>box .7</w:t></w:r></w:p></w:txbxContent></w:pict>", "box .7"),
        ("<w:t>speci\ufb01c e\ufb03cient</w:t>", "specific efficient"),
        (f'<m:oMath xmlns:m="{M[1:-1]}"><m:r><m:t>Y=a−bX-3</m:t></m:r></m:oMath>', "Y = a − bX −3"),
        ("<w:t>1</w:t><w:tab/><w:t>2</w:t><w:br/><w:t>3</w:t><w:noBreakHyphen/><w:t>4</w:t>", "1 2 3-4"),
        ("<w:t>X1→Y, X2 -&gt; Y</w:t>", "X1 → Y, X2 → Y"),
        ("<w:instrText>PAGE 9</w:instrText><w:t>seen</w:t>", "seen"),
    ],
)
def test_text_boxes_and_signs_are_read_and_field_codes_not(path: Path, tmp_path: Path, content: str, text: str) -> None:
    document = changed(path, tmp_path, "<w:sectPr", f"<w:p><w:r>{content}</w:r></w:p><w:sectPr")
    assert text in [paragraph.text for paragraph in document.paragraphs]


def test_a_table_in_the_cell_of_another_is_read_by_itself(path: Path, tmp_path: Path) -> None:
    main = parts(path.read_bytes())[MAIN_PART].decode()
    (inner,) = re.findall(r"<w:tbl>.*?</w:tbl>", main, re.DOTALL)
    around = (
        f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>beside</w:t></w:r></w:p></w:tc><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    )
    found = changed(path, tmp_path, inner, around)
    assert [table.rows for table in found.tables] == [(("A", "B"), ("1", "x"), ("2", "y"))]
    assert "beside" in [paragraph.text for paragraph in found.paragraphs]


def test_moved_text_stands_where_it_was_moved_to(path: Path, tmp_path: Path) -> None:
    moved = (
        "<w:p><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>here</w:t></w:r></w:moveTo></w:p>"
    )
    document = changed(path, tmp_path, "<w:sectPr", f"<w:sdt><w:sdtContent>{moved}</w:sdtContent></w:sdt><w:sectPr")
    assert "here" in [paragraph.text for paragraph in document.paragraphs]
