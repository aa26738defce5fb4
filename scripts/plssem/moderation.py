"""What products of constructs do: their effects, slopes and conditional mediation, with resampling.

How a model with products is estimated: see `interactions`.

In the examples the price moderates the effect of service: on satisfaction, which leads to loyalty, in the answers that
`help(plssem)` sets up, of one question on each; on loyalty itself in those of other customers.

>>> blocks = {"Service": ["s"], "Price": ["p"], "Satisfaction": ["t"], "Loyalty": ["l"]}
>>> paths = [("Service", "Satisfaction"), ("Price", "Satisfaction"), ("Satisfaction", "Loyalty")]
>>> with_mediator = ModeratedModel(Model.from_blocks(blocks, paths), (Product("Service", "Price", "Satisfaction"),))
>>> mediated = estimate_moderated(answers, with_mediator)
>>> rows = "332 433 455 345 123 332 222 343 312 331 353 554 332 354 223 555 113 544 323 213"
>>> answers = np.array([list(row) for row in rows.split()], dtype=float)
>>> blocks = {"Service": ["s"], "Price": ["p"], "Loyalty": ["l"]}
>>> base = Model.from_blocks(blocks, [("Service", "Loyalty"), ("Price", "Loyalty")])
>>> product = Product("Service", "Price", "Loyalty")
>>> model = ModeratedModel(base, (product,))
>>> fit = estimate_moderated(answers, model)
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from itertools import product as cartesian_product

import numpy as np

from plssem.arrays import FloatArray, IntArray, concatenate_by_name
from plssem.bootstrap import Bootstrap, Evaluation, bootstrap_by_block, evaluate_stages
from plssem.correlations import scale_case_weights
from plssem.errors import DataError, check_range, check_shares
from plssem.inference import percentile_bound
from plssem.interactions import (
    ModeratedFit,
    ModeratedModel,
    Product,
    admissible_moderated,
    consistent_moderated,
    estimate_first,
    estimate_moderated,
    estimate_terms,
    name_factors,
    tally_columns,
)
from plssem.model import ARROW
from plssem.moments import (
    Moments,
    leave_each_out,
    leave_out_moments,
    sum_all_cases,
    tallied_moments,
)
from plssem.resampling import ResampleBlock, Summands, Tallies, count_draws
from plssem.signs import (
    NONE,
    Turned,
    align_signs,
    carried_signs,
    check_signs,
    find_turned,
)
from plssem.statistics import Statistic, measurement_labels, merge_stages, statistics
from plssem.structure import indirect_routes

# Covariances in memory at a time (32 MiB, and a few times as much for results).
MAX_NUMBERS = 2**22
GRID = 200  # steps of a moderator's range
VALUES = (0, 1)  # of an unstandardised moderator at which slopes are reported


def interaction_effects(fit: ModeratedFit) -> tuple[tuple[str, ...], FloatArray]:
    """Return the names ("X * M -> Y") and values (..., number of products) of the effects of the products.

    Change in the standardised effect of X on Y per standard deviation of M; of a quadratic term, half the change per
    standard deviation of X; of a product of three, the change in the interaction of the first two per standard
    deviation of the third. For an unstandardised factor, read unit for standard deviation: of one of 0 and 1, the
    difference between its two values. It is the coefficient of the unscaled product of standardised scores; the
    coefficient in `second` is that of the product scaled to unit variance. NaN for the indicator approaches.

    Example. How much does the effect of service on loyalty change with price?

    >>> names, effects = interaction_effects(fit)
    >>> names, effects.round(3), (fit.second.path_coefficients[3, 2] / fit.spreads).round(3)
    (('Service * Price -> Loyalty',), array([0.477]), array([0.477]))

    Per standard deviation of price the effect of service rises by .477: from .031 at a mean price to .508 one standard
    deviation above. The coefficient in `second` divided by the product's standard deviation is the same number.
    """
    effects = [_effect(fit, product) / _units_of(fit, product.factors) for product in fit.model.products]
    return tuple(product.path for product in fit.model.products), np.stack(effects, axis=-1)


def simple_slopes(fit: ModeratedFit, levels: Sequence[float] = (-1, 0, 1)) -> tuple[tuple[str, ...], FloatArray]:
    """Return the names and values (..., products x levels) of X's standardised effect on Y at levels of M.

    levels: of the moderator, in standard deviations from its mean; of an unstandardised one the values 0 and 1, always.
    slope = b(X) + b(X * M) level; of a quadratic term b(X) + 2 b(X * X) level, the tangent at that level of X; of a
    product of three, at every combination of levels of M and W, b(X) + b(X * M) level of M + b(X * W) level of W +
    b(X * M * W) times both. Every other factor is at its mean. ASSUME: the effect of X is linear in each moderator.
    Aiken, L. S., & West, S. G. (1991). Multiple Regression: Testing and Interpreting Interactions. Sage.

    Example. What does service do to loyalty where price counts little, as usual, and much?

    >>> for name, slope in zip(*simple_slopes(fit, levels=(-1, 0, 1))):
    ...     print(name, slope.round(3))
    Service -> Loyalty | Price = -1 SD -0.446
    Service -> Loyalty | Price = mean 0.031
    Service -> Loyalty | Price = +1 SD 0.509

    Where price counts little, better service goes with less loyalty (-.446), where it counts much, with more (.509). A
    slope has its own uncertainty: bootstrap it by `bootstrap_moderated`, which returns these names.
    """
    names = []
    slopes = []
    for product in fit.model.products:
        by_moderator = [_levels_of(fit, moderator, levels) for moderator in product.factors[1:]]
        for combination in cartesian_product(*by_moderator):
            at = ", ".join(name for name, _ in combination)
            names.append(f"{product.first}{ARROW}{product.target} | {at}")
            slopes.append(_slope(fit, product, [position for _, position in combination]))
    return tuple(names), np.stack(slopes, axis=-1)


def _levels_of(fit: ModeratedFit, moderator: str, levels: Sequence[float]) -> list[tuple[str, FloatArray]]:
    """Return the name and the standardised score (...) of each level of a moderator."""
    are_levels = len(levels) > 0 and all(map(math.isfinite, levels))
    check_range("levels", ", ".join(map(str, levels)), "one finite number or more", inside=are_levels)
    index = fit.model.base.constructs.index(moderator)
    named: dict[str, float] = {f"{level:g}": level for level in VALUES}
    if moderator not in fit.model.unstandardised:
        named = {f"{level:+g} SD" if level else "mean": level for level in levels}
    return [
        (f"{moderator} = {name}", (level - fit.origins[..., index]) / fit.units[..., index])
        for name, level in named.items()
    ]


def _slope(fit: ModeratedFit, product: Product, positions: Sequence[FloatArray]) -> FloatArray:
    """Return the effect (...) of the first factor with the moderators at these standardised scores (...)."""
    constructs = fit.model.base.constructs
    slope = fit.second.path_coefficients[..., constructs.index(product.first), constructs.index(product.target)]
    by_path = {(tuple(sorted(one.factors)), one.target): one for one in fit.model.products}
    for moderator, position in zip(product.factors[1:], positions, strict=True):
        lower = by_path[tuple(sorted((product.first, moderator))), product.target]
        slope = slope + (2 if product.first == moderator else 1) * position * _effect(fit, lower)
    if product.third:
        slope = slope + positions[0] * positions[1] * _effect(fit, product)
    return np.asarray(slope / _units_of(fit, (product.first,)))


def _effect(fit: ModeratedFit, product: Product) -> FloatArray:
    """Return the coefficient (...) of the product of standardised scores."""
    constructs = fit.model.extended.constructs
    path = fit.second.path_coefficients[..., constructs.index(product.name), constructs.index(product.target)]
    return np.asarray(path / fit.spreads[..., fit.model.terms.index(product.name)])


def _units_of(fit: ModeratedFit, factors: Sequence[str]) -> FloatArray:
    """Return the standard deviations (...) of the factors, multiplied, in the units in which they are reported."""
    return np.asarray(np.prod([fit.units[..., fit.model.base.constructs.index(name)] for name in factors], axis=0))


@dataclass(frozen=True)
class SlopeRegion:
    """Levels of a moderator, in standard deviations from its mean, at which an effect has one finding.

    finding: 1 or -1 where the interval of the effect lies above or below 0, 0 where it holds 0; NaN where it has none.
    """

    lowest: float
    highest: float
    finding: float


@dataclass(frozen=True, eq=False)
class SlopeBand:
    """The effect of X on Y along its moderator, with the interval at each level, each array (L,).

    levels: standard deviations of the moderator from its mean. NaN bounds where too few resamples have an effect.
    """

    levels: FloatArray
    estimate: FloatArray
    lower: FloatArray
    upper: FloatArray

    @property
    def findings(self) -> FloatArray:
        """1, -1 or 0 at each level (L,), as `SlopeRegion.finding` has it."""
        signs = np.where(self.lower > 0, 1.0, np.where(self.upper < 0, -1.0, 0.0))
        return np.where(np.isnan(self.lower + self.upper), np.nan, signs)


def slope_band(
    bootstrap: Bootstrap,
    product: Product,
    levels: FloatArray,
    confidence_level: float = 0.95,
    third_level: str = "mean",
) -> SlopeBand:
    """Return X's effect on Y at levels (L,) of its moderator M, with percentile intervals, from the draws.

    bootstrap: by `bootstrap_moderated`. Each interval has its own level, not all of them together. third_level: of a
    product of three, the level of its third factor as `simple_slopes` names it: "-1 SD", "mean", "+1 SD", "0", "1".
    DataError where the draws have no slopes in standard deviations of M.

    Example. How does the effect of service on loyalty run along the price?

    >>> draws = bootstrap_moderated(answers, model, 1000, seed=1)
    >>> band = slope_band(draws, product, np.array([-1.0, 0.0, 1.0]))
    >>> band.estimate.round(2), band.lower.round(2), band.upper.round(2)
    (array([-0.45,  0.03,  0.51]), array([-0.95, -0.36, -0.05]), array([-0.03,  0.41,  1.21]))

    One standard deviation below the mean price the whole interval lies below 0; at the mean and above it holds 0.
    """
    estimate, draws = (
        (mean + np.multiply.outer(levels, gradient)).T
        for mean, gradient in (_find_line(bootstrap, product, third_level, drawn) for drawn in (False, True))
    )
    check_shares(confidence_level=confidence_level)
    bound = percentile_bound(draws)
    tail = (1 - confidence_level) / 2
    return SlopeBand(np.asarray(levels), estimate, bound(tail), bound(1 - tail))


def _find_line(bootstrap: Bootstrap, product: Product, third_level: str, drawn: bool) -> tuple[FloatArray, FloatArray]:
    """Return the slope (...) at the moderator's mean and its change per standard deviation, estimated or drawn."""
    third = f", {product.third} = {third_level}" if product.third else ""
    names = [f"{product.first}{ARROW}{product.target} | {product.second} = {at}{third}" for at in ("mean", "+1 SD")]
    known = bootstrap.names.get("simple_slopes", ())
    if unknown := [name for name in names if name not in known]:
        raise DataError(
            what="no slopes along this moderator",
            where=product.path,
            found=f"no {unknown[0]}",
            expected="a moderator in standard deviations from its mean",
            remedy="a moderator of two values has a slope at each: see `simple_slopes`",
        )
    values = (bootstrap.draws if drawn else bootstrap.estimates)["simple_slopes"]
    at_mean, above = (values[..., known.index(name)] for name in names)
    return at_mean, above - at_mean


