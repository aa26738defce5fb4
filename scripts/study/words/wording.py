"""The one place where numbers are rounded and worded in the language of the reader, and typed texts made harmless."""

import math
import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from study.words.dictionary import dictionary, legible, word

MISSING = "–"

_P_PLACES = 3
_MOST_PLACES = 6
_NOTHING = 1e-9  # a share nearer to none or to all is one of them


def decimal(value: float, places: int, language: str) -> str:
    """Write a number with a fixed number of decimals, the language's decimal mark and a true minus sign.

    A number that rounds to zero has no sign. NaN is written as an en dash: there is no number.

    >>> decimal(-0.4567, 2, "id")
    '−0,46'
    """
    if math.isnan(value):
        return MISSING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.{places}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace(".", decimal_mark(language)).replace("-", "−")


def date(day: str, language: str) -> str:
    """Write a day, given as year-month-day, with the name of its month.

    >>> date("2026-08-17", "en")
    '17 August 2026'
    """
    year, month, number = map(int, day.split("-"))
    return f"{number} {word('numbers', 'months', language).split()[month - 1]} {year}"


def precise(value: float, language: str) -> str:
    """Write a number with six significant digits, the language's decimal mark and a true minus sign.

    >>> precise(-0.1792664, "id"), precise(0.1 + 0.2, "en")
    ('−0,179266', '0.3')
    """
    return f"{value:.6g}".replace(".", decimal_mark(language)).replace("-", "−")


def decimal_mark(language: str) -> str:
    """Return the mark between a number's whole and its decimals.

    >>> decimal_mark("id"), decimal_mark("en")
    (',', '.')
    """
    return word("numbers", "decimal_mark", language)


def thousands_mark(language: str) -> str:
    """Return the mark between the thousands of a number."""
    return word("numbers", "thousands_mark", language)


def integer(value: int, language: str) -> str:
    """Write a whole number with the language's mark between thousands.

    >>> integer(10000, "id"), integer(1200, "en"), integer(100, "en")
    ('10.000', '1,200', '100')
    """
    return ("−" if value < 0 else "") + f"{abs(value):,}".replace(",", thousands_mark(language))


def translated(detail: str, language: str) -> str:
    """Say what a result file tells in English, part by part between semicolons; a part without words stays as it is.

    >>> translated("received 34, kept 30, excluded 4; column E: not met; seen 0.05", "id")
    'diterima 34, dianalisis 30, dikeluarkan 4; kolom E: tidak dipenuhi; seen 0.05'
    """
    return "; ".join(_translated_part(part, language) for part in detail.split("; "))


def _translated_part(part: str, language: str) -> str:
    for key, pattern in _english_details():
        if found := pattern.fullmatch(part):
            filled = {name: _translated_part(text, language) for name, text in found.groupdict().items()}
            return word("details", key, language).format(**filled)
    is_decimal = re.fullmatch(r"-?\d+\.\d+(e[-+]\d+)?", part)
    return part.replace(".", decimal_mark(language)) if is_decimal else part


@cache
def _english_details() -> list[tuple[str, re.Pattern[str]]]:
    """Return the patterns of the details by their keys, in the order of the dictionary."""
    texts = dictionary("en").sections["details"]
    return [(key, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(text)))) for key, text in texts.items()]


def percent(fraction: float, places: int, language: str) -> str:
    """Write a fraction as a percentage; NaN as an en dash.

    One that would round to nothing, or to all, has more decimals, up to six: 2,999 of 3,000 are not 100%.

    >>> percent(0.0712, 1, "id"), percent(2999 / 3000, 1, "en")
    ('7,1%', '99.97%')
    """
    if math.isnan(fraction):
        return MISSING
    enough = (more for more in range(places, _MOST_PLACES) if round(100 * fraction, more) not in (0, 100))
    is_part = min(abs(fraction), abs(1 - fraction)) > _NOTHING
    return f"{decimal(100 * fraction, next(enough, _MOST_PLACES) if is_part else places, language)}%"


def share_as_set(fraction: float, language: str) -> str:
    """Write a share that somebody set, such as a level of confidence, as a percentage with all its decimals.

    >>> share_as_set(0.95, "en"), share_as_set(0.995, "id")
    ('95%', '99,5%')
    """
    return percent(fraction, places_as_set(100 * fraction, 0), language)


