"""How the tables, pictures and sections of a Word file fit the page and the columns that its template gives."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

import matplotlib

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{MAIN}}}"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
PREFIXES = {
    "w": MAIN,
    "r": OFFICE,
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": f"{DRAWING}/main",
    "pic": f"{DRAWING}/picture",
    "wp": f"{DRAWING}/wordprocessingDrawing",
}
PICTURE_SIZES = tuple(f".//{{{DRAWING}/{name}" for name in ("wordprocessingDrawing}extent", "main}ext"))
INLINE = f"{{{DRAWING}/wordprocessingDrawing}}inline"
TEXT_WIDTH = 9072  # twips, of the project's own page
PAGE_WIDTH = 11906  # twips, A4
PAGE_HEIGHT = 16838  # twips, A4
EMU_PER_TWIP = 635
FIGURE_HEIGHT = 88 * 36000  # EMU, a third of a page's text
LEAST_SCALE = 0.8  # words of eight points remain legible
LETTERS = 20  # half points, Word's own
LEAST_WHOLE = 16  # half points, the smallest letters for whole intervals
LEAST_LETTERS = 14  # half points, and for all else
LINES = 3  # in a cell of a table that stays in a column of the page
GAP = 170  # twips between numbers and the text to their right, which would else read as one
CELL_MARGIN = 108  # twips, Word's own
# The metrics of letters by which tables are measured, and how much wider those of the template's font may be.
TIMES = ("Times New Roman", "Times-Roman", "Times-Bold", 1.02)
HELVETICA = ("", "Helvetica", "Helvetica-Bold", 1.08)
METRIC = re.compile(r"^C (\d+) ; WX (\d+) ;", re.MULTILINE)  # of a letter: its code, its width (1/1000 of the size)
OTHER_SIGN = 600  # width of signs that the metrics lack
ARROW = "→"  # as wide as the letters are high
BREAKS = re.compile(r" +|(?<=[-–])")  # where Word ends a line
RELATION = re.compile(r"(?<=[<>]) (?=\d)")  # "< 0.001" is one word
LIMITS = re.compile("(?<=[;,])\u00a0")  # between the limits of an interval
TITLE = ("title", "subtitle", "author", "affiliation", "notice", "abstract", "keywords")
COLUMN, ACROSS, TURNED = range(3)  # where a block stands: in a column, across the page, on a page turned sideways
# The order of what a section may hold, as the schema of Word has it.
SECTION = (
    *("headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc"),
    *("pgBorders", "lnNumType", "pgNumType", "cols", "formProt", "vAlign", "noEndnote", "titlePg", "docGrid"),
)


@dataclass(frozen=True)
class PageRoom:
    """The room for text (twips): in a column, across the page, and across the page turned sideways."""

    column: int
    across: int
    turned: int

    def room(self, place: int) -> int:
        """Return the width at a place."""
        return (self.column, self.across, self.turned)[place]


@dataclass(frozen=True)
class Letters:
    """The letters of tables: size (half points), font like Times or not, the margins of a cell together (twips)."""

    size: int
    is_times: bool
    margins: int

    def width(self, text: str, is_bold: bool) -> float:
        """Measure a text: twips for each half point of its letters."""
        _, upright, bold, wider = TIMES if self.is_times else HELVETICA
        widths = _metrics(bold if is_bold else upright)
        plain = unicodedata.normalize("NFKD", text)
        signs = [letter for letter in plain if not unicodedata.combining(letter)]
        return wider * sum(1000 if sign == ARROW else widths.get(ord(sign), OTHER_SIGN) for sign in signs) / 100


@dataclass(frozen=True)
class MeasuredColumn:
    """A column of a table: its share of the width, and what its cells take (twips for each half point of the letters).

    word: the longest piece of text without a place to break, intervals whole; loose: the same, intervals divided; line:
    the longest cell. gap: twips before its text.
    """

    share: float
    word: float
    loose: float
    line: float
    gap: int


@dataclass(frozen=True)
class TableFit:
    """How a table fits: its place, the size of its letters (half points), whether intervals break, widths (twips)."""

    place: int
    size: int
    is_loose: bool
    widths: tuple[int, ...]


def parse(content: bytes) -> ElementTree.Element:
    """Parse a part of a Word file, whose prefixes stay as Word has them when it is written."""
    for prefix, uri in PREFIXES.items():
        ElementTree.register_namespace(prefix, uri)
    return ElementTree.fromstring(content)  # noqa: S314 (expands no outside entity)


def with_styles(content: bytes, added: Sequence[ElementTree.Element]) -> bytes:
    """Return the part of the styles with further ones; what it declares for later versions of Word stays."""
    start, end, rest = content.rpartition(b"</")
    return start + b"".join(map(ElementTree.tostring, added)) + end + rest


def style_name(style: ElementTree.Element) -> str:
    """Return the name of a style in small letters, which Word keeps in English in every language."""
    return read_property(style, "name").lower()


def page_section(document: bytes) -> ElementTree.Element:
    """Find the section that most of a template stands in, with what it inherits and how the first page begins.

    One without any setting where the template says nothing of its page.
    """
    body = parse(document).find(f"{W}body")
    sections: list[tuple[int, ElementTree.Element]] = []
    count = 0
    for block in () if body is None else body:
        count += 1
        section = block if block.tag == f"{W}sectPr" else block.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            sections.append((count, section))
            count = 0
    if not sections:
        return ElementTree.Element(f"{W}sectPr")
    chosen = max(reversed(sections), key=lambda counted: counted[0])[1]
    return _with_inherited(chosen, [section for _, section in sections])


def _with_inherited(chosen: ElementTree.Element, sections: Sequence[ElementTree.Element]) -> ElementTree.Element:
    """Give a section the heads and feet of the sections before it, and the first page of the first section."""
    whole = deepcopy(chosen)
    references: dict[tuple[str, str], ElementTree.Element] = {}
    for section in sections[: sections.index(chosen) + 1]:
        for reference in (*section.findall(f"{W}headerReference"), *section.findall(f"{W}footerReference")):
            key = (reference.tag, reference.get(f"{W}type", ""))
            if "first" not in key or key not in references:
                references[key] = reference
    _remove(whole, "headerReference", "footerReference", "sectPrChange", "titlePg", "type")
    whole[:0] = [deepcopy(reference) for reference in references.values()]
    for name, section in (("titlePg", sections[0]), ("pgSz", sections[-1]), ("pgMar", sections[-1])):
        given = section.find(f"{W}{name}")
        if given is not None and whole.find(f"{W}{name}") is None:
            _put(whole, name, given.attrib)
    return whole


def read_page(section: ElementTree.Element) -> PageRoom:
    """Return the room for text; that of the project's own page where the section does not say."""
    page = section.find(f"{W}pgSz")
    margins = section.find(f"{W}pgMar")
    if page is None or margins is None:
        return PageRoom(TEXT_WIDTH, TEXT_WIDTH, TEXT_WIDTH)
    sides = {name: abs(float(margins.get(f"{W}{name}", "0"))) for name in ("left", "right", "top", "bottom", "gutter")}
    across = round(float(page.get(f"{W}w", PAGE_WIDTH)) - sides["left"] - sides["right"] - sides["gutter"])
    turned = round(float(page.get(f"{W}h", PAGE_HEIGHT)) - sides["top"] - sides["bottom"])
    return PageRoom(_column_width(section, across), across, turned)


