"""Estimate the model on resamples of the respondents and keep every draw."""

from pathlib import Path

from plssem import bootstrap
from study.analysis.draws import write_bootstrap
from study.analysis.samples import Settings, engine_model, indicator_matrix, read_responses
from study.setup.study_model import read_study_model


def main(*, responses: Path, model: Path, settings: Settings, resamples: int, seed: int, draws: Path) -> None:
    engine = engine_model(read_study_model(model), settings)
    indicators = indicator_matrix(read_responses(responses), engine.indicators, str(responses))
    write_bootstrap(bootstrap(indicators, engine, resamples, seed=seed), draws)


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
        draws=Path(snakemake.output.draws),
    )
