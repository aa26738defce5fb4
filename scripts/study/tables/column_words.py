"""The words of tables: titles, heads of columns, and the words beside the keys that stand in cells."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from study.results.catalogue import INFERENCE
from study.setup.codebook import Codebook
from study.setup.study_model import ARROW, StudyModel
from study.setup.study_names import (
    answer_label,
    construct_label,
    dimension_labels,
    indicator_labels,
    moderators_label,
    option_label,
    question_label,
)
from study.words.dictionary import choice_label, dictionary, label, value_words, word
from study.words.wording import decimal_mark

if TYPE_CHECKING:  # the article's tables need no pandas
    import pandas as pd


def title(name: str, language: str) -> str:
    """Name a table; StudyError for a table or a language that has no words."""
    return word("titles", name, language)


def head(column: str, language: str) -> str:
    """Word the head of a column; StudyError for a column that has no words."""
    if dictionary(language).has("heads", column):
        return word("heads", column, language)
    if share := re.fullmatch(r"share_(-?\d+)", column):
        return word("heads", "share_of_point", language).format(point=share[1])
    base, _, field = column.rpartition("_")
    if base and field in INFERENCE:
        return f"{head(base, language)}: {head(field, language)}"
    return plain_label(column, language)


def article_head(key: str, language: str) -> str:
    """Word the head of a column of the article, as Markdown: its label, the head in the files, or words of its own."""
    words = dictionary(language)
    section = next((section for section in ("labels", "heads") if words.has(section, key)), "article")
    return words.word(section, key)


def word_truth(column: str, value: bool, language: str) -> str:
    """Word a column's true or false."""
    if column == "valid":
        return plain_label("valid_true" if value else "valid_false", language)
    return value_words("truth", str(value).lower(), language)


def plain_label(key: str, language: str) -> str:
    """Word a key as plain text."""
    return _plain(label(key, language))


def _plain(text: str) -> str:
    """Return a text without the marks of Markdown, with the signs that Unicode has for them."""
    return re.sub(r"~(\w+)~", r"\1", text.replace("^2^", "²").replace("*", ""))


Words = Callable[[str], str]
OF_CONSTRUCT = ("construct", "construct_1", "construct_2", "source", "target", "condition", "moderator", "variable")
OF_DIMENSION = ("dimension", "first", "second")
OF_KEY = (
    *("kind", "verdict", "without_verdict", "imputed_verdict", "ordinal_verdict", "ordinal_consistent_verdict"),
    *("marked_verdict", "trend", "type", "level"),
)
OF_COLUMN = (
    *("evidence_kind", "role", "criterion", "direction", "category", "rule", "status", "setting"),
    *("ceiling", "requirement", "change", "invariance"),
)
OF_MODEL = ("model", "rival")
OF_SYMBOLS = ("statistic", "interaction", "element", "moderated_route")
# Columns whose words depend on what stands in another one.
BESIDE = {
    "answer": "column",
    **dict.fromkeys(("group", "group_1", "group_2"), "question"),
    "option": "choice",
    "value": "setting",
}


def with_words(
    table: "pd.DataFrame",
    model: StudyModel,
    codebook: Codebook,
    language: str,
    models: Mapping[str, str] = MappingProxyType({}),
) -> "pd.DataFrame":
    """Put the words of each column of keys into a column to its right; a missing key has none.

    models: the words of the study's models, by name. StudyError where a word is not declared in the language.
    """
    labels: dict[str, Any] = {
        column: table[column].map(words, na_action="ignore")
        for column, words in _words(model, codebook, language, models).items()
        if column in table
    }
    for column, beside in BESIDE.items():
        if column in table and beside in table:
            pairs = zip(table[beside], table[column], strict=True)
            labels[column] = [_word_beside(beside, key, value, codebook, language) for key, value in pairs]
    worded = table.copy()
    for column, words in labels.items():
        worded.insert(list(worded.columns).index(column) + 1, f"{column}_label", words)
    return worded


def _word_beside(beside: str, key: str, value: Any, codebook: Codebook, language: str) -> object:
    """Word an option of a choice, the value of a setting, or an answer to a question: key, in the column `beside`."""
    if beside == "choice":
        return option_label(key, value, codebook, language)
    if beside == "setting":
        return _setting_value(key, value, language)
    return answer_label(codebook, key, value, language)


def _words(model: StudyModel, codebook: Codebook, language: str, models: Mapping[str, str]) -> dict[str, Words]:
    constructs = {name: construct_label(model, name, language) for name in (*model.constructs, *model.observed)}
    items = indicator_labels(codebook, language)
    dimensions = dimension_labels(model, language)
    symbols = items | constructs | dimensions | dict(models)
    return {
        **dict.fromkeys(OF_CONSTRUCT, lambda name: constructs[name]),
        **dict.fromkeys(OF_DIMENSION, lambda name: dimensions[name]),
        **dict.fromkeys(OF_KEY, lambda key: plain_label(key, language)),
        **{column: partial(value_words, column, language=language) for column in OF_COLUMN},
        **dict.fromkeys(OF_SYMBOLS, lambda text: word_expression(text, symbols)),
        **dict.fromkeys(("path", "route"), lambda path: " → ".join(constructs[name] for name in path.split(ARROW))),
        **(dict.fromkeys(OF_MODEL, lambda name: models[name]) if models else {}),
        "indicator": lambda code: items[code],
        "moderators": lambda levels: moderators_label(model, levels, language),
        "at": lambda at: word_level(str(at), language),
        "finding": lambda key: option_label("finding", key, codebook, language),
        "choice": lambda key: choice_label(key, language),
        **dict.fromkeys(("column", "question"), lambda name: question_label(codebook, name, language)),
    }


def _setting_value(setting: str, value: object, language: str) -> object:
    """Word what a setting chooses; a number stays one. StudyError for a choice without words."""
    if not isinstance(value, str):
        return value
    words = dictionary(language)
    name = setting.rpartition(".")[2]
    known = [(section, f"{start}.{value}") for start in (name, "estimator") for section in ("article", "options")]
    section, key = next((pair for pair in known if words.has(*pair)), known[0])
    return _plain(words.word(section, key))


def word_level(at: str, language: str) -> str:
    """Word where an effect is taken: "index", or standard deviations of the moderator from its mean."""
    if not re.fullmatch(r"[-+.\de]+", at):
        return value_words("at", at, language)
    side = {-1: "below", 0: "mean", 1: "above"}[(float(at) > 0) - (float(at) < 0)]
    distance = f"{abs(float(at)):g}".replace(".", decimal_mark(language))
    return value_words("at", side, language).format(distance=distance)


def word_expression(text: str, symbols: Mapping[str, str]) -> str:
    """Word an expression such as "X2 * X3 -> Y": every name that the study has words for, and its signs."""
    words = {**symbols, "->": "→", "*": "×"}
    return re.sub(r"[\w.]+|->|\*", lambda found: words.get(found[0], found[0]), text)
