"""Ordinal answers: polychoric correlations of a sample and of its resamples, and PLS and consistent PLS from them.

Schuberth, F., Henseler, J., & Dijkstra, T. K. (2018). Partial least squares path modeling using ordinal categorical
indicators. Quality & Quantity, 52(1), 9-35. doi:10.1007/s11135-016-0401-7.
"""

import math
from collections.abc import Collection, Mapping
from itertools import combinations

import numpy as np
import scipy

from plssem.answers import name_columns, parse_answers
from plssem.arrays import FloatArray, IntArray, is_singular
from plssem.bootstrap import Bootstrap
from plssem.consistent import bootstrap_from_correlations, path_statistics
from plssem.errors import DataError, check_counts, check_known
from plssem.estimation import estimate_sample_correlations
from plssem.model import Fit, Model
from plssem.resampling import ResampleBlock, count_draws, divide_resamples, map_in_threads
from plssem.signs import point_as
from plssem.statistics import Measures

# Beyond it the likelihood of a table without a cell is as good as flat.
LARGEST_CORRELATION = 0.999
# An indicator with more different answers is a measurement, not a choice among categories.
MOST_CATEGORIES = 20
# Written for an infinite threshold: no double tells the normal distribution there from 0 or 1.
INFINITE = 40.0
# Probability of a cell below which rounding decides.
SMALLEST_SHARE = 1e-14
# Slope and curvature of the log-likelihood per case at which it is level.
FLAT = 1e-7
# Most Newton steps, the longest and the last, in radians of asin r.
MOST_STEPS = 60
LONGEST_STEP = 0.25
LAST_STEP = 1e-4
# Gauss-Legendre nodes of a step of up to so many radians; of longer ones, as from independence to the first angle, 24.
NODES = tuple(
    (longest, *np.polynomial.legendre.leggauss(number))
    for longest, number in ((2e-3, 2), (0.02, 3), (0.3, 6), (0.8, 12), (math.inf, 24))
)


def polychoric_correlation(first: FloatArray, second: FloatArray) -> float:
    """Return the correlation of the two normal variables that two ordinal ones (N,) are cut from, dimensionless.

    Whole points in any numbering; NaN: no answer, and the case is left out of this pair. In two steps: thresholds
    z_a = Phi^-1(share of cases at or below a) from the margins, then the r with the largest sum of n_ab log pi_ab(r)
    over the cells, pi_ab the bivariate normal probability between the thresholds. At most .999 in size, where a table
    of perfect order ends. Of two points each it is the tetrachoric correlation.
    ASSUME: the variables behind the two are bivariate normal.
    DataError for variables of different length, text, None, fewer than 3 cases with both answers, one without variance.
    Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. Psychometrika, 44(4),
    443-460. doi:10.1007/BF02296207.

    Example. Would two questions correlate more, could one answer between the points?

    >>> rows = "11 12 12 22 22 22 23 23 32 33 33 33 33 34 34 43 44 44 44 45 54 55"
    >>> first, second = np.array([list(row) for row in rows.split()], dtype=float).T
    >>> round(polychoric_correlation(first, second), 2), round(float(np.corrcoef(first, second)[0, 1]), 2)
    (0.91, 0.83)
    >>> round(polychoric_correlation(first > 2, second > 2), 2)
    0.9
    >>> round(float(np.corrcoef(first > 2, second > 2)[0, 1]), 2)
    0.7

    They would: .91 against .83 on five points. Where only agreement is asked, two points, the answers correlate by
    .70, and what is behind them by .90 still. With so few cases it moves a lot from sample to sample.
    """
    points = np.column_stack([_rank(values) for values in _parse_pair(first, second)])
    return float(_correlate_pair(points, np.ones((len(points), 1)), 0.0)[0])


def polychoric_correlations(indicators: FloatArray, names: tuple[str, ...] = ()) -> FloatArray:
    """Return the polychoric correlations (K, K) of ordinal indicators (N, K), dimensionless, diagonal 1.

    Each pair as `polychoric_correlation`: NaN, no answer, costs the pair that case only. As pairs are estimated apart,
    the matrix need not be positive definite. names: of the K indicators, for messages.
    DataError where an indicator has one category only or more than 20, and for fewer than 3 cases of a pair.

    Example. How much do three questions of five points correlate behind the points?

    >>> rows = "331 433 455 345 123 332 222 343 312 331 353 554 332 354 223 555 113 544 323 213".split()
    >>> answers = np.array([list(row) for row in rows], dtype=float)
    >>> polychoric_correlations(answers)[0].round(2), np.corrcoef(answers.T)[0].round(2)
    (array([1.  , 0.8 , 0.44]), array([1.  , 0.7 , 0.42]))

    More than the points do: .80 in place of .70 for the first pair. Five categories hide part of what people share.
    """
    points = _parse_points(indicators, names or name_columns(np.shape(indicators)[-1]))
    (correlations,) = _correlate(points, np.ones((len(points), 1)), np.zeros((points.shape[1],) * 2))
    return np.asarray(correlations)


