"""Sign options of the bootstrap: whether a resample's estimates are given the signs of the sample.

Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M., & Lauro, C. (2005). PLS path modeling. Computational Statistics &
Data Analysis, 48(1), 159-205. doi:10.1016/j.csda.2004.03.005.
Against it: Roenkkoe, M., McIntosh, C. N., & Antonakis, J. (2015). On the adoption of partial least squares in
psychological research: Caveat emptor. Personality and Individual Differences, 87, 76-84.
doi:10.1016/j.paid.2015.07.019.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from plssem.arrays import BoolArray, FloatArray
from plssem.errors import DataError
from plssem.fit import Fit

SIGNS = ("none", "construct", "individual")
ALIGNED = "construct"
# For each construct, in which members of a stack (...,) it points against the sample.
Turned = Mapping[str, BoolArray]


def find_signs(loadings: FloatArray, reference: FloatArray) -> FloatArray:
    """Return the sign (..., J), 1 or -1, that each construct must take to point as in the reference.

    loadings, reference (..., K, J), which broadcast: outer loadings, 0 outside the block. -1 where the sum of products
    of both over the block is negative, so that the reversed loadings are closer to the reference; 1 for a sum of 0 and
    where it is NaN.

    >>> find_signs(np.array([[-0.8, 0], [0.9, 0], [0, 1]]), np.array([[0.9, 0], [-0.7, 0], [0, 1]]))
    array([-1.,  1.])
    """
    return np.where(np.einsum("...kj,...kj->...j", loadings, reference) < 0, -1.0, 1.0)


def find_turned(fit: Fit, sample: Fit) -> Turned:
    """Tell for each construct in which fits of resamples (...,) it points against the sample, by `find_signs`."""
    against = find_signs(fit.outer_loadings, sample.outer_loadings) < 0
    return {name: against[..., index] for index, name in enumerate(fit.model.constructs)}


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


def align_constructs(fit: Fit, reference: FloatArray) -> Fit:
    """Return the fits (...,) with each construct turned so that it points as in the reference loadings (..., K, J)."""
    return turn_constructs(fit, find_signs(fit.outer_loadings, reference))


def align_signs(fit: Fit, sample: Fit, signs: str = ALIGNED) -> Fit:
    """Return the fits of resamples (...,) with signs aligned with those of the sample.

    signs: "construct": a construct is turned where `find_signs` says so. "none": no change; each resample has the sign
    that convention W4 gives it. "individual": each weight, loading and path has its sign in the sample, so that no draw
    is on the other side of 0; effects are computed from these; R2 does not change.
    """
    if signs == ALIGNED:
        return align_constructs(fit, sample.outer_loadings)
    return _align_each(fit, sample) if signs == "individual" else fit


def check_signs(signs: str) -> None:
    """Raise DataError for an unknown option."""
    if signs not in SIGNS:
        raise DataError(
            what="unknown option for signs",
            where="signs",
            found=repr(signs),
            expected=", ".join(SIGNS),
            remedy="choose one of them",
        )


def _align_each(fit: Fit, sample: Fit) -> Fit:
    return replace(
        fit,
        outer_weights=np.copysign(fit.outer_weights, sample.outer_weights),
        outer_loadings=np.copysign(fit.outer_loadings, sample.outer_loadings),
        path_coefficients=np.copysign(fit.path_coefficients, sample.path_coefficients),
    )
