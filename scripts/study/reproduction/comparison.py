"""A rerun beside what was published: files by their digests, numbers within their tolerances, words as they are."""

import base64
import csv
import math
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from io import BytesIO
from itertools import zip_longest
from pathlib import Path

import numpy as np
from PIL import Image

from study.base.errors import StudyError
from study.base.files import read_json
from study.reproduction.pdf_text import LARGEST, read_pdf_text
from study.results.numbers import Number, read_numbers, scalar
from study.setup.config import read_yaml
from study.setup.schema_checks import validate

ABSENT = "absent"
# What readers of JSON, CSV, archives and pictures raise of a file that is none.
WRONG_CONTENT = (ValueError, KeyError, TypeError, AttributeError, OSError, RuntimeError, SyntaxError, EOFError)
WRONG_FORM = (csv.Error, zipfile.BadZipFile, zlib.error, Image.DecompressionBombError)
NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
# A number as documents and result files write it.
WRITTEN = re.compile(r"-?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?")
TOLD = re.compile(r'\[([^\]]*)\]\{\.number key="([^"]*)"')
EMBEDDED = re.compile(r"data:image/(svg|png)(?:\+xml)?;base64,([\w+/=]+)")
# Names that matplotlib makes of coordinates.
SVG_NAME = re.compile(r'(?<=url\(#)\w+|(?<=href="#)\w+|(?<=\bid=")\w+')
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
TEXTS = (".csv", ".html", ".json", ".md", ".pdf", ".rels", ".svg", ".txt", ".xml")
SHOWN = 60  # characters of a difference between documents
MIDDLE = 1e-6  # of a number: so far may it lie from the middle of two printed ones, dimensionless
SHADES = 8  # of 255, by which the edge of the same line may differ


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


def compare_manuscripts(published: Path, found: Path, moved: Mapping[str, str]) -> Iterator[ValueDifference]:
    """Compare the manuscripts of two folders line by line.

    moved: key -> published value of the numbers that differ within their tolerance. Where such a value lies between
    two printed ones, either may stand; everything else is as published.
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
    published: Path, found: Path, names: Collection[str], noise: Tolerance, told: Sequence[ValueDifference]
) -> Iterator[ValueDifference]:
    """Compare files of two folders that have other bytes: all that they are made of, hidden parts too.

    Texts and marks are as published, numbers but for noise; a number that is `told` to differ within its tolerance may
    do so here, too. Pictures are compared by their pixels, anything else by its bytes.
    """
    within = [(difference.published, difference.found) for difference in told if difference.within]
    pairs = {*within, *(pair for old, new in within for pair in _numeral_pairs(old, new))}
    for name in names:
        with readable(published / name):
            before, after = (dict(_read_parts(name, (folder / name).read_bytes())) for folder in (published, found))
            for part in sorted({*before, *after}):
                yield from _part_differences(part, before.get(part), after.get(part), noise, pairs)


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


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Refuse in one line a file that is not what this pipeline writes; whatever may be wrong with it."""
    try:
        yield
    except (*WRONG_CONTENT, *WRONG_FORM) as error:
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


