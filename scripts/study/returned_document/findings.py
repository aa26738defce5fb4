"""What differs in a document that came back, where, and the report that its authors can follow in Word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from study.results.numbers import Numbers
from study.returned_document.alignment import Sentence
from study.returned_document.quotations import Quotation, origin_of
from study.returned_document.rewording import word_changes

SNIPPET = 90
NOTHING = "nothing"
TO_READ = (
    "To read: sentences on results that were put in other words, left out or added. No program can tell\n"
    "whether they still say the same. Read each beside the manuscript:"
)


@dataclass(frozen=True)
class TextDifference:
    """A difference: its kind in words, what the manuscript has, what was found.

    `is_error`: it contradicts a result. `is_to_read`: whether it does, only a reader can judge.
    """

    kind: str
    expected: str
    found: str
    is_error: bool
    is_to_read: bool = False


@dataclass(frozen=True)
class Finding:
    """A difference and where it is: place in words, the text around it now, and as the manuscript has it."""

    difference: TextDifference
    place: str
    found_text: str
    expected_text: str

    @property
    def is_error(self) -> bool:
        """Whether it contradicts a result."""
        return self.difference.is_error


def changed_sentence(difference: TextDifference, before: Sentence, after: Sentence) -> Finding:
    """Return a difference between two versions of a sentence with its place in the document that came back."""
    return Finding(difference, describe_place(after), snippet(after.text, difference.found), before.text)


def describe_place(sentence: Sentence) -> str:
    """Return the section and the number of the paragraph of a sentence."""
    return f"section “{sentence.paragraph.section}”, paragraph {sentence.paragraph.number}"


def snippet(text: str, centre: str) -> str:
    """Cut the text around a piece of it."""
    start = max(text.find(centre.split()[-1] if centre else ""), 0)
    first = max(start - SNIPPET // 2, 0)
    last = start + SNIPPET // 2
    return f"{'…' if first else ''}{text[first:last].strip()}{'…' if last < len(text) else ''}"


def report(findings: Sequence[Finding], quoted: Sequence[Quotation], numbers: Numbers, compared: str) -> str:
    """Return the report: errors, each with the result it contradicts; sentences to read; notes; a verdict."""
    errors = [one for one in findings if one.is_error]
    to_read = [one for one in findings if one.difference.is_to_read and not one.is_error]
    notes = [one for one in findings if one not in errors and one not in to_read]
    lines = [f"Compared with {compared}", ""]
    for number, error in enumerate(errors, start=1):
        lines += [*_error_lines(number, error, quoted, numbers), ""]
    if to_read:
        lines += [TO_READ, *(line for one in to_read for line in _lines_to_read(one)), ""]
    if notes:
        lines += ["Notes (changes of the text that contradict no result):", *map(_note_line, notes), ""]
    return "\n".join([*lines, _verdict(len(errors), len(to_read), len(notes))])


def _verdict(errors: int, to_read: int, notes: int) -> str:
    changes = f"; {notes} change(s) of the text are listed as notes" if notes else ""
    read = f"; {to_read} sentence(s) on results must be read before the file is used" if to_read else ""
    if errors:
        return f"DIFFERS: {errors} place(s) contradict the results{read}{changes}."
    word = "READ" if to_read else "AGREES"
    return f"{word}: no number, sign, verdict or table cell was found to contradict the results{read}{changes}."


def _error_lines(number: int, finding: Finding, quoted: Sequence[Quotation], numbers: Numbers) -> Iterator[str]:
    difference = finding.difference
    origin = origin_of(difference.expected, finding.expected_text, quoted, numbers) if difference.expected else ""
    before = f"{difference.expected} became " if difference.expected else ""
    yield f"{number}. {difference.kind}: {before}{difference.found or NOTHING}"
    yield f"   where: {finding.place}"
    if finding.found_text:
        yield f"   text:  {finding.found_text}"
    if origin:
        yield f"   result: {origin}"


def _lines_to_read(finding: Finding) -> Iterator[str]:
    before, after = finding.difference.expected, finding.difference.found
    yield f"   - {finding.difference.kind} ({finding.place})"
    yield f"     manuscript: {before or NOTHING}"
    yield f"     returned:   {after or NOTHING}"
    if before and after:
        changes = [f"{old or NOTHING} -> {new or NOTHING}" for old, new in word_changes(before, after)]
        yield f"     changed:    {'; '.join(changes)}"


def _note_line(finding: Finding) -> str:
    difference = finding.difference
    texts = " -> ".join(text for text in (difference.expected, difference.found) if text)
    return f"   - {difference.kind}: {texts} ({finding.place})"
