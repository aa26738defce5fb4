"""Let the full sample be estimated only with an instrument that is fit for use, unless the study goes on regardless."""

from pathlib import Path

from study.base.errors import StudyError
from study.base.files import read_json, write_json


def main(*, verdict: Path, on_pilot_failure: str, gate: Path) -> None:
    judged = read_json(verdict)
    if not judged["fit_for_use"] and on_pilot_failure == "stop":
        found = ", ".join(
            f"{failure['criterion']} of {failure['where']} {failure['value']}" for failure in judged["failed"]
        )
        raise StudyError(
            "the instrument is not fit for use",
            str(verdict),
            found,
            "every value above its threshold in pilot_criteria",
            "revise these items and repeat the pilot, or set on_pilot_failure: continue, and the manuscript says so",
        )
    write_json({"fit_for_use": judged["fit_for_use"], "on_pilot_failure": on_pilot_failure}, gate)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        verdict=Path(snakemake.input.verdict),
        on_pilot_failure=snakemake.params.on_pilot_failure,
        gate=Path(snakemake.output.gate),
    )
