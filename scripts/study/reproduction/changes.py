"""What a data update changed since publication: counts of respondents, numbers, verdicts, sentences."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from study.reproduction.comparison import is_setting, spoken
from study.reproduction.published_files import StudyFolder
from study.results.numbers import Number, read_numbers

__all__ = ["Change", "Changes", "changes_since", "only_numbers", "sentences"]

# Where a sentence ends: before a capital, a digit, or an opening mark; "hlm. 3" and "e.g. the" are not split wrongly
# in a way that matters, for both texts are split alike.
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9*_\[(])")
# Attributes of a number or a figure, the brackets of a number, emphasis, and the escaped space.
_MARKS = re.compile(r"\{[.#][^}]*\}|(?<!\\)\[(?=(?:\\.|[^\[\]\\])*\]\{\.)|\](?=\{\.)|\*+|\\(?=[\s\[\]])")
_NUMBER = re.compile(r"\d[\d.,]*")
CONTEXT = 5


@dataclass(frozen=True)
class Change:
    """Something by its name, before and after; "absent" where one of the two does not have it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """What changed: respondents (counts alone, never who), settings, words such as verdicts, numbers, sentences.

    sentences: language -> what differs of the sentences, in the order of the manuscript, each before and after; those
    with other words, not only other numbers, come first.
    """

    respondents: Sequence[Change]
    settings: Sequence[Change]
    words: Sequence[Change]
    numbers: Sequence[Change]
    sentences: Mapping[str, Sequence[Change]]


def changes_since(study: StudyFolder) -> Changes:
    """Compare the results with what was published."""
    before, after = (dict(read_numbers(folder / "numbers.json").numbers) for folder in (study.published, study.results))
    found = list(_changed(before, after))
    return Changes(
        respondents=_respondents(before, after),
        settings=[change for change in found if is_setting(change.name)],
        words=[change for change in found if not is_setting(change.name) and _word(change.name, before, after)],
        numbers=[change for change in found if not is_setting(change.name) and not _word(change.name, before, after)],
        sentences={language: _sentences(study, language) for language in study.languages},
    )


def sentences(markdown: str) -> list[str]:
    """Split a manuscript into sentences, rows of tables and headings, as a reader sees them."""
    blocks = re.split(r"\n\s*\n", _MARKS.sub("", markdown))
    parts = [part for block in blocks for part in _parts(block.strip())]
    return [part for part in parts if part]


def _parts(block: str) -> list[str]:
    if block.startswith(("|", "---", "+", ":::")):
        return [line.strip() for line in block.splitlines()]
    return _END.split(" ".join(block.split()))


def _changed(before: Mapping[str, Number], after: Mapping[str, Number]) -> list[Change]:
    names = dict.fromkeys([*before, *after])
    pairs = [(name, _text(before, name), _text(after, name)) for name in names]
    return [Change(name, one, other) for name, one, other in pairs if one != other]


def _text(numbers: Mapping[str, Number], name: str) -> str:
    return str(numbers[name].value) if name in numbers else "absent"


def _word(name: str, before: Mapping[str, Number], after: Mapping[str, Number]) -> bool:
    return any(spoken(numbers[name]) for numbers in (before, after) if name in numbers)


def _respondents(before: Mapping[str, Number], after: Mapping[str, Number]) -> list[Change]:
    """Every count of the flow, unchanged ones too; a reason that does not occur counts none."""
    names = [name for name in dict.fromkeys([*before, *after]) if ".flow." in name]
    return [Change(name, *(_count(numbers, name) for numbers in (before, after))) for name in names]


def _count(numbers: Mapping[str, Number], name: str) -> str:
    return str(numbers[name].value) if name in numbers else "0"


def _sentences(study: StudyFolder, language: str) -> list[Change]:
    file = Path("manuscript") / f"manuscript.{language}.md"
    old, new = (_read(folder / file) for folder in (study.published, study.results))
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    found = [
        change
        for tag, start, end, first, last in blocks
        if tag != "equal"
        for change in _paired(old[start:end], new[first:last])
    ]
    return [_excerpt(change) for change in sorted(found, key=only_numbers)]


def only_numbers(change: Change) -> bool:
    """Tell whether a sentence has the same words before and after."""
    return _NUMBER.sub("0", change.before) == _NUMBER.sub("0", change.after)


def _excerpt(change: Change) -> Change:
    """Keep of a sentence what differs, with some words around it."""
    old, new = change.before.split(), change.after.split()
    start = max(0, _common(old, new) - CONTEXT)
    end = max(0, min(_common(old[::-1], new[::-1]), len(old) - start, len(new) - start) - CONTEXT)
    return Change(change.name, *(_cut(words, start, len(words) - end) for words in (old, new)))


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """Count the words with which both begin."""
    return next(
        (place for place, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )


def _cut(words: Sequence[str], start: int, end: int) -> str:
    return " ".join(["…"] * (start > 0) + list(words[start:end]) + ["…"] * (end < len(words)))


def _read(path: Path) -> list[str]:
    return sentences(path.read_text(encoding="utf-8")) if path.is_file() else []


def _paired(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    padded = [[*texts, *["absent"] * (max(len(old), len(new)) - len(texts))] for texts in (old, new)]
    return [Change("", one, other) for one, other in zip(*padded, strict=True)]
