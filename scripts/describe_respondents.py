"""Describe the respondents who are analysed: how often each answer to a criterion or describing question was given."""

from study.base.job import Results, run
from study.setup.codebook import read_codebook
from study.setup.configuration import Description
from study.survey.cleaning import SurveyInputs
from study.survey.description import respondent_table


def main(*, inputs: SurveyInputs, description: Description) -> Results:
    kept = inputs.clean().kept
    return {"respondents": respondent_table(kept, read_codebook(inputs.codebook), description)}


if "snakemake" in globals():
    run(main, snakemake)
