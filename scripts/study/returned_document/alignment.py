"""Two versions of a document side by side: which sentences, tables, rows and columns belong together."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import zip_longest
from typing import TypeVar

from study.returned_document.statements import TEXTS, Kind, masked_words, split_sentences, statements, word_tokens
from study.returned_document.word_text import Paragraph, WordTable

IDENTICAL = 2.0  # likeness above that of sentences whose numbers may differ
# Least share of words in common: below it two sentences say different things, and two tables show different ones.
SAME_SENTENCE = 0.5
MOVED_SENTENCE = 0.65
SAME_NUMBERS = 0.5  # what the likeness of two sentences gains if all their numbers are the same
SAME_TABLE = 0.3
# Word and LibreOffice change kinds of quotes, dashes and spaces by themselves.
PLAIN_SIGNS = str.maketrans("“”‘’−–", "\"\"''--")
Paired = TypeVar("Paired")
SentenceWords = tuple[str, tuple[str, ...], Counter[str]]
TableWords = tuple[Counter[str], Counter[str], Counter[str]]


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


def cut_sentences(paragraphs: Sequence[Paragraph]) -> tuple[Sentence, ...]:
    """Cut paragraphs into sentences."""
    return tuple(Sentence(text, paragraph) for paragraph in paragraphs for text in split_sentences(paragraph.text))


def find_gaps(expected: Sequence[Sentence], found: Sequence[Sentence]) -> list[Gap]:
    """Find the stretches in which two documents differ by a letter or more."""
    before = [_plain_signs(sentence.text) for sentence in expected]
    after = [_plain_signs(sentence.text) for sentence in found]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [Gap(tuple(expected[a:b]), tuple(found[c:d])) for tag, a, b, c, d in blocks if tag != "equal"]


def join_cut_sentences(gap: Gap) -> Gap:
    """Join neighbours that the other document has in one sentence.

    >>> paragraph = Paragraph("", "", 1, "")
    >>> texts = ("Trust matters.", "It is rare.", "Trust matters, but is rare.")
    >>> one, two, both = (Sentence(text, paragraph) for text in texts)
    >>> [one.text for one in join_cut_sentences(Gap((both,), (one, two))).found]
    ['Trust matters. It is rare.']
    """
    if len(gap.expected) == len(gap.found):
        return gap
    return Gap(_joined(gap.expected, gap.found), _joined(gap.found, gap.expected))


def pair_sentences(
    expected: Sequence[Sentence], found: Sequence[Sentence], least: float = SAME_SENTENCE
) -> list[tuple[int, int]]:
    """Pair sentences that say the same with other words or numbers: the indices of both, the most alike first.

    What was only moved comes before all, lest "Table 8." be taken for a "Table 9." with a digit changed.
    """
    before, after = (
        [(one.text, masked_words(one.text), _numbers(one.text)) for one in side] for side in (expected, found)
    )
    return _pair_most_alike(before, after, _sentence_likeness, least)


def pair_tables(expected: Sequence[WordTable], found: Sequence[WordTable]) -> list[tuple[int, int]]:
    """Pair tables by the words of their cells and captions: the indices of both, in the order of the expected."""
    before, after = ([_table_words(table) for table in tables] for tables in (expected, found))
    return sorted(_pair_most_alike(before, after, _table_likeness, SAME_TABLE))


def pair_rows(expected: WordTable, found: WordTable) -> Iterator[tuple[int, int | None]]:
    """Pair rows by their leading words; where these were edited too, by their positions between rows that were not."""
    before = [_leading_words(row) for row in expected.rows]
    after = [_leading_words(row) for row in found.rows]
    if Counter(before) == Counter(after) and len(set(before)) == len(before):
        yield from ((i, after.index(words)) for i, words in enumerate(before))
    elif len(before) == len(after):
        yield from ((i, i) for i in range(len(before)))
    else:
        rows = [list(zip(*side, strict=True)) for side in ((before, expected.rows), (after, found.rows))]
        partners = dict(_pair_most_alike(rows[0], rows[1], _row_likeness, SAME_SENTENCE))
        yield from ((i, partners.get(i)) for i in range(len(before)))


def join_tables(expected: Sequence[WordTable], found: Sequence[WordTable]) -> list[WordTable]:
    """Join the parts of tables that were split, and leave out heads that are repeated in them."""
    heads = [_row_words(table.rows[0]) for table in expected if table.rows]
    sizes = Counter(heads)
    joined: list[WordTable] = []
    for table in found:
        head = _row_words(table.rows[0]) if table.rows else ()
        began = [one for one in joined if one.rows and _row_words(one.rows[0]) == head]
        if began and len(began) >= sizes[head] and joined[-1] is began[-1]:
            joined[-1] = replace(joined[-1], rows=(*joined[-1].rows, *table.rows[1:]))
        elif joined and head not in sizes and _is_continued(joined[-1], table):
            joined[-1] = replace(joined[-1], rows=(*joined[-1].rows, *table.rows))
        else:
            joined.append(table)
    return [replace(table, rows=_without_repeated_head(table.rows)) for table in joined]


def pair_columns(expected: WordTable, found: WordTable, rows: Sequence[tuple[int, int | None]]) -> dict[int, int]:
    """Pair columns by their heads and their cells, and by their place what is left of them where as many are."""
    indices = ([i for i, j in rows if j is not None], [j for _, j in rows if j is not None])
    sides = zip((expected, found), indices, strict=True)
    cells = [columns_of([table.rows[i] for i in listed]) for table, listed in sides]
    numbers, texts = [list(columns) for columns in cells], [list(columns.values()) for columns in cells]
    alike = _pair_most_alike(texts[0], texts[1], _column_likeness, SAME_TABLE)
    pairs = {numbers[0][i]: numbers[1][j] for i, j in alike}
    if len(cells[0]) == len(cells[1]):
        left = [j for j in cells[1] if j not in pairs.values()]
        pairs |= dict(zip([i for i in cells[0] if i not in pairs], left, strict=True))
    return pairs


def unpaired(listed: Sequence[Paired], indices: Collection[int]) -> list[Paired]:
    """List what stands at none of the indices."""
    return [one for index, one in enumerate(listed) if index not in indices]


def normalise_label(text: str) -> str:
    """Return the words of a label, in small letters."""
    return " ".join(re.findall(r"[^\W\d_]+", text.translate(PLAIN_SIGNS).lower()))


def word_likeness(words: tuple[str, ...], others: tuple[str, ...]) -> float:
    """Return the share of words in common in their order, 0 where it is below the least that counts."""
    is_too_short = 2 * min(len(words), len(others)) < SAME_SENTENCE * (len(words) + len(others))
    if is_too_short or _share_of_words(_counted(words), _counted(others)) < SAME_SENTENCE:
        return 0.0
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


def _joined(sentences: Sequence[Sentence], others: Sequence[Sentence]) -> tuple[Sentence, ...]:
    words = [Counter(masked_words(other.text)) for other in others]

    def likeness(sentence: Sentence) -> float:
        own = Counter(masked_words(sentence.text))
        return max((_share_of_words(own, other) for other in words), default=0.0)

    joined: list[Sentence] = []
    for sentence in sentences:
        both = replace(joined[-1], text=f"{joined[-1].text} {sentence.text}") if joined else sentence
        if joined and likeness(both) > max(SAME_SENTENCE, likeness(joined[-1]), likeness(sentence)):
            joined[-1] = both
        else:
            joined.append(sentence)
    return tuple(joined)


def _row_words(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(word_tokens(cell)) or cell for cell in row)


def _without_repeated_head(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Leave out rows without text and those that repeat the head."""
    head = _row_words(rows[0]) if rows else ()
    kept = tuple(row for row in rows[1:] if any(row) and _row_words(row) != head)
    return (*rows[:1], *kept)


