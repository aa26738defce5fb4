"""Read a report that SmartPLS 3 or 4 exported to Excel as cells with names, whatever the order and layout of sheets.

Read are matrices (constructs above, indicators or constructs beside), lists ("X1 -> Y", "X1.1 <- X1") with one column
or with those of a bootstrap, tables of reliability and R2, and lines of settings. `unread` names all other tables.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from study.base.errors import StudyError
from study.setup.study_model import StudyModel

__all__ = ["Cell", "SmartplsReport", "read_report"]

# The rows of a sheet, as openpyxl reads them: texts, numbers, empty cells, and kinds that no report has.
Row = tuple[object, ...]

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
MATRICES_OF_PATHS = frozenset(
    ["path_coefficients", "f_squared", "inner_vif", "total_effects", "total_indirect_effects"]
)
# What rounding of a binary number may add to half a unit of the last decimal.
ROUNDING = 1e-9
MOST_DECIMALS = 12


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

    @property
    def name(self) -> tuple[str, str]:
        """The statistic and what it belongs to."""
        return self.statistic, self.label

    def is_near(self, value: float, error: float = 0.0) -> bool:
        """Whether a value rounds to the cell, or lies no farther from that than an error."""
        return abs(self.value - value) <= 0.5 * 10.0**-self.decimals + ROUNDING + error


@dataclass(frozen=True)
class SmartplsReport:
    """What a report holds: its numbers, the settings it states, whether its bounds are one-sided, what was not read."""

    cells: tuple[Cell, ...]
    settings: Mapping[str, str]
    one_sided_bounds: bool
    unread: tuple[str, ...]


@dataclass(frozen=True)
class _ReportTable:
    """A table of a sheet: the titles above it, its head, and its rows, each with its number in the sheet."""

    sheet: str
    titles: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[int, Row], ...]


def read_report(path: Path, model: StudyModel) -> SmartplsReport:
    """Read a report (XLSX) on the study's model; StudyError where it is none, or none of its tables is understood."""
    sheets = _read_sheets(path)
    names = _known_names(model)
    blocks = [block for sheet, rows in sheets.items() for block in _find_tables(sheet, rows)]
    cells_by_block = [(block, tuple(_read_cells(block, names, model))) for block in blocks]
    cells = tuple(cell for _, block_cells in cells_by_block for cell in block_cells)
    if not cells:
        raise StudyError(
            what="no table of this report is understood",
            where=str(path),
            found=", ".join(sheets),
            expected=f"tables of {', '.join(model.constructs)}",
            remedy="export the report of this model",
        )
    return SmartplsReport(
        cells=cells,
        settings=_stated_settings(sheets),
        one_sided_bounds=any(ONE_SIDED_HEAD.search(_plain_head(head)) for block in blocks for head in block.head),
        unread=tuple(dict.fromkeys(f"{block.sheet}: {block.titles[-1]}" for block, read in cells_by_block if not read)),
    )


def _read_sheets(path: Path) -> dict[str, list[Row]]:
    try:
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    except FileNotFoundError:
        raise StudyError(
            what="there is no such file",
            where=str(path),
            found="nothing",
            expected="an .xlsx file",
            remedy="check FILE",
        ) from None
    except (BadZipFile, InvalidFileException, OSError, KeyError) as error:
        raise StudyError(
            what="this is not an Excel workbook",
            where=str(path),
            found=type(error).__name__,
            expected=".xlsx",
            remedy="export it from SmartPLS anew",
        ) from None
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def _find_tables(sheet: str, rows: Sequence[Row]) -> Iterator[_ReportTable]:
    titles: tuple[str, ...] = (sheet,)
    head: tuple[str, ...] = ()
    block_rows: list[tuple[int, Row]] = []
    for number, row in enumerate([*rows, ()], start=1):
        filled = [content for content in row if content not in (None, "")]
        has_numbers = any(_cell_number(content) is not None for content in row[1:])
        if head and filled and has_numbers:
            block_rows.append((number, row))
            continue
        if head and len(filled) == 1 and filled[0] in head:
            continue  # a row of a triangle that has no number
        if block_rows:
            yield _ReportTable(sheet, titles, head, tuple(block_rows))
            head = ()
            block_rows = []
        if len(filled) == 1 and row[0]:
            titles = (sheet, str(filled[0]))
        elif filled:
            head = tuple("" if content is None else str(content) for content in row)


