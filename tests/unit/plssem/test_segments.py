"""Segments: one equals least squares, criteria by hand, known segments recovered, degenerate starts, refusals."""

import math

import numpy as np
import pytest

from plssem import (
    DataError,
    Model,
    construct_scores,
    estimate,
    find_predictive_segments,
    find_segments,
    segment_criteria,
)
from plssem.arrays import FloatArray, IntArray
from plssem.correlations import standardise
from plssem.segments import _iterate_once, _Search
from unit.plssem.samples import answers, model, two_constructs

ONE_PATH = two_constructs(1, 1)


def mixed(paths: list[float], sizes: list[int], noise: float, seed: int) -> FloatArray:
    """Answers of two items, B being `path` times A plus noise, in segments of these sizes."""
    generator = np.random.default_rng(seed)
    first = generator.standard_normal(sum(sizes))
    return np.column_stack([first, np.repeat(paths, sizes) * first + noise * generator.standard_normal(sum(sizes))])


def test_one_segment_has_the_paths_of_least_squares_and_their_likelihood() -> None:
    """ln L of a regression is -N/2 (ln(2 pi psi) + 1), psi = (1 - R2) (N - 1)/N as scores have divisor N - 1."""
    data = answers(100)
    fit = estimate(data, model())
    one = find_segments(data, fit, 1, seed=1)
    np.testing.assert_allclose(one.path_coefficients[0], fit.path_coefficients, rtol=0, atol=1e-12)
    variances = (1 - fit.r_squared[list(model().endogenous)]) * 99 / 100
    expected = -50 * (np.log(2 * np.pi * variances) + 1).sum()
    assert one.log_likelihood == pytest.approx(expected, abs=1e-9)
    assert (one.parameters, one.starts, one.degenerate, one.reached) == (4 + 2, 1, 0, 1)
    assert math.isnan(one.entropy)


def test_criteria_worked_by_hand() -> None:
    """-2 ln L plus a penalty for each of 1 + 2 (4 + 2) = 13 parameters; N = 100."""
    data = answers(100)
    two = find_segments(data, estimate(data, model()), 2, seed=1)
    log_cases = math.log(100)
    penalties = [2, 3, 4, log_cases, log_cases + 1, 2 * math.log(log_cases), 5 * log_cases]
    assert two.parameters == 13
    expected = [-2 * two.log_likelihood + 13 * penalty for penalty in penalties]
    assert list(segment_criteria(two).values()) == pytest.approx(expected, abs=1e-9)


def test_the_likelihood_and_the_entropy_are_those_of_the_estimates_written_out() -> None:
    data = mixed([0.8, -0.7], [90, 60], 0.4, seed=3)
    fit = estimate(data, ONE_PATH)
    found = find_segments(data, fit, 2, seed=1)
    first, second = construct_scores(data, fit).T
    densities = np.zeros((150, 2))
    for s in range(2):
        variance = found.residual_variances[s, 1]
        residuals = second - found.path_coefficients[s, 0, 1] * first
        densities[:, s] = found.shares[s] * np.exp(-(residuals**2) / (2 * variance)) / math.sqrt(2 * math.pi * variance)
    assert found.log_likelihood == pytest.approx(np.log(densities.sum(axis=1)).sum(), abs=1e-5)
    members = densities / densities.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.memberships, members, rtol=0, atol=1e-4)
    assert found.entropy == pytest.approx(1 + (members * np.log(members)).sum() / (150 * math.log(2)), abs=1e-3)


def test_known_segments_are_recovered() -> None:
    """600 and 400 cases: the standard error of a share is about .02, of a path .02; four of them."""
    data = mixed([0.8, -0.6], [600, 400], 0.5, seed=11)
    fit = estimate(data, ONE_PATH)
    scale = data[:, 0].std(ddof=1) / data[:, 1].std(ddof=1)
    found = find_segments(data, fit, 2, seed=1)
    np.testing.assert_allclose(found.path_coefficients[:, 0, 1], [0.8 * scale, -0.6 * scale], rtol=0, atol=0.1)
    np.testing.assert_allclose(found.shares, [0.6, 0.4], rtol=0, atol=0.08)
    fewer, more = (find_segments(data, fit, segments, seed=1) for segments in (1, 3))
    criteria = [segment_criteria(each) for each in (fewer, found, more)]
    for name in ("aic3", "bic", "caic"):
        assert min(criteria, key=lambda values, name=name: values[name]) is criteria[1]


