"""Compare the decisions of the analysis with the sealed plan: what differs, and the author's reason."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from study.base.files import write_json, write_table
from study.base.job import run
from study.plan.deviations import deviation_table, read_reasons, summarise
from study.plan.seals import read_seals
from study.survey.cleaning import read_flow


def main(
    *, flow: Path, plan: Path, reasons: Path, decisions: Mapping[str, Any], deviations: Path, sealed_plan: Path
) -> None:
    seals = read_seals(plan)
    table = deviation_table(seals, decisions, read_flow(flow).kept, read_reasons(reasons), str(reasons))
    write_table(table, deviations)
    write_json(summarise(seals, table, decisions), sealed_plan)


if "snakemake" in globals():
    run(main, snakemake)
