"""The structural model as equations: standardised, and on the response scale with an intercept."""

from dataclasses import dataclass

from plssem.answers import answers_of
from plssem.arrays import FloatArray
from plssem.correlations import standardise
from plssem.errors import DataError, explain
from plssem.fit import Fit

__all__ = ["Equation", "equations"]


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

    On the response scale a construct's score is the weighted mean of its raw indicators: the weights of the raw
    indicators, outer weight over standard deviation, divided by their sum. It is the standardised score stretched and
    shifted, so both equations fit equally well. With a negative weight in a block it is no average any more and may
    leave the response scale. The block's indicators must share one response scale.
    DataError as for `estimate`, and where the weights of a block do not sum to more than 0.
    """
    answers = answers_of(indicators, fit.model.indicators)
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
                explain(
                    "construct without a response scale",
                    f"construct {construct}",
                    "outer weights that sum to zero or less",
                    "a positive sum",
                    "turn reverse-coded indicators, or report the standardised equation only",
                )
            )
