import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypandoc
import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject

from study.base.errors import StudyError
from study.base.files import read_docx_parts, zip_archive
from study.figures.style import text_size
from study.setup.data_status import notice
from study.writing import documents
from study.writing.documents import Assets, page_links, parts, write_docx, write_html, write_pdf
from study.writing.word_layout import fit_to_page
from unit.manuscript.made_up_results import ROOT, Case, figures, markdown, render

NOTICE = notice("simulated", "id")
OFFICE = next(filter(None, map(shutil.which, ("soffice", "libreoffice"))), None)
LINKS = page_links("manuscript", "id", ["manuscript"], ["id"], "id")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMESPACES = {"w": "wordprocessingml/2006/main", "wp": "drawingml/2006/wordprocessingDrawing"}
STYLE_SIZE = re.compile(r'w:styleId="(Compact\d*)".*?<w:sz w:val="(\d+)"', re.DOTALL)


@pytest.fixture(scope="module")
def simulated(article: dict[str, Path]) -> dict[str, Path]:
    return article


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A short article of collected answers; that nothing in the words of the whole one says otherwise, a test asks."""
    folder = tmp_path_factory.mktemp("collected")
    template = folder / "short.id.md.jinja"
    body = 'Lihat [](#tbl:paths).\n\n<< t.table("paths", "Jalur") >>\n'
    template.write_text(f'<% import "tables.jinja" as t with context %>\n{body}', encoding="utf-8")
    return render(folder, Case(status="collected", template=str(template)))


def test_no_word_of_an_article_of_collected_answers_speaks_of_simulated_ones(tmp_path: Path) -> None:
    assert NOTICE in markdown(tmp_path, Case())
    assert "SIMULASI" not in markdown(tmp_path, Case(status="collected"))


@cache
def article_pages(pdf: Path) -> tuple[str, ...]:
    """What can be read on each page of an article that no test changes."""
    return tuple(page.extract_text() for page in PdfReader(pdf).pages)


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    manuscript = ROOT / "manuscript"
    return Assets(figures(tmp_path / "figures"), manuscript / "styles", manuscript / "references.bib", "id")


def document(body: str) -> str:
    return f"---\ntitle: Uji\nlang: id\n---\n\n{body}\n"


def part(docx: Path, name: str) -> str:
    with zipfile.ZipFile(docx) as archive:
        return archive.read(name).decode()


def paragraphs(docx: Path, style: str) -> Iterator[str]:
    for paragraph in ElementTree.fromstring(part(docx, "word/document.xml")).iter(f"{WORD}p"):
        named = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        if named is not None and named.get(f"{WORD}val") == style:
            yield "".join(text.text or "" for text in paragraph.iter(f"{WORD}t"))


def test_the_notice_stands_on_every_page_of_the_pdf(simulated: dict[str, Path], collected: dict[str, Path]) -> None:
    pages = article_pages(simulated["pdf"])
    assert len(pages) > 8
    assert all(text.startswith(NOTICE) for text in pages)
    assert not any("SIMULASI" in text for text in article_pages(collected["pdf"]))


def test_a_figure_with_a_notice_of_its_own_speaks_for_the_page_that_it_heads(assets: Assets, tmp_path: Path) -> None:
    drawing = (assets.figures / "growth.svg").read_text(encoding="utf-8")
    words = "kata " * 1200
    body = f"[](#fig:growth) {words}\n\n::: float\n![Atas](growth){{#fig:growth alt=Isi}}\n:::\n\n{words}"
    text = document(body).replace("lang: id", f"lang: id\nnotice: {NOTICE}")
    shown = {}
    for own in ("", '<g id="notice"></g>'):
        (assets.figures / "growth.svg").write_text(drawing.replace("</svg>", f"{own}</svg>"), encoding="utf-8")
        write_pdf(text, assets, tmp_path / "manuscript.pdf")
        pages = [page.extract_text() for page in PdfReader(tmp_path / "manuscript.pdf").pages]
        shown[own] = [NOTICE in page for page in pages]
        headed = next(place for place, page in enumerate(pages) if "Atas" in page)
    assert headed > 0
    assert all(shown[""])
    assert [place for place, told in enumerate(shown['<g id="notice"></g>']) if not told] == [headed]


def test_the_notice_is_the_head_of_the_word_file(simulated: dict[str, Path], collected: dict[str, Path]) -> None:
    assert NOTICE in part(simulated["docx"], "word/header1.xml")
    assert "<w:headerReference" in part(simulated["docx"], "word/document.xml")
    everything = "".join(part(collected["docx"], f"word/{name}.xml") for name in ("header1", "document"))
    assert "SIMULASI" not in everything


def test_the_notice_stays_on_top_of_the_web_page(simulated: dict[str, Path], collected: dict[str, Path]) -> None:
    page = simulated["html"].read_text(encoding="utf-8")
    assert f'<section class="banner" aria-label="{NOTICE}"><p>{NOTICE}</p></section>' in page
    assert re.search(r"\.banner \{[^}]*position: sticky", page)
    assert f'@top-center {{ content: "{NOTICE}"' in page, "and on every page that is printed"
    assert "@top-center" not in collected["html"].read_text(encoding="utf-8")
    assert 'class="banner"' not in collected["html"].read_text(encoding="utf-8")


def test_the_pdf_is_archivable_and_accessible(simulated: dict[str, Path]) -> None:
    reader = PdfReader(simulated["pdf"])
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "id"
    assert len(reader.outline) > 5
    metadata = catalogue["/Metadata"].get_data().decode()
    assert re.search(r"<pdfaid:part>2<.*<pdfaid:conformance>A<", metadata, flags=re.DOTALL)
    assert "<pdfuaid:part>1<" in metadata
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert [intent["/S"] for intent in catalogue["/OutputIntents"]] == ["/GTS_PDFA1"]
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(catalogue)
    assert reader.metadata is not None
    assert reader.metadata.title is not None
    assert reader.metadata.title.startswith("Keterkaitan Industri")


def declared(rendered: dict[str, Path], kind: str) -> int:
    """How many tables (tbl), figures (fig) or equations (eq) the Markdown declares."""
    return len(re.findall(rf"\{{#{kind}:", rendered["markdown"].read_text(encoding="utf-8")))


def elements(node: Any) -> Iterator[DictionaryObject]:
    """Every element of the structure below a node of the PDF's structure tree."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, DictionaryObject):
        yield node
        if "/K" in node:
            yield from elements(node["/K"])


