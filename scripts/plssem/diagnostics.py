"""Checks of the data and of the method: common method bias, multivariate normality."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from plssem.answers import parse_answers
from plssem.arrays import FloatArray, inverse_diagonal, is_singular
from plssem.correlations import standardise
from plssem.errors import DataError
from plssem.fit import Fit


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

    Large values (3.3 by the source) hint at common method bias. NaN where the constructs are exactly collinear.
    Kock, N. (2015). Common method bias in PLS-SEM: A full collinearity assessment approach. International Journal of
    e-Collaboration, 11(4), 1-10. doi:10.4018/ijec.2015100101.
    """
    return inverse_diagonal(fit.construct_correlations)


def first_factor_share(correlations: FloatArray) -> FloatArray:
    """Return the share of variance of the first unrotated principal component (...,), Harman's single-factor test.

    correlations (..., K, K): of the indicators. Largest eigenvalue / K, dimensionless; NaN where they are not finite.
    WEAK: a share below one half does not show that method bias is absent, nor a larger one that it is there; report it
    beside full collinearity only because readers ask for it.
    Podsakoff, P. M., MacKenzie, S. B., Lee, J.-Y., & Podsakoff, N. P. (2003). Common method biases in behavioral
    research. Journal of Applied Psychology, 88(5), 879-903. doi:10.1037/0021-9010.88.5.879.
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
    """
    standardised = standardise(parse_answers(variables, names), names)
    cases, size = standardised.shape
    covariances = standardised.T @ standardised / cases
    _check_independent(covariances * cases / (cases - 1))
    whitened = np.linalg.solve(np.linalg.cholesky(covariances), standardised.T).T
    skewness = sum(float((((whitened * column[:, None]).T @ whitened / cases) ** 2).sum()) for column in whitened.T)
    kurtosis = float(((whitened**2).sum(axis=1) ** 2).mean())
    freedom = size * (size + 1) * (size + 2) // 6
    z = (kurtosis - size * (size + 2)) / np.sqrt(8 * size * (size + 2) / cases)
    return Mardia(
        skewness=skewness,
        chi_squared=cases * skewness / 6,
        degrees_of_freedom=freedom,
        skewness_p=float(special.chdtrc(freedom, cases * skewness / 6)),
        kurtosis=kurtosis,
        z=float(z),
        kurtosis_p=float(2 * special.ndtr(-abs(z))),
    )


def _check_independent(correlations: FloatArray) -> None:
    if is_singular(correlations):
        raise DataError(
            what="linearly dependent variables",
            where="multivariate normality",
            found=f"{len(correlations)} variables of which some are sums of others",
            expected="linearly independent variables and more cases than variables",
            remedy="leave out those that are redundant",
        )