def _column_width(section: ElementTree.Element, across: int) -> int:
    """Return the width of a column of text; of the narrowest where they differ."""
    columns = section.find(f"{W}cols")
    own = [] if columns is None else [float(column.get(f"{W}w", across)) for column in columns.findall(f"{W}col")]
    if columns is None or own:
        return round(min(own, default=across))
    count = int(columns.get(f"{W}num", "1"))
    return round((across - (count - 1) * float(columns.get(f"{W}space", "720"))) / count)


def fit_to_page(document: bytes, styles: bytes) -> tuple[bytes, bytes]:
    """Return a document's main part, and its styles, with tables, pictures and sections that fit the page.

    Word moves a picture that does not fit to the next page and leaves the rest empty: tall ones are set smaller. No
    page break splits a row. What is wider than a column stands across the page, or on a page turned sideways.
    """
    root = parse(document)
    look = parse(styles)
    body = root.find(f"{W}body")
    if body is None:
        return document, styles
    known = look.findall(f"{W}style")
    named = {style.get(f"{W}styleId", ""): style_name(style) for style in known}
    page = read_page(body[-1])
    letters = _read_letters(look)
    blocks = [block for block in body if block.tag in (f"{W}p", f"{W}tbl")]
    places = [_set_block(block, page, letters, look) for block in blocks]
    names = [named.get(read_property(block, "pPr/pStyle"), "") for block in blocks]
    for block, name in zip(blocks, names, strict=True):
        if name.startswith("heading"):  # whatever the template says: none stands alone at the foot of a page
            block[0].insert(1, ElementTree.Element(f"{W}keepNext"))
    _divide(body, blocks, _grouped(places, names))
    whole = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return whole, with_styles(styles, look.findall(f"{W}style")[len(known) :])


