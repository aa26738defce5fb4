"""Assess the instrument on the pilot sample: item-total correlations and the verdict whether it is fit for use."""

from collections.abc import Mapping
from pathlib import Path

from study.analysis.measurement_tables import item_total_table, judge_instrument
from study.analysis.samples import SampleInputs
from study.base.files import read_table
from study.base.job import Results, run


def main(*, inputs: SampleInputs, outer_model: Path, reliability: Path, criteria: Mapping[str, float]) -> Results:
    sample = inputs.read()
    item_total = item_total_table(sample.indicators, sample.model, criteria["significance_level"])
    tables = read_table(outer_model), read_table(reliability)
    return {"item_total": item_total, "verdict": judge_instrument(*tables, criteria, sample.study.formative)}


if "snakemake" in globals():
    run(main, snakemake)
