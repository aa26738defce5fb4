"""A survey file from its path to submissions, in the one way that every rule reads it.

The form of `responses.csv`, checked before it is written.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from study.base.errors import StudyError
from study.setup.codebook import Codebook
from study.survey.binding import bind_columns
from study.survey.reading import read_table
from study.survey.submissions import Submission, read_submissions

__all__ = ["SurveyFile", "check_expected_n", "check_indicators", "check_responses", "read_survey"]


@dataclass(frozen=True)
class SurveyFile:
    """Where answers stand: file, sheet (None: the only one), number of first rows (None: all)."""

    path: Path
    sheet: str | None
    rows: int | None

    @classmethod
    def from_config(cls, entry: Mapping[str, Any]) -> "SurveyFile":
        """Read `survey.full` or `survey.pilot` of the configuration."""
        return cls(Path(entry["file"]), entry["sheet"], entry["rows"])


def read_survey(survey: SurveyFile, codebook: Codebook, indicators: Sequence[str]) -> tuple[Submission, ...]:
    """Read the submissions of a survey file; StudyError or StudyErrors for all that is wrong with it."""
    check_indicators(codebook, indicators)
    table = read_table(survey.path, survey.sheet, survey.rows)
    return read_submissions(table, bind_columns(table, codebook, indicators), codebook)


def check_indicators(codebook: Codebook, indicators: Sequence[str]) -> None:
    """StudyError where the model has an indicator that the codebook does not know."""
    unknown = [code for code in indicators if code not in codebook.indicators]
    if unknown:
        what, expected = "the model has indicators that the codebook lacks", ", ".join(codebook.indicators)
        raise StudyError(what, codebook.source, ", ".join(unknown), expected, "add them there or correct the model")


def check_expected_n(kept: int, expected_n: int | None, key: str, source: str, reasons: Sequence[str] = ()) -> None:
    """StudyError where another number of respondents is kept than the configuration expects; None is not checked.

    reasons: why each of the others was left out.
    """
    counts = "".join(f", {count} left out: {reason}" for reason, count in Counter(reasons).most_common())
    if kept == 0:
        what, remedy = "cleaning leaves nobody", "check the criteria of the codebook and the cleaning rules"
        raise StudyError(what, source, f"0 respondents kept{counts}", "at least one", remedy)
    if expected_n is not None and kept != expected_n:
        what = "another number of respondents than expected"
        remedy = f"if the data are right, set {key}: {kept} in the configuration; else see who was left out and why"
        raise StudyError(what, source, f"{kept} respondents kept{counts}", f"{key}: {expected_n}", remedy)


def check_responses(responses: pd.DataFrame, indicators: Sequence[str], points: int, source: str) -> None:
    """StudyError unless respondents differ and every indicator, in order, holds 1 to `points` or nothing."""
    import pandera.pandas as pa  # one of five rules that read a survey checks responses; it takes .3 s to import

    answers = {code: pa.Column("Int64", pa.Check.in_range(1, points), nullable=True) for code in indicators}
    respondent = pa.Column(str, pa.Check.str_matches(r"^R\d{3,}$"), unique=True)
    schema = pa.DataFrameSchema({"respondent": respondent, **answers}, strict=True, ordered=True)
    try:
        schema.validate(responses, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases[["column", "check"]].drop_duplicates()
        found = "; ".join(f"{column} fails {check}" for column, check in cases.itertuples(index=False))
        remedy = "this is a fault of the cleaning, report it"
        raise StudyError("scored responses break their schema", source, found, "valid scores", remedy) from None
