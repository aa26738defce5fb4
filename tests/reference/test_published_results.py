"""Our results against those that other engines published for two public surveys (provenance in the JSON files)."""

from typing import Any

import numpy as np
import pytest

from plssem import Model, estimate
from reference.ours import differences, everything
from reference.published import answers, ecsi_model, reputation_model, results

AGREEMENT = 1e-9
# What an engine computes by another convention, so that its numbers are not ours; tested below for what they are.
OTHER_CONVENTION = {"f_squared_reestimated", "htmt_signed"}

ECSI, REPUTATION = results("ecsi"), results("corporate_reputation")
CASES = [
    pytest.param(name, scheme, engine, statistic, id=f"{name}-{scheme}-{engine}-{statistic}")
    for name, content in (("mobi", ECSI), ("corp_rep_data", REPUTATION))
    for scheme, engines in content.items()
    if scheme != "provenance"
    for engine, reported in engines.items()
    for statistic in reported
    if statistic not in OTHER_CONVENTION
]


def model_of(name: str, scheme: str) -> Model:
    return ecsi_model(scheme) if name == "mobi" else reputation_model()


@pytest.fixture(scope="module")
def ours() -> dict[tuple[str, str], dict[str, Any]]:
    cases = [("mobi", "path"), ("mobi", "factorial"), ("mobi", "centroid"), ("corp_rep_data", "path")]
    return {
        (name, scheme): everything(answers(name, model_of(name, scheme)), model_of(name, scheme))
        for name, scheme in cases
    }


@pytest.mark.parametrize(("name", "scheme", "engine", "statistic"), CASES)
def test_agrees_with(
    ours: dict[tuple[str, str], dict[str, Any]], name: str, scheme: str, engine: str, statistic: str
) -> None:
    theirs = (ECSI if name == "mobi" else REPUTATION)[scheme][engine][statistic]
    apart = differences(ours[name, scheme][statistic], theirs)
    worst = max(apart, key=lambda place: apart[place])
    assert apart[worst] < AGREEMENT, worst


def test_every_statistic_we_bootstrap_is_among_those_compared() -> None:
    compared = {case.values[3] for case in CASES}
    assert compared >= {
        "outer_weights",
        "outer_loadings",
        "path_coefficients",
        "r_squared",
        "adjusted_r_squared",
        "f_squared",
        "cronbach_alpha",
        "rho_a",
        "composite_reliability",
        "average_variance_extracted",
        "htmt",
        "total_effects",
        "total_indirect_effects",
    }


def test_f_squared_of_seminr_reestimates_the_model_without_the_path(
    ours: dict[tuple[str, str], dict[str, Any]],
) -> None:
    """Convention S1: its scores are of the model without Image -> Loyalty, not the scores of the full model."""
    indicators, full = answers("mobi", ecsi_model()), ecsi_model()
    source, target = full.constructs.index("Image"), full.constructs.index("Loyalty")
    without = np.array(full.structural_model)
    without[source, target] = False
    reduced = estimate(indicators, Model(full.indicators, full.constructs, full.measurement_model, without, full.modes))
    explained = ours["mobi", "path"]["r_squared"]["Loyalty"]
    expected = (explained - reduced.r_squared[target]) / (1 - explained)
    theirs = ECSI["path"]["seminr"]["f_squared_reestimated"]["Image -> Loyalty"]
    assert theirs == pytest.approx(expected, abs=1e-6)
    assert theirs != pytest.approx(ours["mobi", "path"]["f_squared"]["Image -> Loyalty"], abs=1e-3)


def test_htmt_of_csem_takes_signed_correlations(ours: dict[tuple[str, str], dict[str, Any]]) -> None:
    """Convention M4: it takes means of the correlations themselves, which differ from ours where some are negative."""
    model = ecsi_model()
    fit = estimate(answers("mobi", model), model)
    membership = model.measurement_model.astype(float)
    sizes = membership.sum(axis=0)
    sums = membership.T @ fit.correlations @ membership
    pairs = sizes * (sizes - 1)
    within = np.where(pairs > 0, (np.diag(sums) - sizes) / np.where(pairs > 0, pairs, 1), 1)
    signed = sums / np.outer(sizes, sizes) / np.sqrt(np.outer(within, within))
    names = model.constructs
    cells = [(i, j) for i in names for j in names if j in ECSI["path"]["cSEM"]["htmt_signed"].get(i, {}) and i != j]
    theirs = {cell: ECSI["path"]["cSEM"]["htmt_signed"][cell[0]][cell[1]] for cell in cells}
    theirs = {cell: value for cell, value in theirs.items() if value != 0}
    for (i, j), value in theirs.items():
        assert value == pytest.approx(signed[names.index(i), names.index(j)], abs=AGREEMENT)
    assert len(theirs) == 21
    assert max(abs(value - ours["mobi", "path"]["htmt"][i][j]) for (i, j), value in theirs.items()) > 0.01
