"""Check that the results agree with each other; a contradiction stops the run, a warning is written down."""

from collections.abc import Sequence
from pathlib import Path

from study.base.errors import StudyError
from study.base.files import write_json
from study.claims.judging import JudgingSettings
from study.claims.repetition import read_estimates
from study.results.result_checks import ClaimBasis, Limits, run_checks
from study.setup.claim_declarations import read_claims
from study.setup.study_model import read_study_model


def main(
    *,
    results: Path,
    samples: Sequence[str],
    limits: Limits,
    has_claims: bool,
    checks: Path,
    model: Path | None = None,
    claims: Path | None = None,
    main_draws: Path | None = None,
    rival_draws: Sequence[Path] = (),
    judging: JudgingSettings | None = None,
    **draws: Path,
) -> None:
    basis = None
    if model and claims and main_draws and judging:
        declared = read_claims(claims)
        estimates = read_estimates(read_study_model(model), declared, main_draws, rival_draws, draws)
        basis = ClaimBasis(declared, estimates, judging.critical_t, judging.confidence_level)
    outcomes = run_checks(results, tuple(samples), limits, has_claims, basis)
    broken = [check for check in outcomes if check["severity"] == "error" and not check["passed"]]
    if broken:
        raise StudyError(
            what="results contradict each other",
            where=str(results),
            found="; ".join(f"{check['name']} ({check['where']}): {check['detail']}" for check in broken),
            expected="agreement to rounding",
            remedy="delete the results folder and run again; if it stays, report it as a defect",
        )
    write_json(outcomes, checks)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
