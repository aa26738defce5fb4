"""Assess the structural model: paths with their hypotheses, effects, explained and predicted variance, equation."""

from pathlib import Path

from plssem import q_squared
from study.analysis import structure_tables as structure
from study.analysis.draws import read_bootstrap
from study.analysis.samples import SampleInputs
from study.analysis.verdicts import Judging
from study.base.files import write_json, write_table
from study.base.job import Paths, run


def main(
    *, inputs: SampleInputs, draws: Path, codebook: Path, omission_distance: int, judging: Judging, outputs: Paths
) -> None:
    sample, bootstrap, level = inputs.read(codebook), read_bootstrap(draws), judging.confidence_level
    fit = sample.fit()
    redundancy = q_squared(sample.indicators, sample.model, omission_distance)
    write_table(structure.paths_table(fit, bootstrap, sample.study, judging), outputs["paths"])
    write_table(structure.effects_table(bootstrap, sample.study, level), outputs["effects"])
    write_table(structure.r_squared_table(fit, bootstrap, redundancy, level), outputs["r_squared"])
    write_json(structure.equations_by_outcome(fit, sample.indicators), outputs["equation"])


if "snakemake" in globals():
    run(main, snakemake)
