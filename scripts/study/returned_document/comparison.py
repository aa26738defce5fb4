"""Two versions of a text: what each states, kind by kind, and which of the differences contradict it."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from study.returned_document.alignment import normalise_label, word_likeness
from study.returned_document.findings import TextDifference
from study.returned_document.original import JUDGED, LABEL_WORDS, Terms, without_lost_places
from study.returned_document.rewording import (
    are_akin,
    are_opposite,
    count_denials,
    denies_otherwise,
    exchanged,
    exchanged_terms,
    is_denial_moved,
    is_in_place,
    is_reordered,
    replaced_words,
    unshared,
)
from study.returned_document.statements import (
    COMPARING,
    EVERYDAY,
    Kind,
    Statement,
    all_statements,
    compared,
    entry,
    is_negation,
    language_of,
    masked_words,
    named,
    proper_names,
    spoken,
    word_tokens,
)
from study.returned_document.written_numbers import (
    RELATIONS,
    REWRITTEN,
    ROUNDED,
    kind_of_change,
    plain_number,
    relation,
    with_figures,
)
from study.words.dictionary import LANGUAGES
from study.words.wording import in_words

TURNED = "negation lost or added"
CHANGED_NAME = "name or abbreviation changed"
TURNED_ROUND = "comparison turned round"
SWAPPED = "swapped"
SWAPPED_NAMES = "names swapped"
SIMULATED = "data status simulated"
QUANTITY = "quantity"
UNDECIDED = "decision -"  # what is said of a verdict that more random numbers may turn
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SAME_NAME = 0.7  # share of letters in common above which two names are one, as Indonesian and Indonesia are
# Differences that an author may have wanted: they are told, and are no error.
GONE = "no longer there"
NEW = "new"
HARMLESS = (ROUNDED, REWRITTEN)
NOTHING_THERE = ("n.a", "na", "n/a", "none")  # in place of a dash
# Share of letters in common above which a long label has a slip of the pen corrected.
SAME_LABEL = 0.9
SHORTEST_LABEL = 8
# Share of words in common above which a negation that went or came turned the sentence, and names that swapped did.
SAME_WORDING = 0.85
STEM = 4  # letters of a word that joins others in a caption
# Works with their years, or statistics each with its sign: "(β = .2; t = 2.1; p < .05)".
_ITEM = r"[^();=<>]*(?:[=<>][^();=<>]*|\[[^\]]*\]|\b(?:19|20)\d\d[a-z]?)"
_BRACKETS = re.compile(r"\([^()]*\)")
_COMMA = re.compile(r",(?=\s)(?![^\[\]]*\])")
_ITEMS = re.compile(rf"\(({_ITEM}(?:; {_ITEM})+)\)")
_BESIDE = r"[^\W\d_]+(?:\d+(?:\.\d+)*)?"  # a word or a code
ONE = tuple(in_words(1, language) for language in LANGUAGES)
NO_TERMS = Terms({}, frozenset(), frozenset())


def compare_texts(
    expected: str, found: str, language: str, is_cell: bool = False, terms: Terms = NO_TERMS, is_result: bool = False
) -> list[TextDifference]:
    """Compare what two texts state; in the cell of a table nothing may go or come either.

    One name of the manuscript may not take the place of another, and where a result is stated none of its labels may.
    """
    expected, found = without_lost_places(expected, found), _with_items_in_order(found, expected)
    if is_reordered(expected, found):
        return []
    differences = _compare_stated(expected, found, language, terms, is_result)
    if is_cell:
        differences = [replace(one, is_error=one.kind not in HARMLESS) for one in differences]
    if any(one.is_error for one in differences):
        return differences
    if denies_otherwise(expected, found) or is_denial_moved(expected, found):
        return [*differences, TextDifference(TURNED, expected, found, is_error=True)]
    if is_cell:
        return differences
    replaced = replaced_words(expected, found)
    differences = [replace(one, is_error=_has_given_way(one, replaced)) for one in differences]
    return [*differences, *_compare_words(expected, found, replaced, terms, is_result)]


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


def compare_titles(expected: str, found: str) -> list[TextDifference]:
    """Compare two captions: words that gave way to others are errors, words added or left out are none."""
    return [
        TextDifference("words of a caption changed", old, new, is_error=True)
        for old, new in replaced_words(expected, found)
        if not _is_same_label(old.split(), new.split())
        and not are_akin(old, new)
        and max(map(len, old.split())) > STEM < max(map(len, new.split()))
    ]


def compare_labels(expected: str, found: str, labels: Collection[str]) -> list[TextDifference]:
    """Compare the words of two cells; `labels` are all of the manuscript, of which none may stand for another.

    Letters corrected in a long label, words left out or added, and initials of the words are notes.
    """
    before, after = normalise_label(expected), normalise_label(found)
    if before == after:
        is_marked = expected.count("*") != found.count("*")
        return [TextDifference("stars of significance changed", expected, found, is_error=True)] * is_marked
    parts, others = before.split(), after.split()
    is_exchanged = after in labels
    if found.endswith(".") and len(after) > 2 and before.startswith(after) and not is_exchanged:
        return [TextDifference("label shortened", expected, found, is_error=False)]
    said = [([one.meaning for one in spoken(text)], count_denials(text)) for text in (expected, found)]
    is_same_word = said[0] == said[1] != ([], 0)
    if (is_same_word and not is_exchanged) or (not before and found.strip(".").lower() in NOTHING_THERE):
        return [TextDifference(REWRITTEN, expected, found, is_error=False)]
    is_long = len(parts) > LABEL_WORDS and len(others) > LABEL_WORDS
    is_same = bool(others) and (is_long or _is_same_label(parts, others))
    kind = "label changed" if others else "label gone"
    is_error = is_exchanged or not is_same
    return [TextDifference(kind, expected, found, is_error, is_to_read=is_long or len(parts) < len(others))]


def _compare_stated(expected: str, found: str, language: str, terms: Terms, is_result: bool) -> list[TextDifference]:
    own = language_of(expected, language)
    before, after = (_plain_statements(text, own, terms.names) for text in (expected, found))
    # "Nothing on A and B" is "no word on A or B".
    if not is_result or (count_denials(expected) and count_denials(found)):
        before, after = ([one for one in side if one.kind != Kind.JUNCTION] for side in (before, after))
    differences = compare_statements(before, after, own)
    turned = [one for one in differences if _is_turned(one)]
    if len(turned) == 1 and not denies_otherwise(expected, found):
        differences.remove(turned[0])
    agreed = compared(expected, terms.names) & compared(found, terms.names)
    differences = [one for one in differences if not (agreed and _is_of_comparison(one))]
    return [one for one in differences if not is_of_wording(one, expected, found, terms)]


def _compare(*texts: str) -> bool:
    return all(set(COMPARING) & set(word_tokens(text)) for text in texts)


def _is_of_comparison(difference: TextDifference) -> bool:
    """Tell whether a difference is what "A is lower than B" and "B is higher than A" differ by."""
    written = [text.lower().split()[-1] for text in (difference.expected, difference.found) if text]
    return difference.kind == SWAPPED_NAMES or all(entry(word)[1] == "size" for word in written)


def _is_turned(difference: TextDifference) -> bool:
    """Tell whether a word that judges nothing lost or got its denial, which may stand elsewhere: "grows unevenly"."""
    shorter, longer = sorted((text.lower().split() for text in (difference.expected, difference.found)), key=len)
    is_denied = difference.kind == "verdict changed" and is_negation(longer[0]) and not is_negation(shorter[0])
    return is_denied and are_akin(shorter[-1], longer[-1]) and entry(longer[-1])[1] not in JUDGED


def is_of_wording(difference: TextDifference, expected: str, found: str, terms: Terms) -> bool:
    """Tell whether other words around it make a difference: a swap is none if one of both kept a word beside it."""
    is_swap = difference.kind in (SWAPPED, SWAPPED_NAMES)
    if is_swap and _keeps_neighbour(difference, expected, found):
        return True
    bags = [Counter(word_tokens(text)) for text in (expected, found)]
    if difference.kind == SWAPPED and bags[0] == bags[1]:
        return False
    if is_swap or (_is_of_comparison(difference) and _compare(expected, found)):
        # "X affects Y" may have become "Y is affected by X", "A is less than B" "B is more than A".
        return word_likeness(*(_unnamed(text, terms.names) for text in (expected, found))) < SAME_WORDING
    # Of a formula without spaces no codes are read.
    return difference.kind == GONE and (_is_glued(difference.expected, found) or _is_apart(difference.expected, found))


def _keeps_neighbour(swap: TextDifference, expected: str, found: str) -> bool:
    """Tell whether one of two that stand once each has a word beside it that only it had there."""
    texts = [with_figures(text).lower() for text in (expected, found)]
    # A bound may stand there in words.
    written = [one.lower().lstrip(f"{RELATIONS} ") for one in (swap.expected, swap.found)]
    pair = [rf"(?<![\w.,]){re.escape(one)}(?!\w)" for one in written]
    if any(len(re.findall(one, text)) != 1 for one in pair for text in texts):
        return False
    for one, other in (pair, pair[::-1]):
        for beside in (rf"({_BESIDE})\W+{{}}", rf"{{}}\W+({_BESIDE})"):
            before, after = (re.findall(beside.format(one), text) for text in texts)
            if before and before == after != re.findall(beside.format(other), texts[0]):
                return True
    return False


def _compare_words(
    expected: str, found: str, replaced: Sequence[tuple[str, str]], terms: Terms, is_result: bool
) -> Iterator[TextDifference]:
    """Find words that make another statement in the place of others."""
    yield from _changed_names(expected, found)
    turned = compared(found, terms.names) & {pair[::-1] for pair in compared(expected, terms.names)}
    for first, second in turned:
        yield TextDifference(TURNED_ROUND, f"{second} > {first}", f"{first} > {second}", is_error=True)
    yield from (TextDifference("opposite word", *pair, is_error=True) for pair in replaced if are_opposite(*pair))
    yield from (TextDifference("count changed", *pair, is_error=True) for pair in replaced if _is_counted_on(*pair))
    if (parts := exchanged(expected, found)) and parts[2]:
        yield TextDifference(SWAPPED, *parts[:2], is_error=True)
    if is_result and is_in_place(expected, found) and (pair := exchanged_terms(expected, found, terms.labels)):
        yield TextDifference("another word of the study's tables" if pair[1] else GONE, *pair, is_error=True)
    for old, new in zip(_labels_of_numbers(expected), _labels_of_numbers(found), strict=False):
        if pair := exchanged_terms(old, new, terms.words):
            yield TextDifference("label of a number changed", *pair, is_error=True)


def _is_counted_on(old: str, new: str) -> bool:
    """Tell whether "one", which may be an article, or "all" gave way to a count; "both" may be "the two"."""
    kinds = {one.kind for one in all_statements(old) if one.meaning != "quantity both"}
    is_any = QUANTITY in kinds and Kind.NUMBER not in kinds
    first = [with_figures(text).split()[0] for text in (old, new)]
    return first[1].isdecimal() and (first[0] in ONE or is_any)


def _labels_of_numbers(text: str) -> list[str]:
    """List what brackets put before "=" and a number: "(gain over trust alone = .2; over price = .3)"."""
    return [label for listed in re.findall(r"\(([^()]*)\)", text) for label in re.findall(r"([^;=]+)=", listed)]


def _compare_one_kind(expected: Sequence[Statement], found: Sequence[Statement], language: str) -> list[TextDifference]:
    if len(expected) == len(found):
        return _compare_in_order(expected, found, language)
    gone, came = unshared(expected, found)
    count = min(len(gone), len(came))
    differences = _compare_in_order(gone[:count], came[:count], language)
    if any(statement.kind not in (Kind.NUMBER, Kind.VERDICT, Kind.CODE) for statement in (*gone, *came)):
        # Names, symbols and qualifying words may go and come; no reservation, nor the last word of simulated data.
        lasting = {SIMULATED} - {one.meaning for one in found}
        lost = [one.written for one in gone[count:] if one.kind == Kind.RESERVATION or one.meaning in lasting]
        return [*differences, *(TextDifference(GONE, written, "", is_error=True) for written in lost)]
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
            swap = SWAPPED_NAMES if old.kind == Kind.NAME else SWAPPED
            kind = swap if is_swap else _kind_of_change(old, new, language)
            differences.append(TextDifference(kind, old.written, new.written, kind not in HARMLESS))
    return differences


def _kind_of_change(before: Statement, after: Statement, language: str) -> str:
    is_number = before.kind == Kind.NUMBER
    return kind_of_change(before.meaning, after.meaning, language) if is_number else f"{before.kind} changed"


def _is_bound_reworded(old: Statement, new: Statement) -> bool:
    """Tell whether numbers differ by a bound that one of them has in words: the other may have it in words unknown."""
    relations = [relation(one.meaning) for one in (old, new)]
    is_lost = any(one.has_worded_bound for one in (old, new)) and "" in relations
    return is_lost and old.meaning.lstrip(RELATIONS) == new.meaning.lstrip(RELATIONS)


def _concept(statement: Statement) -> str:
    """Return the kind of a statement, of verdicts what they are on."""
    return statement.meaning.split()[0] if statement.kind == Kind.VERDICT else statement.kind


def _plain_statements(text: str, language: str, phrases: Mapping[str, str]) -> list[Statement]:
    """List what a text states, numbers without marks between thousands."""
    stated = [
        replace(one, meaning=plain_number(one.meaning, language)) if one.kind == Kind.NUMBER else one
        for one in all_statements(text)
    ]
    return [*stated, *named(text, phrases)]


def _is_glued(code: str, text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]\d", code)) and re.search(rf"{code}(?!\d)", text) is not None


def _is_apart(phrase: str, text: str) -> bool:
    """Tell whether the words of a phrase stand apart in a text: "the evidence is weak" for "weak evidence"."""
    return "-" in phrase and {*phrase.lower().split("-")} <= {*word_tokens(text)}


def _unnamed(text: str, phrases: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words of a text with a mark in place of each name."""
    for name in named(text, phrases):
        text = re.sub(re.escape(name.written), "@", text, flags=re.IGNORECASE)
    return masked_words(text)


