"""Which sentence of a returned document is which sentence of the manuscript, however its paragraphs were cut.

What two versions of a sentence or a cell state differently, and what kind of difference it is.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from study.returned_document.statements import (
    NEGATIONS,
    NUMBER,
    Statement,
    masked_words,
    number_value,
    statements,
    words,
)
from study.returned_document.word_text import Paragraph, Table
from study.words.wording import decimal

__all__ = [
    "Difference",
    "Gap",
    "Sentence",
    "differences",
    "gaps",
    "pairs",
    "sentences",
    "statement_differences",
    "table_pairs",
]

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


KINDS = ("number", "verdict", "code")
GONE, NEW, ROUNDED = "no longer there", "new", "fewer decimals"
# Differences that an author may have wanted: they are told, and are no error.
NOTES = frozenset({GONE, NEW, ROUNDED})


@dataclass(frozen=True)
class Difference:
    """A difference: its kind in words, what the manuscript has, what was found; `is_error`: it contradicts a result."""

    kind: str
    expected: str
    found: str
    is_error: bool


def differences(expected: str, found: str, language: str, is_cell: bool = False) -> list[Difference]:
    """Compare what two texts state; in the cell of a table nothing may go or come either."""
    listed = statement_differences(statements(expected), statements(found), language)
    if is_cell:
        listed = [Difference(one.kind, one.expected, one.found, one.kind != ROUNDED) for one in listed]
    return listed or _lost_negation(expected, found)


def statement_differences(expected: Sequence[Statement], found: Sequence[Statement], language: str) -> list[Difference]:
    """Compare what is stated, each kind by itself and in its order."""
    listed: list[Difference] = []
    for kind in KINDS:
        ones, others = ([item for item in side if item.kind == kind] for side in (expected, found))
        listed += _of_kind(ones, others, language)
    return listed


def _of_kind(expected: Sequence[Statement], found: Sequence[Statement], language: str) -> list[Difference]:
    ones, others = ([item.meaning for item in side] for side in (expected, found))
    if ones == others:
        return []
    if len(expected) == len(found):
        return _in_order(expected, found, language)
    changed: list[Difference] = []
    gone: list[Statement] = []
    new: list[Statement] = []
    for tag, a, b, c, d in SequenceMatcher(None, ones, others, autojunk=False).get_opcodes():
        if tag != "equal":
            gone, new = [*gone, *expected[a:b]], [*new, *found[c:d]]
    gone, new = _without_moved(gone, new)
    together = min(len(gone), len(new))
    changed += _in_order(gone[:together], new[:together], language)
    changed += [Difference(GONE, item.written, "", False) for item in gone[together:]]
    return changed + [Difference(NEW, "", item.written, False) for item in new[together:]]


def _in_order(expected: Sequence[Statement], found: Sequence[Statement], language: str) -> list[Difference]:
    swapped = Counter(item.meaning for item in expected) == Counter(item.meaning for item in found)
    return [
        _difference(one, other, language, swapped)
        for one, other in zip(expected, found, strict=True)
        if one.meaning != other.meaning
    ]


def _without_moved(gone: Sequence[Statement], new: Sequence[Statement]) -> tuple[list[Statement], list[Statement]]:
    """Leave out what stands elsewhere in the same sentence: another order of words, not another number."""
    both = Counter(item.meaning for item in gone) & Counter(item.meaning for item in new)
    return _less(gone, Counter(both)), _less(new, Counter(both))


def _less(items: Sequence[Statement], taken: Counter[str]) -> list[Statement]:
    kept = []
    left = dict(taken)
    for item in items:
        if left.get(item.meaning, 0):
            left[item.meaning] -= 1
        else:
            kept.append(item)
    return kept


def _difference(one: Statement, other: Statement, language: str, swapped: bool) -> Difference:
    kind = "swapped" if swapped else _kind(one, other, language)
    return Difference(kind, one.written, other.written, kind != ROUNDED)


def _kind(one: Statement, other: Statement, language: str) -> str:
    if one.kind != NUMBER:
        return "verdict changed" if one.kind == "verdict" else "code changed"
    old, new = one.meaning, other.meaning
    if old.lstrip("<>≤≥") == new.lstrip("<>≤≥"):
        return "relation changed"
    if old.removesuffix("%") == new.removesuffix("%"):
        return "per cent sign changed"
    if old.replace("-", "") == new.replace("-", ""):
        return "sign lost" if "-" in old else "sign added"
    if _digits(old) == _digits(new):
        return "decimal mark or place changed"
    return ROUNDED if _is_rounded(old, new, language) else "digits changed"


def _digits(meaning: str) -> str:
    return "".join(sign for sign in meaning if sign.isdigit()).strip("0")


def _is_rounded(old: str, new: str, language: str) -> bool:
    mark = decimal(0.5, 1, language)[1]
    places = [len(text.removesuffix("%").partition(mark)[2]) for text in (old, new)]
    near = abs(number_value(old, language) - number_value(new, language))
    unit = 10.0 ** -places[1] / (100 if new.endswith("%") else 1)
    alike = (old[0], old[-1] == "%") == (new[0], new[-1] == "%") or (old[0].isdigit() and new[0].isdigit())
    return alike and 0 < places[1] < places[0] and near <= unit / 2 + 1e-12


def _lost_negation(expected: str, found: str) -> list[Difference]:
    """Find a negation that went or came while every other word stayed."""
    ones, others = words(expected), words(found)
    kept = [[word for word in side if word not in NEGATIONS] for side in (ones, others)]
    if ones == others or kept[0] != kept[1]:
        return []
    return [Difference("negation lost or added", " ".join(_denials(ones)), " ".join(_denials(others)), True)]


def _denials(listed: Sequence[str]) -> list[str]:
    return [word for word in listed if word in NEGATIONS]
