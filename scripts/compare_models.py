"""Compare the models of the claims: explained variance, prediction out of the sample, and CVPAT between them."""

from pathlib import Path

from plssem import assign_folds
from study.analysis.comparison_tables import comparison_table, predictions
from study.analysis.prediction_tables import PredictionSettings
from study.analysis.rival_tables import compared_models
from study.analysis.samples import Settings, indicator_matrix, read_responses
from study.base.files import write_table
from study.setup.claim_declarations import read_claims
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    claims: Path,
    settings: Settings,
    prediction: PredictionSettings,
    seed: int,
    confidence_level: float,
    comparison: Path,
) -> None:
    study_model, declared = read_study_model(model), read_claims(claims)
    columns, models = study_model.indicators, compared_models(study_model, declared, settings)
    indicators = indicator_matrix(read_responses(responses), columns, str(responses))
    folds = assign_folds(len(indicators), prediction.folds, prediction.repeats, seed=seed)
    predicted = predictions(indicators, models, columns, folds, prediction.antecedents)
    table = comparison_table(indicators, models, columns, predicted, declared.comparisons, confidence_level)
    write_table(table, comparison)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        responses=Path(snakemake.input.responses),
        model=Path(snakemake.input.model),
        claims=Path(snakemake.input.claims),
        settings=Settings(**snakemake.params.settings),
        prediction=PredictionSettings(**snakemake.params.prediction),
        seed=snakemake.params.seed,
        confidence_level=snakemake.params.confidence_level,
        comparison=Path(snakemake.output.comparison),
    )
