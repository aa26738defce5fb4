"""Check that the results agree with each other; a contradiction stops the run, a warning is written down."""

from collections.abc import Sequence
from pathlib import Path

from study.base.errors import StudyError
from study.base.files import write_json
from study.results.result_checks import Limits, run_checks


def main(*, results: Path, samples: Sequence[str], limits: Limits, has_claims: bool, checks: Path) -> None:
    outcomes = run_checks(results, tuple(samples), limits, has_claims)
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
