"""Test every hypothesis under every defensible analysis of the survey: the specification curve."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from study.analysis import robustness
from study.analysis.draws import read_bootstrap
from study.analysis.samples import Settings
from study.base.files import read_json, write_json, write_table
from study.survey.cleaning import SurveyInputs


def main(
    *,
    inputs: SurveyInputs,
    draws: Path,
    choices: robustness.Choices,
    settings: Settings,
    analysis: Mapping[str, Any],
    outputs: Mapping[str, Path],
    smallest_category: int = 1,
    parts: Sequence[Path] = (),
) -> None:
    received = robustness.read_received(inputs, smallest_category)
    sets = robustness.data_sets(received, choices, settings)
    main_analysis = robustness.Analysis(settings, resamples=read_bootstrap(draws).resamples, **analysis)
    known = [rows for part in parts for rows in robustness.universes_from_json(read_json(part))] if parts else None
    table = robustness.universe_table(sets, choices, main_analysis, known)
    write_table(table, outputs["universes"])
    write_table(robustness.curve_table(table), outputs["paths"])
    write_table(robustness.choice_table(table), outputs["options"])
    facts = robustness.curve_facts(table, choices, main_analysis, received.model.observed.values())
    write_json(facts, outputs["facts"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
