"""Sign options of the bootstrap: what they turn, and what they leave."""

import dataclasses

import numpy as np
import pytest

from plssem import DataError, Fit, bootstrap, estimate, estimate_from_correlations
from plssem.correlations import correlate
from plssem.signs import align_signs
from unit.plssem.samples import answers, model


@pytest.fixture
def sample() -> Fit:
    return estimate(answers(), model())


@pytest.fixture
def stack() -> Fit:
    """Four samples whose constructs X and Y point the other way."""
    fit = estimate_from_correlations(np.stack([correlate(answers(seed=seed)) for seed in range(4)]), model())
    turn = np.array([-1.0, 1, 1, -1])
    return dataclasses.replace(
        fit,
        outer_weights=fit.outer_weights * turn,
        outer_loadings=fit.outer_loadings * turn,
        cross_loadings=fit.cross_loadings * turn,
        construct_correlations=fit.construct_correlations * np.outer(turn, turn),
        path_coefficients=fit.path_coefficients * np.outer(turn, turn),
    )


def test_constructs_are_turned_to_the_sample(sample: Fit, stack: Fit) -> None:
    """X and Y turn: the path between them keeps its sign, those from M and Z to Y change theirs, as does X -> M."""
    plain = estimate_from_correlations(np.stack([correlate(answers(seed=seed)) for seed in range(4)]), model())
    turned = align_signs(stack, sample, "construct")
    for field in ("outer_weights", "outer_loadings", "cross_loadings", "construct_correlations", "path_coefficients"):
        np.testing.assert_array_equal(getattr(turned, field), getattr(plain, field), err_msg=field)


def test_each_estimate_takes_the_sign_of_the_sample(sample: Fit, stack: Fit) -> None:
    own = np.where(sample.path_coefficients < 0, -1, 1)
    turned = align_signs(stack, sample, "individual")
    np.testing.assert_array_equal(turned.path_coefficients, np.abs(stack.path_coefficients) * own)
    np.testing.assert_array_equal(turned.outer_loadings, np.abs(stack.outer_loadings) * np.sign(sample.outer_loadings))
    np.testing.assert_array_equal(turned.r_squared, stack.r_squared)


def test_by_default_nothing_is_turned(sample: Fit, stack: Fit) -> None:
    assert align_signs(stack, sample, "none") is stack


def test_no_draw_changes_where_all_loadings_are_positive() -> None:
    none, construct = (bootstrap(answers(), model(), 50, seed=1, signs=signs) for signs in ("none", "construct"))
    for name, draws in none.draws.items():
        np.testing.assert_array_equal(construct.draws[name], draws, err_msg=name)


def test_no_draw_lies_on_the_other_side_of_zero_once_turned_one_by_one() -> None:
    """A weak path: without the option some draws are negative."""
    data = answers(cases=40, seed=3)
    none, individual = (bootstrap(data, model(), 200, seed=1, signs=signs) for signs in ("none", "individual"))
    estimates, name = none.estimates["path_coefficients"], "path_coefficients"
    assert (none.draws[name] * estimates < 0).any()
    assert (individual.draws[name] * estimates >= 0).all()
    np.testing.assert_array_equal(np.abs(individual.draws[name]), np.abs(none.draws[name]))
    np.testing.assert_array_equal(individual.draws["r_squared"], none.draws["r_squared"])


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(DataError, match="unknown option for signs: signs: found 'all'; expected none, "):
        bootstrap(answers(), model(), 2, seed=1, signs="all")
