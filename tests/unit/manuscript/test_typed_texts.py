"""Texts that people typed: Markdown shows every sign of them and does nothing, wherever a template prints them."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.base.errors import StudyError
from study.results.numbers import Number, Numbers, anchors, in_key, with_anchors
from study.results.quotation import Quotes
from study.words.dictionary import legible
from study.words.wording import Typed, as_attribute, as_markdown
from study.writing.documents import READER
from study.writing.rendering import template_environment
from unit.manuscript.made_up_results import ROOT

PIECES = (
    *list("ab1 _*`~^$@#|[]{}()<>!&;:=+-.,\\/%"),
    *(
        "<script>",
        "```",
        "{=html}",
        "](",
        "--",
        "&lt;",
        "http://",
        "@key",
        "\\begin{x}",
        "1. ",
        "(a) ",
        "Table: ",
        ": ",
    ),
    *("a_", "_b", "^[", "[^1]", "\n", "\u202e", " -", "--- ", "::: ", "\x07", "+62", "[x]: y"),
)
TEXTS = (
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join).filter(lambda text: legible(text).strip())
)
WORDS = {"Str": lambda content: content, "Space": lambda _: " "}


def parsed(markdown: str) -> list[dict[str, Any]]:
    command = [pypandoc.get_pandoc_path(), f"--from={READER}", "--to=json", "--columns=20", "--wrap=none"]
    result = subprocess.run(command, input=markdown.encode(), capture_output=True, check=True, timeout=60)
    return json.loads(result.stdout)["blocks"]


def words(inlines: list[dict[str, Any]]) -> str:
    """The text of inlines that are nothing but words; KeyError for anything that does something."""
    text = "".join(WORDS[inline["t"]](inline.get("c", "")) for inline in inlines)
    return " ".join(text.replace("…", "...").replace("\u00a0", " ").split())


@given(texts=st.lists(TEXTS, min_size=20, max_size=40))
@settings(max_examples=15)
def test_a_typed_text_is_shown_and_does_nothing(texts: list[str]) -> None:
    forms = '{0}\n\nx {0} y\n\n| a | b |\n|:----|----:|\n| {0} | **{0}** |\n\n# {0}\n\n[z]{{.n key="{1}"}}'
    blocks = parsed("\n\n".join(forms.format(as_markdown(text), as_attribute(text)) for text in texts))
    assert len(blocks) == 5 * len(texts)
    for place, text in enumerate(texts):
        shown = " ".join(legible(text).split())
        alone, within, table, heading, span = blocks[5 * place : 5 * place + 5]
        assert words(alone["c"]) == shown
        assert words(within["c"]) == f"x {shown} y"
        (row,) = table["c"][4][0][3]
        cell, bold = [cell[4][0]["c"] for cell in row[1]]
        assert words(cell) == shown
        assert [inline["t"] for inline in bold] == ["Strong"]
        assert words(bold[0]["c"]) == shown
        assert words(heading["c"][2]) == shown
        assert heading["c"][1][2] == []
        assert span["c"][0]["c"][0][2] == [["key", shown]]


@pytest.mark.parametrize(
    "text",
    [
        "Bahan baku utama mudah kami peroleh (di sekitar sentra), mis. 10-20%.",
        "Kata 'baik' & \"buruk\"; a_b = 3 < 5 > 2, harga/mutu + layanan: ya!",
        "20 tahun – 30 tahun",
    ],
)
def test_a_text_without_marks_stays_as_it_is(text: str) -> None:
    assert as_markdown(text) == text


def test_nothing_is_escaped_twice() -> None:
    assert as_markdown(as_markdown("a * b")) == "a \\* b"


@pytest.mark.parametrize(
    ("typed", "seen"), [("a\u202eb", "ab"), ("a\nb", "a b"), ("a\x07b", "ab"), ("a\u2066b\u2069", "ab")]
)
def test_signs_that_are_not_seen_are_left_out(typed: str, seen: str) -> None:
    assert legible(typed) == seen


def printed(template: str, **names: object) -> str:
    return template_environment(ROOT / "manuscript").from_string(template).render(names)


def test_a_template_prints_a_typed_text_escaped_and_its_own_as_it_is() -> None:
    assert printed("<< a >> << '*b*' >>", a=Typed("*a*")) == "\\*a\\* *b*"
    assert printed("<% if a == '*a*' %>yes<% endif %>", a=Typed("*a*")) == "yes"
    assert printed("<< a >>", a="<< 1 + 1 >>") == "<< 1 + 1 >>"


def numbers(*answers: str) -> Numbers:
    """A table of answers in which the first is given once, the second twice, ..."""
    named = [(f"full.respondents.{in_key(answer)}.n", answer) for answer in answers]
    return Numbers(
        "collected",
        {},
        {key: Number(n, "", "full/respondents.csv", answer, "n") for n, (key, answer) in enumerate(named, start=1)},
    )


LABELS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(answers=st.lists(LABELS, min_size=1, max_size=5, unique=True))
def test_any_answer_is_a_row_whose_number_can_be_quoted(answers: list[str]) -> None:
    found = numbers(*answers)
    assert found.rows("full.respondents") == tuple(answers)
    quotes = Quotes(found, "en")
    texts = [quotes.number(f"full.respondents.{row}.n") for row in quotes.rows("full.respondents")]
    places = anchors(" ".join(texts))
    assert [found[key].value for key in places] == list(range(1, len(answers) + 1))
    assert len(set(places.values())) == len(answers)


def test_places_that_would_be_alike_are_numbered() -> None:
    quotes = Quotes(numbers("≥ 5 tahun", "> 5 tahun", "5-10"), "en")
    text = " ".join(quotes.number(f"full.respondents.{row}.n") for row in quotes.rows("full.respondents"))
    start = "n-full.respondents."
    assert list(anchors(text).values()) == [f"{start}--5-tahun.n", f"{start}--5-tahun.n-2", f"{start}5-10.n"]
    assert with_anchors(text).count("anchor=") == 1
    assert f'key="full.respondents.> 5 tahun.n" anchor="{start}--5-tahun.n-2"' in with_anchors(text)


def test_an_unknown_row_is_named_as_it_was_asked_for() -> None:
    with pytest.raises(StudyError, match=r"found full\.respondents\.9%\.n; expected"):
        numbers("10%")["full.respondents.9%.n"]


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("[x](javascript:alert(1))", "a link to no page: javascript:alert"),
        ("[x](file:///etc/passwd)", "a link to no page: file:"),
        ("![a](http://example.org/a.png)", "a picture that is no figure of the study: http"),
        ("![a](/etc/a.png)", "a picture that is no figure of the study: /etc/a.png"),
        ("![a](..\\\\a.png)", "a picture that is no figure of the study"),
    ],
)
def test_a_manuscript_leads_nowhere_but_to_pages(markdown: str, message: str) -> None:
    words_of_filter = [f"--metadata=label-{kind}:x" for kind in ("tbl", "fig", "eq")]
    lua = Path(ROOT, "manuscript", "filters", "crossref.lua")
    command = [pypandoc.get_pandoc_path(), f"--from={READER}", "--to=html", *words_of_filter, f"--lua-filter={lua}"]
    result = subprocess.run(command, input=markdown, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode != 0
    assert message in result.stderr
