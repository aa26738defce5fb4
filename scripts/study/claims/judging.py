"""The verdict on every claim, its evidence, and how far both depend on random numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from plssem import certainty, inference, minimum_detectable_effect
from study.analysis.verdicts import (
    NOT_SUPPORTED,
    NOT_TESTABLE,
    SUPPORTED,
    combined,
    deciding,
    margins,
    trend_verdict,
    verdicts,
)
from study.claims.estimates import DRAWN, Estimates, measure_draws
from study.claims.repetition import added_variance, repeated
from study.setup.claim_declarations import Claim, Claims, Measure

__all__ = ["Judge", "claims_table", "evidence_table"]

Floats = npt.NDArray[np.float64]
Verdicts = npt.NDArray[np.str_]
NUMBERS = ("estimate", "se", "t", "p", "lower", "upper")
NONE = dict.fromkeys(NUMBERS, np.nan)
SHOWN = ("kind", "statistic", *NUMBERS)


@dataclass(frozen=True, eq=False)
class Judge:
    """What verdicts are reached with.

    comparisons: `model_comparison.csv`. growth: `growth.csv`. repeats: `claim_repeats.csv`, runs of full size.
    full_size: resamples of the bootstrap, and repetitions of the prediction.
    power: that the smallest detectable effects are to be found with, from 0 to 1.
    """

    claims: Claims
    estimates: Estimates
    comparisons: pd.DataFrame
    growth: pd.DataFrame
    repeats: pd.DataFrame
    full_size: Sequence[int]
    critical_t: float
    confidence_level: float
    power: float


def evidence_table(judge: Judge) -> pd.DataFrame:
    """Return `claim_tests.csv`: every piece of evidence, and every one beside, with its numbers and its verdict.

    stability: share of the repeated runs with the same verdict. certainty: chance that another run of full size would
    repeat it. Both are empty where nothing is drawn at random, and beside a claim. detectable: smallest effect, in the
    units of the estimate, that a study with this standard error finds significant with the power asked for, two-sided.
    """
    rows = []
    for claim in judge.claims.claims:
        for place, measure in enumerate(claim.evidence, start=1):
            numbers, verdict = _judged(judge, claim, measure)
            found = numbers | {"detectable": _detectable(judge, numbers["se"])}
            rows.append(_row(claim, place, "evidence", measure) | found | _moves(judge, claim, place, numbers, verdict))
        for place, measure in enumerate(claim.beside, start=len(claim.evidence) + 1):
            numbers, verdict = _judged(judge, claim, measure)
            found = numbers | {"detectable": _detectable(judge, numbers["se"])}
            rows.append(_row(claim, place, "beside", measure) | found | {"verdict": verdict})
    return pd.DataFrame(
        rows, columns=["claim", "test", "role", *SHOWN, "detectable", "verdict", "stability", "certainty"]
    )


def claims_table(judge: Judge, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return `claims.csv`: the verdict on each claim, and the numbers of the evidence that decides it.

    evidence: `claim_tests.csv`. decidable: whether both stability and certainty reach the least certainty that
    `claims.yaml` asks for. text: the key of the words for this verdict.
    """
    return pd.DataFrame([_claim_row(judge, claim, evidence) for claim in judge.claims.claims])


def _claim_row(judge: Judge, claim: Claim, evidence: pd.DataFrame) -> dict[str, Any]:
    own = evidence[(evidence["claim"] == claim.id) & (evidence["role"] == "evidence")]
    found = own["verdict"].to_numpy(dtype=np.str_)
    verdict = str(combined(list(found[:, None]))[0])
    chosen = own.iloc[deciding(list(found), verdict, list(claim.sign * own["t"].to_numpy(dtype=float)))]
    against = claim.sign * own["estimate"].to_numpy(dtype=float) < 0
    sure = _claim_certainty(verdict, found, own["certainty"].to_numpy(dtype=float), against)
    texts = {
        f"{name}_{language}": text for name in ("statement", "source") for language, text in vars(claim)[name].items()
    }
    stable = _claim_stability(judge, claim, verdict)
    return {
        "id": claim.id,
        "verdict": verdict,
        "direction": claim.direction,
        "criterion": claim.criterion,
        **{name: chosen[name] for name in SHOWN},
        "stability": stable,
        "certainty": sure,
        # Neither number exists where nothing is random, and then nothing is in doubt.
        "decidable": not any(chance < judge.claims.stability.least_certainty for chance in (stable, sure)),
        "text": f"{claim.id}.{verdict}",
        **texts,
    }


def _detectable(judge: Judge, error: float) -> float:
    return float(minimum_detectable_effect(np.array([error]), 1 - judge.confidence_level, judge.power)[0])