def estimate_ordinal(indicators: FloatArray, model: Model) -> Fit:
    """Estimate the model from the polychoric correlations of ordinal indicators (N, K): ordinal PLS.

    `consistent` of the result is ordinal consistent PLS. Scores, and what rests on them, are not defined: the answers
    are categories of what is not observed.
    DataError as `polychoric_correlations` and `estimate`, and where the correlations are not positive definite.

    Example. Is a path of .6 between two factors weakened by five points of which most people choose the lowest? 500
    simulated customers, three questions with loadings of .7 on each factor.

    >>> rng = np.random.default_rng(3)
    >>> factors = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 500)
    >>> items = 0.7 * factors[:, [0, 0, 0, 1, 1, 1]] + 0.51**0.5 * rng.standard_normal((500, 6))
    >>> answers = 1.0 + np.digitize(items, [0.2, 0.8, 1.3, 1.8])
    >>> blocks = {"Service": ["s1", "s2", "s3"], "Loyalty": ["l1", "l2", "l3"]}
    >>> model = Model.from_blocks(blocks, [("Service", "Loyalty")])
    >>> fits = estimate(answers, model), estimate_ordinal(answers, model)
    >>> [float(fit.path_coefficients[0, 1].round(2)) for fit in fits]
    [0.36, 0.44]
    >>> [float(consistent(fit).path_coefficients[0, 1].round(2)) for fit in fits]
    [0.53, 0.59]

    Twice: by the points, and by the error of three questions. From the answers as numbers PLS finds .36 and consistent
    PLS .53; from their polychoric correlations .44 and .59.
    """
    correlations = polychoric_correlations(indicators, model.indicators)
    _check_positive_definite(correlations)
    return estimate_sample_correlations(correlations, model)


def bootstrap_ordinal(
    indicators: FloatArray,
    models: Mapping[str, Model],
    resamples: int = 10_000,
    *,
    seed: int,
    corrected: Collection[str] = (),
    reference: FloatArray | None = None,
    measures: Measures = path_statistics,
    threads: int = 1,
) -> dict[str, Bootstrap]:
    """Estimate models from polychoric correlations in the sample, indicators (N, K), and in the resamples.

    models, corrected, reference: as for `bootstrap_estimators`, whose draws these are paired with; corrected are
    ordinal consistent PLS. measures: as for `bootstrap`. The polychoric correlations of each resample are computed
    once, from its own tables and thresholds: a category that no case of a resample has leaves its neighbours side by
    side. Draws of a resample in which an indicator has one category only are NaN, and `converged` is False; one whose
    correlations are not positive definite keeps its values, and `admissible` is False.
    DataError as `estimate_ordinal`; else as `bootstrap_estimators`.

    Example. How sure is the path behind the five points?

    >>> draws = bootstrap_ordinal(answers, {"ordinal": model}, 200, seed=1)["ordinal"]
    >>> path = inference(draws.estimates["path_coefficients"], draws.draws["path_coefficients"])
    >>> path.estimate.round(2), path.lower.round(1), path.upper.round(1)
    (array([0.63]), array([0.4]), array([0.9]))

    .63, from .4 to .9; on the answers themselves `bootstrap` gives .62, from .4 to .8.
    """
    check_counts(resamples=resamples, seed=seed, threads=threads)
    check_known(corrected, models, what="estimator", where="corrected")
    samples = {name: point_as(estimate_ordinal(indicators, model), reference) for name, model in models.items()}
    first = next(iter(samples.values()))
    points = _parse_points(indicators, first.model.indicators)

    def correlate_block(block: ResampleBlock) -> FloatArray:
        """Return the polychoric correlations (b, K, K) of a block of resamples."""
        tallies = np.concatenate([tally for _, tally in count_draws(block, len(points))], axis=1)
        return _correlate(points, tallies.T.astype(np.float64), first.correlations)

    drawn = list(map_in_threads(correlate_block, divide_resamples(resamples, seed, "bootstrap"), threads))
    shared = {"cases": len(points), "resamples": resamples, "seed": seed}
    return {
        name: bootstrap_from_correlations(
            sample, drawn, **shared, measures=measures, corrected=name in corrected, positive_definite=True
        )
        for name, sample in samples.items()
    }


