"""Estimate the rival models of the claims: their effects, and what runs through mediators."""

from collections.abc import Sequence
from pathlib import Path

from plssem import bootstrap
from study.analysis.draws import write_bootstrap
from study.analysis.rival_tables import mediation_table, rival_model, rival_table
from study.analysis.samples import Settings, indicator_matrix, read_responses
from study.base.files import write_table
from study.setup.claim_declarations import read_claims
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    claims: Path,
    settings: Settings,
    resamples: int,
    seed: int,
    confidence_level: float,
    effects: Path,
    mediation: Path,
    draws: Sequence[Path],
) -> None:
    study_model, declared, answers = read_study_model(model), read_claims(claims), read_responses(responses)
    drawn = {}
    for name, path in zip(declared.rivals, draws, strict=True):
        engine = rival_model(study_model, declared.models[name], settings)
        indicators = indicator_matrix(answers, engine.indicators, str(responses))
        drawn[name] = bootstrap(indicators, engine, resamples, seed=seed)
        write_bootstrap(drawn[name], path)
    write_table(rival_table(drawn, confidence_level), effects)
    write_table(mediation_table(drawn, confidence_level), mediation)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        responses=Path(snakemake.input.responses),
        model=Path(snakemake.input.model),
        claims=Path(snakemake.input.claims),
        settings=Settings(**snakemake.params.settings),
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
        confidence_level=snakemake.params.confidence_level,
        effects=Path(snakemake.output.effects),
        mediation=Path(snakemake.output.mediation),
        draws=[Path(path) for path in snakemake.output.draws],
    )
