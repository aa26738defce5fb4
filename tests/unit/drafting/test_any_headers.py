"""Whatever the headers are, the drafts can be read: names are valid and different, and every column has its place."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.base.errors import StudyErrors
from study.drafting.author_questions import list_questions
from study.drafting.column_sorting import sort_columns
from study.drafting.columns import Columns
from study.drafting.study_files import SurveyExport, draft_codebook, draft_config, draft_model
from study.setup.codebook import find_open_questions, normalise, read_codebook
from study.setup.config import read_yaml
from study.setup.schema_checks import validate
from study.setup.study_model import read_study_model
from study.survey.binding import bind_columns
from study.survey.cells import Table
from unit.drafting.test_drafts import SCHEMAS, table

ROOT = Path(__file__).resolve().parents[3]
AWKWARD = (
    *("No", "yes", "on", "Off", "null", "True", "~", "1e3", "0x1F", "Q1", "Q2", "QQ1", "X.1", "X_1", "X.Y.1", "x1"),
    *("a: b", "- a", "# a", "{a}", "[a]", "a, b", "'a'", '"a"', "a\nb", "a\r\nb", "a\tb", "\\n", "%", "&a", "*a", "!a"),
    *("a\x07b", "a\x7fb", "a\u0085b", "a\u2028b", "\ufeffa", "a\u200b", "😀", "é", "١", "Respondent", "a|b", "<< a >>"),
    *("<%", "${x}", "`x`", "---", "...", "?", "X" * 200, "kata " * 60, "Nama", "Email", "Stempel waktu", "Umur", "=1"),
)
# A text without an encoding cannot stand in a file.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
HEADERS = st.lists(
    st.sampled_from(AWKWARD) | TEXT | st.from_regex(r"[A-Z]{1,2}[._]?[1-9]", fullmatch=True), min_size=1, max_size=9
)
ANSWERS = st.sampled_from(
    [
        ["1", "2", "3", "4", "5"] * 2,
        ["STS", "TS", "N", "S", "SS"] * 2,
        ["a", "b"] * 5,
        ["Ya", "Tidak"] * 5,
        ["9", "1", "NA", "2", ""] * 2,
        ['10% "b"', "c|d"] * 5,
        [""] * 10,
    ]
)


def read_drafts(found: Columns, folder: Path, language: str) -> list[str]:
    """Write the drafts and read them; return the refusals of their schemas."""
    drafts = {"codebook": draft_codebook(found, language), "model": draft_model(found, language)}
    refused = [refusals(name, text, folder) for name, text in drafts.items()]
    return [line for lines in [*refused, refusals_of_config(found.points, language)] for line in lines]


def refusals(name: str, text: str, folder: Path) -> list[str]:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    try:
        validate(read_yaml(path), SCHEMAS / f"{name}.schema.yaml", name)
    except StudyErrors as error:
        return str(error).splitlines()
    return []


@cache
def refusals_of_config(points: int, language: str) -> list[str]:
    """Of the headers, a configuration depends on the points alone."""
    project = (ROOT / "config" / "config.yaml").read_text(encoding="utf-8")
    survey = SurveyExport("data/raw/a: 'b' \"c\".csv", 'Sheet: "1"', points)
    with TemporaryDirectory() as folder:
        return refusals("config", draft_config(project, "studies/shop", survey, language), Path(folder))


def different(headers: Sequence[str]) -> list[str]:
    """Headers as reading a file leaves them: none empty, none twice."""
    kept = {normalise(header): header.strip() for header in headers if normalise(header)}
    return list(kept.values())


EXPECTED = (
    "study.title",
    "study.authors, entry 1, name",
    "study.affiliations.mine",
    "codebook, key indicators: found {}",
    "model, key constructs: found {}",
    "model, key paths: found []",
)


@settings(max_examples=60)
@given(headers=HEADERS, data=st.data(), language=st.sampled_from(["id", "en"]))
def test_drafts_of_any_headers_can_be_read(headers: list[str], data: st.DataObject, language: str) -> None:
    names = different(headers)
    if not names:
        return
    survey = table({name: data.draw(ANSWERS) for name in names})
    found = sort_columns(survey)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        refusals = read_drafts(found, folder, language)
        assert [line for line in refusals if not any(key in line for key in EXPECTED)] == []
        check_places(survey, found, folder)
        model = read_study_model(folder / "model.yaml")
        assert len({name.casefold() for name in model.constructs}) == len(model.constructs)
        assert sorted(model.indicators) in ([], sorted(found.codes))
    assert sort_columns(survey) == found


def check_places(survey: Table, found: Columns, folder: Path) -> None:
    """Every column is bound to one entry, or asked about in one line; a draft of a table is the same twice."""
    path = folder / "codebook.yaml"
    questions = list(find_open_questions(read_yaml(path), "codebook.yaml"))
    assert len(questions) == len(list_questions(found))
    assert all("\n" not in str(question) for question in questions)
    book = read_codebook(path)
    texts = [*(text for item in book.indicators.values() for text in item.question.values()), *book.personal]
    texts += [
        text for entry in (book.consent, book.timestamp, book.identity) if entry for text in entry.question.values()
    ]
    single = [*book.criteria, *book.attention_checks]
    texts += [*(text for entry in single for text in entry.question.values()), *book.ignored]
    texts += [text for entry in book.descriptive.values() for text in entry.values()]
    texts += [text for choice in book.multiple_choice for text in choice.question.values() if not choice.columns]
    texts += [text for choice in book.multiple_choice for column in choice.columns.values() for text in column]
    if book.duration:
        spans = (book.duration.question, book.duration.start, book.duration.end)
        texts += [text for entry in spans if entry for text in entry.values()]
    # A question about the direction or the scale of items names columns that are bound.
    asked = [
        one for one in list_questions(found) if not one.key.startswith("scales.") and not one.key.endswith("reverse")
    ]
    texts += [header for question in asked for header in question.columns]
    assert sorted(texts) == sorted(survey.headers)
    if len(texts) == len(survey.headers) and not found.undecided and not found.others and book.indicators:
        bind_columns(survey, book, list(found.codes))


@pytest.mark.parametrize("header", AWKWARD)
def test_each_awkward_header_may_be_an_item(tmp_path: Path, header: str) -> None:
    if not normalise(header):
        return
    points = ["1", "2", "3", "4", "5"] * 2
    survey = table({header.strip(): points, "Kedua": points, "Ketiga kalinya": points})
    found = sort_columns(survey)
    refusals = read_drafts(found, tmp_path, "id")
    assert [line for line in refusals if not any(key in line for key in EXPECTED)] == []
    check_places(survey, found, tmp_path)


def test_codes_that_yaml_takes_for_something_else_are_names_of_constructs_and_items(tmp_path: Path) -> None:
    points = ["1", "2", "3", "4", "5"] * 2
    found = sort_columns(table(dict.fromkeys(("No1", "No2", "On.1", "X.Y.1", "X_Y.2", "x.y.3"), points)))
    assert read_drafts(found, tmp_path, "en") == [
        line for line in read_drafts(found, tmp_path, "en") if any(key in line for key in EXPECTED)
    ]
    model = read_study_model(tmp_path / "model.yaml")
    assert {name: construct.indicators for name, construct in model.constructs.items()} == {
        "No_": ("No1", "No2"),
        "On_": ("On.1",),
        "X_Y": ("X.Y.1",),
        "X_Y_2": ("X_Y.2",),
        "x_y_3": ("x.y.3",),
    }