def _set_block(block: ElementTree.Element, page: PageRoom, letters: Letters, styles: ElementTree.Element) -> int:
    """Set a table or the pictures of a paragraph as the page has room, and return the place of the block."""
    if block.tag == f"{W}p":
        return max((_set_picture(inline, page) for inline in block.iter(INLINE)), default=COLUMN)
    fit = _fit(list(_read_columns(block, letters)), page, letters)
    _set_table(block, fit, letters, styles)
    return fit.place


def _read_letters(styles: ElementTree.Element) -> Letters:
    """Read the look of tables from the styles of their letters and of their cells, and what these are based on."""
    letters = _lineage(styles, "paragraph", "compact")
    cells = _lineage(styles, "table", "table")
    defaults = styles.findall(f"{W}docDefaults/{W}rPrDefault")
    sizes = [int(size) for style in (*letters, *defaults) if (size := read_property(style, "rPr/sz"))]
    fonts = [font for style in (*letters, *defaults) if (font := style.find(f"{W}rPr/{W}rFonts")) is not None]
    is_times = bool(fonts) and fonts[0].get(f"{W}ascii") == TIMES[0]
    margins = [
        next(
            (
                int(side.get(f"{W}w", "0"))
                for style in cells
                for side in style.findall(f"{W}tblPr/{W}tblCellMar/{W}{name}")
            ),
            CELL_MARGIN,
        )
        for name in ("left", "right")
    ]
    return Letters(next(iter(sizes), LETTERS), is_times, sum(margins))


def _lineage(styles: ElementTree.Element, kind: str, name: str) -> list[ElementTree.Element]:
    """List a style of a name, the styles that it is based on, and the default one of its kind."""
    known = {
        style.get(f"{W}styleId", ""): style for style in styles.findall(f"{W}style") if style.get(f"{W}type") == kind
    }
    line: list[ElementTree.Element] = []
    found = next((style for style in known.values() if style_name(style) == name), None)
    while found is not None and found not in line:
        line.append(found)
        found = known.get(read_property(found, "basedOn"))
    return [*line, *(style for style in known.values() if style.get(f"{W}default") in ("1", "true"))]


