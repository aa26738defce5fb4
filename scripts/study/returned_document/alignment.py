"""Two versions of a text side by side: which sentences, tables and rows belong together, and what they state apart."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from study.returned_document.rewording import (
    are_akin,
    are_opposite,
    cut_clause,
    denies_otherwise,
    exchanged,
    exchanged_terms,
    is_denial_moved,
    is_reordered,
    replaced_words,
)
from study.returned_document.statements import (
    CODE,
    JUNCTION,
    NAME,
    NUMBER,
    RELATIONS,
    RESERVATION,
    STATUS,
    SYMBOL,
    TEXTS,
    VERDICT,
    Statement,
    all_statements,
    entry,
    joined_words,
    language_of,
    masked_words,
    named,
    number_value,
    plain_number,
    proper_names,
    split_sentences,
    statements,
    with_figures,
    word_tokens,
)
from study.returned_document.word_text import Document, Paragraph, WordTable
from study.words.wording import decimal_mark

BIBLIOGRAPHY = "Bibliography"
IDENTICAL = 2.0  # likeness above that of sentences whose numbers may differ
# Least share of words in common: below it two sentences say different things, and two tables show different ones.
SAME_SENTENCE = 0.5
MOVED_SENTENCE = 0.65
SAME_TABLE = 0.3
STEM = 4  # letters of a word that joins others in a caption
TURNED = "negation lost or added"
CHANGED_NAME = "name or abbreviation changed"
SWAPPED_NAMES = "names swapped"
UNDECIDED = "decision -"  # what is said of a verdict that more random numbers may turn
# Kinds of everyday words: any other word that states something may not give way to one that states nothing.
EVERYDAY = (
    JUNCTION,
    "position",
    "amount",
    "frequency",
    NUMBER,
    CODE,
    SYMBOL,
    NAME,
    "certainty",
    "value",
    "distance",
    "ease",
    "speed",
    "time",
    "likeness",
    "quantity",
)
_YEAR = re.compile(r"(?:19|20)\d\d")
SAME_NAME = 0.7  # share of letters in common above which two names are one, as Indonesian and Indonesia are
# Differences that an author may have wanted: they are told, and are no error.
GONE = "no longer there"
NEW = "new"
ROUNDED = "fewer decimals"
REWRITTEN = "the same value, written otherwise"
HARMLESS = (ROUNDED, REWRITTEN)
NOTHING_THERE = ("n.a", "na", "n/a", "none")  # in place of a dash
# A label of more words is a sentence: its words may change.
LABEL_WORDS = 8
# Share of letters in common above which a long label has a slip of the pen corrected.
SAME_LABEL = 0.9
SHORTEST_LABEL = 8
# Share of words in common above which a negation that went or came turned the sentence, and names that swapped did.
SAME_WORDING = 0.85
# "X1 — Industrial linkages": the row above the items or dimensions of a construct.
_CODED_LABEL = re.compile(r"\w+ [—–-] (?P<name>\D+)")
# Works with their years, or statistics each with its sign: "(β = .2; t = 2.1; p < .05)".
_ITEM = r"[^();=<>]*(?:[=<>][^();=<>]*|\[[^\]]*\]|\b(?:19|20)\d\d[a-z]?)"
_ITEMS = re.compile(rf"\(({_ITEM}(?:; {_ITEM})+)\)")
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
class Terms:
    """What a manuscript names, by phrases, and the words it uses."""

    names: Mapping[str, str]
    words: frozenset[str]


@dataclass(frozen=True)
class TextDifference:
    """A difference: its kind in words, what the manuscript has, what was found; `is_error`: it contradicts a result."""

    kind: str
    expected: str
    found: str
    is_error: bool


NO_TERMS = Terms({}, frozenset())


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


def _joined(sentences: Sequence[Sentence], others: Sequence[Sentence]) -> tuple[Sentence, ...]:
    words = [Counter(masked_words(other.text)) for other in others]

    def likeness(sentence: Sentence) -> float:
        own = Counter(masked_words(sentence.text))
        return max((_share_of_words(own, other) for other in words), default=0.0)

    joined: list[Sentence] = []
    for sentence in sentences:
        both = replace(joined[-1], text=f"{joined[-1].text} {sentence.text}") if joined else sentence
        if joined and likeness(both) > max(likeness(joined[-1]), likeness(sentence)):
            joined[-1] = both
        else:
            joined.append(sentence)
    return tuple(joined)


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


def pair_tables(expected: Sequence[WordTable], found: Sequence[WordTable]) -> list[tuple[int, int]]:
    """Pair tables by the words of their cells and captions: the indices of both, in the order of the expected."""
    before, after = ([_table_words(table) for table in tables] for tables in (expected, found))
    likeness = {
        (i, j): max(_share_in_common(*pair) for pair in zip(words, others, strict=True))
        + SAME_TABLE * (masked_words(expected[i].caption) == masked_words(found[j].caption) != ())
        for i, words in enumerate(before)
        for j, others in enumerate(after)
    }
    return sorted(_pair_most_alike(likeness, SAME_TABLE))


def pair_rows(expected: WordTable, found: WordTable) -> Iterator[tuple[int, int | None]]:
    """Pair rows by their leading words; where these were edited too, by their positions between rows that were not."""
    before = [_leading_words(row) for row in expected.rows]
    after = [_leading_words(row) for row in found.rows]
    if Counter(before) == Counter(after) and len(set(before)) == len(before):
        yield from ((i, after.index(words)) for i, words in enumerate(before))
    elif len(before) == len(after):
        yield from ((i, i) for i in range(len(before)))
    else:
        likeness = {
            (i, j): (words == others) + _share_of_equals(*_as_long(expected.rows[i], found.rows[j]))
            for i, words in enumerate(before)
            for j, others in enumerate(after)
        }
        partners = dict(_pair_most_alike(likeness, SAME_SENTENCE))
        yield from ((i, partners.get(i)) for i in range(len(before)))


def compare_texts(
    expected: str, found: str, language: str, is_cell: bool = False, terms: Terms = NO_TERMS, is_result: bool = False
) -> list[TextDifference]:
    """Compare what two texts state; in the cell of a table nothing may go or come either.

    One name of the manuscript may not take the place of another, and where a result is stated none of its words may.
    """
    found = _with_items_in_order(found, expected)
    own = language_of(expected, language)
    before, after = (_plain_statements(text, own, terms.names) for text in (expected, found))
    if not is_result:
        before, after = ([one for one in side if one.kind != JUNCTION] for side in (before, after))
    # Of a formula without spaces no codes are read.
    differences = [
        one
        for one in compare_statements(before, after, own)
        if not (one.kind == GONE and _is_glued(one.expected, found))
    ]
    if _word_likeness(_unnamed(expected, terms.names), _unnamed(found, terms.names)) < SAME_WORDING:
        # "X affects Y" may have become "Y is affected by X".
        differences = [one for one in differences if one.kind != SWAPPED_NAMES]
    if is_cell:
        differences = [replace(difference, is_error=difference.kind not in HARMLESS) for difference in differences]
    if is_reordered(expected, found):
        return []
    if any(one.is_error for one in differences):
        return differences
    if denies_otherwise(expected, found) or is_denial_moved(expected, found):
        return [*differences, TextDifference(TURNED, expected, found, is_error=True)]
    if is_cell:
        return differences
    replaced = replaced_words(expected, found)
    differences = [replace(one, is_error=_has_given_way(one, replaced)) for one in differences]
    return [*differences, *_compare_words(expected, found, replaced, terms, is_result)]


def _compare_words(
    expected: str, found: str, replaced: Sequence[tuple[str, str]], terms: Terms, is_result: bool
) -> Iterator[TextDifference]:
    """Find words that make another statement in the place of others."""
    yield from _changed_names(expected, found)
    yield from (TextDifference("turned", *pair, is_error=True) for pair in replaced if are_opposite(*pair))
    if clause := cut_clause(expected, found):
        yield TextDifference(f"clause {GONE}", clause, "", is_error=True)
    if (parts := exchanged(expected, found)) and parts[2]:
        yield TextDifference("swapped", *parts[:2], is_error=True)
    if is_result and (pair := exchanged_terms(expected, found, terms.words)):
        yield TextDifference("a word of the study for another", *pair, is_error=True)


def compare_statements(
    expected: Sequence[Statement], found: Sequence[Statement], language: str
) -> list[TextDifference]:
    """Compare what is stated, each kind by itself and in its order."""
    differences: list[TextDifference] = []
    for group in dict.fromkeys(map(_concept, (*expected, *found))):
        before = [statement for statement in expected if _concept(statement) == group]
        after = [statement for statement in found if _concept(statement) == group]
        differences += _compare_one_kind(before, after, language)
    return differences


def collect_terms(document: Document) -> Terms:
    """Collect the names and the words of a manuscript; those of works that it cites are not its own."""
    texts = [one.text for one in document.paragraphs if one.style != BIBLIOGRAPHY]
    cells = [cell for table in document.tables for row in table.rows for cell in row]
    return Terms(
        name_phrases(document.tables), frozenset(word for text in (*texts, *cells) for word in joined_words(text))
    )


def name_phrases(tables: Sequence[WordTable]) -> dict[str, str]:
    """Return what names constructs and dimensions in a document, by its tables: each phrase with the name it is of.

    Names stand in rows such as "X1 — Industrial linkages", and in the rows below these. A phrase of two words or more
    names what it is part of ("keterkaitan industri"), unless it is part of two names.
    """
    names: set[str] = set()
    for table in tables:
        coded = [_CODED_LABEL.fullmatch(row[0]) if row else None for row in table.rows]
        names |= {label["name"].lower() for label in coded if label}
        first = next((i for i, label in enumerate(coded) if label), len(coded))
        names |= {row[0].lower() for row in table.rows[first:] if row and row[0] and not statements(row[0])}
    meant: dict[str, set[str]] = {}
    for name in (name for name in names if not _CODED_LABEL.fullmatch(name)):
        for phrase in _name_parts(name.split()):
            meant.setdefault(phrase, set()).add(name)
    return {phrase: min(owners) for phrase, owners in meant.items() if len(owners) == 1}


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
        else:
            joined.append(table)
    return [replace(table, rows=_without_repeated_head(table.rows)) for table in joined]


def pair_columns(expected: WordTable, found: WordTable, rows: Sequence[tuple[int, int | None]]) -> dict[int, int]:
    """Pair columns by their heads and their cells, and by their place what is left of them where as many are."""
    chosen = ([i for i, j in rows if j is not None], [j for _, j in rows if j is not None])
    cells = [_columns(table, indices) for table, indices in zip((expected, found), chosen, strict=True)]
    likeness = {
        (i, j): 0.5 * (normalise_label(before[0]) == normalise_label(after[0]))
        + _share_of_equals(before[1:], after[1:])
        for i, before in cells[0].items()
        for j, after in cells[1].items()
    }
    pairs = dict(_pair_most_alike(likeness, SAME_TABLE))
    if len(cells[0]) == len(cells[1]):
        left = [j for j in cells[1] if j not in pairs.values()]
        pairs |= dict(zip([i for i in cells[0] if i not in pairs], left, strict=True))
    return pairs


def compare_labels(expected: str, found: str, labels: Collection[str]) -> list[TextDifference]:
    """Compare the words of two cells; `labels` are all of the manuscript, of which none may stand for another.

    Letters corrected in a long label, words left out or added, and initials of the words are notes.
    """
    before, after = normalise_label(expected), normalise_label(found)
    if before == after:
        return []
    parts, others = before.split(), after.split()
    is_exchanged = after in labels
    if found.endswith(".") and len(after) > 2 and before.startswith(after) and not is_exchanged:
        return [TextDifference("label shortened", expected, found, is_error=False)]
    if not before and found.strip(".").lower() in NOTHING_THERE:
        return [TextDifference(REWRITTEN, expected, found, is_error=False)]
    is_long = len(parts) > LABEL_WORDS and len(others) > LABEL_WORDS
    is_same = bool(others) and (is_long or _is_same_label(parts, others))
    kind = "label changed" if others else "label gone"
    return [TextDifference(kind, expected, found, is_error=is_exchanged or not is_same)]


def normalise_label(text: str) -> str:
    """Return the words of a label, in small letters."""
    return " ".join(re.findall(r"[^\W\d_]+", text.translate(PLAIN_SIGNS).lower()))


def _is_glued(code: str, text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]\d", code)) and re.search(rf"{code}(?!\d)", text) is not None


def _concept(statement: Statement) -> str:
    """Return the kind of a statement, of verdicts what they are on."""
    return statement.meaning.split()[0] if statement.kind == VERDICT else statement.kind


def _plain_statements(text: str, language: str, phrases: Mapping[str, str]) -> list[Statement]:
    """List what a text states, numbers without marks between thousands."""
    stated = [
        replace(one, meaning=plain_number(one.meaning, language)) if one.kind == NUMBER else one
        for one in all_statements(text)
    ]
    return [*stated, *named(text, phrases)]


def _unnamed(text: str, phrases: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words of a text with a mark in place of each name."""
    for name in named(text, phrases):
        text = re.sub(re.escape(name.written), "@", text, flags=re.IGNORECASE)
    return masked_words(text)


