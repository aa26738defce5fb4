"""Quality of the measurement model: reliability, convergent and discriminant validity, collinearity of indicators.

Redundancy analysis: Chin, W. W. (1998). The partial least squares approach to structural equation modeling. In G. A.
Marcoulides (Ed.), Modern Methods for Business Research (pp. 295-336). Erlbaum. Thresholds: Hair, J. F., Risher, J. J.,
Sarstedt, M., & Ringle, C. M. (2019). When to use and how to report the results of PLS-SEM. European Business Review,
31(1), 2-24. doi:10.1108/EBR-11-2018-0203.

The examples have three questions on service, two on loyalty, and their correlations:

>>> above = [0.6, 0.5, 0.4, 0.3, 0.4, 0.3, 0.3, 0.2, 0.2, 0.7]
>>> correlations = np.eye(5)
>>> correlations[np.triu_indices(5, 1)] = correlations.T[np.triu_indices(5, 1)] = above
>>> blocks, paths = {"Service": ["s1", "s2", "s3"], "Loyalty": ["l1", "l2"]}, [("Service", "Loyalty")]
>>> model = Model.from_blocks(blocks, paths)
>>> fit = estimate_from_correlations(correlations, model)
"""

from collections.abc import Callable, Sequence

import numpy as np

from plssem.arrays import FloatArray, stack_first, stack_last, sum_in_order, variance_inflation
from plssem.model import Fit, Model

# Absolute value of a correlation at or below which it is a rounding error of 0.
ROUNDING = 1e-15
# Correlations above ROUNDING whose product does not underflow.
FACTORS = 16


def cronbach_alpha(fit: Fit) -> FloatArray:
    """Return standardised Cronbach's alpha (..., J), dimensionless; 1 for a single-item construct.

    alpha = k/(k - 1) (1 - k / sum of the k x k indicator correlations).
    Cronbach, L. J. (1951). Psychometrika, 16, 297-334. doi:10.1007/BF02310555.

    Example. Three questions on service, two on loyalty: do the questions of a construct go together?

    >>> cronbach_alpha(fit).round(3)
    array([0.75 , 0.824])
    >>> mean = (0.6 + 0.5 + 0.4) / 3
    >>> round(3 * mean / (1 + 2 * mean), 3)
    0.75

    Both are above .70, the usual limit. With a mean correlation of .5 three questions give .75; more questions raise
    alpha without being better ones. Where questions load unequally it understates the reliability.
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

    Example. How much of the variance of the scores of service and loyalty is that of a common factor?

    >>> rho_a(fit).round(3), cronbach_alpha(fit).round(3), composite_reliability(fit).round(3)
    (array([0.804, 0.835]), array([0.75 , 0.824]), array([0.855, 0.919]))
    >>> formative = Model.from_blocks(blocks, paths, modes={"Service": "B"})
    >>> rho_a(estimate_from_correlations(correlations, formative)).round(3)
    array([  nan, 0.846])

    About 80 % and 84 %: .70 and more is usual. rho_A lies between alpha, which takes all questions for equally good,
    and rho_C, whose loadings are those of scores and too high. A formative construct (mode B) has no such reliability.
    """
    squared = fit.outer_weights**2
    squares = squared.sum(axis=-2)
    spread = squares**2 - (squared**2).sum(axis=-2)
    # The scores have unit variance, w'Sw = 1, and diag S = I.
    rho = squares**2 * (1 - squares) / np.where(spread > 0, spread, np.nan)
    single = fit.model.block_sizes == 1
    mode_a = np.array(fit.model.modes) == "A"
    return np.where(single & np.isfinite(squares), 1.0, np.where(mode_a, rho, np.nan))


def composite_reliability(fit: Fit) -> FloatArray:
    """Return rho_C (..., J) from the outer loadings, dimensionless; 1 for a single-item construct.

    rho_C = (sum of loadings)2 / ((sum of loadings)2 + sum of (1 - loading2)).
    Joereskog, K. G. (1971). Psychometrika, 36, 109-133. doi:10.1007/BF02291393.

    Example. How reliable is a sum of three questions that load by .90, .84 and .70, as a measure of one factor?

    >>> loadings = fit.outer_loadings[:3, 0]
    >>> loadings.round(3)
    array([0.895, 0.837, 0.702])
    >>> float((loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())).round(3))
    0.855
    >>> composite_reliability(fit).round(3)
    array([0.855, 0.919])

    .855: above .70, and below .95, beyond which questions say the same in other words. It rises with the loadings,
    which PLS overstates; rho_A is the stricter one.
    """
    common = fit.outer_loadings.sum(axis=-2) ** 2
    unique = fit.model.block_sizes - (fit.outer_loadings**2).sum(axis=-2)
    return np.asarray(common / (common + unique))


