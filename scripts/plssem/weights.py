"""The PLS algorithm: outer weights by alternating inner and outer approximation.

Lohmoeller, J.-B. (1989). Latent Variable Path Modeling with Partial Least Squares. Physica.
doi:10.1007/978-3-642-52512-4.
"""

from dataclasses import dataclass
from typing import NamedTuple

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


class _Approximation(NamedTuple):
    """Outer weights and the cross-loadings they give, both (S, K, J)."""

    weights: FloatArray
    cross_loadings: FloatArray


class _Step(NamedTuple):
    """One update: approximations before and after, largest change per construct (S, J), finite (S,), at rest (S,)."""

    before: _Approximation
    after: _Approximation
    change: FloatArray
    sound: BoolArray
    still: BoolArray


def outer_weights(correlations: FloatArray, model: Model) -> Weights:
    """Estimate the outer weights of a stack of correlation matrices (S, K, K).

    A member stops at its own convergence, so its weights do not depend on what else is in the stack.
    Weights are NaN where the correlations are not finite; where a system turns singular on the way the last
    finite weights stay and `converged` is False.
    """
    result = _unestimated(len(correlations), model)
    active = np.flatnonzero(np.isfinite(correlations).all(axis=(1, 2)))
    matrices = correlations if active.size == len(correlations) else correlations[active]
    current = _scaled(np.broadcast_to(_membership(model), (active.size, *model.measurement_model.shape)), matrices)
    moving = np.ones(active.size, dtype=np.bool_)
    for iteration in range(1, model.max_iterations + 1):
        step = _step(matrices, current, model)
        settled = moving & (step.still | ~step.sound | (iteration == model.max_iterations))
        _record(result, active, settled, step, iteration)
        moving, current = moving & ~settled, step.after
        if not moving.any():
            break
        # Copying matrices costs more than updating a settled member once more, whose update is then ignored.
        if 2 * np.count_nonzero(moving) < moving.size:
            active, matrices = active[moving], matrices[moving]
            current = _Approximation(current.weights[moving], current.cross_loadings[moving])
            moving = moving[moving]
    return result


def inner_weights(construct_correlations: FloatArray, model: Model) -> FloatArray:
    """Return (..., J, J): [i, j] is the weight of construct i in the inner proxy of construct j, dimensionless."""
    adjacent = model.structural_model | model.structural_model.T
    if model.scheme == "centroid":
        return np.sign(construct_correlations) * adjacent
    if model.scheme == "factorial":
        return construct_correlations * adjacent
    # Path scheme: what a construct acts on enters by correlation, what acts on it by regression.
    return construct_correlations * model.structural_model.T + path_coefficients(construct_correlations, model)


def _unestimated(size: int, model: Model) -> Weights:
    indicators, constructs = model.measurement_model.shape
    return Weights(
        outer_weights=np.full((size, indicators, constructs), np.nan),
        converged=np.zeros(size, dtype=np.bool_),
        iterations=np.zeros(size, dtype=np.int64),
        change=np.full((size, constructs), np.nan),
    )


def _membership(model: Model) -> FloatArray:
    return model.measurement_model.astype(np.float64)


def _record(result: Weights, active: IntArray, settled: BoolArray, step: _Step, iteration: int) -> None:
    """Write down the members that settled in this step; one that turned singular keeps its last finite weights."""
    members, sound = active[settled], step.sound[settled][:, None, None]
    result.outer_weights[members] = np.where(sound, step.after.weights[settled], step.before.weights[settled])
    result.converged[members] = step.still[settled]
    result.iterations[members] = iteration
    result.change[members] = step.change[settled]


def _step(correlations: FloatArray, current: _Approximation, model: Model) -> _Step:
    updated = _updated(correlations, current, model)
    change = np.abs(updated.weights - current.weights).max(axis=1)
    largest = change.max(axis=1)
    return _Step(current, updated, change, np.isfinite(largest), largest < model.tolerance)


def _updated(correlations: FloatArray, current: _Approximation, model: Model) -> _Approximation:
    construct_correlations = np.swapaxes(current.weights, 1, 2) @ current.cross_loadings
    proxies = current.cross_loadings @ inner_weights(construct_correlations, model)
    raw = proxies * _membership(model)
    for construct in (j for j, mode in enumerate(model.modes) if mode == "B"):
        block = model.block(construct)
        raw[:, block, construct] = solve(correlations[:, block[:, None], block], proxies[:, block, construct])
    return _scaled(raw, correlations)


def _scaled(weights: FloatArray, correlations: FloatArray) -> _Approximation:
    """Scale weights to scores of unit variance; NaN where a score has none."""
    cross_loadings = correlations @ weights
    variances = (weights * cross_loadings).sum(axis=1, keepdims=True)
    scale = 1 / np.sqrt(np.where(variances > 0, variances, np.nan))
    return _Approximation(weights * scale, cross_loadings * scale)
