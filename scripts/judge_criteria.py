"""Hold the results against the values that reporting guidelines ask for, before a manuscript is written."""

from pathlib import Path

from study.base.files import write_table
from study.base.job import run
from study.results.checklist import criteria_table, read_checklist
from study.results.numbers import NumberInputs


def main(*, inputs: NumberInputs, checklist: Path, criteria: Path) -> None:
    write_table(criteria_table(read_checklist(checklist), inputs.collect()), criteria)


if "snakemake" in globals():
    run(main, snakemake)
