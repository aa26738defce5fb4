"""Simulations of the bootstrap's intervals and tests at n = 100. Seeds are fixed, so nothing is flaky.

The false-alarm rate of each test is the chance that a correct engine would fail it under a freshly drawn seed. Bounds
hold 4 binomial standard errors and .01 more: what is known to be missing at n = 100 (convention B12).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from plssem import Fit, Inference, Model, Statistic, bootstrap, inference, jackknife, resampled_errors
from plssem.arrays import BoolArray, FloatArray
from statistical.populations import (
    composite_correlations,
    composite_model,
    samples,
    zero_path_correlations,
    zero_path_model,
)

pytestmark = [pytest.mark.slow, pytest.mark.long]
VECTORISED = ("percentile", "bias_corrected", "bca")
CASES = 100
ALREADY_MISSING = 0.01


@dataclass(frozen=True, eq=False)
class Studies:
    """Inferences about paths of many simulated studies, by kind of interval."""

    found: dict[str, list[Inference]]

    def inside(self, interval: str, value: float, path: int) -> BoolArray:
        return np.array([one.lower[path] <= value <= one.upper[path] for one in self.found[interval]])

    def p(self, field: str, path: int) -> FloatArray:
        return np.array([getattr(one, field)[path] for one in self.found["percentile"]])


def tolerance(share: float, studies: int) -> float:
    return 4 * float(np.sqrt(share * (1 - share) / studies)) + ALREADY_MISSING


def paths(fit: Fit, _: int) -> tuple[Statistic, ...]:
    values = [fit.path_coefficients[..., source, target] for source, target in fit.model.paths]
    return (Statistic("paths", fit.model.path_names, np.stack(values, axis=-1)),)


def study(data: FloatArray, model: Model, resamples: int, seed: int, signs: str) -> dict[str, Inference]:
    draws = bootstrap(data, model, resamples, seed=seed, signs=signs, measures=paths)
    without = jackknife(data, model, measures=paths)["paths"]
    return {
        interval: inference(draws.estimates["paths"], draws.draws["paths"], interval=interval, jackknife=without)
        for interval in VECTORISED
    }


def studentised_study(data: FloatArray, model: Model, resamples: int, seed: int, _: str) -> dict[str, Inference]:
    draws = bootstrap(data, model, resamples, seed=seed, measures=paths)
    found = inference(
        draws.estimates["paths"],
        draws.draws["paths"],
        interval="studentised",
        jackknife=jackknife(data, model, measures=paths)["paths"],
        resampled_errors=resampled_errors(data, model, draws, measures=paths)["paths"],
    )
    return {"studentised": found}


def simulated(
    population: FloatArray, model: Model, studies: int, resamples: int, one: Callable = study, signs: str = "none"
) -> Studies:
    drawn = samples(population, CASES, studies, seed=21)
    results = [one(data, model, resamples, number, signs) for number, data in enumerate(drawn)]
    return Studies({interval: [result[interval] for result in results] for interval in results[0]})


@pytest.fixture(scope="module")
def two_paths() -> Studies:
    return simulated(composite_correlations((0.4, 0.3), within=0.8), composite_model(), 1_000, 1_000)


@pytest.fixture(scope="module")
def with_zero() -> Studies:
    return simulated(zero_path_correlations(), zero_path_model(), 1_000, 1_000)


@pytest.mark.parametrize("interval", VECTORISED)
def test_intervals_cover_the_paths(two_paths: Studies, interval: str) -> None:
    """95 % intervals of paths of .4 and .3 in 1,000 studies, 1,000 resamples each: .95 +- .038 (false alarm 1 %)."""
    for path, value in enumerate((0.4, 0.3)):
        assert two_paths.inside(interval, value, path).mean() == pytest.approx(0.95, abs=tolerance(0.95, 1_000))


@pytest.mark.parametrize("field", ["p", "p_resampled"])
def test_p_rejects_a_true_zero_at_its_level(with_zero: Studies, field: str) -> None:
    """Path of 0 in 1,000 studies, at 5 %: .05 +- .038 (false alarm below .1 %)."""
    assert (with_zero.p(field, 1) < 0.05).mean() == pytest.approx(0.05, abs=tolerance(0.05, 1_000))


@pytest.mark.parametrize("interval", VECTORISED)
def test_intervals_reject_a_true_zero_at_their_level(with_zero: Studies, interval: str) -> None:
    """The same by the interval (false alarm below .1 %)."""
    assert with_zero.inside(interval, 0, 1).mean() == pytest.approx(0.95, abs=tolerance(0.95, 1_000))


def test_studentised_intervals_cover_paths_and_reject_a_true_zero_at_their_level() -> None:
    """250 studies, 250 resamples each with a jackknife of its own: .95 +- .065 (false alarm below .1 %)."""
    studies = simulated(zero_path_correlations(), zero_path_model(), 250, 250, studentised_study)
    for path, value in enumerate((0.4, 0, 0.5)):
        covered = studies.inside("studentised", value, path).mean()
        assert covered == pytest.approx(0.95, abs=tolerance(0.95, 250))


def test_turning_constructs_keeps_the_level() -> None:
    """300 studies, 400 resamples: a true zero is rejected by each way in 5 % +- 6 % (false alarm below .1 %)."""
    studies = simulated(zero_path_correlations(), zero_path_model(), 300, 400, signs="construct")
    rejected = [1 - studies.inside(interval, 0, 1).mean() for interval in VECTORISED]
    rejected += [(studies.p(field, 1) < 0.05).mean() for field in ("p", "p_resampled")]
    np.testing.assert_allclose(rejected, 0.05, rtol=0, atol=tolerance(0.05, 300))


def test_turning_each_estimate_finds_a_true_zero_everywhere() -> None:
    """The fault for which it is no default (convention B7): every interval, and the share of draws, rejects 0.

    Where the path is all that ties two constructs, so does t: B acts on nothing but C here, with 0.
    """
    studies = simulated(zero_path_correlations(), zero_path_model(), 100, 400, signs="individual")
    for interval in VECTORISED:
        assert studies.inside(interval, 0, 1).mean() < 0.05
    assert (studies.p("p_resampled", 1) < 0.05).all()
    alone = Model.from_blocks({"A": ["a1", "a2", "a3"], "C": ["c1", "c2", "c3"]}, [("A", "C")])
    unrelated = np.kron(np.eye(2), np.full((3, 3), 0.5)) + 0.5 * np.eye(6)
    turned = simulated(unrelated, alone, 100, 400, signs="individual")
    assert (turned.p("p", 0) < 0.05).mean() > 0.5
