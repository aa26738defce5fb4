"""Score a survey's answers; leave out, and list with the reason, whoever does not belong to the sample."""

from study.base.job import Results, run
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model
from study.survey.cleaning import SurveyInputs, count_flow, exclusion_table, response_table, source_table
from study.survey.description import observe
from study.survey.responses import SizeRequirements, check_responses


def main(*, inputs: SurveyInputs, sample: str, size: SizeRequirements, smallest_category: int = 1) -> Results:
    cleaned = inputs.clean()
    book = read_codebook(inputs.codebook)
    study = read_study_model(inputs.model)
    source = inputs.survey.source
    responses = response_table(cleaned.kept, book)
    size.check(len(cleaned.kept), cleaned.reasons, source)
    check_responses(responses, study.indicators, book, source)
    variables = study.observed.values() if sample == "full" else ()  # a pilot tests the items alone
    observed = observe(cleaned.kept, variables, smallest_category, source)
    return {
        "responses": responses.join(observed),
        "exclusions": exclusion_table(cleaned.excluded),
        "sources": source_table(cleaned.kept, inputs.survey),
        "flow": count_flow(cleaned, book, inputs.survey).content(),
    }


if "snakemake" in globals():
    run(main, snakemake)
