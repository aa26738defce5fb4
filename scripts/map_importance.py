"""Map where each outcome gains most and how high the answers there already are: constructs, dimensions, indicators."""

from pathlib import Path

import pandas as pd

from plssem import bootstrap_importance
from study.analysis.draws import write_bootstrap
from study.analysis.importance_tables import importance_table
from study.analysis.samples import Settings, engine_model, indicator_matrix, read_responses
from study.base.files import write_table
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    codebook: Path,
    settings: Settings,
    resamples: int,
    seed: int,
    confidence_level: float,
    importance: Path,
    draws: Path,
) -> None:
    study_model, points = read_study_model(model), read_codebook(codebook).scale.points
    engine = engine_model(study_model, settings)
    indicators = indicator_matrix(read_responses(responses), engine.indicators, str(responses))
    drawn = {
        target: bootstrap_importance(indicators, engine, target, 1, points, resamples, seed=seed)
        for target in study_model.endogenous
    }
    tables = [importance_table(one, study_model, target, confidence_level) for target, one in drawn.items()]
    write_table(pd.concat(tables, ignore_index=True), importance)
    # Performance, all that claims ask of these draws, is the same for every target.
    write_bootstrap(drawn[study_model.main_outcome], draws)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        responses=Path(snakemake.input.responses),
        model=Path(snakemake.input.model),
        codebook=Path(snakemake.input.codebook),
        settings=Settings(**snakemake.params.settings),
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
        confidence_level=snakemake.params.confidence_level,
        **{name: Path(path) for name, path in snakemake.output.items()},
    )
