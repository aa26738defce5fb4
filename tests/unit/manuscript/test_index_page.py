import ast
import inspect
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import write_index
from jobs import call
from study.claims.grading import DOUBTS
from study.results import result_checks as checks
from study.setup.data_status import notice
from study.tables.column_words import title
from study.words.dictionary import label
from study.writing.index_page import Source
from unit.manuscript.made_up_results import FIGURES, ROOT, STUDY, Case, collect, figures

EQUAL, SHARES = "total effects equal direct plus indirect", "missing answers per indicator"
CHECKS = [
    {"name": EQUAL, "where": "full", "severity": "error", "passed": True, "detail": "gap 0"},
    {"name": SHARES, "where": "full", "severity": "warning", "passed": False, "detail": "share 0.07"},
]
LEFT_OUT = pd.DataFrame({"source_row": [3, 9], "reason": ["duplicate", "years_operating"], "detail": ["row 2", "<1>"]})


CLAIM = {
    "id": "C1",
    "statement_id": "Sebuah klaim.",
    "statement_en": "A claim.",
    "verdict": "not_supported",
    "estimate": 0.01,
    "lower": -0.2,
    "upper": 0.3,
    "p": 0.7,
}


CITATION = ROOT / "CITATION.cff"


def page(
    folder: Path, case: Case, claims: bool = False, citation: Path = CITATION, every_claim: bool = False, **study: Any
) -> str:
    """The page of a study's made-up results."""
    collect(folder, case)
    results = folder / "results"
    if not every_claim:
        (results / "claims.csv").unlink(missing_ok=True)
        (results / "claim_tests.csv").unlink(missing_ok=True)
    if claims:
        pd.DataFrame([CLAIM]).to_csv(results / "claims.csv", index=False)
    for sample in ("pilot", "full"):
        LEFT_OUT.to_csv(results / sample / "exclusions.csv", index=False)
    (results / "checks.json").write_text(json.dumps(CHECKS), encoding="utf-8")
    figures(results / "figures")
    first = study.get("figure_language", "id")
    other = {"id": "en", "en": "id"}[first]
    call(
        write_index.main,
        results=results,
        samples=["pilot", "full"],
        languages=["id", "en"],
        documents=["manuscript", "supplement"],
        study={**STUDY, "data_status": case.status, **study},
        confidence_level=case.level,
        model=ROOT / "config" / "model.yaml",
        codebook=ROOT / "config" / "codebook.yaml",
        template=ROOT / "manuscript" / "styles" / "index.html.jinja",
        style=ROOT / "manuscript" / "styles" / "article.css",
        citation=citation,
        outputs={first: results / "index.html", other: results / f"index.{other}.html"},
    )
    return (results / "index.html").read_text(encoding="utf-8")


def cells(text: str, section: str) -> list[list[str]]:
    body = re.search(rf'<section id="{section}">(.*?)</section>', text, flags=re.DOTALL)
    assert body is not None
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body[1])
    return [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in rows if "<td" in row]


def test_the_head_of_the_intervals_names_their_level(tmp_path: Path) -> None:
    """At 1 %, "not supported" may stand beside p = 0.026."""
    text = page(tmp_path, Case(level=0.99), figure_language="en")
    assert '<th scope="col" class="count">99% CI</th>' in text


def test_verdicts_stand_with_their_estimates(tmp_path: Path) -> None:
    text = page(tmp_path, Case(verdicts={"H2": "contradicted"}))
    rows = {row[0]: row[2:6] for row in cells(text, "verdicts")}
    assert rows["H1"] == ["didukung", "kuat", "0,330", "[0,180; 0,480]"]
    assert rows["H2"] == ["bertentangan dengan data", "kuat", "−0,290", "[−0,440; −0,140]"]


