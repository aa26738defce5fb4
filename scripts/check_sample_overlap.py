"""See that nobody is in both the pilot and the full sample, comparing salted hashes that are never stored."""

import secrets
from pathlib import Path

from study.codebook import read_codebook
from study.overlap import check_rule, is_same_table, overlap, shared_rows
from study.survey import SurveyFile, read_survey
from study.tabular import write_json


def main(*, pilot: SurveyFile, full: SurveyFile, codebook: Path, rule: str, overlap_file: Path) -> None:
    book = read_codebook(codebook)
    pilot_forms, full_forms = read_survey(pilot, book, ()), read_survey(full, book, ())
    check_rule(rule, book, {"pilot": pilot, "full": full}, shared_rows(pilot_forms, full_forms))
    salt = secrets.token_bytes(32)
    write_json(overlap(pilot_forms, full_forms, rule, salt, is_same_table(pilot, full)), overlap_file)


if "snakemake" in globals():
    from study.job import run

    run(
        main,
        snakemake.log[0],
        pilot=SurveyFile.from_config(snakemake.params.survey["pilot"]),
        full=SurveyFile.from_config(snakemake.params.survey["full"]),
        codebook=Path(snakemake.input.codebook),
        rule=snakemake.params.survey["pilot_overlap"],
        overlap_file=Path(snakemake.output.overlap),
    )
