"""Describe the answers to each item: number, missing, mean, standard deviation, share of each answer."""

from pathlib import Path

from study.codebook import read_codebook
from study.description import describe
from study.estimation import read_responses
from study.model import read_study_model
from study.tabular import write_table


def main(*, responses: Path, codebook: Path, model: Path, descriptives: Path) -> None:
    points = read_codebook(codebook).scale.points
    write_table(describe(read_responses(responses), read_study_model(model), points), descriptives)


if "snakemake" in globals():
    from study.job import run

    run(
        main,
        snakemake.log[0],
        responses=Path(snakemake.input.responses),
        codebook=Path(snakemake.input.codebook),
        model=Path(snakemake.input.model),
        descriptives=Path(snakemake.output.descriptives),
    )
