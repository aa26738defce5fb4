"""Read a report that SmartPLS 3 or 4 exported to Excel or HTML as cells with names, whatever their order and layout.

Read are matrices (constructs above, indicators or constructs beside), lists ("X1 -> Y", "X1.1 <- X1") with one column
or with those of a bootstrap, tables of reliability and R2, lines of settings, and the model and the
answers. What a table holds its nearest title of a statistic says; `unread` names all other tables.
"""

import math
import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

from study.base.errors import StudyError
from study.other_engines.model_files import PRODUCT, Design, make_design
from study.other_engines.report_tables import ARROW, PART, ReportTable, Row, list_tables, read_rows
from study.setup.study_model import StudyModel
from study.survey.cells import column_letter
from study.survey.reading import read_first_bytes

# The beginning of a title or a head -> the statistic, as the engine names it; the first that fits counts, and
# of "" the heads name it.
STATISTICS: Mapping[str, str] = {
    r"construct reliability and validity": "",
    r"specific indirect effect": "specific_indirect_effects",
    r"(total )?indirect effect": "total_indirect_effects",
    r"total effect": "total_effects",
    r"path coefficient": "path_coefficients",
    r"cross.?loading": "cross_loadings",
    r"(outer )?loadings": "outer_loadings",
    r"(outer )?weights": "outer_weights",
    r"htmt\+?|heterotrait": "htmt",
    r"fornell": "fornell_larcker",
    r"r.?squared? adjusted|adjusted r": "adjusted_r_squared",
    r"r.?square|r²": "r_squared",
    r"f.?square|f²": "f_squared",
    r"inner vif": "inner_vif",
    r"outer vif": "outer_vif",
    r"cronbach": "cronbach_alpha",
    r"(composite reliability )?rho.?a\b": "rho_a",
    r"composite reliability|rho.?c\b": "composite_reliability",
    r"average variance|ave\b": "average_variance_extracted",
}
# What may stand before it: the number of a table that was copied, and that estimates are standardised.
BEFORE = re.compile(r"((table |tabel )?\d+(\.\d+)*[.:]? )?((standardi[sz]ed|final) )?")
# What else may stand in the title of a statistic; with any other word ("unstandardized", "for segment 1") it is of
# something else.
QUALIFIERS = re.compile(
    r"('?s|d)?([ :,/-]*(alpha|monotrait|larcker|ratio|plus|htmt\+?|criterion|extracted|ave|values?|vif|matrix|list|"
    r"bootstrap(ping)?|overview|adjusted|r?[ .-]?squared?|[rf]?²|rho.?[ac]|cr|standardi[sz]ed|effect sizes?|final))*"
)
# What tells that a title names several statistics: the heads say which.
SEVERAL = re.compile(r"\b(and|dan|ave|cr|rho)\b|[&+]")
# Titles of sections that hold statistics of a part of the sample, or of something else under their names.
OTHER_SECTION = re.compile(
    r"\b(performances?|ipma|sample size|segments?|fimix|groups?|mga|diff|permutation|welch|plspredict|"
    r"prediction (errors?|summary)|simple slopes?)\b"
)
# Names of sheets that tell a part of the sample; "Firm performance" may be the study's.
OTHER_SAMPLE = re.compile(r"(segment|group|permutation|unstandardi[sz]ed)\b")
FIELDS: Mapping[str, str] = {
    r"original sample( o)?": "estimate",
    r"sample mean( m)?": "mean",
    r"standard (deviation|error)( stdev| sterr)?": "se",
    r"t.(statistics?|values?)( \|o/(stdev|sterr)\|)?": "t",
    r"p.values?": "p",
    r"(0\.5|2\.5|5\.0|5) ?%": "lower",
    r"(90|95|95\.0|97\.5|99\.5) ?%": "upper",
    r"bias": "bias",
}
SETTINGS = re.compile(r".*\bsettings?")
BOUND_HEAD = re.compile(r"(\d+(?:\.\d+)?) ?%")
# A title of a part that has a name of its own, before a dash, a colon or a bracket.
NAMED_PART = re.compile(r"(.+?)[ :(–—-]+((?:matrix|list|overview|mean, stdev.*|confidence intervals?.*))")
MODEL_PART = re.compile(r"(inner|outer) model")
# Bounds of other kinds than these two (BCa, studentized) are none that are compared.
INTERVALS = re.compile(r"confidence intervals?( bias.corrected)?")
BIAS_CORRECTED = re.compile(r"confidence intervals bias.corrected")
BEGINNING = 1 << 14  # bytes of a file, or of a part of a workbook, in which the marks of a report are looked for
# A report begins with its name and how to cite it, or where somebody deleted that with the titles of its tables.
MARKS = ((b"smartpls report",), (b"smartpls", b"ringle"), (b"path coefficients", b"outer loadings"))
MATRICES_OF_PATHS = frozenset(
    ["path_coefficients", "f_squared", "inner_vif", "total_effects", "total_indirect_effects"]
)
# Heads of tables that set groups or permutations side by side: their bounds and p belong to a difference.
CONTRAST = re.compile(r"\b(difference|permutation)\b")
# What rounding of a binary number may add to half a unit of the last decimal.
ROUNDING = 1e-9
MOST_DECIMALS = 12


