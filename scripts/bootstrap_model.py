"""Estimate the model on resamples of the respondents and keep every draw."""

from functools import partial
from pathlib import Path

from study.analysis.draws import write_bootstrap
from study.analysis.samples import SampleInputs
from study.claims.judging import Resampling
from study.claims.repetition import Estimates
from study.setup.claim_declarations import MAIN


def main(*, inputs: SampleInputs, resampling: Resampling, draws: Path) -> None:
    sample = inputs.read()
    write_bootstrap(resampling.draw(sample.bootstrap, partial(Estimates.of_model, sample.study, MAIN)), draws)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
