"""Quality of the measurement model: reliability, convergent and discriminant validity, collinearity of indicators.

Redundancy analysis: Chin, W. W. (1998). The partial least squares approach to structural equation modeling. In G. A.
Marcoulides (Ed.), Modern Methods for Business Research (pp. 295-336). Erlbaum. Thresholds: Hair, J. F., Risher, J. J.,
Sarstedt, M., & Ringle, C. M. (2019). When to use and how to report the results of PLS-SEM. European Business Review,
31(1), 2-24. doi:10.1108/EBR-11-2018-0203.
"""

from collections.abc import Callable, Sequence

import numpy as np

from plssem.arrays import FloatArray, stack_first, stack_last, sum_in_order, variance_inflation
from plssem.fit import Fit
from plssem.model import Model

# Absolute value of a correlation at or below which it is a rounding error of 0.
ROUNDING = 1e-15
# Correlations above ROUNDING whose product does not underflow.
FACTORS = 16


def cronbach_alpha(fit: Fit) -> FloatArray:
    """Return standardised Cronbach's alpha (..., J), dimensionless; 1 for a single-item construct.

    alpha = k/(k - 1) (1 - k / sum of the k x k indicator correlations).
    Cronbach, L. J. (1951). Psychometrika, 16, 297-334. doi:10.1007/BF02310555.
    """
    sizes = fit.model.block_sizes
    matrices = stack_last(fit.correlations)
    totals = stack_first(
        np.array([sum_in_order(sum_in_order(matrices[block][:, block])) for block in fit.model.spans]), 1
    )
    several = sizes > 1
    alpha = sizes / np.where(several, sizes - 1, 1) * (1 - sizes / np.where(totals > 0, totals, np.nan))
    return np.where(several | np.isnan(totals), alpha, 1.0)


def rho_a(fit: Fit) -> FloatArray:
    """Return Dijkstra and Henseler's rho_A (..., J), dimensionless; 1 for a single-item construct.

    rho_A = (w'w)2 w'(S - diag S)w / w'(ww' - diag ww')w, S the correlations within the block (no factor N/(N - 1)).
    NaN for a mode B block, for which the coefficient is not derived, and where only one weight is not zero.
    Dijkstra, T. K., & Henseler, J. (2015). MIS Quarterly, 39(2), 297-316. doi:10.25300/MISQ/2015/39.2.02.
    """
    squared = fit.outer_weights**2
    squares = squared.sum(axis=-2)
    spread = squares**2 - (squared**2).sum(axis=-2)
    # The scores have unit variance, w'Sw = 1, and diag S = I.
    rho = squares**2 * (1 - squares) / np.where(spread > 0, spread, np.nan)
    single, mode_a = fit.model.block_sizes == 1, np.array(fit.model.modes) == "A"
    return np.where(single & np.isfinite(squares), 1.0, np.where(mode_a, rho, np.nan))


def composite_reliability(fit: Fit) -> FloatArray:
    """Return rho_C (..., J) from the outer loadings, dimensionless; 1 for a single-item construct.

    rho_C = (sum of loadings)2 / ((sum of loadings)2 + sum of (1 - loading2)).
    Joereskog, K. G. (1971). Psychometrika, 36, 109-133. doi:10.1007/BF02291393.
    """
    common = fit.outer_loadings.sum(axis=-2) ** 2
    unique = fit.model.block_sizes - (fit.outer_loadings**2).sum(axis=-2)
    return np.asarray(common / (common + unique))


def average_variance_extracted(fit: Fit) -> FloatArray:
    """Return the mean squared outer loading (..., J), dimensionless; 1 for a single-item construct.

    Fornell, C., & Larcker, D. F. (1981). Journal of Marketing Research, 18(1), 39-50. doi:10.1177/002224378101800104.
    """
    return np.asarray((fit.outer_loadings**2).sum(axis=-2) / fit.model.block_sizes)


def fornell_larcker(fit: Fit) -> FloatArray:
    """Return construct correlations with the square root of the AVE on the diagonal (..., J, J), dimensionless.

    NaN between constructs that share indicators, which are not meant to differ.
    Fornell, C., & Larcker, D. F. (1981). Journal of Marketing Research, 18(1), 39-50. doi:10.1177/002224378101800104.
    """
    diagonal = np.eye(len(fit.model.constructs), dtype=np.bool_)
    roots = np.sqrt(average_variance_extracted(fit))
    apart = np.where(fit.model.overlapping, np.nan, fit.construct_correlations)
    return np.where(diagonal, roots[..., None, :], apart)


