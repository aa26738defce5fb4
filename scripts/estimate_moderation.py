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
    sample, interactions, level = inputs.read(), read_claims(claims).interactions, resampling.confidence_level
    draw = partial(bootstrap_moderated, sample.indicators, tables.moderated_model(sample.model, interactions))
    drawn = resampling.draw(draw, lambda drawn: Estimates(sample.study, moderation=drawn))
    regions = tables.region_table(drawn, sample.indicators, sample.model, interactions, level)
    write_bootstrap(drawn, outputs["draws"])
    write_table(tables.moderation_table(drawn, interactions, level), outputs["moderation"])
    write_table(tables.slope_table(drawn, level), outputs["simple_slopes"])
    write_table(regions, outputs["slope_regions"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
