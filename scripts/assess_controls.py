"""Set the paths of every model with control variables beside those of the same model without them."""

from collections.abc import Sequence
from pathlib import Path

from study.analysis.draws import read_bootstrap
from study.analysis.rival_tables import control_tables, count_unanswered
from study.analysis.samples import SampleInputs, read_responses
from study.base.job import Results, run
from study.setup.claim_declarations import read_claims


def main(
    *,
    inputs: SampleInputs,
    controlled: Sequence[str],
    draws: Sequence[Path],
    confidence_level: float,
    claims: Path | None = None,
) -> Results:
    study, answers = inputs.read_given()
    declared = read_claims(claims) if claims else None
    drawn = dict(zip(controlled, map(read_bootstrap, draws), strict=True))
    tables = control_tables(study, declared, answers, inputs.settings, drawn, confidence_level)
    return {"controls": tables, "unanswered": count_unanswered(read_responses(inputs.responses), study)}


if "snakemake" in globals():
    run(main, snakemake)
