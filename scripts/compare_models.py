"""Compare the models of the claims: explained variance, prediction out of the sample, and CVPAT between them."""

from study.analysis.draws import DrawSettings
from study.analysis.rival_tables import ComparedInputs, comparison_table
from study.base.job import Results, run
from study.setup.claim_declarations import read_claims


def main(*, inputs: ComparedInputs, draws: DrawSettings) -> Results:
    compared = inputs.predict(draws.seed)
    pairs = read_claims(inputs.claims).comparisons
    return {"comparison": comparison_table(*compared, pairs, draws.confidence_level)}


if "snakemake" in globals():
    run(main, snakemake)
