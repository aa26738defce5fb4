"""Signs of replicates: how the constructs of a resample, or of any other replicate, point beside those of the sample.

The sign of a construct is not identified; convention W4 makes its loadings add up to more than 0. Where a block's
loadings nearly cancel, as with a reversed item, that is a coin toss from replicate to replicate. There a replicate
takes the sign with which the sum of products of its loadings with a reference is positive. The reference is the first
principal component of the block's indicators in the sample, not the sample's loadings: these follow the correlations
with other constructs, so that aligning with them turns chance into evidence where a block is weak.

Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M., & Lauro, C. (2005). PLS path modeling. Computational Statistics &
Data Analysis, 48(1), 159-205. doi:10.1016/j.csda.2004.03.005.
Against sign changes: Roenkkoe, M., McIntosh, C. N., & Antonakis, J. (2015). On the adoption of partial least squares in
psychological research: Caveat emptor. Personality and Individual Differences, 87, 76-84.
doi:10.1016/j.paid.2015.07.019.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from plssem.arrays import BoolArray, FloatArray
from plssem.errors import DataError, check_known, check_range
from plssem.model import Fit

# No published change of signs is the default; "unaligned" leaves also what nearly cancels to chance.
SIGNS = ("none", "unaligned", "construct", "individual")
NONE = "none"
# Balance below which a block's loadings nearly cancel: one reversed item of four has .5, of three .33, of two 0.
NEARLY_CANCELLING = 0.5
# A mode A composite of opposed items explains less than this share of what their first component does: chance.
MINOR = 0.5
# For each construct, in which members of a stack (...,) it points against the sample.
Turned = Mapping[str, BoolArray]


def find_signs(loadings: FloatArray, reference: FloatArray) -> FloatArray:
    """Return the sign (..., J), 1 or -1, that each construct must take to point as in the reference.

    loadings, reference (..., K, J), which broadcast: outer loadings, 0 outside the block. -1 where the sum of products
    of both over the block is negative; 1 for a sum of 0 and where it is NaN.

    >>> find_signs(np.array([[-0.8, 0], [0.9, 0], [0, 1]]), np.array([[0.9, 0], [-0.7, 0], [0, 1]]))
    array([-1.,  1.])
    """
    return np.where(np.einsum("...kj,...kj->...j", loadings, reference) < 0, -1.0, 1.0)


def balance_of_loadings(fit: Fit) -> FloatArray:
    """Return the size of the sum of each construct's loadings over the sum of their sizes (..., J), dimensionless.

    1 where all have one sign, 0 where they cancel; NaN where a loading is.

    Example. The second of two items runs against the first, and nobody reversed it before the analysis. Does the block
    still have a direction?

    >>> model = Model.from_blocks({"X": ["x1", "x2"], "Y": ["y"]}, [("X", "Y")])
    >>> correlations = np.array([[1, -0.5, 0.4], [-0.5, 1, -0.3], [0.4, -0.3, 1]])
    >>> balance_of_loadings(estimate_from_correlations(correlations, model)).round(3)
    array([0.048, 1.   ])

    Hardly: the loadings of X nearly cancel, so that its sign is a matter of chance in each resample. Recode the item.
    """
    return _balance(fit.outer_loadings)


def find_reference(fit: Fit) -> FloatArray:
    """Return the directions (..., K, J), 0 outside the block, that tell how replicates of a fit (...,) must point.

    The sum of the block, as convention W4; where the block's loadings nearly cancel, the first principal component of
    its indicators. So also under mode A where that component nearly cancels and the composite explains less than half
    of what it does. Either with the sign that makes `find_signs` of the fit's own loadings 1.

    Example. Two items of X, the second turned: in which direction must X point in a resample?

    >>> model = Model.from_blocks({"X": ["x1", "x2"], "Y": ["y"]}, [("X", "Y")])
    >>> correlations = np.array([[1, -0.5, 0.4], [-0.5, 1, -0.3], [0.4, -0.3, 1]])
    >>> find_reference(estimate_from_correlations(correlations, model))[:, 0].round(3)
    array([ 0.866, -0.866, -0.   ])

    Along its first principal component: a resample whose loadings of X point the other way is turned. Had the items one
    direction, the reference would be their sum.
    """
    components = _principal_components(fit)
    sums = np.broadcast_to(fit.model.measurement_model, components.shape)
    directions = np.where(_nearly_cancels(fit, components)[..., None, :], components, sums.astype(np.float64))
    return np.asarray(directions * find_signs(fit.outer_loadings, directions)[..., None, :])


def find_turned(fit: Fit, sample: Fit) -> Turned:
    """Tell for each construct in which replicates (...,) it points against the sample, by `find_reference`."""
    against = find_signs(fit.outer_loadings, find_reference(sample)) < 0
    return {name: against[..., index] for index, name in enumerate(fit.model.constructs)}


def merge_turned(first: Turned, second: Turned) -> Turned:
    """Return for each construct of either stage where it was turned in either."""
    either = {name: first[name] | second[name] for name in first.keys() & second.keys()}
    return {**first, **second, **either}


def turn_constructs(fit: Fit, signs: FloatArray) -> Fit:
    """Return the fits (...,) with each construct times its sign (..., J), 1 or -1: all that its score enters follows.

    Loadings, weights and correlations of a turned construct change their sign, as do paths that it shares with one that
    is not turned; R2 and all that depends on squares stay.
    """
    if not (signs < 0).any():
        return fit
    of_columns = signs[..., None, :]
    of_pairs = signs[..., :, None] * of_columns
    return replace(
        fit,
        outer_weights=fit.outer_weights * of_columns,
        outer_loadings=fit.outer_loadings * of_columns,
        cross_loadings=fit.cross_loadings * of_columns,
        construct_correlations=fit.construct_correlations * of_pairs,
        path_coefficients=fit.path_coefficients * of_pairs,
    )


def turn_indicators(fit: Fit, signs: FloatArray) -> Fit:
    """Return the fits (...,) with each indicator times its sign (..., K), 1 or -1; the scores stay as they are."""
    if not (signs < 0).any():
        return fit
    of_rows = signs[..., :, None]
    return replace(
        fit,
        correlations=fit.correlations * of_rows * signs[..., None, :],
        outer_weights=fit.outer_weights * of_rows,
        outer_loadings=fit.outer_loadings * of_rows,
        cross_loadings=fit.cross_loadings * of_rows,
    )


def align_constructs(fit: Fit, reference: FloatArray) -> Fit:
    """Return the fits (...,) with each construct turned so that it points as the reference (..., K, J)."""
    return turn_constructs(fit, find_signs(fit.outer_loadings, reference))


def point_as(fit: Fit, reference: FloatArray | None) -> Fit:
    """Return the fit of a sample with its constructs turned as a reference (K, J); as it is where there is none.

    DataError for a reference of another shape.
    """
    if reference is None:
        return fit
    found = np.shape(reference)
    wanted = fit.outer_loadings.shape
    what = "directions of the wrong shape"
    check_range("reference", found, f"{wanted}, as of find_reference", inside=found == wanted, what=what)
    return align_constructs(fit, np.asarray(reference))


def align_signs(fit: Fit, sample: Fit, signs: str = NONE) -> Fit:
    """Return the fits of replicates (...,) with signs aligned with those of the sample, itself (...,) or one fit.

    signs: "none": the sign that defines the estimate, which is that of convention W4, and that of the sample, by
    `find_reference`, for a construct whose loadings nearly cancel there. "unaligned": W4 for all. "construct": a
    construct is turned where the sum of products of its loadings with those of the sample is negative. "individual":
    each weight, loading and path has its sign in the sample, so that no draw is on the other side of 0; effects are
    computed from these; R2 does not change.
    """
    if signs == NONE:
        return align_constructs(fit, find_reference(sample))
    if signs == "construct":
        return align_constructs(fit, sample.outer_loadings)
    return _align_each(fit, sample) if signs == "individual" else fit


def carried_signs(signs: str) -> str:
    """Return the option by which stage one is aligned whose scores stage two takes.

    A score has one sign: with "individual", which gives each number its own, it is that of "construct".
    """
    return "construct" if signs == "individual" else signs


def check_signs(signs: str) -> None:
    """Raise DataError for an unknown option."""
    check_known([signs], SIGNS, what="option for signs", where="signs", error=DataError)


def _nearly_cancels(fit: Fit, components: FloatArray) -> BoolArray:
    """Tell for which constructs (..., J) the sum of the block is no direction."""
    opposed = _balance(components) < NEARLY_CANCELLING
    explained = (fit.outer_loadings**2).sum(axis=-2), (components**2).sum(axis=-2)
    is_minor = (np.array(fit.model.modes) == "A") & (explained[0] < MINOR * explained[1])
    return np.asarray((balance_of_loadings(fit) < NEARLY_CANCELLING) | (opposed & is_minor))


def _balance(loadings: FloatArray) -> FloatArray:
    return np.asarray(np.abs(loadings.sum(axis=-2)) / np.abs(loadings).sum(axis=-2))


def _principal_components(fit: Fit) -> FloatArray:
    """Return loadings (..., K, J) on the first principal component of each block; NaN where correlations are."""
    directions = np.zeros(fit.outer_loadings.shape)
    for construct, block in enumerate(fit.model.spans):
        within = fit.correlations[..., block, block]
        finite = np.asarray(np.isfinite(within).all(axis=(-2, -1), keepdims=True))
        values, vectors = np.linalg.eigh(np.where(finite, within, 0.0))
        loadings = vectors[..., -1] * np.sqrt(np.maximum(values[..., -1:], 0.0))
        directions[..., block, construct] = np.where(finite[..., 0], loadings, np.nan)
    return directions


def _align_each(fit: Fit, sample: Fit) -> Fit:
    return replace(
        fit,
        outer_weights=np.copysign(fit.outer_weights, sample.outer_weights),
        outer_loadings=np.copysign(fit.outer_loadings, sample.outer_loadings),
        path_coefficients=np.copysign(fit.path_coefficients, sample.path_coefficients),
    )
