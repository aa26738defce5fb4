"""The reporting checklist: what guidelines ask for, what the study has, and where its manuscripts report it."""

import math
import operator
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from study.base.errors import StudyError
from study.base.files import INFINITE
from study.results.numbers import Numbers, Scalar
from study.setup.config import Text, read_yaml

GREEN = "green"
YELLOW = "yellow"
RED = "red"
NOT_JUDGED = "not_judged"
NOT_APPLICABLE = "not_applicable"
REPORTED = "reported"
RULES: Mapping[str, Callable[[Any, Any], bool]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
    "equal": operator.eq,
}
EXTREMES: Mapping[str, Callable[[Sequence[float]], float]] = {"smallest": min, "largest": max}


@dataclass(frozen=True)
class Item:
    """An item of the checklist as `checklist.yaml` declares it.

    value: a key of numbers.json, or a mapping of smallest or largest to a table, and of column to its column; None
    where there is only something to report. threshold: a number, or the key of one. anchor: the id of what reports it,
    in every manuscript, or a text per language that stands there. needs: the start of a key without which the study
    has no such item.
    """

    name: str
    item: Text
    rule: str
    source: str
    anchor: str | Text
    value: str | Mapping[str, str] | None = None
    threshold: float | bool | str | None = None
    needs: str | None = None


def read_checklist(path: Path) -> tuple[Item, ...]:
    """Read `checklist.yaml`; its form is checked against the schema when the workflow starts."""
    return tuple(Item(name, **entry) for name, entry in read_yaml(path)["items"].items())


def criteria_table(items: Sequence[Item], numbers: Numbers, formative: Collection[str] = ()) -> pd.DataFrame:
    """Return `criteria.csv`: id, words, value, rule, threshold, met and applies of each item, before any manuscript.

    formative: constructs in mode B, which values of mode A leave out.
    met is empty where there is nothing to judge, or no value or threshold to judge by. StudyError for a key that is not
    in the numbers.
    """
    # As objects, so that a count among fractions stays a whole number.
    return pd.DataFrame([_criterion(item, numbers, formative) for item in items], dtype=object)


def checklist_table(items: Sequence[Item], criteria: pd.DataFrame, manuscripts: Mapping[str, str]) -> pd.DataFrame:
    """Return `checklist.csv`: each item with value, threshold, source, where it is reported, whether met, and a status.

    manuscripts: the Markdown of each language. missing_in: languages whose manuscript lacks the anchor. status: red
    where it is missing, yellow where it is reported and not met, not_judged where it is reported and could not be
    judged, green otherwise; not_applicable for what the study does not have.
    """
    judged = {str(row["id"]): row for row in criteria.to_dict("records")}
    return pd.DataFrame([_line(item, judged[item.name], manuscripts) for item in items])


def _criterion(item: Item, numbers: Numbers, formative: Collection[str]) -> dict[str, Any]:
    applies = item.needs is None or numbers.has(item.needs)
    value = _value(item.value, numbers, formative) if applies else None
    threshold = item.threshold if applies else None
    threshold = numbers[threshold].value if isinstance(threshold, str) else threshold
    judged = item.rule != REPORTED and value is not None and threshold is not None
    met = RULES[item.rule](value, threshold) if judged else None
    return {
        "id": item.name,
        **_words(item),
        "value": value,
        "rule": item.rule,
        "threshold": threshold,
        "met": met,
        "applies": applies,
    }


def _words(item: Item) -> dict[str, str]:
    return {f"item_{language}": text for language, text in item.item.items()}


def _value(spec: str | Mapping[str, str] | None, numbers: Numbers, formative: Collection[str]) -> Scalar:
    if spec is None or isinstance(spec, str):
        return None if spec is None else _finite(numbers[spec].value)
    extreme = next(name for name in EXTREMES if name in spec)
    table = spec[extreme]
    column = spec["column"]
    rows = numbers.rows(table)
    if not rows:
        raise StudyError(
            what="a table of the checklist is empty",
            where="checklist",
            found=table,
            expected="a table of numbers.json",
            remedy="correct its name, or say what it needs",
        )
    if spec.get("mode") == "A":
        rows = tuple(row for row in rows if not _constructs(f"{table}.{row}", numbers) & {*formative})
    values = [numbers[f"{table}.{row}.{column}"].value for row in rows]
    known = [float(value) for value in map(_finite, values) if isinstance(value, int | float)]
    return EXTREMES[extreme](known) if known else None


def _constructs(row: str, numbers: Numbers) -> set[Scalar]:
    keys = (f"{row}.{name}" for name in ("construct", "construct_1", "construct_2"))
    return {numbers[key].value for key in keys if numbers.has(key)}


def _finite(value: Scalar) -> Scalar:
    return math.inf if value == INFINITE else value


def _line(item: Item, judged: Mapping[Any, Any], manuscripts: Mapping[str, str]) -> dict[str, Any]:
    applies = bool(judged["applies"])
    missing = [
        language for language, text in manuscripts.items() if applies and not _is_reported(item.anchor, language, text)
    ]
    return {
        "id": item.name,
        **_words(item),
        **{name: judged[name] for name in ("value", "rule", "threshold")},
        "source": item.source,
        "anchor": item.anchor if isinstance(item.anchor, str) else "; ".join(item.anchor.values()),
        "missing_in": " ".join(missing),
        "met": judged["met"],
        "status": _status(applies, missing, item.rule, judged["met"]),
    }


def _status(applies: bool, missing: Sequence[str], rule: str, met: Any) -> str:
    if not applies:
        return NOT_APPLICABLE
    if missing:
        return RED
    if rule != REPORTED and pd.isna(met):
        return NOT_JUDGED
    return GREEN if rule == REPORTED or str(met) == "True" else YELLOW


def _is_reported(anchor: str | Text, language: str, text: str) -> bool:
    if isinstance(anchor, str):
        return re.search(rf"\{{#{re.escape(anchor)}[\s}}]", text) is not None
    return language in anchor and anchor[language] in text