def average_variance_extracted(fit: Fit) -> FloatArray:
    """Return the mean squared outer loading (..., J), dimensionless; 1 for a single-item construct.

    Fornell, C., & Larcker, D. F. (1981). Journal of Marketing Research, 18(1), 39-50. doi:10.1177/002224378101800104.

    Example. Which share of the variance of its questions does a construct hold?

    >>> (fit.outer_loadings[:3, 0] ** 2).round(3), average_variance_extracted(fit).round(3)
    (array([0.801, 0.7  , 0.493]), array([0.665, 0.849]))

    Service holds 80, 70 and 49 % of its questions' variance, two thirds on average: .50 or more is asked for, so the
    weak third question can stay. A mean over the block hides a bad question; look at the loadings, too.
    """
    return np.asarray((fit.outer_loadings**2).sum(axis=-2) / fit.model.block_sizes)


def fornell_larcker(fit: Fit) -> FloatArray:
    """Return construct correlations with the square root of the AVE on the diagonal (..., J, J), dimensionless.

    NaN between constructs that share indicators, which are not meant to differ.
    Fornell, C., & Larcker, D. F. (1981). Journal of Marketing Research, 18(1), 39-50. doi:10.1177/002224378101800104.

    Example. Does each construct share more with its own questions than with the other construct?

    >>> fornell_larcker(fit).round(3)
    array([[0.815, 0.391],
           [0.391, 0.922]])

    On the diagonal the root of AVE: .815 and .922, both above the correlation of .391, so the criterion is met. It is
    seldom failed where HTMT is; report HTMT first.
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

    Example. Are service and loyalty two things to the respondents, or one? Two questions on each.

    >>> correlations = np.array([[1, 0.5, 0.4, 0.4], [0.5, 1, 0.4, 0.4], [0.4, 0.4, 1, 0.5], [0.4, 0.4, 0.5, 1]])
    >>> model = Model.from_blocks({"Service": ["s1", "s2"], "Loyalty": ["l1", "l2"]}, [("Service", "Loyalty")])
    >>> htmt(estimate_from_correlations(correlations, model)).round(3)
    array([[nan, 0.8],
           [0.8, nan]])
    >>> closer = np.where(correlations == 0.4, 0.48, correlations)
    >>> float(htmt(estimate_from_correlations(closer, model))[0, 1].round(3))
    0.96

    .4 between the blocks, .5 within both: .8. Below .85, the strict limit, the constructs are apart, if the upper end
    of a one-sided bootstrap interval is, too. .96 exceeds .90: the questions do not tell two constructs apart.
    """
    sizes = fit.model.block_sizes
    sums = _sum_over_pairs(fit, lambda cells: sum_in_order(sum_in_order(_without_rounding(cells))))
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

    Example. Are service and loyalty two things to the respondents, or one, if their questions are not equally good?

    >>> loadings = np.array([0.9, 0.8, 0.5, 0.9, 0.6])
    >>> correlations = np.outer(loadings, loadings) * np.where(model.owners[:, None] == model.owners, 1, 0.5)
    >>> np.fill_diagonal(correlations, 1)
    >>> fit = estimate_from_correlations(correlations, model)
    >>> float(htmt2(fit)[0, 1].round(3)), float(htmt(fit)[0, 1].round(3))
    (0.5, 0.517)

    The correlations are those of two factors that correlate by .5 and load unequally. HTMT2 finds the .5; HTMT, which
    assumes equal loadings, gives .517. The limits are the same for both, .85 and .90.
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

    Example. Do the three questions of a formative construct say different things? The first two correlate by .8.

    >>> correlations = np.array([[1, 0.8, 0.3, 0.4], [0.8, 1, 0.3, 0.3], [0.3, 0.3, 1, 0.4], [0.4, 0.3, 0.4, 1]])
    >>> blocks = {"Service": ["s1", "s2", "s3"], "Loyalty": ["l"]}
    >>> model = Model.from_blocks(blocks, [("Service", "Loyalty")], modes={"Service": "B"})
    >>> fit = estimate_from_correlations(correlations, model)
    >>> outer_vif(fit).round(2), fit.outer_weights[:3, 0].round(2), fit.outer_loadings[:3, 0].round(2)
    (array([2.81, 2.81, 1.11, 1.  ]), array([ 0.78, -0.22,  0.63]), array([0.8, 0.6, 0.8]))
    >>> same = np.array([[1, 0.5, -1, 0.4], [0.5, 1, -0.5, 0.3], [-1, -0.5, 1, -0.4], [0.4, 0.3, -0.4, 1]])
    >>> reflective = Model.from_blocks(blocks, [("Service", "Loyalty")])
    >>> outer_vif(estimate_from_correlations(same, reflective)).round(3)
    array([  inf, 1.333,   inf, 1.   ])

    2.81 = 1 / (1 - R2) of s1 among the other two: below 3, though it shows, as s2 has a negative weight and a high
    loading: what it adds is taken by s1 already. In the last s3 is s1 reversed: both are infinite, s2 is not.
    """
    matrices = stack_last(fit.correlations)
    factors = np.ones(matrices.shape[1:])
    for block in fit.model.spans:
        factors[block] = stack_last(variance_inflation(stack_first(matrices[block][:, block])), 1)
    return stack_first(factors, 1)


def _sum_over_pairs(fit: Fit, summed: Callable[[FloatArray], FloatArray]) -> FloatArray:
    """Sum the absolute correlations between each two blocks, and within each block: symmetric (..., J, J)."""
    cells = stack_last(fit.correlations)
    spans = fit.model.spans
    sums = np.empty((len(spans), len(spans), *cells.shape[2:]))
    for row, block in enumerate(spans):
        for column in range(row, len(spans)):
            sums[row, column] = sums[column, row] = summed(np.abs(cells[block][:, spans[column]]))
    return stack_first(sums)


def _without_rounding(cells: FloatArray) -> FloatArray:
    """Return absolute correlations, those of 0 but for rounding as 0."""
    return np.where(cells <= ROUNDING, 0.0, cells)


def _sum_of_logarithms(cells: FloatArray) -> FloatArray:
    """Sum the logarithms of cells (k, l, ...): of products of FACTORS cells at a time, to compute fewer logarithms."""
    cells = _without_rounding(cells)
    products = [cells[start : start + FACTORS].prod(axis=0) for start in range(0, len(cells), FACTORS)]
    # The logarithm of 0 is minus infinity.
    logarithms = [np.log(each, out=np.full(each.shape, -np.inf), where=each != 0) for each in products]
    return sum_in_order(np.array([sum_in_order(each) for each in logarithms]))


def redundancy_model(construct: str, indicators: Sequence[str], criterion: Sequence[str], mode: str = "B") -> Model:
    """Return the model of a redundancy analysis: a construct explains a criterion that measures it directly.

    indicators: of the construct, under `mode`. criterion: one global item, or the items of a reflective measure.
    Its path coefficient shows convergent validity where it is .708 or more, so that the construct explains half of the
    criterion. It is estimated and bootstrapped as any model. ModelError as for any model.

    Example. Do three formative questions cover service as one overall question measures it?

    >>> model = redundancy_model("Service", ["s1", "s2", "s3"], ["overall"])
    >>> correlations = np.array([[1, 0.4, 0.3, 0.6], [0.4, 1, 0.3, 0.5], [0.3, 0.3, 1, 0.6], [0.6, 0.5, 0.6, 1]])
    >>> fit = estimate_from_correlations(correlations, model)
    >>> model.path_names, fit.path_coefficients[0, 1:].round(3), fit.r_squared[1:].round(3)
    (('Service -> Service (criterion)',), array([0.77]), array([0.593]))

    Service by its own questions explains the overall one by .77, that is 59 % of its variance: above .708 (one half),
    so the questions cover what they shall.
    """
    direct = f"{construct} (criterion)"
    return Model.from_blocks({construct: indicators, direct: criterion}, [(construct, direct)], {construct: mode})
