"""The PLS algorithm: outer weights by alternating inner and outer estimation, of a whole stack at a time.

Lohmoeller, J.-B. (1989). Latent Variable Path Modeling with Partial Least Squares. Physica.
doi:10.1007/978-3-642-52512-4. The names of the steps are those under which SmartPLS's documentation ("PLS Algorithm")
gives his algorithm. This module is his stage 1. Letter, what it is, and its name here; S is the stack:

    x_k           indicator k, standardised           never formed: `correlations` (K, K, S) has all that is needed
    w_k           outer weight of indicator k         `OuterEstimate.weights` (K, S)
    Y_j           outer estimate (score) of j         never formed: `OuterEstimate` has its correlations,
    r(Y_i, x_k)     with every indicator                `cross_loadings` (J, K, S)
    r(Y_i, Y_j)     with the other scores               `construct_correlations` (J, J, S)
    v_ij          inner weight of i for j             `inner_weights(...)[..., i, j]`, of neighbours only
    sum v_ij Y_i  inner estimate of j, over i         never formed: c_k = sum of v_ij r(Y_i, x_k) is
                                                       `correlate_inner_estimates`
    f_j           factor that gives Y_j variance 1    `scales` of `estimate_outer`

Stage 1, iterative estimation of the scores; weights that are equal within each block begin (`start_iteration`):

    step 1  outer approximation of the scores     Y_j = f_j times the sum of w_k x_k      `estimate_outer`
    step 2  estimation of the inner weights       v_ij, by the weighting scheme           `inner_weights`
    step 3  inner approximation of the scores     the sum of v_ij Y_i: its covariances c  `correlate_inner_estimates`
    step 4  estimation of the outer weights       mode A: w = c; mode B: w = S_jj^-1 c,   `_iterate_once`
                                                  S_jj the correlations within block j
    until   no normalised weight changes by the tolerance or more                         `_record_stopped`

Stage 2, loadings and paths by least squares, is in `estimation` and `structure`; stage 3, location parameters, is
`equations` in `structure`.

Members of a stack iterate together in batches; the late convergers of all batches iterate together at the end, so that
a few slow members do not cost a numpy call per iteration in every batch.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from plssem.arrays import BoolArray, FloatArray, IntArray, solve, stack_first, stack_last, sum_in_order
from plssem.model import Model
from plssem.structure import path_coefficients

# Variance of the sum of k standardised indicators, relative to k, at or below which it is rounding: they cancel.
SMALLEST_START = 1e-12
# Largest rounding error of a correlation: an inner estimate that correlates no more with a block gives no weights.
LARGEST_ROUNDING = 1e-12


class Weights(NamedTuple):
    """Outer weights, each indicator's for its own construct (K, S), NaN where the correlations are not finite.

    converged (S,); iterations (S,): count of iterations; change (K, S): what the last iteration changed.
    """

    outer_weights: FloatArray
    converged: BoolArray
    iterations: IntArray
    change: FloatArray

    @classmethod
    def allocate(cls, size: int, model: Model) -> "Weights":
        """Allocate the weights of a stack of S members, none of them estimated yet."""
        shape = (len(model.indicators), size)
        return cls(
            outer_weights=np.full(shape, np.nan),
            converged=np.zeros(size, dtype=np.bool_),
            iterations=np.zeros(size, dtype=np.int64),
            change=np.full(shape, np.nan),
        )


class OuterEstimate(NamedTuple):
    """Weights (K, S) that give scores of unit variance, and the correlations of these scores.

    cross_loadings (J, K, S): of every construct with every indicator. construct_correlations (J, J, S).
    """

    weights: FloatArray
    cross_loadings: FloatArray
    construct_correlations: FloatArray

    def select(self, members: IntArray) -> "OuterEstimate":
        """Return some of the members."""
        return OuterEstimate(*(array[..., members] for array in self))


class Iteration(NamedTuple):
    """State of the members of a stack that still iterate: their indices (S,), correlations (K, K, S) and estimates."""

    members: IntArray
    correlations: FloatArray
    current: OuterEstimate
    iterations: IntArray

    def select(self, members: IntArray) -> "Iteration":
        """Return some of the members."""
        return Iteration(
            self.members[members],
            np.take(self.correlations, members, axis=-1),
            self.current.select(members),
            self.iterations[members],
        )


def start_iteration(members: IntArray, correlations: FloatArray, model: Model, unequal: bool = False) -> Iteration:
    """Start with equal weights within each block; correlations (K, K, S) of these members.

    unequal: start with 1, 1/2, 1/3, ... instead. NaN for a block whose indicators cancel; such a member stops with the
    first iteration.
    """
    sums = sum_blocks(correlations, model)
    start = np.where(sums > SMALLEST_START * model.block_sizes[:, None], 1.0, np.nan)[model.owners]
    if unequal:
        start /= (np.cumsum(model.measurement_model, axis=0) * model.measurement_model).sum(axis=1)[:, None]
    current = estimate_outer(start, correlations, model)
    return Iteration(members, correlations, current, np.zeros(members.size, dtype=np.int64))


def sum_blocks(correlations: FloatArray, model: Model) -> FloatArray:
    """Return the variance of the sum of each block's standardised indicators (J, S), from correlations (K, K, S)."""
    return np.array([sum_in_order(sum_in_order(correlations[block][:, block])) for block in model.spans])


