"""What kind of file a survey is, by its name and by its first bytes: only CSV and XLSX are read."""

from pathlib import Path

from study.errors import StudyError
from study.file_checks import LOCK_MARK, locked

__all__ = ["TEXT_FILES", "WORKBOOKS", "check_kind"]

TEXT_FILES = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
SAVE = "open it in Excel and save it as Excel Workbook (.xlsx) or CSV UTF-8 (.csv)"
# By what a file begins with.
OLD_WORKBOOK = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def check_kind(path: Path) -> None:
    """StudyError where a survey file is absent, held by another program, or no CSV or XLSX whatever its name says."""
    if path.name.startswith(LOCK_MARK):
        what, found = "this is not the survey", "the mark that Excel leaves beside an open file"
        remedy = "close Excel and name the survey itself"
        raise StudyError(what, str(path), found, f"a name without {LOCK_MARK}", remedy)
    if not path.is_file():
        remedy = "restore it or correct its path in the configuration"
        raise StudyError("a data file is missing", str(path), "nothing", "a file", remedy)
    if path.suffix.lower() not in (*TEXT_FILES, *WORKBOOKS):
        expected, found = ", ".join((*TEXT_FILES, *WORKBOOKS)), repr(path.suffix or path.name)
        raise StudyError("a kind of file that is not read", str(path), found, expected, SAVE)
    _check_content(path, _first_bytes(path))


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(512)
    except PermissionError:
        raise locked(path) from None


def _check_content(path: Path, first: bytes) -> None:
    named_workbook = path.suffix.lower() in WORKBOOKS
    what, expected = "the file is not what its name says", "an XLSX workbook" if named_workbook else "CSV in UTF-8"
    if first.startswith(OLD_WORKBOOK):
        found = "an old workbook (XLS) or one with a password"
        raise StudyError(what, str(path), found, expected, f"{SAVE}, without a password")
    if first.startswith(ZIP) and not named_workbook:
        raise StudyError(what, str(path), "an XLSX workbook", expected, "give its name the ending .xlsx")
    if first.startswith(UTF_16):
        raise StudyError("the encoding is not read", str(path), "UTF-16 (Excel: Unicode Text)", "UTF-8", SAVE)
    if first.lstrip().lower().startswith((b"<html", b"<!doctype", b"<table")):
        raise StudyError(what, str(path), "a web page", expected, SAVE)
    if named_workbook and first and not first.startswith(ZIP):
        remedy = "give its name the ending .csv if it opens in Notepad, else export it again"
        raise StudyError(what, str(path), "no workbook", expected, remedy)
