"""Files in a binary form: XLS and XLSB workbooks (python-calamine), SPSS and Stata (pyreadstat).

The libraries are written in Rust and C; a damaged file may end the process that they run in or fill its memory. So they
run in one of their own, which hands the cells on as text.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from study.base.errors import StudyError
from study.survey.cells import Area, Sheet, number_text

MEMORY = 512 << 20  # bytes beyond what the process starts with
PATIENCE = 300  # seconds
STATISTICS_FILES = (".sav", ".zsav", ".dta")
SAVE_AGAIN = "open it in the program that made it, and save it as Excel Workbook (.xlsx) or CSV UTF-8 (.csv)"


def read_binary_sheets(path: Path, kind: str, sheet: str | None) -> tuple[Sheet, ...]:
    """Return the sheets of an XLS or XLSB workbook, or the one table of an SPSS or Stata file; kind: its ending.

    Cells with a value label become it where all values of the column have one; user-missing values become empty.
    StudyError where the file cannot be read in bounded memory and time, or has no such sheet.
    """
    command = [sys.executable, "-m", "study.survey.binary_files", str(path), kind, sheet or ""]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(  # noqa: S603 (this module, and a file's name as one argument)
            command, env=environment, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise _refuse(path, f"no end after {PATIENCE} seconds") from None
    lines = done.stdout.decode("utf-8", errors="replace").splitlines()
    if done.returncode or not lines:
        raise _refuse(path, _reason(done.stderr.decode("utf-8", errors="replace")))
    sheets = tuple(_collect(lines, path))
    if sheet is not None and not sheets:
        what = "the workbook has no such sheet"
        found = ", ".join(json.loads(lines[0]))
        remedy = "correct sheet in the configuration (at start-study: --sheet)"
        raise StudyError(what=what, where=str(path), found=found, expected=sheet, remedy=remedy)
    return sheets


def _reason(errors: str) -> str:
    if "No module named" in errors:
        return "no library for it (python-calamine and pyreadstat, of requirements.lock)"
    if "Password" in errors:
        return "a password"
    if "memory" in errors.casefold():
        return "content that unfolds to more than the memory holds"
    return "content that is damaged or of another kind"


def _refuse(path: Path, found: str) -> StudyError:
    what = "the file cannot be read"
    expected = "an undamaged file without a password"
    return StudyError(what=what, where=str(path), found=found, expected=expected, remedy=SAVE_AGAIN)


def _collect(lines: Sequence[str], path: Path) -> Iterator[Sheet]:
    """Make sheets of what the other process printed: names, then for each sheet what it is and its rows."""
    facts: Mapping[str, Any] | None = None
    rows: list[tuple[int, tuple[str, ...]]] = []
    texts: dict[str, str] = {}
    for line in [*lines[1:], "{}"]:
        content = json.loads(line)
        if isinstance(content, list):
            rows.append((content[0], tuple(texts.setdefault(cell, cell) for cell in content[1])))
            continue
        if facts is not None:
            merged = tuple(Area(*area) for area in facts["merged"])
            place = f", sheet {facts['name']!r}" if facts["name"] else ""
            yield Sheet(
                source=f"{path}{place}",
                rows=tuple(rows),
                name=facts["name"],
                hidden=facts["hidden"],
                merged=merged,
                notes=tuple(facts["notes"]),
            )
        facts = content
        rows = []


def _limit_memory() -> None:
    """Let the process take so much memory and no more, where the system can be told so."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _put(content: object) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False) + "\n")


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _put_row(number: int, values: Sequence[object]) -> None:
    cells = [_text(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    if cells:
        _put([number, cells])


def _print_workbook(path: str, wanted: str) -> None:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    _limit_memory()
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(Path(path).read_bytes()))  # by its content, not its name
    kinds = (SheetTypeEnum.WorkSheet, SheetTypeEnum.MacroSheet)
    listed = [entry for entry in workbook.sheets_metadata if entry.typ in kinds]
    _put([entry.name for entry in listed])
    for entry in listed:
        if wanted in ("", entry.name):
            sheet = workbook.get_sheet_by_name(entry.name)
            # Rows and columns from 1.
            merged = [[r + 1, c + 1, b + 1, e + 1] for (r, c), (b, e) in sheet.merged_cell_ranges or ()]
            hidden = entry.visible != SheetVisibleEnum.Visible
            _put({"name": entry.name, "hidden": hidden, "merged": merged, "notes": []})
            for number, values in enumerate(sheet.iter_rows(), start=1):
                _put_row(number, [_with_time(value) for value in values])


def _with_time(value: object) -> object:
    """Write a date as the one of an XLSX cell, which has a time of the day."""
    whole_day = isinstance(value, date) and not isinstance(value, datetime)
    return f"{value} 00:00:00" if whole_day else value


def _print_statistics_file(path: str, kind: str) -> None:
    import pyreadstat

    _limit_memory()
    read = pyreadstat.read_dta if kind == ".dta" else pyreadstat.read_sav
    frame, facts = read(path)
    columns = {name: _label(frame[name].tolist(), facts.variable_value_labels.get(name, {})) for name in frame.columns}
    labelled = [name for name in frame.columns if facts.variable_value_labels.get(name)]
    missing = _find_user_missing(path, kind)
    notes = [
        f"{len(labelled)} columns with value labels: the labels are read where every value has one",
        *([f"{len(missing)} columns with user-missing values: they are read as no answer"] if missing else []),
    ]
    _put([""])
    _put({"name": "", "hidden": False, "merged": [], "notes": notes if labelled or missing else []})
    labels = facts.column_names_to_labels or {}
    _put_row(1, [labels.get(name) or name for name in frame.columns])
    for number, values in enumerate(zip(*columns.values(), strict=True), start=2):
        _put_row(number, values)


def _find_user_missing(path: str, kind: str) -> list[str]:
    """Name the columns of an SPSS file for which some values are declared to be no answer."""
    import pyreadstat

    if kind == ".dta":
        return []
    return list(pyreadstat.read_sav(path, metadataonly=True, user_missing=True)[1].missing_ranges)


def _label(values: Sequence[object], labels: Mapping[Any, str]) -> Sequence[object]:
    """Write labels for values, where every one has its own."""
    given = {value for value in values if _text(value)}
    if not given or not given <= set(labels) or len(set(labels.values())) < len(labels):
        return values
    return [labels.get(value, value) for value in values]


def _main(path: str, kind: str, wanted: str) -> None:
    if kind in STATISTICS_FILES:
        _print_statistics_file(path, kind)
    else:
        _print_workbook(path, wanted)


if __name__ == "__main__":
    _main(*sys.argv[1:])
