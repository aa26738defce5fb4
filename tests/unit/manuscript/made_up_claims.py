"""Made-up result files of the claims, in the form of the contract."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from study.analysis.verdicts import DecisionRule, combine_verdicts, find_deciding
from study.claims.repetition import DRAWN
from study.setup.claim_declarations import Claim, Claims, Measure, read_claims
from study.setup.study_model import StudyModel
from study.setup.study_names import model_names
from unit.claims.judged import ROOT

CLAIMS = read_claims(ROOT / "config" / "claims.yaml")
UNTESTABLE = {"C7": "not_testable", "C8": "not_testable"}
SIGNED = {"supported": 0.21, "not_supported": 0.03, "contradicted": -0.19, "not_testable": np.nan}
GOOD = {"cronbach_alpha": 0.8, "composite_reliability": 0.9, "ave": 0.8}
DECIDED = ("C1", "C2", "C3", "C4", "C5", "C6")


def declared_claims(negative: tuple[str, ...] = (), criteria: Mapping[str, str] = {}) -> Claims:
    """Return the project's claims; those named expect a negative sign, or are judged by another criterion."""
    changes = {name: {"direction": "negative"} for name in negative}
    changes |= {name: changes.get(name, {}) | {"criterion": criterion} for name, criterion in criteria.items()}
    claims = tuple(replace(claim, **changes.get(claim.id, {})) for claim in CLAIMS.claims)  # type: ignore[arg-type]
    return replace(CLAIMS, claims=claims)


def claim_files(
    claims: Claims,
    model: StudyModel,
    verdicts: Mapping[str, str],
    beside: str = "supported",
    undecidable: tuple[str, ...] = (),
    mediation: tuple[str, float] = ("complementary", 1 / 3),
    given: Mapping[str, tuple[float, float, float, float]] = {},
    raised: tuple[str, ...] = (),
) -> dict[str, pd.DataFrame]:
    """Return every result table of the claims; verdicts: by claim, or by piece of evidence as C1.2; supported where
    silent. mediation: type and share. given: estimate, standard error, bounds by piece of evidence, or of a hypothesis;
    its verdict and that of its claim follow from them by the rule. raised: claims that rest on the most resamples.
    """
    states = {claim.id: verdicts.get(claim.id, UNTESTABLE.get(claim.id, "supported")) for claim in claims.claims}
    tests, rows = [], []
    for claim in claims.claims:
        own = _tests(claim, states[claim.id], beside, verdicts)
        row = _claim(claim, states[claim.id], claim.id not in undecidable)
        tests += [_as_given(claim, test, given) for test in own]
        if set(given) & {claim.id, *(f"{claim.id}.{test['test']}" for test in own)}:
            row |= _decided(claim, tests[-len(own) :])
        rows.append(row)
    counts = {claim.id: 80_000 if claim.id in raised else 10_000 for claim in claims.claims}
    for row, name in (*((row, "id") for row in rows), *((test, "claim") for test in tests)):
        row["resamples"] = counts[row[name]] if row["kind"] in DRAWN else None
    return {
        "claim_tests": pd.DataFrame(tests).astype({"resamples": "Int64"}),
        "claims": pd.DataFrame(rows).astype({"resamples": "Int64"}),
        "models": pd.DataFrame(model_names(claims)),
        **{f"full/{name}": table for name, table in _estimates(model, mediation).items()},
    }


def _as_given(
    claim: Claim, test: dict[str, Any], given: Mapping[str, tuple[float, float, float, float]]
) -> dict[str, Any]:
    """Return a piece of evidence with the numbers that a case gives it, and the verdict that follows."""
    name = claim.id if claim.id in given else f"{claim.id}.{test['test']}"
    if name not in given:
        return test
    estimate, error, lower, upper = given[name]
    t = estimate / error
    numbers = {"estimate": estimate, "se": error, "t": t, "p": np.exp(-abs(t)), "lower": lower, "upper": upper}
    return test | numbers | {"verdict": DecisionRule(claim.criterion, claim.sign, 1.96).verdict(t, lower, upper)}


