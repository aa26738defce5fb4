"""Sums over cases: exact in any order, of whole numbers and of any others."""

import numpy as np
import pytest

from plssem import resampling as sums
from plssem.correlations import rescale_exactly, standardise
from unit.plssem.resamples import tallies
from unit.plssem.samples import answers, likert


def test_products_by_hand() -> None:
    """2, 3, 5: 4, 6, 10, 9, 15, 25."""
    assert sums.pairwise_products(np.array([[2.0, 3, 5]])).tolist() == [[4, 6, 10, 9, 15, 25]]


def test_sums_do_not_depend_on_the_order_of_the_cases() -> None:
    """They are exact: adding the cases backwards gives the same bytes; together both grids keep every digit."""
    summands = sums.Summands.from_columns(standardise(answers(cases=300)))
    assert summands.terms is not None
    tally = tallies(1, 20, 300).astype(np.float64)
    for terms in (summands.terms.on_grid, summands.terms.remainders):
        assert (tally @ terms).tobytes() == (tally[:, ::-1] @ terms[::-1]).tobytes()
    whole = summands.terms.on_grid.copy()
    whole[:, summands.terms.with_remainder] += summands.terms.remainders
    np.testing.assert_array_equal(whole, sums.pairwise_products(summands.columns))


def test_whole_numbers_need_one_grid_only() -> None:
    summands = sums.Summands.from_columns(rescale_exactly(likert(cases=300)))
    assert summands.terms is not None
    assert summands.terms.with_remainder.size == 0


@pytest.mark.parametrize("scale", [0.01, 1.0, 37.0])
def test_comparable_columns_are_about_standardised(scale: float) -> None:
    columns = rescale_exactly(scale * (likert(cases=300) + 11))
    assert (np.abs(columns.mean(axis=0)) <= 0.26).all()
    assert (columns.std(axis=0) > 0.7).all()
    assert (columns.std(axis=0) < 1.42).all()


def test_a_case_counts_as_often_as_it_is_drawn_and_by_its_weight() -> None:
    """Cases 1, 2 and 3, drawn 2, 0 and 1 times, weights 1, 1 and 4: sums of w 6, of wx 14, of wx2 38."""
    summands = sums.Summands.from_columns(np.array([[1.0], [2], [3]]), np.array([1.0, 1, 4]))
    found = sums.sums_of_products([(slice(0, 3), np.array([[2, 0, 1]]))], summands, 1)
    np.testing.assert_allclose(found, [[6, 14, 38]], rtol=1e-15)


def test_chunks_and_parts_of_them_add_up_to_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = standardise(answers(cases=3000))
    whole = sums.sums_of_products(sums.count_all_once(3000), sums.Summands.from_columns(columns), 1)
    plain = np.hstack([np.ones((3000, 1)), columns])
    np.testing.assert_allclose(whole[0], sums.pairwise_products(plain).sum(axis=0), rtol=0, atol=1e-10)
    monkeypatch.setattr(sums, "TERMS_AT_ONCE", 1000)
    assert (
        sums.sums_of_products(sums.count_all_once(3000), sums.Summands.from_columns(columns), 1).tobytes()
        == whole.tobytes()
    )
