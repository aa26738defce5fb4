"""Compare the models of the claims: explained variance, prediction out of the sample, and CVPAT between them."""

from pathlib import Path

from plssem import assign_folds
from study.claims.declaration import read_claims
from study.comparison import comparison_table, predictions
from study.estimation import Settings, indicator_matrix, read_responses
from study.model import read_study_model
from study.prediction import PredictionSettings
from study.rivals import compared_models
from study.tabular import write_table


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
    from study.job import run

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
