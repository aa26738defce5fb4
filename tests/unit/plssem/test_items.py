"""Item-total correlations and the critical correlation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from plssem import critical_correlation, item_total_correlations
from unit.plssem.samples import BLOCKS, likert, model, two_constructs


def test_by_hand() -> None:
    """a1 = 1, 2, 3 and a2 = 2, 1, 3: total 3, 3, 6.

    Deviations: a1 (-1, 0, 1), total (-1, -1, 2): r = 3/sqrt(2 x 6) = .86603; corrected r(a1, a2) = 1/2.
    """
    data = np.array([[1.0, 2, 1, 4], [2, 1, 3, 4], [3, 3, 2, 5]])
    totals = item_total_correlations(data, two_constructs())
    assert totals.uncorrected[0] == pytest.approx(3 / np.sqrt(12))
    assert totals.corrected[0] == pytest.approx(0.5)


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_equal_to_pearson_correlations_with_the_block_total(seed: int) -> None:
    data = likert(seed=seed)
    totals = item_total_correlations(data, model())
    for name, block in BLOCKS.items():
        columns = [model().indicators.index(code) for code in block]
        for column in columns:
            total = data[:, columns].sum(axis=1)
            assert totals.uncorrected[column] == pytest.approx(np.corrcoef(data[:, column], total)[0, 1])
            if len(block) > 1:
                rest = np.corrcoef(data[:, column], total - data[:, column])[0, 1]
                assert totals.corrected[column] == pytest.approx(rest, abs=1e-12), name


def test_a_single_item_is_its_own_total_and_has_no_rest() -> None:
    totals = item_total_correlations(likert(), model())
    assert totals.uncorrected[5] == pytest.approx(1)
    assert np.isnan(totals.corrected[5])


@pytest.mark.parametrize(
    ("cases", "expected"), [(30, 0.361), (100, 0.1966), (9, 0.666), (13, 0.553), (29, 0.367), (3, 0.997)]
)
def test_critical_correlations_of_the_printed_tables_where_they_are_right(cases: int, expected: float) -> None:
    assert critical_correlation(cases) == pytest.approx(expected, abs=5e-4)


@settings(max_examples=30)
@given(cases=st.integers(3, 500), level=st.floats(0.001, 0.5))
def test_the_critical_correlation_has_the_p_value_of_its_level(cases: int, level: float) -> None:
    critical = critical_correlation(cases, level)
    t = critical * np.sqrt((cases - 2) / (1 - critical**2))
    assert 2 * stats.t.sf(t, cases - 2) == pytest.approx(level, rel=1e-6)
