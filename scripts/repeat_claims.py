"""Draw the evidence of every claim again and again, with other random numbers: how stable are the verdicts?"""

from collections.abc import Sequence
from pathlib import Path

from plssem import assign_folds
from study.analysis.fit_tables import PredictionSettings
from study.analysis.rival_tables import compared_models, predictions
from study.analysis.samples import Settings, align_blocks, read_indicators
from study.base.files import write_table
from study.claims.judging import JudgingSettings
from study.claims.repetition import pick, read_estimates, repeat_table
from study.setup.claim_declarations import read_claims
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    claims: Path,
    codebook: Path,
    main_draws: Path,
    rival_draws: Sequence[Path],
    settings: Settings,
    judging: JudgingSettings,
    prediction: PredictionSettings,
    repeats: Path,
    **draws: Path,
) -> None:
    study, declared = read_study_model(model), read_claims(claims)
    answers = read_indicators(responses, study.columns)
    estimates = read_estimates(study, declared, main_draws, rival_draws, draws)
    cases, stability = len(answers), judging.stability
    folds = assign_folds(cases, prediction.folds, stability.divisions, seed=judging.seed)
    compared = compared_models(study, declared, settings)
    aligned = align_blocks(answers, study, read_codebook(codebook))
    predicted = predictions(aligned, compared, study.columns, folds, prediction.antecedents)
    picks = pick(stability, judging.repetitions, judging.seed)
    write_table(repeat_table(declared, estimates, predicted, picks, cases, judging.confidence_level), repeats)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
