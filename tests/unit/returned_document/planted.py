"""Faults and harmless edits of a Word file, as co-authors, editors and their programs make them.

Each takes the parsed main part and a source of chance, edits it, and returns what it did; "" where it found no place.
"""

import copy
import random
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from unit.returned_document.mutants import M, W, is_reference, texts

Element = ElementTree.Element
Make = Callable[[Element, random.Random], str]
# What the made-up manuscripts do not say and others do.
ADDED = (
    "Sekitar sepertiga usaha menjual langsung, dan separuhnya kepada pembeli yang sama.",
    "Roughly a third of the firms sell directly, and half of them to the same buyers.",
)
MARK = r"(?:0[.,]\d{3})"
NAMES = {
    "id": ("formasi keterkaitan industri", "pola kluster", "orientasi PEL", "keberlanjutan usaha"),
    "en": ("industrial linkages", "the cluster pattern", "LED orientation", "business sustainability"),
}


@dataclass(frozen=True)
class Planted:
    """An edited copy of a document's main part, and what was done to it."""

    kind: str
    change: str
    root: Element


def prepared(main: bytes) -> Element:
    """The main part with sentences that hold fractions in words, before its first table."""
    root = ElementTree.fromstring(main)
    body = root.find(f"{W}body")
    assert body is not None
    place = next(i for i, child in enumerate(body) if child.tag == f"{W}tbl")
    for text in ADDED:
        body.insert(place, paragraph(text))
    return root


def plant(root: Element, kinds: Mapping[str, Make], count: int, seed: int) -> list[Planted]:
    """Make edited copies, each with one edit; the kinds take turns."""
    chance = random.Random(seed)
    made: list[Planted] = []
    for kind, make in (item for _ in range(count) for item in kinds.items()):
        if len(made) == count:
            break
        edited = copy.deepcopy(root)
        change = make(edited, chance)
        if change:
            made.append(Planted(kind, change, edited))
    return made


def paragraph(text: str, style: str = "BodyText") -> Element:
    return ElementTree.fromstring(
        f'<w:p xmlns:w="{W[1:-1]}"><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
    )


def prose(root: Element) -> list[Element]:
    """The paragraphs outside tables and references."""
    inside = {id(one) for table in root.iter(f"{W}tbl") for one in table.iter(f"{W}p")}
    return [one for one in root.iter(f"{W}p") if id(one) not in inside and not is_reference(one)]


def said(node: Element) -> str:
    return "".join(piece.text or "" for piece in node.iter(f"{W}t"))


def put(node: Element, start: int, end: int, new: str) -> None:
    """Replace a stretch of the text of a paragraph, over runs."""
    place = 0
    for piece in list(node.iter(f"{W}t")):
        text = piece.text or ""
        first, last = max(start - place, 0), min(end - place, len(text))
        if first <= len(text) and last >= 0 and first <= last and (first < last or new):
            piece.text = text[:first] + new + text[last:]
            new = ""
        place += len(text)


def within(*pairs: tuple[str, str], flags: int = 0) -> Make:
    """Replace one match of one of the patterns, in the text outside tables."""

    def make(root: Element, chance: random.Random) -> str:
        places = [
            (one, found, new)
            for one in prose(root)
            for old, new in pairs
            for found in re.finditer(old.replace(" ", r"\s"), said(one), flags)
        ]
        places = [place for place in places if place[1].expand(place[2]) != place[1][0]]
        if not places:
            return ""
        one, found, new = chance.choice(places)
        put(one, *found.span(), found.expand(new))
        return f"{said(one)[max(found.start() - 30, 0) : found.end() + 40]} <- {found[0]}"

    return make


def everywhere(old: str, new: str | Callable[[re.Match[str]], str]) -> Make:
    """Replace in every piece of text."""

    def make(root: Element, _: random.Random) -> str:
        count = 0
        for node in texts(root):
            node.text, changes = re.subn(old, new, node.text or "")
            count += changes
        return f"{count} places" if count else ""

    return make


def both_ways(*pairs: tuple[str, str]) -> Make:
    """Exchange words: either for the other."""
    return within(*[(rf"\b{a}\b", b) for pair in pairs for a, b in (pair, pair[::-1])])


