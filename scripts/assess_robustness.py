"""Test every hypothesis under every defensible analysis of the survey: the specification curve."""

from pathlib import Path

from study.analysis import robustness
from study.analysis.specifications import Choices, Survey, data_sets
from study.base.files import write_json, write_table
from study.setup.codebook import read_codebook
from study.setup.configuration import CleaningRules, SurveyFile
from study.setup.study_model import read_study_model
from study.survey.responses import read_survey


def main(
    *,
    survey: SurveyFile,
    rules: CleaningRules,
    codebook: Path,
    model: Path,
    choices: Choices,
    analysis: robustness.Analysis,
    universes: Path,
    paths: Path,
    options: Path,
    facts: Path,
) -> None:
    book, study = read_codebook(codebook), read_study_model(model)
    received = Survey(read_survey(survey, book, study.indicators), rules, book, study, str(survey.path))
    sets = data_sets(received, choices, analysis.settings)
    table = robustness.universe_table(sets, choices, analysis)
    write_table(table, universes)
    write_table(robustness.curve_table(table), paths)
    write_table(robustness.choice_table(table), options)
    write_json(robustness.curve_facts(table, analysis), facts)


if "snakemake" in globals():
    from study.analysis.samples import Settings
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        survey=SurveyFile.from_config(snakemake.params.survey),
        rules=CleaningRules.from_config(snakemake.params.rules),
        codebook=Path(snakemake.input.codebook),
        model=Path(snakemake.input.model),
        choices=Choices.from_config(snakemake.params.choices),
        analysis=robustness.Analysis(Settings(**snakemake.params.settings), **snakemake.params.analysis),
        **{name: Path(path) for name, path in snakemake.output.items()},
    )
