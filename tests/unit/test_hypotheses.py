import math

import pytest

from study.analysis.verdicts import verdict


@pytest.mark.parametrize(
    ("estimate", "t", "direction", "expected"),
    [
        (0.3, 1.97, "positive", "supported"),
        (0.3, 1.96, "positive", "not_supported"),  # the paper's criterion is t > 1.96
        (-0.3, -1.97, "positive", "contradicted"),
        (-0.3, -1.97, "negative", "supported"),
        (0.3, 1.97, "negative", "contradicted"),
        (0.3, math.nan, "positive", "not_testable"),
    ],
)
def test_verdict(estimate: float, t: float, direction: str, expected: str) -> None:
    assert verdict(estimate, t, 1.96, direction) == expected
