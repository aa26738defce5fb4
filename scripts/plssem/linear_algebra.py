"""Small linear systems over stacks of matrices."""

import numpy as np

from plssem.arrays import BoolArray, FloatArray

__all__ = ["inverse_diagonal", "is_singular", "solve"]

# Smallest eigenvalue of a correlation matrix below which its variables count as linearly dependent:
# variance inflation beyond 1e10, where a solution keeps fewer than six digits.
SMALLEST_EIGENVALUE = 1e-10


def is_singular(matrices: FloatArray) -> BoolArray:
    """Tell for each correlation matrix (..., M, M) whether its variables are linearly dependent (...,).

    True also where a matrix is not finite.
    """
    finite = np.isfinite(matrices).all(axis=(-2, -1))
    # eigvalsh refuses NaN for the whole stack; the identity stands in for such a member.
    safe = np.where(finite[..., None, None], matrices, np.eye(matrices.shape[-1]))
    return np.asarray(~finite | (np.linalg.eigvalsh(safe)[..., 0] < SMALLEST_EIGENVALUE))


def solve(matrices: FloatArray, right: FloatArray) -> FloatArray:
    """Solve (..., M, M) x = (..., M) for x (..., M); NaN where a matrix is exactly singular or not finite."""
    return np.asarray(np.linalg.solve(_invertible(matrices), right[..., None])[..., 0])


def inverse_diagonal(matrices: FloatArray) -> FloatArray:
    """Return the diagonal of the inverse of (..., M, M) as (..., M); NaN where exactly singular or not finite."""
    return np.asarray(np.diagonal(np.linalg.inv(_invertible(matrices)), axis1=-2, axis2=-1))


def _invertible(matrices: FloatArray) -> FloatArray:
    """Put NaN in the place of exactly singular members, for which numpy would refuse the whole stack."""
    singular = np.linalg.slogdet(matrices)[0] == 0
    return np.where(singular[..., None, None], np.nan, matrices)
