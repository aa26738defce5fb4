"""A document that came back, against the manuscript it came from: findings that its authors can follow in Word."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from study.results.numbers import Numbers
from study.returned_document.alignment import (
    GONE,
    MOVED_SENTENCE,
    NEW,
    Gap,
    Sentence,
    TextDifference,
    compare_statements,
    compare_texts,
    cut_sentences,
    find_gaps,
    pair_rows,
    pair_sentences,
    pair_tables,
)
from study.returned_document.statements import NUMBER, Quotation, Statement, origin_of, statements
from study.returned_document.word_text import Document, Table

__all__ = ["Finding", "check_document", "report", "shared_sentences"]

SNIPPET = 90
BIBLIOGRAPHY = "Bibliography"
NOTHING = "nothing"


@dataclass(frozen=True)
class Finding:
    """A difference and where it is: place in words, the text around it now, and as the manuscript has it."""

    difference: TextDifference
    place: str
    found_text: str
    expected_text: str

    @property
    def is_error(self) -> bool:
        """Whether it contradicts a result; others are notes."""
        return self.difference.is_error


def check_document(expected: Document, found: Document, language: str) -> list[Finding]:
    """List the differences between a manuscript and the document that came back, in the order of the latter."""
    return [*_check_sentences(expected, found, language), *_check_tables(expected, found, language)]


def shared_sentences(document: Document, other: Document) -> float:
    """Return the share of the sentences of one document that the other has too, letter for letter."""
    sentences = Counter(sentence.text for sentence in cut_sentences(document.paragraphs))
    others = Counter(sentence.text for sentence in cut_sentences(other.paragraphs))
    return (sentences & others).total() / max(sentences.total(), 1)


def report(findings: Sequence[Finding], quoted: Sequence[Quotation], numbers: Numbers, compared: str) -> str:
    """Return the report: errors, each with its place and the result it contradicts; notes; a verdict."""
    errors = [finding for finding in findings if finding.is_error]
    notes = [finding for finding in findings if not finding.is_error]
    lines = [f"Compared with {compared}", ""]
    for number, error in enumerate(errors, start=1):
        lines += [*_error_lines(number, error, quoted, numbers), ""]
    if notes:
        lines += ["Notes (changes of the text that contradict no result):", *[_note_line(note) for note in notes], ""]
    changes = f"; {len(notes)} change(s) of the text are listed as notes" if notes else ""
    if errors:
        lines.append(f"DIFFERS: {len(errors)} place(s) contradict the results{changes}.")
    else:
        lines.append(f"AGREES: every number, sign, verdict and table cell is that of the results{changes}.")
    return "\n".join(lines)


def _check_sentences(expected: Document, found: Document, language: str) -> Iterator[Finding]:
    gone: list[Sentence] = []
    came: list[Sentence] = []
    for gap in find_gaps(cut_sentences(expected.paragraphs), cut_sentences(found.paragraphs)):
        if not _states_the_same(gap):
            pairs = pair_sentences(gap.expected, gap.found)
            yield from _check_pairs(gap.expected, gap.found, pairs, language)
            gone += _unpaired(gap.expected, [i for i, _ in pairs])
            came += _unpaired(gap.found, [j for _, j in pairs])
    moved = pair_sentences(gone, came, MOVED_SENTENCE)
    yield from _check_pairs(gone, came, moved, language)
    yield from _check_unpaired(_unpaired(gone, [i for i, _ in moved]), _unpaired(came, [j for _, j in moved]), language)


def _states_the_same(gap: Gap) -> bool:
    """Tell whether a stretch states the same in both, however its sentences are cut; no word of denial may go."""
    before = " ".join(sentence.text for sentence in gap.expected)
    after = " ".join(sentence.text for sentence in gap.found)
    meanings = [[(item.kind, item.meaning) for item in statements(text)] for text in (before, after)]
    return bool(before and after) and meanings[0] == meanings[1] and not compare_texts(before, after, "id")


def _unpaired(sentences: Sequence[Sentence], paired: Sequence[int]) -> list[Sentence]:
    return [sentence for index, sentence in enumerate(sentences) if index not in paired]


def _check_pairs(
    expected: Sequence[Sentence], found: Sequence[Sentence], pairs: Sequence[tuple[int, int]], language: str
) -> Iterator[Finding]:
    for i, j in sorted(pairs, key=lambda pair: pair[1]):
        is_reference = expected[i].paragraph.style == BIBLIOGRAPHY
        for difference in compare_texts(expected[i].text, found[j].text, language):
            # The numbers of a reference are no results.
            judged = replace(difference, is_error=difference.is_error and not is_reference)
            yield _changed_sentence(judged, expected[i], found[j])


def _check_unpaired(gone: Sequence[Sentence], came: Sequence[Sentence], language: str) -> Iterator[Finding]:
    """Tell the sentences that went and came; statements that were lost in one and changed in the other are errors."""
    for before, after in _same_section_pairs(gone, came):
        for difference in compare_statements(_stated_numbers(before.text), _stated_numbers(after.text), language):
            if difference.is_error:
                yield _changed_sentence(difference, before, after)
    for sentence in gone:
        difference = TextDifference(f"sentence {GONE}", sentence.text[:SNIPPET], "", is_error=False)
        yield Finding(difference, f"{_describe_place(sentence)} of the manuscript", "", sentence.text)
    for sentence in came:
        difference = TextDifference(f"sentence {NEW}", "", sentence.text[:SNIPPET], is_error=False)
        yield Finding(difference, _describe_place(sentence), sentence.text[:SNIPPET], "")


def _same_section_pairs(gone: Sequence[Sentence], came: Sequence[Sentence]) -> Iterator[tuple[Sentence, Sentence]]:
    """Yield a sentence that went with one that came under the same heading and that repeats some of its numbers."""
    for before in gone:
        numbers = {item.meaning for item in _stated_numbers(before.text)}
        for after in came:
            shared = numbers & {item.meaning for item in _stated_numbers(after.text)}
            if after.paragraph.section == before.paragraph.section and 2 * len(shared) > len(numbers):
                yield before, after
                break


def _changed_sentence(difference: TextDifference, before: Sentence, after: Sentence) -> Finding:
    return Finding(difference, _describe_place(after), _snippet(after.text, difference.found), before.text)


def _stated_numbers(text: str) -> tuple[Statement, ...]:
    return tuple(item for item in statements(text) if item.kind == NUMBER)


def _describe_place(sentence: Sentence) -> str:
    return f"section “{sentence.paragraph.section}”, paragraph {sentence.paragraph.number}"


def _snippet(text: str, centre: str) -> str:
    """Cut the text around a piece of it."""
    start = max(text.find(centre.split()[-1] if centre else ""), 0)
    first = max(start - SNIPPET // 2, 0)
    last = start + SNIPPET // 2
    return f"{'…' if first else ''}{text[first:last].strip()}{'…' if last < len(text) else ''}"


def _check_tables(expected: Document, found: Document, language: str) -> Iterator[Finding]:
    pairs = pair_tables(expected.tables, found.tables)
    for i, j in sorted(pairs, key=lambda pair: pair[1]):
        where = f"table {j + 1} (“{found.tables[j].caption[:SNIPPET]}”)"
        yield from _check_rows(expected.tables[i], found.tables[j], where, language)
    paired = [i for i, _ in pairs]
    for table in [table for index, table in enumerate(expected.tables) if index not in paired]:
        difference = TextDifference(f"table {GONE}", table.caption[:SNIPPET], "", is_error=False)
        yield Finding(difference, f"section “{table.section}”", "", table.caption)


def _check_rows(expected: Table, found: Table, where: str, language: str) -> Iterator[Finding]:
    pairs = list(pair_rows(expected, found))
    order = [j for _, j in pairs if j is not None]
    if order != sorted(order):
        difference = TextDifference("rows in another order", _row_titles(expected), _row_titles(found), is_error=True)
        yield Finding(difference, where, "", "")
    for i, j in pairs:
        row = expected.rows[i]
        if j is None:
            difference = TextDifference(f"row {GONE}", " | ".join(row), "", is_error=True)
            yield Finding(difference, where, "", " ".join(row))
        else:
            yield from _check_cells(expected.rows[0], row, found.rows[j], where, language)


def _check_cells(
    head: Sequence[str], expected: Sequence[str], found: Sequence[str], where: str, language: str
) -> Iterator[Finding]:
    for column, cell in enumerate(expected):
        changed = found[column] if column < len(found) else ""
        title = head[column] if column < len(head) else ""
        for difference in compare_texts(cell, changed, language, is_cell=True):
            place = f"{where}, row “{_row_title(expected)}”, column “{title or column + 1}”"
            yield Finding(difference, place, " | ".join(found), " ".join(expected))


def _row_title(row: Sequence[str]) -> str:
    return next((cell for cell in row if cell), "")


def _row_titles(table: Table) -> str:
    return ", ".join(_row_title(row) for row in table.rows[1:])[:SNIPPET]


def _error_lines(number: int, finding: Finding, quoted: Sequence[Quotation], numbers: Numbers) -> Iterator[str]:
    difference = finding.difference
    origin = origin_of(difference.expected, finding.expected_text, quoted, numbers) if difference.expected else ""
    yield f"{number}. {difference.kind}: {difference.expected or NOTHING} became {difference.found or NOTHING}"
    yield f"   where: {finding.place}"
    if finding.found_text:
        yield f"   text:  {finding.found_text}"
    if origin:
        yield f"   result: {origin}"


def _note_line(finding: Finding) -> str:
    difference = finding.difference
    texts = " -> ".join(text for text in (difference.expected, difference.found) if text)
    return f"   - {difference.kind}: {texts} ({finding.place})"
