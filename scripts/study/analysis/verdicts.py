"""From estimates to verdicts: one rule for hypotheses, claims, and the universes of the specification curve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import FloatArray
from study.setup.study_model import ModelPath

Verdicts = npt.NDArray[np.str_]
SUPPORTED = "supported"
NOT_SUPPORTED = "not_supported"
CONTRADICTED = "contradicted"
NOT_TESTABLE = "not_testable"
T = "t"
INTERVAL = "interval"


@dataclass(frozen=True)
class DecisionRule:
    """How a directed statement is judged: by |t| above the critical t, or by an interval that leaves out zero.

    criterion: "t" or "interval". sign: the one that is expected, 1 or -1.
    """

    criterion: str
    sign: int
    critical_t: float

    def margins(self, t: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
        """Return how far evidence lies beyond what the criterion asks for (...,); below 0 it falls short.

        t: |t| - critical t, dimensionless. interval: its distance from zero, in the units of the statistic.
        """
        return np.abs(t) - self.critical_t if self.criterion == T else np.maximum(lower, -upper)

    def verdicts(self, t: FloatArray, lower: FloatArray, upper: FloatArray) -> Verdicts:
        """Judge evidence by its t (estimate over standard error) and its interval (...,).

        Supported where it is significant with the expected sign, contradicted where it is with the other, not supported
        where it is not significant, not testable where the criterion has no number to go by.
        """
        margins = self.margins(t, lower, upper)
        signs = np.sign(t) if self.criterion == T else np.where(lower > 0, 1, -1)
        significant = np.where(signs == self.sign, SUPPORTED, CONTRADICTED)
        return np.where(np.isnan(margins), NOT_TESTABLE, np.where(margins > 0, significant, NOT_SUPPORTED))

    def verdict(self, t: float, lower: float, upper: float) -> str:
        """Judge one piece of evidence."""
        return str(self.verdicts(np.asarray(t), np.asarray(lower), np.asarray(upper)))


def path_rule(path: ModelPath, critical_t: float, criteria: Mapping[str, str]) -> DecisionRule:
    """Return the rule for a path's hypothesis; criteria: of the hypotheses that claims name, for all others t."""
    return DecisionRule(criteria.get(path.hypothesis or "", T), path.sign, critical_t)


@dataclass(frozen=True)
class Judging:
    """How paths are judged: level of intervals, critical t, and the criterion of hypotheses that claims name.

    criteria: "t" or "interval"; hypotheses that no claim names are judged by t.
    """

    confidence_level: float
    critical_t: float
    criteria: Mapping[str, str] = field(default_factory=dict)

    def rule(self, path: ModelPath) -> DecisionRule:
        """Return the rule for a path's hypothesis."""
        return path_rule(path, self.critical_t, self.criteria)

    def verdicts(self, paths: Sequence[ModelPath], numbers: pd.DataFrame) -> list[str]:
        """Judge each path by t, lower and upper of its row; "" for a path without hypothesis."""
        rows = numbers[["t", "lower", "upper"]].to_numpy(dtype=float)
        judged = zip(paths, rows, strict=True)
        return [self.rule(path).verdict(*row) if path.hypothesis else "" for path, row in judged]


def consistent_rule(sign: int) -> DecisionRule:
    """Return the rule for a path of consistent PLS: its interval, whatever decides on PLS.

    A few resamples without an admissible solution make its standard error, so that t finds little (convention C2).
    """
    return DecisionRule(INTERVAL, sign, float("nan"))


def combine_verdicts(pieces: Sequence[Verdicts]) -> Verdicts:
    """Judge a claim by the verdicts on its evidence, each (...,): all must speak for it, one against it is enough."""
    stacked = np.stack(pieces)
    supported = np.where((stacked == SUPPORTED).all(axis=0), SUPPORTED, NOT_SUPPORTED)
    against = np.where((stacked == CONTRADICTED).any(axis=0), CONTRADICTED, supported)
    return np.where((stacked == NOT_TESTABLE).any(axis=0), NOT_TESTABLE, against)


def find_deciding(pieces: Sequence[str], verdict: str, strengths: Sequence[float]) -> int:
    """Return the index of the evidence that decides: the weakest of those with the claim's verdict.

    strengths: t with the sign that the claim expects; NaN counts as 0.
    """
    agreeing = [index for index, piece in enumerate(pieces) if piece == verdict]
    return min(agreeing, key=lambda index: np.nan_to_num(strengths[index]))


def judge_necessity(effect_size: float, p: float, minimum: float, level: float) -> str:
    """Judge a condition as necessary: an effect size of the minimum or more, and p below the level.

    No effect size speaks against necessity, so that nothing is contradicted: what falls short is not supported.
    """
    if not np.isfinite([effect_size, p]).all():
        return NOT_TESTABLE
    return SUPPORTED if effect_size >= minimum and p < level else NOT_SUPPORTED


def judge_trend(values: Sequence[float], sign: int) -> str:
    """Judge a series, the first value being what the others start from: does each step go the way of the claim?

    Contradicted where each goes the other way; not testable with fewer than two values.
    """
    steps = np.diff(np.array([value for value in values if np.isfinite(value)]))
    if not len(steps):
        return NOT_TESTABLE
    if (np.sign(steps) == sign).all():
        return SUPPORTED
    return CONTRADICTED if (np.sign(steps) == -sign).all() else NOT_SUPPORTED
