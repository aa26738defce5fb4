"""A report that SmartPLS 3 or 4 exported to Excel, as cells with names; its sheets may come in any order and layout.

Read are matrices (constructs above, indicators or constructs beside), lists ("X1 -> Y", "X1.1 <- X1") with one column
or with those of a bootstrap, tables of reliability and R2, and lines of settings. What is not understood is told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from study.base.errors import StudyError
from study.setup.study_model import StudyModel

__all__ = ["Cell", "Report", "read_report"]

# Words of a title or a head -> the statistic, as the engine names it; the first that fits counts.
STATISTICS: Mapping[str, str] = {
    r"specific indirect": "specific_indirect_effects",
    r"indirect effect": "total_indirect_effects",
    r"total effect": "total_effects",
    r"path coefficient": "path_coefficients",
    r"cross loading": "cross_loadings",
    r"outer loading|^loadings": "outer_loadings",
    r"outer weight|^weights": "outer_weights",
    r"htmt|heterotrait": "htmt",
    r"fornell": "fornell_larcker",
    r"r.?square.*adjusted|adjusted r": "adjusted_r_squared",
    r"r.?square|^r²": "r_squared",
    r"f.?square|^f²": "f_squared",
    r"inner vif|inner model": "inner_vif",
    r"outer vif|outer model": "outer_vif",
    r"cronbach": "cronbach_alpha",
    r"rho.?a\b": "rho_a",
    r"composite reliability|rho.?c\b": "composite_reliability",
    r"average variance|\bave\b": "average_variance_extracted",
}
FIELDS: Mapping[str, str] = {
    r"original sample": "estimate",
    r"sample mean": "mean",
    r"standard deviation|stdev\)?$": "se",
    r"^t.(statistic|value)": "t",
    r"^p.value": "p",
    r"^(0\.5|2\.5|5\.0|5)\s?%": "lower",
    r"^(90|95|95\.0|97\.5|99\.5)\s?%": "upper",
    r"^bias$": "bias",
}
ONE_SIDED_HEAD = re.compile(r"^5(\.0)?\s?%|^95(\.0)?\s?%")


@dataclass(frozen=True)
class Cell:
    """A number of a report: statistic, what it belongs to, field (estimate, mean, se, t, p, lower, upper), its place.

    decimals: as many as the report shows.
    """

    statistic: str
    label: str
    field: str
    value: float
    decimals: int
    place: str


@dataclass(frozen=True)
class Report:
    """What a report holds: its numbers, the settings it states, whether its bounds are one-sided, what was not read."""

    cells: tuple[Cell, ...]
    settings: Mapping[str, str]
    one_sided_bounds: bool
    unread: tuple[str, ...]


@dataclass(frozen=True)
class _Block:
    """A table of a sheet: the titles above it, its head, and its rows, each with its number in the sheet."""

    sheet: str
    titles: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]


def read_report(path: Path, model: StudyModel) -> Report:
    """Read a report (XLSX) on the study's model; StudyError where it is none, or none of its tables is understood."""
    try:
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    except FileNotFoundError:
        raise StudyError("there is no such file", str(path), "nothing", "an .xlsx file", "check FILE") from None
    except (BadZipFile, InvalidFileException, OSError, KeyError) as error:
        raise StudyError(
            "this is not an Excel workbook", str(path), type(error).__name__, ".xlsx", "export it from SmartPLS anew"
        ) from None
    sheets = {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    blocks = [block for name, rows in sheets.items() for block in _blocks(name, rows)]
    names = _names(model)
    read = [(block, tuple(_cells(block, names, model))) for block in blocks]
    cells = tuple(cell for _, found in read for cell in found)
    if not cells:
        raise StudyError(
            "no table of this report is understood",
            str(path),
            ", ".join(sheets),
            f"tables of {', '.join(model.constructs)}",
            "export the report of this model",
        )
    one_sided = any(ONE_SIDED_HEAD.search(_plain(head)) for block in blocks for head in block.head)
    unread = tuple(dict.fromkeys(f"{block.sheet}: {block.titles[-1]}" for block, found in read if not found))
    return Report(cells, _settings(sheets), one_sided, unread)


def _blocks(sheet: str, rows: Sequence[tuple[Any, ...]]) -> Iterator[_Block]:
    titles: tuple[str, ...] = (sheet,)
    head: tuple[str, ...] = ()
    held: list[tuple[int, tuple[Any, ...]]] = []
    for number, row in enumerate([*rows, ()], start=1):
        filled = [cell for cell in row if cell not in (None, "")]
        has_numbers = any(_number(cell) is not None for cell in row[1:])
        if head and filled and has_numbers:
            held.append((number, row))
            continue
        if head and len(filled) == 1 and filled[0] in head:
            continue  # a row of a triangle that has no number
        if held:
            yield _Block(sheet, titles, head, tuple(held))
            head, held = (), []
        if len(filled) == 1 and row[0]:
            titles = (sheet, str(filled[0]))
        elif filled:
            head = tuple("" if cell is None else str(cell) for cell in row)


def _cells(block: _Block, names: Mapping[str, str], model: StudyModel) -> Iterator[Cell]:
    titled = next((found for title in reversed(block.titles) if (found := _looked_up(STATISTICS, title))), "")
    for number, row in block.rows:
        beside = _label(row, names)
        for column, (head, content) in enumerate(zip(block.head, row, strict=False)):
            value = _number(content)
            if value is None or column == 0 or not beside:
                continue
            named = _named(titled, head, beside, names, model)
            if named:
                place = f"{block.sheet}!{openpyxl.utils.get_column_letter(column + 1)}{number}"
                yield Cell(*named, value, _decimals(content), place)


def _named(
    titled: str, head: str, beside: str, names: Mapping[str, str], model: StudyModel
) -> tuple[str, str, str] | None:
    """Say what a cell is: statistic, label and field; None where it is nothing that can be compared."""
    field = _looked_up(FIELDS, head)
    if field:
        return None if field == "bias" or not titled else (titled, _list_label(titled, beside, names), field)
    if above := names.get(_plain(head)):
        label = _matrix_label(titled, beside, above, model)
        return (titled, label, "estimate") if titled and label else None
    statistic = _looked_up(STATISTICS, head) or titled
    if _plain(head) == "vif":
        statistic = "inner_vif" if "->" in beside else "outer_vif"
    return (statistic, _list_label(statistic, beside, names), "estimate") if statistic else None


def _matrix_label(statistic: str, beside: str, above: str, model: StudyModel) -> str:
    """Label a cell by what stands beside and above it, as the engine does."""
    constructs = list(model.constructs)
    if statistic in ("outer_loadings", "outer_weights"):
        return beside if beside in model.indicators else above
    if statistic in ("path_coefficients", "f_squared", "inner_vif", "total_effects", "total_indirect_effects"):
        return f"{beside} -> {above}"
    if statistic == "htmt" and beside in constructs:
        return "" if beside == above else _pair(beside, above, constructs)
    if statistic == "fornell_larcker" and beside in constructs:
        return _pair(beside, above, constructs)
    return f"{beside} ~ {above}" if statistic == "cross_loadings" and beside in model.indicators else ""


def _list_label(statistic: str, beside: str, names: Mapping[str, str]) -> str:
    """Label a line of a list: "X1.1 <- X1" is the indicator, "X1 <-> X2" the pair."""
    if statistic in ("outer_loadings", "outer_weights", "outer_vif"):
        parts = [part for part in re.split(r"\s*(?:<-|->)\s*", beside) if part]
        return next((part for part in parts if "->" not in part), beside) if "<-" in beside else parts[-1]
    if statistic == "htmt":
        one, _, other = beside.partition(" <-> ")
        return _pair(one, other, list(dict.fromkeys(names.values())))
    return beside


def _pair(one: str, other: str, order: Sequence[str]) -> str:
    return " ~ ".join(sorted((one, other), key=lambda name: order.index(name) if name in order else len(order)))


def _label(row: Sequence[Any], names: Mapping[str, str]) -> str:
    """Return what a row belongs to, in the study's names; a second column may hold it where the first counts rows."""
    for content in row[:2]:
        if isinstance(content, str):
            parts = re.split(r"\s*(<->|<-|->|→)\s*", content.strip())
            known = [names.get(_plain(part), "") if i % 2 == 0 else part for i, part in enumerate(parts)]
            if all(known):
                return " ".join(known).replace("→", "->")
    return ""


def _names(model: StudyModel) -> dict[str, str]:
    """Return the study's names by what a report may call them: code or label, in any case."""
    named = {_plain(code): code for code in (*model.constructs, *model.indicators)}
    for name, construct in model.constructs.items():
        named |= {_plain(label): name for label in construct.label.values() if _plain(label) not in named}
    return named


def _settings(sheets: Mapping[str, Sequence[tuple[Any, ...]]]) -> dict[str, str]:
    """Return the lines of two cells, of which the first is a word: a setting and its value."""
    lines = ([cell for cell in row if cell not in (None, "")] for rows in sheets.values() for row in rows)
    return {_plain(str(line[0])): str(line[1]) for line in lines if len(line) == 2 and _number(line[0]) is None}


def _looked_up(table: Mapping[str, str], text: str) -> str:
    plain = _plain(text)
    return next((name for pattern, name in table.items() if re.search(pattern, plain)), "")


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").replace("(", " ").replace(")", " ").split())


def _number(content: Any) -> float | None:
    if isinstance(content, bool) or content is None:
        return None
    if isinstance(content, int | float):
        return float(content)
    text = str(content).strip().replace("−", "-").replace(",", ".")
    return float(text) if re.fullmatch(r"-?\d*\.?\d+(e-?\d+)?", text) else None


def _decimals(content: Any) -> int:
    text = str(content).strip().replace(",", ".").lower()
    digits = text.partition("e")[0].partition(".")[2]
    return min(len(digits), 12) if "e" not in text else 12
