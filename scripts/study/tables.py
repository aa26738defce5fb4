"""The tables of the paper: the result files at full precision with the study's words joined on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from study.codebook import Codebook
from study.flow import Flow
from study.model import StudyModel
from study.table_columns import plain_label, text_in
from study.table_joins import joined, settings_table
from study.table_words import with_words

__all__ = ["SHOWS_NO_ANSWERS", "Sources", "build_tables"]

SHOWS_NO_ANSWERS = ("growth", "instrument", "settings")  # official statistics, questionnaire, settings: never simulated
ORDER = (
    "growth",
    "respondent_flow",
    "instrument",
    "pilot_reliability",
    "pilot_outer_model",
    "pilot_items",
    "settings",
    "respondents",
    "dimension_means",
    "descriptives",
    "outer_model",
    "reliability",
    "htmt",
    "fornell_larcker",
    "cross_loadings",
    "r_squared",
    "paths",
    "effects",
    "dimensions",
    "dimension_differences",
    "importance",
    "mediation",
    "moderation",
    "model_comparison",
    "claims",
    "claim_tests",
    "answer_quality",
    "prediction",
    "evidence",
    "power",
    "robustness",
    "robustness_choices",
    "checklist",
)


@dataclass(frozen=True)
class Sources:
    """A study's declarations, the flow of each sample, its result tables by name, and its settings by dotted key."""

    model: StudyModel
    codebook: Codebook
    flows: Mapping[str, Flow]
    results: Mapping[str, pd.DataFrame]
    settings: Mapping[str, Any] = field(default_factory=dict)


def build_tables(sources: Sources, language: str) -> dict[str, pd.DataFrame]:
    """Return every table that the study has, in the order of the article; missing numbers stay missing (NaN).

    StudyError where a word is not declared in the language.
    """
    made = {"respondent_flow": _respondent_flow(sources, language), "instrument": _instrument(sources, language)}
    of_results = joined(sources.results, language)
    if sources.settings:
        of_results["settings"] = settings_table(sources.settings)
    tables = made | {
        name: with_words(table, sources.model, sources.codebook, language)
        for name, table in of_results.items()
        if name in ORDER
    }
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
