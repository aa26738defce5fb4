"""Which column of a survey file holds which entry of the codebook."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from study.codebook import Codebook, Text
from study.errors import StudyError
from study.matching import normalised
from study.problems import stop_on
from study.reading import Table

__all__ = ["Binding", "bind_columns"]


@dataclass(frozen=True)
class Binding:
    """Numbers of the columns, from 0: of each indicator (one, or several wordings of it) and of each other entry.

    None where the codebook has no such entry.
    """

    indicators: Mapping[str, tuple[int, ...]]
    criteria: Mapping[str, int]
    consent: int | None
    timestamp: int | None
    identity: int | None
    personal: tuple[int, ...]


def bind_columns(table: Table, codebook: Codebook, indicators: Sequence[str]) -> Binding:
    """Find the column of each of the model's `indicators` and of every other question of the codebook.

    StudyErrors for a column that the codebook does not know, a question without a column, a question with two.
    """
    names = [normalised(header) for header in table.headers]
    indicator_columns = {code: _columns(names, _current_texts(codebook, code)) for code in codebook.indicators}
    earlier = {code: _columns(names, entry.earlier_texts) for code, entry in codebook.indicators.items()}
    others = {name: _columns(names, tuple(text.values())) for name, text in _single_questions(codebook)}
    needed = {**{code: indicator_columns[code] or earlier[code] for code in indicators}, **others}
    stop_on(
        [
            *_unknown(
                table, codebook, _known_columns(codebook, names, [*indicator_columns.values(), *earlier.values()])
            ),
            *_missing(table, codebook, needed),
            *_doubly_bound(table, {**indicator_columns, **others}),
        ],
        table.source,
    )
    return Binding(
        indicators={code: (*indicator_columns[code], *earlier[code]) for code in indicators},
        criteria={criterion.name: others[criterion.name][0] for criterion in codebook.criteria},
        consent=_first(others.get("consent")),
        timestamp=_first(others.get("timestamp")),
        identity=_first(others.get("identity")),
        personal=(*others.get("identity", ()), *_columns(names, codebook.personal)),
    )


def _current_texts(codebook: Codebook, code: str) -> tuple[str, ...]:
    return (code, *codebook.indicators[code].question.values())


def _single_questions(codebook: Codebook) -> Iterator[tuple[str, Text]]:
    yield from ((criterion.name, criterion.question) for criterion in codebook.criteria)
    for name, entry in (
        ("consent", codebook.consent),
        ("timestamp", codebook.timestamp),
        ("identity", codebook.identity),
    ):
        if entry is not None:
            yield name, entry.question


def _columns(names: Sequence[str], texts: Sequence[str]) -> tuple[int, ...]:
    wanted = {normalised(text) for text in texts}
    return tuple(index for index, name in enumerate(names) if name in wanted)


def _known_columns(codebook: Codebook, names: Sequence[str], found: Sequence[tuple[int, ...]]) -> set[int]:
    texts = [
        *(text for _, question in _single_questions(codebook) for text in question.values()),
        *(text for question in codebook.descriptive.values() for text in question.values()),
        *codebook.personal,
        *codebook.ignored,
    ]
    return {*_columns(names, texts), *(index for columns in found for index in columns)}


def _first(columns: tuple[int, ...] | None) -> int | None:
    return columns[0] if columns else None


def _unknown(table: Table, codebook: Codebook, known: set[int]) -> Iterator[StudyError]:
    for index in sorted(set(range(len(table.headers))) - known):
        yield StudyError(
            "a column is not in the codebook",
            f"{table.source}, column {table.columns[index]}",
            repr(table.headers[index]),
            f"a question of {codebook.source}",
            "bind it there (an edited question: under earlier_texts) or list it under ignored",
        )


def _missing(table: Table, codebook: Codebook, needed: Mapping[str, tuple[int, ...]]) -> Iterator[StudyError]:
    questions = {**dict(_single_questions(codebook)), **{code: i.question for code, i in codebook.indicators.items()}}
    for name in [name for name, columns in needed.items() if not columns]:
        yield StudyError(
            "a column is missing",
            table.source,
            f"no column for {name}",
            " or ".join(repr(text) for text in questions[name].values()),
            f"add the column or correct its text in {codebook.source}",
        )


def _doubly_bound(table: Table, bound: Mapping[str, tuple[int, ...]]) -> Iterator[StudyError]:
    for name, columns in bound.items():
        if len(columns) > 1:
            letters = " and ".join(table.columns[index] for index in columns)
            what, remedy = "a question has two columns", "delete one, or list the older text under earlier_texts"
            yield StudyError(what, f"{table.source}, columns {letters}", f"both bound to {name}", "one column", remedy)
