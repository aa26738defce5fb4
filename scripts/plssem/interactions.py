"""Models with products of constructs: interactions and quadratic terms, and their estimation.

A product of two scores is a weighted sum of products of indicators: so a stack of samples is estimated without its
cases, from the covariances of the standardised indicators and of their pairwise products. In two stages, replicates of
a sample take less work from the scores of their cases.

Becker, J.-M., Ringle, C. M., & Sarstedt, M. (2018). Estimating moderating effects in PLS-SEM and PLSc-SEM: Interaction
term generation x data treatment. Journal of Applied Structural Equation Modeling, 2(2), 1-21.
doi:10.47263/JASEM.2(2)01.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, combinations_with_replacement
from itertools import product as cartesian_product

import numpy as np

from plssem.answers import parse_answers
from plssem.arrays import BoolArray, FloatArray, IntArray, block_diagonal, is_singular, stack_first, stack_last
from plssem.consistent import admissible_consistent, consistent, list_common_factors, mark_common_factors, score_quality
from plssem.correlations import standardise
from plssem.errors import ModelError, check_known, check_range
from plssem.estimation import admissible, estimate, estimate_from_correlations
from plssem.model import ARROW, Fit, Model
from plssem.moments import (
    RELATIVE_VARIANCE,
    Moments,
    compose_moments,
    compute_moments,
    scale_covariances,
)
from plssem.resampling import Summands, Tallies
from plssem.signs import (
    NONE,
    align_constructs,
    carried_signs,
    find_reference,
    find_signs,
    turn_constructs,
    turn_indicators,
)

OF_SCORES = ("two_stage", "reestimated")
APPROACHES = (*OF_SCORES, "product_indicator", "orthogonalised")
TIMES = " * "


@dataclass(frozen=True)
class Product:
    """The product of two constructs, or of three, as an antecedent of another; one times itself is a quadratic term.

    third: a second moderator, empty where there is none.
    """

    first: str
    second: str
    target: str
    third: str = ""

    @property
    def factors(self) -> tuple[str, ...]:
        """The constructs that are multiplied."""
        return (self.first, self.second, *([self.third] if self.third else []))

    @property
    def name(self) -> str:
        """Name of the term, "X * M"."""
        return TIMES.join(self.factors)

    @property
    def path(self) -> str:
        """Name of the path, "X * M -> Y"."""
        return f"{self.name}{ARROW}{self.target}"


@dataclass(frozen=True, eq=False)
class ModeratedModel:
    """A model with T product terms; ModelError for a term without its main effects and for one named twice.

    base: the model without them, with a path from each factor to the target; it is estimated first. A product of three
    constructs takes the products of every two of them, with the same target, and scores.
    unstandardised: constructs of one indicator that keep its units, as a moderator of two values, 0 and 1: their
    products are reported per unit, and slopes at 0 and 1. The estimates are the same model's, in other units.
    approach: "two_stage": a term is the product of the standardised scores of the base model; stage two regresses on
    all scores of stage one, held fixed. "reestimated": the same term as a single item, every other construct with its
    indicators, all estimated again. "product_indicator": a term is measured by the products of the standardised
    indicators of its factors, mode A. "orthogonalised": the same with the residuals of
    these products after regression on the indicators of both factors.
    """

    base: Model
    products: tuple[Product, ...]
    approach: str = "two_stage"
    unstandardised: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise ModelError for products that the base model does not allow."""
        _check_products(self.base, self.products, self.approach)
        _check_unstandardised(self.base, self.unstandardised)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Names of the K indicators of the data."""
        return self.base.indicators

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Names of the T terms."""
        return tuple(dict.fromkeys(product.name for product in self.products))

    @cached_property
    def factors(self) -> tuple[tuple[int, ...], ...]:
        """Indices of the two or three constructs of each term."""
        by_term = {product.name: product.factors for product in self.products}
        return tuple(tuple(map(self.base.constructs.index, by_term[term])) for term in self.terms)

    @cached_property
    def pairs(self) -> IntArray:
        """Term, left and right indicator (3, Q) of each product of two indicators; in a square each pair once."""
        found = self._multiply_blocks(2)
        return np.array([(t, i, j) for t, i, j in found if self.factors[t][0] != self.factors[t][1] or i <= j]).T

    @cached_property
    def triples(self) -> IntArray:
        """Term and indicators (4, Q3) of each product of three indicators; they stand behind the pairs."""
        return np.array(self._multiply_blocks(3), dtype=np.int64).reshape(-1, 4).T

    def _multiply_blocks(self, size: int) -> list[tuple[int, ...]]:
        """List the term and the indicators of each product in the terms of so many factors."""
        terms = [(term, map(self.base.block, each)) for term, each in enumerate(self.factors) if len(each) == size]
        return [(term, *items) for term, blocks in terms for items in cartesian_product(*blocks)]

    @cached_property
    def pair_indices(self) -> Mapping[frozenset[int], int]:
        """The index, among the pairs, of the product of two indicators."""
        return {frozenset((int(i), int(j))): index for index, (_, i, j) in enumerate(self.pairs.T)}

    @cached_property
    def extended(self) -> Model:
        """The model with each term as a construct."""
        base = self.base
        of_base = base.indicators
        base_blocks = base.measurement_model
        if self.approach == "two_stage":
            of_base = base.constructs
            base_blocks = np.eye(len(of_base), dtype=np.bool_)
        of_terms = self.terms
        term_blocks = np.eye(len(of_terms), dtype=np.bool_)
        if self.approach not in OF_SCORES:
            owners, left, right = self.pairs
            of_terms = tuple(
                f"{base.indicators[i]}{TIMES}{base.indicators[j]}" for i, j in zip(left, right, strict=True)
            )
            term_blocks = owners[:, None] == np.arange(len(self.terms))
        constructs = (*base.constructs, *self.terms)
        structure = np.pad(base.structural_model, (0, len(self.terms)))
        for product in self.products:
            structure[constructs.index(product.name), constructs.index(product.target)] = True
        return replace(
            base,
            indicators=(*of_base, *of_terms),
            constructs=constructs,
            measurement_model=block_diagonal(base_blocks, term_blocks),
            structural_model=structure,
            modes=(*base.modes, *("A" for _ in self.terms)),
            originals=(),
        )


