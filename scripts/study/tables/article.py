"""The tables of the article, as Markdown: every cell is worded from numbers.json and keeps the key of its number."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from study.base.errors import StudyError
from study.results.catalogue import TABLES, ArticleColumn, TableSpec
from study.results.quotation import Manuscript, Quotes
from study.setup.codebook import GRID, normalise
from study.setup.study_names import (
    answer_label,
    construct_label,
    dimension_labels,
    grid_question,
    mode_label,
    moderators_label,
    option_label,
    question_label,
    reason_label,
    statement,
    symbol_and_label,
    symbol_of,
)
from study.tables.column_words import article_head, word_expression, word_level, word_truth
from study.words.dictionary import choice_label, label, value_words, word
from study.words.wording import Markdown, as_markdown, roman

ABSENT = "–"
PATH_DASHES = 14  # added to a column of paths where constructs have names and not symbols
PLACES = {"difference_of_performance": 1, "trend": 2}  # of kinds of evidence on a scale of 0 to 100, or in per cent
SHOWN_EFFECTS = ("not_supported", "contradicted")  # verdicts beside which the smallest detectable effect stands


@dataclass(frozen=True)
class PrintedTable:
    """A table as Markdown, and whether it may break over pages."""

    markdown: str
    is_long: bool


@dataclass(frozen=True)
class TableRow:
    """A row: its name in the result file, its first words, the words after them, and the heading of its group.

    heading: printed above the first of the rows of a group; group: what tells it apart (empty: the heading). remark:
    what follows the heading, in plain letters. names: what else the keys of its numbers hold. instead: texts in place
    of cells, by head; None for an empty cell. places: decimals of its numbers, where they are not those of the column.
    """

    name: str
    words: str = ""
    detail: str = ""
    heading: str = ""
    remark: str = ""
    group: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str | None] = field(default_factory=dict)
    places: int | None = None


@dataclass(frozen=True)
class TableCell:
    """A cell: its row and column, the construct, sample or path that the column belongs to, the key of its number."""

    row: TableRow
    column: ArticleColumn
    each: str
    key: str

    @property
    def places(self) -> int:
        """The decimals of its number."""
        return self.column.places if self.row.places is None else self.row.places


@dataclass(frozen=True)
class ArticleTables:
    """The tables of one manuscript. target: the construct that effects lead to."""

    manuscript: Manuscript
    quotes: Quotes
    target: str = ""

    def print_table(self, name: str) -> PrintedTable:
        """Print a table of the catalogue; StudyError for a number that numbers.json lacks."""
        spec = _declared(name)
        if not spec.article.columns:
            return PrintedTable("", is_long=False)
        columns = [pair for column in spec.article.columns for pair in self._expanded(column)]
        rows = list(_ROWS[spec.article.rows](self, spec))
        above = ""
        lines = [
            _line([self._head(column, each) for column, each in columns]),
            f"|{'|'.join(self._rule(column) for column, _ in columns)}|",
        ]
        for row in rows:
            if row.heading and (row.group or row.heading) != above:
                heading = f"| **{row.heading}**{row.remark} {'| ' * len(columns)}"
                lines.append(heading if spec.article.rows.endswith("by_construct") else heading.rstrip())
            above = row.group or row.heading
            lines.append(_line([self._cell(spec, row, column, each) for column, each in columns]))
        return PrintedTable("\n".join(lines), is_long=len(rows) > spec.article.unbroken)

    def route(self, path: str) -> str:
        """Word a path; symbols and their arrows stay on one line, names may break after an arrow."""
        first, *others = [code.strip() for code in path.split("->")]
        steps = [("\\ →\\ " if symbol_of(code) else "\\ → ") + self.short_name(code) for code in others]
        return self.short_name(first) + "".join(steps)

    def short_name(self, construct: str) -> str:
        """Return the construct's symbol where its name is one, such as X1; else its label."""
        return symbol_of(construct) or self.name(construct)

    def name(self, construct: str) -> str:
        """Return the label of a construct."""
        return as_markdown(construct_label(self.manuscript.model, construct, self.manuscript.language))

    def measured(self, statistic: str) -> str:
        """Word what a piece of evidence measures: all but constructs with symbols by their names, signs as they are."""
        model = self.manuscript.model
        names = dimension_labels(model, self.manuscript.language) | {name: self.name(name) for name in model.constructs}
        symbols = {name: name for name in model.constructs if symbol_of(name)}
        models = {name: self._model_label(name) for name in self.quotes.numbers.rows("models")}
        return as_markdown(word_expression(statistic, names | symbols | models))

    def model_words(self, model: str) -> Markdown:
        """Return the words of the study's model or a rival of it."""
        return as_markdown(self._model_label(model))

    def _model_label(self, model: str) -> str:
        return str(self.value(f"models.{model}.label_{self.manuscript.language}"))

    @property
    def observed(self) -> dict[str, str]:
        """The labels of the observed variables."""
        return {name: self.name(name) for name in self.manuscript.model.observed}

    def controls_of(self, model: str) -> str:
        """List the control variables of a model."""
        rows = self.records("full.controls", "model", "role", "source")
        own = [source for _, name, role, source in rows if name == model and role == "control"]
        return ", ".join(dict.fromkeys(map(self.name, own)))

    def elements(self, each: str) -> list[str]:
        """List what has a column each."""
        if each == "samples":
            return [sample for sample in ("pilot", "full") if self.quotes.numbers.has(f"{sample}.flow")]
        if each == "paths":
            return list(self.quotes.numbers.rows("robustness_paths"))
        if each == "conditions":
            return list(self.quotes.numbers.rows("full.combined_importance"))
        return list(self.manuscript.model.constructs)

    def records(self, table: str, *columns: str) -> Iterator[tuple[str, ...]]:
        """Yield the name of each row of a result table, and its values in some columns; empty where there is none."""
        for name in self.quotes.numbers.rows(table):
            yield name, *(self.value(f"{table}.{name}.{column}") for column in columns)

    def value(self, key: str) -> str:
        """Return a value as text, for a key; empty where there is none."""
        return str(self.quotes.value(key) or "")

    def shown(self, key: str) -> str:
        """Return a value as the table shows it; empty where there is none."""
        return as_markdown(self.value(key))

    def _expanded(self, column: ArticleColumn) -> Iterator[tuple[ArticleColumn, str]]:
        if column.only and not self.quotes.value(column.only):
            return
        for each in self.elements(column.each) if column.each else [""]:
            yield column, each

    def _head(self, column: ArticleColumn, each: str) -> str:
        if column.each == "samples":
            return label(each if len(self.elements("samples")) > 1 else column.head, self.manuscript.language)
        if column.each == "paths":
            return self.shown(f"robustness_paths.{each}.hypothesis") or self.route(each)
        if column.each:
            return self.short_name(each)
        level = self.quotes.percent("config.bootstrap.confidence_level")
        words = article_head(column.head, self.manuscript.language)
        return words.replace("{level}", level).replace("{target}", self.target)

    def _rule(self, column: ArticleColumn) -> str:
        dashes = column.dashes
        if column.head == "path":
            first_path = self.quotes.numbers.rows("full.paths")[0]
            dashes += 0 if symbol_of(first_path.split("->")[0]) else PATH_DASHES
        return f"{'-' * dashes}:" if column.right else f":{'-' * dashes}"

    def _cell(self, spec: TableSpec, row: TableRow, column: ArticleColumn, each: str) -> str | None:
        if column.head in row.instead:
            return row.instead[column.head]
        names = {"row": row.name, "each": each.replace("->", "."), "target": self.target, **row.names}
        key = (column.key or f"{spec.prefix}.{{row}}.{column.column}").format(**names)
        if column.optional and not self.quotes.numbers.has(f"{key}lower" if column.show == "interval" else key):
            return ABSENT
        return _CELLS[column.show](self, TableCell(row, column, each, key))


