"""Array types, named once, and the order of axes in memory."""

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["BoolArray", "FloatArray", "IntArray", "added", "stack_first", "stack_last"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.signedinteger[Any]]


def stack_last(arrays: FloatArray, axes: int = 2) -> FloatArray:
    """View a stack (..., K, J) of matrices, or of what else has so many axes, as (K, J, ...).

    Where results of a stack are computed, this is their order in memory: each step is then one operation on runs of
    neighbouring numbers, whatever small matrices the stack consists of.
    """
    order = range(arrays.ndim)
    return arrays.transpose(*order[arrays.ndim - axes :], *order[: arrays.ndim - axes])


def stack_first(arrays: FloatArray, axes: int = 2) -> FloatArray:
    """View (K, J, ...) as a stack (..., K, J) of matrices, or of what else has so many axes."""
    order = range(arrays.ndim)
    return arrays.transpose(*order[axes:], *order[:axes])


def added(arrays: FloatArray) -> FloatArray:
    """Sum over the first axis, term after term; numpy's own order depends on how many neighbours there are."""
    if not len(arrays):
        return np.zeros(arrays.shape[1:])
    total = np.array(arrays[0])
    for array in arrays[1:]:
        total += array
    return total
