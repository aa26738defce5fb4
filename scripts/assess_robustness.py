"""Test every hypothesis under every defensible analysis of the survey: the specification curve."""

from collections.abc import Sequence
from pathlib import Path

from study.analysis import robustness
from study.analysis.robustness import UniverseInputs
from study.base.files import read_json
from study.base.job import Results, run


def main(*, inputs: UniverseInputs, parts: Sequence[Path] = ()) -> Results:
    received, sets, main_analysis = inputs.read()
    choices = inputs.choices
    known = [rows for part in parts for rows in robustness.universes_from_json(read_json(part))] if parts else None
    table = robustness.universe_table(sets, choices, main_analysis, known)
    facts = robustness.curve_facts(table, choices, main_analysis, received.model.observed.values())
    return {
        "universes": table,
        "paths": robustness.curve_table(table),
        "options": robustness.choice_table(table),
        "facts": facts,
    }


if "snakemake" in globals():
    run(main, snakemake)
