"""Estimate the rival models of the claims: their effects, and what runs through mediators."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from plssem import Bootstrap, estimate
from plssem import bootstrap as bootstrap_rival
from study.analysis.draws import BootstrapSettings, write_bootstrap
from study.analysis.rival_tables import mediation_table, rival_model, rival_table
from study.analysis.samples import Settings, engine_model, read_indicators, share_directions
from study.base.files import write_table
from study.claims.judging import JudgingSettings, draw_until_decided
from study.claims.repetition import Estimates
from study.setup.claim_declarations import read_claims
from study.setup.study_model import read_study_model


def main(
    *,
    responses: Path,
    model: Path,
    claims: Path,
    settings: Settings,
    bootstrap: BootstrapSettings,
    judging: JudgingSettings,
    effects: Path,
    mediation: Path,
    draws: Sequence[Path],
) -> None:
    study_model, declared = read_study_model(model), read_claims(claims)
    main_model = engine_model(study_model, settings)
    main_fit = estimate(read_indicators(responses, main_model.indicators), main_model)

    def draw(name: str, resamples: int) -> Bootstrap:
        engine = rival_model(study_model, declared, name, settings)
        indicators, directions = read_indicators(responses, engine.indicators), share_directions(main_fit, engine)
        return bootstrap_rival(indicators, engine, resamples, seed=bootstrap.seed, reference=directions)

    def hold(name: str, drawn: Bootstrap) -> Estimates:
        return Estimates(study_model, {name: drawn})

    drawn = {}
    for name, path in zip(declared.rivals, draws, strict=True):
        how = partial(draw, name), bootstrap.resamples, partial(hold, name)
        drawn[name] = draw_until_decided(*how, declared, judging)
        write_bootstrap(drawn[name], path)
    write_table(rival_table(drawn, bootstrap.confidence_level), effects)
    write_table(mediation_table(drawn, study_model, bootstrap.confidence_level), mediation)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
