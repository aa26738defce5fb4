"""What stands in the article and what in the supplement, and how each refers to the other."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from study.base.errors import StudyError
from study.setup.config import read_yaml
from study.writing.documents import Assets, page_links, write_docx, write_html
from study.writing.rendering import divide
from unit.manuscript.made_up_results import ROOT, Case, collect, figures, filled, markdown


def table(name: str) -> str:
    return f"::: float\n\n| a |\n|---|\n| 1 |\n\n: Title of {name} {{#tbl:{name}}}\n\n*Note*. Of {name}.\n:::\n"


def figure(name: str) -> str:
    return f"::: {{.float lang=en}}\n![Title of {name}](growth){{#fig:{name} alt=Shown}}\n:::\n"


BODY = f"""
# Method

Prose of the method, with [](#tbl:first) and [](#tbl:second).

{table("first")}
:::: supplement
A passage set apart, with [](#fig:apart).

{figure("apart")}
::::

## Detail

{table("second")}
Prose after it.

# Results

## Model

{table("third")}
See [](#tbl:third), [](#fig:kept) and [](#eq:one).

{figure("kept")}
:::: supplement
The second passage mentions [](#tbl:first).

::::

## Empty

Nothing of it goes.

# References

::: {{#refs}}
:::
"""
FRONT = {"title": "A study", "subtitle": "Ein Titel", "subtitle-lang": "de", "author": ["N. N."]}
TEXT = f"---\n{json.dumps(FRONT)}\n---\n{BODY}"
MOVED = ["tbl:second", "tbl:third"]


@pytest.fixture(scope="module")
def documents() -> dict[str, str]:
    return divide(TEXT, MOVED, "en")


def metadata(text: str) -> dict[str, object]:
    found = json.loads(text.split("---\n")[1])
    assert isinstance(found, dict)
    return found


def body(text: str) -> str:
    return text.split("---\n", 2)[2]


def test_what_is_named_goes_with_its_caption_and_note_and_all_else_stays(documents: dict[str, str]) -> None:
    article, supplement = (body(documents[name]) for name in ("manuscript", "supplement"))
    for name in ("second", "third"):
        assert f"Title of {name}" not in article
        assert supplement.count(table(name).strip()) == 1
    for name in ("first", "kept"):
        assert article.count(f"Title of {name}") == 1
        assert f"Title of {name}" not in supplement
    assert "Prose of the method" in article
    assert "Prose after it." in article
    assert "Nothing of it goes." in article


def test_passages_go_with_what_they_hold(documents: dict[str, str]) -> None:
    article, supplement = (body(documents[name]) for name in ("manuscript", "supplement"))
    for text in ("A passage set apart", "Title of apart", "The second passage"):
        assert text not in article
        assert supplement.count(text) == 1
    assert not re.search(r"^::::", article + supplement, re.MULTILINE)


def test_nothing_is_lost_or_doubled(documents: dict[str, str]) -> None:
    words = re.findall(r"[A-Za-z]+", "".join(body(text) for text in documents.values()))
    headings = re.findall(r"^#+ (.*)$", body(documents["supplement"]), re.MULTILINE)
    for added in [*headings, "This", "section", "holds", "tbl", "second", "refs"]:
        words.remove(added)
    assert sorted(words) == sorted(re.findall(r"[A-Za-z]+", BODY.replace(":::: supplement", "")))


def test_a_section_of_tables_alone_says_which_and_one_with_a_passage_does_not(documents: dict[str, str]) -> None:
    supplement = body(documents["supplement"])
    assert re.findall(r"^This section holds .*$", supplement, re.MULTILINE) == ["This section holds [](#tbl:second)."]
    assert supplement.index("## Detail") < supplement.index("This section") < supplement.index("Title of second")


def test_the_supplement_lists_what_it_cites_under_a_heading_and_has_none_without(
    assets: Assets, tmp_path: Path
) -> None:
    for citation, headed in (("[@holm1979]", True), ("", False)):
        text = TEXT.replace("[](#eq:one)", citation or "this").replace("The second passage", f"The second {citation}")
        links = page_links("supplement", "en", ["manuscript", "supplement"], ["en"], "en")
        write_html(divide(text, MOVED, "en")["supplement"], assets, "", links, tmp_path / "page.html")
        page = (tmp_path / "page.html").read_text(encoding="utf-8")
        assert (re.search(r"<h2[^>]*>References</h2>", page) is not None) == headed
        assert ('id="ref-holm1979"' in page) == headed


def test_each_stands_under_its_headings_which_come_once_and_in_the_order_of_the_text(documents: dict[str, str]) -> None:
    supplement = body(documents["supplement"])
    headings = ["# Method", "## Detail", "# Results", "## Model", "# References"]
    assert re.findall(r"^#+ .*$", supplement, re.MULTILINE) == headings
    order = ["# Method", "A passage", "Title of apart", "## Detail", "Title of second", "# Results", "## Model"]
    places = [supplement.index(piece) for piece in [*order, "Title of third", "The second passage"]]
    assert places == sorted(places)


def test_both_know_how_the_others_are_called(documents: dict[str, str]) -> None:
    article, supplement = (metadata(documents[name]) for name in ("manuscript", "supplement"))
    assert article["elsewhere"] == {
        "fig:apart": "Figure\u00a0S1",
        "tbl:second": "Table\u00a0S1",
        "tbl:third": "Table\u00a0S2",
    }
    assert supplement["elsewhere"] == {"tbl:first": "Table\u00a01", "fig:kept": "Figure\u00a01"}
    assert (supplement["number-prefix"], supplement["tables-in-place"]) == ("S", True)
    assert supplement["mentioned"] == ["eq:one", "fig:apart", "fig:kept", "tbl:first", "tbl:second", "tbl:third"]
    assert "number-prefix" not in article


def test_the_supplement_bears_the_title_and_the_authors_of_the_article(documents: dict[str, str]) -> None:
    supplement = metadata(documents["supplement"])
    assert supplement["title"] == "Supplement: A study"
    assert supplement["author"] == ["N. N."]
    assert not any(key.startswith("subtitle") for key in supplement)
    assert metadata(documents["manuscript"])["subtitle"] == "Ein Titel"


def test_where_nothing_is_named_there_is_one_document_and_passages_stay() -> None:
    documents = divide(TEXT, [], "en")
    assert list(documents) == ["manuscript"]
    assert documents["manuscript"] == TEXT.replace(":::: supplement\n", "\n").replace("::::\n", "\n")
    assert not re.search(r"^::::", documents["manuscript"], re.MULTILINE)


@pytest.mark.parametrize("named", [MOVED, []])
def test_a_fence_that_goes_leaves_no_paragraph_that_runs_into_the_next_one(named: list[str]) -> None:
    """Markdown takes the opening of a table for words where no empty line stands before it."""
    text = TEXT.replace("See [](#tbl:third)", f":::: supplement\nApart.\n::::\n{figure('close')}See [](#tbl:third)")
    for document in divide(text, named, "en").values():
        assert not re.search(r"^[^:|\n][^\n]*\n::: \{", document, re.MULTILINE)


@pytest.mark.parametrize("template", ["manuscript", "skeleton"])
def test_the_text_mentions_what_stays_beside_it_whatever_goes(tmp_path: Path, template: str) -> None:
    case = Case(evidence="good", language="en", template=f"{template}.en.md.jinja")
    article = divide(markdown(tmp_path, case), ["tbl:cross_loadings"], "en")["manuscript"]
    kept = set(re.findall(r"\{#((?:tbl|fig):\w+)", article))
    assert kept
    assert kept <= set(re.findall(r"\[\]\(#((?:tbl|fig):\w+)\)", article))


def test_a_name_that_the_text_does_not_have_is_refused() -> None:
    with pytest.raises(StudyError, match=r"no such table or figure: config.yaml.*found tbl:fourth; expected tbl:first"):
        divide(TEXT, [*MOVED, "tbl:fourth"], "en")


def test_a_name_that_this_study_lacks_goes_nowhere() -> None:
    assert divide(TEXT, [*MOVED, "tbl:growth", "fig:necessity"], "en") == divide(TEXT, MOVED, "en")


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    folder = ROOT / "manuscript"
    return Assets(figures(tmp_path / "figures"), folder / "styles", folder / "references.bib", "en")


def test_references_lead_within_a_page_and_across_to_the_other(assets: Assets, tmp_path: Path) -> None:
    plain = TEXT.replace(" and [](#eq:one)", "")
    for name, text in divide(plain, MOVED, "en").items():
        links = page_links(name, "en", ["manuscript", "supplement"], ["en"], "en")
        write_html(text, assets, "", links, tmp_path / f"{name}.html")
    pages = {name: (tmp_path / f"{name}.html").read_text(encoding="utf-8") for name in ("manuscript", "supplement")}
    shown = {name: re.sub(r"<[^>]+>", "", page).replace("\u00a0", " ") for name, page in pages.items()}
    assert "with Table 1 and Table S1" in shown["manuscript"]
    assert "See Table S2, Figure 1" in shown["manuscript"]
    assert "The second passage mentions Table 1" in shown["supplement"]
    assert "with Figure S1" in shown["supplement"]
    assert re.search(r"Figure S1\. Title of apart", shown["supplement"])
    assert re.search(r"Table S2\. Title of third", shown["supplement"])
    assert 'href="#tbl:second"' not in pages["manuscript"]
    assert 'href="supplement.en.html#tbl:second"' in pages["manuscript"]
    assert 'id="tbl:second"' in pages["supplement"]
    assert 'href="manuscript.en.html#tbl:first"' in pages["supplement"]
    assert 'href="#tbl:first"' in pages["manuscript"]
    assert 'href="#fig:apart"' in pages["supplement"]


def test_word_numbers_the_supplement_with_its_prefix(assets: Assets, tmp_path: Path) -> None:
    text = divide(TEXT.replace(" and [](#eq:one)", ""), MOVED, "en")["supplement"]
    write_docx(text, assets, [], "Header", False, tmp_path / "supplement.docx")
    shown = "".join(
        re.findall(r"<w:t[ >][^<]*", zipfile.ZipFile(tmp_path / "supplement.docx").read("word/document.xml").decode())
    )
    plain = re.sub(r"<w:t[^>]*>", "", shown).replace("\u00a0", " ")
    for caption in ("Figure S1. Title of apart", "Table S1. Title of second", "Table S2. Title of third"):
        assert caption in plain
    assert "with Figure S1" in plain


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_supplement_of_the_project_is_found_in_its_article(tmp_path: Path, language: str) -> None:
    named = read_yaml(ROOT / "config" / "config.yaml")["manuscript"]["supplement"]
    case = Case(evidence="good", template=f"manuscript.{language}.md.jinja", language=language)
    documents = divide(markdown(tmp_path, case), named, language)
    inside = {name: set(re.findall(r"\{#((?:tbl|fig):\w+)", text)) for name, text in documents.items()}
    assert set(named) <= inside["supplement"]
    assert not inside["manuscript"] & inside["supplement"]
    mentioned = set(re.findall(r"\]\(#((?:tbl|fig):\w+)\)", "".join(documents.values())))
    assert mentioned == inside["manuscript"] | inside["supplement"]


def test_a_page_links_to_its_other_forms_its_supplement_its_translation_and_the_results() -> None:
    both = page_links("manuscript", "id", ["manuscript", "supplement"], ["id", "en"], "id")
    assert both == [
        {"file": "manuscript.id.pdf", "name": "PDF"},
        {"file": "manuscript.id.docx", "name": "DOCX"},
        {"file": "supplement.id.html", "name": both[2]["name"]},
        {"file": "manuscript.en.html", "name": "English", "lang": "en"},
        {"file": "../index.html", "name": both[4]["name"]},
    ]
    back = page_links("supplement", "en", ["manuscript", "supplement"], ["en"], "id")
    assert [link["file"] for link in back] == [
        "supplement.en.pdf",
        "supplement.en.docx",
        "manuscript.en.html",
        "../index.en.html",
    ]
    assert all(link["name"] for link in [*both, *back])


@pytest.mark.parametrize("template", ["manuscript", "skeleton"])
@pytest.mark.parametrize(("language", "word"), [("id", r"\bsuplemen\b"), ("en", r"\bsupplement\b")])
def test_only_a_study_with_a_supplement_refers_to_one(tmp_path: Path, template: str, language: str, word: str) -> None:
    """The fences of what would go there are no words of the text."""
    case = Case(language=language, template=f"{template}.{language}.md.jinja", evidence="good")
    numbers = collect(tmp_path, case)
    with_one, without = (filled(tmp_path, numbers, case, supplement=names) for names in (["tbl:htmt"], []))
    for text in divide(without, [], language).values():
        assert not re.search(r"^[^:|\n][^\n]*\n::: \{", text, re.MULTILINE)
    said = [re.findall(word, divide(text, [], language)["manuscript"].lower()) for text in (with_one, without)]
    assert said[0]
    assert not said[1]
