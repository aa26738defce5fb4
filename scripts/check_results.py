"""Check that the results agree with each other; a contradiction stops the run, a warning is written down."""

from collections.abc import Sequence
from pathlib import Path

from study.base.files import write_json
from study.base.job import run
from study.claims.judging import JudgingSettings
from study.claims.repetition import EstimateInputs
from study.results.result_checks import ClaimBasis, Limits, require_agreement, run_checks


def main(
    *,
    results: Path,
    samples: Sequence[str],
    limits: Limits,
    has_claims: bool,
    checks: Path,
    evidence: EstimateInputs | None = None,
    judging: JudgingSettings | None = None,
) -> None:
    basis = ClaimBasis(*evidence.read(), judging.critical_t, judging.confidence_level) if evidence and judging else None
    outcomes = run_checks(results, tuple(samples), limits, has_claims, basis)
    require_agreement(outcomes, results)
    write_json(outcomes, checks)


if "snakemake" in globals():
    run(main, snakemake)
