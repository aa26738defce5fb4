"""Estimate the dimensions as lower-order constructs: quality, weights, effects on the outcome, differences."""

from functools import partial

from plssem import bootstrap_higher_order
from study.analysis import dimension_tables as tables
from study.analysis.draws import bootstrap_arrays
from study.analysis.rival_tables import select_indicators
from study.analysis.samples import SampleInputs
from study.base.job import Results, run
from study.claims.judging import Resampling


def main(*, inputs: SampleInputs, resampling: Resampling) -> Results:
    study, answers = inputs.read_all()
    level = resampling.confidence_level
    engine = tables.dimension_model(study, inputs.settings)
    draw = partial(bootstrap_higher_order, select_indicators(answers, engine, study.columns), engine)
    drawn = resampling.draw(draw, study, "dimensions")
    return {
        "draws": bootstrap_arrays(drawn),
        "dimensions": tables.dimension_table(drawn, study, level),
        "effects": tables.effect_table(drawn, study, level),
        "differences": tables.difference_table(drawn, study, level),
        "quality": tables.quality_table(drawn, study, level),
    }


if "snakemake" in globals():
    run(main, snakemake)
