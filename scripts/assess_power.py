"""Assess whether the sample is large enough: sizes that rules ask for, and simulated power to find the paths."""

from collections.abc import Mapping
from typing import Any

from study.analysis.power_tables import PowerInputs, detectable_summary, planned_sizes
from study.analysis.samples import SampleInputs
from study.base.job import Results, run


def main(*, inputs: SampleInputs, power: PowerInputs, rules: Mapping[str, Any]) -> Results:
    sample = inputs.read()
    sizes = planned_sizes(*sample.items.shape, rules, power.simulation.significance_level)
    table = power.assess(sample)
    return {"sample_size": sizes, "power": table, "detectable": detectable_summary(table)}


if "snakemake" in globals():
    run(main, snakemake)
