"""Assess the measurement model: loadings, weights, reliability, convergent and discriminant validity."""

from pathlib import Path

from plssem import estimate
from study.analysis import measurement_tables as measurement
from study.analysis.draws import read_bootstrap
from study.analysis.samples import Settings, engine_model, indicator_matrix, read_responses
from study.base.files import write_table
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    draws: Path,
    settings: Settings,
    confidence_level: float,
    reliability: Path,
    outer_model: Path,
    htmt: Path,
    fornell_larcker: Path,
    cross_loadings: Path,
) -> None:
    engine = engine_model(read_study_model(model), settings)
    fit = estimate(indicator_matrix(read_responses(responses), engine.indicators, str(responses)), engine)
    bootstrap = read_bootstrap(draws)
    write_table(measurement.reliability_table(bootstrap, confidence_level), reliability)
    write_table(measurement.outer_model_table(fit, bootstrap, confidence_level), outer_model)
    write_table(measurement.htmt_table(bootstrap, confidence_level), htmt)
    write_table(measurement.fornell_larcker_table(fit), fornell_larcker)
    write_table(measurement.cross_loadings_table(fit), cross_loadings)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        responses=Path(snakemake.input.responses),
        model=Path(snakemake.input.model),
        draws=Path(snakemake.input.draws),
        settings=Settings(**snakemake.params.settings),
        confidence_level=snakemake.params.confidence_level,
        **{name: Path(path) for name, path in snakemake.output.items()},
    )
