"""Estimate the paths by ordinal PLS and PLSc, from the polychoric correlations of the answers."""

from plssem import estimate
from study.analysis.evidence_tables import ordinal_table
from study.analysis.samples import SampleInputs, read_responses
from study.base.job import Results, run
from study.setup.configuration import BootstrapSection


def main(*, inputs: SampleInputs, checks: BootstrapSection) -> Results:
    sample = inputs.read()
    answers = read_responses(inputs.responses)[list(sample.model.indicators)].to_numpy(dtype=float)
    table, facts = ordinal_table(answers, estimate(sample.indicators, sample.model), sample.study, checks)
    return {"paths": table, "facts": facts}


if "snakemake" in globals():
    run(main, snakemake)
