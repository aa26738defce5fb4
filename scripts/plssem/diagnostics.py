"""Diagnostics of the data: single items, careless answers, common method bias, multivariate normality."""

import math
from dataclasses import dataclass

import numpy as np
import scipy

from plssem.answers import parse_answers
from plssem.arrays import FloatArray, IntArray, is_singular, variance_inflation
from plssem.correlations import standardise
from plssem.errors import DataError, check_counts, check_shares
from plssem.model import Fit, Model


@dataclass(frozen=True, eq=False)
class ItemTotals:
    """Pearson correlations of each indicator with the sum of its block: with itself in the sum, and without; (K,)."""

    uncorrected: FloatArray
    corrected: FloatArray


def item_total_correlations(indicators: FloatArray, model: Model) -> ItemTotals:
    """Correlate each indicator, of (N, K) on the response scale, with the sum over its construct's indicators.

    Dimensionless. corrected is NaN for a single-item construct and where the rest of the block does not vary.
    DataError for a constant indicator, a missing value, fewer than 3 cases.

    Example. Does each of three questions on service go with the others? Eight customers, 1 to 5; the third question is
    reversed.

    >>> rows = "5512 4423 2244 1155 3332 4522 2133 3443"
    >>> answers = np.array([list(row) for row in rows.split()], dtype=float)
    >>> model = Model.from_blocks({"Service": ["s1", "s2", "s3"], "Loyalty": ["l"]}, [("Service", "Loyalty")])
    >>> result = item_total_correlations(answers, model)
    >>> result.uncorrected.round(2), result.corrected.round(2)
    (array([ 0.84,  0.97, -0.56,  1.  ]), array([ 0.29,  0.49, -0.83,   nan]))
    >>> answers[:, 2] = 6 - answers[:, 2]
    >>> item_total_correlations(answers, model).corrected.round(2)
    array([0.99, 0.85, 0.83,  nan])

    Before it is recoded the third question goes against the rest (-.83) and pulls the others down; recoded, all three
    are above .8. `corrected` leaves the question itself out of the sum, and is the one to judge by.
    """
    answers = parse_answers(indicators, model.indicators)
    standardise(answers, model.indicators)
    totals = answers @ model.measurement_model.astype(np.float64)
    totals = totals[:, model.owners]
    return ItemTotals(_correlate_columns(answers, totals), _correlate_columns(answers, totals - answers))


def critical_correlation(cases: int, significance_level: float = 0.05) -> float:
    """Return the size a Pearson correlation of N cases must exceed to be significant, two-sided.

    r = t / sqrt(N - 2 + t2), t the quantile of Student's t with N - 2 degrees of freedom. ASSUME: the data are
    normal, for which it is exact.
    DataError for fewer than 3 cases and for a level outside (0, 1).

    Example. Thirty respondents of a pilot: which item-total correlation is more than chance?

    >>> round(critical_correlation(30), 3)
    0.361
    >>> round(critical_correlation(100), 3), round(critical_correlation(30, significance_level=0.01), 3)
    (0.197, 0.463)

    Above .361 at 5 %, two-sided. With 100 respondents .197 suffices, at 1 % and 30 respondents it takes .463.
    Significance is a low bar: an item-total correlation of .30 or more is asked for as a rule.
    """
    check_counts(cases=cases)
    check_shares(significance_level=significance_level)
    t = -float(scipy.special.stdtrit(cases - 2, significance_level / 2))
    return t / math.hypot(math.sqrt(cases - 2), t)


def _correlate_columns(first: FloatArray, second: FloatArray) -> FloatArray:
    """Correlate column with column, (N, K) with (N, K): (K,); NaN where a column of the second does not vary."""
    first = first - first.mean(axis=0)
    second = second - second.mean(axis=0)
    size = np.sqrt((second**2).sum(axis=0))
    varies = size > 1e-12 * np.sqrt((first**2).sum(axis=0))
    scale = np.sqrt((first**2).sum(axis=0)) * np.where(varies, size, np.nan)
    return np.asarray((first * second).sum(axis=0) / scale)


