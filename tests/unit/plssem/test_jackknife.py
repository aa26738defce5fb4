"""The jackknife of the sample and of its resamples: equal to plain loops."""

import dataclasses
import importlib

import numpy as np
import pytest

from plssem import (
    ConvergenceError,
    Fit,
    HigherOrderModel,
    ModeratedModel,
    Product,
    Statistic,
    bootstrap,
    bootstrap_moderated,
    estimate,
    estimate_higher_order,
    estimate_moderated,
    higher_order_statistics,
    inference,
    jackknife,
    jackknife_higher_order,
    jackknife_moderated,
    moderated_statistics,
    omit_each_case,
    path_statistics,
    resampled_errors,
    statistics,
)
from plssem.arrays import FloatArray
from plssem.inference import jackknife_error
from plssem.jackknife import _weighted_error
from unit.plssem.resamples import tallies
from unit.plssem.samples import BLOCKS, answers, likert, model, two_constructs

TIGHT = dataclasses.replace(model(), tolerance=1e-14, max_iterations=5000)
WEIGHTS = np.random.default_rng(7).uniform(0.5, 2, 60)


@pytest.mark.parametrize("case_weights", [None, WEIGHTS], ids=["plain", "weighted"])
def test_the_jackknife_equals_a_plain_loop(case_weights: FloatArray | None) -> None:
    data = answers()
    found = jackknife(data, TIGHT, case_weights=case_weights)
    for case in range(60):
        weights = None if case_weights is None else np.delete(case_weights, case)
        for statistic in statistics(estimate(np.delete(data, case, axis=0), TIGHT, weights), 59):
            np.testing.assert_allclose(
                found[statistic.name][case], statistic.values, rtol=0, atol=1e-12, err_msg=statistic.name
            )


@pytest.mark.parametrize("case_weights", [None, WEIGHTS[:40]], ids=["plain", "weighted"])
def test_errors_of_resamples_equal_a_plain_loop(case_weights: FloatArray | None) -> None:
    data = answers(cases=40, loading=0.9)
    draws = bootstrap(data, TIGHT, 4, seed=3, case_weights=case_weights)
    errors = resampled_errors(data, TIGHT, draws, case_weights=case_weights)
    for number, tally in enumerate(tallies(3, 4, 40)):
        resample = np.repeat(data, tally, axis=0)
        weights = None if case_weights is None else np.repeat(case_weights, tally)
        plain = jackknife(resample, TIGHT, case_weights=weights)
        for name, values in plain.items():
            np.testing.assert_allclose(errors[name][number], jackknife_error(values), rtol=0, atol=1e-9, err_msg=name)


def test_jackknife_error_by_hand() -> None:
    """Values without each case: of a mean of 1, 2, 6 they are 4, 3.5, 1.5; the error is that of the mean, sqrt(7/3)."""
    assert jackknife_error(np.array([[4.0], [3.5], [1.5]]))[0] == pytest.approx(np.sqrt(7 / 3))


def test_results_do_not_depend_on_what_is_estimated_together(monkeypatch: pytest.MonkeyPatch) -> None:
    data = likert()
    draws = bootstrap(data, model(), 20, seed=1)
    whole, errors = jackknife(data, model()), resampled_errors(data, model(), draws)
    monkeypatch.setattr(importlib.import_module("plssem.jackknife"), "BATCH_NUMBERS", 600)
    for name, values in jackknife(data, model()).items():
        assert values.tobytes() == whole[name].tobytes(), name
    for name, values in resampled_errors(data, model(), draws, threads=2).items():
        assert values.tobytes() == errors[name].tobytes(), name


