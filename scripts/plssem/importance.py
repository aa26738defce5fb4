"""Importance-performance map: total effect on an outcome beside the mean score, for constructs and indicators.

Ringle, C. M., & Sarstedt, M. (2016). Gain more insight from your PLS-SEM results: The importance-performance map
analysis. Industrial Management & Data Systems, 116(9), 1865-1886. doi:10.1108/IMDS-10-2015-0449.
"""

from dataclasses import dataclass

import numpy as np

from plssem.answers import parse_answers
from plssem.arrays import FloatArray
from plssem.bootstrap import Bootstrap, Evaluation, bootstrap_by_block
from plssem.correlations import standardise
from plssem.errors import DataError, check_range
from plssem.estimation import admissible, estimate, estimate_from_correlations
from plssem.model import Fit, Model
from plssem.moments import resample_moments, scale_covariances
from plssem.resampling import ResampleBlock, Summands
from plssem.signs import align_signs, find_turned
from plssem.statistics import Statistic
from plssem.structure import find_outcome, reachable, total_effects

HUNDRED = 100.0


@dataclass(frozen=True, eq=False)
class ImportancePerformance:
    """The map of one target construct; every value is on the scale of 0 to 100, of one sample or of a stack.

    construct_importance (..., J): unstandardised total effect on the target: points that the target gains per point of
    the construct; NaN for constructs from which no route leads to it, itself among them.
    construct_performance (..., J): mean score, 0 the lowest and 100 the highest answer; outside 0 to 100 only where the
    block has a negative weight.
    indicator_importance (..., K): points that the target gains per point of the indicator; NaN as for its construct.
    indicator_performance (..., K): mean answer.
    NaN also where the weights of a block do not sum to more than 0, or its answers vary by rounding of their scale.
    """

    construct_importance: FloatArray
    construct_performance: FloatArray
    indicator_importance: FloatArray
    indicator_performance: FloatArray


def importance_performance(
    indicators: FloatArray, fit: Fit, target: str, minimum: float | FloatArray, maximum: float | FloatArray
) -> ImportancePerformance:
    """Map the antecedents of a target construct, from the raw indicators (N, K) and the fit of this sample.

    minimum, maximum: lowest and highest answer that the response scale allows (not: observed), one number or (K,).
    Indicators are rescaled to 0 to 100; a score is their weighted mean with weights outer weight / standard deviation
    over their sum; importance is the total effect among these scores.
    DataError as for `estimate`, for an answer outside its scale and for a scale without width; ModelError for a target
    that no path leads to.

    Example. Where does more effort pay: in service or in price? Answers of six customers, on a scale of 1 to 5.

    >>> blocks = {"Service": ["s1", "s2"], "Price": ["p"], "Loyalty": ["l"]}
    >>> model = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Price", "Loyalty")])
    >>> answers = np.array([[1.0, 2, 4, 2], [2, 1, 3, 1], [3, 3, 5, 4], [4, 5, 4, 4], [5, 4, 5, 5], [2, 3, 5, 3]])
    >>> result = importance_performance(answers, estimate(answers, model), "Loyalty", minimum=1, maximum=5)
    >>> result.construct_importance.round(2), result.construct_performance.round(1)
    (array([0.76, 0.79,  nan]), array([48. , 83.3, 54.2]))
    >>> result.indicator_importance.round(2), result.indicator_performance.round(1)
    (array([0.37, 0.39, 0.79,  nan]), array([45.8, 50. , 83.3, 54.2]))

    On 0 to 100: a point more on service goes with .76 points more of loyalty, on price with .79. Both matter alike, but
    price stands at 83 already and service at 48: there is more to gain in service.
    """
    rescaled = _rescale(indicators, fit.model, minimum, maximum)
    return _map(rescaled.mean(axis=0), rescaled.std(axis=0, ddof=1), fit, target)


