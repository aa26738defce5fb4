"""Estimation of a model from one sample, or from a stack of correlation matrices."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray, IntArray, is_singular, stack_first, stack_last
from plssem.correlations import ROUNDING, correlate, effective_cases, parse_correlations, standardise
from plssem.errors import ConvergenceError, DataError
from plssem.model import Fit, Model
from plssem.structure import path_coefficients, r_squared
from plssem.weights import (
    LARGEST_ROUNDING,
    SMALLEST_START,
    OuterEstimate,
    Weights,
    at_least_two,
    estimate_outer,
    estimate_weights,
    finish_late_members,
    inner_weights,
    iterate_batches,
    join_late_members,
    sum_blocks,
)


def estimate(indicators: FloatArray, model: Model, case_weights: FloatArray | None = None) -> Fit:
    """Estimate the model from one sample, indicators (N, K) in the order of `model.indicators`, any scale.

    case_weights (N,): a case counts in proportion to its weight, as sampling weights ask for: all correlations are
    weighted. Becker, J.-M., & Ismail, I. R. (2016). European Management Journal, 34(6), 606-617.
    doi:10.1016/j.emj.2016.06.009.
    `Fit.effective_cases` says how many equally weighted cases they amount to.
    DataError: wrong shape, no numbers, missing or infinite values, too few cases, a constant indicator, indicators of a
    block that cancel, a block that correlates with no neighbour, a collinear block under mode B, collinear antecedents,
    case weights that are not N numbers above 0 or amount to too few cases.
    ConvergenceError: weights still moving after the most iterations allowed.

    Example. Does service go with loyalty?

    >>> fit = estimate(answers, model)
    >>> fit.path_coefficients.round(3)
    array([[0.   , 0.623],
           [0.   , 0.   ]])
    >>> fit.r_squared.round(3), bool(fit.converged), int(fit.iterations) < 20
    (array([  nan, 0.388]), True, True)
    >>> fit.outer_loadings[:2, 0].round(2), fit.outer_loadings[2:, 1].round(2)
    (array([0.89, 0.95]), array([0.93, 0.94]))

    Row i, column j is the path i -> j: one standard deviation more of service goes with .62 more of loyalty, and
    explains 39 % of it. Whether .62 is more than chance, `bootstrap` and `inference` tell.
    """
    answers = parse_answers(indicators, model.indicators)
    effective = float(len(answers)) if case_weights is None else effective_cases(case_weights)
    _check_cases(len(answers), effective, model)
    matrix = correlate(answers, model.indicators, case_weights)
    return replace(estimate_sample_correlations(matrix, model), effective_cases=effective)


def estimate_sample_correlations(matrix: FloatArray, model: Model) -> Fit:
    """Estimate the model from the correlations (K, K) of one sample; errors as `estimate`, where they show in these."""
    _check_cancelling(matrix, model)
    _check_mode_b(matrix, model)
    fit, weights = _estimate_stack(matrix, model)
    _check_related(fit)
    _check_collinear_antecedents(fit)
    _check_converged(weights, model)
    return fit


def estimate_from_correlations(correlations: FloatArray, model: Model) -> Fit:
    """Estimate the model from correlation matrices (..., K, K); the leading axes are a stack of samples.

    Raises nothing for a member that does not converge, or whose data `estimate` refuses: `Fit.converged` or
    `admissible` is False there. DataError for matrices of another size, a diagonal that is not 1 and one triangle.

    Example. What would a correlation matrix, from an article for instance, and the same with weaker links, give?

    >>> correlations = np.array([[1, 0.6, 0.4, 0.3], [0.6, 1, 0.3, 0.3], [0.4, 0.3, 1, 0.7], [0.3, 0.3, 0.7, 1]])
    >>> weaker = correlations.copy()
    >>> weaker[:2, 2:] /= 2
    >>> weaker[2:, :2] /= 2
    >>> fit = estimate_from_correlations(np.stack([correlations, weaker]), model)
    >>> fit.path_coefficients.shape, fit.path_coefficients[:, 0, 1].round(3)
    ((2, 2, 2), array([0.399, 0.199]))

    The first axis is the stack: two samples, two paths. All functions of a fit take such stacks. With half the
    correlations between the blocks the path is half as strong. The number of cases does not matter for an estimate.
    """
    return _estimate_stack(parse_correlations(correlations, model.indicators), model)[0]


def estimate_in_batches(
    batches: Iterable[FloatArray], model: Model, start: int = 0
) -> Iterator[tuple[slice | IntArray, Fit]]:
    """Estimate a stack of correlation matrices that comes in batches (s, K, K); yield the indices of each fit in it.

    Members that converge later than most of their batch have `converged` False there, and are yielded once more when
    all batches are through: they take many iterations, each of which costs hardly more for all of them than for one.
    start: index of the first matrix.
    """
    late = []
    for batch in batches:
        matrices = _stack_at_least_two(batch)
        weights, moving = iterate_batches(matrices, model)
        yield slice(start, start + len(batch)), _fit(matrices, weights, model, (len(batch),))
        late.append(moving._replace(members=moving.members + start))
        start += len(batch)
    joined = join_late_members(late)
    if joined.members.size:
        weights = finish_late_members(joined, model)
        yield joined.members, _fit(joined.correlations, weights, model, joined.members.shape)


def construct_scores(indicators: FloatArray, fit: Fit, case_weights: FloatArray | None = None) -> FloatArray:
    """Return the construct scores (N, J) of one sample: mean 0, standard deviation 1 (divisor N - 1), dimensionless.

    indicators (N, K). case_weights (N,): mean and standard deviation are weighted. DataError as for `estimate`.

    Example. Which of five customers thinks best of the service, by both questions together?

    >>> model = Model.from_blocks({"Service": ["s1", "s2"], "Loyalty": ["l"]}, [("Service", "Loyalty")])
    >>> answers = np.array([[1.0, 2, 2], [2, 1, 1], [3, 3, 5], [4, 5, 3], [5, 4, 4]])
    >>> fit = estimate(answers, model)
    >>> scores = construct_scores(answers, fit)
    >>> scores.T.round(2)
    array([[-1.  , -1.  ,  0.  ,  1.  ,  1.  ],
           [-0.63, -1.26,  1.26,  0.  ,  0.63]])
    >>> np.corrcoef(scores.T).round(3)[0], fit.path_coefficients.round(3)[0]
    (array([1.   , 0.632]), array([0.   , 0.632]))

    The fourth and the fifth, one standard deviation above the mean each. With a single antecedent the path is the
    correlation of the two columns.
    """
    answers = parse_answers(indicators, fit.model.indicators)
    return np.asarray(standardise(answers, fit.model.indicators, case_weights) @ fit.outer_weights)


def admissible(fit: Fit) -> BoolArray:
    """Tell for each member of a stack whether its solution is admissible (...,).

    It is where all estimates are finite, no loading exceeds 1 in size, no R2 leaves [0, 1], and neither a mode B
    block nor the antecedents of a construct are collinear.

    Example. Two antecedents of loyalty: once they can be told apart, once they are one and the same.

    >>> blocks = {"Service": ["s"], "Satisfaction": ["t"], "Loyalty": ["l"]}
    >>> model = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Satisfaction", "Loyalty")])
    >>> apart = np.array([[1, 0.5, 0.4], [0.5, 1, 0.6], [0.4, 0.6, 1]])
    >>> same = np.array([[1, 1, 0.4], [1, 1, 0.4], [0.4, 0.4, 1]])
    >>> fit = estimate_from_correlations(np.stack([apart, same]), model)
    >>> admissible(fit)
    array([ True, False])
    >>> fit.path_coefficients[:, :2, 2].round(3)
    array([[0.133, 0.533],
           [  nan,   nan]])

    In the second sample the antecedents are collinear: no regression can tell their paths apart, so they are NaN. In a
    stack nothing is raised; leave such members out. `estimate` would refuse the sample and name the two.
    """
    loadings = np.abs(fit.outer_loadings).max(axis=(-2, -1))
    explained = fit.r_squared[..., list(fit.model.endogenous)]
    bounded = (loadings <= 1 + ROUNDING) & ((explained >= -ROUNDING) & (explained <= 1 + ROUNDING)).all(axis=-1)
    blocks = [fit.model.block(j) for j, mode in enumerate(fit.model.modes) if mode == "B"]
    sources = [fit.model.antecedents(j) for j in fit.model.endogenous]
    regressors = [(fit.correlations, block) for block in blocks] + [(fit.construct_correlations, s) for s in sources]
    collinear = [is_singular(stack_first(stack_last(among)[each[:, None], each])) for among, each in regressors]
    return np.asarray(bounded & ~np.any(collinear, axis=0))


def _estimate_stack(correlations: FloatArray, model: Model) -> tuple[Fit, Weights]:
    """Estimate from (..., K, K); the weights of a single matrix are repeated."""
    matrices = _stack_at_least_two(correlations)
    weights = estimate_weights(matrices, model)
    return _fit(matrices, weights, model, correlations.shape[:-2]), weights


def _stack_at_least_two(correlations: FloatArray) -> FloatArray:
    """Turn (..., K, K) into (K, K, S); a single matrix is repeated."""
    matrices = np.ascontiguousarray(stack_last(correlations.reshape(-1, *correlations.shape[-2:])))
    return matrices[..., at_least_two(np.arange(1))] if matrices.shape[-1] == 1 else matrices


def _fit(matrices: FloatArray, weights: Weights, model: Model, stack: tuple[int, ...]) -> Fit:
    """Compute all estimates from the weights and correlations (K, K, S), and shape them as the stack."""
    outer = _orient(estimate_outer(weights.outer_weights, matrices, model), model)
    in_block = model.measurement_model[..., None].astype(np.float64)
    crossed = np.swapaxes(outer.cross_loadings, 0, 1)
    among_constructs = stack_first(outer.construct_correlations)
    coefficients = path_coefficients(among_constructs, model)
    return Fit(
        model=model,
        correlations=_unstack(stack_first(matrices), stack),
        outer_weights=_unstack(stack_first(outer.weights[:, None] * in_block), stack),
        outer_loadings=_unstack(stack_first(crossed * in_block), stack),
        cross_loadings=_unstack(stack_first(crossed), stack),
        construct_correlations=_unstack(among_constructs, stack),
        path_coefficients=_unstack(coefficients, stack),
        r_squared=_unstack(r_squared(among_constructs, coefficients, model), stack),
        converged=_unstack(weights.converged, stack),
        iterations=_unstack(weights.iterations, stack),
    )


def _unstack(results: npt.NDArray[Any], stack: tuple[int, ...]) -> npt.NDArray[Any]:
    """View results (S, ...) in the shape of the stack, without the repetition of a single member."""
    return results[: math.prod(stack)].reshape((*stack, *results.shape[1:]))


def _orient(outer: OuterEstimate, model: Model) -> OuterEstimate:
    """Reverse each construct that correlates negatively with the sum of its indicators."""
    sums = [outer.cross_loadings[construct, block].sum(axis=0) for construct, block in enumerate(model.spans)]
    signs = np.where(np.array(sums) < 0, -1.0, 1.0)
    return OuterEstimate(
        outer.weights * signs[model.owners],
        outer.cross_loadings * signs[:, None],
        outer.construct_correlations * signs * signs[:, None],
    )


def _check_cases(cases: int, effective: float, model: Model) -> None:
    """Raise DataError for fewer cases, or fewer effective ones by their weights, than the largest regression needs."""
    regressors = [int(size) for size, mode in zip(model.block_sizes, model.modes, strict=True) if mode == "B"]
    needed = max([*regressors, *model.structural_model.sum(axis=0).tolist()]) + 2
    expected = f"at least {needed}, two more than the largest regression has regressors"
    if cases < needed:
        raise DataError(
            what="too few cases",
            where="indicators",
            found=str(cases),
            expected=expected,
            remedy="collect more answers or simplify the model",
        )
    # Weights that are equal to rounding amount to all cases.
    if effective < needed * (1 - ROUNDING):
        raise DataError(
            what="case weights that leave too few cases",
            where="case_weights",
            found=f"{effective:.3g} effective cases of {cases}, (sum of w)2 / sum of w2",
            expected=expected,
            remedy="trim the largest weights, or check their units",
        )


def _check_cancelling(correlations: FloatArray, model: Model) -> None:
    sums = sum_blocks(correlations[..., None], model)[:, 0]
    for construct in np.flatnonzero(sums <= SMALLEST_START * model.block_sizes).tolist():
        raise DataError(
            what="indicators that cancel",
            where=f"construct {model.constructs[construct]}",
            found=f"the same sum of standardised {_name_block(model, construct)} in every case",
            expected="indicators scored in one direction, of no fixed total",
            remedy="recode the reversed indicator; of indicators that share a fixed total, leave one out",
        )


def _check_related(fit: Fit) -> None:
    """Raise DataError where weights did not converge because a block correlates with nothing that could weigh it."""
    if fit.converged:
        return
    model = fit.model
    inner = inner_weights(fit.construct_correlations, model)[:, model.owners]
    covariances = np.abs((fit.cross_loadings * inner.T).sum(axis=1))
    for construct, block in enumerate(model.spans):
        if covariances[block].max() <= LARGEST_ROUNDING:
            neighbours = np.flatnonzero(model.structural_model[construct] | model.structural_model[:, construct])
            raise DataError(
                what="indicators that correlate with no neighbour",
                where=f"construct {model.constructs[construct]}",
                found=f"only rounding (below {LARGEST_ROUNDING:g}) between {_name_block(model, construct)} and the "
                f"inner estimate from {', '.join(model.constructs[i] for i in neighbours)}",
                expected="correlations that weights can be computed from",
                remedy="check how these indicators were scored, or remove the construct from the model",
            )


def _name_block(model: Model, construct: int) -> str:
    return ", ".join(model.indicators[k] for k in model.block(construct))


def _check_mode_b(correlations: FloatArray, model: Model) -> None:
    for construct in (j for j, mode in enumerate(model.modes) if mode == "B"):
        block = model.block(construct)
        if is_singular(correlations[block[:, None], block]):
            raise DataError(
                what="collinear indicators under mode B",
                where=f"construct {model.constructs[construct]}",
                found=f"linear dependence among {_name_block(model, construct)}",
                expected="linearly independent indicators",
                remedy="remove a redundant indicator or use mode A",
            )


def _check_collinear_antecedents(fit: Fit) -> None:
    for target in fit.model.endogenous:
        sources = fit.model.antecedents(target)
        if is_singular(fit.construct_correlations[sources[:, None], sources]):
            raise DataError(
                what="perfectly collinear antecedents",
                where=f"construct {fit.model.constructs[target]}",
                found=f"linear dependence among {', '.join(fit.model.constructs[i] for i in sources)}",
                expected="linearly independent antecedents",
                remedy="remove a redundant path or check for indicators entered twice",
            )


def _check_converged(weights: Weights, model: Model) -> None:
    if weights.converged.all():
        return
    moving = [
        f"{construct} by {change:.1e}"
        for construct, block in zip(model.constructs, model.spans, strict=True)
        if not (change := weights.change[block, 0].max()) < model.tolerance
    ]
    raise ConvergenceError(
        what="outer weights did not converge",
        where="the sample",
        found=f"weights still moving after {weights.iterations[0]} iterations ({', '.join(moving)})",
        expected=f"changes below {model.tolerance:g}",
        remedy="check these constructs' indicators, allow more iterations or try another weighting scheme",
    )
