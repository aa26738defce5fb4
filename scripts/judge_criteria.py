"""Hold the results against the values that reporting guidelines ask for, before a manuscript is written."""

from pathlib import Path

from study.base.job import Results, run
from study.results.checklist import criteria_table, read_checklist
from study.results.numbers import NumberInputs
from study.setup.study_model import read_study_model


def main(*, inputs: NumberInputs, checklist: Path) -> Results:
    formative = read_study_model(inputs.model).formative
    return {"criteria": criteria_table(read_checklist(checklist), inputs.collect(), formative)}


if "snakemake" in globals():
    run(main, snakemake)
