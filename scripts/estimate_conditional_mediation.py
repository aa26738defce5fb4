"""Estimate how the indirect effects of the claims depend on a moderator: index, and effects at levels of it."""

from pathlib import Path

from plssem import Bootstrap
from study.analysis.draws import BootstrapSettings, write_bootstrap
from study.analysis.rival_tables import bootstrap_conditional, conditional_table
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
    conditional_mediation: Path,
    draws: Path,
) -> None:
    declared, study = read_claims(claims), read_study_model(model)
    answers = read_indicators(responses, study.columns)

    def draw(resamples: int) -> Bootstrap:
        return bootstrap_conditional(answers, study, declared, settings, resamples, bootstrap.seed)

    def hold(drawn: Bootstrap) -> Estimates:
        return Estimates(study, conditional=drawn)

    drawn = draw_until_decided(draw, bootstrap.resamples, hold, declared, judging)
    write_bootstrap(drawn, draws)
    write_table(conditional_table(drawn, declared, bootstrap.confidence_level), conditional_mediation)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