def test_the_pdf_tells_a_reading_program_what_it_shows(simulated: dict[str, Path]) -> None:
    found = [node for node in elements(PdfReader(simulated["pdf"]).trailer["/Root"]["/StructTreeRoot"]) if "/S" in node]
    kinds = Counter(str(node["/S"]) for node in found)
    assert kinds["/Table"] == declared(simulated, "tbl")
    assert kinds["/TH"] > 3 * kinds["/Table"]
    assert kinds["/Formula"] == declared(simulated, "eq")
    assert all("/Alt" in node for node in found if node["/S"] in ("/Figure", "/Formula"))
    assert sum("Isi gambar" in str(node.get("/Alt")) for node in found) == declared(simulated, "fig")
    assert [node["/T"] for node in found if node["/S"] == "/H1"] == [declared_title(simulated)]
    assert next(node["/S"] for node in found if node["/S"] != "/Document") == "/H1"
    assert {"/H2", "/H3", "/H4", "/Caption", "/L", "/P"} <= set(kinds)


def declared_title(rendered: dict[str, Path]) -> str:
    """The title in the metadata of the Markdown."""
    title = json.loads(rendered["markdown"].read_text(encoding="utf-8").split("---\n")[1])["title"]
    assert isinstance(title, str)
    return title


def test_the_citations_of_the_pdf_lead_to_the_list_of_references(simulated: dict[str, Path]) -> None:
    reader = PdfReader(simulated["pdf"])
    cited = len(re.findall(r"@[a-z]+\d{4}", simulated["markdown"].read_text(encoding="utf-8")))
    inside = [note for page in reader.pages for note in page.get("/Annots", []) if "/Dest" in note.get_object()]
    assert cited > 20
    assert len(inside) >= cited


def test_the_pdf_brings_its_fonts_along(simulated: dict[str, Path]) -> None:
    for page in PdfReader(simulated["pdf"]).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert any(f"/FontFile{kind}" in inner["/FontDescriptor"] for kind in ("", "2", "3"))


def cramped(docx: Path) -> Iterator[tuple[str, str]]:
    """The words of the tables that are wider than their columns; Word's letters may be a little wider than these."""
    sizes = {code: int(size) / 2 for code, size in STYLE_SIZE.findall(part(docx, "word/styles.xml"))}
    for table in ElementTree.fromstring(part(docx, "word/document.xml")).iter(f"{WORD}tbl"):
        grid = [int(column.attrib[f"{WORD}w"]) for column in table.iter(f"{WORD}gridCol")]
        for row in table.iter(f"{WORD}tr"):
            cells = list(row.iter(f"{WORD}tc"))
            for cell, width in zip(cells, grid, strict=True) if len(cells) == len(grid) else ():
                text = "".join(piece.text or "" for piece in cell.iter(f"{WORD}t"))
                indent = sum(int(look.attrib[f"{WORD}left"]) for look in cell.iter(f"{WORD}ind"))
                named = next(style.attrib[f"{WORD}val"] for style in cell.iter(f"{WORD}pStyle"))
                size = sizes.get(named.replace("TableText", "Compact"), sizes["Compact"])
                bold = cell.find(f".//{WORD}b") is not None
                for word in re.split(r" +|(?<=[-–→])", text):
                    if word and 1.02 * text_size(word, size, bold)[0] * 1440 / 25.4 > width - 2 * 60 - indent:
                        yield text, word


