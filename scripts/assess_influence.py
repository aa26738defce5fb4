"""Judge every path without each respondent in turn: does a verdict hang on a single one?"""

from pathlib import Path

from study.analysis.answer_tables import influence_facts, influence_table
from study.analysis.draws import read_bootstrap
from study.analysis.samples import SampleInputs
from study.analysis.verdicts import Judging
from study.base.files import read_table, write_json, write_table
from study.base.job import Paths, run


def main(*, inputs: SampleInputs, sources: Path, draws: Path, judging: Judging, outputs: Paths) -> None:
    table = influence_table(inputs.read(), read_bootstrap(draws), read_table(sources), judging)
    write_table(table, outputs["paths"])
    write_json(influence_facts(table), outputs["facts"])


if "snakemake" in globals():
    run(main, snakemake)
