"""Every bootstrap that the claims draw their evidence from, of the same resamples.

The evidence again and again, with other random numbers: how stable is a verdict?

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

from plssem import Prediction, bootstrap, bootstrap_higher_order, bootstrap_importance, bootstrap_moderated, inference
from study.analysis.comparison_tables import repeated_t
from study.analysis.dimension_tables import dimension_model
from study.analysis.rival_tables import moderated_model, rival_model
from study.analysis.samples import Settings, engine_model
from study.claims.estimates import DRAWN, Estimates, measure_draws
from study.setup.claim_declarations import MAIN, Claims, Measure, Stability
from study.setup.study_model import StudyModel

__all__ = ["NUMBERS", "Picks", "added_variance", "draw_estimates", "pick", "repeat_table", "repeated"]

Floats = npt.NDArray[np.float64]


def draw_estimates(
    indicators: Floats,
    study_model: StudyModel,
    claims: Claims,
    settings: Settings,
    scale_points: int,
    resamples: int,
    seed: int,
) -> Estimates:
    """Draw what the evidence of the claims needs, from indicators (N, K) in the order of the study's model.

    scale_points: of the response scale, which begins at 1. plssem's errors where a model is not estimable.
    """
    kinds, main = {measure.kind for measure in claims.measures}, engine_model(study_model, settings)
    models = {MAIN: main} | {name: rival_model(study_model, claims.models[name], settings) for name in claims.rivals}
    places = {name: place for place, name in enumerate(study_model.indicators)}
    drawn = {
        name: bootstrap(indicators[:, [places[code] for code in model.indicators]], model, resamples, seed=seed)
        for name, model in models.items()
    }
    by_dimension = kinds & {"dimension_effect", "difference_of_dimension_effects"}
    target = study_model.endogenous[-1]
    return Estimates(
        study_model,
        drawn,
        dimensions=bootstrap_higher_order(indicators, dimension_model(study_model, settings), resamples, seed=seed)
        if by_dimension
        else None,
        importance=bootstrap_importance(indicators, main, target, 1, scale_points, resamples, seed=seed)
        if "difference_of_performance" in kinds
        else None,
        moderation=bootstrap_moderated(indicators, moderated_model(main, claims.interactions), resamples, seed=seed)
        if "interaction" in kinds
        else None,
    )


Places = npt.NDArray[np.int64]
NUMBERS = ("t", "lower", "upper")


@dataclass(frozen=True, eq=False)
class Picks:
    """What each run takes of the pool: resamples (runs, B), and divisions into folds (runs, R), as places in it."""

    resamples: Places
    divisions: Places

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
    places = [(claim.id, place, one) for claim in claims.claims for place, one in enumerate(claim.evidence, start=1)]
    drawn = [piece for piece in places if piece[2].kind in DRAWN]
    compared = [piece for piece in places if piece[2].kind == "comparison_of_models"]
    numbers = _of_draws([one for _, _, one in drawn], pool, picks, level)
    numbers += [_of_predictions(one, predicted, picks, cases, level) for _, _, one in compared]
    parts = [_rows(claim, place, own) for (claim, place, _), own in zip([*drawn, *compared], numbers, strict=True)]
    empty = pd.DataFrame(columns=["claim", "test", "run", *NUMBERS])
    return pd.concat(parts, ignore_index=True) if parts else empty


def repeated(repeats: pd.DataFrame, claim: str, test: int) -> tuple[Floats, Floats, Floats]:
    """Return t, lower and upper (runs,) of a piece of evidence; empty where it is not drawn."""
    own = repeats[(repeats["claim"] == claim) & (repeats["test"] == test)]
    t, lower, upper = (own[name].to_numpy(dtype=float) for name in NUMBERS)
    return t, lower, upper


def _twice(pool: int, runs: int, size: int, generator: np.random.Generator) -> Places:
    """Return places (runs, size) in the pool, drawn with replacement from the pool drawn anew for each run."""
    return np.array([generator.integers(pool, size=pool)[generator.integers(pool, size=size)] for _ in range(runs)])


def _of_draws(measures: Sequence[Measure], pool: Estimates, picks: Picks, level: float) -> list[Floats]:
    """Return t, lower and upper (runs, 3) of each piece; a run takes the same resamples for all of them."""
    if not measures:
        return []
    draws = [measure_draws(measure, pool) for measure in measures]
    estimates, drawn = np.array([one.estimate for one in draws]), np.column_stack([one.resampled for one in draws])
    found = [inference(estimates, drawn[places], level) for places in picks.resamples]
    by_run = np.array([[one.t, one.lower, one.upper] for one in found])
    return list(np.moveaxis(by_run, 2, 0))


def _of_predictions(
    measure: Measure, predicted: Mapping[str, Prediction], picks: Picks, cases: int, level: float
) -> Floats:
    asked = measure.arguments
    return repeated_t(predicted, (asked["model"], asked["rival"], asked["outcome"]), picks.divisions, cases, level)


def _rows(claim: str, place: int, numbers: Floats) -> pd.DataFrame:
    rows = pd.DataFrame(numbers, columns=list(NUMBERS))
    for column, value in (("run", np.arange(1, len(numbers) + 1)), ("test", place), ("claim", claim)):
        rows.insert(0, column, value)
    return rows
