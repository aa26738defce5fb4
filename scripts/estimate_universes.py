"""Test the hypotheses under one part of the defensible analyses of the survey."""

from study.analysis.robustness import UniverseInputs, universe_rows, universes_as_json
from study.base.job import JobPart, Results, run


def main(*, inputs: UniverseInputs, part: JobPart) -> Results:
    _, sets, analysis = inputs.read()
    return {"universes": universes_as_json(universe_rows(sets, inputs.choices, analysis, part))}


if "snakemake" in globals():
    run(main, snakemake)
