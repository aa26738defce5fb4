"""Who a respondent is, for comparison in memory only, and what of an answer may leave the raw file."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from study.setup.codebook import Identity, normalise


class IdentityError(ValueError):
    """The cell does not hold an identity of the declared kind; the message never quotes it."""


def identify(cell: str, identity: Identity) -> str | None:
    """Return what is the same for every way of writing one identity, None for an empty cell.

    IdentityError where a telephone number has too few digits or was turned into a rounded number by a spreadsheet.
    """
    text = normalise(cell)
    if text in identity.missing:
        return None
    if not text or identity.kind == "text":
        return text or None
    if is_rounded(text):
        raise IdentityError("a number that a spreadsheet has rounded (such as 6,28E+11)")
    # A spreadsheet that takes the number for a number drops its leading zero and may add a decimal.
    # An apostrophe before it is how one keeps a spreadsheet from doing so.
    number = re.sub(r"^(\d+)[.,]0$", r"\1", text.lstrip("'’‘"))
    national = _national(re.sub(r"\D", "", number), identity.country_code)
    if len(national) < 6 or re.search(r"[^\d\s+().\-/–]", number):
        raise IdentityError("no telephone number")
    return national


def is_rounded(text: str) -> bool:
    """Whether a number stands as a spreadsheet shows one that is too long for its cell, such as 6,28E+11."""
    return re.search(r"\de\+?\d+$", text.casefold()) is not None


def _national(digits: str, country_code: str) -> str:
    if digits.startswith("0") and not digits.startswith("00"):
        return digits[1:]
    return digits.removeprefix("00").removeprefix(country_code).lstrip("0")


DATE_CELL = re.compile(r"\d{4}-\d{2}-\d{2} 00:00:00")  # what a workbook's cell with a day becomes
RANGE = re.compile(r"\d{1,2}\s*[-/–]\s*\d{1,2}")  # what a spreadsheet makes a date of
ASKS_DATE = re.compile(r"\b(tanggal|tgl|kapan|sejak|date|when|since)\b")


def kind_of(cell: str) -> str:
    """Say what a cell holds without quoting it: a number, a date, a formula's error, a text of so many characters."""
    text = " ".join(cell.split())
    if not text:
        return "an empty cell"
    if re.fullmatch(r"[-−+]?\d+(?:[.,]\d*)?", text):
        return "a number"
    if DATE_CELL.fullmatch(text):
        return "a date, as a spreadsheet makes of 3-5 and 4/5"
    if re.fullmatch(r"#[A-Z0-9/]+[!?]", text):
        return "the error of a formula"
    return f"a text of {len(text)} characters" if len(text) > 1 else "a single character"


# What tells a person from another wherever it stands. An address; coordinates; two kinds of IP address; and a run of
# digits that may be a telephone, identity or account number unless it is a quantity.
ADDRESS = re.compile(r"[^\s@]@[^\s@]")
COORDINATES = re.compile(r"-?\d{1,3}[.,]\d{4,}\s*[,;/ ]\s*-?\d{1,3}[.,]\d{4,}")
IP_ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|(?:[0-9a-f]{1,4}:){4,}[0-9a-f]{1,4}")
DIGITS = re.compile(r"\+?\(?\d(?:[\s().\-–—/]*\d){6,}")
CURRENCY = re.compile(r"(?:\b(?:rp|idr|usd|rm|sgd)\.?|[$€£¥])\s*$", re.IGNORECASE)
# The parts of a quantity: grouped by thousands, a year or a month of a year, a time of day, a small or a round number.
GROUPED = r"(?!62[. ]8)[1-9]\d{0,2}(?:[. ]\d{3})+"
YEAR = r"(?:(?:0?[1-9]|1[0-2])[/.])?(?:19|20)\d\d"
TIME = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"
PLAIN = r"(?:0|[1-9]\d{0,3}|[1-9]\d{2,6}(?:00|01|99))"
BETWEEN = r"\s*[-–—/]\s*"
QUANTITIES = re.compile(
    rf"{GROUPED}(?:{BETWEEN}{GROUPED})*|{YEAR}(?:(?:{BETWEEN}|\s+){YEAR})*|{TIME}(?:{BETWEEN}{TIME})+"
    rf"|{PLAIN}{BETWEEN}(?:{PLAIN}|{GROUPED})|(?!8\d{{8}})[1-9]\d{{0,8}}000|[1-9]\d{{0,6}}000000"
)
CALLED = re.compile(r"[+(0]|62[\s.-]?8")  # how a number that is dialled begins


