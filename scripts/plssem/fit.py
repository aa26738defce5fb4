"""What an estimation yields."""

from dataclasses import dataclass

from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.model import Model

__all__ = ["Fit"]


@dataclass(frozen=True, eq=False)
class Fit:
    """Estimates of one sample, or of a stack of samples along the leading axes; all dimensionless.

    correlations (..., K, K): of the indicators.
    outer_weights (..., K, J): they give scores of unit variance from standardised indicators; 0 off the block.
    outer_loadings (..., K, J): correlations of indicators with their construct; 0 off the block.
    cross_loadings (..., K, J): correlations of every indicator with every construct.
    construct_correlations (..., J, J): of the construct scores.
    path_coefficients (..., J, J): [i, j] of i -> j; 0 where there is no path.
    r_squared (..., J): NaN for exogenous constructs.
    converged (...,): whether the weights reached the tolerance; iterations (...,): count of weight updates.
    NaN elsewhere: the correlations of that stack member were not finite, or a system in it was singular.
    """

    model: Model
    correlations: FloatArray
    outer_weights: FloatArray
    outer_loadings: FloatArray
    cross_loadings: FloatArray
    construct_correlations: FloatArray
    path_coefficients: FloatArray
    r_squared: FloatArray
    converged: BoolArray
    iterations: IntArray
