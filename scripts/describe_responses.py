"""Describe the answers to each item, and the mean of each dimension in the words that Indonesian readers use."""

from collections.abc import Sequence
from pathlib import Path

from study.analysis.samples import read_responses
from study.base.files import write_table
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model
from study.survey.description import describe, describe_dimensions


def main(
    *,
    responses: Path,
    codebook: Path,
    model: Path,
    category_bounds: Sequence[float],
    descriptives: Path,
    dimension_means: Path,
) -> None:
    points, study, answers = read_codebook(codebook).scale.points, read_study_model(model), read_responses(responses)
    write_table(describe(answers, study, points), descriptives)
    write_table(describe_dimensions(answers, study, points, category_bounds), dimension_means)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        responses=Path(snakemake.input.responses),
        codebook=Path(snakemake.input.codebook),
        model=Path(snakemake.input.model),
        category_bounds=snakemake.params.category_bounds,
        descriptives=Path(snakemake.output.descriptives),
        dimension_means=Path(snakemake.output.dimension_means),
    )
