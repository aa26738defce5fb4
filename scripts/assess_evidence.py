"""Assess the quality of the evidence: answers, normality, common method, nonlinearity, endogeneity, consistent PLS."""

from study.analysis.draws import BootstrapSettings
from study.analysis.evidence_tables import evidence_of_model
from study.analysis.samples import SampleInputs, read_responses
from study.base.files import write_json, write_table
from study.base.job import Paths, run
from study.survey.description import AnswerChecks


def main(*, inputs: SampleInputs, of_answers: AnswerChecks, checks: BootstrapSettings, outputs: Paths) -> None:
    sample = inputs.read()
    quality, answers = of_answers.assess(read_responses(inputs.responses), sample.items, sample.study)
    tables, facts = evidence_of_model(sample.indicators, sample.study, sample.fit(), checks)
    for name, table in {"answer_quality": quality, **tables}.items():
        write_table(table, outputs[name])
    write_json(answers | facts, outputs["summary"])


if "snakemake" in globals():
    run(main, snakemake)
