"""Two versions of a text side by side: which sentences, tables and rows belong together, and what they state apart."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from study.returned_document.statements import (
    KINDS,
    NEGATIONS,
    NUMBER,
    RELATIONS,
    VERDICT,
    Statement,
    masked_words,
    number_value,
    split_sentences,
    statements,
    word_tokens,
)
from study.returned_document.word_text import Paragraph, Table
from study.words.wording import decimal_mark

__all__ = [
    "GONE",
    "MOVED_SENTENCE",
    "NEW",
    "Gap",
    "Sentence",
    "TextDifference",
    "compare_statements",
    "compare_texts",
    "cut_sentences",
    "find_gaps",
    "pair_rows",
    "pair_sentences",
    "pair_tables",
]

IDENTICAL = 2.0  # likeness above that of sentences whose numbers may differ
# Least share of words in common: below it two sentences say different things, and two tables show different ones.
SAME_SENTENCE = 0.5
MOVED_SENTENCE = 0.65
SAME_TABLE = 0.3
# Differences that an author may have wanted: they are told, and are no error.
GONE = "no longer there"
NEW = "new"
ROUNDED = "fewer decimals"
# Word and LibreOffice change kinds of quotes, dashes and spaces by themselves.
PLAIN_SIGNS = str.maketrans("“”‘’−–", "\"\"''--")


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


@dataclass(frozen=True)
class TextDifference:
    """A difference: its kind in words, what the manuscript has, what was found; `is_error`: it contradicts a result."""

    kind: str
    expected: str
    found: str
    is_error: bool


def cut_sentences(paragraphs: Sequence[Paragraph]) -> tuple[Sentence, ...]:
    """Cut paragraphs into sentences."""
    return tuple(Sentence(text, paragraph) for paragraph in paragraphs for text in split_sentences(paragraph.text))


def find_gaps(expected: Sequence[Sentence], found: Sequence[Sentence]) -> list[Gap]:
    """Find the stretches in which two documents differ by a letter or more."""
    before = [_plain_signs(sentence.text) for sentence in expected]
    after = [_plain_signs(sentence.text) for sentence in found]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [Gap(tuple(expected[a:b]), tuple(found[c:d])) for tag, a, b, c, d in blocks if tag != "equal"]


def pair_sentences(
    expected: Sequence[Sentence], found: Sequence[Sentence], least: float = SAME_SENTENCE
) -> list[tuple[int, int]]:
    """Pair sentences that say the same with other words or numbers: the indices of both, the most alike first.

    What was only moved comes before all, lest "Table 8." be taken for a "Table 9." with a digit changed.
    """
    before = [masked_words(sentence.text) for sentence in expected]
    after = [masked_words(sentence.text) for sentence in found]
    likeness = {
        (i, j): IDENTICAL if expected[i].text == found[j].text else _word_likeness(words, others)
        for i, words in enumerate(before)
        for j, others in enumerate(after)
    }
    return _pair_most_alike(likeness, least)


def pair_tables(expected: Sequence[Table], found: Sequence[Table]) -> list[tuple[int, int]]:
    """Pair tables by the words of their cells and captions: the indices of both, in the order of the expected."""
    before = [_table_words(table) for table in expected]
    after = [_table_words(table) for table in found]
    likeness = {
        (i, j): (words & others).total() / max((words | others).total(), 1)
        for i, words in enumerate(before)
        for j, others in enumerate(after)
    }
    return sorted(_pair_most_alike(likeness, SAME_TABLE))


def pair_rows(expected: Table, found: Table) -> Iterator[tuple[int, int | None]]:
    """Pair rows by their leading words; where these were edited too, by their positions between rows that were not."""
    before = [_leading_words(row) for row in expected.rows]
    after = [_leading_words(row) for row in found.rows]
    if Counter(before) == Counter(after) and len(set(before)) == len(before):
        yield from ((i, after.index(words)) for i, words in enumerate(before))
    elif len(before) == len(after):
        yield from ((i, i) for i in range(len(before)))
    else:
        for _, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            yield from ((i, c + i - a if c + i - a < d else None) for i in range(a, b))


def compare_texts(expected: str, found: str, language: str, is_cell: bool = False) -> list[TextDifference]:
    """Compare what two texts state; in the cell of a table nothing may go or come either."""
    differences = compare_statements(statements(expected), statements(found), language)
    if is_cell:
        differences = [replace(difference, is_error=difference.kind != ROUNDED) for difference in differences]
    return differences or _lost_negation(expected, found)


def compare_statements(
    expected: Sequence[Statement], found: Sequence[Statement], language: str
) -> list[TextDifference]:
    """Compare what is stated, each kind by itself and in its order."""
    differences: list[TextDifference] = []
    for kind in KINDS:
        before = [statement for statement in expected if statement.kind == kind]
        after = [statement for statement in found if statement.kind == kind]
        differences += _compare_one_kind(before, after, language)
    return differences


def _pair_most_alike(likeness: Mapping[tuple[int, int], float], least: float) -> list[tuple[int, int]]:
    """Pair each index once, the most alike first and of equally alike ones the nearest."""
    pairs = [pair for pair, share in likeness.items() if share >= least]
    before: set[int] = set()
    after: set[int] = set()
    chosen = []
    for i, j in sorted(pairs, key=lambda pair: (-likeness[pair], abs(pair[0] - pair[1]), pair)):
        if i not in before and j not in after:
            before.add(i)
            after.add(j)
            chosen.append((i, j))
    return chosen


def _word_likeness(words: Sequence[str], others: Sequence[str]) -> float:
    """Return the share of words in common, 0 where it is below the least that counts."""
    if 2 * min(len(words), len(others)) < SAME_SENTENCE * (len(words) + len(others)):
        return 0.0
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= SAME_SENTENCE else 0.0


def _table_words(table: Table) -> Counter[str]:
    return Counter(masked_words(" ".join([table.caption, *(cell for row in table.rows for cell in row)])))


def _leading_words(row: Sequence[str]) -> tuple[str, ...]:
    """Return a row's leading cells up to its first number, as masked words."""
    leading: list[str] = []
    for cell in row:
        if any(statement.kind == NUMBER for statement in statements(cell)):
            break
        leading += masked_words(cell)
    return tuple(leading)