def sentence(text_id: str, text_en: str, style: str = "BodyText") -> Make:
    """Insert a paragraph of one sentence somewhere."""

    def make(root: Element, chance: random.Random) -> str:
        body = root.find(f"{W}body")
        assert body is not None
        places = [i for i, child in enumerate(body) if _style(child) in ("BodyText", "FirstParagraph")]
        text = text_id if is_indonesian(root) else text_en
        body.insert(chance.choice(places[8:-12]), paragraph(text, style))
        return text

    return make


def is_indonesian(root: Element) -> bool:
    return any(said(one) == "Latar Belakang" for one in prose(root))


def other_name(root: Element, chance: random.Random) -> str:
    """Put another construct before the same numbers."""
    names = NAMES["id" if is_indonesian(root) else "en"]
    one, other = chance.sample(names, 2)
    return within((rf"(?i)\b{one}(?=[^.]*{MARK})", other))(root, chance)


def swapped_labels(root: Element, chance: random.Random) -> str:
    """Exchange the first cells of two rows."""
    return _exchange([[row.findall(f"{W}tc")[0] for row in rows[1:]] for rows in _tables(root)], chance)


def swapped_heads(root: Element, chance: random.Random) -> str:
    return _exchange([rows[0].findall(f"{W}tc") for rows in _tables(root)], chance)


def swapped_words_of_a_column(root: Element, chance: random.Random) -> str:
    """Exchange two cells of words in one column."""
    tables = [[row.findall(f"{W}tc")[-1] for row in rows[1:]] for rows in _tables(root)]
    return _exchange([[cell for cell in cells if not re.search(r"\d", said(cell))] for cells in tables], chance)


def _exchange(groups: Sequence[Sequence[Element]], chance: random.Random) -> str:
    groups = [group for group in groups if len({said(cell) for cell in group if said(cell)}) > 1]
    group = chance.choice(groups)
    one, other = chance.sample([cell for cell in group if said(cell)], 2)
    before = [said(one), said(other)]
    if before[0] == before[1]:
        return ""
    _say(one, before[1])
    _say(other, before[0])
    return " <-> ".join(before)


def _say(cell: Element, text: str) -> None:
    for i, node in enumerate(cell.iter(f"{W}t")):
        node.text = "" if i else text


def _tables(root: Element) -> list[list[Element]]:
    tables = [table.findall(f"{W}tr") for table in root.iter(f"{W}tbl")]
    return [rows for rows in tables if len(rows) > 2 and len(rows[0].findall(f"{W}tc")) > 2]


def changed_label(root: Element, chance: random.Random) -> str:
    cells = [row.findall(f"{W}tc")[0] for rows in _tables(root) for row in rows]
    cells += [cell for rows in _tables(root) for cell in rows[0].findall(f"{W}tc")]
    cell = chance.choice([cell for cell in cells if re.fullmatch(r"[^\W\d]{4,}( [^\W\d]+)*", said(cell))])
    before = said(cell)
    _say(cell, chance.choice(["Modal sosial", "Bobot silang", "Social capital", "Total effect"]))
    return f"{before} -> {said(cell)}"


def added_row(tracked: bool) -> Make:
    def make(root: Element, chance: random.Random) -> str:
        table = chance.choice([table for table in root.iter(f"{W}tbl") if len(table.findall(f"{W}tr")) > 2])
        rows = table.findall(f"{W}tr")
        row = copy.deepcopy(chance.choice([row for row in rows[1:] if re.search(r"\d", said(row))]))
        for node in row.iter(f"{W}t"):
            node.text = re.sub(r"(?<=[.,])\d", lambda digit: str((int(digit[0]) + 3) % 10), node.text or "")
        if tracked:
            row.insert(0, ElementTree.fromstring(f'<w:trPr xmlns:w="{W[1:-1]}"><w:ins/></w:trPr>'))
        table.insert(list(table).index(chance.choice(rows[1:])) + 1, row)
        return said(row)

    return make


def deleted_table(root: Element, chance: random.Random) -> str:
    body = root.find(f"{W}body")
    assert body is not None
    table = chance.choice(body.findall(f".//{W}tbl"))
    parent = next(node for node in root.iter() if table in list(node))
    parent.remove(table)
    return said(table)[:60]


def deleted_section(root: Element, chance: random.Random) -> str:
    body = root.find(f"{W}body")
    assert body is not None
    blocks = list(body)
    heads = [i for i, one in enumerate(blocks) if re.match(r"Heading", _style(one))]
    first = chance.choice(heads[2:-3])
    last = next(i for i in heads if i > first)
    for block in blocks[first:last]:
        body.remove(block)
    return said(blocks[first]) if last - first > 1 else ""


