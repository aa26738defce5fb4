"""Put the key of a trend word beside each quarter's growth."""

from pathlib import Path

from study.base.files import write_table
from study.base.job import run
from study.survey.growth_series import read_growth, trends


def main(*, growth: Path, stagnation: float, growth_file: Path) -> None:
    table = read_growth(growth)
    write_table(table.assign(trend=trends(table["growth"].tolist(), stagnation)), growth_file)


if "snakemake" in globals():
    run(main, snakemake)