def _plain_signs(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.translate(PLAIN_SIGNS))


def _compare_one_kind(expected: Sequence[Statement], found: Sequence[Statement], language: str) -> list[TextDifference]:
    if len(expected) == len(found):
        return _compare_in_order(expected, found, language)
    gone, came = _unshared(expected, found)
    count = min(len(gone), len(came))
    return [
        *_compare_in_order(gone[:count], came[:count], language),
        *(TextDifference(GONE, statement.written, "", is_error=False) for statement in gone[count:]),
        *(TextDifference(NEW, "", statement.written, is_error=False) for statement in came[count:]),
    ]


def _compare_in_order(expected: Sequence[Statement], found: Sequence[Statement], language: str) -> list[TextDifference]:
    is_swap = Counter(item.meaning for item in expected) == Counter(item.meaning for item in found)
    differences = []
    for old, new in zip(expected, found, strict=True):
        if old.meaning != new.meaning:
            kind = "swapped" if is_swap else _kind_of_change(old, new, language)
            differences.append(TextDifference(kind, old.written, new.written, kind != ROUNDED))
    return differences


def _unshared(expected: Sequence[Statement], found: Sequence[Statement]) -> tuple[list[Statement], list[Statement]]:
    """Return what only one of two texts states; what stands elsewhere in the same sentence is in both."""
    before = [statement.meaning for statement in expected]
    after = [statement.meaning for statement in found]
    gone: list[Statement] = []
    came: list[Statement] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += expected[a:b]
            came += found[c:d]
    moved = Counter(item.meaning for item in gone) & Counter(item.meaning for item in came)
    return _leave_out(gone, moved), _leave_out(came, moved)


def _leave_out(listed: Sequence[Statement], meanings: Counter[str]) -> list[Statement]:
    left = meanings.copy()
    kept = []
    for statement in listed:
        if left[statement.meaning]:
            left[statement.meaning] -= 1
        else:
            kept.append(statement)
    return kept


def _kind_of_change(before: Statement, after: Statement, language: str) -> str:
    if before.kind != NUMBER:
        return "verdict changed" if before.kind == VERDICT else "code changed"
    old = before.meaning
    new = after.meaning
    if old.lstrip(RELATIONS) == new.lstrip(RELATIONS):
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
    """Tell whether one number is the other with fewer decimals."""
    decimals = [len(text.removesuffix("%").partition(decimal_mark(language))[2]) for text in (old, new)]
    gap = abs(number_value(old, language) - number_value(new, language))
    unit = 10.0 ** -decimals[1] / (100 if new.endswith("%") else 1)
    is_alike = (old[0], old[-1] == "%") == (new[0], new[-1] == "%") or (old[0].isdigit() and new[0].isdigit())
    return is_alike and 0 < decimals[1] < decimals[0] and gap <= unit / 2 + 1e-12


def _lost_negation(expected: str, found: str) -> list[TextDifference]:
    """Find a negation that went or came while every other word stayed."""
    before = word_tokens(expected)
    after = word_tokens(found)
    is_kept = [word for word in before if word not in NEGATIONS] == [word for word in after if word not in NEGATIONS]
    if before == after or not is_kept:
        return []
    return [TextDifference("negation lost or added", _denials(before), _denials(after), is_error=True)]


def _denials(words: Sequence[str]) -> str:
    return " ".join(word for word in words if word in NEGATIONS)
