"""Collect every number that the manuscript may quote, with its file, row and column, from the result files."""

from pathlib import Path

from study.base.files import write_text
from study.base.job import run
from study.results.numbers import NumberInputs, number_file


def main(*, inputs: NumberInputs, numbers: Path) -> None:
    write_text(number_file(inputs.collect()), numbers)


if "snakemake" in globals():
    run(main, snakemake)
