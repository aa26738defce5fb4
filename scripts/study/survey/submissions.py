"""The rows of a survey file as submissions: consent, criteria and answers, each read or refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from study.base.errors import StudyError, stop_on
from study.setup.codebook import Codebook, MultipleChoice, normalise
from study.survey.binding import Binding
from study.survey.cells import Row, SetAside, Table
from study.survey.identity import IdentityError, answers_of_one_person, identify, is_rounded, kind_of, may_identify
from study.survey.scoring import AnswerError, is_number, score_answer
from study.survey.screening import meets, passes, read_choices, read_seconds, read_tick
from study.survey.totals import is_total

FEWEST_NUMBERS = 2  # that tell a row of totals from a slip of the pen


class Place(NamedTuple):
    """Where a submission stands: the number of its file in the list of the sample's files, and of its row there."""

    file: int
    row: int

    def seen_from(self, file: int) -> str:
        """Name the row, and its file where that is another one."""
        return f"row {self.row}" + (f" of file {self.file}" if self.file != file else "")


@dataclass(frozen=True)
class Problem:
    """A cell that is no answer to its question: in which column, to what, why, and what kind of thing it holds."""

    column: str
    question: str
    why: str
    found: str

    @property
    def detail(self) -> str:
        """The problem in a few words, none of them the respondent's."""
        return f"{self.question} (column {self.column}): {self.why}"


@dataclass(frozen=True, slots=True)
class Submission:
    """One row: its number in the file, answers as given (not reversed; None: no answer), criteria not met and why.

    respondent: in memory only; None where nothing tells who it is. traits: the cells of criteria and of columns that
    describe the respondents, empty where they may be personal. Without consent nothing else is read. set_aside: why
    the row is no complete answer to the form, where it is none; then nothing else is read. same_as: the place of the
    first row that is identical throughout, None where no earlier one is. seconds: how long the form took, None where
    nothing tells. choices: options ticked by question with several answers, None where there is no answer. file: its
    number among the sample's files.
    """

    row: int
    respondent: str | None = field(repr=False)
    moment: str
    consents: bool
    unmet: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, float | None] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    traits: Mapping[str, str] = field(default_factory=dict)
    set_aside: SetAside | None = None
    same_as: Place | None = None
    seconds: float | None = None
    choices: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    file: int = 1

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file, self.row)

    @property
    def missing(self) -> tuple[str, ...]:
        """Indicators without an answer."""
        return tuple(code for code, point in self.answers.items() if point is None)

    @property
    def refuses(self) -> bool:
        """Whether consent is refused or not given, and clearly so."""
        return not self.consents and not self.problems and self.set_aside is None

    @property
    def complete(self) -> bool:
        """Whether every indicator has a valid answer."""
        return self.consents and not self.problems and not self.missing


@dataclass(frozen=True)
class _BoundTable:
    """A table, what its columns hold, and by criterion or describing question the answers that tell a person.

    hidden: these answers (normalised). scores: the answer that each different cell is on a scale (by name), and its
    fault, once it was scored; most cells recur.
    """

    table: Table
    binding: Binding
    codebook: Codebook
    hidden: Mapping[str, frozenset[str]]
    scores: dict[tuple[str, str], tuple[float | None, str]] = field(default_factory=dict)

    def score(self, cell: str, code: str) -> tuple[float | None, str]:
        """Return the answer in a cell of an item (None: no answer), and why it is none of its scale, if so."""
        key = (cell, self.codebook.indicators[code].scale)
        if key not in self.scores:
            try:
                self.scores[key] = score_answer(cell, self.codebook.scale_of(code)), ""
            except AnswerError as error:
                self.scores[key] = None, str(error)
        return self.scores[key]


@dataclass(frozen=True, slots=True)
class _ScoredCell:
    """A filled cell of an item: its column, its answer (None: none), and why it is none of the scale, if so."""

    column: int
    point: float | None
    fault: str = ""


@dataclass(frozen=True)
class _BoundRow:
    """A row whose cells are read by what their columns hold."""

    row: Row
    bound: _BoundTable

    @property
    def binding(self) -> Binding:
        return self.bound.binding

    def cell(self, column: int | None) -> str:
        """Return the text of a column's cell, empty where the codebook has no such column."""
        return "" if column is None else self.row.cells[column].strip()

    @cached_property
    def respondent(self) -> str | None:
        """Who handed the form in, None where nothing tells; IdentityError where it cannot be told."""
        identity = self.bound.codebook.identity
        column = self.binding.identity
        return None if identity is None or column is None else identify(self.row.cells[column], identity)

    @cached_property
    def scored(self) -> dict[str, list[_ScoredCell]]:
        """The filled cells of each indicator."""
        return {
            code: [self._score(column, code) for column in columns if self.cell(column)]
            for code, columns in self.binding.indicators.items()
        }

    def _score(self, column: int, code: str) -> _ScoredCell:
        return _ScoredCell(column, *self.bound.score(self.row.cells[column], code))

    def problem(self, column: int, question: str, why: str) -> Problem:
        """Say what is wrong with a cell, without what stands in it."""
        return Problem(self.bound.table.columns[column], question, why, kind_of(self.row.cells[column]))

    def trait(self, name: str, column: int) -> str:
        """Return a cell as it may be counted among answers; empty where it may tell a person."""
        cell = self.row.cells[column]
        personal = may_identify(cell) or normalise(cell) in self.bound.hidden[name]
        return "" if personal else " ".join(cell.split())


