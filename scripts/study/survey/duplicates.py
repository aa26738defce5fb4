"""One respondent several times: submissions of which one counts, rows that are equal, and people in both samples.

Whether pilot and full sample are different people is told without keeping who they are. Everybody who handed in a form
counts there, whatever cleaning makes of it: who has seen the questionnaire once is no new respondent.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from study.base.errors import StudyError, stop_on
from study.setup.codebook import Codebook, Timestamp
from study.setup.configuration import SurveyFile
from study.survey.layouts import Row
from study.survey.screening import read_moment
from study.survey.submissions import Submission

__all__ = [
    "Duplicates",
    "check_rule",
    "find_duplicates",
    "find_identical_rows",
    "fingerprints",
    "is_same_table",
    "overlap",
    "read_moment",
]

SHOWN = 5  # pairs of rows in a message


def fingerprints(submissions: Sequence[Submission], salt: bytes, by_row: bool) -> dict[int, bytes | None]:
    """Return a salted hash of the respondent of each row, None where nothing identifies one.

    by_row: take an unidentified row for a respondent of its own that the other sample has in the same row.
    """
    answered = [submission for submission in submissions if submission.set_aside is None]
    names = {s.row: s.respondent or (f"row {s.row}" if by_row else None) for s in answered}
    return {row: None if name is None else _hash(name, salt) for row, name in names.items()}


def is_same_table(pilot: SurveyFile, full: SurveyFile) -> bool:
    """Whether two samples come from the same sheet of the same content."""
    return pilot.sheet == full.sheet and _digest(pilot.path) == _digest(full.path)


def overlap(pilot: Mapping[int, bytes | None], full: Mapping[int, bytes | None], rule: str) -> dict[str, object]:
    """Return the content of `sample_overlap.json`: respondents of either sample, in both, unidentified ones, the rule.

    in_both is None where a sample has nobody who is identified: nobody can know.
    """
    known = {"pilot": set(pilot.values()) - {None}, "full": set(full.values()) - {None}}
    unidentified = {name: list(marks.values()).count(None) for name, marks in (("pilot", pilot), ("full", full))}
    return {
        **{name: len(marks) + unidentified[name] for name, marks in known.items()},
        "in_both": len(known["pilot"] & known["full"]) if all(known.values()) else None,
        "unidentified": unidentified,
        "rule": rule,
    }


def check_rule(
    rule: str,
    codebook: Codebook,
    files: Mapping[str, SurveyFile],
    pilot: Mapping[int, bytes | None],
    full: Mapping[int, bytes | None],
) -> None:
    """StudyError where the rule is "forbidden" and respondents are in both samples, or nothing identifies them."""
    if rule != "forbidden":
        return
    where = f"{files['pilot'].path} and {files['full'].path}"
    if codebook.identity is None:
        what = "nobody can tell whether respondents are in both samples"
        found = f"no identity in {codebook.source}"
        expected = "a column that identifies respondents"
        remedy = "declare identity there, or set survey.pilot_overlap: declared"
        raise StudyError(what=what, where=where, found=found, expected=expected, remedy=remedy)
    known = [(row, mark) for row, mark in pilot.items() if mark is not None]
    rows_in_full: dict[bytes, list[int]] = {}
    for row, mark in full.items():
        if mark is not None:
            rows_in_full.setdefault(mark, []).append(row)
    shared = [(row, row_in_full) for row, mark in known for row_in_full in rows_in_full.get(mark, ())]
    if shared:
        what = "respondents are in both samples"
        found = _list_pairs(shared)
        remedy = "leave them out of one, or set survey.pilot_overlap: declared"
        raise StudyError(what=what, where=where, found=found, expected="different respondents", remedy=remedy)


def _list_pairs(shared: Sequence[tuple[int, int]]) -> str:
    listed = "; ".join(f"pilot row {pilot} and full row {full}" for pilot, full in shared[:SHOWN])
    return listed + (f"; {len(shared) - SHOWN} more" if len(shared) > SHOWN else "")


def _hash(name: str, salt: bytes) -> bytes:
    return hashlib.blake2b(name.encode(), key=salt).digest()


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


@dataclass(frozen=True)
class Duplicates:
    """Rows that another row of the same respondent replaces, with that row, and rows that a later refusal withdraws."""

    superseded: Mapping[int, int]
    withdrawn: frozenset[int]


def find_duplicates(submissions: Sequence[Submission], timestamp: Timestamp | None, source: str) -> Duplicates:
    """Find what submissions of respondents with several of them replace: the last complete one counts, else the last.

    "Last" goes by the time stamp where the codebook declares one, and by the order of the file where it does not.
    StudyErrors for a time stamp of a repeated submission that cannot be read.
    """
    groups = _group_by_respondent(submissions, timestamp, source)
    superseded: dict[int, int] = {}
    for group in groups:
        consenting = [submission for submission in group if submission.consents]
        if consenting:
            complete = [submission for submission in consenting if submission.complete]
            chosen = (complete or consenting)[-1].row
            superseded |= {submission.row: chosen for submission in consenting if submission.row != chosen}
    withdrawn = frozenset(submission.row for group in groups if group[-1].refuses for submission in group)
    return Duplicates(superseded, withdrawn)


def _group_by_respondent(
    submissions: Sequence[Submission], timestamp: Timestamp | None, source: str
) -> list[list[Submission]]:
    """Submissions of respondents with more than one, earliest first."""
    groups: dict[str, list[Submission]] = {}
    for submission in submissions:
        if submission.respondent:
            groups.setdefault(submission.respondent, []).append(submission)
    repeated = [group for group in groups.values() if len(group) > 1]
    if timestamp is None:
        return repeated
    moments = _read_moments((submission for group in repeated for submission in group), timestamp, source)
    return [sorted(group, key=lambda submission: (moments[submission.row], submission.row)) for group in repeated]


def _read_moments(submissions: Iterable[Submission], timestamp: Timestamp, source: str) -> dict[int, datetime]:
    """Return when each was submitted, in universal time where all say how far they are from it, else as written."""
    moments = {submission.row: read_moment(submission.moment, timestamp.formats) for submission in submissions}
    problems = [
        StudyError(
            what="the time stamp of a repeated submission cannot be read",
            where=f"{source}, row {row}",
            found="another form",
            expected=f"one of {', '.join(timestamp.formats)}",
            remedy="correct it, or add its form to timestamp.formats of the codebook",
        )
        for row, moment in moments.items()
        if moment is None
    ]
    stop_on(problems, source)
    read = {row: moment for row, moment in moments.items() if moment is not None}
    if all(moment.tzinfo for moment in read.values()):
        return {row: moment.astimezone(UTC).replace(tzinfo=None) for row, moment in read.items()}
    return {row: moment.replace(tzinfo=None) for row, moment in read.items()}


def find_identical_rows(rows: Sequence[Row]) -> dict[int, int]:
    """Name, for each row that repeats an earlier one in every cell, the first such row; a running number is no matter.

    One pass: rows are compared by their hash.
    """
    running = [column for column in range(len(rows[0].cells)) if _is_running(rows, column)] if rows else []
    first: dict[tuple[str, ...], int] = {}
    same: dict[int, int] = {}
    for row in rows:
        cells = row.cells
        if running:
            cells = tuple("" if column in running else cell for column, cell in enumerate(cells))
        earlier = first.setdefault(cells, row.number)
        if earlier != row.number and any(cells):
            same[row.number] = earlier
    return same


def _is_running(rows: Sequence[Row], column: int) -> bool:
    """Whether a column counts the rows: each number is one more than that above it."""
    before: int | None = None
    for row in rows:
        cell = row.cells[column].strip()
        number = int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 10 else None
        if number is None or (before is not None and number != before + 1):
            return False
        before = number
    return len(rows) > 2
