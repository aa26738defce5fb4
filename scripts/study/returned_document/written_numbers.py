"""Numbers as texts write them: their values, counts in words, and what became of a number that changed."""

import math
import re
from functools import cache

from study.words.dictionary import LANGUAGES
from study.words.wording import decimal_mark, in_words

RELATIONS = "<>≤≥"
ROUNDED = "fewer decimals"
REWRITTEN = "the same value, written otherwise"
# "one of four" is a count.
_THOUSANDS = re.compile(r"\b([1-9]\d{0,2})\s(?:thousand|ribu)\b", re.IGNORECASE)
_ONE_OF = re.compile(r"\b(?:one|satu)(?=\s(?:of|dari)\s)", re.IGNORECASE)


def kind_of_change(old: str, new: str, language: str) -> str:
    """Tell what became of a number, by the meanings of both.

    >>> kind_of_change("0.174", "0.17", "en"), kind_of_change("0.174", "-0.174", "en")
    ('fewer decimals', 'sign added')
    """
    if old.lstrip(RELATIONS) == new.lstrip(RELATIONS):
        return "relation changed"
    if old.rstrip("*") == new.rstrip("*"):
        return "stars of significance changed"
    if old.removesuffix("%") == new.removesuffix("%"):
        return "per cent sign changed"
    if old.replace("-", "") == new.replace("-", ""):
        return "sign lost" if "-" in old else "sign added"
    if _is_same_value(old, new, language):
        return REWRITTEN
    if _is_rounded(old, new, language):
        return ROUNDED
    return "decimal mark or place changed" if _digits(old) == _digits(new) else "digits changed"


def plain_number(meaning: str, language: str) -> str:
    """Return a number's meaning without the marks between its thousands.

    >>> plain_number("10.000", "id"), plain_number("10 000", "en"), plain_number("0.174", "id")
    ('10000', '10000', '0.174')
    """
    mark = re.escape("," if decimal_mark(language) == "." else ".")
    grouped = re.sub(rf"(?<![\d.,])([1-9]\d{{0,2}})((?:{mark}\d{{3}})+)(?![\d]|{mark})", _without_marks, meaning)
    return re.sub(r"\s", "", grouped)


def number_value(meaning: str, language: str) -> float:
    """Return the value of a number's meaning as the language writes it, without its relation; NaN where it is none.

    >>> number_value("<0,001", "id"), number_value("10.000", "id"), number_value("43%", "en")
    (0.001, 10000.0, 0.43)
    """
    mark = decimal_mark(language)
    plain = plain_number(meaning.lstrip(RELATIONS).removesuffix("%"), language)
    if ("," if mark == "." else ".") in plain:
        return float("nan")
    base, _, power = plain.replace(mark, ".").partition("^")
    try:
        value = float(base) ** int(power) if power else float(base)
    except ValueError:
        return float("nan")
    return value / 100 if meaning.endswith("%") else value


def relation(meaning: str) -> str:
    """Return the signs before a number: less than, at least."""
    return meaning[: len(meaning) - len(meaning.lstrip(RELATIONS))]


def with_figures(text: str) -> str:
    """Write counts in figures, and a minus. Not "satu" and "one", which are articles as often as numbers."""
    pattern, figures = _written_counts()
    text = re.sub(r"\bminus\s(?=[.,]?\d)", "−", _ONE_OF.sub("1", text))
    return _THOUSANDS.sub(r"\g<1>000", pattern.sub(lambda count: figures[count[0].lower()], text))


def _is_same_value(old: str, new: str, language: str) -> bool:
    """Tell whether two numbers are one, as .330 and .33 are, or 43% and .43."""
    values = [number_value(text, language) for text in (old, new)]
    return relation(old) == relation(new) and math.isclose(*values, rel_tol=1e-9)


def _is_rounded(old: str, new: str, language: str) -> bool:
    """Tell whether one number is the other with fewer decimals, a half rounded up.

    A digit that is lost makes no rounding: .17 is not .176, and .0 not .04.
    """
    before, after = (number_value(text, language) for text in (old, new))
    decimals = [len(text.removesuffix("%").partition(decimal_mark(language))[2]) for text in (old, new)]
    unit = 10.0 ** -decimals[1] / (100 if new.endswith("%") else 1)
    is_alike = (old[0] == "-", old[-1] == "%") == (new[0] == "-", new[-1] == "%") and not relation(old + new)
    gap = abs(after) - abs(before)
    is_nearest = -unit / 2 + 1e-12 < gap <= unit / 2 + 1e-12
    return is_alike and decimals[1] < decimals[0] and is_nearest and abs(after) >= unit


def _digits(meaning: str) -> str:
    return "".join(sign for sign in meaning if sign.isdigit()).strip("0")


def _without_marks(number: re.Match[str]) -> str:
    return number[1] + re.sub(r"\D", "", number[2])


@cache
def _written_counts() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the counts that are written in words, the longest first: a pattern, and their figures."""
    figures = {in_words(count, language): str(count) for language in LANGUAGES for count in (0, *range(2, 100))}
    figures |= {"seratus": "100", "one hundred": "100", "seribu": "1000", "one thousand": "1000"}
    # "ketiga konstruk" are the three constructs.
    figures |= {f"ke{in_words(count, 'id')}": str(count) for count in range(2, 12)}
    longest_first = sorted(figures, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b(?!-|\s(?:arah|ekor)\b)", re.IGNORECASE), figures
