"""Batches of a stack whose weights iterate together; the late convergers of all batches iterate together at the end.

A few slow members then do not cost a numpy call per iteration in every batch.
"""

from collections.abc import Sequence

import numpy as np

from plssem.arrays import FloatArray
from plssem.model import Model
from plssem.weights import (
    Iteration,
    OuterEstimate,
    Weights,
    at_least_two,
    iterate_until_few_move,
    restart_undecided,
    start_iteration,
)

# Members that iterate together: enough to make one numpy call worth its cost, also to threads that take turns between
# calls.
BATCH_SIZE = 8192
# Share of a batch that may still move before its last members wait for those of the other batches.
LATE_SHARE = 1 / 8


def estimate_weights(correlations: FloatArray, model: Model) -> Weights:
    """Estimate the outer weights of a stack of correlation matrices (K, K, S), S not 1.

    A member stops at its own convergence, so its weights do not depend on what else is in the stack.
    Where a system turns singular on the way, the last finite weights stay and `converged` is False.
    """
    results, late = iterate_batches(correlations, model)
    for array, finished in zip(results, finish_late_members(late, model), strict=True):
        array[..., late.members] = finished
    return results


def iterate_batches(correlations: FloatArray, model: Model) -> tuple[Weights, Iteration]:
    """Iterate the weights of (K, K, S) until few of each batch still move; return all, and those that still move.

    Of these `converged` is False and the weights are NaN.
    """
    size = correlations.shape[-1]
    results = Weights.allocate(size, model)
    late = []
    for batch in np.array_split(np.arange(size), max(1, size // BATCH_SIZE)):
        matrices = correlations[..., batch[0] : batch[-1] + 1] if batch.size else correlations[..., :0]
        state = start_iteration(batch, matrices, model)
        late.append(iterate_until_few_move(state, results, model, LATE_SHARE * batch.size))
    restart_undecided(results, correlations, model)
    not_finite = ~np.isfinite(correlations).all(axis=(0, 1))
    results.outer_weights[:, not_finite] = np.nan
    return results, join_late_members(late)


def finish_late_members(late: Iteration, model: Model) -> Weights:
    """Iterate until no member moves any more; weights in the order of `late.members`."""
    results = Weights.allocate(late.members.size, model)
    iterate_until_few_move(late._replace(members=np.arange(late.members.size)), results, model, 0)
    return results


def join_late_members(batches: Sequence[Iteration]) -> Iteration:
    """Join the members that still move in several batches; a single one is repeated."""
    estimates = zip(*(batch.current for batch in batches), strict=True)
    joined = Iteration(
        np.concatenate([batch.members for batch in batches]),
        np.concatenate([batch.correlations for batch in batches], axis=-1),
        OuterEstimate(*(np.concatenate(arrays, axis=-1) for arrays in estimates)),
        np.concatenate([batch.iterations for batch in batches]),
    )
    return joined.select(at_least_two(np.arange(1))) if joined.members.size == 1 else joined
