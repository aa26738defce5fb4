"""Draw the evidence of every claim again and again, with other random numbers: how stable are the verdicts?"""

from pathlib import Path

from plssem import assign_folds
from study.analysis.fit_tables import PredictionSettings
from study.analysis.rival_tables import compared_models, predictions
from study.analysis.samples import SampleInputs
from study.base.files import write_table
from study.claims.judging import JudgingSettings
from study.claims.repetition import EstimateInputs, pick, repeat_table


def main(
    *,
    inputs: SampleInputs,
    codebook: Path,
    evidence: EstimateInputs,
    judging: JudgingSettings,
    prediction: PredictionSettings,
    repeats: Path,
) -> None:
    (study, indicators), (claims, estimates) = inputs.read_all(codebook), evidence.read()
    cases, stability = len(indicators), judging.stability
    folds = assign_folds(cases, prediction.folds, stability.divisions, seed=judging.seed)
    compared = compared_models(study, claims, inputs.settings)
    predicted = predictions(indicators, compared, study.columns, folds, prediction.antecedents)
    picks = pick(stability, judging.repetitions, judging.seed)
    write_table(repeat_table(claims, estimates, predicted, picks, cases, judging.confidence_level), repeats)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
