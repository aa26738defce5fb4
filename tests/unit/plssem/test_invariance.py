"""MICOM: worked by hand, equal to a plain loop, full where groups are alike and partial or none where they are not."""

import numpy as np
import pytest

from plssem import Model, estimate
from plssem.groups import Invariance, _correlate_scores, measurement_invariance
from unit.plssem.resamples import splits
from unit.plssem.samples import answers, likert, model, reversed_item, two_constructs

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
    # p is 5/26 for a value below the fifth smallest of 25, 6/26 for one that is not: above .2.
    np.testing.assert_allclose(result.correlation_bound, np.sort(correlations, axis=0)[4], rtol=0, atol=1e-11)
    np.testing.assert_allclose(result.mean_bound, np.sort(np.abs(means), axis=0)[-5], rtol=0, atol=1e-11)
    np.testing.assert_allclose(result.variance_bound, np.sort(np.abs(variances), axis=0)[-5], rtol=0, atol=1e-11)
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


def verdicts_of_p(found: Invariance, level: float) -> list[np.ndarray]:
    return [found.correlation.p_lower > level, found.mean_difference.p > level, found.log_variance_ratio.p > level]


def verdicts_of_bounds(found: Invariance) -> list[np.ndarray]:
    return [
        found.correlation.observed >= found.correlation_bound - 1e-12,
        np.abs(found.mean_difference.observed) <= found.mean_bound + 1e-12,
        np.abs(found.log_variance_ratio.observed) <= found.variance_bound + 1e-12,
    ]


@pytest.mark.parametrize("level", [0.05, 0.1, 0.29])
def test_verdicts_p_and_bounds_are_one_rule(level: float) -> None:
    """With 99 permutations a level of .29 is 29 of 100: the sample and 28 draws."""
    for seed in range(8):
        found = measurement_invariance(answers(80, seed), np.arange(80) < 40, model(), 99, level, seed=seed)
        verdicts = [found.compositional, found.equal_means, found.equal_variances]
        np.testing.assert_array_equal(verdicts, verdicts_of_p(found, level))
        np.testing.assert_array_equal(verdicts, verdicts_of_bounds(found))


def test_with_too_few_permutations_nothing_is_rejected_and_nothing_held() -> None:
    """The smallest p of 18 permutations is 1/19, above .05; of 19 it is .05."""
    data = np.concatenate([answers(cases=200), answers(cases=200, seed=2) + 3])
    few, enough = (measurement_invariance(data, HALF, model(), number, seed=1) for number in (18, 19))
    assert few.kinds == ("not_informative",) * 4
    assert np.isneginf(few.correlation_bound).all()
    assert np.isposinf([few.mean_bound, few.variance_bound]).all()
    assert not enough.equal_means.any()


def test_without_a_usable_split_nothing_is_rejected_and_nothing_held() -> None:
    """A is 1 in one case of either group; random groups of three mostly have neither of the two, and A is constant."""
    data = a_rare_answer()
    found = measurement_invariance(data, np.arange(40) < 3, Model.from_blocks(RARE, [("A", "B")]), 2, seed=1)
    assert not found.converged.any()
    assert np.isnan(found.correlation.p_lower).all()
    assert found.kinds == ("not_informative",) * 2
    assert np.all([found.compositional, found.equal_means, found.equal_variances])


RARE = {"A": ["a"], "B": ["b"]}


def a_rare_answer() -> np.ndarray:
    rare = np.zeros(40)
    rare[[0, 20]] = 1
    return np.column_stack([rare, rare + np.random.default_rng(1).standard_normal(40)])


def test_composites_of_items_that_run_both_ways_are_not_opposite() -> None:
    """By the sum of loadings alone the groups' weights of A have opposite signs: c was -1 and the verdict full."""
    result = measurement_invariance(reversed_item(), np.arange(200) < 100, two_constructs(), 200, seed=1)
    assert result.correlation.observed[0] > 0.99
    assert result.correlation_bound[0] > 0.9
    assert result.kinds[0] in ("full", "partial")
    assert result.warnings == ()


