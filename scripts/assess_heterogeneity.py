"""Look for segments of respondents with paths of their own, by FIMIX-PLS and, where declared, by PLS-POS."""

from plssem import estimate
from study.analysis import group_tables as tables
from study.analysis.samples import SampleInputs
from study.base.files import write_json, write_table
from study.base.job import Paths, run
from study.setup.configuration import SegmentsSection


def main(*, inputs: SampleInputs, search: SegmentsSection, seed: int, outputs: Paths) -> None:
    sample = inputs.read()
    fit = estimate(sample.indicators, sample.model)
    solutions = tables.solve_segments(sample.indicators, fit, search.maximum, search.starts, seed)
    table = tables.segment_table(solutions)
    write_table(table, outputs["segments"])
    write_table(tables.segment_path_table(solutions, sample.study), outputs["paths"])
    if search.by_prediction:
        partitions = tables.solve_predictive_segments(sample.indicators, fit, search.maximum, search.starts, seed)
        write_table(tables.predictive_segment_table(partitions, fit), outputs["predictive_segments"])
        write_table(tables.segment_path_table(partitions, sample.study), outputs["predictive_paths"])
    write_json(tables.heterogeneity_facts(table, solutions), outputs["facts"])


if "snakemake" in globals():
    run(main, snakemake)
