"""Estimate the models with dimensions and with interactions by consistent PLS; test fit and prediction."""

from pathlib import Path

from study.analysis.evidence_tables import larger_models
from study.analysis.samples import SampleInputs
from study.analysis.structure_tables import PredictionSettings
from study.base.job import Results, run
from study.setup.claim_declarations import read_claims
from study.setup.configuration import BootstrapSection


def main(
    *, inputs: SampleInputs, checks: BootstrapSection, prediction: PredictionSettings, claims: Path | None = None
) -> Results:
    interactions = read_claims(claims).interactions if claims else ()
    table, facts = larger_models(inputs, interactions, checks, prediction)
    return {"table": table, "facts": facts}


if "snakemake" in globals():
    run(main, snakemake)