def _read_columns(table: ElementTree.Element, letters: Letters) -> Iterator[MeasuredColumn]:
    """Yield the columns of a table, measured by the rows that have a cell in each."""
    grid = [float(column.get(f"{W}w", "0")) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
    rows = [row.findall(f"{W}tc") for row in table.findall(f"{W}tr")]
    whole = [cells for cells in rows if len(cells) == len(grid)]
    for index, width in enumerate(grid):
        cells = [_cell_text(row[index]) for row in whole]
        pieces = [(piece, bold) for text, bold in cells for piece in BREAKS.split(text)]
        loose = [(half, bold) for piece, bold in pieces for half in LIMITS.split(piece)]
        longest, halved, line = (
            max((letters.width(*text) for text in texts), default=0.0) for texts in (pieces, loose, cells)
        )
        is_apart = index > 0 and any(_side(row[index - 1]) == "right" and _side(row[index]) == "left" for row in whole)
        yield MeasuredColumn(width / (sum(grid) or 1), longest, halved, line, GAP if is_apart else 0)


def _cell_text(cell: ElementTree.Element) -> tuple[str, bool]:
    """Return the text of a cell, and whether any of it is bold."""
    signs = (f"{W}t", f"{{{PREFIXES['m']}}}t")
    text = "".join(node.text or "" for node in cell.iter() if node.tag in signs)
    return RELATION.sub("\u00a0", text), cell.find(f".//{W}b") is not None


@cache
def _metrics(font: str) -> dict[int, int]:
    """Read the widths of the letters of a font, by their codes."""
    file = Path(matplotlib.get_data_path(), "fonts", "pdfcorefonts", f"{font}.afm")
    return {int(code): int(width) for code, width in METRIC.findall(file.read_text(encoding="latin-1"))}


def _side(cell: ElementTree.Element) -> str:
    return read_property(cell, "p/pPr/jc")


def _fit(columns: Sequence[MeasuredColumn], page: PageRoom, letters: Letters) -> TableFit:
    """Choose how a table fits: as it is in a column, across the page, in smaller letters, on a page turned sideways."""
    sizes = range(letters.size, min(LEAST_LETTERS, letters.size) - 1, -1)
    ways = [(COLUMN, letters.size, False)] if page.column < page.across else []
    for place in (ACROSS, TURNED) if page.turned > page.across else (ACROSS,):
        ways += [(place, size, False) for size in sizes if size in (letters.size, *range(LEAST_WHOLE, size + 1))]
        ways += [(place, size, True) for size in sizes]
    for place, size, is_loose in ways:
        widths = _share(columns, size, is_loose, letters.margins, page.room(place))
        if widths and (place != COLUMN or _is_airy(columns, widths, size, letters.margins)):
            return TableFit(place, size, is_loose, widths)
    place, size, is_loose = ways[-1]
    least = [_least(column, size, is_loose, letters.margins) for column in columns]
    return TableFit(place, size, is_loose, tuple(round(page.room(place) * part / sum(least)) for part in least))


def _share(columns: Sequence[MeasuredColumn], size: int, is_loose: bool, margins: int, room: int) -> tuple[int, ...]:
    """Divide a width by the shares of columns, with room for the longest word of each; empty where it lacks."""
    least = [_least(column, size, is_loose, margins) for column in columns]
    over = [max(column.share * room - width, 0.0) for column, width in zip(columns, least, strict=True)]
    spare = room - sum(least)
    if spare < 0:
        return ()
    return tuple(round(width + spare * more / (sum(over) or 1.0)) for width, more in zip(least, over, strict=True))


def _least(column: MeasuredColumn, size: int, is_loose: bool, margins: int) -> float:
    return (column.loose if is_loose else column.word) * size + column.gap + margins


def _is_airy(columns: Sequence[MeasuredColumn], widths: Sequence[int], size: int, margins: int) -> bool:
    """Tell whether no cell takes more lines than a table in a column should have."""
    return all(
        column.line * size <= LINES * (width - column.gap - margins)
        for column, width in zip(columns, widths, strict=True)
    )


def _set_table(table: ElementTree.Element, fit: TableFit, letters: Letters, styles: ElementTree.Element) -> None:
    """Set the widths of a table, its letters, the gaps between numbers and text, and rows that no page break splits."""
    for whole in table.findall(f"{W}tblPr/{W}tblW"):
        whole.attrib.update({f"{W}type": "dxa", f"{W}w": str(sum(fit.widths))})
    for column, width in zip(table.findall(f"{W}tblGrid/{W}gridCol"), fit.widths, strict=True):
        column.set(f"{W}w", str(width))
    for look in table.findall(f"{W}tblPr/{W}tblLook"):  # the first cell of a row names it, for those who hear the table
        look.attrib.update({f"{W}firstColumn": "1", f"{W}val": "00A0"})
    for caption in table.findall(f"{W}tblPr/{W}tblCaption"):
        caption.set(f"{W}val", caption.get(f"{W}val", "").strip())
    for row in table.findall(f"{W}tr"):
        _set_row(row, fit)
    if fit.size != letters.size:
        _set_letters(table, fit.size, styles)
    for text in table.iter(f"{W}t"):
        whole_words = RELATION.sub("\u00a0", text.text or "")
        text.text = LIMITS.sub(" ", whole_words) if fit.is_loose else whole_words


def _set_row(row: ElementTree.Element, fit: TableFit) -> None:
    if row.find(f"{W}trPr") is None:
        row.insert(0, ElementTree.Element(f"{W}trPr"))
        ElementTree.SubElement(row[0], f"{W}cantSplit")
    cells = row.findall(f"{W}tc")
    start = 0
    for cell, before in zip(cells, [None, *cells], strict=False):
        properties = cell.find(f"{W}tcPr")
        span = int(read_property(cell, "tcPr/gridSpan") or 1)
        width = str(sum(fit.widths[start : start + span]))
        if properties is not None:
            properties.insert(0, ElementTree.Element(f"{W}tcW", {f"{W}w": width, f"{W}type": "dxa"}))
        if before is not None and _side(before) == "right" and _side(cell) == "left":
            for look in cell.findall(f"{W}p/{W}pPr"):
                look.insert(len(look) - 1, ElementTree.Element(f"{W}ind", {f"{W}left": str(GAP)}))
        start += span


def _set_letters(table: ElementTree.Element, size: int, styles: ElementTree.Element) -> None:
    """Give the paragraphs of a table styles of smaller letters, based on those they have."""
    known = {style.get(f"{W}styleId", ""): style for style in styles.findall(f"{W}style")}
    for named in table.iter(f"{W}pStyle"):
        base = named.get(f"{W}val", "")
        named.set(f"{W}val", f"{base}{size}")
        if f"{base}{size}" not in known and base in known:
            known[f"{base}{size}"] = _smaller(known[base], size)
            styles.append(known[f"{base}{size}"])


def _smaller(base: ElementTree.Element, size: int) -> ElementTree.Element:
    identifier = base.get(f"{W}styleId", "")
    attributes = {"type": "paragraph", "customStyle": "1", "styleId": f"{identifier}{size}"}
    style = ElementTree.Element(f"{W}style", {f"{W}{name}": value for name, value in attributes.items()})
    ElementTree.SubElement(style, f"{W}name", {f"{W}val": f"{read_property(base, 'name')} {size / 2:g} pt"})
    ElementTree.SubElement(style, f"{W}basedOn", {f"{W}val": identifier})
    look = ElementTree.SubElement(style, f"{W}rPr")
    for name in ("sz", "szCs"):
        ElementTree.SubElement(look, f"{W}{name}", {f"{W}val": str(size)})
    return style


def _set_picture(inline: ElementTree.Element, page: PageRoom) -> int:
    """Set a picture to the height of a figure in Word, or to a column, if its words stay legible; return its place."""
    # Without these, LibreOffice keeps an eighth of an inch free beside a picture, and pushes it out of the margin.
    inline.attrib.update(dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))
    sizes = [size for path in PICTURE_SIZES for size in inline.findall(path)]
    width, height = (int(sizes[0].get(side, "0")) for side in ("cx", "cy"))
    column = page.column * EMU_PER_TWIP
    is_narrow = LEAST_SCALE * width <= column
    scale = min(1.0, max(LEAST_SCALE, FIGURE_HEIGHT / height), column / width if is_narrow else 1.0)
    for size in sizes:
        size.attrib.update({"cx": str(round(width * scale)), "cy": str(round(height * scale))})
    return COLUMN if is_narrow else ACROSS


