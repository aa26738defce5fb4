"""Simulate one part of the studies from which the power of the sample is assessed."""

from study.analysis.power_tables import PowerInputs
from study.analysis.samples import SampleInputs
from study.base.job import JobPart, Results, run


def main(*, inputs: SampleInputs, power: PowerInputs, part: JobPart) -> Results:
    return {"studies": power.simulate(inputs.read(), part)}


if "snakemake" in globals():
    run(main, snakemake)
