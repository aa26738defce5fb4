"""Estimate the model on resamples of the respondents and keep every draw."""

from pathlib import Path

from study.analysis.draws import write_bootstrap
from study.analysis.samples import SampleInputs
from study.base.job import run
from study.claims.judging import Resampling


def main(*, inputs: SampleInputs, resampling: Resampling, draws: Path) -> None:
    sample = inputs.read()
    write_bootstrap(resampling.draw(sample.bootstrap, sample.study), draws)


if "snakemake" in globals():
    run(main, snakemake)