@pytest.mark.parametrize(
    "case",
    [
        Case(verdicts={"H1": "not_testable", "C7": "not_testable"}),
        Case(template="manuscript.en.md.jinja", language="en"),
        Case(template="skeleton.en.md.jinja", language="en", satisfaction=True, status="collected"),
    ],
    ids=["Indonesian", "English", "another study"],
)
def test_no_column_of_a_table_breaks_a_word(tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for form in ("write_html", "write_pdf"):
        monkeypatch.setattr(documents, form, lambda *_: None)
    assert sorted(set(cramped(render(tmp_path, case)["docx"]))) == []


def fields(docx: Path) -> list[tuple[str, str]]:
    """The fields of a Word file, each with what it shows: its kind and the bookmark or sequence that it names."""
    found = ElementTree.fromstring(part(docx, "word/document.xml")).iter(f"{WORD}fldSimple")
    return [
        (
            " ".join(field.attrib[f"{WORD}instr"].split()[:2]),
            "".join(text.text or "" for text in field.iter(f"{WORD}t")),
        )
        for field in found
    ]


def bookmarks(docx: Path) -> dict[str, str]:
    """What each bookmark of a caption spans: the kind and the number."""
    spans: dict[str, str] = {}
    for paragraph in ElementTree.fromstring(part(docx, "word/document.xml")).iter(f"{WORD}p"):
        name = ""
        for node in paragraph.iter():
            if node.tag == f"{WORD}bookmarkStart" and node.attrib[f"{WORD}name"].startswith("_Ref_"):
                name = node.attrib[f"{WORD}name"]
                spans[name] = ""
            elif node.tag == f"{WORD}bookmarkEnd":
                name = ""
            elif node.tag == f"{WORD}t" and name:
                spans[name] += node.text or ""
    return spans


def test_word_numbers_captions_by_fields_and_refers_to_them_by_fields(simulated: dict[str, Path]) -> None:
    shown, spans = fields(simulated["docx"]), bookmarks(simulated["docx"])
    for kind, name in (("tbl", "Tabel"), ("fig", "Gambar"), ("eq", "Persamaan")):
        numbers = [text for code, text in shown if code == f"SEQ {name}"]
        assert numbers == [str(number) for number in range(1, declared(simulated, kind) + 1)]
    references = [(code.removeprefix("REF "), text) for code, text in shown if code.startswith("REF ")]
    assert len(references) > 20
    assert set(spans) == {name for name, _ in references}
    assert all(spans[name] == text for name, text in references)
    marks = re.findall(r'<w:bookmarkStart w:id="(\d+)"', part(simulated["docx"], "word/document.xml"))
    assert len(marks) == len(set(marks))


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here: the Word file is not opened")
def test_libreoffice_opens_the_word_file_and_counts_as_word_does(simulated: dict[str, Path], tmp_path: Path) -> None:
    options = ["--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", "pdf"]
    command = [str(OFFICE), *options, "--outdir", str(tmp_path), str(simulated["docx"])]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    pages = [page.extract_text() for page in PdfReader(tmp_path / "manuscript.pdf").pages]
    assert len(pages) > 8
    text = re.sub(r"\s+", " ", " ".join(pages))
    captions = [
        re.sub(r"\s+", " ", caption)
        for style in ("TableCaption", "ImageCaption")
        for caption in paragraphs(simulated["docx"], style)
    ]
    assert len(captions) == declared(simulated, "tbl") + declared(simulated, "fig")
    assert [caption for caption in captions if caption[:30] not in text] == []
    assert all(NOTICE in text for text in pages)
    assert not re.search(r"Error:|\?\?\?|Galat: ", " ".join(pages))


def test_tables_and_figures_bear_the_same_numbers_in_every_format(simulated: dict[str, Path]) -> None:
    label = r"(?:Tabel|Gambar)\xa0\d+\. [A-Z]\w+"
    captions = re.findall(
        r"<(?:fig)?caption.*?</(?:fig)?caption>", simulated["html"].read_text(encoding="utf-8"), re.DOTALL
    )
    in_html = sorted(re.findall(label, re.sub(r"<[^>]+>", "", " ".join(captions))))
    in_word = sorted(
        found
        for style in ("TableCaption", "ImageCaption")
        for text in paragraphs(simulated["docx"], style)
        for found in re.findall(label, text)
    )
    in_pdf = "".join(article_pages(simulated["pdf"]))
    assert in_word == in_html
    assert len(in_word) == declared(simulated, "tbl") + declared(simulated, "fig")
    for caption in in_word:
        assert caption.replace("\xa0", " ") in in_pdf.replace("\xa0", " ")


def test_no_reference_is_left_open(simulated: dict[str, Path]) -> None:
    page = simulated["html"].read_text(encoding="utf-8")
    assert not re.search(r'<a [^>]*href="#[^"]*"[^>]*></a>', page)
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(re.findall(r'id="([^"]+)"', page))
    assert "???" not in page


def test_the_web_page_stands_alone(simulated: dict[str, Path]) -> None:
    page = simulated["html"].read_text(encoding="utf-8")
    assert not re.search(r'(?:src|<link[^>]*href)="(?!data:)', page)
    assert page.count("<math") == declared(simulated, "eq")
    assert all(alt for alt in re.findall(r"<img[^>]*?alt=\"([^\"]*)\"", page))
    assert page.count("<img") == declared(simulated, "fig")
    assert 'lang="id"' in page


def test_word_finds_its_styles_equations_and_alternative_texts(simulated: dict[str, Path]) -> None:
    body, styles = part(simulated["docx"], "word/document.xml"), part(simulated["docx"], "word/styles.xml")
    used = set(re.findall(r'<w:(?:pStyle|tblStyle|rStyle) w:val="([^"]+)"', body))
    assert used <= set(re.findall(r'w:styleId="([^"]+)"', styles))
    assert {"Title", "Heading1", "Heading2", "TableCaption", "TableNote", "ImageCaption", "Bibliography"} <= used
    assert body.count("<m:oMath>") == declared(simulated, "eq")
    assert body.count('descr="Isi gambar') == declared(simulated, "fig")
    assert body.count("<w:tblHeader") == body.count('w:firstColumn="1"') == declared(simulated, "tbl")
    assert "<Words>" not in part(simulated["docx"], "docProps/app.xml"), "the counts of another document"
    page = re.search(r"<w:pgSz ([^>]*)>", body)
    assert page is not None
    assert {'w:w="11906"', 'w:h="16838"'} <= set(page[1].split())
    assert list(paragraphs(simulated["docx"], "Author")) == ["Nama\xa0Penulis*"]


def test_no_document_tells_where_it_was_made(simulated: dict[str, Path]) -> None:
    """Pandoc writes its settings into the file for Word, the paths of this machine among them."""
    with zipfile.ZipFile(simulated["docx"]) as archive:
        contents = [archive.read(name) for name in archive.namelist()]
    places = [str(folder).encode() for folder in (Path(sys.prefix), ROOT, simulated["docx"].parent)]
    contents += [simulated["html"].read_bytes(), simulated["pdf"].read_bytes()]
    assert not [place for place in places for content in contents if place in content]


def test_two_runs_give_the_same_bytes(simulated: dict[str, Path], tmp_path: Path) -> None:
    again = render(tmp_path, Case())
    for name, path in again.items():
        assert path.read_bytes() == simulated[name].read_bytes(), name


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Lihat [](#tbl:none).", "a reference to nothing: tbl:none"),
        ("| a |\n|---|\n| 1 |\n\n: Judul {#tbl:alone}", "the text never mentions: tbl:alone"),
        (
            "[](#tbl:a)\n\n| a |\n|---|\n| 1 |\n\n: Judul {#tbl:a}\n\n| a |\n|---|\n| 1 |\n\n: Judul {#tbl:a}",
            "twice: tbl:a",
        ),
        ("Kutip [@nobody2000].", "nobody2000 not found"),
        ("[](#fig:x)\n\n![Judul](missing){#fig:x alt=Isi}", "missing.svg"),
    ],
    ids=["reference to nothing", "never mentioned", "twice", "citation", "figure"],
)
def test_what_points_nowhere_is_refused(assets: Assets, tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(StudyError, match=f"pandoc refuses the manuscript: .*{message}"):
        write_html(document(body), assets, "", LINKS, tmp_path / "manuscript.html")


def test_a_figure_without_an_alternative_text_is_refused(assets: Assets, tmp_path: Path) -> None:
    body = "[](#fig:growth)\n\n::: float\n![](growth){#fig:growth}\n:::"
    with pytest.raises(StudyError, match="refuses the manuscript"):
        write_pdf(document(body), assets, tmp_path / "manuscript.pdf")


def long_table(rows: int, group: int = 0, note: str = "*Catatan*. Catatan tabel.") -> str:
    """A table of rows of one line, in groups of a size (0: none)."""
    lines = "".join(
        (f"| **Kelompok {row // group}** | |\n" if group and row % group == 0 else "") + f"| baris {row} | {row} |\n"
        for row in range(rows)
    )
    return f"Lihat [](#tbl:a).\n\n::: float\n\n| Kepala | n |\n|:--|--:|\n{lines}\n: Judul {{#tbl:a}}\n\n{note}\n:::"


def pages_of(body: str, assets: Assets, folder: Path) -> list[str]:
    write_pdf(document(body), assets, folder / "manuscript.pdf")
    return [page.extract_text() for page in PdfReader(folder / "manuscript.pdf").pages]


@pytest.mark.parametrize("lines", [10, 35])
def test_a_table_shorter_than_a_page_stands_on_one_page_with_caption_and_note(
    assets: Assets, tmp_path: Path, lines: int
) -> None:
    before = "\n\n".join(["kata"] * lines)
    pages = pages_of(f"{before}\n\n{long_table(30)}\n\n{before}", assets, tmp_path)
    assert [["Judul" in page, "baris 0" in page, "baris 29" in page, "Catatan tabel" in page] for page in pages].count(
        [True] * 4
    ) == 1
    assert "lanjutan" not in "".join(pages)


def test_a_table_longer_than_a_page_repeats_its_head_and_says_that_it_goes_on(assets: Assets, tmp_path: Path) -> None:
    pages = pages_of(long_table(90), assets, tmp_path)
    assert len(pages) > 1
    assert all("Kepala" in page for page in pages)
    assert ["Tabel 1 (lanjutan)" in page.replace("\xa0", " ") for page in pages] == [False] + [True] * (len(pages) - 1)
    assert "Judul" in pages[0]
    assert "baris 89" in pages[-1]


@pytest.mark.parametrize(("layout", "in_place"), [("", False), ("tables-in-place: true\n", True)])
def test_a_table_of_the_supplement_or_the_plan_stands_where_the_text_has_it(
    assets: Assets, tmp_path: Path, layout: str, in_place: bool
) -> None:
    body = f"{'kata ' * 1100}\n\nSebelum.\n\n{long_table(5)}\n\nSesudah."
    write_pdf(document(body).replace("lang: id\n", f"lang: id\n{layout}"), assets, tmp_path / "manuscript.pdf")
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "manuscript.pdf").pages)
    assert (text.index("Sebelum") < text.index("Judul") < text.index("Sesudah")) is in_place


