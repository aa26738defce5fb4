"""What a manuscript says that no result is behind: typed numbers, verdicts that its tables do not give."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from study.returned_document.alignment import cut_sentences
from study.returned_document.statements import Kind, statements
from study.returned_document.word_text import read_document
from study.writing.rendering import find_imported, template_environment

# What holds digits and no number of its own: citations, targets of links, attributes.
_NO_NUMBERS = re.compile(r'@\w+|\]\([^)\s]*\)|\{(?:\s*(?:[.#][a-z][\w:-]*|[\w-]+=(?:[\w-]+|"[\w-]*")))+\s*\}')
# Not part of a code, of a version or of what is raised or lowered.
_NUMBER = re.compile(r"(?<![\w.^~-])[−-]?(?:\d+|[.,]\d+)(?:[.,]\d+)*\s?%?(?![\w^~])")
# A row of a table on one statement: "H4a", "H4a: not supported (...)".
_STATEMENT = re.compile(r"([A-Z]\d+[a-z]?)(?::|$)")
# A text in code that is no key: of several words, or a number with decimals or per cent.
_TEXT = re.compile(r".*\s|.[−-]?\d+(?:[.,]\d|%)", re.DOTALL)
CONDITIONS = ("if", "elif")
SUPPORT = "support"
AROUND = 40  # signs on either side of a number that are shown


@dataclass(frozen=True)
class Unfounded:
    """A number or verdict that no result is behind: where it stands, what it says, the text around it."""

    where: str
    said: str
    text: str


def find_typed_numbers(template: Path) -> Iterator[Unfounded]:
    """Find the numbers that stand in a template, or in one it imports, as text or in what it prints.

    Numbers in words are not seen, nor those in the words of tables and figures.
    """
    environment = template_environment(template.parent)
    for name, source in find_imported(environment, template.name):
        for line, text in _printed(environment.lex(source)):
            plain = _NO_NUMBERS.sub(lambda found: re.sub(r"\S", " ", found[0]), text)
            for found in _NUMBER.finditer(plain):
                place = f"{name}, line {line + plain.count(chr(10), 0, found.start())}"
                around = text[max(found.start() - AROUND, 0) : found.end() + AROUND]
                yield Unfounded(place, found[0], " ".join(around.split()))


def find_other_verdicts(documents: Sequence[Path]) -> Iterator[Unfounded]:
    """Find the sentences that give a statement another verdict than the tables of the same Word files do."""
    read = {path.name: read_document(path) for path in documents}
    rows = [row for document in read.values() for table in document.tables for row in table.rows if row]
    opened = ((_STATEMENT.match(row[0]), _verdict(" ".join(row))) for row in rows)
    verdicts = {statement[1]: verdict for statement, verdict in opened if statement and verdict}
    for name, document in read.items():
        for sentence in cut_sentences(document.paragraphs):
            codes = {one.meaning for one in statements(sentence.text) if one.kind == Kind.CODE}
            known = {verdicts.get(code) for code in codes}
            verdict = _verdict(sentence.text)
            if verdict and len(codes) == 1 and not known <= {None, verdict}:
                yield Unfounded(f"{name}, {sentence.paragraph.section}", f"{min(codes)}: {verdict}", sentence.text)


def _printed(tokens: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str]]:
    """Yield what a template may print as it stands there, with its line: its text, and texts and numbers in its code.

    Whole numbers in code are places, rows and the like, but for one that is printed by itself; what is asked in a
    condition is not printed.
    """
    last = statement = ""
    for line, kind, text in tokens:
        if kind == "whitespace":
            continue
        statement = text if last == "block_begin" else "" if kind == "variable_begin" else statement
        is_value = (kind == "float" and statement not in CONDITIONS) or (kind == "integer" and last == "variable_begin")
        if kind == "data" or is_value or (kind == "string" and _TEXT.match(text)):
            yield line, text
        last = kind


def _verdict(text: str) -> str:
    """Return what a text says on support, if it says one thing."""
    meanings = {one.meaning for one in statements(text) if one.meaning.split()[0] == SUPPORT}
    return min(meanings) if len(meanings) == 1 else ""
