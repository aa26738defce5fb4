"""Check that the results agree with each other; a contradiction stops the run, a warning is written down."""

from collections.abc import Sequence
from pathlib import Path

from study.base.job import Results, run
from study.claims.judging import JudgingSettings
from study.claims.repetition import EstimateInputs
from study.results.result_checks import ClaimBasis, Limits, require_agreement, run_checks


def main(
    *,
    results: Path,
    samples: Sequence[str],
    limits: Limits,
    has_claims: bool,
    evidence: EstimateInputs | None = None,
    judging: JudgingSettings | None = None,
) -> Results:
    basis = ClaimBasis(*evidence.read(), judging.critical_t, judging.confidence_level) if evidence and judging else None
    outcomes = run_checks(results, tuple(samples), limits, has_claims, basis)
    require_agreement(outcomes, results)
    return {"checks": outcomes}


if "snakemake" in globals():
    run(main, snakemake)
