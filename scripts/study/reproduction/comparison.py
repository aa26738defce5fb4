"""A rerun beside what was published: files by their digests, numbers within their tolerances, words as they are."""

import csv
import html
import math
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path

from study.base.errors import StudyError
from study.base.files import read_json
from study.results.numbers import Number, read_numbers, scalar
from study.setup.config import read_yaml, validate

__all__ = [
    "ABSENT",
    "FileDifference",
    "Tolerance",
    "Tolerances",
    "ValueDifference",
    "compare_documents",
    "compare_files",
    "compare_manuscripts",
    "compare_values",
    "find_tolerance",
    "is_setting",
    "is_word",
    "read_stated_values",
    "read_tolerances",
    "readable",
    "stated_text",
]

ABSENT = "absent"
NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
# A number as documents and result files write it.
WRITTEN = re.compile(r"\d+(?:[.,]\d+)*(?:e[-+]?\d+)?")
# The parts of a DOCX or an XLSX that hold what it says; their tags.
SAYING = re.compile(r"(?:word/(?:document|\w*notes|header\d*|footer\d*)|xl/(?:sharedStrings|worksheets/sheet\d+))\.xml")
TAGS = re.compile(r"<[^>]*>")
EMBEDDED = re.compile(r"\bdata:[\w/+.;=-]*,[\w+/=%-]*")
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
SHOWN = 60  # characters of a difference between documents


@dataclass(frozen=True)
class Tolerance:
    """How far a number whose unit, file and column fit the patterns may lie from the published one.

    absolute in the unit of the number, relative dimensionless; the larger of the two counts.
    """

    absolute: float
    relative: float
    reason: str
    unit: str = "*"
    file: str = "*"
    column: str = "*"

    def concerns(self, number: Number) -> bool:
        """Whether this tolerance is that of a number."""
        pairs = ((number.unit, self.unit), (number.file, self.file), (number.column, self.column))
        return all(fnmatchcase(value, pattern) for value, pattern in pairs)

    def holds(self, published: float, found: float) -> bool:
        """Whether two numbers are the same within this tolerance."""
        return math.isclose(published, found, rel_tol=self.relative, abs_tol=self.absolute)


@dataclass(frozen=True)
class Tolerances:
    """The tolerances in their order, and what a number outside its own may differ by and still be numerical noise."""

    declared: Sequence[Tolerance]
    noise: Tolerance


@dataclass(frozen=True)
class FileDifference:
    """A file that is not as published; change: changed, missing, added or what else. what: data, settings, its rule."""

    name: str
    what: str
    change: str


@dataclass(frozen=True)
class ValueDifference:
    """A number or word that is not the published one.

    kind: number, word (a verdict, a yes or no, a label, a setting, a line of text), or presence (only one of the two
    has it). within: whether the tolerance of the number, `allowed` in words, holds; never for words. noise: whether a
    number outside it differs by numerical noise.
    """

    name: str
    kind: str
    published: str
    found: str
    within: bool
    allowed: str
    noise: bool = False


def read_tolerances(path: Path, schemas: Path) -> Tolerances:
    """Read the tolerances in their order; StudyErrors where the file departs from its schema."""
    content = read_yaml(path)
    validate(content, schemas / "tolerances.schema.yaml", path.name)
    return Tolerances(tuple(Tolerance(**entry) for entry in content["tolerances"]), Tolerance(**content["noise"]))


def find_tolerance(number: Number, tolerances: Sequence[Tolerance]) -> Tolerance:
    """Return the first tolerance that concerns a number; the schema demands a last one that concerns all."""
    return next(tolerance for tolerance in tolerances if tolerance.concerns(number))


def read_stated_values(folder: Path) -> dict[str, Number]:
    """Read every number and word that `folder` (published, or the results of a run) states.

    Named by the key of numbers.json, by file, row and column in a table, by name and sample for a check. StudyError
    for a file that cannot be read.
    """
    with readable(folder / "numbers.json"):
        numbers = read_numbers(folder / "numbers.json")
        stated = dict(numbers.numbers)
        heads = {"data_status": numbers.data_status}
        heads |= {f"notice.{language}": text for language, text in numbers.notice.items()}
        stated |= {name: Number(str(text), "", "numbers.json", None, name) for name, text in heads.items()}
    claims = [path for path in (folder / "claims.csv", folder / "claim_tests.csv") if path.is_file()]
    for path in [*sorted((folder / "tables").glob("*.csv")), *claims]:
        stated |= _table_values(path, path.relative_to(folder).as_posix())
    with readable(folder / "checks.json"):
        for check in read_json(folder / "checks.json"):
            name = f"check {check['where']}: {check['name']}"
            stated[name] = Number(check["passed"], "", "checks.json", check["where"], "passed")
            told = f"{check['severity']}: {NUMERAL.sub('#', check['detail'])}"
            stated[f"{name}, detail"] = Number(told, "", "checks.json", check["where"], "detail")
    return stated


