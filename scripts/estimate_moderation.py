"""Estimate the interactions of the claims in two stages, with the slopes at levels of the moderator."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from plssem import bootstrap_moderated
from study.analysis import rival_tables as tables
from study.analysis.draws import write_bootstrap
from study.analysis.samples import SampleInputs
from study.base.files import write_table
from study.claims.judging import Resampling
from study.claims.repetition import Estimates
from study.setup.claim_declarations import read_claims


def main(*, inputs: SampleInputs, claims: Path, resampling: Resampling, outputs: Mapping[str, Path]) -> None:
    (study, answers), level = inputs.read_all(), resampling.confidence_level
    interactions = read_claims(claims).interactions
    engine = tables.moderated_model(study, interactions, inputs.settings)
    indicators = tables.select_indicators(answers, engine.base, study.columns)
    drawn = resampling.draw(
        partial(bootstrap_moderated, indicators, engine), lambda drawn: Estimates(study, moderation=drawn)
    )
    write_bootstrap(drawn, outputs["draws"])
    write_table(tables.moderation_table(drawn, interactions, level), outputs["moderation"])
    write_table(tables.slope_table(drawn, level), outputs["simple_slopes"])
    write_table(tables.region_table(drawn, indicators, engine, interactions, level), outputs["slope_regions"])
    write_table(tables.band_table(drawn, indicators, engine, interactions, level), outputs["slope_bands"])
    if "conditional_slopes" in outputs:
        write_table(tables.conditional_slope_table(drawn, level), outputs["conditional_slopes"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
