"""The fit of a model: all estimates, and its structural model as equations, standardised and on the response scale."""

import math
from dataclasses import dataclass

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray, IntArray
from plssem.correlations import standardise
from plssem.errors import DataError
from plssem.model import Model


@dataclass(frozen=True, eq=False)
class Fit:
    """Estimates of one sample, or of a stack of samples along the leading axes; all dimensionless.

    correlations (..., K, K): of the indicators.
    outer_weights (..., K, J): of standardised indicators, for scores of unit variance; 0 outside the block.
    outer_loadings (..., K, J): correlations of indicators with their construct; 0 outside the block.
    cross_loadings (..., K, J): correlations of every indicator with every construct.
    construct_correlations (..., J, J): of the construct scores.
    path_coefficients (..., J, J): [i, j] of i -> j; 0 where there is no path.
    r_squared (..., J): NaN for exogenous constructs.
    converged (...,): whether the weights reached the tolerance; iterations (...,): count of weight updates.
    effective_cases: of a sample that was estimated, N, or with case weights (sum w)2 / sum of w2; NaN where only
    correlations were given, and for resamples.
    Other NaN: the correlations of that member of the stack were not finite, or a regression in it was singular.
    """

    model: Model
    correlations: FloatArray
    outer_weights: FloatArray
    outer_loadings: FloatArray
    cross_loadings: FloatArray
    construct_correlations: FloatArray
    path_coefficients: FloatArray
    r_squared: FloatArray
    converged: BoolArray
    iterations: IntArray
    effective_cases: float = math.nan


@dataclass(frozen=True, eq=False)
class Equation:
    """One endogenous construct as a linear function of its p antecedents.

    standardised (p,): dimensionless. unstandardised (p,): points of the outcome's response scale per point of the
    antecedent's; intercept: points of the outcome's response scale.
    """

    outcome: str
    sources: tuple[str, ...]
    standardised: FloatArray
    intercept: float
    unstandardised: FloatArray


def equations(indicators: FloatArray, fit: Fit) -> tuple[Equation, ...]:
    """Return the equation of every endogenous construct, from the raw indicators (N, K) and the fit of this sample.

    On the response scale a construct's score is the weighted mean of its raw indicators, with weights outer weight
    over standard deviation, divided by their sum: a linear function of the standardised score, so both equations have
    the same R2. With a negative weight in a block it is not an average and may leave the response scale. The
    indicators of a block must share one response scale.
    DataError as for `estimate`, and where the weights of a block do not sum to more than 0.

    Example. By how many points does loyalty rise with a point of service? Answers of five customers, 1 to 5.

    >>> model = Model.from_blocks({"Service": ["s1", "s2"], "Loyalty": ["l"]}, [("Service", "Loyalty")])
    >>> answers = np.array([[1.0, 2, 2], [2, 1, 1], [3, 3, 5], [4, 5, 3], [5, 4, 4]])
    >>> (equation,) = equations(answers, estimate(answers, model))
    >>> equation.outcome, equation.sources
    ('Loyalty', ('Service',))
    >>> equation.standardised.round(3), equation.unstandardised.round(3), round(equation.intercept, 3)
    (array([0.632]), array([0.667]), 1.0)

    Loyalty = 1.0 + .667 service, in points: a customer who gives service a 4 is expected at 3.67. The standardised
    path, .632, says the same in standard deviations.
    """
    answers = parse_answers(indicators, fit.model.indicators)
    standardise(answers, fit.model.indicators)
    raw_weights = fit.outer_weights / answers.std(axis=0, ddof=1)[:, None]
    sums = raw_weights.sum(axis=0)
    _check_sums(sums, fit)
    means = (answers.mean(axis=0) @ raw_weights) / sums
    # One standard deviation of a score is 1 / sum points of the response scale.
    slopes = fit.path_coefficients * sums[:, None] / sums[None, :]
    return tuple(_equation(fit, target, slopes, means) for target in fit.model.endogenous)


def _equation(fit: Fit, target: int, slopes: FloatArray, means: FloatArray) -> Equation:
    sources = fit.model.antecedents(target)
    return Equation(
        outcome=fit.model.constructs[target],
        sources=tuple(fit.model.constructs[i] for i in sources),
        standardised=fit.path_coefficients[sources, target],
        intercept=float(means[target] - means[sources] @ slopes[sources, target]),
        unstandardised=slopes[sources, target],
    )


def _check_sums(sums: FloatArray, fit: Fit) -> None:
    for construct, total in zip(fit.model.constructs, sums, strict=True):
        if not total > 0:
            raise DataError(
                what="construct without a response scale",
                where=f"construct {construct}",
                found="outer weights that sum to zero or less",
                expected="a positive sum",
                remedy="turn reverse-coded indicators, or report the standardised equation only",
            )