def read_submissions(table: Table, binding: Binding, codebook: Codebook) -> tuple[Submission, ...]:
    """Read every row, those that are set aside too, in the order of the file.

    StudyErrors for rows that look like totals, for identities that cannot be compared, and for durations and ticks that
    cannot be read.
    """
    hidden = {
        name: _answers_of_one_person(table, binding, column) for name, column in _traits(binding, codebook).items()
    }
    bound = _BoundTable(table, binding, codebook, hidden)
    # Each pass binds the rows anew: what is computed of a row is not to be kept for all of them.
    rows = (_BoundRow(row, bound) for row in table.rows)
    stop_on([_refuse_total(row) for row in rows if not _is_submitted(row) and _is_total(row)], table.source)
    stop_on([problem for row in table.rows for problem in _refuse_identity(_BoundRow(row, bound))], table.source)
    stop_on([problem for row in table.rows for problem in _refuse_unreadable(_BoundRow(row, bound))], table.source)
    read = [_read_submission(_BoundRow(row, bound)) for row in table.rows]
    asides = [Submission(a.number, None, "", consents=False, set_aside=a) for a in table.set_aside]
    return tuple(sorted([*read, *asides], key=lambda submission: submission.row))


def _traits(binding: Binding, codebook: Codebook) -> dict[str, int]:
    # When somebody answered describes nobody, and would tell rows apart.
    asked = [criterion.name for criterion in codebook.criteria if not criterion.is_of_time]
    return {**{name: binding.criteria[name] for name in asked}, **binding.descriptive}


def _answers_of_one_person(table: Table, binding: Binding, column: int) -> frozenset[str]:
    personal = [other for other in binding.personal if other != column]
    cells = [row.cells[column] for row in table.rows]
    return answers_of_one_person(cells, lambda index: [table.rows[index].cells[other] for other in personal])


def _is_submitted(row: _BoundRow) -> bool:
    """Whether a form was filled in: there is a time, a consent or an identity, whatever the answers are."""
    columns = (row.binding.timestamp, row.binding.consent, row.binding.identity)
    return any(row.cell(column) and not is_total(row.cell(column)) for column in columns)


def _is_total(row: _BoundRow) -> bool:
    """Whether the answers are all numbers, none of them of the scale or beside a word such as Total.

    A mark of no answer is of the scale: who marked every item has answered nothing and is a respondent.
    """
    answers = [answer for cells in row.scored.values() for answer in cells]
    if len(answers) < FEWEST_NUMBERS or not all(is_number(row.cell(answer.column)) for answer in answers):
        return False
    items = {column for columns in row.binding.indicators.values() for column in columns}
    named = any(is_total(cell) for column, cell in enumerate(row.row.cells) if column not in items)
    return named or all(answer.fault for answer in answers)


def _refuse_total(row: _BoundRow) -> StudyError:
    where = f"{row.bound.table.source}, row {row.row.number}"
    found = "numbers as in a row of totals or means"
    remedy = "delete the row: the export should hold answers alone"
    return StudyError(what="a row is no respondent's", where=where, found=found, expected="answers", remedy=remedy)


def _refuse_identity(row: _BoundRow) -> Iterator[StudyError]:
    try:
        _ = row.respondent
    except IdentityError as error:
        column = row.bound.table.columns[row.binding.identity or 0]
        what = "a respondent cannot be identified"
        where = f"{row.bound.table.source}, row {row.row.number}, column {column}"
        found = str(error)
        remedy = "correct the cell, empty it, or list it under identity.missing of the codebook"
        if is_rounded(row.cell(row.binding.identity)):
            remedy = "digits are lost: export the survey again, not opened in a spreadsheet, or empty these cells"
        yield StudyError(what=what, where=where, found=found, expected="the number as it is dialled", remedy=remedy)


