"""Ordinal consistent PLS recovers paths that the points of answers hide; criteria find one segment where there is one.

Populations are known and seeds fixed, so that nothing is flaky.
"""

import numpy as np
import pytest

from plssem import (
    Model,
    bootstrap_ordinal,
    consistent,
    estimate,
    estimate_ordinal,
    find_segments,
    inference,
    segment_criteria,
)
from plssem.arrays import FloatArray

pytestmark = pytest.mark.slow
MODEL = Model.from_blocks(
    {name: [f"{name}{k}" for k in range(4)] for name in "ABC"}, [("A", "C"), ("B", "C"), ("A", "B")], tolerance=1e-9
)
FACTORS = np.array([[1.0, 0.4, 0.5 + 0.3 * 0.4], [0.4, 1.0, 0.3 + 0.5 * 0.4], [0.62, 0.5, 1.0]])
PATHS = np.array([0.4, 0.5, 0.3])  # A -> B, A -> C, B -> C


def items(cases: int, generator: np.random.Generator) -> FloatArray:
    """Continuous items with loadings of .8 on three factors."""
    factors = generator.multivariate_normal(np.zeros(3), FACTORS, cases)
    return np.asarray(0.8 * np.repeat(factors, 4, axis=1) + 0.6 * generator.standard_normal((cases, 12)))


def points(values: FloatArray) -> FloatArray:
    """Five points, of which three in five choose the lowest."""
    return 1.0 + np.digitize(values, [0.25, 0.75, 1.25, 1.75])


def test_ordinal_consistent_pls_recovers_paths_that_codes_attenuate() -> None:
    """60 samples of 500: the mean's standard error is below .01; biases beyond four of them are real."""
    generator = np.random.default_rng(21)
    found = {"codes": [], "ordinal": []}
    cells = np.nonzero(MODEL.structural_model)
    for _ in range(60):
        data = points(items(500, generator))
        for name, fit in (("codes", estimate(data, MODEL)), ("ordinal", estimate_ordinal(data, MODEL))):
            found[name].append(consistent(fit).path_coefficients[cells])
    codes, ordinal = (np.mean(found[name], axis=0) for name in ("codes", "ordinal"))
    errors = np.std(found["ordinal"], axis=0, ddof=1) / np.sqrt(60)
    assert (errors < 0.01).all()
    assert (np.abs(ordinal - PATHS) < 4 * errors).all()
    assert codes[0] < 0.4 - 4 * errors[0]


@pytest.mark.long
def test_the_bootstrap_interval_of_ordinal_pls_holds_its_level() -> None:
    """95 % of 100 intervals should hold the path of A on B; with four binomial standard errors, 86 at least."""
    generator = np.random.default_rng(22)
    chosen = Model.from_blocks({"A": ["a0", "a1", "a2"], "B": ["b0", "b1", "b2"]}, [("A", "B")])
    held = 0
    for seed in range(100):
        data = points(items(300, generator)[:, [0, 1, 2, 4, 5, 6]])
        draws = bootstrap_ordinal(data, {"factors": chosen}, 200, seed=seed, corrected=["factors"])["factors"]
        path = inference(draws.estimates["path_coefficients"], draws.draws["path_coefficients"])
        held += int(path.lower[0] <= 0.4 <= path.upper[0])
    assert held >= 86


@pytest.mark.long
def test_criteria_choose_one_segment_where_all_cases_are_alike() -> None:
    """In 60 samples of 200 BIC and CAIC err in none or one (rate below 5 %), AIC3 in no more than a quarter."""
    generator = np.random.default_rng(23)
    chosen = {"aic3": [], "bic": [], "caic": []}
    for _ in range(60):
        data = items(200, generator)
        fit = estimate(data, MODEL)
        criteria = [segment_criteria(find_segments(data, fit, segments, 10, seed=1)) for segments in (1, 2)]
        for name, choices in chosen.items():
            choices.append(1 + int(np.argmin([values[name] for values in criteria])))
    rates = {name: np.mean(np.array(choices) > 1) for name, choices in chosen.items()}
    assert max(rates["bic"], rates["caic"]) <= 1 / 60
    assert rates["aic3"] <= 0.25
