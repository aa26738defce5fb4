"""Test the direction of measurement: redundancy analysis by a question on the whole, and tetrads (CTA-PLS)."""

from study.analysis import measurement_tables as tables
from study.analysis.draws import DrawSettings
from study.analysis.samples import SampleInputs
from study.base.job import Results, run
from study.setup.configuration import DirectionsSection
from study.survey.cleaning import SurveyInputs


def main(*, received: SurveyInputs, inputs: SampleInputs, declared: DirectionsSection, draws: DrawSettings) -> Results:
    sample = inputs.read()
    found = {}
    if declared.redundancy:
        answers = received.read_beside(tuple(declared.redundancy.values()))
        found["redundancy"] = tables.redundancy_table(sample, answers, inputs.settings, declared, draws)
    if declared.tetrads:
        found["tetrads"] = tables.tetrad_table(sample, declared, draws)
    return {**found, "facts": tables.direction_facts(**found)}


if "snakemake" in globals():
    run(main, snakemake)
