"""Interaction and quadratic effects between constructs.

All is computed from the covariances of the standardised indicators and of their pairwise products, since a product of
two scores is a weighted sum of products of indicators: so a stack of resamples is estimated without its cases.

Becker, J.-M., Ringle, C. M., & Sarstedt, M. (2018). Estimating moderating effects in PLS-SEM and PLSc-SEM: Interaction
term generation x data treatment. Journal of Applied Structural Equation Modeling, 2(2), 1-21.
doi:10.47263/JASEM.2(2)01.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from itertools import product as cartesian_product

import numpy as np

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray, IntArray, concatenate_by_name
from plssem.bootstrap import Bootstrap, Evaluation, bootstrap_by_block
from plssem.correlations import standardise
from plssem.errors import DataError, ModelError
from plssem.estimation import estimate, estimate_from_correlations
from plssem.fit import Fit
from plssem.inference import inference
from plssem.model import ARROW, Model
from plssem.moments import (
    RELATIVE_VARIANCE,
    Moments,
    compose_moments,
    compute_moments,
    leave_out_moments,
    resample_moments,
    scale_covariances,
    sum_all_cases,
)
from plssem.resampling import ResampleBlock, Summands
from plssem.signs import align_constructs, align_signs, find_reference, find_turned
from plssem.stages import evaluate_stages, measurement_labels, merge_stages
from plssem.statistics import Statistic, statistics
from plssem.structure import indirect_routes

OF_SCORES = ("two_stage", "reestimated")
APPROACHES = (*OF_SCORES, "product_indicator", "orthogonalised")
TIMES = " * "
# Covariances in memory at a time (32 MiB, and a few times as much for results).
MAX_NUMBERS = 2**22
GRID = 200  # steps of a moderator's range


@dataclass(frozen=True)
class Product:
    """The product of two constructs as an antecedent of a third; a construct times itself is a quadratic term."""

    first: str
    second: str
    target: str

    @property
    def name(self) -> str:
        """Name of the term, "X * M"."""
        return f"{self.first}{TIMES}{self.second}"

    @property
    def path(self) -> str:
        """Name of the path, "X * M -> Y"."""
        return f"{self.name}{ARROW}{self.target}"


@dataclass(frozen=True, eq=False)
class ModeratedModel:
    """A model with T product terms; ModelError for a term without both main effects and for one named twice.

    base: the model without them, with a path from each factor to the target; it is estimated first.
    approach: "two_stage": a term is the product of the standardised scores of the base model; stage two regresses on
    all scores of stage one, held fixed. "reestimated": the same term as a single item, every other construct with its
    indicators, all estimated again. "product_indicator": a term is measured by the products of the standardised
    indicators of its factors, mode A. "orthogonalised": the same with the residuals of
    these products after regression on the indicators of both factors.
    """

    base: Model
    products: tuple[Product, ...]
    approach: str = "two_stage"

    def __post_init__(self) -> None:
        """Raise ModelError for products that the base model does not allow."""
        _check_products(self.base, self.products, self.approach)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Names of the T terms."""
        return tuple(dict.fromkeys(product.name for product in self.products))

    @cached_property
    def factors(self) -> tuple[tuple[int, int], ...]:
        """Indices of the two constructs of each term."""
        index = self.base.constructs.index
        by_term = {product.name: (index(product.first), index(product.second)) for product in self.products}
        return tuple(by_term[term] for term in self.terms)

    @cached_property
    def pairs(self) -> IntArray:
        """Term, left and right indicator (3, Q) of each product of indicators; in a square each pair once."""
        return np.array(
            [
                (term, i, j)
                for term, (first, second) in enumerate(self.factors)
                for i, j in cartesian_product(self.base.block(first), self.base.block(second))
                if first != second or i <= j
            ]
        ).T

    @cached_property
    def extended(self) -> Model:
        """The model with each term as a construct."""
        return _extend(self)


@dataclass(frozen=True, eq=False)
class ModeratedFit:
    """Estimates of one sample or of a stack.

    first: the base model. second: with the terms, each scaled to unit variance as any score.
    spreads (..., T): standard deviations of the products of standardised scores, dimensionless; NaN for the indicator
    approaches, which form no such product.
    """

    model: ModeratedModel
    first: Fit
    second: Fit
    spreads: FloatArray


