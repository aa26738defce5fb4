"""One respondent several times: submissions of which one counts, rows that are equal, and people in both samples.

Whether pilot and full sample are different people is told without keeping who they are. Everybody who handed in a form
counts there, whatever cleaning makes of it: who has seen the questionnaire once is no new respondent.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from study.base.errors import StudyError, stop_on
from study.base.files import sha256
from study.setup.codebook import Codebook, Timestamp
from study.setup.configuration import SurveyFiles
from study.survey.cells import Table, counts_rows
from study.survey.screening import read_moment
from study.survey.submissions import Place, Submission

SHOWN = 5  # pairs of rows in a message


Marks = Mapping[Place, bytes | None]


def fingerprints(submissions: Sequence[Submission], salt: bytes, tables: Mapping[int, str]) -> Marks:
    """Return a salted hash of the respondent of each row, None where nothing identifies one.

    tables: by the number of a file the name of a table that the other sample has, too (see `shared_tables`). There an
    unidentified row is taken for a respondent of its own, whom the other sample has in the same row.
    """
    answered = [submission for submission in submissions if submission.set_aside is None]
    rows = {s.place: f"{tables[s.file]}, row {s.row}" if s.file in tables else None for s in answered}
    names = {s.place: s.respondent or rows[s.place] for s in answered}
    return {
        place: None if name is None else hashlib.blake2b(name.encode(), key=salt).digest()
        for place, name in names.items()
    }


def shared_tables(survey: SurveyFiles, other: SurveyFiles) -> dict[int, str]:
    """Name, by the number of its file, each table that the other sample has: the same sheet of the same content."""
    names, others = ([f"{sha256(file.path)}, sheet {file.sheet}" for file in each.files] for each in (survey, other))
    return {number: name for number, name in enumerate(names, start=1) if name in others}


def overlap(pilot: Marks, full: Marks, rule: str) -> dict[str, object]:
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
    files: Mapping[str, SurveyFiles],
    pilot: Marks,
    full: Marks,
) -> None:
    """StudyError where the rule is "forbidden" and respondents are in both samples, or nothing identifies them."""
    if rule != "forbidden":
        return
    where = f"{files['pilot'].source} and {files['full'].source}"
    if codebook.identity is None:
        what = "nobody can tell whether respondents are in both samples"
        found = f"no identity in {codebook.source}"
        expected = "a column that identifies respondents"
        remedy = "declare identity there, or set survey.pilot_overlap: declared"
        raise StudyError(what=what, where=where, found=found, expected=expected, remedy=remedy)
    known = [(place, mark) for place, mark in pilot.items() if mark is not None]
    places_in_full: dict[bytes, list[Place]] = {}
    for place, mark in full.items():
        if mark is not None:
            places_in_full.setdefault(mark, []).append(place)
    shared = [(place, in_full) for place, mark in known for in_full in places_in_full.get(mark, ())]
    if shared:
        what = "respondents are in both samples"
        listed = "; ".join(f"pilot {pilot.seen_from(1)} and full {full.seen_from(1)}" for pilot, full in shared[:SHOWN])
        found = listed + (f"; {len(shared) - SHOWN} more" if len(shared) > SHOWN else "")
        remedy = "leave them out of one, or set survey.pilot_overlap: declared"
        raise StudyError(what=what, where=where, found=found, expected="different respondents", remedy=remedy)


@dataclass(frozen=True)
class Duplicates:
    """Rows that another row of the same respondent replaces, with that row, and rows that a later refusal withdraws."""

    superseded: Mapping[Place, Place]
    withdrawn: frozenset[Place]


def find_duplicates(submissions: Sequence[Submission], timestamp: Timestamp | None, survey: SurveyFiles) -> Duplicates:
    """Find what submissions of respondents with several of them replace: the last complete one counts, else the last.

    "Last" goes by the time stamp where the codebook declares one and every file that holds a submission of the
    respondent has it, and by the order of files and rows elsewhere.
    StudyErrors for a time stamp of a repeated submission that cannot be read.
    """
    groups = _group_by_respondent(submissions, timestamp, survey)
    superseded: dict[Place, Place] = {}
    for group in groups:
        consenting = [submission for submission in group if submission.consents]
        if consenting:
            complete = [submission for submission in consenting if submission.complete]
            chosen = (complete or consenting)[-1].place
            superseded |= {submission.place: chosen for submission in consenting if submission.place != chosen}
    withdrawn = frozenset(submission.place for group in groups if group[-1].refuses for submission in group)
    return Duplicates(superseded, withdrawn)


def _group_by_respondent(
    submissions: Sequence[Submission], timestamp: Timestamp | None, survey: SurveyFiles
) -> list[list[Submission]]:
    """Submissions of respondents with more than one, earliest first."""
    groups: dict[str, list[Submission]] = {}
    for submission in submissions:
        if submission.respondent:
            groups.setdefault(submission.respondent, []).append(submission)
    repeated = [group for group in groups.values() if len(group) > 1]
    if timestamp is None:
        return repeated
    dated = [group for group in repeated if not any(submission.file in survey.undated for submission in group)]
    moments = _read_moments((submission for group in dated for submission in group), timestamp, survey.sources)
    return [
        sorted(group, key=lambda each: (moments[each.place], each.place)) if group in dated else group
        for group in repeated
    ]


def _read_moments(
    submissions: Iterable[Submission], timestamp: Timestamp, sources: Sequence[str]
) -> dict[Place, datetime]:
    """Return when each was submitted, in universal time where all say how far they are from it, else as written."""
    moments = {submission.place: read_moment(submission.moment, timestamp.formats) for submission in submissions}
    problems = [
        StudyError(
            what="the time stamp of a repeated submission cannot be read",
            where=f"{sources[place.file - 1]}, row {place.row}",
            found="another form",
            expected=f"one of {', '.join(timestamp.formats)}",
            remedy="correct it, or add its form to timestamp.formats of the codebook",
        )
        for place, moment in moments.items()
        if moment is None
    ]
    stop_on(problems, " and ".join(sources))
    return _by_one_clock({place: moment for place, moment in moments.items() if moment is not None})


def _by_one_clock(moments: Mapping[Place, datetime]) -> dict[Place, datetime]:
    if all(moment.tzinfo for moment in moments.values()):
        return {place: moment.astimezone(UTC).replace(tzinfo=None) for place, moment in moments.items()}
    return {place: moment.replace(tzinfo=None) for place, moment in moments.items()}


def arrivals(
    submissions: Sequence[Submission], timestamp: Timestamp | None, survey: SurveyFiles
) -> list[datetime | None]:
    """Return when each form was submitted, as `find_duplicates` orders them; None where no time is known."""
    formats = timestamp.formats if timestamp else ()
    dated = [submission for submission in submissions if timestamp and submission.file not in survey.undated]
    moments = {submission.place: read_moment(submission.moment, formats) for submission in dated if submission.moment}
    read = _by_one_clock({place: moment for place, moment in moments.items() if moment is not None})
    return [read.get(submission.place) for submission in submissions]


def find_identical_rows(tables: Sequence[Table], questions: Sequence[Collection[int]]) -> dict[Place, Place]:
    """Name, for each row that repeats an earlier one in every cell, the first such row; a running number is no matter.

    questions: of each table the columns that hold answers, which are compared even where they happen to count the rows.
    Rows of different tables are compared where the questions are the same. One pass: rows are compared by their hash.
    """
    running = _find_running(tables, questions)
    first: dict[tuple[tuple[str, ...], tuple[str, ...]], Place] = {}
    same: dict[Place, Place] = {}
    for number, table in enumerate(tables, start=1):
        for row in table.rows:
            cells = _without(row.cells, running[table.headers])
            place = Place(number, row.number)
            earlier = first.setdefault((table.headers, cells), place)
            if earlier != place and any(cells):
                same[place] = earlier
    return same


def _without(cells: tuple[str, ...], columns: Collection[int]) -> tuple[str, ...]:
    return tuple("" if column in columns else cell for column, cell in enumerate(cells)) if columns else cells


def _find_running(
    tables: Sequence[Table], questions: Sequence[Collection[int]]
) -> dict[tuple[str, ...], frozenset[int]]:
    """Find, by their headers, the columns that count the rows of each table with these headers.

    A row of its own, or two, may count by chance: all tables with these headers must have three rows together.
    """
    alike: dict[tuple[str, ...], list[tuple[Table, Collection[int]]]] = {}
    for table, asked in zip(tables, questions, strict=True):
        alike.setdefault(table.headers, []).append((table, asked))
    return {
        headers: frozenset(
            column
            for column in range(len(headers))
            if sum(len(table.rows) for table, _ in parts) > 2
            and all(column not in asked and counts_rows(table.rows, column) for table, asked in parts)
        )
        for headers, parts in alike.items()
    }
