import re
from pathlib import Path

from study.words.dictionary import label
from study.writing.documents import Assets, write_html
from unit.manuscript.made_up_results import ROOT

BIBLIOGRAPHY = (ROOT / "manuscript" / "references.bib").read_text(encoding="utf-8")
ENTRIES = dict(re.findall(r"^@\w+\{(\w+),\n(.*?)^\}", BIBLIOGRAPHY, flags=re.MULTILINE | re.DOTALL))


def cited(name: str) -> set[str]:
    return set(re.findall(r"@([a-z]+[0-9]{4}[a-z]*)", (ROOT / "manuscript" / name).read_text(encoding="utf-8")))


def cited_in(language: str) -> set[str]:
    """What an article cites, with its parts."""
    parts = [f"parts/{path.name}" for path in (ROOT / "manuscript" / "parts").glob(f"*.{language}.jinja")]
    return set.union(*(cited(name) for name in (f"manuscript.{language}.md.jinja", *parts)))


def test_every_citation_is_in_the_bibliography_and_every_entry_is_cited() -> None:
    assert cited_in("id") == cited_in("en") == set(ENTRIES)
    assert cited("skeleton.en.md.jinja") <= set(ENTRIES)


def test_every_entry_says_how_far_it_was_checked() -> None:
    for key, body in ENTRIES.items():
        assert re.search(r"annote = \{(checked|as printed)", body), key
        assert {"author", "title", "year"} <= set(re.findall(r"^  (\w+) = ", body, flags=re.MULTILINE)), key


def test_the_list_marks_the_references_that_no_other_source_confirms(tmp_path: Path) -> None:
    text = '---\n{"title": "T", "lang": "en"}\n---\nSee @wijaya2021, @holm1979.\n\n# References\n\n::: {#refs}\n:::\n'
    assets = Assets(tmp_path, ROOT / "manuscript" / "styles", ROOT / "manuscript" / "references.bib", "en")
    for body, marked in ((text, ["*Wijaya, R."]), (text.replace("@wijaya2021", "him"), [])):
        write_html(body, assets, "", [{"file": "a.pdf", "name": "PDF"}], tmp_path / "page.html")
        page = re.sub(r"<[^>]+>", "", (tmp_path / "page.html").read_text(encoding="utf-8"))
        assert re.findall(r"^\*[A-Z]\w+, \w\.", page, flags=re.MULTILINE) == marked
        before, _, after = page.partition('<div id="refs"')
        assert (label("unconfirmed", "en") in before) == bool(marked)
        assert label("unconfirmed", "en") not in after


def test_a_title_in_another_language_is_followed_by_its_translation_in_english(tmp_path: Path) -> None:
    text = '---\n{"title": "T", "lang": "en"}\n---\nSee @wijaya2021, @surya2022, @holm1979.\n\n::: {#refs}\n:::\n'
    translated = {key: body for key, body in ENTRIES.items() if "langid = {indonesian}" in body}
    assert all("; in English: " in body for body in translated.values())
    for language, found in (("en", 2), ("id", 0)):
        assets = Assets(tmp_path, ROOT / "manuscript" / "styles", ROOT / "manuscript" / "references.bib", language)
        page = tmp_path / "page.html"
        write_html(text.replace('"en"', f'"{language}"'), assets, "", [{"file": "a.pdf", "name": "PDF"}], page)
        entries = page.read_text(encoding="utf-8").partition('id="refs"')[2]
        assert len(re.findall(r"\[(?:The role|Spatial)[^\]]*\](?:</span>)?\. ", entries)) == found, language
        assert not re.search(r"<em>[^/]*\[", entries), language
