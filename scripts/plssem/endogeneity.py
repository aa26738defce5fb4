"""Endogeneity, by Gaussian copulas: does an antecedent correlate with the unexplained part of its outcome?

Park, S., & Gupta, S. (2012). Handling endogenous regressors by joint estimation using copulas. Marketing Science,
31(4), 567-586. doi:10.1287/mksc.1120.0718.
Hult, G. T. M., Hair, J. F., Proksch, D., Sarstedt, M., Pinkwart, A., & Ringle, C. M. (2018). Addressing endogeneity in
international marketing applications of partial least squares structural equation modeling. Journal of International
Marketing, 26(3), 1-21. doi:10.1509/jim.17.0151.
The correction is biased in samples of a few hundred cases: Becker, J.-M., Proksch, D., & Ringle, C. M. (2022).
Revisiting Gaussian copulas to handle endogenous regressors. Journal of the Academy of Marketing Science, 50, 46-66.
doi:10.1007/s11747-021-00805-y.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import scipy

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray, IntArray, is_singular, solve
from plssem.bootstrap import Bootstrap, Evaluation, bootstrap_by_block
from plssem.errors import check_known
from plssem.estimation import construct_scores, estimate
from plssem.model import ARROW, Model
from plssem.moments import scale_covariances
from plssem.resampling import ResampleBlock, count_draws
from plssem.statistics import Statistic
from plssem.structure import find_outcome

# Cases times resamples in memory at a time, per regressor.
MAX_NUMBERS = 2**22


@dataclass(frozen=True, eq=False)
class _Regression:
    """The scores (N, A + 1) of a target's A antecedents and, last, of the target; indices of suspected antecedents."""

    scores: FloatArray
    antecedents: tuple[str, ...]
    suspected: IntArray
    target: str


def copula_terms(values: FloatArray) -> FloatArray:
    """Return the Gaussian copula terms (N, C) of the columns of values (N, C), dimensionless; DataError for others.

    Inverse normal distribution function of rank / (N + 1), ties sharing their mean rank. ASSUME: the columns are not
    normally distributed; a normal one equals its own term and cannot be tested (see `mardia`).

    Example. What is added to a regression to see whether a skewed antecedent is endogenous?

    >>> income = np.array([[1.0], [2.0], [2.0], [3.0], [20.0]])
    >>> copula_terms(income).round(3).ravel()
    array([-0.967, -0.21 , -0.21 ,  0.431,  0.967])
    >>> copula_terms(income * 10).round(3).ravel()
    array([-0.967, -0.21 , -0.21 ,  0.431,  0.967])

    Each value becomes the normal quantile of its rank: the one of 20 is no further out than the last of five, and units
    do not matter. The term enters the regression beside income; its coefficient is judged by `bootstrap_copulas`.
    """
    columns = parse_answers(values)
    once = np.ones((1, len(columns)))
    return np.column_stack([_copula_term(column, once)[0] for column in columns.T])


