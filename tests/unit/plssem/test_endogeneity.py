"""Copula terms: worked by hand, ordinary least squares in every resample, an endogenous antecedent found."""

import numpy as np
import pytest
from scipy import stats

from plssem import Model, ModelError, construct_scores, estimate, inference
from plssem.endogeneity import bootstrap_copulas, copula_terms
from unit.plssem.resamples import tallies
from unit.plssem.samples import answers, likert, model

SINGLE = Model.from_blocks({"X": ["x"], "Y": ["y"]}, [("X", "Y")])


def test_terms_worked_by_hand() -> None:
    """Of 3, 1, 1, 7 the ranks are 3, 1.5, 1.5, 4, over 5: .6, .3, .3, .8."""
    found = copula_terms(np.array([[3.0], [1.0], [1.0], [7.0]]))[:, 0]
    np.testing.assert_allclose(found, stats.norm.ppf([0.6, 0.3, 0.3, 0.8]), rtol=0, atol=1e-12)


def plain(scores: np.ndarray, places: list[int], suspected: list[int], target: int) -> np.ndarray:
    terms = [stats.norm.ppf(stats.rankdata(scores[:, place]) / (len(scores) + 1)) for place in suspected]
    regressors = np.column_stack([np.ones(len(scores)), scores[:, places], *terms])
    return np.asarray(np.linalg.lstsq(regressors, scores[:, target], rcond=None)[0][1:])


@pytest.mark.parametrize(("suspected", "places"), [((), [0, 1, 2]), (("Z", "X"), [0, 2])])
def test_every_resample_equals_least_squares_on_its_cases(suspected: tuple[str, ...], places: list[int]) -> None:
    """Likert answers, whose scores have ties."""
    data = likert()
    result = bootstrap_copulas(data, model(), "Y", suspected, 20, seed=5)
    scores = construct_scores(data, estimate(data, model()))
    for number, tally in enumerate([*tallies(5, 20, 60), np.ones(60, dtype=int)]):
        expected = plain(np.repeat(scores, tally, axis=0), [0, 1, 2], places, 3)
        mine = [
            (result.draws[name][number] if number < 20 else result.estimates[name])
            for name in ("path_coefficients", "copula_coefficients")
        ]
        np.testing.assert_allclose(np.concatenate(mine), expected, rtol=0, atol=1e-9)
    assert result.names["path_coefficients"] == ("X -> Y", "M -> Y", "Z -> Y")
    assert result.names["copula_coefficients"][-1] == "copula(Z) -> Y"


def test_draws_do_not_depend_on_how_many_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bootstrap_copulas(likert(), model(), "Y", resamples=40, seed=1).draws["copula_coefficients"]
    monkeypatch.setattr("plssem.endogeneity.MAX_NUMBERS", 500)
    parts = bootstrap_copulas(likert(), model(), "Y", resamples=40, seed=1).draws["copula_coefficients"]
    assert whole.tobytes() == parts.tobytes()


def test_an_endogenous_antecedent_is_found_and_its_path_corrected() -> None:
    """x is exponential, its normal score correlates .5 with the error; the true path is .3 raw, 20,000 cases.

    The corrected path is known to be biased at usual sample sizes, so it need only be near: 3 standard errors, where
    least squares is more than 10 off.
    """
    generator = np.random.default_rng(1)
    normal = generator.standard_normal(20_000)
    x = stats.expon.ppf(stats.norm.cdf(normal))
    y = 0.3 * x + 0.5 * normal + np.sqrt(0.75) * generator.standard_normal(20_000)
    data = np.column_stack([x, y])
    result = bootstrap_copulas(data, SINGLE, "Y", resamples=100, seed=1)
    term = inference(result.estimates["copula_coefficients"], result.draws["copula_coefficients"])
    path = inference(result.estimates["path_coefficients"], result.draws["path_coefficients"])
    true = 0.3 * x.std(ddof=1) / y.std(ddof=1)
    assert term.p[0] < 1e-6
    assert abs(path.estimate[0] - true) < 3 * path.standard_error[0]
    assert abs(estimate(data, SINGLE).path_coefficients[0, 1] - true) > 10 * path.standard_error[0]


def test_what_is_refused() -> None:
    with pytest.raises(ModelError, match="unknown construct with antecedents: target: found 'X'; expected one of M, Y"):
        bootstrap_copulas(answers(), model(), "X", resamples=5, seed=1)
    with pytest.raises(ModelError, match="unknown antecedent: target M: found 'Z'; expected one of X"):
        bootstrap_copulas(answers(), model(), "M", ["Z"], 5, seed=1)
