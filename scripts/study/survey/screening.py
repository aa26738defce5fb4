"""What a respondent must be or do to stay: criteria, attention checks, time taken, and answers given with care."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from itertools import groupby

import numpy as np

from plssem import (
    FloatArray,
    IntArray,
    PlsSemError,
    longest_string,
    mahalanobis_distances,
    mean_replaced,
    response_variability,
)
from study.base.errors import StudyError
from study.setup.codebook import AttentionCheck, Codebook, Criterion, Duration, MultipleChoice, normalise
from study.survey.scoring import AnswerError, read_ladders, read_number

OTHER_OPTION = "other"  # an answer that is none of the options of a multiple choice
CLOCK_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?")  # hours, minutes, seconds
PLAIN_TIME = re.compile(r"\d{1,9}(?:[.,]\d+)?")


def meets(cell: str, criterion: Criterion) -> bool | None:
    """Whether an answer meets a criterion; an empty one does not; None where it cannot be told."""
    text = normalise(cell)
    if not text or text in criterion.refused:
        return False
    if text in criterion.accepted:
        return True
    if criterion.others is not None:
        return criterion.others
    if criterion.is_of_time:
        moment = read_moment(cell, criterion.formats)
        if moment is None:
            return None
        # The day as the respondent's own clock had it: a zone beside the time is not brought to another.
        day = moment.date()
        return (criterion.first is None or day >= criterion.first) and (criterion.last is None or day <= criterion.last)
    low = criterion.minimum
    high = criterion.maximum
    if low is None and high is None:
        return None
    try:
        value = read_number(text, criterion.units)
    except AnswerError:
        return None
    return (low is None or value >= low) and (high is None or value <= high)


def passes(cell: str, check: AttentionCheck) -> bool:
    """Whether an answer to an attention check is a right one; no answer is none."""
    return normalise(cell) in check.right


def read_seconds(cells: Sequence[str], duration: Duration, formats: Sequence[str] = ()) -> float | None:
    """Return how long a form took (seconds): from its one cell, or from start and end; None where a cell is empty.

    formats: of start and end. ValueError, which quotes nothing, for a cell that is no time and an end before its start.
    """
    texts = [normalise(cell) for cell in cells]
    if not all(texts):
        return None
    return _read_span(cells, formats) if duration.start else _read_length(texts[0], duration.unit)


def _read_length(text: str, unit: str) -> float:
    clock = CLOCK_TIME.fullmatch(text)
    if clock:
        return int(clock[1] or 0) * 3600.0 + int(clock[2]) * 60 + int(clock[3])
    if PLAIN_TIME.fullmatch(text) is None:
        raise ValueError("no length of time")
    return float(text.replace(",", ".")) * (60 if unit == "minutes" else 1)


def _read_span(cells: Sequence[str], formats: Sequence[str]) -> float:
    start, end = (read_moment(cell, formats) for cell in cells)
    if start is None or end is None:
        raise ValueError("no time stamp of a known form")
    if not (start.tzinfo and end.tzinfo):
        start = start.replace(tzinfo=None)
        end = end.replace(tzinfo=None)
    if end < start:
        raise ValueError("an end before its start")
    return (end - start).total_seconds()


def read_choices(cell: str, choice: MultipleChoice) -> frozenset[str] | None:
    """Return the options that a cell with several answers names; None for an empty one.

    An option may hold a separator: of two readings the longer one is taken. What is no option is OTHER_OPTION.
    """
    rest = normalise(cell)
    if not rest:
        return None
    end = re.compile(rf"\s*(?:[{re.escape(choice.separators)}]\s*|\Z)")
    spellings = sorted(choice.spellings, key=len, reverse=True)
    found: set[str] = set()
    while rest:
        option = next((text for text in spellings if rest.startswith(text) and end.match(rest, len(text))), None)
        part = re.split(end, rest, maxsplit=1)[0] if option is None else option
        if part:
            found.add(choice.spellings.get(part, OTHER_OPTION))
        rest = re.sub(end, "", rest[len(part) :], count=1)
    return frozenset(found)


def read_tick(cell: str, spellings: Sequence[str]) -> bool | None:
    """Whether the box of an option is ticked; None for an empty cell.

    spellings (normalised): of the option, which tick it as well as a mark does. ValueError, which quotes nothing, for
    anything else.
    """
    text = normalise(cell)
    if not text:
        return None
    answer = "yes" if text in spellings else read_ladders()["yes_no"].find(text)
    if answer is None:
        raise ValueError("neither ticked nor not")
    return answer == "yes"


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "january", "jan"),
            ("februari", "february", "feb", "pebruari"),
            ("maret", "march", "mar"),
            ("april", "apr"),
            ("mei", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("agustus", "august", "agu", "agt", "ags", "aug"),
            ("september", "sep", "sept"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov", "nopember", "nop"),
            ("desember", "december", "des", "dec"),
        ),
        start=1,
    )
    for name in names
}
CLOCK = r"""
    (?P<hour>\d{1,2}) [:.] (?P<minute>\d{2}) (?: [:.] (?P<second>\d{2}) (?:[.,]\d+)? )?
    (?: \s* (?P<half>[ap]) \.? \s* m\b \.? )?
