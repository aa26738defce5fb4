"""What a study says of groups that are alike, and of groups that are not: false alarms and power by simulation.

Every bound is 5 standard deviations of a binomial count: a right programme fails fewer than 1 run in a million.
"""

import numpy as np
import numpy.typing as npt
import pytest

from plssem import Model
from study.analysis.group_tables import Grouping, GroupSettings, group_tables

MODEL = Model.from_blocks({"X": ["x1", "x2"], "M": ["m1", "m2"], "Y": ["y1", "y2"]}, [("X", "Y"), ("M", "Y")])
GROUPING = Grouping("site", ("a", "b"), np.repeat([0, 1], 50))


def answers(generator: np.random.Generator, paths: tuple[float, float], shift: float) -> npt.NDArray[np.float64]:
    """50 + 50 answers, X -> Y of either size in the groups, all means of the second group higher by the shift."""
    x, m, noise = generator.standard_normal((3, 100))
    y = np.repeat(paths, 50) * x + 0.3 * m + 0.8 * noise
    items = np.column_stack([x, x, m, m, y, y]) + 0.5 * generator.standard_normal((100, 6))
    return np.asarray(items + np.repeat([0, shift], 50)[:, None])


def findings(paths: tuple[float, float], shift: float, studies: int) -> dict[str, int]:
    """Count the studies that find a path different, X -> Y among them, or some composite not the same."""
    generator = np.random.default_rng(11)
    counts = {"different": 0, "x": 0, "none": 0}
    for seed in range(studies):
        tables = group_tables(
            answers(generator, paths, shift), MODEL, [GROUPING], 30, GroupSettings(99, seed, 0.05, True)
        )
        facts = tables["facts"]["questions"]["site"]
        counts["different"] += bool((tables["differences"]["p_holm"] <= 0.05).any())
        counts["x"] += bool(tables["differences"]["p_holm"].iloc[0] <= 0.05)
        counts["none"] += facts["none"] > 0
    return counts


@pytest.mark.slow
@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_of_alike_groups_one_study_in_twenty_finds_some_path_different(shift: float) -> None:
    """150 studies, also with means one point apart: at most 7.5 expected for the whole family of paths, sd 2.7.

    Three composites, each rejected in one of twenty: some in at most 22.5 studies, sd 4.4.
    """
    counts = findings((0.4, 0.4), shift, 150)
    assert counts["different"] <= 7.5 + 5 * 2.7
    assert counts["none"] <= 22.5 + 5 * 4.4


@pytest.mark.slow
def test_a_planted_difference_of_a_path_is_found() -> None:
    """Paths of .8 and -.2, about 5 standard errors apart: missed in fewer than 4 of 40 studies."""
    assert findings((0.8, -0.2), 0.0, 40)["x"] >= 36
