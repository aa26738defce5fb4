"""Grade every verdict by all the doubts that the results hold about it."""

from collections.abc import Mapping
from pathlib import Path

from study.base.files import write_table
from study.base.job import run
from study.claims.grading import GradingSettings, VerdictInputs, grade_table, read_findings
from study.setup.study_model import read_study_model


def main(
    *,
    judged: VerdictInputs,
    settings: GradingSettings,
    criteria: Mapping[str, str],
    grades: Path,
    pilot: Path | None = None,
    **tables: Path,
) -> None:
    study, findings = read_study_model(judged.model), read_findings(tables, pilot)
    write_table(grade_table(study, judged.read(settings.critical_t, criteria), findings, settings), grades)


if "snakemake" in globals():
    run(main, snakemake)
