"""From a study's scored responses and its model to what the engine takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from plssem import (
    Bootstrap,
    Chain,
    Fit,
    FloatArray,
    ImputedBootstrap,
    Model,
    bootstrap,
    bootstrap_imputed,
    estimate,
    estimate_imputed,
    find_reference,
    impute,
    mean_replaced,
    statistics,
)
from study.base.errors import StudyError
from study.base.job import ArgumentGroup
from study.setup.codebook import Codebook, read_codebook
from study.setup.configuration import ImputationSection
from study.setup.study_model import ModelPath, StudyModel, read_study_model

CHAIN = ("imputations", "iterations", "donors")  # what the engine must know to impute answers


@dataclass(frozen=True)
class Settings:
    """How the weights are estimated: scheme, most iterations, stop criterion (dimensionless).

    imputation: imputations, iterations, donors and seed, where missing answers of the main analysis are imputed.
    """

    scheme: str
    max_iterations: int
    tolerance: float
    imputation: Mapping[str, int] | None = None

    @property
    def algorithm(self) -> dict[str, Any]:
        """The settings of the weights by the names that the engine gives them."""
        return {name: getattr(self, name) for name in ("scheme", "max_iterations", "tolerance")}


def declared_chain(declared: ImputationSection) -> Chain:
    """Return a declared imputation as the engine takes it."""
    return Chain(*(getattr(declared, name) for name in CHAIN))


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers (N, K) by column, NaN where there is none, and how missing ones are imputed (None: by the mean)."""

    values: FloatArray
    columns: tuple[str, ...]
    imputation: Mapping[str, int] | None = None

    @property
    def chain(self) -> Chain | None:
        """How answers are imputed; None where they are not, or none is missing."""
        if self.imputation is None or not np.isnan(self.values).any():
            return None
        return Chain(*(self.imputation[name] for name in CHAIN))

    @property
    def _seed(self) -> int:
        return self.imputation["seed"] if self.imputation else 0

    def beside(self, others: pd.DataFrame) -> "Answers":
        """Return the answers with further columns, in the order of the respondents."""
        columns = (*self.columns, *map(str, others.columns))
        return replace(self, values=np.hstack([self.values, others.to_numpy(dtype=float)]), columns=columns)

    def complete(self) -> FloatArray:
        """Return the answers (N, K), the mean of its imputations, or of its column, in place of a missing one.

        ASSUME: what needs one completed data set, as prediction does, may take the mean of the imputations. It has less
        spread than answers have, so that draws of such a set understate the uncertainty of the gaps.
        """
        if not self.chain:
            return mean_replaced(self.values, self.columns)
        return np.asarray(impute(self.values, self.columns, self.chain, seed=self._seed).mean(axis=0))

    def fit(self, model: Model) -> Fit:
        """Estimate a model of some of the columns, from imputed answers by the one fit of `estimate_imputed`."""
        if not self.chain:
            return estimate(self._select(model), model)
        return estimate_imputed(self.values, model, self.chain, seed=self._seed, columns=self.columns)

    def bootstrap(self, model: Model, resamples: int, *, seed: int, reference: FloatArray | None = None) -> Bootstrap:
        """Bootstrap a model of some of the columns; missing answers are imputed anew in every resample."""
        if not self.chain:
            return bootstrap(self._select(model), model, resamples, seed=seed, reference=reference)
        return self._impute_anew(model, resamples, seed, reference).bootstrap

    def missing_information(self, model: Model, draws: Bootstrap) -> FloatArray:
        """Return the share of the variance of each path (M,) that is due to missing answers; see `ImputedBootstrap`.

        draws: of `bootstrap`, for which the answers were imputed.
        """
        return replace(self._impute_anew(model, 2, draws.seed, None), bootstrap=draws).missing_information

    def _impute_anew(self, model: Model, resamples: int, seed: int, reference: FloatArray | None) -> ImputedBootstrap:
        return bootstrap_imputed(
            self.values,
            {"model": model},
            resamples,
            self.chain,
            seed=seed,
            reference=reference,
            columns=self.columns,
            measures=statistics,
            one_fit=True,
        )["model"]

    def _select(self, model: Model) -> FloatArray:
        chosen = self.values[:, [self.columns.index(name) for name in model.indicators]]
        return mean_replaced(chosen, model.indicators)


@dataclass(frozen=True, eq=False)
class Sample:
    """A study's model, as declared and as the engine takes it, and the answers (N, K) without missing ones.

    model: with control variables, each a construct of one item behind all others. answers: as given, with missing ones;
    None where there are none.
    """

    study: StudyModel
    model: Model
    indicators: FloatArray
    answers: Answers | None = None

    def fit(self) -> Fit:
        """Estimate the model; errors as `estimate`."""
        return self.answers.fit(self.model) if self.answers else estimate(self.indicators, self.model)

    def bootstrap(self, resamples: int, *, seed: int) -> Bootstrap:
        """Bootstrap the model, every statistic; errors as `plssem.bootstrap`."""
        answers = self.answers or Answers(self.indicators, self.model.indicators)
        return answers.bootstrap(self.model, resamples, seed=seed)

    @property
    def items(self) -> FloatArray:
        """The answers to the items alone, without control variables."""
        return self.indicators[:, : len(self.study.indicators)]


