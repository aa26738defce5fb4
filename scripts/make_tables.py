"""Join the results with the study's words: a CSV per table at full precision, and a workbook in each language."""

from pathlib import Path

from study.base.files import write_table
from study.base.job import Paths, run
from study.results.catalogue import TABLES
from study.setup.data_status import notice
from study.tables.build import TableInputs, build_tables
from study.tables.workbook import sheets_of, write_workbook


def main(*, inputs: TableInputs, data_status: str, language: str, outputs: Paths, **results: Path) -> None:
    sources = inputs.read(results)
    for name, table in build_tables(sources, language).items():
        write_table(table, outputs[language].with_name(f"{name}.csv"))
    for spoken, workbook in outputs.items():
        notices = {spec.name: notice(data_status, spoken) if spec.shows_answers else "" for spec in TABLES}
        tables = build_tables(sources, spoken)
        write_workbook(sheets_of(tables, spoken, notices, list(sources.model.constructs)), spoken, workbook)


if "snakemake" in globals():
    run(main, snakemake)
