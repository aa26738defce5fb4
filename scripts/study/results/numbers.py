"""Every number that the manuscript may quote, under one key each, with where it stands and how it is computed."""

import difflib
import itertools
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import plssem
from study.base.errors import StudyError
from study.base.files import INFINITE, read_cells, read_json
from study.base.job import ArgumentGroup
from study.results.catalogue import row_columns, unit_of
from study.setup.codebook import Codebook, read_codebook
from study.setup.data_status import notice
from study.setup.study_model import ARROW, StudyModel, read_study_model
from study.words.dictionary import LANGUAGES, dictionary, label, word
from study.words.wording import precise

Scalar = float | int | bool | str | None

# Columns whose figures are no numbers of the study: what respondents said, and decisions as files have them.
TEXTS = ("answer", "group", "group_1", "group_2", "planned", "found")

KEY_ARROW = ARROW.strip()


@dataclass(frozen=True)
class Number:
    """A cell of a result file: value, unit, and the file, row and column it stands in; row None outside tables."""

    value: Scalar
    unit: str
    file: str
    row: str | None
    column: str


@dataclass(frozen=True)
class Numbers:
    """The numbers by key, and what the data are: simulated, with the notice in each language, or collected."""

    data_status: str
    notice: Mapping[str, str]
    numbers: Mapping[str, Number]

    def stored(self, key: str) -> str:
        """Return a key as numbers.json has it, where a template names a row as its result file does."""
        return key if key in self.numbers else in_key(key)

    def __getitem__(self, key: str) -> Number:
        """Look up a number; StudyError for an unknown key, with the keys most like it."""
        stored = self.stored(key)
        if stored not in self.numbers:
            near = ", ".join(difflib.get_close_matches(key, self.numbers, n=3)) or "a key of numbers.json"
            raise StudyError(
                what="no such number",
                where="numbers.json",
                found=key,
                expected=near,
                remedy="correct the key in the template",
            )
        return self.numbers[stored]

    @cached_property
    def _by_start(self) -> dict[str, list[str]]:
        """Return the keys by every dotted start that they have, in the order of the files."""
        keys: dict[str, list[str]] = {}
        for key in self.numbers:
            for dot in re.finditer(r"\.", key):
                keys.setdefault(key[: dot.start()], []).append(key)
        return keys

    def has(self, start: str) -> bool:
        """Whether there is a number of this key, or any from this table, a dotted start such as `pilot.item_total`."""
        return self.stored(start) in self.numbers or start in self._by_start or in_key(start) in self._by_start

    def rows(self, table: str) -> tuple[str, ...]:
        """The rows of a result table, or the entries of a JSON object, in the order of the file."""
        start = in_key(table)
        if start not in self._rows:
            self._rows[start] = tuple(map(_read, dict.fromkeys(self._names_under(start))))
        return self._rows[start]

    @cached_property
    def _rows(self) -> dict[str, tuple[str, ...]]:
        """The rows that have been asked for: templates ask for the same ones hundreds of times."""
        return {}

    def _names_under(self, start: str) -> Iterator[str]:
        for key in self._by_start.get(start, ()):
            number = self.numbers[key]
            rest = key.removeprefix(f"{start}.")
            yield rest.split(".")[0] if number.row is None else rest.removesuffix(f".{number.column}")


# What a name may hold beside letters and figures in a key, so that an answer or a label is harmless wherever a key is.
NOT_IN_KEYS = re.compile(r"[^\w .,:;()*+/>≤≥=–—'-]")


def in_key(name: str) -> str:
    """Write a name into a key: what might end a key, or mean something to Markdown, by its number (% is ~25~)."""
    return NOT_IN_KEYS.sub(lambda sign: f"~{ord(sign[0]):x}~", name)


def _read(key: str) -> str:
    return re.sub("~([0-9a-f]+)~", lambda sign: chr(int(sign[1], 16)), key)


@dataclass(frozen=True)
class NumberInputs(ArgumentGroup):
    """Where the numbers come from: result files and the folder they are named from, model, codebook, settings."""

    results: Sequence[Path]
    results_dir: Path
    model: Path
    codebook: Path
    settings: Mapping[str, Any]

    def collect(self) -> Numbers:
        """Gather the numbers as `collect` does."""
        declared = declared_numbers(read_study_model(self.model), read_codebook(self.codebook))
        return collect(self.results, self.results_dir, self.settings, self.settings["study"]["data_status"], declared)