@lru_cache(maxsize=4096)  # most answers recur
def may_identify(cell: str) -> bool:
    """Whether an answer holds an address, coordinates or a number that tells a person from another.

    Amounts, years, times of day and ranges of them are none.

    >>> may_identify("0812-3456-7890"), may_identify("Rp1.000.000 - Rp2.500.000"), may_identify("08.00 - 17.00")
    (True, False, False)
    """
    if ADDRESS.search(cell) or COORDINATES.search(cell):
        return True
    text = cell.casefold()
    runs = [*IP_ADDRESS.finditer(text), *DIGITS.finditer(text)]
    return any(not _is_quantity(run[0], text[: run.start()]) for run in runs)


def _is_quantity(digits: str, before: str) -> bool:
    if CURRENCY.search(before) and not CALLED.match(digits):
        return True
    return not _is_ip_address(digits) and QUANTITIES.fullmatch(digits.removeprefix("(")) is not None


def _is_ip_address(text: str) -> bool:
    if IP_ADDRESS.fullmatch(text) is None:
        return False
    # No part of an IP address has a zero before its figures, as thousands have.
    parts = text.split(".")
    return ":" in text or (len(parts) == 4 and all(part == str(int(part)) and int(part) < 256 for part in parts))


SHARED = 3  # respondents who give one answer; what so many say tells nobody from the others
HANDLE = re.compile(r"(?<!\S)@\w{3,}")  # a name on a network
LEAST_NAME = 4  # letters of a personal cell that is looked for within an answer


def answers_of_one_person(answers: Sequence[str], beside: Callable[[int], Iterable[str]]) -> frozenset[str]:
    """Return the answers (normalised) of a column that hold a name: of a network, or a personal cell of the same row.

    answers: the N cells of the column; `beside` gives the personal cells of a row, 0 to N - 1. An answer that others
    give, too, or that three respondents give, tells nobody: a district stays an answer where somebody wrote it as an
    address.
    """
    texts = {cell: normalise(cell) for cell in set(answers)}
    given = Counter(texts[cell] for cell in answers)
    rare = [(index, texts[cell]) for index, cell in enumerate(answers) if given[texts[cell]] < SHARED and texts[cell]]
    own = Counter(text for index, text in rare if HANDLE.search(text) or _holds_any(text, beside(index)))
    return frozenset(text for text, count in own.items() if count == given[text])


def _holds_any(answer: str, personal: Iterable[str]) -> bool:
    return any(_holds(answer, normalise(cell)) for cell in personal)


def _holds(answer: str, personal: str) -> bool:
    # ASSUME: a figure of up to three digits, such as a running number beside an age, names nobody.
    if re.fullmatch(r"\d{1,3}", answer):
        return False
    return bool(personal) and (answer == personal or (len(personal) >= LEAST_NAME and personal in answer))


FEWEST_TEXTS = 10  # different answers from which a column may be one of free text
LONG = 60  # characters of a sentence
FEWEST_LONG = 3