def _is_continued(table: WordTable, other: WordTable) -> bool:
    """Tell whether a table without a head of its own goes on with the one before it: as wide, and no text between."""
    widths = {max(map(len, one.rows), default=0) for one in (table, other)}
    return len(widths) == 1 and table.caption == other.caption


def columns_of(rows: Sequence[Sequence[str]]) -> dict[int, tuple[str, ...]]:
    """Return the cells of some rows by column; columns without any text are none."""
    return {i: cells for i, cells in enumerate(zip_longest(*rows, fillvalue="")) if any(cells)}


def _share_of_equals(before: Sequence[str], after: Sequence[str]) -> float:
    pairs = [pair for pair in zip_longest(before, after, fillvalue="") if any(pair)]
    return sum(old == new or _row_words([old]) == _row_words([new]) for old, new in pairs) / max(len(pairs), 1)


def _pair_most_alike(
    before: Sequence[Paired], after: Sequence[Paired], likeness: Callable[[Paired, Paired], float], least: float
) -> list[tuple[int, int]]:
    """Pair each index once, the most alike first and of equally alike ones the nearest."""
    shares = {(i, j): likeness(one, other) for i, one in enumerate(before) for j, other in enumerate(after)}
    pairs = [pair for pair, share in shares.items() if share >= least]
    chosen: dict[int, int] = {}
    for i, j in sorted(pairs, key=lambda pair: (-shares[pair], abs(pair[0] - pair[1]), pair)):
        if i not in chosen and j not in chosen.values():
            chosen[i] = j
    return list(chosen.items())


