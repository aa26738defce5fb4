"""Test every hypothesis under every defensible analysis of the survey: the specification curve."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from study.analysis import robustness
from study.analysis.draws import read_bootstrap
from study.analysis.robustness import Choices, Survey, data_sets
from study.analysis.samples import Settings
from study.base.files import write_json, write_table
from study.setup.codebook import read_codebook
from study.setup.configuration import CleaningRules, SurveyFiles
from study.setup.study_model import read_study_model
from study.survey.responses import read_survey


def main(
    *,
    survey: SurveyFiles,
    rules: CleaningRules,
    codebook: Path,
    model: Path,
    draws: Path,
    choices: Choices,
    settings: Settings,
    analysis: Mapping[str, Any],
    outputs: Mapping[str, Path],
    smallest_category: int = 1,
) -> None:
    book, study = read_codebook(codebook), read_study_model(model)
    submissions = read_survey(survey, book, study.indicators)
    received = Survey(submissions, rules, book, study, survey, smallest_category)
    main_analysis = robustness.Analysis(settings, resamples=read_bootstrap(draws).resamples, **analysis)
    table = robustness.universe_table(data_sets(received, choices, settings), choices, main_analysis)
    write_table(table, outputs["universes"])
    write_table(robustness.curve_table(table), outputs["paths"])
    write_table(robustness.choice_table(table), outputs["options"])
    write_json(robustness.curve_facts(table, choices, main_analysis, study.observed.values()), outputs["facts"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
