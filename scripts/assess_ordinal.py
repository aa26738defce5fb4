"""Estimate the paths by ordinal PLS and PLSc, from the polychoric correlations of the answers."""

from plssem import estimate
from study.analysis.draws import BootstrapSettings
from study.analysis.evidence_tables import ordinal_table
from study.analysis.samples import SampleInputs, read_responses
from study.base.files import write_json, write_table
from study.base.job import Paths, run


def main(*, inputs: SampleInputs, checks: BootstrapSettings, outputs: Paths) -> None:
    sample = inputs.read()
    answers = read_responses(inputs.responses)[list(sample.model.indicators)].to_numpy(dtype=float)
    table, facts = ordinal_table(answers, estimate(sample.indicators, sample.model), sample.study, checks)
    write_table(table, outputs["paths"])
    write_json(facts, outputs["facts"])


if "snakemake" in globals():
    run(main, snakemake)
