"""What of a Word file is read as text."""

from pathlib import Path

import pypandoc
import pytest

from study.returned_document.word_text import Document, read_document
from study.writing.word_files import MAIN_PART, archive, parts

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


def test_a_cell_over_two_columns_leaves_the_second_one_empty(path: Path, tmp_path: Path) -> None:
    main = parts(path.read_bytes())[MAIN_PART].decode()
    start = main.index("<w:tc>", main.index('<w:t xml:space="preserve">B</w:t>'))
    end = main.index("</w:tr>", start)
    spanned = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>both</w:t></w:r></w:p></w:tc>'
    wide = tmp_path / "wide.docx"
    wide.write_bytes(archive({**parts(path.read_bytes()), MAIN_PART: (main[:start] + spanned + main[end:]).encode()}))
    assert read_document(wide).tables[0].rows[1] == ("both", "")
