"""A report of sections and tables, once as a page and once as text for the terminal.

What a certificate says, in sections and tables.

What changed since publication, in sections and tables.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from study.reproduction.certificate import LEVELS, Certificate, level
from study.reproduction.changes import Change, Changes, only_numbers
from study.setup.data_status import notice

__all__ = ["Page", "Section", "as_html", "as_text", "certificate_page", "changes_page"]

NAME_WIDTH = 64


@dataclass(frozen=True)
class Section:
    """A heading, what stands under it in words, and a table (or none); the terminal has its `shown` first rows."""

    heading: str
    words: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    shown: int = 40


@dataclass(frozen=True)
class Page:
    """A report: title, the notice that simulated data carry (or nothing), the verdict in one sentence, sections."""

    title: str
    notice: str
    verdict: str
    sections: Sequence[Section]


def as_html(page: Page) -> str:
    """Set a page as one self-contained HTML file."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("page.html.jinja").render(page=page) + "\n"


def as_text(page: Page, full: str) -> str:
    """Set a page for the terminal, long tables cut; `full` names the file with all rows."""
    head = [line for line in (page.title, page.notice, page.verdict) if line]
    return "\n".join([*head, *(line for section in page.sections for line in _lines(section, full))])


def _lines(section: Section, full: str) -> Iterator[str]:
    yield ""
    yield f"{section.heading}: {section.words}" if section.words else section.heading
    shown = [section.columns, *section.rows[: section.shown]] if section.rows else []
    widths = _widths(shown)
    for row in shown:
        yield "  " + "  ".join(_cut(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
    if len(section.rows) > section.shown:
        yield f"  ... and {len(section.rows) - section.shown} more in {full}"


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The width of each column: names in full, the others within their share of what the terminal has left."""
    if not rows:
        return []
    needed = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    first = min(needed[0], NAME_WIDTH)
    share = max(24, (shutil.get_terminal_size((140, 24)).columns - first) // max(1, len(needed) - 1) - 2)
    return [first, *(min(width, share) for width in needed[1:])]


def _cut(cell: str, width: int) -> str:
    return cell.ljust(width) if len(cell) <= width else cell[: width - 1] + "…"


FILE = ("file", "what", "how")
QUANTITY = ("where", "published", "found", "allowed difference")


def certificate_page(certificate: Certificate) -> Page:
    """Lay out a certificate; what is as published has no section."""
    reached = level(certificate)
    mark = "Not reproduced" if reached == 0 else f"Level {reached} (1 is the best, 3 the weakest): {LEVELS[reached]}"
    status = certificate.manifest["data_status"]
    sections = [*_about(certificate), *_what_went_in(certificate), *_what_came_out(certificate), _versions(certificate)]
    return Page("Certificate of reproduction", notice(status, "en"), f"{mark}.", sections)


def _about(certificate: Certificate) -> Iterator[Section]:
    manifest = certificate.manifest
    counts = ", ".join(f"{count} {what}" for what, count in certificate.compared.items())
    commit = manifest["commit"] or "unknown"
    yield Section("Compared", f"{counts}; configuration {manifest['configuration']}, published from commit {commit}")
    if certificate.failure:
        yield Section("The run ended early", certificate.failure)
    if certificate.withheld:
        words = "not here, so the run began from the de-identified responses: " + ", ".join(certificate.withheld)
        yield Section("Raw data withheld", words)


def _what_went_in(certificate: Certificate) -> Iterator[Section]:
    if certificate.tampered:
        rows = [(name, "published", "changed or gone") for name in certificate.tampered]
        yield Section("Changed since they were frozen", "files that came with the publication", FILE, rows)
    if certificate.inputs:
        words = "with other data or settings this is another study; code and templates are judged by what comes out"
        yield Section("Other inputs than published", words, FILE, _files(certificate.inputs))
    if certificate.beside:
        words = "files of the results folder; the verification made its own and did not use them"
        yield Section("Results here that are not the published ones", words, FILE, _files(certificate.beside))


def _what_came_out(certificate: Certificate) -> Iterator[Section]:
    by_kind = {
        "Words and verdicts that differ": [d for d in certificate.differences if d.kind != "number"],
        "Numbers outside their tolerance": [d for d in certificate.differences if d.kind == "number" and not d.within],
        "Numbers that differ within their tolerance": [d for d in certificate.differences if d.within],
    }
    for heading, found in by_kind.items():
        if found:
            rows = [(d.name, d.published, d.found, d.allowed) for d in found]
            yield Section(heading, str(len(rows)), QUANTITY, rows, 5 if found[0].within else 40)
    if certificate.files:
        yield Section("Files with other bytes", str(len(certificate.files)), FILE, _files(certificate.files))


def _files(differences: Any) -> list[tuple[str, str, str]]:
    return [(entry.name, entry.what, entry.change) for entry in differences]


def _versions(certificate: Certificate) -> Section:
    one, other = _flat(certificate.published_with), _flat(certificate.verified_with)
    names = [name for name in dict.fromkeys([*one, *other]) if one.get(name) != other.get(name)]
    rows = [(name, one.get(name, "none"), other.get(name, "none")) for name in names]
    words = "the same as published" if not rows else "other than published"
    return Section("Machine and packages", words, ("what", "published with", "verified with"), rows)


def _flat(environment: Mapping[str, Any]) -> dict[str, str]:
    packages = environment.get("packages", {})
    return {key: str(value) for key, value in {**environment, **packages}.items() if key != "packages"}


BESIDE = ("what", "published", "now", "difference")
# What a paper stands on comes first; the rest keeps the order of numbers.json.
FIRST = ("claims.", "full.paths.", "full.effects.", "full.r_squared.", "full.reliability.")


def changes_page(changes: Changes, data_status: str) -> Page:
    """Lay out what changed; the counts of respondents always stand there."""
    flipped = sum(_is_verdict(change.name) for change in changes.words)
    texts = [change for found in changes.sentences.values() for change in found]
    worded = sum(not only_numbers(change) for change in texts)
    verdict = (
        f"Changed since publication: {len(changes.numbers)} numbers, {flipped} verdicts, {len(texts)} sentences, "
        f"{worded} of them in their words."
    )
    return Page("What changed since publication", notice(data_status, "en"), verdict, list(_sections(changes)))


def _sections(changes: Changes) -> Iterator[Section]:
    yield _section("Respondents", "counts by reason; who they are is stored nowhere", changes.respondents)
    verdicts = [change for change in changes.words if _is_verdict(change.name)]
    others = [change for change in changes.words if not _is_verdict(change.name)]
    named = {
        "Verdicts that flipped": verdicts,
        "Other words that changed": others,
        "Settings that changed": changes.settings,
        "Numbers that changed": sorted(changes.numbers, key=_place),
    }
    yield from (_section(heading, str(len(found)), found) for heading, found in named.items() if found)
    for language, found in changes.sentences.items():
        if found:
            rows = [(change.before, change.after) for change in found]
            words = f"{len(rows)}, those with other words first"
            yield Section(f"Sentences of the manuscript ({language})", words, ("published", "now"), rows, 15)


def _section(heading: str, words: str, changes: Sequence[Change]) -> Section:
    rows = [(change.name, change.before, change.after, _difference(change)) for change in changes]
    return Section(heading, words, BESIDE, rows)


def _place(change: Change) -> int:
    return next((place for place, start in enumerate(FIRST) if change.name.startswith(start)), len(FIRST))


def _is_verdict(name: str) -> bool:
    return name.rpartition(".")[2] in ("verdict", "valid", "decidable", "fit_for_use", "finding", "passed")


def _difference(change: Change) -> str:
    try:
        return f"{float(change.after) - float(change.before):+.6g}"
    except ValueError:
        return ""
