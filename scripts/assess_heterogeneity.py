"""Look for segments of respondents with paths of their own, by FIMIX-PLS."""

from collections.abc import Mapping
from pathlib import Path

from plssem import estimate
from study.analysis import segment_tables as tables
from study.analysis.samples import SampleInputs
from study.base.files import write_json, write_table


def main(*, inputs: SampleInputs, search: Mapping[str, int], outputs: Mapping[str, Path]) -> None:
    sample = inputs.read()
    solutions = tables.solve_segments(sample.indicators, estimate(sample.indicators, sample.model), **search)
    table = tables.segment_table(solutions)
    write_table(table, outputs["segments"])
    write_table(tables.segment_path_table(solutions, sample.study), outputs["paths"])
    write_json(tables.heterogeneity_facts(table), outputs["facts"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