def _row(claim: Claim, place: int, role: str, measure: Measure) -> dict[str, Any]:
    return {"claim": claim.id, "test": place, "role": role, "kind": measure.kind, "statistic": measure.title}


def _judged(judge: Judge, claim: Claim, measure: Measure) -> tuple[dict[str, float], str]:
    if measure.kind == "trend":
        return _trend(judge, claim, measure.arguments["year"])
    if measure.kind == "not_measured":
        return NONE, NOT_TESTABLE
    numbers = _drawn(judge, measure) if measure.kind in DRAWN else _compared(judge, measure.arguments)
    t, lower, upper = (np.array([numbers[name]]) for name in ("t", "lower", "upper"))
    return numbers, str(verdicts(claim.criterion, claim.sign, (t, lower, upper), judge.critical_t)[0])


def _drawn(judge: Judge, measure: Measure) -> dict[str, float]:
    draws = measure_draws(measure, judge.estimates)
    found = inference(np.array([draws.estimate]), draws.resampled[:, None], judge.confidence_level)
    values = (found.estimate, found.standard_error, found.t, found.p, found.lower, found.upper)
    return {name: float(value[0]) for name, value in zip(NUMBERS, values, strict=True)}


def _compared(judge: Judge, asked: Mapping[str, Any]) -> dict[str, float]:
    table = judge.comparisons
    same = (
        (table["model"] == asked["model"]) & (table["rival"] == asked["rival"]) & (table["outcome"] == asked["outcome"])
    )
    row = table[same].iloc[0]
    return {name: float(row[name]) for name in NUMBERS}


def _trend(judge: Judge, claim: Claim, year: int) -> tuple[dict[str, float], str]:
    """Judge the quarters of a year, each against the one before it in the table; the estimate is the whole change."""
    series = judge.growth.sort_values(["year", "quarter"]).dropna(subset=["growth"])
    values = series.loc[series["year"] == year, "growth"].tolist()
    before = series.loc[series["year"] < year, "growth"].tolist()[-1:]
    change = values[-1] - before[0] if values and before else np.nan
    return NONE | {"estimate": change}, trend_verdict([*before, *values], claim.sign) if values else NOT_TESTABLE


def _moves(judge: Judge, claim: Claim, place: int, numbers: Mapping[str, float], verdict: str) -> dict[str, Any]:
    """Tell the verdict with its stability and certainty."""
    runs = repeated(judge.repeats, claim.id, place)
    if not len(runs[0]):
        return {"verdict": verdict, "stability": np.nan, "certainty": np.nan}
    same = verdicts(claim.criterion, claim.sign, runs, judge.critical_t) == verdict
    t, lower, upper = (np.array([numbers[name]]) for name in ("t", "lower", "upper"))
    margin = margins(claim.criterion, t, lower, upper, judge.critical_t)
    spread = margins(claim.criterion, *runs, judge.critical_t)[:, None]
    sure = certainty(margin, spread, _share(judge, claim.evidence[place - 1].kind))
    return {"verdict": verdict, "stability": float(same.mean()), "certainty": float(sure[0])}


def _share(judge: Judge, kind: str) -> float:
    """Share of the variance over the repeated runs that bootstraps of full size would have."""
    (resamples, repetitions), stability = judge.full_size, judge.claims.stability
    if kind == "comparison_of_models":
        return 1 / added_variance(stability.divisions, repetitions)
    return 1 / added_variance(stability.resamples, resamples)


def _claim_stability(judge: Judge, claim: Claim, verdict: str) -> float:
    runs = [repeated(judge.repeats, claim.id, place) for place in range(1, len(claim.evidence) + 1)]
    if not all(len(t) for t, _, _ in runs):
        return np.nan
    found = combined([verdicts(claim.criterion, claim.sign, one, judge.critical_t) for one in runs])
    return float((found == verdict).mean())


def _claim_certainty(verdict: str, found: Verdicts, sure: Floats, against: npt.NDArray[np.bool_]) -> float:
    """Return a lower bound of the chance that another run repeats a claim's verdict; NaN where nothing is random.

    1 less the doubts, 1 - certainty, of all evidence that must stay as it is (Boole's inequality): of every piece for
    support; of the surest one that contradicts for contradiction; for not supported, of the surest piece that falls
    short, and of every other that leans against the claim and would contradict it.
    """
    own = found == verdict
    if verdict == NOT_TESTABLE or np.isnan(sure[own]).all():
        return float("nan")
    # Evidence without random numbers cannot change.
    doubts = np.where(np.isnan(sure), 0.0, 1 - sure)
    surest = int(np.argmin(np.where(own, doubts, np.inf)))
    needed = own if verdict == SUPPORTED else np.arange(len(own)) == surest
    if verdict == NOT_SUPPORTED:
        needed = needed | (own & against)
    return float(max(0.0, 1 - doubts[needed].sum()))
