"""Words beside the keys that stand in a table's cells."""

import re
from collections.abc import Callable, Mapping

import pandas as pd

from study.codebook import Codebook
from study.model import StudyModel
from study.specification_words import choice_label, option_label
from study.table_columns import plain_label, text_in
from study.value_words import has_words, value_words

__all__ = ["with_words"]

Words = Callable[[str], str]
ARROW = " -> "
OF_CONSTRUCT = ("construct", "construct_1", "construct_2", "source", "target")
OF_DIMENSION = ("dimension", "first", "second")
OF_KEY = ("kind", "verdict", "trend", "type", "level")
OF_COLUMN = ("evidence_kind", "role", "criterion", "direction", "category", "rule", "status", "setting")
OF_SYMBOLS = ("statistic", "interaction", "element")


def with_words(table: pd.DataFrame, model: StudyModel, codebook: Codebook, language: str) -> pd.DataFrame:
    """Put the words of each column of keys into a column to its right; a missing key has none.

    StudyError where a word is not declared in the language.
    """
    worded = table.copy()
    for column, words in _words(model, codebook, language).items():
        if column in worded:
            labels = worded[column].map(words, na_action="ignore")
            worded.insert(list(worded.columns).index(column) + 1, f"{column}_label", labels)
    if "option" in worded:
        options = [
            option_label(choice, option, codebook, language)
            for choice, option in zip(table["choice"], table["option"], strict=True)
        ]
        worded.insert(list(worded.columns).index("option") + 1, "option_label", options)
    return worded


def _words(model: StudyModel, codebook: Codebook, language: str) -> dict[str, Words]:
    constructs = {
        name: text_in(construct.label, language, f"construct {name}") for name, construct in model.constructs.items()
    }
    items, dimensions = codebook.labels(language), _dimensions(model, language)
    symbols = items | constructs | dimensions
    return {
        **dict.fromkeys(OF_CONSTRUCT, lambda name: constructs[name]),
        **dict.fromkeys(OF_DIMENSION, lambda name: dimensions[name]),
        **dict.fromkeys(OF_KEY, lambda key: plain_label(key, language)),
        **{column: _of_column(column, language) for column in OF_COLUMN},
        **dict.fromkeys(OF_SYMBOLS, lambda text: _in_words(text, symbols)),
        **dict.fromkeys(("path", "route"), lambda path: " → ".join(constructs[one] for one in path.split(ARROW))),
        "indicator": lambda code: items[code],
        "finding": lambda key: option_label("finding", key, codebook, language),
        "choice": lambda key: choice_label(key, language),
        "column": lambda name: text_in(_questions(codebook)[name], language, f"question {name}"),
        "answer": lambda answer: value_words("answer", answer, language) if has_words("answer", answer) else answer,
    }


def _of_column(column: str, language: str) -> Words:
    return lambda key: value_words(column, key, language)


def _dimensions(model: StudyModel, language: str) -> dict[str, str]:
    return {
        part.name: text_in(part.label, language, f"dimension {part.name}")
        for construct in model.constructs.values()
        for part in construct.dimensions
    }


def _questions(codebook: Codebook) -> dict[str, Mapping[str, str]]:
    return {one.name: one.question for one in codebook.criteria} | dict(codebook.descriptive)


def _in_words(text: str, symbols: Mapping[str, str]) -> str:
    """Word an expression such as "X2 * X3 -> Y": every name that the study has words for, and its signs."""
    named = re.sub(r"[\w.]+", lambda name: symbols.get(name[0], name[0]), text)
    return named.replace("->", "→").replace("*", "×")
