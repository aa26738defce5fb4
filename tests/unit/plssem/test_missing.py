"""Missing answers, worked by hand."""

import numpy as np
import pytest

from plssem import DataError, Model, complete_cases, estimate, mean_replaced
from unit.plssem.samples import answers, model

NAMES = ("a", "b")
GIVEN = np.array([[1.0, np.nan], [2.0, 4.0], [6.0, 5.0]])


def test_the_mean_of_the_answers_stands_in_for_those_missing() -> None:
    """(4 + 5)/2 = 4.5; what is given stays, and so does what was handed in."""
    np.testing.assert_array_equal(mean_replaced(GIVEN, NAMES), [[1, 4.5], [2, 4], [6, 5]])
    assert np.isnan(GIVEN[0, 1])


def test_casewise_keeps_who_answered_everything() -> None:
    np.testing.assert_array_equal(complete_cases(GIVEN, NAMES), [False, True, True])


def test_either_makes_answers_that_can_be_estimated() -> None:
    data = answers()
    data[[3, 8, 8], [0, 4, 5]] = np.nan
    names = model().indicators
    with pytest.raises(DataError, match="missing or infinite values: indicator x1: found 1 of 60"):
        estimate(data, model())
    by_mean = estimate(mean_replaced(data, names), model())
    casewise = estimate(data[complete_cases(data, names)], model())
    without = estimate(np.delete(data, [3, 8], axis=0), model())
    assert casewise.path_coefficients[0, 1] == without.path_coefficients[0, 1]
    assert by_mean.path_coefficients[0, 1] != casewise.path_coefficients[0, 1]


def test_a_mean_weakens_a_correlation() -> None:
    """a = 1, 2, 3, 6 and b = a, whose last answer is missing: r falls from 1 to .37796.

    b = 1, 2, 3, 2: deviations of a -2, -1, 0, 3 (squares 14), of b -1, 0, 1, 0 (squares 2): 2/sqrt(28) = .37796.
    """
    data = np.array([[1.0, 1], [2, 2], [3, 3], [6, np.nan]])
    fit = estimate(mean_replaced(data, NAMES), Model.from_blocks({"A": ["a"], "B": ["b"]}, [("A", "B")]))
    assert fit.path_coefficients[0, 1] == pytest.approx(2 / np.sqrt(28))


def test_an_indicator_that_nobody_answered_and_text_are_refused() -> None:
    with pytest.raises(DataError, match="indicator that nobody answered: indicator b: found no answer"):
        mean_replaced(np.array([[1.0, np.nan], [2.0, np.nan]]), NAMES)
    with pytest.raises(DataError, match="answer that is no number: indicator a, row 1: found '1'"):
        complete_cases(np.array([["1", "2"]]), NAMES)
