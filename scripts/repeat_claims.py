"""Draw the evidence of every claim again and again, with other random numbers: how stable are the verdicts?"""

from pathlib import Path

import numpy as np

from plssem import assign_folds
from study.analysis.draws import BootstrapSettings
from study.analysis.fit_tables import PredictionSettings
from study.analysis.rival_tables import compared_models, predictions
from study.analysis.samples import Settings, align_blocks, read_sample, scale_ends
from study.base.files import write_table
from study.claims.repetition import draw_estimates, pick, repeat_table
from study.setup.claim_declarations import read_claims
from study.setup.codebook import read_codebook


def main(
    *,
    responses: Path,
    model: Path,
    claims: Path,
    codebook: Path,
    settings: Settings,
    bootstrap: BootstrapSettings,
    prediction: PredictionSettings,
    repeats: Path,
) -> None:
    sample, book = read_sample(responses, model, settings), read_codebook(codebook)
    ends = scale_ends(book, sample.model.indicators, sample.indicators)
    study, indicators, seed = sample.study, sample.indicators, bootstrap.seed + 1  # fresh draws
    declared = read_claims(claims).without_beside
    stability = declared.stability
    pool = draw_estimates(indicators, study, declared, settings, ends, stability.resamples, seed)
    folds = assign_folds(len(indicators), prediction.folds, stability.divisions, seed=seed)
    compared = compared_models(study, declared, settings)
    aligned = align_blocks(indicators, study, book)
    predicted = predictions(aligned, compared, study.indicators, folds, prediction.antecedents)
    picks = pick(stability, (bootstrap.resamples, prediction.repeats), np.random.default_rng(seed))
    write_table(repeat_table(declared, pool, predicted, picks, len(indicators), bootstrap.confidence_level), repeats)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
