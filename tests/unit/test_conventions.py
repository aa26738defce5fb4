"""The ledger of conventions is whole, and what names one of its lines names one that exists."""

import re
from collections.abc import Iterator
from pathlib import Path

from study.other_engines import seminr_check as crosscheck
from study.other_engines import smartpls_comparison

ROOT = Path(__file__).resolve().parents[2]
LEDGER = ROOT / "docs" / "conventions.md"
NAMED = re.compile(r"\b[Cc]onventions?:? ([A-Z]\d+\b(?:(?:,| and| to) [A-Z]\d+\b)*)")
LINE = re.compile(r"\b[A-Z]\d+\b")


def ledger() -> list[list[str]]:
    lines = LEDGER.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines if re.match(r"\| [A-Z]\d+ \|", line)]


def named() -> Iterator[tuple[str, str]]:
    """Yield every line of the ledger that code, tests or documents name, and where."""
    for folder, pattern in (("scripts", "*.py"), ("tests", "*.py"), ("benchmarks", "*.py"), ("docs", "*.md")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            for found in NAMED.findall(path.read_text(encoding="utf-8")):
                yield from ((path.name, line) for line in LINE.findall(found))


def test_every_line_has_an_id_of_its_own_a_choice_a_source_and_what_others_do() -> None:
    ids = [row[0] for row in ledger()]
    assert len(ids) == len(set(ids)) > 50
    assert {row[0]: row for row in ledger() if len(row) != 4 or not all(row)} == {}


def questions() -> list[list[str]]:
    lines = LEDGER.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines if re.match(r"\| [^|]*\? \|", line)]


def test_the_index_by_question_leads_to_every_line_and_only_to_lines() -> None:
    assert {question for question, *_ in questions() if not question[0].isupper()} == set()
    assert {question: answer for question, answer, _ in questions() if not 0 < len(answer) <= 80} == {}
    indexed = {line for _, _, lines in questions() for line in LINE.findall(lines)}
    assert indexed == {row[0] for row in ledger()}


def test_the_index_links_to_headings() -> None:
    text = LEDGER.read_text(encoding="utf-8")
    titles = re.findall(r"^## (.*)$", text, re.MULTILINE)
    headings = {re.sub(r"[^a-z -]", "", title.lower()).replace(" ", "-") for title in titles}
    linked = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert len(linked) == 8
    assert linked <= headings


def test_every_line_that_is_named_exists() -> None:
    ids = {row[0] for row in ledger()}
    everywhere = list(named())
    assert {(where, line) for where, line in everywhere if line not in ids} == set()
    assert len({where for where, _ in everywhere if where.startswith("test_")}) >= 5


def test_lines_that_checks_report_exist() -> None:
    ids = {row[0] for row in ledger()}
    reported = [*crosscheck.CONVENTIONS.values(), crosscheck.WITHOUT_VALUE, *smartpls_comparison.CONVENTIONS.values()]
    assert {line for value in reported for line in LINE.findall(value)} <= ids


def test_a_line_refers_only_to_lines_that_exist() -> None:
    ids = {row[0] for row in ledger()}
    referred = {line for row in ledger() for line in re.findall(r"\((?:as )?([A-Z]\d+)\)", " ".join(row[1:]))}
    assert {"B2", "B7", "M4"} <= referred <= ids


def test_every_row_has_as_many_cells_as_the_head_of_its_table() -> None:
    head = 0
    wrong = []
    for line in LEDGER.read_text(encoding="utf-8").splitlines():
        cells = line.count("|") - 1
        head = (head or cells) if line.startswith("|") else 0
        wrong += [line[:40]] if cells != head and line.startswith("|") else []
    assert wrong == []


def test_every_test_that_a_document_names_exists() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
    named_ = {(name, file) for name, text in texts.items() for file in re.findall(r"`(tests/[\w/]+\.py)`", text)}
    assert {(name, file) for name, file in named_ if not (ROOT / file).exists()} == set()
