"""Estimate the rival models of the claims: their effects, and what runs through mediators."""

from functools import partial
from pathlib import Path

from study.analysis.draws import bootstrap_arrays
from study.analysis.rival_tables import bootstrap_rival, mediation_table, rival_model, rival_table
from study.analysis.samples import SampleInputs
from study.base.job import Results, run
from study.claims.judging import Resampling
from study.setup.claim_declarations import read_claims


def main(*, inputs: SampleInputs, claims: Path, resampling: Resampling) -> Results:
    sample = inputs.read()
    study, answers = inputs.read_given()
    declared = read_claims(claims)
    drawn = {}
    for name in declared.rivals:
        draw = partial(bootstrap_rival, sample, answers, rival_model(study, declared, name, inputs.settings))
        drawn[name] = resampling.draw(draw, study, name)
    return {
        "draws": list(map(bootstrap_arrays, drawn.values())),
        "effects": rival_table(drawn, resampling.confidence_level),
        "mediation": mediation_table(drawn, study, resampling.confidence_level),
    }


if "snakemake" in globals():
    run(main, snakemake)
