"""Consistent PLS, overall fit and information criteria against published results (provenance in the JSON files)."""

import math
from typing import Any

import numpy as np
import pytest

from plssem import (
    Fit,
    Model,
    akaike_criterion,
    bayesian_criterion,
    consistent,
    estimate,
    fornell_larcker,
    inner_vif,
    model_fit,
    statistics,
)
from reference.ours import by_block, differences, table
from reference.published import answers, ecsi_model, reputation_model, results

AGREEMENT = 1e-9
SURVEYS = ("corp_rep_data", "mobi")
CONSISTENT, FIT, CRITERIA = results("consistent"), results("model_fit"), results("criteria")


def model_of(name: str) -> Model:
    return ecsi_model() if name == "mobi" else reputation_model()


@pytest.fixture(scope="module")
def fits() -> dict[str, Fit]:
    return {name: estimate(answers(name, model_of(name)), model_of(name)) for name in SURVEYS}


def corrected(fit: Fit, cases: int) -> dict[str, Any]:
    """Every statistic of the consistent fit, in the form of the reference results."""
    fit, names = consistent(fit), fit.model.constructs
    named = {s.name: dict(zip(s.labels, s.values.tolist(), strict=True)) for s in statistics(fit, cases)}
    return named | {
        "outer_loadings": by_block(named["outer_loadings"], fit.model),
        "cross_loadings": table(fit.cross_loadings, fit.model.indicators, names),
        "construct_correlations": table(fit.construct_correlations, names, names),
        "inner_vif": table(inner_vif(fit).T, names, names),
        "fornell_larcker_squared": table(fornell_larcker(fit) ** 2, names, names),
    }


@pytest.mark.parametrize(
    ("name", "engine", "statistic"),
    [(name, engine, key) for name in SURVEYS for engine in CONSISTENT[name] for key in CONSISTENT[name][engine]],
)
def test_consistent_pls_agrees(fits: dict[str, Fit], name: str, engine: str, statistic: str) -> None:
    ours = corrected(fits[name], len(answers(name, model_of(name))))
    apart = differences(ours[statistic], CONSISTENT[name][engine][statistic])
    worst = max(apart, key=lambda place: apart[place])
    assert apart[worst] < AGREEMENT, worst


@pytest.mark.parametrize("saturated", [True, False])
@pytest.mark.parametrize("notation", ["composite", "common_factor", "consistent"])
@pytest.mark.parametrize("name", SURVEYS)
def test_overall_fit_agrees(fits: dict[str, Fit], name: str, notation: str, saturated: bool) -> None:
    fit = consistent(fits[name]) if notation == "consistent" else fits[name]
    factors = () if notation == "composite" else fit.model.constructs
    ours = model_fit(fit, common_factors=factors, saturated=saturated)
    theirs = dict(FIT[name][notation]["saturated" if saturated else "estimated"])
    # Convention F4: it takes logarithms to base 10 in d_G; the distance of the literature has natural ones.
    assert theirs.pop("d_g_base_10") * math.log(10) ** 2 == pytest.approx(ours.d_g, abs=AGREEMENT)
    assert set(theirs) == {"srmr", "d_uls"} | (set() if saturated else {"nfi"})
    for measure, value in theirs.items():
        assert getattr(ours, measure) == pytest.approx(value, abs=AGREEMENT)


@pytest.mark.parametrize(("name", "scheme"), [("corp_rep_data", "path"), ("mobi", "path"), ("mobi", "factorial")])
def test_information_criteria_agree(name: str, scheme: str) -> None:
    model = ecsi_model(scheme) if name == "mobi" else reputation_model()
    data = answers(name, model)
    fit = estimate(data, model)
    theirs = CRITERIA[name if scheme == "path" else f"{name}_{scheme}"]
    for key, criterion in (("AIC", akaike_criterion), ("BIC", bayesian_criterion)):
        ours = dict(zip(model.constructs, criterion(fit, len(data)).tolist(), strict=True))
        for construct, value in theirs[key].items():
            assert ours[construct] == pytest.approx(value, abs=AGREEMENT)
        assert set(theirs[key]) == {construct for construct, value in ours.items() if np.isfinite(value)}