def _decided(claim: Claim, tests: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the verdict on a claim and the numbers of the evidence that decides, as the rule does."""
    evidence = [test for test in tests if test["role"] == "evidence"]
    pieces = [test["verdict"] for test in evidence]
    verdict = str(combine_verdicts(pieces))
    deciding = evidence[find_deciding(pieces, verdict, [claim.sign * test["t"] for test in evidence])]
    columns = ("kind", "statistic", "estimate", "se", "t", "p", "lower", "upper", "detectable")
    return {"verdict": verdict} | {name: deciding[name] for name in columns}


def _tests(claim: Claim, verdict: str, beside: str, verdicts: Mapping[str, str]) -> list[dict[str, Any]]:
    pieces = [verdicts.get(f"{claim.id}.{place}", verdict) for place in range(1, len(claim.evidence) + 1)]
    both = [(one, "evidence", piece) for one, piece in zip(claim.evidence, pieces, strict=True)]
    both += [(one, "beside", beside) for one in claim.beside]
    return [
        {"claim": claim.id, "test": place, "role": role, **_numbers(one, state, claim.sign), "verdict": state}
        | {"stability": 0.97 if role == "evidence" and one.kind not in ("trend", "not_measured") else np.nan}
        for place, (one, role, state) in enumerate(both, start=1)
    ]


def _claim(claim: Claim, verdict: str, decidable: bool) -> dict[str, Any]:
    texts = {f"statement_{language}": text for language, text in claim.statement.items()}
    drawn = claim.evidence[0].kind not in ("trend", "not_measured")
    numbers = _numbers(claim.evidence[0], verdict, claim.sign)
    tail = {"stability": 0.97 if drawn else np.nan, "decidable": decidable}
    return {
        "id": claim.id,
        "verdict": verdict,
        "direction": claim.direction,
        "criterion": claim.criterion,
        **numbers,
        **tail,
        **texts,
    }


def _numbers(measure: Measure, verdict: str, sign: int) -> dict[str, Any]:
    estimate = np.nan if measure.kind == "not_measured" else sign * SIGNED[verdict]
    reach = np.nan if measure.kind == "trend" else 0.1
    t = estimate / (reach / 1.96)
    return {
        "kind": measure.kind,
        "statistic": measure.title,
        "estimate": estimate,
        "se": reach / 1.96,
        "t": t,
        "p": np.exp(-np.abs(t)),
        "lower": estimate - reach,
        "upper": estimate + reach,
        "detectable": 1.43 * reach,
    }


def _estimates(model: StudyModel, mediated: tuple[str, float]) -> dict[str, pd.DataFrame]:
    names = [(part.name, construct.name) for construct in model.constructs.values() for part in construct.dimensions]
    table = pd.DataFrame(names, columns=["dimension", "construct"])
    effects = table[table["construct"] != "Y"].assign(target="Y", estimate=0.12, lower=0.02, upper=0.22)
    quality = pd.DataFrame({"construct": table["dimension"], **GOOD})
    ways = ["X1 -> X3 -> Y", "X2 -> X3 -> Y"]
    interval = {
        f"{name}{end}": value for name in ("indirect", "direct") for end, value in (("_lower", 0.01), ("_upper", 0.3))
    }
    mediation = pd.DataFrame({"model": "mediation", "route": ways, "indirect": 0.1, "direct": 0.2, **interval})
    moderation = pd.DataFrame({"interaction": ["X1 * X3 -> Y", "X2 * X3 -> Y"], "estimate": -0.1, "p": 0.04})
    slopes = [(f"{one} -> Y", "X3", at, 0.2 - 0.1 * at) for one in ("X1", "X2") for at in (-1, 0, 1)]
    comparison = pd.DataFrame({"model": "main", "rival": ["structure_only", "support_only"], "outcome": "Y"})
    measures = ["r_squared", "q_squared_predict", "rival_r_squared", "rival_q_squared_predict"]
    importance = table.rename(columns={"dimension": "element"}).assign(level="dimension", target="Y")
    return {
        "dimensions": table.assign(outer_weight=0.55, outer_loading=0.9),
        "dimension_effects": effects,
        "dimension_quality": quality,
        "mediation": mediation.assign(total=0.3, type=mediated[0], share=mediated[1]),
        "moderation": moderation.assign(lower=-0.2, upper=-0.01, f_squared=0.02),
        "simple_slopes": pd.DataFrame(slopes, columns=["path", "moderator", "at", "estimate"]),
        "model_comparison": comparison.assign(
            **dict.fromkeys(measures, 0.4), estimate=0.1, lower=0.01, upper=0.2, t=2.3, p=0.02
        ),
        "importance": importance.assign(importance=0.1, performance=61.5),
    }