@dataclass(frozen=True, eq=False)
class ModeratedFit:
    """Estimates of one sample or of a stack.

    first: the base model. second: with the terms, each scaled to unit variance as any score.
    spreads (..., T): standard deviations of the products of standardised scores, dimensionless; NaN for the indicator
    approaches, which form no such product.
    origins, units (..., J): mean and standard deviation of an unstandardised construct in the units of its indicator;
    0 and 1 for the others, whose scores are standardised.
    """

    model: ModeratedModel
    first: Fit
    second: Fit
    spreads: FloatArray
    origins: FloatArray
    units: FloatArray


def estimate_moderated(
    indicators: FloatArray, model: ModeratedModel, case_weights: FloatArray | None = None
) -> ModeratedFit:
    """Estimate both stages from one sample, indicators (N, K) in the order of `model.indicators`, any scale.

    case_weights (N,): as `estimate`; means and standard deviations of indicators and products are weighted, too.
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
    >>> fit.second.model.constructs, fit.second.path_coefficients[:, 2].round(3)
    (('Service', 'Price', 'Loyalty', 'Service * Price'), array([0.031, 0.59 , 0.   , 0.43 ]))

    With the product R2 of loyalty rises from .344 to .527. At a mean price service does hardly anything (.031), and its
    effect grows with price (.43, of the product scaled to unit variance); in their units: `interaction_effects`.
    """
    first = estimate(indicators, model.base, case_weights)
    columns = form_columns(indicators, model, case_weights)
    moments = compute_moments(columns, case_weights)
    weights = _weights_of_products(moments, first, model)
    formed = columns @ weights
    # A product that varies by rounding only is constant, and an error.
    formed = np.where(formed.var(axis=0, ddof=1) > RELATIVE_VARIANCE, formed, 0.0)
    second = align_constructs(estimate(formed, model.extended, case_weights), _extend(find_reference(first), model))
    units = _find_units(moments, model, *_own_units(indicators, model, case_weights))
    return ModeratedFit(model, first, second, _spreads(compute_moments(formed, case_weights), model), *units)


