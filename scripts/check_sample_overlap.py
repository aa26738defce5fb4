"""See that nobody is in both the pilot and the full sample, comparing salted hashes that are never stored."""

import secrets
from pathlib import Path

from study.base.job import Results, run
from study.setup.codebook import read_codebook
from study.setup.configuration import SurveyFiles
from study.survey.duplicates import check_rule, fingerprints, overlap, shared_tables
from study.survey.responses import read_survey


def main(*, pilot: SurveyFiles, full: SurveyFiles, codebook: Path, rule: str) -> Results:
    book = read_codebook(codebook)
    salt = secrets.token_bytes(32)
    pilot_marks = fingerprints(read_survey(pilot, book, ()), salt, shared_tables(pilot, full))
    full_marks = fingerprints(read_survey(full, book, ()), salt, shared_tables(full, pilot))
    check_rule(rule, book, {"pilot": pilot, "full": full}, pilot_marks, full_marks)
    return {"overlap_file": overlap(pilot_marks, full_marks, rule)}


if "snakemake" in globals():
    run(main, snakemake)
