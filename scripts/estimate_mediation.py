"""Estimate the rival models of the claims: their effects, and what runs through mediators."""

from collections.abc import Sequence
from pathlib import Path

from plssem import bootstrap as bootstrap_rival
from plssem import estimate
from study.analysis.draws import BootstrapSettings, write_bootstrap
from study.analysis.rival_tables import mediation_table, rival_model, rival_table
from study.analysis.samples import Settings, engine_model, read_indicators, share_directions
from study.base.files import write_table
from study.setup.claim_declarations import read_claims
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    claims: Path,
    settings: Settings,
    bootstrap: BootstrapSettings,
    effects: Path,
    mediation: Path,
    draws: Sequence[Path],
) -> None:
    study_model, declared = read_study_model(model), read_claims(claims)
    main_model = engine_model(study_model, settings)
    main_fit = estimate(read_indicators(responses, main_model.indicators), main_model)
    drawn = {}
    for name, path in zip(declared.rivals, draws, strict=True):
        engine = rival_model(study_model, declared.models[name], settings)
        indicators = read_indicators(responses, engine.indicators)
        directions = share_directions(main_fit, engine)
        drawn[name] = bootstrap_rival(
            indicators, engine, bootstrap.resamples, seed=bootstrap.seed, reference=directions
        )
        write_bootstrap(drawn[name], path)
    write_table(rival_table(drawn, bootstrap.confidence_level), effects)
    write_table(mediation_table(drawn, bootstrap.confidence_level), mediation)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