def collect(
    results: Sequence[Path], results_dir: Path, settings: Mapping[str, Any], status: str, declared: Mapping[str, Any]
) -> Numbers:
    """Gather every cell of the result files, the settings (`config.`) and what model and codebook declare.

    status: the data_status, simulated or collected. declared: file -> its numbers, keyed by the file's name without
    its suffix. StudyError where two rows of a table have the same name or a file is neither CSV nor JSON.
    """
    numbers: dict[str, Number] = {}
    for path in results:
        numbers |= _of_file(path, path.relative_to(results_dir).as_posix())
    numbers |= _of_tree("config", settings, "config.yaml")
    for file, content in declared.items():
        numbers |= _of_tree(file.removesuffix(".yaml"), content, file)
    notices = {language: notice(status, language) for language in LANGUAGES if notice(status, language)}
    return Numbers(status, notices, numbers)


def declared_numbers(model: StudyModel, codebook: Codebook) -> dict[str, Any]:
    """Return what model, codebook and engine declare, by file: counts of parts, the scale, the criteria, the version.

    scales: where the model's indicators are on several, their lowest answer, number of answers and indicators of each.
    """
    dimensions = [dimension for construct in model.constructs.values() for dimension in construct.dimensions]
    counts = {
        "constructs": len(model.constructs),
        "dimensions": len(dimensions),
        "divided_constructs": sum(construct.is_divided for construct in model.constructs.values()),
        "indicators": len(model.indicators),
        "paths": len(model.paths),
        "hypotheses": sum(path.hypothesis is not None for path in model.paths),
    }
    groups = codebook.group_by_scale(model.indicators)
    scales = {
        name: {"lowest": codebook.scale_of(codes[0]).lowest, "points": codebook.scale_of(codes[0]).points}
        | {"indicators": len(codes)}
        for name, codes in groups.items()
    }
    minima = {item.name: {"minimum": item.minimum} for item in codebook.criteria if item.minimum is not None}
    return {
        "plssem": {"version": plssem.__version__},
        "model.yaml": counts,
        "codebook.yaml": {"scale": {"points": codebook.scale.points}, "criteria": minima}
        | ({"scales": scales} if len(groups) > 1 else {}),
    }


def number_file(numbers: Numbers) -> str:
    """Return the text of `numbers.json`; a number that does not exist (NaN) is null, infinity a text."""
    entries = {key: {**vars(number)} for key, number in numbers.numbers.items()}
    content = {"data_status": numbers.data_status, "notice": dict(numbers.notice), "numbers": entries}
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def read_numbers(path: Path) -> Numbers:
    """Read a `numbers.json`."""
    content = read_json(path)
    entries = {key: Number(**entry) for key, entry in content["numbers"].items()}
    return Numbers(content["data_status"], content["notice"], entries)


def _of_file(path: Path, file: str) -> dict[str, Number]:
    prefix = file.rpartition(".")[0].replace("/", ".")
    if path.suffix == ".csv":
        return _of_table(prefix, path, file)
    if path.suffix == ".json":
        return _of_tree(prefix, read_json(path), file)
    raise StudyError(
        what="no numbers can be read from this file",
        where=file,
        found=path.suffix,
        expected=".csv or .json",
        remedy="leave it out",
    )


def _of_table(prefix: str, path: Path, file: str) -> dict[str, Number]:
    numbers: dict[str, Number] = {}
    for row in read_cells(path):
        columns = row_columns(file) or tuple(row)[:1]
        joint = KEY_ARROW if columns == ("source", "target") else "."
        name = joint.join(row[column].replace(ARROW, KEY_ARROW) for column in columns)
        written = f"{prefix}.{in_key(name)}"
        if any(f"{written}.{column}" in numbers for column in row):
            raise StudyError(
                what="two rows of a table have the same name",
                where=file,
                found=name,
                expected="one row",
                remedy="see what wrote the file",
            )
        for column, text in row.items():
            value = text if column in TEXTS else scalar(text)
            numbers[f"{written}.{column}"] = Number(value, unit_of(column), file, name, column)
    return numbers


def _of_tree(prefix: str, content: Any, file: str) -> dict[str, Number]:
    return {
        ".".join([prefix, *map(in_key, keys)]): Number(
            value, unit_of(keys[-1] if keys else ""), file, None, ".".join(keys)
        )
        for keys, value in _leaves(content, ())
    }


def _leaves(content: Any, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Scalar]]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from _leaves(value, (*keys, str(key)))
    elif isinstance(content, list | tuple):
        for index, value in enumerate(content):
            yield from _leaves(value, (*keys, str(index)))
    else:
        yield keys, None if isinstance(content, float) and not math.isfinite(content) else content


