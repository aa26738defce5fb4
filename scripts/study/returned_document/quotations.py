"""The result that each number of a rendered manuscript quotes."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from study.results.numbers import Number, Numbers
from study.returned_document.statements import Kind, masked_words, statements
from study.returned_document.written_numbers import RELATIONS, number_value
from study.words.dictionary import LANGUAGES
from study.words.wording import decimal_mark

_SPAN = re.compile(r'\[(?P<shown>(?:\\.|[^\[\]\\])*)\]\{\.number key="(?P<key>[^"]+)"(?: upper="(?P<upper>[^"]+)")?\}')
# What rounding of a binary number may add to half a unit of the last place.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Quotation:
    """A number as the manuscript shows it, the keys of what it quotes, and the words of its line."""

    shown: str
    keys: tuple[str, ...]
    line: frozenset[str]

    @property
    def meanings(self) -> list[str]:
        """What it shows without relations: one number, or the bounds of an interval."""
        return _plain_meanings(self.shown)


def quotations(markdown: str) -> tuple[Quotation, ...]:
    """List the numbers that a rendered manuscript (Markdown) quotes, in its order."""
    return tuple(quotation for line in markdown.splitlines() for quotation in _line_quotations(line))


def origin_of(number: str, text: str, quoted: Sequence[Quotation], numbers: Numbers) -> str:
    """Name the result that a number within a text of the manuscript quotes; empty where it quotes none.

    Of several that look alike, those whose line shares most words with the text.
    """
    meanings = set(_plain_meanings(number))
    words = frozenset(masked_words(text))
    alike = [quotation for quotation in quoted if meanings & set(quotation.meanings)]
    shared = [len(words & quotation.line) / max(len(words | quotation.line), 1) for quotation in alike]
    most = max(shared, default=0.0)
    nearest = [quotation for quotation, share in zip(alike, shared, strict=True) if share == most]
    return " or ".join(dict.fromkeys(_describe_result(quotation, meanings, numbers) for quotation in nearest))


def outdated(quoted: Sequence[Quotation], numbers: Numbers) -> list[str]:
    """List what a manuscript shows that the results of today do not round to; empty: it is up to date.

    Its abstract in the other language may write numbers in that language.
    """
    return list(dict.fromkeys(text for quotation in quoted for text in _find_outdated(quotation, numbers.numbers)))


def _line_quotations(line: str) -> Iterator[Quotation]:
    spans = list(_SPAN.finditer(line))
    words = frozenset(masked_words(_SPAN.sub(lambda span: _unescaped(span["shown"]), line))) if spans else frozenset()
    for span in spans:
        yield Quotation(_unescaped(span["shown"]), tuple(key for key in (span["key"], span["upper"]) if key), words)


def _plain_meanings(text: str) -> list[str]:
    return [statement.meaning.lstrip(RELATIONS) for statement in statements(text)]


def _describe_result(quotation: Quotation, meanings: Collection[str], numbers: Numbers) -> str:
    """Describe the result behind a quotation; of an interval, the bound with one of these meanings."""
    index = next(index for index, meaning in enumerate(quotation.meanings) if meaning in meanings)
    number = numbers[quotation.keys[min(index, len(quotation.keys) - 1)]]
    row = f", row {number.row}" if number.row is not None else ""
    return f"{number.file}{row}, {number.column} = {number.value}"


def _find_outdated(quotation: Quotation, numbers: Mapping[str, Number]) -> Iterator[str]:
    shown = [statement for statement in statements(quotation.shown) if statement.kind == Kind.NUMBER]
    for statement, key in zip(shown, quotation.keys, strict=False):
        number = numbers.get(key)
        if number is None or not _is_rounded_from(statement.meaning, number):
            yield f"{statement.written} for {key}, which is {number.value if number else None}"


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
    decimals = re.search(rf"{re.escape(decimal_mark(language))}(\d+)%?$", meaning)
    unit = 10.0 ** -(len(decimals[1]) if decimals else 0) / (100 if meaning.endswith("%") else 1)
    return "^" in meaning or abs(shown - value) <= unit / 2 + ROUNDING * max(1.0, abs(value))


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