@dataclass(frozen=True)
class ReportedNumber:
    """A number of a report: statistic, what it belongs to, field, its place.

    field: estimate, mean, se, t, p, lower, upper; bc_lower, bc_upper where the title says "bias corrected".
    decimals: as many as its table shows.
    """

    statistic: str
    label: str
    field: str
    value: float
    decimals: int
    place: str

    @property
    def name(self) -> tuple[str, str]:
        """The statistic and what it belongs to."""
        return self.statistic, self.label

    def is_near(self, value: float, error: float = 0.0) -> bool:
        """Whether a value rounds to the cell, or lies no farther from that than an error."""
        return abs(self.value - value) <= 0.5 * 10.0**-self.decimals + ROUNDING + error


@dataclass(frozen=True)
class ReportedAnswers:
    """The answers that a report holds: N rows of K texts, empty where nothing stands."""

    indicators: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SmartplsReport:
    """What a report holds: its numbers, the settings it states, the level of its bounds, what was not read.

    bounds_level: the share of the draws between the bounds as their heads say (2.5 % and 97.5 %: 0.95), None where no
    bounds were read. answers: None where it holds none. other_model: where its model is not the study's.
    """

    cells: tuple[ReportedNumber, ...]
    settings: Mapping[str, str]
    bounds_level: float | None
    unread: tuple[str, ...]
    answers: ReportedAnswers | None = None
    other_model: tuple[str, ...] = ()


def read_report(path: Path, model: StudyModel) -> SmartplsReport:
    """Read a report on the study's model; StudyError where it is none, or none of its tables is understood."""
    sheets = read_rows(path)
    tables = list_tables(sheets)
    names = _known_names(model)
    read = [(table, tuple(_read_cells(table, names, model))) for table in tables]
    cells = tuple(cell for _, table_cells in read for cell in table_cells)
    if not cells:
        raise StudyError(
            what="no table of this report is understood",
            where=str(path),
            found=", ".join([*dict.fromkeys(table.name for table in tables)][:5]) or ", ".join(sheets),
            expected=f"tables of {', '.join(model.constructs)}",
            remedy="export the report of this model, in English",
        )
    _check_one_sample(cells, path)
    settings = _stated_settings(sheets, tables)
    return SmartplsReport(
        cells=cells,
        settings=settings,
        bounds_level=_find_level([table for table, found in read if found]),
        unread=tuple(dict.fromkeys(text for table, found in read for text in _name_unread(table, found, names, model))),
        answers=_find_answers(tables, path),
        other_model=tuple(_find_other_model(tables, settings, names, model, path)),
    )


