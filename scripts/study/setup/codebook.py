"""The codebook: which column of a survey file holds what, and which answers there are."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from study.base.errors import StudyError, stop_on
from study.setup.config import Content, build, read_yaml

__all__ = [
    "Codebook",
    "Consent",
    "Criterion",
    "Identity",
    "Indicator",
    "Scale",
    "Timestamp",
    "normalise",
    "normalise_all",
    "open_questions",
    "read_codebook",
]


def normalise(text: str) -> str:
    """Return the text without what does not matter, for comparison."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def normalise_all(texts: Iterable[str]) -> frozenset[str]:
    """Return the different texts without what does not matter."""
    return frozenset(map(normalise, texts))


Text = Mapping[str, str]

# Reasons for leaving a respondent out that every survey has, in the order in which they are tried.
# The first two are no complete answers to the form: totals, previews, and what was never handed in.
NO_ANSWERS = ("not_a_response", "unfinished")
REASONS_BEFORE_CRITERIA = (*NO_ANSWERS, "no_consent", "duplicate", "identical_row")
REASONS_AFTER_CRITERIA = ("invalid_answer", "too_many_missing", "missing_answer", "straight_lining")


@dataclass(frozen=True)
class Scale:
    """The answers 1 to `points`: their words by point and language, every spelling (normalised), marks of no answer."""

    points: int
    answers: Mapping[int, Text]
    spellings: Mapping[str, int]
    missing: frozenset[str]

    def words(self, language: str) -> tuple[str, ...]:
        """The words of the answers, lowest first; the number where a point has none in the language."""
        return tuple(self.answers.get(point, {}).get(language, str(point)) for point in range(1, self.points + 1))


@dataclass(frozen=True)
class Indicator:
    """A statement of the questionnaire; `reverse` where agreeing means less of the construct."""

    code: str
    question: Text
    label: Text
    reverse: bool
    earlier_texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Consent:
    """The question whether the answers may be used; answers normalised."""

    question: Text
    accepted: frozenset[str]
    refused: frozenset[str]


@dataclass(frozen=True)
class Criterion:
    """A screening question, met by a number from `minimum` on (None: by labels only) or by a label; all normalised."""

    name: str
    question: Text
    minimum: float | None
    units: tuple[str, ...]
    accepted: frozenset[str]
    refused: frozenset[str]
    reason: Text


