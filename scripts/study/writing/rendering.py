"""Fill the template of a manuscript with numbers and words: Markdown, divided into the article and its supplement."""

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from traceback import extract_tb
from typing import Any
from urllib.parse import quote

import jinja2
from jinja2.meta import find_referenced_templates

from study.base.errors import StudyError
from study.figures.gallery import FIGURES
from study.results.catalogue import TABLES
from study.results.numbers import Numbers
from study.results.quotation import Manuscript, Quotes
from study.setup.configuration import DATES, JOURNAL
from study.setup.study_model import StudyModel
from study.setup.study_names import construct_label, name_words, option_label, reason_label, symbol_of
from study.tables.article import ArticleTables
from study.words import wording
from study.words.dictionary import choice_label, label, word
from study.words.wording import Typed, as_attribute, as_markdown, capitalised, date, enumeration

SHARED = Path(__file__).resolve().parents[3] / "manuscript"
QUOTING = (  # of a Quotes, what templates call
    *("value", "column", "rows", "row", "below", "above", "largest", "smallest", "number", "plain", "year", "date"),
    *("percent", "p_value", "p_relation", "interval", "words", "scientific", "tex", "tex_term"),
)
OWN_STUDY = "parts/own_study.jinja"  # what a template imports that is about one study


def render(
    template: Path, manuscript: Manuscript, supplement: Sequence[str] = (), layout: Mapping[str, Any] | None = None
) -> str:
    """Fill the template and return Markdown with its metadata; supplement: as for `divide`; layout: IN_PLACE or none.

    StudyError where the template asks for what does not exist.
    """
    vocabulary = _vocabulary(manuscript) | {"has_supplement": bool(supplement)}
    with _line_named(template):
        body = template_environment(template.parent).get_template(template.name).render(vocabulary)
    metadata = json.dumps(_metadata(manuscript) | dict(layout or {}), indent=2, ensure_ascii=False)
    return f"---\n{metadata}\n---\n\n{_kept_together(body, manuscript.language)}"


def refuse_another_study(template: Path, manuscript: Manuscript, claims: Collection[str], *, has_growth: bool) -> None:
    """Raise StudyError for a template that is about another study, or cannot be read; no number is asked for.

    claims: ids of those that the study declares.
    """
    environment = template_environment(template.parent)
    with _line_named(template):
        if OWN_STUDY in dict(find_imported(environment, template.name)):
            own = environment.get_template(OWN_STUDY).make_module(_vocabulary(manuscript))
            own.refuse_another(claims, has_growth)  # type: ignore[attr-defined]


def find_imported(environment: jinja2.Environment, name: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the source of a template, and of each that it imports, itself or through another, once."""
    names = [name]
    for found in names:
        source = environment.loader.get_source(environment, found)[0] if environment.loader else ""
        yield found, source
        others = find_referenced_templates(environment.parse(source))
        names += [other for other in others if other and other not in names]


@contextmanager
def _line_named(template: Path) -> Iterator[None]:
    """Turn what Jinja refuses into a StudyError that names its line."""
    try:
        yield
    except (jinja2.TemplateError, TypeError, RecursionError) as error:
        raise StudyError(
            what="the template cannot be filled",
            where=_find_line(error, template),
            found=str(error) or type(error).__name__,
            expected="known names, called as manuscript/tables.jinja and docs/manuscript.md have them",
            remedy="correct the template",
        ) from error


def _vocabulary(manuscript: Manuscript) -> dict[str, Any]:
    """What templates call and name, and the modules imported so far, none."""
    quoting = _quoting(manuscript.numbers, manuscript.language)
    return quoting | _wording(manuscript) | _tables(manuscript) | _about_study(manuscript) | {"imported": {}}


def _find_line(error: Exception, template: Path) -> str:
    """Name the line of a template at which it cannot be filled: of a call of a macro its own line, not the macro's."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.filename or template}, line {error.lineno}"
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == str(template)]
    return f"{template}, line {lines[-1]}" if lines else str(template)


