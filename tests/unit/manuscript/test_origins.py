import json
import re
from pathlib import Path

import pytest

from study.results.catalogue import UNITS
from study.results.numbers import anchor, origin_list, quoted_keys, read_numbers
from study.words.dictionary import label, word
from study.writing.documents import Assets, page_links, write_html
from unit.manuscript.made_up_results import ROOT, Case, collect, markdown

LINKS = page_links("manuscript", "en", ["manuscript"], ["en"], "en")


@pytest.fixture(scope="module")
def page(article: dict[str, Path]) -> str:
    return article["html"].read_text(encoding="utf-8")


def test_every_number_of_the_page_leads_to_its_row(page: str) -> None:
    links = re.findall(r'<a href="#(n-[^"]+)"[^>]*class="number"', page)
    rows = re.findall(r'<tr id="(n-[^"]+)"', page)
    assert len(links) > 300
    assert set(links) == set(rows)
    assert len(rows) == len(set(rows))


def test_a_key_with_letters_beyond_ascii_leads_to_its_row(tmp_path: Path) -> None:
    keys = ["full.respondents.age.3–5.n", "full.respondents.age.≥ 21.n", "full.respondents.age.日本.n"]
    text = " ".join(f'[3]{{.number key="{key}"}}' for key in keys)
    manuscript = ROOT / "manuscript"
    assets = Assets(tmp_path, manuscript / "styles", manuscript / "references.bib", "en")
    target = tmp_path / "page.html"
    write_html(f"---\ntitle: T\nlang: en\n---\n\n{text}\n", assets, "", LINKS, target)
    links = re.findall(r'<a href="#(n-[^"]+)"[^>]*class="number"', target.read_text(encoding="utf-8"))
    assert links == [anchor(key) for key in keys]


def test_the_row_tells_file_row_column_precision_interval_and_how(page: str) -> None:
    row = re.search(r'<tr id="n-full.paths.X1--Y.estimate">(.*?)</tr>', page)
    assert row is not None
    assert re.findall(r"<td>(.*?)</td>", row[1]) == [
        "0,33",
        "[0,18; 0,48]",
        "tanpa satuan",
        "full/paths.csv",
        "X1-&gt;Y",
        "estimate",
        "estimasi PLS-SEM dari semua responden",
    ]


def test_no_number_of_the_text_lacks_its_link(article: dict[str, Path]) -> None:
    text = article["markdown"].read_text(encoding="utf-8")
    numbers = article["markdown"].with_name("numbers.json")
    keys = quoted_keys(text)
    assert keys
    assert set(keys) <= set(json.loads(numbers.read_text(encoding="utf-8"))["numbers"])
    assert len({anchor(key) for key in keys}) == len(keys)


def test_how_a_number_is_computed_is_said_of_every_number(page: str, tmp_path: Path) -> None:
    case = Case(template="manuscript.en.md.jinja", language="en")
    english = origin_list(markdown(tmp_path, case), read_numbers(collect(tmp_path, case)), "en")
    for text, language in ((page, "id"), (english, "en")):
        assert "<td>full/paths.csv</td>" in text
        assert f"<td>{word('computed', 'file', language)}</td>" not in text


def test_a_setting_has_no_interval_and_says_that_it_was_set(tmp_path: Path) -> None:
    numbers = read_numbers(collect(tmp_path, Case()))
    made = origin_list('[x]{.number key="config.bootstrap.resamples"}', numbers, "en")
    assert "<td>10000</td><td></td><td>resamples</td><td>config.yaml</td>" in made
    assert "<td>set by the authors</td>" in made


def test_units_have_words_in_both_languages() -> None:
    for unit in {*UNITS.values(), "fraction", "dimensionless"} - {"year", "quarter"}:
        assert {label(unit, "id"), label(unit, "en")}