def _style(node: Element) -> str:
    style = node.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val", "")


def deleted_column(words: bool) -> Make:
    """Delete a column of numbers, or one of words."""

    def make(root: Element, chance: random.Random) -> str:
        places = []
        for rows in _tables(root):
            width = len(rows[0].findall(f"{W}tc"))
            for column in range(1, width):
                cells = [row.findall(f"{W}tc") for row in rows]
                texts_below = [said(one[column]) for one in cells[1:] if len(one) == width and said(one[column])]
                has_words = all(re.fullmatch(r"[^\d]+ [^\d]+ [^\d]+ [^\d]+", text) for text in texts_below)
                has_numbers = any(re.search(r"\d[.,]\d", text) for text in texts_below)
                if texts_below and ((words and has_words) or (not words and has_numbers)):
                    places.append((rows, column))
        if not places:
            return ""
        rows, column = chance.choice(places)
        title = said(rows[0].findall(f"{W}tc")[column])
        width = len(rows[0].findall(f"{W}tc"))
        for row in rows:
            if len(row.findall(f"{W}tc")) == width:
                row.remove(row.findall(f"{W}tc")[column])
        return title

    return make


def tracked(old: str, new: str) -> Make:
    """Delete a stretch within one run by a tracked change, and insert other text by one."""

    def make(root: Element, chance: random.Random) -> str:
        parents = {id(child): parent for parent in root.iter() for child in parent}
        nodes = [node for node in texts(root) if node.tag == f"{W}t" and id(parents[id(node)]) in parents]
        runs = [(node, found) for node in nodes for found in re.finditer(old, node.text or "")]
        if not runs:
            return ""
        node, found = chance.choice(runs)
        run, text = parents[id(node)], node.text or ""
        parent = parents[id(run)]
        pieces = []
        cut = [text[: found.start()], found[0], found.expand(new), text[found.end() :]]
        for piece, tag in zip(cut, ("", "del", "ins", ""), strict=True):
            one = copy.deepcopy(run)
            own = one.find(f"{W}t")
            assert own is not None
            own.text = piece
            own.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            if tag:
                wrapper = ElementTree.Element(f"{W}{tag}")
                own.tag = f"{W}delText" if tag == "del" else own.tag
                wrapper.append(one)
                one = wrapper
            pieces += [one] if piece else []
        place = list(parent).index(run)
        parent[place : place + 1] = pieces
        return f"{text[:60]}: {found[0]} -> {found.expand(new)}"

    return make


def wrong_rounding(root: Element, chance: random.Random) -> str:
    """Delete the last digit, where that rounds wrongly, by a tracked change."""
    return tracked(r"(?<=\d[.,]\d\d)[6-9](?!\d)|(?<=\d[.,]\d)[6-9](?![\d.,])", "")(root, chance)


def hidden(name: str) -> Make:
    """Hide or strike out a run with a number."""

    def make(root: Element, chance: random.Random) -> str:
        rows = [cell for rows in _tables(root) for row in rows for cell in row.findall(f"{W}tc")]
        runs = [run for cell in rows for run in cell.iter(f"{W}r") if re.search(r"\d[.,]\d", said(run))]
        run = chance.choice(runs)
        run.insert(0, ElementTree.fromstring(f'<w:rPr xmlns:w="{W[1:-1]}"><w:{name}/></w:rPr>'))
        return said(run)

    return make


def deleted_sentence(pattern: str) -> Make:
    """Delete a sentence that matches, from its paragraph of three sentences or more."""

    def make(root: Element, chance: random.Random) -> str:
        places = []
        for one in prose(root):
            ends = [0, *(found.end() for found in re.finditer(r"[^.]{20,}?[.]\s(?=[A-Z])", said(one)))]
            places += [(one, a, b) for a, b in pairwise(ends) if re.search(pattern, said(one)[a:b])]
        places = [place for place in places if place[1] > 0]
        if not places:
            return ""
        one, start, end = chance.choice(places)
        gone = said(one)[start:end]
        put(one, start, end, "")
        return gone

    return make


