"""Map where each outcome gains most and how high the answers there already are: constructs, dimensions, indicators."""

from functools import partial
from pathlib import Path

from plssem import bootstrap_importance
from study.analysis.dimension_tables import importance_tables
from study.analysis.draws import write_bootstrap
from study.analysis.samples import SampleInputs, scale_ends
from study.base.files import write_table
from study.base.job import run
from study.claims.judging import Resampling
from study.setup.codebook import read_codebook


def main(*, inputs: SampleInputs, codebook: Path, resampling: Resampling, importance: Path, draws: Path) -> None:
    sample = inputs.read()
    ends = scale_ends(read_codebook(codebook), sample.model.indicators, sample.indicators)
    drawn = {}
    for target in sample.study.endogenous:
        draw = partial(bootstrap_importance, sample.indicators, sample.model, target, *ends)
        drawn[target] = resampling.draw(draw, sample.study, "importance")
    write_table(importance_tables(drawn, sample.study, resampling.confidence_level), importance)
    # Performance, all that claims ask of these draws, is the same for every target.
    write_bootstrap(drawn[target], draws)


if "snakemake" in globals():
    run(main, snakemake)
