"""Assess whether the sample is large enough: sizes that rules ask for, and simulated power to find the paths."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from study.analysis.draws import read_arrays
from study.analysis.evidence_tables import PowerSettings, detectable_summary, join_studies, planned_sizes, power_table
from study.analysis.samples import SampleInputs
from study.base.files import read_table, write_json, write_table


def main(
    *,
    inputs: SampleInputs,
    paths: Path,
    rules: Mapping[str, Any],
    simulation: PowerSettings,
    outputs: Mapping[str, Path],
    parts: Sequence[Path] = (),
) -> None:
    sample = inputs.read()
    cases, indicators = sample.items.shape
    write_json(planned_sizes(cases, indicators, rules, simulation.significance_level), outputs["sample_size"])
    fit = sample.fit()
    studies = join_studies([read_arrays(part) for part in parts]) if parts else None
    table = power_table(fit, cases, read_table(paths), sample.study, simulation, studies)
    write_table(table, outputs["power"])
    write_json(detectable_summary(table), outputs["detectable"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
