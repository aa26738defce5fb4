"""Map where each outcome gains most and how high the answers there already are: constructs, dimensions, indicators."""

from functools import partial
from pathlib import Path

from plssem import bootstrap_importance
from study.analysis.dimension_tables import importance_tables
from study.analysis.draws import bootstrap_arrays
from study.analysis.samples import SampleInputs, scale_ends
from study.base.job import Results, run
from study.claims.judging import Resampling
from study.setup.codebook import read_codebook


def main(*, inputs: SampleInputs, codebook: Path, resampling: Resampling) -> Results:
    sample = inputs.read()
    ends = scale_ends(read_codebook(codebook), sample.model.indicators, sample.indicators)
    drawn = {}
    for target in sample.study.endogenous:
        draw = partial(bootstrap_importance, sample.indicators, sample.model, target, *ends)
        drawn[target] = resampling.draw(draw, sample.study, "importance")
    return {
        "importance": importance_tables(drawn, sample.study, resampling.confidence_level),
        # Performance, all that claims ask of these draws, is the same for every target.
        "draws": bootstrap_arrays(drawn[target]),
    }


if "snakemake" in globals():
    run(main, snakemake)
