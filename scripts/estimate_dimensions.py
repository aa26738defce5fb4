"""Estimate the dimensions as lower-order constructs: quality, weights, effects on the outcome, differences."""

from collections.abc import Mapping
from pathlib import Path

from plssem import bootstrap_higher_order
from study.analysis import dimension_tables as tables
from study.analysis.draws import BootstrapSettings, write_bootstrap
from study.analysis.samples import Settings, read_indicators
from study.base.files import write_table
from study.setup.study_model import read_study_model


def main(
    *, responses: Path, model: Path, settings: Settings, bootstrap: BootstrapSettings, outputs: Mapping[str, Path]
) -> None:
    study_model, level = read_study_model(model), bootstrap.confidence_level
    engine = tables.dimension_model(study_model, settings)
    indicators = read_indicators(responses, engine.indicators)
    drawn = bootstrap_higher_order(indicators, engine, bootstrap.resamples, seed=bootstrap.seed)
    write_bootstrap(drawn, outputs["draws"])
    write_table(tables.dimension_table(drawn, study_model, level), outputs["dimensions"])
    write_table(tables.effect_table(drawn, study_model, level), outputs["effects"])
    write_table(tables.difference_table(drawn, study_model, level), outputs["differences"])
    write_table(tables.quality_table(drawn, level), outputs["quality"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
