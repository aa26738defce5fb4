from study.words.dictionary import label
from study.writing.rendering import title_block

PLACES = {"north": "University of the North", "south": "University of the South"}


def block(*authors: dict[str, object], language: str = "en") -> dict[str, object]:
    return title_block({"authors": authors, "affiliations": PLACES}, language)


def test_one_affiliation_of_all_is_not_numbered() -> None:
    made = block({"name": "A", "affiliations": ["south"]}, {"name": "B", "affiliations": ["south"]})
    assert made == {"author": ["A", "B"], "byline": ["A", "B"], "affiliation": ["University of the South"]}


def test_affiliations_are_numbered_in_the_order_of_the_authors() -> None:
    first = {"name": "A", "affiliations": ["south"], "corresponding": True}
    made = block(first, {"name": "B", "affiliations": ["north", "south"]})
    assert made["byline"] == ["A^1,\\*^", "B^2,1^"]
    assert made["affiliation"] == ["^1^University of the South", "^2^University of the North"]
    assert made["corresponding"] == f"\\*Corresponding author: A \\[e-mail, address: {label('to_be_stated', 'en')}\\]"
    assert made["author"] == ["A", "B"]


def test_the_corresponding_author_is_marked_without_numbers_too() -> None:
    made = block({"name": "A", "affiliations": ["north"], "corresponding": True}, language="id")
    assert made["byline"] == ["A^\\*^"]
    assert made["corresponding"].startswith("\\*Penulis korespondensi: A \\[surel, alamat: ")
    known = block({"name": "A", "affiliations": ["north"], "corresponding": True, "email": "a@example.org"})
    assert known["corresponding"].startswith("\\*Corresponding author: A, a\\@example.org \\[address: ")


def test_journal_and_dates_stand_as_far_as_they_are_configured() -> None:
    study = {"authors": [{"name": "A", "affiliations": ["north"]}], "affiliations": PLACES}
    journal = {"name": "Jurnal *Media*", "volume": "3", "issue": "", "doi": "10.1234/a_b"}
    dates = {"received": "2026-03-31", "accepted": ""}
    unstated = label("to_be_stated", "en")
    assert title_block(study | {"journal": journal, "dates": dates}, "en")["publication"] == [
        f"Jurnal \\*Media\\*, vol. 3, DOI [10.1234/a_b](https://doi.org/10.1234/a_b) \\[no. …: {unstated}\\]",
        f"Received 31 March 2026 \\[accepted …: {unstated}\\]",
    ]


def test_journal_and_dates_stand_in_one_order_however_they_are_written() -> None:
    study = {"authors": [{"name": "A", "affiliations": ["north"]}], "affiliations": PLACES}
    journal = {"doi": "10.1234/a(b)c", "year": "2026", "name": "J", "e_issn": "", "volume": ""}
    dates = {"accepted": "2026-05-01", "received": "2026-03-31"}
    unstated = label("to_be_stated", "en")
    assert title_block(study | {"journal": journal, "dates": dates}, "en")["publication"] == [
        f"J, year 2026, DOI [10.1234/a(b)c](https://doi.org/10.1234/a%28b%29c) \\[vol. …, e-ISSN …: {unstated}\\]",
        "Received 31 March 2026, accepted 1 May 2026",
    ]


def test_a_journal_without_a_name_is_marked() -> None:
    study = {"authors": [{"name": "A", "affiliations": ["north"]}], "affiliations": PLACES}
    assert title_block(study | {"journal": {"name": ""}}, "en")["publication"] == [
        f"\\[journal …: {label('to_be_stated', 'en')}\\]"
    ]
