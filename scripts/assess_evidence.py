"""Assess the quality of the evidence: answers, normality, common method, nonlinearity, endogeneity, consistent PLS."""

from pathlib import Path

from plssem import estimate
from study.analysis import evidence_tables as evidence
from study.analysis.samples import Settings, engine_model, indicator_matrix, read_responses
from study.base.files import read_table, write_json, write_table
from study.setup.codebook import read_codebook
from study.setup.study_model import read_study_model
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
    tables: dict[str, Path],
    summary: Path,
) -> None:
    study, answers = read_study_model(model), read_responses(responses)
    engine = engine_model(study, settings)
    indicators = indicator_matrix(answers, engine.indicators, str(responses))
    fit, quality = estimate(indicators, engine), answer_quality.answer_quality_table(answers, study)
    corrected, solutions = evidence.consistent_table(indicators, fit, study, checks)
    write_table(quality, tables["answer_quality"])
    write_table(corrected, tables["consistent"])
    write_table(evidence.collinearity_table(fit), tables["collinearity"])
    write_table(evidence.nonlinearity_table(indicators, engine, study, checks), tables["nonlinearity"])
    write_table(evidence.endogeneity_table(indicators, engine, study, checks), tables["endogeneity"])
    lines = read_table(exclusions), read_codebook(codebook), study, same_answer_share
    content = {
        "missing_answers": answer_quality.missing_answers(answers, study),
        "straight_lining": answer_quality.straight_lining(answers, *lines),
        "normality": answer_quality.normality(indicators, quality),
        "method_bias": evidence.method_bias(fit),
        "consistent": solutions,
    }
    write_json(content, summary)


if "snakemake" in globals():
    from study.base.job import run

    run(
        main,
        snakemake.log[0],
        **{name: Path(path) for name, path in snakemake.input.items()},
        settings=Settings(**snakemake.params.settings),
        checks=evidence.EvidenceSettings(**snakemake.params.checks),
        same_answer_share=snakemake.params.same_answer_share,
        tables={name: Path(path) for name, path in snakemake.output.items() if name != "summary"},
        summary=Path(snakemake.output.summary),
    )
