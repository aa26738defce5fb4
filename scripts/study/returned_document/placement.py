"""Sentences and pictures that came back beside others than their own: another heading, caption or sentence."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from study.returned_document.alignment import Sentence
from study.returned_document.comparison import GONE
from study.returned_document.findings import SNIPPET, Finding, TextDifference, describe_place
from study.returned_document.original import CAPTION, NOTE, Original
from study.returned_document.word_text import Picture

_BACK = re.compile(r"\b(?:this|these|its|ini|itu|tersebut)\b", re.IGNORECASE)
SHORTEST_SENTENCE = 4  # words; what has fewer begins a paragraph as its title does


def check_placement(original: Original, after: Sequence[Sentence], gone: Sequence[Sentence]) -> Iterator[Finding]:
    """Find headings and notes with the sentences of another, and remarks apart from what they are on."""
    before = original.sentences
    yield from _misplaced("heading over another section", _under_headings(before), _under_headings(after))
    yield from _misplaced("note under another caption", _under_captions(before), _under_captions(after))
    yield from _check_left_remarks(original, gone)
    yield from _check_remarks(original, after)


def check_pictures(before: Sequence[Picture], after: Sequence[Picture]) -> Iterator[Finding]:
    """Find pictures that are gone, stand over the caption of another, or are none of the manuscript's.

    A picture is known by its file, or, where a program saved it anew, by the text for those who cannot see it. Word
    leaves that text when another picture is put in its place, so that where other files were kept, it is to be read.
    """
    digests = {one.digest for one in before} - {""}
    are_kept = not digests.isdisjoint(one.digest for one in after)
    left, lost = list(after), []
    for one in before:
        same = [other for other in left if _is_same_picture(one, other, digests)]
        if same:
            found = next((other for other in same if other.caption == one.caption), same[0])
            left.remove(found)
            others = {other.caption for other in before} - {one.caption, ""}
            if found.caption in others:
                yield _picture("picture over the caption of another", one.caption, found.caption, is_error=True)
            elif are_kept and found.digest not in {*digests, ""}:
                yield _picture("picture replaced or saved anew", one.caption, found.caption, is_error=False)
        else:
            lost.append(one)
    replaced = {one.caption for one in left}
    for one in sorted(lost, key=lambda one: one.caption in replaced)[: max(len(lost) - len(left), 0)]:
        yield _picture(f"picture {GONE}", one.caption, "", is_error=True)
    for one in left:
        yield _picture("picture not of the manuscript", "", one.caption, is_error=False)


def _is_same_picture(one: Picture, other: Picture, digests: Collection[str]) -> bool:
    if other.digest in digests or not one.described:
        return one.digest == other.digest
    return one.described == other.described


def _picture(kind: str, expected: str, found: str, is_error: bool) -> Finding:
    difference = TextDifference(kind, expected[:SNIPPET], found[:SNIPPET], is_error, is_to_read=not is_error)
    return Finding(difference, f"“{found or expected}”", found, expected)


def _misplaced(kind: str, before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Find the titles of the manuscript under which no sentence of their own stands, but some of another."""
    homes = _gathered(before)
    titles = {title for found in homes.values() for title in found}
    under: dict[str, list[frozenset[str]]] = {}
    for text, title in after:
        if title in titles and text in homes:
            under.setdefault(title, []).append(homes[text])
    for title, found in under.items():
        if not any(title in home for home in found):
            yield Finding(TextDifference(kind, min(found[0]), title, is_error=True), f"“{title}”", title, "")


def _under_headings(sentences: Iterable[Sentence]) -> Iterator[tuple[str, str]]:
    """Yield each sentence with the heading above it."""
    yield from ((one.text, one.paragraph.section) for one in sentences if one.text != one.paragraph.section)


def _under_captions(sentences: Iterable[Sentence]) -> Iterator[tuple[str, str]]:
    """Yield each sentence of a note with the caption before it."""
    caption = ""
    for one in sentences:
        caption = one.paragraph.text if CAPTION in one.paragraph.style else caption
        if one.paragraph.style == NOTE:
            yield one.text, caption


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return by each text where it stands."""
    homes: dict[str, set[str]] = {}
    for text, home in pairs:
        homes.setdefault(text, set()).add(home)
    return {text: frozenset(found) for text, found in homes.items()}


def _check_remarks(original: Original, after: Sequence[Sentence]) -> Iterator[Finding]:
    """Find remarks ("this verdict") that stand after a sentence of another paragraph than their own."""
    before = original.sentences
    homes = _gathered((one.text, str(one.paragraph.number)) for one in before)
    paragraphs = [[one.text for one in group] for _, group in groupby(before, key=lambda one: one.paragraph)]
    inner = {text for texts in paragraphs for text in texts[1:]} - {texts[0] for texts in paragraphs}
    for last, one in pairwise(after):
        is_within = last.paragraph == one.paragraph and last.text in homes and one.text in inner
        if is_within and not homes[last.text] & homes[one.text] and _refers_back(one.text, original):
            difference = TextDifference("remark after another sentence", "", one.text[:SNIPPET], is_error=True)
            yield Finding(difference, describe_place(one), last.text[-SNIPPET:], "")


def _check_left_remarks(original: Original, gone: Sequence[Sentence]) -> Iterator[Finding]:
    """Find remarks ("this advice") that are all that is left of their paragraph, but for its first words."""
    for paragraph, group in groupby(original.sentences, key=lambda one: one.paragraph):
        listed = list(group)
        kept = [one for one in listed if one not in gone]
        left = [one.text for one in kept if len(one.text.split()) >= SHORTEST_SENTENCE]
        if left and len(kept) < len(listed) and all(_refers_back(text, original) for text in left):
            difference = TextDifference("remark on what is no longer there", left[0][:SNIPPET], "", is_error=True)
            yield Finding(difference, f"section “{paragraph.section}”", left[0][:SNIPPET], paragraph.text)


def _refers_back(text: str, original: Original) -> bool:
    """Tell whether a sentence says something of what it does not name: "this verdict"."""
    return not original.subjects(text) and bool(_BACK.search(text))