def _check_one_sample(cells: Sequence[ReportedNumber], path: Path) -> None:
    """StudyError where most of the estimates that stand twice have two values, as of two groups; a slip is one cell."""
    known: dict[tuple[str, str], ReportedNumber] = {}
    twice = []
    for cell in cells:
        first = known.setdefault(cell.name, cell) if cell.field == "estimate" else cell
        if first is not cell:
            twice.append((first, cell))
    rounded = [(first, cell, 0.5 * 10.0 ** -min(first.decimals, cell.decimals)) for first, cell in twice]
    other = [(first, cell) for first, cell, error in rounded if not first.is_near(cell.value, error)]
    if 2 * len(other) > len(twice):
        places = " and ".join(cell.place for cell in other[0])
        raise StudyError(
            what="reports of several models or samples in one file",
            where=str(path),
            found=f"two values of {len(other)} of {len(twice)} estimates, as in {places}",
            expected="the report of one model and sample",
            remedy="give the file of one report",
        )


def _find_level(tables: Sequence[ReportTable]) -> float | None:
    heads = (BOUND_HEAD.fullmatch(_plain_head(head)) for table in tables for head in table.head)
    shares = {float(match[1]) / 100 for match in heads if match}
    return round(max(shares) - min(shares), 4) if len(shares) > 1 else None


def read_design(path: Path) -> tuple[Design, ReportedAnswers | None, Mapping[str, str]]:
    """Read the model, the answers, if any, and the stated settings of a report; StudyError where it holds no model.

    The inner model has 1 where the construct beside leads to the one above; the outer model -1 where the construct
    above leads to the indicator beside (reflective), 1 where the indicator leads to it (formative).
    """
    sheets = read_rows(path)
    tables = list_tables(sheets)
    answers = _find_answers(tables, path)
    settings = _stated_settings(sheets, tables)
    constructs, design = _read_model(tables, settings, path)
    return design, answers and _without_products(answers, constructs, design), settings


def _read_model(
    tables: Sequence[ReportTable], settings: Mapping[str, str], path: Path
) -> tuple[Mapping[str, tuple[str, ...]], Design]:
    """Return the indicators of every construct, also of products, and the model."""
    inner, outer = (_find_model(tables, part, path) for part in ("inner model", "outer model"))
    signs = {name: {_entry(row, outer, name) for _, row in outer.rows} - {""} for name in outer.head[1:]}
    constructs = {name: tuple(row[0] for _, row in outer.rows if _entry(row, outer, name)) for name in outer.head[1:]}
    paths = [(row[0], name) for _, row in inner.rows for name in inner.head[1:] if _entry(row, inner, name)]
    stated = {name: settings.get(_plain_head(name), "automatic").lower() for name in constructs}
    unclear = {name: f"weighting mode {text}" for name, text in stated.items() if text != "automatic"}
    unclear |= {name: f"arrows {', '.join(sorted(found))}" for name, found in signs.items() if len(found) > 1}
    formative = {name for name, found in signs.items() if found == {"1"}}
    return constructs, make_design(constructs, formative, paths, unclear)


def _find_other_model(
    tables: Sequence[ReportTable], settings: Mapping[str, str], names: Mapping[str, str], model: StudyModel, path: Path
) -> Iterator[str]:
    """Say where the model of a report, if it holds one, is another than the study's: constructs, indicators, paths."""
    if not all(
        any(_plain_head(table.titles[-1]) == part for table in tables) for part in ("inner model", "outer model")
    ):
        return
    _, design = _read_model(tables, settings, path)
    theirs = {f"{_own(each.source, names)} -> {_own(each.target, names)}" for each in design.paths}
    theirs |= {
        f"{_own(code, names)} of {_own(name, names)}" for name, codes in design.constructs.items() for code in codes
    }
    ours = {f"{each.source} -> {each.target}" for each in model.paths}
    ours |= {f"{code} of {name}" for name, construct in model.constructs.items() for code in construct.indicators}
    yield from (f"the report has {one}, the study has not" for one in sorted(theirs - ours))
    yield from (f"the study has {one}, the report has not" for one in sorted(ours - theirs))
    modes = {_own(name, names): mode for name, mode in design.modes.items() if name not in design.unclear}
    other = {name: mode for name, mode in modes.items() if name in model.constructs}
    for name, mode in other.items():
        if mode != model.constructs[name].mode:
            yield f"{name} is mode {mode} in the report, mode {model.constructs[name].mode} in the study"


