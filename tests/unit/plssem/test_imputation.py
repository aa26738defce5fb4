"""Multiple imputation: what is imputed, what is pooled, and that it repairs what mean replacement spoils."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plssem import (
    Chain,
    DataError,
    Model,
    bootstrap,
    bootstrap_estimators,
    bootstrap_imputed,
    estimate,
    estimate_imputed,
    impute,
    mean_replaced,
    path_statistics,
    statistics,
)
from plssem.imputation import _Copies, _find_gaps

NAMES = ("x1", "x2", "x3", "y1", "y2", "y3")
MODEL = Model.from_blocks({"X": NAMES[:3], "Y": NAMES[3:]}, [("X", "Y")])
Floats = npt.NDArray[np.float64]


def sample(cases: int, seed: int) -> Floats:
    """Answers from 1 to 7 of two constructs whose scores have a path of about .5."""
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(cases, 1))
    y = 0.6 * x + 0.8 * generator.normal(size=(cases, 1))
    noise = generator.normal(size=(cases, 6))
    return np.asarray(np.clip(np.round(4 + 1.3 * np.hstack([x, x, x, y, y, y]) + 0.8 * noise), 1, 7))


def leave_out(answers: Floats, seed: int) -> Floats:
    """Who scores high on X leaves out two items of Y with a chance of .8, the others of .05: missing at random."""
    generator = np.random.default_rng(seed)
    chance = np.where(answers[:, :3].mean(axis=1) > 4.5, 0.8, 0.05)
    gaps = generator.random((len(answers), 2)) < chance[:, None]
    left = answers.copy()
    left[:, 3:5][gaps] = np.nan
    return left


def gappy(cases: int = 60, seed: int = 3) -> Floats:
    return leave_out(sample(cases, seed), seed + 1)


def path(answers: Floats) -> float:
    return float(estimate(answers, MODEL).path_coefficients[0, 1])


@given(st.integers(0, 1000))
def test_given_answers_stay_and_imputed_ones_are_answers_that_somebody_gave(seed: int) -> None:
    answers = gappy(40, seed)
    completed = impute(answers, NAMES, Chain(3, 2, 4), seed=seed)
    assert completed.shape == (3, 40, 6)
    given_ = np.isfinite(answers)
    assert (completed[:, given_] == answers[given_]).all()
    for column in range(6):
        assert set(np.unique(completed[:, :, column])) <= set(answers[given_[:, column], column])


def test_an_item_that_another_repeats_is_imputed_as_it() -> None:
    """y = x but for the gaps: with one donor the nearest prediction is that of the same x."""
    x = np.tile(np.arange(1.0, 6), 8)
    other = np.random.default_rng(1).integers(1, 6, size=40).astype(float)
    answers = np.column_stack([x, x, other])
    answers[[0, 13, 39], 1] = np.nan
    completed = impute(answers, ("a", "b", "c"), Chain(5, 3, 1), seed=2)
    np.testing.assert_array_equal(completed[:, [0, 13, 39], 1], np.tile(x[[0, 13, 39]], (5, 1)))


def test_where_nothing_predicts_all_answers_are_drawn() -> None:
    """With as many donors as cases the imputed answers are distributed as those given: 3,000 draws of 4 values."""
    generator = np.random.default_rng(4)
    answers = generator.integers(1, 5, size=(60, 2)).astype(float)
    answers[:30, 0] = np.nan
    completed = impute(answers, ("a", "b"), Chain(100, 1, 60), seed=1)[:, :30, 0]
    for value in range(1, 5):
        share = (answers[30:, 0] == value).mean()
        assert (completed == value).mean() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 3000))


def test_a_seed_gives_the_same_answers_and_another_others() -> None:
    answers = gappy()
    first, again, other = (impute(answers, NAMES, seed=seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_without_gaps_it_is_the_bootstrap() -> None:
    answers = sample(50, 1)
    found = bootstrap_imputed(answers, {"path": MODEL}, 40, Chain(2, 2, 2), seed=5)["path"]
    plain = bootstrap(answers, MODEL, 40, seed=5, measures=path_statistics)
    np.testing.assert_allclose(
        found.bootstrap.draws["path_coefficients"], plain.draws["path_coefficients"], rtol=0, atol=1e-9
    )
    np.testing.assert_allclose(found.bootstrap.estimates["path_coefficients"], path(answers), rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.missing_information, 0, atol=1e-12)


def test_estimates_are_means_over_the_imputations() -> None:
    answers = gappy()
    found = bootstrap_imputed(answers, {"path": MODEL}, 60, Chain(4, 3, 3), seed=5)["path"]
    single = [path(copy) for copy in impute(answers, NAMES, Chain(4, 3, 3), seed=5)]
    np.testing.assert_allclose(found.estimates[:, 0], single, rtol=0, atol=1e-6)
    assert found.bootstrap.estimates["path_coefficients"][0] == pytest.approx(np.mean(single), abs=1e-6)
    drawn = found.bootstrap.draws["path_coefficients"][:, 0]
    assert found.missing_information[0] == pytest.approx(1.25 * np.var(single, ddof=1) / drawn.var(ddof=1), rel=1e-4)


def test_estimators_share_the_imputations() -> None:
    answers = gappy()
    models = {"path": MODEL, "consistent": MODEL}
    found = bootstrap_imputed(answers, models, 30, Chain(2, 2, 3), seed=5, corrected=["consistent"])
    alone = bootstrap_imputed(answers, {"path": MODEL}, 30, Chain(2, 2, 3), seed=5)
    assert (found["path"].estimates == alone["path"].estimates).all()
    copies = impute(answers, NAMES, Chain(2, 2, 3), seed=5)
    expected = [
        bootstrap_estimators(copy, models, 2, seed=1, corrected=["consistent"])["consistent"].estimates
        for copy in copies
    ]
    single = [each["path_coefficients"][0] for each in expected]
    np.testing.assert_allclose(found["consistent"].estimates[:, 0], single, atol=1e-6)


def test_mean_replacement_is_biased_where_answers_are_missing_at_random_and_imputation_is_not() -> None:
    """40 samples of 200: against the complete answers, mean replacement loses more than .04 of a path, imputation less
    than .02.

    The difference of a sample has a standard deviation of about .03, its mean over 40 of .005.
    """
    replaced, imputed = [], []
    for seed in range(40):
        complete = sample(200, seed)
        answers = leave_out(complete, 1000 + seed)
        whole = path(complete)
        replaced.append(path(mean_replaced(answers, NAMES)) - whole)
        copies = impute(answers, NAMES, Chain(5, 5, 5), seed=seed)
        imputed.append(np.mean([path(copy) for copy in copies]) - whole)
    assert np.mean(replaced) < -0.04
    assert abs(np.mean(imputed)) < 0.02


@pytest.mark.parametrize("chain", [{"imputations": 1}, {"iterations": 0}, {"donors": 0}, {"donors": 2.5}])
def test_a_chain_that_imputes_nothing_is_refused(chain: dict[str, int]) -> None:
    with pytest.raises(DataError, match=f"out of range: {next(iter(chain))}: found"):
        Chain(**chain)


def test_an_item_with_hardly_more_answers_than_predictors_is_refused() -> None:
    answers = sample(30, 1)
    answers[7:, 2] = np.nan
    with pytest.raises(
        DataError, match="indicator x3: found 7 answers, 5 other indicators; expected at least 8 answers"
    ):
        impute(answers, NAMES, seed=1)
    answers[:, 2] = np.nan
    with pytest.raises(DataError, match="indicator that nobody answered: indicator x3"):
        impute(answers, NAMES, seed=1)


def test_a_resample_without_answers_to_an_item_has_no_draw() -> None:
    """Eight of 60 answered x1; a resample misses all of them with a chance of (52/60)^60, 2 in 10,000; and the others
    that miss all variation are constant: either way the draw is NaN and counted."""
    answers = sample(60, 2)
    answers[8:, 0] = np.nan
    answers[:8, 0] = [1, 1, 1, 1, 1, 1, 1, 7]
    found = bootstrap_imputed(answers, {"path": MODEL}, 60, Chain(2, 1, 2), seed=5)["path"].bootstrap
    lost = np.isnan(found.draws["path_coefficients"][:, 0])
    assert (lost == ~found.converged).all()
    # The case that answered 7 is not drawn in (59/60)^60 = 37 % of the resamples.
    assert 10 < lost.sum() < 40


COLUMNS = ("age", *NAMES)


def test_one_fit_is_that_of_the_mean_correlations_and_keeps_what_follows_from_paths() -> None:
    """R2 of one path is its square; the mean over fits of the R2 is not the square of the mean path."""
    answers = gappy()
    fit = estimate_imputed(answers, MODEL, Chain(4, 3, 3), seed=5)
    copies = impute(answers, NAMES, Chain(4, 3, 3), seed=5)
    mean = np.mean([np.corrcoef(copy.T) for copy in copies], axis=0)
    np.testing.assert_allclose(fit.correlations, mean, rtol=0, atol=1e-9)
    found = bootstrap_imputed(answers, {"path": MODEL}, 40, Chain(4, 3, 3), seed=5, measures=statistics, one_fit=True)[
        "path"
    ].bootstrap
    assert found.estimates["path_coefficients"][0] == fit.path_coefficients[0, 1]
    for values in (found.estimates, found.draws):
        np.testing.assert_allclose(values["r_squared"], values["path_coefficients"] ** 2, rtol=0, atol=1e-12)
    means = bootstrap_imputed(answers, {"path": MODEL}, 40, Chain(4, 3, 3), seed=5, measures=statistics)[
        "path"
    ].bootstrap
    assert (np.abs(means.draws["r_squared"] - means.draws["path_coefficients"] ** 2) > 1e-6).all()


def test_columns_beside_the_model_predict_its_answers() -> None:
    """y1 is missing for half of the cases and repeats a column that the model does not have: it is imputed as that."""
    answers = sample(60, 2)
    left = np.column_stack([answers[:, 3], answers])
    left[::2, 4] = np.nan
    chain = Chain(2, 1, 1)
    fit = estimate_imputed(left, MODEL, chain, seed=1, columns=COLUMNS)
    np.testing.assert_allclose(fit.path_coefficients[0, 1], path(answers), rtol=0, atol=1e-9)
    plain = bootstrap(answers, MODEL, 30, seed=1, measures=path_statistics).draws["path_coefficients"]

    def gap(columns: tuple[str, ...], given_: Floats) -> float:
        """How far draws lie from those of the complete answers: few donors of a resample repeat nobody exactly."""
        drawn = bootstrap_imputed(given_, {"path": MODEL}, 30, chain, seed=1, columns=columns, one_fit=True)["path"]
        return float(np.abs(drawn.bootstrap.draws["path_coefficients"] - plain).max())

    assert gap(COLUMNS, left) < 0.02 < gap(NAMES, left[:, 1:])


def test_units_of_the_answers_change_nothing() -> None:
    """By whole numbers and powers of two, in which nothing is rounded: to the last bit."""
    answers = gappy()
    offsets, factors = np.array([0, 2000, -(10**9), 3, 0, 40]), 2.0 ** np.array([0, 1, -2, 30, -40, 0])
    plain, other = (impute(given_, NAMES, seed=1) for given_ in (answers, answers * factors + offsets))
    np.testing.assert_array_equal(other, plain * factors + offsets)
    fits = [estimate_imputed(given_, MODEL, seed=1).path_coefficients for given_ in (answers, answers * 2.0**-40)]
    np.testing.assert_array_equal(*fits)


def test_a_year_predicts_as_well_as_the_same_number_of_years_ago() -> None:
    """y follows the year by .9 a standard deviation of 5 years, and something else a little; 30 % of y is missing."""
    generator = np.random.default_rng(1)
    year, other, noise = generator.normal(size=(3, 300))
    y = 0.9 * year + 0.3 * other + 0.2 * noise
    missing = generator.random(300) < 0.3
    columns = np.column_stack([np.where(missing, np.nan, y), other, np.round(2015 + 5 * year)])
    imputed = impute(columns, ("y", "other", "year"), seed=1)[:, missing, 0]
    assert np.mean([np.polyfit(year[missing], copy, 1)[0] for copy in imputed]) == pytest.approx(0.9, abs=0.06)


def test_an_infinite_answer_is_refused() -> None:
    answers = gappy()
    answers[4, 1] = np.inf
    for refused in (lambda: impute(answers, NAMES, seed=1), lambda: mean_replaced(answers, NAMES)):
        with pytest.raises(DataError, match="infinite answer: indicator x2, row 5: found 1"):
            refused()


def test_further_rounds_of_the_chain_impute_anew() -> None:
    answers = gappy()
    once, twice = (impute(answers, NAMES, Chain(2, rounds, 5), seed=1) for rounds in (1, 2))
    assert (once != twice).any()


def test_drawn_coefficients_vary_as_their_posterior_does() -> None:
    """12 answers on an intercept and two others, 9 degrees of freedom: variance = residuals / (9 - 2) x the inverse."""
    generator = np.random.default_rng(3)
    answers = generator.standard_normal((13, 3))
    answers[12, 0] = np.nan
    (gap,) = _find_gaps(np.isnan(np.repeat(answers[None], 6000, axis=0)))
    copies = _Copies(np.repeat(answers[None], 6000, axis=0), [gap], generator)
    fitted, drawn = copies._regress(gap, generator)
    predictors = np.column_stack([np.ones(12), answers[:12, 1:]])
    beta, residuals, *_ = np.linalg.lstsq(predictors, answers[:12, 0])
    np.testing.assert_allclose(fitted[0], beta, atol=1e-3)
    expected = np.diag(np.linalg.inv(predictors.T @ predictors)) * residuals / 7
    np.testing.assert_allclose((drawn - fitted).var(axis=0), expected, rtol=0.15)


def test_an_indicator_with_one_answer_is_named_as_that() -> None:
    """It was told as collinear antecedents, and as items that nearly repeat others; beside the model it may stand."""
    answers = gappy()
    answers[:, 1] = 3
    for refused in (
        lambda: estimate_imputed(answers, MODEL, seed=1),
        lambda: bootstrap_imputed(answers, {"path": MODEL}, 10, seed=1),
    ):
        with pytest.raises(DataError, match="constant indicator: indicator x2: found the same value in every case"):
            refused()
    beside = np.column_stack([np.ones(60), gappy()])
    assert estimate_imputed(beside, MODEL, seed=1, columns=COLUMNS).converged


def test_given_decimals_stay_to_the_last_bit() -> None:
    answers = gappy() * 0.1 + 1234.567
    completed = impute(answers, NAMES, seed=1)
    assert (completed[:, np.isfinite(answers)] == answers[np.isfinite(answers)]).all()


def test_missing_information_of_resamples_none_of_which_has_a_solution_is_unknown() -> None:
    found = bootstrap_imputed(gappy(), {"path": MODEL}, 5, Chain(2, 1, 2), seed=5)["path"]
    none = {name: np.full(values.shape, np.nan) for name, values in found.bootstrap.draws.items()}
    lost = replace(found, bootstrap=replace(found.bootstrap, draws=none))
    assert np.isnan(lost.missing_information).all()
