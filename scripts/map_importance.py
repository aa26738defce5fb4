"""Map where each outcome gains most and how high the answers there already are: constructs, dimensions, indicators."""

from functools import partial
from pathlib import Path

import pandas as pd

from plssem import Bootstrap, bootstrap_importance
from study.analysis.dimension_tables import importance_table
from study.analysis.draws import BootstrapSettings, write_bootstrap
from study.analysis.samples import Settings, read_sample, scale_ends
from study.base.files import write_table
from study.claims.judging import JudgingSettings, draw_until_decided
from study.claims.repetition import Estimates
from study.setup.claim_declarations import read_claims
from study.setup.codebook import read_codebook


def main(
    *,
    responses: Path,
    model: Path,
    codebook: Path,
    settings: Settings,
    bootstrap: BootstrapSettings,
    importance: Path,
    draws: Path,
    claims: Path | None = None,
    judging: JudgingSettings | None = None,
) -> None:
    sample = read_sample(responses, model, settings)
    ends = scale_ends(read_codebook(codebook), sample.model.indicators, sample.indicators)
    declared = read_claims(claims) if claims else None

    def draw(target: str, resamples: int) -> Bootstrap:
        basis = sample.indicators, sample.model, target, *ends, resamples
        return bootstrap_importance(*basis, seed=bootstrap.seed)

    def hold(drawn: Bootstrap) -> Estimates:
        return Estimates(sample.study, importance=drawn)

    tables = []
    for target in sample.study.endogenous:
        drawn = draw_until_decided(partial(draw, target), bootstrap.resamples, hold, declared, judging)
        tables.append(importance_table(drawn, sample.study, target, bootstrap.confidence_level))
    write_table(pd.concat(tables, ignore_index=True), importance)
    # Performance, all that claims ask of these draws, is the same for every target.
    write_bootstrap(drawn, draws)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
