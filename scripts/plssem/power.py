"""Sample size and power: how many cases a path needs, and how likely a study finds it.

Inverse square root method: Kock, N., & Hadaya, P. (2018). Minimum sample size estimation in PLS-SEM: The inverse
square root and gamma-exponential methods. Information Systems Journal, 28(1), 227-261. doi:10.1111/isj.12131.

The examples plan for a population with these correlations:

>>> population = np.array([[1, 0.6, 0.3, 0.3], [0.6, 1, 0.3, 0.3], [0.3, 0.3, 1, 0.7], [0.3, 0.3, 0.7, 1]])
"""

import math
from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import scipy

from plssem.arrays import FloatArray, is_singular
from plssem.correlations import parse_correlations, standardise
from plssem.errors import ConvergenceError, DataError, check_counts, check_known, check_range, check_shares
from plssem.estimation import estimate_from_correlations
from plssem.inference import inference
from plssem.model import Fit, Model
from plssem.model_fit import implied_correlations
from plssem.resampling import Part, ResampleBlock, correlate_resamples, divide_resamples, map_in_threads
from plssem.signs import find_reference, find_signs, turn_constructs
from plssem.structure import causal_order, specific_indirect_effects

# Smallest path for which a number of cases is computed.
SMALLEST_PATH = 1e-8


def required_cases(minimum_path: float, significance_level: float = 0.05, power: float = 0.80) -> int:
    """Return the fewest cases N with which a standardised path of this size is found significant, one-sided.

    N is the smallest whole number above ((z(1 - alpha) + z(power)) / |path|)2; the sum is 2.486 at 5 % and 80 %.
    ASSUME: the standard error of a path is 1 / sqrt(N).
    DataError for a path below 1e-8 or above 1 in size, a level or a power outside (0, 1).

    Example. A path of .2 or more would matter. How many respondents does a study need that is to find it?

    >>> required_cases(0.2), required_cases(0.1), required_cases(0.3)
    (155, 619, 69)
    >>> required_cases(0.2, power=0.9), required_cases(0.2, significance_level=0.025)
    (215, 197)

    155 respondents find a path of .2 in 80 % of studies, at 5 % one-sided. Half the path takes four times as many; 90 %
    power 215, a two-sided test (2.5 % on either side) 197. Hypotheses that are judged by |t| > 1.96 are two-sided.
    """
    inside = SMALLEST_PATH <= abs(minimum_path) <= 1
    check_range("minimum_path", minimum_path, f"a path of {SMALLEST_PATH:g} to 1 in size", inside=inside)
    return math.floor((_sum_of_quantiles(significance_level, power) / minimum_path) ** 2) + 1


def detectable_path(cases: int, significance_level: float = 0.05, power: float = 0.80) -> float:
    """Return the smallest standardised path that N cases find significant, one-sided, with this power.

    DataError for no cases, a level or a power outside (0, 1).

    Example. A hundred respondents are all there are. Which path can such a study find?

    >>> round(detectable_path(100), 3), round(detectable_path(100, power=0.9), 3)
    (0.249, 0.293)
    >>> required_cases(detectable_path(100) + 1e-9)
    100

    A path of .249 in 80 % of such studies, one of .293 in 90 %. The inverse of `required_cases`. A path that was not
    found may still be as large as this.
    """
    check_range("cases", cases, "at least 1", inside=cases >= 1)
    return _sum_of_quantiles(significance_level, power) / math.sqrt(cases)


def _sum_of_quantiles(significance_level: float, power: float) -> float:
    _check_error_rates(significance_level, power)
    return float(scipy.special.ndtri(1 - significance_level) + scipy.special.ndtri(power))


def _check_error_rates(significance_level: float, power: float) -> None:
    """Raise DataError for a rate outside (0, 1), and for a power that a test has without any effect."""
    check_shares(significance_level=significance_level, power=power)
    expected = f"more than {significance_level}, which a test has without any effect"
    check_range("power", power, expected, inside=power > significance_level)


