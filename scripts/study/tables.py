"""The tables of the paper: the result files at full precision with the study's words joined on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from study.codebook import Codebook
from study.flow import Flow
from study.model import StudyModel
from study.table_columns import plain_label, text_in

__all__ = ["SHOWS_NO_ANSWERS", "Sources", "build_tables"]

SHOWS_NO_ANSWERS = ("growth", "instrument")  # official statistics and the questionnaire: never simulated
ORDER = (
    "growth",
    "respondent_flow",
    "instrument",
    "pilot_reliability",
    "pilot_outer_model",
    "pilot_item_total",
    "descriptives",
    "outer_model",
    "reliability",
    "htmt",
    "fornell_larcker",
    "cross_loadings",
    "paths",
    "effects",
    "r_squared",
)
ARROW = " -> "


@dataclass(frozen=True)
class Sources:
    """A study's declarations, the flow of each sample and its result tables by name."""

    model: StudyModel
    codebook: Codebook
    flows: Mapping[str, Flow]
    results: Mapping[str, pd.DataFrame]


def build_tables(sources: Sources, language: str) -> dict[str, pd.DataFrame]:
    """Return every table that the study has, in the order of the paper; missing numbers stay missing (NaN).

    StudyError where a word is not declared in the language.
    """
    made = {"respondent_flow": _respondent_flow(sources, language), "instrument": _instrument(sources, language)}
    joined = {name: _with_words(table, sources, language) for name, table in sources.results.items()}
    tables = {**made, **joined}
    return {name: tables[name] for name in ORDER if name in tables}


def _respondent_flow(sources: Sources, language: str) -> pd.DataFrame:
    rows = [
        {"sample": sample, "sample_label": plain_label(sample, language), **step}
        for sample, flow in sources.flows.items()
        for step in _steps(flow, sources.codebook, language)
    ]
    return pd.DataFrame(rows)


def _steps(flow: Flow, codebook: Codebook, language: str) -> Iterator[dict[str, object]]:
    yield {"step": "received", "step_label": plain_label("received", language), "reason": None, "count": flow.received}
    for reason, count in flow.excluded.items():
        words = text_in(codebook.reasons[reason], language, f"reason {reason}")
        yield {
            "step": "excluded",
            "step_label": f"{plain_label('excluded', language)}: {words}",
            "reason": reason,
            "count": count,
        }
    yield {"step": "kept", "step_label": plain_label("kept", language), "reason": None, "count": flow.kept}


def _instrument(sources: Sources, language: str) -> pd.DataFrame:
    rows = [
        {
            "construct": construct.name,
            "construct_label": text_in(construct.label, language, f"construct {construct.name}"),
            "dimension": dimension.name,
            "dimension_label": text_in(dimension.label, language, f"dimension {dimension.name}"),
            "indicator": code,
            "statement": text_in(sources.codebook.indicators[code].question, language, f"indicator {code}"),
            "reverse": sources.codebook.indicators[code].reverse,
        }
        for construct in sources.model.constructs.values()
        for dimension in construct.dimensions
        for code in dimension.indicators
    ]
    return pd.DataFrame(rows)


def _with_words(table: pd.DataFrame, sources: Sources, language: str) -> pd.DataFrame:
    """Put the words of each column of keys into a column to its right; a missing key has none."""
    worded = table.copy()
    for column, words in _words(sources, language).items():
        if column in worded:
            labels = worded[column].map(words, na_action="ignore")
            worded.insert(list(worded.columns).index(column) + 1, f"{column}_label", labels)
    return worded


def _words(sources: Sources, language: str) -> dict[str, Callable[[str], str]]:
    constructs = {
        name: text_in(construct.label, language, f"construct {name}")
        for name, construct in sources.model.constructs.items()
    }
    items = sources.codebook.labels(language)
    of_construct = ("construct", "construct_1", "construct_2", "source", "target")
    of_key = ("kind", "verdict", "trend")
    return {
        **dict.fromkeys(of_construct, lambda name: constructs[name]),
        **dict.fromkeys(of_key, lambda key: plain_label(key, language)),
        "indicator": lambda code: items[code],
        "path": lambda path: " → ".join(constructs[name] for name in path.split(ARROW)),
    }
