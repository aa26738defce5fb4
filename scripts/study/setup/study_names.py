"""What a study calls its parts in a language: constructs, dimensions, items, reasons, options, the page of results."""

import re
from collections.abc import Sequence

from study.setup.claim_declarations import MAIN, Claims
from study.setup.codebook import GRID, Codebook, normalise
from study.setup.study_model import StudyModel
from study.words.dictionary import LANGUAGES, has_words, label, text_in, value_words, word
from study.words.wording import names_in

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


def workbook_file(language: str, first: str) -> str:
    """Name the workbook of all tables in a language; `first` as for `results_page`.

    >>> workbook_file("id", "id"), workbook_file("en", "id")
    ('tables.xlsx', 'tables.en.xlsx')
    """
    return "tables.xlsx" if language == first else f"tables.{language}.xlsx"


def construct_label(model: StudyModel, construct: str, language: str) -> str:
    """Name a construct or an observed variable."""
    return text_in(model.label_of(construct), language, f"construct {construct}")


def symbol_and_label(model: StudyModel, construct: str, language: str) -> tuple[str, str]:
    """Return the symbol of a construct, empty where its name is none or its label too, and its label."""
    label_of = construct_label(model, construct, language)
    return beside(symbol_of(construct), label_of), label_of


def beside(code: str, label_of: str) -> str:
    """Return the code that stands beside a label; empty where the label is no other word.

    >>> beside("X1", "Trust"), beside("X1", "x1")
    ('X1', '')
    """
    return "" if normalise(code) == normalise(label_of) else code


def name_words(codebook: Codebook, language: str) -> frozenset[str]:
    """Return the words that are names, which keep their capitals in a sentence: so the statements write them."""
    return names_in(statement(codebook, code, language) for code in codebook.indicators)


def model_names(claims: Claims) -> list[dict[str, str]]:
    """Return the rows of `models.csv`: the models that claims may name, each in every language (label_<language>)."""
    return [
        {"model": name, **{f"label_{language}": _model_label(claims, name, language) for language in LANGUAGES}}
        for name in (MAIN, *claims.models)
    ]


def _model_label(claims: Claims, name: str, language: str) -> str:
    if name in claims.labels and language in claims.labels[name]:
        return claims.labels[name][language]
    return label("own_model" if name == MAIN else "other_model", language).format(name=name.replace("_", " "))


def moderators_label(model: StudyModel, levels: str, language: str) -> str:
    """Word levels of moderators as the engine names them: "sex_women = 1" or "X2 = -1 SD, X3 = +1 SD"."""
    parts = [part.partition(" = ") for part in levels.split(", ")]
    return "; ".join(_moderator_label(model, name, level, language) for name, _, level in parts)


def _moderator_label(model: StudyModel, name: str, level: str, language: str) -> str:
    variable = model.observed.get(name)
    if variable and variable.is_binary:
        return text_in(variable.label if level == "1" else variable.base_label, language, f"observed variable {name}")
    side = {"-": "low", "+": "high"}.get(level[0], "mean")
    return word("values", f"level.{side}", language).format(moderator=construct_label(model, name, language))


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


def question_label(codebook: Codebook, name: str, language: str) -> str:
    """Word a question to the respondents about themselves; one with several answers says what its shares are of.

    Of the mode of collection nobody was asked.
    """
    several = {choice.name: choice.question for choice in codebook.multiple_choice}
    questions = {**codebook.questions, **several}
    if name not in questions:
        return label(name, language)
    text = text_in(questions[name], language, f"{codebook.source}, question {name}")
    return word("questions", "several_answers", language).format(question=text) if name in several else text


def answer_label(codebook: Codebook, name: str, answer: str, language: str) -> str:
    """Word an answer to such a question: an option as the codebook has it, a key as the dictionary, else as given."""
    options = {choice.name: choice.options for choice in codebook.multiple_choice}.get(name, {})
    if answer in options:
        return text_in(options[answer], language, f"{codebook.source}, multiple_choice {name}, {answer}")
    return value_words("answer", answer, language) if has_words("answer", answer) else answer


def grid_question(codebook: Codebook, items: Sequence[str], language: str) -> str:
    """Return the question of the grid whose rows are all of these items; empty where there is none."""
    parted = [GRID.fullmatch(" ".join(statement(codebook, item, language).split())) for item in items]
    questions = {match["grid"] if match else "" for match in parted}
    return questions.pop() if len(questions) == 1 and len(items) > 1 else ""


def statement(codebook: Codebook, code: str, language: str) -> str:
    """Word an item as it was asked, without its code, with the words at both ends of a semantic differential."""
    indicator = codebook.indicators[code]
    where = f"{codebook.source}, indicator {code}"
    written = re.escape(code).replace("_", "[_-]")  # X1-1 is X1_1 in a codebook
    text = re.sub(rf"^[\[(]?{written}[\])]?[.:)–-]?\s+(?=\S)", "", text_in(indicator.question, language, where))
    if not indicator.poles:
        return text
    low, high = (text_in(indicator.poles[end], language, f"{where}, poles") for end in ("low", "high"))
    lowest, highest = codebook.scale_of(code).ends
    return f"{text} ({lowest:g}: {low}; {highest:g}: {high})"


def reason_label(codebook: Codebook, reason: str, language: str) -> str:
    """Word why a respondent is left out: in the codebook's words for its criteria, else in the dictionary's."""
    criteria = {criterion.name: criterion.reason for criterion in codebook.criteria}
    if reason in criteria:
        return text_in(criteria[reason], language, f"{codebook.source}, criterion {reason}")
    return word("reasons", reason, language)


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
