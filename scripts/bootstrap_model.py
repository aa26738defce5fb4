"""Estimate the model on resamples of the respondents and keep every draw."""

from study.analysis.draws import bootstrap_arrays
from study.analysis.samples import SampleInputs
from study.base.job import Results, run
from study.claims.judging import Resampling


def main(*, inputs: SampleInputs, resampling: Resampling) -> Results:
    sample = inputs.read()
    return {"draws": bootstrap_arrays(resampling.draw(sample.bootstrap, sample.study))}


if "snakemake" in globals():
    run(main, snakemake)
