"""Set the paths of every model with control variables beside those of the same model without them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from plssem import bootstrap, estimate
from study.analysis.draws import read_bootstrap
from study.analysis.rival_tables import control_table, count_unanswered, rival_study
from study.analysis.samples import SampleInputs, engine_model, indicator_matrix, read_responses
from study.base.files import write_table
from study.setup.claim_declarations import MAIN, read_claims
from study.setup.study_model import read_study_model


def main(
    *,
    inputs: SampleInputs,
    controlled: Sequence[str],
    draws: Sequence[Path],
    confidence_level: float,
    controls: Path,
    unanswered: Path,
    claims: Path | None = None,
) -> None:
    study, answers = read_study_model(inputs.model), read_responses(inputs.responses)
    declared = read_claims(claims) if claims else None
    tables = {}
    for name, path in zip(controlled, draws, strict=True):
        of_model = rival_study(study, declared, name) if declared and name != MAIN else study
        models = [engine_model(one, inputs.settings) for one in (of_model, replace(of_model, controls=()))]
        matrices = [indicator_matrix(answers, one.indicators, str(inputs.responses)) for one in models]
        drawn = read_bootstrap(path)
        plain = bootstrap(matrices[1], models[1], drawn.resamples, seed=drawn.seed)
        fits = estimate(matrices[0], models[0]), estimate(matrices[1], models[1])
        tables[name] = control_table(of_model, drawn, plain, fits, confidence_level)
    write_table(pd.concat(tables, names=["model"]).reset_index(level="model"), controls)
    write_table(count_unanswered(answers, study), unanswered)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