def test_a_study_with_claims_shows_the_verdicts_on_them_behind_the_hypotheses(tmp_path: Path) -> None:
    shown = cells(page(tmp_path, Case(), claims=True), "verdicts")
    assert [row[0] for row in shown] == ["H1", "H2", "H3", "H4a"]
    assert shown[-1] == ["H4a", "Sebuah klaim.", "tidak didukung", "kuat", "0,010", "[−0,200; 0,300]", "0,700"]


def test_every_interval_that_decides_on_a_claim_is_shown_with_what_it_is_about(tmp_path: Path) -> None:
    numbers = {"C5.1": (-0.08, 0.08, -0.24, 0.08), "C5.2": (-0.169, 0.088, -0.346, 0.001)}
    text = page(tmp_path, Case(numbers=numbers), every_claim=True)
    at = next(place for place, row in enumerate(cells(text, "verdicts")) if row[0] == "H6")
    claim, *pieces = [row[-3:] for row in cells(text, "verdicts")[at : at + 3]]
    assert claim == ["", "", ""]
    assert [piece[1:] for piece in pieces] == [["[−0,240; 0,080]", ""], ["[−0,346; 0,001]", ""]]
    assert [row[1] for row in cells(text, "verdicts")[at + 1 : at + 3]] == [
        "Pola Kluster × Orientasi PEL → Keberlanjutan Usaha",
        "Formasi Keterkaitan Industri × Orientasi PEL → Keberlanjutan Usaha",
    ]
    compared = [row[1] for row in cells(text, "verdicts") if "model utuh" in row[1]]
    assert compared[-2:] == ["struktur internal saja − model utuh", "orientasi PEL saja − model utuh"]


def test_the_flow_the_reasons_and_the_checks_are_told(tmp_path: Path) -> None:
    text = page(tmp_path, Case())
    flow = cells(text, "flow")
    assert ["Jawaban diterima", "111"] in flow
    assert ["Dianalisis", "100"] in flow
    assert ["9", "beroperasi kurang dari 3 tahun", "&lt;1&gt;"] in flow
    assert [row[2] for row in cells(text, "checks")] == ["lulus", "peringatan"]
    assert [row[0] for row in cells(text, "checks")] == [label(EQUAL, "id"), label(SHARES, "id")]


SIGNS = {
    "name": "paths have the sign of their correlations",
    "where": "full",
    "severity": "warning",
    "passed": False,
    "detail": "X1 -> Y: path -0.220",
    "advice": {"id": "Laporkan keduanya.", "en": "Report both."},
}


@pytest.mark.parametrize(("language", "advice"), [("id", "Laporkan keduanya."), ("en", "Report both.")])
def test_what_did_not_pass_stands_on_top_and_what_to_do_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, advice: str
) -> None:
    monkeypatch.setitem(globals(), "CHECKS", [*CHECKS, SIGNS])
    text = page(tmp_path, Case(), figure_language=language)
    top = text[: text.index('<section id="verdicts">')]
    assert label(SIGNS["name"], language) in top
    assert label(SHARES, language) in top
    assert label(EQUAL, language) not in top
    assert ["".join(row) for row in cells(text, "checks")][-1].endswith(advice)


def test_links_are_relative_and_nothing_comes_from_outside(tmp_path: Path) -> None:
    text = page(tmp_path, Case())
    targets = re.findall(r'(?:href|src)="([^"]+)"', text)
    written = [
        f"manuscript/{document}.{spoken}.{form}"
        for document in ("manuscript", "supplement")
        for spoken in ("id", "en")
        for form in ("html", "pdf", "docx", "md")
    ]
    assert [target for target in targets if target.startswith("manuscript/")] == sorted(
        written, key=lambda name: ".en." in name
    )
    assert {"index.en.html", "tables/tables.xlsx"} <= set(targets)
    assert not [target for target in targets if re.match(r"[a-z]+:|/", target)]
    assert len([target for target in targets if target.startswith("figures/")]) == 2 * len(FIGURES)


