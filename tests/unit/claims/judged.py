"""Claims judged in memory, from answers drawn from a population."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from plssem import assign_folds, bootstrap, bootstrap_higher_order, bootstrap_importance, bootstrap_moderated, estimate
from study.analysis.dimension_tables import dimension_model, necessity_tables, score_table
from study.analysis.moderation_tables import bootstrap_conditional, moderated_model
from study.analysis.rival_tables import (
    compared_models,
    comparison_table,
    predict_by_each,
    rival_model,
    select_indicators,
)
from study.analysis.samples import Sample, Settings, engine_model, share_directions
from study.claims.judging import EvidenceSources, JudgingSettings, claims_table, evidence_table
from study.claims.judging import judge as judge_claim
from study.claims.repetition import Estimates, draw_picks, repeat_table
from study.setup.claim_declarations import MAIN, Claims, read_claims
from study.setup.config import read_yaml
from study.setup.configuration import NecessitySection
from study.setup.study_model import StudyModel, read_study_model
from study.simulated.demonstration import SimulatedPopulation, draw_points, read_population

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = Settings("path", 300, 1e-7)
# Without control variables: the answers drawn here are those to the items.
MODEL = read_study_model(ROOT / "config" / "model.yaml")
_DECLARED = read_claims(ROOT / "config" / "claims.yaml")
_PLAIN = {name: paths for name, paths in _DECLARED.models.items() if name not in _DECLARED.controls}
CLAIMS = replace(_DECLARED, models=_PLAIN, controls={}, labels={})
DECLARED = read_population(read_yaml(ROOT / "config" / "population.yaml"))
SLOWER = {2022: [6.87], 2023: [2.14, 1.85, 0.95]}
LEVEL = 0.95
NECESSITY = NecessitySection(
    outcome="Y",
    conditions=("X1", "X2", "X3"),
    ceiling="ce_fdh",
    scope="empirical",
    permutations=400,
    minimum_effect=0.1,
    significance_level=0.05,
    levels=(0, 50, 100),
    desired_level=50,
)
IMPORTANCE = pd.DataFrame(
    [
        {"target": "Y", "level": level, "element": name, "importance": 0.3, "performance": 60.0}
        for name in MODEL.constructs
        for level in ("construct", "indicator")
    ]
)


@dataclass(frozen=True)
class Size:
    """Cases of the sample, resamples of the bootstrap and repeated runs."""

    cases: int = 400
    resamples: int = 400
    runs: int = 5
    power: float = 0.8


def growth_table(quarters: Mapping[int, list[float]]) -> pd.DataFrame:
    rows = [(year, place, value) for year, values in quarters.items() for place, value in enumerate(values, start=1)]
    return pd.DataFrame(rows, columns=["year", "quarter", "growth"])


def ceiling_table(indicators: np.ndarray, model: StudyModel) -> pd.DataFrame:
    """Return `necessity.csv` of the answers."""
    sample = Sample(model, engine_model(model, SETTINGS), indicators)
    return necessity_tables(score_table(sample, NECESSITY, (1, 5)), IMPORTANCE, NECESSITY, seed=1)["necessity"]


def answers(population: SimulatedPopulation, cases: int, seed: int, model: StudyModel = MODEL) -> np.ndarray:
    return draw_points(population, model, 5, cases, np.random.default_rng(seed)).astype(float)


def draw_estimates(
    indicators: np.ndarray,
    study_model: StudyModel,
    claims: Claims,
    settings: Settings,
    ends: tuple[float, float],
    resamples: int,
    seed: int,
) -> Estimates:
    """Draw all that the evidence of the claims needs, as the rules do; indicators (N, K) on a scale with these ends."""
    kinds = {measure.kind for measure in claims.measures}
    main = engine_model(study_model, settings)
    models = {MAIN: main} | {name: rival_model(study_model, claims, name, settings) for name in claims.rivals}
    fit = estimate(indicators, main)
    drawn = {
        name: bootstrap(
            select_indicators(indicators, model, study_model.indicators),
            model,
            resamples,
            seed=seed,
            reference=share_directions(fit, model),
        )
        for name, model in models.items()
    }
    dimensions, importance, moderation, conditional = None, None, None, None
    if kinds & {"dimension_effect", "difference_of_dimension_effects"}:
        dimensions = bootstrap_higher_order(indicators, dimension_model(study_model, settings), resamples, seed=seed)
    if "difference_of_performance" in kinds:
        outcome = study_model.main_outcome
        importance = bootstrap_importance(indicators, main, outcome, *ends, resamples, seed=seed)
    if "interaction" in kinds:
        moderated = moderated_model(study_model, claims.interactions, settings)
        moderation = bootstrap_moderated(indicators, moderated, resamples, seed=seed)
    if "moderated_mediation" in kinds:
        conditional = bootstrap_conditional(indicators, study_model, claims, settings, resamples, seed)
    return Estimates(study_model, drawn, dimensions, importance, moderation, conditional)


def judge(
    indicators: np.ndarray,
    claims: Claims = CLAIMS,
    model: StudyModel = MODEL,
    size: Size = Size(),
    growth: Mapping[int, list[float]] = SLOWER,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return claims and evidence as the rules write them."""
    stability = replace(claims.stability, runs=size.runs, divisions=size.runs)
    declared, cases = replace(claims, stability=stability), len(indicators)
    models = compared_models(model, declared, SETTINGS)
    folds, again = (assign_folds(cases, 10, repeats, seed=1) for repeats in (2, size.runs))
    predicted, repredicted = (
        predict_by_each(indicators, models, model.indicators, one, "direct") for one in (folds, again)
    )
    draws = draw_estimates(indicators, model, declared, SETTINGS, (1, 5), size.resamples, 1)
    picks = draw_picks(stability, 2, seed=3)
    sources = EvidenceSources(
        draws,
        repeat_table(declared, draws, repredicted, picks, cases, LEVEL),
        comparison_table(indicators, models, model.indicators, predicted, declared.comparisons, LEVEL),
        growth_table(growth),
        ceiling_table(indicators, model) if "necessity" in {one.kind for one in declared.measures} else pd.DataFrame(),
    )
    settings = JudgingSettings(stability, 1.96, LEVEL, size.power, 2, 3)
    judged = [judge_claim(claim, sources, settings) for claim in declared.claims]
    return claims_table(judged, stability.least_certainty).set_index("id"), evidence_table(judged)