def bootstrap_copulas(
    indicators: FloatArray,
    model: Model,
    target: str,
    suspected: Collection[str] = (),
    resamples: int = 10_000,
    *,
    seed: int,
    threads: int = 1,
) -> Bootstrap:
    """Regress a target's scores on its antecedents and on copula terms of those suspected (all where none is named).

    Statistics: path_coefficients, of the antecedents with the terms in the model, "X -> Y"; copula_coefficients, of
    the unstandardised terms, "copula(X) -> Y": a significant one indicates that X is endogenous, and its path is then
    the corrected one. Ranks are computed in each resample; the scores are those of the sample, held fixed. A resample
    is admissible where the regressors are not collinear.
    Errors as `estimate`; ModelError for a target without antecedents and for a suspect that is not an antecedent.

    Example. Is service endogenous, that is, does its path to loyalty take up what the model leaves out?

    >>> draws = bootstrap_copulas(answers, model, "Loyalty", resamples=1000, seed=1)
    >>> draws.names["copula_coefficients"]
    ('copula(Service) -> Loyalty',)
    >>> term = inference(draws.estimates["copula_coefficients"], draws.draws["copula_coefficients"])
    >>> term.estimate.round(2), term.lower.round(2), term.upper.round(2)
    (array([2.09]), array([-3.09]), array([5.28]))
    >>> draws.estimates["path_coefficients"].round(2), estimate(answers, model).path_coefficients[0].round(2)
    (array([-1.21]), array([0.  , 0.62]))

    The term's interval, -3.09 to 5.28, holds 0: no sign of endogeneity, so the plain path of .62 stands. So wide an
    interval is itself a warning: nearly normal answers on five points hardly differ from their own term (`mardia`).
    """
    fit = estimate(indicators, model)
    outcome = find_outcome(model, target)
    antecedents = model.antecedents(outcome)
    names = tuple(model.constructs[antecedent] for antecedent in antecedents)
    scores = construct_scores(indicators, fit)[:, [*antecedents, outcome]]
    check_known(suspected, names, what="antecedent", where=f"target {target}")
    terms = np.array([index for index, name in enumerate(names) if not suspected or name in suspected])
    regression = _Regression(scores, names, terms, target)
    cases = len(scores)
    (slopes,), (independent,) = _regress(np.ones((1, cases)), regression)
    sample = _evaluate(slopes, independent, regression)

    def evaluate(block: ResampleBlock) -> Evaluation:
        """Regress with the terms in each resample of a block, a few at a time to bound memory."""
        drawn = np.concatenate([tally for _, tally in count_draws(block, cases)], axis=1)
        rows = max(1, MAX_NUMBERS // cases)
        starts = range(0, block.size, rows)
        parts = [_regress(drawn[start : start + rows].astype(np.float64), regression) for start in starts]
        slopes, independent = (np.concatenate(each) for each in zip(*parts, strict=True))
        return _evaluate(slopes, independent, regression)

    return bootstrap_by_block(sample, evaluate, cases, resamples, seed=seed, threads=threads)


def _copula_term(column: FloatArray, tallies: FloatArray) -> FloatArray:
    """Return the copula term (b, N) of a column (N,) among the cases that each resample drew, tallies (b, N)."""
    _, levels = np.unique(column, return_inverse=True)
    order = np.argsort(levels, kind="stable")
    starts = np.flatnonzero(np.diff(levels[order], prepend=-1))
    drawn = np.add.reduceat(tallies[:, order], starts, axis=1)
    ranks = np.cumsum(drawn, axis=1) - (drawn - 1) / 2
    # A value that was not drawn has no rank; its weight is 0.
    shares = np.where(drawn > 0, ranks, 1.0) / (tallies.sum(axis=1, keepdims=True) + 1)
    return np.asarray(scipy.special.ndtri(shares)[:, levels])


def _regress(tallies: FloatArray, regression: _Regression) -> tuple[FloatArray, BoolArray]:
    """Return the slopes (b, A + T) by least squares in each resample, tallies (b, N), and where they are determined.

    Of the antecedents, then of their T terms. They are where the regressors are not collinear.
    """
    terms = [_copula_term(regression.scores[:, index], tallies) for index in regression.suspected]
    scores = np.broadcast_to(regression.scores, (len(tallies), *regression.scores.shape))
    columns = np.concatenate([scores[..., :-1], np.stack(terms, axis=-1), scores[..., -1:]], axis=-1)
    # Not a matrix product: the order of summation does not depend on the number of threads.
    means = np.einsum("bn,bnm->bm", tallies, columns) / tallies.sum(axis=1, keepdims=True)
    centred = columns - means[:, None]
    covariances = np.einsum("bn,bni,bnj->bij", tallies, centred, centred) / (tallies.sum(axis=1) - 1)[:, None, None]
    correlations = scale_covariances(covariances)
    predictors = correlations[:, :-1, :-1]
    spreads = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    slopes = solve(predictors, correlations[:, :-1, -1]) * spreads[:, -1:] / spreads[:, :-1]
    return slopes, ~is_singular(predictors)


def _evaluate(slopes: FloatArray, independent: BoolArray, regression: _Regression) -> Evaluation:
    """Name the slopes (..., A + T); independent (...,): where the regressors are not collinear."""
    size = len(regression.antecedents)
    paths = tuple(f"{name}{ARROW}{regression.target}" for name in regression.antecedents)
    terms = tuple(f"copula({regression.antecedents[i]}){ARROW}{regression.target}" for i in regression.suspected)
    measured = (
        Statistic("path_coefficients", paths, slopes[..., :size]),
        Statistic("copula_coefficients", terms, slopes[..., size:]),
    )
    converged = np.asarray(np.isfinite(slopes).all(axis=-1))
    return Evaluation(measured, converged, converged & independent)
