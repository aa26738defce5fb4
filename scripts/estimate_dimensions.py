"""Estimate the dimensions as lower-order constructs: quality, weights, effects on the outcome, differences."""

from functools import partial

from plssem import bootstrap_higher_order
from study.analysis import dimension_tables as tables
from study.analysis.draws import write_bootstrap
from study.analysis.rival_tables import select_indicators
from study.analysis.samples import SampleInputs
from study.base.files import write_table
from study.base.job import Paths, run
from study.claims.judging import Resampling


def main(*, inputs: SampleInputs, resampling: Resampling, outputs: Paths) -> None:
    (study, answers), level = inputs.read_all(), resampling.confidence_level
    engine = tables.dimension_model(study, inputs.settings)
    draw = partial(bootstrap_higher_order, select_indicators(answers, engine, study.columns), engine)
    drawn = resampling.draw(draw, study, "dimensions")
    write_bootstrap(drawn, outputs["draws"])
    write_table(tables.dimension_table(drawn, study, level), outputs["dimensions"])
    write_table(tables.effect_table(drawn, study, level), outputs["effects"])
    write_table(tables.difference_table(drawn, study, level), outputs["differences"])
    write_table(tables.quality_table(drawn, study, level), outputs["quality"])


if "snakemake" in globals():
    run(main, snakemake)
