"""Importance-performance map: where an outcome gains most, and how high the answers there already are.

Ringle, C. M., & Sarstedt, M. (2016). Gain more insight from your PLS-SEM results: The importance-performance map
analysis. Industrial Management & Data Systems, 116(9), 1865-1886. doi:10.1108/IMDS-10-2015-0449.
"""

from dataclasses import dataclass

import numpy as np

from plssem.answers import parse_answers
from plssem.arrays import FloatArray
from plssem.correlations import standardise
from plssem.draws import Bootstrap, Evaluation, bootstrap_by_block
from plssem.errors import DataError
from plssem.estimation import admissible, estimate, estimate_from_correlations
from plssem.fit import Fit
from plssem.model import Model
from plssem.moments import resample_moments, scale_covariances
from plssem.resampling import ResampleBlock
from plssem.statistics import Statistic
from plssem.structure import find_outcome, reachable, total_effects

__all__ = ["ImportancePerformance", "bootstrap_importance", "importance_performance"]

HUNDRED = 100.0


@dataclass(frozen=True, eq=False)
class ImportancePerformance:
    """The map of one target construct; every value is on the scale of 0 to 100, of one sample or of a stack.

    construct_importance (..., J): unstandardised total effect on the target: points that the target gains per point of
    the construct; NaN for constructs from which no route leads to it, itself among them.
    construct_performance (..., J): mean score, 0 the lowest and 100 the highest answer; with a negative weight in the
    block it can leave 0 to 100.
    indicator_importance (..., K): points that the target gains per point of the indicator; NaN as for its construct.
    indicator_performance (..., K): mean answer.
    NaN also where the weights of a block do not sum to more than 0.
    """

    construct_importance: FloatArray
    construct_performance: FloatArray
    indicator_importance: FloatArray
    indicator_performance: FloatArray


def importance_performance(
    indicators: FloatArray, fit: Fit, target: str, minimum: float | FloatArray, maximum: float | FloatArray
) -> ImportancePerformance:
    """Map the antecedents of a target construct, from the raw indicators (N, K) and the fit of this sample.

    minimum, maximum: lowest and highest answer that the response scale allows, one number or (K,); not those observed.
    Indicators are rescaled to 0 to 100; a score is their weighted mean with weights outer weight / standard deviation
    over their sum; importance is the total effect among these scores.
    DataError as for `estimate`, for an answer outside its scale and for a scale without width; ModelError for a target
    that no path leads to.
    """
    answers = parse_answers(indicators, fit.model.indicators)
    standardise(answers, fit.model.indicators)
    scale = _scale(answers, fit.model, minimum, maximum)
    rescaled = (answers - scale[0]) / (scale[1] - scale[0]) * HUNDRED
    return _map(rescaled.mean(axis=0), rescaled.std(axis=0, ddof=1), fit, target)


def bootstrap_importance(
    indicators: FloatArray,
    model: Model,
    target: str,
    minimum: float | FloatArray,
    maximum: float | FloatArray,
    resamples: int = 10_000,
    *,
    seed: int,
    threads: int = 1,
) -> Bootstrap:
    """Map the antecedents in the sample, indicators (N, K), and in resamples of its cases: as `bootstrap`.

    The statistics have the names of the fields of `ImportancePerformance`. Errors as `importance_performance`.
    """
    answers = parse_answers(indicators, model.indicators)
    cases, fit = len(answers), estimate(answers, model)
    mapped = importance_performance(answers, fit, target, minimum, maximum)
    standardised = standardise(answers, model.indicators)
    lowest, highest = _scale(answers, model, minimum, maximum)
    unit = HUNDRED / (highest - lowest)
    offset, spread = (answers.mean(axis=0) - lowest) * unit, answers.std(axis=0, ddof=1) * unit

    def resampled(block: ResampleBlock) -> Evaluation:
        moments = resample_moments(block, standardised)
        drawn = estimate_from_correlations(scale_covariances(moments.covariances), model)
        spreads = spread * np.sqrt(np.diagonal(moments.covariances, axis1=-2, axis2=-1))
        return _estimation(_map(offset + spread * moments.means, spreads, drawn, target), drawn)

    return bootstrap_by_block(_estimation(mapped, fit), resampled, cases, resamples, seed=seed, threads=threads)


def _map(means: FloatArray, spreads: FloatArray, fit: Fit, target: str) -> ImportancePerformance:
    """Map from the means and standard deviations (..., K) of the rescaled indicators."""
    place = find_outcome(fit.model, target)
    raw = fit.outer_weights / spreads[..., None]
    sums = raw.sum(axis=-2)
    sums = np.where(sums > 0, sums, np.nan)
    weights = raw / sums[..., None, :]
    # One standard deviation of a score is 1 / sum points.
    effects = total_effects(fit)[..., place] * sums / sums[..., place, None]
    importance = np.where(reachable(fit.model)[:, place], effects, np.nan)
    own = np.arange(len(fit.model.indicators)), fit.model.owners
    return ImportancePerformance(
        construct_importance=importance,
        construct_performance=(weights * means[..., None]).sum(axis=-2),
        indicator_importance=weights[..., *own] * importance[..., fit.model.owners],
        indicator_performance=means,
    )


def _estimation(mapped: ImportancePerformance, fit: Fit) -> Evaluation:
    constructs, indicators = fit.model.constructs, fit.model.indicators
    found = (
        Statistic("construct_importance", constructs, mapped.construct_importance),
        Statistic("construct_performance", constructs, mapped.construct_performance),
        Statistic("indicator_importance", indicators, mapped.indicator_importance),
        Statistic("indicator_performance", indicators, mapped.indicator_performance),
    )
    return Evaluation(found, fit.converged, admissible(fit))


def _scale(
    answers: FloatArray, model: Model, minimum: float | FloatArray, maximum: float | FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and the highest answer allowed (K,), checked against the answers."""
    shape = (len(model.indicators),)
    lowest, highest = (np.broadcast_to(np.asarray(bound, dtype=np.float64), shape) for bound in (minimum, maximum))
    for place, name in enumerate(model.indicators):
        low, high = float(answers[:, place].min()), float(answers[:, place].max())
        if not lowest[place] < highest[place] or low < lowest[place] or high > highest[place]:
            raise DataError(
                what="answers outside their response scale",
                where=f"indicator {name}",
                found=f"answers from {low:g} to {high:g}",
                expected=f"answers within the stated scale, {lowest[place]:g} to {highest[place]:g}, lower end first",
                remedy="state the scale's ends as they are on the questionnaire",
            )
    return lowest, highest