def consistent_moderated(fit: ModeratedFit, common_factors: Collection[str] | None = None) -> ModeratedFit:
    """Return the fit (...,) with the named constructs as common factors: nonlinear consistent PLS.

    common_factors: mode A constructs; None: all of them. Stage one is corrected as by `consistent`. Stage two regresses
    on the moments of the factors: with q2 = rho_A, E[f g h] = E[scores] / (q_f q_g q_h), and
    E[(f g)2] = (E[(score f score g)2] - 1) / (q_f q_g)2 + 1, E[f4] = (E[score4] - 3) / q_f4 + 3; products with one
    factor in common alike. Effects and slopes are per standard deviation of the factors.
    Dijkstra, T. K., & Schermelleh-Engel, K. (2014). Consistent partial least squares for nonlinear structural equation
    models. Psychometrika, 79(4), 585-604. doi:10.1007/s11336-013-9370-0.
    NaN where a rho_A, or the variance of a product of factors, is not positive. `admissible_moderated` checks the
    result. ModelError for an approach other than "two_stage", for products of three, and as `consistent`.

    Example. Scores of service and price are noisy, and their product twice so: how much does that hide of the
    moderation? Forty customers, two questions on each construct, 1 to 5.

    >>> draw = np.random.default_rng(7).normal
    >>> service, price = draw(size=40), draw(size=40)
    >>> loyalty = 0.4 * service + 0.3 * price + 0.4 * service * price + draw(scale=0.7, size=40)
    >>> factors = np.repeat(np.column_stack([service, price, loyalty]), 2, axis=1)
    >>> answers = np.clip(np.round(3 + factors + draw(scale=0.6, size=(40, 6))), 1, 5)
    >>> blocks = {"Service": ["s1", "s2"], "Price": ["p1", "p2"], "Loyalty": ["l1", "l2"]}
    >>> base = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Price", "Loyalty")])
    >>> fit = estimate_moderated(answers, ModeratedModel(base, (Product("Service", "Price", "Loyalty"),)))
    >>> corrected = consistent_moderated(fit)
    >>> [interaction_effects(one)[1].round(2) for one in (fit, corrected)], bool(admissible_moderated(corrected))
    ([array([0.16]), array([0.26])], True)

    Between scores the effect of service rises by .16 per standard deviation of price, between common factors by .26.
    """
    names = name_factors(fit.model, common_factors)
    _check_correctable(fit.model)
    first = consistent(fit.first, names)
    covariances = _factor_covariances(fit, first, score_quality(fit.first, mark_common_factors(fit.model.base, names)))
    second = estimate_from_correlations(scale_covariances(covariances), fit.model.extended)
    variances = np.diagonal(covariances, axis1=-2, axis2=-1)[..., -len(fit.model.terms) :]
    return replace(fit, first=first, second=second, spreads=np.sqrt(np.where(variances > 0, variances, np.nan)))


def admissible_moderated(fit: ModeratedFit, common_factors: Collection[str] | None = None) -> BoolArray:
    """Tell for each member of what `consistent_moderated` returned whether the solution is admissible (...,).

    It is where `admissible_consistent` holds for stage one, `admissible` for stage two, and the correlations of factors
    and products are positive definite. ModelError as for `consistent`.

    Example. Two questions each, of customers who answer at random: are there factors behind the answers?

    >>> answers = np.random.default_rng(1).integers(1, 6, size=(40, 6)).astype(float)
    >>> blocks = {"Service": ["s1", "s2"], "Price": ["p1", "p2"], "Loyalty": ["l1", "l2"]}
    >>> base = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Price", "Loyalty")])
    >>> fit = estimate_moderated(answers, ModeratedModel(base, (Product("Service", "Price", "Loyalty"),)))
    >>> corrected = consistent_moderated(fit)
    >>> bool(admissible_moderated(corrected)), rho_a(corrected.first).round(2)
    (False, array([ 0.48, -2.22,  0.52]))

    No: the reliability of price is below 0, so that nothing of this solution must be interpreted.
    """
    first = admissible_consistent(fit.first, name_factors(fit.model, common_factors))
    return np.asarray(first & admissible(fit.second) & ~is_singular(fit.second.correlations))


def estimate_first(moments: Moments, model: ModeratedModel) -> Fit:
    """Estimate the base model from the moments (..., K + Q)."""
    size = len(model.indicators)
    return estimate_from_correlations(scale_covariances(moments.covariances[..., :size, :size]), model.base)