def response_variability(answers: FloatArray) -> FloatArray:
    """Return the standard deviation (divisor K - 1) of each case's own answers (N, K): (N,), in points of the scale.

    Missing answers (NaN) are left out; NaN for fewer than two. Small: one answer to nearly everything; large: answers
    to and fro. All answers on one scale, as they were given: before reversed items are turned. DataError as for
    `complete_cases`.
    Dunn, A. M., Heggestad, E. D., Shanock, L. R., & Theilgard, N. (2018). Intra-individual response variability as an
    indicator of insufficient effort responding. Journal of Business and Psychology, 33(1), 105-121.
    doi:10.1007/s10869-016-9479-0.

    Example. Three customers answered six questions, one of them without much reading.

    >>> answers = np.array([[4, 5, 2, 4, 3, 5], [3, 3, 3, 4, 3, 3], [1, 5, 1, 5, 1, 5]], dtype=float)
    >>> response_variability(answers).round(2)
    array([1.17, 0.41, 2.19])

    The second hardly varies (.41), the third jumps from end to end (2.19). Where the limit is depends on the questions:
    look at the distribution of a sample before one is declared.
    """
    values = parse_answers(answers)
    given = np.isfinite(values)
    counts = given.sum(axis=1)
    used = np.where(counts > 1, counts, np.nan)
    centred = np.where(given, values - (np.where(given, values, 0).sum(axis=1) / used)[:, None], 0)
    return np.asarray(np.sqrt((centred**2).sum(axis=1) / (used - 1)))


def longest_string(answers: FloatArray) -> IntArray:
    """Return how many equal answers each case of (N, K) gave in a row, at most: (N,), a count.

    answers: in the order in which they were asked. A missing answer (NaN) ends a string; 0 for a case without answers.
    DataError as for `complete_cases`.
    Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data. Psychological Methods, 17(3),
    437-455. doi:10.1037/a0028085.

    Example. Who ticked the same answer on and on?

    >>> answers = np.array([[4, 5, 2, 4, 3, 5], [3, 3, 3, 3, 2, 2], [3, 3, np.nan, 3, 3, 3]])
    >>> longest_string(answers)
    array([1, 4, 3])

    The second customer, four times in a row. The gap in the third row ends a string. A long string may be honest where
    all items say the same: look at items of both directions before a limit is declared.
    """
    given = parse_answers(answers)
    longest = current = np.zeros(len(given), dtype=np.int64)
    previous = np.full(len(given), np.nan)
    for column in given.T:
        current = np.where(np.isfinite(column), np.where(column == previous, current + 1, 1), 0)
        longest = np.maximum(longest, current)
        previous = column
    return longest


@dataclass(frozen=True, eq=False)
class Mahalanobis:
    """Squared distance of each case from the mean of all, by their covariances, and its p; both (N,), dimensionless."""

    squared: FloatArray
    p: FloatArray


def mahalanobis_distances(answers: FloatArray, names: tuple[str, ...] = ()) -> Mahalanobis:
    """Return how far each case of (N, K) lies from the others, D2 = (x - m)' S^-1 (x - m), S with divisor N - 1.

    p: upper tail of chi-squared with K degrees of freedom. ASSUME: normal answers of many cases. With few cases it
    is too large, as a case draws m and S towards itself: D2 is (N - 1)2/N at most. names: of the K columns.
    Meade and Craig (2012), see `longest_string`. DataError as for `standardise` and for linearly dependent columns.

    Example. Twenty customers answered two questions that go together; the last one answered at random.

    >>> rows = "33 43 45 34 12 33 22 34 33 33 34 55 33 45 22 55 11 54 32 15"
    >>> answers = np.array([list(row) for row in rows.split()], dtype=float)
    >>> result = mahalanobis_distances(answers, ("s1", "s2"))
    >>> float(result.squared[-1].round(1)), float(result.p[-1].round(4)), int((result.p < 0.01).sum())
    (11.3, 0.0036, 1)

    1 and 5 are common answers, but not together: the last customer is far out (p = .004), nobody else is. It may be a
    careless answer, or an unusual customer.
    """
    standardised = standardise(parse_answers(answers, names), names)
    correlations = standardised.T @ standardised / (len(standardised) - 1)
    _check_independent(correlations, "Mahalanobis distances")
    squared = (standardised * np.linalg.solve(correlations, standardised.T).T).sum(axis=1)
    return Mahalanobis(squared, np.asarray(scipy.special.chdtrc(standardised.shape[1], squared)))


