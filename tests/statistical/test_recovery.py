"""Simulations: parameters come back, intervals cover, tests keep their level. Seeds are fixed, so nothing is flaky.

The false-alarm rate of each test is the chance that a correct engine would fail it under a freshly drawn seed.
"""

import numpy as np
import pytest

from plssem import adjusted_r_squared, bootstrap, estimate_from_correlations, f_squared, inference, path_statistics
from statistical.populations import composite_correlations, composite_model, fits, samples

pytestmark = pytest.mark.slow
EFFECTS = (0.4, 0.2)


def test_the_population_has_the_parameters_it_is_built_from() -> None:
    """No sampling: PLS on the population's correlations. R2 = .4 (.4 + .06) + .2 (.2 + .12) = .248."""
    fit = estimate_from_correlations(composite_correlations(EFFECTS), composite_model())
    np.testing.assert_allclose(fit.path_coefficients[:2, 2], EFFECTS, atol=1e-9)
    assert fit.r_squared[2] == pytest.approx(0.248)
    np.testing.assert_allclose(fit.outer_loadings[:3, 0], np.sqrt(2 / 3))


def test_estimates_approach_the_population_in_large_samples() -> None:
    """300 samples of 2,000 cases: the mean path lies within 4 standard errors and .003 (false alarm below 1e-4)."""
    fit = fits(samples(composite_correlations(EFFECTS), 2_000, 300, seed=1), composite_model())
    assert fit.converged.all()
    for source, effect in enumerate(EFFECTS):
        draws = fit.path_coefficients[:, source, 2]
        assert abs(draws.mean() - effect) < 4 * draws.std() / np.sqrt(len(draws)) + 0.003


def test_adjusted_r_squared_is_less_biased_than_r_squared() -> None:
    """500 samples of 60 cases with R2 = .248 (false alarm below 1e-6: the biases lie ten standard errors apart)."""
    fit = fits(samples(composite_correlations(EFFECTS), 60, 500, seed=2), composite_model())
    bias = abs(fit.r_squared[:, 2].mean() - 0.248)
    assert abs(adjusted_r_squared(fit, 60)[:, 2].mean() - 0.248) < bias


def test_f_squared_approaches_its_population_value() -> None:
    """f2 of A: R2 with .248, without A .32^2 = .1024: (.248 - .1024)/.752 = .19362 (false alarm below 1e-4)."""
    fit = fits(samples(composite_correlations(EFFECTS), 2_000, 300, seed=3), composite_model())
    draws = f_squared(fit)[:, 0, 2]
    assert abs(draws.mean() - 0.1456 / 0.752) < 4 * draws.std() / np.sqrt(300) + 0.003


@pytest.fixture(scope="module")
def studies() -> list:
    """Bootstraps of 400 studies of 100 cases, B = 400; A acts on C with .4, B with 0."""
    drawn = samples(composite_correlations((0.4, 0.0)), 100, 400, seed=4)
    model = composite_model()
    return [bootstrap(data, model, 400, seed=number, measures=path_statistics) for number, data in enumerate(drawn)]


def inferences(studies: list, path: int) -> list:
    return [
        inference(s.estimates["path_coefficients"][[path]], s.draws["path_coefficients"][:, [path]]) for s in studies
    ]


def test_percentile_intervals_cover_the_path(studies: list) -> None:
    """95 % intervals of the path of .4 in 400 studies: coverage within 4 binomial standard errors, .95 +- .044.

    False alarm below 1e-4, given the small-sample error of the percentile interval itself (about .01 at n = 100).
    """
    covered = [found.lower[0] <= 0.4 <= found.upper[0] for found in inferences(studies, 0)]
    assert abs(np.mean(covered) - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 400)


def test_a_true_zero_is_rejected_at_the_level(studies: list) -> None:
    """Path of 0 in 400 studies: neither the t test nor the interval rejects more than 5 % + 4 standard errors."""
    found = inferences(studies, 1)
    by_t = np.mean([one.p[0] < 0.05 for one in found])
    by_interval = np.mean([not one.lower[0] <= 0 <= one.upper[0] for one in found])
    assert by_t < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 400)
    assert by_interval < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 400)


def test_the_standard_error_is_the_spread_over_studies(studies: list) -> None:
    """Mean bootstrap standard error against the spread of the 400 estimates, within 15 % (false alarm below 1e-4)."""
    found = inferences(studies, 0)
    spread = np.std([one.estimate[0] for one in found])
    assert np.mean([one.standard_error[0] for one in found]) == pytest.approx(spread, rel=0.15)
