"""The structural model: paths, explained variance, effects and their sizes, collinearity, equations.

The examples are of three constructs with one question each, both others acting on loyalty:

>>> blocks = {"Service": ["s"], "Satisfaction": ["t"], "Loyalty": ["l"]}
>>> correlations = np.array([[1, 0.5, 0.4], [0.5, 1, 0.6], [0.4, 0.6, 1]])
>>> model = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Satisfaction", "Loyalty")])
>>> fit = estimate_from_correlations(correlations, model)

and of two mediators between service and loyalty:

>>> mediators = {"Service": ["s"], "Satisfaction": ["t"], "Trust": ["u"], "Loyalty": ["l"]}
>>> paths = [("Service", "Satisfaction"), ("Service", "Trust"), ("Satisfaction", "Loyalty"), ("Trust", "Loyalty")]
>>> of_four = np.array([[1, 0.5, 0.4, 0.4], [0.5, 1, 0.3, 0.6], [0.4, 0.3, 1, 0.5], [0.4, 0.6, 0.5, 1]])
>>> mediated = estimate_from_correlations(of_four, Model.from_blocks(mediators, paths))
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from plssem.answers import parse_answers
from plssem.arrays import LARGEST_VIF, BoolArray, FloatArray, solve, stack_first, stack_last, variance_inflation
from plssem.correlations import standardise
from plssem.errors import DataError, check_known
from plssem.model import Fit, Model


def path_coefficients(construct_correlations: FloatArray, model: Model) -> FloatArray:
    """Return standardised path coefficients (..., J, J), [i, j] of i -> j, 0 where there is no path, dimensionless.

    Ordinary least squares of each endogenous construct on its antecedents; NaN where these are exactly collinear.
    ASSUME: effects are linear, and add up; what products of constructs do is in `interactions`.
    """
    correlations = stack_last(construct_correlations)
    coefficients = np.zeros(correlations.shape)
    for target in model.endogenous:
        sources = model.antecedents(target)
        among_sources = stack_first(correlations[sources[:, None], sources])
        with_target = stack_first(correlations[sources, target], 1)
        coefficients[sources, target] = stack_last(solve(among_sources, with_target), 1)
    return stack_first(coefficients)


def r_squared(construct_correlations: FloatArray, coefficients: FloatArray, model: Model) -> FloatArray:
    """Return the explained share of variance (..., J), dimensionless; NaN for exogenous constructs."""
    explained = (coefficients * construct_correlations).sum(axis=-2)
    return np.where(model.structural_model.any(axis=0), explained, np.nan)


def adjusted_r_squared(fit: Fit, cases: int) -> FloatArray:
    """Return R2 adjusted for the number of antecedents p, 1 - (1 - R2)(N - 1)/(N - p - 1), as (..., J).

    cases: N. NaN for exogenous constructs and where N <= p + 1.

    Example. Service and satisfaction explain loyalty. How much of R2 is left when two antecedents in 50 cases are paid
    for?

    >>> fit.r_squared.round(3)
    array([  nan,   nan, 0.373])
    >>> adjusted_r_squared(fit, cases=50).round(3), adjusted_r_squared(fit, cases=10).round(3)
    (array([  nan,   nan, 0.347]), array([  nan,   nan, 0.194]))

    A population with less would give an R2 of .373 by chance: .347 is left with 50 cases and .194 with 10. Compare
    models of one construct by the adjusted one; service and satisfaction have no antecedents, hence NaN.
    """
    freedom = cases - 1 - fit.model.structural_model.sum(axis=0)
    return 1 - (1 - fit.r_squared) * (cases - 1) / np.where(freedom > 0, freedom, np.nan)


def inner_vif(fit: Fit) -> FloatArray:
    """Return variance inflation factors (..., J, J): [i, j] of antecedent i among all antecedents of j.

    Infinite where i depends linearly on the others, a factor beyond 1e10. NaN where there is no path.

    Example. Do service and satisfaction, which correlate by .5, disturb each other as antecedents of loyalty?

    >>> inner_vif(fit).round(3)[:, 2]
    array([1.333, 1.333,   nan])
    >>> correlations[0, 1] = correlations[1, 0] = 0.9
    >>> inner_vif(estimate_from_correlations(correlations, model)).round(3)[:, 2]
    array([5.263, 5.263,   nan])

    1.333 = 1 / (1 - .5^2): the variance of either coefficient is a third larger than if the two did not correlate. With
    .9 it is 5.3 times as large, so that their shares can hardly be told apart; 3 and 5 are the usual limits.
    """
    correlations = stack_last(fit.construct_correlations)
    factors = np.full(correlations.shape, np.nan)
    for target in fit.model.endogenous:
        sources = fit.model.antecedents(target)
        among_sources = stack_first(correlations[sources[:, None], sources])
        factors[sources, target] = stack_last(variance_inflation(among_sources), 1)
    return stack_first(factors)


def f_squared(fit: Fit) -> FloatArray:
    """Return Cohen's effect size f2 (..., J, J), [i, j] of i -> j, dimensionless; NaN where there is no path.

    f2 = (R2 with i - R2 without i) / (1 - R2 with i), the construct scores held fixed; the numerator of an
    ordinary regression is b2 / VIF. NaN also where R2 is 1, to rounding (`left_unexplained`).
    Cohen, J. (1988). Statistical Power Analysis for the Behavioral Sciences (2nd ed.). doi:10.4324/9780203771587.

    Example. What would loyalty lose without service, and without satisfaction?

    >>> f_squared(fit).round(3)[:, 2]
    array([0.021, 0.34 ,   nan])
    >>> whole, without_service = fit.r_squared[2], 0.6**2
    >>> round(float((whole - without_service) / (1 - whole)), 3)
    0.021

    Without service R2 of loyalty would be .36 in place of .373: f2 = .021, a small effect (from .02). That of
    satisfaction, .34, is almost large: .02, .15 and .35 are Cohen's small, medium and large.
    """
    decrease = fit.path_coefficients**2 / inner_vif(fit)
    return np.asarray(decrease / left_unexplained(fit)[..., None, :])


def left_unexplained(fit: Fit) -> FloatArray:
    """Return 1 - R2 (..., J); NaN for exogenous constructs, and where it is rounding: below 1 over `LARGEST_VIF`."""
    unexplained = 1 - fit.r_squared
    return np.where(unexplained * LARGEST_VIF >= 1, unexplained, np.nan)


def total_effects(fit: Fit) -> FloatArray:
    """Return direct plus all indirect effects (..., J, J), [i, j] of i on j, dimensionless; 0 without a route.

    Example. Service acts on loyalty directly and through satisfaction. What does it do in all?

    >>> paths = [("Service", "Satisfaction"), ("Service", "Loyalty"), ("Satisfaction", "Loyalty")]
    >>> fit = estimate_from_correlations(correlations, Model.from_blocks(blocks, paths))
    >>> fit.path_coefficients[:2].round(3)
    array([[0.   , 0.5  , 0.133],
           [0.   , 0.   , 0.533]])
    >>> total_effects(fit)[0].round(3)
    array([0. , 0.5, 0.4])

    .133 + .5 x .533 = .4: one standard deviation more of service goes with .4 more of loyalty, of which a third is the
    direct path. In a model without gaps the total effect of the only exogenous construct is its correlation.
    """
    return fit.path_coefficients + total_indirect_effects(fit)


def total_indirect_effects(fit: Fit) -> FloatArray:
    """Return the sum over all routes of two or more paths (..., J, J), [i, j] of i on j; 0 where there is none.

    Example. How much of what service does to loyalty goes through satisfaction or through trust?

    >>> mediated.path_coefficients[0, 1:3].round(3), mediated.path_coefficients[1:3, 3].round(3)
    (array([0.5, 0.4]), array([0.495, 0.352]))
    >>> total_indirect_effects(mediated)[0].round(3)
    array([0.   , 0.   , 0.   , 0.388])

    Service on loyalty: .5 x .495 + .4 x .352 = .388, all of it indirect, as there is no direct path. How it divides
    between the two mediators, `specific_indirect_effects` tells.
    """
    direct = stack_last(fit.path_coefficients)
    indirect = np.zeros(direct.shape)
    total = direct.copy()
    for target in causal_order(fit.model):
        for source in fit.model.antecedents(target):
            indirect[:, target] += total[:, source] * direct[source, target]
        total[:, target] += indirect[:, target]
    return stack_first(indirect)


def specific_indirect_effects(fit: Fit) -> tuple[tuple[str, ...], FloatArray]:
    """Return the names ("X -> M -> Y") and values (..., routes) of all routes of two or more paths.

    The effect along a route is the product of its path coefficients, dimensionless.

    Example. Which way does the effect of service on loyalty take: through satisfaction, or through trust?

    >>> routes, effects = specific_indirect_effects(mediated)
    >>> for route, effect in zip(routes, effects):
    ...     print(f"{route}: {effect:.3f}")
    Service -> Satisfaction -> Loyalty: 0.247
    Service -> Trust -> Loyalty: 0.141

    .5 x .495 and .4 x .352: nearly two thirds of the .388 go through satisfaction. Whether one is really larger than
    the other is a question for the draws of both: see `difference`.
    """
    routes = indirect_routes(fit.model)
    direct = stack_last(fit.path_coefficients)
    values = np.ones((len(routes), *direct.shape[2:]))
    for number, route in enumerate(routes):
        for source, target in pairwise(route):
            values[number] *= direct[source, target]
    return tuple(fit.model.route_name(route) for route in routes), stack_first(values, 1)


def indirect_routes(model: Model) -> tuple[tuple[int, ...], ...]:
    """Return every route of two or more paths as construct indices, by source, then shorter ones first."""
    longest: list[tuple[int, ...]] = list(model.paths)
    routes: list[tuple[int, ...]] = []
    while longest:
        longest = [(*route, int(j)) for route in longest for j in np.flatnonzero(model.structural_model[route[-1]])]
        routes += longest
    return tuple(sorted(routes, key=lambda route: (route[0], route[-1], len(route), route)))


def causal_order(model: Model) -> tuple[int, ...]:
    """Return the indices of the constructs, each after all that act on it."""
    # An antecedent is reached from fewer constructs than its outcome is.
    order = np.argsort(reachable(model).sum(axis=0), kind="stable")
    return tuple(order.tolist())


def find_outcome(model: Model, name: str) -> int:
    """Return the index of an endogenous construct; ModelError for a name that is none."""
    outcomes = [model.constructs[j] for j in model.endogenous]
    check_known([name], outcomes, what="construct with antecedents", where="target")
    return model.constructs.index(name)


def reachable(model: Model, shortest: int = 1) -> BoolArray:
    """Tell at [i, j] whether some route of at least `shortest` paths leads from i to j (J, J)."""
    lengths = [np.linalg.matrix_power(model.structural_model.astype(int), n) for n in range(shortest, len(model.modes))]
    return np.asarray(sum(lengths, np.zeros(model.structural_model.shape, dtype=int)) > 0)


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
    for construct, total in zip(fit.model.constructs, sums, strict=True):
        if not total > 0:
            raise DataError(
                what="construct without a response scale",
                where=f"construct {construct}",
                found="outer weights that sum to zero or less",
                expected="a positive sum",
                remedy="turn reverse-coded indicators, or report the standardised equation only",
            )
    means = (answers.mean(axis=0) @ raw_weights) / sums
    # One standard deviation of a score is 1 / sum points of the response scale.
    slopes = fit.path_coefficients * sums[:, None] / sums[None, :]
    return tuple(
        Equation(
            outcome=fit.model.constructs[target],
            sources=tuple(fit.model.constructs[source] for source in sources),
            standardised=fit.path_coefficients[sources, target],
            intercept=float(means[target] - means[sources] @ slopes[sources, target]),
            unstandardised=slopes[sources, target],
        )
        for target in fit.model.endogenous
        for sources in (fit.model.antecedents(target),)
    )
