"""Collect every number that the manuscript may quote, with its file, row and column, from the result files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from study.results.numbers import collect, declared_numbers, number_file
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model


def main(
    *,
    results: Sequence[Path],
    results_dir: Path,
    model: Path,
    codebook: Path,
    settings: Mapping[str, Any],
    numbers: Path,
) -> None:
    status = settings["study"]["data_status"]
    declared = declared_numbers(read_study_model(model), read_codebook(codebook))
    numbers.write_text(
        number_file(collect(results, results_dir, settings, status, declared)), encoding="utf-8", newline="\n"
    )


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
