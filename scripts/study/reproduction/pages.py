"""Certificates and changes since publication as reports of sections and tables, for the browser and the terminal."""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unicodedata import category

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from study.base.files import write_json, write_text
from study.reproduction.certificate import LEVELS, REPRODUCED, Certificate, as_record, level, verify
from study.reproduction.changes import Change, Changes, changes_since, only_numbers
from study.reproduction.comparison import FileDifference, ValueDifference, is_setting
from study.reproduction.publication import frozen_digests, read_manifest, require_results
from study.reproduction.study_folder import open_study
from study.setup.data_status import notice

NAME_WIDTH = 64
FILE = ("file", "what", "how")
VALUE = ("where", "published", "found", "allowed difference")
CHANGE = ("what", "published", "now", "difference")
FLIP = ("what", "published", "now", "stands in")
VERSION = ("what", "published with", "verified with")
SENTENCE = ("published", "now")
UNFOUNDED = ("where", "says", "in")
DEVIATION = ("decision", "planned", "found", "reason")
# What a paper stands on comes first; the rest keeps the order of numbers.json.
FIRST = ("claims.", "full.paths.", "full.effects.", "full.r_squared.", "full.reliability.")
PRINTED = 3  # decimals of an estimate in the article
EXACT = 16  # decimals beyond which a number is told in full


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
    """A report: title, the notice that simulated data carry (or nothing), the verdict in one sentence, sections.

    digests: sha256 of the files that a reader may drop on the page to have them checked, by name.
    """

    title: str
    notice: str
    verdict: str
    sections: Sequence[Section]
    digests: Mapping[str, str] = field(default_factory=dict)


def certificate_page(certificate: Certificate) -> Page:
    """Lay out a certificate; what is as published has no section."""
    reached = level(certificate)
    mark = f"Level {reached} (1 is the best): {LEVELS[reached]}" if reached in REPRODUCED else "Not reproduced"
    if reached not in (0, *REPRODUCED):
        mark += f" (level {reached}: {LEVELS[reached]})"
    status = certificate.data_status
    sections = [
        *_run_sections(certificate),
        *_input_sections(certificate),
        *_output_sections(certificate),
        *_unfounded_sections(certificate),
        *_plan_sections(certificate),
        _version_section(certificate),
    ]
    manifest = certificate.manifest
    digests = {**manifest["inputs"], **frozen_digests(manifest)}
    return Page("Certificate of reproduction", notice(status, "en"), f"{mark}.", sections, digests)


def changes_page(changes: Changes, data_status: str) -> Page:
    """Lay out what changed; what each sample counts always stands there."""
    sentences = [change for in_language in changes.sentences.values() for change in in_language]
    reworded = sum(not only_numbers(change) for change in sentences)
    verdict = (
        f"Changed since publication: {len(changes.numbers)} numbers, {len(changes.verdicts)} verdicts, "
        f"{len(sentences)} sentences, {reworded} of them in their words."
    )
    sections = [*_value_sections(changes), *_sentence_sections(changes)]
    return Page("What changed since publication", notice(data_status, "en"), verdict, sections)


