"""What the figures of a study show: its declarations, its results, and the estimates with their intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from study.base.files import read_table
from study.base.job import ArgumentGroup
from study.setup.codebook import Codebook, Scale, read_codebook
from study.setup.study_model import Construct, StudyModel, read_study_model
from study.survey.cleaning import Flow, read_flow


@dataclass(frozen=True)
class PathEstimate:
    """A path's coefficient and interval; dimensionless, NaN where it could not be estimated."""

    source: str
    target: str
    value: float
    lower: float
    upper: float
    hypothesis: str

    @property
    def known(self) -> bool:
        """Whether there are a coefficient and an interval."""
        return bool(np.isfinite([self.value, self.lower, self.upper]).all())

    @property
    def includes_zero(self) -> bool:
        """Whether the interval includes zero; an unknown interval cannot exclude it."""
        return not (self.lower > 0 or self.upper < 0)


def choose_notes(estimates: Sequence[PathEstimate], includes_zero: str) -> list[str]:
    """Choose the notes that a figure of these paths needs; `includes_zero` is its word for such an interval."""
    crossing = any(estimate.known and estimate.includes_zero for estimate in estimates)
    unknown = any(not estimate.known for estimate in estimates)
    return [key for key, is_needed in ((includes_zero, crossing), ("not_estimable", unknown)) if is_needed]


def path_estimates(paths: pd.DataFrame) -> list[PathEstimate]:
    """Take the estimates out of `paths.csv`, in the order of the file; a path without hypothesis has an empty one."""
    columns = [paths[name].astype(float) for name in ("estimate", "lower", "upper")]
    hypotheses = ["" if pd.isna(name) else _without_formula(str(name)) for name in paths["hypothesis"]]
    rows = zip(paths["source"], paths["target"], *columns, hypotheses, strict=True)
    return [PathEstimate(str(s), str(t), value, lower, upper, name) for s, t, value, lower, upper, name in rows]


@dataclass(frozen=True)
class FigureData:
    """A study's model, codebook and flow of respondents (None: no pilot), and its result tables by name.

    A table has the columns of the result file of its name; `universes` stands for robustness.csv.
    """

    model: StudyModel
    codebook: Codebook
    flow: Flow
    pilot_flow: Flow | None
    confidence_level: float
    htmt_threshold: float
    tables: Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class FigureInputs(ArgumentGroup):
    """Where the figures come from, but for the result tables."""

    model: Path
    codebook: Path
    flow: Path
    confidence_level: float
    htmt_threshold: float
    pilot_flow: Path | None = None

    def read(self, tables: Mapping[str, Path]) -> FigureData:
        """Read all that figures show, the tables by their name."""
        return FigureData(
            read_study_model(self.model),
            read_codebook(self.codebook),
            read_flow(self.flow),
            read_flow(self.pilot_flow) if self.pilot_flow else None,
            self.confidence_level,
            self.htmt_threshold,
            {name: read_table(table) for name, table in tables.items()},
        )


def drawn_model(model: StudyModel) -> StudyModel:
    """Return the model with labels and hypotheses in which a dollar is a dollar, and begins no formula."""
    paths = [replace(path, hypothesis=path.hypothesis and _without_formula(path.hypothesis)) for path in model.paths]
    observed = {
        name: replace(one, label=_without_formulas(one.label), base_label=_without_formulas(one.base_label))
        for name, one in model.observed.items()
    }
    constructs = {name: _drawn(construct) for name, construct in model.constructs.items()}
    return StudyModel(constructs, tuple(paths), observed, model.controls)


def _drawn(construct: Construct) -> Construct:
    parts = tuple(replace(part, label=_without_formulas(part.label)) for part in construct.dimensions)
    return replace(construct, label=_without_formulas(construct.label), dimensions=parts)


def drawn_codebook(codebook: Codebook) -> Codebook:
    """Return the codebook with labels, answers and reasons in which a dollar is a dollar, and begins no formula."""
    items = codebook.indicators.items()
    scales = {name: _drawn_scale(scale) for name, scale in codebook.scales.items()}
    return replace(
        codebook,
        scale=_drawn_scale(codebook.scale),
        scales=scales,
        indicators={code: replace(item, label=_without_formulas(item.label)) for code, item in items},
        criteria=tuple(replace(one, reason=_without_formulas(one.reason)) for one in codebook.criteria),
    )


def _drawn_scale(scale: Scale) -> Scale:
    return replace(scale, answers={point: _without_formulas(words) for point, words in scale.answers.items()})


def _without_formulas(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: _without_formula(text) for language, text in texts.items()}


def _without_formula(text: str) -> str:
    return text.replace("$", r"\$")
