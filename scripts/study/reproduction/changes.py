"""What a data update changed since publication: counts of respondents, numbers, verdicts, sentences."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from study.reproduction.comparison import ABSENT, is_setting, is_word, stated_text
from study.reproduction.study_folder import StudyFolder
from study.results.numbers import Number, read_numbers
from study.returned_document.statements import split_sentences

# Attributes of a number or a figure, the brackets of a number, emphasis, and the escaped space.
_MARKS = re.compile(r"\{[.#][^}]*\}|(?<!\\)\[(?=(?:\\.|[^\[\]\\])*\]\{\.)|\](?=\{\.)|\*+|\\(?=[\s\[\]])")
_NUMBER = re.compile(r"\d[\d.,]*")
# Numbers of tables and figures, borders of tables and boxes: they change with what stands between them.
_FRAME = re.compile(r'"(?:tbl|fig):[^"]*"(?:,|: "[^"]*",?)|[|:+=\-\s]+|:::.*')
CONTEXT = 5
VERDICTS = ("verdict", "valid", "decidable", "fit_for_use", "finding", "passed")


@dataclass(frozen=True)
class Change:
    """Something by its name, before and after; "absent" where one of the two does not have it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Flip(Change):
    """A verdict on a hypothesis, or another one by its name, that is another now, with the files that say so."""

    files: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What changed: respondents (counts alone, never who), settings, verdicts, other words, numbers, sentences.

    sentences: language -> what differs of the sentences, in the order of the manuscript, each before and after; those
    with other words, not only other numbers, come first.
    """

    respondents: Sequence[Change]
    settings: Sequence[Change]
    verdicts: Sequence[Flip]
    words: Sequence[Change]
    numbers: Sequence[Change]
    sentences: Mapping[str, Sequence[Change]]


def changes_since(study: StudyFolder) -> Changes:
    """Compare the results with what was published."""
    before = read_numbers(study.published / "numbers.json").numbers
    after = read_numbers(study.results / "numbers.json").numbers
    names = list(dict.fromkeys([*before, *after]))
    words = {name for numbers in (before, after) for name, number in numbers.items() if is_word(number)}
    changes = [Change(name, stated_text(before.get(name)), stated_text(after.get(name))) for name in names]
    changes = [change for change in changes if change.before != change.after]
    results = [change for change in changes if not is_setting(change.name)]
    verdicts = [change for change in results if change.name in words and change.name.endswith(VERDICTS)]
    return Changes(
        respondents=_respondent_changes(before, after, names),
        settings=[change for change in changes if is_setting(change.name)],
        verdicts=_flips(verdicts, {**before, **after}),
        words=[change for change in results if change.name in words and change not in verdicts],
        numbers=[change for change in results if change.name not in words],
        sentences={language: _sentence_changes(study, language) for language in study.languages},
    )


def _flips(changes: Sequence[Change], numbers: Mapping[str, Number]) -> list[Flip]:
    """Tell each flipped verdict once: those on one hypothesis or claim stand in many files."""
    subjects = {
        number.row: str(number.value) for number in numbers.values() if number.column in ("hypothesis", "claim")
    }
    files: dict[Change, list[str]] = {}
    for change in changes:
        number = numbers[change.name]
        is_judgement = number.row is not None and number.column.endswith("verdict")
        name = subjects.get(number.row, str(number.row)) if is_judgement else change.name
        files.setdefault(Change(name, change.before, change.after), []).append(number.file)
    return [Flip(one.name, one.before, one.after, tuple(dict.fromkeys(found))) for one, found in files.items()]


def manuscript_units(markdown: str) -> list[str]:
    """Split a manuscript into sentences, rows of tables and headings, as a reader sees them."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", _MARKS.sub("", markdown))]
    return [unit for block in blocks for unit in _block_units(block) if unit]


def only_numbers(change: Change) -> bool:
    """Tell whether a sentence has the same words before and after."""
    return _NUMBER.sub("0", change.before) == _NUMBER.sub("0", change.after)


def _block_units(block: str) -> Sequence[str]:
    if block.startswith(("|", "---", "+", ":::")):
        return [line.strip() for line in block.splitlines() if not _FRAME.fullmatch(line.strip())]
    return split_sentences(" ".join(block.split()))


def _respondent_changes(
    before: Mapping[str, Number], after: Mapping[str, Number], names: Sequence[str]
) -> list[Change]:
    """List the counts that changed, and those of each sample in any case; a reason that does not occur counts none."""
    changes = [Change(name, _count(before, name), _count(after, name)) for name in names if ".flow." in name]
    return [one for one in changes if one.before != one.after or one.name.split(".", 2)[2] in ("received", "kept")]


def _count(numbers: Mapping[str, Number], name: str) -> str:
    return str(numbers[name].value) if name in numbers else "0"


def _sentence_changes(study: StudyFolder, language: str) -> list[Change]:
    """Pair the sentences of the article, then those of its supplement, where there is one."""
    files = [Path("manuscript") / f"{name}.{language}.md" for name in ("manuscript", "supplement")]
    both = [(_read_units(study.published / file), _read_units(study.results / file)) for file in files]
    changes = [change for before, after in both for change in _paired_units(before, after)]
    return [_excerpt(change) for change in sorted(changes, key=only_numbers)]


def _read_units(path: Path) -> list[str]:
    return manuscript_units(path.read_text(encoding="utf-8")) if path.is_file() else []


def _paired_units(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for tag, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            for old, new in zip_longest(before[start:end], after[first:last], fillvalue=ABSENT):
                yield Change("", old, new)


def _excerpt(change: Change) -> Change:
    """Keep of a sentence what differs, with some words around it."""
    old = change.before.split()
    new = change.after.split()
    start = max(0, _shared_start(old, new) - CONTEXT)
    shared_end = min(_shared_start(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    end = max(0, shared_end - CONTEXT)
    return Change(change.name, _cut_words(old, start, len(old) - end), _cut_words(new, start, len(new) - end))


def _shared_start(old: Sequence[str], new: Sequence[str]) -> int:
    """Count the words with which both begin."""
    differing = (index for index, (before, after) in enumerate(zip(old, new, strict=False)) if before != after)
    return next(differing, min(len(old), len(new)))


def _cut_words(words: Sequence[str], start: int, end: int) -> str:
    before = "… " if start > 0 else ""
    after = " …" if end < len(words) else ""
    return f"{before}{' '.join(words[start:end])}{after}"
