"""Hold the results against the values that reporting guidelines ask for, before a manuscript is written."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from study.base.files import write_table
from study.results.checklist import criteria_table, read_checklist
from study.results.numbers import collect, declared_numbers
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model


def main(
    *,
    results: Sequence[Path],
    results_dir: Path,
    model: Path,
    codebook: Path,
    settings: Mapping[str, Any],
    checklist: Path,
    criteria: Path,
) -> None:
    status = settings["study"]["data_status"]
    declared = declared_numbers(read_study_model(model), read_codebook(codebook))
    numbers = collect(results, results_dir, settings, status, declared)
    write_table(criteria_table(read_checklist(checklist), numbers), criteria)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
