"""Set the paths of every model with control variables beside those of the same model without them."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from study.analysis.draws import read_bootstrap
from study.analysis.rival_tables import compare_without_controls, count_unanswered, rival_study
from study.analysis.samples import SampleInputs, read_responses
from study.base.files import write_table
from study.setup.claim_declarations import MAIN, read_claims


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
    (study, answers), level = inputs.read_given(), confidence_level
    declared = read_claims(claims) if claims else None
    tables = {}
    for name, path in zip(controlled, draws, strict=True):
        model = rival_study(study, declared, name) if declared and name != MAIN else study
        beside = answers, inputs.settings, read_bootstrap(path)
        tables[name] = compare_without_controls(model, *beside, level)
    write_table(pd.concat(tables, names=["model"]).reset_index(level="model"), controls)
    write_table(count_unanswered(read_responses(inputs.responses), study), unanswered)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