def in_a_cell(old: str, new: str) -> Make:
    """Replace in the cell of a table that matches."""

    def make(root: Element, chance: random.Random) -> str:
        cells = [cell for rows in _tables(root) for row in rows for cell in row.findall(f"{W}tc")]
        cells = [cell for cell in cells if re.search(old, said(cell))]
        if not cells:
            return ""
        cell = chance.choice(cells)
        before = said(cell)
        _say(cell, re.sub(old, new, before, count=1))
        return f"{before} -> {said(cell)}" if said(cell) != before else ""

    return make


def in_a_formula(old: str, new: str) -> Make:
    def make(root: Element, chance: random.Random) -> str:
        nodes = [node for node in root.iter(f"{M}t") if re.search(old, node.text or "")]
        if not nodes:
            return ""
        node = chance.choice(nodes)
        node.text = re.sub(old, new, node.text or "", count=1)
        return node.text

    return make


def exchanged_columns(root: Element, chance: random.Random) -> str:
    """Exchange the cells of two columns of numbers; their heads stay."""
    rows = chance.choice(_tables(root))
    cells = [row.findall(f"{W}tc") for row in rows]
    full = [row for row in cells[1:] if len(row) == len(cells[0])]
    numbers = [i for i in range(1, len(cells[0])) if any(re.search(r"\d[.,]\d", said(row[i])) for row in full)]
    if len(numbers) < 2:
        return ""
    one, other = chance.sample(numbers, 2)
    for row in full:
        before = [said(row[i]) for i in (one, other)]
        _say(row[one], before[1])
        _say(row[other], before[0])
    return f"{said(cells[0][one])} <-> {said(cells[0][other])}"


