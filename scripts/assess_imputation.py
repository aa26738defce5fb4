"""Estimate the paths with missing answers imputed, or say what imputation did where it is the main analysis."""

from collections.abc import Mapping
from pathlib import Path

from study.analysis.answer_tables import ImputationSettings, Judging, imputation_table, nothing_beside
from study.analysis.draws import read_bootstrap
from study.analysis.samples import SampleInputs, read_responses
from study.base.files import read_table, write_json, write_table


def main(
    *,
    inputs: SampleInputs,
    paths: Path,
    judging: Judging,
    imputation: ImputationSettings,
    outputs: Mapping[str, Path],
    draws: Path | None = None,
) -> None:
    sample = inputs.read()
    answers = read_responses(inputs.responses)[list(sample.model.indicators)].to_numpy(dtype=float)
    if draws is None:
        table, facts = imputation_table(answers, sample, read_table(paths), judging, imputation)
    else:
        table, facts = nothing_beside(answers, sample, read_bootstrap(draws), imputation)
    write_table(table, outputs["imputed"])
    write_json(facts, outputs["facts"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
