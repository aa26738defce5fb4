"""The reporting checklist: values judged by hand, and what is missing from a manuscript turns its own row red."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

import check_reporting
from jobs import call
from study.base.errors import StudyError, StudyErrors
from study.base.files import read_table, write_table
from study.results.checklist import Item, checklist_table, criteria_table, read_checklist
from study.results.numbers import Number, Numbers
from study.setup.config import read_yaml
from study.setup.schema_checks import validate

ROOT = Path(__file__).resolve().parents[3]
VALUES = {
    "full.reliability.X.ave": 0.55,
    "full.reliability.Y.ave": 0.48,
    "full.reliability.Z.ave": None,
    "full.fit.srmr": 0.06,
    "full.fit.d": 0.5,
    "full.fit.hi95": None,
    "full.fit.lm": None,
    "config.thresholds.ave": 0.5,
    "pilot.verdict.fit_for_use": True,
}
DECLARED = """
items:
  ave:
    item: {id: AVE terkecil, en: Smallest AVE}
    value: {smallest: full.reliability, column: ave}
    rule: at_least
    threshold: config.thresholds.ave
    source: Hair et al. 2019
    anchor: tbl:reliability
  srmr: {item: {en: SRMR}, value: full.fit.srmr, rule: below, threshold: 0.08, source: Henseler, anchor: report-fit}
  pilot:
    item: {en: Pilot}
    value: pilot.verdict.fit_for_use
    rule: equal
    threshold: true
    source: the paper
    anchor: tbl:pilot
    needs: pilot.verdict
  growth: {item: {en: Growth}, value: growth.x, rule: reported, source: none, anchor: tbl:growth, needs: growth}
  exact: {item: {en: Exact}, value: full.fit.d, rule: at_most, threshold: full.fit.hi95, source: x, anchor: tbl:exact}
  benchmark: {item: {en: Benchmark}, value: full.fit.lm, rule: above, threshold: 0, source: x, anchor: tbl:exact}
  ethics: {item: {en: Ethics}, rule: reported, source: Ringle, anchor: {id: Etika, en: Ethics}}