def _own(name: str, names: Mapping[str, str]) -> str:
    return names.get(_plain_head(name), name)


def _without_products(
    answers: ReportedAnswers, constructs: Mapping[str, tuple[str, ...]], design: Design
) -> ReportedAnswers:
    """Leave out the columns that SmartPLS made for constructs that are products of others."""
    kept = {code for codes in design.constructs.values() for code in codes}
    made = {code for name, codes in constructs.items() if PRODUCT.search(name) for code in codes} - kept
    columns = [column for column, code in enumerate(answers.indicators) if code not in made]
    rows = tuple(tuple(row[column] for column in columns) for row in answers.rows)
    return ReportedAnswers(tuple(answers.indicators[column] for column in columns), rows)


def is_report(path: Path) -> bool:
    """Whether a workbook, a web page or a text begins as a report does; a large survey is not read for it."""
    if not path.is_file() or not is_zipfile(path):
        return path.is_file() and _begins_as_report(read_first_bytes(path, BEGINNING))
    with ZipFile(path) as archive, suppress(BadZipFile, NotImplementedError, RuntimeError, zlib.error):
        parts = [name for name in archive.namelist() if name.endswith(".xml")]
        return any(_begins_as_report(_read_beginning(archive, name)) for name in parts)
    return False


def _begins_as_report(content: bytes) -> bool:
    plain = content.replace(b"\0", b"").lower()
    return any(all(words in plain for words in mark) for mark in MARKS)


