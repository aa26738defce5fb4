"""Who a respondent is, for comparison in memory only: nothing of it is written anywhere."""

import re
from collections.abc import Iterable

from study.setup.codebook import Identity, normalise

__all__ = ["IdentityError", "identify", "redacted", "shown"]

CONTACT = re.compile(r"@|(?:\d[\s().-]*){7,}")  # an address, or as many digits as a telephone number has
LONGEST_SHOWN = 40  # characters of a cell in a message


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
    if re.search(r"e\+?\d+$", text):
        raise IdentityError("a number that a spreadsheet has rounded (such as 6,28E+11)")
    # A spreadsheet that takes the number for a number drops its leading zero and may add a decimal.
    # An apostrophe before it is how one keeps a spreadsheet from doing so.
    number = re.sub(r"^(\d+)[.,]0$", r"\1", text.lstrip("'’‘"))
    national = _national(re.sub(r"\D", "", number), identity.country_code)
    if len(national) < 6 or re.search(r"[^\d\s+().\-/–]", number):
        raise IdentityError("no telephone number")
    return national


def _national(digits: str, country_code: str) -> str:
    if digits.startswith("0") and not digits.startswith("00"):
        return digits[1:]
    return digits.removeprefix("00").removeprefix(country_code).lstrip("0")


def redacted(cell: str, private: Iterable[str]) -> str:
    """Quote a cell for a message, or say that it may be personal: a cell of a personal column, an address, a number."""
    if _may_be_personal(cell, private):
        return "(not shown: it may be personal data)"
    return repr(cell if len(cell) <= LONGEST_SHOWN else cell[:LONGEST_SHOWN] + "…")


def shown(cell: str, private: Iterable[str]) -> str:
    """Return a cell as it may be counted among answers; empty where it may be personal (see `redacted`)."""
    return "" if _may_be_personal(cell, private) else " ".join(cell.split())


def _may_be_personal(cell: str, private: Iterable[str]) -> bool:
    return normalise(cell) in private or CONTACT.search(cell) is not None
