"""Join the results with the study's words: one CSV per table at full precision, and all of them in one workbook."""

from pathlib import Path

from study.base.files import write_table
from study.catalogue import TABLES
from study.setup.data_status import notice
from study.tables.build import TableInputs, build_tables
from study.tables.workbook import sheets_of, write_workbook


def main(*, inputs: TableInputs, data_status: str, language: str, workbook: Path, **results: Path) -> None:
    sources = inputs.read(results)
    tables = build_tables(sources, language)
    for name, table in tables.items():
        write_table(table, workbook.with_name(f"{name}.csv"))
    notices = {spec.name: notice(data_status, language) if spec.shows_answers else "" for spec in TABLES}
    write_workbook(sheets_of(tables, language, notices, list(sources.model.constructs)), workbook)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
