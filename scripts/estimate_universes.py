"""Test the hypotheses under one part of the defensible analyses of the survey."""

from pathlib import Path

from study.analysis.robustness import UniverseInputs, universe_rows, universes_as_json
from study.base.files import write_json
from study.base.job import JobPart, run


def main(*, inputs: UniverseInputs, part: JobPart, universes: Path) -> None:
    _, sets, analysis = inputs.read()
    write_json(universes_as_json(universe_rows(sets, inputs.choices, analysis, part)), universes)


if "snakemake" in globals():
    run(main, snakemake)
