"""Set the paths of every model with control variables beside those of the same model without them."""

from collections.abc import Sequence
from pathlib import Path

from study.analysis.draws import read_bootstrap
from study.analysis.rival_tables import control_tables, count_unanswered
from study.analysis.samples import SampleInputs, read_responses
from study.base.files import write_table
from study.base.job import Paths, run
from study.setup.claim_declarations import read_claims


def main(
    *,
    inputs: SampleInputs,
    controlled: Sequence[str],
    draws: Sequence[Path],
    confidence_level: float,
    outputs: Paths,
    claims: Path | None = None,
) -> None:
    (study, answers), declared = inputs.read_given(), read_claims(claims) if claims else None
    drawn = dict(zip(controlled, map(read_bootstrap, draws), strict=True))
    write_table(control_tables(study, declared, answers, inputs.settings, drawn, confidence_level), outputs["controls"])
    write_table(count_unanswered(read_responses(inputs.responses), study), outputs["unanswered"])


if "snakemake" in globals():
    run(main, snakemake)
