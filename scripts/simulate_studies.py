"""Simulate one part of the studies from which the power of the sample is assessed."""

from pathlib import Path

from study.analysis.draws import write_arrays
from study.analysis.evidence_tables import PowerInputs
from study.analysis.samples import SampleInputs
from study.base.job import JobPart, run


def main(*, inputs: SampleInputs, power: PowerInputs, part: JobPart, studies: Path) -> None:
    write_arrays(power.simulate(inputs.read(), part), studies)


if "snakemake" in globals():
    run(main, snakemake)
