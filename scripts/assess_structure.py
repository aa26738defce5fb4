"""Assess the structural model: paths with their hypotheses, effects, explained and predicted variance, equation."""

from pathlib import Path

from plssem import estimate, q_squared
from study.analysis import path_tables as structure
from study.analysis.draws import read_bootstrap
from study.analysis.samples import Settings, engine_model, indicator_matrix, read_responses
from study.base.files import write_json, write_table
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    draws: Path,
    settings: Settings,
    omission_distance: int,
    critical_t: float,
    criteria: dict[str, str],
    confidence_level: float,
    paths: Path,
    effects: Path,
    r_squared: Path,
    equation: Path,
) -> None:
    study_model = read_study_model(model)
    engine = engine_model(study_model, settings)
    indicators = indicator_matrix(read_responses(responses), engine.indicators, str(responses))
    fit, bootstrap = estimate(indicators, engine), read_bootstrap(draws)
    redundancy = q_squared(indicators, engine, omission_distance)
    write_table(structure.paths_table(fit, bootstrap, study_model, critical_t, confidence_level, criteria), paths)
    write_table(structure.effects_table(bootstrap, confidence_level), effects)
    write_table(structure.r_squared_table(fit, bootstrap, redundancy, confidence_level), r_squared)
    write_json(structure.equations_by_outcome(fit, indicators), equation)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        responses=Path(snakemake.input.responses),
        model=Path(snakemake.input.model),
        draws=Path(snakemake.input.draws),
        settings=Settings(**snakemake.params.settings),
        omission_distance=snakemake.params.omission_distance,
        critical_t=snakemake.params.critical_t,
        criteria=snakemake.params.criteria,
        confidence_level=snakemake.params.confidence_level,
        **{name: Path(path) for name, path in snakemake.output.items()},
    )