def skewness(values: FloatArray) -> float:
    """Return the adjusted skewness G1 of one variable (N,), dimensionless, as SPSS and Excel print it.

    G1 = sqrt(N (N - 1)) / (N - 2) m3 / m2^1.5 with central moments m of divisor N. NaN for fewer than 3 values and for
    a constant. Joanes, D. N., & Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis. The
    Statistician, 47(1), 183-189. doi:10.1111/1467-9884.00122.

    Example. Do the answers lean to one end of the scale? Most customers agree strongly, one does not.

    >>> answers = np.array([5.0, 5, 5, 4, 4, 5, 4, 1])
    >>> round(skewness(answers), 2), round(skewness(6 - answers), 2), skewness(np.array([1.0, 2, 3, 4, 5]))
    (-2.13, 2.13, 0.0)

    -2.13: the low answer makes a long left tail. Reversed answers have the other sign, symmetric ones 0. Beyond 1 or 2
    in size the answers crowd at one end of the scale; the bootstrap does not assume that they do not.
    """
    cases = len(values)
    if cases < 3 or not np.ptp(values) > 0:
        return float("nan")
    return float(
        np.sqrt(cases * (cases - 1)) / (cases - 2) * _central_moment(values, 3) / _central_moment(values, 2) ** 1.5
    )


def excess_kurtosis(values: FloatArray) -> float:
    """Return the adjusted excess kurtosis G2 of one variable (N,), dimensionless, 0 under normality.

    G2 = (N - 1) / ((N - 2)(N - 3)) ((N + 1)(m4 / m2^2 - 3) + 6). NaN for fewer than 4 values and for a constant.
    Source as for `skewness`.

    Example. Do the answers pile up in the middle, more than normal ones would, or stand at the ends?

    >>> round(excess_kurtosis(np.array([1.0, 3, 3, 3, 3, 3, 3, 5])), 2)
    3.5
    >>> round(excess_kurtosis(np.array([1.0, 1, 1, 1, 5, 5, 5, 5])), 2)
    -2.8
    >>> round(excess_kurtosis(np.array([1.0, 2, 3, 4, 5])), 2)
    -1.2

    3.5, peaked with rare extremes; -2.8, two camps; -1.2, flat. A normal variable has 0. With so few answers the figure
    moves a lot from sample to sample.
    """
    cases = len(values)
    if cases < 4 or not np.ptp(values) > 0:
        return float("nan")
    excess = _central_moment(values, 4) / _central_moment(values, 2) ** 2 - 3
    return float((cases - 1) / ((cases - 2) * (cases - 3)) * ((cases + 1) * excess + 6))


def _central_moment(values: FloatArray, power: int) -> float:
    return float(((values - values.mean()) ** power).mean())


@dataclass(frozen=True)
class Mardia:
    """Mardia's multivariate skewness and kurtosis of P variables, dimensionless, and their tests of normality.

    Under normality skewness is near 0 and kurtosis near P(P + 2). chi_squared with degrees_of_freedom and skewness_p;
    z and kurtosis_p, two-sided.
    """

    skewness: float
    chi_squared: float
    degrees_of_freedom: int
    skewness_p: float
    kurtosis: float
    z: float
    kurtosis_p: float


def full_collinearity_vif(fit: Fit) -> FloatArray:
    """Return the variance inflation factor of each construct among all others (..., J), dimensionless.

    Large values (3.3 by the source) hint at common method bias. Infinite where a construct depends linearly on others,
    a factor beyond 1e10: a higher-order construct and its components, for instance.
    Kock, N. (2015). Common method bias in PLS-SEM: A full collinearity assessment approach. International Journal of
    e-Collaboration, 11(4), 1-10. doi:10.4018/ijec.2015100101.

    Example. Is one construct explained by all the others, as a common method would make it?

    >>> blocks = {"Service": ["s"], "Satisfaction": ["t"], "Loyalty": ["l"]}
    >>> model = Model.from_blocks(blocks, [("Service", "Satisfaction"), ("Satisfaction", "Loyalty")])
    >>> correlations = np.array([[1, 0.5, 0.4], [0.5, 1, 0.6], [0.4, 0.6, 1]])
    >>> full_collinearity_vif(estimate_from_correlations(correlations, model)).round(2)
    array([1.36, 1.79, 1.6 ])
    >>> correlations = np.array([[1, 0.85, 0.85], [0.85, 1, 0.85], [0.85, 0.85, 1]])
    >>> full_collinearity_vif(estimate_from_correlations(correlations, model)).round(2)
    array([4.57, 4.57, 4.57])

    All below 3.3 in the first sample. Where all correlate by .85, any construct is explained by the two others (4.57):
    perhaps by a method that they share, perhaps because they are one. The model's paths play no part.
    """
    return variance_inflation(fit.construct_correlations)


