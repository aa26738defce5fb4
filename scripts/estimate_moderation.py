"""Estimate the interactions of the claims in two stages, with the slopes at levels of the moderator."""

from pathlib import Path

from plssem import Bootstrap, bootstrap_moderated
from study.analysis.draws import BootstrapSettings, write_bootstrap
from study.analysis.rival_tables import moderated_model, moderation_table, region_table, slope_table
from study.analysis.samples import Settings, read_sample
from study.base.files import write_table
from study.claims.judging import JudgingSettings, draw_until_decided
from study.claims.repetition import Estimates
from study.setup.claim_declarations import read_claims


def main(
    *,
    responses: Path,
    model: Path,
    claims: Path,
    settings: Settings,
    bootstrap: BootstrapSettings,
    judging: JudgingSettings,
    moderation: Path,
    simple_slopes: Path,
    slope_regions: Path,
    draws: Path,
) -> None:
    declared, sample = read_claims(claims), read_sample(responses, model, settings)
    engine = moderated_model(sample.model, declared.interactions)

    def draw(resamples: int) -> Bootstrap:
        return bootstrap_moderated(sample.indicators, engine, resamples, seed=bootstrap.seed)

    def hold(drawn: Bootstrap) -> Estimates:
        return Estimates(sample.study, moderation=drawn)

    drawn = draw_until_decided(draw, bootstrap.resamples, hold, declared, judging)
    write_bootstrap(drawn, draws)
    write_table(moderation_table(drawn, declared.interactions, bootstrap.confidence_level), moderation)
    write_table(slope_table(drawn, bootstrap.confidence_level), simple_slopes)
    level, interactions = bootstrap.confidence_level, declared.interactions
    write_table(region_table(drawn, sample.indicators, sample.model, interactions, level), slope_regions)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
