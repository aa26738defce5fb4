"""Estimate the model on resamples of the respondents and keep every draw."""

from pathlib import Path

from plssem import Bootstrap
from plssem import bootstrap as bootstrap_model
from study.analysis.draws import BootstrapSettings, write_bootstrap
from study.analysis.samples import Settings, read_sample
from study.claims.judging import JudgingSettings, draw_until_decided
from study.claims.repetition import Estimates
from study.setup.claim_declarations import MAIN, read_claims


def main(
    *,
    responses: Path,
    model: Path,
    settings: Settings,
    bootstrap: BootstrapSettings,
    draws: Path,
    claims: Path | None = None,
    judging: JudgingSettings | None = None,
) -> None:
    sample = read_sample(responses, model, settings)

    def draw(resamples: int) -> Bootstrap:
        return bootstrap_model(sample.indicators, sample.model, resamples, seed=bootstrap.seed)

    def hold(drawn: Bootstrap) -> Estimates:
        return Estimates(sample.study, {MAIN: drawn})

    declared = read_claims(claims) if claims else None
    write_bootstrap(draw_until_decided(draw, bootstrap.resamples, hold, declared, judging), draws)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
