"""Redundancy analysis: the path to a criterion of the same construct."""

import numpy as np
import pytest

from plssem import ModelError, bootstrap, estimate_from_correlations, redundancy_model
from unit.plssem.samples import answers


def test_by_hand() -> None:
    """r(a1, a2) = .5, with the criterion .6 and .3: regression weights (.6, 0), multiple correlation .6; see mode B."""
    matrix = np.array([[1, 0.5, 0.6], [0.5, 1, 0.3], [0.6, 0.3, 1]])
    model = redundancy_model("A", ["a1", "a2"], ["overall"])
    assert model.constructs == ("A", "A (criterion)")
    assert estimate_from_correlations(matrix, model).path_coefficients[0, 1] == pytest.approx(0.6)


def test_it_is_bootstrapped_as_any_model() -> None:
    model = redundancy_model("X", ["x1", "x2", "x3"], ["y1", "y2"])
    draws = bootstrap(answers()[:, [0, 1, 2, 6, 7]], model, 20, seed=1)
    assert draws.names["path_coefficients"] == ("X -> X (criterion)",)
    assert np.isfinite(draws.draws["path_coefficients"]).all()


def test_a_criterion_within_the_block_is_refused() -> None:
    with pytest.raises(ModelError, match="indicator named twice: a1"):
        redundancy_model("A", ["a1", "a2"], ["a1"])
