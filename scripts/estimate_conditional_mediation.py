"""Estimate how the indirect effects of the claims depend on a moderator: index, and effects at levels of it."""

from functools import partial
from pathlib import Path

from study.analysis.draws import bootstrap_arrays
from study.analysis.moderation_tables import bootstrap_conditional, conditional_table
from study.analysis.samples import SampleInputs
from study.base.job import Results, run
from study.claims.judging import Resampling
from study.setup.claim_declarations import read_claims


def main(*, inputs: SampleInputs, claims: Path, resampling: Resampling) -> Results:
    study, answers = inputs.read_all()
    declared = read_claims(claims)
    draw = partial(bootstrap_conditional, answers, study, declared, inputs.settings)
    drawn = resampling.draw(draw, study, "conditional")
    return {
        "draws": bootstrap_arrays(drawn),
        "conditional_mediation": conditional_table(drawn, declared, resampling.confidence_level),
    }


if "snakemake" in globals():
    run(main, snakemake)