def slope_regions(
    bootstrap: Bootstrap,
    product: Product,
    lowest: float,
    highest: float,
    confidence_level: float = 0.95,
    third_level: str = "mean",
) -> tuple[SlopeRegion, ...]:
    """Return the regions of significance of X's effect on Y along its moderator M, from the draws of a moderated model.

    bootstrap: by `bootstrap_moderated`. lowest, highest: the range of M, standard deviations from its mean. By Johnson
    and Neyman's technique with percentile intervals of the simple slope at 201 levels, so that a limit is exact to a
    200th of the range; each interval has its own level, not all of them together. third_level: as in `slope_band`.
    DataError where lowest is not below highest, and as in `slope_band`.
    Bauer, D. J., & Curran, P. J. (2005). Probing interactions in fixed and multilevel regression. Multivariate
    Behavioral Research, 40(3), 373-400. doi:10.1207/s15327906mbr4003_5.

    Example. From which price on does service matter?

    >>> draws = bootstrap_moderated(answers, model, 1000, seed=1)
    >>> for region in slope_regions(draws, product, -2, 2):
    ...     print(round(region.lowest, 2), round(region.highest, 2), int(region.finding))
    -2.0 -0.92 -1
    -0.9 1.36 0
    1.38 2.0 1

    From 1.38 standard deviations above the mean price on better service goes with more loyalty, from .92 below it
    with less; between the two the interval of the effect holds 0.
    """
    found = f"{lowest:g} to {highest:g}"
    check_range("lowest, highest", found, "a lowest level below the highest", inside=lowest < highest)
    levels = np.linspace(lowest, highest, GRID + 1)
    parts = np.array_split(levels, GRID // 10)
    bands = [slope_band(bootstrap, product, part, confidence_level, third_level) for part in parts]
    findings = np.concatenate([band.findings for band in bands])
    alike = (findings[1:] == findings[:-1]) | (np.isnan(findings[1:]) & np.isnan(findings[:-1]))
    starts = [0, *(np.flatnonzero(~alike) + 1), len(levels)]
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

    Example. Does price decide how much of the effect of service on loyalty goes through satisfaction?

    >>> names, index = index_of_moderated_mediation(mediated)
    >>> names, index.round(3)
    (('Service -> Satisfaction -> Loyalty | Price',), array([0.354]))
    >>> _, effect = interaction_effects(mediated)
    >>> (effect * mediated.second.path_coefficients[2, 3]).round(3)
    array([0.354])

    Per standard deviation of price the indirect effect of service grows by .354: its effect on satisfaction grows by
    .477, and .741 of that reaches loyalty. Whether that is more than chance, `bootstrap_moderated` tells.
    """
    _, changes = interaction_effects(fit)
    routes = _moderated_routes(fit.model)
    names = [f"{fit.model.base.route_name(route)} | {fit.model.products[number].second}" for route, number in routes]
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
    usual, and much?

    >>> for name, effect in zip(*conditional_indirect_effects(mediated)):
    ...     print(name, effect.round(3))
    Service -> Satisfaction -> Loyalty | Price = -1 SD -0.331
    Service -> Satisfaction -> Loyalty | Price = mean 0.023
    Service -> Satisfaction -> Loyalty | Price = +1 SD 0.377

    At a mean price next to nothing of service reaches loyalty through satisfaction (.023), where price counts much
    .377, where it counts little -.331. From level to level the effect rises by the index, .354.
    """
    names = []
    values = []
    for route, number in _moderated_routes(fit.model):
        product = fit.model.products[number]
        for at, position in _levels_of(fit, product.second, levels):
            names.append(f"{fit.model.base.route_name(route)} | {at}")
            values.append(_along(fit, route, number, _slope(fit, product, [position])))
    return tuple(names), _stack_routes(values, fit.spreads)


def moderated_statistics(fit: ModeratedFit, cases: int) -> tuple[Statistic, ...]:
    """Return every statistic of the model with its terms, as `statistics` does; `cases` is N.

    In addition interaction_effects, simple_slopes at -1, 0 and 1 standard deviation, and the same of indirect effects:
    index_of_moderated_mediation and conditional_indirect_effects. f_squared of "X * M -> Y" is
    that of the interaction. Under "two_stage" the measurement model is that of the base model.

    Example. What is bootstrapped of a model with a moderator?

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
    indicators: FloatArray,
    model: ModeratedModel,
    resamples: int = 10_000,
    *,
    seed: int,
    signs: str = NONE,
    common_factors: Collection[str] | None = (),
    case_weights: FloatArray | None = None,
    threads: int = 1,
) -> Bootstrap:
    """Estimate both stages in the sample, indicators (N, K), and in resamples of its cases: as `bootstrap`.

    Scores and products are computed in every resample. A resample is converged and admissible where both stages are.
    signs, case_weights: as `bootstrap`, in either stage; with "individual" the products are of scores that "construct"
    turns. common_factors: constructs that `consistent_moderated` takes as common factors, None: all under mode A; none
    by default. Inadmissible resamples keep their values then, as in `bootstrap_consistent`.

    Example. Is the moderation by price more than chance?

    >>> draws = bootstrap_moderated(answers, model, 1000, seed=1)
    >>> effect = inference(draws.estimates["interaction_effects"], draws.draws["interaction_effects"])
    >>> effect.estimate.round(2), effect.lower.round(2), effect.upper.round(2), effect.p.round(2)
    (array([0.48]), array([0.11]), array([0.9]), array([0.02]))

    The interval, .11 to .90, excludes 0: service matters more where price does. It is wide, as always for products.
    """
    check_signs(signs)
    replication = _Replication.prepare(indicators, model, common_factors, case_weights, signs)
    cases = len(replication.summands.columns)

    def evaluate(block: ResampleBlock) -> Evaluation:
        """Estimate both stages in a block of resamples."""
        tallies = list(count_draws(block, cases))
        return replication.evaluate(tallied_moments(tallies, replication.summands, block.size), tallies, cases)

    return bootstrap_by_block(replication.measure_sample(), evaluate, cases, resamples, seed=seed, threads=threads)


def jackknife_moderated(
    indicators: FloatArray,
    model: ModeratedModel,
    *,
    common_factors: Collection[str] | None = (),
    case_weights: FloatArray | None = None,
) -> Mapping[str, FloatArray]:
    """Return every statistic of the sample, indicators (N, K), without each of its cases: {statistic: (N, M)}.

    For the intervals that need it, see `inference`. Scores and products are computed without each case. A row is NaN
    where a stage does not converge. common_factors, case_weights and errors: as `bootstrap_moderated`.

    Example. Does one customer make the moderation by price?

    >>> effects = jackknife_moderated(answers, model)["interaction_effects"].ravel()
    >>> effects.size, float(effects.min().round(3)), float(effects.max().round(3)), int(effects.argmax())
    (20, 0.425, 0.616, 3)

    Whoever is left out, the effect stays between .425 and .616. Without the fourth customer (counted from 0: 3) it
    would be largest: no single one makes it.
    """
    replication = _Replication.prepare(indicators, model, common_factors, case_weights, NONE)
    summands = replication.summands
    total = sum_all_cases(summands)
    cases, width = summands.columns.shape

    def leave_out(batch: IntArray) -> Mapping[str, FloatArray]:
        """Return every statistic without each case of a batch (b, M); NaN where a stage does not converge."""
        moments = leave_out_moments(batch, summands, total)
        evaluation = replication.evaluate(moments, list(leave_each_out(batch, cases)), cases - 1)
        converged = evaluation.converged[:, None]
        return {stat.name: np.where(converged, stat.values, np.nan) for stat in evaluation.statistics}

    batches = np.array_split(np.arange(cases), max(1, cases * (width - 1) ** 2 // MAX_NUMBERS))
    return concatenate_by_name([leave_out(batch) for batch in batches])


@dataclass(frozen=True, eq=False)
class _Replication:
    """What replicates of a sample are estimated with: its fit, the terms of their sums, common factors and signs."""

    sample: ModeratedFit
    summands: Summands
    factors: Collection[str]
    signs: str

    @classmethod
    def prepare(
        cls,
        indicators: FloatArray,
        model: ModeratedModel,
        common_factors: Collection[str] | None,
        case_weights: FloatArray | None,
        signs: str,
    ) -> "_Replication":
        """Estimate the sample, indicators (N, K)."""
        factors = name_factors(model, common_factors)
        sample = estimate_moderated(indicators, model, case_weights)
        columns = tally_columns(indicators, model, case_weights)
        weights = None if case_weights is None else scale_case_weights(case_weights, len(columns))
        return cls(sample, Summands.from_columns(columns, weights), factors, signs)

    def measure_sample(self) -> Evaluation:
        """Measure the sample itself."""
        return self._measure(self.sample, find_turned(self.sample.first, self.sample.first), len(self.summands.columns))

    def evaluate(self, moments: Moments, tallies: Tallies, cases: int) -> Evaluation:
        """Estimate both stages of replicates, as they point in the sample (`estimate_terms`), and measure them."""
        first = estimate_first(moments, self.sample.model)
        aligned = align_signs(first, self.sample.first, carried_signs(self.signs))
        fit = estimate_terms(moments, tallies, self.summands, aligned, self.sample, self.signs)
        return self._measure(fit, find_turned(first, self.sample.first), cases)

    def _measure(self, fit: ModeratedFit, turned: Turned, cases: int) -> Evaluation:
        """Correct a fit where asked, give each number its sign in the sample where asked, and measure it."""
        factors = self.factors
        corrected, of_sample = (consistent_moderated(one, factors) if factors else one for one in (fit, self.sample))
        usable = admissible_moderated(corrected, factors) if factors else None
        aligned = _align_each(corrected, of_sample) if self.signs == "individual" else corrected
        measured = moderated_statistics(aligned, cases)
        return evaluate_stages(measured, corrected.first, corrected.second, turned, usable)


def _align_each(fit: ModeratedFit, sample: ModeratedFit) -> ModeratedFit:
    stages = ((fit.first, sample.first), (fit.second, sample.second))
    first, second = (align_signs(stage, like, "individual") for stage, like in stages)
    return replace(fit, first=first, second=second)


def _moderated_routes(model: ModeratedModel) -> tuple[tuple[tuple[int, ...], int], ...]:
    """Return each route of the base model with one moderated path, as construct indices, and its product's number."""
    index = model.base.constructs.index
    acting = {(index(factor), index(product.target)) for product in model.products for factor in product.factors}
    return tuple(
        (route, number)
        for number, product in enumerate(model.products)
        for route in indirect_routes(model.base)
        if len(set(product.factors)) == 2
        # The path that the product moderates is the only one of the route that has a factor of a product.
        and [step for step in pairwise(route) if step in acting] == [_moderated_step(model, number)]
    )


def _moderated_step(model: ModeratedModel, number: int) -> tuple[int, int]:
    product = model.products[number]
    return model.base.constructs.index(product.first), model.base.constructs.index(product.target)


def _along(fit: ModeratedFit, route: tuple[int, ...], number: int, moderated: FloatArray) -> FloatArray:
    """Return the product of the coefficients along a route, with this one (...) on its moderated path."""
    step = _moderated_step(fit.model, number)
    others = [fit.second.path_coefficients[..., i, j] for i, j in pairwise(route) if (i, j) != step]
    return np.asarray(moderated * np.prod(others, axis=0))


def _stack_routes(values: Sequence[FloatArray], like: FloatArray) -> FloatArray:
    return np.stack(values, axis=-1) if values else np.zeros((*like.shape[:-1], 0))
