import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.setup.codebook import Identity
from study.survey.identity import IdentityError, identify, redacted

PHONE = Identity({"id": "Nomor WhatsApp"}, "phone", "62")
TEXT = Identity({"id": "Kode"}, "text", "")
WRITINGS = ("0{}", "+62{}", "62{}", "{}", "0062{}", "+62 (0){}", "{}.0", "{},0")


@given(
    number=st.from_regex(r"8[0-9]{8,10}", fullmatch=True),
    writing=st.sampled_from(WRITINGS),
    mark=st.sampled_from(["", " ", "-", "."]),
)
def test_a_mobile_number_is_the_same_in_every_writing(number: str, writing: str, mark: str) -> None:
    spaced = number if writing.endswith("0") else mark.join([number[:3], number[3:7], number[7:]])
    assert identify(writing.format(spaced), PHONE) == number


def test_different_numbers_stay_different() -> None:
    assert identify("0812-3456-789", PHONE) != identify("0812-3456-788", PHONE)
    # An area code that starts like the country code.
    assert identify("0623-456-789", PHONE) == identify("+62 623-456-789", PHONE) == "623456789"


@pytest.mark.parametrize("cell", ["", "  ", "\u00a0"])
def test_an_empty_cell_identifies_nobody(cell: str) -> None:
    assert identify(cell, PHONE) is None
    assert identify(cell, TEXT) is None


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("8,12E+10", "a spreadsheet has rounded"),
        ("081", "no telephone number"),
        ("nomor saya 0812345678", "no telephone"),
    ],
)
def test_what_is_no_number(cell: str, message: str) -> None:
    with pytest.raises(IdentityError, match=message) as caught:
        identify(cell, PHONE)
    assert cell not in str(caught.value)


def test_a_text_identity_ignores_capitals_and_spaces() -> None:
    assert identify(" Siti@Contoh.ID ", TEXT) == identify("siti@contoh.id", TEXT) == "siti@contoh.id"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("Setujuu", "'Setujuu'"),
        ("Siti Rahasia", "(not shown: it may be personal data)"),
        ("SITI  rahasia", "(not shown: it may be personal data)"),
        ("0812-3456-789", "(not shown: it may be personal data)"),
        ("a@b.id", "(not shown: it may be personal data)"),
        ("x" * 50, "'" + "x" * 40 + "…'"),
    ],
)
def test_what_a_message_may_show(cell: str, shown: str) -> None:
    assert redacted(cell, {"siti rahasia"}) == shown
