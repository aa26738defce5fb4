"""Who wrote the manuscript and where they work, as the title block shows it.

The manuscript's template and the numbers become Markdown. A number that is not in numbers.json stops the run.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jinja2

from study.base.errors import StudyError
from study.results.numbers import Numbers, read_numbers
from study.setup.codebook import Codebook, read_codebook
from study.setup.study_model import StudyModel, read_study_model
from study.tables.article import ArticleTables, is_symbol
from study.words import wording
from study.words.dictionary import choice_label, label, option_label

__all__ = ["Manuscript", "Quotes", "read_manuscript", "render", "template_environment", "title_block"]


def title_block(study: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the names, the byline, the affiliations and the corresponding author, in Markdown where they have marks.

    Affiliations are numbered in the order of the authors; where all authors share one, nothing is numbered.
    """
    authors, places = study["authors"], _places(study["authors"])
    corresponding = [author["name"] for author in authors if author.get("corresponding")]
    names = [study["affiliations"][place] for place in places]
    numbered = [f"^{number}^{name}" for number, name in enumerate(names, 1)] if len(names) > 1 else names
    line = {"corresponding": f"\\*{label('corresponding', language)}: {', '.join(corresponding)}"}
    return {
        "author": [author["name"] for author in authors],
        "byline": [author["name"] + _marks(author, places) for author in authors],
        "affiliation": numbered,
        **(line if corresponding else {}),
    }


def _places(authors: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(place for author in authors for place in author["affiliations"]))


def _marks(author: Mapping[str, Any], places: Sequence[str]) -> str:
    numbers = [str(places.index(place) + 1) for place in author["affiliations"]] if len(places) > 1 else []
    marks = numbers + ["\\*"] * bool(author.get("corresponding"))
    return f"^{','.join(marks)}^" if marks else ""


SHARED = Path(__file__).resolve().parents[3] / "manuscript"

_SYMBOL = re.compile(r"([A-Z])([0-9]*)")


@dataclass(frozen=True)
class Quotes:
    """What a template calls to quote numbers: each is worded in the language and keeps its key."""

    numbers: Numbers
    language: str

    def value(self, key: str) -> Any:
        """The number as it is, for a condition; never to be printed."""
        return self.numbers[key].value

    def column(self, table: str, column: str) -> list[Any]:
        """The values of a column, row by row, for conditions and counts."""
        return [self.value(f"{table}.{row}.{column}") for row in self.numbers.rows(table)]

    def below(self, table: str, column: str, threshold: str) -> list[str]:
        """The rows whose value lies below the number with the key `threshold`."""
        return [row for row, value in self._known(table, column) if value < self._numeric(threshold)]

    def above(self, table: str, column: str, threshold: str) -> list[str]:
        """The rows whose value lies above the number with the key `threshold`."""
        return [row for row, value in self._known(table, column) if value > self._numeric(threshold)]

    def largest(self, table: str, column: str) -> str:
        """The key of the largest value of a column."""
        return f"{table}.{max(self._known(table, column), key=lambda pair: pair[1])[0]}.{column}"

    def smallest(self, table: str, column: str) -> str:
        """The key of the smallest value of a column."""
        return f"{table}.{min(self._known(table, column), key=lambda pair: pair[1])[0]}.{column}"

    def row(self, key: str) -> str:
        """The row that a number stands in, as the result file names it."""
        return self.numbers[key].row or ""

    def number(self, key: str, places: int = 3) -> str:
        """A number with `places` decimals; whole numbers have none."""
        return self._linked(key, self.plain(key, places))

    def plain(self, key: str, places: int = 3) -> str:
        """As `number`, without its origin: for captions and alternative texts."""
        value = self._numeric(key)
        if isinstance(value, int):
            return wording.integer(value, self.language)
        return wording.decimal(value, places, self.language)

    def year(self, key: str) -> str:
        """A year, which has no mark between its thousands."""
        return self._linked(key, f"{self._numeric(key):.0f}")

    def percent(self, key: str, places: int = 0) -> str:
        """A fraction as a percentage."""
        return self._linked(key, wording.percent(self._numeric(key), places, self.language))

    def p_value(self, key: str) -> str:
        """A p value for a table's cell."""
        return self._linked(key, wording.p_value(self._numeric(key), self.language).replace("<", "\\<"))

    def p_relation(self, key: str) -> str:
        """A p value with its relation, as it follows the letter p."""
        return self._linked(key, wording.p_relation(self._numeric(key), self.language).replace("<", "\\<"))

    def interval(self, lower: str, upper: str, places: int = 3) -> str:
        """The interval between two numbers."""
        text = wording.interval(self._numeric(lower), self._numeric(upper), places, self.language)
        unbroken = text.replace("; ", ";\u00a0")
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

    def _known(self, table: str, column: str) -> list[tuple[str, float]]:
        pairs = zip(self.numbers.rows(table), self.column(table, column), strict=True)
        return [(row, value) for row, value in pairs if value is not None]

    def _tex(self, value: float, places: int) -> str:
        sign = "-" if value < 0 else ""
        return f"{sign}\\text{{{wording.decimal(abs(value), places, self.language)}}}"

    def _numeric(self, key: str) -> float:
        value = self.value(key)
        if value is None:
            return float("nan")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise StudyError(
                "this is not a number", "numbers.json", f"{key} = {value!r}", "a number", "see the template"
            )
        return value

    def _whole(self, key: str) -> int:
        value = self._numeric(key)
        if value != int(value):
            raise StudyError(
                "this is not a count", "numbers.json", f"{key} = {value}", "a whole number", "see the template"
            )
        return int(value)

    def _linked(self, key: str, text: str, upper: str = "") -> str:
        if self.value(key) is None:
            return text
        second = f' upper="{upper}"' if upper else ""
        return f'[{text}]{{.number key="{key}"{second}}}'


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
        return self.text(self.study["title"])

    def text(self, texts: Mapping[str, str]) -> str:
        """Choose a text in the manuscript's language; StudyError where it has none."""
        if self.language not in texts:
            raise StudyError("a text is missing in a language", str(dict(texts)), "nothing", self.language, "add it")
        return texts[self.language]


