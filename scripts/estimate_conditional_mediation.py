"""Estimate how the indirect effects of the claims depend on a moderator: index, and effects at levels of it."""

from pathlib import Path

from plssem import Bootstrap
from study.analysis.draws import BootstrapSettings, write_bootstrap
from study.analysis.rival_tables import bootstrap_conditional, conditional_table
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
    conditional_mediation: Path,
    draws: Path,
) -> None:
    declared, sample = read_claims(claims), read_sample(responses, model, settings)

    def draw(resamples: int) -> Bootstrap:
        return bootstrap_conditional(sample.indicators, sample.study, declared, settings, resamples, bootstrap.seed)

    def hold(drawn: Bootstrap) -> Estimates:
        return Estimates(sample.study, conditional=drawn)

    drawn = draw_until_decided(draw, bootstrap.resamples, hold, declared, judging)
    write_bootstrap(drawn, draws)
    write_table(conditional_table(drawn, declared, bootstrap.confidence_level), conditional_mediation)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