def estimate_moderated(indicators: FloatArray, model: ModeratedModel) -> ModeratedFit:
    """Estimate both stages from one sample, indicators (N, K) in the order of `model.base.indicators`, any scale.

    Errors as `estimate`, for either stage; DataError also for a product that does not vary.

    Example. Does service matter more to customers for whom price matters? Twenty customers, one question on each, 1 to
    5: service, price, loyalty.

    >>> rows = "332 433 455 345 123 332 222 343 312 331 353 554 332 354 223 555 113 544 323 213"
    >>> answers = np.array([list(row) for row in rows.split()], dtype=float)
    >>> blocks = {"Service": ["s"], "Price": ["p"], "Loyalty": ["l"]}
    >>> base = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Price", "Loyalty")])
    >>> model = ModeratedModel(base, (Product("Service", "Price", "Loyalty"),))
    >>> fit = estimate_moderated(answers, model)
    >>> fit.first.r_squared.round(3), fit.second.r_squared.round(3)
    (array([  nan,   nan, 0.344]), array([  nan,   nan, 0.527,   nan]))
    >>> fit.second.model.constructs
    ('Service', 'Price', 'Loyalty', 'Service * Price')
    >>> fit.second.path_coefficients[:, 2].round(3)
    array([0.031, 0.59 , 0.   , 0.43 ])

    With the product R2 of loyalty rises from .344 to .527. The last column of coefficients: at a mean price service
    does hardly anything (.031), and its effect grows with price (.43, of the product scaled to unit variance). The same
    in units of the factors is `interaction_effects`.
    """
    first = estimate(indicators, model.base)
    columns = _form_columns(indicators, model)
    weights = _weights_of_products(compute_moments(columns), first, model)
    formed = columns @ weights
    # A product that varies by rounding only is constant, and an error.
    formed = np.where(formed.var(axis=0, ddof=1) > RELATIVE_VARIANCE, formed, 0.0)
    second = align_constructs(estimate(formed, model.extended), _extend_reference(first, model))
    return ModeratedFit(model, first, second, _spreads(compute_moments(formed), model))


def interaction_effects(fit: ModeratedFit) -> tuple[tuple[str, ...], FloatArray]:
    """Return the names ("X * M -> Y") and values (..., number of products) of the effects of the products.

    Change in the standardised effect of X on Y per standard deviation of M; of a quadratic term, half the change per
    standard deviation of X. It is the coefficient of the unscaled product of standardised scores; the coefficient in
    `second` is that of the product scaled to unit variance. NaN for the indicator approaches.

    Example. How much does the effect of service on loyalty change with price? Service, price, loyalty of twenty
    customers.

    >>> rows = "332 433 455 345 123 332 222 343 312 331 353 554 332 354 223 555 113 544 323 213"
    >>> answers = np.array([list(row) for row in rows.split()], dtype=float)
    >>> blocks = {"Service": ["s"], "Price": ["p"], "Loyalty": ["l"]}
    >>> base = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Price", "Loyalty")])
    >>> fit = estimate_moderated(answers, ModeratedModel(base, (Product("Service", "Price", "Loyalty"),)))
    >>> names, effects = interaction_effects(fit)
    >>> names, effects.round(3)
    (('Service * Price -> Loyalty',), array([0.477]))
    >>> (fit.second.path_coefficients[3, 2] / fit.spreads).round(3)
    array([0.477])

    Per standard deviation of price the effect of service rises by .477: from .031 at a mean price to .508 one standard
    deviation above. The coefficient in `second` divided by the product's standard deviation is the same number.
    """
    cells = [_find_cell(fit, product) for product in fit.model.products]
    effects = [fit.second.path_coefficients[..., i, j] / fit.spreads[..., term] for i, j, term in cells]
    return tuple(product.path for product in fit.model.products), np.stack(effects, axis=-1)


def simple_slopes(fit: ModeratedFit, levels: Sequence[float] = (-1, 0, 1)) -> tuple[tuple[str, ...], FloatArray]:
    """Return the names and values (..., products x levels) of X's standardised effect on Y at levels of M.

    levels: of the moderator, in standard deviations from its mean; every other factor is at its mean.
    slope = b(X) + b(X * M) level; of a quadratic term b(X) + 2 b(X * X) level, the tangent at that level of X.
    Aiken, L. S., & West, S. G. (1991). Multiple Regression: Testing and Interpreting Interactions. Sage.

    Example. What does service do to loyalty where price counts little, as usual, and much? Service, price, loyalty of
    twenty customers, 1 to 5.

    >>> rows = "332 433 455 345 123 332 222 343 312 331 353 554 332 354 223 555 113 544 323 213"
    >>> answers = np.array([list(row) for row in rows.split()], dtype=float)
    >>> blocks = {"Service": ["s"], "Price": ["p"], "Loyalty": ["l"]}
    >>> base = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Price", "Loyalty")])
    >>> fit = estimate_moderated(answers, ModeratedModel(base, (Product("Service", "Price", "Loyalty"),)))
    >>> for name, slope in zip(*simple_slopes(fit, levels=(-1, 0, 1))):
    ...     print(name, slope.round(3))
    Service -> Loyalty | Price = -1 SD -0.446
    Service -> Loyalty | Price = mean 0.031
    Service -> Loyalty | Price = +1 SD 0.509

    Where price counts little, better service goes with less loyalty (-.446), where it counts much, with more (.509). A
    slope has its own uncertainty: bootstrap it by `bootstrap_moderated`, which returns these names.
    """
    _, effects = interaction_effects(fit)
    names = []
    slopes = []
    constructs = fit.model.extended.constructs
    for number, product in enumerate(fit.model.products):
        source = constructs.index(product.first)
        target = constructs.index(product.target)
        times = 2 if product.first == product.second else 1
        for level in levels:
            names.append(f"{product.first}{ARROW}{product.target} | {product.second} = {_level_name(level)}")
            slopes.append(fit.second.path_coefficients[..., source, target] + times * level * effects[..., number])
    return tuple(names), np.stack(slopes, axis=-1)


