"""Describe the respondents who are analysed: how often each answer to a criterion or describing question was given."""

from pathlib import Path

from study.base.files import write_table
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model
from study.survey.cleaning import Rules, clean
from study.survey.description import Description, respondent_table
from study.survey.responses import SurveyFile, read_survey


def main(
    *, survey: SurveyFile, rules: Rules, description: Description, codebook: Path, model: Path, respondents: Path
) -> None:
    book = read_codebook(codebook)
    submissions = read_survey(survey, book, read_study_model(model).indicators)
    kept = clean(submissions, rules, book, str(survey.path)).kept
    write_table(respondent_table(kept, book, description), respondents)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
