"""Every table of a study, declared once in catalogue.toml: files, row keys, caption, form in the article; and units."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any


@dataclass(frozen=True)
class ResultFile:
    """A result table below the folder of results; `keys`: the columns that name a row, the first one if none."""

    path: str
    keys: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name among the results: that of the file, with the sample in front for the pilot."""
        path = PurePosixPath(self.path)
        return f"pilot_{path.stem}" if path.parent.name == "pilot" else path.stem

    @property
    def prefix(self) -> str:
        """What the keys of its numbers begin with."""
        return self.path.removesuffix(".csv").replace("/", ".")


@dataclass(frozen=True)
class ArticleColumn:
    """A column of a table in the article.

    head: key of its words. show: kind of its cells (see tables/article.py). dashes: share of the width.
    key: where its number stands, with {row} and other names of the row; `column` alone is one of the table's own file.
    each: the constructs, samples or paths that have a column each. only: a count without which there is no such column.
    optional: whether numbers.json may lack the number.
    """

    head: str
    show: str
    dashes: int
    column: str = ""
    places: int = 3
    key: str = ""
    each: str = ""
    only: str = ""
    optional: bool = False
    right: bool = True


@dataclass(frozen=True)
class ArticleForm:
    """A table in the article: what its rows are, and its columns; a template prints one without columns by itself.

    file: that of its numbers, where it is not the table's first. unbroken: the most rows that stay on one page.
    """

    rows: str = ""
    columns: tuple[ArticleColumn, ...] = ()
    file: str = ""
    unbroken: int = 10_000


@dataclass(frozen=True)
class TableSpec:
    """A table: the result files it is made of, when a study has it, its caption in the report, its form in the article.

    needs: a part of a study (pilot, growth, dimensions, necessity, plan, claims, rivals, interactions,
    controls, conditional_slopes, conditional_mediation, comparisons, ordinal, larger_models, segments,
    predictive_segments, redundancy, tetrads, influence, imputation, groups); empty: always. shows_answers: whether
    simulated answers decide its content.
    """

    name: str
    caption: str
    files: tuple[ResultFile, ...] = ()
    article: ArticleForm = ArticleForm()
    needs: str = ""
    shows_answers: bool = True

    @property
    def prefix(self) -> str:
        """What the keys of the article's numbers begin with."""
        return self.article.file or (self.files[0].prefix if self.files else "")


def _result_file(text: str) -> ResultFile:
    path, *keys = text.split()
    return ResultFile(path, tuple(keys))


def _article_column(line: str) -> ArticleColumn:
    head, width, shown, *others = line.split()
    show, _, places = shown.partition(".")
    options = dict(option.split("=") for option in others if "=" in option)
    source = next((text for text in others if "=" not in text and text != "optional"), head)
    is_key = "." in source
    return ArticleColumn(
        head=head.strip("-"),
        show=show,
        dashes=int(width.strip(":")),
        right=width.endswith(":"),
        places=int(places or (0 if show == "percent" else 3)),
        column="" if is_key else source.strip("-"),
        key=source if is_key else "",
        optional="optional" in others,
        **options,
    )


def _table(name: str, entry: dict[str, Any]) -> TableSpec:
    files = tuple(map(_result_file, entry.pop("files", ())))
    columns = tuple(map(_article_column, entry.pop("columns", "").splitlines()))
    form = {key: entry.pop(key) for key in ("rows", "file", "unbroken") if key in entry}
    return TableSpec(name, files=files, article=ArticleForm(columns=columns, **form), **entry)


def _by_column(columns: Mapping[str, str]) -> dict[str, str]:
    return {column: value for value, names in columns.items() for column in names.split()}


_DECLARED = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
TABLES = tuple(_table(name, entry) for name, entry in _DECLARED["tables"].items())
_FILES = (*(file for spec in TABLES for file in spec.files), *map(_result_file, _DECLARED["other_files"]))
_ROW_COLUMNS = {PurePosixPath(file.path).stem: file.keys for file in _FILES if file.keys}
UNITS = _by_column(_DECLARED["units"])
_FORMATS = _by_column(_DECLARED["formats"])
INFERENCE = ("se", "t", "p", "lower", "upper")
_SHARE_OF_POINT = re.compile(r"share_\d+")


def tables_of(parts: Collection[str]) -> list[TableSpec]:
    """List the tables of a study with these parts, in the order of the article."""
    return [spec for spec in TABLES if not spec.needs or spec.needs in parts]


def table_files(parts: Collection[str]) -> dict[str, str]:
    """Name the result files that the tables of a study are made of, and where they lie below the results."""
    return {file.name: file.path for spec in tables_of(parts) for file in spec.files}


def row_columns(path: str) -> tuple[str, ...]:
    """Name the columns that together name a row of a result file; nothing where the first column does."""
    return _ROW_COLUMNS.get(PurePosixPath(path).stem, ())


def unit_of(column: str) -> str:
    """Say the unit of a column of a result file or of the last key of a setting."""
    return "fraction" if _SHARE_OF_POINT.fullmatch(column) else UNITS.get(column, "dimensionless")


def number_format(column: str) -> str:
    """Choose how a spreadsheet shows a column's numbers; the numbers keep their full precision."""
    if _SHARE_OF_POINT.fullmatch(column):
        return "0.0%"
    last = column.rpartition("_")[2]
    return _FORMATS.get(last if last in INFERENCE else column, "0.000")
