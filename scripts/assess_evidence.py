"""Assess the quality of the evidence: answers, normality, common method, nonlinearity, endogeneity, consistent PLS."""

from study.analysis.evidence_tables import evidence_of_model
from study.analysis.samples import SampleInputs, read_responses
from study.base.job import Results, run
from study.setup.configuration import BootstrapSection
from study.survey.description import AnswerChecks


def main(*, inputs: SampleInputs, of_answers: AnswerChecks, checks: BootstrapSection) -> Results:
    sample = inputs.read()
    quality, answers = of_answers.assess(read_responses(inputs.responses), sample.items, sample.study)
    tables, facts = evidence_of_model(sample.indicators, sample.study, sample.fit(), checks)
    return {"answer_quality": quality, **tables, "summary": answers | facts}


if "snakemake" in globals():
    run(main, snakemake)