def _refuse_unreadable(row: _BoundRow) -> Iterator[StudyError]:
    """Refuse a duration and ticks that cannot be read, but of who refused consent: of them nothing is read."""
    if not _read_consent(row)[0]:
        return
    for read, name, expected in (
        (_read_seconds, "duration", "seconds, or a start and a later end of a form listed under formats"),
        (_read_choices, "multiple_choice", "a tick such as 1, Ya or the option itself, or 0, Tidak or nothing"),
    ):
        try:
            read(row)
        except ValueError as error:
            where = f"{row.bound.table.source}, row {row.row.number}, {name}"
            remedy = f"correct the cell, or {name} of {row.bound.codebook.source}"
            what = f"{name} cannot be read"
            yield StudyError(what=what, where=where, found=str(error), expected=expected, remedy=remedy)


def _read_seconds(row: _BoundRow) -> float | None:
    duration = row.bound.codebook.duration
    timestamp = row.bound.codebook.timestamp
    if duration is None:
        return None
    formats = (*duration.formats, *(timestamp.formats if timestamp else ()))
    return read_seconds([row.cell(column) for column in row.binding.duration], duration, formats)


def _read_choices(row: _BoundRow) -> dict[str, frozenset[str] | None]:
    return {choice.name: _read_choice(row, choice) for choice in row.bound.codebook.multiple_choice}


def _read_choice(row: _BoundRow, choice: MultipleChoice) -> frozenset[str] | None:
    columns = row.binding.multiple_choice[choice.name]
    if not choice.columns:
        return read_choices(row.cell(columns[""]), choice)
    ticks: dict[str, bool | None] = {}
    for option, column in columns.items():
        spellings = [text for text, name in choice.spellings.items() if name == option]
        try:
            ticks[option] = read_tick(row.cell(column), spellings)
        except ValueError as error:
            raise ValueError(f"column {row.bound.table.columns[column]}: {error}") from None
    # ASSUME: whose boxes are all empty was not asked or did not answer; exports that leave a box empty where it is not
    # ticked cannot tell them from those whom no option suits.
    return None if all(tick is None for tick in ticks.values()) else frozenset(name for name, t in ticks.items() if t)


def _read_submission(row: _BoundRow) -> Submission:
    number = row.row.number
    moment = row.cell(row.binding.timestamp)
    consents, unclear = _read_consent(row)
    if not consents:
        return Submission(number, row.respondent, moment, consents=False, problems=unclear)
    unmet, unreadable = _read_criteria(row)
    answers, invalid = _read_answers(row)
    traits = {name: row.trait(name, column) for name, column in _traits(row.binding, row.bound.codebook).items()}
    return Submission(
        number,
        row.respondent,
        moment,
        consents=True,
        unmet={**unmet, **_read_attention(row)},
        answers=answers,
        problems=(*unreadable, *invalid),
        traits=traits,
        seconds=_read_seconds(row),
        choices=_read_choices(row),
    )


def _read_consent(row: _BoundRow) -> tuple[bool, tuple[Problem, ...]]:
    consent = row.bound.codebook.consent
    column = row.binding.consent
    if consent is None or column is None:
        return True, ()
    answer = normalise(row.cell(column))
    if answer in consent.accepted:
        return True, ()
    if not answer or answer in consent.refused:
        return False, ()
    return False, (row.problem(column, "consent", "an unknown answer"),)


def _read_criteria(row: _BoundRow) -> tuple[dict[str, str], list[Problem]]:
    """The criteria that are not met, with a word on why, and the answers that cannot be told."""
    unmet: dict[str, str] = {}
    problems: list[Problem] = []
    for criterion in row.bound.codebook.criteria:
        column = row.binding.criteria[criterion.name]
        met = meets(row.cell(column), criterion)
        if met is None:
            problems.append(row.problem(column, criterion.name, "an unknown answer"))
        elif not met:
            fault = "not met" if row.cell(column) else "not answered"
            unmet[criterion.name] = f"column {row.bound.table.columns[column]}: {fault}"
    return unmet, problems


def _read_attention(row: _BoundRow) -> dict[str, str]:
    """Name the attention checks that were failed, if any, under the one reason that they share."""
    failed = [
        f"{check.name} (column {row.bound.table.columns[column]})"
        for check in row.bound.codebook.attention_checks
        if not passes(row.cell(column := row.binding.attention_checks[check.name]), check)
    ]
    return {"attention_check": f"failed: {', '.join(failed)}"} if failed else {}


def _read_answers(row: _BoundRow) -> tuple[dict[str, float | None], list[Problem]]:
    answers: dict[str, float | None] = {}
    problems: list[Problem] = []
    for code, cells in row.scored.items():
        answers[code] = cells[0].point if len(cells) == 1 else None
        if cells and cells[0].fault:
            problems.append(row.problem(cells[0].column, code, cells[0].fault))
        if len(cells) > 1:
            problems.append(row.problem(cells[1].column, code, "a second answer to the same question"))
    return answers, problems
