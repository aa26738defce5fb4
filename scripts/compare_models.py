"""Compare the models of the claims: explained variance, prediction out of the sample, and CVPAT between them."""

from pathlib import Path

from study.analysis.draws import DrawSettings
from study.analysis.rival_tables import ComparedInputs, comparison_table
from study.base.files import write_table
from study.base.job import run
from study.setup.claim_declarations import read_claims


def main(*, inputs: ComparedInputs, draws: DrawSettings, comparison: Path) -> None:
    compared, pairs = inputs.predict(draws.seed), read_claims(inputs.claims).comparisons
    write_table(comparison_table(*compared, pairs, draws.confidence_level), comparison)


if "snakemake" in globals():
    run(main, snakemake)
