"""Several submissions of one respondent: which one counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from study.codebook import Timestamp
from study.errors import StudyError
from study.problems import stop_on
from study.submissions import Submission

__all__ = ["superseded", "withdrawn"]


def withdrawn(submissions: Sequence[Submission], timestamp: Timestamp | None, source: str) -> frozenset[int]:
    """Rows of respondents whose last submission refuses consent: their earlier answers are not used, either."""
    groups = _groups(submissions, timestamp, source)
    return frozenset(s.row for group in groups if group[-1].refuses for s in group)


def superseded(submissions: Sequence[Submission], timestamp: Timestamp | None, source: str) -> Mapping[int, int]:
    """Rows that another row of the same respondent replaces, and that row: the last complete one, else the last.

    "Last" goes by the time stamp where the codebook declares one, and by the order of the file where it does not.
    StudyErrors for a time stamp of a repeated submission that cannot be read.
    """
    groups = [[s for s in group if s.consents] for group in _groups(submissions, timestamp, source)]
    chosen = {id(group): _last_complete(group).row for group in groups if group}
    return {s.row: chosen[id(group)] for group in groups for s in group if s.row != chosen[id(group)]}


def _groups(submissions: Sequence[Submission], timestamp: Timestamp | None, source: str) -> list[list[Submission]]:
    """Submissions of respondents with more than one, earliest first."""
    names = {
        s.respondent: [t for t in submissions if t.respondent == s.respondent] for s in submissions if s.respondent
    }
    repeated = [group for group in names.values() if len(group) > 1]
    if timestamp is None:
        return repeated
    moments = {s.row: _moment(s.moment, timestamp) for group in repeated for s in group}
    _check_moments(moments, timestamp, source)
    return [sorted(group, key=lambda s: (moments[s.row] or datetime.min, s.row)) for group in repeated]


def _moment(text: str, timestamp: Timestamp) -> datetime | None:
    for form in timestamp.formats:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)  # what a workbook's date cells become
    except ValueError:
        return None


def _check_moments(moments: Mapping[int, datetime | None], timestamp: Timestamp, source: str) -> None:
    unread = [row for row, moment in moments.items() if moment is None]
    what, expected = "the time stamp of a repeated submission cannot be read", f"one of {', '.join(timestamp.formats)}"
    remedy = "correct it, or add its form to timestamp.formats of the codebook"
    stop_on([StudyError(what, f"{source}, row {row}", "another form", expected, remedy) for row in unread], source)


def _last_complete(group: Sequence[Submission]) -> Submission:
    complete = [submission for submission in group if submission.complete]
    return (complete or group)[-1]