FAULTS: Mapping[str, Make] = {
    "row labels swapped": swapped_labels,
    "heads swapped": swapped_heads,
    "words of a column swapped": swapped_words_of_a_column,
    "label changed": changed_label,
    "row added": added_row(tracked=False),
    "row added, tracked": added_row(tracked=True),
    "table deleted": deleted_table,
    "section deleted": deleted_section,
    "column of numbers deleted": deleted_column(words=False),
    "sentence with a result deleted": deleted_sentence(rf"(?:[Dd]idukung|supported|signifikan|significant|{MARK})"),
    "share in words": both_ways(("sepertiga", "separuh"), ("third", "half"), ("sepertiga", "seperempat")),
    "last digit deleted, tracked": wrong_rounding,
    "first digit deleted, tracked": tracked(r"(?<=\d[.,])[1-9](?=\d\d(?!\d))", ""),
    "digit changed, tracked": tracked(r"(?<=\d[.,])[1-9](?=\d)", "0"),
    "verdict changed, tracked": tracked(r"\b(?:didukung|supported)\b", "ditolak"),
    "number in a new sentence": sentence(
        "Sebanyak 73% usaha mengekspor.", "Exports were reported by 73% of the firms."
    ),
    "number in a new heading": sentence("Pengaruh sebesar 0,517", "An effect of 0.517", "Heading3"),
    "verdict in a new sentence": sentence("Dengan demikian H2 didukung.", "The data thus support H2."),
    "quantity": within(
        (r"\b[Ss]emua\b", "sebagian"),
        (r"\b[Ss]emua\b", "hampir semua"),
        (r"\b[Aa]ll\b", "some"),
        (r"\b[Aa]ll\b", "nearly all"),
        (r"\bsetiap\b", "beberapa"),
        (r"\bevery\b", "some"),
        (r"\bsebagian\b", "semua"),
    ),
    "another name": other_name,
    "another symbol": within(
        (r"β(?= =)", "t"), (r"\bt(?= =)", "p"), (r"ρA", "ρC"), ("AVE", "HTMT"), ("VIF", "SD"), ("α", "β")
    ),
    "another code": within(("X1", "X2"), ("X3", "X1"), ("H4a", "H4b"), ("H2", "H3"), ("H6", "H5"), (r"X2\.1", "X2.2")),
    "simulated": within((r"\b(?:SIMULASI|SIMULATED)\b", "REAL"), (r"\b(?:simulasi|simulated)\b", "real")),
    "notice lost": within((r"\b(?:SIMULASI|SIMULATED )\b", "")),
    "negation lost": within((r"\b(?:tidak|bukan|belum|not) (?=\w+)", ""), (r"\bcannot\b", "can")),
    "negation added": within((r"\b(dapat|menyumbang|berasal)\b", r"tidak \1"), (r"\b(is|are|may|does) ", r"\1 not ")),
    "role": both_ways(
        ("mediasi", "moderasi"), ("memediasi", "memoderasi"), ("mediates", "moderates"), ("mediating", "moderating")
    ),
    "cause": within((r"\bhubungan\b", "sebab"), (r"\bassociation\b", "causation"), (r"\brelated\b", "causal")),
    "sample": within(
        (r"\b[Uu]ji coba\b", "survei utama"), (r"\b[Ss]urvei utama\b", "uji coba"), (r"\bpilot\b", "main")
    ),
    "bound": within(
        (r"(?:sekurang-kurangnya|setidaknya)(?= \d)", "paling banyak"),
        (r"paling banyak(?= \d)", "sekurang-kurangnya"),
        (r"di bawah(?= \d)", "di atas"),
        (r"melampaui(?= \d)", "di bawah"),
        (r"at least(?= \d)", "at most"),
        (r"below(?= \d)", "above"),
        (r"at most(?= \d)", "at least"),
        (r"exceeds?(?= \d)", "is below"),
    ),
    "statistic": both_ways(
        ("rerata", "median"),
        ("mean", "median"),
        ("simpangan baku", "galat baku"),
        ("standard error", "standard deviation"),
    ),
    "reference to a table": within((r"(Tabel|Table) 1(?=\d)", r"\1 2"), (r"\((Tabel|Table) (\d)", r"(\1 1\2")),
    "side": both_ways(("hulu", "hilir"), ("backward", "forward"), ("aktif", "pasif"), ("active", "passive")),
    "roman numeral": both_ways(("triwulan IV", "triwulan III"), ("fourth", "third"), ("IV", "II")),
    "percent sign lost": within((r"(?<=\d)%", "")),
    "unit": within((r"poin persentase", "persen"), (r"percentage points", "percent")),
    "minus made a soft hyphen": within((r"[−](?=\d)", "\u00ad")),
    "number hidden": hidden("vanish"),
    "number struck out": hidden("strike"),
    "tails": both_ways(("dua arah", "satu arah"), ("two-sided", "one-sided"), ("two-tailed", "one-tailed")),
    "bounds of an interval swapped": within((r"\[([\d.,]*\d)([;,]) ([\d.,]*\d)\]", r"[\3\2 \1]")),
    "power": within((r"10\.000", "1.000"), ("10,000", "1,000"), ("100", "1000")),
    "stars of significance": in_a_cell(r"^(\d[.,]\d{3})$", r"\1***"),
    "bounds of a cell swapped": in_a_cell(r"\[([\d.,]*\d)([;,]) ([\d.,]*\d)\]", r"[\3\2 \1]"),
    "arrow turned": in_a_cell(r"(X\d)\s→\s(Y)", r"\2 → \1"),
    "columns exchanged under their heads": exchanged_columns,
    "sign of a formula": in_a_formula("[+]", "−"),
    "letter for a digit": within((r"(?<=0[.,])(\d)0(\d)", r"\1O\2"), (r"(?<=0[.,])1(\d\d)", r"l\1")),
    "in part": within(
        (r"\b(didukung)\b(?=[.,;])", r"\1 sebagian"),
        (r"\bsupported\b(?=[.,;])", "partially supported"),
        (r"\bpositive and significant\b", "positive and marginally significant"),
    ),
    "change": both_ways(("memperkuat", "memperlemah"), ("strengthens", "weakens"), ("naik", "turun"), ("rise", "fall")),
    "family": both_ways(("konfirmatori", "eksploratori"), ("confirmatory", "exploratory")),
    "interval": within(("persentil", "terkoreksi bias"), ("percentile", "bias-corrected")),
    "prediction": within(("di luar sampel", "di dalam sampel"), ("out of the sample", "within the sample")),
    "period": within((r"\btahun(?= \d)", "bulan"), (r"\byears\b", "months")),
    "reservation lost": within((r"; bukti lemah", ""), (r" \((?:weak evidence|undecided)\)", "")),
    "plus or minus": within((r"= (0[.,]\d{3})", r"= ±\1")),
    "estimator or draws": within(("PLS-SEM", "CB-SEM"), (r"\bbootstrap\b", "jackknife"), ("Mode A", "Mode B")),
    "once": within((r"\bonce\b", "twice"), (r"\bsatu kali\b", "dua kali")),
    "hardly": within((r"\bsupported\b", "hardly supported"), (r"\bberpengaruh positif\b", "berpengaruh terbalik")),
    "no effect": within((r"\bberpengaruh positif\b", "tidak berpengaruh"), (r"\ba positive effect\b", "no effect")),
}


