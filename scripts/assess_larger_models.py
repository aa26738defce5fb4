"""Estimate the models with dimensions and with interactions by consistent PLS; test fit and prediction."""

from pathlib import Path

from study.analysis.draws import BootstrapSettings
from study.analysis.evidence_tables import larger_models
from study.analysis.samples import SampleInputs
from study.analysis.structure_tables import PredictionSettings
from study.base.files import write_json, write_table
from study.base.job import Paths, run
from study.setup.claim_declarations import read_claims


def main(
    *,
    inputs: SampleInputs,
    checks: BootstrapSettings,
    prediction: PredictionSettings,
    outputs: Paths,
    claims: Path | None = None,
) -> None:
    interactions = read_claims(claims).interactions if claims else ()
    table, facts = larger_models(inputs, interactions, checks, prediction)
    write_table(table, outputs["table"])
    write_json(facts, outputs["facts"])


if "snakemake" in globals():
    run(main, snakemake)
