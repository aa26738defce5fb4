"""Analyse which constructs are necessary for the outcome: ceilings, bottlenecks and the combined map."""

from pathlib import Path

from study.analysis.dimension_tables import necessity_tables, score_table
from study.analysis.samples import SampleInputs, scale_ends
from study.base.files import read_table
from study.base.job import Results, run
from study.setup.codebook import read_codebook
from study.setup.configuration import NecessitySection


def main(*, inputs: SampleInputs, codebook: Path, importance: Path, declared: NecessitySection, seed: int) -> Results:
    sample = inputs.read()
    ends = scale_ends(read_codebook(codebook), sample.model.indicators, sample.indicators)
    scores = score_table(sample, declared, ends)
    return {**necessity_tables(scores, read_table(importance), declared, seed), "scores": scores}


if "snakemake" in globals():
    run(main, snakemake)
