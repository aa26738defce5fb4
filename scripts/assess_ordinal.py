"""Estimate the paths by ordinal PLS and PLSc, from the polychoric correlations of the answers."""

from collections.abc import Mapping
from pathlib import Path

from plssem import estimate
from study.analysis.evidence_tables import EvidenceSettings
from study.analysis.samples import Settings, read_responses, read_sample
from study.analysis.segment_tables import ordinal_table
from study.base.files import write_json, write_table


def main(
    *, responses: Path, model: Path, settings: Settings, checks: EvidenceSettings, outputs: Mapping[str, Path]
) -> None:
    sample = read_sample(responses, model, settings)
    answers = read_responses(responses)[list(sample.model.indicators)].to_numpy(dtype=float)
    table, facts = ordinal_table(answers, estimate(sample.indicators, sample.model), sample.study, checks)
    write_table(table, outputs["paths"])
    write_json(facts, outputs["facts"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