def test_every_table_stands_with_its_title_in_the_order_of_the_workbook(tmp_path: Path) -> None:
    (tables := tmp_path / "results" / "tables").mkdir(parents=True)
    for name in ("paths", "htmt", "unknown"):
        (tables / f"{name}.csv").touch()
    found = re.findall(r'<li>([^<]+): <a href="tables/(\w+)\.csv">', page(tmp_path, Case()))
    assert [name for _, name in found] == ["htmt", "paths"]
    assert dict(map(reversed, found))["htmt"] == title("htmt", "id")


@pytest.mark.parametrize("status", ["simulated", "collected"])
def test_the_page_says_what_the_data_are(tmp_path: Path, status: str) -> None:
    text = page(tmp_path, Case(status=status))
    assert (notice("simulated", "id") in text) == (status == "simulated")


def test_the_page_speaks_the_language_of_the_figures(tmp_path: Path) -> None:
    text = page(tmp_path, Case(), figure_language="en")
    assert '<html lang="en">' in text
    assert ["Responses received", "111"] in cells(text, "flow")


def test_every_check_has_words_in_both_languages() -> None:
    made = [node for node in ast.walk(ast.parse(inspect.getsource(checks))) if isinstance(node, ast.Call)]
    named = [node.args[0] for node in made if getattr(node.func, "id", "") in ("Check", "_same_numbers")]
    names = [node.value for node in named if isinstance(node, ast.Constant)]
    # One call, in `_same_numbers` itself, takes its name from the others.
    assert len(names) == len(named) - 1 >= 9
    words = [label(name, language) for name in names for language in ("id", "en")]
    assert len(set(words)) == 2 * len(set(names))


def test_what_is_in_english_is_marked_so(tmp_path: Path) -> None:
    text = page(tmp_path, Case())
    marked = re.findall(r'<(?:td|p)[^>]* lang="en">(.*?)</', text)
    assert {"gap 0", "share 0.07", "&lt;1&gt;"} <= set(marked)
    assert label(EQUAL, "id") not in marked
    assert [line for line in marked if "The Sentra authors." in line]
    assert not [line for line in marked if "Handayani" in line]


def test_a_figure_has_the_caption_of_the_manuscript(article: dict[str, Path], tmp_path: Path) -> None:
    documents = tmp_path / "results" / "manuscript"
    documents.mkdir(parents=True)
    shutil.copyfile(article["html"], documents / "manuscript.id.html")
    text = page(tmp_path, Case())
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", text)
    assert len(captions) == len(FIGURES)
    assert "<strong>Gambar\u00a03.</strong> Alur responden" in captions


@pytest.mark.parametrize("document", ["manuscript", "supplement"])
def test_a_caption_has_no_links_into_the_article_or_supplement(document: str, tmp_path: Path) -> None:
    documents = tmp_path / "results" / "manuscript"
    documents.mkdir(parents=True)
    written = (
        '<figure id="fig:growth">\n<img><figcaption>Of <a class="number" href="#n-1">3,5</a> <em>R</em></figcaption>'
    )
    (documents / f"{document}.id.html").write_text(written, encoding="utf-8")
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", page(tmp_path, Case()))
    assert captions[FIGURES.index("growth")] == "Of 3,5 <em>R</em>"


def test_without_a_manuscript_a_figure_has_the_name_of_its_file(tmp_path: Path) -> None:
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", page(tmp_path, Case()))
    assert captions == [f"{name}.svg" for name in FIGURES]


@pytest.mark.parametrize(("language", "heading"), [("id", "Langkah berikutnya"), ("en", "What to do next")])
def test_the_page_says_what_to_do_next(tmp_path: Path, language: str, heading: str) -> None:
    text = page(tmp_path, Case(), figure_language=language)
    assert f"<h2>{heading}</h2>" in text
    assert re.findall(r"<code>(.*?)</code>: (.*?)</li>", text) == [
        (command, label(command, language))
        for command in ("python scripts/sentra.py verify", "python scripts/sentra.py diff")
    ]


