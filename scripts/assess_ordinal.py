"""Estimate the paths by ordinal PLS and PLSc, from the polychoric correlations of the answers."""

from collections.abc import Mapping
from pathlib import Path

from plssem import estimate
from study.analysis.evidence_tables import EvidenceSettings
from study.analysis.samples import SampleInputs, read_responses
from study.analysis.segment_tables import ordinal_table
from study.base.files import write_json, write_table


def main(*, inputs: SampleInputs, checks: EvidenceSettings, outputs: Mapping[str, Path]) -> None:
    sample = inputs.read()
    answers = read_responses(inputs.responses)[list(sample.model.indicators)].to_numpy(dtype=float)
    table, facts = ordinal_table(answers, estimate(sample.indicators, sample.model), sample.study, checks)
    write_table(table, outputs["paths"])
    write_json(facts, outputs["facts"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
