"""Files of a study: whether they can be read and replaced, and result files, the same bytes for the same content."""

import csv
import errno
import hashlib
import io
import json
import math
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from study.base.errors import StudyError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd  # imported where a table is read: half of the rules' start-up time, and some need none

FIRST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the first that an archive can hold
UNIX = 3  # the system that an archive says it was made under
LOCK_MARK = "~$"  # Excel and Word begin the name of the file with it that says who has a document open
DOCUMENTS = ("*.xlsx", "*.docx", "*.pdf")  # kinds that Windows keeps from being written while a program shows them
NULLABLE = ("survey.growth", "manuscript.docx_template")
WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX_PARTS = ("word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels", "[Content_Types].xml")


def find_file_problems(path: Path, key: str) -> Iterator[StudyError]:
    """Say what keeps the file of a configuration key from being read: absent, a folder, held by another program."""
    where = f"configuration key {key}"
    if {"{", "}"} & set(str(path)):
        yield StudyError(
            what="a name that Snakemake takes for a pattern",
            where=where,
            found=str(path),
            expected="a path without braces",
            remedy="rename the file or its folder",
        )
    if path.is_dir():
        yield StudyError(
            what="a folder where a file is expected",
            where=where,
            found=str(path),
            expected="a file",
            remedy="add the name of the file",
        )
    elif not path.is_file():
        yield StudyError(
            what="a file is missing",
            where=where,
            found=_neighbours(path),
            expected=str(path),
            remedy=_remedy(path, key),
        )
    elif _is_locked(path, "rb"):
        yield refuse_locked(path)


def find_held_open(results: Path) -> Iterator[StudyError]:
    """Find documents among the results that cannot be written, as on Windows while Word or Excel has them open."""
    for path in sorted(path for kind in DOCUMENTS for path in results.rglob(kind) if path.name[:2] != LOCK_MARK):
        # Opening it for changes changes nothing.
        if _is_locked(path, "r+b"):
            yield refuse_locked(path)


def _is_locked(path: Path, mode: str) -> bool:
    try:
        path.open(mode).close()
    except PermissionError:
        return True
    return False


def refuse_locked(path: Path) -> StudyError:
    """Say that another program holds a file."""
    return StudyError(
        what="a file cannot be opened",
        where=str(path),
        found="access denied",
        expected="a file that no program holds open",
        remedy="close it in Excel, Word or the viewer and run again",
    )


def as_refusal(error: ValueError | OSError) -> ValueError | OSError:
    """Return an error as it is to be told: of a full disk a StudyError, any other as it is."""
    if not isinstance(error, OSError) or error.errno != errno.ENOSPC:
        return error
    return StudyError(
        what="the disk is full",
        where=str(error.filename or "what was written last"),
        found="no space left",
        expected="room for the files",
        remedy="make room and run it again; what was there before is kept",
    )


def _neighbours(path: Path) -> str:
    folder = next((parent for parent in path.parents if parent.is_dir()), Path())
    names = sorted(entry.name for entry in folder.iterdir() if entry.name[:2] != LOCK_MARK)
    stems = get_close_matches(path.stem, [Path(name).stem for name in names], n=3)
    near = [name for name in names if Path(name).stem in stems]
    return f"nothing; in {folder} there is {', '.join(near)}" if near else "nothing"


def _remedy(path: Path, key: str) -> str:
    if "\\" in str(path) or not str(path).isprintable():
        return "write / between folders instead of a backslash"
    return "put it there, correct the path, or write null" if key in NULLABLE else "put it there or correct the path"


# Where a program for spreadsheets sees the beginning of a cell, and what begins a formula there; a sign alone is none.
FORMULA = re.compile(r"(^|[;\t\r\n])('*[=+\-@](?=.))", re.DOTALL)
GUARDED = re.compile(r"(^|[;\t\r\n])'('*[=+\-@](?=.))", re.DOTALL)


def as_cell(text: str) -> str:
    """Write a text so that no program takes it, or a part of it behind a semicolon, for a formula.

    >>> as_cell("=1+1"), as_cell("a;=1+1"), as_cell("-"), as_cell("X1 - X2")
    ("'=1+1", "a;'=1+1", '-', 'X1 - X2')
    """
    return FORMULA.sub(r"\1'\2", text)


def from_cell(cell: str) -> str:
    """Return the text that `as_cell` wrote."""
    return GUARDED.sub(r"\1\2", cell)


