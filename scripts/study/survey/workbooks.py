"""Rows of a sheet of an XLSX workbook, every cell as the text a reader sees."""

import warnings
from datetime import date, datetime, time
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from study.base.errors import StudyError
from study.base.files import locked

__all__ = ["read_sheet_rows"]


def read_sheet_rows(path: Path, sheet: str | None) -> tuple[list[tuple[int, list[str]]], str]:
    """Return the number and the cells of every row, and the name of file and sheet for messages.

    sheet: its name; None takes the only one. StudyError where there is no such sheet or not only one, where cells are
    merged, or where a formula has no stored value.
    """
    values = _load(path, data_only=True)
    formulas = _load(path, data_only=False)
    name = _sheet_name(values, sheet, path)
    source = f"{path}, sheet {name!r}"
    cells: Worksheet = values[name]
    _check_merged(cells, source)
    _check_formulas(cells, formulas[name], source)
    rows = [[_text(value) for value in row] for row in cells.iter_rows(values_only=True)]
    return list(enumerate(rows, start=cells.min_row)), source


def _load(path: Path, *, data_only: bool) -> Workbook:
    with warnings.catch_warnings():
        # They are about styles and input rules, which hold no answers.
        warnings.simplefilter("ignore", UserWarning)
        try:
            return load_workbook(path, data_only=data_only)
        except PermissionError:
            raise locked(path) from None
        except (BadZipFile, InvalidFileException, KeyError, OSError):
            what = "the workbook cannot be opened"
            where = str(path)
            found = "no XLSX content"
            remedy = "open it in Excel and save it again as Excel Workbook (.xlsx)"
            raise StudyError(what=what, where=where, found=found, expected="an XLSX workbook", remedy=remedy) from None


def _sheet_name(workbook: Workbook, sheet: str | None, path: Path) -> str:
    names: list[str] = [worksheet.title for worksheet in workbook.worksheets]
    if sheet is not None and sheet in names:
        return sheet
    if sheet is None and len(names) == 1:
        return names[0]
    what = "the workbook has no such sheet" if sheet else "the workbook has several sheets"
    remedy = "correct sheet in the configuration" if sheet else "name it under sheet in the configuration"
    raise StudyError(what=what, where=str(path), found=", ".join(names), expected=sheet or "one", remedy=remedy)


def _check_merged(cells: Worksheet, source: str) -> None:
    merged = ", ".join(sorted(str(area) for area in cells.merged_cells.ranges))
    if merged:
        expected = "one value per cell, questions in row 1 alone"
        raise StudyError(what="cells are merged", where=source, found=merged, expected=expected, remedy="unmerge them")


def _check_formulas(cells: Worksheet, formulas: Worksheet, source: str) -> None:
    for row in formulas.iter_rows():
        for cell in row:
            if cell.data_type == "f" and cells[cell.coordinate].value is None:
                what = "a formula has no stored value"
                where = f"{source}, cell {cell.coordinate}"
                found = "a formula"
                raise StudyError(what=what, where=where, found=found, expected="a value", remedy="paste values only")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)
