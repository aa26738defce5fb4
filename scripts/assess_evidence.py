"""Assess the quality of the evidence: answers, normality, common method, nonlinearity, endogeneity, consistent PLS."""

from collections.abc import Mapping
from pathlib import Path

from study.analysis.evidence_tables import EvidenceSettings, evidence_of_model
from study.analysis.samples import SampleInputs, read_responses
from study.base.files import read_table, write_json, write_table
from study.setup.codebook import read_codebook
from study.survey import description as answer_quality


def main(
    *,
    inputs: SampleInputs,
    exclusions: Path,
    codebook: Path,
    checks: EvidenceSettings,
    same_answer_share: float,
    outputs: Mapping[str, Path],
) -> None:
    sample, answers = inputs.read(), read_responses(inputs.responses)
    study, book, left_out = sample.study, read_codebook(codebook), read_table(exclusions)
    quality = answer_quality.answer_quality_table(answers, study)
    tables, facts = evidence_of_model(sample.indicators, study, sample.fit(), checks)
    for name, table in {"answer_quality": quality, **tables}.items():
        write_table(table, outputs[name])
    of_answers = {
        "missing_answers": answer_quality.missing_answers(answers, study),
        "straight_lining": answer_quality.straight_lining(answers, left_out, book, study, same_answer_share),
        "normality": answer_quality.normality(sample.items, quality),
    }
    write_json(of_answers | facts, outputs["summary"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
