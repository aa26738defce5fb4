"""What a certificate says, in sections and tables."""

from collections.abc import Iterator, Mapping
from typing import Any

from study.notice import notice
from study.reproduction.certificate import LEVELS, Certificate, level
from study.reproduction.page import Page, Section

__all__ = ["certificate_page"]

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