@pytest.mark.parametrize("rows", range(48, 60))
def test_no_group_and_no_note_stands_alone_at_a_page_break(assets: Assets, tmp_path: Path, rows: int) -> None:
    pages = pages_of(long_table(rows, group=3), assets, tmp_path)
    assert len(pages) > 1
    for page in pages:
        lines = page.split("\n")
        heads = [place for place, line in enumerate(lines) if line.startswith("Kelompok")]
        assert all(lines[place + 1].startswith("baris") for place in heads)
    assert re.search(rf"baris {rows - 1}\D.*Catatan tabel", pages[-1], re.DOTALL)


def test_no_line_of_the_pdf_ends_within_a_size(assets: Assets, tmp_path: Path) -> None:
    (page,) = pages_of("".join(f"{'i' * length} |*t*|, apabila " for length in range(1, 90)), assets, tmp_path)
    assert page.count("|t|") == 89
    assert not re.search(r"[|t]\n[|t]", page)


def test_an_equation_stands_on_the_page_of_the_paragraph_that_announces_it(assets: Assets, tmp_path: Path) -> None:
    fraction = r"\frac{{\frac{{1}}{{2}}}}{{\frac{{3}}{{4}}}}"
    tall = f'Awal [](#eq:e{{0}}).\n\n::: {{{{#eq:e{{0}} alt="satu"}}}}\n$$Y = {fraction}$$\n:::\n\n'
    pages = pages_of("".join(tall.format(place) + "Isi.\n\n" * (place % 7) for place in range(1, 90)), assets, tmp_path)
    assert len(pages) > 5
    assert all(page.count("Awal") == page.count("𝑌") for page in pages)


def test_no_line_of_the_page_ends_within_a_size(assets: Assets, tmp_path: Path) -> None:
    write_html(document("Apabila (|*t*|, atau |*t*|) besar."), assets, "", LINKS, tmp_path / "manuscript.html")
    page = (tmp_path / "manuscript.html").read_text(encoding="utf-8")
    assert '<span class="held">(|<em>t</em>|,</span> atau <span class="held">|<em>t</em>|)</span>' in page
    assert ".held { white-space: nowrap; }" in page


def test_rows_that_continue_another_are_not_parted_from_it(assets: Assets, tmp_path: Path) -> None:
    body = "".join(f"| awal {row // 4} | {row} |\n" if row % 4 == 0 else f"| | {row} |\n" for row in range(88))
    head = "Lihat [](#tbl:a).\n\n::: float\n\n| Kepala | n |\n|:--|--:|\n"
    first, second = pages_of(f"{head}{body}\n: Judul {{#tbl:a}}\n:::", assets, tmp_path)
    begun = [int(number) for number in re.findall(r"awal (\d+)", second)]
    assert begun[0] > 5
    assert f"awal {begun[0] - 1}" in first
    assert re.search(rf"\n{4 * begun[0] - 1}\n", first)


def test_word_breaks_no_table_between_a_row_and_one_that_continues_it(assets: Assets, tmp_path: Path) -> None:
    body = "".join(f"| awal {row // 4} | {row} |\n" if row % 4 == 0 else f"| | {row} |\n" for row in range(24))
    text = f"Lihat [](#tbl:a).\n\n::: float\n\n| Kepala | n |\n|:--|--:|\n{body}\n: Judul {{#tbl:a}}\n:::"
    write_docx(document(text), assets, [], "Kepala halaman", False, tmp_path / "manuscript.docx")
    rows = list(ElementTree.fromstring(part(tmp_path / "manuscript.docx", "word/document.xml")).iter(f"{WORD}tr"))[1:]
    styles = [{style.attrib[f"{WORD}val"] for style in row.iter(f"{WORD}pStyle")} for row in rows]
    assert styles == [{"TableText"} if row % 4 == 3 and row < 22 else {"Compact"} for row in range(24)]


def test_tables_and_figures_come_in_the_order_of_their_numbers(simulated: dict[str, Path]) -> None:
    text = "".join(article_pages(simulated["pdf"]))
    text = re.sub(r"\s+", " ", text)
    for kind, style in (("tbl", "TableCaption"), ("fig", "ImageCaption")):
        captions = [re.sub(r"\s+", " ", caption) for caption in paragraphs(simulated["docx"], style)]
        places = [text.index(caption[:25]) for caption in captions]
        assert len(places) == declared(simulated, kind)
        assert places == sorted(places)


@pytest.mark.parametrize(("rows", "style"), [(10, "Compact"), (40, "TableText")])
def test_word_breaks_long_tables_between_rows_only(assets: Assets, tmp_path: Path, rows: int, style: str) -> None:
    write_docx(document(long_table(rows)), assets, [], "Kepala halaman", False, tmp_path / "manuscript.docx")
    body = part(tmp_path / "manuscript.docx", "word/document.xml")
    assert body.count("<w:cantSplit") == rows
    assert f"baris {rows - 5}" in list(paragraphs(tmp_path / "manuscript.docx", style))
    kept = list(paragraphs(tmp_path / "manuscript.docx", "Compact"))
    assert {"Kepala", "baris 0", f"baris {rows - 1}"} <= set(kept)


def test_no_figure_comes_after_the_references(assets: Assets, tmp_path: Path) -> None:
    figure = "::: float\n![Gambar besar](growth){#fig:growth alt=Isi}\n:::"
    body = f"Lihat [](#fig:growth) dan [@schmitz1995].\n\n{figure}\n\n# Daftar Referensi\n\n::: {{#refs}}\n:::"
    drawing = (assets.figures / "growth.svg").read_text(encoding="utf-8").replace('height="20mm"', 'height="200mm"')
    (assets.figures / "growth.svg").write_text(drawing, encoding="utf-8")
    filler = "\n\n".join(["kata " * 200] * 2)
    write_pdf(document(f"{filler}\n\n{body}"), assets, tmp_path / "manuscript.pdf")
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "manuscript.pdf").pages)
    assert 0 < text.index("Gambar besar") < text.index("DAFTAR REFERENSI")


