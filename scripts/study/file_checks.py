"""Whether the files that a study names can be read, and its results be written anew."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from study.errors import StudyError

__all__ = ["LOCK_MARK", "file_problems", "held_open", "locked"]

LOCK_MARK = "~$"  # Excel and Word begin the name of the file with it that says who has a document open
DOCUMENTS = ("*.xlsx", "*.docx", "*.pdf")  # kinds that Windows keeps from being written while a program shows them
NULLABLE = ("survey.growth",)


def file_problems(path: Path, key: str) -> Iterator[StudyError]:
    """Say what keeps the file of a configuration key from being read: absent, a folder, held by another program."""
    where = f"configuration key {key}"
    if path.is_dir():
        yield StudyError("a folder where a file is expected", where, str(path), "a file", "add the name of the file")
    elif not path.is_file():
        yield StudyError("a file is missing", where, _neighbours(path), str(path), _remedy(path, key))
    else:
        try:
            path.open("rb").close()
        except PermissionError:
            yield locked(path)


def held_open(results: Path) -> Iterator[StudyError]:
    """Find documents among the results that cannot be written, as on Windows while Word or Excel has them open."""
    for path in sorted(path for kind in DOCUMENTS for path in results.rglob(kind) if path.name[:2] != LOCK_MARK):
        try:
            # Opening it for changes changes nothing.
            path.open("r+b").close()
        except PermissionError:
            yield locked(path)


def locked(path: Path) -> StudyError:
    """Say that another program holds a file."""
    what, expected = "a file cannot be opened", "a file that no program holds open"
    return StudyError(what, str(path), "access denied", expected, "close it in Excel, Word or the viewer and run again")


def _neighbours(path: Path) -> str:
    folder = next((parent for parent in path.parents if parent.is_dir()), Path())
    names = sorted(entry.name for entry in folder.iterdir() if entry.name[:2] != LOCK_MARK)
    near = get_close_matches(path.name, names, n=3, cutoff=0.5)
    return f"nothing; in {folder} there is {', '.join(near)}" if near else "nothing"


def _remedy(path: Path, key: str) -> str:
    if "\\" in str(path) or not str(path).isprintable():
        return "write / between folders instead of a backslash"
    return "put it there, correct the path, or write null" if key in NULLABLE else "put it there or correct the path"
