"""Describe the answers to each indicator."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from study.model import StudyModel

__all__ = ["CATEGORIES", "describe", "describe_dimensions"]

# From the lowest percent index on.
CATEGORIES = ("very_low", "low", "moderate", "high", "very_high")


def describe(responses: pd.DataFrame, model: StudyModel, points: int) -> pd.DataFrame:
    """Return one row per indicator of scored responses (N, K): n, missing, mean, sd, share_1 to share_P.

    mean and sd (divisor n - 1) in points of the scale, shares of the n answers given (0 to 1); reverse-coded indicators
    after turning. NaN where nobody answered; sd NaN for a single answer.
    """
    return pd.DataFrame([_row(responses[code], code, model.construct_of(code), points) for code in model.indicators])


def describe_dimensions(
    responses: pd.DataFrame, model: StudyModel, points: int, bounds: Sequence[float]
) -> pd.DataFrame:
    """Return one row per dimension of scored responses (N, K): mean, percent index and its category.

    mean: of all answers given to its items, in points of the scale. percent_index: mean / points x 100, as Indonesian
    readers know it; from 100 / points on, never from 0. category: how many of the four ascending bounds it exceeds, as
    a key of CATEGORIES; an index on a bound belongs to the lower one. NaN and no category where nobody answered.
    """
    return pd.DataFrame(
        [
            {"construct": name, "dimension": dimension.name, "indicators": len(dimension.indicators)}
            | _index(responses[list(dimension.indicators)].to_numpy(dtype=float), points, bounds)
            for name, construct in model.constructs.items()
            for dimension in construct.dimensions
        ]
    )


def _index(answers: npt.NDArray[np.float64], points: int, bounds: Sequence[float]) -> dict[str, object]:
    given = answers[np.isfinite(answers)]
    mean = float(given.mean()) if given.size else float("nan")
    index = 100 * mean / points
    category = "" if pd.isna(index) else CATEGORIES[sum(index > bound for bound in bounds)]
    return {"mean": mean, "percent_index": index, "category": category}


def _row(answers: "pd.Series[float]", code: str, construct: str, points: int) -> dict[str, object]:
    given = answers.dropna()
    return {
        "indicator": code,
        "construct": construct,
        "n": len(given),
        "missing": len(answers) - len(given),
        "mean": given.mean(),
        "sd": given.std(),
        **_shares(given, range(1, points + 1)),
    }


def _shares(given: "pd.Series[float]", points: Sequence[int]) -> dict[str, float]:
    return {f"share_{point}": (given == point).mean() for point in points}
