"""Estimate the rival models of the claims: their effects, and what runs through mediators."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from study.analysis.draws import write_bootstrap
from study.analysis.rival_tables import bootstrap_rival, mediation_table, rival_model, rival_table
from study.analysis.samples import SampleInputs
from study.base.files import write_table
from study.base.job import run
from study.claims.judging import Resampling
from study.setup.claim_declarations import read_claims


def main(
    *, inputs: SampleInputs, claims: Path, resampling: Resampling, effects: Path, mediation: Path, draws: Sequence[Path]
) -> None:
    sample, (study, answers), declared = inputs.read(), inputs.read_given(), read_claims(claims)
    drawn = {}
    for name, path in zip(declared.rivals, draws, strict=True):
        draw = partial(bootstrap_rival, sample, answers, rival_model(study, declared, name, inputs.settings))
        drawn[name] = resampling.draw(draw, study, name)
        write_bootstrap(drawn[name], path)
    write_table(rival_table(drawn, resampling.confidence_level), effects)
    write_table(mediation_table(drawn, study, resampling.confidence_level), mediation)


if "snakemake" in globals():
    run(main, snakemake)
