"""What the words that changed in a sentence do to what it states: turn it, exchange its parts, or say it otherwise."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from study.returned_document.statements import (
    COMPARING,
    EVERYDAY,
    PREFIX,
    Kind,
    Statement,
    entry,
    is_coordinator,
    is_form,
    is_lacking,
    is_negation,
    joined_words,
    spoken,
    word_tokens,
)

_PREFIX = re.compile(PREFIX)
_NEITHER = re.compile(r"\b(neither|not|no)\b(.*?)\bnor\b", re.IGNORECASE)
OPPOSING = (
    *(("", prefix) for prefix in ("un", "in", "im", "ir", "il", "dis", "non", "non-", "mis", "tak", "nir")),
    *(("endo", "exo"), ("endo", "ekso"), ("en", "ek"), ("over", "under")),
    *(("homo", "hetero"), ("maxi", "mini"), ("pre", "post"), ("up", "down")),
)
FEW_STRETCHES = 2  # of words that gave way, or changed places, in a sentence that stands otherwise
FEW_WORDS = 3  # in such a stretch
SAME_MATTER = 0.3  # share of the words of the shorter of two sentences above which one may say the other anew
SHORTEST_STEM = 3  # letters of a word that a prefix turns into its opposite
# Share of the letters of the longer of two words, without prefixes, that forms of one have.
SAME_ROOT = 0.6
# A bound is understood before a number; before other words it is a size, and what is at most so much is the highest.
_BOUNDS = {"<": ("size -",), ">": ("size +",), "≤": ("size -", "size +"), "≥": ("size -", "size +")}
# Most words with un- or dis- deny, but for these: "understood", "discussed", "distribution".
_UN = re.compile(r"(?!under|uni[fotv]|dis(?:[cpt](?!onn|onti|redit|rust|aste)|e(?:ase|mi)))(?:un|dis)\w{4,}|tak-\w+")
_LIST_WORD = re.compile(r"[^\W_]+(?:[.,’'-][^\W_]+)*|[,;]")


def denies_otherwise(expected: str, found: str) -> bool:
    """Tell whether a denial went or came without a word of the opposite meaning; two of them deny nothing."""
    lost = count_denials(expected) - count_denials(found)
    if lost % 2 == 0 and (lost == 0 or count_denials(expected) * count_denials(found) > 0):
        return False
    with_denial, without = (joined_words(text) for text in ((expected, found) if lost > 0 else (found, expected)))
    came = {*without} - {*with_denial}
    if not is_in_place(expected, found) and any(_may_deny(word) for word in came):
        return False
    return not any(_denies(word, with_denial) for word in came)


def is_in_place(expected: str, found: str) -> bool:
    """Tell whether few words gave way to others while the sentence around them stands: one thing is said of another.

    Of a sentence that was written anew, words tell nothing by their place.

    >>> is_in_place("Trust drives the sales of firms.", "Price drives the sales of firms.")
    True
    >>> is_in_place("Trust drives the sales of firms.", "Wherever firms trust each other, more is sold.")
    False
    """
    sizes = [max(len(old.split()), len(new.split())) for old, new in word_changes(expected, found)]
    return len(sizes) <= FEW_STRETCHES and max(sizes, default=0) <= FEW_WORDS


def count_denials(text: str) -> int:
    """Count the words that deny something: "not only" and "not without" do not, "neither ... nor" does once.

    >>> count_denials("It is not only large; neither A nor B can’t be told.")
    2
    """
    apart = re.sub(r"(?<=can)not\b|(?<=\w)n['’]t\b", " not", _NEITHER.sub(r"\1\2or", text))
    denies = [*map(is_negation, joined_words(apart))]
    return sum(denies) - 2 * sum(one and other for one, other in pairwise(denies))


def changed_words(expected: str, found: str) -> tuple[list[Statement], list[Statement]]:
    """List the words that went and those that came, but for forms of one word and words of one meaning."""
    gone, came = unshared(*(list(_words_and_bounds(text)) for text in (expected, found)))
    for one in list(gone):
        other = next((other for other in came if _is_form_of(one, other)), None)
        if other is not None:
            gone.remove(one)
            came.remove(other)
    return gone, came


def says_again(expected: str, found: str) -> bool:
    """Tell whether two texts use the same words, in the same order where a denial or a comparison depends on it.

    >>> says_again("Trust has a large effect on sales.", "The effect of trust on sales is large.")
    True
    >>> says_again("Trust rose, not sales.", "Sales rose, not trust.")
    False
    """
    if any(changed_words(expected, found)):
        return False
    if not any(is_negation(word) or word in COMPARING for word in joined_words(expected)):
        return True
    sides = [[one.written.lower() for one in spoken(text)] for text in (expected, found)]
    return len(sides[0]) == len(sides[1]) and all(map(are_akin, *sides))


def is_on_the_same(text: str, other: str) -> bool:
    """Tell whether two sentences share so many words, in whatever form and order, that one may say the other anew.

    >>> is_on_the_same("Cash aid leaves nothing behind.", "Of aid in cash nothing is left behind.")
    True
    """
    said = sorted(({one.written.lower() for one in spoken(each)} for each in (text, other)), key=len)
    shared = sum(any(are_akin(word, one) for one in said[1]) for word in said[0])
    return shared > SAME_MATTER * len(said[0])


def exchanged(expected: str, found: str) -> tuple[str, str, str] | None:
    """Return two stretches of a text that stand in each other's place while all other words stay, and what is between.

    >>> exchanged("Trust drives sales here.", "Sales drives trust here.")
    ('trust', 'sales', 'drives')
    """
    before, after = ([word.removesuffix("nya") for word in word_tokens(text)] for text in (expected, found))
    if before == after or Counter(before) != Counter(after):
        return None
    ends = [_first_difference(before, after), _first_difference(before[::-1], after[::-1])]
    old, new = (words[ends[0] : len(words) - ends[1]] for words in (before, after))
    for first, last in ((a, b) for a in range(1, len(old)) for b in range(1, len(old) - a + 1)):
        stay = old[first:-last]
        if old[:first] == new[-first:] and old[-last:] == new[:last] and stay == new[last:-first]:
            return " ".join(old[:first]), " ".join(old[-last:]), " ".join(stay)
    return None


def is_reordered(expected: str, found: str) -> bool:
    """Tell whether two texts differ by the order of what commas or "and" join.

    >>> is_reordered("It takes trust, time and luck.", "It takes luck, trust and time.")
    True
    """
    before, after = (_LIST_WORD.findall(text.lower()) for text in (expected, found))
    before, after = (["," if is_coordinator(word) else word for word in side] for side in (before, after))
    if before == after or Counter(before) - Counter([","]) == Counter():
        return False
    shortest = min(len(before), len(after))
    ends = [_first_difference(before, after), _first_difference(before[::-1], after[::-1])]
    last = min(ends[1], shortest - ends[0])
    parts = [sorted(_parts(side[ends[0] : len(side) - last])) for side in (before, after)]
    words = [word for part in parts[0] for word in part]
    return parts[0] == parts[1] and not any(map(is_negation, words)) and not re.search(r"\d", " ".join(words))


def is_denial_moved(expected: str, found: str) -> bool:
    """Tell whether a denial left one code for another: "X2 is needed, X1 is not" is not "X2 is not needed, X1 is"."""
    before, after = _codes_and_denials(expected), _codes_and_denials(found)
    codes, others = ([word for word in words if word] for words in (before, after))
    return codes == others and len(codes) > 1 and Counter(before) == Counter(after) and before != after


def exchanged_terms(expected: str, found: str, words: Collection[str]) -> tuple[str, str] | None:
    """Return the words that gave way to words which the manuscript uses too, or by which results are stated.

    A manuscript calls one thing by one name: its own words in place of others say another thing. Words it does not
    use may be synonyms.
    """
    gone, came = changed_words(expected, found)
    there = {*word_tokens(expected)}
    parts = {part for one in gone if "-" in one.written for part in one.written.lower().split("-")}
    terms = [one.written for one in came if one.written.lower() not in parts and _is_term(one, words, there)]
    lost = (
        gone
        if terms
        else [one for one in gone if not came and one.kind in (Kind.BOUND, Kind.RESTRICTION, Kind.TRANSFORM)]
    )
    return (" ".join(one.written for one in lost), " ".join(terms)) if lost else None


def word_changes(expected: str, found: str) -> list[tuple[str, str]]:
    """List the stretches of words that went and what came in their place, in small letters; either may be empty."""
    before, after = word_tokens(expected), word_tokens(found)
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(" ".join(before[a:b]), " ".join(after[c:d])) for tag, a, b, c, d in changes if tag != "equal"]


def replaced_words(expected: str, found: str) -> list[tuple[str, str]]:
    """List the stretches of words that gave way to others."""
    return [change for change in word_changes(expected, found) if all(change)]


def are_opposite(word: str, other: str) -> bool:
    """Tell whether two words are one but for a prefix that turns it: "able" and "unable"."""
    # Both end in the stem: most pairs differ there, and are compared with no prefix.
    return word[-SHORTEST_STEM:] == other[-SHORTEST_STEM:] and any(
        one.startswith(prefix) and len(one) >= len(prefix) + SHORTEST_STEM and turned + one.removeprefix(prefix) == two
        for one, two in ((word, other), (other, word))
        for prefix, turned in OPPOSING
    )


def are_akin(word: str, other: str) -> bool:
    """Tell whether two words are forms of one: spelled otherwise, or with other endings and Indonesian prefixes.

    >>> are_akin("mendukung", "dukungan"), are_akin("programmes", "program"), are_akin("pasar", "pasokan")
    (True, True, False)
    """
    word, other = (re.sub(r"(.)\1", r"\1", one.removesuffix("nya")) for one in (word, other))
    found = SequenceMatcher(None, word, other, autojunk=False).find_longest_match()
    longest = max(len(word) - found.a, len(other) - found.b)
    # What two prefixes share belongs to no root: "penjelasan", "menjelaskan".
    return any(
        found.size - shared >= max(SHORTEST_STEM, SAME_ROOT * (longest - shared))
        and all(map(_PREFIX.fullmatch, (word[: found.a + shared], other[: found.b + shared])))
        for shared in range(found.size)
    )


def _is_term(one: Statement, words: Collection[str], there: Collection[str]) -> bool:
    """Tell whether a word is one of the study; what was part of a phrase or has a hyphen now stood there before."""
    if one.kind == Kind.WORD:
        return is_form(one.meaning, words) and not all(part in there for part in one.meaning.split("-"))
    return one.kind not in EVERYDAY


def _codes_and_denials(text: str) -> list[str]:
    """List the codes of a text, with an empty word in place of every denial."""
    codes = {one.written.lower() for one in spoken(text) if one.kind == Kind.CODE}
    return ["" if is_negation(word) else word for word in joined_words(text) if word in codes or is_negation(word)]


def _words_and_bounds(text: str) -> Iterator[Statement]:
    """Yield the words of a text, and the bounds that are put in words; of numbers, codes and symbols nothing else."""
    for one in spoken(text):
        if one.has_worded_bound:
            yield Statement(Kind.BOUND, one.meaning[0], one.written)
        elif one.kind not in (Kind.NUMBER, Kind.CODE, Kind.SYMBOL, Kind.JUNCTION):
            yield one


def unshared(expected: Sequence[Statement], found: Sequence[Statement]) -> tuple[list[Statement], list[Statement]]:
    """List what is stated in one of two texts only, or more often: the last such statements of each."""
    counts = [Counter(one.meaning for one in side) for side in (expected, found)]
    return _last(expected, counts[0] - counts[1]), _last(found, counts[1] - counts[0])


def _last(listed: Sequence[Statement], counts: Counter[str]) -> list[Statement]:
    """Return as many of what is listed as are counted, the last ones."""
    kept = []
    for one in reversed(listed):
        if counts[one.meaning] > 0:
            counts[one.meaning] -= 1
            kept.append(one)
    return kept[::-1]


def _is_form_of(one: Statement, other: Statement) -> bool:
    sizes = (_BOUNDS.get(each.meaning, (each.meaning,)) for each in (one, other))
    if set.intersection(*map(set, sizes)):
        return True
    if one.kind == other.kind != Kind.WORD:
        return False
    words = one.written.lower().split()[-1], other.written.lower().split()[-1]
    return not are_opposite(*words) and are_akin(*words)


def _denies(word: str, others: Collection[str]) -> bool:
    """Tell whether a word by itself says what others say with a denial: "unsupported", "below" for "not above"."""
    kind, concept, said = entry(word)
    if kind:
        return said == "-" and (kind, concept, "+") in map(entry, others)
    return any(are_opposite(word, other) for other in others)


def _may_deny(word: str) -> bool:
    """Tell whether a word may deny by itself what other words denied: "unaware" for "do not know"."""
    kind, _, said = entry(word)
    is_turning = said == "-" and kind != Kind.VERDICT
    return is_turning or is_lacking(word) or (not kind and _UN.fullmatch(word) is not None)


def _parts(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Cut words at commas."""
    groups = groupby(words, key=lambda word: word in ",;")
    return [tuple(group) for is_mark, group in groups if not is_mark]


def _first_difference(words: Sequence[str], others: Sequence[str]) -> int:
    """Return how many words at the beginning are the same."""
    pairs = enumerate(zip(words, others, strict=False))
    return next((i for i, (word, other) in pairs if word != other), min(len(words), len(others)))
