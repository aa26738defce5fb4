"""Which column of a survey file holds which entry of the codebook."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain

from study.base.errors import StudyError, stop_on
from study.setup.codebook import Codebook, MultipleChoice, normalise
from study.setup.config import Text
from study.survey.cells import Table
from study.survey.identity import is_personal_header
from study.survey.platforms import LAYOUTS


@dataclass(frozen=True)
class Binding:
    """Numbers of the columns, from 0: of each indicator (one, or several wordings of it) and of each other entry.

    None where the codebook has no such entry. A column that describes the respondents may be lacking in the file.
    personal: the identity, what is listed as personal, what is ignored, for nobody has said what that is, and what a
    platform adds that tells a person. attention_checks: by name. duration: its column, or those of start and end.
    multiple_choice: by question and option; the option is "" where all answers stand in one column.
    """

    indicators: Mapping[str, tuple[int, ...]]
    criteria: Mapping[str, int]
    consent: int | None
    timestamp: int | None
    identity: int | None
    personal: tuple[int, ...]
    descriptive: Mapping[str, int]
    attention_checks: Mapping[str, int]
    duration: tuple[int, ...]
    multiple_choice: Mapping[str, Mapping[str, int]]

    @property
    def questions(self) -> frozenset[int]:
        """The columns that hold answers: all but the identity and what no entry of the codebook asks."""
        single = (self.consent, self.timestamp, *self.criteria.values(), *self.descriptive.values(), *self.duration)
        several = (*self.indicators.values(), *(options.values() for options in self.multiple_choice.values()))
        columns = {*single, *self.attention_checks.values(), *chain.from_iterable(several)}
        return frozenset(column for column in columns if column is not None)


def bind_columns(
    table: Table, codebook: Codebook, indicators: Sequence[str], columns: Mapping[str, str | None] | None = None
) -> Binding:
    """Find the column of each of the model's `indicators` and of every other question of the codebook.

    What a platform adds to the answers is passed over; its time of submission stands in for a time stamp without a
    column of its own.
    columns: by entry of the codebook the header that this file has for it, None where it has no such column.
    StudyErrors for a column that the codebook does not know, a question without a column, a question with two.
    """
    names = _names(table, codebook, columns or {})
    current = {code: _columns(names, (code, *entry.question.values())) for code, entry in codebook.indicators.items()}
    earlier = {code: _columns(names, entry.earlier_texts) for code, entry in codebook.indicators.items()}
    others = {name: _columns(names, tuple(text.values())) for name, text in _single_questions(codebook)}
    others |= _stand_in(table, codebook, names, others)
    added = {index for index, name in enumerate(names) if LAYOUTS[table.layout].adds(name)}
    needed = {**{code: current[code] or earlier[code] for code in indicators}, **others}
    strange = _unknown_columns(codebook, names, [*current.values(), *earlier.values()])
    unknown = [index for index in strange if index not in added]
    telling = tuple(index for index in strange if index in added and is_personal_header(table.headers[index]))
    _check_header(table, codebook, unknown)
    absent = [entry for entry, header in (columns or {}).items() if header is None]
    needed = {name: found for name, found in needed.items() if name not in absent}
    problems = [
        *_refuse_unknown(table, codebook, unknown, needed),
        *_refuse_missing(table, codebook, needed),
        *_refuse_repeated(table, {**current, **others}),
    ]
    stop_on(problems, table.source)
    return Binding(
        indicators={code: (*current[code], *earlier[code]) for code in indicators},
        criteria={criterion.name: others[criterion.name][0] for criterion in codebook.criteria},
        consent=_first(others.get("consent")),
        timestamp=_first(others.get("timestamp")),
        identity=_first(others.get("identity")),
        personal=(*others.get("identity", ()), *_columns(names, (*codebook.personal, *codebook.ignored)), *telling),
        descriptive=_descriptive(names, codebook),
        attention_checks={check.name: others[check.name][0] for check in codebook.attention_checks},
        duration=_duration(codebook, others),
        multiple_choice={
            choice.name: {option: others[name][0] for option, name in _choice_columns(choice)}
            for choice in codebook.multiple_choice
        },
    )


def _stand_in(
    table: Table, codebook: Codebook, names: Sequence[str], others: Mapping[str, tuple[int, ...]]
) -> dict[str, tuple[int, ...]]:
    """Bind the platform's time of submission for a time stamp without a column, and for what is asked of its day."""
    if codebook.timestamp is None or others["timestamp"]:
        return {}
    moments = _columns(names, tuple(LAYOUTS[table.layout].moments))
    asked = {name for name, text in _single_questions(codebook) if text == codebook.timestamp.question}
    return dict.fromkeys(sorted(asked), moments)


