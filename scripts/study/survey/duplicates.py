"""Several submissions of one respondent: which one counts, and which ones a later refusal withdraws."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from study.base.errors import StudyError, stop_on
from study.setup.codebook import Timestamp
from study.survey.submissions import Submission

__all__ = ["Duplicates", "find_duplicates"]


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
    moments = {submission.row: _read_moment(submission.moment, timestamp) for submission in submissions}
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
    return {row: moment for row, moment in moments.items() if moment is not None}


def _read_moment(text: str, timestamp: Timestamp) -> datetime | None:
    for form in timestamp.formats:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)  # what a workbook's date cells become
    except ValueError:
        return None
