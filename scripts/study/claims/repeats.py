"""The evidence again and again, with other random numbers: how stable is a verdict?"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import Prediction, inference
from study.claims.declaration import Claim, Claims, Measure
from study.claims.measures import DRAWN, Estimates, measure_draws
from study.comparison import repeated_t

__all__ = ["NUMBERS", "repeat_table", "repeated"]

Floats = npt.NDArray[np.float64]
NUMBERS = ("t", "lower", "upper")


def repeat_table(
    claims: Claims, estimates: Estimates, predicted: Mapping[str, Prediction], cases: int, level: float
) -> pd.DataFrame:
    """Return `claim_repeats.csv`: t, lower and upper of each piece of evidence in each run.

    estimates: bootstraps of runs x resamples draws, cut into runs. predicted: one repetition per run.
    """
    parts = [
        _run_rows(claim, place, _numbers(measure, claims, estimates, predicted, cases, level))
        for claim in claims.claims
        for place, measure in enumerate(claim.evidence, start=1)
        if measure.kind in DRAWN or measure.kind == "comparison_of_models"
    ]
    empty = pd.DataFrame(columns=["claim", "test", "run", *NUMBERS])
    return pd.concat(parts, ignore_index=True) if parts else empty


def repeated(repeats: pd.DataFrame, claim: str, test: int) -> tuple[Floats, Floats, Floats]:
    """Return t, lower and upper (runs,) of a piece of evidence; empty where it is not drawn."""
    own = repeats[(repeats["claim"] == claim) & (repeats["test"] == test)]
    t, lower, upper = (own[name].to_numpy(dtype=float) for name in NUMBERS)
    return t, lower, upper


def _numbers(
    measure: Measure,
    claims: Claims,
    estimates: Estimates,
    predicted: Mapping[str, Prediction],
    cases: int,
    level: float,
) -> Floats:
    if measure.kind == "comparison_of_models":
        asked = measure.arguments
        return repeated_t(predicted, (asked["model"], asked["rival"], asked["outcome"]), cases, level)
    draws, runs = measure_draws(measure, estimates), claims.stability.runs
    found = inference(np.full(runs, draws.estimate), draws.resampled.reshape(runs, -1).T, level)
    return np.column_stack([found.t, found.lower, found.upper])


def _run_rows(claim: Claim, place: int, numbers: Floats) -> pd.DataFrame:
    rows = pd.DataFrame(numbers, columns=list(NUMBERS))
    for column, value in (("run", np.arange(1, len(numbers) + 1)), ("test", place), ("claim", claim.id)):
        rows.insert(0, column, value)
    return rows
