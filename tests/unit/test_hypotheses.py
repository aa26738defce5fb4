"""Every place that judges a hypothesis reaches the same verdict."""

import math

import pytest

from study.analysis.verdicts import path_rule
from study.setup.study_model import ModelPath


@pytest.mark.parametrize(
    ("t", "direction", "expected"),
    [
        (1.97, "positive", "supported"),
        (1.96, "positive", "not_supported"),  # the paper's criterion is t > 1.96
        (-1.97, "positive", "contradicted"),
        (-1.97, "negative", "supported"),
        (1.97, "negative", "contradicted"),
        (math.nan, "positive", "not_testable"),
    ],
)
def test_a_hypothesis_is_judged_by_t_unless_a_claim_says_otherwise(t: float, direction: str, expected: str) -> None:
    path = ModelPath("X", "Y", "H1", direction)
    assert path_rule(path, 1.96, {"H2": "interval"}).verdict(t, 0.1, 0.4) == expected
    by_interval = "supported" if direction == "positive" else "contradicted"
    assert path_rule(path, 1.96, {"H1": "interval"}).verdict(t, 0.1, 0.4) == by_interval