def as_set(value: float, least: int, language: str) -> str:
    """Write a number that somebody set, such as a limit, with `least` decimals and all beyond that it has.

    >>> as_set(0.9, 2, "en"), as_set(0.708, 2, "id")
    ('0.90', '0,708')
    """
    return decimal(value, places_as_set(value, least), language)


def places_as_set(value: float, least: int) -> int:
    """Return how many decimals, `least` or more, write a number as it was set."""
    return next((more for more in range(least, _MOST_PLACES) if abs(round(value, more) - value) < 1e-9), _MOST_PLACES)


def scientific(value: float, language: str) -> str:
    """Write a number as a power of ten with its mantissa, for Markdown; a mantissa of one is left out.

    >>> scientific(1e-7, "id"), scientific(2.5e-6, "id")
    ('10^−7^', '2,5\\u202f×\\u202f10^−6^')
    """
    exponent = math.floor(math.log10(value))
    mantissa = round(value / 10.0**exponent, 6)
    power = f"10^{decimal(exponent, 0, language)}^"
    if mantissa == 1:
        return power
    return f"{mantissa:g}".replace(".", decimal_mark(language)) + f"\u202f×\u202f{power}"


def p_value(value: float, language: str) -> str:
    """Write a p value with three decimals; below 0.001 and above 0.999 only the bound. NaN as an en dash.

    >>> p_value(0.00003, "id"), p_value(0.0124, "id"), p_value(0.99996, "en")
    ('< 0,001', '0,012', '> 0.999')
    """
    relation = p_relation(value, language)
    return relation.removeprefix("=\u00a0").replace("\u00a0", " ")


def p_relation(value: float, language: str) -> str:
    """Write a p value with its relation, as it follows the letter p; NaN as an en dash.

    >>> p_relation(0.0124, "en")
    '=\\xa00.012'
    """
    if math.isnan(value):
        return MISSING
    smallest = 10.0**-_P_PLACES
    if value < smallest:
        return f"<\u00a0{decimal(smallest, _P_PLACES, language)}"
    if value > 1 - smallest:
        return f">\u00a0{decimal(1 - smallest, _P_PLACES, language)}"
    return f"=\u00a0{decimal(value, _P_PLACES, language)}"


def interval(lower: float, upper: float, places: int, language: str) -> str:
    """Write an interval in square brackets; an en dash where it has no bounds.

    A bound that would round to zero is written with more decimals, up to six: on which side of zero it lies decides.

    >>> interval(-0.05, 0.31, 2, "id"), interval(-0.0003, 0.31, 2, "en")
    ('[−0,05; 0,31]', '[−0.0003, 0.31]')
    """
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return MISSING
    bounds = (decimal(bound, _places_of_bound(bound, places), language) for bound in (lower, upper))
    return f"[{word('numbers', 'interval_separator', language).join(bounds)}]"


def _places_of_bound(bound: float, places: int) -> int:
    enough = (more for more in range(places, _MOST_PLACES) if round(bound, more))
    return places if bound == 0 else next(enough, _MOST_PLACES)