GUIDES = re.compile(r'<a href="([^"]+)">(README\S*|REPRODUCIBILITY.md|docs|LICENSE)</a>')


def test_the_guides_of_the_project_can_be_opened(tmp_path: Path) -> None:
    guides = GUIDES.findall(page(tmp_path, Case()))
    assert [name for _, name in guides] == ["README.id.md", "REPRODUCIBILITY.md", "docs", "LICENSE"]
    assert all((tmp_path / "results" / target).exists() for target, _ in guides)


def test_the_guides_are_the_same_where_only_the_inputs_of_a_run_are(tmp_path: Path) -> None:
    """As in the scratch folder of `make verify`."""
    citation = tmp_path / "CITATION.cff"
    citation.write_bytes(CITATION.read_bytes())
    guides = GUIDES.findall(page(tmp_path, Case(), citation=citation))
    assert [name for _, name in guides] == ["README.id.md", "REPRODUCIBILITY.md", "docs", "LICENSE"]


def test_the_details_of_checks_and_of_rows_left_out_are_told_in_the_language_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"name": EQUAL, "where": "full", "severity": "error", "passed": True, "detail": "equal to 9 decimals"}
    monkeypatch.setitem(globals(), "CHECKS", [told])
    assert [row[3] for row in cells(page(tmp_path, Case()), "checks")] == ["sama sampai 9 desimal"]
    assert next(row[2] for row in cells(page(tmp_path, Case()), "flow") if len(row) == 3) == "baris 2"
    english = page(tmp_path, Case(), figure_language="en")
    assert [row[3] for row in cells(english, "checks")] == ["equal to 9 decimals"]
    assert ' lang="en">equal' not in english


def test_the_page_answers_in_the_order_in_which_a_reader_asks(tmp_path: Path) -> None:
    asked = ["verdicts", "certainty", "plan", "manuscripts", "flow", "checks", "figures", "files", "citation", "next"]
    assert re.findall(r'<section id="(\w+)">', page(tmp_path, Case())) == asked


def test_there_is_a_page_in_every_language_and_each_leads_to_the_other(tmp_path: Path) -> None:
    first = page(tmp_path, Case(status="simulated"))
    other = (tmp_path / "results" / "index.en.html").read_text(encoding="utf-8")
    assert '<a href="index.en.html" hreflang="en" lang="en">English</a>' in first
    assert '<a href="index.html" hreflang="id" lang="id">' in other
    assert '<html lang="en">' in other
    assert notice("simulated", "en") in other
    assert len(re.findall(r'src="figures/en/\w+\.svg"', other)) == len(FIGURES)
    assert {row[0]: row[2:4] for row in cells(other, "verdicts")}["H1"] == ["supported", "strong"]
    assert len(cells(first, "checks")) == len(cells(other, "checks"))


def test_the_first_cell_of_a_row_heads_it(tmp_path: Path) -> None:
    text = page(tmp_path, Case())
    for section in ("verdicts", "certainty", "checks"):
        body = text.partition(f'<section id="{section}">')[2].partition("</section>")[0]
        assert body.count('<th scope="row">') == len(cells(text, section))
    assert '<th scope="row">Jawaban diterima</th>' in text


def test_the_day_of_the_plan_is_told_in_words(tmp_path: Path) -> None:
    assert "31 Maret 2026" in page(tmp_path, Case(sealed="before"))


