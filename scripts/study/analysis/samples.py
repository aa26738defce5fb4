"""From a study's scored responses and its model to what the engine takes."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import Model, assign_folds, equations, estimate, mean_replaced, predict, q_squared
from study.base.errors import StudyError
from study.setup.configuration import Configuration
from study.setup.study_model import StudyModel, read_study_model

__all__ = [
    "Sample",
    "Settings",
    "check_estimation",
    "engine_model",
    "fewest_respondents",
    "indicator_matrix",
    "read_indicators",
    "read_responses",
    "read_sample",
]


FEWEST_TRAINED = 3  # cases of a training sample


@dataclass(frozen=True)
class Settings:
    """How the weights are estimated: scheme, most iterations, stop criterion (dimensionless)."""

    scheme: str
    max_iterations: int
    tolerance: float


@dataclass(frozen=True, eq=False)
class Sample:
    """A study's model, as declared and as the engine takes it, and the answers (N, K) without missing ones."""

    study: StudyModel
    model: Model
    indicators: npt.NDArray[np.float64]


def read_sample(responses: Path, model: Path, settings: Settings) -> Sample:
    """Read a sample's responses and the study's model; errors as `engine_model` and `indicator_matrix`."""
    study_model = read_study_model(model)
    engine = engine_model(study_model, settings)
    return Sample(study_model, engine, read_indicators(responses, engine.indicators))


def read_indicators(responses: Path, indicators: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """Read the answers (N, K) of a `responses.csv`; see `indicator_matrix`."""
    return indicator_matrix(read_responses(responses), indicators, str(responses))


def read_responses(path: Path) -> pd.DataFrame:
    """Read a `responses.csv`; one row per respondent, one column per indicator, NaN where there is no answer."""
    return pd.read_csv(path, index_col="respondent", dtype={"respondent": str})


def engine_model(study_model: StudyModel, settings: Settings) -> Model:
    """The study's model as the engine takes it; plssem.ModelError where it is not estimable."""
    return Model.from_blocks(
        {name: construct.indicators for name, construct in study_model.constructs.items()},
        [(path.source, path.target) for path in study_model.paths],
        modes={name: construct.mode for name, construct in study_model.constructs.items()},
        scheme=settings.scheme,
        max_iterations=settings.max_iterations,
        tolerance=settings.tolerance,
    )


def indicator_matrix(responses: pd.DataFrame, indicators: tuple[str, ...], source: str) -> npt.NDArray[np.float64]:
    """Return the answers (N, K) in the order of `indicators`, missing ones replaced by the indicator's mean.

    Under the casewise rule no answer is missing here: cleaning has left those respondents out.
    StudyError where nobody answered an indicator; `source` names the file.
    """
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
    return mean_replaced(answers, indicators)


def fewest_respondents(model: Model, configuration: Configuration) -> dict[str, int]:
    """Name what the analysis of the full sample asks of its size, with the fewest respondents that each needs.

    A regression needs two cases more than it has regressors; beside the antecedents of a construct, the check of
    quadratic effects has as many squares. Blindfolding needs more cases than its omission distance, cross-validation
    one case for each fold and enough left in the smallest training sample.
    """
    antecedents = int(model.structural_model.sum(axis=0).max())
    formative = [int(size) for size, mode in zip(model.block_sizes, model.modes, strict=True) if mode == "B"]
    largest = max([antecedents, *formative])
    folds = configuration.prediction.folds
    trained = max(largest + 2, FEWEST_TRAINED)
    return {
        f"the largest regression has {largest} regressors": largest + 2,
        f"the check of quadratic effects has {2 * antecedents} regressors": 2 * antecedents + 2,
        f"estimation.omission_distance is {configuration.estimation.omission_distance}": (
            configuration.estimation.omission_distance + 1
        ),
        f"prediction.folds is {folds}": max(folds, -(-trained * folds // (folds - 1))),
    }


def check_estimation(responses: pd.DataFrame, model: StudyModel, configuration: Configuration, source: str) -> None:
    """Try on the full sample what needs no resampling: StudyError, or an error of plssem, where the run would stop.

    responses: scored, one column per indicator. source: the survey file.
    """
    settings = configuration.estimation
    engine = engine_model(model, Settings(settings.scheme, settings.max_iterations, settings.tolerance))
    _check_size(len(responses), engine, configuration, source)
    _check_omission_distance(len(responses), settings.omission_distance)
    indicators = indicator_matrix(responses, engine.indicators, source)
    prediction, seed = configuration.prediction, configuration.bootstrap.seed
    equations(indicators, estimate(indicators, engine))
    q_squared(indicators, engine, settings.omission_distance)
    folds = assign_folds(len(indicators), prediction.folds, prediction.repeats, seed=seed)
    predict(indicators, engine, folds, prediction.antecedents)


def _check_size(cases: int, engine: Model, configuration: Configuration, source: str) -> None:
    needs = fewest_respondents(engine, configuration)
    if cases < max(needs.values()):
        unmet = [f"{fewest} as {reason}" for reason, fewest in needs.items() if fewest > cases]
        raise StudyError(
            what="too few respondents for this configuration",
            where=source,
            found=f"{cases} kept",
            expected=f"at least {max(needs.values())}: {', '.join(unmet)}",
            remedy="see whether the file is whole and who was left out; else collect more answers",
        )


def _check_omission_distance(cases: int, distance: int) -> None:
    if cases % distance == 0:
        fitting = next(larger for larger in range(distance + 1, cases + 2) if cases % larger)
        raise StudyError(
            what="the omission distance divides the number of respondents",
            where="configuration key estimation.omission_distance",
            found=f"{distance}, and {cases} respondents",
            expected="a distance that leaves a remainder, or blindfolding omits whole respondents",
            remedy=f"write omission_distance: {fitting}",
        )
