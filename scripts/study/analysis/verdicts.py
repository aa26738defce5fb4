"""From a path's estimate to the verdict on its hypothesis.

From evidence to verdicts, of one study or of many at once.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = [
    "CONTRADICTED",
    "NOT_SUPPORTED",
    "NOT_TESTABLE",
    "SUPPORTED",
    "combined",
    "deciding",
    "margins",
    "trend_verdict",
    "verdict",
    "verdicts",
]

SUPPORTED, NOT_SUPPORTED, CONTRADICTED, NOT_TESTABLE = "supported", "not_supported", "contradicted", "not_testable"


def verdict(estimate: float, t: float, critical_t: float, direction: str) -> str:
    """Judge a directed hypothesis: supported where |t| exceeds the critical t and the sign is the expected one.

    contradicted: significant with the other sign; not testable: there is no t.
    """
    if math.isnan(t):
        return NOT_TESTABLE
    if abs(t) <= critical_t:
        return NOT_SUPPORTED
    expected = estimate > 0 if direction == "positive" else estimate < 0
    return SUPPORTED if expected else CONTRADICTED


Floats = npt.NDArray[np.float64]
Verdicts = npt.NDArray[np.str_]


def margins(criterion: str, t: Floats, lower: Floats, upper: Floats, critical_t: float) -> Floats:
    """Return how far evidence lies beyond what the criterion asks for (...,); below 0 it falls short.

    t: |t| - critical t, dimensionless. interval: distance of the interval from zero, in the units of the statistic.
    """
    return np.abs(t) - critical_t if criterion == "t" else np.maximum(lower, -upper)


def verdicts(criterion: str, sign: int, numbers: tuple[Floats, Floats, Floats], critical_t: float) -> Verdicts:
    """Judge evidence by its numbers t, lower and upper (...,): significant with the sign that the claim expects?

    Supported, contradicted (significant with the other sign), not supported, or not testable where there is no number.
    """
    t, lower, upper = numbers
    margin = margins(criterion, t, lower, upper, critical_t)
    side = np.sign(t) if criterion == "t" else np.where(lower > 0, 1, -1)
    found = np.where(side == sign, SUPPORTED, CONTRADICTED)
    return np.where(np.isnan(margin), NOT_TESTABLE, np.where(margin > 0, found, NOT_SUPPORTED))


def combined(found: Sequence[Verdicts]) -> Verdicts:
    """Judge a claim by the verdicts on its evidence, each (...,): all must speak for it, one against it is enough."""
    pieces = np.stack(found)
    supported = np.where((pieces == SUPPORTED).all(axis=0), SUPPORTED, NOT_SUPPORTED)
    against = np.where((pieces == CONTRADICTED).any(axis=0), CONTRADICTED, supported)
    return np.where((pieces == NOT_TESTABLE).any(axis=0), NOT_TESTABLE, against)


def deciding(found: Sequence[str], verdict: str, strengths: Sequence[float]) -> int:
    """Return which piece of evidence decides: the weakest of those with the claim's verdict.

    strengths: t with the sign that the claim expects; NaN counts as 0.
    """
    own = [place for place, one in enumerate(found) if one == verdict]
    return min(own, key=lambda place: np.nan_to_num(strengths[place]))


def trend_verdict(values: Sequence[float], sign: int) -> str:
    """Judge a series, the first value being what the others start from: does each step go the way of the claim?

    Contradicted where each goes the other way; not testable with fewer than two values.
    """
    steps = np.diff(np.array([value for value in values if np.isfinite(value)]))
    if not len(steps):
        return NOT_TESTABLE
    if (np.sign(steps) == sign).all():
        return SUPPORTED
    return CONTRADICTED if (np.sign(steps) == -sign).all() else NOT_SUPPORTED
