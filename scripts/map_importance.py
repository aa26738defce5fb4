"""Map where each outcome gains most and how high the answers there already are: constructs, dimensions, indicators."""

from functools import partial
from pathlib import Path

import pandas as pd

from plssem import bootstrap_importance
from study.analysis.dimension_tables import importance_table
from study.analysis.draws import write_bootstrap
from study.analysis.samples import SampleInputs, scale_ends
from study.base.files import write_table
from study.claims.judging import Resampling
from study.claims.repetition import Estimates
from study.setup.codebook import read_codebook


def main(*, inputs: SampleInputs, codebook: Path, resampling: Resampling, importance: Path, draws: Path) -> None:
    sample = inputs.read()
    ends = scale_ends(read_codebook(codebook), sample.model.indicators, sample.indicators)
    tables = []
    for target in sample.study.endogenous:
        draw = partial(bootstrap_importance, sample.indicators, sample.model, target, *ends)
        drawn = resampling.draw(draw, lambda drawn: Estimates(sample.study, importance=drawn))
        tables.append(importance_table(drawn, sample.study, target, resampling.confidence_level))
    write_table(pd.concat(tables, ignore_index=True), importance)
    # Performance, all that claims ask of these draws, is the same for every target.
    write_bootstrap(drawn, draws)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