def as_html(page: Page) -> str:
    """Set a page as one self-contained HTML file."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, finalize=_legible_lines
    )
    return environment.get_template("page.html.jinja").render(page=page) + "\n"


def as_text(page: Page, full: str) -> str:
    """Set a page for the terminal, long tables cut; `full` names the file with all rows."""
    head = [line for line in (page.title, page.notice, page.verdict) if line]
    lines = [*head, *(line for section in page.sections for line in _section_lines(section, full))]
    return "\n".join(map(_legible, lines))


def _legible(text: str) -> str:
    """Return a line with the signs that nobody sees, such as those that move the cursor, as codes.

    What a publication says could otherwise write lines of its own on the terminal.
    """
    return "".join(sign if sign.isprintable() or category(sign) == "Zs" else ascii(sign)[1:-1] for sign in text)


def _legible_lines(value: Any) -> Any:
    return "\n".join(map(_legible, value.split("\n"))) if type(value) is str else value


def _section_lines(section: Section, full: str) -> Iterator[str]:
    yield ""
    words = section.words.splitlines()
    yield ": ".join([section.heading, *words[:1]])
    yield from (f"  {line}" for line in words[1:])
    if not section.rows:
        return
    shown = [section.columns, *section.rows[: section.shown]]
    widths = _column_widths(shown)
    for row in shown:
        yield "  " + "  ".join(_fit(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
    if len(section.rows) > section.shown:
        yield f"  ... and {len(section.rows) - section.shown} more in {full}"


def _column_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of each column: names in full, the others within their share of what the terminal has left."""
    needed = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    first = min(needed[0], NAME_WIDTH)
    share = max(24, (shutil.get_terminal_size((140, 24)).columns - first) // max(1, len(needed) - 1) - 2)
    return [first, *(min(width, share) for width in needed[1:])]


def _fit(cell: str, width: int) -> str:
    return cell.ljust(width) if len(cell) <= width else cell[: width - 1] + "…"


def _run_sections(certificate: Certificate) -> Iterator[Section]:
    manifest = certificate.manifest
    counts = ", ".join(f"{count} {what}" for what, count in certificate.compared.items())
    commit = manifest["commit"] or "unknown"
    yield Section("Compared", f"{counts}; configuration {manifest['configuration']}, published from commit {commit}")
    signer = certificate.signer or "nobody (freeze --sign signs with an SSH key)"
    yield Section("Signed by", signer)
    if certificate.failure:
        yield Section("Nothing was run, or the run ended early", certificate.failure)
    if certificate.withheld:
        words = "not here, so the run began from the de-identified responses: " + ", ".join(certificate.withheld)
        yield Section("Raw data withheld", words)


def _input_sections(certificate: Certificate) -> Iterator[Section]:
    if certificate.tampered:
        words = "files that came with the publication, and what its manifest says that is not so"
        yield Section("Changed since they were frozen", words, FILE, _file_rows(certificate.tampered))
    if certificate.inputs:
        words = "with other data or settings this is another study; code and templates are judged by what comes out"
        yield Section("Other inputs than published", words, FILE, _file_rows(certificate.inputs))
    if certificate.other_code:
        words = "another copy of the project made this certificate; its code beside that of the study"
        yield Section("Code that is not the verifying copy's", words, FILE, _file_rows(certificate.other_code))
    if certificate.beside:
        words = "files of the results folder; the verification made its own and did not use them"
        yield Section("Results here that are not the published ones", words, FILE, _file_rows(certificate.beside))


def _output_sections(certificate: Certificate) -> Iterator[Section]:
    numbers = [difference for difference in certificate.differences if difference.kind == "number"]
    words = [difference for difference in certificate.differences if difference.kind != "number"]
    outside = [difference for difference in numbers if not difference.within]
    within = [difference for difference in numbers if difference.within]
    yield from _value_section("Words and verdicts that differ", words, 40)
    yield from _value_section("Numbers outside their tolerance", outside, 40)
    yield from _value_section("Numbers that differ within their tolerance", within, 5)
    if certificate.files:
        yield Section("Files with other bytes", str(len(certificate.files)), FILE, _file_rows(certificate.files))


def _unfounded_sections(certificate: Certificate) -> Iterator[Section]:
    """List what was typed into the manuscript, which agrees with itself in every rerun."""
    rows = [(entry.where, entry.said, entry.text) for entry in certificate.unfounded]
    if rows:
        words = "numbers that its template holds, and verdicts that its tables do not give; no rerun can confirm them"
        yield Section("In the manuscript, and not from the results", words, UNFOUNDED, rows)


def _plan_sections(certificate: Certificate) -> Iterator[Section]:
    """Say whether there is a sealed plan, and list what the analysis does otherwise; nothing without a rerun."""
    plan = certificate.plan
    if plan and not plan["sealed"]:
        yield Section("Analysis plan", "none was sealed before the data")
    elif plan:
        when = "after the data existed" if plan["after_data"] else "when no answers of the main survey were present"
        words = f"sealed on {plan['date']}, {when}, as its author states; SHA-256 {plan['seal']}; "
        words += f"{plan['deviations']} deviations from it"
        rows = [
            (row["decision"], row["planned"] or "absent", row["found"] or "absent", _reason(row))
            for row in certificate.deviations
        ]
        yield Section("Analysis plan", words, DEVIATION if rows else (), rows)


def _reason(row: Mapping[str, str]) -> str:
    return row["explanation_en"] or row["explanation_id"] or "no reason given"


def _value_section(heading: str, differences: Sequence[ValueDifference], shown: int) -> Iterator[Section]:
    if differences:
        rows = [(entry.name, entry.published, entry.found, entry.allowed) for entry in differences]
        yield Section(heading, str(len(rows)), VALUE, rows, shown)


def _file_rows(differences: Sequence[FileDifference]) -> list[tuple[str, str, str]]:
    return [(entry.name, entry.what, entry.change) for entry in differences]


def _version_section(certificate: Certificate) -> Section:
    before = _environment_facts(certificate.published_with)
    after = _environment_facts(certificate.verified_with)
    names = [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]
    rows = [(name, before.get(name, "none"), after.get(name, "none")) for name in names]
    words = "other than published" if rows else "the same as published"
    return Section("Machine and packages", words, VERSION, rows)


def _environment_facts(environment: Mapping[str, object]) -> dict[str, str]:
    """Return the facts of an environment, its packages among them, as texts by name."""
    packages = environment.get("packages")
    facts = {**environment, **(packages if isinstance(packages, Mapping) else {})}
    return {name: str(value) for name, value in facts.items() if name != "packages"}


def _value_sections(changes: Changes) -> Iterator[Section]:
    yield _change_section("Respondents", "counts by reason; who they are is stored nowhere", changes.respondents)
    if changes.verdicts:
        flips = [(flip.name, flip.before, flip.after, ", ".join(flip.files)) for flip in changes.verdicts]
        yield Section("Verdicts that flipped", str(len(flips)), FLIP, flips)
    by_heading = {
        "Other words that changed": changes.words,
        "Settings that changed": changes.settings,
        "Numbers that changed": sorted(changes.numbers, key=_importance),
    }
    for heading, listed in by_heading.items():
        if listed:
            yield _change_section(heading, str(len(listed)), listed)


def _sentence_sections(changes: Changes) -> Iterator[Section]:
    for language, listed in changes.sentences.items():
        if listed:
            rows = [(change.before, change.after) for change in listed]
            words = f"{len(rows)}, those with other words first"
            yield Section(f"Sentences of the manuscript ({language})", words, SENTENCE, rows, 15)


def _change_section(heading: str, words: str, changes: Sequence[Change]) -> Section:
    rows = [(change.name, *_rounded(change), _numeric_change(change)) for change in changes]
    return Section(heading, words, CHANGE, rows)


def _importance(change: Change) -> tuple[int, int]:
    """Order what the article prints otherwise before what it prints as it did, and the paper's main results first."""
    start = next((index for index, start in enumerate(FIRST) if change.name.startswith(start)), len(FIRST))
    return _decimals(change) > PRINTED, start


def _decimals(change: Change) -> int:
    """Return with how many decimals two numbers differ: as many as the article prints, or else more."""
    texts = [change.before, change.after]
    if is_setting(change.name):
        return EXACT
    if not all(map(_is_decimal, texts)):
        return PRINTED
    pairs = ((places, {f"{float(text):.{places}f}" for text in texts}) for places in range(PRINTED, EXACT))
    return next((places for places, rounded in pairs if len(rounded) > 1), EXACT)


def _rounded(change: Change) -> tuple[str, str]:
    places = _decimals(change)
    return tuple(  # type: ignore[return-value]
        f"{float(text):.{places}f}" if _is_decimal(text) and places < EXACT else text
        for text in (change.before, change.after)
    )


def _is_decimal(text: str) -> bool:
    return re.fullmatch(r"-?\d+\.\d+(e-?\d+)?|-?\d+e-?\d+", text) is not None


def _numeric_change(change: Change) -> str:
    try:
        return f"{float(change.after) - float(change.before):+.3g}"
    except ValueError:
        return ""


def verify_results(*, root: Path, configfile: str, cores: int) -> int:
    """Verify the published results: run everything anew from the raw data and compare."""
    study = open_study(root, configfile)
    for name in ("certificate.html", "certificate.json"):
        # One that came along, or of an earlier verification, would stand where this one is refused.
        with suppress(OSError):
            (study.results / name).unlink()
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        certificate = verify(study, Path(folder), cores)
    page = certificate_page(certificate)
    html = study.results / "certificate.html"
    print(as_text(page, html.relative_to(root).as_posix()))
    try:
        study.results.mkdir(parents=True, exist_ok=True)
        write_json(as_record(certificate), study.results / "certificate.json")
        write_text(as_html(page), html)
    except OSError as error:
        # A project that cannot be written to is verified all the same.
        print(f"\nwarning: the certificate stands here alone: {html.relative_to(root).as_posix()}: {error.strerror}")
    return 0 if level(certificate) in REPRODUCED else 1


def compare_publication(*, root: Path, configfile: str) -> None:
    """Show what changed since publication: respondents, numbers, verdicts, sentences."""
    study = open_study(root, configfile)
    read_manifest(study)
    require_results(study)
    page = changes_page(changes_since(study), study.config["study"]["data_status"])
    html = study.results / "diff.html"
    write_text(as_html(page), html)
    print(as_text(page, html.relative_to(root).as_posix()))