def test_what_limits_a_finding_is_said_in_words(tmp_path: Path) -> None:
    near = {"H1": (0.2, 0.1, 0.02, 0.38)}
    shown = {row[0]: row[1:] for row in cells(page(tmp_path, Case(numbers=near)), "certainty")}
    assert "nilainya dekat dengan batas kriteria" in shown["H1"][2]
    assert shown["H3"] == ["didukung", "kuat", "tidak ada yang ditemukan"]
    weak = Case(
        reliability={"X2": {"ave": 0.3}}, failing=("X2", "X3"), htmt={("X1", "Y"): (0.95, 0.99)}, sealed="before"
    )
    text = page(tmp_path, weak)
    unreliable = {row[0]: row[1:] for row in cells(text, "certainty")}
    assert {row[1] for name, row in unreliable.items() if name in ("H1", "H2", "H3")} == {"tidak dapat ditafsirkan"}
    assert {row[0] for name, row in unreliable.items() if name in ("H1", "H2", "H3")} == {"–"}
    assert {row[2] for row in cells(text, "verdicts") if row[0] in ("H1", "H2", "H3")} == {"–"}
    assert unreliable["H1"][2].startswith("tidak dapat dibedakan menurut HTMT: ")
    assert unreliable["H2"][2].startswith("pengukurannya tidak memenuhi kriteria: ")
    assert unreliable["H3"][2].startswith("pengukurannya tidak memenuhi kriteria uji coba: ")
    assert "31 Maret 2026" in text
    assert "2026-03-31" not in text


@pytest.mark.parametrize("language", ["id", "en"])
def test_all_that_limits_a_finding_is_known_to_the_article(language: str) -> None:
    parts = (ROOT / "manuscript" / "parts" / f"grades.{language}.jinja").read_text(encoding="utf-8")
    known = re.search(r"<% set known = \{(.*?)\} %>", parts)
    assert known is not None
    assert tuple(re.findall(r'"(\w+)": ', known[1])) == DOUBTS


def test_no_mark_of_markdown_reaches_the_page(tmp_path: Path) -> None:
    apart = Case(numbers={"H1": (0.20, 0.10, -0.01, 0.41)})
    shown = {row[0]: row[3] for row in cells(page(tmp_path, apart), "certainty")}
    assert "; t dan interval persentil menghasilkan putusan yang berbeda" in shown["H1"]


def test_the_works_to_cite_stand_in_apa_style_and_as_bibtex(tmp_path: Path) -> None:
    text = page(tmp_path, Case())
    software, paper = re.findall(r'<p class="csl-entry" lang="(\w+)">(.*?)</p>', text)
    assert software[0] == "en"
    assert re.fullmatch(
        r"The Sentra authors\. \(\d{4}\)\. <em>Sentra.*</em> \(Version [\d.]+\) \[Computer software\]\.", software[1]
    )
    assert paper[0] == "id"
    assert paper[1].startswith(
        "Handayani, T. E., Fernanda, A. F., Prakoso, N., Nazwa, S., &amp; Setyanto, A. R. (2025). "
    )
    assert paper[1].endswith("<em>Jurnal Media Akademik</em>, <em>3</em>(11).")
    bibtex = re.search(r"<pre>(.*?)</pre>", text, flags=re.DOTALL)
    assert bibtex is not None
    assert re.findall(r"@(\w+)\{(\w+),", bibtex[1]) == [("software", "sentra2026"), ("article", "handayani2025")]
    assert "author = {Handayani, Tri Eliza and Fernanda, Amelia Febiana and" in bibtex[1]


def test_a_work_is_cited_with_its_address() -> None:
    entry = {"authors": [{"family-names": "A", "given-names": "B"}], "title": "R&D", "journal": "J", "year": 2020}
    source = Source({**entry, "doi": "10.1/x", "start": 3, "end": 9})
    assert str(source.reference) == "A, B. (2020). R&amp;D. <em>J</em>, 3–9. https://doi.org/10.1/x"
    assert "doi = {10.1/x}" in source.bibtex
    assert "title = {{R\\&D}}" in source.bibtex
    plain = Source({**entry, "url": "https://example.org/a"})
    assert str(plain.reference).endswith("<em>J</em>. https://example.org/a")
    assert "url = {https://example.org/a}" in plain.bibtex
