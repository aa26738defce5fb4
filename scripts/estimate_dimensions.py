"""Estimate the dimensions as lower-order constructs: quality, weights, effects on the outcome, differences."""

from pathlib import Path

from plssem import bootstrap_higher_order
from study.analysis import dimension_tables as tables
from study.analysis.draws import write_bootstrap
from study.analysis.samples import Settings, indicator_matrix, read_responses
from study.base.files import write_table
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    settings: Settings,
    resamples: int,
    seed: int,
    confidence_level: float,
    dimensions: Path,
    effects: Path,
    differences: Path,
    quality: Path,
    draws: Path,
) -> None:
    study_model = read_study_model(model)
    engine = tables.dimension_model(study_model, settings)
    indicators = indicator_matrix(read_responses(responses), engine.indicators, str(responses))
    drawn = bootstrap_higher_order(indicators, engine, resamples, seed=seed)
    write_bootstrap(drawn, draws)
    write_table(tables.dimension_table(drawn, study_model, confidence_level), dimensions)
    write_table(tables.effect_table(drawn, study_model, confidence_level), effects)
    write_table(tables.difference_table(drawn, study_model, confidence_level), differences)
    write_table(tables.quality_table(drawn, confidence_level), quality)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        responses=Path(snakemake.input.responses),
        model=Path(snakemake.input.model),
        settings=Settings(**snakemake.params.settings),
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
        confidence_level=snakemake.params.confidence_level,
        **{name: Path(path) for name, path in snakemake.output.items()},
    )
