"""Estimate the model on resamples of the respondents and keep every draw."""

from pathlib import Path

from plssem import bootstrap
from study.analysis.draws import write_bootstrap
from study.analysis.samples import Settings, read_sample


def main(*, responses: Path, model: Path, settings: Settings, resamples: int, seed: int, draws: Path) -> None:
    sample = read_sample(responses, model, settings)
    write_bootstrap(bootstrap(sample.indicators, sample.model, resamples, seed=seed), draws)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
