"""Assess how well the model fits and predicts: implied beside observed correlations, PLSpredict and CVPAT."""

from plssem import predict
from study.analysis.samples import SampleInputs
from study.analysis.structure_tables import (
    FitSettings,
    PredictionSettings,
    fit_content,
    power_content,
    prediction_table,
)
from study.base.job import Results, run


def main(*, inputs: SampleInputs, fit_settings: FitSettings, prediction: PredictionSettings) -> Results:
    sample = inputs.read()
    folds = prediction.divide(len(sample.indicators), fit_settings.seed)
    predicted = predict(sample.indicators, sample.model, folds, prediction.antecedents)
    return {
        "fit": fit_content(sample.indicators, sample.model, fit_settings),
        "predict_table": prediction_table(predicted),
        "predictive_power": power_content(predicted, prediction),
    }


if "snakemake" in globals():
    run(main, snakemake)
