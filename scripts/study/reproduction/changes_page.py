"""What changed since publication, in sections and tables."""

from collections.abc import Iterator, Sequence

from study.notice import notice
from study.reproduction.changes import Change, Changes, only_numbers
from study.reproduction.page import Page, Section

__all__ = ["changes_page"]

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
