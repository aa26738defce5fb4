"""What a manuscript quotes: numbers, worded in its language with their keys, and the texts that go with them."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from study.base.errors import StudyError
from study.base.files import INFINITE
from study.base.job import ArgumentGroup
from study.results.numbers import Numbers, read_numbers
from study.setup.codebook import Codebook, read_codebook
from study.setup.study_model import StudyModel, read_study_model
from study.setup.study_names import question_label
from study.words import wording
from study.words.dictionary import text_in
from study.words.wording import Markdown, Typed, as_markdown


@dataclass(frozen=True)
class Quotes:
    """What a template calls to quote numbers: each is worded in the language and keeps its key."""

    numbers: Numbers
    language: str

    def value(self, key: str) -> Any:
        """The number as it is, for a condition; a text that is printed is shown as it was typed."""
        value = self.numbers[key].value
        if value == INFINITE:
            return math.inf
        return Typed(value) if isinstance(value, str) else value

    def column(self, table: str, column: str) -> list[Any]:
        """The values of a column, row by row, for conditions and counts."""
        return [self.value(f"{table}.{row}.{column}") for row in self.rows(table)]

    def rows(self, table: str) -> tuple[str, ...]:
        """The rows of a result table, or the entries of a JSON object, in the order of the file."""
        return tuple(map(Typed, self.numbers.rows(table)))

    def below(self, table: str, column: str, threshold: str) -> list[str]:
        """The rows whose value lies below the number with the key `threshold`."""
        return [row for row, value in self._known(table, column) if value < self._numeric(threshold)]

    def above(self, table: str, column: str, threshold: str) -> list[str]:
        """The rows whose value does not lie below the number with the key `threshold`."""
        return [row for row, value in self._known(table, column) if value >= self._numeric(threshold)]

    def largest(self, table: str, column: str) -> str:
        """The key of the largest value of a column."""
        return f"{table}.{max(self._known(table, column), key=lambda pair: pair[1])[0]}.{column}"

    def smallest(self, table: str, column: str) -> str:
        """The key of the smallest value of a column."""
        return f"{table}.{min(self._known(table, column), key=lambda pair: pair[1])[0]}.{column}"

    def row(self, key: str) -> str:
        """The row that a number stands in, as the result file names it."""
        return Typed(self.numbers[key].row or "")

    def number(self, key: str, places: int = 3) -> str:
        """A number with `places` decimals; whole numbers have none."""
        return self._linked(key, self.plain(key, places))

    def plain(self, key: str, places: int = 3) -> str:
        """As `number`, without its origin: for captions and alternative texts."""
        value = self._numeric(key)
        if isinstance(value, int):
            return wording.integer(value, self.language)
        return wording.decimal(value, self._places(key, value, places), self.language)

    def year(self, key: str) -> str:
        """A year, which has no mark between its thousands."""
        return self._linked(key, f"{self._numeric(key):.0f}")

    def date(self, key: str) -> str:
        """A day, which its result file has as year-month-day, in the words of the language."""
        return wording.date(str(self.numbers[key].value), self.language)

    def percent(self, key: str, places: int = 0, sign: str = "%") -> str:
        """A fraction as a percentage; another sign, or none, where a head says that it is one."""
        value = self._numeric(key)
        text = wording.percent(value, self._places(key, 100 * value, places), self.language)
        return self._linked(key, text.replace("%", sign))

    def p_value(self, key: str) -> str:
        """A p value for a table's cell."""
        return self._linked(key, wording.p_value(self._numeric(key), self.language).replace("<", "\\<"))

    def p_relation(self, key: str) -> str:
        """A p value with its relation, as it follows the letter p."""
        return self._linked(key, wording.p_relation(self._numeric(key), self.language).replace("<", "\\<"))

    def interval(self, lower: str, upper: str, places: int = 3) -> str:
        """The interval between two numbers."""
        text = wording.interval(self._numeric(lower), self._numeric(upper), places, self.language)
        unbroken = text.replace(" ", "\u00a0")
        return self._linked(lower, unbroken.replace("[", "\\[").replace("]", "\\]"), upper)

    def words(self, key: str) -> str:
        """A count in words."""
        return self._linked(key, wording.in_words(self._whole(key), self.language))

    def scientific(self, key: str) -> str:
        """A number as a power of ten."""
        return self._linked(key, wording.scientific(self._numeric(key), self.language))

    def tex(self, key: str, places: int = 3) -> str:
        """A number for an equation, with its sign."""
        return self._tex(self._numeric(key), places)

    def tex_term(self, key: str, symbol: str, places: int = 3) -> str:
        """A further term of an equation: its sign, the size of the coefficient, the symbol."""
        value = self._numeric(key)
        return f"{'-' if value < 0 else '+'} {self._tex(abs(value), places)}\\,{symbol}"

    def _places(self, key: str, value: float, places: int) -> int:
        """The decimals of a number: `places`, of what somebody set as many as it has beyond."""
        is_set = key.startswith("config.") or key.endswith((".threshold", ".limit"))
        return wording.places_as_set(value, places) if is_set and math.isfinite(value) else places

    def _known(self, table: str, column: str) -> list[tuple[str, float]]:
        pairs = zip(self.rows(table), self.column(table, column), strict=True)
        return [(row, value) for row, value in pairs if value is not None]

    def _tex(self, value: float, places: int) -> str:
        sign = "-" if value < 0 else ""
        return f"{sign}\\text{{{wording.decimal(abs(value), places, self.language)}}}"

    def _numeric(self, key: str) -> float:
        value = self.value(key)
        if value is None:
            return float("nan")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _no_number(key, value, "a number")
        return value

    def _whole(self, key: str) -> int:
        value = self._numeric(key)
        if value != int(value):
            raise _no_number(key, value, "a whole number")
        return int(value)

    def _linked(self, key: str, text: str, upper: str = "") -> str:
        if self.value(key) is None:
            return text
        second = f' upper="{self.numbers.stored(upper)}"' if upper else ""
        return f'[{text}]{{.number key="{self.numbers.stored(key)}"{second}}}'


