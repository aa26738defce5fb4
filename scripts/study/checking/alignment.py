"""Which sentence of a returned document is which sentence of the manuscript, however its paragraphs were cut."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from study.checking.statements import masked_words
from study.checking.word_reading import Paragraph, Table

__all__ = ["Gap", "Sentence", "gaps", "pairs", "sentences", "table_pairs"]

# Least share of words in common: below it two sentences say different things, and two tables show different ones.
SAME_SENTENCE, MOVED_SENTENCE, SAME_TABLE = 0.5, 0.65, 0.3
SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[\w(\[“\"])")


@dataclass(frozen=True)
class Sentence:
    """A sentence and the paragraph it stands in."""

    text: str
    paragraph: Paragraph


@dataclass(frozen=True)
class Gap:
    """A stretch between sentences that both documents share: what stands in it in each."""

    expected: tuple[Sentence, ...]
    found: tuple[Sentence, ...]


def sentences(paragraphs: Sequence[Paragraph]) -> tuple[Sentence, ...]:
    """Cut paragraphs into sentences."""
    return tuple(Sentence(text, paragraph) for paragraph in paragraphs for text in SENTENCE_END.split(paragraph.text))


def gaps(expected: Sequence[Sentence], found: Sequence[Sentence]) -> list[Gap]:
    """List the stretches in which two documents differ by a letter or more."""
    ones, others = ([_plain(sentence.text) for sentence in side] for side in (expected, found))
    blocks = SequenceMatcher(None, ones, others, autojunk=False).get_opcodes()
    return [Gap(tuple(expected[a:b]), tuple(found[c:d])) for tag, a, b, c, d in blocks if tag != "equal"]


def pairs(expected: Sequence[Sentence], found: Sequence[Sentence], is_near: bool = True) -> list[tuple[int, int]]:
    """Pair sentences that say the same with other words or numbers, the most alike first; each is paired once.

    is_near: they stand in the same stretch; sentences that were moved must be more alike.
    """
    least = SAME_SENTENCE if is_near else MOVED_SENTENCE
    masks = [[masked_words(sentence.text) for sentence in side] for side in (expected, found)]
    alike = [
        (-_likeness(one, other), abs(i - j), i, j)
        for i, one in enumerate(masks[0])
        for j, other in enumerate(masks[1])
        if _may_be_alike(one, other, least)
    ]
    return list(_matched(entry for entry in sorted(alike) if -entry[0] >= least))


def table_pairs(expected: Sequence[Table], found: Sequence[Table]) -> list[tuple[int, int]]:
    """Pair tables by the words of their cells and captions, the most alike first."""
    masks = [[_table_words(table) for table in side] for side in (expected, found)]
    alike = [
        (-len(one & other) / max(len(one | other), 1), abs(i - j), i, j)
        for i, one in enumerate(masks[0])
        for j, other in enumerate(masks[1])
    ]
    return sorted(_matched(entry for entry in sorted(alike) if -entry[0] >= SAME_TABLE))


def _table_words(table: Table) -> set[tuple[int, str]]:
    """Return the words of a table, each with how often it has come before."""
    counted: dict[str, int] = {}
    found = set()
    for word in masked_words(" ".join([table.caption, *(cell for row in table.rows for cell in row)])):
        counted[word] = counted.get(word, 0) + 1
        found.add((counted[word], word))
    return found


def _matched(alike: Iterator[tuple[float, int, int, int]]) -> Iterator[tuple[int, int]]:
    ones: set[int] = set()
    others: set[int] = set()
    for _, _, i, j in alike:
        if i not in ones and j not in others:
            ones.add(i)
            others.add(j)
            yield i, j


def _may_be_alike(one: Sequence[str], other: Sequence[str], least: float) -> bool:
    return 2 * min(len(one), len(other)) >= least * (len(one) + len(other))


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= SAME_SENTENCE else 0.0


def _plain(text: str) -> str:
    """Leave out what Word and LibreOffice change by themselves: kinds of quotes, dashes and spaces."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.translate(str.maketrans("“”‘’−–", "\"\"''--")))
