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

# Members updated together: few enough for the processor's cache, many enough to make one numpy call worth its cost.
PART = 1024
# Share of a part that may be left moving before its last members wait for those of the other parts.
STRAGGLERS = 1 / 8


@dataclass(frozen=True, eq=False)
class Weights:
    """Outer weights (S, K, J) with converged (S,), iterations (S,) and the last change per construct (S, J)."""

    outer_weights: FloatArray
    converged: BoolArray
    iterations: IntArray
    change: FloatArray


class _Approximation(NamedTuple):
    """Outer weights and the cross-loadings they give, both (S, K, J), and the construct correlations (S, J, J)."""

    weights: FloatArray
    cross_loadings: FloatArray
    construct_correlations: FloatArray

    def of(self, members: BoolArray) -> "_Approximation":
        return _Approximation(*(array[members] for array in self))


class _Moving(NamedTuple):
    """Members of the stack whose weights still move: which, their correlations, where they are, updates so far."""

    members: IntArray
    correlations: FloatArray
    current: _Approximation
    iterations: IntArray

    def of(self, members: BoolArray) -> "_Moving":
        return _Moving(
            self.members[members], self.correlations[members], self.current.of(members), self.iterations[members]
        )


def outer_weights(correlations: FloatArray, model: Model) -> Weights:
    """Estimate the outer weights of a stack of correlation matrices (S, K, K).

    A member stops at its own convergence, so its weights do not depend on what else is in the stack.
    Weights are NaN where the correlations are not finite; where a system turns singular on the way the last
    finite weights stay and `converged` is False.
    """
    result = _unestimated(len(correlations), model)
    members = np.flatnonzero(np.isfinite(correlations).all(axis=(1, 2)))
    parts = [members[start : start + PART] for start in range(0, members.size, PART)]
    left = [_advance(_started(part, correlations, model), result, model, STRAGGLERS * part.size) for part in parts]
    if left:
        _advance(_together(left), result, model, 0)
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


def _started(members: IntArray, correlations: FloatArray, model: Model) -> _Moving:
    """Begin with equal weights within each block."""
    matrices = correlations[members]
    equal = np.broadcast_to(_membership(model), (members.size, *model.measurement_model.shape))
    return _Moving(members, matrices, _scaled(equal, matrices), np.zeros(members.size, dtype=np.int64))


def _together(parts: list[_Moving]) -> _Moving:
    return _Moving(
        np.concatenate([part.members for part in parts]),
        np.concatenate([part.correlations for part in parts]),
        _Approximation(*(np.concatenate(arrays) for arrays in zip(*(part.current for part in parts), strict=True))),
        np.concatenate([part.iterations for part in parts]),
    )


def _advance(moving: _Moving, result: Weights, model: Model, leave: float) -> _Moving:
    """Update until at most `leave` members still move, write down those that settled, and return the others."""
    unsettled = np.ones(moving.members.size, dtype=np.bool_)
    while np.count_nonzero(unsettled) > leave:
        updated = moving._replace(current=_updated(moving, model), iterations=moving.iterations + 1)
        unsettled = unsettled & ~_record_settled(moving, updated, unsettled, result, model)
        moving = updated
        # Copying matrices costs more than updating a settled member once more, whose update is then ignored.
        if 2 * np.count_nonzero(unsettled) < unsettled.size:
            moving, unsettled = moving.of(unsettled), unsettled[unsettled]
    return moving.of(unsettled)


def _record_settled(before: _Moving, after: _Moving, unsettled: BoolArray, result: Weights, model: Model) -> BoolArray:
    """Write down the members that settled with this update, and tell which they are.

    One that turned singular, whose update is not finite, keeps its weights from before.
    """
    change = np.abs(after.current.weights - before.current.weights)
    largest = change.reshape(len(change), -1).max(axis=1)
    sound, still = np.isfinite(largest), largest < model.tolerance
    settled = unsettled & (still | ~sound | (after.iterations >= model.max_iterations))
    if settled.any():
        members, kept = after.members[settled], sound[settled][:, None, None]
        weights = np.where(kept, after.current.weights[settled], before.current.weights[settled])
        result.outer_weights[members], result.change[members] = weights, change[settled].max(axis=1)
        result.converged[members], result.iterations[members] = still[settled], after.iterations[settled]
    return np.asarray(settled)


def _membership(model: Model) -> FloatArray:
    return model.measurement_model.astype(np.float64)


def _updated(moving: _Moving, model: Model) -> _Approximation:
    current = moving.current
    proxies = current.cross_loadings @ inner_weights(current.construct_correlations, model)
    raw = proxies * _membership(model)
    for construct in (j for j, mode in enumerate(model.modes) if mode == "B"):
        block = model.block(construct)
        among = moving.correlations[:, block[:, None], block]
        raw[:, block, construct] = solve(among, proxies[:, block, construct])
    return _scaled(raw, moving.correlations)


def _scaled(weights: FloatArray, correlations: FloatArray) -> _Approximation:
    """Scale weights to scores of unit variance; NaN where a score has none."""
    cross_loadings = correlations @ weights
    covariances = np.swapaxes(weights, 1, 2) @ cross_loadings
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    scale = 1 / np.sqrt(np.where(variances > 0, variances, np.nan))[:, None, :]
    return _Approximation(weights * scale, cross_loadings * scale, covariances * scale * np.swapaxes(scale, 1, 2))
