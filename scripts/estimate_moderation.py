"""Estimate the interactions of the claims in two stages, with the slopes at levels of the moderator."""

from pathlib import Path

from plssem import bootstrap_moderated
from study.analysis.draws import BootstrapSettings, write_bootstrap
from study.analysis.rival_tables import moderated_model, moderation_table, slope_table
from study.analysis.samples import Settings, read_sample
from study.base.files import write_table
from study.setup.claim_declarations import read_claims


def main(
    *,
    responses: Path,
    model: Path,
    claims: Path,
    settings: Settings,
    bootstrap: BootstrapSettings,
    moderation: Path,
    simple_slopes: Path,
    draws: Path,
) -> None:
    interactions, sample = read_claims(claims).interactions, read_sample(responses, model, settings)
    engine = moderated_model(sample.model, interactions)
    drawn = bootstrap_moderated(sample.indicators, engine, bootstrap.resamples, seed=bootstrap.seed)
    write_bootstrap(drawn, draws)
    write_table(moderation_table(drawn, interactions, bootstrap.confidence_level), moderation)
    write_table(slope_table(drawn, bootstrap.confidence_level), simple_slopes)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
