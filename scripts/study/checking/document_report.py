"""The findings in a returned document as lines that its authors can follow in Word."""

from collections.abc import Sequence

from study.checking.document_check import Finding
from study.checking.quotations import Quotation, origin_of
from study.numbers import Numbers

__all__ = ["report"]

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
