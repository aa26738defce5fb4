"""Information criteria: which of several models for one construct predicts best, judged within the sample.

Sharma, P. N., Sarstedt, M., Shmueli, G., Kim, K. H., & Thiele, K. O. (2019). PLS-based model selection: The role of
alternative explanations in information systems research. Journal of the Association for Information Systems, 20(4),
346-397. doi:10.17705/1jais.00538.
"""

import numpy as np

from plssem.arrays import FloatArray
from plssem.errors import DataError
from plssem.fit import Fit


def akaike_criterion(fit: Fit, cases: int) -> FloatArray:
    """Return AIC = N ln(SSE / N) + 2 p of each endogenous construct (..., J), dimensionless; smaller is better.

    SSE = (N - 1)(1 - R2), of scores with variance 1; p: coefficients of its regression, one more than its antecedents.
    Only models for the same construct, measured by the same indicators in the same N cases, compare.
    NaN for exogenous constructs and where R2 is 1. DataError for N below 2.
    """
    return _deviance(fit, cases) + 2 * _coefficients(fit)


def corrected_akaike_criterion(fit: Fit, cases: int) -> FloatArray:
    """Return AICc = N ln(SSE / N) + N (N + p)/(N - p - 2) of each endogenous construct (..., J); as AIC for the rest.

    NaN also where N <= p + 2. It differs from AIC by about N more, which all models for a construct share.
    Hurvich, C. M., & Tsai, C.-L. (1989). Biometrika, 76(2), 297-307. doi:10.1093/biomet/76.2.297.
    """
    freedom = cases - _coefficients(fit) - 2
    penalty = cases * (cases + _coefficients(fit)) / np.where(freedom > 0, freedom, np.nan)
    return np.asarray(_deviance(fit, cases) + penalty)


def bayesian_criterion(fit: Fit, cases: int) -> FloatArray:
    """Return BIC = N ln(SSE / N) + p ln N of each endogenous construct (..., J); as AIC for the rest."""
    return np.asarray(_deviance(fit, cases) + np.log(cases) * _coefficients(fit))


def criterion_weights(values: FloatArray) -> FloatArray:
    """Return the relative evidence for M rival models (..., M) from their AIC or BIC (..., M); sums to 1.

    weight = exp(-D/2) / sum of exp(-D/2), D the difference from the smallest criterion.
    Wagenmakers, E.-J., & Farrell, S. (2004). Psychonomic Bulletin & Review, 11, 192-196. doi:10.3758/BF03206482.

    >>> criterion_weights(np.array([100.0, 102.0])).round(3)
    array([0.731, 0.269])
    """
    likelihoods = np.exp((values.min(axis=-1, keepdims=True) - values) / 2)
    return np.asarray(likelihoods / likelihoods.sum(axis=-1, keepdims=True))


def _coefficients(fit: Fit) -> FloatArray:
    """Count the coefficients of each construct's regression, with its intercept (J,)."""
    return np.asarray(fit.model.structural_model.sum(axis=0) + 1.0)


def _deviance(fit: Fit, cases: int) -> FloatArray:
    if cases < 2:
        raise DataError(
            what="too few cases",
            where="information criteria",
            found=str(cases),
            expected="at least 2",
            remedy="correct it",
        )
    unexplained = 1 - fit.r_squared
    return np.asarray(cases * np.log(np.where(unexplained > 0, unexplained, np.nan) * (cases - 1) / cases))
