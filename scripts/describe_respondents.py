"""Describe the respondents who are analysed: how often each answer to a criterion or describing question was given."""

from pathlib import Path

from study.base.files import write_table
from study.base.job import run
from study.setup.codebook import read_codebook
from study.setup.configuration import Description
from study.survey.cleaning import SurveyInputs
from study.survey.description import respondent_table


def main(*, inputs: SurveyInputs, description: Description, respondents: Path) -> None:
    kept = inputs.clean().kept
    write_table(respondent_table(kept, read_codebook(inputs.codebook), description), respondents)


if "snakemake" in globals():
    run(main, snakemake)