def minimum_detectable_effect(
    standard_errors: FloatArray, significance_level: float = 0.05, power: float = 0.80
) -> FloatArray:
    """Return the effects (...,) that a two-sided test at this level finds with this power, in units of the errors.

    (z(1 - alpha / 2) + z(power)) standard error; the sum is 2.802 at 5 % and 80 %. NaN where the error is.
    ASSUME: the standard error does not depend on the effect.
    Bloom, H. S. (1995). Minimum detectable effects: A simple way to report the statistical power of experimental
    designs. Evaluation Review, 19(5), 547-556. doi:10.1177/0193841X9501900504.
    DataError for a level or a power outside (0, 1), and for a power that is not above the level.

    Example. A bootstrap gave standard errors of .10 and .05. Which effects could the study have found with 80 % power?

    >>> minimum_detectable_effect(np.array([0.10, 0.05])).round(3)
    array([0.28, 0.14])
    >>> minimum_detectable_effect(np.array([0.10, 0.05]), significance_level=0.01, power=0.9).round(3)
    array([0.386, 0.193])

    2.802 standard errors: an effect of .28, or .14, would have been found in 80 % of such studies. A stricter level and
    more power ask for 3.857. Say so beside an effect that was not found, in place of the power at the estimate.
    """
    _check_error_rates(significance_level, power)
    errors = np.asarray(standard_errors, dtype=np.float64)
    return np.asarray((scipy.special.ndtri(1 - significance_level / 2) + scipy.special.ndtri(power)) * errors)


def smallest_with_power(effects: FloatArray, powers: FloatArray, power: float = 0.80) -> float:
    """Return the effect, in ascending effects (E,), at which simulated powers (E,) first reach a power.

    Interpolated linearly between the last effect below and the first at or above it; NaN powers are left out. NaN
    where none reaches it, the first effect where its power does.

    Example. Simulations gave this power for paths of .1, .2 and .3. Where is it 80 %?

    >>> effects, powers = np.array([0.1, 0.2, 0.3]), np.array([0.2, 0.7, 0.9])
    >>> round(smallest_with_power(effects, powers), 3), smallest_with_power(effects, powers, power=0.95)
    (0.25, nan)

    Half-way between .2 (70 %) and .3 (90 %) in a straight line: .25. A power of 95 % is reached by none of them, hence
    NaN: simulate larger effects.
    """
    known = np.isfinite(powers)
    sizes = effects[known]
    reached = powers[known] >= power
    if not reached.any():
        return float("nan")
    first = int(np.argmax(reached))
    if first == 0:
        return float(sizes[0])
    below, above = powers[known][first - 1 : first + 1]
    return float(sizes[first - 1] + (power - below) / (above - below) * (sizes[first] - sizes[first - 1]))


# Most cases for which the gamma-exponential method corrects by the gamma function.
SMALL = 10
# Correlations in memory at a time, per thread (32 MiB, and several times as much for results).
MAX_NUMBERS = 2**22


@dataclass(frozen=True, eq=False)
class Power:
    """Results of S simulated studies of N cases for the paths and the specific indirect effects; arrays are (M,).

    population: the value that the estimator has in the population. mean: of the studies' estimates.
    by_interval: share of studies whose percentile interval excludes 0; by_t: whose two-sided p is below 1 - level.
    standard_error: of by_interval, from the number of studies. coverage: share of studies whose interval holds the
    population value. studies: S that could be estimated; left_out: those that could not.
    """

    names: tuple[str, ...]
    population: FloatArray
    mean: FloatArray
    by_interval: FloatArray
    by_t: FloatArray
    standard_error: FloatArray
    coverage: FloatArray
    studies: int
    left_out: int