def estimate_terms(
    moments: Moments, tallies: Tallies, summands: Summands, first: Fit, sample: ModeratedFit, signs: str = NONE
) -> ModeratedFit:
    """Estimate stage two, as it points in the sample, of replicates of it, from their moments (b, ...) and stage one.

    moments: of the columns of the summands, which are those of `tally_columns`.
    """
    model = sample.model
    if model.approach == "two_stage":
        formed = _multiply_scores(moments, tallies, summands, first, model)
        estimated = estimate_from_correlations(scale_covariances(formed.covariances), model.extended)
    else:
        _, formed, estimated = regress_terms(moments, first, model)
    by_loadings = carried_signs(signs) == "construct"
    reference = sample.second.outer_loadings if by_loadings else _extend(find_reference(sample.first), model)
    second = estimated if signs == "unaligned" else align_constructs(estimated, reference)
    units = _find_units(moments, model, sample.origins, sample.units)
    return ModeratedFit(model, first, second, _spreads(formed, model), *units)


def tally_columns(indicators: FloatArray, model: ModeratedModel, case_weights: FloatArray | None = None) -> FloatArray:
    """Return what replicates are estimated from: the columns of `form_columns`, or where scores suffice the first K."""
    if model.approach != "two_stage":
        return form_columns(indicators, model, case_weights)
    return standardise(parse_answers(indicators, model.indicators), model.indicators, case_weights)


def _multiply_scores(
    moments: Moments, tallies: Tallies, summands: Summands, first: Fit, model: ModeratedModel
) -> Moments:
    """Return the moments (b, J + T) of the scores of stage one and of their products, from the cases of b replicates.

    moments (b, K): of the indicators.
    """
    variances = np.diagonal(moments.covariances, axis1=-2, axis2=-1)
    weights = first.outer_weights / _deviations(variances)[..., None]
    constants = -moments.means[:, None] @ weights
    in_columns = np.ascontiguousarray(stack_last(np.concatenate([constants, weights], axis=1)))
    size = len(model.base.constructs)
    sums = np.zeros((1 + len(model.terms), 1 + size + len(model.terms), len(weights)))
    for chunk, tally in tallies:
        columns = summands.columns[chunk]
        # Of a case with a weight, columns and scores are those times its root; that of the column of ones is the root.
        roots = columns[:, :1]
        scores = np.einsum("nk,kjb->njb", columns, in_columns)
        products = [scores[:, list(factors)].prod(axis=1) / roots ** (len(factors) - 1) for factors in model.factors]
        ones = np.broadcast_to(roots, tally.T.shape)
        left = np.stack([ones, *products], axis=1) * tally.T[:, None]
        # Replicates stand last, so that each is summed over its cases in their order, also where there is only one.
        sums += np.einsum("ntb,ncb->tcb", left, np.stack([ones, *np.swapaxes(scores, 0, 1), *products], axis=1))
    return _complete_moments(first, stack_first(sums))


def _complete_moments(first: Fit, sums: FloatArray) -> Moments:
    """Return the moments (b, J + T) of scores and products; those among scores are stage one's.

    sums (b, 1 + T, 1 + J + T): over the cases, of ones and products, each times ones, scores and products.
    """
    size = first.construct_correlations.shape[-1]
    totals = sums[:, :1, :1]
    means = sums[:, 0, 1:] / totals[..., 0]
    means[:, :size] = 0.0
    covariances = np.empty((*means.shape, means.shape[1]))
    covariances[:, :size, :size] = first.construct_correlations
    covariances[:, size:] = (sums[:, 1:, 1:] - totals * means[:, size:, None] * means[:, None]) / (totals - 1)
    covariances[:, :size, size:] = np.swapaxes(covariances[:, size:, :size], 1, 2)
    return Moments(means, covariances)


def regress_terms(moments: Moments, first: Fit, model: ModeratedModel) -> tuple[FloatArray, Moments, Fit]:
    """Return what stage two is made of, from the moments (..., K + Q) of indicators and products, and stage one.

    The weights (..., K + Q, C) that indicators and products have in its C indicators, the moments (..., C) of these,
    and its fit, not aligned.
    """
    weights = _weights_of_products(moments, first, model)
    formed = compose_moments(moments, weights)
    return weights, formed, estimate_from_correlations(scale_covariances(formed.covariances), model.extended)


