"""Judge every path without each respondent in turn: does a verdict hang on a single one?"""

from pathlib import Path

from study.analysis.answer_tables import influence_facts, influence_table
from study.analysis.draws import read_bootstrap
from study.analysis.samples import SampleInputs
from study.analysis.verdicts import Judging
from study.base.files import read_table
from study.base.job import Results, run


def main(*, inputs: SampleInputs, sources: Path, draws: Path, judging: Judging) -> Results:
    table = influence_table(inputs.read(), read_bootstrap(draws), read_table(sources), judging)
    return {"paths": table, "facts": influence_facts(table)}


if "snakemake" in globals():
    run(main, snakemake)
