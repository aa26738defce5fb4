"""The questionnaire of a study in one language: what is asked, in which order, and which answers are offered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from study.base.errors import StudyError, stop_on
from study.setup.codebook import Codebook, Criterion, Scale, normalise, normalise_all
from study.setup.config import Text, read_yaml
from study.setup.configuration import InstrumentSection
from study.setup.study_model import StudyModel
from study.words.dictionary import legible, text_in, word

CONSENT = "consent"
IDENTITY = "identity"
KINDS = ("number", "text")


@dataclass(frozen=True)
class Declared:
    """What `codebook.yaml` says of the instrument itself, under the key instrument; empty where it says nothing.

    answers: of a question that is no item, "number", "text", or the choices by language. waived: reasons by item,
    construct or question, and there by rule of the lint. usual: accepted and refused answers as they are listed.
    """

    source: str
    title: Text = field(default_factory=dict)
    purpose: Text = field(default_factory=dict)
    consent: Text = field(default_factory=dict)
    instructions: Text = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    waived: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    usual: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """A question as a form asks it: its code, its text, and what is answered: a choice, a number or a text.

    choices: as offered, the lowest point first; figures: of the points of a scale, else none. required: whether a form
    insists on an answer. ends: choices after which nothing more is asked, as refused consent. hint: beside the text.
    """

    code: str
    text: str
    kind: str
    choices: tuple[str, ...] = ()
    required: bool = True
    ends: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Block:
    """Items that are answered on one scale, under one title; empty where the order is shuffled.

    choices and figures of its points, lowest first; none where items are answered with a number.
    """

    title: str
    choices: tuple[str, ...]
    figures: tuple[str, ...]
    items: tuple[Question, ...]


@dataclass(frozen=True)
class Questionnaire:
    """All that a form holds in one language, in the order of asking: consent, criteria, blocks of items, the person.

    purpose, consent_text: marked as to be filled in where the codebook has none. moment: the head of the column of time
    stamps, None where a survey has none.
    """

    language: str
    title: str
    purpose: str
    consent_text: str
    instructions: str
    contact: str
    consent: Question | None
    criteria: tuple[Question, ...]
    blocks: tuple[Block, ...]
    person: tuple[Question, ...]
    moment: str | None

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order of asking."""
        items = [item for block in self.blocks for item in block.items]
        return (*([self.consent] if self.consent else []), *self.criteria, *items, *self.person)

    @property
    def pages(self) -> tuple[tuple[str, str, tuple[Question, ...]], ...]:
        """The parts of a form on a screen, each its title, its help and its questions; none is empty but the first."""
        language = self.language
        pages = [
            (word("instrument", "screening", language), "", self.criteria),
            *(
                (block.title or word("instrument", "items", language), self.instructions, block.items)
                for block in self.blocks
            ),
            (word("instrument", "person", language), "", self.person),
        ]
        first = (self.title, self.introduction, (self.consent,) if self.consent else ())
        return (first, *(page for page in pages if page[2]))

    @property
    def introduction(self) -> str:
        """What stands before the first question: the purpose, the information for consent, whom to ask."""
        return "\n\n".join(text for text in (self.purpose, self.consent_text, self.contact) if text)


def read_declared(path: Path) -> Declared:
    """Read what `codebook.yaml` says of the instrument; its form is checked against the schema before."""
    content = read_yaml(path)
    entry = content.get("instrument", {})
    closed = {CONSENT: content[CONSENT]} if CONSENT in content else {}
    closed |= content.get("criteria", {})
    return Declared(
        source=str(path),
        **{key: entry.get(key, {}) for key in ("title", "purpose", "consent", "instructions", "answers")},
        waived=entry.get("waive", {}),
        usual={
            name: (
                tuple(asked.get("accepted", asked.get("in", ()))),
                tuple(asked.get("refused", asked.get("not_in", ()))),
            )
            for name, asked in closed.items()
        },
    )


