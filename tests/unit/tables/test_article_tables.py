"""The tables of the article hold what their files hold."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from study.base.errors import StudyError
from study.base.files import read_cells
from study.results.catalogue import TABLES, TableSpec, table_files, tables_of, unit_of
from study.results.numbers import read_numbers, scalar
from study.results.quotation import Manuscript, Quotes
from study.setup.codebook import read_codebook
from study.setup.study_model import Construct, Dimension, StudyModel, read_study_model
from study.tables.article import ArticleTables
from study.tables.column_words import word_expression

ROOT = Path(__file__).resolve().parents[3]
NUMBER = re.compile(r'\[((?:[^\[\]]|\\\[|\\\])+)\]\{\.number key="([^"]+)"(?: upper="([^"]+)")?\}')
# The demonstration declares no ordinal answers, segments, tests of direction, marker or moderators of two values;
# tests of theirs print made-up ones.
NOT_DECLARED = (
    "ordinal",
    "segments",
    "predictive_segments",
    "redundancy",
    "tetrads",
    "conditional_slopes",
    "method_variance",
    "larger_models",
)
PRINTED = [
    spec for spec in TABLES if spec.article.columns and spec.name != "instrument" and spec.needs not in NOT_DECLARED
]
# Tables of which a row stands on several rows of the file.
PIVOTED = ("respondent_flow", "robustness_choices", "necessity", "bottlenecks")
# Tables of which the article shows numbers of a second file of the same rows, or of the rows below each.
SECOND = {"outer_model": "descriptives", "claims": "claim_tests"}

# Tables of the article whose p is that of the criterion, or of the t interval beside it.
P_OF_ITS_OWN = {"paths", "model_comparison"}

NO_NUMBERS = SimpleNamespace(numbers=SimpleNamespace(rows=lambda _: ()))

Value = float | int | bool | str | None


@pytest.fixture(scope="module")
def article() -> ArticleTables:
    config = ROOT / "config"
    numbers = read_numbers(ROOT / "published" / "numbers.json")
    model, codebook = read_study_model(config / "model.yaml"), read_codebook(config / "codebook.yaml")
    manuscript = Manuscript(numbers, model, codebook, {}, {}, "en")
    return ArticleTables(manuscript, Quotes(numbers, "en"), "Y")


def test_no_p_of_t_stands_beside_a_percentile_interval() -> None:
    own = {spec.name: {column.head for column in spec.article.columns if not column.key} for spec in TABLES}
    assert {name for name, heads in own.items() if {"p", "interval"} <= heads} == P_OF_ITS_OWN


def file_rows(name: str) -> list[set[Value]]:
    """What each row of a table's file holds, at full precision; of a pivoted table, what all rows hold."""
    files = [read_cells(ROOT / "published" / "tables" / f"{file}.csv") for file in (name, SECOND.get(name)) if file]
    rows = [[{scalar(cell) for cell in row.values()} for row in file] for file in files]
    if name == "outer_model":
        return [first | second for first, second in zip(*rows, strict=True)]
    flat = [row for file in rows for row in file]
    return [set().union(*flat)] if name in PIVOTED else flat


def agrees(text: str, value: float) -> bool:
    """Whether a printed number is the value, rounded to the decimals that it shows."""
    digits = text.replace("−", "-").replace(",", "").replace("\\", "")
    if digits[:1] in "<>":
        return value < 0.001 if digits[0] == "<" else value > 0.999
    shown = float(digits.rstrip("%"))
    places = len(digits.rstrip("%").partition(".")[2])
    return any(abs(shown - scale * value) <= 0.5 * 10**-places + 1e-12 for scale in (1, 100))


@pytest.mark.parametrize("spec", PRINTED, ids=lambda spec: spec.name)
def test_every_number_of_a_table_of_the_article_stands_in_one_row_of_its_file(
    spec: TableSpec, article: ArticleTables
) -> None:
    rows, count = file_rows(spec.name), 0
    for line in article.print_table(spec.name).markdown.splitlines()[2:]:
        values = set()
        for text, key, upper in NUMBER.findall(line):
            printed = text.strip("\\[]").split(",\u00a0") if upper else [text]
            for part, name in zip(printed, (key, upper) if upper else (key,), strict=True):
                values.add(article.quotes.value(name))
                assert agrees(part.strip("\u00a0"), article.quotes.value(name)), (text, name)
        assert any(values <= row for row in rows), line
        count += len(values)
    assert count > 0


def test_a_table_of_the_article_has_the_rows_of_its_file(article: ArticleTables) -> None:
    for name in (
        "growth",
        "reliability",
        "htmt",
        "paths",
        "prediction",
        "evidence",
        "power",
        "robustness",
    ):
        lines = article.print_table(name).markdown.splitlines()[2:]
        assert len(lines) == len(file_rows(name)), name


def test_a_criterion_that_all_respondents_meet_alike_describes_none(article: ArticleTables) -> None:
    printed, rows = article.print_table("respondents").markdown, len(file_rows("respondents"))
    assert len(printed.splitlines()) - 2 == rows - 2
    assert "11–20" in printed, "the years are a criterion, too, and differ"
    assert not re.search(r"\| \[?100\b", printed)


