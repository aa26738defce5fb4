"""Analyse which constructs are necessary for the outcome: ceilings, bottlenecks and the combined map."""

from pathlib import Path

from study.analysis.necessity_tables import necessity_tables, score_table
from study.analysis.samples import SampleInputs, scale_ends
from study.base.files import read_table, write_table
from study.base.job import Paths, run
from study.setup.codebook import read_codebook
from study.setup.configuration import NecessitySection


def main(
    *, inputs: SampleInputs, codebook: Path, importance: Path, declared: NecessitySection, seed: int, outputs: Paths
) -> None:
    sample = inputs.read()
    ends = scale_ends(read_codebook(codebook), sample.model.indicators, sample.indicators)
    scores = score_table(sample, declared, ends)
    tables = necessity_tables(scores, read_table(importance), declared, seed)
    write_table(tables.ceilings, outputs["necessity"])
    write_table(tables.bottlenecks, outputs["bottlenecks"])
    write_table(tables.combined, outputs["combined"])
    write_table(scores, outputs["scores"])


if "snakemake" in globals():
    run(main, snakemake)
