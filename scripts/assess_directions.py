"""Test the direction of measurement: redundancy analysis by a question on the whole, and tetrads (CTA-PLS)."""

from study.analysis import measurement_tables as tables
from study.analysis.draws import DrawSettings
from study.analysis.samples import SampleInputs
from study.base.files import write_json, write_table
from study.base.job import Paths, run
from study.setup.configuration import DirectionsSection
from study.survey.cleaning import SurveyInputs


def main(
    *, received: SurveyInputs, inputs: SampleInputs, declared: DirectionsSection, draws: DrawSettings, outputs: Paths
) -> None:
    sample = inputs.read()
    redundancy = tetrads = None
    if declared.redundancy:
        answers = received.read_beside(tuple(declared.redundancy.values()))
        redundancy = tables.redundancy_table(sample, answers, inputs.settings, declared, draws)
        write_table(redundancy, outputs["redundancy"])
    if declared.tetrads:
        tetrads = tables.tetrad_table(sample, declared, draws)
        write_table(tetrads, outputs["tetrads"])
    write_json(tables.direction_facts(redundancy, tetrads), outputs["facts"])


if "snakemake" in globals():
    run(main, snakemake)
