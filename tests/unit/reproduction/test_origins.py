"""What a manuscript says that no result is behind."""

import io
import zipfile
from pathlib import Path

import pytest

from study.reproduction.origins import find_other_verdicts, find_typed_numbers

ROOT = Path(__file__).resolve().parents[3]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize("template", sorted((ROOT / "manuscript").glob("*.md.jinja")), ids=lambda path: path.name)
def test_the_templates_of_the_project_hold_no_number(template: Path) -> None:
    assert list(find_typed_numbers(template)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The path is 0.174.", ["0.174"]),
        ("Trust explains\n61% here, −.5 and -0.3 there.", ["61%", "−.5", "-0.3"]),
        ('<< "a share of 43%" >>', ["43%"]),
        ("<< 0.174 >> and <<- 12 >>", ["0.174", "12"]),
        ('<% set share = 0.61 %><% set other = "0,62" %><< 1.5 * value("a.b") >>', ["0.61", "0,62", "1.5"]),
        ('<% if value("full.paths.X1->Y.p") < 0.05 %>H1<% elif x > 0.5 %>H2<% endif %>', []),
        ('<< number("full.paths.X1->Y.p", 2) >><< number(claim ~ ".1.p") >>', []),
        ("H1 [@hair2019], X1.2 and *R*^2^ of $$Y_1 = X$$ in [](#tbl:x1), SHA-256 {.a width=20}", []),
        ("<!-- { -->0.777<!-- } --> $$0.61$$ [](12 firms) {.5 firms}", ["0.777", "0.61", "12", ".5"]),
        ("<# 12 of 20 #>", []),
    ],
)
def test_numbers_typed_in_a_template_are_named(tmp_path: Path, text: str, said: list[str]) -> None:
    (tmp_path / "a.jinja").write_text('<% import "b.jinja" as b %>One.\n', encoding="utf-8")
    (tmp_path / "b.jinja").write_text(f"Two.\n{text}\n", encoding="utf-8")
    found = list(find_typed_numbers(tmp_path / "a.jinja"))
    assert [one.said for one in found] == said
    assert all(one.where.startswith("b.jinja, line ") for one in found)


def test_the_line_of_a_typed_number_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jinja").write_text(
        "One.\n<% if true %>\nTwo.\nSo 61% of firms agree.\n<% endif %>\n", encoding="utf-8"
    )
    (found,) = find_typed_numbers(tmp_path / "a.jinja")
    assert (found.where, found.text) == ("a.jinja, line 4", "Two. So 61% of firms agree.")


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("H4a is supported.", ["H4a: support +"]),
        ("H4a is not supported.", []),
        ("H1 is rejected.", ["H1: support -"]),
        ("H1 and H4a are supported if t exceeds 2.", []),
        ("H9 is supported, X1 is not supported.", []),
    ],
)
def test_a_verdict_that_the_tables_do_not_give_is_named(tmp_path: Path, sentence: str, said: list[str]) -> None:
    rows = (
        ("H1", "X1 → Y", "supported"),
        ("H4a: not supported (evidence: strong). One is larger.",),
        ("X1", "supported"),
    )
    cells = ("".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    table = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{table}{_paragraph(sentence)}</w:body></w:document>"
        )
    file = tmp_path / "manuscript.en.docx"
    file.write_bytes(content.getvalue())
    assert [one.said for one in find_other_verdicts([file])] == said


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_templates_that_import_each_other_are_each_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.jinja").write_text('<% import "b.jinja" as b %>7 firms', encoding="utf-8")
    (tmp_path / "b.jinja").write_text('<% import "a.jinja" as a %>8 firms', encoding="utf-8")
    assert [one.said.strip() for one in find_typed_numbers(tmp_path / "a.jinja")] == ["7", "8"]
