"""Score a survey's answers; leave out, and list with the reason, whoever does not belong to the sample."""

from collections.abc import Mapping
from pathlib import Path

from study.base.files import write_json, write_table
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model
from study.survey.cleaning import SurveyInputs, count_flow, exclusion_table, response_table, source_table
from study.survey.description import observe
from study.survey.responses import check_expected_n, check_responses, check_settings


def main(
    *,
    inputs: SurveyInputs,
    sample: str,
    expected_n: int | None,
    outputs: Mapping[str, Path],
    smallest_category: int = 1,
    folds: int | None = None,
    omission_distance: int | None = None,
) -> None:
    cleaned, book, study = inputs.clean(), read_codebook(inputs.codebook), read_study_model(inputs.model)
    source, n, responses = inputs.survey.source, len(cleaned.kept), response_table(cleaned.kept, book)
    check_expected_n(n, expected_n, f"survey.{sample}.expected_n", source, cleaned.reasons)
    check_settings(n, folds, omission_distance, source)
    check_responses(responses, study.indicators, book, source)
    variables = study.observed.values() if sample == "full" else ()  # a pilot tests the items alone
    observed = observe(cleaned.kept, variables, smallest_category, source)
    write_table(responses.join(observed), outputs["responses"])
    write_table(exclusion_table(cleaned.excluded), outputs["exclusions"])
    write_table(source_table(cleaned.kept, inputs.survey), outputs["sources"])
    write_json(count_flow(cleaned, book, inputs.survey).content(), outputs["flow"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