def is_free_text(cells: Sequence[str]) -> bool:
    """Whether the cells of a column are texts of the respondents' own and not answers that a form offers.

    ASSUME: free text where ten answers or more are given once and are a quarter of all, where ten or more are
    different and two fifths of all, or where three sentences of more than 60 characters are given once. Answers that
    begin with a figure are quantities and do not count.
    """
    counts: Counter[str] = Counter()
    for cell, count in Counter(cells).items():
        text = normalise(cell)
        if text and re.match(r"\W*(?:rp\W*)?\d", text) is None:
            counts[text] += count
    once = [text for text, count in counts.items() if count == 1]
    return (
        (len(once) >= FEWEST_TEXTS and 4 * len(once) >= counts.total())
        or (len(counts) >= FEWEST_TEXTS and 5 * len(counts) >= 2 * counts.total())
        or sum(len(text) > LONG for text in once) >= FEWEST_LONG
    )


# Headers of columns that tell who somebody is or where: of any questionnaire, and those that platforms add.
PERSONAL_WORDS = re.compile(
    r"\b(?:nama|name|e-?mail\d*|surel|whatsapp|wa|telepon|telp|telephone|hp|handphone|phone|mobile number|nomor ponsel"
    r"|(?:no|nomor) (?:induk|identitas|peserta)|(?:student|employee) (?:id|number)|nik|ktp|nisn|nim|npm|nip|npwp"
    r"|passport|paspor|alamat|address|domisili lengkap|instagram|ig|facebook|twitter"
    r"|tiktok|telegram|line id|linkedin|rekening|bank account|tanda tangan|signature|foto|photo|selfie"
    r"|tanggal lahir|tgl lahir|ttl|date of birth|birth ?date|dob|gps|geopoint|koordinat|coordinates?|latitude|longitude"
    r"|lintang|bujur|username|user name|nama pengguna|imei)\b"
)
# Google Forms, KoboToolbox/ODK, LimeSurvey, Qualtrics, SurveyMonkey, Microsoft Forms, JotForm, Typeform.
PLATFORM_COLUMNS = re.compile(
    r"(?:.*/)?_?(?:ip ?address|ipaddr|ip-adresse|locationlatitude|locationlongitude|recipient(?:last|first)name"
    r"|recipientemail|externalreference|external data reference|externaldatareference|responseid|response id"
    r"|respondent ?id|submission ?i[dp]|network ?id|collector ?id|custom data \d+|first ?name|last ?name|full ?name"
    r"|e-?mail ?address|refurl"
    r"|referrer url|token|access code|kode akses|attribute_\d+|device ?id|device|perangkat|user ?agent|browser"
    r"|meta ?info|.*browser meta info.*|subscriber ?id|sim ?serial|phonenumber|username|enumerator|uuid"
    r"|instanceid|submitted_by|geolocation|.*_(?:latitude|longitude|altitude|precision)|lat|lon|lng|name\d*|nama\d*"
    r"|sid|uid|unique ?id)_?"
)


def is_personal_header(header: str) -> bool:
    """Whether a column of this header tells who or where a respondent is, as questionnaires and platforms name it.

    >>> is_personal_header("IP Address"), is_personal_header("_geolocation"), is_personal_header("Jenis kelamin")
    (True, True, False)
    >>> is_personal_header("identitas/nama_responden")
    True
    """
    text = normalise(header)
    return PERSONAL_WORDS.search(text.replace("_", " ")) is not None or PLATFORM_COLUMNS.fullmatch(text) is not None


def names_somebody(name: str, personal: Iterable[str]) -> bool:
    """Whether the name of a file or a sheet holds an address, a number of somebody, or what a personal cell holds.

    personal: the cells of personal columns; of one with several words, two that follow each other are enough.

    >>> names_somebody("Survei Siti Aminah (1)", ["siti aminah putri"]), names_somebody("survei 2025", ["Siti"])
    (True, False)
    """
    words = re.findall(r"\w+", normalise(name.replace("_", " ")))
    sought = {piece for cell in personal for piece in _pieces(re.findall(r"\w+", normalise(cell)))}
    return may_identify(name) or any(piece in sought for piece in _pieces(words) + words)


def _pieces(words: Sequence[str]) -> list[str]:
    if len(words) == 1:
        return [word for word in words if len(word) >= LEAST_NAME]
    return [f"{first} {second}" for first, second in pairwise(words)]