@dataclass(frozen=True)
class SampleInputs(ArgumentGroup):
    """Where a sample comes from: its scored responses, the study's model, and the settings of the estimation."""

    responses: Path
    model: Path
    settings: Settings

    def read(self, codebook: Path | None = None) -> Sample:
        """Read the sample; errors as `engine_model` and `indicator_matrix`.

        codebook: for what adds up answers of a construct in their own points; see `align_blocks`. Control variables
        belong to the full sample: responses without their columns, as those of a pilot, are estimated without them.
        """
        study_model = read_study_model(self.model)
        table = read_responses(self.responses)
        if not {path.source for path in study_model.controls} <= set(table.columns):
            study_model = replace(study_model, controls=())
        engine = engine_model(study_model, self.settings)
        answers = _given(table, engine.indicators, str(self.responses), self.settings)
        indicators = answers.complete()
        if codebook is not None:
            indicators = align_blocks(indicators, study_model, read_codebook(codebook))
        return Sample(study_model, engine, indicators, answers if answers.imputation else None)

    def read_given(self) -> tuple[StudyModel, Answers]:
        """Read the study's model and the answers of all its columns, for models of other constructs and controls."""
        study_model = read_study_model(self.model)
        return study_model, _given(
            read_responses(self.responses), study_model.columns, str(self.responses), self.settings
        )

    def read_all(self, codebook: Path | None = None) -> tuple[StudyModel, FloatArray]:
        """Read the study's model and all of its columns (N, columns) without missing answers; see `read_given`."""
        study_model, given = self.read_given()
        answers = given.complete()
        return study_model, answers if codebook is None else align_blocks(answers, study_model, read_codebook(codebook))


def read_responses(path: Path) -> pd.DataFrame:
    """Read a `responses.csv`; one row per respondent, one column per indicator, NaN where there is no answer."""
    return pd.read_csv(path, index_col="respondent", dtype={"respondent": str})


def engine_model(study_model: StudyModel, settings: Settings) -> Model:
    """The study's model, with its control variables, as the engine takes it; plssem.ModelError where not estimable."""
    estimated = study_model.as_estimated()
    return Model.from_blocks(
        {name: construct.indicators for name, construct in estimated.constructs.items()},
        [(path.source, path.target) for path in estimated.paths],
        modes={name: construct.mode for name, construct in estimated.constructs.items()},
        **settings.algorithm,
    )


def find_cells(model: Model, paths: Sequence[ModelPath]) -> tuple[list[int], list[int]]:
    """Return the rows and the columns of paths in matrices (J, J) of the engine."""
    index = model.constructs.index
    return [index(path.source) for path in paths], [index(path.target) for path in paths]


def scale_ends(codebook: Codebook, codes: Sequence[str], answers: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and the highest answer (K,) that the scale of each indicator allows; answers (N, K).

    ASSUME: a number without a declared bound reaches as far as in the sample, so that its 0 or 100 is an answer given;
    so does an observed variable, which has no scale.
    """
    unbounded = (-np.inf, np.inf)
    ends = [codebook.scale_of(code).ends if code in codebook.indicators else unbounded for code in codes]
    declared = np.array(ends, dtype=np.float64)
    observed = np.stack([answers.min(axis=0), answers.max(axis=0)], axis=1)
    bounds = np.where(np.isfinite(declared), declared, observed)
    return bounds[:, 0], bounds[:, 1]


def align_blocks(answers: FloatArray, model: StudyModel, codebook: Codebook) -> FloatArray:
    """Return answers (N, K) of which those to one construct share a scale; estimates do not depend on it.

    Items of a construct with several scales are brought to 0 to 100, each from the ends of its own; all others stay.
    So do observed variables, which stand behind the items.
    """
    items, observed = np.split(answers, [len(model.indicators)], axis=1)
    lowest, highest = scale_ends(codebook, model.indicators, items)
    mixed = [len(codebook.group_by_scale(construct.indicators)) > 1 for construct in model.constructs.values()]
    sizes = [len(construct.indicators) for construct in model.constructs.values()]
    rescaled = 100 * (items - lowest) / np.where(highest > lowest, highest - lowest, 1)
    return np.hstack([np.where(np.repeat(mixed, sizes), rescaled, items), observed])


def share_directions(main: Fit, model: Model) -> FloatArray:
    """Return the reference (K, J) that orients the constructs of a model as the study's own model does.

    main: the fit of the study's model, which has all of the other model's constructs and indicators but for controls,
    which are oriented by their items.
    """
    items = [name for name in model.indicators if name in main.model.indicators]
    constructs = [name for name in model.constructs if name in main.model.constructs]
    rows = [main.model.indicators.index(name) for name in items]
    columns = [main.model.constructs.index(name) for name in constructs]
    directions = np.array(model.measurement_model, dtype=np.float64)
    own = np.ix_([model.indicators.index(name) for name in items], [model.constructs.index(one) for one in constructs])
    directions[own] = find_reference(main)[np.ix_(rows, columns)]
    return directions


def indicator_matrix(responses: pd.DataFrame, indicators: tuple[str, ...], source: str) -> FloatArray:
    """Return the answers (N, K) in the order of `indicators`, missing ones replaced by the indicator's mean.

    Under the casewise rule no answer is missing here: cleaning has left those respondents out.
    StudyError where nobody answered an indicator; `source` names the file.
    """
    return mean_replaced(_given(responses, indicators, source).values, indicators)


def _given(
    responses: pd.DataFrame, indicators: tuple[str, ...], source: str, settings: Settings | None = None
) -> Answers:
    answers = responses[list(indicators)].to_numpy(dtype=float)
    unanswered = [code for code, column in zip(indicators, answers.T, strict=True) if np.isnan(column).all()]
    if unanswered:
        raise StudyError(
            what="nobody answered an indicator",
            where=source,
            found=", ".join(unanswered),
            expected="answers",
            remedy="check its column in the survey file",
        )
    return Answers(answers, indicators, settings.imputation if settings else None)
