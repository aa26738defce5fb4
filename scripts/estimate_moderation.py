"""Estimate the interactions of the claims in two stages, with the slopes at levels of the moderator."""

from pathlib import Path

from plssem import Bootstrap, bootstrap_moderated
from study.analysis import rival_tables as tables
from study.analysis.draws import BootstrapSettings, write_bootstrap
from study.analysis.samples import Settings, read_indicators
from study.base.files import write_table
from study.claims.judging import JudgingSettings, draw_until_decided
from study.claims.repetition import Estimates
from study.setup.claim_declarations import read_claims
from study.setup.study_model import read_study_model


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
    slope_bands: Path,
    draws: Path,
    conditional_slopes: Path | None = None,
) -> None:
    declared, study = read_claims(claims), read_study_model(model)
    level, interactions = bootstrap.confidence_level, declared.interactions
    engine = tables.moderated_model(study, interactions, settings)
    indicators = read_indicators(responses, engine.base.indicators)

    def draw(resamples: int) -> Bootstrap:
        return bootstrap_moderated(indicators, engine, resamples, seed=bootstrap.seed)

    def hold(drawn: Bootstrap) -> Estimates:
        return Estimates(study, moderation=drawn)

    drawn = draw_until_decided(draw, bootstrap.resamples, hold, declared, judging)
    write_bootstrap(drawn, draws)
    write_table(tables.moderation_table(drawn, interactions, level), moderation)
    write_table(tables.slope_table(drawn, level), simple_slopes)
    write_table(tables.region_table(drawn, indicators, engine, interactions, level), slope_regions)
    write_table(tables.band_table(drawn, indicators, engine, interactions, level), slope_bands)
    if conditional_slopes:
        write_table(tables.conditional_slope_table(drawn, level), conditional_slopes)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
