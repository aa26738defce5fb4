"""Compare the models of the claims: explained variance, prediction out of the sample, and CVPAT between them."""

from pathlib import Path

from plssem import assign_folds
from study.analysis.fit_tables import PredictionSettings
from study.analysis.rival_tables import compared_models, comparison_table, predictions
from study.analysis.samples import SampleInputs
from study.base.files import write_table
from study.setup.claim_declarations import read_claims


def main(
    *,
    inputs: SampleInputs,
    claims: Path,
    codebook: Path,
    prediction: PredictionSettings,
    seed: int,
    confidence_level: float,
    comparison: Path,
) -> None:
    (study, indicators), declared = inputs.read_all(codebook), read_claims(claims)
    columns, models = study.columns, compared_models(study, declared, inputs.settings)
    folds = assign_folds(len(indicators), prediction.folds, prediction.repeats, seed=seed)
    predicted = predictions(indicators, models, columns, folds, prediction.antecedents)
    table = comparison_table(indicators, models, columns, predicted, declared.comparisons, confidence_level)
    write_table(table, comparison)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
