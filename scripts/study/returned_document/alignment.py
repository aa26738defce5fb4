"""Two versions of a text side by side: which sentences, tables and rows belong together, and what they state apart."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from study.returned_document.statements import (
    AUXILIARIES,
    CODE,
    KINDS,
    NAME,
    NUMBER,
    RELATIONS,
    RESERVATION,
    STATUS,
    SYMBOL,
    VERDICT,
    Statement,
    all_statements,
    is_negation,
    language_of,
    masked_words,
    named,
    number_value,
    plain_number,
    proper_names,
    split_sentences,
    statements,
    word_tokens,
)
from study.returned_document.word_text import Paragraph, WordTable
from study.words.wording import decimal_mark

IDENTICAL = 2.0  # likeness above that of sentences whose numbers may differ
# Least share of words in common: below it two sentences say different things, and two tables show different ones.
SAME_SENTENCE = 0.5
MOVED_SENTENCE = 0.65
SAME_TABLE = 0.3
STEM = 4  # letters by which "show" is "shows"
CHANGED_NAME = "name or abbreviation changed"
SWAPPED_NAMES = "names swapped"
UNDECIDED = "decision -"  # what is said of a verdict that more random numbers may turn
# Kinds of everyday words: any other word that states something may not give way to one that states nothing.
EVERYDAY = (
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
OPPOSING = (
    *(("", prefix) for prefix in ("un", "in", "im", "ir", "il", "dis", "non", "non-", "mis", "tak")),
    *(
        ("endo", "exo"),
        ("endo", "ekso"),
        ("en", "ek"),
        ("over", "under"),
        ("homo", "hetero"),
        ("maxi", "mini"),
        ("pre", "post"),
    ),
)
SHORTEST_STEM = 3  # letters of a word that a prefix turns into its opposite
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
_CITATIONS = re.compile(r"\(([^()=<>]*\b(?:19|20)\d\d[a-z]?)\)")
FEW_WORDS = 2  # that a negation takes the place of: "a positive effect" is "no effect"
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
    expected: str, found: str, language: str, is_cell: bool = False, phrases: Mapping[str, str] | None = None
) -> list[TextDifference]:
    """Compare what two texts state; in the cell of a table nothing may go or come either.

    `phrases` gives what each phrase names: one name may not take the place of another.
    """
    expected, found = _with_sorted_citations(expected), _with_sorted_citations(found)
    own = language_of(expected, language)
    before, after = (_plain_statements(text, own, phrases or {}) for text in (expected, found))
    differences = compare_statements(before, after, own)
    if _word_likeness(_unnamed(expected, phrases), _unnamed(found, phrases)) < SAME_WORDING:
        # "X affects Y" may have become "Y is affected by X".
        differences = [one for one in differences if one.kind != SWAPPED_NAMES]
    if is_cell:
        differences = [replace(difference, is_error=difference.kind not in HARMLESS) for difference in differences]
    if any(one.is_error for one in differences):
        return differences
    if is_cell:
        return [*differences, *_lost_negation(expected, found)]
    if turned := _lost_negation(expected, found):
        return [*differences, *turned]
    replaced = _replaced_words(expected, found)
    return [
        *(replace(one, is_error=_has_given_way(one, replaced)) for one in differences),
        *_changed_names(expected, found),
        *_cut_clause(expected, found),
        *(TextDifference("turned", *pair, is_error=True) for pair in replaced if _are_opposite(*pair)),
    ]


def compare_statements(
    expected: Sequence[Statement], found: Sequence[Statement], language: str
) -> list[TextDifference]:
    """Compare what is stated, each kind by itself and in its order."""
    differences: list[TextDifference] = []
    stated = {statement.kind for statement in (*expected, *found)}
    for kind in (kind for kind in KINDS if kind in stated):
        before = [statement for statement in expected if statement.kind == kind]
        after = [statement for statement in found if statement.kind == kind]
        differences += _compare_one_kind(before, after, language)
    return differences


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


def _plain_statements(text: str, language: str, phrases: Mapping[str, str]) -> list[Statement]:
    """List what a text states, numbers without marks between thousands."""
    stated = [
        replace(one, meaning=plain_number(one.meaning, language)) if one.kind == NUMBER else one
        for one in all_statements(text)
    ]
    return [*stated, *named(text, phrases)]


def _unnamed(text: str, phrases: Mapping[str, str] | None) -> tuple[str, ...]:
    """Return the words of a text with a mark in place of each name."""
    for name in named(text, phrases or {}):
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


def _word_likeness(words: Sequence[str], others: Sequence[str]) -> float:
    """Return the share of words in common, 0 where it is below the least that counts."""
    if 2 * min(len(words), len(others)) < SAME_SENTENCE * (len(words) + len(others)):
        return 0.0
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= SAME_SENTENCE else 0.0


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


def _lost_negation(expected: str, found: str) -> list[TextDifference]:
    """Find a negation that went or came while other words stayed; two of them deny nothing."""
    before, after = _apart(expected), _apart(found)
    texts = [[word for word in words if not is_negation(word)] for words in (before, after)]
    stems = [[word[:STEM] for word in words if word not in AUXILIARIES] for words in texts]
    is_turned = (len(before) - len(texts[0]) - len(after) + len(texts[1])) % 2 == 1
    if is_turned and (stems[0] == stems[1] or _is_denial_moved(before, after)):
        return [TextDifference("negation lost or added", _denials(before), _denials(after), is_error=True)]
    return []


def _with_sorted_citations(text: str) -> str:
    """Put the works that brackets cite in one order, which editors choose."""
    return _CITATIONS.sub(lambda cited: f"({'; '.join(sorted(cited[1].split('; ')))})", text)


def _replaced_words(expected: str, found: str) -> list[tuple[str, str]]:
    """List the stretches of words that gave way to others, in small letters."""
    before, after = word_tokens(expected), word_tokens(found)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        (" ".join(before[a:b]), " ".join(after[c:d])) for tag, a, b, c, d in matcher.get_opcodes() if tag == "replace"
    ]


def _cut_clause(expected: str, found: str) -> list[TextDifference]:
    """Find a stretch of words that went with a verdict or a denial, where nothing else changed."""
    before, after = word_tokens(expected), word_tokens(found)
    changed = [one for one in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if one[0] != "equal"]
    if [tag for tag, *_ in changed] != ["delete"]:
        return []
    cut = before[changed[0][1] : changed[0][2]]
    states = any(map(is_negation, cut)) or any(one.kind == VERDICT for one in statements(" ".join(cut)))
    is_clause = states and len(cut) > FEW_WORDS + 1
    return [TextDifference(f"clause {GONE}", " ".join(cut), "", is_error=True)] if is_clause else []


def _has_given_way(difference: TextDifference, replaced: Sequence[tuple[str, str]]) -> bool:
    """Tell whether a word that states something gave way to words that do not state it."""
    kinds = {one.kind for one in all_statements(difference.expected)}
    word = difference.expected.lower()
    return (
        difference.kind == GONE
        and not kinds <= {*EVERYDAY}
        and any(re.search(rf"\b{re.escape(word)}\b", old) for old, _ in replaced)
    )


def _are_opposite(word: str, other: str) -> bool:
    """Tell whether two words are one but for a prefix that turns it: "able" and "unable"."""
    return any(
        one.startswith(prefix) and len(one) >= len(prefix) + SHORTEST_STEM and turned + one.removeprefix(prefix) == two
        for one, two in ((word, other), (other, word))
        for prefix, turned in OPPOSING
    )


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
        for old, new in _replaced_words(expected, found)
        if not _is_same_label(old.split(), new.split())
        and max(map(len, old.split())) > STEM < max(map(len, new.split()))
    ]


def _apart(text: str) -> list[str]:
    """Return the words of a text, "cannot" and "isn't" in two."""
    return re.sub(r"(?<=can)not\b|(?<=\w)n['’]t\b", " not", " ".join(word_tokens(text))).split()


def _is_denial_moved(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether a negation went or came between words that stayed, of a sentence that otherwise nearly did."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    changed = [(before[a:b], after[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
    return (len(changed) == 1 or matcher.ratio() >= SAME_WORDING) and any(
        _is_denial(one) and not any(map(is_negation, other)) and len(other) <= FEW_WORDS
        for pair in changed
        for one, other in (pair, pair[::-1])
    )


def _is_denial(words: Sequence[str]) -> bool:
    return any(map(is_negation, words)) and all(is_negation(word) or word in AUXILIARIES for word in words)


def _denials(words: Sequence[str]) -> str:
    return " ".join(word for word in words if is_negation(word))