def test_measures_of_ones_own_go_through_draws_jackknife_and_errors() -> None:
    """A difference of two paths as a statistic: draws and jackknife are the differences of theirs."""

    def difference(fit: Fit, _: int) -> tuple[Statistic, ...]:
        paths = fit.path_coefficients
        return (Statistic("difference", ("X - Z",), paths[..., 0, 3:] - paths[..., 2, 3:]),)

    data = answers()
    plain, own = bootstrap(data, model(), 30, seed=1), bootstrap(data, model(), 30, seed=1, measures=difference)
    place, other = (plain.names["path_coefficients"].index(name) for name in ("X -> Y", "Z -> Y"))
    assert own.names == {"difference": ("X - Z",)}
    paths = plain.draws["path_coefficients"]
    np.testing.assert_array_equal(own.draws["difference"][:, 0], paths[:, place] - paths[:, other])
    without = jackknife(data, model(), measures=difference)["difference"]
    paths = jackknife(data, model())["path_coefficients"]
    np.testing.assert_array_equal(without[:, 0], paths[:, place] - paths[:, other])
    errors = resampled_errors(data, model(), own, measures=difference)["difference"]
    result = inference(
        own.estimates["difference"],
        own.draws["difference"],
        interval="studentised",
        jackknife=without,
        resampled_errors=errors,
    )
    assert result.lower[0] < own.estimates["difference"][0] < result.upper[0]


def test_a_sample_that_does_not_converge_is_refused() -> None:
    with pytest.raises(ConvergenceError):
        jackknife(answers(), dataclasses.replace(model(), max_iterations=1))


def test_rows_of_cases_without_which_the_model_does_not_converge_are_nan() -> None:
    """The sample needs so many updates; without some of its cases it needs one more."""
    data = likert(seed=0)
    needed = int(estimate(data, model()).iterations)
    found = jackknife(data, dataclasses.replace(model(), max_iterations=needed))["outer_weights"]
    lost = np.isnan(found).all(axis=1)
    assert 0 < lost.sum() < 60
    assert np.isfinite(found[~lost]).all()


HIGHER = {
    approach: HigherOrderModel.from_blocks(
        BLOCKS, {"H": ["X", "M"]}, [("H", "Y"), ("Z", "Y")], approach=approach, tolerance=1e-13
    )
    for approach in ("disjoint", "embedded", "repeated_indicators")
}
MODERATED = {
    approach: ModeratedModel(model(tolerance=1e-13), (Product("X", "M", "Y"), Product("X", "X", "Y")), approach)
    for approach in ("two_stage", "reestimated", "product_indicator", "orthogonalised")
}


@pytest.mark.parametrize("approach", HIGHER)
def test_both_stages_without_each_case(approach: str) -> None:
    data, higher = answers(), HIGHER[approach]
    found = jackknife_higher_order(data, higher)
    for case in (0, 31, 59):
        fit = estimate_higher_order(np.delete(data, case, axis=0), higher)
        for expected in higher_order_statistics(fit, 59):
            np.testing.assert_allclose(found[expected.name][case], expected.values, atol=1e-9, err_msg=expected.name)


