"""Map where each outcome gains most and how high the answers there already are: constructs, dimensions, indicators."""

from pathlib import Path

import pandas as pd

from plssem import bootstrap_importance
from study.analysis.dimension_tables import importance_table
from study.analysis.draws import BootstrapSettings, write_bootstrap
from study.analysis.samples import Settings, read_sample, scale_ends
from study.base.files import write_table
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
) -> None:
    sample = read_sample(responses, model, settings)
    ends = scale_ends(read_codebook(codebook), sample.model.indicators, sample.indicators)
    tables = []
    for target in sample.study.endogenous:
        basis = sample.indicators, sample.model, target, *ends, bootstrap.resamples
        drawn = bootstrap_importance(*basis, seed=bootstrap.seed)
        tables.append(importance_table(drawn, sample.study, target, bootstrap.confidence_level))
    write_table(pd.concat(tables, ignore_index=True), importance)
    # Performance, all that claims ask of these draws, is the same for every target.
    write_bootstrap(drawn, draws)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