def required_cases_gamma_exponential(minimum_path: float, significance_level: float = 0.05, power: float = 0.80) -> int:
    """Return the fewest cases N with which a standardised path of this size is found significant, one-sided.

    N is the smallest whole number with |path| sqrt(N) exp(e |path| / sqrt(N)) > z(1 - alpha) + z(power), their
    equation 7; where that is 10 or fewer, the smallest from 2 on with |path| sqrt(N) c > z(1 - alpha) + z(power), their
    equation 6, c = sqrt((N - 1)/2) Gamma((N - 1)/2) / Gamma(N/2).
    Kock, N., & Hadaya, P. (2018). Information Systems Journal, 28(1), 227-261. doi:10.1111/isj.12131.
    DataError as `required_cases`.

    Example. How many respondents for a path of .197, by this method and by the simpler one?

    >>> required_cases_gamma_exponential(0.197), required_cases(0.197)
    (146, 160)
    >>> required_cases_gamma_exponential(0.5), required_cases(0.5)
    (11, 25)

    The method is the finer one, and asks for 14 respondents fewer; it is the example of its authors. For large paths
    the two differ most, and a dozen respondents are too few for other reasons.
    """
    enough = detectable_path(1, significance_level, power)
    path = abs(minimum_path)
    most = max(2, required_cases(minimum_path, significance_level, power))
    # From (e path)2 cases on, at most 8, t rises with each.
    if not any(_smoothed_t(path, cases) > enough for cases in range(1, min(SMALL, most) + 1)):
        return bisect_right(range(most + 1), enough, lo=SMALL + 1, hi=most, key=partial(_smoothed_t, path))
    return next(cases for cases in range(2, most + 1) if _corrected_t(path, cases) > enough)


def ten_times_rule(model: Model, times: int = 10) -> int:
    """Return `times` the most regressors of any single regression: antecedents, or indicators under mode B.

    A rule of thumb that does not consider power: report it beside a power analysis, never instead of one.
    Barclay, D., Higgins, C., & Thompson, R. (1995). The partial least squares approach to causal modeling. Technology
    Studies, 2(2), 285-309.

    Example. Which sample size does the old rule of thumb give, if loyalty has three antecedents, one of them formative?

    >>> blocks = {"Service": ["s"], "Price": ["p"], "Place": ["a1", "a2", "a3", "a4"], "Loyalty": ["l"]}
    >>> paths = [("Service", "Loyalty"), ("Price", "Loyalty"), ("Place", "Loyalty")]
    >>> ten_times_rule(Model.from_blocks(blocks, paths))
    30
    >>> ten_times_rule(Model.from_blocks(blocks, paths, modes={"Place": "B"}))
    40

    Ten per antecedent of loyalty: 30; with four formative questions, which are regressors, too: 40. A path of .2 needs
    155 (`required_cases`) whatever this rule says.
    """
    formative = [int(size) for size, mode in zip(model.block_sizes, model.modes, strict=True) if mode == "B"]
    return times * max([*formative, int(model.structural_model.sum(axis=0).max())])


def population_correlations(
    fit: Fit, paths: Mapping[str, float] | None = None, common_factors: Collection[str] = ()
) -> FloatArray:
    """Return the indicator correlations (K, K) of a population in which a fitted model holds exactly.

    paths: standardised coefficients {"X -> Y": value} that replace the estimates. Exogenous constructs correlate, and
    indicators load, as estimated; see `implied_correlations`, also for common_factors.
    ASSUME: the population is the model at these values; results for a planned study are only as good as they are.
    ModelError for an unknown path; DataError for paths that explain all variance of a construct or more.

    Example. A study is planned with the loadings of an earlier one, but with a path of only .2. Which correlations is
    that?

    >>> correlations = np.array([[1, 0.6, 0.4, 0.3], [0.6, 1, 0.3, 0.3], [0.4, 0.3, 1, 0.7], [0.3, 0.3, 0.7, 1]])
    >>> fit = estimate_from_correlations(correlations, model)
    >>> population = population_correlations(fit, {"Service -> Loyalty": 0.2})
    >>> population[:2].round(2)
    array([[1.  , 0.6 , 0.17, 0.17],
           [0.6 , 1.  , 0.16, 0.16]])
    >>> float(estimate_from_correlations(population, model).path_coefficients[0, 1].round(3))
    0.2

    Loadings are kept, the path is .2, and the correlations between the blocks shrink to .16 and .17; estimating the
    model from them gives the .2 back. `simulate_power` draws studies from such a population.
    """
    return implied_correlations(_replace_paths(fit, paths or {}), common_factors=common_factors)


