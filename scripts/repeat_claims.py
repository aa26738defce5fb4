"""Draw the evidence of every claim again and again, with other random numbers: how stable are the verdicts?"""

from study.analysis.rival_tables import ComparedInputs
from study.base.job import Results, run
from study.claims.judging import JudgingSettings
from study.claims.repetition import EstimateInputs, draw_picks, repeat_table


def main(*, inputs: ComparedInputs, evidence: EstimateInputs, judging: JudgingSettings) -> Results:
    claims, estimates = evidence.read()
    stability = judging.stability
    indicators, _, _, predicted = inputs.predict(judging.seed, stability.divisions)
    picks = draw_picks(stability, judging.repetitions, judging.seed)
    return {"repeats": repeat_table(claims, estimates, predicted, picks, len(indicators), judging.confidence_level)}


if "snakemake" in globals():
    run(main, snakemake)
