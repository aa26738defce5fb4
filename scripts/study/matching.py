"""When two pieces of text count as the same: capitals, kinds of spaces and typographic variants do not matter."""

import unicodedata

__all__ = ["normalised"]


def normalised(text: str) -> str:
    """Return the text without what does not matter, for comparison."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
