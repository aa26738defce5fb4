"""The study's tables: its result files, joined where a table has several, with the study's words beside the keys."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from study.base.files import read_table
from study.base.job import ArgumentGroup
from study.results.catalogue import TABLES
from study.setup.codebook import Codebook, read_codebook
from study.setup.study_model import Interaction, ModelPath, StudyModel, read_study_model
from study.setup.study_names import mode_label, reason_label, statement
from study.survey.cleaning import Flow, read_flow
from study.tables.column_words import plain_label, with_words
from study.words.dictionary import LANGUAGES, text_in

Table = pd.DataFrame
SLOPES = {-1: "slope_low", 0: "slope_mean", 1: "slope_high"}
PATH = ["source", "target"]


@dataclass(frozen=True)
class TableSources:
    """A study's declarations, the flow of each sample, its result tables by name, and its settings by dotted key.

    models: `models.csv`, the words of its models; empty in a study without claims.
    """

    model: StudyModel
    codebook: Codebook
    flows: Mapping[str, Flow]
    results: Mapping[str, pd.DataFrame]
    settings: Mapping[str, Any] = field(default_factory=dict)
    models: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class TableInputs(ArgumentGroup):
    """Where the tables come from, but for the result tables; settings: by dotted key."""

    model: Path
    codebook: Path
    flow: Path
    settings: Mapping[str, Any]
    pilot_flow: Path | None = None
    models: Path | None = None

    def read(self, results: Mapping[str, Path]) -> TableSources:
        """Read the declarations, the flows and the results by their name; the pilot stands first."""
        paths = {"pilot": self.pilot_flow, "full": self.flow}
        return TableSources(
            read_study_model(self.model),
            read_codebook(self.codebook),
            {sample: read_flow(path) for sample, path in paths.items() if path},
            {name: read_table(path) for name, path in results.items()},
            self.settings,
            read_table(self.models) if self.models else pd.DataFrame(),
        )


def build_tables(sources: TableSources, language: str) -> dict[str, pd.DataFrame]:
    """Return every table that the study has, in the order of the article; missing numbers stay missing (NaN).

    StudyError where a word is not declared in the language.
    """
    tables = join_results(sources.results, language)
    if sources.settings:
        tables["settings"] = settings_table(sources.settings)
    models = model_labels(sources.models, language)
    worded = {
        name: with_words(table, sources.model, sources.codebook, language, models) for name, table in tables.items()
    }
    rows = [
        {"sample": sample, "sample_label": plain_label(sample, language), **step}
        for sample, flow in sources.flows.items()
        for step in _steps(flow, sources.codebook, language)
    ]
    tables = worded | {"respondent_flow": pd.DataFrame(rows), "instrument": _instrument(sources, language)}
    return {spec.name: tables[spec.name] for spec in TABLES if spec.name in tables}


def model_labels(models: pd.DataFrame, language: str) -> dict[str, str]:
    """Return the words of each model by its name, from `models.csv`; none where there are no claims."""
    return {} if models.empty else dict(zip(models["model"], models[f"label_{language}"], strict=True))


def _steps(flow: Flow, codebook: Codebook, language: str) -> Iterator[dict[str, object]]:
    yield from _counts("received", flow, language)
    for reason, count in flow.excluded.items():
        words = reason_label(codebook, reason, language)
        yield {
            "step": "excluded",
            "step_label": f"{plain_label('excluded', language)}: {words}",
            "reason": reason,
            "count": count,
        }
    yield from _counts("kept", flow, language)


def _counts(step: str, flow: Flow, language: str) -> Iterator[dict[str, object]]:
    """Yield a count of all and of each mode of collection, where there are several."""
    words = plain_label(step, language)
    yield {"step": step, "step_label": words, "reason": None, "count": getattr(flow, step)}
    for mode, part in flow.modes.items():
        label = f"{words}: {mode_label(mode, language)}"
        yield {"step": f"{step}_{mode}", "step_label": label, "reason": None, "count": getattr(part, step)}


def _instrument(sources: TableSources, language: str) -> pd.DataFrame:
    rows = [
        {
            "construct": construct.name,
            "construct_label": text_in(construct.label, language, f"construct {construct.name}"),
            "dimension": dimension.name,
            "dimension_label": text_in(dimension.label, language, f"dimension {dimension.name}"),
            "indicator": code,
            "statement": statement(sources.codebook, code, language),
            "reverse": sources.codebook.indicators[code].reverse,
        }
        for construct in sources.model.constructs.values()
        for dimension in construct.dimensions
        for code in dimension.indicators
    ]
    return pd.DataFrame(rows)


def join_results(results: Mapping[str, Table], language: str) -> dict[str, Table]:
    """Return every table whose result files are there; `results`: these by the names that the catalogue gives them."""
    worded = {name: _in_language(table, language) for name, table in results.items()}
    tables = {}
    for spec in TABLES:
        parts = [worded[file.name] for file in spec.files if file.name in worded]
        if parts and len(parts) == len(spec.files):
            tables[spec.name] = _JOINS[spec.name](*parts) if spec.name in _JOINS else parts[0]
    return tables


def settings_table(settings: Mapping[str, Any]) -> Table:
    """Return one row per setting: its key in config.yaml, and its value as the file has it."""
    return pd.DataFrame({"setting": list(settings), "value": pd.Series(list(settings.values()), dtype=object)})


def _in_language(table: Table, language: str) -> Table:
    """Keep the columns of one language, moved behind the first column.

    Two columns are renamed, as `source` names the start of a path elsewhere, and `kind` a kind of effect.
    """
    named = {f"{name}_{language}": name for name in ("statement", "item", "explanation")} | {
        f"source_{language}": "reference"
    }
    renamed = named | ({"source": "reference"} if "anchor" in table else {})
    renamed |= {"kind": "evidence_kind"} if "certainty" in table else {}
    said = [name for name in named if name in table]
    texts = {f"{name.removesuffix(language)}{other}" for name in named for other in LANGUAGES}
    others = [name for name in map(str, table) if name not in texts and not name.startswith("text")]
    return table[[*others[:1], *said, *others[1:]]].rename(columns=renamed)


def _pilot_items(items: Table, outer_model: Table) -> Table:
    joint = items.merge(outer_model[["indicator", "outer_loading"]], on="indicator", how="left")
    joint.insert(2, "outer_loading", joint.pop("outer_loading"))
    return joint


def _dimensions(weights: Table, quality: Table, effects: Table, importance: Table) -> Table:
    """Join quality, weight, loading and performance of each dimension with its effect on each target."""
    of_dimensions = importance[importance["level"] == "dimension"].drop_duplicates("element")
    performance = of_dimensions[["element", *(name for name in importance.columns if name.startswith("performance"))]]
    effect = effects.drop(columns="construct").rename(columns={"estimate": "effect"})
    effect = effect.rename(columns={name: f"effect_{name}" for name in ("se", "t", "p", "lower", "upper")})
    joint = weights.merge(quality.rename(columns={"construct": "dimension"}), on="dimension", how="left")
    joint = joint.merge(performance.rename(columns={"element": "dimension"}), on="dimension", how="left")
    return joint.merge(effect, on="dimension", how="left")


def _moderation(interactions: Table, slopes: Table) -> Table:
    """Put the slopes of the first factor at the levels of its moderator beside each interaction."""
    names = [
        str(Interaction(path.source, moderator, path.target))
        for path, moderator in zip(map(ModelPath.parse, slopes["path"]), slopes["moderator"], strict=True)
    ]
    by_interaction = slopes.set_axis(names)
    at_levels = {
        column: interactions["interaction"].map(by_interaction.loc[by_interaction["at"] == at, "estimate"])
        for at, column in SLOPES.items()
    }
    return interactions.assign(**at_levels)


def _evidence(consistent: Table, nonlinearity: Table, endogeneity: Table) -> Table:
    """Join consistent PLS, the quadratic effect and the copula term of each path."""
    joint = consistent.drop(columns="verdict")
    bounds = {f"corrected_{end}": f"corrected_path_{end}" for end in ("lower", "upper")}
    for name, table in (("quadratic", nonlinearity), ("copula", endogeneity)):
        renamed = [column for column in table.columns if column not in PATH and not column.startswith("corrected_")]
        names = {column: name if column == "estimate" else f"{name}_{column}" for column in renamed}
        joint = joint.merge(table.rename(columns=names | bounds), on=PATH, how="left")
    return joint


_JOINS: Mapping[str, Callable[..., Table]] = {
    "pilot_items": _pilot_items,
    "dimensions": _dimensions,
    "moderation": _moderation,
    "evidence": _evidence,
}