def first_factor_share(correlations: FloatArray) -> FloatArray:
    """Return the share of variance of the first unrotated principal component (...,), Harman's single-factor test.

    correlations (..., K, K): of the indicators. Largest eigenvalue / K, dimensionless; NaN where they are not finite.
    WEAK: a share below one half does not show that method bias is absent, nor a larger one that it is there; report it
    beside full collinearity only because readers ask for it.
    Podsakoff, P. M., MacKenzie, S. B., Lee, J.-Y., & Podsakoff, N. P. (2003). Common method biases in behavioral
    research. Journal of Applied Psychology, 88(5), 879-903. doi:10.1037/0021-9010.88.5.879.

    Example. How much of four questions' variance is one component?

    >>> correlations = np.array([[1, 0.6, 0.4, 0.3], [0.6, 1, 0.3, 0.3], [0.4, 0.3, 1, 0.7], [0.3, 0.3, 0.7, 1]])
    >>> float(first_factor_share(correlations).round(3)), float(first_factor_share(np.eye(4)).round(3))
    (0.576, 0.25)

    58 % is in the first component; four unrelated questions have 25 % each. That the share exceeds one half proves no
    method bias: two constructs that are related would do the same.
    """
    finite = np.asarray(np.isfinite(correlations).all(axis=(-2, -1)))
    usable = np.where(finite[..., None, None], correlations, np.eye(correlations.shape[-1]))
    return np.where(finite, np.linalg.eigvalsh(usable)[..., -1] / correlations.shape[-1], np.nan)


def mardia(variables: FloatArray, names: tuple[str, ...] = ()) -> Mardia:
    """Test P variables (N, P), indicators or scores on any scale, for multivariate normality.

    With z the variables whitened by their covariances (divisor N): skewness is the sum of squares of all third moments
    of z, kurtosis the mean of |z|^4. N skewness / 6 is chi-squared with P(P + 1)(P + 2)/6 degrees of freedom,
    (kurtosis - P(P + 2)) / sqrt(8 P(P + 2)/N) standard normal, in large samples.
    Mardia, K. V. (1970). Measures of multivariate skewness and kurtosis with applications. Biometrika, 57(3), 519-530.
    doi:10.1093/biomet/57.3.519.
    names: of the variables, for messages. DataError as for `standardise` and for linearly dependent variables.

    Example. Are the answers of twenty customers to two questions jointly normal?

    >>> rows = "33 43 45 34 12 33 22 34 31 33 35 55 33 35 22 55 11 54 32 21"
    >>> answers = np.array([list(row) for row in rows.split()], dtype=float)
    >>> result = mardia(answers, ("s1", "s2"))
    >>> round(result.skewness, 2), round(result.chi_squared, 2), result.degrees_of_freedom, round(result.skewness_p, 2)
    (0.06, 0.22, 4, 0.99)
    >>> round(result.kurtosis, 2), round(result.z, 2), round(result.kurtosis_p, 2)
    (6.25, -0.98, 0.33)

    Skewness is near 0 (p = .99), kurtosis a little below the 8 of two normal variables (p = .33): nothing speaks
    against normality. With twenty cases only gross departures would show; with hundreds, five points always do.
    """
    standardised = standardise(parse_answers(variables, names), names)
    cases, size = standardised.shape
    covariances = standardised.T @ standardised / cases
    _check_independent(covariances * cases / (cases - 1), "multivariate normality")
    whitened = np.linalg.solve(np.linalg.cholesky(covariances), standardised.T).T
    skewness = sum(float((((whitened * column[:, None]).T @ whitened / cases) ** 2).sum()) for column in whitened.T)
    kurtosis = float(((whitened**2).sum(axis=1) ** 2).mean())
    freedom = size * (size + 1) * (size + 2) // 6
    z = (kurtosis - size * (size + 2)) / np.sqrt(8 * size * (size + 2) / cases)
    return Mardia(
        skewness=skewness,
        chi_squared=cases * skewness / 6,
        degrees_of_freedom=freedom,
        skewness_p=float(scipy.special.chdtrc(freedom, cases * skewness / 6)),
        kurtosis=kurtosis,
        z=float(z),
        kurtosis_p=float(2 * scipy.special.ndtr(-abs(z))),
    )


def _check_independent(correlations: FloatArray, where: str) -> None:
    if is_singular(correlations):
        raise DataError(
            what="linearly dependent variables",
            where=where,
            found=f"{len(correlations)} variables of which some are sums of others",
            expected="linearly independent variables and more cases than variables",
            remedy="leave out those that are redundant",
        )