def read_manuscript(
    numbers: Path, model: Path, codebook: Path, alt_texts: Path, study: Mapping[str, Any], language: str
) -> Manuscript:
    """Read what a manuscript is made of; `alt_texts`: the alternative texts of the figures."""
    sources = read_numbers(numbers), read_study_model(model), read_codebook(codebook)
    return Manuscript(*sources, study, json.loads(alt_texts.read_text(encoding="utf-8")), language)


def render(template: Path, manuscript: Manuscript) -> str:
    """Fill the template and return Markdown with its metadata.

    StudyError where the template asks for what does not exist.
    """
    environment = template_environment(template.parent)
    environment.globals |= _vocabulary(manuscript)
    try:
        body = environment.get_template(template.name).render()
    except jinja2.TemplateError as error:
        where = f"{template}, line {error.lineno}" if isinstance(error, jinja2.TemplateSyntaxError) else str(template)
        found = error.message or type(error).__name__
        raise StudyError("the template cannot be filled", where, found, "known names", "correct the template") from None
    return f"---\n{json.dumps(_metadata(manuscript), indent=2, ensure_ascii=False)}\n---\n\n{body}"


def template_environment(folder: Path) -> jinja2.Environment:
    """Return the environment of the templates in a folder: << >> for values, <% %> for blocks, nothing undefined.

    What templates share is looked for in the folder, then among the project's own.
    """
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, SHARED]),
        undefined=jinja2.StrictUndefined,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 (the result is Markdown)
    )


def _vocabulary(manuscript: Manuscript) -> dict[str, Any]:
    """Name what templates may call."""
    quotes, language = Quotes(manuscript.numbers, manuscript.language), manuscript.language
    tables = ArticleTables(manuscript, quotes)
    public = [name for name, member in vars(Quotes).items() if callable(member) and not name.startswith("_")]
    return {
        **{name: getattr(quotes, name) for name in public},
        "quotes_in": lambda other: Quotes(manuscript.numbers, other),
        "has": manuscript.numbers.has,
        "rows": manuscript.numbers.rows,
        "simulated": bool(manuscript.notice),
        "notice": manuscript.notice,
        "language": language,
        "model": manuscript.model,
        "codebook": manuscript.codebook,
        "study": manuscript.study,
        "text": manuscript.text,
        "label": lambda key: label(key, language),
        "name": lambda construct: manuscript.text(manuscript.model.constructs[construct].label),
        "enumeration": lambda parts, spoken=language: wording.enumeration(list(parts), spoken),
        "choice_label": lambda choice: choice_label(choice, language),
        "option_label": lambda choice, option: option_label(choice, option, manuscript.codebook, language),
        "in_words": lambda count: wording.in_words(count, language),
        "capitalised": wording.capitalised,
        "is_symbol": is_symbol,
        "short_name": tables.short_name,
        "route": tables.route,
        "measured": lambda statistic, names: replace(tables, models=names).measured(statistic),
        "article_table": lambda name, **words: replace(tables, **words).print_table(name),
        "sources_of": lambda target: [path.source for path in manuscript.model.paths if path.target == target],
        "tex_symbol": _tex_symbol,
        "ordinal": wording.ordinal,
        "roman": wording.roman,
        "alt": lambda figure: _alt(manuscript, figure),
        "stop": _stop,
    }


def _metadata(manuscript: Manuscript) -> dict[str, Any]:
    others = [other for other in manuscript.study["title"] if other != manuscript.language]
    subtitle = {"subtitle": manuscript.study["title"][others[0]], "subtitle-lang": others[0]} if others else {}
    return {
        "title": manuscript.title,
        **subtitle,
        **title_block(manuscript.study, manuscript.language),
        "keywords": list(manuscript.study["keywords"].get(manuscript.language, [])),
        "lang": manuscript.language,
        "notice": manuscript.notice,
    }


def _tex_symbol(construct: str) -> str:
    """The construct as an equation writes it: X1 with its index below, a name upright."""
    symbol = _SYMBOL.fullmatch(construct)
    if symbol is None:
        return f"\\text{{{construct}}}"
    letter, index = symbol.groups()
    return f"{letter}_{{{index}}}" if index else letter


def _alt(manuscript: Manuscript, figure: str) -> str:
    if figure not in manuscript.alt_texts:
        raise StudyError("a figure has no alternative text", "alt_texts.json", figure, "a text", "see draw_figures")
    return " ".join(manuscript.text(manuscript.alt_texts[figure]).replace('"', "”").split())


def _stop(what: str) -> str:
    raise StudyError("the template stops", "manuscript", what, "a known case", "add words for it")
