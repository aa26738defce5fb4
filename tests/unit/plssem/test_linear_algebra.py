"""The stacked solvers against numpy's, and where they answer NaN."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plssem.arrays import inverse_diagonal, is_singular, solve, variance_inflation


def correlation_matrices(size: int, members: int, seed: int) -> np.ndarray:
    data = np.random.default_rng(seed).standard_normal((members, 3 * size + 2, size))
    centred = data - data.mean(axis=1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).sum(axis=1, keepdims=True))
    return np.swapaxes(scaled, 1, 2) @ scaled


def test_two_unknowns_by_hand() -> None:
    """[[1, .5], [.5, 1]] x = (.6, .3): x = (.6 - .15, .3 - .3)/.75 = (.6, 0); inverse diagonal 1/.75."""
    matrix = np.array([[1, 0.5], [0.5, 1]])
    np.testing.assert_allclose(solve(matrix, np.array([0.6, 0.3])), [0.6, 0], atol=1e-16)
    np.testing.assert_allclose(inverse_diagonal(matrix), [4 / 3, 4 / 3])


@settings(max_examples=30)
@given(size=st.integers(1, 12), members=st.integers(1, 5), seed=st.integers(0, 1000))
def test_equal_to_lapack(size: int, members: int, seed: int) -> None:
    matrices = correlation_matrices(size, members, seed)
    right = np.random.default_rng(seed).standard_normal((members, size))
    np.testing.assert_allclose(solve(matrices, right), np.linalg.solve(matrices, right[..., None])[..., 0], rtol=1e-9)
    expected = np.diagonal(np.linalg.inv(matrices), axis1=1, axis2=2)
    np.testing.assert_allclose(inverse_diagonal(matrices), expected, rtol=1e-9)


@pytest.mark.parametrize("bad", [np.ones((2, 2)), np.full((2, 2), np.nan), np.array([[1, 1.1], [1.1, 1]])])
def test_nan_for_the_singular_member_only(bad: np.ndarray) -> None:
    good = np.array([[1, 0.5], [0.5, 1]])
    stack = np.stack([good, bad, good])
    solution = solve(stack, np.broadcast_to([0.6, 0.3], (3, 2)))
    np.testing.assert_allclose(solution[[0, 2]], [[0.6, 0], [0.6, 0]], atol=1e-16)
    assert np.isnan(solution[1]).all()
    assert is_singular(stack).tolist() == [False, True, False]


def test_singular_from_a_variance_inflation_of_ten_billion() -> None:
    """VIF of two variables is 1/(1 - r2): r = 1 - 1e-10 gives 5e9, r = 1 - 1e-11 gives 5e10."""
    near, nearer = (np.array([[1, r], [r, 1]]) for r in (1 - 1e-10, 1 - 1e-11))
    assert not is_singular(near)
    assert is_singular(nearer)


def test_leading_axes_are_kept() -> None:
    matrices = correlation_matrices(3, 6, 1).reshape(2, 3, 3, 3)
    assert solve(matrices, np.ones((2, 3, 3))).shape == (2, 3, 3)
    assert inverse_diagonal(matrices).shape == (2, 3, 3)
    assert is_singular(matrices).shape == (2, 3)


def test_variance_inflation_of_each_member_of_a_stack() -> None:
    """Independent, one doubled, not finite, and no correlations of any variables (negative eigenvalue)."""
    good = np.array([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1.0]])
    doubled = np.array([[1, 1, 0.6], [1, 1, 0.6], [0.6, 0.6, 1]])
    impossible = np.array([[1, 1, 0.6], [1, 1, -0.6], [0.6, -0.6, 1]])
    found = variance_inflation(np.stack([good, doubled, np.full((3, 3), np.nan), impossible])[:, None])
    expected = [[4 / 3, 4 / 3, 1], [np.inf, np.inf, 1 / 0.64], [np.nan] * 3, [np.nan] * 3]
    np.testing.assert_allclose(found[:, 0], expected)


@settings(max_examples=30)
@given(size=st.integers(1, 6), seed=st.integers(0, 1000))
def test_variance_inflation_where_a_sum_is_added_is_that_without_it(size: int, seed: int) -> None:
    """Variables beside a block of three whose fourth is their sum have the factors that they have beside the three."""
    data = np.random.default_rng(seed).standard_normal((40, size + 3))
    with_sum = np.column_stack([data, data[:, size:].sum(axis=1)])
    factors = variance_inflation(np.corrcoef(with_sum, rowvar=False))
    np.testing.assert_allclose(factors[:size], variance_inflation(np.corrcoef(data, rowvar=False))[:size], rtol=1e-9)
    assert np.isinf(factors[size:]).all()
