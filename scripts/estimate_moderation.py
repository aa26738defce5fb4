"""Estimate the interactions of the claims in two stages, with the slopes at levels of the moderator."""

from functools import partial
from pathlib import Path

from plssem import bootstrap_moderated
from study.analysis.draws import bootstrap_arrays
from study.analysis.moderation_tables import moderated_model, moderation_tables
from study.analysis.rival_tables import select_indicators
from study.analysis.samples import SampleInputs
from study.base.job import Results, run
from study.claims.judging import Resampling
from study.setup.claim_declarations import read_claims


def main(*, inputs: SampleInputs, claims: Path, resampling: Resampling) -> Results:
    study, answers = inputs.read_all()
    interactions = read_claims(claims).interactions
    engine = moderated_model(study, interactions, inputs.settings)
    indicators = select_indicators(answers, engine.base, study.columns)
    drawn = resampling.draw(partial(bootstrap_moderated, indicators, engine), study, "moderation")
    tables = moderation_tables(drawn, indicators, engine, interactions, resampling.confidence_level)
    return {"draws": bootstrap_arrays(drawn), **tables}


if "snakemake" in globals():
    run(main, snakemake)
