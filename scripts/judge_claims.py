"""Judge every claim by its evidence, and say how far the verdict depends on random numbers."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from study.analysis.draws import read_bootstrap
from study.base.files import read_table, write_table
from study.claims.estimates import Estimates
from study.claims.judging import Judge, claims_table, evidence_table
from study.setup.claim_declarations import MAIN, read_claims
from study.setup.study_model import read_study_model


def main(
    *,
    model: Path,
    claims: Path,
    main_draws: Path,
    rival_draws: Sequence[Path],
    repeats: Path,
    full_size: Sequence[int],
    critical_t: float,
    confidence_level: float,
    power: float,
    evidence: Path,
    verdicts: Path,
    growth: Path | None = None,
    comparison: Path | None = None,
    **draws: Path,
) -> None:
    declared = read_claims(claims)
    models = dict(zip((MAIN, *declared.rivals), map(read_bootstrap, (main_draws, *rival_draws)), strict=True))
    others = {name: read_bootstrap(path) for name, path in draws.items()}
    judge = Judge(
        declared,
        Estimates(read_study_model(model), models, **others),
        *(read_table(path) if path else pd.DataFrame() for path in (comparison, growth, repeats)),
        full_size=full_size,
        critical_t=critical_t,
        confidence_level=confidence_level,
        power=power,
    )
    table = evidence_table(judge)
    write_table(table, evidence)
    write_table(claims_table(judge, table), verdicts)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
