"""Estimate the dimensions as lower-order constructs: quality, weights, effects on the outcome, differences."""

from collections.abc import Mapping
from pathlib import Path

from plssem import Bootstrap, bootstrap_higher_order
from study.analysis import dimension_tables as tables
from study.analysis.draws import BootstrapSettings, write_bootstrap
from study.analysis.samples import Settings, read_indicators
from study.base.files import write_table
from study.claims.judging import JudgingSettings, draw_until_decided
from study.claims.repetition import Estimates
from study.setup.claim_declarations import read_claims
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    settings: Settings,
    bootstrap: BootstrapSettings,
    outputs: Mapping[str, Path],
    claims: Path | None = None,
    judging: JudgingSettings | None = None,
) -> None:
    study_model, level = read_study_model(model), bootstrap.confidence_level
    engine = tables.dimension_model(study_model, settings)
    indicators = read_indicators(responses, engine.indicators)

    def draw(resamples: int) -> Bootstrap:
        return bootstrap_higher_order(indicators, engine, resamples, seed=bootstrap.seed)

    def hold(drawn: Bootstrap) -> Estimates:
        return Estimates(study_model, dimensions=drawn)

    drawn = draw_until_decided(draw, bootstrap.resamples, hold, read_claims(claims) if claims else None, judging)
    write_bootstrap(drawn, outputs["draws"])
    write_table(tables.dimension_table(drawn, study_model, level), outputs["dimensions"])
    write_table(tables.effect_table(drawn, study_model, level), outputs["effects"])
    write_table(tables.difference_table(drawn, study_model, level), outputs["differences"])
    write_table(tables.quality_table(drawn, study_model, level), outputs["quality"])


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
