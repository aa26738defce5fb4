"""Assess the structural model: paths with their hypotheses, effects, explained and predicted variance, equation."""

from collections.abc import Mapping
from pathlib import Path

from plssem import q_squared
from study.analysis import path_tables as structure
from study.analysis.draws import read_bootstrap
from study.analysis.samples import SampleInputs
from study.base.files import write_json, write_table


def main(
    *,
    inputs: SampleInputs,
    draws: Path,
    codebook: Path,
    omission_distance: int,
    critical_t: float,
    criteria: dict[str, str],
    confidence_level: float,
    outputs: Mapping[str, Path],
) -> None:
    sample = inputs.read(codebook)
    fit, bootstrap = sample.fit(), read_bootstrap(draws)
    redundancy = q_squared(sample.indicators, sample.model, omission_distance)
    write_table(
        structure.paths_table(fit, bootstrap, sample.study, critical_t, confidence_level, criteria), outputs["paths"]
    )
    write_table(structure.effects_table(bootstrap, sample.study, confidence_level), outputs["effects"])
    write_table(structure.r_squared_table(fit, bootstrap, redundancy, confidence_level), outputs["r_squared"])
    write_json(structure.equations_by_outcome(fit, sample.indicators), outputs["equation"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