def test_the_same_seed_gives_the_same_segments_and_more_starts_no_worse_ones() -> None:
    data = answers(120)
    fit = estimate(data, model())
    few, again = (find_segments(data, fit, 3, 5, seed=4) for _ in range(2))
    np.testing.assert_array_equal(few.memberships, again.memberships)
    assert find_segments(data, fit, 3, 40, seed=4).log_likelihood >= few.log_likelihood - 1e-3
    assert (np.diff(few.shares) <= 0).all()


def test_starts_that_fit_a_segment_to_ties_are_degenerate_and_counted() -> None:
    """All cases lie on one of two lines through the mean, where a density has no bound: starts that find them end."""
    half = np.random.default_rng(5).standard_normal(30)
    first = np.concatenate([half, -half, half, -half])
    data = np.column_stack([first, np.repeat([1.0, -1.0], 60) * first])
    found = find_segments(data, estimate(data, ONE_PATH), 2, 10, seed=1)
    assert (found.degenerate, found.reached) == (10, 0)
    assert math.isnan(found.log_likelihood)
    assert np.isnan(found.shares).all()
    assert all(math.isnan(value) for value in segment_criteria(found).values())


def test_a_solution_that_still_improves_at_the_last_iteration_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    data = answers(120)
    fit = estimate(data, model())
    assert not find_segments(data, fit, 2, 5, seed=1).unfinished
    monkeypatch.setattr("plssem.segments.MOST_ITERATIONS", 2)
    assert find_segments(data, fit, 2, 5, seed=1).unfinished


def test_more_segments_than_the_cases_allow_are_refused() -> None:
    data = answers(100)
    fit = estimate(data, model())
    refused = "more segments than the cases allow: segments: found 4 segments of 100 cases; expected at most 3"
    with pytest.raises(DataError, match=refused):
        find_segments(data, fit, 4, seed=1)


@pytest.mark.parametrize(("segments", "starts"), [(0, 20), (2, 0)])
def test_no_segment_and_no_start_are_refused(segments: int, starts: int) -> None:
    data = answers(100)
    with pytest.raises(DataError, match=r"setting out of range: (segments|starts): found 0"):
        find_segments(data, estimate(data, model()), segments, starts, seed=1)


def test_constructs_without_antecedents_have_no_residual_variance() -> None:
    data = answers(100)
    chosen = Model.from_blocks({"A": ["a"], "B": ["b"], "C": ["c"]}, [("A", "C"), ("B", "C")])
    found = find_segments(data[:, :3], estimate(data[:, :3], chosen), 2, seed=1)
    np.testing.assert_array_equal(np.isnan(found.residual_variances), [[True, True, False]] * 2)