def _declared(name: str) -> TableSpec:
    specs = {spec.name: spec for spec in TABLES}
    if name not in specs:
        raise StudyError(
            what="no such table",
            where="a template of the manuscript",
            found=name,
            expected=", ".join(specs),
            remedy="declare it in study/results/catalogue.toml, or correct the template",
        )
    return specs[name]


def _line(cells: list[str | None]) -> str:
    return "".join("| " if cell is None else f"| {cell} " for cell in cells) + "|"


def _construct_heading(article: ArticleTables, construct: str) -> str:
    symbol, words = symbol_and_label(article.manuscript.model, construct, article.manuscript.language)
    return " — ".join(filter(None, (symbol, as_markdown(words))))


def _file_rows(article: ArticleTables, spec: TableSpec) -> Iterator[TableRow]:
    for name in article.quotes.numbers.rows(spec.files[0].prefix):
        yield TableRow(name)


def _steps(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    language = article.manuscript.language
    samples = article.elements("samples")
    yield from _counts(article, "received")
    for reason in article.manuscript.codebook.reasons:
        step = f"excluded.{reason}"
        if any(article.quotes.numbers.has(f"{sample}.flow.{step}") for sample in samples):
            words = as_markdown(reason_label(article.manuscript.codebook, reason, language))
            yield TableRow(step, f"   {label('excluded', language)}: {words}")
    yield from _counts(article, "kept")


def _counts(article: ArticleTables, step: str) -> Iterator[TableRow]:
    """Yield the row of a count, and one of each mode of collection that some sample has."""
    language = article.manuscript.language
    numbers = article.quotes.numbers
    yield TableRow(step, label(step, language))
    flows = [f"{sample}.flow.modes" for sample in article.elements("samples")]
    for mode in dict.fromkeys(mode for flow in flows for mode in numbers.rows(flow)):
        yield TableRow(f"modes.{mode}.{step}", f"   {label(step, language)}: {mode_label(mode, language)}")


def _items_by_construct(article: ArticleTables, spec: TableSpec) -> Iterator[TableRow]:
    are_statements = any(column.show == "statement" for column in spec.article.columns)
    for code, construct in article.manuscript.model.constructs.items():
        heading = _construct_heading(article, code)
        remark = _grid_of(article, code) if are_statements else ""
        for dimension in construct.dimensions:
            words = str(article.manuscript.text(dimension.label)) if construct.is_divided else ""
            for item in dimension.indicators:
                yield TableRow(item, words, heading=heading, remark=remark, group=code)
                words = ""


def _grid_of(article: ArticleTables, construct: str) -> str:
    """Return what follows a construct's name above its statements: the question of their grid, if it is another."""
    codebook = article.manuscript.codebook
    language = article.manuscript.language
    question = grid_question(codebook, article.manuscript.model.constructs[construct].indicators, language)
    is_name = normalise(question) == normalise(construct_label(article.manuscript.model, construct, language))
    return f": {as_markdown(question)}" if question and not is_name else ""


def _questions(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    """The answers to each question, but to those of a criterion that leaves all respondents with the same one."""
    codebook = article.manuscript.codebook
    language = article.manuscript.language
    asked = {
        name: article.value(f"full.respondents.{name}.column")
        for name in article.quotes.numbers.rows("full.respondents")
    }
    answers = Counter(asked.values())
    criteria = {criterion.name for criterion in codebook.criteria}
    before = ""
    for name, column in asked.items():
        if column in criteria and answers[column] == 1:
            continue
        words = "" if column == before else as_markdown(question_label(codebook, column, language))
        yield TableRow(name, words)
        before = column


def _dimensions(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    for code, construct in article.manuscript.model.constructs.items():
        words = article.name(code)
        for dimension in construct.dimensions:
            detail = article.manuscript.text(dimension.label) if construct.is_divided else ""
            yield TableRow(f"{code}.{dimension.name}", words, detail)
            words = ""


def _dimensions_by_construct(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    for code, construct in article.manuscript.model.constructs.items():
        heading = _construct_heading(article, code)
        for dimension in construct.dimensions if len(construct.dimensions) > 1 else ():
            yield TableRow(dimension.name, article.manuscript.text(dimension.label), heading=heading, group=code)


def _effects(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    for name, kind in article.records("full.effects", "kind"):
        if kind != "direct":
            yield TableRow(name, heading=label(kind, article.manuscript.language))


def _interactions(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    for name, interaction in article.records("full.moderation", "interaction"):
        factors, target = name.split("->")
        first, moderator, *others = (factor.strip() for factor in factors.split(" * "))
        names = {"path": f"{first}->{target}", "moderator": moderator}
        words = as_markdown(word_expression(interaction, article.observed))
        # Slopes at the values of a binary moderator, and at levels of two, have a table of their own.
        apart = others or not article.quotes.numbers.has(f"full.simple_slopes.{names['path']}.{moderator}.0.estimate")
        slopes = ("slope_low", "slope_mean", "slope_high") if apart else ()
        yield TableRow(name, words, names=names, instead=dict.fromkeys(slopes, ABSENT))


def _controls(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    """The paths of each model with control variables, under a heading that names these, then the variables' own."""
    language = article.manuscript.language
    for name, model, role, source, target in article.records("full.controls", "model", "role", "source", "target"):
        path = article.route(f"{source}->{target}")
        instead = dict.fromkeys(("without_controls", "difference"), ABSENT) if role == "control" else {}
        words = f"{path} ({label('control', language)})" if role == "control" else path
        heading = word("article", "model_with_controls", language).format(names=article.controls_of(model))
        yield TableRow(name, words, heading=heading, group=model, instead=instead)


def _larger_models(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    """The paths among constructs with dimensions, then the interactions, each under its heading."""
    language = article.manuscript.language
    for name, kind, element in article.records("full.larger_models", "kind", "element"):
        is_path = kind == "dimensions"
        words = article.route(element) if is_path else as_markdown(word_expression(element, article.observed))
        yield TableRow(name, words, heading=label(kind, language))


def _conditional_mediation(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    language = article.manuscript.language
    columns = ("model", "moderated_route", "moderator", "path", "at")
    for name, model, route, moderator, path, at in article.records("full.conditional_mediation", *columns):
        heading = word("article", "moderated", language).format(
            route=article.route(route.replace(f" * {moderator}", "")),
            path=article.route(path),
            moderator=article.short_name(moderator),
        )
        words = word_level(at or "0", language)
        yield TableRow(name, words, heading=heading, group=f"{model}: {route}")


def _models(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    first, whole = next(article.records("full.model_comparison", "model"))
    absent = dict.fromkeys(("gain", "interval", "t", "p"), ABSENT)
    yield TableRow(first, article.model_words(whole), names={"of": ""}, instead=absent)
    for name, rival in article.records("full.model_comparison", "rival"):
        yield TableRow(name, article.model_words(rival), names={"of": "rival_"})


def _preferred_segments(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    """The paths in each segment of the solution that BIC prefers."""
    preferred = article.value("full.heterogeneity.chosen.bic")
    columns = ("segments", "segment", "source", "target")
    for name, segments, number, source, target in article.records("full.segment_paths", *columns):
        if segments != preferred:
            continue
        path = f"{source}->{target}"
        segment = f"{article_head('segment', article.manuscript.language)} {number}"
        heading = f"{segment} ({article.quotes.percent(f'full.segment_paths.{name}.share', 1)})"
        yield TableRow(name, article.route(path), heading=heading, group=segment, names={"path": path})


def _tetrads(article: ArticleTables, spec: TableSpec) -> Iterator[TableRow]:
    """The tetrads, under the construct whose direction they test."""
    for name, construct in article.records(spec.prefix, "construct"):
        yield TableRow(name, heading=_construct_heading(article, construct), group=construct)


def _group_pairs(article: ArticleTables, spec: TableSpec) -> Iterator[TableRow]:
    """Rows of a table that has each construct, or each path, once for every pair of groups of every question."""
    for name in article.quotes.numbers.rows(spec.prefix):
        key = f"{spec.prefix}.{name}"
        question = article.value(f"{key}.question")
        groups = " – ".join(_sized_group(article, key, question, side) for side in (1, 2))
        asked = article.manuscript.question(question)
        heading = f"{asked} {groups}" if asked.endswith("?") else f"{asked}: {groups}"
        if article.quotes.numbers.has(f"{key}.construct"):
            words = article.name(article.value(f"{key}.construct"))
        else:
            words = article.route("->".join(article.value(f"{key}.{end}") for end in ("source", "target")))
        pair = [question, *(article.value(f"{key}.group_{side}") for side in (1, 2))]
        yield TableRow(name, words, heading=heading, group=str(pair))


def _sized_group(article: ArticleTables, key: str, question: str, side: int) -> str:
    """Word a group, with the number of its respondents where the table has it."""
    words = _group(article, question, article.value(f"{key}.group_{side}"))
    size = f"{key}.n_{side}"
    return f"{words} (*n*\\ =\\ {article.quotes.number(size)})" if article.quotes.numbers.has(size) else words


def _claims(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    """Every piece of evidence, under the claim with its verdict."""
    language = article.manuscript.language
    for name, claim in article.records("claim_tests", "claim"):
        row = _evidence(article, name, f"claim_tests.{name}")
        heading = f"{article.value(f'grades.{claim}.hypothesis')}: {_verdict(article, claim)}"
        stated = article.shown(f"claims.{claim}.statement_{language}")
        yield replace(row, heading=heading, remark=f"{_graded(article, claim)}. {stated}", group=claim)


def _verdict(article: ArticleTables, claim: str) -> str:
    """Word the verdict on a claim, or that its measurement is too bad for one."""
    unread = article.value(f"grades.{claim}.grade") == "unreliable"
    key = "grade.unreliable" if unread else article.value(f"claims.{claim}.verdict")
    return label(key, article.manuscript.language)


def _graded(article: ArticleTables, claim: str) -> str:
    """Say in brackets how far a verdict can be relied on, where it is one."""
    language = article.manuscript.language
    grade = article.value(f"grades.{claim}.grade")
    if grade in ("none", "unreliable"):
        return ""
    return f" ({article_head('grade', language).lower()}: {label(f'grade.{grade}', language)})"


def _evidence(article: ArticleTables, name: str, key: str) -> TableRow:
    language = article.manuscript.language
    statistic = article.value(f"{key}.statistic")
    beside = article.value(f"{key}.role") == "beside"
    instead: dict[str, str | None] = {"verdict": ""} if beside else {}
    if beside or article.value(f"{key}.verdict") not in SHOWN_EFFECTS:
        instead |= {"detectable": ""}
    if not statistic:
        instead |= dict.fromkeys(("estimate", "interval"), ABSENT)
    kind = article.value(f"{key}.kind")
    if kind == "trend":
        detail = label("change_in_year", language).format(year=statistic)
    else:
        detail = article.measured(statistic) if statistic else value_words("evidence_kind", kind, language)
    remark = f" ({label('beside', language)})" if beside else ""
    return TableRow(name, detail=f"*{detail}*{remark}", instead=instead, places=PLACES.get(kind))


def _outcome_levels(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    levels = (level or "0" for _, level in article.records("full.bottlenecks", "outcome_level"))
    for level in dict.fromkeys(levels):
        yield TableRow(level, level)


def _options(article: ArticleTables, _: TableSpec) -> Iterator[TableRow]:
    language = article.manuscript.language
    codebook = article.manuscript.codebook
    rows: dict[str, dict[str, str]] = {}
    for name, choice, option in article.records("robustness_choices", "choice", "option"):
        rows.setdefault(choice, {}).setdefault(option, name)
    for choice, options in rows.items():
        heading = choice_label(choice, language)
        for option, name in options.items() if len(options) > 1 else ():
            names = {"option": f"{choice}.{option}"}
            words = as_markdown(option_label(choice, option, codebook, language))
            yield TableRow(name, words, heading=heading, group=choice, names=names)


_ROWS: Mapping[str, Callable[[ArticleTables, TableSpec], Iterator[TableRow]]] = {
    "file": _file_rows,
    "steps": _steps,
    "items": lambda article, _: map(TableRow, article.manuscript.model.indicators),
    "items_by_construct": _items_by_construct,
    "constructs": lambda article, _: map(TableRow, article.manuscript.model.constructs),
    "endogenous": lambda article, _: map(TableRow, article.manuscript.model.endogenous),
    "questions": _questions,
    "dimensions": _dimensions,
    "dimensions_by_construct": _dimensions_by_construct,
    "effects": _effects,
    "interactions": _interactions,
    "controls": _controls,
    "larger_models": _larger_models,
    "conditional_mediation": _conditional_mediation,
    "models": _models,
    "preferred_segments": _preferred_segments,
    "tetrads": _tetrads,
    "group_pairs": _group_pairs,
    "claims": _claims,
    "conditions": lambda article, _: map(TableRow, article.elements("conditions")),
    "outcome_levels": _outcome_levels,
    "options": _options,
}


def _word_key(article: ArticleTables, cell: TableCell) -> str:
    """Word a key that stands in a cell, as its column shows it."""
    language = article.manuscript.language
    value = article.value(cell.key)
    words: Mapping[str, Callable[[], str]] = {
        "text": lambda: as_markdown(value),
        "label": lambda: label(value, language),
        **{column: partial(value_words, column, value, language) for column in ("category", "invariance")},
        "route": lambda: article.route(value),
        "moderators": lambda: as_markdown(moderators_label(article.manuscript.model, value, language)),
    }
    return words[cell.column.show]() if value else ABSENT


def _answer(article: ArticleTables, cell: TableCell) -> str:
    column = article.value(f"full.respondents.{cell.row.name}.column")
    return _group(article, column, str(article.quotes.value(cell.key)))


def _group(article: ArticleTables, column: str, answer: str) -> str:
    """Word an answer to a question, or the group that is named by it: in the words of the codebook, or as given."""
    translated = article.manuscript.codebook.translated_answers.get(answer)
    if translated:
        return article.manuscript.text(translated)
    return as_markdown(answer_label(article.manuscript.codebook, column, answer, article.manuscript.language))


def _statement(article: ArticleTables, cell: TableCell) -> str:
    codebook = article.manuscript.codebook
    language = article.manuscript.language
    reverse = f" ({label('reverse', language)})" if codebook.indicators[cell.row.name].reverse else ""
    model = article.manuscript.model
    words = statement(codebook, cell.row.name, language)
    question = grid_question(codebook, model.constructs[model.construct_of(cell.row.name)].indicators, language)
    match = GRID.fullmatch(" ".join(words.split())) if question else None
    return as_markdown(match["row"] if match else words) + reverse


def _truth(article: ArticleTables, cell: TableCell) -> str:
    return word_truth(cell.column.show, bool(article.quotes.value(cell.key)), article.manuscript.language)


def _pair(article: ArticleTables, cell: TableCell) -> str:
    row = cell.key.rpartition(".")[0]
    return " – ".join(article.name(article.value(f"{row}.construct_{end}")) for end in (1, 2))


def _hypothesis_route(article: ArticleTables, cell: TableCell) -> str:
    hypothesis = article.shown(f"robustness_paths.{cell.row.name}.hypothesis")
    return f"{hypothesis}: {article.route(cell.row.name)}" if hypothesis else article.route(cell.row.name)


def _required(article: ArticleTables, cell: TableCell) -> str:
    """Say the level of a condition that is required, or in words that none is, or that none is enough."""
    state = article.value(f"{cell.key.rpartition('.')[0]}.requirement")
    if state == "required":
        return article.quotes.number(cell.key, cell.column.places)
    return value_words("requirement", state, article.manuscript.language)


def _lower_triangle(article: ArticleTables, cell: TableCell) -> str:
    if cell.each == cell.row.name:
        return f"**{article.quotes.number(cell.key)}**"
    order = list(article.manuscript.model.constructs)
    return article.quotes.number(cell.key) if order.index(cell.each) < order.index(cell.row.name) else ""


def _loading(article: ArticleTables, cell: TableCell) -> str:
    number = article.quotes.number(cell.key)
    return f"**{number}**" if article.manuscript.model.construct_of(cell.row.name) == cell.each else number


_CELLS: Mapping[str, Callable[[ArticleTables, TableCell], str]] = {
    "row": lambda _, cell: as_markdown(cell.row.name),
    "words": lambda _, cell: cell.row.words,
    "detail": lambda _, cell: cell.row.detail,
    "name": lambda article, cell: article.name(cell.row.name),
    "row_route": lambda article, cell: article.route(cell.row.name),
    "hypothesis_route": _hypothesis_route,
    "pair": _pair,
    "statement": _statement,
    "answer": _answer,
    **dict.fromkeys(("text", "label", "category", "invariance", "route", "moderators"), _word_key),
    **dict.fromkeys(("valid", "truth"), _truth),
    "required": _required,
    "year": lambda article, cell: article.quotes.year(cell.key),
    "roman": lambda article, cell: roman(article.quotes.value(cell.key)),
    "number": lambda article, cell: article.quotes.number(cell.key, cell.places),
    "percent": lambda article, cell: article.quotes.percent(cell.key, cell.column.places),
    "per_hundred": lambda article, cell: article.quotes.percent(cell.key, sign=""),
    "p_value": lambda article, cell: article.quotes.p_value(cell.key),
    "interval": lambda article, cell: article.quotes.interval(f"{cell.key}lower", f"{cell.key}upper", cell.places),
    "lower_triangle": _lower_triangle,
    "loading": _loading,
}
