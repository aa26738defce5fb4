"""Estimate the interactions of the claims in two stages, with the slopes at levels of the moderator."""

from functools import partial
from pathlib import Path

from plssem import bootstrap_moderated
from study.analysis.draws import write_bootstrap
from study.analysis.rival_tables import moderated_model, moderation_tables, select_indicators
from study.analysis.samples import SampleInputs
from study.base.files import write_table
from study.base.job import Paths, run
from study.claims.judging import Resampling
from study.setup.claim_declarations import read_claims


def main(*, inputs: SampleInputs, claims: Path, resampling: Resampling, outputs: Paths) -> None:
    (study, answers), interactions = inputs.read_all(), read_claims(claims).interactions
    engine = moderated_model(study, interactions, inputs.settings)
    indicators = select_indicators(answers, engine.base, study.columns)
    drawn = resampling.draw(partial(bootstrap_moderated, indicators, engine), study, "moderation")
    write_bootstrap(drawn, outputs["draws"])
    tables = moderation_tables(drawn, indicators, engine, interactions, resampling.confidence_level)
    for name in outputs.keys() - {"draws"}:
        write_table(tables[name], outputs[name])


if "snakemake" in globals():
    run(main, snakemake)
