"""Whether the estimates of a resample take their signs from the sample.

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

__all__ = ["align_signs", "check_signs"]

SIGNS = ("none", "construct", "individual")


def align_signs(fit: Fit, sample: Fit, signs: str) -> Fit:
    """Return the fits of resamples (...,) with signs taken from that of the sample.

    signs: "none" takes none. "construct" turns a construct whose loadings are closer to the sample's once turned (whose
    products with them add up to less than 0). "individual" gives each weight, loading and path its sign in the sample,
    so that none of its draws lies on the other side of 0, and what follows from them follows; R2 stays.
    """
    if signs == "construct":
        return _by_construct(fit, sample)
    return _one_by_one(fit, sample) if signs == "individual" else fit


def check_signs(signs: str) -> None:
    """Refuse an option that does not exist by a DataError."""
    if signs not in SIGNS:
        raise DataError(
            what="unknown option for signs",
            where="signs",
            found=repr(signs),
            expected=", ".join(SIGNS),
            remedy="choose one of them",
        )


def _by_construct(fit: Fit, sample: Fit) -> Fit:
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


def _one_by_one(fit: Fit, sample: Fit) -> Fit:
    return replace(
        fit,
        outer_weights=np.copysign(fit.outer_weights, sample.outer_weights),
        outer_loadings=np.copysign(fit.outer_loadings, sample.outer_loadings),
        path_coefficients=np.copysign(fit.path_coefficients, sample.path_coefficients),
    )
