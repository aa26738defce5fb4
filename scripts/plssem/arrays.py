"""Stacks of small matrices: their types, order of axes, sums and linear systems.

Loops run over the rows of one matrix; every step is one operation on the whole stack, which for the systems of a path
model (a handful of unknowns) is an order of magnitude faster than one LAPACK call per member.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.signedinteger[Any]]
_Number = TypeVar("_Number", np.float64, np.bool_)


def stack_last(arrays: FloatArray, axes: int = 2) -> FloatArray:
    """View a stack (..., K, J) of matrices, or of arrays with another number of axes, as (K, J, ...).

    Results of a stack have this order in memory: each step is then one operation on contiguous numbers, however small
    the matrices are.
    """
    order = range(arrays.ndim)
    return arrays.transpose(*order[arrays.ndim - axes :], *order[: arrays.ndim - axes])


def stack_first(arrays: FloatArray, axes: int = 2) -> FloatArray:
    """View (K, J, ...) as a stack (..., K, J) of matrices, or of arrays with another number of axes."""
    order = range(arrays.ndim)
    return arrays.transpose(*order[axes:], *order[:axes])


def sum_in_order(arrays: FloatArray) -> FloatArray:
    """Sum over the first axis, term after term; the order in which numpy sums depends on the shape."""
    if not len(arrays):
        return np.zeros(arrays.shape[1:])
    total = np.array(arrays[0])
    for array in arrays[1:]:
        total += array
    return total


def concatenate_by_name(stacks: Sequence[Mapping[str, FloatArray]]) -> dict[str, FloatArray]:
    """Concatenate arrays of the same name along their first axis."""
    return {name: np.concatenate([stack[name] for stack in stacks]) for name in stacks[0]}


def block_diagonal(first: npt.NDArray[_Number], second: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """Return the matrix that has these two on its diagonal, 0 or False elsewhere."""
    right = np.zeros((len(first), second.shape[1]), dtype=first.dtype)
    left = np.zeros((len(second), first.shape[1]), dtype=first.dtype)
    return np.block([[first, right], [left, second]])


def set_unit_diagonal(matrices: FloatArray) -> FloatArray:
    """Return matrices (..., M, M) with a diagonal of exactly 1 where it is finite."""
    diagonal = np.eye(matrices.shape[-1], dtype=np.bool_) & np.isfinite(matrices)
    return np.where(diagonal, 1.0, matrices)


# Variance inflation factor beyond which variables count as linearly dependent: a solution keeps fewer than six digits.
LARGEST_VIF = 1e10
# Unexplained share of a variable's variance, given the variables before it, at or below which it is rounding.
SMALLEST_PIVOT = 1e-14


def is_singular(matrices: FloatArray) -> BoolArray:
    """Tell for each correlation matrix (..., M, M) whether its variables are linearly dependent (...,).

    True also where a matrix is not finite.
    """
    return np.asarray(~(inverse_diagonal(matrices).max(axis=-1) <= LARGEST_VIF))


def solve(matrices: FloatArray, right: FloatArray) -> FloatArray:
    """Solve (..., M, M) x = (..., M) for x (..., M), the matrices being correlations.

    NaN where a matrix is not positive definite to rounding, or not finite.
    """
    lower = _cholesky(stack_last(matrices))
    solution = np.array(stack_last(right, 1), order="C")
    size = len(lower)
    for row in range(size):
        if row:
            solution[row] -= sum_in_order(lower[row, :row] * solution[:row])
        solution[row] /= lower[row, row]
    for row in reversed(range(size)):
        if row + 1 < size:
            solution[row] -= sum_in_order(lower[row + 1 :, row] * solution[row + 1 :])
        solution[row] /= lower[row, row]
    return stack_first(solution, 1)


def inverse_diagonal(matrices: FloatArray) -> FloatArray:
    """Return the diagonal of the inverse of correlation matrices (..., M, M) as (..., M): the variance inflation.

    NaN where a matrix is not positive definite to rounding, or not finite.
    """
    lower = _cholesky(stack_last(matrices))
    inverse = np.zeros(lower.shape)
    for row in range(len(lower)):
        inverse[row, row] = 1.0
        if row:
            inverse[row, :row] = -sum_in_order(lower[row, :row, None] * inverse[:row, :row])
        inverse[row, : row + 1] /= lower[row, row]
    return stack_first(sum_in_order(inverse**2), 1)


def variance_inflation(matrices: FloatArray) -> FloatArray:
    """Return the variance inflation of each variable of correlation matrices (..., M, M), as (..., M), dimensionless.

    1 / (1 - R2) of its own regression on the others; infinite where it is a linear combination of them, a factor beyond
    `LARGEST_VIF`. NaN where a matrix is not finite, or has a negative eigenvalue.
    """
    factors = inverse_diagonal(matrices)
    members = matrices.reshape(-1, *matrices.shape[-2:])
    flat = factors.reshape(-1, factors.shape[-1])
    collinear = np.flatnonzero(~(flat.max(axis=-1) <= LARGEST_VIF))
    collinear = collinear[np.isfinite(members[collinear]).all(axis=(1, 2))]
    if collinear.size:
        flat = flat.copy(order="K")
        flat[collinear] = _regress_on_others(members[collinear])
    return np.asarray(flat.reshape(factors.shape))


def _regress_on_others(matrices: FloatArray) -> FloatArray:
    """Return 1 / (1 - R2) of each variable of collinear matrices (s, M, M), those that depend on others left out."""
    unexplained = np.empty(matrices.shape[:-1])
    for variable in range(matrices.shape[-1]):
        order = np.append(np.delete(np.arange(matrices.shape[-1]), variable), variable)
        unexplained[:, variable] = _residual_variance(matrices[:, order[:, None], order])
    independent = unexplained * LARGEST_VIF >= 1
    factors = np.where(independent, 1 / np.where(independent, unexplained, 1.0), np.inf)
    impossible = np.linalg.eigvalsh(matrices)[:, :1] * LARGEST_VIF < -1
    return np.where(impossible, np.nan, factors)


def _residual_variance(matrices: FloatArray) -> FloatArray:
    """Return the variance of the last variable that the others do not explain (s,)."""
    left = matrices.copy()
    for row in range(matrices.shape[-1] - 1):
        pivot = left[:, row, row]
        # A variable that depends on those before it explains nothing more, and its remainder is rounding.
        scale = np.where(pivot * LARGEST_VIF >= 1, 1 / np.where(pivot > 0, pivot, 1.0), 0.0)
        left = left - scale[:, None, None] * left[:, :, row, None] * left[:, None, row]
    return np.asarray(left[:, -1, -1])


def _cholesky(matrices: FloatArray) -> FloatArray:
    """Return the lower Cholesky factors of (M, M, ...); NaN from the first pivot that is only rounding."""
    lower = np.zeros(matrices.shape)
    for row in range(len(matrices)):
        column = matrices[row:, row]
        if row:
            column = column - sum_in_order(np.swapaxes(lower[row:, :row], 0, 1) * lower[row, :row, None])
        lower[row:, row] = column / np.sqrt(np.where(column[0] > SMALLEST_PIVOT, column[0], np.nan))
    return lower