def soft_hyphen_elements(root: Element, chance: random.Random) -> str:
    """Put Word's own optional hyphens into words."""
    runs = [run for one in prose(root) for run in one.iter(f"{W}r") if len(said(run)) > 20]
    runs = [run for run in runs if len(run.findall(f"{W}t")) == 1]
    for run in chance.sample(runs, 20):
        node = run.find(f"{W}t")
        assert node is not None
        second = copy.deepcopy(node)
        node.text, second.text = (node.text or "")[:7], (node.text or "")[7:]
        run.append(ElementTree.Element(f"{W}softHyphen"))
        run.append(second)
    return "20 runs"


def smart_tags(root: Element, chance: random.Random) -> str:
    """Wrap runs in smart tags, with marks of the spelling checker between."""
    parents = [one for one in prose(root) if one.find(f"{W}r") is not None]
    for one in chance.sample(parents, 20):
        run = one.find(f"{W}r")
        assert run is not None
        place = list(one).index(run)
        tag = ElementTree.Element(f"{W}smartTag")
        tag.append(run)
        one[place : place + 1] = [ElementTree.Element(f"{W}proofErr"), tag]
    return "20 paragraphs"


def split_table(repeated: bool) -> Make:
    """Split a table in two by a paragraph, its head repeated, or repeat the head within it."""

    def make(root: Element, chance: random.Random) -> str:
        parents = {id(child): parent for parent in root.iter() for child in parent}
        table = chance.choice([one for one in root.iter(f"{W}tbl") if len(one.findall(f"{W}tr")) > 5])
        rows = table.findall(f"{W}tr")
        cut = chance.randrange(2, len(rows) - 1)
        if not repeated:
            table.insert(list(table).index(rows[cut]), copy.deepcopy(rows[0]))
            return said(rows[0])
        second = copy.deepcopy(table)
        for row in rows[cut:]:
            table.remove(row)
        for row in second.findall(f"{W}tr")[1:cut]:
            second.remove(row)
        parent = parents[id(table)]
        place = list(parent).index(table)
        parent.insert(place + 1, paragraph("(Lanjutan)"))
        parent.insert(place + 2, second)
        return f"{said(rows[0])} at {cut}"

    return make


def rounded_column(root: Element, chance: random.Random) -> str:
    """Round the numbers of a table to two places."""
    rows = chance.choice([rows for rows in _tables(root) if re.search(r"\d[.,]\d{3}", said(rows[2]))])
    for row in rows:
        for node in row.iter(f"{W}t"):
            node.text = re.sub(r"(?<![<\d\s])(\d)([.,])(\d{3})\b(?!\d)", _two_places, node.text or "")
    return said(rows[2])


def _two_places(number: re.Match[str]) -> str:
    thousandths = int(number[1] + number[3])
    hundredths = (thousandths + 5) // 10
    return f"{hundredths // 100}{number[2]}{hundredths % 100:02d}"


def swapped_sentences(root: Element, chance: random.Random) -> str:
    """Move a paragraph without numbers to another place of its section."""
    body = root.find(f"{W}body")
    assert body is not None
    pairs = [i for i, one in enumerate(body) if _style(one) == "BodyText" and i and _style(body[i - 1]) == "BodyText"]
    place = chance.choice(pairs)
    body[place - 1], body[place] = body[place], body[place - 1]
    return said(body[place])[:60]


def split_paragraph(root: Element, chance: random.Random) -> str:
    """Cut a paragraph of one run after a sentence."""
    body = root.find(f"{W}body")
    assert body is not None
    places = [one for one in body if _style(one) == "BodyText" and re.search(r"\w{5}\. [A-Z]\w", said(one))]
    one = chance.choice(places)
    cut = chance.choice([found.end() for found in re.finditer(r"\w{5}\. (?=[A-Z]\w)", said(one))])
    second = copy.deepcopy(one)
    put(one, cut, len(said(one)), "")
    put(second, 0, cut, "")
    body.insert(list(body).index(one) + 1, second)
    return said(one)[-40:]