def htmt(fit: Fit) -> FloatArray:
    """Return the heterotrait-monotrait ratio of absolute correlations (..., J, J), symmetric, dimensionless.

    Mean absolute correlation between two blocks over the geometric mean of the mean absolute correlations within
    each; 1 within a single item. NaN on the diagonal, where no two indicators of a block correlate, and between
    constructs that share indicators: of a higher-order construct with its components it is not defined.
    Henseler, J., Ringle, C. M., & Sarstedt, M. (2015). Journal of the Academy of Marketing Science, 43, 115-135.
    doi:10.1007/s11747-014-0403-8.

    >>> correlations = np.array([[1, 0.5, 0.4, 0.4], [0.5, 1, 0.4, 0.4], [0.4, 0.4, 1, 0.5], [0.4, 0.4, 0.5, 1]])
    >>> model = Model.from_blocks({"X": ["x1", "x2"], "Y": ["y1", "y2"]}, [("X", "Y")])
    >>> htmt(estimate_from_correlations(correlations, model)).round(3)
    array([[nan, 0.8],
           [0.8, nan]])
    """
    sizes = fit.model.block_sizes
    sums = _sum_over_pairs(fit, lambda cells: sum_in_order(sum_in_order(cells)))
    pairs = sizes * (sizes - 1)
    within = np.where(pairs > 0, np.diagonal(sums, axis1=-2, axis2=-1) - sizes, 1.0) / np.maximum(pairs, 1)
    scale = within[..., :, None] * within[..., None, :]
    ratios = sums / np.outer(sizes, sizes) / np.sqrt(np.where(scale > 0, scale, np.nan))
    return np.where(np.eye(len(sizes), dtype=np.bool_) | fit.model.overlapping, np.nan, ratios)


def htmt2(fit: Fit) -> FloatArray:
    """Return the HTMT of geometric means of absolute correlations (..., J, J), symmetric, dimensionless.

    It estimates the correlation of two common factors whose indicators load unequally, where HTMT assumes equal ones.
    1 within a single item. 0 where an indicator of one block does not correlate with one of the other. NaN on the
    diagonal, where indicators of a block do not correlate, and between constructs that share indicators.
    Roemer, E., Schuberth, F., & Henseler, J. (2021). Industrial Management & Data Systems, 121(12), 2637-2650.
    doi:10.1108/IMDS-02-2021-0082.
    """
    sizes = fit.model.block_sizes
    logarithms = _sum_over_pairs(fit, _sum_of_logarithms)
    pairs = sizes * (sizes - 1)
    # The diagonal's logarithms are 0, so that within a block they add nothing.
    within = np.diagonal(logarithms, axis1=-2, axis2=-1) / np.maximum(pairs, 1)
    between = logarithms / np.outer(sizes, sizes)
    scale = (within[..., :, None] + within[..., None, :]) / 2
    ratios = np.exp(between - np.where(np.isfinite(scale), scale, np.nan))
    return np.where(np.eye(len(sizes), dtype=np.bool_) | fit.model.overlapping, np.nan, ratios)


def outer_vif(fit: Fit) -> FloatArray:
    """Return the variance inflation factor of each indicator within its block (..., K), dimensionless.

    1 for a single-item construct; infinite where the indicator depends linearly on the others of its block, a factor
    beyond 1e10. Each indicator has its own regression, so that those not involved keep their finite values.

    >>> correlations = np.array([[1, 0.5, -1, 0.4], [0.5, 1, -0.5, 0.3], [-1, -0.5, 1, -0.4], [0.4, 0.3, -0.4, 1]])
    >>> model = Model.from_blocks({"X": ["x1", "x2", "x3"], "Y": ["y"]}, [("X", "Y")])
    >>> outer_vif(estimate_from_correlations(correlations, model)).round(3)
    array([  inf, 1.333,   inf, 1.   ])
    """
    matrices = stack_last(fit.correlations)
    factors = np.ones(matrices.shape[1:])
    for block in fit.model.spans:
        factors[block] = stack_last(variance_inflation(stack_first(matrices[block][:, block])), 1)
    return stack_first(factors, 1)


def _sum_over_pairs(fit: Fit, summed: Callable[[FloatArray], FloatArray]) -> FloatArray:
    """Sum the absolute correlations between each two blocks, and within each block: symmetric (..., J, J)."""
    cells, spans = stack_last(fit.correlations), fit.model.spans
    sums = np.empty((len(spans), len(spans), *cells.shape[2:]))
    for row, block in enumerate(spans):
        for column in range(row, len(spans)):
            sums[row, column] = sums[column, row] = summed(np.abs(cells[block][:, spans[column]]))
    return stack_first(sums)


def _sum_of_logarithms(cells: FloatArray) -> FloatArray:
    """Sum the logarithms of cells (k, l, ...): of products of FACTORS cells at a time, to compute fewer logarithms."""
    cells = np.where(cells > ROUNDING, cells, 0.0)
    products = [cells[start : start + FACTORS].prod(axis=0) for start in range(0, len(cells), FACTORS)]
    return sum_in_order(np.array([sum_in_order(_log_or_minus_infinity(product)) for product in products]))


def _log_or_minus_infinity(values: FloatArray) -> FloatArray:
    """Return natural logarithms; minus infinity of 0."""
    return np.log(values, out=np.full(values.shape, -np.inf), where=values != 0)


def redundancy_model(construct: str, indicators: Sequence[str], criterion: Sequence[str], mode: str = "B") -> Model:
    """Return the model of a redundancy analysis: a construct explains a criterion that measures it directly.

    indicators: of the construct, under `mode`. criterion: one global item, or the items of a reflective measure.
    Its path coefficient shows convergent validity where it is .708 or more, so that the construct explains half of the
    criterion. It is estimated and bootstrapped as any model. ModelError as for any model.
    """
    direct = f"{construct} (criterion)"
    return Model.from_blocks({construct: indicators, direct: criterion}, [(construct, direct)], {construct: mode})
