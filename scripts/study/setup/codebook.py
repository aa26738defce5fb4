"""The codebook: which column of a survey file holds what, and which answers there are."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from study.base.errors import StudyError, stop_on
from study.setup.config import read_yaml

__all__ = [
    "Codebook",
    "Consent",
    "Criterion",
    "Identity",
    "Indicator",
    "Scale",
    "Timestamp",
    "normalised",
    "read_codebook",
]


def normalised(text: str) -> str:
    """Return a text for comparison: capitals, kinds of spaces and typographic variants do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


Text = Mapping[str, str]

# Reasons for leaving a respondent out that every survey has, in the order in which they are tried.
REASONS_BEFORE_CRITERIA = ("no_consent", "duplicate")
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
    earlier_texts: tuple[str, ...]


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
    """Everything `codebook.yaml` declares; None or empty for what a survey does not ask. `source` names the file."""

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

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons for leaving a respondent out, in the order in which they are tried."""
        return (*REASONS_BEFORE_CRITERIA, *(criterion.name for criterion in self.criteria), *REASONS_AFTER_CRITERIA)

    @property
    def waivable(self) -> list[str]:
        """The reasons that a robustness check may set aside: all but refused consent."""
        return [reason for reason in self.reasons if reason != "no_consent"]


def read_codebook(path: Path) -> Codebook:
    """Read `codebook.yaml`; its form is checked against the schema when the workflow starts.

    StudyErrors where one text stands for two things.
    """
    content, source = read_yaml(path), str(path)
    scale = content["scale"]
    stop_on([*_point_problems(scale, source), *_text_problems(content, source)], source)
    return Codebook(
        source=source,
        scale=_scale(scale),
        indicators={code: _indicator(code, entry) for code, entry in content["indicators"].items()},
        criteria=tuple(_criterion(name, entry) for name, entry in content.get("criteria", {}).items()),
        consent=_consent(content.get("consent")),
        timestamp=_timestamp(content.get("timestamp")),
        identity=_identity(content.get("identity")),
        personal=tuple(content.get("personal", ())),
        descriptive=content.get("descriptive", {}),
        ignored=tuple(content.get("ignored", ())),
    )


def _scale(entry: Mapping[str, Any]) -> Scale:
    return Scale(
        points=entry["points"],
        answers={int(point): words for point, words in entry.get("answers", {}).items()},
        spellings=dict(_spellings(entry)),
        missing=_set(entry.get("missing", ())),
    )


def _spellings(entry: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for point, words in entry.get("answers", {}).items():
        yield from ((normalised(word), int(point)) for word in words.values())
    for point, labels in entry.get("labels", {}).items():
        yield from ((normalised(label), int(point)) for label in labels)


def _indicator(code: str, entry: Mapping[str, Any]) -> Indicator:
    return Indicator(code, entry["question"], entry["label"], entry["reverse"], tuple(entry.get("earlier_texts", ())))


def _criterion(name: str, entry: Mapping[str, Any]) -> Criterion:
    return Criterion(
        name=name,
        question=entry["question"],
        minimum=entry.get("minimum"),
        units=tuple(normalised(unit) for unit in entry.get("unit", ())),
        accepted=_set(entry["accepted"]),
        refused=_set(entry["refused"]),
        reason=entry["reason"],
    )


def _consent(entry: Mapping[str, Any] | None) -> Consent | None:
    if entry is None:
        return None
    return Consent(entry["question"], _set(entry["accepted"]), _set(entry["refused"]))


def _timestamp(entry: Mapping[str, Any] | None) -> Timestamp | None:
    return None if entry is None else Timestamp(entry["question"], tuple(entry["formats"]))


def _identity(entry: Mapping[str, Any] | None) -> Identity | None:
    if entry is None:
        return None
    return Identity(entry["question"], entry["kind"], entry.get("country_code", ""), _set(entry.get("missing", ())))


def _set(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(normalised(text) for text in texts)


def _point_problems(scale: Mapping[str, Any], source: str) -> list[StudyError]:
    """Points outside the scale, and spellings that stand for two points or for an answer and none."""
    points = [*scale.get("answers", {}), *scale.get("labels", {})]
    outside = [
        StudyError(
            "a point outside the scale", f"{source}, key scale", str(point), f"1 to {scale['points']}", "correct it"
        )
        for point in points
        if not 1 <= int(point) <= scale["points"]
    ]
    pairs = {*_spellings(scale), *((normalised(text), 0) for text in scale.get("missing", ()))}
    return [*outside, *_doubles((text for text, _ in pairs), f"{source}, key scale", "two answers")]


def _text_problems(content: Mapping[str, Any], source: str) -> list[StudyError]:
    return _doubles((text for _, text in set(_headers(content))), source, "two columns")


def _headers(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pairs of an entry and a header that binds a column to it, normalised."""
    for code, entry in content["indicators"].items():
        texts = [code, *entry["question"].values(), *entry.get("earlier_texts", ())]
        yield from ((f"indicators.{code}", normalised(text)) for text in texts)
    for group in ("criteria", "descriptive"):
        for name, entry in content.get(group, {}).items():
            question = entry.get("question", entry)
            yield from ((f"{group}.{name}", normalised(text)) for text in question.values())
    for name in ("consent", "timestamp", "identity"):
        texts = content.get(name, {}).get("question", {}).values()
        yield from ((name, normalised(text)) for text in texts)
    for group in ("personal", "ignored"):
        yield from ((group, normalised(text)) for text in content.get(group, ()))


def _doubles(texts: Iterable[str], where: str, expected: str) -> list[StudyError]:
    return [
        StudyError("one text stands for " + expected, where, repr(text), "one meaning per text", "keep it in one place")
        for text, count in sorted(Counter(texts).items())
        if count > 1
    ]
