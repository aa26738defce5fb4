"""Compare groups of respondents: whether they mean the same (MICOM), and whether their paths differ."""

from pathlib import Path

from study.analysis.group_tables import Comparison, group_kept, group_tables
from study.analysis.samples import Settings, read_sample
from study.base.files import write_json, write_table
from study.setup.codebook import read_codebook
from study.setup.configuration import CleaningRules, GroupsSection, SurveyFiles
from study.survey.cleaning import clean_survey


def main(
    *,
    survey: SurveyFiles,
    rules: CleaningRules,
    codebook: Path,
    responses: Path,
    model: Path,
    settings: Settings,
    declared: GroupsSection,
    seed: int,
    confidence_level: float,
    invariance: Path,
    paths: Path,
    differences: Path,
    facts: Path,
) -> None:
    sample = read_sample(responses, model, settings)
    kept = clean_survey(survey, rules, read_codebook(codebook), sample.study.indicators).kept
    groupings = group_kept(kept, declared, survey.source)
    controls = tuple(sample.study.observed)
    comparison = Comparison(declared.permutations, seed, 1 - confidence_level, declared.centre_groups, controls)
    tables = group_tables(sample.indicators, sample.model, groupings, declared.smallest_group, comparison)
    write_table(tables.invariance, invariance)
    write_table(tables.paths, paths)
    write_table(tables.differences, differences)
    write_json(tables.facts, facts)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