def _own_units(
    indicators: FloatArray, model: ModeratedModel, case_weights: FloatArray | None
) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation (J,) of unstandardised constructs in their indicator's units, else 0 and 1."""
    own = compute_moments(parse_answers(indicators, model.indicators), case_weights)
    origins = np.zeros(len(model.base.constructs))
    units = np.ones(len(model.base.constructs))
    for construct, item in _unstandardised_items(model):
        origins[construct] = own.means[item]
        units[construct] = np.sqrt(own.covariances[item, item])
    return origins, units


def estimate_moderated_moments(moments: Moments, model: ModeratedModel) -> ModeratedFit:
    """Estimate both stages from the moments (..., K + Q) of standardised indicators and their products.

    Not aligned, see `align_moderated`; unstandardised constructs have no units here.
    """
    first = estimate_first(moments, model)
    _, formed, estimated = regress_terms(moments, first, model)
    origins = np.zeros(first.r_squared.shape)
    return ModeratedFit(model, first, estimated, _spreads(formed, model), origins, np.ones_like(origins))


def _find_units(
    moments: Moments, model: ModeratedModel, origins: FloatArray, units: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation (..., J) of a stack's constructs from those (J,) of the sample."""
    shape = (*moments.means.shape[:-1], len(origins))
    own_origins = np.broadcast_to(origins, shape).copy()
    own_units = np.broadcast_to(units, shape).copy()
    for construct, item in _unstandardised_items(model):
        own_origins[..., construct] += units[construct] * moments.means[..., item]
        own_units[..., construct] *= _deviations(moments.covariances[..., item, item])
    return own_origins, own_units


def _unstandardised_items(model: ModeratedModel) -> list[tuple[int, int]]:
    """Return the index of each unstandardised construct, and that of its one indicator."""
    indices = [model.base.constructs.index(name) for name in model.unstandardised]
    return [(index, int(model.base.block(index)[0])) for index in indices]


def align_moderated(fit: ModeratedFit, directions: FloatArray) -> ModeratedFit:
    """Return the fits (...,) with each construct turned so that it points as the directions (K, J), products, too."""
    model = fit.model
    signs = find_signs(fit.first.outer_loadings, directions)
    of_terms = np.stack([signs[..., list(factors)].prod(axis=-1) for factors in model.factors], axis=-1)
    of_items = np.ones((*signs.shape[:-1], len(model.extended.indicators)))
    if model.approach in OF_SCORES:
        of_items[..., -len(model.terms) :] = of_terms
    if model.approach == "two_stage":
        of_items[..., : signs.shape[-1]] = signs
    second = align_constructs(turn_indicators(fit.second, of_items), _extend(directions, model))
    return replace(fit, first=turn_constructs(fit.first, signs), second=second)


def _extend(directions: FloatArray, model: ModeratedModel) -> FloatArray:
    """Return directions (K2, J2) of stage two, from (K, J): constructs as in stage one, terms as products.

    With a construct that points the other way, its product with another one does.
    """
    base = np.eye(len(model.base.constructs)) if model.approach == "two_stage" else directions
    terms = np.eye(len(model.terms))
    if model.approach not in OF_SCORES:
        owners, left, right = model.pairs
        of_items = directions.sum(axis=1)
        terms = (of_items[left] * of_items[right])[:, None] * (owners[:, None] == np.arange(len(model.terms)))
    return block_diagonal(base, terms)


def form_columns(indicators: FloatArray, model: ModeratedModel, case_weights: FloatArray | None = None) -> FloatArray:
    """Return the standardised indicators and the products of two and of three of them (N, K + Q + Q3)."""
    names = model.indicators
    standardised = standardise(parse_answers(indicators, names), names, case_weights)
    _, left, right = model.pairs
    columns = [standardised, standardised[:, left] * standardised[:, right]]
    # An empty array would change the order in memory, and with it the last digit of sums.
    of_three = [standardised[:, model.triples[1:]].prod(axis=1)] if model.triples.size else []
    return np.hstack(columns + of_three)


def _weights_of_products(moments: Moments, first: Fit, model: ModeratedModel) -> FloatArray:
    """Return the weights (..., K + Q, C) of indicators and products in the indicators of the extended model."""
    standardising = _standardising_weights(moments, model)
    size = len(model.indicators)
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

    With means m, n, o and standard deviations s, t, u, but for a constant each:
    (x - m)(z - n) / (s t) = (xz - n x - m z) / (s t),
    (x - m)(z - n)(w - o) / (s t u) = (xzw - o xz - n xw - m zw + no x + mo z + mn w) / (s t u).
    """
    size = len(model.indicators)
    _, left, right = model.pairs
    indicators = np.arange(size)
    products = size + np.arange(left.size)
    variances = np.diagonal(moments.covariances, axis1=-2, axis2=-1)[..., :size]
    scales = 1 / _deviations(variances)
    of_pairs = scales[..., left] * scales[..., right]
    matrices = np.zeros(moments.covariances.shape)
    matrices[..., indicators, indicators] = scales
    matrices[..., products, products] = of_pairs
    matrices[..., left, products] -= of_pairs * moments.means[..., right]
    matrices[..., right, products] -= of_pairs * moments.means[..., left]
    for column, items in enumerate(model.triples[1:].T, start=size + left.size):
        scale = scales[..., items].prod(axis=-1)
        matrices[..., column, column] = scale
        for one, *others in (items, np.roll(items, 1), np.roll(items, 2)):
            pair = size + model.pair_indices[frozenset(map(int, others))]
            matrices[..., pair, column] -= scale * moments.means[..., one]
            matrices[..., one, column] += scale * moments.means[..., others].prod(axis=-1)
    return matrices


def _products_of_weights(first: Fit, model: ModeratedModel) -> FloatArray:
    """Return the weights (..., Q + Q3, T) of products of indicators in the products of scores."""
    owners, left, right = model.pairs
    first_factor, second_factor = np.array([model.factors[term] for term in owners]).T
    # In a square, the product of two different indicators occurs in both orders.
    times = np.where((first_factor == second_factor) & (left != right), 2.0, 1.0)
    values = times * first.outer_weights[..., left, first_factor] * first.outer_weights[..., right, second_factor]
    items = model.triples[1:]
    of_three = first.outer_weights[..., items, np.array(model.base.owners)[items]].prod(axis=-2)
    all_owners = np.concatenate([owners, model.triples[0]])
    return np.asarray(
        np.concatenate([values, of_three], axis=-1)[..., None] * (all_owners[:, None] == np.arange(len(model.terms)))
    )


def _regress_products(standardised: Moments, model: ModeratedModel) -> FloatArray:
    """Return the regression coefficients (..., K, Q) of each product on all indicators of its term's factors."""
    size = len(model.indicators)
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
    return _deviations(variances) if model.approach in OF_SCORES else np.full(variances.shape, np.nan)


def _deviations(variances: FloatArray) -> FloatArray:
    """Return standard deviations (...,); NaN where what is about standardised varies by rounding only."""
    return np.sqrt(np.where(variances > RELATIVE_VARIANCE, variances, np.nan))


def _factor_covariances(fit: ModeratedFit, first: Fit, quality: FloatArray) -> FloatArray:
    """Return the covariances (..., J + T, J + T) of the factors, standardised, and of their products.

    fit: of scores; first: stage one corrected; quality (..., J): correlations of scores with their factors.
    """
    factors = fit.model.factors
    size = len(fit.model.base.constructs)
    scales = np.concatenate([np.ones_like(quality), fit.spreads], axis=-1)
    of_terms = [quality[..., list(pair)].prod(axis=-1) for pair in factors]
    divisors = np.concatenate([quality, np.stack(of_terms, axis=-1)], axis=-1)
    observed = fit.second.construct_correlations * scales[..., :, None] * scales[..., None, :]
    covariances = np.asarray(observed / (divisors[..., :, None] * divisors[..., None, :]))
    covariances[..., :size, :size] = first.construct_correlations
    scores = fit.first.construct_correlations
    means = first.construct_correlations
    for a, b in combinations_with_replacement(range(len(factors)), 2):
        i, j = factors[a]
        k, m = factors[b]
        moment = observed[..., size + a, size + b] + scores[..., i, j] * scores[..., k, m]
        shared = _moment_of_errors(scores, 1 - quality**2, (i, j, k, m))
        corrected = (moment - shared) / (divisors[..., size + a] * divisors[..., size + b])
        value = corrected - means[..., i, j] * means[..., k, m]
        covariances[..., size + a, size + b] = covariances[..., size + b, size + a] = value
    return covariances


def _moment_of_errors(scores: FloatArray, errors: FloatArray, four: tuple[int, ...]) -> FloatArray:
    """Return what the errors of scores add to the mean product (...,) of four scores, some of which may be the same.

    scores (..., J, J): correlations; errors (..., J): variances 1 - q2. Each two of one construct add its error
    variance times the correlation of the other two scores; where these are of one construct, too, that counts twice.
    """
    # ASSUME: errors of scores are independent of the factors and of each other; for a construct times itself they are
    # also symmetric, with the fourth moment of a normal variable. Dijkstra and Schermelleh-Engel 2014 assume as much.
    added = np.zeros(errors.shape[:-1])
    for pair in combinations(range(4), 2):
        p, q, r, s = (*(four[index] for index in pair), *(four[index] for index in range(4) if index not in pair))
        if p == q:
            added = added + errors[..., p] * (scores[..., r, s] - (errors[..., r] / 2 if r == s else 0.0))
    return np.asarray(added)


def name_factors(model: ModeratedModel, names: Collection[str] | None) -> list[str]:
    """Return the names of the common factors; ModelError where they are none, or the model is not corrected."""
    if names is not None and not names:
        return []
    _check_correctable(model)
    return list_common_factors(model.base, names)


def _check_products(base: Model, products: tuple[Product, ...], approach: str) -> None:
    check_known([approach], APPROACHES, what="approach", where="approach")
    check_range("products", "none", "at least one", inside=bool(products), error=ModelError)
    for number, product in enumerate(products):
        for factor in product.factors:
            if f"{factor}{ARROW}{product.target}" not in base.path_names:
                raise ModelError(
                    what="interaction without its main effect",
                    where=product.path,
                    found=f"no path {factor}{ARROW}{product.target}",
                    expected="a path from either factor to the target",
                    remedy="add the path to the model",
                )
        same = (sorted(product.factors), product.target)
        if same in [(sorted(earlier.factors), earlier.target) for earlier in products[:number]]:
            raise ModelError(
                what="product named twice",
                where=product.path,
                found="it twice",
                expected="it once",
                remedy="remove one of the two",
            )
        if product.third:
            _check_three(products, product, approach)


def _check_three(products: Sequence[Product], product: Product, approach: str) -> None:
    """Raise ModelError for a product of three without those of every two, of indicators, or with a factor twice."""
    known = [(sorted(one.factors), one.target) for one in products]
    pairs = [sorted((one, other)) for one, other in combinations(product.factors, 2)]
    lacking = [TIMES.join(pair) for pair in pairs if (pair, product.target) not in known]
    found = {
        f"{product.name}, a factor twice": len(set(product.factors)) < 3,
        f"approach {approach!r}": approach not in OF_SCORES,
        f"no product {', '.join(lacking)}": bool(lacking),
    }
    if problems := [words for words, holds in found.items() if holds]:
        raise ModelError(
            what="a product of three that cannot be estimated",
            where=product.path,
            found=problems[0],
            expected="three constructs, the products of every two of them with the same target, and products of scores",
            remedy="add the products of two, or choose another approach",
        )


def _check_correctable(model: ModeratedModel) -> None:
    """Raise ModelError for a model whose products consistent PLS does not correct."""
    of_three = [product.path for product in model.products if product.third]
    found = {f"approach {model.approach!r}": model.approach != "two_stage", "a product of three": bool(of_three)}
    if problems := [words for words, holds in found.items() if holds]:
        raise ModelError(
            what="moderated model that consistent PLS does not correct",
            where=(of_three or [model.products[0].path])[0],
            found=problems[0],
            expected='products of two scores, by the approach "two_stage"',
            remedy="estimate it by PLS, or in two stages without the product of three",
        )


def _check_unstandardised(base: Model, names: Sequence[str]) -> None:
    for name in names:
        if name not in base.constructs or base.block_sizes[base.constructs.index(name)] != 1:
            raise ModelError(
                what="a construct that cannot keep its units",
                where="unstandardised",
                found=name,
                expected="constructs of one indicator",
                remedy="name those only",
            )
