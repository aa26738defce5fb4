"""Look for segments of respondents with paths of their own, by FIMIX-PLS and, where declared, by PLS-POS."""

from plssem import estimate
from study.analysis import segment_tables as tables
from study.analysis.samples import SampleInputs
from study.base.job import Results, run
from study.setup.configuration import SegmentsSection


def main(*, inputs: SampleInputs, search: SegmentsSection, seed: int) -> Results:
    sample = inputs.read()
    fit = estimate(sample.indicators, sample.model)
    solutions = tables.solve_segments(sample.indicators, fit, search.maximum, search.starts, seed)
    table = tables.segment_table(solutions)
    found = {"segments": table, "paths": tables.segment_path_table(solutions, sample.study)}
    if search.by_prediction:
        partitions = tables.solve_predictive_segments(sample.indicators, fit, search.maximum, search.starts, seed)
        found["predictive_segments"] = tables.predictive_segment_table(partitions, fit)
        found["predictive_paths"] = tables.segment_path_table(partitions, sample.study)
    return {**found, "facts": tables.heterogeneity_facts(table, solutions)}


if "snakemake" in globals():
    run(main, snakemake)