def _kept_together(body: str, language: str) -> str:
    """Let no line end between "CI" and its level or bounds, nor before the letter of a coefficient."""
    interval = label("interval", language).replace("{level}", "").strip()
    before = re.sub(rf"(\b{interval}) (?=\[\d+%|(?<=, {interval} )\[)", f"\\1{NO_BREAK_SPACE}", body)
    after = re.sub(rf"(?<=\}}) (?={interval}\b)", NO_BREAK_SPACE, before)
    return re.sub("(?<=Cronbach['\u2019]s) (?=α)", NO_BREAK_SPACE, after)


class _Template(jinja2.Template):
    """A template that is imported once in a rendering, not anew by each of those that import it."""

    def make_module(self, vars: Any = None, shared: bool = False, locals: Any = None) -> Any:  # noqa: A002
        if vars is None:  # imported without context: Jinja keeps that module itself
            return super().make_module(vars, shared, locals)
        imported = vars["imported"]
        if self.name not in imported:
            imported[self.name] = super().make_module(vars, shared, locals)
        return imported[self.name]


@cache  # compiling the templates takes four fifths of a rendering; a file that changed is compiled anew
def template_environment(folder: Path) -> jinja2.Environment:
    """Return the environment of the templates in a folder: << >> for values, <% %> for blocks, nothing undefined.

    What templates share is looked for in the folder, then among the project's own.
    """
    environment = jinja2.Environment(
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
        optimized=False,  # to compute constants beforehand takes longer than a rendering gains by it
        finalize=_finalized,
    )
    environment.template_class = _Template
    return environment


def _finalized(printed: Any) -> Any:
    return as_markdown(printed) if isinstance(printed, Typed) else printed


def _quoting(numbers: Numbers, language: str) -> dict[str, Any]:
    """What templates call to quote numbers."""
    quotes = Quotes(numbers, language)
    return {name: getattr(quotes, name) for name in QUOTING} | {
        "quotes_in": lambda other: Quotes(numbers, other),
        "has": numbers.has,
        "infinity": math.inf,
    }


def _wording(manuscript: Manuscript) -> dict[str, Any]:
    """What templates call to word keys, constructs and counts."""
    model = manuscript.model
    codebook = manuscript.codebook
    language = manuscript.language
    within = partial(wording.within_sentence, names=name_words(codebook, language))
    return {
        "label": lambda key: label(key, language),
        "word": lambda section, key: word(section, key, language),
        "choice_label": lambda choice: choice_label(choice, language),
        "option_label": lambda choice, option: as_markdown(option_label(choice, option, codebook, language)),
        "reason_label": lambda reason: as_markdown(reason_label(codebook, reason, language)),
        "text": manuscript.text,
        "question_of": manuscript.question,
        "escaped": as_markdown,
        "name": lambda construct: as_markdown(construct_label(model, construct, language)),
        "short_name": lambda construct: symbol_of(construct) or within(manuscript.text(model.label_of(construct))),
        "within": within,
        "tex_symbol": _tex_symbol,
        "enumeration": lambda parts, spoken=language: wording.enumeration(list(map(_finalized, parts)), spoken),
        "either": lambda parts, spoken=language: wording.enumeration(
            list(map(_finalized, parts)), spoken, "disjunction"
        ),
        "in_words": lambda count, spoken=language: wording.in_words(count, spoken),
        "capitalised": wording.capitalised,
        "ordinal": lambda quarter: wording.ordinal(quarter, language),
        "roman": wording.roman,
        "alt": lambda figure: _alt(manuscript, figure),
    }


def _tables(manuscript: Manuscript) -> dict[str, Any]:
    """What templates call to print tables, and what stands in them, in a sentence."""
    tables = ArticleTables(manuscript, Quotes(manuscript.numbers, manuscript.language))
    return {
        "article_table": lambda name, **words: replace(tables, **words).print_table(name),
        "measured": tables.measured,
        "model_words": tables.model_words,
        "route": tables.route,
    }