def write_table(table: "pd.DataFrame", path: Path) -> None:
    """Write a table as CSV; a missing value is an empty cell, and no text is a formula to a spreadsheet.

    Raises ValueError for a table without columns, which `read_table` could not read.
    """
    if table.columns.empty:
        raise ValueError(f"{path.name}: a table without rows still has its columns")
    _with_texts(table, as_cell).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _with_texts(table: "pd.DataFrame", change: Callable[[str], str]) -> "pd.DataFrame":
    """Return a table with every text changed and every other cell, and the kind of every column, as it was."""
    changed = table.copy()
    for index, (_, column) in enumerate(table.items()):
        if column.dtype.kind not in "biuf":
            cells = [change(cell) if isinstance(cell, str) else cell for cell in column]
            changed.isetitem(index, type(column)(cells, index=column.index, dtype=column.dtype).array)
    return changed


def read_table(path: Path) -> "pd.DataFrame":
    """Read a result table digit for digit; an empty cell is a missing value, and nothing else is."""
    import pandas as pd

    return _with_texts(pd.read_csv(path, keep_default_na=False, na_values=[""]), from_cell)


def read_cells(path: Path) -> list[dict[str, str]]:
    """Read a result table row by row, each cell by its column, as the text that it is."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [{name: from_cell(cell) for name, cell in row.items()} for row in csv.DictReader(stream)]


def write_text(text: str, path: Path) -> None:
    """Write a text in UTF-8, the same bytes under every system; its folder is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_json(content: Any, path: Path) -> None:
    """Write JSON; NaN is refused, for JSON has none."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    write_text(text + "\n", path)


def read_json(path: Path) -> Any:
    """Read JSON; ValueError for what readers may take otherwise: a name that stands twice, NaN, great depth."""
    text = path.read_text(encoding="utf-8")
    try:
        return json.loads(text, object_pairs_hook=_without_repetition, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} stands twice")
    return content


def _no_number(constant: str) -> float:
    raise ValueError(f"{constant}, which is no number of JSON")


def write_arrays(arrays: Mapping[str, "npt.NDArray[Any]"], path: Path) -> None:
    """Write arrays as NumPy's .npz, the same bytes under every release of Python.

    The heads of the archive that `numpy.savez` writes name another version of the format from CPython 3.11.4 on.
    """
    import numpy as np

    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            archive.writestr(zip_entry(f"{name}.npy"), content.getvalue())


def read_arrays(path: Path) -> "dict[str, npt.NDArray[Any]]":
    """Read what `write_arrays` wrote."""
    import numpy as np

    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def write_results(results: Mapping[str, Any], files: Mapping[str, Any]) -> None:
    """Write each result into the file of its name, those of a list into several: a table, arrays, JSON."""
    for name, result in results.items():
        is_one = isinstance(files[name], str | Path)
        for content, file in [(result, files[name])] if is_one else zip(result, files[name], strict=True):
            path = Path(file)
            if hasattr(content, "to_csv"):
                write_table(content, path)
            elif path.suffix == ".npz":
                write_arrays(content, path)
            else:
                write_json(content, path)


INFINITE = "infinite"  # how JSON holds the number that it has no sign for


def number(value: float) -> float | None:
    """Return a plain float; None where the number does not exist (NaN), for which JSON has null only."""
    return float(value) if math.isfinite(value) else None


def digest_by_name(files: Iterable[Path], names: Mapping[str, str]) -> dict[str, str]:
    """Return the SHA-256 of each file under its path, or under the name that stands for it."""
    return {names.get(file.as_posix(), file.as_posix()): sha256(file) for file in files}


def sha256(file: Path) -> str:
    """Return the SHA-256 digest of a file's bytes in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def read_docx_parts(path: Path) -> dict[str, bytes]:
    """Take a DOCX apart, its parts by name in their order; StudyError where it is none."""
    try:
        with zipfile.ZipFile(path) as opened:
            found = {name: opened.read(name) for name in opened.namelist()}
        # The standard library's parser expands no outside entity.
        roots = [ElementTree.fromstring(found[name]).tag for name in DOCX_PARTS]  # noqa: S314
        problem = "" if roots[0] == f"{{{WORD_NAMESPACE}}}document" else f"another form of Word, {roots[0]}"
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, RuntimeError, zlib.error) as error:
        problem = str(error) or type(error).__name__
    if problem:
        raise StudyError(
            what="this is not a Word document",
            where=str(path),
            found=problem,
            expected="a .docx file",
            remedy="open it in Word or LibreOffice and save it as .docx",
        )
    return found


def zip_archive(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of files in their order, without times, rights and the name of the system."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(zip_entry(name), content, compression)
    return stream.getvalue()


def zip_entry(name: str) -> zipfile.ZipInfo:
    """Return the head of a file in an archive: the same on every day and under every system."""
    entry = zipfile.ZipInfo(name, FIRST_ZIP_TIME)
    entry.create_system = UNIX
    return entry