def recased_heads(root: Element, chance: random.Random) -> str:
    rows = chance.choice(_tables(root))
    for cell in rows[0].findall(f"{W}tc"):
        if len(said(cell)) > 4:
            _say(cell, said(cell).upper())
    return said(rows[0])


def numbered_headings(root: Element, _: random.Random) -> str:
    for number, one in enumerate(one for one in prose(root) if _style(one).startswith("Heading")):
        put(one, 0, 0, f"{number + 1}. ")
    return "all headings"


def in_a_layout_table(root: Element, chance: random.Random) -> str:
    """Put a table into the cell of another, as people do who set things side by side."""
    body = root.find(f"{W}body")
    assert body is not None
    table = chance.choice(body.findall(f"{W}tbl"))
    outer = ElementTree.fromstring(f'<w:tbl xmlns:w="{W[1:-1]}"><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>')
    body[list(body).index(table)] = outer
    outer[0][0].insert(0, table)
    return said(table)[:60]


def moved_paragraph_tracked(root: Element, chance: random.Random) -> str:
    """Move a paragraph without numbers by a tracked change."""
    body = root.find(f"{W}body")
    assert body is not None
    places = [one for one in body if _style(one) == "BodyText" and re.fullmatch(r"[^\d]{60,}", said(one))]
    if len(places) < 2:
        return ""
    one, other = chance.sample(places, 2)
    moved = copy.deepcopy(one)
    for block, tag in ((one, "moveFrom"), (moved, "moveTo")):
        for run in block.findall(f"{W}r"):
            wrapper = ElementTree.Element(f"{W}{tag}")
            block[list(block).index(run)] = wrapper
            wrapper.append(run)
    body.insert(list(body).index(other) + 1, moved)
    return said(one)[:60]


