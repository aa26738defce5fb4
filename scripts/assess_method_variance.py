"""Set each path with a marker variable in the model, which takes common method variance up, beside the main result."""

from collections.abc import Mapping
from pathlib import Path

from study.analysis.answer_tables import Judging
from study.analysis.rival_tables import marker_table
from study.analysis.samples import SampleInputs
from study.base.files import read_table, write_json, write_table
from study.setup.configuration import MethodVarianceSection
from study.survey.cleaning import SurveyInputs


def main(
    *,
    received: SurveyInputs,
    inputs: SampleInputs,
    paths: Path,
    declared: MethodVarianceSection,
    seed: int,
    judging: Judging,
    outputs: Mapping[str, Path],
) -> None:
    study, answers = inputs.read_given()
    marked = answers.beside(received.read_beside(declared.marker))
    main_paths = read_table(paths)
    table, facts = marker_table(study, marked, main_paths, inputs.settings, declared, judging, seed)
    write_table(table, outputs["marked"])
    write_json(facts, outputs["facts"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