@pytest.mark.parametrize("name", ["instrument", "dimension_means"])
def test_constructs_without_dimensions_have_no_column_of_them(name: str, article: ArticleTables) -> None:
    study = ROOT / "examples" / "mobile_satisfaction"
    numbers = read_numbers(study / "published" / "numbers.json")
    model, codebook = read_study_model(study / "model.yaml"), read_codebook(study / "codebook.yaml")
    undivided = ArticleTables(Manuscript(numbers, model, codebook, {}, {}, "en"), Quotes(numbers, "en"))
    heads, _, *rows = undivided.print_table(name).markdown.splitlines()
    assert "Dimension" in article.print_table(name).markdown.splitlines()[0]
    assert "Dimension" not in heads
    assert sum("Expectation" in row for row in rows) == 1


@pytest.mark.parametrize(
    ("grid", "heading"),
    [("How true is it?", "Industrial linkages**: How true is it?"), ("Industrial linkages", "linkages** |")],
)
def test_the_question_of_a_grid_stands_once_above_its_rows(grid: str, heading: str, article: ArticleTables) -> None:
    codebook = article.manuscript.codebook
    asked = {
        code: replace(item, question={"en": f"{grid} [Row {code}]"}) if code.startswith("X1") else item
        for code, item in codebook.indicators.items()
    }
    manuscript = replace(article.manuscript, codebook=replace(codebook, indicators=asked))
    printed = replace(article, manuscript=manuscript).print_table("instrument").markdown
    assert heading in printed
    assert (printed.count("How true"), "| Row X1.1 |" in printed) == (heading.count("How true"), True)


def test_an_expression_is_worded_by_whole_names() -> None:
    names = {"innovation": "Innovation", "market_innovation": "New markets"}
    expression = "market_innovation * X1 -> Y − innovation -> Y"
    assert word_expression(expression, names) == "New markets × X1 → Y − Innovation → Y"


@pytest.mark.parametrize("order", [("innovation", "market_innovation"), ("market_innovation", "innovation")])
def test_evidence_is_worded_right_where_one_dimension_is_named_in_another(order: tuple[str, str]) -> None:
    labels = {"innovation": "New products", "market_innovation": "New markets"}
    dimensions = tuple(Dimension(name, {"en": labels[name]}, ()) for name in order)
    model = StudyModel({"Y": Construct("Y", {"en": "Growth"}, "A", dimensions)}, ())
    article = ArticleTables(SimpleNamespace(model=model, language="en"), NO_NUMBERS)  # type: ignore[arg-type]
    assert article.measured("market_innovation -> Y") == "New markets → Y"


def test_evidence_names_constructs_by_their_symbols_and_those_without_one_by_their_labels() -> None:
    """X2 is its own only dimension, with the same name."""
    words = {"X1": "Trust", "X2": "Price", "SHOP": "Trust in the shop"}
    model = StudyModel(
        {
            name: Construct(name, {"en": text}, "A", (Dimension(name, {"en": text}, ()),))
            for name, text in words.items()
        },
        (),
    )
    article = ArticleTables(SimpleNamespace(model=model, language="en"), NO_NUMBERS)  # type: ignore[arg-type]
    assert article.measured("X1 -> X2") == "X1 → X2"
    assert article.measured("SHOP -> X2") == "Trust in the shop → X2"


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("share_same", "fraction"),
        ("share_3", "fraction"),
        ("share_of_voice", "dimensionless"),
        ("n", "respondents"),
        ("estimate", "dimensionless"),
    ],
)
def test_a_unit_is_declared_and_never_guessed(column: str, unit: str) -> None:
    assert unit_of(column) == unit


def test_a_study_has_the_tables_of_its_parts() -> None:
    every = {spec.needs for spec in TABLES if spec.needs}
    assert tables_of(every) == list(TABLES)
    least = {spec.name for spec in tables_of(())}
    assert not least & {"growth", "pilot_items", "dimensions", "mediation", "moderation", "model_comparison", "claims"}
    rule = (ROOT / "workflow" / "rules" / "tables.smk").read_text(encoding="utf-8")
    assert {part for part in every if f'"{part}": ' not in rule} == set()


def test_a_model_has_the_words_of_the_claims(article: ArticleTables) -> None:
    printed = article.print_table("model_comparison").markdown
    assert [line.split("|")[1].strip() for line in printed.splitlines()[2:]] == [
        "whole model",
        "internal structure alone",
        "LED orientation alone",
    ]
    assert article.measured("structure_only − main") == "internal structure alone − whole model"


def test_a_table_that_is_not_declared_is_named(article: ArticleTables) -> None:
    with pytest.raises(StudyError, match="no such table: a template of the manuscript: found pathz; expected growth"):
        article.print_table("pathz")


def test_no_two_tables_or_result_files_share_a_name() -> None:
    names = [spec.name for spec in TABLES]
    assert len(set(names)) == len(names)
    files: Mapping[str, str] = table_files({spec.needs for spec in TABLES})
    assert len({*files.values()}) == len(files)
