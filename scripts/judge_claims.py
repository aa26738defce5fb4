"""Judge every claim by its evidence, and say how far the verdict depends on random numbers."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from study.base.files import read_table, write_table
from study.claims.judging import JudgingSettings, Sources, claims_table, evidence_table, judge
from study.claims.repetition import read_estimates
from study.setup.claim_declarations import read_claims
from study.setup.study_model import read_study_model


def main(
    *,
    model: Path,
    claims: Path,
    main_draws: Path,
    rival_draws: Sequence[Path],
    repeats: Path,
    judging: JudgingSettings,
    evidence: Path,
    verdicts: Path,
    growth: Path | None = None,
    comparison: Path | None = None,
    necessity: Path | None = None,
    **draws: Path,
) -> None:
    declared = read_claims(claims)
    estimates = read_estimates(read_study_model(model), declared, main_draws, rival_draws, draws)
    tables = [read_table(path) if path else pd.DataFrame() for path in (repeats, comparison, growth, necessity)]
    sources = Sources(estimates, *tables)
    judged = [judge(claim, sources, judging) for claim in declared.claims]
    write_table(evidence_table(judged), evidence)
    write_table(claims_table(judged, judging.stability.least_certainty), verdicts)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