def heights_on(page: PageObject) -> dict[str, float]:
    """How high each piece of text stands on a page, in points from its foot."""
    found: dict[str, float] = {}
    page.extract_text(visitor_text=lambda text, cm, tm, *_: found.update({text.strip(): tm[5] * cm[3] + cm[5]}))
    return found


@pytest.mark.parametrize(("lines", "rows"), [(20, 8), (22, 20), (32, 8)])
def test_nothing_stands_above_the_title(assets: Assets, tmp_path: Path, lines: int, rows: int) -> None:
    before = "\n\n".join(["kata"] * lines)
    tables = [
        long_table(rows).replace("tbl:a", f"tbl:{name}").replace("Judul", name)
        for name in ("pertama", "kedua", "ketiga")
    ]
    body = "\n\n".join(["# Awal", before, *tables, before, "## Lain", before])
    write_pdf(document(body), assets, tmp_path / "manuscript.pdf")
    heights = heights_on(PdfReader(tmp_path / "manuscript.pdf").pages[0])
    assert max(heights, key=heights.__getitem__) == "Uji"


def test_a_figure_longer_than_a_page_is_set_smaller(assets: Assets, tmp_path: Path) -> None:
    drawing = (assets.figures / "growth.svg").read_text(encoding="utf-8")
    (assets.figures / "growth.svg").write_text(drawing.replace('height="20mm"', 'height="400mm"'), encoding="utf-8")
    pages_of("Lihat [](#fig:growth).\n\n::: float\n![Judul](growth){#fig:growth alt=Isi}\n:::", assets, tmp_path)
    (page,) = PdfReader(tmp_path / "manuscript.pdf").pages
    content = page.get_contents().get_data().decode("latin-1")
    frame = re.search(r"/Alt\(Isi\).*?q [\d.]+ ([-\d.]+) m [\d.]+ [-\d.]+ l [\d.]+ ([-\d.]+) l", content, re.DOTALL)
    assert frame is not None
    assert max(heights_on(page).values()) > float(frame[1]) > float(frame[2]) > 60


HEADS = ("Jalur", "Estimasi", "Terkecil", "Terbesar", "Berkas", "Tanpanya", "Interval")


def test_no_word_of_a_table_runs_into_the_next_column(assets: Assets, tmp_path: Path) -> None:
    cells = ("Literasi keuangan → Perilaku keuangan", *["0,123"] * 5, "[−0,313;\u00a00,316]")
    rules = "|".join([":" + "-" * 40, *["-" * 5 + ":"] * 6])
    table = f"| {' | '.join(HEADS)} |\n|{rules}|\n| {' | '.join(cells)} |\n\n: Judul {{#tbl:a}}"
    write_pdf(document(f"[](#tbl:a)\n\n::: float\n{table}\n:::"), assets, tmp_path / "manuscript.pdf")
    text = PdfReader(tmp_path / "manuscript.pdf").pages[0].extract_text(extraction_mode="layout")
    assert [word for word in (*HEADS, *cells[1:]) if re.search(rf"(?<!\S){re.escape(word)}(?!\S)", text) is None] == []


def test_a_line_that_begins_with_a_number_is_no_list(assets: Assets, tmp_path: Path) -> None:
    words = "kata " * 16
    write_pdf(document(f"{words}30. Kata lain {words}"), assets, tmp_path / "manuscript.pdf")
    text = PdfReader(tmp_path / "manuscript.pdf").pages[0].extract_text()
    assert "kata 30. Kata lain" in text.replace("\n", " ")


def test_words_in_another_language(assets: Assets, tmp_path: Path) -> None:
    english = Assets(assets.figures, assets.styles, assets.bibliography, "en")
    body = "See [](#tbl:a) and [](#eq:b).\n\n| a |\n|---|\n| 1 |\n\n: Title {#tbl:a}\n\n::: {#eq:b alt=x}\n$$x$$\n:::"
    text = document(body).replace("lang: id", "lang: en")
    write_docx(text, english, ["A & B"], "Header & more", False, tmp_path / "manuscript.docx")
    content = part(tmp_path / "manuscript.docx", "word/document.xml")
    assert "Table\xa01" in content
    assert "Equation\xa0(1)" in re.sub(r"<[^>]+>", "", content)
    assert "Header &amp; more" in part(tmp_path / "manuscript.docx", "word/header1.xml")
    assert re.search(r'<w:lang [^>]*w:val="en"', part(tmp_path / "manuscript.docx", "word/styles.xml"))


def converted(text: str, suffix: str, target: str, folder: Path) -> Path:
    """A document as LibreOffice saves it."""
    source = folder / f"template{suffix}"
    source.write_text(text, encoding="utf-8")
    options = ["--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", target]
    subprocess.run([str(OFFICE), *options, "--outdir", str(folder), str(source)], capture_output=True, check=True)
    return folder / f"template.{target}"


# A document of LibreOffice: margins of 40 mm, a header with text, headings in green.
FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"
  office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph"
  style:parent-style-name="Standard" style:default-outline-level="1">
<style:text-properties fo:color="#118833" fo:font-size="15pt"/></style:style>
</office:styles>
<office:automatic-styles><style:page-layout style:name="P"><style:page-layout-properties fo:page-width="210mm"
  fo:page-height="297mm" fo:margin-left="40mm" fo:margin-right="40mm" fo:margin-top="30mm" fo:margin-bottom="30mm"/>
<style:header-style><style:header-footer-properties fo:min-height="8mm" fo:margin-bottom="4mm"/></style:header-style>
</style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P">
<style:header><text:p>Journal of Tests</text:p></style:header></style:master-page></office:master-styles>
<office:body><office:text><text:h text:style-name="Heading_20_1" text:outline-level="1">Sample text of the journal
</text:h>
</office:text></office:body></office:document>
"""


def office_template(folder: Path) -> Path:
    return converted(FLAT, ".fodt", "docx", folder)


def pandoc_template(folder: Path) -> Path:
    """Pandoc's own reference document, with other margins, a title in another colour, a header for the first page."""
    target = folder / "template.docx"
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file=reference.docx"]
    changed = parts(subprocess.run(command, capture_output=True, check=True).stdout)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    section = (
        f'<w:sectPr><w:headerReference xmlns:r="{office}" w:type="first" r:id="rIdX" />'
        '<w:pgSz w:w="11906" w:h="16838" /><w:pgMar w:top="1701" w:right="2268" w:bottom="1701" w:left="2268" '
        'w:header="700" w:footer="700" w:gutter="0" />'
        "<w:titlePg /></w:sectPr>"
    )
    body = re.sub(r"<w:sectPr\b([^>]*/>|.*?</w:sectPr>)", "", changed["word/document.xml"].decode(), flags=re.DOTALL)
    changed["word/document.xml"] = body.replace("</w:body>", f"{section}</w:body>").encode()
    header = f'<w:hdr xmlns:w="{WORD[1:-1]}"><w:p><w:r><w:t>Journal of Tests</w:t></w:r></w:p></w:hdr>'
    changed["word/journal.xml"] = header.encode()
    relation = f'<Relationship Type="{office}/header" Id="rIdX" Target="journal.xml" /></Relationships>'
    content = (
        '<Override PartName="/word/journal.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml" /></Types>'
    )
    for name, end, addition in (
        ("word/_rels/document.xml.rels", "</Relationships>", relation),
        ("[Content_Types].xml", "</Types>", content),
    ):
        changed[name] = changed[name].decode().replace(end, addition).encode()
    target.write_bytes(zip_archive(changed))
    return target