def restart_undecided(results: Weights, correlations: FloatArray, model: Model) -> None:
    """Iterate anew, from unequal weights, the members that stopped at once because equal weights decide nothing.

    Scores of equal weights may be uncorrelated, or an indicator uncorrelated with them, where indicators do correlate:
    the first weights would be rounding. correlations (K, K, S) of all members; the results are overwritten.
    """
    stopped = at_least_two(np.flatnonzero((results.iterations == 1) & ~results.converged))
    if not stopped.size:
        return
    state = start_iteration(stopped, correlations[..., stopped], model)
    covariances = np.abs(correlate_inner_estimates(state.current, model))
    largest = np.array([covariances[block].max(axis=0) for block in model.spans])
    undecided = at_least_two(stopped[(largest <= LARGEST_ROUNDING).any(axis=0)])
    if undecided.size:
        anew = start_iteration(undecided, correlations[..., undecided], model, unequal=True)
        iterate_until_few_move(anew, results, model, 0)


def iterate_until_few_move(state: Iteration, results: Weights, model: Model, few: float) -> Iteration:
    """Iterate until the weights of at most `few` members still move, and return these.

    Those that stop are written into `results`, at their indices.
    """
    moving = np.ones(state.members.size, dtype=np.bool_)
    while np.count_nonzero(moving) > few:
        updated = state._replace(current=_iterate_once(state, model), iterations=state.iterations + 1)
        moving = moving & ~_record_stopped(state, updated, moving, results, model)
        state = updated
        # Copying matrices costs more than iterating a stopped member once more, whose new weights are then ignored.
        if 2 * np.count_nonzero(moving) < moving.size:
            kept = at_least_two(np.flatnonzero(moving))
            state = state.select(kept)
            moving = moving[kept]
    return state.select(np.flatnonzero(moving))


def inner_weights(construct_correlations: FloatArray, model: Model) -> FloatArray:
    """Return the v of step 2 (..., J, J): [i, j] of construct i in the inner estimate of construct j, dimensionless."""
    adjacent = model.structural_model | model.structural_model.T
    if model.scheme == "centroid":
        return np.sign(construct_correlations) * (adjacent & (np.abs(construct_correlations) > LARGEST_ROUNDING))
    if model.scheme == "factorial":
        return construct_correlations * adjacent
    # Path scheme: the correlation with what a construct acts on, the regression coefficient of what acts on it.
    return construct_correlations * model.structural_model.T + path_coefficients(construct_correlations, model)


def correlate_inner_estimates(current: OuterEstimate, model: Model) -> FloatArray:
    """Return the covariances c (K, S) of each indicator with the inner estimate of its construct."""
    inner = stack_last(inner_weights(stack_first(current.construct_correlations), model))
    covariances = np.empty(current.weights.shape)
    for construct, block in enumerate(model.spans):
        covariances[block] = np.einsum("iks,is->ks", current.cross_loadings[:, block], inner[:, construct])
    return covariances


def estimate_outer(weights: FloatArray, correlations: FloatArray, model: Model) -> OuterEstimate:
    """Normalise weights (K, S) so that scores have unit variance; NaN where a score varies by rounding only."""
    cross_loadings = np.empty((len(model.constructs), *weights.shape))
    variances = np.empty((len(model.constructs), *weights.shape[1:]))
    for construct, block in enumerate(model.spans):
        np.einsum("kls,ls->ks", correlations[:, block], weights[block], out=cross_loadings[construct])
        np.einsum("ks,ks->s", weights[block], cross_loadings[construct, block], out=variances[construct])
    scales = 1 / np.sqrt(np.where(variances > LARGEST_ROUNDING**2, variances, np.nan))
    normalised = weights * scales[model.owners]
    cross_loadings *= scales[:, None]
    correlations_of_scores = np.empty((len(model.constructs), *variances.shape))
    for construct, block in enumerate(model.spans):
        crossed = cross_loadings[:, block]
        np.einsum("iks,ks->is", crossed, normalised[block], out=correlations_of_scores[:, construct])
    return OuterEstimate(normalised, cross_loadings, correlations_of_scores)


def at_least_two(members: IntArray) -> IntArray:
    """Repeat a single member: numpy sums over other axes, in another order, in a stack of one."""
    return np.repeat(members, 2) if members.size == 1 else members


def _iterate_once(state: Iteration, model: Model) -> OuterEstimate:
    weights = correlate_inner_estimates(state.current, model)
    for construct, block in enumerate(model.spans):
        if model.block_sizes[construct] == 1:
            # Its weight is 1, also where it correlates with nothing.
            weights[block] = np.where(np.abs(weights[block]) > LARGEST_ROUNDING, weights[block], 1.0)
        elif model.modes[construct] == "B":
            within = state.correlations[block][:, block]
            # Step 4, mode B: w solves S_jj w = c; under mode A, w is c.
            weights[block] = stack_last(solve(stack_first(within), stack_first(weights[block], 1)), 1)
    # Step 1 of the next iteration.
    return estimate_outer(weights, state.correlations, model)


def _record_stopped(
    before: Iteration, after: Iteration, moving: BoolArray, results: Weights, model: Model
) -> BoolArray:
    """Write the members that stop with this iteration into the results, and tell which they are.

    A member stops also where a system turns singular; it then keeps its last finite weights.
    """
    change = np.abs(after.current.weights - before.current.weights)
    largest = change.max(axis=0)
    finite = np.isfinite(largest)
    converged = largest < model.tolerance
    stopped = moving & (converged | ~finite | (after.iterations >= model.max_iterations))
    if stopped.any():
        members = after.members[stopped]
        weights = np.where(finite, after.current.weights, before.current.weights)
        results.outer_weights[:, members] = weights[:, stopped]
        results.change[:, members] = change[:, stopped]
        results.converged[members] = converged[stopped]
        results.iterations[members] = after.iterations[stopped]
    return np.asarray(stopped)


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