def two_segments(seed: int, cases: int = 200) -> tuple[FloatArray, Model, IntArray]:
    """Answers of three constructs with two items each, whose paths change places between two segments."""
    rng = np.random.default_rng(seed)
    segment = (np.arange(cases) >= cases // 2).astype(np.int64)
    causes = rng.standard_normal((cases, 2))
    paths = np.where(segment[:, None] == 0, (0.95, 0.0), (0.0, -0.95))
    outcome = (causes * paths).sum(axis=1) + 0.2 * rng.standard_normal(cases)
    scores = np.column_stack([causes, outcome])
    items = np.repeat(scores, 2, axis=1) + 0.2 * rng.standard_normal((cases, 6))
    blocks = {"A": ["a1", "a2"], "B": ["b1", "b2"], "Y": ["y1", "y2"]}
    return items, Model.from_blocks(blocks, [("A", "Y"), ("B", "Y")]), segment


def test_segments_by_prediction_are_those_that_were_drawn() -> None:
    data, chosen, truth = two_segments(1)
    found = find_predictive_segments(data, chosen, 2, 10, seed=1)
    agreement = (found.members == truth).mean()
    # Cases for which both models predict nearly the same may stand in either.
    assert max(agreement, 1 - agreement) > 0.8
    strong = np.abs(found.path_coefficients[:, :2, 2]).round(1)
    assert sorted(strong.argmax(axis=1)) == [0, 1]
    assert strong.max(axis=1).min() >= 0.9
    assert found.reached >= 1


def test_the_explained_share_is_that_of_the_segments_own_models_and_never_falls() -> None:
    data, chosen, _ = two_segments(2)
    found = find_predictive_segments(data, chosen, 2, 3, seed=4)
    fits = [estimate(data[found.members == segment], chosen) for segment in (0, 1)]
    expected = sum(share * fit.r_squared[2] for share, fit in zip(found.shares, fits, strict=True))
    assert found.explained == pytest.approx(expected, rel=1e-6)
    assert found.explained_by_one == pytest.approx(estimate(data, chosen).r_squared[2], rel=1e-9)
    assert found.explained > found.explained_by_one
    assert np.abs(found.path_coefficients[0]) == pytest.approx(np.abs(fits[0].path_coefficients), abs=1e-6)
    assert found.shares[0] >= found.shares[1] >= 0.1
    more = find_predictive_segments(data, chosen, 2, 8, seed=4)
    # The first starts are the same: more of them cannot be worse.
    assert more.explained >= found.explained - 1e-9


@pytest.mark.parametrize(
    ("segments", "message"),
    [
        (1, "setting out of range: segments: found 1; expected a whole number of 2 or more"),
        (11, "more segments than the cases allow: segments: found 11 segments of 200 cases; expected at most 10: 20"),
    ],
)
def test_impossible_numbers_of_segments_by_prediction_are_refused(segments: int, message: str) -> None:
    data, chosen, _ = two_segments(1)
    with pytest.raises(DataError, match=message):
        find_predictive_segments(data, chosen, segments, 2, seed=1)


def test_segments_by_prediction_of_what_one_model_explains_fully() -> None:
    """Residuals of 0 in every segment: no case is nearer to another one."""
    x = np.random.default_rng(1).standard_normal((60, 1))
    pair = Model.from_blocks({"X": ["x"], "Y": ["y"]}, [("X", "Y")])
    found = find_predictive_segments(np.hstack([x, x]), pair, 2, 3, seed=1)
    assert found.explained == pytest.approx(1)


def test_no_partition_can_be_estimated_where_a_single_answer_differs() -> None:
    data, chosen, _ = two_segments(1)
    data[:, 0] = np.arange(len(data)) == 3
    found = find_predictive_segments(data, chosen, 2, 5, seed=1)
    assert np.isnan(found.explained)
    assert np.isnan(found.path_coefficients).all()
    assert np.isnan(found.shares).all()
    assert found.reached == 0


def test_a_segment_with_no_more_cases_than_paths_is_degenerate_however_it_fits() -> None:
    """Memberships of .9 in 100 make less than one case, although the residuals vary."""
    scores = mixed([0.5], [100], 1, 3)
    products = (scores[:, :, None] * scores[:, None, :]).reshape(100, -1)
    for small, possible in ((0.009, False), (0.02, True)):
        memberships = np.stack([np.full(100, 1 - small), np.full(100, small)])[None]
        found = _iterate_once(memberships, scores, products, ONE_PATH)
        assert np.isfinite(found.log_likelihoods[0]) == possible


def test_a_degenerate_start_whose_densities_overflow_warns_of_nothing() -> None:
    """Five different cases, eight times each: a segment is fitted to ties, and others lie far outside it."""
    chain = Model.from_blocks({"X": ["x"], "M": ["m"], "Y": ["y"]}, [("X", "M"), ("X", "Y"), ("M", "Y")])
    data = np.tile(np.random.default_rng(0).normal(size=(5, 3)), (8, 1))
    assert find_segments(data, estimate(data, chain), 2, 10, seed=1).degenerate > 0


def test_a_partition_with_fewer_than_ten_cases_per_path_explains_nothing() -> None:
    """Two paths: a segment of 19 cases is too small, of 20 it is not."""
    data, chosen, _ = two_segments(3)
    search = _Search(standardise(data), chosen)
    explained = [float(search.explain(search.fit(np.arange(len(data)) < size, 2))) for size in (19, 20)]
    assert np.isfinite(explained).tolist() == [False, True]