def _correlate(points: IntArray, counts: FloatArray, start: FloatArray) -> FloatArray:
    """Return the correlations (b, K, K) of points (N, K), case n counted counts (N, b) times; start (K, K): near them.

    NaN for an indicator with one category only.
    """
    size = points.shape[1]
    correlations = np.empty((size, size, counts.shape[1]))
    for column, values in enumerate(points.T):
        of_category = np.eye(values.max() + 1)[:, values[values >= 0]] @ counts[values >= 0]
        correlations[column, column] = np.where((of_category > 0).sum(axis=0) > 1, 1.0, np.nan)
    for row, column in combinations(range(size), 2):
        values = _correlate_pair(points[:, [row, column]], counts, float(start[row, column]))
        correlations[row, column] = correlations[column, row] = values
    return np.ascontiguousarray(correlations.transpose(2, 0, 1))


def _correlate_pair(points: IntArray, counts: FloatArray, start: float) -> FloatArray:
    """Return the correlations (b,) of two columns of points (N, 2); -1: no answer; start: a correlation near them.

    NaN where a column has one category only.
    """
    answered = (points >= 0).all(axis=1)
    first, second = points[answered].T
    categories = first.max() + 1, second.max() + 1
    cells = np.eye(math.prod(categories), dtype=np.float32)[:, first * categories[1] + second]
    # Whole numbers below 2^24 are exact in single precision, in whichever order they are summed.
    tables = (cells @ counts[answered].astype(np.float32)).astype(np.float64).reshape(*categories, -1)
    margins = tables.sum(axis=1), tables.sum(axis=0)
    usable = np.all([(margin > 0).sum(axis=0) > 1 for margin in margins], axis=0)
    correlations = np.full(tables.shape[2], np.nan)
    if usable.any():
        angles = _climb(np.ascontiguousarray(tables[:, :, usable]), math.asin(start))
        correlations[usable] = np.sin(angles)
    return correlations


