"""Estimate the interactions of the claims in two stages, with the slopes at levels of the moderator."""

from pathlib import Path

from plssem import bootstrap_moderated
from study.analysis.draws import write_bootstrap
from study.analysis.rival_tables import moderated_model, moderation_table, slope_table
from study.analysis.samples import Settings, engine_model, indicator_matrix, read_responses
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
    moderation: Path,
    simple_slopes: Path,
    draws: Path,
) -> None:
    interactions = read_claims(claims).interactions
    engine = moderated_model(engine_model(read_study_model(model), settings), interactions)
    indicators = indicator_matrix(read_responses(responses), engine.base.indicators, str(responses))
    drawn = bootstrap_moderated(indicators, engine, resamples, seed=seed)
    write_bootstrap(drawn, draws)
    write_table(moderation_table(drawn, interactions, confidence_level), moderation)
    write_table(slope_table(drawn, confidence_level), simple_slopes)


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
        **{name: Path(path) for name, path in snakemake.output.items()},
    )