def _name_parts(words: Sequence[str]) -> Iterator[str]:
    """Yield the stretches of a name of two words or more; the name itself if it is one word."""
    least = min(2, len(words))
    for first in range(len(words)):
        for last in range(first + least, len(words) + 1):
            yield " ".join(words[first:last])


def _row_words(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(word_tokens(cell)) or cell for cell in row)


def _without_repeated_head(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Leave out rows without text and those that repeat the head."""
    head = _row_words(rows[0]) if rows else ()
    kept = tuple(row for row in rows[1:] if any(row) and _row_words(row) != head)
    return (*rows[:1], *kept)


def _columns(table: WordTable, rows: Sequence[int]) -> dict[int, list[str]]:
    """Return the cells of some rows by column; columns without any text are none."""
    width = max((len(table.rows[row]) for row in rows), default=0)
    cells = {column: ["".join(table.rows[row][column : column + 1]) for row in rows] for column in range(width)}
    return {column: texts for column, texts in cells.items() if any(texts)}


def _share_of_equals(before: Sequence[str], after: Sequence[str]) -> float:
    pairs = [pair for pair in zip(before, after, strict=True) if any(pair)]
    return sum(old == new or _row_words([old]) == _row_words([new]) for old, new in pairs) / max(len(pairs), 1)


def _is_same_label(words: Sequence[str], others: Sequence[str]) -> bool:
    shorter, longer = sorted((words, others), key=len)
    initials = "".join(word[0] for word in longer)
    if shorter and (set(shorter) < set(longer) or (len(shorter) == 1 and shorter[0] == initials and len(initials) > 1)):
        return True
    before, after = "".join(words), "".join(others)
    likeness = SequenceMatcher(None, before, after, autojunk=False).ratio()
    return min(len(before), len(after)) >= SHORTEST_LABEL and likeness >= SAME_LABEL


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


def _word_likeness(words: tuple[str, ...], others: tuple[str, ...]) -> float:
    """Return the share of words in common, 0 where it is below the least that counts."""
    is_too_short = 2 * min(len(words), len(others)) < SAME_SENTENCE * (len(words) + len(others))
    if is_too_short or _share_of_words(_counted(words), _counted(others)) < SAME_SENTENCE:
        return 0.0
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


@lru_cache(TEXTS)
def _counted(words: tuple[str, ...]) -> Counter[str]:
    return Counter(words)


def _share_of_words(words: Counter[str], others: Counter[str]) -> float:
    """Return the share of words in common, whatever their order."""
    return 2 * (words & others).total() / max(words.total() + others.total(), 1)


def _table_words(table: WordTable) -> tuple[Counter[str], Counter[str]]:
    """Count the words of the cells, and those with the caption, of which another paragraph may have taken the place."""
    cells = Counter(masked_words(" ".join(cell for row in table.rows for cell in row)))
    return cells, cells + Counter(masked_words(table.caption))


def _share_in_common(words: Counter[str], others: Counter[str]) -> float:
    return (words & others).total() / max((words | others).total(), 1)


def _leading_words(row: Sequence[str]) -> tuple[str, ...]:
    """Return a row's leading cells up to its first number, as masked words."""
    leading: list[str] = []
    for cell in row:
        if any(statement.kind == NUMBER for statement in statements(cell)):
            break
        leading += masked_words(cell)
    return tuple(leading)


def _as_long(row: Sequence[str], other: Sequence[str]) -> tuple[list[str], list[str]]:
    width = max(len(row), len(other))
    return [*row, *[""] * (width - len(row))], [*other, *[""] * (width - len(other))]


def _plain_signs(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.translate(PLAIN_SIGNS))


def _compare_one_kind(expected: Sequence[Statement], found: Sequence[Statement], language: str) -> list[TextDifference]:
    if len(expected) == len(found):
        return _compare_in_order(expected, found, language)
    gone, came = _unshared(expected, found)
    count = min(len(gone), len(came))
    differences = _compare_in_order(gone[:count], came[:count], language)
    if any(statement.kind not in (NUMBER, VERDICT, CODE) for statement in (*gone, *came)):
        # Names, symbols and qualifying words may go and come; not the notice of simulated data, and no reservation.
        lost = [
            one for one in gone[count:] if one.kind == RESERVATION or (one.kind == STATUS and one.written.isupper())
        ]
        return [*differences, *(TextDifference(GONE, one.written, "", is_error=True) for one in lost)]
    return [
        *differences,
        *(TextDifference(GONE, one.written, "", is_error=one.meaning == UNDECIDED) for one in gone[count:]),
        *(TextDifference(NEW, "", statement.written, is_error=False) for statement in came[count:]),
    ]


def _compare_in_order(expected: Sequence[Statement], found: Sequence[Statement], language: str) -> list[TextDifference]:
    is_swap = Counter(item.meaning for item in expected) == Counter(item.meaning for item in found)
    differences = []
    for old, new in zip(expected, found, strict=True):
        if old.meaning != new.meaning and not _is_bound_reworded(old, new):
            kind = _kind_of_swap(old) if is_swap else _kind_of_change(old, new, language)
            differences.append(TextDifference(kind, old.written, new.written, kind not in HARMLESS))
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
        return f"{before.kind} changed"
    old = before.meaning
    new = after.meaning
    if old.lstrip(RELATIONS) == new.lstrip(RELATIONS):
        return "relation changed"
    if old.rstrip("*") == new.rstrip("*"):
        return "stars of significance changed"
    if old.removesuffix("%") == new.removesuffix("%"):
        return "per cent sign changed"
    if old.replace("-", "") == new.replace("-", ""):
        return "sign lost" if "-" in old else "sign added"
    if _is_same_value(old, new, language):
        return REWRITTEN
    if _is_rounded(old, new, language):
        return ROUNDED
    return "decimal mark or place changed" if _digits(old) == _digits(new) else "digits changed"


def _is_bound_reworded(old: Statement, new: Statement) -> bool:
    """Tell whether numbers differ by a bound that one of them has in words: the other may have it in words unknown."""
    relations = [_relation(one.meaning) for one in (old, new)]
    is_lost = any(one.has_worded_bound for one in (old, new)) and "" in relations
    return is_lost and old.meaning.lstrip(RELATIONS) == new.meaning.lstrip(RELATIONS)


def _kind_of_swap(statement: Statement) -> str:
    return SWAPPED_NAMES if statement.kind == NAME else "swapped"


def _digits(meaning: str) -> str:
    return "".join(sign for sign in meaning if sign.isdigit()).strip("0")


def _is_same_value(old: str, new: str, language: str) -> bool:
    """Tell whether two numbers are one, as .330 and .33 are, or 43% and .43."""
    values = [number_value(text, language) for text in (old, new)]
    return _relation(old) == _relation(new) and math.isclose(*values, rel_tol=1e-9)


def _is_rounded(old: str, new: str, language: str) -> bool:
    """Tell whether one number is the other with fewer decimals, a half rounded up.

    A digit that is lost makes no rounding: .17 is not .176, and .0 not .04.
    """
    before, after = (number_value(text, language) for text in (old, new))
    decimals = [len(text.removesuffix("%").partition(decimal_mark(language))[2]) for text in (old, new)]
    unit = 10.0 ** -decimals[1] / (100 if new.endswith("%") else 1)
    is_alike = (old[0] == "-", old[-1] == "%") == (new[0] == "-", new[-1] == "%") and not _relation(old + new)
    gap = abs(after) - abs(before)
    is_nearest = -unit / 2 + 1e-12 < gap <= unit / 2 + 1e-12
    return is_alike and decimals[1] < decimals[0] and is_nearest and abs(after) >= unit


def _relation(meaning: str) -> str:
    return meaning[: len(meaning) - len(meaning.lstrip(RELATIONS))]


def _with_items_in_order(text: str, expected: str) -> str:
    """Put works and statistics that brackets list in the order of the manuscript; editors choose another."""
    orders = {frozenset(listed[1].split("; ")): listed[0] for listed in _ITEMS.finditer(expected)}
    return _ITEMS.sub(lambda listed: orders.get(frozenset(listed[1].split("; ")), listed[0]), text)


def _has_given_way(difference: TextDifference, replaced: Sequence[tuple[str, str]]) -> bool:
    """Tell whether a word or a count that states something gave way to words that do not state it."""
    kinds = {one.kind for one in all_statements(difference.expected)}
    word = difference.expected.lower()
    is_count = kinds == {NUMBER} and not _YEAR.fullmatch(word)
    places = [new for old, new in replaced if re.search(rf"\b{re.escape(word)}\b", with_figures(old))]
    is_elsewhere = any(
        entry(new)[1] == "pair" or (is_count and word in new) or re.search(rf"\b{word}\b", new) for new in places
    )
    return difference.kind == GONE and (is_count or not kinds <= {*EVERYDAY}) and bool(places) and not is_elsewhere


def _changed_names(expected: str, found: str) -> list[TextDifference]:
    """Find proper names and abbreviations that gave way to others; where they stand may change."""
    gone, came = (
        [name for name in proper_names(text) if name.lower() not in word_tokens(other)]
        for text, other in ((expected, found), (found, expected))
    )
    return [
        TextDifference(CHANGED_NAME, old, new, is_error=True)
        for old, new in zip(gone, came, strict=False)
        if not _is_same_name(old.lower(), new.lower())
    ]


def _is_same_name(name: str, other: str) -> bool:
    """Tell whether two names are one: abbreviated, as Tab. for Table, or in another form."""
    shorter, longer = sorted((name, other), key=len)
    letters = iter(longer)
    is_abbreviated = shorter[0] == longer[0] and all(letter in letters for letter in shorter)
    return is_abbreviated or SequenceMatcher(None, name, other, autojunk=False).ratio() >= SAME_NAME


def compare_titles(expected: str, found: str) -> list[TextDifference]:
    """Compare two captions: words that gave way to others are errors, words added or left out are none."""
    return [
        TextDifference("words of a caption changed", old, new, is_error=True)
        for old, new in replaced_words(expected, found)
        if not _is_same_label(old.split(), new.split())
        and not are_akin(old, new)
        and max(map(len, old.split())) > STEM < max(map(len, new.split()))
    ]
