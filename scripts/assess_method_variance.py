"""Set each path with a marker variable in the model, which takes common method variance up, beside the main result."""

from pathlib import Path

from study.analysis.rival_tables import MarkerSettings, marker_table
from study.analysis.samples import SampleInputs
from study.analysis.verdicts import Judging
from study.base.files import read_table
from study.base.job import Results, run
from study.survey.cleaning import SurveyInputs


def main(
    *, received: SurveyInputs, inputs: SampleInputs, paths: Path, declared: MarkerSettings, judging: Judging
) -> Results:
    study, answers = inputs.read_given()
    marked = answers.beside(received.read_beside(declared.marker))
    table, facts = marker_table(study, marked, read_table(paths), inputs.settings, declared, judging)
    return {"marked": table, "facts": facts}


if "snakemake" in globals():
    run(main, snakemake)
