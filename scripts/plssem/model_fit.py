"""Overall fit: distances between observed and model-implied correlations, and the bootstrap test of exact fit.

Henseler, J., Hubona, G., & Ray, P. A. (2016). Using PLS path modeling in new technology research: Updated guidelines.
Industrial Management & Data Systems, 116(1), 2-20. doi:10.1108/IMDS-09-2015-0382.
Dijkstra, T. K., & Henseler, J. (2015). Consistent and asymptotically normal PLS estimators for linear structural
equations. Computational Statistics & Data Analysis, 81, 10-23. doi:10.1016/j.csda.2014.07.008.

Bootstrap test: Beran, R., & Srivastava, M. S. (1985). Bootstrap tests and confidence regions for functions of a
covariance matrix. The Annals of Statistics, 13(1), 95-115. doi:10.1214/aos/1176346579. Bollen, K. A., & Stine, R. A.
(1992). Bootstrapping goodness-of-fit measures in structural equation models. Sociological Methods & Research, 21(2),
205-229. doi:10.1177/0049124192021002004.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray, concatenate_by_name, is_singular, set_unit_diagonal
from plssem.consistent import admissible_consistent, consistent, mark_common_factors
from plssem.correlations import standardise
from plssem.errors import DataError, ModelError, check_counts
from plssem.estimation import admissible, estimate, estimate_from_correlations
from plssem.higher_order import (
    HigherOrderFit,
    HigherOrderModel,
    admissible_higher_order,
    carry,
    consistent_higher_order,
    divide_factors,
    estimate_higher_order,
    estimate_higher_order_from_correlations,
)
from plssem.model import Fit, Model
from plssem.resampling import ResampleBlock, correlate_resamples, divide_resamples, map_in_threads
from plssem.structure import causal_order

AnyModel = Model | HigherOrderModel
AnyFit = Fit | HigherOrderFit
# Variance of a linear combination of the indicators, relative to the largest, at or below which it is rounding.
SMALLEST_EIGENVALUE = 1e-12
# Misfit of independence, -ln|S|, at or below which it is rounding.
SMALLEST_MISFIT = 1e-12


@dataclass(frozen=True, eq=False)
class ModelFit:
    """Distances between observed and implied correlations, each (...,), dimensionless; 0 is a perfect fit.

    srmr: root mean squared residual over the lower triangle with its diagonal, K (K + 1)/2 cells.
    d_uls: half the sum of all squared residuals. d_g: half the sum of the squared logarithms of the eigenvalues of
    S^-1 Sigma. nfi: 1 - F(model)/F(independence), F = ln|Sigma| - ln|S| + tr(S Sigma^-1) - K; 1 is a perfect fit.
    NaN where the fit is; d_g and nfi also where either matrix is not positive definite; nfi where no two indicators
    correlate, as independence then fits.
    """

    srmr: FloatArray
    d_uls: FloatArray
    d_g: FloatArray
    nfi: FloatArray


def model_fit(fit: AnyFit, *, common_factors: Collection[str] = (), saturated: bool = False) -> ModelFit:
    """Compare observed correlations S with those that the model implies, Sigma, for each member of a stack.

    common_factors, saturated: see `implied_correlations`. K counts each indicator once; its copies, which
    measure a higher-order construct by repeated indicators, are left out.
    For SRMR: Hu, L., & Bentler, P. M. (1998). Psychological Methods, 3(4), 424-453. doi:10.1037/1082-989X.3.4.424. For
    NFI: Bentler, P. M., & Bonett, D. G. (1980). Psychological Bulletin, 88(3), 588-606.
    doi:10.1037/0033-2909.88.3.588.
    ModelError for a common factor that is unknown or under mode B.

    Example. Satisfaction shall carry the whole effect of service on loyalty. Does such a model reproduce the
    correlations?

    >>> correlations = np.array([[1, 0.5, 0.2], [0.5, 1, 0.6], [0.2, 0.6, 1]])
    >>> blocks = {"Service": ["s"], "Satisfaction": ["t"], "Loyalty": ["l"]}
    >>> model = Model.from_blocks(blocks, [("Service", "Satisfaction"), ("Satisfaction", "Loyalty")])
    >>> fit = estimate_from_correlations(correlations, model)
    >>> float(implied_correlations(fit)[0, 2].round(3))
    0.3
    >>> measures = model_fit(fit)
    >>> [float(value.round(4)) for value in (measures.srmr, measures.d_uls, measures.d_g, measures.nfi)]
    [0.0408, 0.01, 0.0212, 0.9721]
    >>> float(model_fit(fit, saturated=True).srmr.round(4))
    0.0

    The model implies .5 x .6 = .3 for service and loyalty, observed is .2. SRMR, the root of .1^2 over six cells, is
    below .08, NFI above .90, the usual limits; d_ULS and d_G are for `exact_fit`. The saturated model leaves the
    constructs free to correlate, hence 0: what does not fit is the path that is missing.
    """
    implied = implied_correlations(fit, common_factors=common_factors, saturated=saturated)
    correlations = _observed(fit)
    if isinstance(fit, Fit):
        once = (..., fit.model.distinct[:, None], fit.model.distinct)
        implied, correlations = (each[once] for each in (implied, correlations))
    residuals = correlations - implied
    size = residuals.shape[-1]
    variances, vectors = np.linalg.eigh(_identity_for_nan(correlations))
    observed = _positive_eigenvalues(variances, correlations)
    whitened = vectors / np.sqrt(observed)[..., None, :]
    relative = np.swapaxes(whitened, -1, -2) @ implied @ whitened
    ratios = _positive_eigenvalues(np.linalg.eigvalsh(_identity_for_nan(relative)), relative)
    logarithms = np.log(ratios)
    misfit = (logarithms + 1 / ratios - 1).sum(axis=-1)
    of_independence = -np.log(observed).sum(axis=-1)
    return ModelFit(
        srmr=np.sqrt((np.tril(residuals) ** 2).sum(axis=(-2, -1)) / (size * (size + 1) / 2)),
        d_uls=(residuals**2).sum(axis=(-2, -1)) / 2,
        d_g=(logarithms**2).sum(axis=-1) / 2,
        nfi=1 - misfit / np.where(of_independence > SMALLEST_MISFIT, of_independence, np.nan),
    )


def _observed(fit: AnyFit) -> FloatArray:
    """Return the correlations (..., K, K) of the indicators, without copies in a model with higher-order constructs."""
    if isinstance(fit, Fit):
        return fit.correlations
    size = len(fit.model.indicators)
    return fit.first.correlations[..., :size, :size]


def implied_correlations(fit: AnyFit, *, common_factors: Collection[str] = (), saturated: bool = False) -> FloatArray:
    """Return the indicator correlations (..., K, K) that the model implies, dimensionless, diagonal 1.

    Indicators of two blocks correlate by loading x correlation of the constructs x loading. Within its block a
    composite leaves the indicators' correlations free, so the observed ones are reproduced; a common factor (named in
    `common_factors`) accounts for them all: loading x loading.
    saturated: the construct correlations are free; otherwise they follow from the estimates: exogenous constructs
    correlate as observed, endogenous ones through the paths. ASSUME: residuals, of variance 1 - R2, are uncorrelated.
    Where paths are missing, this implies a variance other than 1 for later constructs; the covariances are kept, and
    the variance is set to 1.
    The loadings are those of the fit: of scores, or consistent ones from `consistent`.
    A repeated indicator has its loading on the component; the higher-order construct enters by its paths alone.
    With higher-order constructs in two stages those of stage two, components and indicators, are implied first; an
    indicator of a component then correlates as the component times its loading of stage one. Components of a composite
    correlate as observed, of a common factor by their loadings (Schuberth, F., Rademaker, M. E., & Henseler, J. (2020).
    Estimating and assessing second-order constructs using PLS-PM. Industrial Management & Data Systems, 120(12),
    2211-2241. doi:10.1108/IMDS-12-2019-0642).
    ModelError for a common factor that is unknown or under mode B.

    Example. Two questions on service, two on loyalty. Which correlations follow from the estimates, in each notation?

    >>> correlations = np.array([[1, 0.6, 0.4, 0.3], [0.6, 1, 0.3, 0.3], [0.4, 0.3, 1, 0.7], [0.3, 0.3, 0.7, 1]])
    >>> fit = estimate_from_correlations(correlations, model)
    >>> implied_correlations(fit)[:2].round(2)
    array([[1.  , 0.6 , 0.34, 0.33],
           [0.6 , 1.  , 0.33, 0.32]])
    >>> float(implied_correlations(fit, common_factors=["Service"])[0, 1].round(2))
    0.8
    >>> corrected = consistent(fit, ["Service", "Loyalty"])
    >>> float(implied_correlations(corrected, common_factors=["Service", "Loyalty"])[0, 1].round(2))
    0.6

    Composites: the block's own correlation, .6, is reproduced, those between the blocks follow from loadings and path
    (.34 for .4). For a common factor loadings of scores are too large (.80 for .6); consistent ones reproduce .6.
    """
    if isinstance(fit, HigherOrderFit):
        return _imply_higher_order(fit, common_factors, saturated)
    factors = mark_common_factors(fit.model, common_factors)
    constructs = fit.construct_correlations if saturated else _imply_by_paths(fit)
    implied = fit.outer_loadings @ constructs @ np.swapaxes(fit.outer_loadings, -1, -2)
    owners = fit.model.owners
    within = (owners[:, None] == owners) & ~factors[owners]
    implied = set_unit_diagonal(np.where(within, fit.correlations, implied))
    originals = np.array(fit.model.originals, dtype=np.int64)
    return implied[..., originals[:, None], originals] if originals.size else implied


def _imply_higher_order(fit: HigherOrderFit, common_factors: Collection[str], saturated: bool) -> FloatArray:
    """Return the correlations (..., K, K) that both stages imply: of stage two, times the loadings of stage one."""
    size = len(fit.model.indicators)
    model = fit.model
    if model.second is model.first:
        implied = implied_correlations(fit.first, common_factors=common_factors, saturated=saturated)
        return implied[..., :size, :size]
    of_first, of_second = divide_factors(model, common_factors)
    upper = implied_correlations(fit.second, common_factors=of_second, saturated=saturated)
    loadings = carry(fit.first.outer_loadings, model)[..., :size, :]
    implied = loadings @ upper @ np.swapaxes(loadings, -1, -2)
    owners = model.first.owners[:size]
    carried = np.isin(len(model.first.indicators) + np.arange(len(model.first.constructs)), model.carried)
    composites = (carried & ~mark_common_factors(model.first, of_first))[owners]
    return set_unit_diagonal(np.where((owners[:, None] == owners) & composites, _observed(fit), implied))


def _imply_by_paths(fit: Fit) -> FloatArray:
    """Return the covariances of the constructs (..., J, J) implied by the paths of a recursive model, diagonal 1."""
    implied = fit.construct_correlations.copy()
    order = causal_order(fit.model)
    for position, target in enumerate(order):
        if target in fit.model.endogenous:
            before = np.array(order[:position])
            effects = fit.path_coefficients[..., before, target]
            with_target = (implied[..., before[:, None], before] * effects[..., None, :]).sum(axis=-1)
            implied[..., before, target] = implied[..., target, before] = with_target
            implied[..., target, target] = (with_target * effects).sum(axis=-1) + 1 - fit.r_squared[..., target]
    return set_unit_diagonal(implied)


def _identity_for_nan(matrices: FloatArray) -> FloatArray:
    """Replace matrices (..., K, K) that are not finite by the identity, because LAPACK fails on them."""
    finite = np.asarray(np.isfinite(matrices).all(axis=(-2, -1)))
    return np.where(finite[..., None, None], matrices, np.eye(matrices.shape[-1]))


def _positive_eigenvalues(eigenvalues: npt.ArrayLike, matrices: FloatArray) -> FloatArray:
    """Return ascending eigenvalues (..., K); NaN where the matrix is not finite, or not positive definite."""
    values = np.asarray(eigenvalues, dtype=np.float64)
    finite = np.asarray(np.isfinite(matrices).all(axis=(-2, -1)))
    definite = np.asarray(finite & (values[..., 0] > SMALLEST_EIGENVALUE * values[..., -1]))
    return np.where(definite[..., None], values, np.nan)


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

    def fit(self, fit: AnyFit) -> AnyFit:
        """Return the fit with the loadings and paths of this notation."""
        if not self.corrected:
            return fit
        if isinstance(fit, HigherOrderFit):
            return consistent_higher_order(fit, self.common_factors)
        return consistent(fit, self.common_factors)

    def measures(self, fit: AnyFit) -> ModelFit:
        """Return the distances of a fit that `fit` returned."""
        return model_fit(fit, common_factors=self.common_factors, saturated=self.saturated)

    def usable(self, fit: AnyFit) -> BoolArray:
        """Tell which members of a stack converged to an admissible solution."""
        factors = self.common_factors if self.corrected else ()
        if isinstance(fit, HigherOrderFit):
            both = admissible_higher_order(fit, factors) if factors else admissible(fit.first) & admissible(fit.second)
            return np.asarray(fit.first.converged & fit.second.converged & both)
        return fit.converged & admissible_consistent(fit, factors)


@dataclass(frozen=True, eq=False)
class ExactFit:
    """Distances of the sample, and of resamples from the population that the fitted model implies.

    In that population the model holds exactly where blocks have mode B or the notation is consistent. Weights of mode A
    estimated from it differ from those that generated it, so that the distance is not quite zero: such a test rejects a
    true model more rarely than its level. measures: of the sample. draws: "srmr", "d_uls" and "d_g" (B,); NaN where the
    resample did not converge to an admissible solution, or the distance does not exist.
    """

    measures: ModelFit
    draws: Mapping[str, FloatArray]

    def left_out(self, distance: str) -> int:
        """Count the resamples without this distance."""
        return int(np.isnan(self.draws[distance]).sum())

    def quantile(self, distance: str, level: float) -> float:
        """Return the quantile of the resamples at a level: HI95 at 0.95; NaN without draws.

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
    model: AnyModel,
    resamples: int = 10_000,
    *,
    seed: int,
    notation: Notation | None = None,
    threads: int = 1,
) -> ExactFit:
    """Test whether the model fits exactly, from indicators (N, K); notation: composites, estimated model by default.

    The standardised indicators are transformed to correlate as the model implies, Z S^-1/2 Sigma^1/2; their resamples
    are estimated like the sample. Draws depend on data, model, notation and seed only. With higher-order constructs
    both stages are estimated in each resample.
    DataError, ConvergenceError: as `bootstrap`; DataError where the sample's solution is not admissible, S is singular
    or Sigma is not positive definite; ModelError for a moderated model, which implies no correlations of its products.

    Example. Is the misfit of a model larger than chance? Service shall act on loyalty through satisfaction only; twenty
    customers, 1 to 5, two questions on service, one each on satisfaction and loyalty.

    >>> blocks = {"Service": ["s1", "s2"], "Satisfaction": ["t"], "Loyalty": ["l"]}
    >>> model = Model.from_blocks(blocks, [("Service", "Satisfaction"), ("Satisfaction", "Loyalty")])
    >>> test = exact_fit(answers, model, 500, seed=1)
    >>> float(test.measures.srmr.round(3)), round(test.quantile("srmr", 0.95), 3)
    (0.086, 0.124)
    >>> round(test.p("srmr"), 2), test.left_out("srmr")
    (0.21, 0)

    In a population in which the model is true, 95 % of samples of 20 stay below .124, and 21 % lie above .086: nothing
    speaks against the model. `left_out` counts resamples without an admissible solution.
    """
    check_counts(resamples=resamples, seed=seed, threads=threads)
    notation = notation or Notation()
    _check_testable(model)
    of_sample = (
        estimate_higher_order(indicators, model) if isinstance(model, HigherOrderModel) else estimate(indicators, model)
    )
    sample = notation.fit(of_sample)
    _check_admissible(sample, notation)
    implied = implied_correlations(sample, common_factors=notation.common_factors, saturated=notation.saturated)
    observed = _observed(sample)
    _check_definite(observed, "the observed correlations", "collect more answers or use fewer indicators")
    _check_definite(implied, "the correlations that the model implies", "report the model as inadmissible")
    standardised = standardise(parse_answers(indicators, model.indicators), model.indicators)
    transformed = standardised @ _matrix_power(observed, -0.5) @ _matrix_power(implied, 0.5)

    def distances(block: ResampleBlock) -> dict[str, FloatArray]:
        """Return the distances (b,) of a block of resamples; NaN without an admissible solution."""
        drawn = correlate_resamples(block, transformed)
        fit = notation.fit(
            estimate_higher_order_from_correlations(drawn, model)
            if isinstance(model, HigherOrderModel)
            else estimate_from_correlations(drawn, model)
        )
        measures = notation.measures(fit)
        usable = notation.usable(fit)
        return {name: np.where(usable, getattr(measures, name), np.nan) for name in DISTANCES}

    draws = map_in_threads(distances, divide_resamples(resamples, seed, "exact fit"), threads)
    return ExactFit(notation.measures(sample), concatenate_by_name(list(draws)))


def _matrix_power(matrix: FloatArray, exponent: float) -> FloatArray:
    """Return a power of a symmetric positive definite matrix (K, K)."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * values**exponent) @ vectors.T)


def _check_testable(model: AnyModel) -> None:
    if not isinstance(model, AnyModel):
        raise ModelError(
            what="model without a test of exact fit",
            where="exact fit",
            found=type(model).__name__,
            expected="a model without products, whose correlations depend on the distribution of their factors",
            remedy="test the base model",
        )


def _check_admissible(sample: AnyFit, notation: Notation) -> None:
    if not notation.usable(sample):
        raise DataError(
            what="solution that is not admissible",
            where="exact fit",
            found="a loading, correlation, reliability or R2 out of its range",
            expected="a population that the model could describe",
            remedy="test the model with these constructs as composites",
        )


def _check_definite(matrix: FloatArray, where: str, remedy: str) -> None:
    if is_singular(matrix):
        raise DataError(
            what="a matrix that is not positive definite",
            where=where,
            found="linearly dependent or impossible correlations",
            expected="linearly independent indicators",
            remedy=remedy,
        )