def _grouped(places: Sequence[int], names: Sequence[str]) -> list[int]:
    """Return the places of blocks: the title across the page, and captions and notes where their table or figure is."""
    title = next((index for index, name in enumerate(names) if name not in TITLE), 0)
    grouped = [ACROSS if index < title else place for index, place in enumerate(places)]
    for index, name in enumerate(names):
        if name == "table caption" and index + 1 < len(places):
            grouped[index] = places[index + 1]
        elif name in ("image caption", "table note") and index:
            grouped[index] = grouped[index - 1]
    return grouped


def _divide(body: ElementTree.Element, blocks: Sequence[ElementTree.Element], places: Sequence[int]) -> None:
    """Divide a text into sections wherever blocks stand elsewhere than those before them."""
    whole = body[-1]
    page = read_page(whole)
    where = [COLUMN if place == ACROSS and page.column == page.across else place for place in places]
    runs = [
        (place, [block for block, _ in run][-1])
        for place, run in groupby(zip(blocks, where, strict=True), lambda pair: pair[1])
    ]
    before: int | None = None
    for place, last in runs[:-1]:
        _end_section(body, last, _section(whole, place, before))
        before = place
    if before is not None:
        body[-1] = _section(whole, runs[-1][0], before)


def _end_section(body: ElementTree.Element, last: ElementTree.Element, section: ElementTree.Element) -> None:
    """End a section with its last paragraph, or with an empty one where a table is the last."""
    if last.tag == f"{W}tbl":
        end = ElementTree.Element(f"{W}p")
        body.insert(list(body).index(last) + 1, end)
        last = end
    look = last.find(f"{W}pPr")
    if look is None:
        look = ElementTree.Element(f"{W}pPr")
        last.insert(0, look)
    look.append(section)


