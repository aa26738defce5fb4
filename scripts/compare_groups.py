"""Compare groups of respondents: whether they mean the same (MICOM), and whether their paths differ."""

from study.analysis.draws import DrawSettings
from study.analysis.group_tables import GroupSettings, group_kept, group_tables
from study.analysis.samples import SampleInputs
from study.base.job import Results, run
from study.setup.codebook import read_codebook
from study.setup.configuration import GroupsSection
from study.survey.cleaning import SurveyInputs


def main(*, received: SurveyInputs, inputs: SampleInputs, declared: GroupsSection, draws: DrawSettings) -> Results:
    sample = inputs.read()
    kept = received.clean().kept
    groupings = group_kept(kept, declared, received.survey, read_codebook(received.codebook))
    comparison = GroupSettings.of(declared, draws, sample.study.observed)
    return group_tables(sample.indicators, sample.model, groupings, declared.smallest_group, comparison)


if "snakemake" in globals():
    run(main, snakemake)