def _sentence_likeness(one: SentenceWords, other: SentenceWords) -> float:
    """Return how alike two sentences are: of those alike in words, those that share most numbers are more so."""
    if one[0] == other[0]:
        return IDENTICAL
    likeness = word_likeness(one[1], other[1])
    return likeness + SAME_NUMBERS * _share_of_words(one[2], other[2]) if likeness else likeness


def _numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+(?:[.,]\d+)*", text))


def _table_likeness(one: TableWords, other: TableWords) -> float:
    pairs = list(zip(one[:2], other[:2], strict=True))
    shares = [(words & others).total() / max((words | others).total(), 1) for words, others in pairs]
    return max(shares) + SAME_TABLE * (one[2] == other[2] != Counter())


def _row_likeness(one: tuple[tuple[str, ...], Sequence[str]], other: tuple[tuple[str, ...], Sequence[str]]) -> float:
    return (one[0] == other[0]) + _share_of_equals(one[1], other[1])


def _column_likeness(one: Sequence[str], other: Sequence[str]) -> float:
    return 0.5 * (normalise_label(one[0]) == normalise_label(other[0])) + _share_of_equals(one[1:], other[1:])


@lru_cache(TEXTS)
def _counted(words: tuple[str, ...]) -> Counter[str]:
    return Counter(words)


def _share_of_words(words: Counter[str], others: Counter[str]) -> float:
    """Return the share of words in common, whatever their order."""
    return 2 * (words & others).total() / max(words.total() + others.total(), 1)


def _table_words(table: WordTable) -> TableWords:
    """Count the words of the cells, and those with the caption, of which another paragraph may have taken the place."""
    caption = Counter(masked_words(table.caption))
    cells = Counter(masked_words(" ".join(cell for row in table.rows for cell in row)))
    return cells, cells + caption, caption


def _leading_words(row: Sequence[str]) -> tuple[str, ...]:
    """Return a row's leading cells up to its first number, as masked words."""
    leading: list[str] = []
    for cell in row:
        if any(statement.kind == Kind.NUMBER for statement in statements(cell)):
            break
        leading += masked_words(cell)
    return tuple(leading)


def _plain_signs(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.translate(PLAIN_SIGNS))
