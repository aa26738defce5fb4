"""Wrong copies of a Word file: a digit, a sign, a decimal mark, a row, a verdict changed, as hands and editors do."""

import copy
import random
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from study.returned_document.statements import Kind, all_statements, is_negation, statements

# They state a count together with the word before: "dua puluh".
COUNTING = frozenset(["puluh", "belas"])
# They state something with the word beside them: "almost every", "satu catatan", "paling banyak".
IN_PHRASES = frozenset(
    [
        *("almost", "nearly", "rather", "than", "hundred", "hampir", "satu", "catatan", "paling", "banyak"),
        *("kurang", "dari", "atau", "coba", "semua", "sampai"),
    ]
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
NUMBER = re.compile(r"(?<![\w.,^(])[−-]?\d+[.,]\d+(?![\w.,])")
SWAPPED_VERDICTS = {
    "tidak didukung": "didukung",
    "didukung": "ditolak",
    "diterima": "ditolak",
    "tidak signifikan": "signifikan",
    "signifikan": "tidak signifikan",
    "positif": "negatif",
    "tidak valid": "valid",
    "valid": "tidak valid",
    "not supported": "supported",
    "supported": "rejected",
    "not significant": "significant",
    "significant": "not significant",
    "positive": "negative",
    "not valid": "valid",
    "melebihi": "tidak melebihi",
    "di bawah": "di atas",
    "di atas": "di bawah",
    "above": "below",
    "below": "above",
    "terbesar": "terkecil",
    "reliabel": "tidak reliabel",
    "memenuhi": "tidak memenuhi",
}


@dataclass(frozen=True)
class Mutant:
    """A wrong copy of a document's main part, parsed, and what was done to it."""

    kind: str
    change: str
    root: ElementTree.Element


def mutants(main: bytes, count: int, seed: int) -> Iterator[Mutant]:
    """Yield wrong copies, each with one fault; the kinds take turns."""
    chance = random.Random(seed)
    root = ElementTree.fromstring(main)
    made = 0
    for turn in range(20 * count):
        kind, make = KINDS[turn % len(KINDS)]
        wrong = copy.deepcopy(root)
        change = make(wrong, chance)
        if change:
            made += 1
            yield Mutant(kind, change, wrong)
        if made == count:
            return


def texts(root: ElementTree.Element) -> list[ElementTree.Element]:
    """The pieces of text outside the list of references."""
    found: list[ElementTree.Element] = []
    for paragraph in root.iter(f"{W}p"):
        if not is_reference(paragraph):
            found += [node for node in paragraph.iter() if node.tag in (f"{W}t", f"{M}t") and node.text]
    return found


def is_title(paragraph: ElementTree.Element) -> bool:
    """Whether a paragraph titles a table, a figure or the manuscript, of which every word counts."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style is not None and bool(re.search("Caption|[Tt]itle$", style.get(f"{W}val", "")))


def is_reference(paragraph: ElementTree.Element) -> bool:
    """Whether a paragraph belongs to the list of references, whose numbers are no results."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style is not None and style.get(f"{W}val") == "Bibliography"


def in_a_number(change: Callable[[str, random.Random], str]) -> Callable[[ElementTree.Element, random.Random], str]:
    def make(root: ElementTree.Element, chance: random.Random) -> str:
        places = [(node, found) for node in texts(root) for found in NUMBER.finditer(node.text or "")]
        changed = [(node, found, change(found[0], chance)) for node, found in places]
        changed = [entry for entry in changed if entry[2] not in ("", entry[1][0])]
        if not changed:
            return ""
        node, found, wrong = chance.choice(changed)
        node.text = (node.text or "")[: found.start()] + wrong + (node.text or "")[found.end() :]
        return f"{found[0]} -> {wrong}"

    return make


def another_digit(number: str, chance: random.Random) -> str:
    place = chance.choice([i for i, sign in enumerate(number) if sign.isdigit()])
    digit = chance.choice([d for d in "0123456789" if d != number[place]])
    return number[:place] + digit + number[place + 1 :]


def transposed(number: str, chance: random.Random) -> str:
    places = [i for i in range(len(number) - 1) if number[i : i + 2].isdigit() and number[i] != number[i + 1]]
    if not places:
        return ""
    place = chance.choice(places)
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def other_sign(number: str, _: random.Random) -> str:
    return number[1:] if number[0] in "−-" else f"−{number}"


def lost_sign(number: str, _: random.Random) -> str:
    return number[1:] if number[0] in "−-" else ""


def shifted(number: str, chance: random.Random) -> str:
    sign, mark = number[0] if number[0] in "−-" else "", "," if "," in number else "."
    whole, _, decimals = number.removeprefix(sign).partition(mark)
    right = f"{whole}{decimals[0]}".lstrip("0") or "0"
    left = f"0{mark}{whole}{decimals}" if whole != "0" else f"0{mark}0{decimals}"
    return sign + (chance.choice([f"{right}{mark}{decimals[1:]}", left]) if len(decimals) > 1 else left)


def other_mark(number: str, _: random.Random) -> str:
    return number.translate(str.maketrans(",.", ".,"))


def other_verdict(root: ElementTree.Element, chance: random.Random) -> str:
    places = [
        (node, found, wrong)
        for node in texts(root)
        for right, wrong in SWAPPED_VERDICTS.items()
        for found in re.finditer(rf"(?<!tidak )(?<!not )\b{right}\b", node.text or "")
    ]
    if not places:
        return ""
    node, found, wrong = chance.choice(places)
    node.text = (node.text or "")[: found.start()] + wrong + (node.text or "")[found.end() :]
    return f"{found[0]} -> {wrong}"


def other_relation(root: ElementTree.Element, chance: random.Random) -> str:
    places = [node for node in texts(root) if re.search(r"[<>]\s*\d", node.text or "")]
    if not places:
        return ""
    node = chance.choice(places)
    before = node.text or ""
    node.text = before.translate(str.maketrans("<>", "><"))
    return f"{before[:30]} -> {node.text[:30]}"


def swapped_values(root: ElementTree.Element, chance: random.Random) -> str:
    """Give two rows of a table each other's numbers."""
    return _swap(root, chance, by_row=True)


def swapped_cells(root: ElementTree.Element, chance: random.Random) -> str:
    """Swap two numbers of one row."""
    return _swap(root, chance, by_row=False)


def _swap(root: ElementTree.Element, chance: random.Random, by_row: bool) -> str:
    tables = [[_number_cells(row) for row in table.iter(f"{W}tr")] for table in root.iter(f"{W}tbl")]
    tables = [rows for rows in ([row for row in rows if len(row) > 1] for rows in tables) if len(rows) > 1]
    rows = chance.choice(tables)
    one, other = chance.sample(rows, 2) if by_row else [[node] for node in chance.sample(chance.choice(rows), 2)]
    before = [[node.text for node in side] for side in (one, other)]
    for left, right in zip(one, other, strict=False):
        left.text, right.text = right.text, left.text
    return "" if before[0][: len(other)] == before[1][: len(one)] else f"{before[0]} <-> {before[1]}"


def _number_cells(row: ElementTree.Element) -> list[ElementTree.Element]:
    cells = [[node for node in cell.iter(f"{W}t") if node.text] for cell in row.iter(f"{W}tc")]
    return [cell[0] for cell in cells if len(cell) == 1 and NUMBER.fullmatch(cell[0].text or "")]


def moved_row(root: ElementTree.Element, chance: random.Random) -> str:
    """Swap two whole rows of a table."""
    table = chance.choice([table for table in root.iter(f"{W}tbl") if len(table.findall(f"{W}tr")) > 2])
    rows = [i for i, child in enumerate(table) if child.tag == f"{W}tr"]
    one, other = chance.sample(rows[1:], 2)
    table[one], table[other] = table[other], table[one]
    return f"rows {one} and {other}"


def emptied_cell(root: ElementTree.Element, chance: random.Random) -> str:
    cells = [cell for row in root.iter(f"{W}tr") for cell in _number_cells(row)]
    cell = chance.choice(cells)
    before, cell.text = cell.text, ""
    return f"{before} -> nothing"


def swapped_numbers(root: ElementTree.Element, chance: random.Random) -> str:
    """Swap two different numbers of one paragraph outside tables and references."""
    inside = {id(paragraph) for table in root.iter(f"{W}tbl") for paragraph in table.iter(f"{W}p")}
    paragraphs = [one for one in root.iter(f"{W}p") if id(one) not in inside and not is_reference(one)]
    places = [
        [(node, found) for node in paragraph.iter(f"{W}t") for found in NUMBER.finditer(node.text or "")]
        for paragraph in paragraphs
    ]
    places = [found for found in places if len({match[0] for _, match in found}) > 1]
    if not places:
        return ""
    first, second = sorted(chance.sample(chance.choice(places), 2), key=lambda place: place[1].start(), reverse=True)
    for (node, found), (_, other) in ((first, second), (second, first)):
        node.text = (node.text or "")[: found.start()] + other[0] + (node.text or "")[found.end() :]
    return "" if first[1][0] == second[1][0] else f"{second[1][0]} <-> {first[1][0]}"


KINDS = (
    ("another digit", in_a_number(another_digit)),
    ("transposed digits", in_a_number(transposed)),
    ("another sign", in_a_number(other_sign)),
    ("a sign lost", in_a_number(lost_sign)),
    ("decimal shift", in_a_number(shifted)),
    ("comma and point", in_a_number(other_mark)),
    ("verdict", other_verdict),
    ("relation", other_relation),
    ("values of rows swapped", swapped_values),
    ("cells of a row swapped", swapped_cells),
    ("rows moved", moved_row),
    ("cell emptied", emptied_cell),
    ("numbers of a paragraph swapped", swapped_numbers),
)


def reflowed(main: bytes, seed: int) -> bytes:
    """Cut every run in two at a random letter, as Word does; the text stays."""
    chance = random.Random(seed)
    root = ElementTree.fromstring(main)
    for parent in list(root.iter()):
        for run in [child for child in parent if child.tag == f"{W}r"]:
            nodes = run.findall(f"{W}t")
            if len(nodes) == 1 and len(nodes[0].text or "") > 1:
                second = copy.deepcopy(run)
                cut = chance.randrange(1, len(nodes[0].text or ""))
                node = second.find(f"{W}t")
                assert node is not None
                nodes[0].text, node.text = (nodes[0].text or "")[:cut], (nodes[0].text or "")[cut:]
                parent.insert(list(parent).index(run) + 1, second)
    return ElementTree.tostring(root, encoding="utf-8")


def reworded(main: bytes, share: float, seed: int) -> bytes:
    """Replace a share of the words that state nothing: what a copy editor does to the text around the numbers."""
    chance = random.Random(seed)
    root = ElementTree.fromstring(main)
    titles = [one for one in root.iter(f"{W}p") if is_title(one)]
    tables = {id(node) for block in [*root.iter(f"{W}tbl"), *titles] for node in block.iter()}
    for node in texts(root):
        if node.tag == f"{W}t" and id(node) not in tables:
            parts = re.split(r"( +)", node.text or "")
            node.text = "".join(_synonym(part, share, chance) for part in parts)
    return ElementTree.tostring(root, encoding="utf-8")


def _synonym(word: str, share: float, chance: random.Random) -> str:
    is_plain = word.isalpha() and word.islower() and len(word) > 3 and not is_negation(word) and word not in COUNTING
    is_plain = is_plain and word not in IN_PHRASES and not any(map(_states, (word, word[::-1])))
    return word[::-1] if is_plain and chance.random() < share else word


def _states(word: str) -> bool:
    """Tell whether a word may not go: a verdict, a number, or that data are simulated."""
    return bool(statements(word)) or any(one.kind == Kind.STATUS for one in all_statements(word))
