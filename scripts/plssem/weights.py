"""The PLS algorithm: outer weights by alternating inner and outer approximation.

Lohmoeller, J.-B. (1989). Latent Variable Path Modeling with Partial Least Squares. Physica.
doi:10.1007/978-3-642-52512-4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray, solve, stack_first, stack_last
from plssem.model import Model
from plssem.structure import path_coefficients

__all__ = [
    "Approximation",
    "Moving",
    "Weights",
    "approximation",
    "begin",
    "finish",
    "in_company",
    "inner_weights",
    "outer_weights",
    "together",
]

# Members updated together: enough to make one numpy call worth its cost, also to threads that take turns between calls.
PART = 8192
# Share of a part that may be left moving before its last members wait for those of the other parts.
STRAGGLERS = 1 / 8


@dataclass(frozen=True, eq=False)
class Weights:
    """Outer weights, each indicator's for its own construct (K, S), NaN where the correlations are not finite.

    converged (S,); iterations (S,): count of updates; change (K, S): what the last update changed.
    """

    outer_weights: FloatArray
    converged: BoolArray
    iterations: IntArray
    change: FloatArray


class Approximation(NamedTuple):
    """Weights (K, S) that give scores of unit variance, and the correlations they lead to.

    cross_loadings (J, K, S): of every construct with every indicator. construct_correlations (J, J, S).
    """

    weights: FloatArray
    cross_loadings: FloatArray
    construct_correlations: FloatArray

    def of(self, members: IntArray) -> "Approximation":
        """Return some of the members."""
        return Approximation(*(array[..., members] for array in self))


class Moving(NamedTuple):
    """Members of a stack whose weights still move: which, their correlations, where they are, updates so far."""

    members: IntArray
    correlations: FloatArray
    current: Approximation
    iterations: IntArray

    def of(self, members: IntArray) -> "Moving":
        """Return some of them."""
        return Moving(
            self.members[members],
            np.take(self.correlations, members, axis=-1),
            self.current.of(members),
            self.iterations[members],
        )


def outer_weights(correlations: FloatArray, model: Model) -> Weights:
    """Estimate the outer weights of a stack of correlation matrices (K, K, S), S not 1.

    A member stops at its own convergence, so its weights do not depend on what else is in the stack.
    Where a system turns singular on the way, the last finite weights stay and `converged` is False.
    """
    begun, moving = begin(correlations, model)
    late = finish(moving, model)
    for arrays, updated in zip(vars(begun).values(), vars(late).values(), strict=True):
        arrays[..., moving.members] = updated
    return begun


def begin(correlations: FloatArray, model: Model) -> tuple[Weights, Moving]:
    """Update the weights of (K, K, S) until few of each part still move; return all, and those that move.

    Of these `converged` is False and the weights are NaN.
    """
    size = correlations.shape[-1]
    result = _unestimated(size, model)
    parts = np.array_split(np.arange(size), max(1, size // PART))
    moving = [_advance(_started(part, correlations, model), result, model, STRAGGLERS * part.size) for part in parts]
    unusable = ~np.isfinite(correlations).all(axis=(0, 1))
    result.outer_weights[:, unusable] = np.nan
    return result, together(moving)


def finish(moving: Moving, model: Model) -> Weights:
    """Update until none of what `begin` left still moves; in the order of its members."""
    result = _unestimated(moving.members.size, model)
    _advance(moving._replace(members=np.arange(moving.members.size)), result, model, 0)
    return result


def together(parts: Sequence[Moving]) -> Moving:
    """Join members that move in several stacks; a single one is there twice."""
    joined = Moving(
        np.concatenate([part.members for part in parts]),
        np.concatenate([part.correlations for part in parts], axis=-1),
        Approximation(
            *(np.concatenate(arrays, axis=-1) for arrays in zip(*(part.current for part in parts), strict=True))
        ),
        np.concatenate([part.iterations for part in parts]),
    )
    return joined.of(in_company(np.arange(1))) if joined.members.size == 1 else joined


def approximation(weights: FloatArray, correlations: FloatArray, model: Model) -> Approximation:
    """Scale weights (K, S) to scores of unit variance; NaN where a score has none."""
    cross_loadings = np.empty((len(model.constructs), *weights.shape))
    variances = np.empty((len(model.constructs), *weights.shape[1:]))
    for construct, block in enumerate(model.spans):
        np.einsum("kls,ls->ks", correlations[:, block], weights[block], out=cross_loadings[construct])
        np.einsum("ks,ks->s", weights[block], cross_loadings[construct, block], out=variances[construct])
    scales = 1 / np.sqrt(np.where(variances > 0, variances, np.nan))
    scaled = weights * scales[model.owners]
    cross_loadings *= scales[:, None]
    return Approximation(scaled, cross_loadings, _composed(cross_loadings, scaled, model))


def inner_weights(construct_correlations: FloatArray, model: Model) -> FloatArray:
    """Return (..., J, J): [i, j] is the weight of construct i in the inner proxy of construct j, dimensionless."""
    adjacent = model.structural_model | model.structural_model.T
    if model.scheme == "centroid":
        return np.sign(construct_correlations) * adjacent
    if model.scheme == "factorial":
        return construct_correlations * adjacent
    # Path scheme: what a construct acts on enters by correlation, what acts on it by regression.
    return construct_correlations * model.structural_model.T + path_coefficients(construct_correlations, model)


def in_company(members: IntArray) -> IntArray:
    """Name a single member twice: alone, numpy would add along other axes, in another order."""
    return np.repeat(members, 2) if members.size == 1 else members


def _unestimated(size: int, model: Model) -> Weights:
    indicators = len(model.indicators)
    return Weights(
        outer_weights=np.full((indicators, size), np.nan),
        converged=np.zeros(size, dtype=np.bool_),
        iterations=np.zeros(size, dtype=np.int64),
        change=np.full((indicators, size), np.nan),
    )


def _started(members: IntArray, correlations: FloatArray, model: Model) -> Moving:
    """Begin with equal weights within each block."""
    matrices = correlations[..., members[0] : members[-1] + 1] if members.size else correlations[..., :0]
    equal = np.ones((len(model.indicators), members.size))
    current = approximation(equal, matrices, model)
    return Moving(members, matrices, current, np.zeros(members.size, dtype=np.int64))


def _advance(moving: Moving, result: Weights, model: Model, leave: float) -> Moving:
    """Update until at most `leave` members still move, write down those that settled, and return the others."""
    unsettled = np.ones(moving.members.size, dtype=np.bool_)
    while np.count_nonzero(unsettled) > leave:
        updated = moving._replace(current=_updated(moving, model), iterations=moving.iterations + 1)
        unsettled = unsettled & ~_record_settled(moving, updated, unsettled, result, model)
        moving = updated
        # Copying matrices costs more than updating a settled member once more, whose update is then ignored.
        if 2 * np.count_nonzero(unsettled) < unsettled.size:
            kept = in_company(np.flatnonzero(unsettled))
            moving, unsettled = moving.of(kept), unsettled[kept]
    return moving.of(np.flatnonzero(unsettled))


def _record_settled(before: Moving, after: Moving, unsettled: BoolArray, result: Weights, model: Model) -> BoolArray:
    """Write down the members that settled with this update, and tell which they are.

    One that turned singular, whose update is not finite, keeps its weights from before.
    """
    change = np.abs(after.current.weights - before.current.weights)
    largest = change.max(axis=0)
    sound, still = np.isfinite(largest), largest < model.tolerance
    settled = unsettled & (still | ~sound | (after.iterations >= model.max_iterations))
    if settled.any():
        members = after.members[settled]
        weights = np.where(sound, after.current.weights, before.current.weights)
        result.outer_weights[:, members], result.change[:, members] = weights[:, settled], change[:, settled]
        result.converged[members], result.iterations[members] = still[settled], after.iterations[settled]
    return np.asarray(settled)


def _updated(moving: Moving, model: Model) -> Approximation:
    current = moving.current
    inner = stack_last(inner_weights(stack_first(current.construct_correlations), model))
    raw = np.empty(current.weights.shape)
    for construct, block in enumerate(model.spans):
        raw[block] = np.einsum("iks,is->ks", current.cross_loadings[:, block], inner[:, construct])
        if model.modes[construct] == "B":
            among = moving.correlations[block][:, block]
            raw[block] = stack_last(solve(stack_first(among), stack_first(raw[block], 1)), 1)
    return approximation(raw, moving.correlations, model)


def _composed(cross_loadings: FloatArray, weights: FloatArray, model: Model) -> FloatArray:
    """Return the correlations of constructs (J, J, S) from those of constructs with indicators."""
    correlations = np.empty((len(cross_loadings), len(cross_loadings), weights.shape[-1]))
    for construct, block in enumerate(model.spans):
        np.einsum("iks,ks->is", cross_loadings[:, block], weights[block], out=correlations[:, construct])
    return correlations