def scalar(text: str) -> Scalar:
    """Read a cell: empty and not a number as None, True and False as such, then whole number, number, text."""
    if text in {"True", "False"}:
        return text == "True"
    for kind in (int, float):
        try:
            value = kind(text)
        except ValueError:
            continue
        return INFINITE if value == math.inf else value if math.isfinite(value) else None
    return text or None


# The columns whose interval stands in the columns lower and upper of the same row.
WITH_INTERVAL = ("estimate", "htmt")
COLUMNS = ("value", "interval_of", "unit", "file", "row", "column", "computed")

# Files in which the file, not the column, says how a number is computed.
BY_FILE = (
    *("config.yaml", "model.yaml", "codebook.yaml", "claims.csv", "claim_tests.csv", "power.csv"),
    *("necessity.csv", "bottlenecks.csv", "combined_importance.csv"),
    *("invariance.csv", "group_paths.csv", "group_differences.csv"),
    *("segment_paths.csv", "predictive_segment_paths.csv", "redundancy.csv", "tetrads.csv"),
)


QUOTED_KEY = re.compile(r'\{\.number key="([^"]+)"')


def anchor(key: str) -> str:
    """Name the place of a number in the list; `layout.lua` does the same.

    >>> anchor("full.paths.X1->Y.estimate")
    'n-full.paths.X1--Y.estimate'
    """
    return "n-" + re.sub(r"[^A-Za-z0-9_.-]", "-", key)


def anchors(markdown: str) -> dict[str, str]:
    """Return the place of each number that a manuscript quotes, no two alike: those that would be are numbered."""
    places: dict[str, str] = {}
    for key in quoted_keys(markdown):
        taken = set(places.values())
        others = (f"{anchor(key)}-{number}" for number in itertools.count(2))
        places[key] = next(place for place in itertools.chain([anchor(key)], others) if place not in taken)
    return places


def with_anchors(markdown: str) -> str:
    """Name the place of each number beside its key where the key alone does not tell it, as `layout.lua` reads it."""
    places = {key: place for key, place in anchors(markdown).items() if place != anchor(key)}
    return QUOTED_KEY.sub(
        lambda found: f'{found[0]} anchor="{places[found[1]]}"' if found[1] in places else found[0], markdown
    )


def quoted_keys(markdown: str) -> list[str]:
    """List the keys of the numbers that a manuscript quotes, each once, in the order of the text."""
    return list(dict.fromkeys(QUOTED_KEY.findall(markdown)))


def origin_list(markdown: str, numbers: Numbers, language: str) -> str:
    """Return the list of a manuscript's numbers with their origins, as HTML; one row for each key."""
    head = "".join(f'<th scope="col">{label(column, language)}</th>' for column in COLUMNS)
    rows = "\n".join(_row(key, place, numbers, language) for key, place in anchors(markdown).items())
    title = label("origins", language)
    return (
        f'<section id="origins"><details><summary><h2>{title}</h2></summary>\n'
        f'<div class="scroll" role="group" tabindex="0" aria-label="{title}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div></details></section>\n"
    )


def _row(key: str, place: str, numbers: Numbers, language: str) -> str:
    number = numbers[key]
    unit = label(number.unit, language)
    computed = _computed(number, language)
    cells = (
        _precise(number, language),
        _interval(key, numbers, language),
        unit,
        number.file,
        number.row or "",
        number.column,
        computed,
    )
    return f'<tr id="{place}">{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'


def _precise(number: Number, language: str) -> str:
    return precise(number.value, language) if isinstance(number.value, float) else str(number.value)


def _interval(key: str, numbers: Numbers, language: str) -> str:
    column = numbers[key].column
    row = key.removesuffix(column)
    stems = [f"{row}{column}_", row] if column in WITH_INTERVAL else [f"{row}{column}_"]
    for stem in stems:
        if numbers.has(f"{stem}lower") and numbers.has(f"{stem}upper"):
            bounds = (_precise(numbers[f"{stem}{bound}"], language) for bound in ("lower", "upper"))
            return f"[{word('numbers', 'interval_separator', language).join(bounds)}]"
    return ""


def _computed(number: Number, language: str) -> str:
    column = number.column.rpartition(".")[2]
    file = number.file.rpartition("/")[2]
    bound = re.search(r"_(lower|upper|se|t|p)$", column)
    by_column = (column, bound[1] if bound else "")
    keys = (file, *by_column) if file in BY_FILE else (*by_column, file)
    known = [key for key in keys if dictionary(language).has("computed", key)]
    return word("computed", known[0] if known else "file", language)
