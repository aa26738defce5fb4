"""Assess the quality of the evidence: answers, normality, common method, nonlinearity, endogeneity, consistent PLS."""

from collections.abc import Mapping
from pathlib import Path

from plssem import estimate
from study.analysis import evidence_tables as evidence
from study.analysis.samples import Settings, read_responses, read_sample
from study.base.files import read_table, write_json, write_table
from study.setup.codebook import read_codebook
from study.survey import description as answer_quality


def main(
    *,
    responses: Path,
    exclusions: Path,
    codebook: Path,
    model: Path,
    settings: Settings,
    checks: evidence.EvidenceSettings,
    same_answer_share: float,
    outputs: Mapping[str, Path],
) -> None:
    sample, answers = read_sample(responses, model, settings), read_responses(responses)
    study, engine, indicators = sample.study, sample.model, sample.indicators
    fit, quality = estimate(indicators, engine), answer_quality.answer_quality_table(answers, study)
    corrected, solutions = evidence.consistent_table(indicators, fit, study, checks)
    write_table(quality, outputs["answer_quality"])
    write_table(corrected, outputs["consistent"])
    write_table(evidence.collinearity_table(fit), outputs["collinearity"])
    write_table(evidence.nonlinearity_table(indicators, engine, study, checks), outputs["nonlinearity"])
    write_table(evidence.endogeneity_table(indicators, engine, study, checks), outputs["endogeneity"])
    lines = read_table(exclusions), read_codebook(codebook), study, same_answer_share
    content = {
        "missing_answers": answer_quality.missing_answers(answers, study),
        "straight_lining": answer_quality.straight_lining(answers, *lines),
        "normality": answer_quality.normality(sample.items, quality),
        "method_bias": evidence.method_bias(fit),
        "consistent": solutions,
    }
    write_json(content, outputs["summary"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