def planned_correlations(model: Model, outer_loading: float, correlation: float) -> FloatArray:
    """Return indicator correlations (K, K) that are alike: every block's outer loadings, and all pairs of constructs.

    Within a block of k the indicators correlate r = (k l^2 - 1) / (k - 1), so that each correlates l with their sum;
    between two blocks they correlate as the product of their loadings times `correlation`. One indicator has l = 1.
    ASSUME: constructs are composites of indicators of equal weight; a planned study knows no better.
    DataError for a loading that is no share or so small that a block's indicators do not correlate, and for a
    correlation of 1 and more in size.

    Example. A study is planned with two items for each construct that load .9, and a path of .3. Which correlations?

    >>> planned_correlations(model, outer_loading=0.9, correlation=0.3)[0].round(3)
    array([1.   , 0.62 , 0.243, 0.243])

    Two items with r = .62 both correlate .9 with their sum: .81 is (1 + .62) / 2. PLS finds loadings of .9 and a path
    of .3 in these correlations; `population_correlations` then sets each path to what is planned for it.
    """
    check_shares(outer_loading=outer_loading)
    sizes = np.array(model.block_sizes)
    least = f"a square above 1 over the number of indicators of each block, {', '.join(map(str, sizes))}"
    enough = bool((sizes[sizes > 1] * outer_loading**2 > 1).all())
    check_range("outer_loading", outer_loading, least, inside=enough)
    check_range("correlation", correlation, "below 1 in size", inside=abs(correlation) < 1)
    block = np.repeat(np.arange(len(sizes)), sizes)
    loadings = np.where(sizes == 1, 1.0, outer_loading)[block]
    within = (sizes * outer_loading**2 - 1) / np.maximum(sizes - 1, 1)
    planned = np.where(block[:, None] == block, within[block], correlation * np.outer(loadings, loadings))
    np.fill_diagonal(planned, 1.0)
    return planned


def simulate_power(
    population: FloatArray,
    model: Model,
    cases: int,
    studies: int = 1_000,
    resamples: int = 1_000,
    confidence_level: float = 0.95,
    *,
    seed: int,
    threads: int = 1,
) -> Power:
    """Draw S studies of N cases from normal indicators with these correlations (K, K), and bootstrap each.

    ASSUME: normally distributed indicators. The result does not depend on `threads`.
    DataError for correlations that are not positive definite, for fewer than 3 cases, 2 studies or 2 resamples.
    ConvergenceError where no study could be estimated.

    Example. How often does a study of 50 find the path, in a population with these correlations?

    >>> result = simulate_power(population, model, cases=50, studies=100, resamples=100, seed=1)
    >>> result.names, result.population.round(2), result.mean.round(2)
    (('Service -> Loyalty',), array([0.36]), array([0.38]))
    >>> result.by_interval.round(2), result.standard_error.round(2), result.coverage.round(2), result.studies
    (array([0.75]), array([0.04]), array([0.88]), 100)

    75 of 100 studies find the path of .36, give or take 4; with more studies and resamples (1,000 each, as a rule) the
    figure is surer. `coverage`, the share of intervals that hold .36, should be near .95: 100 resamples are too few.
    """
    results = simulate_studies(
        population, model, cases, studies, resamples, confidence_level, seed=seed, threads=threads
    )
    return summarise_studies(population, model, results)


