"""The inverse square root method against the published constant and against itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plssem import detectable_path, required_cases


@pytest.mark.parametrize(("path", "expected"), [(0.2, 155), (0.15, 275), (-0.2, 155), (0.11, 511), (0.3, 69)])
def test_required_cases(path: float, expected: int) -> None:
    """(2.4865/.2)^2 = 154.6, /.15: 274.8, /.11: 510.97, /.3: 68.7; the next whole number above."""
    assert required_cases(path) == expected


def test_detectable_path() -> None:
    """(1.64485 + .84162)/sqrt(100) = .24865."""
    assert detectable_path(100) == pytest.approx(0.248647, abs=1e-6)


@given(path=st.floats(0.02, 1), power=st.floats(0.5, 0.99))
def test_the_required_cases_detect_the_path_and_one_less_does_not(path: float, power: float) -> None:
    cases = required_cases(path, power=power)
    assert detectable_path(cases, power=power) <= path
    if cases > 1:
        assert detectable_path(cases - 1, power=power) >= path
