"""What two versions of a sentence or a cell state differently, and what kind of difference it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from study.checking.statements import NEGATIONS, NUMBER, Statement, number_value, statements, words
from study.wording import decimal

__all__ = ["Difference", "differences", "statement_differences"]

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
