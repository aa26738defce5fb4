"""Which of several models predicts best: CVPAT out of the sample, information criteria within it.

Liengaard, B. D., Sharma, P. N., Hult, G. T. M., Jensen, M. B., Sarstedt, M., Hair, J. F., & Ringle, C. M. (2021).
Prediction: Coveted, yet forsaken? Introducing a cross-validated predictive ability test in partial least squares path
modeling. Decision Sciences, 52(2), 362-392. doi:10.1111/deci.12445. Against the benchmarks: Sharma, P. N., Liengaard,
B. D., Hair, J. F., Sarstedt, M., & Ringle, C. M. (2023). Predictive model assessment and selection in composite-based
modeling using PLS-SEM: Extensions and guidelines for using CVPAT. European Journal of Marketing, 57(6), 1662-1677.
doi:10.1108/EJM-08-2020-0636.

Sharma, P. N., Sarstedt, M., Shmueli, G., Kim, K. H., & Thiele, K. O. (2019). PLS-based model selection: The role of
alternative explanations in information systems research. Journal of the Association for Information Systems, 20(4),
346-397. doi:10.17705/1jais.00538.

In the examples of information criteria loyalty is explained without service, and with it:

>>> blocks = {"Service": ["s"], "Satisfaction": ["t"], "Loyalty": ["l"]}
>>> correlations = np.array([[1, 0.5, 0.4], [0.5, 1, 0.6], [0.4, 0.6, 1]])
>>> chain = [("Service", "Satisfaction"), ("Satisfaction", "Loyalty")]
>>> short = estimate_from_correlations(correlations, Model.from_blocks(blocks, chain))
>>> long = estimate_from_correlations(correlations, Model.from_blocks(blocks, [*chain, ("Service", "Loyalty")]))
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import scipy

from plssem.arrays import BoolArray, FloatArray
from plssem.errors import DataError, check_known, check_range
from plssem.model import Fit
from plssem.prediction import Prediction
from plssem.structure import left_unexplained

# Spread of the differences, relative to the losses, at or below which they differ by rounding only.
RELATIVE_SPREAD = 1e-12


@dataclass(frozen=True)
class LossComparison:
    """Mean losses of two predictions of the same cases, in squared points of the response scale, and their difference.

    difference: loss - rival_loss; below 0 the first predicts better. t: of a paired test with N - 1 degrees of freedom,
    difference / standard_error; p: two-sided; p_one_sided: of the first having the lower loss. NaN where a prediction
    is missing; t and both p also where the difference is the same in every case.
    """

    loss: float
    rival_loss: float
    difference: float
    standard_error: float
    t: float
    p: float
    p_one_sided: float


def compare_losses(losses: FloatArray, rival_losses: FloatArray) -> LossComparison:
    """Compare the losses of N cases (N,) under two predictions by a paired t test. DataError for fewer than 2 cases.

    Example. Two models predict the same six cases; these are their squared errors. Is the first better?

    >>> losses = np.array([1.0, 2.0, 3.0, 4.0, 2.0, 1.0])
    >>> rival_losses = np.array([2.0, 3.0, 3.0, 5.0, 2.0, 3.0])
    >>> result = compare_losses(losses, rival_losses)
    >>> round(result.loss, 3), round(result.rival_loss, 3), round(result.difference, 3)
    (2.167, 3.0, -0.833)
    >>> round(result.t, 2), round(result.p, 3), round(result.p_one_sided, 3)
    (-2.71, 0.042, 0.021)

    The first errs by .833 less on average, 2.7 standard errors. p = .042 is of a difference in either direction, .021
    of the first being the better one.
    """
    pairs = len(losses) == len(rival_losses) >= 2
    sizes = f"{len(losses)} and {len(rival_losses)} cases"
    check_range("losses, rival_losses", sizes, "the same 2 or more cases", inside=pairs)
    # ASSUME: cases are independent. Their losses share training samples, which CVPAT disregards.
    differences = losses - rival_losses
    error = float(differences.std(ddof=1) / np.sqrt(len(differences)))
    varies = error > RELATIVE_SPREAD * float(losses.mean() + rival_losses.mean())
    t = float(differences.mean()) / error if varies else np.nan
    freedom = len(differences) - 1
    return LossComparison(
        loss=float(losses.mean()),
        rival_loss=float(rival_losses.mean()),
        difference=float(differences.mean()),
        standard_error=error,
        t=t,
        p=float(2 * scipy.special.stdtr(freedom, -abs(t))),
        p_one_sided=float(scipy.special.stdtr(freedom, t)),
    )


def compare_with_average(prediction: Prediction, construct: str | None = None) -> LossComparison:
    """Compare the path model with the mean of each indicator (IA), for one endogenous construct or all (None).

    A case's loss is its mean squared error over indicators and repetitions that converged. DataError for a construct
    that is not predicted.

    Example. Does service help to predict answers on loyalty, or does their mean do as well?

    >>> prediction = predict(answers, model, leave_one_out(20))
    >>> result = compare_with_average(prediction, "Loyalty")
    >>> round(result.loss, 3), round(result.rival_loss, 3)
    (0.831, 1.118)
    >>> round(result.t, 2), round(result.p, 3)
    (-1.33, 0.2)

    Mean squared errors in squared points: .831 against 1.118. Knowing the service removes a quarter of the error, but t
    of -1.33 with 19 degrees of freedom is within chance (p = .20): with 20 cases predictive power is not shown.
    """
    return _compare_with_benchmark(prediction, prediction.by_average, construct)


def compare_with_linear_model(prediction: Prediction, construct: str | None = None) -> LossComparison:
    """Compare the path model with the linear benchmark (LM); otherwise as `compare_with_average`.

    Example. Does the path model predict answers on loyalty better than a regression of each on the questions on
    service?

    >>> prediction = predict(answers, model, leave_one_out(20))
    >>> result = compare_with_linear_model(prediction)
    >>> round(result.loss, 3), round(result.rival_loss, 3), round(result.difference, 3)
    (0.831, 0.829, 0.002)
    >>> round(result.t, 2), round(result.p, 3)
    (0.03, 0.977)

    Both err alike, .831 and .829: weighting the questions through a construct costs nothing here, and gains nothing. A
    path model that is clearly worse than the regression (t well above 0) misses something in the data.
    """
    return _compare_with_benchmark(prediction, prediction.by_linear_model, construct)


def compare_predictions(prediction: Prediction, rival: Prediction, construct: str | None = None) -> LossComparison:
    """Compare two path models of the same cases in the same folds, for one endogenous construct or all (None).

    Both must predict the same indicators of it. A case's loss is its mean squared error over indicators and the
    repetitions in which both models converged. DataError for other folds, other indicators, an unpredicted construct.

    Example. Is loyalty better predicted from satisfaction with service, or from the service alone?

    >>> blocks = {"Service": ["s1", "s2"], "Satisfaction": ["t"], "Loyalty": ["l"]}
    >>> through = Model.from_blocks(blocks, [("Service", "Satisfaction"), ("Satisfaction", "Loyalty")])
    >>> direct = Model.from_blocks(blocks, [("Service", "Satisfaction"), ("Service", "Loyalty")])
    >>> folds = assign_folds(20, folds=5, repeats=2, seed=1)
    >>> result = compare_predictions(predict(answers, through, folds), predict(answers, direct, folds), "Loyalty")
    >>> round(result.loss, 3), round(result.rival_loss, 3)
    (0.575, 0.69)
    >>> round(result.t, 2), round(result.p, 3)
    (-0.51, 0.616)

    The model through satisfaction has the smaller loss, .575 against .690. A t of -.51 does not show that it would also
    be in other samples. The folds are the same for both; `loss` is in squared points of the response scale.
    """
    columns = _find_columns(prediction, construct)
    rival_columns = _find_columns(rival, construct)
    _check_same(prediction, rival, columns, rival_columns)
    names = [rival.indicators[k] for k in rival_columns]
    order = [rival_columns[names.index(prediction.indicators[k])] for k in columns]
    complete = prediction.complete & rival.complete
    losses = _mean_losses(prediction.by_path_model, complete, columns)
    return compare_losses(losses, _mean_losses(rival.by_path_model, complete, order))


def _compare_with_benchmark(prediction: Prediction, errors: FloatArray, construct: str | None) -> LossComparison:
    columns = _find_columns(prediction, construct)
    losses = _mean_losses(prediction.by_path_model, prediction.complete, columns)
    return compare_losses(losses, _mean_losses(errors, prediction.complete, columns))


def _mean_losses(errors: FloatArray, kept: BoolArray, columns: Collection[int]) -> FloatArray:
    """Average squared errors (R, N, M) over repetitions and indicators (N,); NaN where no repetition is kept."""
    squares = errors[kept][:, :, list(columns)] ** 2
    return np.asarray(squares.mean(axis=(0, 2))) if kept.any() else np.full(errors.shape[1], np.nan)


def _find_columns(prediction: Prediction, construct: str | None) -> list[int]:
    known = tuple(dict.fromkeys(prediction.owners))
    wanted = known if construct is None else (construct,)
    check_known(wanted, known, what="construct that is predicted", where="comparison of losses", error=DataError)
    return [k for k, owner in enumerate(prediction.owners) if owner in wanted]


def _check_same(first: Prediction, second: Prediction, columns: list[int], rival_columns: list[int]) -> None:
    names = {first.indicators[k] for k in columns}
    rival_names = {second.indicators[k] for k in rival_columns}
    if names != rival_names or not np.array_equal(first.folds, second.folds):
        raise DataError(
            what="predictions that do not compare",
            where="comparison of two models",
            found=f"indicators {', '.join(sorted(rival_names))}" if names != rival_names else "other folds",
            expected=f"indicators {', '.join(sorted(names))}" if names != rival_names else "the same folds",
            remedy="predict the same construct, from the same cases, with the same folds",
        )


def akaike_criterion(fit: Fit, cases: int) -> FloatArray:
    """Return AIC = N ln(SSE / N) + 2 p of each endogenous construct (..., J), dimensionless; smaller is better.

    SSE = (N - 1)(1 - R2), of scores with variance 1; p: coefficients of its regression, one more than its antecedents.
    Only models for the same construct, measured by the same indicators in the same N cases, compare.
    NaN for exogenous constructs and where R2 is 1. DataError for N below 2.

    Example. Is loyalty explained by satisfaction alone, or does service belong in its equation? 50 cases.

    >>> akaike_criterion(short, cases=50).round(2), akaike_criterion(long, cases=50).round(2)
    (array([   nan, -11.39, -19.32]), array([   nan, -11.39, -18.38]))

    For loyalty, the last construct: -19.32 without service, -18.38 with it. The smaller one is better, so service does
    not pay for its coefficient. Only values of one construct compare; that of satisfaction does not change.
    """
    return _deviance(fit, cases) + 2 * _coefficients(fit)


def corrected_akaike_criterion(fit: Fit, cases: int) -> FloatArray:
    """Return AICc = N ln(SSE / N) + N (N + p)/(N - p - 2) of each endogenous construct (..., J); as AIC for the rest.

    NaN also where N <= p + 2. It differs from AIC by about N more, which all models for a construct share.
    Hurvich, C. M., & Tsai, C.-L. (1989). Biometrika, 76(2), 297-307. doi:10.1093/biomet/76.2.297.

    Example. The same question as for `akaike_criterion`, with 12 cases, where each coefficient costs more than 2.

    >>> by_aic = akaike_criterion(long, cases=12) - akaike_criterion(short, cases=12)
    >>> by_aicc = corrected_akaike_criterion(long, cases=12) - corrected_akaike_criterion(short, cases=12)
    >>> float(by_aic[2].round(2)), float(by_aicc[2].round(2))
    (1.75, 4.46)

    The longer equation for loyalty is worse by 1.75 by AIC and by 4.46 by AICc, which in 12 cases charges 4.7 in place
    of 2 for the third coefficient.
    """
    freedom = cases - _coefficients(fit) - 2
    penalty = cases * (cases + _coefficients(fit)) / np.where(freedom > 0, freedom, np.nan)
    return np.asarray(_deviance(fit, cases) + penalty)


def bayesian_criterion(fit: Fit, cases: int) -> FloatArray:
    """Return BIC = N ln(SSE / N) + p ln N of each endogenous construct (..., J); as AIC for the rest.

    Example. Is loyalty explained by satisfaction alone, or does service belong in its equation? 50 cases, and 5,000.

    >>> [float((bayesian_criterion(long, n) - bayesian_criterion(short, n))[2].round(2)) for n in (50, 5000)]
    [2.86, -96.75]

    Above 0 the shorter equation is better, by 2.86 with 50 cases. In 5,000 cases the same correlations decide for
    service by 96.75: BIC charges ln N for a coefficient, so that it finds the true model as N grows.
    """
    return np.asarray(_deviance(fit, cases) + np.log(cases) * _coefficients(fit))


def criterion_weights(values: FloatArray) -> FloatArray:
    """Return the relative evidence for M rival models (..., M) from their AIC or BIC (..., M); sums to 1.

    NaN for all M where one of them is.
    weight = exp(-D/2) / sum of exp(-D/2), D the difference from the smallest criterion.
    Wagenmakers, E.-J., & Farrell, S. (2004). Psychonomic Bulletin & Review, 11, 192-196. doi:10.3758/BF03206482.

    Example. Three rival models for one construct have a BIC of 100, 102 and 110. How sure is the choice of the first?

    >>> criteria = np.array([100.0, 102.0, 110.0])
    >>> weights = criterion_weights(criteria)
    >>> weights.round(3), round(float(weights[0] / weights[1]), 2)
    (array([0.727, 0.268, 0.005]), 2.72)
    >>> criterion_weights(criteria + 1000).round(3)
    array([0.727, 0.268, 0.005])

    The first has 73 % of the evidence among these three, 2.72 times that of the second; the third is out. Only
    differences count: a constant added to all changes nothing. It says nothing on models that were not compared.
    """
    criteria = np.asarray(values, dtype=np.float64)
    likelihoods = np.exp((criteria.min(axis=-1, keepdims=True) - criteria) / 2)
    return np.asarray(likelihoods / likelihoods.sum(axis=-1, keepdims=True))


def _coefficients(fit: Fit) -> FloatArray:
    """Count the coefficients of each construct's regression, with its intercept (J,)."""
    return np.asarray(fit.model.structural_model.sum(axis=0) + 1.0)


def _deviance(fit: Fit, cases: int) -> FloatArray:
    check_range("cases", cases, "at least 2", inside=cases > 1)
    return np.asarray(cases * np.log(left_unexplained(fit) * (cases - 1) / cases))
