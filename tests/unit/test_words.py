"""Every word of a reader's language stands in the dictionaries, in each language, and in no Python file."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from study.base.errors import StudyError
from study.setup.config import read_yaml
from study.words.dictionary import FOLDER, LANGUAGES, dictionary, word
from study.words.wording import translated

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
# What reads the words that authors and other programs write, and what makes the simulated forms and first drafts.
READ_OR_WRITE_THE_FILES_OF_AUTHORS = (
    "study/simulated/demonstration.py",
    "study/drafting/author_questions.py",
    "study/drafting/column_sorting.py",
    "study/drafting/columns.py",
    "study/drafting/item_scales.py",
    "study/drafting/study_files.py",
    "study/drafting/question_list.py",
    "study/other_engines/smartpls_report.py",
    "study/returned_document/statements.py",
    "study/returned_document/word_text.py",
    "study/returned_document/written_numbers.py",
    "study/setup/schema_checks.py",
    "study/survey/asides.py",
    "study/survey/duplicates.py",
    "study/survey/identity.py",
    "study/survey/platforms.py",
    "study/survey/question_kinds.py",
    "study/survey/scoring.py",
    "study/survey/submissions.py",
    "study/survey/totals.py",
)
SHORTEST_ENGLISH = 14  # characters of a text that stands in Python by no chance


def keys(language: str) -> set[tuple[str, str]]:
    return {(section, key) for section, texts in dictionary(language).sections.items() for key in texts}


def placeholders(language: str) -> dict[tuple[str, str], set[str]]:
    return {(section, key): set(re.findall(r"{\w+}", word(section, key, language))) for section, key in keys(language)}


@cache
def parsed(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def constants(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module, without its docstrings."""
    docstrings = {node.value for node in parsed(path) if isinstance(node, ast.Expr)}
    for node in parsed(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield node.lineno, node.value


def spoken(language: str) -> set[str]:
    """The words of four letters and more, without names of what is filled in and of months, by which dates are read."""
    sections = dictionary(language).sections.values()
    texts = str([text for section in sections for key, text in section.items() if key != "months"])
    texts = re.sub(r"{\w+}", "", texts)
    return set(re.findall("[a-z]{4,}", texts.lower()))


def modules() -> list[Path]:
    paths = [path.relative_to(SCRIPTS).as_posix() for path in sorted(SCRIPTS.rglob("*.py"))]
    return [SCRIPTS / path for path in paths if not path.startswith(READ_OR_WRITE_THE_FILES_OF_AUTHORS)]


def test_each_language_has_the_same_keys_and_placeholders() -> None:
    assert LANGUAGES == ("id", "en")
    assert len(keys("id")) > 400
    for language in LANGUAGES:
        assert keys(language) == keys("id")
        known = {key: names - {"{roman}", "{number}"} for key, names in placeholders(language).items()}
        assert known == {key: names - {"{roman}", "{number}"} for key, names in placeholders("id").items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_a_text_and_no_key_stands_twice(language: str) -> None:
    sections = read_yaml(FOLDER / f"{language}.yaml")
    assert all(isinstance(text, str) and text for texts in sections.values() for text in texts.values())
    assert all(isinstance(key, str) for texts in sections.values() for key in texts)


def test_an_unknown_key_and_an_unknown_language_are_refused() -> None:
    with pytest.raises(StudyError, match=r"no words for this: en.yaml, section labels: found pats; expected path"):
        word("labels", "pats", "en")
    with pytest.raises(StudyError, match=r"no such language: .*: found fr; expected one of id, en"):
        word("labels", "path", "fr")


def test_no_module_holds_indonesian() -> None:
    indonesian = spoken("id") - spoken("en")
    assert {"jalur", "dengan", "pengaruh"} <= indonesian
    found = [
        (path.name, line, text)
        for path in modules()
        for line, text in constants(path)
        if set(re.findall("[a-z]{4,}", text.lower())) & indonesian
    ]
    assert found == []


def test_no_module_repeats_an_english_text_of_the_dictionary() -> None:
    # The English of `details` is what Python tells in result files, there to be recognised.
    sections = [texts for name, texts in dictionary("en").sections.items() if name != "details"]
    texts = {text for section in sections for text in section.values()}
    long = {text for text in texts if len(text) >= SHORTEST_ENGLISH and " " in text} - {key for _, key in keys("en")}
    assert [(path.name, line, text) for path in modules() for line, text in constants(path) if text in long] == []


def test_no_module_chooses_between_languages() -> None:
    found = [
        (path.name, node.lineno)
        for path in modules()
        for node in parsed(path)
        if isinstance(node, ast.Dict)
        and {"id", "en"} <= {key.value for key in node.keys if isinstance(key, ast.Constant)}
    ]
    assert found == []


def test_what_is_wrong_with_an_answer_is_told_in_indonesian() -> None:
    """The page of results tells it of every row left out."""
    survey = SCRIPTS / "study" / "survey"
    calls = [node for node in parsed(survey / "scoring.py") if isinstance(node, ast.Call)]
    faults = [call.args[0] for call in calls if getattr(call.func, "id", "") == "AnswerError"]
    described = [
        node.value
        for function in parsed(survey / "cleaning.py")
        if isinstance(function, ast.FunctionDef) and function.name.startswith("_describe_")
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant | ast.JoinedStr)
    ]
    shown = [re.sub(r"f?['\"](.*)['\"]", r"\1", ast.unparse(node)) for node in (*faults, *described)]
    details = [re.sub(r"{[^}]*}", "row 7", text) for text in shown if text]
    assert len(details) > 8
    assert [text for text in details if translated(text, "id") == text] == []
