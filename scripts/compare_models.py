"""Compare the models of the claims: explained variance, prediction out of the sample, and CVPAT between them."""

from pathlib import Path

from plssem import assign_folds
from study.analysis.fit_tables import PredictionSettings
from study.analysis.rival_tables import compared_models, comparison_table, predictions
from study.analysis.samples import Settings, align_blocks, read_indicators
from study.base.files import write_table
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
    seed: int,
    confidence_level: float,
    comparison: Path,
) -> None:
    study, declared = read_study_model(model), read_claims(claims)
    columns = study.columns
    indicators = align_blocks(read_indicators(responses, columns), study, read_codebook(codebook))
    models = compared_models(study, declared, settings)
    folds = assign_folds(len(indicators), prediction.folds, prediction.repeats, seed=seed)
    predicted = predictions(indicators, models, columns, folds, prediction.antecedents)
    table = comparison_table(indicators, models, columns, predicted, declared.comparisons, confidence_level)
    write_table(table, comparison)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
