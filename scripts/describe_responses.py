"""Describe the answers to each item, and the mean of each dimension in the words that Indonesian readers use."""

from collections.abc import Sequence
from pathlib import Path

from study.analysis.samples import read_responses
from study.base.files import write_table
from study.base.job import Paths, run
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model
from study.survey.description import describe, describe_dimensions


def main(*, codebook: Path, model: Path, category_bounds: Sequence[float], outputs: Paths, **responses: Path) -> None:
    book, study = read_codebook(codebook), read_study_model(model)
    for sample, path in responses.items():
        answers = read_responses(path)
        write_table(describe(answers, study, book), outputs[f"{sample}_descriptives"])
        means = describe_dimensions(answers, study, book, category_bounds)
        write_table(means, outputs[f"{sample}_dimension_means"])


if "snakemake" in globals():
    run(main, snakemake)
