"""Simulate how likely the study was to find its paths, and set the smallest path to be found beside each."""

from pathlib import Path

from plssem import estimate
from study.analysis.power_tables import PowerSettings, detectable_summary, power_table
from study.analysis.samples import Settings, engine_model, indicator_matrix, read_responses
from study.base.files import read_table, write_json, write_table
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    paths: Path,
    model: Path,
    settings: Settings,
    simulation: PowerSettings,
    power: Path,
    detectable: Path,
) -> None:
    study = read_study_model(model)
    engine = engine_model(study, settings)
    indicators = indicator_matrix(read_responses(responses), engine.indicators, str(responses))
    fit = estimate(indicators, engine)
    table = power_table(fit, len(indicators), read_table(paths), study, simulation)
    write_table(table, power)
    write_json(detectable_summary(table), detectable)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        **{name: Path(path) for name, path in snakemake.input.items()},
        settings=Settings(**snakemake.params.settings),
        simulation=PowerSettings(**snakemake.params.simulation),
        **{name: Path(path) for name, path in snakemake.output.items()},
    )