def _with_items_in_order(text: str, expected: str) -> str:
    """Put works and statistics that brackets list in the order of the manuscript; editors choose another."""
    orders = {frozenset(listed[1].split("; ")): listed[0] for listed in _ITEMS.finditer(expected)}
    text = _BRACKETS.sub(lambda listed: _COMMA.sub(";", listed[0]) if "=" in listed[0] else listed[0], text)
    return _ITEMS.sub(lambda listed: orders.get(frozenset(listed[1].split("; ")), listed[0]), text)


def _has_given_way(difference: TextDifference, replaced: Sequence[tuple[str, str]]) -> bool:
    """Tell whether a word or a count that states something gave way to words that do not state it."""
    kinds = {one.kind for one in all_statements(difference.expected)}
    word = difference.expected.lower()
    is_count = kinds == {Kind.NUMBER} and not _YEAR.fullmatch(word)
    places = [new for old, new in replaced if re.search(rf"\b{re.escape(word)}\b", with_figures(old))]
    is_elsewhere = any((is_count and word in new) or re.search(rf"\b{word}\b", new) for new in places)
    return difference.kind == GONE and (is_count or not kinds <= {*EVERYDAY}) and bool(places) and not is_elsewhere


def _changed_names(expected: str, found: str) -> list[TextDifference]:
    """Find proper names and abbreviations that gave way to others; where they stand may change."""
    texts = ((expected, found), (found, expected))
    counts = [Counter(word_tokens(other)) for _, other in texts]
    gone, came = (
        [name for name, times in Counter(proper_names(text)).items() if times > others[name.lower()]]
        for (text, _), others in zip(texts, counts, strict=True)
    )
    return [
        TextDifference(CHANGED_NAME, old, new, is_error=True)
        for old, new in zip(gone, came, strict=False)
        if not _is_same_name(old, new)
    ]


def _is_same_name(name: str, other: str) -> bool:
    """Tell whether two names are one: abbreviated, as Tab. for Table, or in another form."""
    shorter, longer = sorted((name.lower(), other.lower()), key=len)
    letters = iter(longer)
    is_abbreviated = shorter[0] == longer[0] and all(letter in letters for letter in shorter)
    is_symbol = {one.meaning for one in spoken(name)} == {one.meaning for one in spoken(other)}
    return is_abbreviated or is_symbol or SequenceMatcher(None, shorter, longer, autojunk=False).ratio() >= SAME_NAME


def _is_same_label(words: Sequence[str], others: Sequence[str]) -> bool:
    shorter, longer = sorted((words, others), key=len)
    initials = "".join(word[0] for word in longer)
    if shorter and (set(shorter) < set(longer) or (len(shorter) == 1 and shorter[0] == initials and len(initials) > 1)):
        return True
    if len(words) == len(others) and all(map(are_akin, words, others)):
        return True
    before, after = "".join(words), "".join(others)
    likeness = SequenceMatcher(None, before, after, autojunk=False).ratio()
    return min(len(before), len(after)) >= SHORTEST_LABEL and likeness >= SAME_LABEL