@dataclass(frozen=True)
class SlopeRegion:
    """Levels of a moderator, in standard deviations from its mean, at which an effect has one finding.

    finding: 1 or -1 where the interval of the effect lies above or below 0, 0 where it holds 0; NaN where it has none.
    """

    lowest: float
    highest: float
    finding: float


def slope_regions(
    bootstrap: Bootstrap, product: Product, lowest: float, highest: float, confidence_level: float = 0.95
) -> tuple[SlopeRegion, ...]:
    """Return the regions of significance of X's effect on Y along its moderator M, from the draws of a moderated model.

    bootstrap: by `bootstrap_moderated`. lowest, highest: the range of M, standard deviations from its mean. By Johnson
    and Neyman's technique with percentile intervals of the simple slope at 201 levels, so that a limit is exact to a
    200th of the range; each interval has its own level, not all of them together. DataError where lowest is not below
    highest.
    Bauer, D. J., & Curran, P. J. (2005). Probing interactions in fixed and multilevel regression. Multivariate
    Behavioral Research, 40(3), 373-400. doi:10.1207/s15327906mbr4003_5.

    Example. From which price on does service matter? Service, price, loyalty of twenty customers, 1 to 5.

    >>> rows = "332 433 455 345 123 332 222 343 312 331 353 554 332 354 223 555 113 544 323 213"
    >>> answers = np.array([list(row) for row in rows.split()], dtype=float)
    >>> blocks = {"Service": ["s"], "Price": ["p"], "Loyalty": ["l"]}
    >>> base = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Price", "Loyalty")])
    >>> product = Product("Service", "Price", "Loyalty")
    >>> draws = bootstrap_moderated(answers, ModeratedModel(base, (product,)), 1000, seed=1)
    >>> for region in slope_regions(draws, product, -2, 2):
    ...     print(round(region.lowest, 2), round(region.highest, 2), int(region.finding))
    -2.0 -0.92 -1
    -0.9 1.36 0
    1.38 2.0 1

    From 1.38 standard deviations above the mean price on better service goes with more loyalty, from .92 below it
    with less; between the two the interval of the effect holds 0.
    """
    if not lowest < highest:
        raise DataError(
            what="a range without levels",
            where="slope_regions",
            found=f"{lowest:g} to {highest:g}",
            expected="a lowest level below the highest",
            remedy="give the range of the moderator",
        )
    levels = np.linspace(lowest, highest, GRID + 1)
    findings = np.concatenate(
        [_find_significant(bootstrap, product, part, confidence_level) for part in np.array_split(levels, GRID // 10)]
    )

    starts = [0, *(np.flatnonzero(~_alike(findings[1:], findings[:-1])) + 1), len(levels)]
    return tuple(
        SlopeRegion(float(levels[start]), float(levels[end - 1]), float(findings[start]))
        for start, end in pairwise(starts)
    )


def index_of_moderated_mediation(fit: ModeratedFit) -> tuple[tuple[str, ...], FloatArray]:
    """Return the names ("X -> M -> Y | W") and values (..., routes): how the effect along a route changes with W.

    Change in the standardised indirect effect per standard deviation of the moderator: the effect of the product on the
    moderated path, times the coefficients of the other paths of the route. Of every route of the base model with one
    moderated path, whichever it is; a route with more of them has no such index, as its effect is no line in W.
    Empty without such a route, NaN for the indicator approaches.
    Hayes, A. F. (2015). An index and test of linear moderated mediation. Multivariate Behavioral Research, 50(1), 1-22.
    doi:10.1080/00273171.2014.962683.

    Example. Does price decide how much of the effect of service on loyalty goes through satisfaction? Twenty customers,
    one question on each, 1 to 5: service, price, satisfaction, loyalty.

    >>> rows = "3322 4333 4555 3454 1234 3322 2223 3433 3122 3313 3533 5544 3323 3544 2232 5555 1133 5443 3233 2132"
    >>> answers = np.array([list(row) for row in rows.split()], dtype=float)
    >>> blocks = {"Service": ["s"], "Price": ["p"], "Satisfaction": ["t"], "Loyalty": ["l"]}
    >>> paths = [("Service", "Satisfaction"), ("Price", "Satisfaction"), ("Satisfaction", "Loyalty")]
    >>> model = ModeratedModel(Model.from_blocks(blocks, paths), (Product("Service", "Price", "Satisfaction"),))
    >>> fit = estimate_moderated(answers, model)
    >>> names, index = index_of_moderated_mediation(fit)
    >>> names, index.round(3)
    (('Service -> Satisfaction -> Loyalty | Price',), array([0.354]))
    >>> _, effect = interaction_effects(fit)
    >>> (effect * fit.second.path_coefficients[2, 3]).round(3)
    array([0.354])

    Per standard deviation of price the indirect effect of service grows by .354: its effect on satisfaction grows by
    .477, and .741 of that reaches loyalty. Whether that is more than chance, `bootstrap_moderated` tells.
    """
    _, changes = interaction_effects(fit)
    routes = _moderated_routes(fit.model)
    names = [_route_name(fit.model, route, number) for route, number in routes]
    values = [_along(fit, route, number, changes[..., number]) for route, number in routes]
    return tuple(names), _stack_routes(values, changes)


def conditional_indirect_effects(
    fit: ModeratedFit, levels: Sequence[float] = (-1, 0, 1)
) -> tuple[tuple[str, ...], FloatArray]:
    """Return the names and values (..., routes x levels) of the indirect effects of X on Y at levels of the moderator.

    levels: of the moderator, in standard deviations from its mean; every other factor is at its mean. The effect is a
    line in the moderator, effect at its mean + level * index, see `index_of_moderated_mediation`; of the same routes.
    Cheah, J.-H., Nitzl, C., Roldán, J. L., Cepeda-Carrion, G., & Gudergan, S. P. (2021). A primer on the conditional
    mediation analysis in PLS-SEM. DATA BASE for Advances in Information Systems, 52(SI), 43-100.
    doi:10.1145/3505639.3505645.

    Example. How much of the effect of service on loyalty goes through satisfaction where the price counts little, as
    usual, and much? Twenty customers, one question on each, 1 to 5: service, price, satisfaction, loyalty.

    >>> rows = "3322 4333 4555 3454 1234 3322 2223 3433 3122 3313 3533 5544 3323 3544 2232 5555 1133 5443 3233 2132"
    >>> answers = np.array([list(row) for row in rows.split()], dtype=float)
    >>> blocks = {"Service": ["s"], "Price": ["p"], "Satisfaction": ["t"], "Loyalty": ["l"]}
    >>> paths = [("Service", "Satisfaction"), ("Price", "Satisfaction"), ("Satisfaction", "Loyalty")]
    >>> model = ModeratedModel(Model.from_blocks(blocks, paths), (Product("Service", "Price", "Satisfaction"),))
    >>> for name, effect in zip(*conditional_indirect_effects(estimate_moderated(answers, model))):
    ...     print(name, effect.round(3))
    Service -> Satisfaction -> Loyalty | Price = -1 SD -0.331
    Service -> Satisfaction -> Loyalty | Price = mean 0.023
    Service -> Satisfaction -> Loyalty | Price = +1 SD 0.377

    At a mean price next to nothing of service reaches loyalty through satisfaction (.023), where price counts much
    .377, where it counts little -.331. From level to level the effect rises by the index, .354.
    """
    _, changes = interaction_effects(fit)
    path_coefficients = fit.second.path_coefficients
    names, values = [], []
    for route, number in _moderated_routes(fit.model):
        source, target = _moderated_step(fit.model, number)
        for level in levels:
            names.append(f"{_route_name(fit.model, route, number)} = {_level_name(level)}")
            slope = path_coefficients[..., source, target] + level * changes[..., number]
            values.append(_along(fit, route, number, slope))
    return tuple(names), _stack_routes(values, changes)


def moderated_statistics(fit: ModeratedFit, cases: int) -> tuple[Statistic, ...]:
    """Return every statistic of the model with its terms, as `statistics` does; `cases` is N.

    In addition interaction_effects, simple_slopes at -1, 0 and 1 standard deviation, and the same of indirect effects:
    index_of_moderated_mediation and conditional_indirect_effects. f_squared of "X * M -> Y" is
    that of the interaction. Under "two_stage" the measurement model is that of the base model.

    Example. What is bootstrapped of a model with a moderator? Service, price, loyalty of twenty customers, 1 to 5.

    >>> rows = "332 433 455 345 123 332 222 343 312 331 353 554 332 354 223 555 113 544 323 213"
    >>> answers = np.array([list(row) for row in rows.split()], dtype=float)
    >>> blocks = {"Service": ["s"], "Price": ["p"], "Loyalty": ["l"]}
    >>> base = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Price", "Loyalty")])
    >>> fit = estimate_moderated(answers, ModeratedModel(base, (Product("Service", "Price", "Loyalty"),)))
    >>> found = {statistic.name: statistic for statistic in moderated_statistics(fit, cases=20)}
    >>> for name in ("f_squared", "interaction_effects"):
    ...     print(name, dict(zip(found[name].labels, found[name].values.round(3).tolist())))
    f_squared {'Service -> Loyalty': 0.001, 'Price -> Loyalty': 0.367, 'Service * Price -> Loyalty': 0.388}
    interaction_effects {'Service * Price -> Loyalty': 0.477}

    The moderation has an f2 of .388. By a usual rule .005, .01 and .025 are small, medium and large ones of an
    interaction, so it is very large; that of service is for the mean price only, and no measure of its importance.
    """
    measured = statistics(fit.second, cases)
    if fit.model.approach == "two_stage":
        base = fit.model.base
        measured = merge_stages(statistics(fit.first, cases), measured, measurement_labels(base, base.constructs), ())
    return (
        *measured,
        Statistic("interaction_effects", *interaction_effects(fit)),
        Statistic("simple_slopes", *simple_slopes(fit)),
        Statistic("index_of_moderated_mediation", *index_of_moderated_mediation(fit)),
        Statistic("conditional_indirect_effects", *conditional_indirect_effects(fit)),
    )


def bootstrap_moderated(
    indicators: FloatArray, model: ModeratedModel, resamples: int = 10_000, *, seed: int, threads: int = 1
) -> Bootstrap:
    """Estimate both stages in the sample, indicators (N, K), and in resamples of its cases: as `bootstrap`.

    Scores and products are computed in every resample. A resample is converged and admissible where both stages are.

    Example. Is the moderation by price more than chance? Service, price, loyalty of twenty customers, 1 to 5.

    >>> rows = "332 433 455 345 123 332 222 343 312 331 353 554 332 354 223 555 113 544 323 213"
    >>> answers = np.array([list(row) for row in rows.split()], dtype=float)
    >>> blocks = {"Service": ["s"], "Price": ["p"], "Loyalty": ["l"]}
    >>> base = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Price", "Loyalty")])
    >>> model = ModeratedModel(base, (Product("Service", "Price", "Loyalty"),))
    >>> draws = bootstrap_moderated(answers, model, 1000, seed=1)
    >>> effect = inference(draws.estimates["interaction_effects"], draws.draws["interaction_effects"])
    >>> effect.estimate.round(2), effect.lower.round(2), effect.upper.round(2), effect.p.round(2)
    (array([0.48]), array([0.11]), array([0.9]), array([0.02]))

    The interval, .11 to .90, excludes 0: service matters more where price does. It is wide, as always for products.
    """
    sample = estimate_moderated(indicators, model)
    columns = _form_columns(indicators, model)
    cases = len(columns)

    def evaluate(block: ResampleBlock) -> Evaluation:
        return _evaluate_moderated(resample_moments(block, columns), sample, cases)

    turned = find_turned(sample.first, sample.first)
    of_sample = evaluate_stages(moderated_statistics(sample, cases), sample.first, sample.second, turned)
    return bootstrap_by_block(of_sample, evaluate, cases, resamples, seed=seed, threads=threads)


def jackknife_moderated(indicators: FloatArray, model: ModeratedModel) -> Mapping[str, FloatArray]:
    """Return every statistic of the sample, indicators (N, K), without each of its cases: {statistic: (N, M)}.

    For the intervals that need it, see `inference`. Scores and products are computed without each case. A row is NaN
    where a stage does not converge. Errors as `estimate_moderated`.

    Example. Does one customer make the moderation by price? Service, price, loyalty of twenty customers, 1 to 5.

    >>> rows = "332 433 455 345 123 332 222 343 312 331 353 554 332 354 223 555 113 544 323 213"
    >>> answers = np.array([list(row) for row in rows.split()], dtype=float)
    >>> blocks = {"Service": ["s"], "Price": ["p"], "Loyalty": ["l"]}
    >>> base = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Price", "Loyalty")])
    >>> model = ModeratedModel(base, (Product("Service", "Price", "Loyalty"),))
    >>> effects = jackknife_moderated(answers, model)["interaction_effects"].ravel()
    >>> effects.size, float(effects.min().round(3)), float(effects.max().round(3)), int(effects.argmax())
    (20, 0.425, 0.616, 3)

    Whoever is left out, the effect stays between .425 and .616. Without the fourth customer (counted from 0: 3) it
    would be largest: no single one makes it.
    """
    sample = estimate_moderated(indicators, model)
    columns = _form_columns(indicators, model)
    total = sum_all_cases(Summands.from_columns(columns))
    batches = np.array_split(np.arange(len(columns)), max(1, len(columns) * columns.shape[1] ** 2 // MAX_NUMBERS))
    return concatenate_by_name([_evaluate_without(batch, columns, total, sample) for batch in batches])


def _evaluate_without(
    cases: IntArray, columns: FloatArray, total: FloatArray, sample: ModeratedFit
) -> Mapping[str, FloatArray]:
    evaluation = _evaluate_moderated(leave_out_moments(cases, columns, total), sample, len(columns) - 1)
    converged = evaluation.converged[:, None]
    return {stat.name: np.where(converged, stat.values, np.nan) for stat in evaluation.statistics}


def _evaluate_moderated(moments: Moments, sample: ModeratedFit, cases: int) -> Evaluation:
    """Estimate both stages from the moments of indicators and products (..., K + Q), as they point in the sample."""
    base = sample.model.base
    size = len(base.indicators)
    first = estimate_from_correlations(scale_covariances(moments.covariances[..., :size, :size]), base)
    fit = _estimate_second(moments, align_signs(first, sample.first), sample)
    turned = find_turned(first, sample.first)
    return evaluate_stages(moderated_statistics(fit, cases), fit.first, fit.second, turned)


def _estimate_second(moments: Moments, first: Fit, sample: ModeratedFit) -> ModeratedFit:
    """Estimate stage two, as it points in the sample, from the moments (..., K + Q) and stage one."""
    model = sample.model
    formed = compose_moments(moments, _weights_of_products(moments, first, model))
    estimated = estimate_from_correlations(scale_covariances(formed.covariances), model.extended)
    second = align_constructs(estimated, _extend_reference(sample.first, model))
    return ModeratedFit(model, first, second, _spreads(formed, model))


def _extend_reference(first: Fit, model: ModeratedModel) -> FloatArray:
    """Return the directions (K2, J2) as which stage two must point: constructs as in stage one, terms as products.

    With a construct that points the other way, its product with another one does.
    """
    directions = find_reference(first)
    base = np.eye(len(model.base.constructs)) if model.approach == "two_stage" else directions
    terms = np.eye(len(model.terms)) if model.approach in OF_SCORES else _multiply_directions(directions, model)
    reference = np.zeros((len(base) + len(terms), base.shape[1] + terms.shape[1]))
    reference[: len(base), : base.shape[1]] = base
    reference[len(base) :, base.shape[1] :] = terms
    return reference


def _multiply_directions(directions: FloatArray, model: ModeratedModel) -> FloatArray:
    """Return the directions (Q, T) of products of indicators, from those of the indicators (K, J)."""
    owners, left, right = model.pairs
    of_indicators = directions.sum(axis=1)
    products = of_indicators[left] * of_indicators[right]
    return np.asarray(products[:, None] * (owners[:, None] == np.arange(len(model.terms))))


def _form_columns(indicators: FloatArray, model: ModeratedModel) -> FloatArray:
    """Return the standardised indicators and the products of pairs of them (N, K + Q)."""
    standardised = standardise(parse_answers(indicators, model.base.indicators), model.base.indicators)
    _, left, right = model.pairs
    return np.hstack([standardised, standardised[:, left] * standardised[:, right]])


def _weights_of_products(moments: Moments, first: Fit, model: ModeratedModel) -> FloatArray:
    """Return the weights (..., K + Q, C) of indicators and products in the indicators of the extended model."""
    standardising = _standardising_weights(moments, model)
    size = len(model.base.indicators)
    of_base = first.outer_weights if model.approach == "two_stage" else np.eye(size)
    of_terms = _products_of_weights(first, model) if model.approach in OF_SCORES else np.eye(model.pairs.shape[1])
    weights = np.zeros((*standardising.shape[:-1], of_base.shape[-1] + of_terms.shape[-1]))
    weights[..., :size, : of_base.shape[-1]] = of_base
    weights[..., size:, of_base.shape[-1] :] = of_terms
    if model.approach == "orthogonalised":
        weights[..., :size, size:] = -_regress_products(compose_moments(moments, standardising), model)
    return np.asarray(standardising @ weights)


def _standardising_weights(moments: Moments, model: ModeratedModel) -> FloatArray:
    """Return the weights (..., K + Q, K + Q) of the columns in standardised indicators and their products.

    (x - m)(z - n) / (s t) = (xz - n x - m z) / (s t) and a constant, with means m, n and standard deviations s, t.
    """
    size = len(model.base.indicators)
    _, left, right = model.pairs
    indicators = np.arange(size)
    products = size + np.arange(left.size)
    variances = np.diagonal(moments.covariances, axis1=-2, axis2=-1)[..., :size]
    scales = 1 / np.sqrt(np.where(variances > RELATIVE_VARIANCE, variances, np.nan))
    of_pairs = scales[..., left] * scales[..., right]
    matrices = np.zeros(moments.covariances.shape)
    matrices[..., indicators, indicators] = scales
    matrices[..., products, products] = of_pairs
    matrices[..., left, products] -= of_pairs * moments.means[..., right]
    matrices[..., right, products] -= of_pairs * moments.means[..., left]
    return matrices


def _products_of_weights(first: Fit, model: ModeratedModel) -> FloatArray:
    """Return the weights (..., Q, T) of products of indicators in the products of scores."""
    owners, left, right = model.pairs
    first_factor, second_factor = np.array(model.factors)[owners].T
    # In a square, the product of two different indicators occurs in both orders.
    times = np.where((first_factor == second_factor) & (left != right), 2.0, 1.0)
    values = times * first.outer_weights[..., left, first_factor] * first.outer_weights[..., right, second_factor]
    return np.asarray(values[..., None] * (owners[:, None] == np.arange(len(model.terms))))


def _regress_products(standardised: Moments, model: ModeratedModel) -> FloatArray:
    """Return the regression coefficients (..., K, Q) of each product on all indicators of its term's factors."""
    size = len(model.base.indicators)
    coefficients = np.zeros((*standardised.means.shape[:-1], size, model.pairs.shape[1]))
    for term, factors in enumerate(model.factors):
        members = np.flatnonzero(model.pairs[0] == term)
        block = np.flatnonzero(model.base.measurement_model[:, list(set(factors))].any(axis=1))
        of_block = standardised.covariances[..., block[:, None], block]
        with_products = standardised.covariances[..., block[:, None], size + members]
        finite = np.isfinite(of_block).all(axis=(-2, -1), keepdims=True)
        inverse = np.linalg.pinv(np.where(finite, of_block, 0.0), hermitian=True)
        coefficients[..., block[:, None], members] = inverse @ with_products
    return coefficients


def _spreads(formed: Moments, model: ModeratedModel) -> FloatArray:
    variances = np.diagonal(formed.covariances, axis1=-2, axis2=-1)[..., -len(model.terms) :]
    return np.sqrt(variances) if model.approach in OF_SCORES else np.full(variances.shape, np.nan)


def _level_name(level: float) -> str:
    return f"{level:+g} SD" if level else "mean"


def _find_cell(fit: ModeratedFit, product: Product) -> tuple[int, int, int]:
    """Return the row and column of a product's path, and its term."""
    constructs = fit.model.extended.constructs
    return constructs.index(product.name), constructs.index(product.target), fit.model.terms.index(product.name)


def _find_significant(
    bootstrap: Bootstrap, product: Product, levels: FloatArray, confidence_level: float
) -> FloatArray:
    """Return 1, -1 or 0 at each level of the moderator, NaN where the slope has no interval."""
    mean = f"{product.first}{ARROW}{product.target} | {product.second} = {_level_name(0)}"
    effect = bootstrap.names["interaction_effects"].index(product.path)
    slope = bootstrap.names["simple_slopes"].index(mean)
    times = 2 if product.first == product.second else 1
    estimates, draws = (
        found["simple_slopes"][..., slope, None] + times * levels * found["interaction_effects"][..., effect, None]
        for found in (bootstrap.estimates, bootstrap.draws)
    )
    found = inference(estimates, draws, confidence_level)
    signs = np.where(found.lower > 0, 1.0, np.where(found.upper < 0, -1.0, 0.0))
    return np.where(np.isnan(found.lower + found.upper), np.nan, signs)


def _alike(one: FloatArray, other: FloatArray) -> BoolArray:
    return np.asarray((one == other) | (np.isnan(one) & np.isnan(other)))


def _moderated_routes(model: ModeratedModel) -> tuple[tuple[tuple[int, ...], int], ...]:
    """Return each route of the base model with one moderated path, as construct indices, and its product's number."""
    return tuple(
        (route, number)
        for number, product in enumerate(model.products)
        for route in indirect_routes(model.base)
        if product.first != product.second and _is_only_moderated(model, route, number)
    )


def _is_only_moderated(model: ModeratedModel, route: tuple[int, ...], number: int) -> bool:
    """Return whether the route has the path that the product moderates, and no other path with a factor of one."""
    moderated = _moderated_step(model, number)
    index = model.base.constructs.index
    acting = {(index(factor), index(p.target)) for p in model.products for factor in (p.first, p.second)}
    return [step for step in pairwise(route) if step in acting] == [moderated]


def _moderated_step(model: ModeratedModel, number: int) -> tuple[int, int]:
    product = model.products[number]
    return model.base.constructs.index(product.first), model.base.constructs.index(product.target)


def _route_name(model: ModeratedModel, route: tuple[int, ...], number: int) -> str:
    return f"{model.base.route_name(route)} | {model.products[number].second}"


def _along(fit: ModeratedFit, route: tuple[int, ...], number: int, moderated: FloatArray) -> FloatArray:
    """Return the product of the coefficients along a route, with this one (...) on its moderated path."""
    step = _moderated_step(fit.model, number)
    others = [fit.second.path_coefficients[..., i, j] for i, j in pairwise(route) if (i, j) != step]
    return np.asarray(moderated * np.prod(others, axis=0))


def _stack_routes(values: Sequence[FloatArray], like: FloatArray) -> FloatArray:
    return np.stack(values, axis=-1) if values else np.zeros((*like.shape[:-1], 0))


def _extend(plan: ModeratedModel) -> Model:
    base = plan.base
    constructs = (*base.constructs, *plan.terms)
    structure = np.zeros((len(constructs), len(constructs)), dtype=np.bool_)
    structure[: len(base.constructs), : len(base.constructs)] = base.structural_model
    for product in plan.products:
        structure[constructs.index(product.name), constructs.index(product.target)] = True
    base_names, base_blocks = _base_indicators(plan)
    term_names, term_blocks = _term_indicators(plan)
    measurement = np.zeros((len(base_names) + len(term_names), len(constructs)), dtype=np.bool_)
    measurement[: len(base_names), : len(base.constructs)] = base_blocks
    measurement[len(base_names) :, len(base.constructs) :] = term_blocks
    return Model(
        indicators=(*base_names, *term_names),
        constructs=constructs,
        measurement_model=measurement,
        structural_model=structure,
        modes=(*base.modes, *("A" for _ in plan.terms)),
        scheme=base.scheme,
        max_iterations=base.max_iterations,
        tolerance=base.tolerance,
    )


def _base_indicators(plan: ModeratedModel) -> tuple[tuple[str, ...], BoolArray]:
    """Return names and blocks of the base model's indicators in the extended model."""
    if plan.approach == "two_stage":
        return plan.base.constructs, np.eye(len(plan.base.constructs), dtype=np.bool_)
    return plan.base.indicators, plan.base.measurement_model


def _term_indicators(plan: ModeratedModel) -> tuple[tuple[str, ...], BoolArray]:
    """Return names and blocks of the terms' indicators in the extended model."""
    if plan.approach in OF_SCORES:
        return plan.terms, np.eye(len(plan.terms), dtype=np.bool_)
    owners, left, right = plan.pairs
    names = plan.base.indicators
    items = tuple(f"{names[i]}{TIMES}{names[j]}" for i, j in zip(left, right, strict=True))
    return items, owners[:, None] == np.arange(len(plan.terms))


def _check_products(base: Model, products: tuple[Product, ...], approach: str) -> None:
    if approach not in APPROACHES:
        raise ModelError(
            what="unknown approach",
            where="approach",
            found=repr(approach),
            expected=", ".join(APPROACHES),
            remedy="choose one of them",
        )
    if not products:
        raise ModelError(
            what="no product",
            where="moderated model",
            found="none",
            expected="at least one",
            remedy="use the model as it is",
        )
    for number, product in enumerate(products):
        _check_main_effects(base, product)
        if any(_are_same(product, earlier) for earlier in products[:number]):
            raise ModelError(
                what="product named twice",
                where=product.path,
                found="it twice",
                expected="it once",
                remedy="remove one of the two",
            )


def _are_same(product: Product, earlier: Product) -> bool:
    same_factors = {product.first, product.second} == {earlier.first, earlier.second}
    return same_factors and product.target == earlier.target


def _check_main_effects(base: Model, product: Product) -> None:
    for factor in (product.first, product.second):
        if f"{factor}{ARROW}{product.target}" not in base.path_names:
            raise ModelError(
                what="interaction without its main effect",
                where=product.path,
                found=f"no path {factor}{ARROW}{product.target}",
                expected="a path from either factor to the target",
                remedy="add the path to the model",
            )
