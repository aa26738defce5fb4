"""Assess the measurement model: loadings, weights, reliability, convergent and discriminant validity."""

from pathlib import Path

from plssem import estimate
from study import measurement
from study.draws import read_bootstrap
from study.estimation import Settings, engine_model, indicator_matrix, read_responses
from study.model import read_study_model
from study.tabular import write_table


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
    from study.job import run

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
