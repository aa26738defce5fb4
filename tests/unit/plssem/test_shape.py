"""Skewness and kurtosis by hand and against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from plssem import excess_kurtosis, skewness


def test_skewness_by_hand() -> None:
    # 1, 1, 4: mean 2; deviations -1, -1, 2; m2 = 6/3 = 2, m3 = (-1 - 1 + 8)/3 = 2; g1 = 2/2^1.5 = 1/sqrt(2).
    # G1 = sqrt(3 x 2)/1 x 1/sqrt(2) = sqrt(3).
    assert skewness(np.array([1.0, 1.0, 4.0])) == pytest.approx(np.sqrt(3), rel=1e-14)


def test_kurtosis_by_hand() -> None:
    # 1, 2, 3, 4, 5: m2 = 2, m4 = (16 + 1 + 0 + 1 + 16)/5 = 6.8; 6.8/4 - 3 = -1.3; 4/(3 x 2) x (6 x -1.3 + 6) = -1.2.
    assert excess_kurtosis(np.arange(1.0, 6.0)) == pytest.approx(-1.2, rel=1e-14)


@given(st.lists(st.integers(1, 7), min_size=4, max_size=60).filter(lambda values: len(set(values)) > 1))
def test_both_agree_with_scipy(answers: list[int]) -> None:
    values = np.array(answers, dtype=float)
    assert skewness(values) == pytest.approx(stats.skew(values, bias=False), abs=1e-10)
    assert excess_kurtosis(values) == pytest.approx(stats.kurtosis(values, bias=False), abs=1e-10)


@pytest.mark.parametrize("values", [[2.0, 2.0, 2.0, 2.0], [1.0, 2.0]])
def test_what_does_not_vary_or_is_too_short_has_none(values: list[float]) -> None:
    assert np.isnan(skewness(np.array(values)))
    assert np.isnan(excess_kurtosis(np.array(values)))
