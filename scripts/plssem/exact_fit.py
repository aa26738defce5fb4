"""The bootstrap test of exact fit: how far from the data would the fitted model be by chance alone, if it were true?

Beran, R., & Srivastava, M. S. (1985). Bootstrap tests and confidence regions for functions of a covariance matrix. The
Annals of Statistics, 13(1), 95-115. doi:10.1214/aos/1176346579. Bollen, K. A., & Stine, R. A. (1992). Bootstrapping
goodness-of-fit measures in structural equation models. Sociological Methods & Research, 21(2), 205-229.
doi:10.1177/0049124192021002004. For PLS: Dijkstra, T. K., & Henseler, J. (2015). Computational Statistics & Data
Analysis, 81, 10-23. doi:10.1016/j.csda.2014.07.008.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from plssem.answers import answers_of
from plssem.arrays import BoolArray, FloatArray
from plssem.consistent import admissible_consistent, consistent
from plssem.correlations import standardise
from plssem.errors import DataError, explain
from plssem.estimation import estimate, estimate_from_correlations
from plssem.fit import Fit
from plssem.linear_algebra import is_singular
from plssem.model import Model
from plssem.model_fit import ModelFit, implied_correlations, model_fit
from plssem.resampling import Block, blocks, resampled_correlations
from plssem.settings import check_counts
from plssem.threads import each

__all__ = ["ExactFit", "Notation", "exact_fit"]

DISTANCES = ("srmr", "d_uls", "d_g")


@dataclass(frozen=True)
class Notation:
    """Which model is compared with the data.

    common_factors: constructs that account for the correlations within their block; the others are composites.
    corrected: whether loadings and paths of common factors are those of consistent PLS.
    saturated: whether the construct correlations are free.
    """

    common_factors: Collection[str] = ()
    corrected: bool = False
    saturated: bool = False

    def fit(self, fit: Fit) -> Fit:
        """Return the fit whose loadings and paths the model has."""
        return consistent(fit, self.common_factors) if self.corrected else fit

    def measures(self, fit: Fit) -> ModelFit:
        """Return the distances of a fit that `fit` returned."""
        return model_fit(fit, common_factors=self.common_factors, saturated=self.saturated)

    def usable(self, fit: Fit) -> BoolArray:
        """Tell which members of a stack converged to an admissible solution."""
        factors = self.common_factors if self.corrected else ()
        return fit.converged & admissible_consistent(fit, factors)


@dataclass(frozen=True, eq=False)
class ExactFit:
    """Distances of the sample, and of resamples from the population that the fitted model implies.

    In that population the model holds exactly where blocks have mode B or the notation is consistent. Weights of mode A
    estimated from it differ from those that made it, so that the distance is not quite zero even there: such a test
    rejects a true model more rarely than its level says. measures: of the sample. draws: "srmr", "d_uls" and
    "d_g" to (B,); NaN where the resample did not converge to an
    admissible solution, or the distance does not exist.
    """

    measures: ModelFit
    draws: Mapping[str, FloatArray]

    def left_out(self, distance: str) -> int:
        """Count the resamples without this distance."""
        return int(np.isnan(self.draws[distance]).sum())

    def quantile(self, distance: str, level: float) -> float:
        """Return the value that resamples exceed with chance 1 - level: HI95 at 0.95; NaN without draws.

        Interpolated linearly between order statistics. The model is refused where the sample's distance exceeds it.
        """
        draws = self._finite(distance)
        return float(np.quantile(draws, level)) if draws.size else np.nan

    def p(self, distance: str) -> float:
        """Return the share of resamples at least as far from the model, (r + 1)/(B + 1); NaN without draws."""
        draws = self._finite(distance)
        value = getattr(self.measures, distance)
        return float(((draws >= value).sum() + 1) / (draws.size + 1)) if draws.size and np.isfinite(value) else np.nan

    def _finite(self, distance: str) -> FloatArray:
        draws = self.draws[distance]
        return draws[np.isfinite(draws)]


def exact_fit(
    indicators: FloatArray,
    model: Model,
    resamples: int = 10_000,
    *,
    seed: int,
    notation: Notation | None = None,
    threads: int = 1,
) -> ExactFit:
    """Test whether the model fits exactly, from indicators (N, K); notation: composites, estimated model by default.

    The standardised indicators are transformed to correlate as the model implies, Z S^-1/2 Sigma^1/2; their resamples
    are estimated like the sample. Draws depend on data, model, notation and seed only.
    DataError, ConvergenceError: as `bootstrap`; DataError where the sample's solution is not admissible, S is singular
    or Sigma is not positive definite.
    """
    check_counts(resamples=resamples, seed=seed, threads=threads)
    notation = notation or Notation()
    sample = notation.fit(estimate(indicators, model))
    _check_admissible(sample, notation)
    standardised = standardise(answers_of(indicators, model.indicators), model.indicators)
    transformed = _transformed(standardised, sample, notation)
    distances = partial(_distances, transformed=transformed, model=model, notation=notation)
    return ExactFit(notation.measures(sample), _joined(each(distances, blocks(resamples, seed, "exact fit"), threads)))


def _transformed(standardised: FloatArray, sample: Fit, notation: Notation) -> FloatArray:
    implied = implied_correlations(sample, common_factors=notation.common_factors, saturated=notation.saturated)
    _check_definite(sample.correlations, "the observed correlations", "collect more answers or use fewer indicators")
    _check_definite(implied, "the correlations that the model implies", "report the model as inadmissible")
    return np.asarray(standardised @ _power(sample.correlations, -0.5) @ _power(implied, 0.5))


def _distances(block: Block, transformed: FloatArray, model: Model, notation: Notation) -> dict[str, FloatArray]:
    fit = notation.fit(estimate_from_correlations(resampled_correlations(block, transformed), model))
    measures, usable = notation.measures(fit), notation.usable(fit)
    return {name: np.where(usable, getattr(measures, name), np.nan) for name in DISTANCES}


def _joined(parts: Iterable[Mapping[str, FloatArray]]) -> dict[str, FloatArray]:
    parts = list(parts)
    return {name: np.concatenate([part[name] for part in parts]) for name in DISTANCES}


def _power(matrix: FloatArray, exponent: float) -> FloatArray:
    """Return a power of a symmetric positive definite matrix (K, K)."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * values**exponent) @ vectors.T)


def _check_admissible(sample: Fit, notation: Notation) -> None:
    if not notation.usable(sample):
        raise DataError(
            explain(
                "solution that is not admissible",
                "exact fit",
                "a loading, correlation, reliability or R2 out of its range",
                "a population that the model could describe",
                "test the model with these constructs as composites",
            )
        )


def _check_definite(matrix: FloatArray, where: str, remedy: str) -> None:
    if is_singular(matrix):
        raise DataError(
            explain(
                "a matrix that is not positive definite",
                where,
                "linearly dependent or impossible correlations",
                "linearly independent indicators",
                remedy,
            )
        )
