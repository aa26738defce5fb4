"""Hold the results against the values that reporting guidelines ask for, before a manuscript is written."""

from pathlib import Path

from study.base.files import write_table
from study.base.job import run
from study.results.checklist import criteria_table, read_checklist
from study.results.numbers import NumberInputs
from study.setup.study_model import read_study_model


def main(*, inputs: NumberInputs, checklist: Path, criteria: Path) -> None:
    formative = read_study_model(inputs.model).formative
    write_table(criteria_table(read_checklist(checklist), inputs.collect(), formative), criteria)


if "snakemake" in globals():
    run(main, snakemake)
