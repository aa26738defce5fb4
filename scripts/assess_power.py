"""Assess whether the sample is large enough: sizes that rules ask for, and simulated power to find the paths."""

from collections.abc import Mapping
from typing import Any

from study.analysis.evidence_tables import PowerInputs, detectable_summary, planned_sizes
from study.analysis.samples import SampleInputs
from study.base.files import write_json, write_table
from study.base.job import Paths, run


def main(*, inputs: SampleInputs, power: PowerInputs, rules: Mapping[str, Any], outputs: Paths) -> None:
    sample = inputs.read()
    sizes = planned_sizes(*sample.items.shape, rules, power.simulation.significance_level)
    write_json(sizes, outputs["sample_size"])
    table = power.assess(sample)
    write_table(table, outputs["power"])
    write_json(detectable_summary(table), outputs["detectable"])


if "snakemake" in globals():
    run(main, snakemake)
