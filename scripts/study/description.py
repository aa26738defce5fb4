"""Describe the answers to each indicator."""

from collections.abc import Sequence

import pandas as pd

from study.model import StudyModel

__all__ = ["describe"]


def describe(responses: pd.DataFrame, model: StudyModel, points: int) -> pd.DataFrame:
    """Return one row per indicator of scored responses (N, K): n, missing, mean, sd, share_1 to share_P.

    mean and sd (divisor n - 1) in points of the scale, shares of the n answers given (0 to 1); reverse-coded indicators
    after turning. NaN where nobody answered; sd NaN for a single answer.
    """
    return pd.DataFrame([_row(responses[code], code, model.construct_of(code), points) for code in model.indicators])


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
