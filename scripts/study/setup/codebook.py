"""The codebook: which column of a survey file holds what, and which answers there are."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from study.base.errors import StudyError, stop_on
from study.setup.config import Content, Text, build, read_yaml

# Signs that nobody sees and that copying from web pages and chats leaves behind: no width, soft hyphens, directions.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
GRID = re.compile(r"(?P<grid>.*\S) ?\[(?P<row>[^\[\]]+)\]")  # an item as platforms head it: "Question [Row]"


def normalise(text: str) -> str:
    """Return the text without what does not matter, for comparison: capitals, spaces, signs that nobody sees."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(UNSEEN).casefold().split())


def normalise_all(texts: Iterable[str]) -> frozenset[str]:
    """Return the different texts without what does not matter."""
    return frozenset(map(normalise, texts))


# Reasons for leaving a respondent out that every survey has, in the order in which they are tried.
# The first two are no complete answers to the form: totals, previews, and what was never handed in.
NO_ANSWERS = ("not_a_response", "unfinished")
REASONS_BEFORE_CRITERIA = (*NO_ANSWERS, "no_consent", "duplicate", "identical_row", "break_off")
REASONS_AFTER_CRITERIA = (
    "attention_check",
    "too_fast",
    "invalid_answer",
    "too_many_missing",
    "missing_answer",
    "straight_lining",
    "careless",
)
SHARED = "scale"  # the scale of the items that name none


