"""A PDF is read as a reader is shown it: its tables of places and its lengths lead where the parts are."""

import re

import pytest
import typst

from study.reproduction.pdf_text import read_pdf_text


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    source = tmp_path_factory.mktemp("pdf") / "a.typ"
    source.write_text("The path is 0.500.\n#pagebreak()\nIt is supported.\n", encoding="utf-8")
    return bytes(typst.compile(source))


def swap(content: bytes, one: re.Match[bytes], other: re.Match[bytes]) -> bytes:
    return b"".join(
        [content[: one.start()], other[0], content[one.end() : other.start()], one[0], content[other.end() :]]
    )


def test_an_honest_document_is_read(page: bytes) -> None:
    assert "xref" in read_pdf_text(page)


def test_places_of_objects_that_are_exchanged_are_seen(page: bytes) -> None:
    """All bytes but the places are the same, and the pages would stand in another order."""
    places = list(re.finditer(rb"\d{10}(?= \d{5} n)", page))
    assert len(places) > 4
    with pytest.raises(ValueError, match=r"place of object \d+ leads elsewhere"):
        read_pdf_text(swap(page, places[2], places[3]))


def test_a_length_that_cuts_a_page_is_seen(page: bytes) -> None:
    length = next(re.finditer(rb"(?<=/Length )\d{3}(?=/)", page))
    short = b"%d" % (int(length[0]) - 9)
    with pytest.raises(ValueError, match="length of a stream"):
        read_pdf_text(page[: length.start()] + short + page[length.end() :])


def test_another_table_of_objects_is_seen(page: bytes) -> None:
    start = next(re.finditer(rb"(?<=startxref\n)\d+", page))
    with pytest.raises(ValueError, match="place of the table of objects"):
        read_pdf_text(page[: start.start()] + b"9" + page[start.end() :])
