"""MICOM: worked by hand, equal to a plain loop, full where groups are alike and partial or none where they are not."""

import numpy as np
import pytest

from plssem import estimate
from plssem.groups import _correlate_scores, measurement_invariance
from unit.plssem.resamples import splits
from unit.plssem.samples import answers, likert, model

HALF = np.arange(400) < 200


def test_the_correlation_of_scores_worked_by_hand() -> None:
    """Correlation .5. Weights (1, 0) and (0, 1): c = .5. Weights (1, 0) and (1, 1): 1.5/sqrt(3)."""
    pooled = np.array([[1.0, 0.5], [0.5, 1.0]])
    first = np.array([[1.0, 1.0], [0.0, 0.0]])
    second = np.array([[0.0, 1.0], [1.0, 1.0]])
    np.testing.assert_allclose(_correlate_scores(first, second, pooled), [0.5, 1.5 / np.sqrt(3)], rtol=0, atol=1e-15)


def plain(data: np.ndarray, first: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    tight = model(tolerance=1e-14)
    fixed = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1)
    scores = [fixed @ estimate(data[chosen], tight).outer_weights for chosen in (first, ~first)]
    correlations = [np.corrcoef(scores[0][:, j], scores[1][:, j])[0, 1] for j in range(4)]
    pooled = fixed @ estimate(data, tight).outer_weights
    means = pooled[first].mean(axis=0) - pooled[~first].mean(axis=0)
    variances = np.log(pooled[first].var(axis=0, ddof=1) / pooled[~first].var(axis=0, ddof=1))
    return np.array(correlations), means, variances


def test_every_step_equals_a_plain_loop() -> None:
    data, in_first = answers(cases=90), np.arange(90) % 3 == 0
    result = measurement_invariance(data, in_first, model(tolerance=1e-14), 25, 0.2, seed=5)
    for observed, expected in zip(
        (result.correlation, result.mean_difference, result.log_variance_ratio), plain(data, in_first), strict=True
    ):
        np.testing.assert_allclose(observed.observed, expected, rtol=0, atol=1e-11)
    drawn = [plain(data, first) for first in splits(5, 25, 90, 30)]
    correlations, means, variances = (np.array(values) for values in zip(*drawn, strict=True))
    np.testing.assert_allclose(result.correlation_bound, np.quantile(correlations, 0.2, axis=0), rtol=0, atol=1e-11)
    np.testing.assert_allclose(result.mean_difference.lower, np.quantile(means, 0.1, axis=0), rtol=0, atol=1e-11)
    np.testing.assert_allclose(result.log_variance_ratio.upper, np.quantile(variances, 0.9, axis=0), rtol=0, atol=1e-11)
    low = (1 + (correlations <= result.correlation.observed + 1e-11).sum(axis=0)) / 26
    np.testing.assert_allclose(result.correlation.p_lower, low, rtol=0, atol=1e-12)


def test_groups_with_the_same_answers_are_fully_invariant() -> None:
    data = np.concatenate([likert(cases=200), likert(cases=200)])
    result = measurement_invariance(data, HALF, model(), 100, seed=1)
    assert result.kinds == ("full",) * 4
    np.testing.assert_allclose(result.correlation.observed, 1, rtol=0, atol=1e-12)
    np.testing.assert_allclose(result.mean_difference.observed, 0, rtol=0, atol=1e-12)


def test_other_means_and_spreads_are_partial_invariance() -> None:
    """The second group answers half a standard deviation higher on x, and z half as widely: 200 cases each."""
    data = np.concatenate([answers(cases=200), answers(cases=200, seed=2)])
    data[200:, :3] += 0.5
    data[200:, 5] *= 0.5
    result = measurement_invariance(data, HALF, model(), 200, seed=1)
    assert (result.kinds[0], result.kinds[2]) == ("partial", "partial")
    assert result.mean_difference.observed[0] < -0.3
    assert (result.equal_means[0], result.equal_variances[2]) == (False, False)
    assert result.log_variance_ratio.observed[2] == pytest.approx(np.log(4), abs=0.3)


def test_other_weights_are_no_invariance() -> None:
    """In the second group x3 is noise of its own: the weights, hence the scores, are not the same."""
    data = np.concatenate([answers(cases=200), answers(cases=200, seed=2)])
    data[200:, 2] = np.random.default_rng(3).standard_normal(200)
    result = measurement_invariance(data, HALF, model(), 200, seed=1)
    assert result.kinds[0] == "none"
    assert result.correlation.observed[0] < result.correlation_bound[0]
    assert result.correlation.p_lower[0] < 0.05
    assert result.kinds[2] != "none"


def test_the_same_seed_gives_the_same_result() -> None:
    data, in_first = likert(), np.arange(60) < 25
    first, second = (measurement_invariance(data, in_first, model(), 30, seed=1) for _ in range(2))
    assert first.correlation.p.tobytes() == second.correlation.p.tobytes()
    assert first.correlation_bound.tobytes() == second.correlation_bound.tobytes()
