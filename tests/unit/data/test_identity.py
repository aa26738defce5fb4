import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.setup.codebook import Identity
from study.survey.identity import (
    IdentityError,
    answers_of_one_person,
    identify,
    is_free_text,
    is_personal_header,
    kind_of,
    may_identify,
)

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


QUANTITIES = (
    *("Rp1.000.000 - Rp2.500.000", "1.000.000 - 2.500.000", "1.000.000–2.000.000–3.000.000", "1000000-2500000"),
    *("Rp. 500.000 s/d Rp. 1.000.000", "IDR 1,000,000–2,500,000", "Rp 1.000.000,00 – Rp 2.500.000,00"),
    *("Rp1000000000", "1.000.000.000", "0 - 1.000.000", "0-500.000", "500001-1000000", "100000 - 249999", "5000000"),
    *("(1.000.000 - 2.000.000)", "1 000 000", "< Rp 1000000", "2.999.999", "1.000.000,-", "1.500.000 ke atas"),
    *("2019-2023", "2019/2020", "01/2019 - 12/2023", "2018 - 2019 - 2020", "2019 2020 2021"),
    *("08.00 - 17.00", "08:00-16:00", "Senin-Jumat 08.00-17.00", "07.30-12.00 / 13.00-16.00"),
    *("17-25 tahun", "10% - 20%", "2 @ 5000", "[klik](javascript:alert(1))"),
)
TELLING = (
    *("0812-3456-789", "+62 812 3456 7890", "62812345678", "62.812.345.678", "081.234.567.890", "812 3456 7890"),
    *("(0721) 701609", "021-500-600", "+1 202 555 0143", "08.12.34.56.78.90", "rp081234567890", "WA 0812/3456/7890 ya"),
    *("8123456789", "1871012345678901", "1871-1123-4567-8901", "a@b.id", "siti@contoh.co.id"),
    *("-5.3971, 105.2668", "-5.397140 105.266800", "114.125.100.200", "192.168.1.20", "2001:db8:0:0:0:ff00:42:8329"),
)


@pytest.mark.parametrize("cell", QUANTITIES)
def test_amounts_years_and_times_tell_nobody(cell: str) -> None:
    assert not may_identify(cell)


@pytest.mark.parametrize("cell", TELLING)
def test_numbers_and_addresses_of_people_are_found(cell: str) -> None:
    assert may_identify(cell)
    assert may_identify(f"Toko Jaya, {cell}")


@given(
    number=st.from_regex(r"8[1-9][0-9]{7,9}", fullmatch=True),
    start=st.sampled_from(["0", "+62 ", "62", "+62"]),
    marks=st.lists(st.sampled_from(["", " ", "-", "."]), min_size=10, max_size=10),
)
def test_a_mobile_number_is_found_in_every_writing(number: str, start: str, marks: list[str]) -> None:
    assert may_identify(start + "".join(map("".join, zip(number, marks, strict=False))).rstrip(" -."))


@given(lower=st.integers(1, 99), upper=st.integers(1, 99), mark=st.sampled_from([" - ", "-", "–", " s/d "]))
def test_no_range_of_rupiah_is_taken_for_a_number_of_somebody(lower: int, upper: int, mark: str) -> None:
    for zeros in ("00.000", ".000.000"):
        assert not may_identify(f"Rp{lower}{zeros}{mark}Rp{upper}{zeros}")
    assert not may_identify(f"{lower}.000.000{mark}{upper}.000.000")


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("Siti", "a text of 4 characters"), ("7", "a number"), ("4,5", "a number"), (" ", "an empty cell")],
)
def test_a_message_says_what_kind_of_thing_a_cell_holds(cell: str, kind: str) -> None:
    assert kind_of(cell) == kind


def of_one_person(rows: list[tuple[str, list[str]]]) -> frozenset[str]:
    return answers_of_one_person([answer for answer, _ in rows], lambda place: rows[place][1])


def test_an_answer_that_others_share_stays_one() -> None:
    rows = [("Metro", ["Metro"]), ("metro ", ["Jalan 1"]), ("Siti R", ["Siti R"]), ("Toko Siti R", ["Siti R"])]
    assert of_one_person(rows) == {"siti r", "toko siti r"}
    assert of_one_person([("Metro", ["Metro"])] * 3) == frozenset()
    assert of_one_person([("hubungi @siti_r", []), *[("@hair2019", [])] * 3]) == {"hubungi @siti_r"}


@pytest.mark.parametrize(
    ("cells", "is_free"),
    [
        ([f"Orang {letter}" for letter in "abcdefghij"], True),
        ([f"Orang {letter}" for letter in "abcdefghij"] * 2, True),
        (["Tidak ada"] * 30 + [f"Antrean {letter}" for letter in "abcdefghij"], True),
        (["Perempuan", "Laki-laki"] * 20 + ["lainnya"], False),
        ([f"Kota {letter}" for letter in "abcdefghijkl"] * 3, False),
        ([f"{age} tahun" for age in range(20, 60)], False),
        ([f"Rp{amount}.000" for amount in range(20, 60)], False),
        (["x" * 61, "y" * 61, "z" * 61, *["Ya"] * 40], True),
        (["x" * 61, "y" * 61, *["Ya"] * 40], False),
        ([], False),
    ],
)
def test_free_text_is_told_from_answers_that_a_form_offers(cells: list[str], is_free: bool) -> None:
    assert is_free_text(cells) == is_free


PLATFORMS = (
    *("Email Address", "Alamat Email", "Username", "Nama pengguna", "Surel"),  # Google Forms
    *(
        "_geolocation",
        "_lokasi_latitude",
        "grup/_gps_longitude",
        "username",
        "deviceid",
        "phonenumber",
        "_uuid",
    ),  # Kobo
    *("meta/instanceID", "_submitted_by", "subscriberid", "simserial", "imei", "enumerator", "_GPS_precision"),
    *("ipaddr", "IP address", "refurl", "Referrer URL", "token", "Access code", "firstname", "Last name"),  # LimeSurvey
    *("IPAddress", "LocationLatitude", "LocationLongitude", "RecipientEmail", "RecipientLastName", "ResponseId"),
    *("ExternalReference", "External Data Reference", "Q1_Browser Meta Info - Operating System"),  # Qualtrics
    *("Respondent ID", "Collector ID", "IP Address", "Email Address", "First Name", "Custom Data 1"),  # SurveyMonkey
    *("Email", "Name", "Email2", "Nama"),  # Microsoft Forms
    *("NIK", "No. KTP", "NIM", "Tanggal lahir", "Nomor HP", "Akun Instagram", "Titik koordinat", "Tanda tangan"),
    *("nama_responden", "grup/no_hp", "Nomor induk", "Student ID"),
)


@pytest.mark.parametrize("header", PLATFORMS)
def test_columns_that_tell_a_person_are_recognised(header: str) -> None:
    assert is_personal_header(header)


@pytest.mark.parametrize(
    "header",
    [
        "Jenis kelamin",
        "Umur",
        "Pendidikan terakhir",
        "Pekerjaan",
        "Stempel waktu",
        "X1.1",
        "Bukti nyata",
        "Tipe",
        "no_urut",
    ],
)
def test_others_are_not(header: str) -> None:
    assert not is_personal_header(header)