@dataclass(frozen=True)
class Timestamp:
    """When a form was submitted; formats as strptime reads them."""

    question: Text
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Identity:
    """What tells one respondent from another; kind is phone or text; missing: cells that name nobody, normalised."""

    question: Text
    kind: str
    country_code: str
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Codebook:
    """Everything `codebook.yaml` declares; None or empty for what a survey does not ask. `source` names the file.

    public_answers: describing questions whose answers may be shown although they are in respondents' own words.
    translated_answers: describing answers in the languages of the manuscript; one that is not listed stands as given.
    """

    source: str
    scale: Scale
    indicators: Mapping[str, Indicator]
    criteria: tuple[Criterion, ...]
    consent: Consent | None
    timestamp: Timestamp | None
    identity: Identity | None
    personal: tuple[str, ...]
    descriptive: Mapping[str, Text]
    ignored: tuple[str, ...]
    public_answers: tuple[str, ...] = ()
    translated_answers: Mapping[str, Text] = field(default_factory=dict)

    @property
    def questions(self) -> dict[str, Text]:
        """The criteria and describing questions by name, as they are asked."""
        return {criterion.name: criterion.question for criterion in self.criteria} | dict(self.descriptive)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons for leaving a respondent out, in the order in which they are tried."""
        return (*REASONS_BEFORE_CRITERIA, *(criterion.name for criterion in self.criteria), *REASONS_AFTER_CRITERIA)

    @property
    def waivable(self) -> list[str]:
        """The reasons that a robustness check may set aside: all but refused consent and rows without answers."""
        return [reason for reason in self.reasons if reason not in ("no_consent", *NO_ANSWERS)]


def read_codebook(path: Path) -> Codebook:
    """Read `codebook.yaml`; its form is checked against the schema when the workflow starts.

    StudyErrors where one text stands for two things.
    """
    content = read_yaml(path)
    source = str(path)
    scale = content["scale"]
    stop_on([*_find_points_outside(scale, source), *_find_ambiguous_texts(content, source)], source)
    return Codebook(
        source=source,
        scale=_scale(scale),
        indicators={code: build(Indicator, {**entry, "code": code}) for code, entry in content["indicators"].items()},
        criteria=tuple(_criterion(name, entry) for name, entry in content.get("criteria", {}).items()),
        consent=_consent(content["consent"]) if "consent" in content else None,
        timestamp=build(Timestamp, content["timestamp"]) if "timestamp" in content else None,
        identity=_identity(content["identity"]) if "identity" in content else None,
        personal=tuple(content.get("personal", ())),
        descriptive=content.get("descriptive", {}),
        ignored=tuple(content.get("ignored", ())),
        public_answers=tuple(content.get("public_answers", ())),
        translated_answers=content.get("translated_answers", {}),
    )


def open_questions(content: Content, source: str) -> Iterator[StudyError]:
    """Refuse each question of a draft that nobody has answered; content: of `codebook.yaml` before it is typed."""
    undecided = content.get("undecided")
    entries = enumerate(undecided if isinstance(undecided, list) else (), start=1)
    for number, question in [pair for pair in entries if isinstance(pair[1], dict) and "key" in pair[1]]:
        columns = ", ".join(map(repr, question.get("columns", ())))
        entry = f"{question['key']}, {columns}" if columns else question["key"]
        yield StudyError(
            what="a question of the draft is open",
            where=f"{source}, key undecided, entry {number} ({entry})",
            found=f"{_show_answers(question.get('seen', 'nothing'))} ({question.get('why', 'not known')})",
            expected="your answer",
            remedy=question.get("write", "decide and delete this entry"),
        )


def _show_answers(seen: Mapping[str, int] | str) -> str:
    return seen if isinstance(seen, str) else ", ".join(f"{answer}: {number}" for answer, number in seen.items())


def _scale(entry: Content) -> Scale:
    return Scale(
        points=entry["points"],
        answers={int(point): words for point, words in entry.get("answers", {}).items()},
        spellings=dict(_spellings(entry)),
        missing=normalise_all(entry.get("missing", ())),
    )


def _spellings(entry: Content) -> Iterator[tuple[str, int]]:
    for point, words in entry.get("answers", {}).items():
        yield from ((normalise(word), int(point)) for word in words.values())
    for point, labels in entry.get("labels", {}).items():
        yield from ((normalise(label), int(point)) for label in labels)


def _criterion(name: str, entry: Content) -> Criterion:
    return Criterion(
        name=name,
        question=entry["question"],
        minimum=entry.get("minimum"),
        units=tuple(normalise(unit) for unit in entry.get("unit", ())),
        accepted=normalise_all(entry["accepted"]),
        refused=normalise_all(entry["refused"]),
        reason=entry["reason"],
    )


def _consent(entry: Content) -> Consent:
    return Consent(entry["question"], normalise_all(entry["accepted"]), normalise_all(entry["refused"]))


def _identity(entry: Content) -> Identity:
    return Identity(
        question=entry["question"],
        kind=entry["kind"],
        country_code=entry.get("country_code", ""),
        missing=normalise_all(entry.get("missing", ())),
    )


def _find_points_outside(scale: Content, source: str) -> Iterator[StudyError]:
    for point in [*scale.get("answers", {}), *scale.get("labels", {})]:
        if not 1 <= int(point) <= scale["points"]:
            what = "a point outside the scale"
            where = f"{source}, key scale"
            expected = f"1 to {scale['points']}"
            yield StudyError(what=what, where=where, found=str(point), expected=expected, remedy="correct it")


def _find_ambiguous_texts(content: Content, source: str) -> Iterator[StudyError]:
    """Find spellings of two points, or of an answer and of none, and headers that bind a column to two entries."""
    missing = {(text, 0) for text in normalise_all(content["scale"].get("missing", ()))}
    answers = [text for text, _ in {*_spellings(content["scale"]), *missing}]
    headers = [text for _, text in set(_headers(content))]
    yield from _find_repeated(answers, f"{source}, key scale", "two answers")
    yield from _find_repeated(headers, source, "two columns")


def _headers(content: Content) -> Iterator[tuple[str, str]]:
    """Pairs of an entry and a header that binds a column to it, normalised."""
    for code, entry in content["indicators"].items():
        texts = [code, *entry["question"].values(), *entry.get("earlier_texts", ())]
        yield from ((f"indicators.{code}", normalise(text)) for text in texts)
    for group in ("criteria", "descriptive"):
        for name, entry in content.get(group, {}).items():
            question = entry.get("question", entry)
            yield from ((f"{group}.{name}", normalise(text)) for text in question.values())
    for name in ("consent", "timestamp", "identity"):
        texts = content.get(name, {}).get("question", {}).values()
        yield from ((name, normalise(text)) for text in texts)
    for group in ("personal", "ignored"):
        yield from ((group, normalise(text)) for text in content.get(group, ()))


def _find_repeated(texts: Iterable[str], where: str, things: str) -> Iterator[StudyError]:
    for text in sorted(text for text, count in Counter(texts).items() if count > 1):
        what = f"one text stands for {things}"
        expected = "one meaning per text"
        yield StudyError(what=what, where=where, found=repr(text), expected=expected, remedy="keep it in one place")
