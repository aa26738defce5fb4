"""Describe the respondents who are analysed: how often each answer to a criterion or describing question was given."""

from pathlib import Path

from study.base.files import write_table
from study.setup.codebook import read_codebook
from study.setup.configuration import CleaningRules, Description, SurveyFiles
from study.setup.study_model import read_study_model
from study.survey.cleaning import clean_survey
from study.survey.description import respondent_table


def main(
    *,
    survey: SurveyFiles,
    rules: CleaningRules,
    description: Description,
    codebook: Path,
    model: Path,
    respondents: Path,
) -> None:
    book = read_codebook(codebook)
    cleaned = clean_survey(survey, rules, book, read_study_model(model).indicators)
    write_table(respondent_table(cleaned.kept, book, description), respondents)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