def make_questionnaire(
    codebook: Codebook,
    declared: Declared,
    model: StudyModel,
    settings: InstrumentSection,
    study: tuple[Text, str],
    language: str,
) -> Questionnaire:
    """Make the questionnaire in a language; study: the title of the study, and whom respondents may ask.

    StudyErrors for texts that the language lacks, and for offered answers that the cleaning could not read.
    """
    stop_on([*_find_unknown_questions(codebook, declared)], declared.source)
    stop_on([*_find_unread_answers(codebook, declared, language)], declared.source)
    title, contact = study
    open_text = f"[{word('labels', 'to_be_stated', language)}]"
    moment = codebook.timestamp
    return Questionnaire(
        language=language,
        title=_text(declared.title or title, language, f"{declared.source}, instrument.title"),
        purpose=_stated(declared.purpose, language, declared.source, "purpose") or open_text,
        consent_text=_stated(declared.consent, language, declared.source, "consent") or open_text,
        instructions=_stated(declared.instructions, language, declared.source, "instructions")
        or word("instrument", "instructions", language),
        contact=word("instrument", "contact", language).format(contact=legible(contact)) if contact else "",
        consent=_consent(codebook, declared, language),
        criteria=tuple(_criteria(codebook, declared, language)),
        blocks=tuple(_blocks(codebook, model, settings, language)),
        person=tuple(_person(codebook, declared, language)),
        moment=_text(moment.question, language, f"{codebook.source}, timestamp") if moment else None,
    )


def _text(texts: Text, language: str, where: str) -> str:
    return " ".join(text_in(texts, language, where).split())


def _stated(texts: Text, language: str, source: str, key: str) -> str:
    return _text(texts, language, f"{source}, instrument.{key}") if texts else ""


def _consent(codebook: Codebook, declared: Declared, language: str) -> Question | None:
    if codebook.consent is None:
        return None
    text = _text(codebook.consent.question, language, f"{codebook.source}, consent")
    choices = _choices(CONSENT, declared, language)
    ends = tuple(choice for choice in choices if normalise(choice) in codebook.consent.refused)
    return Question(CONSENT, text, "choice", choices, ends=ends)


def _criteria(codebook: Codebook, declared: Declared, language: str) -> Iterator[Question]:
    for criterion in codebook.criteria:
        if codebook.timestamp and criterion.question == codebook.timestamp.question:
            continue  # the form tells the day by itself
        text = _text(criterion.question, language, f"{codebook.source}, criterion {criterion.name}")
        kind = "text" if criterion.is_of_time else "number" if is_of_number(criterion) else "choice"
        offered = declared.answers.get(criterion.name, kind)
        choices = () if offered in KINDS else _choices(criterion.name, declared, language)
        yield Question(criterion.name, text, "choice" if choices else offered, choices)


def is_of_number(criterion: Criterion) -> bool:
    """Whether a criterion is met by a number."""
    return criterion.minimum is not None or criterion.maximum is not None


def _person(codebook: Codebook, declared: Declared, language: str) -> Iterator[Question]:
    for name, question in codebook.descriptive.items():
        text = _text(question, language, f"{codebook.source}, descriptive {name}")
        offered = declared.answers.get(name, "text")
        choices = () if offered in KINDS else _choices(name, declared, language)
        yield Question(name, text, "choice" if choices else offered, choices, required=False)
    if codebook.identity:
        text = _text(codebook.identity.question, language, f"{codebook.source}, identity")
        yield Question(IDENTITY, text, "text", required=False)


def _choices(name: str, declared: Declared, language: str) -> tuple[str, ...]:
    """Return the choices of a question; the first accepted and the first refused answer where none are declared."""
    offered = declared.answers.get(name)
    if offered is None:
        return tuple(answers[0] for answers in declared.usual[name] if answers)
    where = f"{declared.source}, instrument.answers.{name}"
    if language not in offered:
        text_in(offered, language, where)
    return tuple(" ".join(legible(choice).split()) for choice in offered[language])


