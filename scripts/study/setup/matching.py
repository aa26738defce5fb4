"""When two pieces of text count as the same: capitals, kinds of spaces and typographic variants do not matter."""

import unicodedata
from collections.abc import Iterable

__all__ = ["normalise", "normalise_all"]


def normalise(text: str) -> str:
    """Return the text without what does not matter, for comparison."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def normalise_all(texts: Iterable[str]) -> frozenset[str]:
    """Return the different texts without what does not matter."""
    return frozenset(map(normalise, texts))
