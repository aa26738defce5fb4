"""See that nobody is in both the pilot and the full sample, comparing salted hashes that are never stored."""

import secrets
from pathlib import Path

from study.base.files import write_json
from study.setup.codebook import read_codebook
from study.setup.configuration import SurveyFile
from study.survey.duplicates import check_rule, fingerprints, is_same_table, overlap
from study.survey.responses import read_survey


def main(*, pilot: SurveyFile, full: SurveyFile, codebook: Path, rule: str, overlap_file: Path) -> None:
    book = read_codebook(codebook)
    salt, by_row = secrets.token_bytes(32), is_same_table(pilot, full)
    pilot_marks = fingerprints(read_survey(pilot, book, ()), salt, by_row)
    full_marks = fingerprints(read_survey(full, book, ()), salt, by_row)
    check_rule(rule, book, {"pilot": pilot, "full": full}, pilot_marks, full_marks)
    write_json(overlap(pilot_marks, full_marks, rule), overlap_file)


if "snakemake" in globals():
    from study.base.job import run

    run(main, snakemake)
