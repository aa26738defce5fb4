"""Put the key of a trend word beside each quarter's growth."""

from pathlib import Path

from study.base.job import Results, run
from study.survey.growth_series import read_growth, trends


def main(*, growth: Path, stagnation: float) -> Results:
    table = read_growth(growth)
    return {"growth_file": table.assign(trend=trends(table["growth"].tolist(), stagnation))}


if "snakemake" in globals():
    run(main, snakemake)