@dataclass(frozen=True)
class Manuscript:
    """What a manuscript is made of besides its template."""

    numbers: Numbers
    model: StudyModel
    codebook: Codebook
    study: Mapping[str, Any]
    alt_texts: Mapping[str, Mapping[str, str]]
    language: str

    @property
    def notice(self) -> str:
        """The notice that simulated data carry; empty for collected data."""
        return self.numbers.notice.get(self.language, "")

    @property
    def title(self) -> str:
        """The title in the manuscript's language."""
        return self.plain_text(self.study["title"])

    def question(self, name: str) -> Markdown:
        """Word a question to the respondents about themselves, as Markdown."""
        return as_markdown(question_label(self.codebook, name, self.language))

    def text(self, texts: Mapping[str, str]) -> Markdown:
        """Choose a text in the manuscript's language, as Markdown; StudyError where it has none."""
        return as_markdown(self.plain_text(texts))

    def plain_text(self, texts: Mapping[str, str]) -> str:
        """Choose a text in the manuscript's language as it was typed; StudyError where it has none."""
        return text_in(texts, self.language, str(dict(texts)))


@dataclass(frozen=True)
class ManuscriptInputs(ArgumentGroup):
    """What a manuscript is made of; alt_texts: the alternative texts of the figures."""

    numbers: Path
    model: Path
    codebook: Path
    alt_texts: Path
    study: Mapping[str, Any]
    language: str

    def read(self) -> Manuscript:
        """Read all of it."""
        sources = read_numbers(self.numbers), read_study_model(self.model), read_codebook(self.codebook)
        return Manuscript(*sources, self.study, json.loads(self.alt_texts.read_text(encoding="utf-8")), self.language)


def _no_number(key: str, value: Any, expected: str) -> StudyError:
    return StudyError(
        what=f"this is not {expected}",
        where="numbers.json",
        found=f"{key} = {value!r}",
        expected=expected,
        remedy="see the template",
    )
