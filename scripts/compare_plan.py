"""Compare the decisions of the analysis with the sealed plan: what differs, and the author's reason."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from study.base.job import Results, run
from study.plan.deviations import deviation_table, read_reasons, summarise
from study.plan.seals import read_seals
from study.survey.cleaning import read_flow


def main(*, flow: Path, plan: Path, reasons: Path, decisions: Mapping[str, Any]) -> Results:
    seals = read_seals(plan)
    table = deviation_table(seals, decisions, read_flow(flow).kept, read_reasons(reasons), str(reasons))
    return {"deviations": table, "sealed_plan": summarise(seals, table, decisions)}


if "snakemake" in globals():
    run(main, snakemake)
