"""Judge every claim by its evidence, and say how far the verdict depends on random numbers."""

from pathlib import Path

from study.base.files import write_table
from study.base.job import run
from study.claims.judging import ClaimTableInputs, JudgingSettings, claims_table, evidence_table, judge
from study.claims.repetition import EstimateInputs


def main(
    *, inputs: EstimateInputs, tables: ClaimTableInputs, judging: JudgingSettings, evidence: Path, verdicts: Path
) -> None:
    claims, estimates = inputs.read()
    sources = tables.read(estimates)
    judged = [judge(claim, sources, judging) for claim in claims.claims]
    write_table(evidence_table(judged), evidence)
    write_table(claims_table(judged, judging.stability.least_certainty), verdicts)


if "snakemake" in globals():
    run(main, snakemake)