def _read_cells(block: _ReportTable, names: Mapping[str, str], model: StudyModel) -> Iterator[Cell]:
    titled = [_look_up(STATISTICS, title) for title in reversed(block.titles)]
    statistic = next(filter(None, titled), "")
    for number, row in block.rows:
        beside = _row_label(row, names)
        for column, (head, content) in enumerate(zip(block.head, row, strict=False)):
            value = _cell_number(content)
            if value is None or column == 0 or not beside:
                continue
            identity = _identify(statistic, head, beside, names, model)
            if identity:
                place = f"{block.sheet}!{get_column_letter(column + 1)}{number}"
                yield Cell(*identity, value, _shown_decimals(content), place)


def _identify(
    titled: str, head: str, beside: str, names: Mapping[str, str], model: StudyModel
) -> tuple[str, str, str] | None:
    """Say what a cell is: statistic, label and field; None where it is nothing that can be compared."""
    field = _look_up(FIELDS, head)
    if field:
        return None if field == "bias" or not titled else (titled, _list_label(titled, beside, names), field)
    if above := names.get(_plain_head(head)):
        label = _matrix_label(titled, beside, above, model)
        return (titled, label, "estimate") if titled and label else None
    statistic = _look_up(STATISTICS, head) or titled
    if _plain_head(head) == "vif":
        statistic = "inner_vif" if "->" in beside else "outer_vif"
    return (statistic, _list_label(statistic, beside, names), "estimate") if statistic else None


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
        construct, _, other = beside.partition(" <-> ")
        return _pair_label(construct, other, list(dict.fromkeys(names.values())))
    return beside


def _pair_label(name: str, other: str, order: Sequence[str]) -> str:
    return " ~ ".join(sorted((name, other), key=lambda entry: order.index(entry) if entry in order else len(order)))


def _row_label(row: Row, names: Mapping[str, str]) -> str:
    """Return what a row belongs to, in the study's names; a second column may hold it where the first counts rows."""
    for content in row[:2]:
        if isinstance(content, str):
            # Names and the arrows between them, in turns.
            pieces = re.split(r"\s*(<->|<-|->|→)\s*", content.strip())
            known = [names.get(_plain_head(piece), "") if i % 2 == 0 else piece for i, piece in enumerate(pieces)]
            if all(known):
                return " ".join(known).replace("→", "->")
    return ""


def _known_names(model: StudyModel) -> dict[str, str]:
    """Return the study's names by what a report may call them: code or label, in any case."""
    names = {_plain_head(code): code for code in (*model.constructs, *model.indicators)}
    for name, construct in model.constructs.items():
        names |= {_plain_head(label): name for label in construct.label.values() if _plain_head(label) not in names}
    return names


def _stated_settings(sheets: Mapping[str, Sequence[Row]]) -> dict[str, str]:
    """Return the lines of two cells, of which the first is a word: a setting and its value."""
    lines = ([content for content in row if content not in (None, "")] for rows in sheets.values() for row in rows)
    return {
        _plain_head(str(line[0])): str(line[1]) for line in lines if len(line) == 2 and _cell_number(line[0]) is None
    }


def _look_up(patterns: Mapping[str, str], text: str) -> str:
    plain = _plain_head(text)
    return next((name for pattern, name in patterns.items() if re.search(pattern, plain)), "")


def _plain_head(text: str) -> str:
    return " ".join(re.sub("[_()]", " ", text.lower()).split())


def _cell_number(content: object) -> float | None:
    if isinstance(content, bool) or content is None:
        return None
    if isinstance(content, int | float):
        return float(content)
    text = str(content).strip().replace("−", "-").replace(",", ".")
    return float(text) if re.fullmatch(r"-?\d*\.?\d+(e-?\d+)?", text) else None


def _shown_decimals(content: object) -> int:
    text = str(content).strip().replace(",", ".").lower()
    return MOST_DECIMALS if "e" in text else min(len(text.partition(".")[2]), MOST_DECIMALS)