"""
TEXTS = {
    "id": ": Tabel {#tbl:reliability}\n[Kecocokan]{#report-fit} baik.\n: Uji coba {#tbl:pilot .wide}\n"
    ": {#tbl:exact}\n**Etika.** Ada.",
    "en": ": Table {#tbl:reliability}\n[Fit]{#report-fit} is good.\n: Pilot {#tbl:pilot .wide}\n"
    ": {#tbl:exact}\n**Ethics.** There is.",
}
MARKS = {"ave": "tbl:reliability", "srmr": "report-fit", "pilot": "tbl:pilot", "ethics": "Ethics"}
JUDGED = {"ave": "yellow", "srmr": "green", "pilot": "green", "growth": "not_applicable", "ethics": "green"}


def numbers() -> Numbers:
    row = {key: key.split(".")[2] if key.startswith("full.rel") else None for key in VALUES}
    return Numbers(
        "collected",
        {},
        {key: Number(value, "", "file", row[key], key.rsplit(".", 1)[1]) for key, value in VALUES.items()},
    )


@pytest.fixture
def items(tmp_path: Path) -> tuple[Item, ...]:
    (tmp_path / "checklist.yaml").write_text(DECLARED, encoding="utf-8")
    return read_checklist(tmp_path / "checklist.yaml")


def statuses(items: tuple[Item, ...], texts: dict[str, str]) -> dict[str, str]:
    table = checklist_table(items, criteria_table(items, numbers()), texts)
    return dict(zip(table["id"], table["status"], strict=True))


def test_values_are_judged_by_their_rules(items: tuple[Item, ...]) -> None:
    table = criteria_table(items, numbers()).set_index("id")
    # The construct without an AVE does not count; .48 is below .5.
    assert table.loc["ave", ["value", "threshold", "met"]].tolist() == [0.48, 0.5, False]
    assert table.loc["srmr", ["value", "met"]].tolist() == [0.06, True]
    assert table.loc["pilot", "met"] is True
    assert table.loc["growth", ["value", "met", "applies"]].tolist() == [None, None, False]
    assert table.loc["ethics", ["value", "met", "applies"]].tolist() == [None, None, True]


@pytest.mark.parametrize(
    ("rule", "value", "met"),
    [
        ("at_least", 0.5, True),
        ("above", 0.5, False),
        ("at_most", 0.5, True),
        ("below", 0.5, False),
        ("above", 0.51, True),
        ("below", 0.49, True),
    ],
)
def test_a_value_at_its_threshold(rule: str, value: float, met: bool) -> None:
    item = Item("x", {"en": "X"}, rule, "nobody", "tbl:x", value="x", threshold=0.5)
    known = Numbers("collected", {}, {"x": Number(value, "", "file", None, "x")})
    assert criteria_table([item], known)["met"].tolist() == [met]


def test_a_value_of_mode_a_leaves_out_constructs_in_mode_b() -> None:
    spec = {"smallest": "full.reliability", "column": "ave", "mode": "A"}
    item = Item("ave", {"en": "AVE"}, "at_least", "nobody", "tbl:x", value=spec, threshold=0.5)
    cells = {
        (name, column): value
        for name, ave in (("X", 0.6), ("F", 0.2))
        for column, value in (("construct", name), ("ave", ave))
    }
    known = {
        f"full.reliability.{name}.{column}": Number(value, "", "file", name, column)
        for (name, column), value in cells.items()
    }
    values = [
        criteria_table([item], Numbers("collected", {}, known), skipped)["value"].item() for skipped in ((), {"F"})
    ]
    assert values == [0.2, 0.6]


def test_everything_reported_is_met_or_not_or_not_judged(items: tuple[Item, ...]) -> None:
    # Exact fit has no threshold where it could not be tested, the benchmark no value: neither is met, nor green.
    assert statuses(items, TEXTS) == {**JUDGED, "exact": "not_judged", "benchmark": "not_judged"}
    met = criteria_table(items, numbers()).set_index("id")["met"]
    assert met[["exact", "benchmark"]].tolist() == [None, None]


@pytest.mark.parametrize("name", MARKS)
def test_an_item_missing_from_a_manuscript_turns_exactly_its_row_red(items: tuple[Item, ...], name: str) -> None:
    before = statuses(items, TEXTS)
    after = statuses(items, {**TEXTS, "en": TEXTS["en"].replace(MARKS[name], "elsewhere")})
    assert {item for item in before if before[item] != after[item]} == {name}
    assert after[name] == "red"


def test_a_reference_is_no_report(items: tuple[Item, ...]) -> None:
    mention = TEXTS["en"].replace("{#tbl:reliability}", "[](#tbl:reliability) {#tbl:reliability_of_pilot}")
    assert statuses(items, {**TEXTS, "en": mention})["ave"] == "red"


def test_the_table_names_languages_that_lack_an_item(items: tuple[Item, ...], tmp_path: Path) -> None:
    write_table(criteria_table(items, numbers()), tmp_path / "criteria.csv")
    for language, text in {**TEXTS, "id": "Kosong."}.items():
        (tmp_path / f"{language}.md").write_text(text, encoding="utf-8")
    call(
        check_reporting.main,
        expected=tmp_path / "checklist.yaml",
        criteria=tmp_path / "criteria.csv",
        outputs={"checklist": tmp_path / "checklist.csv"},
        **{language: tmp_path / f"{language}.md" for language in TEXTS},
    )
    table = read_table(tmp_path / "checklist.csv").set_index("id")
    assert table["status"].tolist() == ["red", "red", "red", "not_applicable", "red", "red", "red"]
    assert table["missing_in"].fillna("").tolist() == ["id", "id", "id", "", "id", "id", "id"]
    assert table.loc["ave", ["item_en", "source", "anchor"]].tolist() == [
        "Smallest AVE",
        "Hair et al. 2019",
        "tbl:reliability",
    ]
    assert pd.isna(table.loc["srmr", "item_id"])


def test_unknown_keys_are_refused() -> None:
    item = Item("x", {"en": "X"}, "reported", "nobody", "tbl:x", value="full.fit.smrr")
    with pytest.raises(StudyError, match=r"no such number: numbers.json: found full.fit.smrr; expected full.fit.srmr"):
        criteria_table([item], numbers())
    table = Item("x", {"en": "X"}, "above", "nobody", "tbl:x", {"smallest": "full.nothing", "column": "y"}, 0)
    with pytest.raises(StudyError, match=r"a table of the checklist is empty: checklist: found full.nothing"):
        criteria_table([table], numbers())


@pytest.mark.parametrize(
    ("change", "expected"),
    [({"rule": "more"}, "at_least, at_most"), ({"sorce": "x"}, "one of: item"), ({"anchor": 3}, "an id such as")],
)
def test_the_schema_refuses_other_entries(change: dict[str, object], expected: str) -> None:
    content = yaml.safe_load(DECLARED)
    content["items"]["ave"] |= change
    with pytest.raises((StudyError, StudyErrors), match=expected):
        validate(content, ROOT / "workflow" / "schemas" / "checklist.schema.yaml", "checklist.yaml")


def test_the_project_has_a_valid_checklist_in_both_languages() -> None:
    schema = ROOT / "workflow" / "schemas" / "checklist.schema.yaml"
    validate(read_yaml(ROOT / "config" / "checklist.yaml"), schema, "checklist.yaml")
    items = read_checklist(ROOT / "config" / "checklist.yaml")
    assert len(items) > 30
    assert all({"id", "en"} == set(item.item) for item in items)
