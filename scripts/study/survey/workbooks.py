"""Rows of a sheet of an XLSX workbook, every cell as the text a reader sees."""

import warnings
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
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
    values, formulas = _loaded(path, data_only=True), _loaded(path, data_only=False)
    name = _sheet_name(values, sheet, path)
    source = f"{path}, sheet {name!r}"
    cells: Worksheet = values[name]
    _check_merged(cells, source)
    _check_formulas(cells, formulas[name], source)
    rows = [[_text(value) for value in row] for row in cells.iter_rows(values_only=True)]
    return list(enumerate(rows, start=cells.min_row)), source


def _loaded(path: Path, *, data_only: bool) -> Workbook:
    with warnings.catch_warnings():
        # They are about styles and input rules, which hold no answers.
        warnings.simplefilter("ignore", UserWarning)
        try:
            return load_workbook(path, data_only=data_only)
        except PermissionError:
            raise locked(path) from None
        except (BadZipFile, InvalidFileException, KeyError, OSError):
            what = "the workbook cannot be opened"
            remedy = "open it in Excel and save it again as Excel Workbook (.xlsx)"
            raise StudyError(what, str(path), "no XLSX content", "an XLSX workbook", remedy) from None


def _sheet_name(workbook: Workbook, sheet: str | None, path: Path) -> str:
    names = [worksheet.title for worksheet in workbook.worksheets]
    found = ", ".join(names)
    if sheet is None and len(names) != 1:
        raise StudyError(
            "the workbook has several sheets", str(path), found, "one", "name it under sheet in the configuration"
        )
    if sheet is not None and sheet not in names:
        raise StudyError(
            "the workbook has no such sheet", str(path), found, sheet, "correct sheet in the configuration"
        )
    return names[0] if sheet is None else sheet


def _check_merged(cells: Worksheet, source: str) -> None:
    merged = ", ".join(sorted(str(area) for area in cells.merged_cells.ranges))
    if merged:
        raise StudyError(
            "cells are merged", source, merged, "one value per cell, questions in row 1 alone", "unmerge them"
        )


def _check_formulas(cells: Worksheet, formulas: Worksheet, source: str) -> None:
    for row in formulas.iter_rows():
        for cell in row:
            if cell.data_type == "f" and cells[cell.coordinate].value is None:
                where = f"{source}, cell {cell.coordinate}"
                raise StudyError("a formula has no stored value", where, "a formula", "a value", "paste values only")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)
