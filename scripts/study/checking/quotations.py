"""Which result a number of the manuscript quotes, and whether the manuscript still quotes the results of today."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from study.checking.statements import NUMBER, masked_words, number_value, statements
from study.numbers import Number, Numbers
from study.wording import LANGUAGES

__all__ = ["Quotation", "origin_of", "outdated", "quotations"]

_SPAN = re.compile(r'\[(?P<shown>(?:\\.|[^\[\]\\])*)\]\{\.number key="(?P<key>[^"]+)"(?: upper="(?P<upper>[^"]+)")?\}')
# What rounding of a binary number may add to half a unit of the last place.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Quotation:
    """A number as the manuscript shows it, the keys of what it quotes, and the words of its line."""

    shown: str
    keys: tuple[str, ...]
    line: frozenset[str]


def quotations(markdown: str) -> tuple[Quotation, ...]:
    """List the numbers that a rendered manuscript (Markdown) quotes, in its order."""
    return tuple(quotation for line in markdown.splitlines() for quotation in _of_line(line))


def _of_line(line: str) -> Iterator[Quotation]:
    spans = list(_SPAN.finditer(line))
    if not spans:
        return
    words = frozenset(masked_words(_SPAN.sub(lambda span: _unescaped(span["shown"]), line)))
    for span in spans:
        yield Quotation(_unescaped(span["shown"]), tuple(key for key in (span["key"], span["upper"]) if key), words)


def origin_of(number: str, text: str, quoted: Sequence[Quotation], numbers: Numbers) -> str:
    """Name the result that a number within a text of the manuscript quotes; empty where it quotes none.

    Of several that look alike, those whose line shares most words with the text.
    """
    wanted = {item.meaning.lstrip("<>≤≥") for item in statements(number)}
    words = frozenset(masked_words(text))
    near = [
        (len(words & quotation.line) / max(len(words | quotation.line), 1), quotation)
        for quotation in quoted
        if wanted & {item.meaning.lstrip("<>≤≥") for item in statements(quotation.shown)}
    ]
    nearest = max((likeness for likeness, _ in near), default=0.0)
    found = [_result(quotation, wanted, numbers) for likeness, quotation in near if likeness == nearest]
    return " or ".join(dict.fromkeys(found))


def _result(quotation: Quotation, wanted: Collection[str], numbers: Numbers) -> str:
    """Describe the result behind a quotation; of an interval, the bound that is wanted."""
    meanings = [item.meaning.lstrip("<>≤≥") for item in statements(quotation.shown)]
    place = min(next(i for i, meaning in enumerate(meanings) if meaning in wanted), len(quotation.keys) - 1)
    return _described(numbers[quotation.keys[place]])


def outdated(quoted: Sequence[Quotation], numbers: Numbers) -> list[str]:
    """List what a manuscript shows that the results of today do not round to; empty: it is up to date.

    Its abstract in the other language may write numbers in that language.
    """
    return list(dict.fromkeys(text for quotation in quoted for text in _outdated(quotation, numbers.numbers)))


def _outdated(quotation: Quotation, numbers: Mapping[str, Number]) -> Iterator[str]:
    shown = [item for item in statements(quotation.shown) if item.kind == NUMBER]
    for item, key in zip(shown, quotation.keys, strict=False):
        number = numbers.get(key)
        if number is None or not _is_rounded_from(item.meaning, number):
            yield f"{item.written} for {key}, which is {number.value if number else None}"


def _is_rounded_from(meaning: str, number: Number) -> bool:
    """Tell whether the number rounds to what is shown; a fraction may stand in a column of percentages."""
    if isinstance(number.value, bool | str) or number.value is None:
        return False
    values = (number.value, 100 * number.value) if number.unit == "fraction" else (number.value,)
    return any(_rounds_to(meaning, value, language) for value in values for language in LANGUAGES)


def _rounds_to(meaning: str, value: float, language: str) -> bool:
    shown = number_value(meaning, language)
    if meaning[0] in "<>":
        return value < shown if meaning[0] == "<" else value > shown
    decimals = re.search(r"[.,](\d+)%?$", meaning)
    grouped = meaning.count({"en": ",", "id": "."}[language]) > 0
    unit = 10.0 ** -(len(decimals[1]) if decimals and not grouped else 0) / (100 if meaning.endswith("%") else 1)
    return "^" in meaning or abs(shown - value) <= unit / 2 + ROUNDING * max(1.0, abs(value))


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _described(number: Number) -> str:
    row = f", row {number.row}" if number.row is not None else ""
    return f"{number.file}{row}, {number.column} = {number.value}"
