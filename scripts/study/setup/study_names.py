"""What a study calls its parts in a language: constructs, dimensions, items, reasons, options, the page of results."""

import re

from study.setup.codebook import Codebook
from study.setup.study_model import StudyModel
from study.words.dictionary import label, text_in, word

__all__ = [
    "construct_label",
    "dimension_labels",
    "indicator_labels",
    "option_label",
    "reason_label",
    "results_page",
    "symbol_and_label",
    "symbol_of",
]

_SYMBOL = re.compile("[A-Z][0-9]*")


def symbol_of(construct: str) -> str:
    """Return the name of a construct where it is a symbol, a capital with or without a number; else nothing.

    >>> symbol_of("X1"), symbol_of("EXP")
    ('X1', '')
    """
    return construct if _SYMBOL.fullmatch(construct) else ""


def results_page(language: str, first: str) -> str:
    """Name the page of results in a language; `first` is the language of the page to begin with.

    >>> results_page("id", "id"), results_page("en", "id")
    ('index.html', 'index.en.html')
    """
    return "index.html" if language == first else f"index.{language}.html"


def construct_label(model: StudyModel, construct: str, language: str) -> str:
    """Name a construct."""
    return text_in(model.constructs[construct].label, language, f"construct {construct}")


def symbol_and_label(model: StudyModel, construct: str, language: str) -> tuple[str, str]:
    """Return the symbol of a construct, empty where its name is none, and its label."""
    return symbol_of(construct), construct_label(model, construct, language)


def dimension_labels(model: StudyModel, language: str) -> dict[str, str]:
    """Name every dimension of the model."""
    return {
        dimension.name: text_in(dimension.label, language, f"dimension {dimension.name}")
        for construct in model.constructs.values()
        for dimension in construct.dimensions
    }


def indicator_labels(codebook: Codebook, language: str) -> dict[str, str]:
    """Return the short label of every indicator."""
    return {
        code: text_in(indicator.label, language, f"{codebook.source}, indicator {code}")
        for code, indicator in codebook.indicators.items()
    }


def reason_label(codebook: Codebook, reason: str, language: str) -> str:
    """Word why a respondent is left out: in the codebook's words for its criteria, else in the dictionary's."""
    criteria = {criterion.name: criterion.reason for criterion in codebook.criteria}
    if reason in criteria:
        return text_in(criteria[reason], language, f"{codebook.source}, criterion {reason}")
    return word("reasons", reason, language)


def question_text(codebook: Codebook, name: str, language: str) -> str:
    """Word a criterion or a describing question: as it was asked; of the mode of collection nobody was asked."""
    questions = codebook.questions
    return text_in(questions[name], language, f"question {name}") if name in questions else label(name, language)


def mode_label(mode: str, language: str) -> str:
    """Word how answers were collected."""
    return word("values", f"answer.mode_{mode}", language)


def option_label(choice: str, option: str, codebook: Codebook, language: str) -> str:
    """Name an option of a choice: a reason in its words, an indicator by its code."""
    if choice == "waived" and option in codebook.reasons:
        return reason_label(codebook, option, language)
    if choice == "dropped" and option in codebook.indicators:
        return word("options", "dropped.without", language).format(code=option)
    return word("options", f"{choice}.{option}", language)
