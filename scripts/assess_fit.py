"""Assess how well the model fits and predicts: implied beside observed correlations, PLSpredict and CVPAT."""

from collections.abc import Mapping
from pathlib import Path

from plssem import assign_folds, predict
from study.analysis.fit_tables import FitSettings, PredictionSettings, fit_content, power_content, prediction_table
from study.analysis.samples import SampleInputs
from study.base.files import write_json, write_table


def main(
    *,
    inputs: SampleInputs,
    fit_settings: FitSettings,
    prediction: PredictionSettings,
    outputs: Mapping[str, Path],
) -> None:
    sample = inputs.read()
    write_json(fit_content(sample.indicators, sample.model, fit_settings), outputs["fit"])
    folds = assign_folds(len(sample.indicators), prediction.folds, prediction.repeats, seed=fit_settings.seed)
    predicted = predict(sample.indicators, sample.model, folds, prediction.antecedents)
    write_table(prediction_table(predicted), outputs["predict_table"])
    write_json(power_content(predicted, prediction), outputs["predictive_power"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
