"""Test the hypotheses under one part of the defensible analyses of the survey."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from study.analysis import robustness
from study.analysis.draws import read_bootstrap
from study.analysis.samples import Settings
from study.base.files import write_json
from study.survey.cleaning import SurveyInputs


def main(
    *,
    inputs: SurveyInputs,
    draws: Path,
    choices: robustness.Choices,
    settings: Settings,
    analysis: Mapping[str, Any],
    part: str,
    universes: Path,
    smallest_category: int = 1,
) -> None:
    sets = robustness.data_sets(robustness.read_received(inputs, smallest_category), choices, settings)
    main_analysis = robustness.Analysis(settings, resamples=read_bootstrap(draws).resamples, **analysis)
    number, of = map(int, part.split("of"))
    rows = robustness.universe_rows(sets, choices, main_analysis, part=(number - 1, of))
    write_json(robustness.universes_as_json(rows), universes)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