def rescaled_scores(
    indicators: FloatArray, fit: Fit, minimum: float | FloatArray, maximum: float | FloatArray
) -> FloatArray:
    """Return the unstandardised scores (N, J) on the scale of 0 to 100, from the raw indicators (N, K) and their fit.

    minimum, maximum: as `importance_performance`, of which these scores are the performance of each case: their means
    are its construct_performance. NaN where the weights of a block do not sum to more than 0. DataError as there.

    Example. How high does each of four customers rate service, asked by two questions from 1 to 5?

    >>> answers = np.array([[1.0, 2, 2], [2, 1, 1], [3, 3, 4], [5, 4, 5]])
    >>> model = Model.from_blocks({"Service": ["s1", "s2"], "Loyalty": ["l"]}, [("Service", "Loyalty")])
    >>> rescaled_scores(answers, estimate(answers, model), minimum=1, maximum=5).T.round(1)
    array([[ 15.1,   9.9,  50. ,  84.9],
           [ 25. ,   0. ,  75. , 100. ]])

    The last customer is at 85 of 100 points of service. One question, as that on loyalty, is its answer, rescaled.
    """
    rescaled = _rescale(indicators, fit.model, minimum, maximum)
    return np.asarray(rescaled @ _score_weights(fit, rescaled.std(axis=0, ddof=1))[0])


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

    Example. How sure is the importance of service for loyalty?

    >>> draws = bootstrap_importance(answers, model, "Loyalty", 1, 5, 1000, seed=1)
    >>> result = inference(draws.estimates["construct_importance"], draws.draws["construct_importance"])
    >>> draws.names["construct_importance"]
    ('Service', 'Loyalty')
    >>> result.estimate.round(2), result.standard_error.round(2), result.lower.round(2), result.upper.round(2)
    (array([0.49,  nan]), array([0.17,  nan]), array([0.23,  nan]), array([0.84,  nan]))

    A point more on service goes with .49 points more of loyalty, give or take .17; the interval, .23 to .84, excludes
    0. Loyalty itself has no importance for loyalty: NaN. Performance is bootstrapped beside it.
    """
    answers = parse_answers(indicators, model.indicators)
    fit = estimate(answers, model)
    mapped = importance_performance(answers, fit, target, minimum, maximum)
    summands = Summands.from_columns(standardise(answers, model.indicators))
    lowest, highest = _scale(answers, model, minimum, maximum)
    unit = HUNDRED / (highest - lowest)
    offset = (answers.mean(axis=0) - lowest) * unit
    spread = answers.std(axis=0, ddof=1) * unit

    def evaluate(block: ResampleBlock) -> Evaluation:
        """Map importance and performance in each resample of a block."""
        moments = resample_moments(block, summands)
        drawn = estimate_from_correlations(scale_covariances(moments.covariances), model)
        # Rounding may leave less than 0 of an indicator that is constant in a resample.
        spreads = spread * np.sqrt(np.maximum(np.diagonal(moments.covariances, axis1=-2, axis2=-1), 0.0))
        aligned = align_signs(drawn, fit)
        return _evaluate(_map(offset + spread * moments.means, spreads, aligned, target), drawn, fit)

    of_sample = _evaluate(mapped, fit, fit)
    return bootstrap_by_block(of_sample, evaluate, len(answers), resamples, seed=seed, threads=threads)


def _map(means: FloatArray, spreads: FloatArray, fit: Fit, target: str) -> ImportancePerformance:
    """Map from the means and standard deviations (..., K) of the rescaled indicators."""
    outcome = find_outcome(fit.model, target)
    weights, sums = _score_weights(fit, spreads)
    # One standard deviation of a score is 1 / sum points.
    effects = total_effects(fit)[..., outcome] * sums / sums[..., outcome, None]
    importance = np.where(reachable(fit.model)[:, outcome], effects, np.nan)
    owners = fit.model.owners
    in_block = (np.arange(len(owners)), owners)
    return ImportancePerformance(
        construct_importance=importance,
        construct_performance=(weights * means[..., None]).sum(axis=-2),
        indicator_importance=weights[..., *in_block] * importance[..., owners],
        indicator_performance=means,
    )


def _rescale(
    indicators: FloatArray, model: Model, minimum: float | FloatArray, maximum: float | FloatArray
) -> FloatArray:
    """Return the raw indicators (N, K) on the scale of 0 to 100."""
    answers = parse_answers(indicators, model.indicators)
    standardise(answers, model.indicators)
    lowest, highest = _scale(answers, model, minimum, maximum)
    return np.asarray((answers - lowest) / (highest - lowest) * HUNDRED)


def _score_weights(fit: Fit, spreads: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the weights (..., K, J) of the rescaled indicators, which sum to 1, and their sums before (..., J)."""
    raw = fit.outer_weights / np.where(spreads > 0, spreads, np.nan)[..., None]
    sums = raw.sum(axis=-2)
    sums = np.where(sums > 0, sums, np.nan)
    return raw / sums[..., None, :], sums


def _evaluate(mapped: ImportancePerformance, fit: Fit, sample: Fit) -> Evaluation:
    labels = {"construct": fit.model.constructs, "indicator": fit.model.indicators}
    measured = [Statistic(name, labels[name.split("_")[0]], values) for name, values in vars(mapped).items()]
    return Evaluation(tuple(measured), fit.converged, admissible(fit), find_turned(fit, sample))


def _scale(
    answers: FloatArray, model: Model, minimum: float | FloatArray, maximum: float | FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and the highest answer allowed (K,), checked against the answers."""
    shape = (len(model.indicators),)
    ends = [np.asarray(end, dtype=np.float64) for end in (minimum, maximum)]
    finite = all(end.shape in ((), shape) and np.isfinite(end).all() for end in ends)
    expected = f"finite numbers, one of each or {shape[0]}"
    check_range("minimum, maximum", f"{minimum}, {maximum}", expected, inside=finite)
    lowest, highest = (np.broadcast_to(end, shape) for end in ends)
    for index, name in enumerate(model.indicators):
        low = float(answers[:, index].min())
        high = float(answers[:, index].max())
        if not lowest[index] < highest[index] or low < lowest[index] or high > highest[index]:
            raise DataError(
                what="answers outside their response scale",
                where=f"indicator {name}",
                found=f"answers from {low:g} to {high:g}",
                expected=f"answers within the stated scale, {lowest[index]:g} to {highest[index]:g}, lower end first",
                remedy="state the scale's ends as they are on the questionnaire",
            )
    return lowest, highest