def _about_study(manuscript: Manuscript) -> dict[str, Any]:
    """What templates know of the study, and `stop` for a case that they have no words for."""
    return {
        "simulated": bool(manuscript.notice),
        "notice": manuscript.notice,
        "language": manuscript.language,
        "model": _typed_names(manuscript.model),
        "codebook": manuscript.codebook,
        "study": _escaped(manuscript.study),
        "sources_of": lambda target: [path.source for path in manuscript.model.paths if path.target == target],
        "stop": _stop,
    }


def _typed_names(model: StudyModel) -> StudyModel:
    """Return the model with the names of dimensions and indicators as texts that somebody typed."""
    constructs = {
        name: replace(
            construct,
            dimensions=tuple(
                replace(part, name=Typed(part.name), indicators=tuple(map(Typed, part.indicators)))
                for part in construct.dimensions
            ),
        )
        for name, construct in model.constructs.items()
    }
    return replace(model, constructs=constructs)


def _escaped(content: Any) -> Any:
    """Return what a study says of itself with every text as Markdown shows it."""
    if isinstance(content, Mapping):
        return {key: _escaped(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_escaped(value) for value in content]
    return as_markdown(content) if isinstance(content, str) else content


def _metadata(manuscript: Manuscript) -> dict[str, Any]:
    study = _escaped(manuscript.study)
    translations = {name: title for name, title in study["title"].items() if name != manuscript.language}
    subtitle = [{"subtitle": title, "subtitle-lang": name} for name, title in translations.items()]
    return {
        "title": as_markdown(manuscript.title),
        **(subtitle[0] if subtitle else {}),
        **title_block(manuscript.study, manuscript.language),
        "keywords": study["keywords"].get(manuscript.language, []),
        "lang": manuscript.language,
        "notice": manuscript.notice,
    }


def title_block(study: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the names, the byline, the affiliations and the corresponding author, in Markdown where they have marks.

    Affiliations are numbered in the order of the authors; where all authors share one, nothing is numbered.
    """
    authors = _escaped(study["authors"])
    affiliations = _escaped(study["affiliations"])
    keys = list(dict.fromkeys(key for author in authors for key in author["affiliations"]))
    numbers = {key: str(number) for number, key in enumerate(keys, 1)} if len(keys) > 1 else {}
    block: dict[str, Any] = {
        "author": [author["name"] for author in authors],
        "byline": [author["name"] + _marks(author, numbers) + _orcid(author) for author in authors],
        "affiliation": [f"^{numbers[key]}^{affiliations[key]}" for key in numbers]
        or [affiliations[key] for key in keys],
    }
    corresponding = [author for author in authors if author.get("corresponding")]
    if corresponding:
        contact = [", ".join(part for part in (one["name"], one.get("email", "")) if part) for one in corresponding]
        address = [as_markdown(study["address"])] if study.get("address") else []
        known = {"email": all(one.get("email") for one in corresponding), "address": bool(address)}
        if missing := [label(key, language) for key, stated in known.items() if not stated]:
            contact[-1] += f" \\[{', '.join(missing)}: {label('to_be_stated', language)}\\]"
        block["corresponding"] = f"\\*{label('corresponding', language)}: {'; '.join([*contact, *address])}"
    if lines := [line for line in (_journal_line(study, language), _history_line(study, language)) if line]:
        block["publication"] = lines
    return block


def _journal_line(study: Mapping[str, Any], language: str) -> str:
    """Name the journal, volume, ISSN and DOI, as far as the configuration has them."""
    stated = _escaped(study.get("journal") or {})
    if stated.get("doi"):
        stated["doi"] = f"[{stated['doi']}](https://doi.org/{quote(study['journal']['doi'], safe='/:;')})"
    return _publication("journal", JOURNAL, stated, language)


def _history_line(study: Mapping[str, Any], language: str) -> str:
    """Tell when the manuscript was received, revised and accepted, as far as the configuration has it."""
    days = study.get("dates") or {}
    stated = {key: date(day, language) if day else "" for key, day in days.items()}
    return capitalised(_publication("dates", DATES, stated, language))


def _publication(section: str, order: Sequence[str], stated: Mapping[str, str], language: str) -> str:
    """Word what is stated, one behind another in this order; what is empty is marked as to be filled in."""
    words = {key: label(f"{section}.{key}", language).format(text=stated[key] or "…") for key in order if key in stated}
    if stated.get("name") == "":
        words["name"] = label("journal.unnamed", language)
    line = ", ".join(said for key, said in words.items() if stated[key])
    missing = ", ".join(said for key, said in words.items() if not stated[key])
    marked = f"\\[{missing}: {label('to_be_stated', language)}\\]" if missing else ""
    return " ".join(part for part in (line, marked) if part)


def _marks(author: Mapping[str, Any], numbers: Mapping[str, str]) -> str:
    """Return the raised numbers of an author's affiliations and the star of the corresponding author."""
    marks = [numbers[key] for key in author["affiliations"]] if numbers else []
    if author.get("corresponding"):
        marks.append("\\*")
    return f"^{','.join(marks)}^" if marks else ""


def _orcid(author: Mapping[str, Any]) -> str:
    return f" (ORCID {author['orcid']})" if author.get("orcid") else ""


def _tex_symbol(construct: str) -> str:
    """The construct as an equation writes it: X1 with its index below, a name upright."""
    if not symbol_of(construct):
        return f"\\text{{{construct}}}"
    index = construct[1:]
    return f"{construct[0]}_{{{index}}}" if index else construct


def _alt(manuscript: Manuscript, figure: str) -> str:
    if figure not in manuscript.alt_texts:
        raise StudyError(
            what="a figure has no alternative text",
            where="alt_texts.json",
            found=figure,
            expected=f"one of {', '.join(manuscript.alt_texts)}",
            remedy="correct the name of the figure in the template",
        )
    return as_attribute(manuscript.plain_text(manuscript.alt_texts[figure]))


def _stop(what: str, remedy: str = "add a sentence for it") -> str:
    raise StudyError(
        what="the template stops",
        where="manuscript",
        found=what,
        expected="a case that the template has a sentence for",
        remedy=remedy,
    )


NO_BREAK_SPACE = "\u00a0"
PREFIX = "S"
IN_PLACE = {"tables-in-place": True}  # of a document that is mostly tables, which would leave their text behind
# A passage set apart for the supplement, a table or figure with its caption, a heading; anything else stays.
_PIECE = re.compile(
    r"^:::: supplement\n(?P<passage>.*?)^::::\n"
    r"|^::: (?:\{\.float[^}\n]*\}|float)\n(?P<float>.*?)^:::\n"
    r"|^(?P<heading>#{1,3} [^\n]*)\n",
    re.DOTALL | re.MULTILINE,
)
_FENCES = re.compile(r"^::::(?: supplement)?\n", re.MULTILINE)
_NAME = re.compile(r"\{#((?:tbl|fig):[A-Za-z0-9_]+)[ }]")
_MENTION = re.compile(r"\[\]\(#((?:tbl|fig|eq):[A-Za-z0-9_]+)\)")
_REFERENCES = re.compile(r"^# [^\n]+\n+::: \{#refs\}\n:::\n", re.MULTILINE)
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


@dataclass(frozen=True)
class _Piece:
    """A part of the text: prose that stays, a heading, or something that the supplement may take."""

    kind: str
    text: str
    name: str = ""


def divide(markdown: str, supplement: Sequence[str], language: str) -> dict[str, str]:
    """Divide a rendered manuscript into the article and the supplement, both Markdown with metadata.

    supplement: names such as "tbl:htmt" of the tables and figures that go there; passages go that are fenced by
    `:::: supplement`. In the supplement each stands under its headings, in the order of the text, numbered S1, S2, ...;
    both learn from their metadata how the other's tables and figures are called, and both have a list of references.
    Where nothing is named there is no supplement, and passages stay. StudyError for a name that the text does not have.
    """
    if not supplement:
        return {"manuscript": _FENCES.sub("\n", markdown)}
    metadata, body = _take_apart(markdown)
    pieces = [_placed(piece, supplement) for piece in _pieces(body)]
    _check_names(supplement, [piece.name for piece in pieces if piece.name])
    article = "".join("\n" if piece.kind == "moved" else piece.text for piece in pieces)
    references = _REFERENCES.search(article)
    moved = "".join(_under_headings(pieces, language)) + (f"\n{references[0]}" if references else "")
    mentioned = sorted(set(_MENTION.findall(body)))
    kept = {key: value for key, value in metadata.items() if not key.startswith("subtitle")}
    return {
        "manuscript": _join(metadata | {"elsewhere": _numbers(moved, PREFIX, language)}, article),
        "supplement": _join(
            kept
            | {
                "title": f"{label('supplement', language)}: {metadata['title']}",
                "elsewhere": _numbers(article, "", language),
                "number-prefix": PREFIX,
                **IN_PLACE,
                "mentioned": mentioned,
            },
            moved,
        ),
    }


def _take_apart(markdown: str) -> tuple[dict[str, Any], str]:
    front = _FRONT.match(markdown)
    if front is None:
        raise ValueError("a manuscript without metadata")
    return json.loads(front[1]), markdown[front.end() :]


def _join(metadata: Mapping[str, Any], body: str) -> str:
    return f"---\n{json.dumps(metadata, indent=2, ensure_ascii=False)}\n---\n{body}"


def _pieces(body: str) -> Iterator[_Piece]:
    end = 0
    for found in _PIECE.finditer(body):
        if found.start() > end:
            yield _Piece("prose", body[end : found.start()])
        end = found.end()
        if found["heading"]:
            yield _Piece("heading", found[0])
        elif found["passage"]:
            for piece in _pieces(found["passage"]):
                yield _Piece("moved", piece.text, piece.name)
        else:
            yield _Piece("float", found[0], _name_of(found["float"]))
    yield _Piece("prose", body[end:])


def _name_of(text: str) -> str:
    found = _NAME.search(text)
    return found[1] if found else ""


def _placed(piece: _Piece, supplement: Sequence[str]) -> _Piece:
    return _Piece("moved", piece.text, piece.name) if piece.name in supplement else piece


def _check_names(supplement: Sequence[str], known: Sequence[str]) -> None:
    """StudyError where the configuration names what no manuscript has.

    What this text lacks, as a table of growth in a study without growth, goes nowhere.
    """
    declared = {*(f"tbl:{spec.name}" for spec in TABLES), *(f"fig:{entry.name}" for entry in FIGURES)}
    unknown = [name for name in supplement if name not in {*known, *declared}]
    if unknown:
        raise StudyError(
            what="no such table or figure",
            where="config.yaml, manuscript.supplement",
            found=", ".join(unknown),
            expected=", ".join(known),
            remedy="write tbl: or fig: and the name of a table or figure",
        )


def _under_headings(pieces: Sequence[_Piece], language: str) -> Iterator[str]:
    """Yield what goes, each under the headings that it stood under, a heading once.

    A section of tables and figures alone begins with a sentence that names them: they may be set on a later page.
    """
    open_headings: dict[int, str] = {}
    for is_heading, group in groupby(pieces, lambda piece: piece.kind == "heading"):
        if is_heading:
            for piece in group:
                level = len(piece.text) - len(piece.text.lstrip("#"))
                above = {depth: text for depth, text in open_headings.items() if depth < level}
                open_headings = above | {level: piece.text}
        elif moved := [piece for piece in group if piece.kind == "moved" and piece.text.strip()]:
            yield from (f"\n{text}" for text in open_headings.values() if text)
            open_headings = dict.fromkeys(open_headings, "")
            if all(piece.name for piece in moved):
                listed = enumeration([f"[](#{piece.name})" for piece in moved], language)
                yield f"\n{label('section_holds', language).format(listed=listed)}\n"
            yield from (f"\n{piece.text.strip()}\n" for piece in moved)


def _numbers(text: str, prefix: str, language: str) -> dict[str, str]:
    """Return how the tables and figures of a text are called, by name, numbered in their order."""
    called: dict[str, str] = {}
    counts = {"tbl": 0, "fig": 0}
    for name in _NAME.findall(text):
        kind = name.split(":")[0]
        counts[kind] += 1
        called[name] = f"{label(kind, language)}{NO_BREAK_SPACE}{prefix}{counts[kind]}"
    return called
