"""Every estimate of a result table lies between its own bounds, and no lower bound is an upper one.

The draws are made up: those of each element lie closely about its estimate, so that bounds of another element, or the
two of one swapped, do not hold it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import plssem
from plssem import Bootstrap
from study.analysis import (
    dimension_tables,
    evidence_tables,
    measurement_tables,
    moderation_tables,
    rival_tables,
    robustness,
    structure_tables,
)
from study.analysis.data_sets import DataSet
from study.analysis.dimension_tables import importance_table
from study.analysis.rival_tables import comparison_table, predict_by_each
from study.analysis.robustness import NONE
from study.analysis.samples import engine_model
from study.analysis.verdicts import Judging
from study.claims.judging import EvidenceSources, JudgingSettings, claims_table, evidence_table, judge
from study.claims.repetition import Estimates
from study.setup.claim_declarations import MAIN, Stability
from study.setup.configuration import BootstrapSection, Choices
from unit.claims.judged import CLAIMS, DECLARED, MODEL, SETTINGS, answers, draw_estimates, growth_table

LEVEL = 0.95
# Where the estimate does not bear the name of its bounds without their ending.
ESTIMATES = {
    "lower": ("estimate", "htmt"),
    "corrected_lower": ("corrected_path",),
    # Both estimate one share of the population, whose interval is that of R2 (convention B15).
    "adjusted_r_squared_lower": ("r_squared",),
}
DRAWN = ("bootstrap_consistent", "bootstrap_moderated", "bootstrap_copulas")


def close(bootstrap: Bootstrap) -> Bootstrap:
    """The same bootstrap with 41 draws of each element, evenly spread about its estimate, each a little wider."""
    steps = np.linspace(-0.0002, 0.0002, 41)
    widths = {name: 1 + np.arange(len(values)) / 10 for name, values in bootstrap.estimates.items()}
    draws = {name: values + np.outer(steps, widths[name]) for name, values in bootstrap.estimates.items()}
    flags = np.ones(41, dtype=bool)
    return replace(bootstrap, draws=draws, converged=flags, admissible=flags)


@cache
def indicators() -> np.ndarray:
    return answers(DECLARED, 200, seed=4)


@cache
def estimates() -> Estimates:
    drawn = draw_estimates(indicators(), MODEL, CLAIMS, SETTINGS, (1, 5), 5, seed=1)
    models = {name: close(bootstrap) for name, bootstrap in drawn.models.items()}
    others = {name: close(getattr(drawn, name)) for name in ("dimensions", "importance", "moderation")}
    conditional = moderation_tables.bootstrap_conditional(indicators(), MODEL, CLAIMS, SETTINGS, 5, seed=1)
    return replace(drawn, models=models, conditional=close(conditional), **others)


@cache
def fit() -> plssem.Fit:
    return plssem.estimate(indicators(), engine_model(MODEL, SETTINGS))


@cache
def comparisons() -> pd.DataFrame:
    models = rival_tables.compared_models(MODEL, CLAIMS, SETTINGS)
    folds = plssem.assign_folds(200, 5, 1, seed=1)
    predicted = predict_by_each(indicators(), models, MODEL.indicators, folds, "direct")
    return comparison_table(indicators(), models, MODEL.indicators, predicted, CLAIMS.comparisons, LEVEL)


def tables_of_the_model() -> Iterator[tuple[str, pd.DataFrame]]:
    main = estimates().models[MAIN]
    yield "paths", structure_tables.paths_table(fit(), main, MODEL, Judging(LEVEL, 1.96, {}))
    yield "effects", structure_tables.effects_table(main, MODEL, LEVEL)
    yield "r_squared", structure_tables.r_squared_table(fit(), main, np.full(4, np.nan), LEVEL)
    yield "reliability", measurement_tables.reliability_table(main, LEVEL)
    yield "outer_model", measurement_tables.outer_model_table(fit(), main, LEVEL)
    yield "htmt", measurement_tables.htmt_table(main, LEVEL)


def tables_of_the_claims() -> Iterator[tuple[str, pd.DataFrame]]:
    drawn = estimates()
    assert drawn.dimensions
    assert drawn.importance
    assert drawn.moderation
    assert drawn.conditional
    rivals = {name: drawn.models[name] for name in CLAIMS.rivals}
    yield "rival_effects", rival_tables.rival_table(rivals, LEVEL)
    yield "mediation", rival_tables.mediation_table(rivals, MODEL, LEVEL)
    yield "moderation", moderation_tables.moderation_table(drawn.moderation, CLAIMS.interactions, LEVEL)
    yield "simple_slopes", moderation_tables.slope_table(drawn.moderation, LEVEL)
    above = tuple(replace(one, levels=(0, 1)) for one in CLAIMS.conditional_mediation)  # below it, the draws cancel
    claims = replace(CLAIMS, conditional_mediation=above)
    yield "conditional_mediation", moderation_tables.conditional_table(drawn.conditional, claims, LEVEL)
    yield "dimensions", dimension_tables.dimension_table(drawn.dimensions, MODEL, LEVEL)
    yield "dimension_effects", dimension_tables.effect_table(drawn.dimensions, MODEL, LEVEL)
    yield "dimension_differences", dimension_tables.difference_table(drawn.dimensions, MODEL, LEVEL)
    yield "dimension_quality", dimension_tables.quality_table(drawn.dimensions, MODEL, LEVEL)
    yield "importance", importance_table(drawn.importance, MODEL, "Y", LEVEL)
    yield "model_comparison", comparisons()
    settings = JudgingSettings(Stability(1, 1, 1, LEVEL), 1.96, LEVEL, 0.8, 1, 1)
    repeats = pd.DataFrame(columns=["claim", "test", "run", "t", "lower", "upper"])
    sources = EvidenceSources(drawn, repeats, comparisons(), growth_table({}))
    judged = [judge(claim, sources, settings) for claim in CLAIMS.claims]
    yield "claim_tests", evidence_table(judged)
    yield "claims", claims_table(judged, LEVEL)


def bounds(table: pd.DataFrame) -> Iterator[tuple[str, pd.Series, pd.Series, pd.Series]]:
    """Yield each lower bound with its estimate and its upper bound."""
    for lower in [column for column in table if str(column).endswith("lower")]:
        names = ESTIMATES.get(lower, (lower.removesuffix("_lower"),))
        estimate = next(name for name in names if name in table)
        yield lower, table[estimate], table[lower], table[lower.removesuffix("lower") + "upper"]


def assert_bounds(table: pd.DataFrame) -> None:
    intervals = list(bounds(table))
    assert intervals
    for name, estimate, lower, upper in intervals:
        known = lower.notna()
        assert known.any(), name
        assert (lower[known] < estimate[known]).all(), name
        assert (estimate[known] < upper[known]).all(), name


@pytest.mark.parametrize("make", [tables_of_the_model, tables_of_the_claims])
def test_every_estimate_lies_between_its_own_bounds(make: type[Iterator]) -> None:
    checked = dict(make())
    assert len(checked) in (6, 13)
    for name, table in checked.items():
        try:
            assert_bounds(table)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error


@pytest.mark.parametrize("table", ["consistent", "nonlinearity", "endogeneity"])
def test_the_checks_of_the_evidence_hold_their_estimates(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DRAWN:
        drawn = getattr(evidence_tables, name)
        monkeypatch.setattr(evidence_tables, name, lambda *args, drawn=drawn, **named: close(drawn(*args, **named)))
    settings = BootstrapSection(5, 1, LEVEL)
    engine = engine_model(MODEL, SETTINGS)
    if table == "consistent":
        made, _ = evidence_tables.consistent_table(indicators(), fit(), MODEL, settings)
        # `estimate` is that of PLS, and all else of consistent PLS.
        made = made.drop(columns="estimate").rename(columns={"consistent_estimate": "estimate"})
    elif table == "nonlinearity":
        made = evidence_tables.nonlinearity_table(indicators(), engine, MODEL, settings)
    else:
        made = evidence_tables.endogeneity_table(indicators(), engine, MODEL, settings)
    assert_bounds(made)


@pytest.mark.parametrize("decision", ["t", "percentile", "bias_corrected"])
def test_every_universe_holds_its_estimate(decision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(*args: object, **named: object) -> Mapping[str, Bootstrap]:
        bootstraps = plssem.bootstrap_estimators(*args, **named)  # type: ignore[arg-type]
        return {name: close(bootstrap) for name, bootstrap in bootstraps.items()}

    monkeypatch.setattr(robustness, "bootstrap_estimators", drawn)
    monkeypatch.setattr(robustness, "bootstrap", lambda *args, **named: close(plssem.bootstrap(*args, **named)))
    data = DataSet("mean", "exclude", NONE, NONE, MODEL, indicators())
    choices = Choices((), (), (), (), ("centroid", "sum_scores"), ("t", "percentile", "bias_corrected"))
    universes = robustness.universe_table([data], choices, robustness.Analysis(SETTINGS, 5, 5, 3, Judging(LEVEL, 1.96)))
    assert_bounds(universes[universes["decision"] == decision])


def test_the_one_sided_bound_of_htmt_lies_between_the_ratio_and_its_upper_bound() -> None:
    table = measurement_tables.htmt_table(estimates().models[MAIN], LEVEL)
    assert (table["htmt"] < table["upper_one_sided"]).all()
    assert (table["upper_one_sided"] < table["upper"]).all()


def test_the_interval_of_a_comparison_of_models_is_that_of_its_t() -> None:
    table = comparisons()
    reach = stats.t.ppf((1 + LEVEL) / 2, 199) * table["se"]
    np.testing.assert_allclose(table["upper"] - table["estimate"], reach, rtol=1e-12)
    np.testing.assert_allclose(table["estimate"] - table["lower"], reach, rtol=1e-12)
    np.testing.assert_allclose(table["t"], table["estimate"] / table["se"], rtol=1e-12)
