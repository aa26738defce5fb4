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
from study.base.files import write_json, write_table
from study.base.job import Paths, run


def main(*, inputs: SampleInputs, fit_settings: FitSettings, prediction: PredictionSettings, outputs: Paths) -> None:
    sample = inputs.read()
    write_json(fit_content(sample.indicators, sample.model, fit_settings), outputs["fit"])
    folds = prediction.divide(len(sample.indicators), fit_settings.seed)
    predicted = predict(sample.indicators, sample.model, folds, prediction.antecedents)
    write_table(prediction_table(predicted), outputs["predict_table"])
    write_json(power_content(predicted, prediction), outputs["predictive_power"])


if "snakemake" in globals():
    run(main, snakemake)
