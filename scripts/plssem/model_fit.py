"""Overall fit: how far the correlations that a model implies are from those observed.

Henseler, J., Hubona, G., & Ray, P. A. (2016). Using PLS path modeling in new technology research: Updated guidelines.
Industrial Management & Data Systems, 116(1), 2-20. doi:10.1108/IMDS-09-2015-0382.
Dijkstra, T. K., & Henseler, J. (2015). Consistent and asymptotically normal PLS estimators for linear structural
equations. Computational Statistics & Data Analysis, 81, 10-23. doi:10.1016/j.csda.2014.07.008.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plssem.arrays import FloatArray
from plssem.consistent import common_factor_constructs
from plssem.fit import Fit
from plssem.structure import reachable

__all__ = ["ModelFit", "implied_correlations", "model_fit"]

# Variance of a linear combination of the indicators, relative to theirs, at or below which it is rounding.
SMALLEST_EIGENVALUE = 1e-12


@dataclass(frozen=True, eq=False)
class ModelFit:
    """Distances between observed and implied correlations, each (...,), dimensionless; 0 is a perfect fit.

    srmr: root mean squared residual over the lower triangle with its diagonal, K (K + 1)/2 cells.
    d_uls: half the sum of all squared residuals. d_g: half the sum of the squared logarithms of the eigenvalues of
    S^-1 Sigma. nfi: 1 - F(model)/F(independence), F = ln|Sigma| - ln|S| + tr(S Sigma^-1) - K; 1 is a perfect fit.
    NaN where the fit is; d_g and nfi also where either matrix is not positive definite.
    """

    srmr: FloatArray
    d_uls: FloatArray
    d_g: FloatArray
    nfi: FloatArray


def model_fit(fit: Fit, *, common_factors: Collection[str] = (), saturated: bool = False) -> ModelFit:
    """Compare observed correlations S with those that the model implies, Sigma, for each member of a stack.

    common_factors, saturated: see `implied_correlations`. For SRMR: Hu, L., & Bentler, P. M. (1998). Psychological
    Methods, 3(4), 424-453. doi:10.1037/1082-989X.3.4.424. For NFI: Bentler, P. M., & Bonett, D. G. (1980).
    Psychological Bulletin, 88(3), 588-606. doi:10.1037/0033-2909.88.3.588.
    ModelError for a common factor that is unknown or under mode B.
    """
    implied = implied_correlations(fit, common_factors=common_factors, saturated=saturated)
    residuals = fit.correlations - implied
    size = residuals.shape[-1]
    variances, vectors = np.linalg.eigh(_identity_for_nan(fit.correlations))
    observed = _positive(variances, fit.correlations)
    whitened = vectors / np.sqrt(observed)[..., None, :]
    relative = np.swapaxes(whitened, -1, -2) @ implied @ whitened
    ratios = _positive(np.linalg.eigvalsh(_identity_for_nan(relative)), relative)
    logarithms = np.log(ratios)
    return ModelFit(
        srmr=np.sqrt((np.tril(residuals) ** 2).sum(axis=(-2, -1)) / (size * (size + 1) / 2)),
        d_uls=(residuals**2).sum(axis=(-2, -1)) / 2,
        d_g=(logarithms**2).sum(axis=-1) / 2,
        nfi=1 + (logarithms + 1 / ratios - 1).sum(axis=-1) / np.log(observed).sum(axis=-1),
    )


def implied_correlations(fit: Fit, *, common_factors: Collection[str] = (), saturated: bool = False) -> FloatArray:
    """Return the indicator correlations (..., K, K) that the model implies, dimensionless, diagonal 1.

    Indicators of two blocks correlate by loading x correlation of the constructs x loading. Within its block a
    composite leaves the indicators' correlations free, so the observed ones are reproduced; a common factor (named in
    `common_factors`) accounts for them all: loading x loading.
    saturated: the construct correlations are free; otherwise they follow from the estimates: exogenous constructs
    correlate as observed, endogenous ones through the paths, and their unexplained parts, of variance 1 - R2, with
    nothing. Where paths are missing, this implies a variance other than 1 for constructs further down; the covariances
    are kept as they follow, and the variance is set to 1.
    The loadings are those of the fit: of scores, or consistent ones from `consistent`.
    ModelError for a common factor that is unknown or under mode B.
    """
    factors = common_factor_constructs(fit.model, common_factors)
    constructs = fit.construct_correlations if saturated else _implied_by_paths(fit)
    implied = fit.outer_loadings @ constructs @ np.swapaxes(fit.outer_loadings, -1, -2)
    owners = fit.model.owners
    within = (owners[:, None] == owners) & ~factors[owners]
    return _unit_diagonal(np.where(within, fit.correlations, implied))


def _implied_by_paths(fit: Fit) -> FloatArray:
    """Return the covariances of the constructs (..., J, J) that follow from the paths of a recursive model.

    The diagonal is 1.
    """
    implied = fit.construct_correlations.copy()
    # A path's target has all constructs before the source before it too, and the source: sort by their number.
    order = np.argsort(reachable(fit.model).sum(axis=0), kind="stable")
    for position, target in enumerate(order.tolist()):
        if target in fit.model.endogenous:
            before = order[:position]
            effects = fit.path_coefficients[..., before, target]
            with_target = (implied[..., before[:, None], before] * effects[..., None, :]).sum(axis=-1)
            implied[..., before, target] = implied[..., target, before] = with_target
            implied[..., target, target] = (with_target * effects).sum(axis=-1) + 1 - fit.r_squared[..., target]
    return _unit_diagonal(implied)


def _unit_diagonal(matrices: FloatArray) -> FloatArray:
    diagonal = np.eye(matrices.shape[-1], dtype=np.bool_) & np.isfinite(matrices)
    return np.where(diagonal, 1.0, matrices)


def _identity_for_nan(matrices: FloatArray) -> FloatArray:
    """Put the identity in the place of matrices (..., K, K) that are not finite, on which LAPACK would fail."""
    finite = np.asarray(np.isfinite(matrices).all(axis=(-2, -1)))
    return np.where(finite[..., None, None], matrices, np.eye(matrices.shape[-1]))


def _positive(eigenvalues: npt.ArrayLike, matrices: FloatArray) -> FloatArray:
    """Return ascending eigenvalues (..., K); NaN where the matrix is not finite, or not positive definite."""
    values = np.asarray(eigenvalues, dtype=np.float64)
    finite = np.asarray(np.isfinite(matrices).all(axis=(-2, -1)))
    definite = np.asarray(finite & (values[..., 0] > SMALLEST_EIGENVALUE * values[..., -1]))
    return np.where(definite[..., None], values, np.nan)
