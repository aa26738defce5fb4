"""The evidence of the claims drawn from bootstraps of the same resamples, once and repeatedly: how stable is it?

A bootstrap of full size for each run would take minutes. Each run draws as many resamples as the result has from a pool
of M resamples with other random numbers. Its t and interval would scatter about those of the pool as a bootstrap's do
about the truth; but the pool errs, too. So each run draws the pool anew, with replacement, before it draws from it. The
variance over runs is that of a bootstrap of B resamples times 1 + B / M, and the share of runs with a verdict is the
chance, as far as the pool can tell, that another bootstrap gives it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import (
    Bootstrap,
    Prediction,
    bootstrap,
    bootstrap_higher_order,
    bootstrap_importance,
    bootstrap_moderated,
    estimate,
    inference,
)
from study.analysis.dimension_tables import dimension_model, find_effect, find_performance
from study.analysis.draws import Draws, find_draws
from study.analysis.rival_tables import moderated_model, repeat_comparison, rival_model, select_indicators
from study.analysis.samples import Settings, engine_model, share_directions
from study.setup.claim_declarations import MAIN, Claims, Measure, Stability
from study.setup.study_model import StudyModel

__all__ = [
    "DRAWN",
    "Estimates",
    "Picks",
    "added_variance",
    "draw_estimates",
    "find_repeats",
    "measure_draws",
    "pick",
    "repeat_table",
]

DRAWN = (
    "path",
    "difference_of_paths",
    "indirect_effect",
    "dimension_effect",
    "difference_of_dimension_effects",
    "difference_of_performance",
    "interaction",
)


@dataclass(frozen=True, eq=False)
class Estimates:
    """The bootstraps that evidence is drawn from, of the same resamples.

    models: the study's own model, "main", and rivals. The others are None where no claim needs them.
    """

    study_model: StudyModel
    models: Mapping[str, Bootstrap]
    dimensions: Bootstrap | None = None
    importance: Bootstrap | None = None
    moderation: Bootstrap | None = None


def measure_draws(measure: Measure, estimates: Estimates) -> Draws:
    """Return what the evidence measures; ValueError for a kind that is not one of DRAWN."""
    arguments = measure.arguments
    match measure.kind:
        case "path":
            return _path(measure, "path", estimates)
        case "difference_of_paths":
            return _path(measure, "first", estimates).minus(_path(measure, "second", estimates))
        case "indirect_effect":
            return find_draws(estimates.models[measure.model], "specific_indirect_effects", arguments["route"])
        case "dimension_effect":
            return _effect(measure, "dimension", estimates)
        case "difference_of_dimension_effects":
            return _effect(measure, "first", estimates).minus(_effect(measure, "second", estimates))
        case "difference_of_performance":
            return _performance(measure, "first", estimates).minus(_performance(measure, "second", estimates))
        case "interaction":
            return find_draws(_needed(estimates.moderation), "interaction_effects", arguments["interaction"])
    raise ValueError(f"no draws of {measure.kind}")


def _path(measure: Measure, argument: str, estimates: Estimates) -> Draws:
    return find_draws(estimates.models[measure.model], "path_coefficients", measure.arguments[argument])


def _effect(measure: Measure, argument: str, estimates: Estimates) -> Draws:
    dimension = measure.arguments[argument]
    return find_effect(_needed(estimates.dimensions), estimates.study_model, dimension, measure.arguments["target"])


def _performance(measure: Measure, argument: str, estimates: Estimates) -> Draws:
    return find_performance(_needed(estimates.importance), estimates.study_model, measure.arguments[argument])


def _needed(bootstrap: Bootstrap | None) -> Bootstrap:
    if bootstrap is None:
        raise ValueError("a bootstrap that the evidence needs was not made")
    return bootstrap


Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
DECISIVE = ("t", "lower", "upper")  # the numbers that verdicts rest on


def draw_estimates(
    indicators: Floats,
    study_model: StudyModel,
    claims: Claims,
    settings: Settings,
    ends: tuple[float | Floats, float | Floats],
    resamples: int,
    seed: int,
) -> Estimates:
    """Draw what the evidence of the claims needs, from indicators (N, K) in the order of the study's model.

    ends: the lowest and the highest answer, one number for all indicators or (K,). plssem's errors where a model is not
    estimable.
    """
    kinds = {measure.kind for measure in claims.measures}
    main = engine_model(study_model, settings)
    models = {MAIN: main} | {name: rival_model(study_model, claims.models[name], settings) for name in claims.rivals}
    fit = estimate(indicators, main)
    drawn = {
        name: bootstrap(
            select_indicators(indicators, model, study_model.indicators),
            model,
            resamples,
            seed=seed,
            reference=share_directions(fit, model),
        )
        for name, model in models.items()
    }
    dimensions, importance, moderation = None, None, None
    if kinds & {"dimension_effect", "difference_of_dimension_effects"}:
        dimensions = bootstrap_higher_order(indicators, dimension_model(study_model, settings), resamples, seed=seed)
    if "difference_of_performance" in kinds:
        outcome = study_model.main_outcome
        importance = bootstrap_importance(indicators, main, outcome, *ends, resamples, seed=seed)
    if "interaction" in kinds:
        moderation = bootstrap_moderated(indicators, moderated_model(main, claims.interactions), resamples, seed=seed)
    return Estimates(study_model, drawn, dimensions, importance, moderation)


@dataclass(frozen=True, eq=False)
class Picks:
    """What each run takes of the pool: resamples (runs, B), and divisions into folds (runs, R), as indices of it."""

    resamples: Indices
    divisions: Indices

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return len(self.resamples)


def pick(stability: Stability, full_size: Sequence[int], generator: np.random.Generator) -> Picks:
    """Draw what each run takes; full_size: resamples and repetitions of the prediction of a run."""
    resamples, repetitions = full_size
    return Picks(
        _twice(stability.resamples, stability.runs, resamples, generator),
        _twice(stability.divisions, stability.runs, repetitions, generator),
    )


def added_variance(pool: int, size: int) -> float:
    """Return the variance over runs of this size, relative to bootstraps of this size: 1 + B / M; dimensionless."""
    return 1 + size / pool


def repeat_table(
    claims: Claims, pool: Estimates, predicted: Mapping[str, Prediction], picks: Picks, cases: int, level: float
) -> pd.DataFrame:
    """Return `claim_repeats.csv`: t, lower and upper of each piece of evidence in each run.

    pool: bootstraps that the runs take their resamples from. predicted: the same of divisions into folds.
    """
    tests = [(claim.id, *test) for claim in claims.claims for test in enumerate(claim.evidence, start=1)]
    drawn = [test for test in tests if test[2].kind in DRAWN]
    compared = [test for test in tests if test[2].kind == "comparison_of_models"]
    numbers = _repeat_draws([measure for _, _, measure in drawn], pool, picks, level)
    for _, _, measure in compared:
        pair = (measure.arguments["model"], measure.arguments["rival"], measure.arguments["outcome"])
        numbers.append(repeat_comparison(predicted, pair, picks.divisions, cases, level))
    tables = [
        _rows(claim, test, of_test) for (claim, test, _), of_test in zip([*drawn, *compared], numbers, strict=True)
    ]
    empty = pd.DataFrame(columns=["claim", "test", "run", *DECISIVE])
    return pd.concat(tables, ignore_index=True) if tables else empty


def find_repeats(repeats: pd.DataFrame, claim: str, test: int) -> tuple[Floats, Floats, Floats]:
    """Return t, lower and upper (runs,) of a piece of evidence; empty where it is not drawn."""
    rows = repeats[(repeats["claim"] == claim) & (repeats["test"] == test)]
    t, lower, upper = (rows[name].to_numpy(dtype=float) for name in DECISIVE)
    return t, lower, upper


def _twice(pool: int, runs: int, size: int, generator: np.random.Generator) -> Indices:
    """Return indices (runs, size) of the pool, drawn with replacement from the pool drawn anew for each run."""
    return np.array([generator.integers(pool, size=pool)[generator.integers(pool, size=size)] for _ in range(runs)])


def _repeat_draws(measures: Sequence[Measure], pool: Estimates, picks: Picks, level: float) -> list[Floats]:
    """Return t, lower and upper (runs, 3) of each piece; a run takes the same resamples for all of them."""
    if not measures:
        return []
    draws = [measure_draws(measure, pool) for measure in measures]
    estimates = np.array([draw.estimate for draw in draws])
    resampled = np.column_stack([draw.resampled for draw in draws])
    runs = [inference(estimates, resampled[indices], level) for indices in picks.resamples]
    by_run = np.array([[run.t, run.lower, run.upper] for run in runs])
    return list(np.moveaxis(by_run, 2, 0))


def _rows(claim: str, test: int, numbers: Floats) -> pd.DataFrame:
    names = pd.DataFrame({"claim": claim, "test": test, "run": np.arange(1, len(numbers) + 1)})
    return pd.concat([names, pd.DataFrame(numbers, columns=list(DECISIVE))], axis=1)
