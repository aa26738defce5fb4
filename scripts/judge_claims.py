"""Judge every claim by its evidence, and say how far the verdict depends on random numbers."""

import pandas as pd

from study.base.job import Results, run
from study.claims.judging import ClaimTableInputs, JudgingSettings, claims_table, evidence_table, judge
from study.claims.repetition import EstimateInputs
from study.setup.study_names import model_names


def main(*, inputs: EstimateInputs, tables: ClaimTableInputs, judging: JudgingSettings) -> Results:
    claims, estimates = inputs.read()
    sources = tables.read(estimates)
    judged = [judge(claim, sources, judging) for claim in claims.claims]
    return {
        "evidence": evidence_table(judged),
        "verdicts": claims_table(judged, judging.stability.least_certainty),
        "models": pd.DataFrame(model_names(claims)),
    }


if "snakemake" in globals():
    run(main, snakemake)
