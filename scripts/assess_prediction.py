"""Assess how well the model predicts answers that took no part in its estimation: PLSpredict and CVPAT."""

from pathlib import Path

from plssem import assign_folds, predict
from study.analysis.prediction_tables import PredictionSettings, power_content, prediction_table
from study.analysis.samples import Settings, engine_model, indicator_matrix, read_responses
from study.base.files import write_json, write_table
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    settings: Settings,
    prediction: PredictionSettings,
    seed: int,
    predict_table: Path,
    predictive_power: Path,
) -> None:
    engine = engine_model(read_study_model(model), settings)
    indicators = indicator_matrix(read_responses(responses), engine.indicators, str(responses))
    folds = assign_folds(len(indicators), prediction.folds, prediction.repeats, seed=seed)
    predicted = predict(indicators, engine, folds, prediction.antecedents)
    write_table(prediction_table(predicted), predict_table)
    write_json(power_content(predicted, prediction), predictive_power)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        responses=Path(snakemake.input.responses),
        model=Path(snakemake.input.model),
        settings=Settings(**snakemake.params.settings),
        prediction=PredictionSettings(**snakemake.params.prediction),
        seed=snakemake.params.seed,
        predict_table=Path(snakemake.output.predict_table),
        predictive_power=Path(snakemake.output.predictive_power),
    )
