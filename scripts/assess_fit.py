"""Assess how far the correlations that the model implies are from those observed, and from exact fit by chance."""

from pathlib import Path

from study.analysis.fit_tables import FitSettings, fit_content
from study.analysis.samples import Settings, engine_model, indicator_matrix, read_responses
from study.base.files import write_json
from study.setup.study_model import read_study_model


def main(*, responses: Path, model: Path, settings: Settings, fit_settings: FitSettings, fit: Path) -> None:
    engine = engine_model(read_study_model(model), settings)
    indicators = indicator_matrix(read_responses(responses), engine.indicators, str(responses))
    write_json(fit_content(indicators, engine, fit_settings), fit)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        responses=Path(snakemake.input.responses),
        model=Path(snakemake.input.model),
        settings=Settings(**snakemake.params.settings),
        fit_settings=FitSettings(**snakemake.params.fit, seed=snakemake.params.seed),
        fit=Path(snakemake.output.fit),
    )