def _read_parts(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what a file is made of, by name: parts of an archive, pictures in a web page, or the file itself."""
    parts: list[tuple[str, bytes]] = []
    if name.endswith((".docx", ".npz", ".xlsx")):
        parts = _unpack(name, content)
    elif name.endswith((".html", ".svg")):
        found = enumerate(EMBEDDED.findall(content.decode("utf-8")), start=1)
        parts = [
            (f"{name}, picture {number}.{kind}", base64.b64decode(text, validate=True))
            for number, (kind, text) in found
        ]
    for part, inside in parts:
        yield from _read_parts(part, inside)
    if name.endswith(TEXTS) or not parts:
        yield name, content


def _unpack(name: str, content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
        if (
            len({entry.filename for entry in entries}) < len(entries)
            or sum(entry.file_size for entry in entries) > LARGEST
        ):
            raise ValueError("parts of the same name, or too large")
        return [(f"{name}/{entry.filename}", archive.read(entry)) for entry in entries]


def _part_differences(
    name: str, before: bytes | None, after: bytes | None, noise: Tolerance, told: Collection[tuple[str, str]]
) -> Iterator[ValueDifference]:
    """Yield the first difference of a part of a document."""
    if before is None or after is None:
        old, new = (ABSENT if part is None else f"{len(part)} bytes" for part in (before, after))
        yield ValueDifference(name, "presence", old, new, within=False, allowed="in both")
    elif before != after and name.endswith(TEXTS):
        texts = (_read_text(name, before), _read_text(name, after))
        start = _find_departure(*texts, noise, told)
        if start is not None:
            old, new = (" ".join(text[max(0, start - SHOWN // 2) : start + SHOWN].split()) for text in texts)
            yield ValueDifference(name, "word", old, new, within=False, allowed="the same words and numbers")
    elif before != after and not (name.endswith(".png") and _is_same_picture(before, after)):
        yield ValueDifference(name, "word", "one picture or file", "another", within=False, allowed="the same")


def _read_text(name: str, content: bytes) -> str:
    """Return the text of a part: without pictures, that are parts of their own, and what depends on bytes alone."""
    if name.endswith(".pdf"):
        return read_pdf_text(content)
    text = EMBEDDED.sub("", content.decode("utf-8"))
    if name.endswith(".json"):
        return DIGEST.sub("", text)  # the record of the run lists digests, which differ where bytes do
    numbers: dict[str, int] = {}
    is_drawn = name.endswith(".svg")
    return SVG_NAME.sub(lambda found: f"name{numbers.setdefault(found[0], len(numbers))}", text) if is_drawn else text


def _is_same_picture(before: bytes, after: bytes) -> bool:
    with Image.open(BytesIO(before)) as old, Image.open(BytesIO(after)) as new:
        heads = [(image.size, image.info, getattr(image, "n_frames", 1)) for image in (old, new)]
        if heads[0] != heads[1]:
            return False
        shades = [np.asarray(image.convert("RGBA"), dtype=int) for image in (old, new)]
    return bool((abs(shades[0] - shades[1]) <= SHADES).all())


def _find_departure(before: str, after: str, noise: Tolerance, told: Collection[tuple[str, str]]) -> int | None:
    """Return the index in `before` at which two texts first differ in what they say; None where they do not."""
    for old, new in zip(WRITTEN.finditer(before), WRITTEN.finditer(after), strict=False):
        if not _is_same_number(old[0], new[0], noise) and (old[0], new[0]) not in told:
            return old.start()
    is_same = WRITTEN.sub("#", before) == WRITTEN.sub("#", after)
    return None if is_same else _first_other_sign(before, after)


def _first_other_sign(before: str, after: str) -> int:
    pairs = enumerate(zip(before, after, strict=False))
    return next((index for index, (old, new) in pairs if old != new), min(len(before), len(after)))


def _is_same_number(old: str, new: str, noise: Tolerance) -> bool:
    if old == new:
        return True
    marks = [text.replace(",", ".").count(".") for text in (old, new)]
    are_numbers = max(marks) <= 1 and ("," in old) == ("," in new)
    return are_numbers and noise.holds(*(float(text.replace(",", ".")) for text in (old, new)))


def _read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []


def _line_difference(place: str, old: str | None, new: str | None, moved: Mapping[str, str]) -> ValueDifference:
    if old is None or new is None:
        return ValueDifference(place, "presence", old or ABSENT, new or ABSENT, within=False, allowed="in both")
    pairs = list(zip(TOLD.findall(old), TOLD.findall(new), strict=False))
    differing = [(text, other, key) for (text, key), (other, _) in pairs if text != other]
    is_same = TOLD.sub(r"[\2", old) == TOLD.sub(r"[\2", new)
    within = is_same and all(key in moved and _is_between(moved[key], text, other) for text, other, key in differing)
    allowed = "another rounding of a number that lies between the two" if differing else "the same"
    return ValueDifference(place, "number" if within else "word", old, new, within, allowed)


def _is_between(value: str, *printed: str) -> bool:
    """Whether a number, or its percentage, lies in the middle of two that differ by one in the last printed digit."""
    digits = [int(re.sub(r"\D", "", text) or 0) for text in printed]
    decimals = re.search(r"[.,](\d+)\D*$", printed[0])
    middle = sum(digits) / 2 / 10 ** len(decimals[1] if decimals else "")
    is_next = re.sub(r"\d", "#", printed[0]) == re.sub(r"\d", "#", printed[1]) and abs(digits[0] - digits[1]) == 1
    return is_next and any(math.isclose(abs(float(value)) * scale, middle, rel_tol=MIDDLE) for scale in (1, 100))


def _numeral_pairs(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers that stand otherwise in two lines of the same words."""
    yield from (pair for pair in zip(NUMERAL.findall(old), NUMERAL.findall(new), strict=False) if pair[0] != pair[1])


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
