"""Check that the results agree with each other; a contradiction stops the run, a warning is written down."""

from collections.abc import Sequence
from pathlib import Path

from study.base.errors import StudyError
from study.base.files import write_json
from study.results.result_checks import Limits, run_checks


def main(*, results: Path, samples: Sequence[str], limits: Limits, has_claims: bool, checks: Path) -> None:
    found = run_checks(results, tuple(samples), limits, has_claims)
    broken = [check for check in found if check["severity"] == "error" and not check["passed"]]
    if broken:
        raise StudyError(
            "results contradict each other",
            str(results),
            "; ".join(f"{check['name']} ({check['where']}): {check['detail']}" for check in broken),
            "agreement to rounding",
            "delete the results folder and run again; if it stays, report it as a defect",
        )
    write_json(found, checks)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        results=Path(snakemake.params.results),
        samples=snakemake.params.samples,
        limits=Limits(**snakemake.params.limits),
        has_claims=snakemake.params.has_claims,
        checks=Path(snakemake.output.checks),
    )
