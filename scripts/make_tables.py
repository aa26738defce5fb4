"""Join the results with the study's words: one CSV per table at full precision, and all of them in one workbook."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from study.base.files import read_table, write_table
from study.catalogue import TABLES
from study.setup.codebook import read_codebook
from study.setup.data_status import notice
from study.setup.study_model import read_study_model
from study.survey.cleaning import read_flow
from study.tables.build import Sources, build_tables
from study.tables.workbook import sheets_of, write_workbook


def main(
    *,
    model: Path,
    codebook: Path,
    flow: Path,
    data_status: str,
    language: str,
    workbook: Path,
    settings: Mapping[str, Any],
    pilot_flow: Path | None = None,
    **results: Path,
) -> None:
    flows = {sample: read_flow(path) for sample, path in (("pilot", pilot_flow), ("full", flow)) if path}
    study_model = read_study_model(model)
    read = {name: read_table(path) for name, path in results.items()}
    built = build_tables(Sources(study_model, read_codebook(codebook), flows, read, settings), language)
    for name, table in built.items():
        write_table(table, workbook.with_name(f"{name}.csv"))
    notices = {spec.name: notice(data_status, language) if spec.shows_answers else "" for spec in TABLES}
    sheets = sheets_of(built, language, notices, list(study_model.constructs))
    write_workbook(sheets, workbook)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
