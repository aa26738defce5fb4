"""Test the direction of measurement: redundancy analysis by a question on the whole, and tetrads (CTA-PLS)."""

from collections.abc import Mapping
from pathlib import Path

from study.analysis import measurement_tables as tables
from study.analysis.samples import Settings, read_sample
from study.base.files import write_json, write_table
from study.setup.codebook import read_codebook
from study.setup.configuration import CleaningRules, DirectionsSection, SurveyFiles
from study.survey.cleaning import answers_beside


def main(
    *,
    survey: SurveyFiles,
    rules: CleaningRules,
    codebook: Path,
    responses: Path,
    model: Path,
    settings: Settings,
    declared: DirectionsSection,
    draws: tables.Resampling,
    outputs: Mapping[str, Path],
) -> None:
    sample = read_sample(responses, model, settings)
    redundancy = tetrads = None
    if declared.redundancy:
        asked = list(dict.fromkeys(declared.redundancy.values()))
        answers = answers_beside(survey, rules, read_codebook(codebook), sample.study.indicators, asked)
        redundancy = tables.redundancy_table(sample, answers, settings, declared, draws)
        write_table(redundancy, outputs["redundancy"])
    if declared.tetrads:
        tetrads = tables.tetrad_table(sample, declared, draws)
        write_table(tetrads, outputs["tetrads"])
    write_json(tables.direction_facts(redundancy, tetrads), outputs["facts"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
