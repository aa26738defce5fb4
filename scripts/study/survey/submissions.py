"""The rows of a survey file as submissions: consent, criteria and answers, each read or refused.

Several submissions of one respondent: which one counts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from study.base.errors import StudyError, stop_on
from study.setup.codebook import Codebook, Criterion, Timestamp, normalised
from study.survey.binding import Binding
from study.survey.identity import IdentityError, identify, redacted, shown
from study.survey.reading import Row, Table
from study.survey.scoring import AnswerError, score_answer, total_problems

__all__ = ["Problem", "Submission", "read_submissions", "superseded", "withdrawn"]


@dataclass(frozen=True)
class Problem:
    """A cell that is no answer to its question: in which column, to what, why, and the cell as it may be shown."""

    column: str
    question: str
    why: str
    found: str

    @property
    def detail(self) -> str:
        """The problem in a few words."""
        return f"{self.question}: {self.why}: {self.found}"


@dataclass(frozen=True)
class _Survey:
    """A table, what its columns hold, and the cells that no message may show (normalised)."""

    table: Table
    binding: Binding
    codebook: Codebook
    private: frozenset[str]


@dataclass(frozen=True)
class Submission:
    """One row: its number in the file, points as answered (not reversed; None: no answer), criteria not met and why.

    respondent: in memory only; None where nothing tells who it is. traits: the cells of criteria and of columns that
    describe the respondents, empty where they may be personal. Without consent nothing else is read.
    """

    row: int
    respondent: str | None = field(repr=False)
    moment: str
    consents: bool
    unmet: Mapping[str, str]
    answers: Mapping[str, int | None]
    problems: tuple[Problem, ...]
    traits: Mapping[str, str]

    @property
    def missing(self) -> tuple[str, ...]:
        """Indicators without an answer."""
        return tuple(code for code, point in self.answers.items() if point is None)

    @property
    def refuses(self) -> bool:
        """Whether consent is refused or not given, and clearly so."""
        return not self.consents and not self.problems

    @property
    def complete(self) -> bool:
        """Whether every indicator has a valid answer."""
        return self.consents and not self.missing and not self.problems


def read_submissions(table: Table, binding: Binding, codebook: Codebook) -> tuple[Submission, ...]:
    """Read every row; StudyErrors for rows of totals or means and for identities that cannot be compared."""
    stop_on(list(total_problems(table, binding, codebook.scale)), table.source)
    stop_on(list(_identity_problems(table, binding, codebook)), table.source)
    private = frozenset(normalised(row.cells[index]) for row in table.rows for index in binding.personal) - {""}
    survey = _Survey(table, binding, codebook, private)
    return tuple(_submission(row, survey) for row in table.rows)


def _respondent(row: Row, binding: Binding, codebook: Codebook) -> str | None:
    if codebook.identity is None or binding.identity is None:
        return None
    return identify(row.cells[binding.identity], codebook.identity)


def _identity_problems(table: Table, binding: Binding, codebook: Codebook) -> Iterator[StudyError]:
    for row in table.rows:
        try:
            _respondent(row, binding, codebook)
        except IdentityError as error:
            where = f"{table.source}, row {row.number}, column {table.columns[binding.identity or 0]}"
            what = "a respondent cannot be identified"
            remedy = "correct the cell, empty it, or list it under identity.missing of the codebook"
            yield StudyError(what, where, str(error), "the number as it is dialled", remedy)


def _submission(row: Row, survey: _Survey) -> Submission:
    respondent = _respondent(row, survey.binding, survey.codebook)
    moment = "" if survey.binding.timestamp is None else row.cells[survey.binding.timestamp].strip()
    consents, unclear = _consent(row, survey)
    if not consents:
        return Submission(row.number, respondent, moment, False, {}, {}, unclear, {})
    unmet, unreadable = _criteria(row, survey)
    answers, invalid = _answers(row, survey)
    problems = (*unreadable, *invalid)
    return Submission(row.number, respondent, moment, True, unmet, answers, problems, _traits(row, survey))


def _traits(row: Row, survey: _Survey) -> dict[str, str]:
    columns = {**survey.binding.criteria, **survey.binding.descriptive}
    return {name: shown(row.cells[column], survey.private) for name, column in columns.items()}


def _problem(row: Row, survey: _Survey, column: int, question: str, why: str) -> Problem:
    return Problem(survey.table.columns[column], question, why, redacted(row.cells[column], survey.private))


def _consent(row: Row, survey: _Survey) -> tuple[bool, tuple[Problem, ...]]:
    consent, column = survey.codebook.consent, survey.binding.consent
    if consent is None or column is None:
        return True, ()
    answer = normalised(row.cells[column])
    if answer in consent.accepted:
        return True, ()
    unclear = answer and answer not in consent.refused
    return False, (_problem(row, survey, column, "consent", "an unknown answer"),) if unclear else ()


def _criteria(row: Row, survey: _Survey) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The criteria that are not met, with a word on why, and the answers that cannot be told."""
    met = {c.name: _meets(row.cells[survey.binding.criteria[c.name]], c) for c in survey.codebook.criteria}
    cells = {name: row.cells[survey.binding.criteria[name]] for name in met}
    unmet = {
        name: f"answered {redacted(cells[name], survey.private)}" if cells[name].strip() else "not answered"
        for name, verdict in met.items()
        if verdict is False
    }
    unclear = [name for name, verdict in met.items() if verdict is None]
    problems = [_problem(row, survey, survey.binding.criteria[name], name, "an unknown answer") for name in unclear]
    return unmet, tuple(problems)


def _meets(cell: str, criterion: Criterion) -> bool | None:
    """Whether an answer meets a criterion; an empty one does not; None where it cannot be told."""
    text = normalised(cell)
    if text in criterion.accepted:
        return True
    if not text or text in criterion.refused:
        return False
    number = re.fullmatch(rf"(\d+(?:[.,]\d+)?)\s*(?:{'|'.join(map(re.escape, criterion.units))})?", text)
    if criterion.minimum is None or number is None:
        return None
    return float(number[1].replace(",", ".")) >= criterion.minimum


def _answers(row: Row, survey: _Survey) -> tuple[dict[str, int | None], tuple[Problem, ...]]:
    answers: dict[str, int | None] = {}
    problems: list[Problem] = []
    for code, columns in survey.binding.indicators.items():
        filled = [column for column in columns if row.cells[column].strip()]
        answers[code] = None
        try:
            answers[code] = score_answer(row.cells[filled[0]], survey.codebook.scale) if filled else None
        except AnswerError as error:
            problems.append(_problem(row, survey, filled[0], code, str(error)))
        if len(filled) > 1:
            answers[code] = None
            problems.append(_problem(row, survey, filled[1], code, "a second answer to the same question"))
    return answers, tuple(problems)


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