@pytest.mark.parametrize("approach", MODERATED)
def test_products_without_each_case(approach: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data, moderated = answers(), MODERATED[approach]
    found = jackknife_moderated(data, moderated)
    for case in (0, 31, 59):
        fit = estimate_moderated(np.delete(data, case, axis=0), moderated)
        for expected in moderated_statistics(fit, 59):
            np.testing.assert_allclose(found[expected.name][case], expected.values, atol=1e-8, err_msg=expected.name)
    monkeypatch.setattr(importlib.import_module("plssem.moderation"), "MAX_NUMBERS", 2_000)
    for name, values in jackknife_moderated(data, moderated).items():
        np.testing.assert_array_equal(values, found[name], err_msg=name)


def test_an_interaction_has_an_interval_with_acceleration() -> None:
    data, moderated = answers(200), MODERATED["two_stage"]
    draws, without = bootstrap_moderated(data, moderated, 400, seed=1), jackknife_moderated(data, moderated)
    name = "interaction_effects"
    plain, skewed = (
        inference(draws.estimates[name], draws.draws[name], interval=kind, jackknife=without[name])
        for kind in ("bias_corrected", "bca")
    )
    assert (plain.lower != skewed.lower).all()
    np.testing.assert_allclose(plain.lower, skewed.lower, atol=0.05)


def test_an_estimate_that_failed_is_left_out_of_the_standard_error_of_its_resample() -> None:
    """Two resamples of 4 cases: without the failed case drawn once, 3 values are left, of mean 2 and squares 2.

    Root of 2 x 2/3; of the second, 1 and 3 drawn twice each, mean 2 and squares 4: root of 4 x 3/4.
    """
    values = np.array([[1.0], [np.nan], [2], [3], [1], [3]])
    times, members = np.array([[1], [1], [1], [1], [2], [2]]), np.array([0, 0, 0, 0, 1, 1])
    found = _weighted_error(values, times, members, np.array([0, 4]))
    np.testing.assert_allclose(found.ravel(), [np.sqrt(4 / 3), np.sqrt(3)])


def test_the_inference_without_a_case_is_that_of_the_resamples_that_did_not_draw_it() -> None:
    data = answers(cases=30)
    draws = bootstrap(data, TIGHT, 200, seed=3, measures=path_statistics)
    found = omit_each_case(data, TIGHT, draws, 0.9, measures=path_statistics)
    counts, drawn = np.array(tallies(3, 200, 30)), draws.draws["path_coefficients"]
    for case in (0, 13, 29):
        others = drawn[counts[:, case] == 0]
        remaining = estimate(np.delete(data, case, axis=0), TIGHT)
        expected = {statistic.name: statistic.values for statistic in path_statistics(remaining, 29)}
        np.testing.assert_allclose(found.estimates[case], expected["path_coefficients"], atol=1e-12)
        np.testing.assert_allclose(found.standard_errors[case], others.std(axis=0, ddof=1), rtol=1e-12)
        np.testing.assert_allclose(found.lower[case], np.quantile(others, 0.05, axis=0), rtol=1e-12)
        np.testing.assert_allclose(found.upper[case], np.quantile(others, 0.95, axis=0), rtol=1e-12)
        assert found.resamples[case] == len(others)


def test_standard_errors_without_a_case_are_those_of_a_bootstrap_of_the_others() -> None:
    """Two runs of about 1,800 and 5,000 draws: their ratio has a standard error of 1.9 %, and 1/(2 60) of bias."""
    data = answers(cases=60)
    draws = bootstrap(data, model(), 5000, seed=4, measures=path_statistics)
    found = omit_each_case(data, model(), draws, measures=path_statistics)
    for case in (5, 40):
        anew = bootstrap(np.delete(data, case, axis=0), model(), 5000, seed=9, measures=path_statistics)
        errors = anew.draws["path_coefficients"].std(axis=0, ddof=1)
        np.testing.assert_allclose(found.standard_errors[case], errors * (1 - 1 / 120), rtol=4 * 0.019)


def test_a_case_that_every_resample_drew_has_an_estimate_and_no_inference() -> None:
    """Of two resamples of six cases hardly any misses a case that both drew."""
    data = answers(cases=12)
    draws = bootstrap(data, model(), 2, seed=1, measures=path_statistics)
    found = omit_each_case(data, model(), draws, measures=path_statistics)
    few = found.resamples < 2
    assert few.any()
    assert np.isnan(found.standard_errors[few]).all()
    assert np.isfinite(found.estimates).all()


def test_a_path_that_does_not_vary_has_no_t_without_any_case() -> None:
    """B repeats A: the path is 1 in every resample, and rounding made t 1e16."""
    data = np.repeat(answers(cases=30)[:, :1], 2, axis=1)
    pair = two_constructs(1, 1)
    found = omit_each_case(data, pair, bootstrap(data, pair, 100, seed=1))
    np.testing.assert_allclose(found.estimates, 1)
    assert np.isnan(found.t).all()
    varying = omit_each_case(answers(), model(), bootstrap(answers(), model(), 100, seed=1))
    np.testing.assert_array_equal(varying.t, varying.estimates / varying.standard_errors)
