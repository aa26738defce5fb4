"""Every word that readers see outside the sentences of the manuscript, in one YAML file per language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import yaml

from study.base.errors import StudyError

FOLDER = Path(__file__).parent
# Indonesian, the language of the survey, stands before English in every file that has both.
LANGUAGES = tuple(sorted((path.stem for path in FOLDER.glob("*.yaml")), reverse=True))


@dataclass(frozen=True)
class Dictionary:
    """The words of one language, by section and key."""

    language: str
    sections: Mapping[str, Mapping[str, str]]

    def has(self, section: str, key: str) -> bool:
        """Whether there are words for a key."""
        return key in self.sections[section]

    def word(self, section: str, key: str) -> str:
        """Look up the words of a key; StudyError where there are none."""
        if not self.has(section, key):
            near = get_close_matches(key, self.sections[section], n=3)
            raise StudyError(
                what="no words for this",
                where=f"{self.language}.yaml, section {section}",
                found=key,
                expected=", ".join(near) or "a key of that section",
                remedy=f"add them to every file in {FOLDER.name}/",
            )
        return self.sections[section][key]


@cache
def dictionary(language: str) -> Dictionary:
    """Read the words of a language; StudyError for a language that has no file."""
    if language not in LANGUAGES:
        raise StudyError(
            what="no such language",
            where=f"the dictionaries in {FOLDER.name}/",
            found=language,
            expected=f"one of {', '.join(LANGUAGES)}",
            remedy="choose one of them, or add a file of the same keys",
        )
    text = (FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    return Dictionary(language, yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506


def word(section: str, key: str, language: str) -> str:
    """Look up the words of a key in a section; StudyError for a key or a language that has none."""
    return dictionary(language).word(section, key)


def label(key: str, language: str) -> str:
    """Look up the words of a column, a verdict or a trend, as Markdown."""
    return word("labels", key, language)


def figure_word(key: str, language: str) -> str:
    """Look up a word of the figures; what is to be filled in stands in braces."""
    return word("figures", key, language)


def has_words(column: str, key: str) -> bool:
    """Whether a key that stands in a column of a table has words."""
    return all(dictionary(language).has("values", f"{column}.{key}") for language in LANGUAGES)


def value_words(column: str, key: str, language: str) -> str:
    """Look up the words of a key that stands in a column of a table."""
    return word("values", f"{column}.{key}", language)


def choice_label(choice: str, language: str) -> str:
    """Name a choice of the specification curve."""
    return word("choices", choice, language)


def text_in(texts: Mapping[str, str], language: str, where: str) -> str:
    """Choose a text that a study declares in several languages, legible; StudyError where it lacks this one."""
    if language not in texts:
        raise StudyError(
            what="a text is missing",
            where=where,
            found=f"languages {', '.join(texts)}",
            expected=language,
            remedy=f"add it in {language}",
        )
    return legible(texts[language])


# What a text may hold unseen: controls, which no Word file and no workbook may have, and marks that turn its direction.
BREAKS = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def legible(text: str) -> str:
    """Return a typed text on one line and without signs that are not seen: controls and turns of direction.

    >>> legible("Toko\\u202e ujaM\\nBaru")
    'Toko ujaM Baru'
    """
    return UNSEEN.sub("", BREAKS.sub(" ", text))