def opposite_composites() -> np.ndarray:
    """Two items that correlate .9; B goes with 3.7 x1 - 2.9 x2 in the first group, with the reverse in the second.

    Loadings are about .7 and .3, and .3 and .7, all positive: aligned, the weights of mode B are still opposite.
    """
    generator = np.random.default_rng(1)
    items = generator.multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], size=400)
    leads = np.where(HALF, *(items @ np.array([[2.1, -1.8], [-1.8, 2.1]])).T)
    outcome = 0.8 * leads[:, None] + 0.4 * generator.standard_normal((400, 2))
    return np.column_stack([items, outcome])


def test_composites_that_stay_opposite_fail_and_are_named() -> None:
    mode_b = Model.from_blocks({"A": ["a1", "a2"], "B": ["b1", "b2"]}, [("A", "B")], modes={"A": "B"})
    result = measurement_invariance(opposite_composites(), HALF, mode_b, 100, seed=1)
    assert result.correlation.observed[0] < -0.3
    assert result.kinds[0] == "none"
    assert result.warnings[0].startswith("opposite composites: construct A: found -0.")


def test_opposite_composites_fail_also_where_too_few_permutations_can_reject_nothing() -> None:
    mode_b = Model.from_blocks({"A": ["a1", "a2"], "B": ["b1", "b2"]}, [("A", "B")], modes={"A": "B"})
    result = measurement_invariance(opposite_composites(), HALF, mode_b, 10, seed=1)
    assert result.correlation.p_lower[0] > 0.05
    assert (result.kinds[0], bool(result.compositional[0])) == ("none", False)


def test_a_failure_where_means_are_equal_is_not_put_down_to_them() -> None:
    data = answers(cases=400, seed=3)
    data[HALF, 1:3] = np.random.default_rng(1).standard_normal((200, 2))
    found = measurement_invariance(data, HALF, model(), 100, seed=1)
    assert (bool(found.compositional[0]), bool(found.equal_means[0])) == (False, True)
    assert not [line for line in found.warnings if "construct X" in line]


def test_a_group_of_eight_says_nothing_about_invariance() -> None:
    """Bounds are wide: weights of eight cases are noise. A single item has one weight, and no noise."""
    result = measurement_invariance(answers(cases=200), np.arange(200) < 8, model(), 200, seed=1)
    assert (result.correlation_bound[[0, 1, 3]] < 0.95).all()
    assert result.kinds[0] == result.kinds[1] == result.kinds[3] == "not_informative"
    assert result.kinds[2] == "full"
    assert [line.split(":")[0] for line in result.warnings] == ["step 2 without power"] * 3
    lenient = measurement_invariance(
        answers(cases=200), np.arange(200) < 8, model(), 200, seed=1, informative_bound=0.01
    )
    assert "not_informative" not in lenient.kinds


def test_step_2_without_the_groups_means() -> None:
    """Equal to step 2 of answers whose means were taken out beforehand; step 3 takes the answers as they are."""
    data = answers(cases=90)
    first = np.arange(90) % 3 == 0
    data[first] += 0.8
    centred = data - np.where(first[:, None], data[first].mean(axis=0), data[~first].mean(axis=0))
    found = measurement_invariance(data, first, model(), 40, seed=1, centre_groups=True)
    of_centred, as_published = (measurement_invariance(given, first, model(), 40, seed=1) for given in (centred, data))
    np.testing.assert_allclose(found.correlation.observed, of_centred.correlation.observed, rtol=0, atol=1e-10)
    np.testing.assert_allclose(found.correlation_bound, of_centred.correlation_bound, rtol=0, atol=1e-10)
    np.testing.assert_array_equal(found.mean_difference.p, as_published.mean_difference.p)
    np.testing.assert_array_equal(found.variance_bound, as_published.variance_bound)
    assert (found.correlation_bound[[0, 1, 3]] < as_published.correlation_bound[[0, 1, 3]]).all()


def test_a_failure_that_other_means_may_have_made_is_named() -> None:
    """Equal weights, means 2 standard deviations apart: random groups agree better than groups of one mean."""
    data = answers(cases=100, seed=3)
    data[:50] += 2
    found = measurement_invariance(data, np.arange(100) < 50, model(), 200, seed=1)
    assert not found.compositional[1]
    assert found.warnings[0].startswith("step 2 failed where means differ: construct M: found 1.")
    centred = measurement_invariance(data, np.arange(100) < 50, model(), 200, seed=1, centre_groups=True)
    assert centred.compositional.all()
    assert centred.warnings == ()