class _Likelihood:
    """The likelihoods of b tables (A, B, b) as functions of the angles asin r (b,), at which they stand."""

    def __init__(self, counts: FloatArray, start: float) -> None:
        rows = _thresholds(counts.sum(axis=1))[:, None]
        columns = _thresholds(counts.sum(axis=0))[None]
        self.counts = counts
        self.observed = counts > 0
        self.products = rows * columns
        self.halves = (rows**2 + columns**2) / 2
        self.below = np.zeros(np.add(counts.shape, (1, 1, 0)))
        self.below[1:, 1:] = scipy.special.ndtr(np.concatenate([rows, np.full_like(rows[:1], INFINITE)]))
        self.below[1:, 1:] *= scipy.special.ndtr(
            np.concatenate([columns, np.full_like(columns[:, :1], INFINITE)], axis=1)
        )
        self.angles = np.zeros(counts.shape[2])
        self.move(np.full(counts.shape[2], start))

    def move(self, angles: FloatArray) -> None:
        """Go to other angles: the normal probabilities change by the integral of their densities on the way."""
        half = (angles - self.angles) / 2
        longest = 2 * float(np.abs(half).max())
        nodes, weights = next(rule for most, *rule in NODES if longest <= most)
        for node, weight in zip(nodes, weights, strict=True):
            density, _ = self._densities(self.angles + half * (node + 1))
            density *= half * weight
            self.below[1:-1, 1:-1] += density
        self.angles = angles

    def slopes(self) -> tuple[FloatArray, FloatArray]:
        """Return the first and second derivatives of the log-likelihoods (b,)."""
        density, exponents = self._densities(self.angles)
        sines = np.sin(self.angles)
        cosines = np.cos(self.angles)
        shares = np.where(self.observed, np.maximum(_cells(self.below), SMALLEST_SHARE), 1.0)
        first = _cells(_pad(density)) / shares
        second = _cells(_pad(density * (self.products + 2 * sines * exponents) / cosines)) / shares
        curvature = np.einsum("abt,abt->t", self.counts, second - first**2)
        return np.einsum("abt,abt->t", self.counts, first), curvature

    def _densities(self, angles: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return d/d angle of P(X <= row, Y <= column) at the thresholds, and the exponents in it."""
        exponents = self.products * np.sin(angles)
        exponents -= self.halves
        exponents /= np.cos(angles) ** 2
        density = np.exp(exponents)
        density /= 2 * math.pi
        return density, exponents


def _climb(counts: FloatArray, start: float) -> FloatArray:
    """Return the angles asin r (b,) of the largest likelihoods, by Newton steps within a bracket of the root."""
    limit = math.asin(LARGEST_CORRELATION)
    likelihood = _Likelihood(counts, min(max(start, -limit), limit))
    lower = np.full(counts.shape[2], -limit)
    upper = np.full(counts.shape[2], limit)
    flat_below = FLAT * counts.sum(axis=(0, 1))
    for _ in range(MOST_STEPS):
        here = likelihood.angles
        score, curvature = likelihood.slopes()
        # A table without a cell may leave the likelihood flat: as good as level all the way to the limit.
        flat = (np.abs(score) < flat_below) & (np.abs(curvature) < flat_below)
        lower = np.where(score > flat_below, here, lower)
        upper = np.where(score < -flat_below, here, upper)
        climbing = np.where(flat, np.sign(here), np.sign(score))
        newton = np.where(curvature < -flat_below, -score / np.minimum(curvature, -flat_below), climbing)
        aim = np.clip(here + np.clip(newton, -LONGEST_STEP, LONGEST_STEP), -limit, limit)
        outside = (aim < lower) | (aim > upper)
        aim = np.where(outside, (lower + upper) / 2, aim)
        if np.abs(aim - here).max() < LAST_STEP:
            return np.asarray(aim)
        likelihood.move(aim)
    return likelihood.angles


def _cells(below: FloatArray) -> FloatArray:
    """Return the share of each cell (A, B, b) from the shares below each pair of thresholds (A + 1, B + 1, b)."""
    rows = below[1:] - below[:-1]
    return np.asarray(rows[:, 1:] - rows[:, :-1])


def _pad(inner: FloatArray) -> FloatArray:
    padded: FloatArray = np.zeros(np.add(inner.shape, (2, 2, 0)))
    padded[1:-1, 1:-1] = inner
    return padded


def _thresholds(counts: FloatArray) -> FloatArray:
    """Return the thresholds (A - 1, b) between categories with these counts (A, b)."""
    shares = np.cumsum(counts, axis=0)[:-1] / counts.sum(axis=0)
    return np.asarray(np.clip(scipy.special.ndtri(shares), -INFINITE, INFINITE))


def _rank(values: FloatArray) -> IntArray:
    """Number the different values (N,) from 0; -1 for NaN."""
    missing = np.isnan(values)
    ranks = np.full(len(values), -1)
    ranks[~missing] = np.unique(values[~missing], return_inverse=True)[1]
    return ranks


def _parse_points(indicators: FloatArray, names: tuple[str, ...]) -> IntArray:
    """Return the number of each answer's category (N, K), -1 where there is no answer."""
    answers = parse_answers(indicators, names)
    check_counts(cases=len(answers))
    points = np.column_stack([_rank(values) for values in answers.T])
    for name, column in zip(names, points.T, strict=True):
        categories = int(column.max()) + 1
        if not 2 <= categories <= MOST_CATEGORIES:
            raise DataError(
                what="indicator without ordered categories",
                where=f"indicator {name}",
                found=f"{categories} different answers",
                expected=f"2 to {MOST_CATEGORIES}",
                remedy="leave it out, or estimate from the answers as numbers",
            )
    _check_pairs(points, names)
    return points


def _check_pairs(points: IntArray, names: tuple[str, ...]) -> None:
    answered = (points >= 0).astype(np.int64)
    fewest = answered.T @ answered
    row, column = np.unravel_index(int(fewest.argmin()), fewest.shape)
    if fewest[row, column] < 3:
        raise DataError(
            what="too few cases with both answers",
            where=f"indicators {names[row]} and {names[column]}",
            found=str(fewest[row, column]),
            expected="at least 3",
            remedy="collect more answers",
        )


def _check_positive_definite(correlations: FloatArray) -> None:
    if is_singular(correlations):
        smallest = float(np.linalg.eigvalsh(np.nan_to_num(correlations))[0])
        raise DataError(
            what="polychoric correlations that no variables can have together",
            where="indicators",
            found=f"a smallest eigenvalue of {smallest:.3g}",
            expected="a positive definite matrix",
            remedy="collect more answers, or leave out an indicator that nearly repeats others",
        )


def _parse_pair(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return the cases of two ordinal variables that have both answers, (2, N)."""
    values = [np.asarray(variable) for variable in (first, second)]
    same = values[0].ndim == 1 and values[0].shape == values[1].shape
    pair = parse_answers(np.column_stack(values), ("first", "second")).T if same else np.empty((2, 0))
    pair = pair[:, ~np.isnan(pair).any(axis=0)]
    fewest = min(len(np.unique(variable)) for variable in pair)
    if pair.shape[1] < 3 or fewest < 2:
        shapes = f"shapes {values[0].shape} and {values[1].shape}, {pair.shape[1]} cases with both answers"
        raise DataError(
            what="two variables that cannot be correlated",
            where="polychoric correlation",
            found=f"{shapes}, {fewest} different in one of them",
            expected="variables of one length, at least 3 cases and 2 different answers",
            remedy="leave the variable out or collect more answers",
        )
    return pair
