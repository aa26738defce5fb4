"""A document that came back, against the manuscript it came from: every number, verdict and code, with its place.

The findings in a returned document as lines that its authors can follow in Word.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from study.results.numbers import Numbers
from study.returned_document.alignment import (
    GONE,
    NEW,
    Difference,
    Gap,
    Sentence,
    differences,
    gaps,
    pairs,
    sentences,
    statement_differences,
    table_pairs,
)
from study.returned_document.statements import NUMBER, Quotation, Statement, masked_words, origin_of, statements
from study.returned_document.word_text import Document, Table

__all__ = ["Finding", "check_document", "report", "shared_sentences"]

SNIPPET = 90
BIBLIOGRAPHY = "Bibliography"


@dataclass(frozen=True)
class Finding:
    """A difference and where it is: place in words, the text around it now, and as the manuscript has it."""

    difference: Difference
    place: str
    found_text: str
    expected_text: str

    @property
    def is_error(self) -> bool:
        """Whether it contradicts a result; others are notes."""
        return self.difference.is_error


def check_document(expected: Document, found: Document, language: str) -> list[Finding]:
    """List the differences between a manuscript and the document that came back, in the order of the latter."""
    return [*_in_text(expected, found, language), *_in_tables(expected, found, language)]


def shared_sentences(one: Document, other: Document) -> float:
    """Return the share of the sentences of one document that the other has too, letter for letter."""
    texts = [Counter(sentence.text for sentence in sentences(side.paragraphs)) for side in (one, other)]
    return (texts[0] & texts[1]).total() / max(texts[0].total(), 1)


def _in_text(expected: Document, found: Document, language: str) -> Iterator[Finding]:
    left: list[Sentence] = []
    new: list[Sentence] = []
    for gap in gaps(sentences(expected.paragraphs), sentences(found.paragraphs)):
        if not _states_the_same(gap):
            matched = pairs(gap.expected, gap.found)
            yield from _of_pairs(gap.expected, gap.found, matched, language)
            left += [item for i, item in enumerate(gap.expected) if i not in {a for a, _ in matched}]
            new += [item for j, item in enumerate(gap.found) if j not in {b for _, b in matched}]
    moved = pairs(left, new, is_near=False)
    yield from _of_pairs(left, new, moved, language)
    yield from _unpaired(left, new, moved, language)


def _states_the_same(gap: Gap) -> bool:
    """Tell whether a stretch states the same in both, however its sentences are cut; no word of denial may go."""
    one, other = (" ".join(item.text for item in side) for side in (gap.expected, gap.found))
    meanings = [[(item.kind, item.meaning) for item in statements(text)] for text in (one, other)]
    return meanings[0] == meanings[1] and bool(gap.expected and gap.found) and not differences(one, other, "id")


def _of_pairs(
    expected: Sequence[Sentence], found: Sequence[Sentence], matched: Sequence[tuple[int, int]], language: str
) -> Iterator[Finding]:
    for i, j in sorted(matched, key=lambda pair: pair[1]):
        one, other = expected[i], found[j]
        for difference in differences(one.text, other.text, language):
            quoted = _is_error_there(difference, one)
            yield Finding(quoted, _place(other), _snippet(other.text, difference.found), one.text)


def _is_error_there(difference: Difference, sentence: Sentence) -> Difference:
    """Call a difference in the list of references a note: its numbers are no results."""
    error = difference.is_error and sentence.paragraph.style != BIBLIOGRAPHY
    return Difference(difference.kind, difference.expected, difference.found, error)


def _unpaired(
    left: Sequence[Sentence], new: Sequence[Sentence], moved: Sequence[tuple[int, int]], language: str
) -> Iterator[Finding]:
    """Tell the sentences that went and came; statements that were lost in one and changed in the other are errors."""
    gone = [item for i, item in enumerate(left) if i not in {a for a, _ in moved}]
    came = [item for j, item in enumerate(new) if j not in {b for _, b in moved}]
    for one, other in _in_the_same_paragraph(gone, came):
        for difference in statement_differences(_numbers(one.text), _numbers(other.text), language):
            if difference.is_error:
                yield Finding(difference, _place(other), _snippet(other.text, difference.found), one.text)
    for item in gone:
        difference = Difference(f"sentence {GONE}", item.text[:SNIPPET], "", False)
        yield Finding(difference, _place(item, " of the manuscript"), "", item.text)
    for item in came:
        difference = Difference(f"sentence {NEW}", "", item.text[:SNIPPET], False)
        yield Finding(difference, _place(item), item.text[:SNIPPET], "")


def _in_the_same_paragraph(gone: Sequence[Sentence], came: Sequence[Sentence]) -> Iterator[tuple[Sentence, Sentence]]:
    """Yield a sentence that went with one that came under the same heading and that repeats some of its numbers."""
    for one in gone:
        numbers = {item.meaning for item in _numbers(one.text)}
        for other in came:
            shared = numbers & {item.meaning for item in _numbers(other.text)}
            if other.paragraph.section == one.paragraph.section and 2 * len(shared) > len(numbers):
                yield one, other
                break


def _numbers(text: str) -> tuple[Statement, ...]:
    return tuple(item for item in statements(text) if item.kind == NUMBER)


def _place(sentence: Sentence, whose: str = "") -> str:
    paragraph = sentence.paragraph
    return f"section “{paragraph.section}”, paragraph {paragraph.place}{whose}"


def _snippet(text: str, centre: str) -> str:
    """Cut the text around a piece of it."""
    start = max(text.find(centre.split()[-1] if centre else ""), 0)
    first, last = max(start - SNIPPET // 2, 0), start + SNIPPET // 2
    return f"{'…' if first else ''}{text[first:last].strip()}{'…' if last < len(text) else ''}"


def _in_tables(expected: Document, found: Document, language: str) -> Iterator[Finding]:
    matched = table_pairs(expected.tables, found.tables)
    for i, j in sorted(matched, key=lambda pair: pair[1]):
        yield from _of_table(expected.tables[i], found.tables[j], j + 1, language)
    for i in sorted(set(range(len(expected.tables))) - {a for a, _ in matched}):
        table = expected.tables[i]
        difference = Difference(f"table {GONE}", table.caption[:SNIPPET], "", False)
        yield Finding(difference, f"section “{table.section}”", "", table.caption)


def _of_table(one: Table, other: Table, number: int, language: str) -> Iterator[Finding]:
    where = f"table {number} (“{other.caption[:SNIPPET]}”)"
    rows = list(_row_pairs(one, other))
    order = [b for _, b in rows if b is not None]
    if order != sorted(order):
        difference = Difference("rows in another order", _labels_of(one), _labels_of(other), True)
        yield Finding(difference, where, "", "")
    for i, j in rows:
        if j is None:
            difference = Difference(f"row {GONE}", " | ".join(one.rows[i]), "", True)
            yield Finding(difference, where, "", " ".join(one.rows[i]))
        else:
            yield from _of_row(one, one.rows[i], other.rows[j], where, language)


def _of_row(table: Table, one: Sequence[str], other: Sequence[str], where: str, language: str) -> Iterator[Finding]:
    filled = [*other, *[""] * (len(one) - len(other))]
    for column, (cell, changed) in enumerate(zip(one, filled, strict=False)):
        for difference in differences(cell, changed, language, is_cell=True):
            head = table.rows[0][column] if column < len(table.rows[0]) else ""
            place = f"{where}, row “{_name(one)}”, column “{head or column + 1}”"
            yield Finding(difference, place, " | ".join(other), " ".join(one))


def _row_pairs(one: Table, other: Table) -> Iterator[tuple[int, int | None]]:
    """Pair rows by their leading words; where these were edited too, by their places between rows that were not."""
    ones, others = ([_label(row) for row in table.rows] for table in (one, other))
    if Counter(ones) == Counter(others) and len(set(ones)) == len(ones):
        places = {label: j for j, label in enumerate(others)}
        yield from ((i, places[label]) for i, label in enumerate(ones))
        return
    if len(ones) == len(others):
        yield from ((i, i) for i in range(len(ones)))
        return
    for _, a, b, c, d in SequenceMatcher(None, ones, others, autojunk=False).get_opcodes():
        yield from ((i, c + i - a if c + i - a < d else None) for i in range(a, b))


def _label(row: Sequence[str]) -> tuple[str, ...]:
    """Return a row's leading cells up to its first number, as masked words."""
    leading: list[str] = []
    for cell in row:
        if _numbers(cell):
            break
        leading += masked_words(cell)
    return tuple(leading)


