"""Draw the evidence of every claim again and again, with other random numbers: how stable are the verdicts?"""

from pathlib import Path

import numpy as np

from plssem import assign_folds
from study.analysis.comparison_tables import predictions
from study.analysis.prediction_tables import PredictionSettings
from study.analysis.rival_tables import compared_models
from study.analysis.samples import Settings, indicator_matrix, read_responses
from study.base.files import write_table
from study.claims.repetition import draw_estimates, pick, repeat_table
from study.setup.claim_declarations import read_claims
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    claims: Path,
    codebook: Path,
    settings: Settings,
    prediction: PredictionSettings,
    resamples: int,
    seed: int,
    confidence_level: float,
    repeats: Path,
) -> None:
    study_model, declared = read_study_model(model), read_claims(claims).without_beside
    stability, points, columns = declared.stability, read_codebook(codebook).scale.points, study_model.indicators
    indicators, other = indicator_matrix(read_responses(responses), columns, str(responses)), seed + 1  # fresh draws
    pool = draw_estimates(indicators, study_model, declared, settings, points, stability.resamples, other)
    folds = assign_folds(len(indicators), prediction.folds, stability.divisions, seed=other)
    compared = compared_models(study_model, declared, settings)
    predicted = predictions(indicators, compared, columns, folds, prediction.antecedents)
    picks = pick(stability, (resamples, prediction.repeats), np.random.default_rng(other))
    write_table(repeat_table(declared, pool, predicted, picks, len(indicators), confidence_level), repeats)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        responses=Path(snakemake.input.responses),
        model=Path(snakemake.input.model),
        claims=Path(snakemake.input.claims),
        codebook=Path(snakemake.input.codebook),
        settings=Settings(**snakemake.params.settings),
        prediction=PredictionSettings(**snakemake.params.prediction),
        resamples=snakemake.params.resamples,
        seed=snakemake.params.seed,
        confidence_level=snakemake.params.confidence_level,
        repeats=Path(snakemake.output.repeats),
    )
