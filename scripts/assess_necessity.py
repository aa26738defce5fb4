"""Analyse which constructs are necessary for the outcome: ceilings, bottlenecks and the combined map."""

from pathlib import Path

from study.analysis.necessity_tables import necessity_tables, score_table
from study.analysis.samples import Settings, read_sample, scale_ends
from study.base.files import read_table, write_table
from study.setup.codebook import read_codebook
from study.setup.configuration import NecessitySection


def main(
    *,
    responses: Path,
    model: Path,
    codebook: Path,
    importance: Path,
    settings: Settings,
    declared: NecessitySection,
    seed: int,
    necessity: Path,
    bottlenecks: Path,
    combined: Path,
    scores: Path,
) -> None:
    sample = read_sample(responses, model, settings)
    ends = scale_ends(read_codebook(codebook), sample.model.indicators, sample.indicators)
    table = score_table(sample, declared, ends)
    tables = necessity_tables(table, read_table(importance), declared, seed)
    write_table(tables.ceilings, necessity)
    write_table(tables.bottlenecks, bottlenecks)
    write_table(tables.combined, combined)
    write_table(table, scores)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