@dataclass(frozen=True)
class Scale:
    """The answers of items: `points` whole numbers from `lowest` on, or any number where points is 0.

    answers: words by point and language. spellings: the point of every spelling (normalised). missing: marks of no
    answer. Of numbers only: minimum and maximum (infinite where not declared), units that may stand beside them
    (normalised), and the decimal mark ("" where none is declared).
    """

    points: int
    answers: Mapping[int, Text]
    spellings: Mapping[str, int]
    missing: frozenset[str]
    name: str = SHARED
    lowest: int = 1
    minimum: float = -math.inf
    maximum: float = math.inf
    units: tuple[str, ...] = ()
    decimal: str = ""

    @property
    def is_number(self) -> bool:
        """Whether any number is an answer, so that no answer has words or a share of its own."""
        return self.points == 0

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest answer that the scale allows; infinite where numbers have no bound."""
        return (self.minimum, self.maximum) if self.is_number else (self.lowest, self.lowest + self.points - 1)

    @property
    def values(self) -> range:
        """The answers, lowest first; none where any number is one."""
        return range(self.lowest, self.lowest + self.points)

    @property
    def has_index(self) -> bool:
        """Whether a mean can be read as a share of the highest answer: numbers and answers below 0 have none."""
        return not self.is_number and self.lowest >= 0

    def turn(self, answer: float) -> float:
        """Return the answer as far from the other end of the scale: the lowest for the highest."""
        return sum(self.ends) - answer

    def words(self, language: str) -> tuple[str, ...]:
        """The words of the answers, lowest first; the number where a point has none in the language."""
        return tuple(self.answers.get(point, {}).get(language, str(point)) for point in self.values)


@dataclass(frozen=True)
class Indicator:
    """A statement of the questionnaire; `reverse` where agreeing means less of the construct.

    scale: the name of its scale. poles: the words of both ends ("low", "high") of a semantic differential.
    given_score: "sum" or "mean" where the column is a score of several items that the file does not have.
    ASSUME: a given score measures its construct without error; no statistic of its items can be computed.
    """

    code: str
    question: Text
    label: Text
    reverse: bool
    earlier_texts: tuple[str, ...] = ()
    scale: str = SHARED
    poles: Mapping[str, Text] = field(default_factory=dict)
    given_score: str = ""


@dataclass(frozen=True)
class Consent:
    """The question whether the answers may be used; answers normalised."""

    question: Text
    accepted: frozenset[str]
    refused: frozenset[str]


@dataclass(frozen=True)
class Criterion:
    """A screening question, met by a number, a date or a label; labels and units normalised.

    minimum, maximum: the bounds of a number, both among those that meet it (None: not bounded). first, last: the same
    of days. others: whether an answer that is not listed meets it (True: all but `refused`; False: `accepted` alone;
    None: it cannot be told). formats: of dates, as strptime reads them.
    """

    name: str
    question: Text
    minimum: float | None
    units: tuple[str, ...]
    accepted: frozenset[str]
    refused: frozenset[str]
    reason: Text
    maximum: float | None = None
    first: date | None = None
    last: date | None = None
    others: bool | None = None
    formats: tuple[str, ...] = ()

    @property
    def is_of_time(self) -> bool:
        """Whether days are compared: its column may be that of the time stamp."""
        return self.first is not None or self.last is not None


@dataclass(frozen=True)
class AttentionCheck:
    """A question with answers (normalised) that an attentive respondent gives; no answer is not among them."""

    name: str
    question: Text
    right: frozenset[str]


@dataclass(frozen=True)
class Duration:
    """How long a form took: a column in seconds or minutes, or the time from `start` to `end` (None: the time stamp).

    question: None where start and end are given; formats of these as strptime reads them.
    """

    question: Text | None = None
    unit: str = "seconds"
    start: Text | None = None
    end: Text | None = None
    formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class MultipleChoice:
    """A question with several answers in one cell, parted by `separators`, or a column per option.

    options: words by name and language. spellings: the option of every spelling (normalised). columns: the texts of
    each option's column; none where all answers stand in the column of the question.
    """

    name: str
    question: Text
    options: Mapping[str, Text]
    spellings: Mapping[str, str]
    separators: str
    columns: Mapping[str, tuple[str, ...]]


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

    scale: of the items that name none, or the first of `scales` with points. scales: all of them by name.
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
    scales: Mapping[str, Scale] = field(default_factory=dict)
    attention_checks: tuple[AttentionCheck, ...] = ()
    duration: Duration | None = None
    multiple_choice: tuple[MultipleChoice, ...] = ()

    def scale_of(self, code: str) -> Scale:
        """Return the scale of an indicator."""
        name = self.indicators[code].scale
        return self.scale if name == self.scale.name else self.scales[name]

    def group_by_scale(self, codes: Iterable[str]) -> dict[str, list[str]]:
        """Group indicators by the names of their scales, in their order."""
        groups: dict[str, list[str]] = {}
        for code in codes:
            groups.setdefault(self.indicators[code].scale, []).append(code)
        return groups

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
    stop_on([*_find_bad_scales(content, source), *_find_ambiguous_texts(content, source)], source)
    stop_on([*_find_bad_items(content, source), *_find_bad_rules(content, source)], source)
    scales = {name: _scale(name, entry) for name, entry in _scale_entries(content).items()}
    in_points = [scale for scale in scales.values() if scale.points]
    return Codebook(
        source=source,
        scale=scales.get(SHARED) or (in_points or list(scales.values()))[0],
        scales=scales,
        indicators={code: build(Indicator, {**entry, "code": code}) for code, entry in content["indicators"].items()},
        criteria=tuple(
            _criterion(name, entry, content.get("timestamp", {}).get("formats", ()))
            for name, entry in content.get("criteria", {}).items()
        ),
        consent=_consent(content["consent"]) if "consent" in content else None,
        timestamp=build(Timestamp, content["timestamp"]) if "timestamp" in content else None,
        identity=_identity(content["identity"]) if "identity" in content else None,
        personal=tuple(content.get("personal", ())),
        descriptive=content.get("descriptive", {}),
        ignored=tuple(content.get("ignored", ())),
        public_answers=tuple(content.get("public_answers", ())),
        translated_answers=content.get("translated_answers", {}),
        attention_checks=tuple(
            AttentionCheck(name, entry["question"], normalise_all(entry["right"]))
            for name, entry in content.get("attention_checks", {}).items()
        ),
        duration=build(Duration, content["duration"]) if "duration" in content else None,
        multiple_choice=tuple(_multiple_choice(*pair) for pair in content.get("multiple_choice", {}).items()),
    )


def find_open_questions(content: Content, source: str) -> Iterator[StudyError]:
    """Refuse each question of a draft that nobody has answered; content: of `codebook.yaml` before it is typed."""
    undecided = content.get("undecided")
    entries = enumerate(undecided if isinstance(undecided, list) else (), start=1)
    for number, question in [pair for pair in entries if isinstance(pair[1], dict) and "key" in pair[1]]:
        columns = ", ".join(map(repr, question.get("columns", ())))
        entry = f"{question['key']}, {columns}" if columns else question["key"]
        seen = question.get("seen", "nothing")
        found = seen if isinstance(seen, str) else ", ".join(f"{answer}: {number}" for answer, number in seen.items())
        yield StudyError(
            what="a question of the draft is open",
            where=f"{source}, key undecided, entry {number} ({entry})",
            found=f"{found} ({question.get('why', 'not known')})",
            expected="your answer",
            remedy=question.get("write", "decide and delete this entry"),
        )


def _scale_entries(content: Content) -> dict[str, Content]:
    """Return every scale that is declared, by name."""
    return ({SHARED: content["scale"]} if "scale" in content else {}) | dict(content.get("scales", {}))


def _scale(name: str, entry: Content) -> Scale:
    return Scale(
        points=entry.get("points", 0),
        answers={int(point): words for point, words in entry.get("answers", {}).items()},
        spellings=dict(_spellings(entry)),
        missing=normalise_all(entry.get("missing", ())),
        name=name,
        lowest=entry.get("lowest", 1),
        minimum=float(entry.get("minimum", -math.inf)),
        maximum=float(entry.get("maximum", math.inf)),
        units=tuple(normalise(unit) for unit in entry.get("unit", ())),
        decimal=entry.get("decimal", ""),
    )


def _spellings(entry: Content) -> Iterator[tuple[str, int]]:
    for point, words in entry.get("answers", {}).items():
        yield from ((normalise(word), int(point)) for word in words.values())
    for point, labels in entry.get("labels", {}).items():
        yield from ((normalise(label), int(point)) for label in labels)


def _criterion(name: str, entry: Content, formats: Iterable[str]) -> Criterion:
    return Criterion(
        name=name,
        question=entry["question"],
        minimum=entry.get("minimum"),
        units=tuple(normalise(unit) for unit in entry.get("unit", ())),
        accepted=normalise_all(entry.get("accepted", entry.get("in", ()))),
        refused=normalise_all(entry.get("refused", entry.get("not_in", ()))),
        reason=entry["reason"],
        maximum=entry.get("maximum"),
        first=date.fromisoformat(entry["from"]) if "from" in entry else None,
        last=date.fromisoformat(entry["until"]) if "until" in entry else None,
        others="not_in" in entry if {"in", "not_in"} & set(entry) else None,
        formats=(*entry.get("formats", ()), *formats),
    )


def _multiple_choice(name: str, entry: Content) -> MultipleChoice:
    spellings = {normalise(text): option for option, text in _option_texts(entry)}
    columns = {option: tuple(texts) for option, texts in entry.get("columns", {}).items()}
    return MultipleChoice(name, entry["question"], entry["options"], spellings, entry.get("separators", ",;"), columns)


def _option_texts(entry: Content) -> Iterator[tuple[str, str]]:
    """Pairs of an option and a spelling of it: its name, its words, and further labels."""
    for option, words in entry["options"].items():
        further = entry.get("labels", {}).get(option, ())
        yield from ((option, text) for text in {normalise(text) for text in (option, *words.values(), *further)})


def _consent(entry: Content) -> Consent:
    return Consent(entry["question"], normalise_all(entry["accepted"]), normalise_all(entry["refused"]))


def _identity(entry: Content) -> Identity:
    return Identity(
        question=entry["question"],
        kind=entry["kind"],
        country_code=entry.get("country_code", ""),
        missing=normalise_all(entry.get("missing", ())),
    )


def _find_bad_scales(content: Content, source: str) -> Iterator[StudyError]:
    for name, scale in _scale_entries(content).items():
        where = f"{source}, key {_key_of(name)}"
        if "points" not in scale:
            if not scale.get("minimum", -math.inf) < scale.get("maximum", math.inf):
                yield _refuse(where, "bounds of numbers are out of order", "minimum not below maximum", "minimum first")
            continue
        values = range(scale.get("lowest", 1), scale.get("lowest", 1) + scale["points"])
        for point in [*scale.get("answers", {}), *scale.get("labels", {})]:
            if int(point) not in values:
                expected = f"{values[0]} to {values[-1]}"
                yield _refuse(where, "a point outside the scale", str(point), expected, "correct it")


def _key_of(scale: str) -> str:
    return SHARED if scale == SHARED else f"scales.{scale}"


def _refuse(where: str, what: str, found: str, expected: str, remedy: str = "correct one of them") -> StudyError:
    return StudyError(what=what, where=where, found=found, expected=expected, remedy=remedy)


def _find_bad_items(content: Content, source: str) -> Iterator[StudyError]:
    """Find items of an unknown scale, reversed numbers without bounds, and given scores that are no numbers."""
    scales = _scale_entries(content)
    for code, entry in content["indicators"].items():
        where = f"{source}, key indicators.{code}"
        name = entry.get("scale", SHARED)
        if name not in scales:
            known = f"one of {', '.join(scales)}"
            yield _refuse(where, "an item's scale is not declared", name, known, "write its scale, or declare it")
            continue
        scale = scales[name]
        number = "points" not in scale
        if entry["reverse"] and number and not {"minimum", "maximum"} <= set(scale):
            expected = f"minimum and maximum of {_key_of(name)}"
            yield _refuse(where, "a reversed number has no bounds", "reverse: true", expected, "declare both")
        if "given_score" in entry and not number:
            expected = f"kind: number in {_key_of(name)}"
            remedy = "declare a scale of numbers, minimum and maximum as the score has them"
            yield _refuse(where, "a given score is on a scale of points", f"given_score on {name}", expected, remedy)
        if "poles" in entry and number:
            yield _refuse(where, "a number has poles", "poles", "a scale of points", "delete the poles")


RULES = ("accepted", "refused", "in", "not_in", "minimum", "maximum", "from", "until")


def _find_bad_rules(content: Content, source: str) -> Iterator[StudyError]:
    """Find criteria without a rule or with rules that exclude each other, and a duration from nowhere."""
    for name, entry in content.get("criteria", {}).items():
        where = f"{source}, key criteria.{name}"
        rules = [rule for rule in RULES if rule in entry]
        labels = [rule for rule in rules if rule in ("in", "not_in")]
        if not rules:
            yield _refuse(where, "a criterion has no rule", "nothing", f"one of {', '.join(RULES)}", "add it")
        if labels and len(rules) > 1:
            found = ", ".join(rules)
            yield _refuse(where, "rules of a criterion exclude each other", found, f"{labels[0]} alone")
        if {"minimum", "maximum"} & set(rules) and {"from", "until"} & set(rules):
            expected = "bounds of a number, or of days"
            yield _refuse(where, "rules of a criterion exclude each other", ", ".join(rules), expected)
        for low, high in (("minimum", "maximum"), ("from", "until")):
            if low in entry and high in entry and entry[low] > entry[high]:
                found = f"{low}: {entry[low]}, {high}: {entry[high]}"
                yield _refuse(where, "a criterion that nobody can meet", found, f"{low} up to {high}")
        for key in [key for key in ("from", "until") if key in entry]:
            if not _is_day(entry[key]):
                yield _refuse(where, "a date that is none", f"{key}: {entry[key]}", "'2025-07-31'", "correct it")
    duration = content.get("duration", {})
    if "start" in duration and not ("end" in duration or "timestamp" in content):
        remedy = "add end, or timestamp"
        yield _refuse(f"{source}, key duration", "a duration has no end", "start alone", "start and end", remedy)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _find_ambiguous_texts(content: Content, source: str) -> Iterator[StudyError]:
    """Find spellings of two answers, or of an answer and of none, and headers that bind a column to two entries."""
    for name, scale in _scale_entries(content).items():
        missing = {(text, 0.5) for text in normalise_all(scale.get("missing", ()))}
        answers = [text for text, _ in {*_spellings(scale), *missing}]
        yield from _find_repeated(answers, f"{source}, key {_key_of(name)}", "two answers")
    for name, entry in content.get("criteria", {}).items():
        both = [*normalise_all(entry.get("accepted", ())), *normalise_all(entry.get("refused", ()))]
        yield from _find_repeated(both, f"{source}, key criteria.{name}", "two answers")
    for name, entry in content.get("multiple_choice", {}).items():
        texts = [text for _, text in _option_texts(entry)]
        yield from _find_repeated(texts, f"{source}, key multiple_choice.{name}", "two options")
    headers = [text for _, text in set(_headers(content))]
    yield from _find_repeated(headers, source, "two columns")


def _headers(content: Content) -> Iterator[tuple[str, str]]:
    """Pairs of an entry and a header that binds a column to it, normalised."""
    for code, entry in content["indicators"].items():
        texts = [code, *entry["question"].values(), *entry.get("earlier_texts", ())]
        yield from ((f"indicators.{code}", normalise(text)) for text in texts)
    for group in ("criteria", "descriptive", "attention_checks", "multiple_choice"):
        for name, entry in content.get(group, {}).items():
            question = entry.get("question", entry)
            # The day of a submission is in the column of the time stamp; of boxes each has a text of its own.
            if not {"from", "until", "columns"} & set(entry):
                yield from ((f"{group}.{name}", normalise(text)) for text in question.values())
            columns = entry.get("columns", {}) if group == "multiple_choice" else {}
            for option, texts in columns.items():
                yield from ((f"{group}.{name}.{option}", normalise(text)) for text in texts)
    for name in ("consent", "timestamp", "identity"):
        texts = content.get(name, {}).get("question", {}).values()
        yield from ((name, normalise(text)) for text in texts)
    for group in ("personal", "ignored"):
        yield from ((group, normalise(text)) for text in content.get(group, ()))


def _find_repeated(texts: Iterable[str], where: str, things: str) -> Iterator[StudyError]:
    for text in sorted(text for text, count in Counter(texts).items() if count > 1):
        yield StudyError(
            what=f"one text stands for {things}",
            where=where,
            found=repr(text),
            expected="one meaning per text",
            remedy="keep it in one place",
        )
