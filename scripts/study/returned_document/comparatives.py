"""Which of two things a text calls the greater, in whatever words."""

import re
from collections.abc import Iterator, Mapping

from study.returned_document.statements import COMPARING, entry, is_negation, named

_COMPARISON = re.compile(
    rf"(?P<first>@\d+)(?P<between>[^@;:()]*?)\b(?:{'|'.join(COMPARING)})\s(?:\w+\s){{0,2}}?(?P<second>@\d+)"
)


def compared(text: str, names: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """List the pairs of names of which a text calls the first greater than the second.

    >>> compared("Trust is rated 5 points lower than price.", {"trust": "trust", "price": "price"})
    frozenset({('price', 'trust')})
    """
    there = named(text, names)
    return frozenset(
        (there[first].meaning, there[second].meaning)
        for first, second in _ordered(_marked(text.lower(), [one.written for one in there]))
    )


def _marked(text: str, written: list[str]) -> str:
    """Put @ and its place in the list for each name."""
    for i, name in enumerate(written):
        text = re.sub(rf"\b{re.escape(name)}\b", f"@{i}", text, count=1)
    return text


def _ordered(marked: str) -> Iterator[tuple[int, int]]:
    """Yield the places of two names, the greater first, that one word of size compares and none denies."""
    for found in _COMPARISON.finditer(marked):
        words = found["between"].split()
        sizes = [said for concept, said in (entry(word)[1:] for word in words) if concept == "size"]
        pair = (int(found["first"][1:]), int(found["second"][1:]))
        if sizes in (["+"], ["-"]) and not any(map(is_negation, words)):
            yield pair if sizes == ["+"] else pair[::-1]