def in_words(value: int, language: str) -> str:
    """Write a count from 0 to 99 in words, others in figures.

    >>> in_words(4, "id"), in_words(12, "id"), in_words(30, "id"), in_words(21, "en")
    ('empat', 'dua belas', 'tiga puluh', 'twenty-one')
    """
    units = _listed("units", language)
    tens = _listed("tens", language)
    if not 0 <= value <= 99:
        return integer(value, language)
    if value < 20:
        return units[value]
    ten = tens[value // 10 - 2]
    return ten + word("numbers", "tens_joint", language) + units[value % 10] if value % 10 else ten


def roman(value: int) -> str:
    """Write a quarter of the year, 1 to 4, in Roman figures.

    >>> roman(4)
    'IV'
    """
    return ("I", "II", "III", "IV")[value - 1]


def ordinal(value: int, language: str) -> str:
    """Write a quarter of the year, 1 to 4, as an ordinal in words.

    >>> ordinal(4, "en")
    'fourth'
    """
    return _listed("ordinals", language)[value - 1]


def enumeration(parts: Sequence[str], language: str, joint: str = "conjunction") -> str:
    """Join parts as a sentence does; an en dash for no part. joint: "conjunction", or "disjunction" in a denial.

    >>> enumeration(["X1", "X2", "X3"], "id"), enumeration(["X1", "X2"], "en")
    ('X1, X2, dan X3', 'X1 and X2')
    """
    conjunction = word("numbers", joint, language)
    if len(parts) < 3:
        return f" {conjunction} ".join(parts) or MISSING
    return f"{', '.join(parts[:-1])}, {conjunction} {parts[-1]}"


def capitalised(text: str) -> str:
    """Set the first letter of a text as a capital and leave the others.

    >>> capitalised("keterkaitan PEL")
    'Keterkaitan PEL'
    """
    return text[:1].upper() + text[1:]


TITLE_WORD = re.compile(r"[^\W\d_]{4,}")  # a shorter one, such as "dan" or "of", is no capital in a title either
# A capital and small letters: no abbreviation, no e-WOM.
COMMON = re.compile(r"(?=..)[A-Z][^\WA-Z\d_]*(?:[-’'][A-Z]?[^\WA-Z\d_]+)*")


def within_sentence(text: str, names: Collection[str] = ()) -> str:
    """Write a label as it stands inside a sentence: a capital stays where it is an abbreviation's or a name's.

    names: words that are names. Of a label in which not every long word has a capital, the first word alone loses it.

    >>> within_sentence("Self-Efficacy"), within_sentence("Kinerja UMKM di Yogyakarta", {"Yogyakarta"})
    ('self-efficacy', 'kinerja UMKM di Yogyakarta')
    """
    words = text.split(" ")
    changing = len(words) if _is_title(text) else 1
    lowered = [word.lower() if COMMON.fullmatch(word) and word not in names else word for word in words[:changing]]
    return type(text)(" ".join([*lowered, *words[changing:]]))


def names_in(sentences: Iterable[str]) -> frozenset[str]:
    """Return the words that have a capital inside a sentence; one all of whose words have capitals tells nothing.

    >>> sorted(names_in(["Saya percaya pada Shopee.", "Harga Produk Ini Murah"]))
    ['Shopee']
    """
    told = (sentence for sentence in sentences if not _is_title(sentence))
    return frozenset(word for sentence in told for word in re.findall(r"(?<=[\w,;] )[A-Z]\w+", sentence))


def _is_title(text: str) -> bool:
    return all(word[0].isupper() for word in TITLE_WORD.findall(text))


def _listed(key: str, language: str) -> list[str]:
    return word("numbers", key, language).split(", ")


class Typed(str):
    """A text that a respondent or an author typed, which is printed by `as_markdown` alone."""

    __slots__ = ()


class Markdown(str):
    """A text that Markdown shows as it was typed; it is not written so twice."""

    __slots__ = ()


# What means something to Markdown anywhere in a line. A sign between two letters or before a space may stay.
MARKS = re.compile(r"[\\`*\[\]{}^~$@#|]|(?<![^\W_])_|_(?![^\W_])|<(?![\s\d=])|&(?=#?\w+;)|-(?=-)|(?<=-)-")
# What means something at the beginning of a paragraph, before the sign that the backslash is for.
BEGINNING = re.compile(r"(?=[-+=>:%])|\(?(?:\d+|[A-Za-z]|[ivxlcdmIVXLCDM]+)(?=[.)](?:\s|$))|[Tt]able(?=:)")


def as_markdown(text: str) -> Markdown:
    """Write a typed text so that Markdown shows every sign of it and does nothing: no link, picture, code or formula.

    >>> as_markdown("[klik](javascript:alert(1)) | $x$"), as_markdown("harga < 3, mutu 10-20%")
    ('\\\\[klik\\\\](javascript:alert(1)) \\\\| \\\\$x\\\\$', 'harga < 3, mutu 10-20%')
    """
    if isinstance(text, Markdown):
        return text
    escaped = MARKS.sub(r"\\\g<0>", legible(text).strip())
    begins = BEGINNING.match(escaped)
    return Markdown(f"{begins[0]}\\{escaped[begins.end() :]}" if begins else escaped)


def as_attribute(text: str) -> str:
    """Write a text for the quoted value of an attribute in Markdown; a quotation mark becomes a closing one."""
    return re.sub(r"\\|&(?=#?\w+;)", r"\\\g<0>", " ".join(legible(text).replace('"', "”").split()))