EDITS: Mapping[str, Make] = {
    "soft hyphens": everywhere(r"(?<=[a-z]{3})(?=[a-z]{4})", "\u00ad"),
    "soft hyphens of Word": soft_hyphen_elements,
    "spaces without width": everywhere(r"(?<=[a-z]{4})(?=[a-z]{3})", "\u200b"),
    "hard spaces": everywhere(" ", "\u00a0"),
    "hard hyphens": everywhere(r"(?<=\w)-(?=\w)", "\u2011"),
    "marks of direction": everywhere(r"(?<![\d.,])(\d+)", "\u200e\\1\u200f"),
    "straight quotes": everywhere("[“”]", '"'),
    "hyphen for minus": everywhere("−", "-"),
    "smart tags": smart_tags,
    "table split": split_table(repeated=True),
    "head repeated": split_table(repeated=False),
    "thousands without mark": within((r"\b(\d\d)[.,](000)\b", r"\1\2")),
    "thousands with a space": within((r"\b(\d\d)[.,](000)\b", "\\1\u202f\\2")),
    "column of words dropped": deleted_column(words=True),
    "bound written out": within(
        (r"di bawah(?= \d)", "kurang dari"),
        (r"melampaui(?= \d)", "lebih besar dari"),
        (r"below(?= \d)", "less than"),
        (r"sekurang-kurangnya(?= \d)", "paling sedikit"),
        (r"above(?= \d)", "greater than"),
        (r"exceed(?= \d)", "lie above"),
    ),
    "p to two places": within((r"(?<=p = 0[.,])013", "01"), (r"(?<=p = 0[.,])457", "46"), (r"(?<=p = 0[.,])023", "02")),
    "table to two places": rounded_column,
    "zeros dropped": within((r"(?<=0[.,]\d\d)0(?=[;)])", ""), (r"(?<= 0[.,]\d\d)0(?=,)", "")),
    "tak for tidak": within((r"\b([Tt])idak\b", r"\1ak")),
    "belum for tidak": within((r"\btidak (?=dapat|perlu|semua|diukur)", "belum ")),
    "contracted": within((r"\b(does|is|are|do|did) not\b", r"\1n't")),
    "double negative": within((r"\bjarang\b", "bukan tidak jarang"), (r"\bis rarely\b", "is not unrarely")),
    "verdict in other words": within(
        (r"\btidak didukung\b", "ditolak"),
        (r"(?<!tidak )\bdidukung\b", "diterima"),
        (r"\bnot supported\b", "rejected"),
        (r"\bsemua\b", "seluruh"),
        (r"\bSetiap\b", "Tiap"),
        (r"\bevery\b", "each"),
        (r"\ball of\b", "each of"),
    ),
    "new sentence": sentence("Kami berterima kasih kepada dua penelaah.", "We thank two reviewers for their comments."),
    "new citation": sentence(
        "Hal serupa dicatat oleh Rahman (2021).", "A like point was made by Rahman (2021, p. 14)."
    ),
    "background sentence deleted": deleted_sentence(
        r"^(?!.*(?:\d[.,]\d|%|H\d|signifi|didukung|support|medi|positi|negati|simul))"
    ),
    "paragraphs exchanged": swapped_sentences,
    "paragraph split": split_paragraph,
    "heads in capitals": recased_heads,
    "headings numbered": numbered_headings,
    "counts in figures": within(
        (r"\b[Dd]ua puluh\b", "20"), (r"\btwenty\b", "20"), (r"\blima\b", "5"), (r"\bfive\b", "5"), ("tiga", "3")
    ),
    "beta in letters": within(("β(?= =)", "beta"), ("β(?= =)", "𝛽")),
    "percent in words": within((r"(?<=\d)%(?= )", " persen")),
    "interval with to": within((r"\[(\d[\d.,]*\d)[;,] (\d[\d.,]*\d)\]", r"\1 – \2")),
    "caption with a colon": within((r"^(Tabel|Table|Gambar|Figure) (\d+)\. ", r"\1 \2: ")),
    "words replaced": within(
        (r"\bmenunjukkan\b", "memperlihatkan"),
        (r"\bPenelitian ini\b", "Studi ini"),
        (r"\bThis study\b", "The present study"),
        (r"\bkarena itu\b", "oleh sebab itu"),
        (r"\btherefore\b", "thus"),
        (r"\bshows?\b", "indicates"),
    ),
    "words added, tracked": tracked(r"(?<=\b(?:The|the) )(?=[a-z]{5})|(?<=\b(?:dan) )(?=[a-z]{5})", "well-known "),
    "passive": within(
        (
            "Formasi keterkaitan industri berpengaruh positif terhadap keberlanjutan usaha",
            "Keberlanjutan usaha dipengaruhi secara positif oleh formasi keterkaitan industri",
        ),
        (
            "Industrial linkages have a positive effect on business sustainability",
            "Business sustainability is positively affected by industrial linkages",
        ),
    ),
    "table in a table": in_a_layout_table,
    "paragraph moved, tracked": moved_paragraph_tracked,
    "ligatures": everywhere("fi", "\ufb01"),
    "full-width signs": everywhere("([0-9%<=])", lambda sign: chr(ord(sign[1]) + 0xFEE0)),
    "arrows and slanted signs": everywhere("→|≥|×", lambda sign: {"→": "->", "≥": "⩾", "×": "x"}[sign[0]]),
    "thousands with an apostrophe": within((r"\b(\d\d)[.,](000)\b", r"\1’\2")),
    "head with a scale": in_a_cell(r"^(Mean|Rerata)$", r"\1 (1–5)"),
    "head shortened": in_a_cell(r"^(Est)imate$", r"\1."),
    "n.a. for a dash": in_a_cell("^–$", "n.a."),
    "identifier of the journal": sentence(
        "Naskah JEB-2026-0412.R1, 12(3), 45–61.", "Manuscript JEB-2026-0412.R1, 12(3), 45–61."
    ),
    "no leading zero": everywhere(r"(?<![\d.,])0([.,]\d{3})(?!\d)", r"\1"),
    "no spaces around relations": everywhere(r" ?([=<>]) ?(?=[\d.,])", r"\1"),
    "identifiers": sentence(
        "Hibah No. 123/UN5/2025; etik 045/KEPK/III/2026; ORCID 0000-0002-1825-0097; jumlah kata: 7.512.",
        "Grant No. 123/UN5/2025; ethics 045/KEPK/III/2026; ORCID 0000-0002-1825-0097; word count: 7,512.",
    ),
    "hypothesis spelled out": within((r"\bH(\d)(?= (?:didukung|is supported))", r"Hypothesis \1")),
    "abbreviation introduced": within(
        ("LED orientation", "local economic development (LED) orientation"),
        ("orientasi PEL", "orientasi pengembangan ekonomi lokal (PEL)"),
    ),
    "typing slip corrected": within((r"\bkarena\b", "karna"), (r"\bbecause\b", "becuase")),
}
