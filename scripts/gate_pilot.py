"""Let the full sample be estimated only with an instrument that is fit for use, unless the study goes on regardless."""

from pathlib import Path

from study.base.errors import StudyError
from study.base.files import read_json
from study.base.job import Results, run


def main(*, verdict: Path, on_pilot_failure: str) -> Results:
    pilot = read_json(verdict)
    if not pilot["fit_for_use"] and on_pilot_failure == "stop":
        failed = [f"{failure['criterion']} of {failure['where']} {failure['value']}" for failure in pilot["failed"]]
        raise StudyError(
            what="the instrument is not fit for use",
            where=str(verdict),
            found=", ".join(failed),
            expected="every value above its threshold in pilot_criteria",
            remedy="revise these items and repeat the pilot, or set on_pilot_failure: continue, and the manuscript "
            "says so",
        )
    return {"gate": {"fit_for_use": pilot["fit_for_use"], "on_pilot_failure": on_pilot_failure}}


if "snakemake" in globals():
    run(main, snakemake)
