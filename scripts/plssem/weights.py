"""The PLS algorithm: outer weights by alternating inner and outer approximation.

Lohmoeller, J.-B. (1989). Latent Variable Path Modeling with Partial Least Squares. Physica.
doi:10.1007/978-3-642-52512-4.
"""

from dataclasses import dataclass

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.linear_algebra import solve
from plssem.model import Model
from plssem.structure import path_coefficients

__all__ = ["Weights", "inner_weights", "outer_weights"]


@dataclass(frozen=True, eq=False)
class Weights:
    """Outer weights (S, K, J) with converged (S,), iterations (S,) and the last change per construct (S, J)."""

    outer_weights: FloatArray
    converged: BoolArray
    iterations: IntArray
    change: FloatArray


def outer_weights(correlations: FloatArray, model: Model) -> Weights:
    """Estimate the outer weights of a stack of correlation matrices (S, K, K).

    A member stops at its own convergence, so its weights do not depend on what else is in the stack.
    Weights are NaN where the correlations are not finite; where a system turns singular on the way the last
    finite weights stay and `converged` is False.
    """
    size = (len(correlations), *model.measurement_model.shape)
    weights = _scaled(np.broadcast_to(model.measurement_model.astype(np.float64), size), correlations)
    change = np.full((size[0], size[2]), np.nan)
    converged, iterations = np.zeros(size[0], dtype=np.bool_), np.zeros(size[0], dtype=np.int64)
    active = np.flatnonzero(np.isfinite(weights).all(axis=(1, 2)))
    matrices = correlations[active]
    for iteration in range(1, model.max_iterations + 1):
        updated = _updated(matrices, weights[active], model)
        moved = np.abs(updated - weights[active]).max(axis=1)
        sound, still = np.isfinite(moved).all(axis=1), moved.max(axis=1) < model.tolerance
        weights[active[sound]], change[active] = updated[sound], moved
        iterations[active], converged[active[still]] = iteration, True
        moving = sound & ~still
        if not moving.all():
            active, matrices = active[moving], matrices[moving]
        if not active.size:
            break
    return Weights(weights, converged, iterations, change)


def inner_weights(construct_correlations: FloatArray, model: Model) -> FloatArray:
    """Return (..., J, J): [i, j] is the weight of construct i in the inner proxy of construct j, dimensionless."""
    adjacent = model.structural_model | model.structural_model.T
    if model.scheme == "centroid":
        return np.sign(construct_correlations) * adjacent
    if model.scheme == "factorial":
        return construct_correlations * adjacent
    # Path scheme: what a construct acts on enters by correlation, what acts on it by regression.
    return construct_correlations * model.structural_model.T + path_coefficients(construct_correlations, model)


def _updated(correlations: FloatArray, weights: FloatArray, model: Model) -> FloatArray:
    cross_loadings = correlations @ weights
    construct_correlations = np.swapaxes(weights, 1, 2) @ cross_loadings
    proxies = cross_loadings @ inner_weights(construct_correlations, model)
    raw = proxies * model.measurement_model
    for construct in (j for j, mode in enumerate(model.modes) if mode == "B"):
        block = model.block(construct)
        raw[:, block, construct] = solve(correlations[:, block[:, None], block], proxies[:, block, construct])
    return _scaled(raw, correlations)


def _scaled(weights: FloatArray, correlations: FloatArray) -> FloatArray:
    """Scale weights to scores of unit variance; NaN where a score has none."""
    variances = (weights * (correlations @ weights)).sum(axis=1, keepdims=True)
    return np.asarray(weights / np.sqrt(np.where(variances > 0, variances, np.nan)))
