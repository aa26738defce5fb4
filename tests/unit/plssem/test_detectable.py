"""The smallest effect that a study could have found, by hand."""

import numpy as np
import pytest

from plssem import DataError, minimum_detectable_effect, smallest_with_power

EFFECTS = np.array([0.1, 0.2, 0.3])


def test_the_usual_constant() -> None:
    # z(.975) + z(.80) = 1.95996 + 0.84162 = 2.80158
    found = minimum_detectable_effect(np.array([0.1, np.nan]))
    assert found[0] == pytest.approx(0.280158, abs=1e-6)
    assert np.isnan(found[1])


def test_power_is_interpolated_between_effects() -> None:
    # From .5 at .2 to .9 at .3, .8 is reached at .2 + (.3 / .4) x .1 = .275.
    assert smallest_with_power(EFFECTS, np.array([0.2, 0.5, 0.9])) == pytest.approx(0.275)
    assert smallest_with_power(EFFECTS, np.array([0.2, np.nan, 0.9])) == pytest.approx(0.1 + 0.6 / 0.7 * 0.2)


def test_a_power_that_is_never_or_always_reached() -> None:
    assert np.isnan(smallest_with_power(EFFECTS, np.array([0.2, 0.5, 0.7])))
    assert smallest_with_power(EFFECTS, np.array([0.8, 0.9, 1.0])) == 0.1


@pytest.mark.parametrize(("level", "power"), [(0.0, 0.8), (0.05, 1.0)])
def test_refusals(level: float, power: float) -> None:
    with pytest.raises(DataError, match="setting out of range"):
        minimum_detectable_effect(np.ones(1), level, power)


@pytest.mark.parametrize(("level", "power"), [(0.5, 0.1), (0.05, 0.04)])
def test_a_power_that_no_effect_is_needed_for_is_refused(level: float, power: float) -> None:
    """z(.75) + z(.10) = -.607: the effect would be negative; at 5 % an effect of 0 is found in 5 % already."""
    with pytest.raises(DataError, match=f"setting out of range: power: found {power}; expected more than {level}"):
        minimum_detectable_effect(np.ones(1), level, power)
