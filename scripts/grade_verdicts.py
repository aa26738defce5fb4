"""Grade every verdict by all the doubts that the results hold about it."""

from collections.abc import Mapping
from pathlib import Path

from study.base.job import Results, run
from study.claims.grading import GradingSettings, VerdictInputs, doubtful_table, grade_table, read_findings
from study.setup.study_model import read_study_model


def main(
    *,
    judged: VerdictInputs,
    settings: GradingSettings,
    criteria: Mapping[str, str],
    pilot: Path | None = None,
    **tables: Path,
) -> Results:
    study = read_study_model(judged.model)
    findings = read_findings(tables, pilot)
    return {
        "grades": grade_table(study, judged.read(settings.critical_t, criteria), findings, settings),
        "doubtful": doubtful_table(study, findings, settings),
    }


if "snakemake" in globals():
    run(main, snakemake)
