"""Describe the answers to each item, and the mean of each dimension in the words that Indonesian readers use."""

from collections.abc import Sequence
from pathlib import Path

from study.analysis.samples import read_responses
from study.base.job import Results, run
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model
from study.survey.description import describe, describe_dimensions


def main(*, codebook: Path, model: Path, category_bounds: Sequence[float], **responses: Path) -> Results:
    book = read_codebook(codebook)
    study = read_study_model(model)
    found = {}
    for sample, path in responses.items():
        answers = read_responses(path)
        found[f"{sample}_descriptives"] = describe(answers, study, book)
        found[f"{sample}_dimension_means"] = describe_dimensions(answers, study, book, category_bounds)
    return found


if "snakemake" in globals():
    run(main, snakemake)
