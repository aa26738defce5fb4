"""Names and texts of a study's files: which names are unknown or repeated, and which words recur or lack a language."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from study.base.errors import StudyError
from study.setup.claim_declarations import Claims
from study.setup.codebook import Codebook, normalise
from study.setup.config import Text
from study.setup.configuration import Configuration
from study.setup.study_model import StudyModel

Texts = Iterator[tuple[str, Iterable[str]]]  # where each text stands, and the languages that it is written in


def find_repeated(names: Iterable[str]) -> list[str]:
    """Return each name that stands there more than once."""
    return [name for name, count in Counter(names).items() if count > 1]


def suggest(name: str, known: Iterable[str], otherwise: str) -> str:
    """Ask for the known name that is most like another; what to do otherwise, where none is like it."""
    near = get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]}?" if near else otherwise


def one_of(known: Collection[str], nothing: str) -> str:
    """Say which names are expected; `nothing` where there is none."""
    return f"one of {', '.join(known) or nothing}"


def find_unknown(
    names: Iterable[str],
    known: Collection[str],
    *,
    what: str,
    where: str,
    expected: str = "",
    otherwise: str = "correct the name or delete it",
) -> Iterator[StudyError]:
    """Refuse each name that is not known; otherwise: what to do where no known one is like it."""
    for name in [name for name in names if name not in known]:
        yield StudyError(
            what=what,
            where=where,
            found=name,
            expected=expected or f"one of {', '.join(known)}",
            remedy=suggest(name, known, otherwise),
        )


def find_same_words(labels: Mapping[str, Text], where: str) -> Iterator[StudyError]:
    """Refuse two names with the same words in a language, which no reader could tell apart."""
    named: dict[tuple[str, str], str] = {}
    for name, label in labels.items():
        for language, words in label.items():
            first = named.setdefault((language, normalise(words)), name)
            if first != name:
                yield StudyError(
                    what="two labels in the same words",
                    where=where,
                    found=f"{words} ({language}) for {first} and {name}",
                    expected="words of its own for each",
                    remedy="reword one of them",
                )


def study_texts(configuration: Configuration) -> Texts:
    """Yield the texts of the configuration."""
    study = configuration.study
    yield "configuration key study.title", study.title
    for name, population in configuration.plan.populations.items():
        yield f"configuration key plan.populations.{name}.label", population.label
    if configuration.plan.stopping_rule:
        yield "configuration key plan.stopping_rule", configuration.plan.stopping_rule
    yield "configuration key study.keywords", study.keywords
    for name, stated in study.declarations.items():
        if stated is not None:
            yield f"configuration key study.declarations.{name}", stated


def claim_texts(claims: Claims, source: str) -> Texts:
    """Yield the words of claims and rival models."""
    for name, words in claims.labels.items():
        yield f"{source}, labels, {name}", words
    for claim in claims.claims:
        yield f"{source}, claim {claim.id}, statement", claim.statement


def model_texts(model: StudyModel, source: str) -> Texts:
    """Yield the labels of the model."""
    for name, construct in model.constructs.items():
        yield f"{source}, construct {name}, label", construct.label
        for dimension in construct.dimensions:
            yield f"{source}, construct {name}, dimension {dimension.name}, label", dimension.label
    for name, variable in model.observed.items():
        yield f"{source}, observed variable {name}, label", variable.label
        if variable.is_binary:
            yield f"{source}, observed variable {name}, label of the base", variable.base_label


def codebook_texts(codebook: Codebook) -> Texts:
    """Yield the questions, labels and answers of the codebook."""
    for code, indicator in codebook.indicators.items():
        yield f"{codebook.source}, indicator {code}, label", indicator.label
        yield f"{codebook.source}, indicator {code}, question", indicator.question
        for end, words in indicator.poles.items():
            yield f"{codebook.source}, indicator {code}, poles, {end}", words
    for criterion in codebook.criteria:
        yield f"{codebook.source}, criterion {criterion.name}, reason", criterion.reason
        yield f"{codebook.source}, criterion {criterion.name}, question", criterion.question
    for name, question in codebook.descriptive.items():
        yield f"{codebook.source}, descriptive {name}", question
    for answer, words in codebook.translated_answers.items():
        yield f"{codebook.source}, translated_answers {answer}", words
    for choice in codebook.multiple_choice:
        yield f"{codebook.source}, multiple_choice {choice.name}, question", choice.question
        for option, words in choice.options.items():
            yield f"{codebook.source}, multiple_choice {choice.name}, {option}", words


def find_missing_languages(
    texts: Iterable[tuple[str, Iterable[str]]], languages: Sequence[str]
) -> Iterator[StudyError]:
    """Refuse each text that lacks one of the languages."""
    for where, text in texts:
        if missing := [language for language in languages if language not in text]:
            yield StudyError(
                what=f"a text is missing in {' and '.join(missing)}",
                where=where,
                found=f"only {', '.join(text)}",
                expected=", ".join(languages),
                remedy="add it, or take the language out of manuscript.languages and study.figure_language",
            )