def simulate_studies(
    population: FloatArray,
    model: Model,
    cases: int,
    studies: int = 1_000,
    resamples: int = 1_000,
    confidence_level: float = 0.95,
    *,
    seed: int,
    threads: int = 1,
) -> FloatArray:
    """Draw studies as `simulate_power` does; return what each of them finds (4, S, M), of which `summarise_studies`.

    By effect: its estimate; 1 where the interval excludes 0, where p is below the level, where the interval holds the
    population value, else 0. NaN in a study that could not be estimated. studies: S, or a `Part` of them: (4, s, M).
    Errors as `simulate_power`.

    Example. Two machines draw half of the studies each; together they are what one would have drawn.

    >>> found = [
    ...     simulate_studies(population, model, 50, Part(100, number, of=2), resamples=10_000, seed=1)
    ...     for number in (0, 1)
    ... ]
    >>> [half.shape for half in found]
    [(4, 52, 1), (4, 48, 1)]
    >>> summarise_studies(population, model, np.concatenate(found, axis=1)).by_interval.round(2)
    array([0.73])

    Studies are drawn in batches, here of 26 (fewer the more resamples each has), so that parts are not quite halves.
    """
    root = _cholesky_root(parse_correlations(population, model.indicators))
    check_counts(cases=cases, studies=studies, resamples=resamples, seed=seed, threads=threads)
    of_population = estimate_from_correlations(population, model)
    truth = _name_and_stack_effects(of_population)[1]

    def simulate(batch: range) -> FloatArray:
        """Return what the studies of a batch find (4, s, M); NaN: not estimable."""
        drawn = np.concatenate([_draw_study(number, root, cases, resamples, seed) for number in batch])
        fit = _align_studies(estimate_from_correlations(drawn, model), of_population, len(batch))
        values = np.where(fit.converged[:, None], _name_and_stack_effects(fit)[1], np.nan)
        by_study = values.reshape(len(batch), 1 + resamples, -1)
        return _evaluate_studies(by_study[:, 0], by_study[:, 1:], truth, confidence_level)

    at_once = max(1, MAX_NUMBERS // (resamples * root.size))
    # A part is a run of whole batches: sums over a batch of another size might differ in their last bit.
    whole = [range(start, min(start + at_once, studies)) for start in range(0, studies, at_once)]
    batches = studies.choose(whole) if isinstance(studies, Part) else whole
    return np.concatenate([np.empty((4, 0, len(truth))), *map_in_threads(simulate, batches, threads)], axis=1)


def summarise_studies(population: FloatArray, model: Model, results: FloatArray) -> Power:
    """Return the power that the S studies of `simulate_studies`, results (4, S, M), found for M effects.

    population (K, K): the correlations from which they were drawn. A study with a NaN is left out and counted.
    ConvergenceError where no study could be estimated.

    Example. Is a loyalty that depends on service found by two hundred studies of fifty customers?

    >>> found = simulate_studies(population, model, 50, 200, resamples=200, seed=1)
    >>> power = summarise_studies(population, model, found)
    >>> power.names, power.by_interval.round(2), power.studies
    (('Service -> Loyalty',), array([0.76]), 200)

    Three in four would find it.
    """
    names, truth = _name_and_stack_effects(estimate_from_correlations(population, model))
    usable = np.asarray(np.isfinite(results).all(axis=(0, 2)))
    if not usable.any():
        raise ConvergenceError(
            what="no study could be estimated",
            where="simulated power",
            found=f"{usable.size} studies that did not converge",
            expected="at least one that does",
            remedy="allow more iterations, more cases or larger loadings",
        )
    estimates, excluded, significant, covered = results[:, usable].mean(axis=1)
    return Power(
        names=names,
        population=truth,
        mean=estimates,
        by_interval=excluded,
        by_t=significant,
        standard_error=np.sqrt(excluded * (1 - excluded) / usable.sum()),
        coverage=covered,
        studies=int(usable.sum()),
        left_out=int((~usable).sum()),
    )


def _smoothed_t(path: float, cases: int) -> float:
    """Return a path over its standard error by the exponential smoothing function."""
    return path * math.sqrt(cases) * math.exp(math.e * path / math.sqrt(cases))


def _corrected_t(path: float, cases: int) -> float:
    """Return a path over its standard error by the gamma function."""
    half = (cases - 1) / 2
    return path * math.sqrt(cases * half) * math.exp(math.lgamma(half) - math.lgamma(cases / 2))


def _replace_paths(fit: Fit, paths: Mapping[str, float]) -> Fit:
    """Replace paths of a fit, and the construct correlations and R2 that they imply."""
    model = fit.model
    check_known(paths, model.path_names, what="path", where="population")
    coefficients = fit.path_coefficients.copy()
    for name, value in paths.items():
        coefficients[model.paths[model.path_names.index(name)]] = value
    implied = fit.construct_correlations.copy()
    explained = fit.r_squared.copy()
    order = causal_order(model)
    for position, target in enumerate(order):
        if target in model.endogenous:
            before = np.array(order[:position])
            with_target = implied[before[:, None], before] @ coefficients[before, target]
            implied[before, target] = implied[target, before] = with_target
            explained[target] = coefficients[before, target] @ with_target
            _check_explained(model, target, explained[target])
    return replace(fit, path_coefficients=coefficients, construct_correlations=implied, r_squared=explained)


def _name_and_stack_effects(fit: Fit) -> tuple[tuple[str, ...], FloatArray]:
    """Return names and values (..., M) of the paths and of the specific indirect effects."""
    routes, along_routes = specific_indirect_effects(fit)
    sources, targets = np.array(fit.model.paths).T
    return (*fit.model.path_names, *routes), np.concatenate(
        [fit.path_coefficients[..., sources, targets], along_routes], axis=-1
    )


def _align_studies(fit: Fit, population: Fit, studies: int) -> Fit:
    """Turn the sample of each study as the population points, and its resamples as its sample; fit (S (1 + B),)."""
    loadings = fit.outer_loadings.reshape(studies, -1, *fit.outer_loadings.shape[1:])
    first = np.arange(studies) * loadings.shape[1]
    samples = replace(fit, outer_loadings=loadings[:, 0], correlations=fit.correlations[first])
    of_samples = find_signs(samples.outer_loadings, find_reference(population))
    signs = of_samples[:, None] * find_signs(loadings, find_reference(samples)[:, None])
    return turn_constructs(fit, signs.reshape(len(fit.outer_loadings), -1))


def _evaluate_studies(estimates: FloatArray, draws: FloatArray, truth: FloatArray, level: float) -> FloatArray:
    """Return estimates, interval without 0, significance and coverage (4, S, M) from draws (S, B, M)."""
    studies, size = estimates.shape
    side_by_side = np.moveaxis(draws, 1, 0).reshape(-1, studies * size)
    inferred = inference(estimates.ravel(), side_by_side, level)
    lower, upper, p = (values.reshape(studies, size) for values in (inferred.lower, inferred.upper, inferred.p))
    results = np.stack([estimates, (lower > 0) | (upper < 0), p < 1 - level, (lower <= truth) & (truth <= upper)])
    return np.where(np.isfinite(lower + estimates), results, np.nan)


def _draw_study(number: int, root: FloatArray, cases: int, resamples: int, seed: int) -> FloatArray:
    """Return the correlations (1 + B, K, K) of one study, in its sample and in its resamples."""
    generator = ResampleBlock(seed, f"study {number}", 0, 0, 1).generator()
    # Not a matrix product: the order of summation does not depend on the number of threads.
    answers = standardise(np.einsum("nk,jk->nj", generator.standard_normal((cases, len(root))), root))
    sample = np.einsum("ni,nj->ij", answers, answers) / (cases - 1)
    blocks = divide_resamples(resamples, seed, f"resamples of study {number}")
    return np.concatenate([sample[None], *(correlate_resamples(block, answers) for block in blocks)])


def _cholesky_root(population: FloatArray) -> FloatArray:
    """Return the lower Cholesky factor (K, K); DataError where there is none."""
    if population.ndim == 2 and not is_singular(population):
        return np.asarray(np.linalg.cholesky(population))
    raise DataError(
        what="correlations that no population has",
        where="population",
        found="a matrix that is not positive definite" if population.ndim == 2 else f"a stack {population.shape}",
        expected="correlations all of whose combinations vary",
        remedy="use smaller paths or loadings",
    )


def _check_explained(model: Model, target: int, explained: float) -> None:
    if not explained < 1:
        sources = model.antecedents(target).tolist()
        raise DataError(
            what="paths that explain more than all variance",
            where=f"construct {model.constructs[target]}",
            found=f"R2 of {explained:.3f} from {', '.join(model.route_name((source, target)) for source in sources)}",
            expected="less than 1",
            remedy="use smaller paths",
        )