# What Word saves, in an Indonesian Word: identifiers of styles in its language, namespaces of later versions that
# older readers may ignore, revision marks, two columns before the last section, head and foot with fields.
SAVED_BY_WORD = {
    "word/styles.xml": """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w="{w}"
 xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14">
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Cambria" w:hAnsi="Cambria"/></w:rPr></w:rPrDefault>
<w:pPrDefault/></w:docDefaults><w:latentStyles w:defLockedState="0" w:count="376"/>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
<w:style w:type="paragraph" w:styleId="Judul1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
<w:next w:val="Normal"/><w:link w:val="Judul1KAR"/><w:uiPriority w:val="9"/><w:qFormat/><w:rsid w:val="00A1"/>
<w:rPr><w:color w:val="2E74B5" w:themeColor="accent1"/><w:sz w:val="30"/></w:rPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="FontParagrafDefault">
<w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="Judul1KAR"><w:name w:val="Judul 1 KAR"/>
<w:basedOn w:val="FontParagrafDefault"/><w:link w:val="Judul1"/><w:rPr><w:sz w:val="30"/></w:rPr></w:style>
<w:style w:type="table" w:default="1" w:styleId="TabelNormal"><w:name w:val="Normal Table"/><w:tblPr/></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="Abstrak"><w:name w:val="Abstract"/><w:basedOn w:val="Normal"/>
<w:rPr><w:i/></w:rPr></w:style></w:styles>""",
    "word/header1.xml": """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:hdr xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w="{w}"
 xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"><w:p w14:paraId="1" w:rsidR="00A1">
<w:r><w:t>Journal of Tests</w:t></w:r></w:p></w:hdr>""",
    "word/footer1.xml": """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="{w}"><w:p><w:r><w:t xml:space="preserve">Foot of tests </w:t></w:r>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>""",
    "word/document.xml": """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:r="{r}" xmlns:w="{w}"
 xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"><w:body>
<w:p w14:paraId="2" w:rsidR="00A1"><w:pPr><w:pStyle w:val="Judul1"/><w:sectPr><w:type w:val="continuous"/>
<w:cols w:num="2" w:space="720"/></w:sectPr></w:pPr><w:ins w:id="1" w:author="E"><w:r>
<w:t>Sample text of the journal</w:t></w:r></w:ins></w:p>
<w:sectPr w:rsidR="00A1" w14:dummy="1"><w:headerReference w:type="default" r:id="rId8"/>
<w:footerReference w:type="default" r:id="rId9"/><w:pgSz w:w="11906" w:h="16838"/>
<w:pgMar w:top="1701" w:right="2268" w:bottom="1701" w:left="2268" w:header="708" w:footer="708" w:gutter="0"/>
<w:cols w:space="708"/><w:docGrid w:linePitch="360"/></w:sectPr></w:body></w:document>""",
    "word/_rels/document.xml.rels": """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{r}/styles" Target="styles.xml"/>
<Relationship Id="rId8" Type="{r}/header" Target="header1.xml"/>
<Relationship Id="rId9" Type="{r}/footer" Target="footer1.xml"/></Relationships>""",
    "_rels/.rels": """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="{package}/relationships">
<Relationship Id="rId1" Type="{r}/officeDocument" Target="word/document.xml"/></Relationships>""",
    "[Content_Types].xml": """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="{package}/content-types"><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{kind}.styles+xml"/>
<Override PartName="/word/header1.xml" ContentType="{kind}.header+xml"/>
<Override PartName="/word/footer1.xml" ContentType="{kind}.footer+xml"/></Types>""",
}


ONE_COLUMN = '<w:cols w:space="708"/>'


def word_template(folder: Path, columns: str = ONE_COLUMN, page: tuple[int, int] = (11906, 16838)) -> Path:
    """A template as Word itself saves one, on a page of some width and height (twips)."""
    names = {
        "w": WORD[1:-1],
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "package": "http://schemas.openxmlformats.org/package/2006",
        "kind": "application/vnd.openxmlformats-officedocument.wordprocessingml",
    }
    target = folder / "template.docx"
    written = {name: text.format(**names).replace(ONE_COLUMN, columns) for name, text in SAVED_BY_WORD.items()}
    size = 'w:w="{}" w:h="{}"'.format(*page)
    whole = {name: text.replace('w:w="11906" w:h="16838"', size) for name, text in written.items()}
    target.write_bytes(zip_archive({name: text.encode() for name, text in whole.items()}))
    return target


def wide_table(columns: int) -> str:
    """A table of columns of intervals, with text beside the last."""
    head, rule = "| Konstruk |" + " Pengaruh |" * columns + " Putusan |", "|:--|" + "--:|" * columns + ":--|"
    row = "| Orientasi |" + " [0,123;\u00a00,456] |" * columns + " didukung |"
    lines = "\n".join([head, rule, *[row] * 3])
    return f"Lihat [](#tbl:w).\n\n::: float\n\n{lines}\n\n: Lebar {{#tbl:w}}\n\n*Catatan*. Ada.\n:::\n\nSesudah."


def sections(docx: Path) -> list[tuple[str, str, str]]:
    """The sections of a Word file: each one's last words, columns, and whether its page is turned."""
    found, said = [], ""
    body = ElementTree.fromstring(part(docx, "word/document.xml")).find(f"{WORD}body")
    assert body is not None
    for block in body:
        said = "".join(text.text or "" for text in block.iter(f"{WORD}t")) or said
        for section in [block] if block.tag == f"{WORD}sectPr" else block.findall(f"{WORD}pPr/{WORD}sectPr"):
            looks = [section.find(f"{WORD}{name}") for name in ("cols", "pgSz")]
            columns, turned = (
                "" if look is None else look.get(f"{WORD}{name}", "")
                for look, name in zip(looks, ("num", "orient"), strict=True)
            )
            found.append((said, columns or "1", turned))
    return found


