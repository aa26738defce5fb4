"""Estimate the paths with missing answers imputed, or say what imputation did where it is the main analysis."""

from pathlib import Path

from study.analysis.answer_tables import ImputationSettings, imputation_table
from study.analysis.draws import read_bootstrap
from study.analysis.samples import SampleInputs, read_responses
from study.analysis.verdicts import Judging
from study.base.files import read_table
from study.base.job import Results, run


def main(
    *, inputs: SampleInputs, paths: Path, judging: Judging, imputation: ImputationSettings, draws: Path | None = None
) -> Results:
    sample = inputs.read()
    drawn = draws and read_bootstrap(draws)
    answers = read_responses(inputs.responses)[list(sample.model.indicators)].to_numpy(dtype=float)
    table, facts = imputation_table(answers, sample, read_table(paths), judging, imputation, drawn)
    return {"imputed": table, "facts": facts}


if "snakemake" in globals():
    run(main, snakemake)
