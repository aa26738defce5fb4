"""Assess the structural model: paths with their hypotheses, effects, explained and predicted variance, equation."""

from pathlib import Path

from plssem import q_squared
from study.analysis import structure_tables as structure
from study.analysis.draws import read_bootstrap
from study.analysis.samples import SampleInputs
from study.analysis.verdicts import Judging
from study.base.job import Results, run


def main(*, inputs: SampleInputs, draws: Path, codebook: Path, omission_distance: int, judging: Judging) -> Results:
    sample = inputs.read(codebook)
    bootstrap = read_bootstrap(draws)
    level = judging.confidence_level
    fit = sample.fit()
    redundancy = q_squared(sample.indicators, sample.model, omission_distance)
    return {
        "paths": structure.paths_table(fit, bootstrap, sample.study, judging),
        "effects": structure.effects_table(bootstrap, sample.study, level),
        "r_squared": structure.r_squared_table(fit, bootstrap, redundancy, level),
        "equation": structure.equations_by_outcome(fit, sample.indicators),
    }


if "snakemake" in globals():
    run(main, snakemake)