TWO_COLUMNS = '<w:cols w:num="2" w:space="400"/>'
WHOLE = [("Sesudah.", "1", "")]


@pytest.mark.parametrize(
    ("columns", "page", "intervals", "divided"),
    [
        (ONE_COLUMN, (11906, 16838), 3, WHOLE),
        (ONE_COLUMN, (9978, 14173), 3, WHOLE),
        (ONE_COLUMN, (8391, 11906), 4, [("Lihat Tabel 1.", "1", ""), ("Catatan. Ada.", "1", "landscape"), *WHOLE]),
        (TWO_COLUMNS, (11906, 16838), 0, [("Uji", "1", ""), ("Sesudah.", "2", "")]),
        (
            TWO_COLUMNS,
            (11906, 16838),
            3,
            [("Uji", "1", ""), ("Lihat Tabel 1.", "2", ""), ("Catatan. Ada.", "1", ""), ("Sesudah.", "2", "")],
        ),
    ],
    ids=["A4", "B5", "A5", "a narrow table in two columns", "a wide table in two columns"],
)
def test_a_table_fits_the_page_of_a_template_and_breaks_no_word(
    assets: Assets,
    tmp_path: Path,
    columns: str,
    page: tuple[int, int],
    intervals: int,
    divided: list[tuple[str, str, str]],
) -> None:
    template, target = word_template(tmp_path, columns, page), tmp_path / "manuscript.docx"
    write_docx(document(wide_table(intervals)), replace(assets, docx_template=template), [], NOTICE, True, target)
    assert sorted(set(cramped(target))) == []
    assert [(said.replace("\xa0", " "), *look) for said, *look in sections(target)] == divided
    content = part(target, "word/document.xml")
    first = content[: content.index("</w:sectPr>")]
    assert first.count("<w:headerReference") == content.count("<w:headerReference") == 3, "later sections inherit"
    assert "\u2003" not in content
    assert content.count("<w:ind ") == 4 * (intervals > 0), "text beside numbers stands apart from them"


def test_what_a_template_forbids_is_allowed_in_what_is_made_with_it(assets: Assets, tmp_path: Path) -> None:
    template, target = pandoc_template(tmp_path), tmp_path / "manuscript.docx"
    changed = parts(template.read_bytes())
    settings = changed["word/settings.xml"].decode()
    closed = '<w:documentProtection w:edit="readOnly" w:enforcement="1" w:formatting="1" /><w:evenAndOddHeaders />'
    changed["word/settings.xml"] = settings.replace("<w:zoom", f"{closed}<w:zoom").encode()
    template.write_bytes(zip_archive(changed))
    write_docx(document(TEXT), replace(assets, docx_template=template), [], "Kepala", False, target)
    assert "Protection" not in part(target, "word/settings.xml")
    assert "<w:evenAndOddHeaders" in part(target, "word/settings.xml")


def test_a_title_in_another_language_says_so(assets: Assets, tmp_path: Path) -> None:
    text = document(TEXT).replace("lang: id", "lang: id\nsubtitle: A Title\nsubtitle-lang: en")
    write_docx(text, assets, [], "Kepala", False, tmp_path / "manuscript.docx")
    content = part(tmp_path / "manuscript.docx", "word/document.xml")
    assert re.search(r'<w:lang w:val="en" />\s*</w:rPr>\s*<w:t [^>]*>A Title<', content)
    write_pdf(text, assets, tmp_path / "manuscript.pdf")
    found = elements(PdfReader(tmp_path / "manuscript.pdf").trailer["/Root"]["/StructTreeRoot"])
    assert "en" in {str(node.get("/Lang")) for node in found}