def _name(row: Sequence[str]) -> str:
    return next((cell for cell in row if cell), "")


def _labels_of(table: Table) -> str:
    return ", ".join(_name(row) for row in table.rows[1:])[:SNIPPET]


NOTHING = "nothing"


def report(findings: Sequence[Finding], quoted: Sequence[Quotation], numbers: Numbers, compared: str) -> str:
    """Return the report: errors, each with its place and the result it contradicts; notes; a verdict."""
    errors = [finding for finding in findings if finding.is_error]
    notes = [finding for finding in findings if not finding.is_error]
    lines = [f"Compared with {compared}", ""]
    for place, finding in enumerate(errors, start=1):
        lines += [*_error(place, finding, quoted, numbers), ""]
    if notes:
        lines += ["Notes (changes of the text that contradict no result):", *[_note(note) for note in notes], ""]
    return "\n".join([*lines, _verdict(errors, notes)])


def _error(place: int, finding: Finding, quoted: Sequence[Quotation], numbers: Numbers) -> list[str]:
    difference = finding.difference
    origin = origin_of(difference.expected, finding.expected_text, quoted, numbers) if difference.expected else ""
    return [
        f"{place}. {difference.kind}: {difference.expected or NOTHING} became {difference.found or NOTHING}",
        f"   where: {finding.place}",
        *([f"   text:  {finding.found_text}"] if finding.found_text else []),
        *([f"   result: {origin}"] if origin else []),
    ]


def _note(finding: Finding) -> str:
    difference = finding.difference
    what = " -> ".join(part for part in (difference.expected, difference.found) if part)
    return f"   - {difference.kind}: {what} ({finding.place})"


def _verdict(errors: Sequence[Finding], notes: Sequence[Finding]) -> str:
    told = f"; {len(notes)} change(s) of the text are listed as notes" if notes else ""
    if errors:
        return f"DIFFERS: {len(errors)} place(s) contradict the results{told}."
    return f"AGREES: every number, sign, verdict and table cell is that of the results{told}."