def _blocks(codebook: Codebook, model: StudyModel, settings: InstrumentSection, language: str) -> Iterator[Block]:
    """Yield the blocks of items, those of a construct together, or all in one shuffled order; one scale per block.

    A question that tests attention stands at the end of the first block whose answers hold a right one.
    """
    checks = list(codebook.attention_checks)
    for title, codes in _orders(codebook, model, settings, language):
        asked = [code for code in codes if not codebook.indicators[code].given_score]
        for alike in codebook.group_by_scale(asked).values():
            items = [_item(codebook, code, settings, language) for code in alike]
            choices = items[0].choices
            figures = items[0].figures
            for check in [check for check in checks if normalise_all(choices) & check.right]:
                checks.remove(check)
                text = _text(check.question, language, f"{codebook.source}, attention check {check.name}")
                items.append(replace(items[0], code=check.name, text=text, figures=(), hint=""))
            yield Block(title, choices, figures, tuple(items))


def _item(codebook: Codebook, code: str, settings: InstrumentSection, language: str) -> Question:
    indicator = codebook.indicators[code]
    scale = codebook.scale_of(code)
    text = _text(indicator.question, language, f"{codebook.source}, indicator {code}")
    choices = _scale_choices(scale, language)
    ends = [_text(indicator.poles[end], language, f"{codebook.source}, {code}") for end in indicator.poles]
    return Question(
        code,
        text,
        "choice" if choices else "number",
        choices,
        required=settings.required_items,
        figures=tuple(map(str, scale.values)),
        hint=" … ".join(ends),
    )


def _orders(
    codebook: Codebook, model: StudyModel, settings: InstrumentSection, language: str
) -> Iterator[tuple[str, Sequence[str]]]:
    if settings.order == "shuffled":
        codes = list(codebook.indicators)
        # The same order in every language and at every run.
        yield "", [codes[index] for index in np.random.default_rng(settings.seed).permutation(len(codes))]
        return
    for construct in model.constructs.values():
        yield _text(construct.label, language, f"construct {construct.name}"), construct.indicators
    left = [code for code in codebook.indicators if code not in model.indicators]
    if left:
        yield word("instrument", "other_items", language), left


def _scale_choices(scale: Scale, language: str) -> tuple[str, ...]:
    """Return the words of the points; beside its figure a word where not every point has one; none of numbers."""
    words = tuple(" ".join(legible(text).split()) for text in scale.words(language))
    figures = [str(point) for point in scale.values]
    if not set(words) & set(figures) or scale.lowest < 0:
        return words
    return tuple(text if text == figure else f"{figure} - {text}" for text, figure in zip(words, figures, strict=True))


def _find_unknown_questions(codebook: Codebook, declared: Declared) -> Iterator[StudyError]:
    """Find offered answers of questions that nobody is asked, or that are answered otherwise."""
    criteria = {criterion.name: is_of_number(criterion) for criterion in codebook.criteria}
    for name, offered in declared.answers.items():
        allowed: dict[str, tuple[str, ...]] = {CONSENT: ("choices",)} if codebook.consent else {}
        allowed |= {each: ("choices", "number") if number else ("choices",) for each, number in criteria.items()}
        allowed |= dict.fromkeys(codebook.descriptive, ("choices", *KINDS))
        found = offered if isinstance(offered, str) else "choices"
        if found not in allowed.get(name, ()):
            yield StudyError(
                what="the instrument offers answers to no such question",
                where=f"{declared.source}, instrument.answers.{name}",
                found=found,
                expected=f"{' or '.join(allowed[name])}" if name in allowed else f"one of {', '.join(allowed)}",
                remedy="correct the name or the answers, or delete the line",
            )


def _find_unread_answers(codebook: Codebook, declared: Declared, language: str) -> Iterator[StudyError]:
    """Find offered answers that the cleaning would not know."""
    listed = [criterion for criterion in codebook.criteria if criterion.others is None]
    known = {criterion.name: criterion.accepted | criterion.refused for criterion in listed}
    if codebook.consent:
        known[CONSENT] = codebook.consent.accepted | codebook.consent.refused
    for name, answers in known.items():
        offered = declared.answers.get(name, {})
        for choice in offered.get(language, ()) if isinstance(offered, Mapping) else ():
            if normalise(choice) not in answers:
                yield StudyError(
                    what="the instrument offers an answer that the cleaning does not know",
                    where=f"{declared.source}, instrument.answers.{name}.{language}",
                    found=repr(choice),
                    expected=f"an answer listed under accepted or refused of {name}",
                    remedy="list it there or correct it",
                )
