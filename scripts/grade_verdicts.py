"""Grade every verdict by all the doubts that the results hold about it."""

from collections.abc import Mapping
from pathlib import Path

from study.analysis.verdicts import path_rule
from study.base.files import read_json, read_table, write_table
from study.claims.grading import Findings, GradingSettings, as_sealed, grade_table, state_claims, state_hypotheses
from study.setup.claim_declarations import read_claims
from study.setup.study_model import read_study_model


def main(
    *,
    model: Path,
    paths: Path,
    settings: GradingSettings,
    criteria: Mapping[str, str],
    grades: Path,
    sealed_plan: Path,
    pilot: Path | None = None,
    claims: Path | None = None,
    verdicts: Path | None = None,
    **tables: Path,
) -> None:
    study = read_study_model(model)
    failed = tuple(str(one["where"]) for one in read_json(pilot)["failed"]) if pilot else ()
    findings = Findings(**{name: read_table(path) for name, path in tables.items()}, failed_in_pilot=failed)
    rules = {path.hypothesis: path_rule(path, settings.critical_t, criteria) for path in study.paths if path.hypothesis}
    statements = state_hypotheses(read_table(paths), rules)
    if claims and verdicts:
        declared = state_claims(study, read_claims(claims), read_table(verdicts), settings.critical_t)
        named = {statement.id for statement in declared}
        statements = [statement for statement in statements if statement.id not in named] + declared
    statements = as_sealed(statements, read_json(sealed_plan)["exploratory"])
    write_table(grade_table(study, statements, findings, settings), grades)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