def compare_manuscripts(published: Path, found: Path, moved: Collection[str]) -> Iterator[ValueDifference]:
    """Compare the manuscripts of two folders line by line.

    moved: keys of the numbers that differ within their tolerance. A line that tells one of them may print it with
    another last digit; every other line is as published.
    """
    names = {path.name for folder in (published, found) for path in (folder / "manuscript").glob("*.md")}
    for name in sorted(names):
        before, after = (_read_lines(folder / "manuscript" / name) for folder in (published, found))
        # Lines of a manuscript are long and few: the comparison of whole files stays cheap without `autojunk`.
        for tag, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag != "equal":
                place = f"manuscript/{name}, line {start + 1}"
                for old, new in zip_longest(before[start:end], after[first:last]):
                    yield _line_difference(place, old, new, moved)


def compare_documents(
    published: Path, found: Path, names: Collection[str], noise: Tolerance, has_moved: bool
) -> Iterator[ValueDifference]:
    """Compare what files of two folders say that have other bytes: DOCX, HTML, XLSX, CSV and JSON.

    Words are as published, of a web page also what it does; numbers too, but for noise and, where a number `has_moved`
    within its tolerance, for the last digit that is printed. Of pictures and PDF nothing is read.
    """
    for name in names:
        with readable(published / name):
            before, after = (_read_said(folder / name) for folder in (published, found))
        place = _find_departure(before, after, noise, has_moved)
        if place is not None:
            old, new = (text[max(0, place - SHOWN // 2) : place + SHOWN] for text in (before, after))
            yield ValueDifference(name, "word", old, new, within=False, allowed="the same words and numbers")


def is_setting(name: str) -> bool:
    """Whether a name is that of a setting of the configuration, which no run computes."""
    return name.startswith("config.")


def is_word(number: Number) -> bool:
    """Whether a cell states a word or a yes or no, such as a verdict, and no number."""
    return isinstance(number.value, bool | str)


def stated_text(number: Number | None) -> str:
    """Return what a cell states as text; "absent" where there is none."""
    return ABSENT if number is None else str(number.value)


def compare_files(
    published: Mapping[str, str], found: Mapping[str, str], kinds: Mapping[str, str]
) -> tuple[FileDifference, ...]:
    """Compare digests by the name of the file; `kinds` says what each file is."""
    names = [name for name in sorted({*published, *found}) if published.get(name) != found.get(name)]
    return tuple(
        FileDifference(name, kinds.get(name, "file"), _change(name in published, name in found)) for name in names
    )


def compare_values(
    published: Mapping[str, Number], found: Mapping[str, Number], tolerances: Tolerances
) -> tuple[ValueDifference, ...]:
    """Compare what both state, in the order of the published, and where each number says that it stands."""
    pairs = [(name, published.get(name), found.get(name)) for name in dict.fromkeys([*published, *found])]
    values = [
        _value_difference(name, old, new, tolerances)
        for name, old, new in pairs
        if _comparable(old) != _comparable(new)
    ]
    origins = [(name, _origin(old), _origin(new)) for name, old, new in pairs if old and new]
    moved = [
        ValueDifference(f"origin of {name}", "word", old, new, within=False, allowed="the same")
        for name, old, new in origins
        if old != new
    ]
    return (*values, *moved)


class _PageParser(HTMLParser):
    """Collects the elements, attributes and texts of a web page, scripts and styles too: they change what is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = [f' {name}="{value or ""}"' for name, value in attrs]
        self.said.append(f"<{tag}{''.join(attributes)}>")

    def handle_endtag(self, tag: str) -> None:
        self.said.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Refuse in one line a file that is not what this pipeline writes; whatever may be wrong with it."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, OSError, csv.Error, zipfile.BadZipFile) as error:
        raise StudyError(
            what="a file that states results cannot be read",
            where=path.name,
            found=" ".join(str(error).split()) or type(error).__name__,
            expected="a file as this pipeline writes it",
            remedy="restore it",
        ) from error


def _table_values(path: Path, file: str) -> Iterator[tuple[str, Number]]:
    with readable(path), path.open(encoding="utf-8", newline="") as stream:
        heads, *rows = csv.reader(stream)
        yield f"{file}, heads", Number(", ".join(heads), "", file, None, "heads")
        for index, cells in enumerate(rows, start=1):
            row = f"row {index} ({''.join(cells[:1])})"
            for column, text in zip(heads, cells, strict=True):
                yield f"{file}, {row}, {column}", Number(scalar(text), "dimensionless", file, row, column)


def _read_said(path: Path) -> str:
    """Return the text of a document or a result file; nothing of a picture or a PDF."""
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as archive:
            parts = [
                archive.read(name).decode("utf-8") for name in sorted(archive.namelist()) if SAYING.fullmatch(name)
            ]
    else:
        parts = [path.read_text(encoding="utf-8")] if path.suffix in (".html", ".csv", ".json") else []
    unmark = {".docx": _read_marked, ".xlsx": _read_marked, ".html": _read_page}.get(path.suffix, str)
    # The record of the run lists digests, which differ where bytes do.
    text = "\n".join(unmark(DIGEST.sub("", part)) for part in parts)
    return " ".join(text.split())


def _read_marked(part: str) -> str:
    return html.unescape(TAGS.sub(" ", part))


def _read_page(page: str) -> str:
    parser = _PageParser()
    parser.feed(page)
    parser.close()
    return EMBEDDED.sub("", " ".join(parser.said))


def _find_departure(before: str, after: str, noise: Tolerance, has_moved: bool) -> int | None:
    """Return the place in `before` where two texts first say something else; None where they nowhere do."""
    words = [WRITTEN.sub("#", text) for text in (before, after)]
    for old, new in zip(WRITTEN.finditer(before), WRITTEN.finditer(after), strict=False):
        if not _is_same_number(old[0], new[0], noise, has_moved):
            return old.start()
    return None if words[0] == words[1] else _first_other_sign(before, after)


def _first_other_sign(before: str, after: str) -> int:
    pairs = enumerate(zip(before, after, strict=False))
    return next((place for place, (old, new) in pairs if old != new), min(len(before), len(after)))


def _is_same_number(old: str, new: str, noise: Tolerance, has_moved: bool) -> bool:
    if old == new:
        return True
    marks = [text.replace(",", ".").count(".") for text in (old, new)]
    is_near = max(marks) <= 1 and noise.holds(*(float(text.replace(",", ".")) for text in (old, new)))
    return is_near or (has_moved and _differ_in_last_digits(old, new))


def _read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []


def _line_difference(place: str, old: str | None, new: str | None, moved: Collection[str]) -> ValueDifference:
    if old is None or new is None:
        return ValueDifference(place, "presence", old or ABSENT, new or ABSENT, within=False, allowed="in both")
    tells_moved = any(f'key="{name}"' in old for name in moved)
    within = tells_moved and _differ_in_last_digits(old, new)
    allowed = "the last digit of a number that moved within its tolerance" if tells_moved else "the same"
    return ValueDifference(place, "number" if within else "word", old, new, within, allowed)


def _differ_in_last_digits(old: str, new: str) -> bool:
    """Tell whether two lines have the same words, and numbers that differ by one in the last digit at most."""
    pairs = list(zip(NUMERAL.findall(old), NUMERAL.findall(new), strict=False))
    same_words = NUMERAL.sub("#", old) == NUMERAL.sub("#", new)
    return same_words and all(
        len(one) == len(other) and abs(int(re.sub(r"\D", "", one)) - int(re.sub(r"\D", "", other))) <= 1
        for one, other in pairs
    )


def _origin(number: Number) -> str:
    return ", ".join(str(part) for part in (number.unit, number.file, number.row, number.column))


def _change(is_published: bool, is_found: bool) -> str:
    if not is_found:
        return "missing"
    return "changed" if is_published else "added"


def _comparable(number: Number | None) -> tuple[type, object] | None:
    """Return the value with its type, so that yes is not 1; whole numbers are numbers as others."""
    if number is None:
        return None
    kind = float if isinstance(number.value, int | float) and not is_word(number) else type(number.value)
    return kind, number.value


def _value_difference(
    name: str, published: Number | None, found: Number | None, tolerances: Tolerances
) -> ValueDifference:
    kind = "number"
    within = noise = False
    if published is None or found is None:
        kind = "presence"
        allowed = "in both"
    elif is_word(published) or is_word(found) or is_setting(name):
        kind = "word"
        allowed = "the same"
    else:
        tolerance = find_tolerance(published, tolerances.declared)
        within = _is_within(published, found, tolerance)
        # What is counted has no noise.
        noise = tolerance.absolute > 0 and _is_within(published, found, tolerances.noise)
        allowed = f"{tolerance.absolute:g} or {tolerance.relative:g} of it: {tolerance.reason}"
    return ValueDifference(name, kind, stated_text(published), stated_text(found), within, allowed, noise)


def _is_within(published: Number, found: Number, tolerance: Tolerance) -> bool:
    before = published.value
    after = found.value
    # An empty cell is no number: nothing is near it.
    return isinstance(before, int | float) and isinstance(after, int | float) and tolerance.holds(before, after)
