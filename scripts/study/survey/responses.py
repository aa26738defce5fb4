"""The one way in which every rule reads a survey file, and the checks that its responses must pass."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from study.base.errors import StudyError
from study.setup.codebook import Codebook
from study.setup.configuration import SurveyFile
from study.survey.binding import bind_columns
from study.survey.duplicates import find_identical_rows
from study.survey.reading import Table, read_survey_table
from study.survey.submissions import Submission, read_submissions

__all__ = [
    "check_expected_n",
    "check_responses",
    "count_identical",
    "read_survey",
    "read_table",
]


def read_survey(survey: SurveyFile, codebook: Codebook, indicators: Sequence[str]) -> tuple[Submission, ...]:
    """Read the submissions of a survey file; StudyError or StudyErrors for all that is wrong with it."""
    unknown = [code for code in indicators if code not in codebook.indicators]
    if unknown:
        what = "the model has indicators that the codebook lacks"
        expected = ", ".join(codebook.indicators)
        remedy = "add them there or correct the model"
        raise StudyError(what=what, where=codebook.source, found=", ".join(unknown), expected=expected, remedy=remedy)
    table = read_table(survey)
    submissions = read_submissions(table, bind_columns(table, codebook, indicators), codebook)
    same = find_identical_rows(table.rows)
    return tuple(replace(s, same_as=same[s.row]) if s.row in same else s for s in submissions)


def read_table(survey: SurveyFile) -> Table:
    """Read the questions and answers of a survey file as the configuration says; StudyError where there are none."""
    return read_survey_table(
        survey.path, survey.sheet, survey.rows, survey.layout, survey.head_row, survey.unfinished_answers
    )


def count_identical(submissions: Sequence[Submission]) -> int:
    """Count the submissions that repeat an earlier row of the file in every cell."""
    return sum(submission.same_as is not None for submission in submissions)


def check_expected_n(kept: int, expected_n: int | None, key: str, source: str, reasons: Sequence[str] = ()) -> None:
    """StudyError where another number of respondents is kept than the configuration expects; None is not checked.

    reasons: why each of the others was left out.
    """
    counts = "".join(f", {count} left out: {reason}" for reason, count in Counter(reasons).most_common())
    if kept == 0:
        what = "cleaning leaves nobody"
        found = f"0 respondents kept{counts}"
        remedy = "check the criteria of the codebook and the cleaning rules"
        raise StudyError(what=what, where=source, found=found, expected="at least one", remedy=remedy)
    if expected_n is not None and kept != expected_n:
        what = "another number of respondents than expected"
        found = f"{kept} respondents kept{counts}"
        remedy = f"if the data are right, set {key}: {kept} in the configuration; else see who was left out and why"
        raise StudyError(what=what, where=source, found=found, expected=f"{key}: {expected_n}", remedy=remedy)


def check_responses(responses: pd.DataFrame, indicators: Sequence[str], points: int, source: str) -> None:
    """StudyError unless respondents differ and every indicator, in order, holds 1 to `points` or nothing."""
    faults = list(_find_faults(responses, indicators, points))
    if faults:
        what = "scored responses break their schema"
        remedy = "this is a fault of the cleaning, report it"
        raise StudyError(what=what, where=source, found="; ".join(faults), expected="valid scores", remedy=remedy)


def _find_faults(responses: pd.DataFrame, indicators: Sequence[str], points: int) -> Iterator[str]:
    columns = ["respondent", *indicators]
    if list(responses.columns) != columns:
        yield f"columns {', '.join(responses.columns)} instead of {', '.join(columns)}"
        return
    if responses["respondent"].duplicated().any():
        yield "respondent holds a name twice"
    if not responses["respondent"].str.fullmatch(r"R\d{3,}").all():
        yield "respondent holds another name than R001, R002, ..."
    for code in indicators:
        if responses[code].dtype != "Int64":
            yield f"{code} holds {responses[code].dtype} instead of whole numbers"
        elif not responses[code].dropna().between(1, points).all():
            yield f"{code} holds a value outside 1 to {points}"
