"""Endogeneity: does an antecedent correlate with what the model leaves out? By Gaussian copula terms.

Park, S., & Gupta, S. (2012). Handling endogenous regressors by joint estimation using copulas. Marketing Science,
31(4), 567-586. doi:10.1287/mksc.1120.0718.
Hult, G. T. M., Hair, J. F., Proksch, D., Sarstedt, M., Pinkwart, A., & Ringle, C. M. (2018). Addressing endogeneity in
international marketing applications of partial least squares structural equation modeling. Journal of International
Marketing, 26(3), 1-21. doi:10.1509/jim.17.0151.
The correction is biased in samples of a few hundred cases: Becker, J.-M., Proksch, D., & Ringle, C. M. (2022).
Revisiting Gaussian copulas to handle endogenous regressors. Journal of the Academy of Marketing Science, 50, 46-66.
doi:10.1007/s11747-021-00805-y.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from plssem.arrays import FloatArray, IntArray, is_singular, solve
from plssem.draws import Bootstrap, Evaluation, bootstrap_by_block
from plssem.errors import ModelError
from plssem.estimation import construct_scores, estimate
from plssem.model import ARROW, Model
from plssem.moments import scale_covariances
from plssem.resampling import ResampleBlock, count_draws
from plssem.statistics import Statistic
from plssem.structure import find_outcome

__all__ = ["bootstrap_copulas", "copula_terms"]

# Cases times resamples that are in memory at a time, per regressor.
MAX_NUMBERS = 2**22


@dataclass(frozen=True, eq=False)
class _Regression:
    """The scores (N, A + 1) of a target's A antecedents and, last, of the target; which antecedents are suspected."""

    scores: FloatArray
    antecedents: tuple[str, ...]
    suspected: IntArray
    target: str


def copula_terms(values: FloatArray) -> FloatArray:
    """Return the Gaussian copula terms (N, C) of the columns of values (N, C), dimensionless.

    Inverse normal distribution function of rank / (N + 1), equal values sharing their mean rank. ASSUME: the columns
    are not normally distributed; a normal one is its own term, and nothing can be told (see `mardia`).
    """
    once = np.ones((1, len(values)))
    return np.column_stack([_ranked(column, once)[0] for column in values.T])


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
    """Regress a target's scores on its antecedents and on copula terms of those suspected, all where none is named.

    Statistics: path_coefficients, of the antecedents beside the terms, "X -> Y"; copula_coefficients, of the terms as
    they are, "copula(X) -> Y": one that is significant says that X is endogenous and the path beside it corrected.
    The resamples draw cases and rank anew; the scores are those of the sample, held fixed. A resample counts as
    admissible where the regressors are not collinear.
    Errors as `estimate`; ModelError for a target without antecedents and for a suspect that is none of them.
    """
    fit = estimate(indicators, model)
    outcome = find_outcome(model, target)
    places = model.antecedents(outcome)
    names = tuple(model.constructs[place] for place in places)
    chosen = _suspected(names, suspected, target)
    columns = construct_scores(indicators, fit)[:, [*places, outcome]]
    regression = _Regression(columns, names, chosen, target)
    cases = len(columns)
    sample = _member(_estimation(np.ones((1, cases)), regression))

    def resampled(block: ResampleBlock) -> Evaluation:
        return _together([_estimation(part, regression) for part in _tallies(block, cases)])

    return bootstrap_by_block(sample, resampled, cases, resamples, seed=seed, threads=threads)


def _tallies(block: ResampleBlock, cases: int) -> Iterator[FloatArray]:
    """Yield how often some resamples drew each case (b, N), few enough to bound memory."""
    whole = np.concatenate([tally for _, tally in count_draws(block, cases)], axis=1)
    rows = max(1, MAX_NUMBERS // cases)
    for start in range(0, block.size, rows):
        yield whole[start : start + rows].astype(np.float64)


def _ranked(column: FloatArray, tallies: FloatArray) -> FloatArray:
    """Return the copula term (b, N) of a column (N,) among the cases that each resample drew, tallies (b, N)."""
    _, places = np.unique(column, return_inverse=True)
    order = np.argsort(places, kind="stable")
    starts = np.flatnonzero(np.diff(places[order], prepend=-1))
    drawn = np.add.reduceat(tallies[:, order], starts, axis=1)
    ranks = np.cumsum(drawn, axis=1) - (drawn - 1) / 2
    # A value that was not drawn has no rank; it weighs nothing either.
    shares = np.where(drawn > 0, ranks, 1.0) / (tallies.sum(axis=1, keepdims=True) + 1)
    return np.asarray(special.ndtri(shares)[:, places])


def _estimation(tallies: FloatArray, regression: _Regression) -> Evaluation:
    """Estimate by least squares in each resample, tallies (b, N)."""
    terms = [_ranked(regression.scores[:, place], tallies) for place in regression.suspected]
    fixed = np.broadcast_to(regression.scores, (len(tallies), *regression.scores.shape))
    columns = np.concatenate([fixed[..., :-1], np.stack(terms, axis=-1), fixed[..., -1:]], axis=-1)
    # Not a matrix product: the order of summation does not depend on the number of threads.
    means = np.einsum("bn,bnm->bm", tallies, columns) / tallies.sum(axis=1, keepdims=True)
    centred = columns - means[:, None]
    covariances = np.einsum("bn,bni,bnj->bij", tallies, centred, centred) / (tallies.sum(axis=1) - 1)[:, None, None]
    correlations = scale_covariances(covariances)
    among = correlations[:, :-1, :-1]
    spreads = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    slopes = solve(among, correlations[:, :-1, -1]) * spreads[:, -1:] / spreads[:, :-1]
    converged = np.isfinite(slopes).all(axis=1)
    return Evaluation(_statistics(slopes, regression), converged, converged & ~is_singular(among))


def _statistics(slopes: FloatArray, regression: _Regression) -> tuple[Statistic, ...]:
    names, target, size = regression.antecedents, regression.target, len(regression.antecedents)
    terms = tuple(f"copula({names[place]}){ARROW}{target}" for place in regression.suspected)
    return (
        Statistic("path_coefficients", tuple(f"{name}{ARROW}{target}" for name in names), slopes[:, :size]),
        Statistic("copula_coefficients", terms, slopes[:, size:]),
    )


def _member(estimation: Evaluation) -> Evaluation:
    """Take the one member out of a stack of one."""
    return Evaluation(
        tuple(Statistic(one.name, one.labels, one.values[0]) for one in estimation.statistics),
        estimation.converged[0],
        estimation.admissible[0],
    )


def _together(parts: list[Evaluation]) -> Evaluation:
    return Evaluation(
        tuple(
            Statistic(one.name, one.labels, np.concatenate([part.statistics[place].values for part in parts]))
            for place, one in enumerate(parts[0].statistics)
        ),
        np.concatenate([part.converged for part in parts]),
        np.concatenate([part.admissible for part in parts]),
    )


def _suspected(antecedents: tuple[str, ...], suspected: Collection[str], target: str) -> IntArray:
    for name in suspected:
        if name not in antecedents:
            raise ModelError(
                what="suspect that is no antecedent",
                where=f"target {target}",
                found=name,
                expected=f"one of {', '.join(antecedents)}",
                remedy="correct the name",
            )
    return np.array([place for place, name in enumerate(antecedents) if not suspected or name in suspected])