def _read_beginning(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        return stream.read(BEGINNING)


def _find_model(tables: Sequence[ReportTable], part: str, path: Path) -> ReportTable:
    found = _only([table for table in tables if _plain_head(table.titles[-1]) == part], path)
    if found is None:
        raise StudyError(
            what="this report does not hold the model",
            where=str(path),
            found=f"no table {part.capitalize()}",
            expected="the tables Inner model and Outer model",
            remedy="export the whole report to Excel, in English, or draft from the survey itself",
        )
    return found


def _only(tables: Sequence[ReportTable], path: Path) -> ReportTable | None:
    """Return the table, None where there is none; StudyError where several hold different cells."""
    if len({(tuple(table.head), tuple(tuple(row) for _, row in table.rows)) for table in tables}) > 1:
        raise StudyError(
            what="reports of several models or samples in one file",
            where=str(path),
            found=f"different tables {' and '.join(table.name for table in tables[:2])}",
            expected="one model and its answers",
            remedy="give the file of one report",
        )
    return next(iter(tables), None)


def _entry(row: Row, table: ReportTable, name: str) -> str:
    """Return the arrow that a cell of a model stands for, 1 or -1; "" for none."""
    column = list(table.head).index(name)
    number = _cell_number(row[column]) if column < len(row) else None
    return f"{number:g}" if number else ""


def _find_answers(tables: Sequence[ReportTable], path: Path) -> ReportedAnswers | None:
    """Return the answers as they were imported, without the column that counts the cases."""
    table = _only([table for table in tables if _holds_answers(table)], path)
    if table is None:
        return None
    width = len(table.head)
    rows = tuple(tuple(_plain_answer(cell) for cell in [*row, *[""] * width][1:width]) for _, row in table.rows)
    return ReportedAnswers(tuple(table.head[1:]), rows)


def _plain_answer(content: str) -> str:
    """Return a whole number without the decimals that a web page gives all numbers."""
    return content if not _is_whole(content) else str(int(read_answer(content)))


def _is_whole(content: str) -> bool:
    return read_answer(content) % 1 == 0


def _holds_answers(table: ReportTable) -> bool:
    """Whether a table holds the answers as they were imported: its title says so and its first column counts."""
    counted = all(_is_whole(row[0]) for _, row in table.rows)
    return any(_plain_head(title) == "indicator data original" for title in table.titles) and counted


def _holds_settings(table: ReportTable) -> bool:
    return any(SETTINGS.fullmatch(_plain_head(text)) for text in (table.titles[-1], table.head[-1]))


def _titled_statistic(titles: Sequence[str]) -> str:
    """Name the statistic of a table by the nearest title that is not one of a mere part; "" where that is another's."""
    for above, title in zip(reversed([titles[:end] for end in range(len(titles))]), reversed(titles), strict=True):
        name, _ = _split_title(title)
        if PART.fullmatch(name.lower()):
            continue
        if model := MODEL_PART.fullmatch(_plain_head(name)):
            return f"{model[1]}_vif" if above and "vif" in _plain_head(above[-1]).split() else ""
        return _look_up(name)
    return ""


def _split_title(title: str) -> tuple[str, str]:
    """Split a title into a name and a part, as "Total effects" and "list"; each is the whole title where it is one."""
    part = NAMED_PART.fullmatch(title.lower())
    return (part[1], part[2]) if part else (title, title)


def _read_cells(table: ReportTable, names: Mapping[str, str], model: StudyModel) -> Iterator[ReportedNumber]:
    if _is_not_compared(table):
        return
    # A table that was copied may have its title in the corner.
    titled = _titled_statistic(table.head[:1]) or _titled_statistic(table.titles)
    bias_corrected = BIAS_CORRECTED.match(_plain_head(_split_title(table.titles[-1])[1])) is not None
    found = []
    for number, row in table.rows:
        beside = _row_label(row, names, model)
        for column, (head, content) in enumerate(zip(table.head, row, strict=False)):
            value = _cell_number(content)
            if value is None or column == 0 or not beside:
                continue
            identity = _identify(titled, head, beside, names, model)
            if identity:
                statistic, label, kind = identity
                kind = f"bc_{kind}" if bias_corrected and kind in ("lower", "upper") else kind
                place = f"{table.titles[0]}!{column_letter(column + table.left)}{number}"
                found.append(ReportedNumber(statistic, label, kind, value, _shown_decimals(content), place))
    # A table shows all its numbers with as many decimals; a cell drops zeros at the end.
    decimals = max((cell.decimals for cell in found), default=0)
    yield from (replace(cell, decimals=decimals) for cell in found)


def _is_not_compared(table: ReportTable) -> bool:
    """Whether a table holds contrasts, a map of performances, bounds of a kind that is not compared, or one group."""
    last = _plain_head(_split_title(table.titles[-1])[1])
    if _is_of_another(table) or (last.startswith("confidence interval") and not INTERVALS.fullmatch(last)):
        return True
    named = [title for title in table.titles if not PART.fullmatch(title.lower())]
    is_divided = len(named) > 1 and bool(_look_up(named[-2])) and not _titled_statistic(table.titles)
    kinds = [kind for head in table.head if (kind := _find_kind(head))]
    return is_divided or len(kinds) > len({*kinds}) or any(CONTRAST.search(_plain_head(head)) for head in table.head)


def _is_of_another(table: ReportTable) -> bool:
    """Whether titles tell another section or sample; the sheet's name tells a section where no other title does."""
    names = [_split_title(title)[0] for title in table.titles]
    own = [name for name in names[1:] if not PART.fullmatch(name.lower())]
    return bool(OTHER_SAMPLE.match(_plain_head(names[0]))) or any(
        OTHER_SECTION.search(plain) or _has_strange_words(plain) for plain in map(_plain_head, own or names[:1])
    )


def _has_strange_words(plain: str) -> bool:
    """Whether a title begins as that of one statistic and goes on otherwise, as "R-square - men"."""
    _, end = _find_statistic(plain)
    return end > 0 and not QUALIFIERS.fullmatch(plain, end) and not SEVERAL.search(plain, end)


def _name_unread(
    table: ReportTable, found: Sequence[ReportedNumber], names: Mapping[str, str], model: StudyModel
) -> Iterator[str]:
    """Name a table that was not read, and rows of one that was read in part; settings and answers are no numbers."""
    if not found:
        is_model = MODEL_PART.fullmatch(_plain_head(table.titles[-1])) is not None
        if not (is_model or _holds_answers(table) or _holds_settings(table)):
            yield table.name
        return
    strange = [row[0] for _, row in table.rows if not _row_label(row, names, model)]
    if strange:
        yield f"{table.name}: {len(strange)} rows of what the model does not hold, the first {strange[0]!r}"
    # A name in a second column, a dash or "n/a" is no number that somebody wrote otherwise.
    worded = [cell for _, row in table.rows for cell in row[1:] if re.search(r"\d", cell)]
    worded = [cell for cell in worded if _cell_number(cell) is None and not _row_label([cell], names, model)]
    if worded:
        yield f"{table.name}: {len(worded)} cells that are no plain numbers, the first {worded[0]!r}"


def _identify(
    titled: str, head: str, beside: str, names: Mapping[str, str], model: StudyModel
) -> tuple[str, str, str] | None:
    """Say what a cell is: statistic, label and field; None where it is nothing that can be compared."""
    plain = _plain_head(head)
    kind = _find_kind(head)
    titled = "specific_indirect_effects" if titled == "total_indirect_effects" and beside.count("->") > 1 else titled
    if kind:
        return None if kind == "bias" or not titled else (titled, _list_label(titled, beside, names), kind)
    if above := names.get(plain):
        label = _matrix_label(titled, beside, above, model)
        return (titled, label, "estimate") if titled and label else None
    statistic = _look_up(head)
    if plain == "vif":
        statistic = "inner_vif" if "->" in beside else "outer_vif"
    statistic = titled if titled == "specific_indirect_effects" else statistic
    return (statistic, _list_label(statistic, beside, names), "estimate") if statistic else None


def _find_kind(head: str) -> str:
    """Name the field that a head of a bootstrap tells; "" for any other head."""
    return next((name for pattern, name in FIELDS.items() if re.fullmatch(pattern, _plain_head(head))), "")


def _matrix_label(statistic: str, beside: str, above: str, model: StudyModel) -> str:
    """Label a cell by what stands beside and above it, as the engine does."""
    constructs = list(model.constructs)
    if statistic in ("outer_loadings", "outer_weights"):
        return beside if beside in model.indicators else above
    if statistic in MATRICES_OF_PATHS:
        return f"{beside} -> {above}"
    if statistic == "htmt" and beside in constructs:
        return "" if beside == above else _pair_label(beside, above, constructs)
    if statistic == "fornell_larcker" and beside in constructs:
        return _pair_label(beside, above, constructs)
    return f"{beside} ~ {above}" if statistic == "cross_loadings" and beside in model.indicators else ""


def _list_label(statistic: str, beside: str, names: Mapping[str, str]) -> str:
    """Label a line of a list: "X1.1 <- X1" and "X1 -> X1.1" are the indicator, "X1 <-> X2" the pair."""
    if statistic in ("outer_loadings", "outer_weights", "outer_vif"):
        return beside.partition(" <- ")[0] if " <- " in beside else beside.rpartition(" -> ")[2]
    if statistic == "htmt":
        construct, _, other = re.split(r" (<?->) ", beside) if " " in beside else (beside, "", "")
        return _pair_label(construct, other, list(dict.fromkeys(names.values())))
    return beside


def _pair_label(name: str, other: str, order: Sequence[str]) -> str:
    return " ~ ".join(sorted((name, other), key=lambda entry: order.index(entry) if entry in order else len(order)))


def _row_label(row: Row, names: Mapping[str, str], model: StudyModel) -> str:
    """Return what a row belongs to, in the study's names; a second column may hold it where the first counts rows.

    Of a construct and its indicator side by side it is the indicator, of two constructs the path.
    """
    labels = [label for label in (_own_name(content, names) for content in row[:2]) if label]
    if len(labels) == 1 or not labels:
        return "".join(labels)
    if {*labels} <= {*model.constructs}:
        return " -> ".join(labels)
    return labels[1] if labels[0] in model.constructs and labels[1] in model.indicators else labels[0]


def _own_name(content: str, names: Mapping[str, str]) -> str:
    """Return a name, or names with arrows between them, as the study has it; "" where it has none."""
    # Names and the arrows between them, in turns.
    pieces = ARROW.split(content.strip())
    known = [names.get(_plain_head(piece), "") if i % 2 == 0 else piece for i, piece in enumerate(pieces)]
    return " ".join(known).replace("→", "->") if all(known) else ""


def _known_names(model: StudyModel) -> dict[str, str]:
    """Return the study's names by what a report may call them: code or label, in any case."""
    names = {_plain_head(code): code for code in (*model.constructs, *model.indicators)}
    for name, construct in model.constructs.items():
        names |= {_plain_head(label): name for label in construct.label.values() if _plain_head(label) not in names}
    return names


def _stated_settings(sheets: Mapping[str, Sequence[tuple[int, Row]]], tables: Sequence[ReportTable]) -> dict[str, str]:
    """Return the lines of two cells, of which the first is a word: a setting and its value."""
    rows = [row for filled in sheets.values() for _, row in filled]
    # Tables of settings come last: a matrix may have a line of two cells under the same name.
    rows += [row for table in tables if _holds_settings(table) for row in (table.head, *(row for _, row in table.rows))]
    lines = ([cell for cell in row if cell] for row in rows)
    return {_plain_head(line[0]): line[1] for line in lines if len(line) == 2 and _cell_number(line[0]) is None}


def _look_up(text: str) -> str:
    plain = _plain_head(text)
    name, end = _find_statistic(plain)
    return name if QUALIFIERS.fullmatch(plain, end) else ""


def _find_statistic(plain: str) -> tuple[str, int]:
    """Return the statistic that a text begins with, and where its name ends; "" and 0 where it begins with none."""
    before = BEFORE.match(plain)
    start = before.end() if before else 0
    found = ((name, re.compile(pattern).match(plain, start)) for pattern, name in STATISTICS.items())
    return next(((name, match.end()) for name, match in found if match), ("", 0))


def _plain_head(text: str) -> str:
    """Return a title or a head in small letters, ß as ss, without brackets, a per cent with a decimal point."""
    plain = " ".join(re.sub("[_()]", " ", unicodedata.normalize("NFC", text).casefold()).split())
    return re.sub(r"(\d),(\d+ ?%)", r"\1.\2", plain)


def read_answer(content: str) -> float:
    """Return the number that a cell of answers holds, NaN where it holds none."""
    number = _cell_number(content)
    return math.nan if number is None else number


def _cell_number(content: str) -> float | None:
    text = re.sub("[−–]", "-", content.strip().lower()).replace(",", ".")
    return float(text) if re.fullmatch(r"-?\d*\.?\d+(e[-+]?\d+)?", text) else None


def _shown_decimals(content: str) -> int:
    text = content.strip().replace(",", ".").lower()
    # Zeros at the end tell nothing: a workbook drops them, and its reader may add one.
    return MOST_DECIMALS if "e" in text else min(len(text.partition(".")[2].rstrip("0")), MOST_DECIMALS)
