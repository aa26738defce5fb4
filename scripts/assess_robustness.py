"""Test every hypothesis under every defensible analysis of the survey: the specification curve."""

from collections.abc import Sequence
from pathlib import Path

from study.analysis import robustness
from study.analysis.robustness import UniverseInputs
from study.base.files import read_json, write_json, write_table
from study.base.job import Paths, run


def main(*, inputs: UniverseInputs, outputs: Paths, parts: Sequence[Path] = ()) -> None:
    (received, sets, main_analysis), choices = inputs.read(), inputs.choices
    known = [rows for part in parts for rows in robustness.universes_from_json(read_json(part))] if parts else None
    table = robustness.universe_table(sets, choices, main_analysis, known)
    write_table(table, outputs["universes"])
    write_table(robustness.curve_table(table), outputs["paths"])
    write_table(robustness.choice_table(table), outputs["options"])
    facts = robustness.curve_facts(table, choices, main_analysis, received.model.observed.values())
    write_json(facts, outputs["facts"])


if "snakemake" in globals():
    run(main, snakemake)