def _duration(codebook: Codebook, others: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Return the columns that tell how long a form took; the end is the time stamp where no other is declared."""
    names = ("duration",) if "duration" in others else ("start", "end" if "end" in others else "timestamp")
    return () if codebook.duration is None else tuple(others[name][0] for name in names)


def _choice_columns(choice: MultipleChoice) -> Iterator[tuple[str, str]]:
    """Pairs of an option and the name under which its column is bound."""
    yield from ((option, f"{choice.name}, {option}") for option in choice.columns)
    if not choice.columns:
        yield "", choice.name


def _names(table: Table, codebook: Codebook, columns: Mapping[str, str | None]) -> list[str]:
    """Return the headers, normalised; one that is given for an entry is replaced by the text of that entry."""
    texts = {**_questions(codebook), **codebook.descriptive}
    given: dict[str, str] = {}
    shared = []
    for entry, header in columns.items():
        text = normalise(next(iter(texts[entry].values())))
        # Two entries may ask the same, as a time stamp and a criterion of its day do.
        if header and given.setdefault(normalise(header), text) != text:
            shared.append((entry, header))
    names = [normalise(header) for header in table.headers]
    problems = [
        StudyError(
            what="one column for several questions of the codebook",
            where=table.source,
            found=f"{header!r} again, for {entry}",
            expected="a column of its own for each question",
            remedy="correct columns of the configuration",
        )
        for entry, header in shared
    ]
    problems += [
        StudyError(
            what="a header that the configuration names is not in the file",
            where=table.source,
            found=f"no column {header!r}",
            expected=f"the header of {entry}, as columns of the configuration has it",
            remedy="write it as it stands in the file",
        )
        for entry, header in columns.items()
        if header and normalise(header) not in names
    ]
    stop_on(problems, table.source)
    return [given.get(name, name) for name in names]


def _single_questions(codebook: Codebook) -> Iterator[tuple[str, Text]]:
    yield from ((criterion.name, criterion.question) for criterion in codebook.criteria)
    yield from ((check.name, check.question) for check in codebook.attention_checks)
    spans = codebook.duration
    times = {"duration": spans.question, "start": spans.start, "end": spans.end} if spans else {}
    yield from ((name, text) for name, text in times.items() if text is not None)
    for choice in codebook.multiple_choice:
        for option, name in _choice_columns(choice):
            texts = {str(number): text for number, text in enumerate(choice.columns.get(option, ()))}
            yield name, texts or choice.question
    entries = {"consent": codebook.consent, "timestamp": codebook.timestamp, "identity": codebook.identity}
    yield from ((name, entry.question) for name, entry in entries.items() if entry is not None)


def _descriptive(names: Sequence[str], codebook: Codebook) -> dict[str, int]:
    columns = {name: _columns(names, tuple(question.values())) for name, question in codebook.descriptive.items()}
    return {name: indices[0] for name, indices in columns.items() if indices}


def _columns(names: Sequence[str], texts: Sequence[str]) -> tuple[int, ...]:
    wanted = {normalise(text) for text in texts}
    return tuple(index for index, name in enumerate(names) if name in wanted)


def _unknown_columns(codebook: Codebook, names: Sequence[str], indicators: Sequence[tuple[int, ...]]) -> list[int]:
    texts = [
        *(text for _, question in _single_questions(codebook) for text in question.values()),
        *(text for question in codebook.descriptive.values() for text in question.values()),
        *codebook.personal,
        *codebook.ignored,
    ]
    known = {*_columns(names, texts), *(index for columns in indicators for index in columns)}
    return sorted(set(range(len(names))) - known)


def _first(columns: tuple[int, ...] | None) -> int | None:
    return columns[0] if columns else None


def _check_header(table: Table, codebook: Codebook, unknown: Sequence[int]) -> None:
    # A first row without any question may be a respondent's, and must not be quoted.
    if len(unknown) == len(table.headers):
        what = "no column is in the codebook"
        found = f"{len(unknown)} unknown columns"
        expected = f"questions of {codebook.source} in the first row"
        remedy = "see whether the header row is there and the codebook belongs to this survey"
        raise StudyError(what=what, where=table.source, found=found, expected=expected, remedy=remedy)


def _refuse_unknown(
    table: Table, codebook: Codebook, unknown: Sequence[int], needed: Mapping[str, tuple[int, ...]]
) -> Iterator[StudyError]:
    for index in unknown:
        yield StudyError(
            what="a column is not in the codebook",
            where=f"{table.source}, column {table.columns[index]}",
            found=repr(table.headers[index]) + _suggest_question(table.headers[index], codebook, needed),
            expected=f"a question of {codebook.source}",
            remedy="bind it there (an edited question: under earlier_texts) or list it under personal or ignored",
        )


def _suggest_question(header: str, codebook: Codebook, needed: Mapping[str, tuple[int, ...]]) -> str:
    """Name the question without a column whose text a header resembles, if there is one."""
    questions = _questions(codebook)
    unbound = [name for name, columns in needed.items() if not columns]
    texts = {normalise(text): name for name in unbound for text in questions[name].values()}
    near = get_close_matches(normalise(header), texts, n=1, cutoff=0.8)
    return f" (almost the text of {texts[near[0]]})" if near else ""


def _questions(codebook: Codebook) -> dict[str, Text]:
    items = {code: indicator.question for code, indicator in codebook.indicators.items()}
    return {**dict(_single_questions(codebook)), **items}


def _refuse_missing(table: Table, codebook: Codebook, needed: Mapping[str, tuple[int, ...]]) -> Iterator[StudyError]:
    questions = _questions(codebook)
    for name in [name for name, columns in needed.items() if not columns]:
        what = "a column is missing"
        expected = " or ".join(repr(text) for text in questions[name].values())
        remedy = f"add the column or correct its text in {codebook.source}"
        yield StudyError(what=what, where=table.source, found=f"no column for {name}", expected=expected, remedy=remedy)


def _refuse_repeated(table: Table, bound: Mapping[str, tuple[int, ...]]) -> Iterator[StudyError]:
    for name, columns in bound.items():
        if len(columns) > 1:
            letters = " and ".join(table.columns[index] for index in columns)
            what = "a question has two columns"
            where = f"{table.source}, columns {letters}"
            found = f"both bound to {name}"
            remedy = "delete one, or list the older text under earlier_texts"
            yield StudyError(what=what, where=where, found=found, expected="one column", remedy=remedy)