def _section(whole: ElementTree.Element, place: int, before: int | None) -> ElementTree.Element:
    """Return the settings of a section at a place, after one at the place `before` (None: the first).

    Heads, feet, the first page and the start of the count are those of the first section, which the others inherit.
    """
    section = deepcopy(whole)
    if before is not None:
        _remove(section, "headerReference", "footerReference", "titlePg")
        _put(section, "type", {f"{W}val": "nextPage" if TURNED in (place, before) else "continuous"})
        for count in section.findall(f"{W}pgNumType"):
            count.attrib.pop(f"{W}start", None)
    if place != COLUMN:
        _put(section, "cols", {f"{W}space": "720"})
    if place == TURNED:
        _turn(section)
    return section


def _turn(section: ElementTree.Element) -> None:
    """Turn the page of a section by a quarter, its margins with it."""
    page = section.find(f"{W}pgSz")
    margins = section.find(f"{W}pgMar")
    if page is None or margins is None:
        return
    page.attrib.update({f"{W}w": page.get(f"{W}h", ""), f"{W}h": page.get(f"{W}w", ""), f"{W}orient": "landscape"})
    turned = {"top": "left", "right": "top", "bottom": "right", "left": "bottom"}
    margins.attrib.update({f"{W}{side}": margins.get(f"{W}{source}", "0") for side, source in turned.items()})


def _put(section: ElementTree.Element, name: str, attributes: Mapping[str, str]) -> None:
    """Give a section a setting, in its place among the others."""
    _remove(section, name)
    later = [f"{W}{other}" for other in SECTION[SECTION.index(name) + 1 :]]
    index = next((index for index, setting in enumerate(section) if setting.tag in later), len(section))
    section.insert(index, ElementTree.Element(f"{W}{name}", dict(attributes)))


def _remove(section: ElementTree.Element, *names: str) -> None:
    for name in names:
        for setting in section.findall(f"{W}{name}"):
            section.remove(setting)


def read_property(node: ElementTree.Element, path: str) -> str:
    """Return the value of a setting below a node; empty where there is none."""
    found = node.find("/".join(f"{W}{name}" for name in path.split("/")))
    return "" if found is None else found.get(f"{W}val", "")
