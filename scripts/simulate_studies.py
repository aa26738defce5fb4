"""Simulate one part of the studies from which the power of the sample is assessed."""

from pathlib import Path

from study.analysis.draws import write_arrays
from study.analysis.evidence_tables import PowerSettings, simulate_populations
from study.analysis.samples import SampleInputs
from study.base.files import read_table


def main(*, inputs: SampleInputs, paths: Path, simulation: PowerSettings, part: str, studies: Path) -> None:
    sample = inputs.read()
    fit = sample.fit()
    number, of = map(int, part.split("of"))
    known = fit, len(sample.indicators), read_table(paths), sample.study, simulation
    write_arrays(simulate_populations(*known, part=(number - 1, of)), studies)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
