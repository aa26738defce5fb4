"""Stability, certainty and what happens where a number is missing."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from plssem import Bootstrap
from study.claims.judging import (
    EvidenceSources,
    JudgingSettings,
    claims_table,
    draw_until_decided,
    evidence_table,
    judge,
)
from study.claims.repetition import Estimates, Picks, added_variance, draw_picks, repeat_table
from study.setup.claim_declarations import MAIN, Claim, Claims, Measure, Stability
from unit.claims.judged import CLAIMS, MODEL, growth_table

TEXT = {"id": "pernyataan", "en": "statement"}
PATH = Measure("path", {"path": "X1 -> Y"})


def drawn(estimate: float, draws: np.ndarray) -> Estimates:
    """A bootstrap of one path with these draws."""
    flags = np.isfinite(draws)
    made = Bootstrap(
        {"path_coefficients": ("X1 -> Y",)},
        {"path_coefficients": np.array([estimate])},
        {"path_coefficients": draws[:, None]},
        flags,
        flags,
        100,
        1,
    )
    return Estimates(MODEL, {MAIN: made})


def claim(*evidence: Measure, **changes: object) -> Claim:
    return replace(Claim("A", TEXT, TEXT, evidence, criterion="t"), **changes)


def picked(runs: int) -> Picks:
    """Runs that take the resamples one after the other, each once."""
    return Picks(lambda size: np.arange(size).reshape(runs, -1), np.zeros((runs, 1), dtype=np.int64))


def tables(claims: Claims, sources: EvidenceSources) -> tuple[pd.Series, pd.DataFrame]:
    """Judge one claim; its row of claims.csv, and claim_tests.csv."""
    settings = JudgingSettings(claims.stability, 1.96, 0.95, 0.8, repetitions=1, seed=1)
    verdicts = [judge(one, sources, settings) for one in claims.claims]
    return claims_table(verdicts, claims.stability.least_certainty).iloc[0], evidence_table(verdicts)


def judged(one: Claim, estimate: float, draws: np.ndarray, again: np.ndarray, runs: int):
    claims = Claims((one,), Stability(runs, len(again), 2, 0.95))
    repeats = repeat_table(claims, drawn(estimate, again), {}, picked(runs), 100, 0.95)
    return tables(claims, EvidenceSources(drawn(estimate, draws), repeats))


def test_stability_is_the_share_of_runs_with_the_same_verdict() -> None:
    """Estimate .2. Draws of +-.1 around it: se = .1 sqrt(100/99), t = 1.99 > 1.96, supported. Of four runs two have the
    same draws, and two have draws of +-.2, t = .995, not supported: stability 2/4.
    """
    steady, wide = (0.2 + spread * np.tile([-1.0, 1.0], 50) for spread in (0.1, 0.2))
    row, evidence = judged(claim(PATH), 0.2, steady, np.concatenate([steady, wide, steady, wide]), 4)
    assert row["verdict"] == "supported"
    assert row["t"] == pytest.approx(0.2 / (0.1 * np.sqrt(100 / 99)))
    assert row["stability"] == 0.5
    assert not row["decidable"]
    # (1.960 + .842) standard errors of .1005.
    assert evidence["detectable"].tolist() == pytest.approx([2.8016 * 0.1 * np.sqrt(100 / 99)], rel=1e-4)


def test_a_verdict_that_too_many_runs_do_not_repeat_is_undecidable_however_certain_it_looks() -> None:
    """Two runs of forty find a t far below the limit; the others lie far beyond it, as the result does."""
    far, near = (0.2 + spread * np.tile([-1.0, 1.0], 50) for spread in (0.02, 0.12))
    row, _ = judged(claim(PATH), 0.2, far, np.concatenate([far] * 37 + [near] * 3), 40)
    assert row["certainty"] > 0.95 > row["stability"] == pytest.approx(37 / 40)
    assert not row["decidable"]


def test_every_run_is_as_large_as_the_result_and_drawn_from_all_its_resamples() -> None:
    picks = draw_picks(Stability(50, 300, 20, 0.95), 10, seed=1)
    resamples = np.array(list(picks.resamples(300)))
    assert (resamples.shape, picks.divisions.shape) == ((50, 300), (50, 10))
    assert (resamples.min(), resamples.max()) == (0, 299)
    assert (np.array(list(picks.resamples(300))) == resamples).all()
    assert (picks.divisions.min(), picks.divisions.max()) == (0, 19)


@pytest.mark.slow
def test_runs_drawn_from_a_result_scatter_as_the_difference_of_two_bootstraps_does() -> None:
    """Upper bound of 400 runs drawn from 5,000 normal draws, beside that of 400 sets of 5,000 fresh ones: the result's
    own error adds as much again, sqrt(2) = 1.41 times the standard deviation.

    Standard deviations of 400 values have a relative error of 1 / sqrt(800) = 3.5 % each, so 4 x 5 % for their ratio.
    That of the variance of a quantile by the bootstrap is of the order of 5,000^(-1/4) = 12 %, of its root half of it.
    """
    generator = np.random.default_rng(5)
    draws = generator.standard_normal(5000)
    one, sizes = claim(PATH, criterion="interval"), Stability(400, 5000, 2, 0.95)
    found = repeat_table(Claims((one,), sizes), drawn(0.0, draws), {}, draw_picks(sizes, 1, 5), 100, 0.95)["upper"]
    fresh = np.quantile(generator.standard_normal((400, 5000)), 0.975, axis=1)
    assert found.std() / fresh.std() == pytest.approx(np.sqrt(2), abs=(0.2 + 4 * 0.06) * np.sqrt(2))
    assert added_variance(5000, 5000) == 2
    # The mean of 400 runs has 1 / 20 of their standard deviation.
    assert found.mean() == pytest.approx(np.quantile(draws, 0.975), abs=4 * found.std() / 20)


def normal_draws(estimate: float, seed: int) -> Callable[[int], Estimates]:
    """Draws with a standard error of .1 about the estimate, fewer of which are the first of more."""

    def draw(size: int) -> Estimates:
        return drawn(estimate, estimate + 0.1 * np.random.default_rng(seed).standard_normal(size))

    return draw


@pytest.mark.parametrize(
    ("estimate", "most", "resamples"),
    [(0.5, 4000, 500), (0.196, 4000, 4000), (0.02, 4000, 500), (0.196, 500, 500), (0.196, 400, 500)],
    ids=["far beyond", "on the limit", "far below", "no more allowed", "fewer allowed"],
)
def test_more_resamples_are_drawn_where_a_verdict_is_open(estimate: float, most: int, resamples: int) -> None:
    """Critical t is 1.96: t = 5 and .2 are far from it; t = 1.96 with a Monte-Carlo error of 3 % is not."""
    claims = Claims((claim(PATH),), Stability(100, most, 2, 0.99))
    settings = JudgingSettings(claims.stability, 1.96, 0.95, 0.8, repetitions=1, seed=1)
    draw = normal_draws(estimate, seed=4)
    found = draw_until_decided(lambda size: draw(size).models[MAIN], 500, hold, claims, settings)
    assert found.resamples == resamples


def hold(bootstrap: Bootstrap) -> Estimates:
    return Estimates(MODEL, {MAIN: bootstrap})


def test_only_the_evidence_that_these_resamples_hold_asks_for_more() -> None:
    """The open path belongs to a rival model; a study without claims has the number it asks for."""
    of_rival = Measure("path", {"path": "X1 -> Y", "model": "rival"})
    claims = Claims((claim(of_rival),), Stability(100, 4000, 2, 0.99))
    settings = JudgingSettings(claims.stability, 1.96, 0.95, 0.8, repetitions=1, seed=1)
    draw = normal_draws(0.196, seed=4)
    for one in (claims, None):
        found = draw_until_decided(lambda size: draw(size).models[MAIN], 500, hold, one, settings)
        assert found.resamples == 500


@pytest.mark.slow
def test_a_verdict_is_rarely_taken_for_decided_on_the_wrong_side_of_its_limit() -> None:
    """The true t is 1.959, a hair below the limit: a verdict "supported" is wrong. It is taken for decided where t lies
    2.33 sqrt(2) = 3.3 Monte-Carlo errors above, in .05 % of studies; 400 studies hold more than 4 with a chance below
    1e-5.
    """
    claims = Claims((claim(PATH),), Stability(60, 4000, 2, 0.99))
    settings = JudgingSettings(claims.stability, 1.96, 0.95, 0.8, repetitions=1, seed=1)
    wrong = 0
    beyond = [
        seed for seed in range(400) if 1.959 / np.random.default_rng(seed).standard_normal(300).std(ddof=1) > 1.96
    ]
    assert len(beyond) > 150, "the others are on the right side"
    for seed in beyond:
        estimates = normal_draws(0.1959, seed)(300)
        repeats = repeat_table(claims, estimates, {}, draw_picks(claims.stability, 1, 1), 0, 0.95)
        verdict = judge(claims.claims[0], EvidenceSources(estimates, repeats), settings)
        wrong += verdict.verdict == "supported" and verdict.is_decidable(0.99)
    assert wrong <= 4


def test_each_verdict_names_the_resamples_it_rests_on() -> None:
    """Evidence of two bootstraps: the row of the claim has the larger number; what is not drawn has none."""
    draws = 0.5 + 0.1 * np.random.default_rng(1).standard_normal(400)
    both = Estimates(MODEL, {MAIN: hold_of(draws), "rival": hold_of(draws[:300])})
    of_rival, nothing = Measure("path", {"path": "X1 -> Y", "model": "rival"}), Measure("trend", {"year": 2023})
    claims = Claims((claim(of_rival, PATH, nothing),), Stability(2, 400, 2, 0.95))
    repeats = repeat_table(claims, both, {}, draw_picks(claims.stability, 1, 1), 0, 0.95)
    row, evidence = tables(claims, EvidenceSources(both, repeats, growth=growth_table({2022: [6.0], 2023: [7.0]})))
    assert evidence["resamples"].tolist() == [300, 400, pd.NA]
    assert row["resamples"] == 400


def hold_of(draws: np.ndarray) -> Bootstrap:
    return drawn(0.5, draws).models[MAIN]


def test_a_verdict_far_from_the_limit_is_certain() -> None:
    generator = np.random.default_rng(1)
    draws, again = (0.5 + 0.1 * generator.standard_normal(size) for size in (1000, 2000))
    row, _ = judged(claim(PATH), 0.5, draws, again, 20)
    assert (row["verdict"], row["stability"], row["decidable"]) == ("supported", 1.0, True)
    assert row["certainty"] > 0.999


def test_a_verdict_at_the_limit_is_not_decidable_at_this_number_of_resamples() -> None:
    generator = np.random.default_rng(1)
    noise = generator.standard_normal(1000)
    draws = 0.196 + 0.1 * (noise - noise.mean()) / noise.std(ddof=1)
    again = 0.196 + 0.1 * generator.standard_normal(10_000)
    row, _ = judged(claim(PATH), 0.1961, draws, again, 20)
    assert 0.5 <= row["certainty"] < 0.95
    assert not row["decidable"]
    assert 0 < row["stability"] < 1


def test_a_number_that_does_not_exist_is_not_testable() -> None:
    """Every draw is the same: there is no standard error, hence no t."""
    row, evidence = judged(claim(PATH), 0.2, np.full(100, 0.2), np.full(200, 0.2), 2)
    assert row["verdict"] == "not_testable"
    assert np.isnan(row["t"])
    assert evidence["verdict"].tolist() == ["not_testable"]
    row, _ = judged(claim(PATH, criterion="interval"), np.nan, np.full(100, np.nan), np.full(200, np.nan), 2)
    assert row["verdict"] == "not_testable"


def test_draws_that_are_lost_are_left_out() -> None:
    draws = np.where(np.arange(1000) % 10, 0.5 + 0.1 * np.random.default_rng(1).standard_normal(1000), np.nan)
    row, _ = judged(claim(PATH), 0.5, draws, draws, 2)
    assert row["verdict"] == "supported"


def test_what_stands_beside_a_claim_decides_nothing() -> None:
    draws = 0.5 + 0.1 * np.random.default_rng(1).standard_normal(400)
    nothing = Measure("not_measured", {"what": TEXT})
    row, evidence = judged(claim(nothing, beside=(PATH,)), 0.5, draws, draws, 2)
    assert row["verdict"] == "not_testable"
    assert evidence["role"].tolist() == ["evidence", "beside"]
    assert evidence["verdict"].tolist() == ["not_testable", "supported"]


@pytest.mark.parametrize(
    ("growth", "verdict", "change"),
    [
        ({2022: [6.0], 2023: [2.0, 1.0]}, "supported", -5.0),
        ({2021: [0.0], 2022: [6.0], 2023: [2.0, 1.0]}, "supported", -5.0),
        ({2023: [2.0]}, "not_testable", np.nan),
        ({2022: [6.0]}, "not_testable", np.nan),
        ({2022: [6.0], 2024: [1.0]}, "not_testable", np.nan),
    ],
)
def test_a_trend_is_held_against_the_quarter_before_the_year(growth: dict, verdict: str, change: float) -> None:
    one = claim(Measure("trend", {"year": 2023}), direction="negative")
    claims = Claims((one,), Stability(2, 50, 2, 0.95))
    repeats = repeat_table(claims, drawn(0.0, np.zeros(2)), {}, picked(2), 100, 0.95)
    row, _ = tables(claims, EvidenceSources(drawn(0.0, np.zeros(2)), repeats, growth=growth_table(growth)))
    assert row["verdict"] == verdict
    assert row["estimate"] == pytest.approx(change, nan_ok=True)


def comparison(rival: str, t: float, reach: float = 1.96) -> dict[str, object]:
    """A row of model_comparison.csv: standard error 1, lower and upper bound `reach` from the estimate."""
    numbers = {"estimate": t, "se": 1.0, "t": t, "p": 2 * stats.norm.sf(abs(t)), "lower": t - reach, "upper": t + reach}
    return {"model": "main", "rival": rival, "outcome": "Y", **numbers}


def of_comparisons(one: Claim, rows: list[dict[str, object]], spread: float) -> tuple[pd.Series, pd.DataFrame]:
    """Judge a claim by comparisons; 200 repeated runs scatter by `spread` about them."""
    measures = tuple(
        Measure("comparison_of_models", {n: row[n] for n in ("model", "rival", "outcome")}) for row in rows
    )
    claims = Claims((replace(one, evidence=measures),), Stability(200, 10**9, 10**9, 0.95))
    drawn_once = np.random.default_rng(1).standard_normal((len(rows), 200))
    noise = spread * drawn_once / drawn_once.std(axis=1, ddof=1, keepdims=True)
    runs = [
        {"claim": one.id, "test": place, "run": run, **{name: row[name] + moved for name in ("t", "lower", "upper")}}
        for place, row in enumerate(rows, start=1)
        for run, moved in enumerate(noise[place - 1], start=1)
    ]
    return tables(claims, EvidenceSources(Estimates(MODEL, {}), pd.DataFrame(runs), pd.DataFrame(rows)))


def test_a_claim_that_one_piece_is_about_to_contradict_is_not_certain() -> None:
    """t = 0 stays far from both limits; -1.95 lies .01 from contradicting: Phi(.01 / (.2 sqrt(2))) = .514."""
    row, evidence = of_comparisons(claim(), [comparison("a", 0.0), comparison("b", -1.95)], 0.2)
    assert row["verdict"] == "not_supported"
    assert row["stability"] < 0.65
    assert evidence["certainty"].tolist() == pytest.approx([1.0, 0.514], abs=0.005)
    assert row["certainty"] == pytest.approx(0.514, abs=0.005)
    assert not row["decidable"]


def test_one_piece_that_surely_falls_short_is_enough_where_none_leans_against_the_claim() -> None:
    row, _ = of_comparisons(claim(), [comparison("a", 0.0), comparison("b", 1.95)], 0.2)
    assert (row["verdict"], row["decidable"]) == ("not_supported", True)
    turned, _ = of_comparisons(claim(direction="negative"), [comparison("a", 0.0), comparison("b", 1.95)], 0.2)
    assert (turned["verdict"], turned["decidable"]) == ("not_supported", False)
    assert turned["certainty"] == pytest.approx(0.514, abs=0.005)


def test_the_doubts_about_all_evidence_add_up_where_all_of_it_must_hold() -> None:
    """Both pieces .4 beyond the limit: Phi(.4 / (.2 sqrt(2))) = Phi(1.414) = .921 each, so at least 1 - 2 x .0786."""
    row, evidence = of_comparisons(claim(), [comparison("a", 2.36), comparison("b", 2.36)], 0.2)
    assert row["verdict"] == "supported"
    assert row["certainty"] == pytest.approx(1 - (1 - evidence["certainty"]).sum())
    assert row["certainty"] == pytest.approx(0.8427, abs=1e-4)
    against, evidence = of_comparisons(claim(), [comparison("a", -2.36), comparison("b", -4.0)], 0.2)
    assert (against["verdict"], against["certainty"]) == ("contradicted", evidence["certainty"].max())


def test_evidence_without_random_numbers_adds_no_doubt() -> None:
    draws = -0.5 + 0.2 * np.random.default_rng(1).standard_normal(400)
    one = claim(Measure("trend", {"year": 2023}), PATH, direction="negative")
    claims = Claims((one,), Stability(50, 400, 400, 0.95))
    estimates = drawn(-0.5, draws)
    repeats = repeat_table(claims, estimates, {}, draw_picks(claims.stability, 1, 1), 100, 0.95)
    growth = growth_table({2022: [6.0], 2023: [2.0]})
    row, evidence = tables(claims, EvidenceSources(estimates, repeats, growth=growth))
    assert evidence["verdict"].tolist() == ["supported"] * 2
    assert np.isnan(evidence["certainty"][0])
    assert row["certainty"] == evidence["certainty"][1] < 1


@pytest.mark.parametrize("cases", [30, 100])
def test_a_comparison_of_models_that_is_supported_has_an_interval_without_zero(cases: int) -> None:
    """t = 1.97 with 29 or 99 degrees of freedom: p = .058 or .052, above .05, although 1.97 > 1.96."""
    declared = next(one for one in CLAIMS.claims if one.id == "C6")
    for t in (1.97, 2.2):
        p = 2 * stats.t.sf(t, cases - 1)
        _, evidence = of_comparisons(declared, [comparison("support_only", t, stats.t.ppf(0.975, cases - 1))], 0.0)
        found = evidence.iloc[0]
        assert (found["verdict"] == "supported") == (p < 0.05) == (found["lower"] > 0) == (t == 2.2)


def test_the_weakest_evidence_decides_where_the_claim_expects_a_negative_sign() -> None:
    row, _ = of_comparisons(claim(direction="negative"), [comparison("a", -4.0), comparison("b", -2.5)], 0.2)
    assert (row["verdict"], row["t"]) == ("supported", -2.5)


def test_a_verdict_with_just_the_least_certainty_is_decidable() -> None:
    draws = 0.5 + 0.1 * np.random.default_rng(1).standard_normal(400)
    one = claim(PATH)
    settings = JudgingSettings(Stability(1, 1, 1, 0.95), 1.96, 0.95, 0.8, repetitions=1, seed=1)
    repeats = pd.DataFrame(columns=["claim", "test", "run", "t", "lower", "upper"])
    verdict = judge(one, EvidenceSources(drawn(0.5, draws), repeats), settings)
    chances = [(0.95, 0.95, True), (0.949, 0.95, False), (0.95, 0.949, False), (np.nan, np.nan, True)]
    for stability, certainty, decidable in chances:
        row = claims_table([replace(verdict, stability=stability, certainty=certainty)], 0.95).iloc[0]
        assert row["decidable"] == decidable


def test_runs_of_predictions_have_a_pool_of_their_own() -> None:
    """As many resamples as they are drawn from: 1 / (1 + 1); 10 repetitions of a pool of 200: 1 / (1 + .05)."""
    settings = JudgingSettings(Stability(1, 40_000, 200, 0.95), 1.96, 0.95, 0.8, repetitions=10, seed=1)
    assert settings.variance_share("path") == 0.5
    assert settings.variance_share("comparison_of_models") == pytest.approx(1 / 1.05)


def test_the_repeated_runs_are_numbered_from_one() -> None:
    claims = Claims((claim(PATH),), Stability(3, 60, 2, 0.95))
    again = 0.2 + 0.1 * np.tile([-1.0, 1.0], 30)
    repeats = repeat_table(claims, drawn(0.2, again), {}, picked(3), 100, 0.95)
    assert repeats.columns.tolist() == ["claim", "test", "run", "t", "lower", "upper"]
    assert repeats[["claim", "test", "run"]].to_numpy().tolist() == [["A", 1, 1], ["A", 1, 2], ["A", 1, 3]]