"""
ZONE = r"(?: \s* (?P<zone>[a-z]+)? (?P<offset> [+-]\d{1,2} (?::?\d{2})? )? (?: \s+ \(.*\) )? )?"
# What Google Forms writes into CSV, whatever the language: 2025/07/09 8:49:22 PM GMT+7.
YEAR_FIRST = re.compile(
    rf"""
    (?P<year>\d{{4}}) [/.-] (?P<month>\d{{1,2}}) [/.-] (?P<day>\d{{1,2}}) (?: [\ t,]+ {CLOCK} )? {ZONE}
    """,
    re.VERBOSE,
)
# 09 Juli 2025 08.49.22, Rabu, 9 Juli 2025 pukul 08.49
DAY_FIRST = re.compile(
    rf"""
    (?: [a-z']+ ,? \s+ )? (?P<day>\d{{1,2}}) [\ .-]+ (?P<month>[a-z]+) \.?,? [\ -]+ (?P<year>\d{{4}})
    (?: [\ ,]+ (?: (?:pukul|jam|at) \s+ )? {CLOCK} )? (?: \s* (?P<zone>wib|wita|wit) )?
    """,
    re.VERBOSE,
)
# Jul 3, 2025; Thu Jul 03 2025 09:00:12 GMT+0700 (Western Indonesia Time)
MONTH_FIRST = re.compile(
    rf"""
    (?: [a-z']+ ,? \s+ )? (?P<month>[a-z]+) \.? \s+ (?P<day>\d{{1,2}}) ,? \s+ (?P<year>\d{{4}})
    (?: [\ ,]+ (?: at \s+ )? {CLOCK} )? {ZONE}
    """,
    re.VERBOSE,
)
SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")  # days of a spreadsheet's calendar
FIRST_SERIAL = 36_526  # of the year 2000
LAST_SERIAL = 73_050  # of 2099
ZONES = {"wib": 7, "wita": 8, "wit": 9, "gmt": 0, "utc": 0, "z": 0}  # hours from universal time


def read_moment(text: str, formats: Sequence[str]) -> datetime | None:
    """Read a time stamp of a declared format, or of a form in which day and month cannot be taken for each other.

    These are ISO 8601, what Google Forms writes into CSV, dates with the name of a month, and serial days of a
    spreadsheet. None where it is of no such form. With a zone only where the text tells how far it is from universal
    time.
    """
    for form in formats:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)  # what a workbook's date cells become
    except ValueError:
        return _read_plain_moment(normalise(text))


def _read_plain_moment(text: str) -> datetime | None:
    if SERIAL.fullmatch(text):
        days = float(text.replace(",", "."))
        return datetime(1899, 12, 30) + timedelta(days=days) if FIRST_SERIAL <= days < LAST_SERIAL else None
    match = YEAR_FIRST.fullmatch(text) or DAY_FIRST.fullmatch(text) or MONTH_FIRST.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    month = MONTHS.get(parts["month"]) or (int(parts["month"]) if parts["month"].isdigit() else 0)
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"] == "p" else 0)
    try:
        return datetime(int(parts["year"]), month, int(parts["day"]), hour, minute, second).replace(tzinfo=_zone(parts))
    except ValueError:
        return None


def _zone(parts: Mapping[str, str | None]) -> timezone | None:
    name = parts.get("zone")
    offset = parts.get("offset")
    if offset is None:
        return timezone(timedelta(hours=ZONES[name])) if name in ZONES else None
    hours, _, minutes = offset[1:].partition(":")
    if len(hours) > 2:
        minutes = hours[-2:]
        hours = hours[:-2]
    distance = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-distance if offset[0] == "-" else distance)


def find_careless(
    answers: Sequence[Mapping[str, float | None]], limits: Mapping[str, float], codebook: Codebook, source: str
) -> list[str]:
    """Say for each respondent which index of careless responding marks the answers, and why; empty where none does.

    answers: by indicator, as they were given. limits: of long_string (equal answers in a row, from this number on),
    variability (standard deviation of a respondent's answers in points of the codebook's first scale; less) and
    mahalanobis_level (of the chi-squared test; a smaller p). Answers in numbers are left out of the first two.
    StudyError where there are too few respondents, or items depend on each other, for Mahalanobis distances.

    ASSUME: items were asked in the order of the codebook. A missing answer ends a string, is left out of variability,
    and is the mean of its item for the distance.
    """
    if not answers or not limits:
        return [""] * len(answers)
    codes = [code for code in codebook.indicators if code in answers[0]]
    table = np.array([[one[code] for code in codes] for one in answers], dtype=np.float64)
    in_points = [code for code in codes if not codebook.scale_of(code).is_number]
    points = table[:, [codes.index(code) for code in in_points]]
    found: list[list[str]] = [[] for _ in answers]
    if "long_string" in limits and in_points:
        for marks, length in zip(found, _longest_strings(points, in_points, codebook), strict=True):
            marks += [f"{length} equal answers in a row"] if length >= limits["long_string"] else []
    if "variability" in limits and in_points:
        spreads = response_variability(_on_first_scale(points, in_points, codebook))
        for marks, spread in zip(found, spreads, strict=True):
            marks += [f"standard deviation of the answers {spread:.3f}"] if spread < limits["variability"] else []
    if "mahalanobis_level" in limits:
        for marks, p in zip(found, _distant(table, tuple(codes), source), strict=True):
            marks += [f"Mahalanobis distance with p = {p:.2g}"] if p < limits["mahalanobis_level"] else []
    return ["; ".join(marks) for marks in found]


def _longest_strings(points: FloatArray, codes: Sequence[str], codebook: Codebook) -> IntArray:
    """Return the longest string (N,); one ends where the scale of the answers changes."""
    blocks = [list(block) for _, block in groupby(range(len(codes)), lambda index: codebook.scale_of(codes[index]))]
    return np.asarray(np.max([longest_string(points[:, block]) for block in blocks], axis=0))


def _on_first_scale(points: FloatArray, codes: Sequence[str], codebook: Codebook) -> FloatArray:
    """Bring answers to the width of the codebook's first scale; those on it stay as they are."""
    width = np.subtract(*codebook.scale.ends[::-1])
    lowest, highest = np.array([codebook.scale_of(code).ends for code in codes], dtype=np.float64).T
    return np.asarray((points - lowest) * (width / (highest - lowest)))


def _distant(table: FloatArray, codes: tuple[str, ...], source: str) -> FloatArray:
    try:
        return mahalanobis_distances(mean_replaced(table, codes), codes).p
    except PlsSemError as error:
        raise StudyError(
            what="Mahalanobis distances that cannot be computed",
            where=f"{source}, configuration key careless.mahalanobis_level",
            found=f"{len(table)} respondents, {len(codes)} items: {error}",
            expected="more respondents than items, none of which depends on others",
            remedy="delete the key",
        ) from error
