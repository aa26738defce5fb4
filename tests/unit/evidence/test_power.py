"""Power beside each path, and the smallest path to be found beside each rejected hypothesis."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import assess_power
import plssem
from jobs import call
from study.analysis.power_tables import PowerSettings, detectable_summary, power_table
from study.base.files import read_table
from study.setup.study_model import read_study_model
from unit.evidence.small_study import SETTINGS, answers, engine, write_study

RULES = {
    "significance_level": 0.05,
    "power": 0.8,
    "minimum_path": 0.2,
    "respondents_per_indicator": {"minimum": 5, "maximum": 10},
}
SIMULATION = PowerSettings(40, 60, (0.1, 0.3, 0.5), 3, 0.05, 0.05, 0.8)
PATHS = pd.DataFrame(
    {
        "source": ["X", "X", "M"],
        "target": ["M", "Y", "Y"],
        "hypothesis": ["", "H1", "H2"],
        "verdict": ["", "not_supported", "supported"],
        "estimate": [0.5, 0.1, 0.5],
        "se": [0.1, 0.1, 0.05],
    }
)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder: Path = tmp_path_factory.mktemp("power")
    files = write_study(folder)
    PATHS.to_csv(folder / "paths.csv", index=False)
    call(
        assess_power.main,
        responses=files["responses"],
        paths=folder / "paths.csv",
        model=files["model"],
        settings=SETTINGS,
        rules=RULES,
        simulation=SIMULATION,
        outputs={name: folder / f"{name}.csv" for name in ("power", "detectable", "sample_size")},
    )
    return read_table(folder / "power.csv")


def simulated(paths: dict[str, float]) -> plssem.Power:
    population = plssem.population_correlations(plssem.estimate(answers(), engine()), paths)
    return plssem.simulate_power(population, engine(), 80, 40, 60, 0.95, seed=3)


def test_power_at_the_estimates_is_that_of_the_engine(table: pd.DataFrame) -> None:
    expected = simulated({})
    assert expected.names[:3] == ("X -> M", "X -> Y", "M -> Y")
    np.testing.assert_allclose(table["power"], expected.by_t[:3])
    np.testing.assert_allclose(table["power_se"], np.sqrt(expected.by_t * (1 - expected.by_t) / 40)[:3])


def test_three_smallest_paths_to_be_found(table: pd.DataFrame) -> None:
    # 2.486 / sqrt(80) = .278; 2.802 standard errors of .1, .1, .05.
    np.testing.assert_allclose(table["detectable_inverse_square_root"], plssem.detectable_path(80))
    np.testing.assert_allclose(table["detectable_standard_error"], [0.280158, 0.280158, 0.140079], rtol=1e-5)
    powers = [simulated({"X -> Y": size}).by_t[1] for size in (0.1, 0.3, 0.5)]
    expected = plssem.smallest_with_power(np.array([0.1, 0.3, 0.5]), np.array(powers))
    assert 0.1 < expected < 0.5
    np.testing.assert_array_equal(table["detectable_simulated"], [np.nan, expected, np.nan])


def test_a_rejected_hypothesis_has_to_have_something_beside_it() -> None:
    """Two are rejected: one has a size by simulation, one has none at all. Supported ones do not count."""
    table = pd.DataFrame(
        {
            "verdict": ["not_supported", "contradicted", "supported"],
            "detectable_simulated": [0.3, np.nan, np.nan],
            "detectable_standard_error": [0.28, np.nan, 0.2],
        }
    )
    assert detectable_summary(table) == {"largest": 0.28, "rejected": 2, "without": 1}
    nothing = table.assign(detectable_standard_error=np.nan, verdict="supported")
    assert detectable_summary(nothing) == {"largest": None, "rejected": 0, "without": 0}


def test_a_path_that_is_expected_to_be_negative_is_simulated_with_negative_sizes(tmp_path: Path) -> None:
    """Of a population with X -> M = .5 and M -> Y = .5, X -> Y = -.3 is another one than X -> Y = .3."""
    files = write_study(tmp_path)
    text = files["model"].read_text(encoding="utf-8")
    files["model"].write_text(text.replace("hypothesis: H1", "hypothesis: H1, direction: negative"), encoding="utf-8")
    model = read_study_model(files["model"])
    settings = replace(SIMULATION, paths=(0.05, 0.2, 0.5), power=0.3, one_sided_level=0.01)
    found = power_table(plssem.estimate(answers(), engine()), 80, PATHS, model, settings)
    negative, positive = ([simulated({"X -> Y": sign * size}).by_t[1] for size in settings.paths] for sign in (-1, 1))
    sizes = np.array(settings.paths)
    expected = plssem.smallest_with_power(sizes, np.array(negative), 0.3)
    assert expected != plssem.smallest_with_power(sizes, np.array(positive), 0.3)
    assert found["detectable_simulated"][1] == expected
    assert found["detectable_inverse_square_root"].tolist() == [plssem.detectable_path(80, 0.01, 0.3)] * 3