@pytest.mark.parametrize(
    ("columns", "drawn", "sections", "shown"),
    [("1", 5760000, ["1"], 5760000), ("2", 5760000, ["2", "", "2"], 5760000), ("2", 3200000, ["2"], 2936240)],
)
def test_a_picture_too_wide_for_a_column_stands_across_the_page(
    columns: str, drawn: int, sections: list[str], shown: int
) -> None:
    picture = f'<w:r><w:drawing><wp:inline><wp:extent cx="{drawn}" cy="1800000"/></wp:inline></w:drawing></w:r>'
    kinds = [("Body Text", ""), ("Figure", picture), ("Image Caption", ""), ("Table Note", ""), ("Body Text", "")]
    text = "".join(f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{inner}</w:p>' for name, inner in kinds)
    page = (
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="1134" w:right="1134" w:top="1" w:bottom="1"/>'
        f'<w:cols w:num="{columns}" w:space="390"/>'
    )
    names = " ".join(f'xmlns:{name}="http://schemas.openxmlformats.org/{path}"' for name, path in NAMESPACES.items())
    body = f"<w:document {names}><w:body>{text}<w:sectPr>{page}</w:sectPr></w:body></w:document>"
    styles = "".join(f'<w:style w:styleId="{name}"><w:name w:val="{name}"/></w:style>' for name, _ in kinds)
    whole, _ = fit_to_page(body.encode(), f"<w:styles {names}>{styles}</w:styles>".encode())
    assert re.findall(r'<w:cols (?:w:num="(\d)")?', whole.decode()) == sections
    assert f'cx="{shown}"' in whole.decode()


def test_a_template_s_page_is_that_of_most_of_its_text(assets: Assets, tmp_path: Path) -> None:
    """Journals set the title across, the text in two columns, and end with a section that inherits its heads."""
    template, target = word_template(tmp_path), tmp_path / "manuscript.docx"
    changed = parts(template.read_bytes())
    whole = changed["word/document.xml"].decode()
    last = re.findall(r"<w:sectPr w:rsidR.*?</w:sectPr>", whole, re.DOTALL)[0]
    bare = re.sub(r"<w:(header|footer)Reference[^>]*/>", "", last)
    ends = [last.replace("<w:docGrid", "<w:titlePg/><w:docGrid"), bare.replace(ONE_COLUMN, TWO_COLUMNS)]
    text = "<w:p/>".join(f"<w:p><w:pPr>{end}</w:pPr></w:p>" + "<w:p/>" * 3 for end in ends)
    changed["word/document.xml"] = re.sub(
        r"<w:body>.*</w:body>", lambda _: f"<w:body>{text}{bare}</w:body>", whole, flags=re.DOTALL
    ).encode()
    template.write_bytes(zip_archive(changed))
    write_docx(document(TEXT), replace(assets, docx_template=template), [], "Kepala", False, target)
    assert [columns for _, columns, _ in sections(target)] == ["1", "2"]
    content = part(target, "word/document.xml")
    assert (
        content.count("<w:headerReference") == content.count("<w:footerReference") == content.count("<w:titlePg") == 1
    )


MARGIN = 2268  # twips: 40 mm
JOURNALS = [
    pytest.param(office_template, id="LibreOffice", marks=pytest.mark.skipif(OFFICE is None, reason="not here")),
    pytest.param(pandoc_template, id="pandoc"),
    pytest.param(word_template, id="Word"),
]
TEXT = "# Pendahuluan\n\nTeks dengan [](#eq:b).\n\n::: abstract\nAbstrak.\n:::\n\n::: {#eq:b alt=x}\n$$x$$\n:::\n\n"


def headers(docx: Path) -> dict[str, str]:
    """The text of the header of each kind of page."""
    section = ElementTree.fromstring(part(docx, "word/document.xml")).find(f"{WORD}body/{WORD}sectPr")
    assert section is not None
    relations = ElementTree.fromstring(part(docx, "word/_rels/document.xml.rels"))
    targets = {node.get("Id"): node.get("Target", "") for node in relations}
    office = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    named = {
        node.get(f"{WORD}type", ""): targets[node.get(f"{office}id")]
        for node in section.findall(f"{WORD}headerReference")
    }
    roots = {kind: ElementTree.fromstring(part(docx, f"word/{target}")) for kind, target in named.items()}
    return {kind: " ".join(text.text or "" for text in root.iter(f"{WORD}t")) for kind, root in roots.items()}


@pytest.mark.parametrize("make", JOURNALS)
@pytest.mark.parametrize("is_notice", [True, False])
def test_a_journal_s_template_brings_its_page_its_headers_and_its_styles(
    assets: Assets, tmp_path: Path, make: Callable[[Path], Path], is_notice: bool
) -> None:
    template = make(tmp_path)
    target = tmp_path / "manuscript.docx"
    body = document(TEXT + long_table(14))
    write_docx(body, replace(assets, docx_template=template), ["A"], "Kepala & data", is_notice, target)
    content, styles = part(target, "word/document.xml"), part(target, "word/styles.xml")
    page = re.search(r"<w:pgMar ([^>]*)>", content)
    assert page is not None
    assert f'w:left="{MARGIN}"' in page[1]
    assert "Sample text of the journal" not in content
    shown = headers(target)
    assert "Journal of Tests" in " ".join(shown.values())
    feet = [name for name in parts(template.read_bytes()) if name.startswith("word/footer")]
    assert all(part(target, name) == part(template, name) for name in feet)
    assert content.count("<w:footerReference") == part(template, "word/document.xml").count("<w:footerReference")
    assert [kind for kind in ("default", "first", "even") if "Kepala & data" in shown.get(kind, "")] == (
        ["default", "first", "even"] if is_notice else []
    )
    used = set(re.findall(r'<w:(?:pStyle|tblStyle|rStyle) w:val="([^"]+)"', content))
    assert used <= set(re.findall(r'w:styleId="([^"]+)"', styles))
    named = {
        name.lower(): code for code, name in re.findall(r'w:styleId="([^"]+)"[^>]*>\s*<w:name w:val="([^"]+)"', styles)
    }
    assert {named[name] for name in ("heading 1", "abstract", "table note", "table text", "equation")} <= used
    assert len(re.findall(r'w:styleId="([^"]+)"', styles)) == len(set(re.findall(r'w:styleId="([^"]+)"', styles)))
    assert style("heading 1", target) == style("heading 1", template)
    languages = set(re.findall(r'<w:lang [^>]*?w:val="([^"]+)"', styles))
    assert languages == {"id"}, "Word checks the spelling of the text's language, not of the template's"
    kept = re.findall(r'<w:pStyle w:val="([^"]+)" />\s*<w:keepNext', content)
    assert kept == [named["heading 1"]], "no heading stands alone at the foot of a page"
    equation = re.search(r'w:styleId="Equation".*?</w:style>', styles, re.DOTALL)
    assert equation is not None
    places = [int(place) for place in re.findall(r'w:pos="(\d+)"', equation[0])]
    assert places == [pytest.approx(width * (11906 - 2 * MARGIN), abs=2) for width in (0.5, 1)]


def style(name: str, docx: Path) -> str:
    """The look of a style: its colour and the size of its letters."""
    for found in ElementTree.fromstring(part(docx, "word/styles.xml")).iter(f"{WORD}style"):
        named = found.find(f"{WORD}name")
        if named is not None and named.get(f"{WORD}val", "").lower() == name:
            looks = [node.get(f"{WORD}val", "") for kind in ("color", "sz") for node in found.iter(f"{WORD}{kind}")]
            assert looks
            return " ".join(looks)
    raise AssertionError(name)


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here: the Word file is not opened")
@pytest.mark.parametrize("make", JOURNALS)
def test_libreoffice_shows_the_notice_beside_the_journal_s_header(
    assets: Assets, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    target = tmp_path / "manuscript.docx"
    body = document(TEXT + long_table(90))
    write_docx(body, replace(assets, docx_template=make(tmp_path)), ["A"], NOTICE, True, target)
    options = ["--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", "pdf"]
    command = [str(OFFICE), *options, "--outdir", str(tmp_path), str(target)]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    pages = [page.extract_text() for page in PdfReader(tmp_path / "manuscript.pdf").pages]
    assert len(pages) > 1
    assert all(NOTICE.split()[0] in text for text in pages)
    assert "Journal of Tests" in pages[0]


def test_the_notice_stands_in_a_template_s_empty_header_too(assets: Assets, tmp_path: Path) -> None:
    template = pandoc_template(tmp_path)
    changed = parts(template.read_bytes())
    changed["word/journal.xml"] = f'<w:hdr xmlns:w="{WORD[1:-1]}" />'.encode()
    template.write_bytes(zip_archive(changed))
    write_docx(document(TEXT), replace(assets, docx_template=template), ["A"], NOTICE, True, tmp_path / "empty.docx")
    assert set(headers(tmp_path / "empty.docx").values()) == {NOTICE}


def test_a_template_gives_the_same_bytes_twice(assets: Assets, tmp_path: Path) -> None:
    journal = replace(assets, docx_template=pandoc_template(tmp_path))
    targets = [tmp_path / name for name in ("one.docx", "two.docx")]
    for target in targets:
        write_docx(document(TEXT), journal, ["A"], NOTICE, True, target)
    assert targets[0].read_bytes() == targets[1].read_bytes()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"{\\rtf1 old}", zip_archive({"content.xml": b"<a/>"})])
def test_a_template_that_is_no_word_document_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "template.docx"
    file.write_bytes(content)
    with pytest.raises(StudyError, match="this is not a Word document") as refused:
        read_docx_parts(file)
    assert len(str(refused.value).splitlines()) == 1
