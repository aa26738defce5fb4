"""Sign options of the bootstrap: whether a resample's estimates are given the signs of the sample.

Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M., & Lauro, C. (2005). PLS path modeling. Computational Statistics &
Data Analysis, 48(1), 159-205. doi:10.1016/j.csda.2004.03.005.
Against it: Roenkkoe, M., McIntosh, C. N., & Antonakis, J. (2015). On the adoption of partial least squares in
psychological research: Caveat emptor. Personality and Individual Differences, 87, 76-84.
doi:10.1016/j.paid.2015.07.019.
"""

from dataclasses import replace

import numpy as np

from plssem.arrays import stack_first, stack_last
from plssem.errors import DataError
from plssem.fit import Fit

SIGNS = ("none", "construct", "individual")


def align_signs(fit: Fit, sample: Fit, signs: str) -> Fit:
    """Return the fits of resamples (...,) with signs aligned with those of the sample.

    signs: "none": no change. "construct": a construct is reversed where its reversed loadings are closer to those of
    the sample (where the sum of products of both is negative). "individual": each weight, loading and path has its sign
    in the sample, so that no draw is on the other side of 0; effects are computed from these; R2 does not change.
    """
    if signs == "construct":
        return _align_constructs(fit, sample)
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


def _align_constructs(fit: Fit, sample: Fit) -> Fit:
    signs = np.where((fit.outer_loadings * sample.outer_loadings).sum(axis=-2) < 0, -1.0, 1.0)
    of_columns = signs[..., None, :]
    of_pairs = stack_first(stack_last(signs, 1)[:, None] * stack_last(signs, 1))
    return replace(
        fit,
        outer_weights=fit.outer_weights * of_columns,
        outer_loadings=fit.outer_loadings * of_columns,
        cross_loadings=fit.cross_loadings * of_columns,
        construct_correlations=fit.construct_correlations * of_pairs,
        path_coefficients=fit.path_coefficients * of_pairs,
    )


def _align_each(fit: Fit, sample: Fit) -> Fit:
    return replace(
        fit,
        outer_weights=np.copysign(fit.outer_weights, sample.outer_weights),
        outer_loadings=np.copysign(fit.outer_loadings, sample.outer_loadings),
        path_coefficients=np.copysign(fit.path_coefficients, sample.path_coefficients),
    )
